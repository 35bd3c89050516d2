import { Option, type Command } from "commander";
import type { Hold } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, remoteAction, repositoryArgument } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given, parseDuration } from "./values.ts";

export function addHold(program: Command, session: Session): void {
  const hold = program.command("hold").description("Protect tags, manifests and repositories from everybody");
  addExamples(hold, "aerugo hold add acme/api --tag 'v1.*' --reason 'audit 2026'", "aerugo hold ls acme/api");
  addList(hold, session);
  addAdd(hold, session);
  addRemove(hold, session);
}

const SHAPE = {
  id: ({ id }: Hold) => id,
  columns: [
    { title: "ID", value: ({ id }: Hold) => id },
    { title: "ON", value: ({ kind, target }: Hold) => (kind === "repository" ? "everything" : target) },
    { title: "REASON", value: ({ reason }: Hold) => reason },
    { title: "WHO", value: ({ created_by }: Hold) => created_by },
    { title: "SINCE", value: ({ created_at }: Hold) => created_at, kind: "time" as const },
    { title: "UNTIL", value: ({ expires_at }: Hold) => expires_at, kind: "time" as const },
  ],
};

function addList(hold: Command, session: Session): void {
  const command = hold.command("ls").alias("list").description("List the holds on a repository").addArgument(repositoryArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo hold ls acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { api, request, output } = remote;
      const path = remote.repository(name);
      output.list(await remote.all((query) => api.listHolds({ ...request, path, query })), SHAPE);
    }),
  );
}

interface AddOptions {
  readonly tag?: string;
  readonly digest?: string;
  readonly reason: string;
  readonly for?: number;
}

function addAdd(hold: Command, session: Session): void {
  const command = hold.command("add").description("Place a hold; on the whole repository without --tag and --digest");
  command.addArgument(repositoryArgument());
  command.addOption(new Option("--tag <pattern>", "On these tags; * is any text, ? one character").conflicts("digest"));
  command.option("--digest <digest>", "On this manifest");
  command.requiredOption("--reason <text>", "Why; whoever is refused is told");
  command.addOption(new Option("--for <duration>", "Until then, as 90d; until it is released when left out").argParser(parseDuration));
  addExamples(addRemoteOptions(command), "aerugo hold add acme/api --tag v1.2.3 --reason 'in production' --for 90d");
  command.action(
    remoteAction<[string], AddOptions>(session, async (remote, name, { tag, digest, reason, for: forMs }) => {
      const kind = tag !== undefined ? ("tag" as const) : digest !== undefined ? ("digest" as const) : ("repository" as const);
      const expires_at = forMs === undefined ? undefined : new Date(Date.now() + forMs).toISOString();
      const body = { kind, reason, ...given({ target: tag ?? digest, expires_at }) };
      const { data } = await remote.api.createHold({ ...remote.request, path: remote.repository(name), body });
      remote.output.one(data, SHAPE);
    }),
  );
}

function addRemove(hold: Command, session: Session): void {
  const command = hold
    .command("rm")
    .description("Release a hold")
    .addArgument(repositoryArgument())
    .argument("<id>", "As hold ls shows it");
  addExamples(addYes(addContextOption(command)), "aerugo hold rm acme/api hold_3 --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, name, hold_id) => {
      const path = { ...remote.repository(name), hold_id };
      await remote.confirm(`Release ${hold_id} of ${name}?`);
      await remote.api.releaseHold({ ...remote.request, path });
    }),
  );
}
