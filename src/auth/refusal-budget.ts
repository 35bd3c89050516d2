// How many refused attempts are written one by one. The audit log is never cut back, and whoever is refused needs no account for that:
// without a budget anybody fills the disk by asking for changing names.
import { LRUCache } from "lru-cache";
import { upTo } from "../lib/bounded-lru.ts";
import type { Clock } from "../lib/clock.ts";

/** Of the whole process: 10 a second are 260 MB a day at the very worst. */
const OF_ALL = { burst: 1000, perSecond: 10 };
/** Of whoever did not sign in, by their line: one of them must not use up what is there for all. */
const OF_GROUP = { burst: 100, perSecond: 1 };
/** A group that is pushed out comes back with a full bucket; what all of them use together stays bounded by the process. */
const GROUPS_LIMIT = 10_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

export class RefusalBudget {
  private readonly clock: Clock;
  private readonly ofAll: Bucket;
  private readonly ofGroups = new LRUCache<string, Bucket>(upTo(GROUPS_LIMIT));

  constructor(clock: Clock) {
    this.clock = clock;
    this.ofAll = { tokens: OF_ALL.burst, filledAt: clock.now() };
  }

  /** Whether one more record is within the budget, which it uses then. Without a group only that of the process counts. */
  take(group: string | undefined): boolean {
    const buckets = [this.refilled(this.ofAll, OF_ALL), ...(group === undefined ? [] : [this.refilled(this.bucketOf(group), OF_GROUP)])];
    if (buckets.some(({ tokens }) => tokens < 1)) return false;
    for (const bucket of buckets) bucket.tokens -= 1;
    return true;
  }

  private bucketOf(group: string): Bucket {
    const found = this.ofGroups.get(group);
    if (found) return found;
    const full = { tokens: OF_GROUP.burst, filledAt: this.clock.now() };
    this.ofGroups.set(group, full);
    return full;
  }

  /** A clock that was set back refills nothing, and takes nothing away. */
  private refilled(bucket: Bucket, { burst, perSecond }: typeof OF_ALL): Bucket {
    const now = this.clock.now();
    const seconds = Math.max(0, now - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + seconds * perSecond);
    bucket.filledAt = now;
    return bucket;
  }
}
