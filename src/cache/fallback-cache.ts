// The shared cache while it answers, and the process's own while it does not: who asks never waits long and never fails.
//
// The process counts along while the shared cache decides. So when that is lost a node goes on with what it has seen itself, and nobody gains
// a fresh burst by making the shared one stumble. After some failures in a row it is not asked at all: a probe in the background
// finds out when it is back, so that no request pays for that.
import type { AttemptCounter, AttemptPolicy, Cache, Found, RateDecision, RateLimit, RecentSet } from "./cache.ts";

/** Who wants to know how the shared cache is. */
export interface CacheObserver {
  /** The shared cache is not asked from now on. Called once for each outage. */
  lost(error: Error): void;
  recovered(afterMs: number): void;
  /** The process's own cache decided. */
  fellBack(operation: string): void;
}

interface Dependencies {
  readonly shared: Cache;
  readonly own: Cache;
  readonly observer: CacheObserver;
}

interface Outage {
  readonly error: Error;
  readonly since: number;
}

const FAILURES_TO_OUTAGE = 3;
const PROBED_EVERY_MS = 500;
/** One that comes and goes is asked less and less often. */
const PROBED_AT_LEAST_EVERY_MS = 4000;
/** After as long as this it is trusted again. */
const TRUSTED_AFTER_MS = 30_000;

export class FallbackCache implements Cache {
  private failures = 0;
  private outage: Outage | undefined;
  private probedEveryMs = PROBED_EVERY_MS;
  private recoveredAt = -Infinity;
  private probe: Timer | undefined;
  private isClosed = false;

  private constructor(private readonly deps: Dependencies) {}

  /** Resolves when it is known whether the shared cache is there. */
  static async over(deps: Dependencies): Promise<FallbackCache> {
    const cache = new FallbackCache(deps);
    await deps.shared.ping().catch((error: unknown) => cache.lose(error as Error));
    return cache;
  }

  get description(): string {
    return this.deps.shared.description;
  }

  async find(space: string, key: string): Promise<Found | undefined> {
    const { own, shared } = this.deps;
    const known = await own.find(space, key);
    if (known) return known;
    const found = await this.ask("find", () => shared.find(space, key), undefined);
    if (found) await own.put(space, key, found.value, found.remainingMs);
    return found;
  }

  put(space: string, key: string, value: string, keepMs: number): Promise<void> {
    return this.both("put", (cache) => cache.put(space, key, value, keepMs));
  }

  delete(space: string, key: string): Promise<void> {
    return this.both("delete", (cache) => cache.delete(space, key));
  }

  async take(space: string, key: string, limit: RateLimit, cost: number): Promise<RateDecision> {
    const { own, shared } = this.deps;
    const decision = await this.ask("take", () => shared.take(space, key, limit, cost), undefined);
    if (!decision) return own.take(space, key, limit, cost);
    if (decision.allowed) await own.take(space, key, limit, cost);
    return decision;
  }

  async attempt(counters: readonly AttemptCounter[], policy: AttemptPolicy): Promise<number> {
    const { own, shared } = this.deps;
    const waitMs = await this.ask("attempt", () => shared.attempt(counters, policy), undefined);
    if (waitMs === undefined) return own.attempt(counters, policy);
    if (waitMs === 0) await own.attempt(counters, policy);
    return waitMs;
  }

  attemptFailed(counters: readonly AttemptCounter[]): Promise<void> {
    return this.both("attempt", (cache) => cache.attemptFailed(counters));
  }

  attemptWithdrawn(counters: readonly AttemptCounter[]): Promise<void> {
    return this.both("attempt", (cache) => cache.attemptWithdrawn(counters));
  }

  attemptsForgotten(counter: AttemptCounter): Promise<void> {
    return this.both("attempt", (cache) => cache.attemptsForgotten(counter));
  }

  remember(set: RecentSet, member: string): Promise<void> {
    return this.both("remember", (cache) => cache.remember(set, member));
  }

  async remembers(set: RecentSet, member: string): Promise<boolean> {
    const { own, shared } = this.deps;
    return (await own.remembers(set, member)) || this.ask("remember", () => shared.remembers(set, member), false);
  }

  /** Throws what keeps the shared cache from being used. */
  async ping(): Promise<void> {
    if (this.outage) throw this.outage.error;
    try {
      await this.deps.shared.ping();
    } catch (error) {
      this.failed(error as Error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.probe);
    await this.deps.shared.close();
    await this.deps.own.close();
  }

  private async both(operation: string, change: (cache: Cache) => Promise<void>): Promise<void> {
    await change(this.deps.own);
    await this.ask(operation, () => change(this.deps.shared), undefined);
  }

  private async ask<T, Otherwise>(operation: string, question: () => Promise<T>, otherwise: Otherwise): Promise<T | Otherwise> {
    if (!this.outage) {
      try {
        const answer = await question();
        this.failures = 0;
        return answer;
      } catch (error) {
        this.failed(error as Error);
      }
    }
    this.deps.observer.fellBack(operation);
    return otherwise;
  }

  private failed(error: Error): void {
    this.failures += 1;
    if (this.failures >= FAILURES_TO_OUTAGE && !this.outage && !this.isClosed) this.lose(error);
  }

  private lose(error: Error): void {
    const isTrusted = performance.now() - this.recoveredAt > TRUSTED_AFTER_MS;
    this.probedEveryMs = isTrusted ? PROBED_EVERY_MS : Math.min(PROBED_AT_LEAST_EVERY_MS, this.probedEveryMs * 2);
    this.outage = { error, since: performance.now() };
    this.deps.observer.lost(error);
    this.probeLater();
  }

  private probeLater(): void {
    if (this.isClosed) return;
    this.probe = setTimeout(() => void this.probeNow(), this.probedEveryMs);
    // A process that has nothing else to do need not live for this.
    this.probe.unref();
  }

  private async probeNow(): Promise<void> {
    try {
      await this.deps.shared.ping();
    } catch (error) {
      this.outage = { error: error as Error, since: this.outage!.since };
      this.probeLater();
      return;
    }
    this.recoveredAt = performance.now();
    this.deps.observer.recovered(this.recoveredAt - this.outage!.since);
    this.failures = 0;
    this.outage = undefined;
  }
}
