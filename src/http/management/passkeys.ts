// One's own passkeys.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { Passkey } from "../../management/passkeys.ts";
import { personOf } from "../../management/person.ts";
import { signedInPersonOf } from "../../management/sessions.ts";
import { created, noContent, ok } from "./answer.ts";
import { toCeremony } from "./auth.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { TIMESTAMP, idNumber, line, prefixedId } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";
import { CEREMONY, PENDING_TOKEN, REGISTRATION_RESPONSE, toRegistrationResponse } from "./webauthn.ts";

const PASSKEY_ID = prefixedId("key", "The id of a passkey");
const NAME = line(100).min(1).openapi({ example: "laptop" });

const PASSKEY = z
  .object({ id: PASSKEY_ID, name: z.string(), created_at: TIMESTAMP, last_used_at: TIMESTAMP.nullable() })
  .openapi("Passkey");

export const PASSKEYS: readonly Endpoint[] = [
  endpoint({
    id: "listPasskeys",
    method: "GET",
    path: "/passkeys",
    tag: "second-factors",
    summary: "List your own passkeys",
    access: "user",
    scope: "user:read",
    response: {
      status: 200,
      description: "All of them, oldest first",
      schema: z.object({ items: z.array(PASSKEY) }).openapi("Passkeys"),
    },
    handler: async ({ services, caller }) => ok({ items: (await services.passkeys.list(personOf(caller).id)).map(toPasskey) }),
  }),
  endpoint({
    id: "beginPasskey",
    method: "POST",
    path: "/passkeys/begin",
    tag: "second-factors",
    summary: "Begin to add a passkey",
    description:
      "Needs a recent sign-in; a personal token is not enough. Who signs in through a provider or a directory has no passkeys here.",
    access: "user",
    scope: "user:write",
    sensitive: true,
    failures: ["conflict", "quotaExceeded", "reauthenticationRequired"],
    response: { status: 200, description: "What to ask the device", schema: CEREMONY },
    handler: async ({ services, caller, exchange: { origin } }) => {
      const { id } = signedInPersonOf(caller);
      await services.sessions.requireRecent(caller);
      return ok(toCeremony(await services.passkeys.beginRegistration(id, origin)));
    },
  }),
  endpoint({
    id: "createPasskey",
    method: "POST",
    path: "/passkeys",
    tag: "second-factors",
    summary: "Add the passkey that a device made",
    access: "user",
    scope: "user:write",
    body: z.strictObject({ pending_token: PENDING_TOKEN, name: NAME, credential: REGISTRATION_RESPONSE }).openapi("NewPasskey"),
    failures: ["conflict", "quotaExceeded"],
    response: { status: 201, description: "The passkey", schema: PASSKEY },
    handler: async ({ services, caller, actor, body, exchange: { origin } }) => {
      const answer = { token: body.pending_token, response: toRegistrationResponse(body.credential), name: body.name };
      const passkey = await services.passkeys.finishRegistration(signedInPersonOf(caller).id, answer, origin, actor);
      return created(toPasskey(passkey), { location: `/api/v1/passkeys/${formatId("key", passkey.id)}` });
    },
  }),
  endpoint({
    id: "renamePasskey",
    method: "PATCH",
    path: "/passkeys/{passkey_id}",
    tag: "second-factors",
    summary: "Rename a passkey",
    access: "user",
    scope: "user:write",
    params: { passkey_id: PASSKEY_ID },
    body: z.strictObject({ name: NAME }).openapi("PasskeyUpdate"),
    response: { status: 200, description: "The passkey", schema: PASSKEY },
    handler: async ({ services, caller, actor, params, body }) =>
      ok(toPasskey(await services.passkeys.rename(signedInPersonOf(caller).id, idNumber(params.passkey_id), body.name, actor))),
  }),
  endpoint({
    id: "deletePasskey",
    method: "DELETE",
    path: "/passkeys/{passkey_id}",
    tag: "second-factors",
    summary: "Delete a passkey",
    description: "It no longer signs anybody in. Sessions that it opened go on.",
    access: "user",
    scope: "user:write",
    params: { passkey_id: PASSKEY_ID },
    failures: ["reauthenticationRequired"],
    response: { status: 204, description: "Deleted" },
    handler: async ({ services, caller, actor, params }) => {
      const { id } = signedInPersonOf(caller);
      await services.sessions.requireRecent(caller);
      await services.passkeys.delete(id, idNumber(params.passkey_id), actor);
      return noContent();
    },
  }),
];

function toPasskey({ id, name, createdAt, lastUsedAt }: Passkey): z.input<typeof PASSKEY> {
  return { id: formatId("key", id), name, created_at: timeText(createdAt), last_used_at: optionalTime(lastUsedAt) };
}
