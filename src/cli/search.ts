import { Option, type Command } from "commander";
import type { SearchResult } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addLimit, addRemoteOptions, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

const KINDS = ["repository", "tag", "digest", "user"] as const;

const SHAPE = {
  id: nameOf,
  columns: [
    { title: "KIND", value: ({ kind }: SearchResult) => kind },
    { title: "NAME", value: nameOf },
    { title: "DIGEST", value: ({ digest }: SearchResult) => digest },
    { title: "ABOUT", value: ({ text }: SearchResult) => text },
  ],
};

export function addSearch(program: Command, session: Session): void {
  const command = program
    .command("search")
    .description("Find repositories, tags, digests and users")
    .argument("<text>", "What to look for");
  command.addOption(new Option("--kind <kind>", "What kind of thing; follows from the text when left out").choices(KINDS));
  addExamples(addLimit(addRemoteOptions(command), 50), "aerugo search api", "aerugo search api:v1", "aerugo search ali --kind user");
  command.action(
    remoteAction<[string], { kind?: (typeof KINDS)[number] }>(session, async (remote, q, { kind }) => {
      const { api, request, output } = remote;
      output.list(await remote.all((page) => api.search({ ...request, query: { q, ...given({ kind }), ...page } })), SHAPE);
    }),
  );
}

/** As other commands take it. */
function nameOf({ kind, repository, tag, digest, username }: SearchResult): string {
  const name = repository?.full_name ?? "";
  if (kind === "user") return username ?? "";
  if (kind === "tag") return `${name}:${tag}`;
  return kind === "digest" ? `${name}@${digest}` : name;
}
