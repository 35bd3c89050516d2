// The trash of a repository, and tags moved back to where they pointed.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { Restored, TrashEntry } from "../../management/trash.ts";
import { ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import { DIGEST, SHOWN_DIGEST, TAG_NAME } from "./tags.ts";
import { timeText } from "./times.ts";

const TRASH_ID = prefixedId("trash", "The id of something in the trash");
const CURSOR = "trash-entries:id";

const ENTRY = z
  .object({
    id: z.string().openapi({ example: "trash_12" }),
    kind: z.enum(["manifest", "tag"]),
    tag: z.string().nullable().openapi({ description: "Of a tag" }),
    digest: SHOWN_DIGEST.openapi({ description: "The manifest's own, or where the tag pointed" }),
    media_type: z.string(),
    size_bytes: z.int().openapi({ description: "Of the manifest itself" }),
    tag_count: z.int().openapi({ description: "How many tags went with the manifest" }),
    reason: z.enum(["deleted", "retention"]),
    deleted_by: z.string().openapi({ description: "A user or robot; empty for somebody who had not signed in" }),
    deleted_at: TIMESTAMP,
    expires_at: TIMESTAMP.openapi({ description: "From then on it may be gone for good" }),
  })
  .openapi("TrashEntry");

const RESTORED_FIELDS = {
  manifests: z.array(SHOWN_DIGEST).openapi({ description: "Taken out of the trash: with an index what it lists and what describes it" }),
  tags: z.array(z.string()).openapi({ description: "That point where they pointed" }),
  taken: z.array(z.string()).openapi({ description: "Tags that point elsewhere by now, and were left there" }),
  more_tags: z.int().openapi({ description: "How many there are beyond the thousand that are listed" }),
};
const RESTORED = z.object(RESTORED_FIELDS).openapi("RestoredFromTrash");
const MOVED_BACK = z.object({ digest: SHOWN_DIGEST, ...RESTORED_FIELDS }).openapi("TagMovedBack");
const EMPTIED = z
  .object({
    removed: z.int(),
    left: z.int().openapi({ description: "What is held, and what is removed in the background" }),
  })
  .openapi("EmptiedTrash");

const shared = { tag: "trash", access: { repository: "admin" }, scope: "repo:delete" } as const;

export const TRASH: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...shared,
    id: "listTrash",
    method: "GET",
    path: "/trash",
    summary: "List the deleted tags and manifests of a repository",
    paged: true,
    response: { status: 200, description: "A page of what can be restored, newest first", schema: ENTRY },
    handler: async ({ services, repository, page: { limit, cursor } }) => {
      const [after] = readPosition(cursor, CURSOR, ["number"]) ?? [];
      const { items, more } = await services.trash.list(repository.id, { after, limit });
      return page({ items: items.map(toEntry), next: more ? encodeCursor([items.at(-1)!.id], CURSOR) : undefined });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "restoreFromTrash",
    method: "POST",
    path: "/trash/{trash_id}/restore",
    summary: "Restore a deleted tag or manifest",
    description:
      "A manifest comes back with those of its tags that nobody has used since; `taken` lists the others. A tag that points elsewhere by now is a `conflict`. With `force` tags are moved back.",
    params: { trash_id: TRASH_ID },
    body: z.strictObject({ force: z.boolean().default(false) }),
    failures: ["conflict", "quotaExceeded"],
    response: { status: 200, description: "What came back", schema: RESTORED },
    handler: async ({ services, repository, actor, params: { trash_id: id }, body: { force } }) =>
      ok(toRestored(await services.trash.restore(repository.id, idNumber(id), { force, actor }))),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "emptyTrash",
    method: "DELETE",
    path: "/trash",
    summary: "Delete what is in the trash of a repository for good",
    description: "But for what a hold is on.",
    response: { status: 200, description: "What is gone", schema: EMPTIED },
    handler: async ({ services, repository, actor }) => ok(await services.trash.empty(repository.id, actor)),
  }),
  ...repositoryEndpoints({
    ...shared,
    tag: "tags",
    id: "restoreRepositoryTag",
    method: "POST",
    path: "/tags/{tag}/restore",
    summary: "Move a tag back to where it pointed",
    description:
      "To where it pointed before its last change, or to `digest`; what is in the trash is taken out of it. With `previous_digest` only if it still points there, or with null only if it is not there.",
    params: { tag: TAG_NAME },
    body: z.strictObject({ digest: DIGEST.optional(), previous_digest: DIGEST.nullable().optional() }),
    failures: ["conflict", "stale", "quotaExceeded"],
    response: { status: 200, description: "Where it points now, and what came back for it", schema: MOVED_BACK },
    handler: async ({ services, repository, actor, params: { tag }, body: { digest, previous_digest: expected } }) => {
      const restored = await services.trash.moveBack(repository.id, tag, { digest, expected, actor });
      return ok({ digest: restored.digest, ...toRestored(restored) });
    },
  }),
];

function toEntry(entry: TrashEntry): z.input<typeof ENTRY> {
  return {
    id: formatId("trash", entry.id),
    kind: entry.kind,
    tag: entry.tag ?? null,
    digest: entry.digest,
    media_type: entry.mediaType,
    size_bytes: entry.sizeBytes,
    tag_count: entry.tagCount,
    reason: entry.reason,
    deleted_by: entry.deletedBy,
    deleted_at: timeText(entry.deletedAt),
    expires_at: timeText(entry.expiresAt),
  };
}

function toRestored({ manifests, tags, taken, moreTags }: Restored): z.input<typeof RESTORED> {
  return { manifests: [...manifests], tags: [...tags], taken: [...taken], more_tags: moreTags };
}
