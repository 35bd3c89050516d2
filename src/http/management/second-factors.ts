// The second factor of one's own password.
import { z } from "@hono/zod-openapi";
import { signedInPersonOf } from "../../management/sessions.ts";
import { personOf } from "../../management/person.ts";
import { noContent, ok } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { TIMESTAMP } from "./schemas.ts";
import { optionalTime } from "./times.ts";

const CODE = z.string().min(6).max(20).openapi({ description: "Six digits from the app", example: "123456" });

const STATUS = z
  .object({
    totp_confirmed_at: TIMESTAMP.nullable().openapi({ description: "Since when the password alone is not enough" }),
    recovery_codes_left: z.int(),
  })
  .openapi("SecondFactors");

const RECOVERY_CODES = z
  .object({ recovery_codes: z.array(z.string()).openapi({ description: "Shown now and never again; each is good once" }) })
  .openapi("RecoveryCodes");

export const SECOND_FACTORS: readonly Endpoint[] = [
  endpoint({
    id: "getSecondFactors",
    method: "GET",
    path: "/second-factors",
    tag: "second-factors",
    summary: "Get what is needed beside your password",
    access: "user",
    scope: "user:read",
    response: { status: 200, description: "Your second factor", schema: STATUS },
    handler: async ({ services, caller }) => {
      const { totpConfirmedAt, recoveryCodesLeft } = await services.secondFactors.status(personOf(caller).id);
      return ok({ totp_confirmed_at: optionalTime(totpConfirmedAt), recovery_codes_left: recoveryCodesLeft });
    },
  }),
  endpoint({
    id: "beginTotp",
    method: "POST",
    path: "/second-factors/totp/begin",
    tag: "second-factors",
    summary: "Begin to use codes from an app",
    description: "Nothing changes until `confirmTotp`. Needs a recent sign-in; a personal token is not enough.",
    access: "user",
    scope: "user:write",
    sensitive: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: {
      status: 200,
      description: "For the app",
      schema: z
        .object({
          secret: z.string().openapi({ description: "In base32, for typing" }),
          uri: z.string().openapi({ description: "The `otpauth:` address, for a QR code" }),
        })
        .openapi("TotpSecret"),
    },
    handler: async ({ services, caller, exchange }) => {
      const { id } = signedInPersonOf(caller);
      await services.sessions.requireRecent(caller);
      return ok(await services.secondFactors.beginTotp(id, `Aerugo ${new URL(exchange.origin).hostname}`));
    },
  }),
  endpoint({
    id: "confirmTotp",
    method: "POST",
    path: "/second-factors/totp/confirm",
    tag: "second-factors",
    summary: "Confirm that the app works",
    description:
      "From then on the password needs a code, and what it opened without one ends, but for the session that asks. Where no code can be asked for, such as `docker login`, use a personal token.",
    access: "user",
    scope: "user:write",
    body: z.strictObject({ code: CODE }).openapi("TotpConfirmation"),
    sensitive: true,
    failures: ["conflict", "rateLimited"],
    response: { status: 200, description: "Your recovery codes", schema: RECOVERY_CODES },
    handler: async ({ services, caller, actor, body }) => {
      const codes = await services.secondFactors.confirmTotp(signedInPersonOf(caller).id, body.code, caller, actor);
      return ok({ recovery_codes: codes });
    },
  }),
  endpoint({
    id: "disableTotp",
    method: "POST",
    path: "/second-factors/totp/disable",
    tag: "second-factors",
    summary: "Stop using codes",
    description: "With a code or a recovery code; without one, a recent sign-in is needed. The recovery codes go too.",
    access: "user",
    scope: "user:write",
    body: z.strictObject({ code: CODE.optional(), recovery_code: z.string().min(1).max(64).optional() }).openapi("TotpRemoval"),
    failures: ["conflict", "rateLimited", "reauthenticationRequired"],
    response: { status: 204, description: "The password alone is enough again" },
    handler: async ({ services, caller, actor, body }) => {
      const { id } = signedInPersonOf(caller);
      const answer = { code: body.code, recoveryCode: body.recovery_code };
      const isAnswered = answer.code !== undefined || answer.recoveryCode !== undefined;
      if (!isAnswered) await services.sessions.requireRecent(caller);
      await services.secondFactors.disableTotp(id, isAnswered ? answer : undefined, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "renewRecoveryCodes",
    method: "POST",
    path: "/second-factors/recovery-codes",
    tag: "second-factors",
    summary: "Make new recovery codes",
    description: "Those of before stop working.",
    access: "user",
    scope: "user:write",
    sensitive: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 200, description: "Your recovery codes", schema: RECOVERY_CODES },
    handler: async ({ services, caller, actor }) => {
      const { id } = signedInPersonOf(caller);
      await services.sessions.requireRecent(caller);
      return ok({ recovery_codes: await services.secondFactors.renewRecoveryCodes(id, actor) });
    },
  }),
];
