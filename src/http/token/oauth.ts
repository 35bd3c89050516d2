// Refusals of the token endpoint in OAuth's form (RFC 6749, 5.2).
import { json } from "../respond.ts";

export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "invalid_target"
  | "unauthorized_client"
  | "unsupported_grant_type";

export class OAuthError extends Error {
  override readonly name = "OAuthError";
  /** `description` is shown to whoever asked: no secrets, and nothing about who exists. */
  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    options?: ErrorOptions,
  ) {
    super(description, options);
  }
}

/** 400 for all of them: with it containerd and helm go on to ask with GET, and any other refusal ends their login. */
export function oauthFailure(exchange: { method: string }, { code, description }: OAuthError): Response {
  // The second form is the registry's own, which Docker and others know how to print.
  const errors = [{ code: "UNAUTHORIZED", message: description }];
  return json(exchange, { error: code, error_description: description, errors }, { "cache-control": "no-store" }, 400);
}
