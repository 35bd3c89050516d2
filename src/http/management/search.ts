// Search across all that the caller may read.
import { z } from "@hono/zod-openapi";
import { type Answer, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, type ManagementCall, endpoint } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { NAMES, toNames } from "./repositories.ts";

const KINDS = ["repository", "tag", "digest", "user"] as const;
type Kind = (typeof KINDS)[number];

const FOUND = z
  .object({
    kind: z.enum(KINDS),
    repository: z.object(NAMES).nullable().openapi({ description: "What was found, or where; null for a user" }),
    tag: z.string().nullable(),
    digest: z.string().nullable().openapi({ description: "Of the manifest that was found, or that the tag points to" }),
    username: z.string().nullable(),
    text: z.string().openapi({ description: "The description of a repository, the media type of a manifest, the full name of a user" }),
  })
  .openapi("SearchResult");

type Found = z.infer<typeof FOUND>;
type Call = Pick<ManagementCall, "services" | "caller" | "page">;

const NOTHING = { repository: null, tag: null, digest: null, username: null, text: "" };

export const SEARCH: readonly Endpoint[] = [
  endpoint({
    id: "search",
    method: "GET",
    path: "/search",
    tag: "search",
    summary: "Find repositories, tags, digests and users",
    description:
      "Repositories are found by the beginning of any part or word of their name, tags by their beginning (`name:tag` in the repositories that `name` finds), manifests by at least eight digits of their digest, users by the beginning of their name. Only what the caller may see is looked at: of other people those who share an organization.",
    access: "public",
    scope: undefined,
    query: {
      q: z
        .string()
        .min(1)
        .max(400)
        .openapi({ param: { description: "What to look for" }, example: "api" }),
      kind: z
        .enum(KINDS)
        .optional()
        .openapi({ param: { description: "What kind of thing; when left out it follows from how `q` looks" } }),
    },
    paged: true,
    response: { status: 200, description: "A page of what was found", schema: FOUND },
    handler: (call) => FIND[call.query.kind ?? kindOf(call.query.q)](call, call.query.q),
  }),
];

function kindOf(text: string): Kind {
  if (/^sha(?:256|512):[0-9a-f]{8,}$/.test(text) || /^[0-9a-f]{64}$/.test(text)) return "digest";
  return text.includes(":") ? "tag" : "repository";
}

const FIND: Record<Kind, (call: Call, text: string) => Promise<Answer<Found>>> = {
  repository: async ({ services, caller, page: { limit, cursor } }, text) => {
    const kind = "search:repository";
    const [term, id] = readPosition(cursor, kind, ["text", "number"]) ?? [];
    const after = term === undefined || id === undefined ? undefined : { term, id };
    const { items, last } = await services.search.repositories(caller, text, {}, { after, limit });
    const found = items.map(({ id, name, description }) => ({
      ...NOTHING,
      kind: "repository" as const,
      repository: toNames(id, name),
      text: description,
    }));
    return page({ items: found, next: last && encodeCursor([last.term, last.id], kind) });
  },
  tag: async ({ services, caller, page: { limit, cursor } }, text) => {
    const kind = "search:tag";
    const [tag, repositoryId] = readPosition(cursor, kind, ["text", "number"]) ?? [];
    const after = tag === undefined || repositoryId === undefined ? undefined : { tag, repositoryId };
    const { items, last } = await services.search.tags(caller, text, { after, limit });
    const found = items.map(({ tag, digest, repositoryId, repository }) => ({
      ...NOTHING,
      kind: "tag" as const,
      repository: toNames(repositoryId, repository),
      tag,
      digest,
    }));
    return page({ items: found, next: last && encodeCursor([last.tag, last.repositoryId], kind) });
  },
  digest: async ({ services, caller, page: { limit, cursor } }, text) => {
    const kind = "search:digest";
    const [digest, manifestId] = readPosition(cursor, kind, ["text", "number"]) ?? [];
    const after = digest === undefined || manifestId === undefined ? undefined : { digest, manifestId };
    const { items, last } = await services.search.digests(caller, text, { after, limit });
    const found = items.map(({ digest, repositoryId, repository, mediaType }) => ({
      ...NOTHING,
      kind: "digest" as const,
      repository: toNames(repositoryId, repository),
      digest,
      text: mediaType,
    }));
    return page({ items: found, next: last && encodeCursor([last.digest, last.manifestId], kind) });
  },
  user: async ({ services, caller, page: { limit, cursor } }, text) => {
    const kind = "search:user";
    const [after] = readPosition(cursor, kind, ["text"]) ?? [];
    const { items, last } = await services.search.users(caller, text, { after, limit });
    const found = items.map(({ username, displayName }) => ({ ...NOTHING, kind: "user" as const, username, text: displayName }));
    return page({ items: found, next: last && encodeCursor([last.username], kind) });
  },
};
