// Why a subject token is not accepted.

/** `token`: anybody who holds the token can see it there. `trust`: it says something about our rules. */
type About = "token" | "trust";

/**
 * Every reason there is, with words for people. A reason about trust tells which robots exist and whom they trust: it belongs
 * in the audit log and in `explain`, and whoever only holds a token gets one answer for all of them.
 */
export const REFUSALS = {
  tokenTooLarge: { about: "token", text: "the token is too large" },
  tokenMalformed: { about: "token", text: "this is not a signed JWT" },
  typeRefused: { about: "token", text: "the token is of a kind that is not meant for this" },
  algorithmRefused: { about: "token", text: "the token's signature algorithm is not accepted" },
  criticalHeader: { about: "token", text: "the token asks for extensions that are not understood here" },
  subjectMissing: { about: "token", text: "the token names no subject" },
  issuerMalformed: { about: "token", text: "the token names no issuer" },
  expired: { about: "token", text: "the token has expired, or does not say when it does" },
  lifetimeTooLong: { about: "token", text: "the token is good for longer than is accepted" },
  notYetValid: { about: "token", text: "the token is not valid yet" },
  issuedInFuture: { about: "token", text: "the token says it was made in the future" },
  issuerUnknown: { about: "trust", text: "no trust rule names the token's issuer" },
  issuerNotAllowed: { about: "trust", text: "this site does not allow the token's issuer" },
  issuerUnavailable: { about: "trust", text: "the issuer's keys could not be fetched; try again" },
  keyUnknown: { about: "trust", text: "the issuer has no key of the token's key id" },
  signatureInvalid: { about: "trust", text: "the token's signature does not verify" },
  audienceMismatch: { about: "trust", text: "the token was made for another audience" },
  eventRefused: { about: "trust", text: "workflows that a pull request starts are refused unless a rule names their event" },
  claimsMismatch: { about: "trust", text: "the token's claims match no trust rule" },
  replayed: { about: "trust", text: "the token was used before; each exchange needs a fresh one" },
} as const satisfies Record<string, { about: About; text: string }>;

export type RefusalReason = keyof typeof REFUSALS;

export interface Refusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  readonly detail: string;
}

export function refusal(reason: RefusalReason, what?: string): Refusal {
  const { text } = REFUSALS[reason];
  return { kind: "refused", reason, detail: what === undefined ? text : `${text} (${what})` };
}

/** One thing that was looked at, in words that fit a table. */
export interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
  /** What the token is refused with when this is not ok. */
  readonly reason: RefusalReason;
}
