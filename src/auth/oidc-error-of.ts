// What the libraries throw when a provider misbehaves, as one of our own errors.
import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { errors } from "jose";
import { NoAnswerError } from "../lib/bounded-fetch.ts";
import { OidcError, type OidcErrorKind } from "./oidc-error.ts";

/** OpenID Connect Core 3.1.2.6 and RFC 6749, 4.1.2.1: what an authorization endpoint answers instead of a code. */
const AUTHORIZATION_ERRORS: Readonly<Record<string, OidcErrorKind>> = {
  access_denied: "denied",
  login_required: "denied",
  interaction_required: "denied",
  consent_required: "denied",
  account_selection_required: "denied",
  server_error: "unavailable",
  temporarily_unavailable: "unavailable",
};

/** Whatever a library threw. */
export function oidcErrorOf(error: unknown, provider: string): OidcError {
  if (error instanceof OidcError) return error;
  const noAnswer = findNoAnswer(error);
  if (noAnswer) return new OidcError("unavailable", `"${provider}" is not available: ${noAnswer.message}`);
  if (error instanceof AuthorizationResponseError) return authorizationError(error.error, provider);
  if (error instanceof WWWAuthenticateChallengeError) return challengeError(error, provider);
  if (error instanceof ResponseBodyError) return tokenError(error, provider);
  return new OidcError("invalid", `the answer of "${provider}" was refused: ${reasonOf(error)}`);
}

function authorizationError(code: string, provider: string): OidcError {
  const kind = AUTHORIZATION_ERRORS[code] ?? "invalid";
  return new OidcError(kind, kind === "denied" ? `"${provider}" did not sign you in` : `"${provider}" failed: ${printable(code)}`);
}

function tokenError({ error, status }: ResponseBodyError, provider: string): OidcError {
  if (status === 401 || error === "invalid_client" || error === "unauthorized_client") return clientRefused(provider);
  if (error === "invalid_grant") return new OidcError("invalid", "this sign-in was used already or took too long: start again");
  return new OidcError("invalid", `"${provider}" refused the sign-in: ${printable(error)}`);
}

/** RFC 6750, 3: a challenge for a bearer is about the access token, which only the userinfo endpoint gets. */
function challengeError({ cause }: WWWAuthenticateChallengeError, provider: string): OidcError {
  if (!cause.some(({ scheme }) => scheme === "bearer")) return clientRefused(provider);
  return new OidcError("unavailable", `"${provider}" does not let this registry read who you are`);
}

/** Nothing that the user could mend. */
function clientRefused(provider: string): OidcError {
  return new OidcError("unavailable", `"${provider}" does not accept this registry's client id or secret`);
}

/** The libraries wrap what our fetch throws. */
function findNoAnswer(error: unknown, depth = 0): NoAnswerError | undefined {
  if (error instanceof NoAnswerError) return error;
  return error instanceof Error && depth < 5 ? findNoAnswer(error.cause, depth + 1) : undefined;
}

/** Only of errors whose messages are fixed texts: others may quote what they could not read. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JOSEError) return error.message;
  if (!(error instanceof ClientError)) return "it cannot be understood";
  const { cause } = error;
  const exact = cause instanceof Error && (cause.name === "OperationProcessingError" || cause.name === "UnsupportedOperationError");
  return exact ? cause.message : error.message;
}

/** Error codes are the sender's text, and a callback's sender is anybody. */
function printable(code: string): string {
  return /^[a-z0-9_.-]{1,64}$/i.test(code) ? code : "an error without a proper code";
}
