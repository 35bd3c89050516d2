// Keeps idempotent answers in memory, for tests of what is above the store.
import type { IdempotencyStore } from "../../src/http/management/idempotency.ts";
import { IDEMPOTENCY_HOURS, type KeptAnswer } from "../../src/management/idempotency.ts";

interface Entry {
  readonly fingerprint: string;
  readonly begunAt: number;
  answer: KeptAnswer | undefined;
}

export class MemoryIdempotency implements IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  async begin(principal: string, key: string, fingerprint: string, now: number): Promise<"new" | "running" | "mismatch" | KeptAnswer> {
    const found = this.entries.get(`${principal} ${key}`);
    if (!found || found.begunAt + IDEMPOTENCY_HOURS * 3_600_000 <= now) {
      this.entries.set(`${principal} ${key}`, { fingerprint, begunAt: now, answer: undefined });
      return "new";
    }
    return found.fingerprint === fingerprint ? (found.answer ?? "running") : "mismatch";
  }

  async finish(principal: string, key: string, answer: KeptAnswer): Promise<void> {
    this.entries.get(`${principal} ${key}`)!.answer = answer;
  }

  async abandon(principal: string, key: string): Promise<void> {
    this.entries.delete(`${principal} ${key}`);
  }
}
