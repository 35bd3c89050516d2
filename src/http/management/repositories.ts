// Repositories: whose there are, their settings, and what becomes of them.
import { z } from "@hono/zod-openapi";
import type { Caller } from "../../auth/caller.ts";
import { ManagementError } from "../../management/failure.ts";
import { formatId } from "../../management/ids.ts";
import { withoutNamespace } from "../../management/repositories.ts";
import { REFERENCE_POLICIES } from "../../oci/reference-policy.ts";
import { type RepositoryName, namespaceOf } from "../../oci/reference.ts";
import { created, noContent, ok, page, versionTag } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { API_ROOT, type Endpoint, type ManagementCall, endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { NAMESPACE, ORG, REPOSITORY_ID, TIMESTAMP, USERNAME, idNumber, text } from "./schemas.ts";
import type { ManagementServices } from "./services.ts";
import { optionalTime, timeText } from "./times.ts";

type Services = ManagementServices["repositories"];
type Listing = Awaited<ReturnType<Services["get"]>>;
type Trashed = Awaited<ReturnType<Services["listTrash"]>>["items"][number];

const VISIBILITY = z.enum(["public", "private"]).openapi({ description: "Who may read it: everybody, or who was granted it" });
const REFERENCE_POLICY = z
  .enum(REFERENCE_POLICIES)
  .nullable()
  .openapi({ description: "What manifests may refer to that is not there; null leaves it to the installation's configuration" });
const DESCRIPTION = text(1000);
/** Without its namespace. */
const NAME = z.string().min(1).max(255).openapi({ example: "api" });

export const NAMES = {
  id: z.string().openapi({ example: "repo_12" }),
  full_name: z.string().openapi({ description: "As clients pull it", example: "acme/api" }),
  namespace: z.string().openapi({ example: "acme" }),
  name: z.string().openapi({ description: "Without the namespace, as the paths of this API have it", example: "api" }),
};

const FIELDS = {
  ...NAMES,
  visibility: VISIBILITY,
  description: z.string(),
  reference_policy: REFERENCE_POLICY,
  tag_count: z.int(),
  manifest_count: z.int(),
  size_bytes: z.int().openapi({ description: "Of all its blobs, each counted once" }),
  created_at: TIMESTAMP,
  pushed_at: TIMESTAMP.nullable(),
};

export const REPOSITORY = z.object(FIELDS).openapi("Repository");
const REPOSITORY_DETAIL = z
  .object({ ...FIELDS, permission: z.enum(["read", "write", "admin"]).openapi({ description: "What the caller may do with it" }) })
  .openapi("RepositoryDetail");
const TRASHED = z
  .object({
    ...NAMES,
    visibility: VISIBILITY,
    description: z.string(),
    created_at: TIMESTAMP,
    deleted_at: TIMESTAMP,
    expires_at: TIMESTAMP,
  })
  .openapi("DeletedRepository");
const EMPTIED = z
  .object({ purged: z.int().openapi({ description: "Repositories that are being removed for good" }) })
  .openapi("EmptiedNamespaceTrash");

const LIST_QUERY = {
  q: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .openapi({ param: { description: "Only those of which a part or a word begins with it; the best match comes first" } }),
  visibility: VISIBILITY.optional(),
};
const LISTED = { status: 200, description: "A page of what the caller may read, by name", schema: REPOSITORY } as const;
const shared = { tag: "repositories" } as const;

type Call = Pick<ManagementCall, "services" | "caller" | "page">;
type ListQuery = { q?: string | undefined; visibility?: "public" | "private" | undefined };
type Namespace = { name: string; kind?: "organization" | "user" };

async function listRepositories({ services, caller, page: { limit, cursor } }: Call, query: ListQuery, namespace: Namespace | undefined) {
  const filter = { namespace, visibility: query.visibility };
  if (query.q !== undefined) {
    const [term, id] = readPosition(cursor, "repositories:match", ["text", "number"]) ?? [];
    const after = term === undefined || id === undefined ? undefined : { term, id };
    const { items, last } = await services.search.repositories(caller, query.q, filter, { after, limit });
    return page({ items: items.map(toRepository), next: last && encodeCursor([last.term, last.id], "repositories:match") });
  }
  const [after = ""] = readPosition(cursor, "repositories:name", ["text"]) ?? [];
  const { items, more } = await services.repositories.list(caller, filter, { after, limit });
  return page({ items: items.map(toRepository), next: more ? encodeCursor([items.at(-1)!.name], "repositories:name") : undefined });
}

async function listTrash({ services, page: { limit, cursor } }: Call, namespace: string) {
  const [after = 0] = readPosition(cursor, "trash:id", ["number"]) ?? [];
  const { items, more } = await services.repositories.listTrash(namespace, { after, limit });
  return page({
    items: items.map((each) => toTrashed(each, services.repositories.expiryOf(each))),
    next: more ? encodeCursor([items.at(-1)!.id], "trash:id") : undefined,
  });
}

async function answerRepository(services: ManagementServices, { id, level }: { id: number; level: string }) {
  const repository = await services.repositories.get(id);
  const body = { ...toRepository(repository), permission: level as "read" | "write" | "admin" };
  return { body, etag: versionTag(repository.version, body) };
}

export const REPOSITORIES: readonly Endpoint[] = [
  endpoint({
    ...shared,
    id: "listRepositories",
    method: "GET",
    path: "/repos",
    summary: "List the repositories that the caller may read",
    access: "public",
    scope: undefined,
    query: { ...LIST_QUERY, namespace: NAMESPACE.optional() },
    paged: true,
    response: LISTED,
    handler: (call) => listRepositories(call, call.query, call.query.namespace === undefined ? undefined : { name: call.query.namespace }),
  }),
  endpoint({
    ...shared,
    id: "listOrganizationRepositories",
    method: "GET",
    path: "/orgs/{org}/repos",
    summary: "List the repositories of an organization that the caller may read",
    description: "Empty also for an organization that does not exist.",
    access: "public",
    scope: undefined,
    params: { org: ORG },
    query: LIST_QUERY,
    paged: true,
    response: LISTED,
    handler: (call) => listRepositories(call, call.query, { name: call.params.org, kind: "organization" }),
  }),
  endpoint({
    ...shared,
    id: "listUserRepositories",
    method: "GET",
    path: "/users/{username}/repos",
    summary: "List the repositories of a user that the caller may read",
    description: "Empty also for a user who does not exist.",
    access: "public",
    scope: undefined,
    params: { username: USERNAME },
    query: LIST_QUERY,
    paged: true,
    response: LISTED,
    handler: (call) => listRepositories(call, call.query, { name: call.params.username, kind: "user" }),
  }),
  endpoint({
    ...shared,
    id: "createRepository",
    method: "POST",
    path: "/repos",
    summary: "Create a repository",
    description: "The first push creates one too. Who may: owners of the namespace, and those whom it allows to.",
    access: "caller",
    scope: "repo:admin",
    body: z.strictObject({
      namespace: z.string().min(1).max(255).openapi({ example: "acme" }),
      name: NAME,
      visibility: VISIBILITY.default("private"),
      description: DESCRIPTION.default(""),
    }),
    idempotent: true,
    failures: ["nameTaken", "quotaExceeded"],
    response: { status: 201, description: "The repository", schema: REPOSITORY },
    handler: async ({ services, caller, actor, body }) => {
      const repository = await services.repositories.get(await services.repositories.create(caller, body, actor));
      return created(toRepository(repository), { location: pathOf(repository.id), etag: versionTag(repository.version) });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "getRepository",
    method: "GET",
    path: "",
    summary: "Get a repository",
    description: "By a name that it had until recently, too: the answer has its name of today.",
    access: { repository: "read" },
    scope: "repo:read",
    versioned: true,
    response: { status: 200, description: "The repository", schema: REPOSITORY_DETAIL },
    handler: async ({ services, repository }) => {
      const { body, etag } = await answerRepository(services, repository);
      return ok(body, { etag });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "updateRepository",
    method: "PATCH",
    path: "",
    summary: "Change a repository's settings",
    access: { repository: "admin" },
    scope: "repo:admin",
    requiresIfMatch: true,
    body: z.strictObject({
      visibility: VISIBILITY.optional(),
      description: DESCRIPTION.optional(),
      reference_policy: REFERENCE_POLICY.optional(),
    }),
    response: { status: 200, description: "The repository as it is now", schema: REPOSITORY_DETAIL },
    handler: async ({ services, repository, actor, ifMatch, body: { reference_policy: referencePolicy, ...change } }) => {
      await services.repositories.update(repository.id, { ...change, referencePolicy }, ifMatch, actor);
      const { body, etag } = await answerRepository(services, repository);
      return ok(body, { etag });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "deleteRepository",
    method: "DELETE",
    path: "",
    summary: "Move a repository to the trash",
    description:
      "Its name is free at once. What it holds is kept until it is restored or the trash is emptied. A `conflict` while a hold is on it.",
    access: { repository: "admin" },
    scope: "repo:admin",
    failures: ["conflict"],
    response: { status: 204, description: "It is in the trash" },
    handler: async ({ services, repository, actor }) => {
      await services.repositories.delete(repository.id, actor);
      return noContent();
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "renameRepository",
    method: "POST",
    path: "/rename",
    summary: "Rename a repository within its namespace",
    description: "For a while what is pulled or read under the old name comes from here; pushing under it is refused.",
    access: { repository: "admin" },
    scope: "repo:admin",
    body: z.strictObject({ name: NAME }),
    idempotent: true,
    failures: ["nameTaken"],
    response: { status: 200, description: "The repository under its new name", schema: REPOSITORY_DETAIL },
    handler: async ({ services, repository, actor, body: { name } }) => {
      await services.repositories.rename(repository, name, actor);
      return ok((await answerRepository(services, repository)).body);
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "transferRepository",
    method: "POST",
    path: "/transfer",
    summary: "Move a repository to another namespace",
    description:
      "For administrators of the namespace that it leaves who may create repositories in the other one. Nothing that was granted on it goes along, and no token that was limited to it reaches it. The old name leads to the new one for a while.",
    access: { repository: "admin" },
    scope: "repo:admin",
    body: z.strictObject({ namespace: z.string().min(1).max(255).openapi({ example: "acme" }) }),
    idempotent: true,
    failures: ["nameTaken", "conflict", "quotaExceeded", "reauthenticationRequired"],
    response: { status: 200, description: "The repository under its new name", schema: REPOSITORY },
    handler: async ({ services, caller, repository, actor, body: { namespace } }) => {
      await services.sessions.requireRecent(caller);
      await services.repositories.transfer(caller, repository, namespace, actor);
      return ok(toRepository(await services.repositories.get(repository.id)));
    },
  }),
  endpoint({
    ...shared,
    id: "listOrganizationTrash",
    method: "GET",
    path: "/orgs/{org}/trash",
    summary: "List the deleted repositories of an organization",
    access: { organization: "admin" },
    scope: "repo:admin",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of what can be restored", schema: TRASHED },
    handler: (call) => listTrash(call, call.organization.name),
  }),
  endpoint({
    ...shared,
    id: "listUserTrash",
    method: "GET",
    path: "/users/{username}/trash",
    summary: "List the deleted repositories of a user",
    access: { self: "username" },
    scope: "repo:admin",
    params: { username: USERNAME },
    paged: true,
    response: { status: 200, description: "A page of what can be restored", schema: TRASHED },
    handler: (call) => {
      refuseLimited(call.caller);
      return listTrash(call, call.params.username);
    },
  }),
  endpoint({
    ...shared,
    id: "restoreRepository",
    method: "POST",
    path: "/repositories/{repository_id}/restore",
    summary: "Restore a deleted repository",
    description: "For who could have deleted it.",
    access: "caller",
    scope: "repo:admin",
    params: { repository_id: REPOSITORY_ID },
    idempotent: true,
    failures: ["nameTaken", "quotaExceeded"],
    response: { status: 200, description: "The repository under the name that it had", schema: REPOSITORY },
    handler: async ({ services, caller, actor, params: { repository_id: id } }) => {
      await services.repositories.restore(caller, idNumber(id), actor);
      return ok(toRepository(await services.repositories.get(idNumber(id))));
    },
  }),
  endpoint({
    ...shared,
    id: "purgeRepository",
    method: "POST",
    path: "/repositories/{repository_id}/purge",
    summary: "Remove a deleted repository for good",
    description: "For who could have deleted it. What it holds goes in the background. A `conflict` while a hold is on it.",
    access: "caller",
    scope: "repo:admin",
    params: { repository_id: REPOSITORY_ID },
    failures: ["conflict"],
    response: { status: 204, description: "It cannot be restored any more" },
    handler: async ({ services, caller, actor, params: { repository_id: id } }) => {
      await services.repositories.purge(caller, idNumber(id), actor);
      return noContent();
    },
  }),
  endpoint({
    ...shared,
    id: "emptyOrganizationTrash",
    method: "DELETE",
    path: "/orgs/{org}/trash",
    summary: "Remove the deleted repositories of an organization for good",
    description: "But for those in which something is held.",
    access: { organization: "admin" },
    scope: "repo:admin",
    params: { org: ORG },
    response: { status: 200, description: "How many", schema: EMPTIED },
    handler: async ({ services, organization, actor }) => ok({ purged: await services.repositories.emptyTrash(organization.name, actor) }),
  }),
  endpoint({
    ...shared,
    id: "emptyUserTrash",
    method: "DELETE",
    path: "/users/{username}/trash",
    summary: "Remove the deleted repositories of a user for good",
    description: "But for those in which something is held.",
    access: { self: "username" },
    scope: "repo:admin",
    params: { username: USERNAME },
    response: { status: 200, description: "How many", schema: EMPTIED },
    handler: async ({ services, caller, actor, params: { username } }) => {
      refuseLimited(caller);
      return ok({ purged: await services.repositories.emptyTrash(username, actor) });
    },
  }),
];

/** A token for some repositories is good for nothing beside them. */
function refuseLimited({ limitedBy }: Caller): void {
  if (limitedBy === undefined) return;
  throw new ManagementError("scopeInsufficient", { detail: "the token is limited to some repositories" });
}

export function toNames(id: number, fullName: RepositoryName): z.infer<z.ZodObject<typeof NAMES>> {
  return { id: formatId("repo", id), full_name: fullName, namespace: namespaceOf(fullName), name: withoutNamespace(fullName) };
}

function toRepository(repository: Listing): z.infer<typeof REPOSITORY> {
  return {
    ...toNames(repository.id, repository.name),
    visibility: repository.visibility,
    description: repository.description,
    reference_policy: (repository.referencePolicy ?? null) as z.infer<typeof REFERENCE_POLICY>,
    tag_count: repository.tags,
    manifest_count: repository.manifests,
    size_bytes: repository.blobBytes,
    created_at: timeText(repository.createdAt),
    pushed_at: optionalTime(repository.pushedAt),
  };
}

function toTrashed(repository: Trashed, expiresAt: number): z.infer<typeof TRASHED> {
  return {
    ...toNames(repository.id, repository.deletedName!),
    visibility: repository.visibility,
    description: repository.description,
    created_at: timeText(repository.createdAt),
    deleted_at: timeText(repository.deletedAt!),
    expires_at: timeText(expiresAt),
  };
}

function pathOf(id: number): string {
  return `${API_ROOT}/repositories/${formatId("repo", id)}`;
}
