// Attempts that are counted in one process.
import { LRUCache } from "lru-cache";
import { upTo } from "../../lib/bounded-lru.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AttemptPolicy } from "../cache.ts";

interface Counted {
  attempts: number;
  lastAt: number;
}

export class AttemptCounters {
  private readonly clock: Clock;
  private readonly counted: LRUCache<string, Counted>;

  constructor({ clock, maxKeys }: { clock: Clock; maxKeys: number }) {
    this.clock = clock;
    this.counted = new LRUCache(upTo(maxKeys));
  }

  waitMs(key: string, free: number, { longestWaitMs, forgottenAfterMs }: AttemptPolicy): number {
    const found = this.counted.get(key);
    if (!found) return 0;
    const now = this.clock.now();
    const beyond = attemptsOf(found, now, forgottenAfterMs) - free;
    // After the clock was set back nobody knows how long ago it was: one attempt tells.
    if (beyond < 0 || now < found.lastAt) return 0;
    return Math.max(0, Math.min(longestWaitMs, 1000 * 2 ** beyond) - (now - found.lastAt));
  }

  count(key: string, { forgottenAfterMs }: AttemptPolicy): void {
    const now = this.clock.now();
    const found = this.counted.get(key);
    this.counted.set(key, { attempts: found ? attemptsOf(found, now, forgottenAfterMs) + 1 : 1, lastAt: now });
  }

  failed(key: string): void {
    const found = this.counted.get(key);
    if (found) found.lastAt = this.clock.now();
  }

  withdraw(key: string): void {
    const found = this.counted.get(key);
    if (found) found.attempts = Math.max(0, found.attempts - 1);
  }

  delete(key: string): void {
    this.counted.delete(key);
  }
}

function attemptsOf({ attempts, lastAt }: Counted, now: number, forgottenAfterMs: number): number {
  return now - lastAt >= forgottenAfterMs ? 0 : attempts;
}
