// The doors that need no account: making one, and getting back into it. They tell nobody who has an account here.
import { z } from "@hono/zod-openapi";
import { personOf } from "../../management/person.ts";
import { accepted, created, noContent, ok, versionTag } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { INVITATION_SECRET } from "./invitations.ts";
import { EMAIL, PASSWORD, USER, toUserBody } from "./users.ts";

const NAME = z.string().min(1).max(64).openapi({ example: "alice" });
export const CODE = z.string().min(1).max(20).openapi({ description: "As it stands in the mail", example: "7KQX-M2PD" });

const REGISTRATION_BODY = z
  .strictObject({ username: NAME, password: PASSWORD, email: EMAIL, invitation: INVITATION_SECRET.optional() })
  .openapi("Registration");

const FORGOTTEN = z
  .strictObject({ username: NAME.optional(), email: EMAIL.optional() })
  .refine(({ username, email }) => (username === undefined) !== (email === undefined), "either username or email")
  .openapi("ForgottenPassword");

export const REGISTRATION: readonly Endpoint[] = [
  endpoint({
    id: "register",
    method: "POST",
    path: "/auth/register",
    tag: "auth",
    summary: "Make an account for yourself",
    description:
      "As far as the installation lets people: everybody, whoever holds an invitation, or nobody. Where it sends mail, the address is yours when you have sent the code back with `POST /user/email/verify`.",
    access: "public",
    scope: undefined,
    body: REGISTRATION_BODY,
    sensitive: true,
    failures: ["nameTaken", "conflict", "notFound"],
    response: { status: 201, description: "The account; sign in next", schema: USER },
    handler: async ({ services, actor, body }) => {
      const user = await services.registration.register(body, actor);
      return created(toUserBody(user), { location: `/api/v1/users/${user.username}`, etag: versionTag(user.version) });
    },
  }),
  endpoint({
    id: "forgotPassword",
    method: "POST",
    path: "/auth/password/forgot",
    tag: "auth",
    summary: "Have a code sent for a new password",
    description:
      "The same answer for everybody. A code is sent to who has a password and a verified address, once a minute at most, and is good for 15 minutes.",
    access: "public",
    scope: undefined,
    body: FORGOTTEN,
    failures: ["conflict"],
    response: {
      status: 202,
      description: "If there is such an account, mail is on its way",
      schema: z.object({ is_accepted: z.literal(true) }),
    },
    handler: async ({ services, actor, body: { username, email } }) => {
      await services.passwordRecovery.forgot(email === undefined ? { username: username! } : { email }, actor.address);
      return accepted({ is_accepted: true as const });
    },
  }),
  endpoint({
    id: "resetPassword",
    method: "POST",
    path: "/auth/password/reset",
    tag: "auth",
    summary: "Set a new password with a code",
    description: "Ends all sessions. Five wrong codes end the right one.",
    access: "public",
    scope: undefined,
    body: z.strictObject({ username: NAME, code: CODE, new_password: PASSWORD }).openapi("ForgottenPasswordReset"),
    response: { status: 204, description: "Set; sign in with it" },
    handler: async ({ services, actor, body: { username, code, new_password: password } }) => {
      await services.passwordRecovery.reset({ username, code, password }, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "changePassword",
    method: "POST",
    path: "/user/password",
    tag: "users",
    summary: "Change your password",
    description: "Ends all of your other sessions, and what was made with the old password. Tokens go on.",
    access: "user",
    scope: "user:write",
    body: z
      .strictObject({ current_password: z.string().min(1).max(1024).openapi({ format: "password" }), new_password: PASSWORD })
      .openapi("PasswordChange"),
    failures: ["conflict"],
    response: { status: 204, description: "Changed" },
    handler: async ({ services, caller, actor, body: { current_password: current, new_password: next } }) => {
      await services.passwordRecovery.change(personOf(caller), { current, next }, caller, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "verifyEmail",
    method: "POST",
    path: "/user/email/verify",
    tag: "users",
    summary: "Prove that an address is yours",
    access: "user",
    scope: "user:write",
    body: z.strictObject({ code: CODE }).openapi("EmailVerification"),
    versioned: true,
    failures: ["conflict"],
    response: { status: 200, description: "You, with the address", schema: USER },
    handler: async ({ services, caller, actor, body: { code } }) => {
      const user = await services.emailVerification.finish(personOf(caller), code, actor);
      return ok(toUserBody(user), { etag: versionTag(user.version) });
    },
  }),
];
