// From what a request shows to a caller: passwords, long secrets, access tokens and cookies, each ended by what ends it.
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { SessionRecord } from "../metadata/sessions.ts";
import type { TokenRecord } from "../metadata/tokens.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { AccessTokens, Audience, Subject } from "./access-tokens.ts";
import { type Caller, type Credential, type Grant, type Identity, NOBODY, nameOf } from "./caller.ts";
import type { DirectoryPasswords } from "./directory-passwords.ts";
import { NO_PASSWORD, type Passwords } from "./passwords.ts";
import { hashSecret, looksLikeSecret, parseSecret } from "./secret-tokens.ts";
import { type SessionLifetime, expiryOf } from "./session-lifetime.ts";
import { isTokenScope } from "./token-scope.ts";

/** What is told to whoever showed something wrong. */
const WRONG = {
  Basic: "username or password is wrong",
  Bearer: "token is invalid or expired",
  Cookie: "the session has ended: sign in again",
  Code: "the code is wrong or was used before",
  Passkey: "the passkey was not accepted",
  Pending: "this sign-in was finished already or took too long: start again",
  other: "credentials are invalid",
} as const;

/** The credentials are wrong or no longer valid; `scheme` is what was tried. Says nothing about who exists. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
  constructor(
    readonly scheme: keyof typeof WRONG,
    /** The name that was tried, for the audit log. */
    readonly username = "",
    private readonly reason?: string,
  ) {
    super(WRONG[scheme]);
  }

  /** For the audit log alone: it may say that the password was right. */
  get told(): { readonly reason: string } | undefined {
    return this.reason === undefined ? undefined : { reason: this.reason };
  }
}

export interface Shown {
  /** The Authorization header. */
  readonly authorization: string | null;
  /** A browser session's secret; only looked at where cookies count. */
  readonly cookie?: string | undefined;
  readonly address: string;
  /** What access tokens must be made for. */
  readonly audience: Audience;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly passwords: Passwords;
  /** Asked for those who have no password here. */
  readonly directory: Pick<DirectoryPasswords, "verify"> | undefined;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly lifetime: SessionLifetime;
}

const NEEDS_TOKEN = "the password is right, but the user has a second factor: here only a token will do";

/** Last uses are shown to people: to the minute is exact enough, and spares a write for each pull. */
const TOUCH_EVERY_MS = 60_000;

export class Authenticator {
  constructor(private readonly deps: Dependencies) {}

  /** Anonymous without credentials, and for `Basic` with empty name and password. Throws CredentialsError, ThrottledError, BusyError. */
  async authenticate(shown: Shown): Promise<Caller> {
    const { authorization, cookie } = shown;
    if (!authorization) return cookie === undefined ? NOBODY : this.bySession(cookie);
    const [scheme = "", value = ""] = authorization.split(/\s+/, 2);
    if (scheme.toLowerCase() === "bearer") return this.byBearer(value, shown);
    if (scheme.toLowerCase() !== "basic") throw new CredentialsError("other");
    const credentials = parseBasic(value);
    if (!credentials) throw new CredentialsError("Basic");
    if (credentials.username === "" && credentials.password === "") return NOBODY;
    return this.byPassword(credentials.username, credentials.password, shown.address);
  }

  /** A password alone is not enough for who has a second factor; then a token takes its place. */
  async byPassword(username: string, password: string, address: string): Promise<Caller> {
    if (looksLikeSecret(password)) return this.byNamedSecret(username, password, address);
    const user = await this.checkPassword(username, password, address);
    if (user.totpConfirmedAt !== undefined) throw new CredentialsError("Basic", username, NEEDS_TOKEN);
    return { ...NOBODY, identity: toIdentity(user), credential: { kind: "password", epoch: user.epoch } };
  }

  /**
   * The user whose password it is, second factor or not. `fresh`: what a directory said a moment ago does not count. Throws
   * CredentialsError, ThrottledError, BusyError, and with a directory DirectoryUnavailableError and ExternalAccountError.
   */
  async checkPassword(username: string, password: string, address: string, { fresh = false } = {}): Promise<UserRecord> {
    const { passwords, directory } = this.deps;
    // A token is for us alone, and no password of ours begins as one does.
    if (looksLikeSecret(password)) throw new CredentialsError("Basic", username);
    const isAsked = directory !== undefined && !(await this.hasLocalPassword(username));
    const user = isAsked
      ? await directory.verify(username, password, address, { fresh })
      : await passwords.verify(username, password, address);
    if (!user) throw new CredentialsError("Basic", username);
    return user;
  }

  /** However it is written: the directory must not be shown what was meant for us. */
  private async hasLocalPassword(username: string): Promise<boolean> {
    const user = await this.deps.metadata.read.users.find(username.toLowerCase());
    return user !== undefined && user.passwordHash !== NO_PASSWORD;
  }

  /** Whoever a token of ours speaks for now. Throws CredentialsError. */
  async resume(subject: Subject, credential: Credential, grants: readonly Grant[] | undefined): Promise<Caller> {
    if (subject.kind === "anonymous") return { ...NOBODY, grants };
    const identity = await this.findIdentity(subject, credential);
    const caller = identity && (await this.withCredential(identity, credential));
    if (!caller) throw new CredentialsError("Bearer");
    return { ...caller, grants };
  }

  private async byBearer(text: string, { audience, address }: Shown): Promise<Caller> {
    if (looksLikeSecret(text)) return this.bySecret(text, address);
    const verified = await this.deps.tokens.verify(text, audience);
    if (!verified) throw new CredentialsError("Bearer");
    return this.resume(verified.subject, verified.credential, audience === "aerugo" ? verified.grants : undefined);
  }

  /** The name is not needed to find the token, but one that belongs to somebody else is a mistake worth telling. */
  private async byNamedSecret(username: string, secret: string, address: string): Promise<Caller> {
    const caller = await this.bySecret(secret, address).catch(() => undefined);
    if (!caller || nameOf(caller.identity) !== username) throw new CredentialsError("Basic", username);
    return caller;
  }

  private async bySecret(text: string, address: string): Promise<Caller> {
    const parsed = parseSecret(text);
    if (!parsed || (parsed.kind !== "personal" && parsed.kind !== "robot")) throw new CredentialsError("Bearer");
    const token = await this.deps.metadata.read.tokens.findByHash(hashSecret(parsed.secret));
    const identity = token && (await this.findIdentity(ownerOf(token), { kind: "token", id: token.id }));
    if (!identity || !this.isGood(token)) throw new CredentialsError("Bearer");
    this.touch(token, address);
    return limitedTo(identity, token);
  }

  private async bySession(secret: string): Promise<Caller> {
    const parsed = parseSecret(secret);
    const session = parsed?.kind === "session" ? await this.deps.metadata.read.sessions.findByHash(hashSecret(parsed.secret)) : undefined;
    const user = session && this.isGoodSession(session) ? await this.deps.metadata.read.users.findById(session.userId) : undefined;
    if (!session || !user || user.disabledAt !== undefined) throw new CredentialsError("Cookie");
    this.touchSession(session);
    return { ...NOBODY, identity: toIdentity(user), credential: { kind: "session", id: session.id }, byCookie: true };
  }

  /** Asked each time: whoever was disabled is out at once, whatever tokens they hold. */
  private async findIdentity(subject: Exclude<Subject, { kind: "anonymous" }>, credential: Credential): Promise<Identity | undefined> {
    const { read } = this.deps.metadata;
    if (subject.kind === "robot") {
      const robot = await read.robots.findById(subject.id);
      if (!robot || robot.disabledAt !== undefined) return undefined;
      return { kind: "robot", id: robot.id, name: `${robot.namespace}+${robot.name}`, namespaceId: robot.namespaceId };
    }
    const user = await read.users.findById(subject.id);
    if (!user || user.disabledAt !== undefined) return undefined;
    // What was made from a password ends when the password does.
    if (credential.kind === "password" && credential.epoch !== user.epoch) return undefined;
    return toIdentity(user);
  }

  private async withCredential(identity: Identity, credential: Credential): Promise<Caller | undefined> {
    const { read } = this.deps.metadata;
    const plain = { ...NOBODY, identity, credential };
    if (credential.kind === "token") {
      const token = await read.tokens.findById(credential.id);
      return token && this.isGood(token) ? limitedTo(identity, token) : undefined;
    }
    if (credential.kind === "session") {
      const session = await read.sessions.findById(credential.id);
      if (!session || !this.isGoodSession(session)) return undefined;
      this.touchSession(session);
      return plain;
    }
    if (credential.kind === "federation") return (await read.trustRules.findById(credential.id)) ? plain : undefined;
    return plain;
  }

  private isGood({ revokedAt, expiresAt }: TokenRecord): boolean {
    return revokedAt === undefined && (expiresAt === undefined || expiresAt > this.deps.clock.now());
  }

  private isGoodSession({ revokedAt, expiresAt }: SessionRecord): boolean {
    return revokedAt === undefined && expiresAt > this.deps.clock.now();
  }

  private touch({ id, lastUsedAt }: TokenRecord, address: string): void {
    const now = this.deps.clock.now();
    if (lastUsedAt !== undefined && now - lastUsedAt < TOUCH_EVERY_MS) return;
    // Nobody waits for it, and losing one is harmless.
    this.deps.metadata.transaction((tx) => tx.tokens.touch(id, address, now), { durable: false }).catch(() => {});
  }

  private touchSession(session: SessionRecord): void {
    const now = this.deps.clock.now();
    if (now - session.lastSeenAt < TOUCH_EVERY_MS) return;
    const expiresAt = expiryOf(session, this.deps.lifetime, now);
    this.deps.metadata.transaction((tx) => tx.sessions.seen(session.id, expiresAt, now), { durable: false }).catch(() => {});
  }
}

export function toIdentity({ id, username, namespaceId, isAdmin }: UserRecord): Identity {
  return { kind: "user", id, username, namespaceId, isAdmin };
}

function ownerOf({ userId, robotId }: TokenRecord): Exclude<Subject, { kind: "anonymous" }> {
  return userId === undefined ? { kind: "robot", id: robotId! } : { kind: "user", id: userId };
}

function limitedTo(identity: Identity, { id, scopes, isLimited }: TokenRecord): Caller {
  return {
    ...NOBODY,
    identity,
    credential: { kind: "token", id },
    scopes: scopes.filter(isTokenScope),
    limitedBy: isLimited ? id : undefined,
  };
}

/** RFC 7617: the password may hold colons, the name may not. */
function parseBasic(value: string): { username: string; password: string } | undefined {
  const text = Buffer.from(value, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
