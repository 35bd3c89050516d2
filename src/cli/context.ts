import type { Command } from "commander";
import { addExamples } from "./help.ts";
import { addOutputOptions, addYes, contextArgument } from "./remote-command.ts";
import type { ContextsFile } from "./remote/contexts.ts";
import type { RemoteOptions } from "./remote/remote.ts";
import type { Session } from "./session.ts";

export function addContext(program: Command, session: Session): void {
  const context = program.command("context").description("Choose among the registries that you are signed in to");
  addExamples(context, "aerugo context ls", "aerugo context use registry.example.com");
  addList(context, session);
  addShow(context, session);
  addUse(context, session);
  addRemove(context, session);
}

interface ShownContext {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly credential: string;
  readonly is_current: boolean;
}

const SHAPE = {
  id: ({ name }: ShownContext) => name,
  columns: [
    { title: "CURRENT", value: ({ is_current }: ShownContext) => (is_current ? "*" : "") },
    { title: "NAME", value: ({ name }: ShownContext) => name },
    { title: "URL", value: ({ url }: ShownContext) => url },
    { title: "USER", value: ({ username }: ShownContext) => username },
    { title: "SIGNED IN BY", value: ({ credential }: ShownContext) => credential },
  ],
};

function addList(context: Command, session: Session): void {
  const command = addOutputOptions(context.command("ls").alias("list").description("List the contexts"));
  addExamples(command, "aerugo context ls", "aerugo context ls -o json");
  command.action(async (options: RemoteOptions) => {
    const { file, output } = await open(session, options);
    output.list(
      Object.keys(file.contexts).map((name) => shown(file, name)),
      SHAPE,
    );
  });
}

function addShow(context: Command, session: Session): void {
  const command = context.command("show").description("Show a context, without its secrets");
  addOutputOptions(command).addArgument(contextArgument("[name]", "The context; the current one when left out"));
  addExamples(command, "aerugo context show", "aerugo context show registry.example.com -o json");
  command.action(async (name: string | undefined, options: RemoteOptions) => {
    const { file, output } = await open(session, options);
    const { getContext, getCurrentName } = await import("./remote/target.ts");
    const chosen = name ?? getCurrentName(file, session.environment);
    getContext(file, chosen);
    output.one(shown(file, chosen), SHAPE);
  });
}

function addUse(context: Command, session: Session): void {
  const command = context
    .command("use")
    .description("Make a context the current one")
    .addArgument(contextArgument("<name>", "The context"));
  addExamples(command, "aerugo context use registry.example.com");
  command.action(async (name: string) => {
    const { contexts } = await open(session, {});
    const { getContext } = await import("./remote/target.ts");
    await contexts.update((file) => {
      getContext(file, name);
      return { ...file, current: name };
    });
  });
}

function addRemove(context: Command, session: Session): void {
  const command = context
    .command("rm")
    .description("Forget a context, without signing out at the registry")
    .addArgument(contextArgument("<name>", "The context"));
  addExamples(addYes(command), "aerugo context rm registry.example.com --yes");
  command.action(async (name: string, options: RemoteOptions) => {
    const { contexts, file } = await open(session, options);
    const { getContext, withoutContext } = await import("./remote/target.ts");
    const { confirm } = await import("./remote/remote.ts");
    getContext(file, name);
    await confirm(session, options, `Forget ${name}? The session goes on at the registry; aerugo logout ends it.`);
    await contexts.update((newest) => withoutContext(newest, name));
  });
}

async function open(session: Session, options: RemoteOptions) {
  const [{ Contexts }, { outputOf }] = await Promise.all([import("./remote/contexts.ts"), import("./remote/remote.ts")]);
  const contexts = Contexts.in(session.environment);
  return { contexts, file: await contexts.read(), output: outputOf(session, options) };
}

/** Picked one by one: what a context comes to hold later is not printed by accident. */
function shown(file: ContextsFile, name: string): ShownContext {
  const { url, username, credential } = file.contexts[name]!;
  return { name, url, username, credential: credential.kind, is_current: file.current === name };
}
