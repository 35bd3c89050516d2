// The cache that nodes share, in Redis 6 or newer (or what speaks its protocol). Every operation is one round trip and fails within a bound:
// what happens then is for the caller to know.
import { Redis } from "ioredis";
import type { Clock } from "../../lib/clock.ts";
import type { AttemptCounter, AttemptPolicy, Cache, Found, RateDecision, RateLimit, RecentSet } from "../cache.ts";
import { decisionOf, ROUNDING_TOKENS, tokenMs } from "../token-bucket.ts";
import { SCRIPTS, type Scripts } from "./scripts.ts";

export interface RedisSettings {
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  readonly url: string;
  /** Instead of the one in the URL. */
  readonly password?: string | undefined;
  /** In PEM; the public authorities when not given. */
  readonly certificateAuthority?: string | undefined;
  /** For each operation. */
  readonly timeoutMs: number;
  readonly keyPrefix: string;
}

const DEFAULT_PORT = 6379;
const CONNECT_TIMEOUT_MS = 2000;
/** A start does not wait longer for a server that does not answer. */
const FIRST_CONNECTION_MS = 1000;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_LIMIT_MS = 1000;
/** A bucket whose server was replaced by one with a slower clock must still be there. */
const BUCKET_OUTLIVES_MS = 10_000;
const PROBE = { space: "probe", limit: { perMinute: 60_000, burst: 1000 } } as const;

export class RedisCache implements Cache {
  private lastError: Error | undefined;

  private constructor(
    private readonly redis: Redis & Scripts,
    private readonly settings: RedisSettings,
    /** Only in tests: otherwise the server's own time counts. */
    private readonly clock: Clock | undefined,
  ) {
    redis.on("error", (error: Error) => (this.lastError = withoutCommand(error)));
    redis.on("ready", () => (this.lastError = undefined));
  }

  /** Resolves also when the server is not there yet: the connection is then made later, by itself. */
  static async open(settings: RedisSettings, { clock }: { clock?: Clock } = {}): Promise<RedisCache> {
    const redis = new Redis({
      ...addressOf(settings),
      connectTimeout: CONNECT_TIMEOUT_MS,
      // A second bound, for what the client asks by itself; whatever we ask is given up by `bounded` first.
      commandTimeout: CONNECT_TIMEOUT_MS + settings.timeoutMs,
      // What the network forgot looks like a server that is slow, and stays so until a new connection is made.
      socketTimeout: CONNECT_TIMEOUT_MS + settings.timeoutMs,
      // While there is no connection nothing waits for one, and what was under way when it broke is not sent again: it may have happened.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(RECONNECT_LIMIT_MS, RECONNECT_FIRST_MS * 2 ** Math.min(attempt - 1, 10)),
      lazyConnect: true,
      scripts: SCRIPTS,
    }) as Redis & Scripts;
    const cache = new RedisCache(redis, settings, clock);
    await Promise.race([redis.connect().catch(() => {}), Bun.sleep(FIRST_CONNECTION_MS)]);
    return cache;
  }

  get description(): string {
    const { protocol, host, pathname } = new URL(this.settings.url);
    return `${protocol}//${host}${pathname}`;
  }

  async find(space: string, key: string): Promise<Found | undefined> {
    const found = await this.bounded(this.redis.aerugoFind(this.keyOf(space, key)));
    return found && found[1] > 0 ? { value: found[0], remainingMs: found[1] } : undefined;
  }

  async put(space: string, key: string, value: string, keepMs: number): Promise<void> {
    if (keepMs > 0) await this.bounded(this.redis.set(this.keyOf(space, key), value, "PX", Math.ceil(keepMs)));
  }

  async delete(space: string, key: string): Promise<void> {
    await this.bounded(this.redis.unlink(this.keyOf(space, key)));
  }

  async take(space: string, key: string, limit: RateLimit, cost: number): Promise<RateDecision> {
    const args = [this.now(), tokenMs(limit), limit.burst, cost, ROUNDING_TOKENS, BUCKET_OUTLIVES_MS];
    const [allowed, missingMs] = await this.bounded(this.redis.aerugoTake(this.keyOf(space, key), ...args));
    return decisionOf({ allowed: allowed === 1, missingMs: Number(missingMs) }, limit, cost);
  }

  attempt(counters: readonly AttemptCounter[], { longestWaitMs, forgottenAfterMs }: AttemptPolicy): Promise<number> {
    const free = counters.map((counter) => counter.free);
    const args = [this.now(), longestWaitMs, forgottenAfterMs, ...free];
    return this.bounded(this.redis.aerugoAttempt(counters.length, ...this.keysOf(counters), ...args));
  }

  async attemptFailed(counters: readonly AttemptCounter[]): Promise<void> {
    await this.bounded(this.redis.aerugoAttemptFailed(counters.length, ...this.keysOf(counters), this.now()));
  }

  async attemptWithdrawn(counters: readonly AttemptCounter[]): Promise<void> {
    await this.bounded(this.redis.aerugoAttemptWithdrawn(counters.length, ...this.keysOf(counters)));
  }

  async attemptsForgotten({ space, key }: AttemptCounter): Promise<void> {
    await this.delete(space, key);
  }

  async remember({ space, key, keepMs, maxMembers }: RecentSet, member: string): Promise<void> {
    await this.bounded(this.redis.aerugoRemember(this.keyOf(space, key), this.now(), member, maxMembers, keepMs));
  }

  async remembers({ space, key, keepMs }: RecentSet, member: string): Promise<boolean> {
    return (await this.bounded(this.redis.aerugoRemembers(this.keyOf(space, key), this.now(), member, keepMs))) === 1;
  }

  /** Writes: a server that is full, or a replica, answers questions and takes nothing. */
  async ping(): Promise<void> {
    await this.take(PROBE.space, "", PROBE.limit, 1);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private keysOf(counters: readonly AttemptCounter[]): string[] {
    return counters.map(({ space, key }) => this.keyOf(space, key));
  }

  private keyOf(space: string, key: string): string {
    return `${this.settings.keyPrefix}${space}:${key}`;
  }

  private now(): number | "" {
    return this.clock?.now() ?? "";
  }

  private async bounded<T>(command: Promise<T>): Promise<T> {
    const { timeoutMs } = this.settings;
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new Error(`no answer within ${timeoutMs} ms`));
    // One more turn: when it was this process that was busy, the answer has come and only waits to be read.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    try {
      return await Promise.race([command, tooLate]);
    } catch (error) {
      // "Stream isn't writeable" says less than why there is no connection.
      throw (this.redis.status === "ready" ? undefined : this.lastError) ?? withoutCommand(error as Error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The library's errors carry the command that failed, and Redis repeats one that it does not know: the password is in the first that is sent. */
function withoutCommand({ message }: Error): Error {
  return new Error(message.replace(/,? with args beginning with.*/s, ""));
}

function addressOf({ url, password, certificateAuthority }: RedisSettings) {
  const { protocol, hostname, port, pathname, username, password: inUrl } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const secret = password ?? decodeURIComponent(inUrl);
  return {
    host,
    port: port === "" ? DEFAULT_PORT : Number(port),
    db: Number(pathname.slice(1) || 0),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(secret === "" ? {} : { password: secret }),
    ...(protocol === "rediss:" ? { tls: certificateAuthority === undefined ? {} : { ca: certificateAuthority } } : {}),
  };
}
