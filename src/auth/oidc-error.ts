// A sign-in through a provider that failed, in words that may be shown and logged: no code, token or secret is ever in them.

/** `denied`: the user or the provider said no. `invalid`: the answer is not to be believed. `unavailable`: there was no useful answer. */
export type OidcErrorKind = "denied" | "invalid" | "unavailable";

export class OidcError extends Error {
  override readonly name = "OidcError";
  /** There is no cause: what the libraries throw carries the bodies that were exchanged. */
  constructor(
    readonly kind: OidcErrorKind,
    message: string,
  ) {
    super(message);
  }
}
