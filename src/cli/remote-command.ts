// What the commands that speak to a registry share: their options, and an action that is handed the registry. Nothing of the remote room
// is loaded before one of them runs.
import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import { completedBy } from "./completion.ts";
import type { Remote, RemoteOptions } from "./remote/remote.ts";
import type { Session } from "./session.ts";

export function addRemoteOptions(command: Command): Command {
  return addContextOption(addOutputOptions(command));
}

/** All that a command takes which prints nothing. */
export function addContextOption(command: Command): Command {
  const option = new Option("--context <name>", "Act as this context (AERUGO_CONTEXT)");
  return command.addOption(completedBy(option, contextNames));
}

export function contextArgument(flags: string, description: string): Argument {
  return completedBy(new Argument(flags, description), contextNames);
}

export function organizationArgument(flags = "<organization>", description = "The organization"): Argument {
  return completedBy(new Argument(flags, description), organizationNames);
}

export function repositoryArgument(): Argument {
  return completedBy(new Argument("<name>", "The repository"), async (session, typed) =>
    (await import("./remote/complete.ts")).repositoryNames(session, typed),
  );
}

async function contextNames(session: Session): Promise<string[]> {
  return (await import("./remote/complete.ts")).contextNames(session);
}

export async function organizationNames(session: Session): Promise<string[]> {
  return (await import("./remote/complete.ts")).organizationNames(session);
}

export function addOutputOptions(command: Command): Command {
  command.addOption(new Option("-o, --output <format>", "How to print it (AERUGO_OUTPUT)").choices(["table", "json"]));
  return command.option("-q, --quiet", "Print ids or names only");
}

/** A list's further options. */
export function addLimit(command: Command, limit = 1000): Command {
  const option = new Option("--limit <count>", "Show at most this many; `all` for all of them");
  return command.addOption(option.argParser(parseLimit).default(limit));
}

/** Of a command that takes something away. */
export function addYes(command: Command): Command {
  return command.option("-y, --yes", "Do not ask for a confirmation");
}

/** `work` is given the operands, then the options. */
export function remoteAction<Operands extends unknown[], Options extends object = object>(
  session: Session,
  work: (remote: Remote, ...operands: [...Operands, Options & RemoteOptions]) => Promise<void>,
): (...given: [...Operands, Options & RemoteOptions, Command]) => Promise<void> {
  return async (...given) => {
    const operands = given.slice(0, -1) as [...Operands, Options & RemoteOptions];
    const { Remote } = await import("./remote/remote.ts");
    await work(await Remote.open(session, operands.at(-1) as RemoteOptions), ...operands);
  };
}

function parseLimit(text: string): number {
  if (text === "all") return Infinity;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a number above 0, or `all`.");
  return Number(text);
}
