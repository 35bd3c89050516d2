import { beforeEach, expect, test } from "bun:test";
import { RateLimiter } from "./rate-limiter.ts";

const MAX_KEYS = 1000;
const LIMIT = { perMinute: 10, burst: 5 };

let now = 0;
let limiter: RateLimiter;

beforeEach(() => {
  now = Date.UTC(2026, 10, 23);
  limiter = new RateLimiter({ clock: { now: () => now }, maxKeys: MAX_KEYS });
});

test("pushing one's own bucket out does not fill it", async () => {
  await limiter.take("attacker", LIMIT, 5);
  await flood(10 * MAX_KEYS, 1);
  expect((await limiter.take("attacker", LIMIT)).allowed).toBe(false);
});

test("a bucket that was pushed out refills as if it had stayed", async () => {
  await limiter.take("attacker", LIMIT, 5);
  await flood(10 * MAX_KEYS, 1);
  now += 6000;
  expect((await limiter.take("attacker", LIMIT)).allowed).toBe(true);
  expect((await limiter.take("attacker", LIMIT)).allowed).toBe(false);
});

test("a flood that is slower than all places refill together leaves newcomers their burst", async () => {
  for (let second = 0; second < 120; second += 1) {
    await flood((MAX_KEYS * LIMIT.perMinute) / 60 / 4, 1);
    now += 1000;
  }
  const newcomers = await Promise.all(Array.from({ length: 100 }, (_, at) => limiter.take(`newcomer-${at}`, LIMIT)));
  expect(newcomers.filter(({ remaining }) => remaining >= LIMIT.burst - 3).length).toBeGreaterThan(80);
});

test("even a flood that empties every bucket leaves a newcomer who comes back the rate", async () => {
  await flood(20 * MAX_KEYS, 5);
  await limiter.take("ada", LIMIT);
  now += 6000;
  expect((await limiter.take("ada", LIMIT)).allowed).toBe(true);
});

test("who asks often is not pushed out by those who ask once", async () => {
  await limiter.take("ada", LIMIT, 3);
  for (let turn = 0; turn < 5; turn += 1) {
    await flood(MAX_KEYS - 1, 5);
    // A refusal is a use too.
    await limiter.take("ada", LIMIT, 5);
  }
  expect((await limiter.take("ada", LIMIT)).remaining).toBe(1);
});

let flooded = 0;

async function flood(keys: number, cost: number): Promise<void> {
  for (let key = 0; key < keys; key += 1) await limiter.take(`flood-${(flooded += 1)}`, LIMIT, cost);
}
