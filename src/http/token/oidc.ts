// A browser's way to an OpenID provider and back, and the provider's word that somebody has signed out there.
import { actorOf } from "../../auth/actor.ts";
import { CredentialsError } from "../../auth/authenticator.ts";
import { API_AUDIENCE } from "../../auth/access-tokens.ts";
import { type Caller, NOBODY } from "../../auth/caller.ts";
import { ExternalAccountError } from "../../auth/external-profile.ts";
import { OidcError } from "../../auth/oidc-error.ts";
import { readBounded } from "../body.ts";
import { hostCookie, readHostCookie } from "../cookies.ts";
import type { Exchange } from "../exchange.ts";
import { credentialsOf, sessionCookie, signInOrigin } from "../management/credentials.ts";
import { empty, failure, json } from "../respond.ts";
import type { TokenHandler, TokenServices } from "./services.ts";

const CALLBACK_PATH = "/auth/oidc/callback";
/** What this browser has begun: nobody is signed in by an answer that was meant for another one. */
const PENDING_COOKIE = "aerugo_oidc";
const FORM_LIMIT_BYTES = 32 * 1024;
const NO_STORE = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" };
const STATUS_OF = { denied: 403, invalid: 400, unavailable: 503 } as const;

export const startOidc: TokenHandler = async (exchange, services) => {
  if (!isConfigured(services)) return failure(exchange, "routeUnknown");
  return explained(exchange, services, async () => {
    const { origin, query } = exchange;
    const isFresh = query.get("fresh") === "true";
    const redirectUri = `${origin}${CALLBACK_PATH}`;
    const { url, token, expiresInSeconds } = await services.signIn.startOidc(redirectUri, query.get("return_to") ?? "/", isFresh);
    return redirect(url, [hostCookie(exchange, PENDING_COOKIE, token, expiresInSeconds)]);
  });
};

export const finishOidc: TokenHandler = async (exchange, services) => {
  if (!isConfigured(services)) return failure(exchange, "routeUnknown");
  return explained(exchange, services, async () => {
    const token = readHostCookie(exchange, PENDING_COOKIE);
    if (token === undefined) throw new CredentialsError("Pending");
    const origin = signInOrigin(exchange);
    const { proof, returnTo } = await services.signIn.finishOidc(callbackUrl(exchange), token, origin);
    const { secret, maxAgeSeconds } = await services.sessions.openBrowser(proof, origin);
    await endSessionBefore(exchange, services);
    return redirect(returnTo, [sessionCookie(exchange, secret, maxAgeSeconds), hostCookie(exchange, PENDING_COOKIE, "", 0)]);
  });
};

/** OpenID Connect Back-Channel Logout 1.0, 2.8: 200 when it is done, 400 for a token that is not to be believed. */
export const logoutFromOidc: TokenHandler = async (exchange, services) => {
  if (!isConfigured(services)) return failure(exchange, "routeUnknown");
  const body = await readBounded(exchange, FORM_LIMIT_BYTES);
  const token = typeof body === "string" ? null : new URLSearchParams(new TextDecoder().decode(body)).get("logout_token");
  try {
    if (!token) throw new OidcError("invalid", "logout_token is missing");
    const { provider, ...ended } = await services.signIn.verifyLogoutToken(token);
    await services.sessions.endOfProvider(provider, ended);
    return empty(200, NO_STORE);
  } catch (error) {
    if (!(error instanceof OidcError)) throw error;
    const status = error.kind === "unavailable" ? STATUS_OF.unavailable : STATUS_OF.invalid;
    return json(exchange, { error: "invalid_request", error_description: error.message }, NO_STORE, status);
  }
};

function isConfigured({ signIn }: TokenServices): boolean {
  return signIn.methods.oidc.length > 0;
}

/** Of the path the origin is ours, whatever the request line says. */
function callbackUrl({ origin, request, path }: Exchange): URL {
  const query = request.url.indexOf("?");
  return new URL(query < 0 ? path : `${path}${request.url.slice(query)}`, origin);
}

/** A session of before is not made better by another proof: it ends. */
async function endSessionBefore(exchange: Exchange, { authenticator, sessions }: TokenServices): Promise<void> {
  const shown = { ...credentialsOf(exchange), authorization: null, audience: API_AUDIENCE } as const;
  const caller: Caller = await authenticator.authenticate(shown).catch((error: unknown) => {
    if (error instanceof CredentialsError) return NOBODY;
    throw error;
  });
  await sessions.end(caller, actorOf(caller, { address: exchange.clientAddress, requestId: exchange.id }));
}

function redirect(location: string, cookies: readonly string[]): Response {
  const response = empty(303, { location, ...NO_STORE });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** People see these pages, so they are told in words. */
async function explained(exchange: Exchange, services: TokenServices, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    const name = error instanceof CredentialsError ? error.username : "";
    const actor = { ...actorOf(NOBODY, { address: exchange.clientAddress, requestId: exchange.id }), name, credential: "oidc" };
    const reason = (error as Error).message;
    services.refusals.add(actor, { action: "credentials.refused", target: "oidc", after: { reason } });
    const text = `You were not signed in: ${reason}.\n`;
    return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", ...NO_STORE } });
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof OidcError) return STATUS_OF[error.kind];
  if (error instanceof ExternalAccountError) return 409;
  return error instanceof CredentialsError ? 401 : undefined;
}
