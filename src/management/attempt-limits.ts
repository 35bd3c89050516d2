// How often one address may knock at the doors that need no account: registration, forgotten passwords, codes.
import type { RateLimits } from "../auth/rate-limiter.ts";
import { addressGroup } from "../lib/address-group.ts";
import { ManagementError } from "./failure.ts";

/** People need a few tries; whoever needs more is a program. */
const LIMITS = {
  register: { perMinute: 1, burst: 10 },
  forgot: { perMinute: 2, burst: 10 },
  invite: { perMinute: 2, burst: 30 },
} as const;

export class AttemptLimits {
  constructor(private readonly buckets: RateLimits) {}

  /** `who` is an address. Throws `rateLimited`. */
  byAddress(what: keyof typeof LIMITS, who: string): Promise<void> {
    return this.take(what, addressGroup(who));
  }

  /** Throws `rateLimited`. */
  async byUser(what: keyof typeof LIMITS, userId: number): Promise<void> {
    await this.take(what, `user ${userId}`);
  }

  private async take(what: keyof typeof LIMITS, who: string): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.buckets.take(`${what} ${who}`, LIMITS[what]);
    if (!allowed) throw new ManagementError("rateLimited", { retryAfterSeconds });
  }
}
