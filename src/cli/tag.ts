import { Option, type Command } from "commander";
import type { RepositoryTag, RepositoryTagChange, TagChange } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, remoteAction, repositoryArgument } from "./remote-command.ts";
import type { RepositoryPath } from "./remote/names.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";
import { RESTORED_SHAPE, noteTaken } from "./trash.ts";
import { given } from "./values.ts";

const SORTS = ["name", "-name", "updated_at", "-updated_at", "size", "-size", "version", "-version"] as const;

export function addTag(program: Command, session: Session): void {
  const tag = program.command("tag").description("Manage the tags of a repository");
  addExamples(tag, "aerugo tag ls acme/api --sort -version", "aerugo tag mv acme/api:stable v1.2.3");
  addList(tag, session);
  addView(tag, session);
  addHistory(tag, session);
  addMove(tag, session);
  addRestore(tag, session);
  addRemove(tag, session);
}

const SHAPE = {
  id: ({ name }: RepositoryTag) => name,
  columns: [
    { title: "TAG", value: ({ name }: RepositoryTag) => name },
    { title: "DIGEST", value: ({ digest }: RepositoryTag) => digest },
    { title: "SIZE", value: ({ size_bytes }: RepositoryTag) => size_bytes, kind: "bytes" as const },
    { title: "MOVED", value: ({ updated_at }: RepositoryTag) => updated_at, kind: "time" as const },
  ],
};

const DETAILS = {
  id: ({ digest }: RepositoryTag) => digest,
  columns: [
    { title: "Tag", value: ({ name }: RepositoryTag) => name },
    { title: "Digest", value: ({ digest }: RepositoryTag) => digest },
    { title: "Media type", value: ({ media_type }: RepositoryTag) => media_type },
    { title: "Artifact type", value: ({ artifact_type }: RepositoryTag) => artifact_type },
    { title: "Size", value: ({ size_bytes }: RepositoryTag) => size_bytes, kind: "bytes" as const },
    { title: "Moved", value: ({ updated_at }: RepositoryTag) => updated_at, kind: "time" as const },
  ],
};

const HISTORY_SHAPE = {
  id: ({ digest }: TagChange) => digest ?? "",
  columns: [
    { title: "WHEN", value: ({ changed_at }: TagChange) => changed_at, kind: "time" as const },
    { title: "WHO", value: ({ changed_by }: TagChange) => changed_by },
    { title: "DIGEST", value: ({ digest }: TagChange) => digest ?? "deleted" },
    { title: "BEFORE", value: ({ previous_digest }: TagChange) => previous_digest },
  ],
};

const ALL_HISTORY_SHAPE = {
  id: ({ tag }: RepositoryTagChange) => tag,
  columns: [{ title: "TAG", value: ({ tag }: RepositoryTagChange) => tag }, ...HISTORY_SHAPE.columns],
};

interface ListOptions {
  readonly sort: (typeof SORTS)[number];
  readonly prefix?: string;
}

function addList(tag: Command, session: Session): void {
  const command = tag.command("ls").alias("list").description("List the tags of a repository").addArgument(repositoryArgument());
  command.addOption(new Option("--sort <by>", "In which order; - for the other way round").choices(SORTS).default("name"));
  command.option("--prefix <text>", "Only those that begin with it");
  addExamples(addLimit(addRemoteOptions(command)), "aerugo tag ls acme/api --sort -version --limit 10", "aerugo tag ls acme/api -q");
  command.action(
    remoteAction<[string], ListOptions>(session, async (remote, name, { sort, prefix }) => {
      const { api, request, output } = remote;
      const path = remote.repository(name);
      const order = { sort, ...given({ q: prefix }) };
      output.list(await remote.all((page) => api.listRepositoryTags({ ...request, path, query: { ...order, ...page } })), SHAPE);
    }),
  );
}

function addView(tag: Command, session: Session): void {
  const command = withTag(tag.command("view").description("Show a tag"));
  addExamples(addRemoteOptions(command), "aerugo tag view acme/api:v1", "aerugo tag view acme/api:v1 -q");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { data } = await remote.api.getRepositoryTag({ ...remote.request, path: remote.tag(text) });
      remote.output.one(data, DETAILS);
    }),
  );
}

function addHistory(tag: Command, session: Session): void {
  const command = tag.command("history").description("List where a tag pointed, the newest first");
  command.argument("<tag>", "The repository and the tag, as acme/api:v1; the repository alone for all its tags");
  addExamples(addLimit(addRemoteOptions(command), 100), "aerugo tag history acme/api:latest", "aerugo tag history acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      if (!/:[^/]*$/.test(text)) {
        const path = remote.repository(text);
        const all = await remote.all((query) => api.listRepositoryTagsHistory({ ...request, path, query }));
        return output.list(all, ALL_HISTORY_SHAPE);
      }
      const path = remote.tag(text);
      output.list(await remote.all((query) => api.listRepositoryTagHistory({ ...request, path, query })), HISTORY_SHAPE);
    }),
  );
}

function addMove(tag: Command, session: Session): void {
  const command = withTag(tag.command("mv").description("Point a tag at what another tag or a digest names; makes it where there is none"));
  command.argument("<target>", "A tag of the same repository, or a digest");
  addExamples(addRemoteOptions(command), "aerugo tag mv acme/api:stable v1.2.3");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, target) => {
      const { tag: name, ...repository } = remote.tag(text);
      const previous_digest = (await findDigest(remote, repository, name)) ?? null;
      const digest = target.includes(":") ? target : (await getTag(remote, repository, target)).digest;
      // Only from where it is now: a push that came in between wins, and this says so.
      // The document does not tell that null is taken, which is for a tag that is new.
      const body = { digest, previous_digest: previous_digest as string };
      const { data } = await remote.api.setRepositoryTag({ ...remote.request, path: { ...repository, tag: name }, body });
      remote.output.note(previous_digest === null ? `${name} is new.` : `${name} pointed at ${previous_digest} before.`);
      remote.output.one(data, DETAILS);
    }),
  );
}

function addRestore(tag: Command, session: Session): void {
  const command = withTag(tag.command("restore").description("Move a tag back to where it pointed before, out of the trash if need be"));
  command.option("--to <digest>", "To this digest instead of the one before");
  addExamples(addRemoteOptions(command), "aerugo tag restore acme/api:latest");
  command.action(
    remoteAction<[string], { to?: string }>(session, async (remote, text, { to }) => {
      const path = remote.tag(text);
      const { tag: name, ...repository } = path;
      const previous = await findDigest(remote, repository, name);
      // The document does not tell that null is taken, which is for a tag that is not there.
      const body = { previous_digest: (previous ?? null) as string, ...given({ digest: to }) };
      const { data } = await remote.api.restoreRepositoryTag({ ...remote.request, path, body });
      noteTaken(remote, data);
      remote.output.note(`${name} points at ${data.digest}${previous === undefined ? "" : `; before, at ${previous}`}.`);
      remote.output.one(data, RESTORED_SHAPE);
    }),
  );
}

function addRemove(tag: Command, session: Session): void {
  const command = withTag(tag.command("rm").description("Delete a tag; the manifest stays, for its digest and for other tags"));
  addExamples(addYes(addContextOption(command)), "aerugo tag rm acme/api:v1 --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const path = remote.tag(text);
      await remote.confirm(`Delete the tag ${text}?`);
      await remote.api.deleteRepositoryTag({ ...remote.request, path });
    }),
  );
}

async function getTag({ api, request }: Remote, path: RepositoryPath, tag: string): Promise<RepositoryTag> {
  return (await api.getRepositoryTag({ ...request, path: { ...path, tag } })).data;
}

async function findDigest(remote: Remote, path: RepositoryPath, tag: string): Promise<string | undefined> {
  try {
    return (await getTag(remote, path, tag)).digest;
  } catch (error) {
    if (remote.isProblem(error, "not_found")) return undefined;
    throw error;
  }
}

function withTag(command: Command): Command {
  return command.argument("<tag>", "The repository and the tag, as acme/api:v1");
}
