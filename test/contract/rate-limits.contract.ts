// What every RateLimits promises. `open` is given a clock that the test moves.
import { beforeEach, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { RateLimits } from "../../src/auth/rate-limiter.ts";
import type { Clock } from "../../src/lib/clock.ts";

const TEN_A_MINUTE = { perMinute: 10, burst: 3 };
const START = Date.UTC(2026, 10, 23);

export function rateLimitsContract(open: (clock: Clock) => Promise<RateLimits>): void {
  let now = START;
  let limits: RateLimits;

  beforeEach(async () => {
    now = START;
    limits = await open({ now: () => now });
  });

  test("a full bucket gives its burst, and then nothing", async () => {
    const taken = [];
    for (let turn = 0; turn < 4; turn += 1) taken.push(await limits.take("ada", TEN_A_MINUTE));
    expect(taken).toEqual([
      { allowed: true, remaining: 2, limit: 3, resetSeconds: 6, retryAfterSeconds: 0 },
      { allowed: true, remaining: 1, limit: 3, resetSeconds: 12, retryAfterSeconds: 0 },
      { allowed: true, remaining: 0, limit: 3, resetSeconds: 18, retryAfterSeconds: 0 },
      { allowed: false, remaining: 0, limit: 3, resetSeconds: 18, retryAfterSeconds: 6 },
    ]);
  });

  test("who waits as long as they were told is allowed, and not a second earlier", async () => {
    await limits.take("ada", TEN_A_MINUTE, 3);
    const { retryAfterSeconds } = await limits.take("ada", TEN_A_MINUTE, 2);
    now += (retryAfterSeconds - 1) * 1000;
    expect((await limits.take("ada", TEN_A_MINUTE, 2)).allowed).toBe(false);
    now += 1000;
    expect((await limits.take("ada", TEN_A_MINUTE, 2)).allowed).toBe(true);
  });

  test("what is refused costs nothing", async () => {
    await limits.take("ada", TEN_A_MINUTE, 3);
    for (let turn = 0; turn < 10; turn += 1) await limits.take("ada", TEN_A_MINUTE);
    now += 6000;
    expect((await limits.take("ada", TEN_A_MINUTE)).allowed).toBe(true);
  });

  test("a long rest fills the bucket and no more", async () => {
    await limits.take("ada", TEN_A_MINUTE, 3);
    now += 24 * 60 * 60 * 1000;
    expect([(await limits.take("ada", TEN_A_MINUTE, 3)).allowed, (await limits.take("ada", TEN_A_MINUTE)).allowed]).toEqual([true, false]);
  });

  test("one key's asking is not another's", async () => {
    await limits.take("ada", TEN_A_MINUTE, 3);
    expect((await limits.take("bob", TEN_A_MINUTE)).remaining).toBe(2);
  });

  test("what costs more than a bucket holds takes a full one, or it could never be had", async () => {
    expect((await limits.take("ada", TEN_A_MINUTE, 100)).allowed).toBe(true);
    expect(await limits.take("ada", TEN_A_MINUTE, 100)).toMatchObject({ allowed: false, retryAfterSeconds: 18 });
  });

  test("a clock that was set back makes nobody wait longer than for a whole bucket", async () => {
    await limits.take("ada", TEN_A_MINUTE, 3);
    now -= 60 * 60 * 1000;
    expect((await limits.take("ada", TEN_A_MINUTE)).retryAfterSeconds).toBeLessThanOrEqual(6);
  });

  test("however one asks, one never gets more than the burst and what came back meanwhile", async () => {
    const asking = fc.array(fc.record({ pauseMs: fc.nat(20_000), cost: fc.integer({ min: 1, max: 4 }) }), { maxLength: 60 });
    const limit = fc.record({ perMinute: fc.integer({ min: 1, max: 100_000 }), burst: fc.integer({ min: 1, max: 50 }) });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(asking, limit, async (turns, { perMinute, burst }) => {
        const key = `run-${(run += 1)}`;
        const begun = now;
        let taken = 0;
        for (const { pauseMs, cost } of turns) {
          now += pauseMs;
          if ((await limits.take(key, { perMinute, burst }, cost)).allowed) taken += Math.min(cost, burst);
        }
        expect(taken).toBeLessThanOrEqual(burst + ((now - begun) / 60_000) * perMinute + 0.01);
      }),
    );
  });
}
