// How often somebody may ask: a token bucket per key, for whoever the key stands for (a user, a token, an address).
import { LRUCache } from "lru-cache";
import { upTo } from "../lib/bounded-lru.ts";
import type { Clock } from "../lib/clock.ts";

export interface RateLimit {
  /** Tokens that come back in a minute, more than 0. */
  readonly perMinute: number;
  /** Tokens that a full bucket holds, at least 1. */
  readonly burst: number;
}

export interface RateDecision {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** The most that can be left: the burst. */
  readonly limit: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until the same can be asked with success; 0 when it was allowed. */
  readonly retryAfterSeconds: number;
}

export interface RateLimits {
  /**
   * Takes `cost` tokens, or none when there are not as many; a cost above the burst takes a full bucket. A bucket that was never asked for
   * is full. Keys are short: they are kept as they are.
   */
  take(key: string, limit: RateLimit, cost?: number): Promise<RateDecision>;
}

/** In doubt a token is there: moments near 2^41 ms are exact to a quarter of a microsecond only. */
const ROUNDING_TOKENS = 0.001;

/**
 * The buckets of one process. A bucket is one moment, the one at which it will be full again (this is GCRA, the token bucket without a
 * timer), and a full bucket is no different from one that was never there.
 *
 * Memory is bounded, so somebody with many keys (a /48 of addresses, invented usernames) can push any bucket out. If it came back full,
 * pushing out one's own would be the way around every limit; if newcomers were refused instead, filling the table would lock out
 * everybody else. So a bucket that is pushed out leaves its moment behind in one of a fixed number of places, chosen by a keyed hash of
 * its name, and a newcomer starts from the moment in its place. The one who was pushed out finds at least their own debt again. Another
 * newcomer in the same place may find a debt that is not theirs: they have lost some of their burst, but not the rate at which their
 * bucket refills. To leave a debt in all places, a flood must ask as fast as all of them refill together: `maxKeys` times the limit.
 */
export class RateLimiter implements RateLimits {
  private readonly clock: Clock;
  private readonly fullAt: LRUCache<string, number>;
  private readonly leftBehind: Float64Array;
  /** Without it somebody could choose keys that share a place with somebody else's. */
  private readonly seed = crypto.getRandomValues(new BigUint64Array(1))[0]!;

  constructor({ clock, maxKeys }: { clock: Clock; maxKeys: number }) {
    this.clock = clock;
    this.leftBehind = new Float64Array(maxKeys);
    this.fullAt = new LRUCache({
      ...upTo(maxKeys),
      dispose: (fullAt, key, reason) => {
        if (reason === "evict") this.leaveBehind(key, fullAt);
      },
    });
  }

  // A store outside the process answers later, and its callers must not have to change for that.
  async take(key: string, { perMinute, burst }: RateLimit, cost = 1): Promise<RateDecision> {
    const now = this.clock.now();
    const tokenMs = 60_000 / perMinute;
    const wanted = Math.min(cost, burst);
    const missingMs = this.missingMs(key, now, burst * tokenMs);
    const left = burst - missingMs / tokenMs - wanted;
    const allowed = left >= -ROUNDING_TOKENS;
    const newMissingMs = allowed ? missingMs + wanted * tokenMs : missingMs;
    // Kept when it was refused, too: from now on a newcomer's bucket refills by itself, whatever is left behind in its place.
    this.fullAt.set(key, now + newMissingMs);
    return {
      allowed,
      remaining: Math.max(0, Math.floor(burst - newMissingMs / tokenMs + ROUNDING_TOKENS)),
      limit: burst,
      resetSeconds: Math.ceil(newMissingMs / 1000),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((-left * tokenMs) / 1000)),
    };
  }

  /** Never more than a whole bucket: the clock may have been set back, or the limit been changed. */
  private missingMs(key: string, now: number, wholeMs: number): number {
    const fullAt = this.fullAt.get(key) ?? this.leftBehind[this.placeOf(key)]!;
    return Math.min(Math.max(fullAt - now, 0), wholeMs);
  }

  private leaveBehind(key: string, fullAt: number): void {
    const place = this.placeOf(key);
    this.leftBehind[place] = Math.max(this.leftBehind[place]!, fullAt);
  }

  private placeOf(key: string): number {
    return Number(Bun.hash.wyhash(key, this.seed) % BigInt(this.leftBehind.length));
  }
}
