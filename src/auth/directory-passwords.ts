// Passwords that a directory knows and we do not: it is asked, but never twice for the same login within minutes.
import type { Cache } from "../cache/cache.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { ExternalProfile } from "./external-profile.ts";
import type { LdapDirectory } from "./ldap.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { PASSWORD_LENGTH_LIMIT } from "./passwords.ts";
import { RefusedGuesses } from "./refused-guesses.ts";
import { type SecretBox, SealError } from "./secret-box.ts";

const VERIFIED = "verified-directory-password";

interface Dependencies {
  readonly directory: Pick<LdapDirectory, "signIn">;
  readonly metadata: MetadataReader;
  readonly clock: Clock;
  readonly throttle: LoginThrottle;
  readonly cache: Cache;
  readonly box: SecretBox;
  readonly cacheMs: number;
  /** The account of somebody whom the directory vouches for; made when there is none. Throws ExternalAccountError. */
  readonly accountOf: (profile: ExternalProfile, address: string) => Promise<UserRecord>;
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

/** Whatever ends all that a user holds ends this, too. */
type Remembered = Pick<UserRecord, "epoch"> & { readonly userId: number };

export class DirectoryPasswords {
  /** As with our own: without it a cache would hold something to guess passwords against cheaply. */
  private readonly cacheKey: Uint8Array;
  private readonly guesses: RefusedGuesses;
  private readonly checks = new Map<string, Promise<UserRecord | undefined>>();

  constructor(private readonly deps: Dependencies) {
    this.guesses = new RefusedGuesses(deps.clock);
    this.cacheKey = deps.box.derive("verified-directory-passwords");
  }

  /**
   * Resolves to undefined for a wrong password, an unknown user and a disabled one alike. `fresh`: the directory is asked even if it was a
   * moment ago. Throws DirectoryUnavailableError, ExternalAccountError, ThrottledError, BusyError.
   */
  async verify(username: string, password: string, address: string, { fresh }: { fresh: boolean }): Promise<UserRecord | undefined> {
    if (password.length > PASSWORD_LENGTH_LIMIT) return undefined;
    this.guesses.check(username, address);
    const key = this.keyOf(username, password);
    const known = fresh ? undefined : await this.findRemembered(key);
    const user = known ?? (await this.checkOnce(key, { username, password, address }));
    return user && user.disabledAt === undefined ? user : undefined;
  }

  private async findRemembered(key: string): Promise<UserRecord | undefined> {
    const found = await this.deps.cache.find(VERIFIED, key);
    const remembered = found && this.unseal(found.value, key);
    const user = remembered && (await this.deps.metadata.users.findById(remembered.userId));
    return user?.epoch === remembered?.epoch ? user : undefined;
  }

  /** Sealed for its key alone: whoever can write to the cache must not decide who somebody is. */
  private unseal(value: string, key: string): Remembered | undefined {
    try {
      return JSON.parse(this.deps.box.open(value, key)) as Remembered;
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
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
    const { accountOf, cache, box, cacheMs } = this.deps;
    const profile = await this.attempt(login);
    if (!profile) {
      await cache.delete(VERIFIED, key);
      return undefined;
    }
    const user = await accountOf(profile, login.address);
    const remembered: Remembered = { userId: user.id, epoch: user.epoch };
    await cache.put(VERIFIED, key, box.seal(JSON.stringify(remembered), key), cacheMs);
    return user;
  }

  private async attempt({ username, password, address }: Login): Promise<ExternalProfile | undefined> {
    const { throttle, directory } = this.deps;
    this.guesses.refuse(await throttle.check(username, address), username, address);
    try {
      const profile = await directory.signIn(username, password);
      if (profile) await throttle.succeeded(username, address);
      else await throttle.failed(username, address);
      return profile;
    } catch (error) {
      // Nothing was found out about the password.
      await throttle.withdrawn(username, address);
      throw error;
    }
  }

  private keyOf(username: string, password: string): string {
    return new Bun.CryptoHasher("sha256", this.cacheKey).update(`${username}\0${password}`).digest("hex");
  }
}
