// The arithmetic of a token bucket without a timer (GCRA): a bucket is one moment, the one at which it will be full again, and a full bucket
// is no different from one that was never there.
import type { RateDecision, RateLimit } from "./cache.ts";

/** In doubt a token is there: moments near 2^41 ms are exact to a quarter of a microsecond only. */
export const ROUNDING_TOKENS = 0.001;

export interface Spending {
  readonly allowed: boolean;
  /** Until the bucket is full again, after this. */
  readonly missingMs: number;
}

export function tokenMs({ perMinute }: RateLimit): number {
  return 60_000 / perMinute;
}

/** `missingMs` of a bucket that nobody has taken from is 0; it is never more than a whole bucket. */
export function spend(missingMs: number, limit: RateLimit, cost: number): Spending {
  const wanted = Math.min(cost, limit.burst);
  const left = limit.burst - missingMs / tokenMs(limit) - wanted;
  const allowed = left >= -ROUNDING_TOKENS;
  return { allowed, missingMs: allowed ? missingMs + wanted * tokenMs(limit) : missingMs };
}

/** What somebody is told who wanted to spend `cost`. */
export function decisionOf({ allowed, missingMs }: Spending, limit: RateLimit, cost: number): RateDecision {
  const left = limit.burst - missingMs / tokenMs(limit);
  const lackingMs = (Math.min(cost, limit.burst) - left) * tokenMs(limit);
  return {
    allowed,
    remaining: Math.max(0, Math.floor(left + ROUNDING_TOKENS)),
    limit: limit.burst,
    resetSeconds: Math.ceil(missingMs / 1000),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(lackingMs / 1000)),
  };
}
