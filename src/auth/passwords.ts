// Passwords: argon2id, off the event loop, never twice for the same login within minutes.
import type { Cache } from "../cache/cache.ts";
import { BoundedQueue } from "../lib/bounded-queue.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { RefusedGuesses } from "./refused-guesses.ts";

const ARGON2ID = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
/** In place of a hash, as in /etc/shadow: who signs in through a provider has no password, and none matches. */
export const NO_PASSWORD = "!";
/** Longer ones are not passwords, and hashing megabytes is an attack. */
export const PASSWORD_LENGTH_LIMIT = 1024;
const VERIFIED = "verified-password";

export function hashPassword(password: string): Promise<string> {
  return Bun.password.hash(password, ARGON2ID);
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

interface Dependencies {
  readonly metadata: MetadataReader;
  readonly clock: Clock;
  readonly throttle: LoginThrottle;
  readonly cache: Cache;
  /** Keys what is remembered; the same on every node. Without it a cache would hold something to guess passwords against cheaply. */
  readonly cacheKey: Uint8Array;
  readonly cacheMs: number;
}

export class Passwords {
  private readonly checks = new Map<string, Promise<boolean>>();
  /** Hashing takes its memory and its threads from uploads, so a flood of logins must not take them all. */
  private readonly hashing = new BoundedQueue({ atOnce: 2, waiting: 100 });
  private dummyHash: string | undefined;

  private readonly guesses: RefusedGuesses;

  constructor(private readonly deps: Dependencies) {
    this.guesses = new RefusedGuesses(deps.clock);
  }

  /** Resolves to undefined for a wrong password, an unknown user and a disabled one alike, in the same time. Throws BusyError, ThrottledError. */
  async verify(username: string, password: string, address: string): Promise<UserRecord | undefined> {
    if (password.length > PASSWORD_LENGTH_LIMIT) return undefined;
    this.guesses.check(username, address);
    const user = await this.deps.metadata.users.find(username);
    const hasPassword = user !== undefined && user.passwordHash !== NO_PASSWORD;
    const hash = hasPassword ? user.passwordHash : await this.hashOfNobody();
    const key = this.keyOf(user, username, password, hash);
    const matches = (await this.matchesOnce(key, { username, password, address }, hash)) && hasPassword;
    return matches && user && user.disabledAt === undefined ? user : undefined;
  }

  /** Fifty layers pulled at once with one login cost one argon2, not fifty, and are one attempt. */
  private matchesOnce(key: string, login: Login, passwordHash: string): Promise<boolean> {
    const running = this.checks.get(key);
    if (running) return running;
    const check = this.matches(key, login, passwordHash).finally(() => this.checks.delete(key));
    this.checks.set(key, check);
    return check;
  }

  private async matches(key: string, login: Login, passwordHash: string): Promise<boolean> {
    const { cache, cacheMs } = this.deps;
    if (await cache.find(VERIFIED, key)) return true;
    const matches = await this.attempt(login, passwordHash);
    if (matches) await cache.put(VERIFIED, key, "", cacheMs);
    return matches;
  }

  private async attempt({ username, password, address }: Login, passwordHash: string): Promise<boolean> {
    const { throttle } = this.deps;
    this.guesses.refuse(await throttle.check(username, address), username, address);
    try {
      const matches = await this.hashing.run(() => Bun.password.verify(password, passwordHash));
      if (matches) await throttle.succeeded(username, address);
      else await throttle.failed(username, address);
      return matches;
    } catch (error) {
      // Too many wait already: nothing was found out about the password.
      await throttle.withdrawn(username, address);
      throw error;
    }
  }

  /**
   * Names everything that the decision depends on, the stored hash and so its salt too: a password that was changed, even to what it was
   * before, is another key. Whether the user may sign in at all is asked of the metadata each time.
   */
  private keyOf(user: UserRecord | undefined, username: string, password: string, passwordHash: string): string {
    const decided = JSON.stringify([user?.id, user?.epoch, username, password, passwordHash]);
    return new Bun.CryptoHasher("sha256", this.deps.cacheKey).update(decided).digest("base64url");
  }

  private async hashOfNobody(): Promise<string> {
    return (this.dummyHash ??= await this.hashing.run(() => hashPassword(crypto.randomUUID())));
  }
}
