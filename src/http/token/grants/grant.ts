// What a grant of the token endpoint is: a way to show who is asking. What is then granted does not depend on it.
import type { Caller } from "../../../auth/caller.ts";
import type { Exchange } from "../../exchange.ts";
import { OAuthError } from "../oauth.ts";
import type { TokenServices } from "../services.ts";

export interface GrantRequest {
  readonly exchange: Exchange;
  readonly services: TokenServices;
  /** Of every field but `scope` there is one value at most. */
  readonly form: URLSearchParams;
}

export interface GrantAnswer {
  readonly caller: Caller;
  readonly refreshToken?: string | undefined;
  /** Further members of the answer, such as RFC 8693's `issued_token_type`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Throws OAuthError, and CredentialsError for what is no longer valid or never was. */
export type TokenGrant = (request: GrantRequest) => Promise<GrantAnswer>;

/** Throws OAuthError. */
export function requiredField(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError("invalid_request", `${name} is missing`);
}
