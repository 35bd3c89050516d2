// Passwords: argon2id, off the event loop, never twice for the same login within minutes.
import { LRUCache } from "lru-cache";
import { upTo } from "../lib/bounded-lru.ts";
import { BoundedQueue } from "../lib/bounded-queue.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { type LoginThrottle, ThrottledError } from "./login-throttle.ts";

const ARGON2ID = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
/** In place of a hash, as in /etc/shadow: who signs in through a provider has no password, and none matches. */
export const NO_PASSWORD = "!";
/** Longer ones are not passwords, and hashing megabytes is an attack. */
export const PASSWORD_LENGTH_LIMIT = 1024;
const REMEMBERED_LOGINS = 10_000;

export function hashPassword(password: string): Promise<string> {
  return Bun.password.hash(password, ARGON2ID);
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

interface VerifiedLogin {
  /** The hash it was verified against: a changed password ends it at once. */
  readonly passwordHash: string;
  readonly until: number;
}

export class Passwords {
  private readonly verified = new LRUCache<string, VerifiedLogin>(upTo(REMEMBERED_LOGINS));
  /** Keys the cache's entries: without it a memory dump would hold something to guess passwords against cheaply. */
  private readonly cacheKey = crypto.getRandomValues(new Uint8Array(32));
  private readonly checks = new Map<string, Promise<boolean>>();
  /** Hashing takes its memory and its threads from uploads, so a flood of logins must not take them all. */
  private readonly hashing = new BoundedQueue({ atOnce: 2, waiting: 100 });
  private dummyHash: string | undefined;

  constructor(private readonly deps: { metadata: MetadataReader; clock: Clock; throttle: LoginThrottle; cacheMs: number }) {}

  /** Resolves to undefined for a wrong password, an unknown user and a disabled one alike, in the same time. Throws BusyError, ThrottledError. */
  async verify(username: string, password: string, address: string): Promise<UserRecord | undefined> {
    if (password.length > PASSWORD_LENGTH_LIMIT) return undefined;
    const user = await this.deps.metadata.users.find(username);
    const hasPassword = user !== undefined && user.passwordHash !== NO_PASSWORD;
    const hash = hasPassword ? user.passwordHash : await this.hashOfNobody();
    const matches = (await this.matches({ username, password, address }, hash)) && hasPassword;
    return matches && user && user.disabledAt === undefined ? user : undefined;
  }

  private async matches(login: Login, passwordHash: string): Promise<boolean> {
    const key = this.keyOf(login.username, login.password);
    const known = this.verified.get(key);
    if (known && known.passwordHash === passwordHash && known.until > this.deps.clock.now()) return true;
    const matches = await this.checkOnce(`${key}${passwordHash}`, login, passwordHash);
    if (matches) this.verified.set(key, { passwordHash, until: this.deps.clock.now() + this.deps.cacheMs });
    return matches;
  }

  /** Fifty layers pulled at once with one login cost one argon2, not fifty, and are one attempt. */
  private checkOnce(key: string, login: Login, passwordHash: string): Promise<boolean> {
    const running = this.checks.get(key);
    if (running) return running;
    const check = this.attempt(login, passwordHash).finally(() => this.checks.delete(key));
    this.checks.set(key, check);
    return check;
  }

  private async attempt({ username, password, address }: Login, passwordHash: string): Promise<boolean> {
    const { throttle } = this.deps;
    const { allowed, retryAfterSeconds } = throttle.check(username, address);
    if (!allowed) throw new ThrottledError(retryAfterSeconds);
    try {
      const matches = await this.hashing.run(() => Bun.password.verify(password, passwordHash));
      if (matches) throttle.succeeded(username, address);
      else throttle.failed(username, address);
      return matches;
    } catch (error) {
      // Too many wait already: nothing was found out about the password.
      throttle.withdrawn(username, address);
      throw error;
    }
  }

  private keyOf(username: string, password: string): string {
    return new Bun.CryptoHasher("sha256", this.cacheKey).update(`${username}\0${password}`).digest("hex");
  }

  private async hashOfNobody(): Promise<string> {
    return (this.dummyHash ??= await this.hashing.run(() => hashPassword(crypto.randomUUID())));
  }
}
