// The token buckets of one process.
import { LRUCache } from "lru-cache";
import { upTo } from "../../lib/bounded-lru.ts";
import type { Clock } from "../../lib/clock.ts";
import type { RateDecision, RateLimit } from "../cache.ts";
import { decisionOf, spend, tokenMs } from "../token-bucket.ts";

/**
 * Memory is bounded, so somebody with many keys (a /48 of addresses, invented usernames) can push any bucket out. If it came back full,
 * pushing out one's own would be the way around every limit; if newcomers were refused instead, filling the table would lock out
 * everybody else. So a bucket that is pushed out leaves its moment behind in one of a fixed number of places, chosen by a keyed hash of
 * its name, and a newcomer starts from the moment in its place. The one who was pushed out finds at least their own debt again. Another
 * newcomer in the same place may find a debt that is not theirs: they have lost some of their burst, but not the rate at which their
 * bucket refills. To leave a debt in all places, a flood must ask as fast as all of them refill together: `maxKeys` times the limit.
 */
export class TokenBuckets {
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

  take(key: string, limit: RateLimit, cost: number): RateDecision {
    const now = this.clock.now();
    const spending = spend(this.missingMs(key, now, limit.burst * tokenMs(limit)), limit, cost);
    // Kept when it was refused, too: from now on a newcomer's bucket refills by itself, whatever is left behind in its place.
    this.fullAt.set(key, now + spending.missingMs);
    return decisionOf(spending, limit, cost);
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
