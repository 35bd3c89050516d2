// The cache of one process: alone where there is only one, and what a node falls back to while the shared one is away.
import { LRUCache } from "lru-cache";
import { upTo } from "../../lib/bounded-lru.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AttemptCounter, AttemptPolicy, Cache, Found, RateDecision, RateLimit, RecentSet } from "../cache.ts";
import { AttemptCounters } from "./attempt-counters.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Of each kind in each space: what is in one space pushes nothing out of another. */
const MAX_KEYS = 100_000;
const MAX_VALUES = 10_000;

interface Kept {
  readonly value: string;
  readonly until: number;
}

export class MemoryCache implements Cache {
  readonly description = "memory";
  private readonly values: Spaces<LRUCache<string, Kept>>;
  private readonly buckets: Spaces<TokenBuckets>;
  private readonly counters: Spaces<AttemptCounters>;
  private readonly sets: Spaces<LRUCache<string, Map<string, number>>>;

  constructor(
    private readonly clock: Clock,
    { maxKeys = MAX_KEYS, maxValues = MAX_VALUES }: { maxKeys?: number; maxValues?: number } = {},
  ) {
    this.values = new Spaces(() => new LRUCache(upTo(maxValues)));
    this.buckets = new Spaces(() => new TokenBuckets({ clock, maxKeys }));
    this.counters = new Spaces(() => new AttemptCounters({ clock, maxKeys }));
    this.sets = new Spaces(() => new LRUCache(upTo(maxKeys)));
  }

  async find(space: string, key: string): Promise<Found | undefined> {
    const kept = this.values.in(space).get(key);
    const remainingMs = kept ? kept.until - this.clock.now() : 0;
    return kept && remainingMs > 0 ? { value: kept.value, remainingMs } : undefined;
  }

  async put(space: string, key: string, value: string, keepMs: number): Promise<void> {
    if (keepMs > 0) this.values.in(space).set(key, { value, until: this.clock.now() + keepMs });
  }

  async delete(space: string, key: string): Promise<void> {
    this.values.in(space).delete(key);
  }

  async take(space: string, key: string, limit: RateLimit, cost: number): Promise<RateDecision> {
    return this.buckets.in(space).take(key, limit, cost);
  }

  async attempt(counters: readonly AttemptCounter[], policy: AttemptPolicy): Promise<number> {
    const waitMs = Math.max(...counters.map(({ space, key, free }) => this.counters.in(space).waitMs(key, free, policy)));
    if (waitMs > 0) return waitMs;
    for (const { space, key } of counters) this.counters.in(space).count(key, policy);
    return 0;
  }

  async attemptFailed(counters: readonly AttemptCounter[]): Promise<void> {
    for (const { space, key } of counters) this.counters.in(space).failed(key);
  }

  async attemptWithdrawn(counters: readonly AttemptCounter[]): Promise<void> {
    for (const { space, key } of counters) this.counters.in(space).withdraw(key);
  }

  async attemptsForgotten({ space, key }: AttemptCounter): Promise<void> {
    this.counters.in(space).delete(key);
  }

  async remember({ space, key, maxMembers }: RecentSet, member: string): Promise<void> {
    const sets = this.sets.in(space);
    const members = sets.get(key) ?? new Map<string, number>();
    // Put in anew, it is the last: the first one is then the one that was put in longest ago.
    members.delete(member);
    members.set(member, this.clock.now());
    if (members.size > maxMembers) members.delete(members.keys().next().value!);
    sets.set(key, members);
  }

  async remembers({ space, key, keepMs }: RecentSet, member: string): Promise<boolean> {
    const putInAt = this.sets.in(space).get(key)?.get(member);
    return putInAt !== undefined && this.clock.now() - putInAt < keepMs;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}

/** One table for each space, made when it is first used. */
class Spaces<Table> {
  private readonly tables = new Map<string, Table>();

  constructor(private readonly make: () => Table) {}

  in(space: string): Table {
    const found = this.tables.get(space);
    if (found) return found;
    const made = this.make();
    this.tables.set(space, made);
    return made;
  }
}
