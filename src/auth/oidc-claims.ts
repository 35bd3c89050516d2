// From a provider's claims to a profile. Providers differ most here, so each shape that is met in the wild is named.
import type { ExternalProfile } from "./external-profile.ts";
import { OidcError } from "./oidc-error.ts";
import { usernameFrom } from "./username.ts";

export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimNames {
  readonly usernameClaim: string;
  readonly groupsClaim: string;
}

/** OpenID Connect Core 2: "MUST NOT exceed 255 ASCII characters". */
const SUBJECT_LENGTH_LIMIT = 255;
const EMAIL_LENGTH_LIMIT = 254;
const DISPLAY_NAME_LENGTH_LIMIT = 200;
const GROUPS_LIMIT = 1000;
const GROUP_LENGTH_LIMIT = 256;

/** Throws OidcError: invalid, saying which claim cannot be used. */
export function profileFrom(provider: string, claims: Claims, names: ClaimNames): ExternalProfile {
  const email = shortText(claims["email"], EMAIL_LENGTH_LIMIT);
  return {
    provider,
    subject: subjectOf(claims),
    username: usernameOf(claims, email, names.usernameClaim),
    displayName: shortText(claims["name"], DISPLAY_NAME_LENGTH_LIMIT),
    email,
    // Amazon Cognito says it as text.
    emailVerified: email !== undefined && (claims["email_verified"] === true || claims["email_verified"] === "true"),
    groups: groupsOf(claims, names.groupsClaim),
  };
}

/** Whether the ID token says all that a profile has room for: many providers say most of it at the userinfo endpoint only. */
export function isComplete(claims: Claims, { usernameClaim, groupsClaim }: ClaimNames): boolean {
  return [usernameClaim, groupsClaim, "name", "email", "email_verified"].every((name) => claims[name] !== undefined);
}

export function subjectOf({ sub }: Claims): string {
  if (typeof sub === "string" && sub !== "" && sub.length <= SUBJECT_LENGTH_LIMIT) return sub;
  throw new OidcError("invalid", 'the provider sent no usable claim "sub"');
}

function usernameOf(claims: Claims, email: string | undefined, usernameClaim: string): string {
  const named = claims[usernameClaim];
  const username = (typeof named === "string" ? usernameFrom(named) : undefined) ?? (email && usernameFrom(email));
  if (username) return username;
  throw new OidcError("invalid", `the provider sent no usable user name: neither in claim "${usernameClaim}" nor in "email"`);
}

/** A group that is lost is access that is lost, so what cannot be read is an error and not an empty list. */
function groupsOf(claims: Claims, groupsClaim: string): readonly string[] {
  if (isElsewhere(claims, groupsClaim)) {
    throw new OidcError("invalid", `the provider did not send claim "${groupsClaim}" but a reference to it: let it send fewer groups`);
  }
  const value = claims[groupsClaim] ?? [];
  const groups = typeof value === "string" ? value.split(/\s+/) : value;
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === "string")) {
    throw new OidcError("invalid", `the provider sent claim "${groupsClaim}" neither as a list of texts nor as one text`);
  }
  const distinct = new Set(groups.map((group) => group.trim()).filter((group) => group !== "" && group.length <= GROUP_LENGTH_LIMIT));
  if (distinct.size > GROUPS_LIMIT) throw new OidcError("invalid", `the provider sent more than ${GROUPS_LIMIT} groups`);
  return [...distinct];
}

/** OpenID Connect Core 5.6.2, distributed claims: Microsoft Entra ID does so for users of more than 200 groups. */
function isElsewhere(claims: Claims, name: string): boolean {
  const names = claims["_claim_names"];
  return claims[name] === undefined && typeof names === "object" && names !== null && Object.hasOwn(names, name);
}

function shortText(value: unknown, lengthLimit: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text !== "" && text.length <= lengthLimit && !/\p{Cc}/u.test(text) ? text : undefined;
}
