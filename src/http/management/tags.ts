// Tags of a repository: in any order, where they point and pointed, moved and deleted.
import { z } from "@hono/zod-openapi";
import type { ManagedTags } from "../../management/tags.ts";
import { type Digest, parseDigest } from "../../oci/digest.ts";
import { type Tag, parseTag } from "../../oci/reference.ts";
import { noContent, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { TIMESTAMP } from "./schemas.ts";
import { timeText } from "./times.ts";

type Listing = Awaited<ReturnType<ManagedTags["get"]>>;
type Sort = Parameters<ManagedTags["list"]>[1]["sort"];
type HistoryEntry = Awaited<ReturnType<ManagedTags["history"]>>["items"][number];

/** In a path or a body; what is no digest is a mistake, and not merely unknown. */
export const DIGEST = z
  .string()
  .max(150)
  .refine((text) => parseDigest(text) !== undefined, "must be a sha256 or sha512 digest")
  .transform((text) => text as Digest)
  .openapi({ type: "string", param: { description: "The digest of a manifest" }, example: `sha256:${"0".repeat(64)}` });
export const SHOWN_DIGEST = z.string().openapi({ example: `sha256:${"0".repeat(64)}` });

export const TAG_NAME = z
  .string()
  .max(128)
  .refine((text) => parseTag(text) !== undefined, "must be a tag: [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
  .transform((text) => text as Tag)
  .openapi({ type: "string", param: { description: "A tag" }, example: "v1.2.3" });

const TAG = z
  .object({
    name: z.string().openapi({ example: "v1.2.3" }),
    digest: SHOWN_DIGEST,
    media_type: z.string(),
    artifact_type: z.string().nullable(),
    size_bytes: z.int().openapi({ description: "Of the manifest with everything it refers to" }),
    updated_at: TIMESTAMP.openapi({ description: "When it was last moved" }),
  })
  .openapi("RepositoryTag");

const HISTORY_ENTRY = z
  .object({
    digest: SHOWN_DIGEST.nullable().openapi({ description: "Where it points since; null when it was deleted" }),
    previous_digest: SHOWN_DIGEST.nullable().openapi({ description: "Null when it was new" }),
    changed_at: TIMESTAMP,
    changed_by: z.string().openapi({ description: "A user or robot; empty for somebody who had not signed in" }),
  })
  .openapi("TagChange");

const NAMED_HISTORY_ENTRY = HISTORY_ENTRY.extend({ tag: z.string() }).openapi("RepositoryTagChange");

const SORTS = ["name", "-name", "updated_at", "-updated_at", "size", "-size", "version", "-version"] as const;

const shared = { tag: "tags", params: { tag: TAG_NAME } } as const;

export const TAGS_OF_REPOSITORY: readonly Endpoint[] = [
  ...repositoryEndpoints({
    tag: "tags",
    id: "listRepositoryTags",
    method: "GET",
    path: "/tags",
    summary: "List the tags of a repository",
    description: "By `version`, tags sort as versions do (Semantic Versioning 2.0), with those that are none before them.",
    access: { repository: "read" },
    scope: "repo:read",
    query: {
      sort: z
        .enum(SORTS)
        .default("name")
        .openapi({ param: { description: "With a `-`, the other way round: the newest, largest or highest first" } }),
      q: z
        .string()
        .min(1)
        .max(128)
        .optional()
        .openapi({ param: { description: "Only tags that begin with it" } }),
    },
    paged: true,
    response: { status: 200, description: "A page of tags", schema: TAG },
    handler: async ({ services, repository, query: { sort, q = "" }, page: { limit, cursor } }) => {
      const order = { sort: sort.replace("-", "") as Sort, descending: sort.startsWith("-"), prefix: q };
      const kind = `tags:${sort}:${q}`;
      const isText = order.sort === "name" || order.sort === "version";
      const [value, name] = readPosition(cursor, kind, [isText ? "text" : "number", "text"]) ?? [];
      const after = value === undefined || name === undefined ? undefined : { value, name };
      const { items, last } = await services.repositoryTags.list(repository.id, order, { after, limit });
      return page({ items: items.map(toTag), next: last && encodeCursor([last.value, last.name], kind) });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "getRepositoryTag",
    method: "GET",
    path: "/tags/{tag}",
    summary: "Get a tag",
    access: { repository: "read" },
    scope: "repo:read",
    response: { status: 200, description: "The tag", schema: TAG },
    handler: async ({ services, repository, params: { tag } }) => ok(toTag(await services.repositoryTags.get(repository.id, tag))),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "setRepositoryTag",
    method: "PUT",
    path: "/tags/{tag}",
    summary: "Point a tag at a manifest",
    description:
      "Makes the tag where there is none. With `previous_digest` it is only moved if it still points there, or with null only made; `stale` says that somebody was faster.",
    access: { repository: "write" },
    scope: "repo:write",
    body: z.strictObject({
      digest: DIGEST.openapi({ description: "Of a manifest that the repository has" }),
      previous_digest: DIGEST.nullable().optional(),
    }),
    failures: ["notFound", "stale", "conflict"],
    response: { status: 200, description: "The tag as it is now", schema: TAG },
    handler: async ({ services, repository, actor, params: { tag }, body: { digest, previous_digest: expected } }) => {
      await services.repositoryTags.point(repository.name, { tag, digest, expected }, actor);
      return ok(toTag(await services.repositoryTags.get(repository.id, tag)));
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "deleteRepositoryTag",
    method: "DELETE",
    path: "/tags/{tag}",
    summary: "Delete a tag",
    description: "The manifest stays, for its digest and for other tags.",
    access: { repository: "admin" },
    scope: "repo:delete",
    failures: ["conflict"],
    response: { status: 204, description: "The tag is gone, into the trash" },
    handler: async ({ services, repository, actor, params: { tag } }) => {
      await services.repositoryTags.delete(repository.name, tag, actor);
      return noContent();
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "listRepositoryTagHistory",
    method: "GET",
    path: "/tags/{tag}/history",
    summary: "List where a tag pointed, newest first",
    description: "Also of a tag that was deleted.",
    access: { repository: "read" },
    scope: "repo:read",
    paged: true,
    response: { status: 200, description: "A page of changes", schema: HISTORY_ENTRY },
    handler: async ({ services, repository, params: { tag }, page: { limit, cursor } }) => {
      const kind = `tag-history:${tag}`;
      const [after] = readPosition(cursor, kind, ["number"]) ?? [];
      const { items, more } = await services.repositoryTags.history(repository.id, tag, { after, limit });
      return page({ items: items.map(toHistoryEntry), next: more ? encodeCursor([items.at(-1)!.id], kind) : undefined });
    },
  }),
  ...repositoryEndpoints({
    tag: "tags",
    id: "listRepositoryTagsHistory",
    method: "GET",
    path: "/tag-history",
    summary: "List where the tags of a repository pointed, newest first",
    description: "Of all its tags, those that were deleted included.",
    access: { repository: "read" },
    scope: "repo:read",
    paged: true,
    response: { status: 200, description: "A page of changes", schema: NAMED_HISTORY_ENTRY },
    handler: async ({ services, repository, page: { limit, cursor } }) => {
      const [after] = readPosition(cursor, "tag-history:all", ["number"]) ?? [];
      const { items, more } = await services.repositoryTags.historyOfAll(repository.id, { after, limit });
      const next = more ? encodeCursor([items.at(-1)!.id], "tag-history:all") : undefined;
      return page({ items: items.map((entry) => ({ tag: entry.tag, ...toHistoryEntry(entry) })), next });
    },
  }),
];

function toTag(tag: Listing): z.infer<typeof TAG> {
  return {
    name: tag.name,
    digest: tag.digest,
    media_type: tag.mediaType,
    artifact_type: tag.artifactType ?? null,
    size_bytes: tag.sizeBytes,
    updated_at: timeText(tag.updatedAt),
  };
}

function toHistoryEntry({ digest, previousDigest, changedAt, changedBy }: HistoryEntry): z.infer<typeof HISTORY_ENTRY> {
  return { digest: digest ?? null, previous_digest: previousDigest ?? null, changed_at: timeText(changedAt), changed_by: changedBy };
}
