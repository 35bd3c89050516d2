// The ways to prove who one is, up to the moment before a session is opened: password with or without a second factor, passkey, and an
// OpenID provider.
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { type Authenticator, CredentialsError } from "../auth/authenticator.ts";
import type { User } from "../auth/caller.ts";
import type { LdapDirectory, TraceStep } from "../auth/ldap.ts";
import type { OidcProvider, PendingSignIn } from "../auth/oidc.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { Challenges, StartedCeremony } from "./challenges.ts";
import type { ExternalAccounts } from "./external-accounts.ts";
import { ManagementError } from "./failure.ts";
import type { Passkeys } from "./passkeys.ts";
import type { PendingSignIns } from "./pending-sign-ins.ts";
import type { SecondFactorAnswer, SecondFactors } from "./second-factors.ts";
import type { Proof, SignInOrigin } from "./sessions.ts";

/** The password is right; what is missing is named. */
export interface SecondStep extends StartedCeremony {
  readonly kind: "second-factor";
}

export type FirstStep = { readonly kind: "proved"; readonly proof: Proof } | SecondStep;

export interface SignInMethods {
  readonly directory: boolean;
  /** The providers' names. */
  readonly oidc: readonly string[];
}

export type Reproof =
  | ({ readonly password: string } & SecondFactorAnswer)
  | { readonly passkey: { readonly token: string; readonly response: AuthenticationResponseJSON } };

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly authenticator: Authenticator;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly pending: PendingSignIns;
  readonly challenges: Challenges;
  readonly accounts: ExternalAccounts;
  readonly oidc: { readonly name: string; readonly provider: OidcProvider } | undefined;
  readonly directory: Pick<LdapDirectory, "trace"> | undefined;
  readonly clock: Clock;
}

/** Then the password is asked for again: whoever guesses codes needs it each time. */
const CODES_PER_PASSWORD = 5;

export class SignIn {
  constructor(private readonly deps: Dependencies) {}

  get methods(): SignInMethods {
    const { oidc, directory } = this.deps;
    return { directory: directory !== undefined, oidc: oidc ? [oidc.name] : [] };
  }

  /** Throws CredentialsError, ThrottledError, BusyError, and what a directory can throw. */
  async withPassword(username: string, password: string, { address }: SignInOrigin): Promise<FirstStep> {
    const user = await this.deps.authenticator.checkPassword(username, password, address, { fresh: true });
    if (user.totpConfirmedAt === undefined) return { kind: "proved", proof: proofOf(user, "password") };
    return { kind: "second-factor", ...(await this.deps.pending.start(user)) };
  }

  /** The step after `withPassword`. Throws CredentialsError, ThrottledError. */
  async withSecondFactor(token: string, answer: SecondFactorAnswer, { address }: SignInOrigin): Promise<Proof> {
    const { pending, metadata, secondFactors } = this.deps;
    const { userId, epoch, attempts } = await pending.attempt(token);
    const isLast = attempts >= CODES_PER_PASSWORD;
    if (isLast) await pending.end(token);
    const user = await metadata.read.users.findById(userId);
    if (!user || user.epoch !== epoch || user.disabledAt !== undefined) throw new CredentialsError("Pending");
    const method = await secondFactors.verify(user, answer, address);
    if (!isLast) await pending.end(token);
    return proofOf(user, method);
  }

  /** `pageOrigin` is the site that the browser was on. Throws CredentialsError. */
  async withPasskey(token: string, response: AuthenticationResponseJSON, pageOrigin: string): Promise<Proof> {
    return proofOf(await this.deps.passkeys.finishSignIn(token, response, pageOrigin), "passkey");
  }

  /** Who is signed in proves again that it is still them. Throws CredentialsError, ThrottledError. */
  async again({ id, username }: User, reproof: Reproof, origin: SignInOrigin & { pageOrigin: string }): Promise<void> {
    if ("passkey" in reproof) {
      const proof = await this.withPasskey(reproof.passkey.token, reproof.passkey.response, origin.pageOrigin);
      if (proof.userId !== id) throw new CredentialsError("Passkey", username);
      return;
    }
    const { password, ...answer } = reproof;
    const user = await this.deps.authenticator.checkPassword(username, password, origin.address, { fresh: true });
    if (user.id !== id) throw new CredentialsError("Basic", username);
    if (user.totpConfirmedAt !== undefined) await this.deps.secondFactors.verify(user, answer, origin.address);
  }

  /** Where to send the browser, and the secret that it keeps meanwhile. Throws OidcError, ManagementError: notFound. */
  async startOidc(redirectUri: string, returnTo: string, isFresh: boolean): Promise<StartedCeremony & { url: string }> {
    const { url, pending } = await this.oidc().provider.start(redirectUri, returnTo, isFresh);
    return { url, ...this.deps.challenges.issue("oidc", pending) };
  }

  /** Throws OidcError, CredentialsError, ExternalAccountError, ManagementError: notFound. */
  async finishOidc(callbackUrl: URL, token: string, origin: SignInOrigin): Promise<{ proof: Proof; returnTo: string }> {
    const { name, provider } = this.oidc();
    const { challenges, metadata } = this.deps;
    const pending = challenges.read("oidc", token) as PendingSignIn;
    const { profile, sessionId, authenticatedAt } = await provider.finish(callbackUrl, pending);
    await metadata.transaction((tx) => challenges.finish(tx, "oidc", token));
    const user = await this.deps.accounts.signIn(profile, origin);
    if (user.disabledAt !== undefined) throw new CredentialsError("other", user.username);
    const proof = { ...proofOf(user, "provider"), provider: name, providerSession: sessionId, authenticatedAt };
    return { proof, returnTo: pending.returnTo };
  }

  /** Throws OidcError, ManagementError: notFound. */
  async verifyLogoutToken(token: string) {
    const { name, provider } = this.oidc();
    return { provider: name, ...(await provider.verifyLogoutToken(token)) };
  }

  /** Where a browser ends the provider's session too; undefined when it has no such place, or does not answer now. */
  async findEndSessionUrl(providerName: string | undefined, redirectUri: string): Promise<string | undefined> {
    const { oidc } = this.deps;
    if (!oidc || oidc.name !== providerName) return undefined;
    // Who signs out is signed out here whatever the provider says.
    return oidc.provider.findEndSessionUrl(redirectUri).catch(() => undefined);
  }

  /** Written down because it says whether a password is right. Throws ManagementError: conflict without a directory, BusyError. */
  async traceDirectory(username: string, password: string, actor: Actor): Promise<readonly TraceStep[]> {
    const { directory, metadata, clock } = this.deps;
    if (!directory) throw new ManagementError("conflict", { detail: "no directory is configured" });
    await metadata.transaction((tx) => recordChange(tx, actor, { action: "directory.trace", target: username }, clock.now()));
    return directory.trace(username, password);
  }

  private oidc(): NonNullable<Dependencies["oidc"]> {
    if (this.deps.oidc) return this.deps.oidc;
    throw new ManagementError("notFound", { detail: "no OpenID provider is configured" });
  }
}

function proofOf({ id, epoch }: UserRecord, method: Proof["method"]): Proof {
  return { userId: id, epoch, method };
}
