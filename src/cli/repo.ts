import { Option, type Command } from "commander";
import type { DeletedRepository, Repository, RepositoryDetail } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import {
  addContextOption,
  addLimit,
  addRemoteOptions,
  addYes,
  organizationArgument,
  remoteAction,
  repositoryArgument,
} from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import { addRepoAccess } from "./repo-access.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export function addRepo(program: Command, session: Session): void {
  const repo = program.command("repo").description("Manage repositories and who may use them");
  addExamples(repo, "aerugo repo ls acme", "aerugo repo edit acme/api --visibility public");
  addList(repo, session);
  addCreate(repo, session);
  addView(repo, session);
  addEdit(repo, session);
  addRename(repo, session);
  addTransfer(repo, session);
  addRemove(repo, session);
  addRestore(repo, session);
  addRepoAccess(repo, session);
}

const SHAPE = {
  id: ({ full_name }: Repository) => full_name,
  columns: [
    { title: "NAME", value: ({ full_name }: Repository) => full_name },
    { title: "VISIBILITY", value: ({ visibility }: Repository) => visibility },
    { title: "TAGS", value: ({ tag_count }: Repository) => tag_count },
    { title: "SIZE", value: ({ size_bytes }: Repository) => size_bytes, kind: "bytes" as const },
    { title: "PUSHED", value: ({ pushed_at }: Repository) => pushed_at, kind: "time" as const },
  ],
};

const DETAILS = {
  id: SHAPE.id,
  columns: [
    { title: "Name", value: ({ full_name }: Repository) => full_name },
    { title: "Visibility", value: ({ visibility }: Repository) => visibility },
    { title: "Description", value: ({ description }: Repository) => description },
    { title: "Tags", value: ({ tag_count }: Repository) => tag_count },
    { title: "Manifests", value: ({ manifest_count }: Repository) => manifest_count },
    { title: "Size", value: ({ size_bytes }: Repository) => size_bytes, kind: "bytes" as const },
    { title: "Reference policy", value: ({ reference_policy }: Repository) => reference_policy ?? "default" },
    { title: "Created", value: ({ created_at }: Repository) => created_at, kind: "time" as const },
    { title: "Pushed", value: ({ pushed_at }: Repository) => pushed_at, kind: "time" as const },
    { title: "Id", value: ({ id }: Repository) => id },
  ],
};

/** The answer to a change does not say it. */
const VIEW = {
  id: DETAILS.id,
  columns: [...DETAILS.columns, { title: "You may", value: ({ permission }: RepositoryDetail) => permission }],
};

const TRASH_SHAPE = {
  id: ({ id }: DeletedRepository) => id,
  columns: [
    { title: "ID", value: ({ id }: DeletedRepository) => id },
    { title: "NAME", value: ({ full_name }: DeletedRepository) => full_name },
    { title: "VISIBILITY", value: ({ visibility }: DeletedRepository) => visibility },
    { title: "DELETED", value: ({ deleted_at }: DeletedRepository) => deleted_at, kind: "time" as const },
  ],
};

type Visibility = Repository["visibility"];

interface ListOptions {
  readonly query?: string;
  readonly visibility?: Visibility;
  readonly deleted?: boolean;
}

function addList(repo: Command, session: Session): void {
  const command = repo.command("ls").alias("list").description("List the repositories that you may read");
  command
    .addArgument(organizationArgument("[namespace]", "Only those of this user or organization"))
    .option("--query <text>", "Only those whose name has a part or word like this");
  command.addOption(visibilityOption("Only these"));
  command.addOption(new Option("--deleted", "Those that were deleted and can be restored").conflicts(["query", "visibility"]));
  addExamples(addLimit(addRemoteOptions(command)), "aerugo repo ls acme", "aerugo repo ls --query api -q", "aerugo repo ls acme --deleted");
  command.action(
    remoteAction<[string | undefined], ListOptions>(session, async (remote, namespace, { query: q, visibility, deleted }) => {
      const { api, request, output } = remote;
      if (deleted) return output.list(await listTrash(remote, namespace), TRASH_SHAPE);
      const filters = given({ q, visibility, namespace });
      output.list(await remote.all((page) => api.listRepositories({ ...request, query: { ...filters, ...page } })), SHAPE);
    }),
  );
}

function addCreate(repo: Command, session: Session): void {
  const command = repo.command("create").description("Create an empty repository; a push creates one too").argument("<name>", "Its name");
  command.addOption(visibilityOption("Who may read it").default("private")).option("--description <text>", "What is in it");
  addExamples(addRemoteOptions(command), "aerugo repo create acme/api --visibility public");
  command.action(
    remoteAction<[string], { visibility: Visibility; description?: string }>(session, async (remote, text, { visibility, description }) => {
      const { namespace, repository: name } = remote.repository(text);
      const body = { namespace, name, visibility, ...given({ description }) };
      const { data } = await remote.api.createRepository({ ...remote.request, body });
      remote.output.one(data, DETAILS);
    }),
  );
}

function addView(repo: Command, session: Session): void {
  const command = repo.command("view").description("Show a repository").addArgument(repositoryArgument());
  addExamples(addRemoteOptions(command), "aerugo repo view acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { data } = await remote.api.getRepository({ ...remote.request, path: remote.repository(name) });
      remote.output.one(data, VIEW);
    }),
  );
}

interface EditOptions {
  readonly visibility?: Visibility;
  readonly description?: string;
  readonly referencePolicy?: NonNullable<Repository["reference_policy"]> | "default";
}

function addEdit(repo: Command, session: Session): void {
  const command = repo.command("edit").description("Change a repository's settings").addArgument(repositoryArgument());
  command.addOption(visibilityOption("Who may read it")).option("--description <text>", "What is in it");
  command.option(
    "--reference-policy <policy>",
    "What manifests may refer to that is not there: strict, index-lenient, sparse, or default for what the installation has",
  );
  addExamples(
    addRemoteOptions(command),
    "aerugo repo edit acme/api --visibility public",
    "aerugo repo edit acme/api --description 'The API'",
  );
  command.action(
    remoteAction<[string], EditOptions>(session, async (remote, name, { visibility, description, referencePolicy }) => {
      const { api, request, output } = remote;
      const reference_policy = referencePolicy === "default" ? null : referencePolicy;
      const body = given({ visibility, description, reference_policy });
      if (Object.keys(body).length === 0) throw new CliError("usage", "nothing to change", "See aerugo repo edit --help.");
      const path = remote.repository(name);
      const headers = remote.ifMatch(await api.getRepository({ ...request, path }));
      const { data } = await api.updateRepository({ ...request, path, headers, body });
      output.one(data, DETAILS);
    }),
  );
}

function addRename(repo: Command, session: Session): void {
  const command = repo.command("rename").description("Rename a repository within its namespace; pulls by the old name go on for a while");
  command.addArgument(repositoryArgument()).argument("<new-name>", "Its new name, with or without the namespace");
  addExamples(addYes(addRemoteOptions(command)), "aerugo repo rename acme/api acme/backend");
  command.action(
    remoteAction<[string, string]>(session, async (remote, oldName, newName) => {
      const path = remote.repository(oldName);
      const name = withoutNamespace(newName, path.namespace);
      await remote.confirm(`Rename ${oldName} to ${name}? Pushes to the old name will be refused.`);
      const { data } = await remote.api.renameRepository({ ...remote.request, path, body: { name } });
      remote.output.one(data, DETAILS);
    }),
  );
}

function addTransfer(repo: Command, session: Session): void {
  const command = repo.command("transfer").description("Move a repository to another namespace, without what was granted on it");
  command.addArgument(repositoryArgument()).argument("<namespace>", "The user or organization that gets it");
  addExamples(addYes(addRemoteOptions(command)), "aerugo repo transfer alice/api acme");
  command.action(
    remoteAction<[string, string]>(session, async (remote, name, namespace) => {
      await remote.confirm(`Move ${name} to ${namespace}? Whoever was granted access loses it.`);
      const { data } = await remote.api.transferRepository({ ...remote.request, path: remote.repository(name), body: { namespace } });
      remote.output.one(data, DETAILS);
    }),
  );
}

function addRemove(repo: Command, session: Session): void {
  const command = repo.command("rm").description("Delete a repository; it can be restored").addArgument(repositoryArgument());
  addExamples(addYes(addContextOption(command)), "aerugo repo rm acme/api --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { api, request } = remote;
      const { data } = await api.getRepository({ ...request, path: remote.repository(name) });
      await remote.confirm(`Delete ${data.full_name} with ${data.tag_count} tags?`);
      // By its id: whatever takes over the name while somebody thinks about it is not what was asked for.
      await api.deleteRepositoryById({ ...request, path: { repository_id: data.id } });
      remote.output.note(`Deleted; aerugo repo restore ${data.id} brings it back.`);
    }),
  );
}

function addRestore(repo: Command, session: Session): void {
  const command = repo.command("restore").description("Restore a deleted repository");
  command.argument("<name>", "The name that it had or, where several had it, the id that repo ls --deleted shows");
  addExamples(addRemoteOptions(command), "aerugo repo restore acme/api", "aerugo repo restore repo_12");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const repository_id = /^repo_\d+$/.test(name) ? name : await findDeleted(remote, name);
      const { data } = await remote.api.restoreRepository({ ...remote.request, path: { repository_id } });
      remote.output.one(data, DETAILS);
    }),
  );
}

async function findDeleted(remote: Remote, text: string): Promise<string> {
  const { namespace, repository } = remote.repository(text);
  const found = (await listTrash(remote, namespace)).filter(({ name }) => name === repository);
  if (found.length > 1)
    throw new CliError("conflict", `${found.length} deleted repositories had that name`, "Give the id of one: aerugo repo ls --deleted.");
  if (found.length === 0) throw new CliError("notFound", `no deleted repository had the name ${text}`);
  return found[0]!.id;
}

/** A namespace is an organization's or a person's, and only the registry knows whose. */
async function listTrash(remote: Remote, namespace: string | undefined): Promise<DeletedRepository[]> {
  const { api, request } = remote;
  const username = await remote.username();
  if (namespace === undefined || namespace === username) {
    return remote.all((query) => api.listUserTrash({ ...request, path: { username }, query }));
  }
  return remote.all((query) => api.listOrganizationTrash({ ...request, path: { org: namespace }, query }));
}

function withoutNamespace(name: string, namespace: string): string {
  return name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name;
}

function visibilityOption(description: string): Option {
  return new Option("--visibility <visibility>", description).choices(["public", "private"]);
}
