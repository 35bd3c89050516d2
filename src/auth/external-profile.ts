// What a sign-in somewhere else tells us about a person, whichever protocol it was.

/** Whom an outside directory or provider says somebody is. */
export interface ExternalProfile {
  /** Name of the provider in our configuration, "ldap" or an OIDC provider's name. */
  readonly provider: string;
  /** Stable and never reused there: OIDC `sub`, LDAP entryUUID/objectGUID or else the DN. */
  readonly subject: string;
  readonly username: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly groups: readonly string[];
}

/** Somebody has proved who they are elsewhere, and still has no account here. The message is for them to read. */
export class ExternalAccountError extends Error {
  override readonly name = "ExternalAccountError";
}
