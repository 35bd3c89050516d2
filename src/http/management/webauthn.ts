// The two JSON forms of WebAuthn (level 3, 5.1.8 and 5.8): what a browser is asked, and what it answers.
import { z } from "@hono/zod-openapi";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";

const BYTES = z.string().max(64 * 1024);
const CREDENTIAL_ID = z.string().min(1).max(2048);
/** What an extension says is not looked at. */
const EXTENSIONS = z.looseObject({});

const envelope = { id: CREDENTIAL_ID, rawId: CREDENTIAL_ID, type: z.literal("public-key"), clientExtensionResults: EXTENSIONS };
const optional = { authenticatorAttachment: z.string().max(64).nullish() };

export const AUTHENTICATION_RESPONSE = z
  .looseObject({
    ...envelope,
    ...optional,
    response: z.looseObject({ clientDataJSON: BYTES, authenticatorData: BYTES, signature: BYTES, userHandle: BYTES.nullish() }),
  })
  .openapi("PasskeyAssertion", { description: "As `navigator.credentials.get` gives it, in the form of `toJSON`" });

export const REGISTRATION_RESPONSE = z
  .looseObject({
    ...envelope,
    ...optional,
    response: z.looseObject({
      clientDataJSON: BYTES,
      attestationObject: BYTES,
      transports: z.array(z.string().max(64)).max(20).optional(),
    }),
  })
  .openapi("PasskeyAttestation", { description: "As `navigator.credentials.create` gives it, in the form of `toJSON`" });

/** The fields that were checked and no others: the library looks at more where there is more. */
export function toAuthenticationResponse({
  id,
  rawId,
  type,
  response,
}: z.output<typeof AUTHENTICATION_RESPONSE>): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const answer = { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
  return { id, rawId, type, clientExtensionResults: {}, response: answer };
}

export function toRegistrationResponse({ id, rawId, type, response }: z.output<typeof REGISTRATION_RESPONSE>): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject, transports } = response;
  // Which words a browser knows is not ours to say: those that are none are dropped later.
  const answer = { clientDataJSON, attestationObject, ...(transports && { transports }) } as RegistrationResponseJSON["response"];
  return { id, rawId, type, clientExtensionResults: {}, response: answer };
}

/** For `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
export const CEREMONY = z
  .object({
    pending_token: z.string().openapi({ description: "To be sent with the device's answer, once" }),
    expires_in: z.int().openapi({ description: "Seconds" }),
    options: z
      .looseObject({ challenge: z.string() })
      .openapi({ description: "For the browser: `PublicKeyCredential.parse…OptionsFromJSON`" }),
  })
  .openapi("PasskeyCeremony");

/** As it was given, and no longer than any of them. */
export const PENDING_TOKEN = z.string().min(1).max(1000);
