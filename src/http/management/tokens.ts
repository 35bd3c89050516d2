// Personal access tokens, by their owner and by those who run the site.
import { z } from "@hono/zod-openapi";
import { TOKEN_SCOPES, type TokenScope } from "../../auth/token-scope.ts";
import { formatId } from "../../management/ids.ts";
import { personOf } from "../../management/person.ts";
import type { Token, TokenWish } from "../../management/tokens.ts";
import { created, noContent, ok, page } from "./answer.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { TIMESTAMP, USERNAME, idNumber, line, prefixedId } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";

const TOKEN_ID = prefixedId("tok", "The id of a token");
const SCOPE = z.enum(Object.keys(TOKEN_SCOPES) as [TokenScope, ...TokenScope[]]).openapi({
  description: Object.entries(TOKEN_SCOPES)
    .map(([scope, meaning]) => `\`${scope}\`: ${meaning}.`)
    .join(" "),
});
const LIMITS_PER_TOKEN = 100;

export const TOKEN = z
  .object({
    id: TOKEN_ID,
    name: z.string(),
    scopes: z.array(SCOPE),
    is_limited: z.boolean().openapi({ description: "Good only for the repositories and namespaces listed, of which none may be left" }),
    repositories: z.array(z.string()).openapi({ description: "By their present names" }),
    namespaces: z.array(z.string()).openapi({ description: "By their present names" }),
    created_at: TIMESTAMP,
    expires_at: TIMESTAMP.nullable(),
    last_used_at: TIMESTAMP.nullable().openapi({ description: "To the minute" }),
    last_used_from: z.string().nullable().openapi({ description: "The address of the last use" }),
  })
  .openapi("Token");

export const CREATED_TOKEN = TOKEN.extend({
  secret: z.string().openapi({ description: "Shown now and never again" }),
}).openapi("CreatedToken");

export const NEW_TOKEN = z
  .strictObject({
    name: line(100).min(1).openapi({ example: "laptop" }),
    scopes: z.array(SCOPE).min(1).max(Object.keys(TOKEN_SCOPES).length),
    expires_at: TIMESTAMP.nullable()
      .optional()
      .openapi({ description: "In 90 days when left out; `null` for never, where the installation allows it" }),
    repositories: z
      .array(z.string().min(1).max(255))
      .max(LIMITS_PER_TOKEN)
      .optional()
      .openapi({ description: "The only repositories it reaches, with those of `namespaces`", example: ["acme/api"] }),
    namespaces: z
      .array(z.string().min(1).max(255))
      .max(LIMITS_PER_TOKEN)
      .optional()
      .openapi({ description: "The only namespaces it reaches, with `repositories`", example: ["acme"] }),
  })
  .openapi("NewToken");

export function toToken(token: Token): z.input<typeof TOKEN> {
  return {
    id: formatId("tok", token.id),
    name: token.name,
    scopes: [...token.scopes],
    is_limited: token.isLimited,
    repositories: [...token.repositories],
    namespaces: [...token.namespaces],
    created_at: timeText(token.createdAt),
    expires_at: optionalTime(token.expiresAt),
    last_used_at: optionalTime(token.lastUsedAt),
    last_used_from: token.lastUsedFrom ?? null,
  };
}

export function toTokenWish({ expires_at: expiresAt, ...rest }: z.output<typeof NEW_TOKEN>): TokenWish {
  return { ...rest, expiresAt: expiresAt === undefined || expiresAt === null ? expiresAt : Date.parse(expiresAt) };
}

/** For lists of tokens, which are by id. */
export function afterId(cursor: string | undefined, tag: string): number {
  return Number(decodeCursor(cursor, tag)?.[0] ?? 0);
}

export function tokenPage({ items, more }: { items: readonly Token[]; more: boolean }, tag: string) {
  return page({ items: items.map(toToken), next: more ? encodeCursor([items.at(-1)!.id], tag) : undefined });
}

export const TOKENS: readonly Endpoint[] = [
  endpoint({
    id: "listTokens",
    method: "GET",
    path: "/tokens",
    tag: "tokens",
    summary: "List your own tokens",
    description: "Without those that were revoked. Secrets are not shown: nobody has them any more.",
    access: "user",
    scope: "user:read",
    paged: true,
    response: { status: 200, description: "A page of tokens, oldest first", schema: TOKEN },
    handler: async ({ services, caller, page: { limit, cursor } }) => {
      const { id } = personOf(caller);
      return tokenPage(await services.tokens.listOfUser(id, { limit, after: afterId(cursor, "tokens:id") }), "tokens:id");
    },
  }),
  endpoint({
    id: "createToken",
    method: "POST",
    path: "/tokens",
    tag: "tokens",
    summary: "Create a token for yourself",
    description:
      "A token makes no tokens that are good for more than itself. Repositories and namespaces are kept by id: renamed ones stay in, and whatever takes over an old name stays out.",
    access: "user",
    scope: "user:write",
    body: NEW_TOKEN,
    idempotent: true,
    sensitive: true,
    failures: ["quotaExceeded", "reauthenticationRequired"],
    response: { status: 201, description: "The token, with its secret", schema: CREATED_TOKEN },
    handler: async ({ services, caller, actor, body }) => {
      await services.sessions.requireRecent(caller);
      const { token, secret } = await services.tokens.create(personOf(caller), caller, toTokenWish(body), actor);
      return created({ ...toToken(token), secret }, { location: `/api/v1/tokens/${formatId("tok", token.id)}` });
    },
  }),
  endpoint({
    id: "getToken",
    method: "GET",
    path: "/tokens/{token_id}",
    tag: "tokens",
    summary: "Get one of your own tokens",
    access: "user",
    scope: "user:read",
    params: { token_id: TOKEN_ID },
    response: { status: 200, description: "The token, without its secret", schema: TOKEN },
    handler: async ({ services, caller, params }) =>
      ok(toToken(await services.tokens.get({ userId: personOf(caller).id }, idNumber(params.token_id)))),
  }),
  endpoint({
    id: "revokeToken",
    method: "DELETE",
    path: "/tokens/{token_id}",
    tag: "tokens",
    summary: "Revoke one of your own tokens",
    description: "It stops working at once.",
    access: "user",
    scope: "user:write",
    params: { token_id: TOKEN_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, caller, actor, params }) => {
      await services.tokens.revoke(personOf(caller), idNumber(params.token_id), actor);
      return noContent();
    },
  }),
  endpoint({
    id: "listUserTokens",
    method: "GET",
    path: "/users/{username}/tokens",
    tag: "tokens",
    summary: "List the tokens of a user",
    access: "site-admin",
    scope: "admin",
    params: { username: USERNAME },
    paged: true,
    response: { status: 200, description: "A page of tokens, oldest first", schema: TOKEN },
    handler: async ({ services, params, page: { limit, cursor } }) => {
      const { id } = await services.users.get(params.username);
      return tokenPage(await services.tokens.listOfUser(id, { limit, after: afterId(cursor, "tokens:id") }), "tokens:id");
    },
  }),
  endpoint({
    id: "revokeUserToken",
    method: "DELETE",
    path: "/users/{username}/tokens/{token_id}",
    tag: "tokens",
    summary: "Revoke a token of a user",
    description: "It stops working at once.",
    access: "site-admin",
    scope: "admin",
    params: { username: USERNAME, token_id: TOKEN_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, actor, params }) => {
      await services.tokens.revoke(await services.users.get(params.username), idNumber(params.token_id), actor);
      return noContent();
    },
  }),
];
