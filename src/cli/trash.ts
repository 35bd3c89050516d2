import type { Command } from "commander";
import type { RestoredFromTrash, TrashEntry } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction, repositoryArgument } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";

export function addTrash(program: Command, session: Session): void {
  const trash = program.command("trash").description("Look at, restore and remove deleted tags and manifests");
  addExamples(trash, "aerugo trash ls acme/api", "aerugo trash restore acme/api trash_12", "aerugo trash empty acme/api --yes");
  addList(trash, session);
  addRestore(trash, session);
  addEmpty(trash, session);
  addPurge(trash, session);
}

const SHAPE = {
  id: ({ id }: TrashEntry) => id,
  columns: [
    { title: "ID", value: ({ id }: TrashEntry) => id },
    { title: "WHAT", value: ({ tag, digest }: TrashEntry) => tag ?? digest },
    { title: "TAGS", value: ({ tag_count }: TrashEntry) => tag_count },
    { title: "WHY", value: ({ reason }: TrashEntry) => reason },
    { title: "WHO", value: ({ deleted_by }: TrashEntry) => deleted_by },
    { title: "DELETED", value: ({ deleted_at }: TrashEntry) => deleted_at, kind: "time" as const },
    { title: "KEPT UNTIL", value: ({ expires_at }: TrashEntry) => expires_at, kind: "time" as const },
  ],
};

export const RESTORED_SHAPE = {
  id: ({ manifests, tags }: RestoredFromTrash) => [...manifests, ...tags].join("\n"),
  columns: [
    { title: "Manifests", value: ({ manifests }: RestoredFromTrash) => manifests.join(" ") },
    { title: "Tags", value: ({ tags }: RestoredFromTrash) => tags.join(" ") },
    { title: "Taken", value: ({ taken }: RestoredFromTrash) => taken.join(" ") },
  ],
};

function addList(trash: Command, session: Session): void {
  const command = trash.command("ls").alias("list").description("List the deleted tags and manifests of a repository");
  command.addArgument(repositoryArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo trash ls acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { api, request, output } = remote;
      const path = remote.repository(name);
      output.list(await remote.all((query) => api.listTrash({ ...request, path, query })), SHAPE);
    }),
  );
}

function addRestore(trash: Command, session: Session): void {
  const command = trash.command("restore").description("Restore a deleted tag, or a manifest with its tags");
  command.addArgument(repositoryArgument()).argument("<id>", "As trash ls shows it");
  command.option("--force", "Also move tags back that point elsewhere by now");
  addExamples(addRemoteOptions(command), "aerugo trash restore acme/api trash_12");
  command.action(
    remoteAction<[string, string], { force?: boolean }>(session, async (remote, name, trash_id, { force = false }) => {
      const path = { ...remote.repository(name), trash_id };
      const { data } = await remote.api.restoreFromTrash({ ...remote.request, path, body: { force } });
      noteTaken(remote, data);
      remote.output.one(data, RESTORED_SHAPE);
    }),
  );
}

export function noteTaken({ output }: Remote, { taken, more_tags }: RestoredFromTrash): void {
  if (taken.length > 0) output.note(`Tags that point elsewhere by now: ${taken.join(", ")}; --force moves them back.`);
  if (more_tags > 0) output.note(`${more_tags} more tags are not shown.`);
}

function addEmpty(trash: Command, session: Session): void {
  const command = trash.command("empty").description("Remove what is in the trash of a repository for good, but for what is held");
  command.addArgument(repositoryArgument());
  addExamples(addYes(addRemoteOptions(command)), "aerugo trash empty acme/api --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const path = remote.repository(name);
      await remote.confirm(`Remove everything in the trash of ${name} for good?`);
      const { data } = await remote.api.emptyTrash({ ...remote.request, path });
      remote.output.note(`${data.removed} removed${data.left > 0 ? `; ${data.left} are held, or go in the background` : ""}.`);
    }),
  );
}

function addPurge(trash: Command, session: Session): void {
  const command = trash.command("purge").description("Remove deleted repositories of a namespace for good, but for what is held");
  command.addArgument(organizationArgument("<namespace>", "The user or organization"));
  command.argument("[id]", "Only this repository, by the id that repo ls --deleted shows");
  addExamples(addYes(addRemoteOptions(command)), "aerugo trash purge acme --yes", "aerugo trash purge acme repo_12 --yes");
  command.action(
    remoteAction<[string, string | undefined]>(session, async (remote, namespace, id) => {
      await remote.confirm(id === undefined ? `Remove all deleted repositories of ${namespace} for good?` : `Remove ${id} for good?`);
      const purged = id === undefined ? await purgeAll(remote, namespace) : await purgeOne(remote, id);
      remote.output.note(`${purged} removed for good.`);
    }),
  );
}

async function purgeOne({ api, request }: Remote, repository_id: string): Promise<number> {
  if (!/^repo_\d+$/.test(repository_id))
    throw new CliError("usage", "a deleted repository is named by its id", "See aerugo repo ls --deleted.");
  await api.purgeRepository({ ...request, path: { repository_id } });
  return 1;
}

/** A namespace is an organization's or a person's, and only the registry knows whose. */
async function purgeAll(remote: Remote, namespace: string): Promise<number> {
  const { api, request } = remote;
  const isOwn = namespace === (await remote.username());
  const { data } = isOwn
    ? await api.emptyUserTrash({ ...request, path: { username: namespace } })
    : await api.emptyOrganizationTrash({ ...request, path: { org: namespace } });
  return data.purged;
}
