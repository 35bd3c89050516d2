// Passwords that a directory knows and we do not: it is asked, but never twice for the same login within minutes.
import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { ExternalProfile } from "./external-profile.ts";
import type { LdapDirectory } from "./ldap.ts";
import { type LoginThrottle, ThrottledError } from "./login-throttle.ts";
import { PASSWORD_LENGTH_LIMIT } from "./passwords.ts";

const REMEMBERED_LOGINS = 10_000;

interface Dependencies {
  readonly directory: Pick<LdapDirectory, "signIn">;
  readonly metadata: MetadataReader;
  readonly throttle: LoginThrottle;
  readonly clock: Clock;
  readonly cacheMs: number;
  /** The account of somebody whom the directory vouches for; made when there is none. Throws ExternalAccountError. */
  readonly accountOf: (profile: ExternalProfile, address: string) => Promise<UserRecord>;
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

export class DirectoryPasswords {
  private readonly verified = new LRUCache<string, { readonly userId: number; readonly until: number }>({ max: REMEMBERED_LOGINS });
  /** As with our own: without it a memory dump would hold something to guess passwords against cheaply. */
  private readonly cacheKey = crypto.getRandomValues(new Uint8Array(32));
  private readonly checks = new Map<string, Promise<UserRecord | undefined>>();

  constructor(private readonly deps: Dependencies) {}

  /**
   * Resolves to undefined for a wrong password, an unknown user and a disabled one alike. `fresh`: the directory is asked even if it was a
   * moment ago. Throws DirectoryUnavailableError, ExternalAccountError, ThrottledError, BusyError.
   */
  async verify(username: string, password: string, address: string, { fresh }: { fresh: boolean }): Promise<UserRecord | undefined> {
    if (password.length > PASSWORD_LENGTH_LIMIT) return undefined;
    const key = this.keyOf(username, password);
    const known = fresh ? undefined : await this.findRemembered(key);
    const user = known ?? (await this.checkOnce(key, { username, password, address }));
    return user && user.disabledAt === undefined ? user : undefined;
  }

  private async findRemembered(key: string): Promise<UserRecord | undefined> {
    const known = this.verified.get(key);
    return known && known.until > this.deps.clock.now() ? this.deps.metadata.users.findById(known.userId) : undefined;
  }

  /** Fifty layers pulled at once with one login are one question. */
  private checkOnce(key: string, login: Login): Promise<UserRecord | undefined> {
    const running = this.checks.get(key);
    if (running) return running;
    const check = this.check(key, login).finally(() => this.checks.delete(key));
    this.checks.set(key, check);
    return check;
  }

  private async check(key: string, login: Login): Promise<UserRecord | undefined> {
    const profile = await this.attempt(login);
    if (!profile) {
      this.verified.delete(key);
      return undefined;
    }
    const user = await this.deps.accountOf(profile, login.address);
    this.verified.set(key, { userId: user.id, until: this.deps.clock.now() + this.deps.cacheMs });
    return user;
  }

  private async attempt({ username, password, address }: Login): Promise<ExternalProfile | undefined> {
    const { throttle, directory } = this.deps;
    const { allowed, retryAfterSeconds } = throttle.check(username, address);
    if (!allowed) throw new ThrottledError(retryAfterSeconds);
    try {
      const profile = await directory.signIn(username, password);
      if (profile) throttle.succeeded(username, address);
      else throttle.failed(username, address);
      return profile;
    } catch (error) {
      // Nothing was found out about the password.
      throttle.withdrawn(username, address);
      throw error;
    }
  }

  private keyOf(username: string, password: string): string {
    return new Bun.CryptoHasher("sha256", this.cacheKey).update(`${username}\0${password}`).digest("hex");
  }
}
