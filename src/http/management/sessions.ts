// Where a person is signed in: browsers, programs and registry clients.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import { personOf } from "../../management/person.ts";
import type { Session } from "../../management/sessions.ts";
import { noContent, ok, page } from "./answer.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import { timeText } from "./times.ts";

const SESSION_ID = prefixedId("ses", "The id of a session");
const CURSOR = "sessions:id";

const SESSION = z
  .object({
    id: SESSION_ID,
    kind: z
      .enum(["browser", "api", "client"])
      .openapi({ description: "`client` is a registry client, such as docker, that keeps its login" }),
    is_current: z.boolean().openapi({ description: "It is the one that asks" }),
    created_at: TIMESTAMP,
    last_seen_at: TIMESTAMP.openapi({ description: "To the minute" }),
    expires_at: TIMESTAMP.openapi({ description: "Moves on as the session is used" }),
    address: z.string().openapi({ description: "Where it was opened from" }),
    user_agent: z.string(),
    provider: z.string().nullable().openapi({ description: "The provider or directory that it was opened with" }),
  })
  .openapi("Session");

export const SESSIONS: readonly Endpoint[] = [
  endpoint({
    id: "listSessions",
    method: "GET",
    path: "/sessions",
    tag: "sessions",
    summary: "List your own sessions",
    access: "user",
    scope: "user:read",
    paged: true,
    response: { status: 200, description: "A page of sessions that are good, oldest first", schema: SESSION },
    handler: async ({ services, caller, page: { limit, cursor } }) => {
      const after = Number(decodeCursor(cursor, CURSOR)?.[0] ?? 0);
      const { items, more } = await services.sessions.list(personOf(caller).id, { limit, after });
      const current = caller.credential.kind === "session" ? caller.credential.id : 0;
      const next = more ? encodeCursor([items.at(-1)!.id], CURSOR) : undefined;
      return page({ items: items.map((session) => toSession(session, current)), next });
    },
  }),
  endpoint({
    id: "revokeSession",
    method: "DELETE",
    path: "/sessions/{session_id}",
    tag: "sessions",
    summary: "Sign out somewhere else",
    description: "The session, and every token made from it, stop working at once.",
    access: "user",
    scope: "user:write",
    params: { session_id: SESSION_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, caller, actor, params }) => {
      await services.sessions.revoke(personOf(caller).id, idNumber(params.session_id), actor);
      return noContent();
    },
  }),
  endpoint({
    id: "revokeOtherSessions",
    method: "DELETE",
    path: "/sessions",
    tag: "sessions",
    summary: "Sign out everywhere else",
    description: "All sessions but the one that asks stop working at once.",
    access: "user",
    scope: "user:write",
    response: {
      status: 200,
      description: "Revoked",
      schema: z.object({ revoked: z.int().openapi({ description: "How many there were" }) }).openapi("RevokedSessions"),
    },
    handler: async ({ services, caller, actor }) =>
      ok({ revoked: await services.sessions.revokeOthers(personOf(caller).id, caller, actor) }),
  }),
];

function toSession(session: Session, current: number): z.input<typeof SESSION> {
  return {
    id: formatId("ses", session.id),
    kind: session.kind,
    is_current: session.id === current,
    created_at: timeText(session.createdAt),
    last_seen_at: timeText(session.lastSeenAt),
    expires_at: timeText(session.expiresAt),
    address: session.address,
    user_agent: session.userAgent,
    provider: session.provider ?? null,
  };
}
