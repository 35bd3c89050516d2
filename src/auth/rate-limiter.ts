// How often somebody may ask: a token bucket per key, for whoever the key stands for (a user, a token, an address).
import type { Cache, RateDecision, RateLimit } from "../cache/cache.ts";

export type { RateDecision, RateLimit } from "../cache/cache.ts";

export interface RateLimits {
  /**
   * Takes `cost` tokens, or none when there are not as many; a cost above the burst takes a full bucket. A bucket that was never asked for
   * is full. Keys are short: they are kept as they are.
   */
  take(key: string, limit: RateLimit, cost?: number): Promise<RateDecision>;
}

/** The buckets of one kind: those of addresses, which anybody can have many of, must not push out those of users. */
export class RateLimiter implements RateLimits {
  constructor(
    private readonly cache: Cache,
    private readonly space: string,
  ) {}

  take(key: string, limit: RateLimit, cost = 1): Promise<RateDecision> {
    return this.cache.take(this.space, key, limit, cost);
  }
}
