// Signing in and out: cookies for browsers, tokens for programs.
import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_LIMIT } from "../../auth/passwords.ts";
import { personOf } from "../../management/person.ts";
import type { ApiTokens, Proof } from "../../management/sessions.ts";
import type { FirstStep } from "../../management/sign-in.ts";
import { type Answer, noContent, ok } from "./answer.ts";
import { sessionCookie, signInOrigin } from "./credentials.ts";
import { endpoint, type Endpoint, type ManagementCall } from "./endpoint.ts";
import { AUTHENTICATION_RESPONSE, CEREMONY, PENDING_TOKEN, toAuthenticationResponse } from "./webauthn.ts";

const USERNAME_TYPED = z.string().min(1).max(255).openapi({ example: "alice" });
const PASSWORD_TYPED = z.string().min(1).max(PASSWORD_LENGTH_LIMIT).openapi({ format: "password" });
const SECOND_FACTOR = {
  code: z.string().min(6).max(20).optional().openapi({ description: "Six digits from the app", example: "123456" }),
  recovery_code: z.string().min(1).max(64).optional().openapi({ description: "In place of a code; good once" }),
};

const METHODS = z
  .object({
    password: z.boolean(),
    directory: z.boolean().openapi({ description: "Passwords of a directory are taken as well" }),
    passkey: z.boolean(),
    registration: z.enum(["off", "invitation", "open"]).openapi({ description: "Who may make an account for themselves" }),
    password_recovery: z.boolean().openapi({ description: "Whether a code is sent to who has forgotten the password" }),
    providers: z
      .array(
        z.object({ name: z.string(), start_path: z.string().openapi({ description: "Where to send the browser; takes `return_to`" }) }),
      )
      .openapi({ description: "OpenID providers" }),
  })
  .openapi("SignInMethods");

const CODE_REQUIRED = z
  .object({
    status: z.literal("mfa_required"),
    pending_token: z.string().openapi({ description: "To be sent with the code, within `expires_in`" }),
    expires_in: z.int().openapi({ description: "Seconds" }),
  })
  .openapi("SecondFactorRequired");
const SIGNED_IN = z.object({ status: z.literal("signed_in") }).openapi("SignedIn");
const STEP = z.discriminatedUnion("status", [SIGNED_IN, CODE_REQUIRED]).openapi("SignInStep");

const TOKENS_ISSUED = z
  .object({
    status: z.literal("signed_in"),
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int().openapi({ description: "Seconds" }),
    refresh_token: z.string().openapi({ description: "For the next access token; good once, and a second use ends the session" }),
  })
  .openapi("SessionTokens");
const TOKEN_ANSWER = z.discriminatedUnion("status", [TOKENS_ISSUED, CODE_REQUIRED]).openapi("SessionTokensStep");

const TOKEN_REQUEST = z
  .discriminatedUnion("grant_type", [
    z.strictObject({ grant_type: z.literal("password"), username: USERNAME_TYPED, password: PASSWORD_TYPED }).openapi("PasswordGrant"),
    z.strictObject({ grant_type: z.literal("second_factor"), pending_token: PENDING_TOKEN, ...SECOND_FACTOR }).openapi("SecondFactorGrant"),
    z.strictObject({ grant_type: z.literal("refresh_token"), refresh_token: z.string().min(1).max(200) }).openapi("RefreshGrant"),
  ])
  .openapi("SessionTokenRequest");

const REPROOF = z
  .strictObject({
    password: PASSWORD_TYPED.optional(),
    ...SECOND_FACTOR,
    passkey: z.strictObject({ pending_token: PENDING_TOKEN, credential: AUTHENTICATION_RESPONSE }).optional(),
  })
  .refine(({ password, passkey }) => (password === undefined) !== (passkey === undefined), "either a password or a passkey")
  .openapi("Reauthentication", { description: "The password, with a code for who has a second factor; or a passkey" });

export const AUTH: readonly Endpoint[] = [
  endpoint({
    id: "listSignInMethods",
    method: "GET",
    path: "/auth/methods",
    tag: "auth",
    summary: "List the ways to sign in",
    access: "public",
    scope: undefined,
    response: { status: 200, description: "What is switched on", schema: METHODS },
    handler: ({ services }) => {
      const { directory, oidc } = services.signIn.methods;
      const providers = oidc.map((name) => ({ name, start_path: "/auth/oidc/start" }));
      const { mode: registration } = services.registration;
      const { isOn: password_recovery } = services.passwordRecovery;
      return ok({ password: true, directory, passkey: true, registration, password_recovery, providers });
    },
  }),
  endpoint({
    id: "signIn",
    method: "POST",
    path: "/auth/login",
    tag: "auth",
    summary: "Sign in with a password, for a browser",
    description:
      "Sets the session's cookie; a session that was there before ends. With a second factor, `signInWithCode` is the next step.",
    access: "public",
    scope: undefined,
    body: z.strictObject({ username: USERNAME_TYPED, password: PASSWORD_TYPED }).openapi("SignIn"),
    sensitive: true,
    failures: ["rateLimited", "conflict"],
    response: { status: 200, description: "Signed in, or half way there", schema: STEP },
    handler: async (call) => {
      const { body, services, exchange } = call;
      const step = await services.signIn.withPassword(body.username, body.password, signInOrigin(exchange));
      return step.kind === "proved" ? signedIn(call, step.proof) : ok(toCodeRequired(step));
    },
  }),
  endpoint({
    id: "signInWithCode",
    method: "POST",
    path: "/auth/login/second-factor",
    tag: "auth",
    summary: "Finish signing in with a code, for a browser",
    access: "public",
    scope: undefined,
    body: z.strictObject({ pending_token: PENDING_TOKEN, ...SECOND_FACTOR }).openapi("SignInCode"),
    sensitive: true,
    failures: ["rateLimited"],
    response: { status: 200, description: "Signed in", schema: SIGNED_IN },
    handler: async (call) => signedIn(call, await secondStep(call)),
  }),
  endpoint({
    id: "beginPasskeySignIn",
    method: "POST",
    path: "/auth/passkey/begin",
    tag: "auth",
    summary: "Begin to sign in with a passkey",
    description: "Also for proving again who you are. No name is needed: the device knows.",
    access: "public",
    scope: undefined,
    sensitive: true,
    response: { status: 200, description: "What to ask the device", schema: CEREMONY },
    handler: async ({ services, exchange: { origin } }) => ok(toCeremony(await services.passkeys.beginSignIn(origin))),
  }),
  endpoint({
    id: "signInWithPasskey",
    method: "POST",
    path: "/auth/passkey/finish",
    tag: "auth",
    summary: "Finish signing in with a passkey, for a browser",
    access: "public",
    scope: undefined,
    body: z.strictObject({ pending_token: PENDING_TOKEN, credential: AUTHENTICATION_RESPONSE }).openapi("PasskeySignIn"),
    sensitive: true,
    response: { status: 200, description: "Signed in", schema: SIGNED_IN },
    handler: async (call) => {
      const { body, services, exchange } = call;
      const response = toAuthenticationResponse(body.credential);
      return signedIn(call, await services.signIn.withPasskey(body.pending_token, response, exchange.origin));
    },
  }),
  endpoint({
    id: "createSessionTokens",
    method: "POST",
    path: "/auth/token",
    tag: "auth",
    summary: "Sign in or stay signed in, for a program",
    description:
      "A refresh token is good once: each answer brings the next. One that comes twice was copied, and ends the session for both. Registry clients have an endpoint of their own, `/auth/token`.",
    access: "public",
    scope: undefined,
    body: TOKEN_REQUEST,
    sensitive: true,
    failures: ["rateLimited", "conflict"],
    response: { status: 200, description: "Tokens, or half way there", schema: TOKEN_ANSWER },
    handler: async ({ body, services, exchange }) => {
      const { sessions, signIn } = services;
      const origin = signInOrigin(exchange);
      if (body.grant_type === "refresh_token") return ok(toTokens(await sessions.refreshApi(body.refresh_token, origin)));
      if (body.grant_type === "second_factor") {
        const answer = { code: body.code, recoveryCode: body.recovery_code };
        return ok(toTokens(await sessions.openApi(await signIn.withSecondFactor(body.pending_token, answer, origin), origin)));
      }
      const step = await signIn.withPassword(body.username, body.password, origin);
      return ok(step.kind === "proved" ? toTokens(await sessions.openApi(step.proof, origin)) : toCodeRequired(step));
    },
  }),
  endpoint({
    id: "signOut",
    method: "POST",
    path: "/auth/logout",
    tag: "auth",
    summary: "Sign out",
    description: "Ends the session of the cookie or access token. Without one there is nothing to end.",
    access: "public",
    scope: undefined,
    response: {
      status: 200,
      description: "Signed out",
      schema: z
        .object({
          end_session_url: z.string().nullable().openapi({ description: "Where to send the browser to sign out of the provider too" }),
        })
        .openapi("SignedOut"),
    },
    handler: async ({ services, caller, actor, exchange }) => {
      const provider = await services.sessions.end(caller, actor);
      const url = await services.signIn.findEndSessionUrl(provider, `${exchange.origin}/`);
      return ok({ end_session_url: url ?? null }, { cookies: [sessionCookie(exchange, "", 0)] });
    },
  }),
  endpoint({
    id: "reauthenticate",
    method: "POST",
    path: "/auth/reauthenticate",
    tag: "auth",
    summary: "Prove again that it is you",
    description:
      "For ten minutes the session may then do what is sensitive. Who signs in through an OpenID provider signs in there again instead.",
    access: "user",
    scope: undefined,
    body: REPROOF,
    sensitive: true,
    failures: ["rateLimited"],
    response: { status: 204, description: "Proved" },
    handler: async ({ services, caller, body, exchange }) => {
      const { password, code, recovery_code: recoveryCode, passkey } = body;
      const reproof = passkey
        ? { passkey: { token: passkey.pending_token, response: toAuthenticationResponse(passkey.credential) } }
        : { password: password!, code, recoveryCode };
      await services.signIn.again(personOf(caller), reproof, { ...signInOrigin(exchange), pageOrigin: exchange.origin });
      await services.sessions.proved(caller);
      return noContent();
    },
  }),
];

export function toCeremony<Options>({ options, token, expiresInSeconds }: { options: Options; token: string; expiresInSeconds: number }) {
  // As plain JSON: what is undefined is left out.
  const plain = JSON.parse(JSON.stringify(options)) as { challenge: string };
  return { pending_token: token, expires_in: expiresInSeconds, options: plain };
}

/** A new session for every proof: one that somebody else may have planted is not made better by it. */
async function signedIn({ services, exchange, caller, actor }: ManagementCall, proof: Proof): Promise<Answer<z.input<typeof SIGNED_IN>>> {
  const { secret, maxAgeSeconds } = await services.sessions.openBrowser(proof, signInOrigin(exchange));
  if (caller.byCookie) await services.sessions.end(caller, actor);
  return ok({ status: "signed_in" }, { cookies: [sessionCookie(exchange, secret, maxAgeSeconds)] });
}

type CodeBody = { pending_token: string; code?: string | undefined; recovery_code?: string | undefined };

function secondStep({ body, services, exchange }: ManagementCall<"public", unknown, unknown, CodeBody>): Promise<Proof> {
  const answer = { code: body.code, recoveryCode: body.recovery_code };
  return services.signIn.withSecondFactor(body.pending_token, answer, signInOrigin(exchange));
}

function toCodeRequired({ token, expiresInSeconds }: Extract<FirstStep, { kind: "second-factor" }>): z.input<typeof CODE_REQUIRED> {
  return { status: "mfa_required", pending_token: token, expires_in: expiresInSeconds };
}

function toTokens({ accessToken, expiresInSeconds, refreshToken }: ApiTokens): z.input<typeof TOKENS_ISSUED> {
  return {
    status: "signed_in",
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
  };
}
