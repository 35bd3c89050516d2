import { beforeEach, expect, test } from "bun:test";
import { TokenBuckets } from "./token-buckets.ts";

const MAX_KEYS = 1000;
const LIMIT = { perMinute: 10, burst: 5 };

let now = 0;
let buckets: TokenBuckets;

beforeEach(() => {
  now = Date.UTC(2026, 10, 23);
  buckets = new TokenBuckets({ clock: { now: () => now }, maxKeys: MAX_KEYS });
});

test("pushing one's own bucket out does not fill it", () => {
  buckets.take("attacker", LIMIT, 5);
  flood(10 * MAX_KEYS, 1);
  expect(buckets.take("attacker", LIMIT, 1).allowed).toBe(false);
});

test("a bucket that was pushed out refills as if it had stayed", () => {
  buckets.take("attacker", LIMIT, 5);
  flood(10 * MAX_KEYS, 1);
  now += 6000;
  expect(buckets.take("attacker", LIMIT, 1).allowed).toBe(true);
  expect(buckets.take("attacker", LIMIT, 1).allowed).toBe(false);
});

test("a flood that is slower than all places refill together leaves newcomers their burst", () => {
  for (let second = 0; second < 120; second += 1) {
    flood((MAX_KEYS * LIMIT.perMinute) / 60 / 4, 1);
    now += 1000;
  }
  const newcomers = Array.from({ length: 100 }, (_, at) => buckets.take(`newcomer-${at}`, LIMIT, 1));
  expect(newcomers.filter(({ remaining }) => remaining >= LIMIT.burst - 3).length).toBeGreaterThan(80);
});

test("even a flood that empties every bucket leaves a newcomer who comes back the rate", () => {
  flood(20 * MAX_KEYS, 5);
  buckets.take("ada", LIMIT, 1);
  now += 6000;
  expect(buckets.take("ada", LIMIT, 1).allowed).toBe(true);
});

test("who asks often is not pushed out by those who ask once", () => {
  buckets.take("ada", LIMIT, 3);
  for (let turn = 0; turn < 5; turn += 1) {
    flood(MAX_KEYS - 1, 5);
    // A refusal is a use too.
    buckets.take("ada", LIMIT, 5);
  }
  expect(buckets.take("ada", LIMIT, 1).remaining).toBe(1);
});

let flooded = 0;

function flood(keys: number, cost: number): void {
  for (let key = 0; key < keys; key += 1) buckets.take(`flood-${(flooded += 1)}`, LIMIT, cost);
}
