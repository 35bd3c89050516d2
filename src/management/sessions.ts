// Sessions: what a sign-in opens, what keeps it going, and what ends it. A browser holds a cookie, a program of the Management API an
// access token and a refresh token that is good once, and a registry client a refresh token that stays the same.
import { API_AUDIENCE, type AccessTokens } from "../auth/access-tokens.ts";
import { type Actor, actorOf, systemActor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { type Authenticator, CredentialsError, toIdentity } from "../auth/authenticator.ts";
import { type Caller, NOBODY, type User } from "../auth/caller.ts";
import { NO_PASSWORD } from "../auth/passwords.ts";
import { hashSecret, newSecret, parseSecret } from "../auth/secret-tokens.ts";
import { type SessionLifetime, expiryOf } from "../auth/session-lifetime.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { SessionKind, SessionRecord } from "../metadata/sessions.ts";
import type { UserRecord } from "../metadata/users.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { personOf } from "./person.ts";

export type Session = SessionRecord;

/** Where a sign-in came from. */
export interface SignInOrigin {
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string;
}

/** Somebody has proved who they are. */
export interface Proof {
  readonly userId: number;
  /** Of the user when it was proved. */
  readonly epoch: number;
  readonly method: "password" | "code" | "recovery-code" | "passkey" | "provider";
  readonly provider?: string | undefined;
  /** The provider's own name for its session. */
  readonly providerSession?: string | undefined;
  /** When the provider had them prove it; undefined: now, as far as we know. */
  readonly authenticatedAt?: number | undefined;
}

export interface BrowserSession {
  readonly secret: string;
  readonly maxAgeSeconds: number;
}

export interface ApiTokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, "resume">;
  readonly tokens: Pick<AccessTokens, "issue">;
  readonly lifetime: SessionLifetime;
}

interface Opened {
  readonly user: UserRecord;
  readonly id: number;
}

/** What cannot be undone asks for a proof that is at most this old. */
const RECENT_MS = 10 * 60_000;
/** How long a session that has ended can still be found out to have been stolen. */
const ENDED_KEPT_MS = 7 * 24 * 60 * 60_000;
/** Of each kind: a script that logs in for each run must not fill the database; what was not used for longest goes. */
const SESSIONS_LIMIT = 1000;
const USER_AGENT_LENGTH_LIMIT = 300;

export class Sessions {
  constructor(private readonly deps: Dependencies) {}

  /** Throws CredentialsError when the user was disabled, or the password changed, since it was proved. */
  async openBrowser(proof: Proof, origin: SignInOrigin): Promise<BrowserSession> {
    const secret = newSecret("session");
    await this.deps.metadata.transaction((tx) => this.open(tx, "browser", proof, origin, hashSecret(secret)));
    return { secret, maxAgeSeconds: Math.floor(this.deps.lifetime.maxAgeMs / 1000) };
  }

  /** Throws CredentialsError. */
  async openApi(proof: Proof, origin: SignInOrigin): Promise<ApiTokens> {
    const refreshToken = newSecret("refresh");
    const opened = await this.deps.metadata.transaction(async (tx) => {
      const made = await this.open(tx, "api", proof, origin);
      await tx.sessions.addRefreshToken(made.id, hashSecret(refreshToken), this.deps.clock.now());
      return made;
    });
    return this.issue(opened, refreshToken);
  }

  /** Resolves to the refresh token that a registry client keeps in place of the password. Throws CredentialsError. */
  async openClient(proof: Proof, origin: SignInOrigin): Promise<string> {
    const refreshToken = newSecret("refresh");
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { id } = await this.open(tx, "client", proof, origin);
      await tx.sessions.addRefreshToken(id, hashSecret(refreshToken), now);
    });
    return refreshToken;
  }

  /** Whom a registry client's refresh token speaks for. Throws CredentialsError. */
  async resumeClient(refreshToken: string): Promise<Caller> {
    const { sessions } = this.deps.metadata.read;
    const token = await sessions.findRefreshToken(hashOfRefreshToken(refreshToken));
    const session = token && (await sessions.findById(token.sessionId));
    if (session?.kind !== "client") throw new CredentialsError("Bearer");
    return this.deps.authenticator.resume({ kind: "user", id: session.userId }, { kind: "session", id: session.id }, undefined);
  }

  /** A refresh token for a new one. One that comes a second time was copied: whoever has it, the session ends. Throws CredentialsError. */
  async refreshApi(refreshToken: string, origin: SignInOrigin): Promise<ApiTokens> {
    const secretHash = hashOfRefreshToken(refreshToken);
    const next = newSecret("refresh");
    const refreshed = await this.deps.metadata.transaction((tx) => this.rotate(tx, secretHash, hashSecret(next), origin));
    if (!refreshed) throw new CredentialsError("Bearer");
    return this.issue(refreshed, next);
  }

  /** Those that are still good, oldest first. */
  async list(userId: number, { after, limit }: PageOptions<number>): Promise<Page<Session>> {
    const { sessions } = this.deps.metadata.read;
    return pageFrom(await sessions.listOfUser(userId, after, limit + 1, this.deps.clock.now()), limit);
  }

  /** Throws ManagementError: notFound. */
  async revoke(userId: number, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const session = await tx.sessions.findById(id);
      const isTheirs = session?.userId === userId && this.isGood(session);
      if (!isTheirs || !(await tx.sessions.revoke(id, now))) throw new ManagementError("notFound");
      await recordChange(tx, actor, { action: "session.revoke", target: actor.name, before: describeSession(session) }, now);
    });
  }

  /** All but the one that asks. Resolves to how many there were. */
  async revokeOthers(userId: number, { credential }: Caller, actor: Actor): Promise<number> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const revoked = await tx.sessions.revokeOfUser(userId, credential.kind === "session" ? credential.id : 0, now);
      if (revoked > 0) await recordChange(tx, actor, { action: "session.revoke_others", target: actor.name, before: { revoked } }, now);
      return revoked;
    });
  }

  /** Signs out; resolves to the provider that the session came from. For a caller without a session there is nothing to do. */
  async end({ credential }: Caller, actor: Actor): Promise<string | undefined> {
    if (credential.kind !== "session") return undefined;
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const session = await tx.sessions.findById(credential.id);
      if (!session || !(await tx.sessions.revoke(session.id, now))) return undefined;
      await recordChange(tx, actor, { action: "session.end", target: actor.name, before: describeSession(session) }, now);
      return session.provider;
    });
  }

  /** What a provider says has ended: one session of its own, or without that all of the account's. */
  async endOfProvider(
    provider: string,
    { sessionId, subject }: { sessionId: string | undefined; subject: string | undefined },
  ): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const identity = subject === undefined ? undefined : await tx.externalIdentities.find(provider, subject);
      const ended =
        sessionId === undefined
          ? await tx.sessions.revokeOfUser(identity?.userId ?? 0, 0, now)
          : await tx.sessions.revokeOfProvider(provider, sessionId, now);
      if (ended === 0) return;
      const user = identity && (await tx.users.findById(identity.userId));
      const change = { action: "session.end", target: user?.username ?? provider, before: { provider, ended } };
      await recordChange(tx, systemActor(provider), change, now);
    });
  }

  /** The session's person has just proved again who they are. */
  async proved({ credential }: Caller): Promise<void> {
    if (credential.kind !== "session") return;
    await this.deps.metadata.transaction((tx) => tx.sessions.authenticated(credential.id, this.deps.clock.now()));
  }

  /**
   * Throws ManagementError: reauthenticationRequired for a session whose person proved long ago who they are. Other credentials are proofs
   * themselves, made for what they are used for.
   */
  async requireRecent({ credential }: Caller): Promise<void> {
    if (credential.kind !== "session") return;
    const session = await this.deps.metadata.read.sessions.findById(credential.id);
    if (session && this.deps.clock.now() - session.authenticatedAt <= RECENT_MS) return;
    throw new ManagementError("reauthenticationRequired");
  }

  private async open(tx: MetadataWriter, kind: SessionKind, proof: Proof, origin: SignInOrigin, secretHash?: string): Promise<Opened> {
    const now = this.deps.clock.now();
    const user = await tx.users.findById(proof.userId);
    // A password that is being changed must not open what the change has just closed.
    if (!user || user.disabledAt !== undefined || user.epoch !== proof.epoch) throw new CredentialsError("other");
    await tx.sessions.deleteEnded(user.id, now - ENDED_KEPT_MS);
    const provider = proof.provider ?? (await providerOf(tx, user));
    const session = {
      userId: user.id,
      kind,
      secretHash,
      expiresAt: expiryOf({ kind, provider, createdAt: now }, this.deps.lifetime, now),
      address: origin.address,
      userAgent: origin.userAgent.slice(0, USER_AGENT_LENGTH_LIMIT),
      provider,
      providerSession: proof.providerSession,
      // Nobody's clock makes a proof last longer.
      authenticatedAt: Math.min(now, proof.authenticatedAt ?? now),
    };
    const id = await tx.sessions.create(session, now);
    await tx.sessions.revokeUnused(user.id, kind, SESSIONS_LIMIT, now);
    const after = { ...describeSession({ id, kind, provider }), method: proof.method };
    await recordChange(tx, actorAs(user, id, origin), { action: "session.create", target: user.username, after }, now);
    return { user, id };
  }

  private async rotate(tx: MetadataWriter, secretHash: string, nextHash: string, origin: SignInOrigin): Promise<Opened | undefined> {
    const now = this.deps.clock.now();
    const token = await tx.sessions.findRefreshToken(secretHash);
    const session = token && (await tx.sessions.findById(token.sessionId));
    const user = session && (await tx.users.findById(session.userId));
    if (!user || user.disabledAt !== undefined || session.kind !== "api" || !this.isGood(session)) return undefined;
    if (!(await tx.sessions.useRefreshToken(token.id, now))) {
      await tx.sessions.revoke(session.id, now);
      const before = { ...describeSession(session), reason: "a refresh token was used twice" };
      await recordChange(tx, actorAs(user, session.id, origin), { action: "session.revoke", target: user.username, before }, now);
      return undefined;
    }
    await tx.sessions.addRefreshToken(session.id, nextHash, now);
    await tx.sessions.seen(session.id, expiryOf(session, this.deps.lifetime, now), now);
    return { user, id: session.id };
  }

  private async issue({ user, id }: Opened, refreshToken: string): Promise<ApiTokens> {
    const caller = { identity: toIdentity(user), credential: { kind: "session", id } } as const;
    const { token, expiresInSeconds } = await this.deps.tokens.issue(caller, [], API_AUDIENCE);
    return { accessToken: token, expiresInSeconds, refreshToken };
  }

  private isGood({ revokedAt, expiresAt }: SessionRecord): boolean {
    return revokedAt === undefined && expiresAt > this.deps.clock.now();
  }
}

/** For what decides over how somebody signs in: a token that was lost must not become a way in. Throws ManagementError: forbidden. */
export function signedInPersonOf(caller: Caller): User {
  const person = personOf(caller);
  if (caller.credential.kind === "session" || caller.credential.kind === "password") return person;
  throw new ManagementError("forbidden", { detail: "a token is not enough for this: sign in" });
}

/** Who has no password of ours signs in with that of a directory. */
async function providerOf(tx: MetadataWriter, { id, passwordHash }: UserRecord): Promise<string | undefined> {
  return passwordHash === NO_PASSWORD ? (await tx.externalIdentities.findOfUser(id))?.provider : undefined;
}

function hashOfRefreshToken(text: string): string {
  const parsed = parseSecret(text);
  if (parsed?.kind !== "refresh") throw new CredentialsError("Bearer");
  return hashSecret(parsed.secret);
}

function actorAs(user: UserRecord, sessionId: number, { address, requestId }: SignInOrigin): Actor {
  return actorOf({ ...NOBODY, identity: toIdentity(user), credential: { kind: "session", id: sessionId } }, { address, requestId });
}

function describeSession({ id, kind, provider }: Pick<SessionRecord, "id" | "kind" | "provider">): Record<string, string> {
  return { session: formatId("ses", id), kind, ...(provider === undefined ? {} : { provider }) };
}
