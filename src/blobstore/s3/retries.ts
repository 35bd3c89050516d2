// Trying again: with pauses that grow and differ, so that many who failed together do not come back together, and within a budget
// of the whole process: when storage is down, retries must not be most of what it gets.
import { BusyError } from "../../lib/busy-error.ts";

export interface RetryLimits {
  readonly maxAttempts: number;
  /** Retries that may be made in a row while nothing succeeds. */
  readonly budget: number;
}

/** How much one success gives back. */
const REFUND = 1;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

export class Retries {
  private left: number;

  constructor(
    private readonly limits: RetryLimits,
    private readonly pause: (ms: number) => Promise<unknown> = Bun.sleep,
  ) {
    this.left = limits.budget;
  }

  /** Throws the last attempt's error. */
  async run<T>(work: () => Promise<T>, mayRetry: (error: unknown) => boolean): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        this.left = Math.min(this.limits.budget, this.left + REFUND);
        return result;
      } catch (error) {
        if (attempt >= this.limits.maxAttempts || this.left < 1 || !mayRetry(error)) throw error;
        this.left -= 1;
        // Those who are told that they are too many wait longer.
        const first = error instanceof BusyError ? 4 * FIRST_PAUSE_MS : FIRST_PAUSE_MS;
        const longest = Math.min(LONGEST_PAUSE_MS, first * 2 ** (attempt - 1));
        await this.pause(longest * (0.5 + Math.random() / 2));
      }
    }
  }
}
