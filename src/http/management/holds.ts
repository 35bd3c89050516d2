// Holds: what of a repository nobody may delete or move until they are released.
import { z } from "@hono/zod-openapi";
import type { HoldRecord } from "../../management/holds.ts";
import { formatId } from "../../management/ids.ts";
import { created, noContent, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { API_ROOT, type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { TIMESTAMP, idNumber, line, prefixedId } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";

const HOLD_ID = prefixedId("hold", "The id of a hold");
const CURSOR = "holds:id";
const KIND = z.enum(["tag", "digest", "repository"]).openapi({ description: "What it is on: tags by pattern, one digest, or everything" });

const HOLD = z
  .object({
    id: z.string().openapi({ example: "hold_12" }),
    kind: KIND,
    target: z.string().openapi({ description: "A pattern of tags, or a digest; empty for everything", example: "v1.*" }),
    reason: z.string(),
    created_by: z.string(),
    created_at: TIMESTAMP,
    expires_at: TIMESTAMP.nullable().openapi({ description: "Null: until it is released" }),
  })
  .openapi("Hold");

const shared = { tag: "holds", access: { repository: "admin" }, scope: "repo:admin" } as const;

export const HOLDS: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...shared,
    access: { repository: "write" },
    scope: "repo:read",
    id: "listHolds",
    method: "GET",
    path: "/holds",
    summary: "List the holds on a repository and what is in it",
    paged: true,
    response: { status: 200, description: "A page of those that count now, oldest first", schema: HOLD },
    handler: async ({ services, repository, page: { limit, cursor } }) => {
      const [after = 0] = readPosition(cursor, CURSOR, ["number"]) ?? [];
      const { items, more } = await services.holds.list(repository.id, { after, limit });
      return page({ items: items.map(toHold), next: more ? encodeCursor([items.at(-1)!.id], CURSOR) : undefined });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "createHold",
    method: "POST",
    path: "/holds",
    summary: "Protect tags, a manifest or a whole repository",
    description:
      "What it is on cannot be deleted, collected or purged by anybody, and its tags cannot be moved, until the hold is released or has expired. New tags can be pushed.",
    body: z.strictObject({
      kind: KIND,
      target: z.string().max(150).default("").openapi({ description: "A tag or a pattern with `*` and `?`, or a digest", example: "v1.*" }),
      reason: line(200).min(1),
      expires_at: z.iso.datetime().optional().openapi({ description: "Never when left out" }),
    }),
    idempotent: true,
    failures: ["conflict"],
    response: { status: 201, description: "The hold", schema: HOLD },
    handler: async ({ services, repository, actor, body: { kind, target, reason, expires_at: expires } }) => {
      const expiresAt = expires === undefined ? undefined : Date.parse(expires);
      const hold = await services.holds.create(repository, { kind, target, reason, expiresAt }, actor);
      return created(toHold(hold), { location: `${API_ROOT}/repositories/${formatId("repo", repository.id)}/holds` });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "releaseHold",
    method: "DELETE",
    path: "/holds/{hold_id}",
    summary: "Release a hold",
    params: { hold_id: HOLD_ID },
    response: { status: 204, description: "It is released" },
    handler: async ({ services, repository, actor, params: { hold_id: id } }) => {
      await services.holds.release(repository, idNumber(id), actor);
      return noContent();
    },
  }),
];

function toHold({ id, kind, target, reason, createdBy, createdAt, expiresAt }: HoldRecord): z.input<typeof HOLD> {
  return {
    id: formatId("hold", id),
    kind,
    target,
    reason,
    created_by: createdBy,
    created_at: timeText(createdAt),
    expires_at: optionalTime(expiresAt),
  };
}
