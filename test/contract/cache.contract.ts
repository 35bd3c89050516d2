// What every Cache promises; its token buckets are in rate-limits.contract.ts. `open` is given a clock that the test moves.
import { beforeEach, describe, expect, test } from "bun:test";
import type { AttemptCounter, Cache, RecentSet } from "../../src/cache/cache.ts";
import type { Clock } from "../../src/lib/clock.ts";

const START = Date.UTC(2026, 10, 23);
const MINUTE_MS = 60_000;
const POLICY = { longestWaitMs: MINUTE_MS, forgottenAfterMs: 60 * MINUTE_MS };
const ADDRESS: AttemptCounter = { space: "by-address", key: "192.0.2.1", free: 2 };
const ACCOUNT: AttemptCounter = { space: "by-account", key: "ada", free: 3 };
const KNOWN: RecentSet = { space: "known", key: "ada", keepMs: MINUTE_MS, maxMembers: 3 };

export function cacheContract(open: (clock: Clock) => Promise<Cache>): void {
  let now = START;
  let cache: Cache;

  beforeEach(async () => {
    now = START;
    cache = await open({ now: () => now });
  });

  /** Values have a real time to live. */
  async function pass(ms: number): Promise<void> {
    now += ms;
    await Bun.sleep(ms);
  }

  const attempt = (...counters: AttemptCounter[]) => cache.attempt(counters, POLICY);
  const knows = (...members: string[]) => Promise.all(members.map((member) => cache.remembers(KNOWN, member)));

  async function fail(times: number, ...counters: AttemptCounter[]): Promise<void> {
    for (let made = 0; made < times; made += 1) await attempt(...counters);
  }

  describe("values", () => {
    test("what was put is found, with how long it is still kept", async () => {
      await cache.put("logins", "key", "välue\n", MINUTE_MS);
      const found = (await cache.find("logins", "key"))!;
      expect(found.value).toBe("välue\n");
      expect(found.remainingMs).toBeWithin(MINUTE_MS / 2, MINUTE_MS + 1);
    });

    test("an empty value is one, and another space has its own", async () => {
      await cache.put("logins", "key", "", MINUTE_MS);
      expect([(await cache.find("logins", "key"))?.value, await cache.find("other", "key")]).toEqual(["", undefined]);
    });

    test("what is too old is not found", async () => {
      await cache.put("logins", "key", "value", 50);
      await pass(80);
      expect(await cache.find("logins", "key")).toBeUndefined();
    });

    test("what is kept for no time is not kept", async () => {
      await cache.put("logins", "key", "value", 0);
      expect(await cache.find("logins", "key")).toBeUndefined();
    });

    test("what was deleted is not found, and deleting what is not there succeeds", async () => {
      await cache.put("logins", "key", "value", MINUTE_MS);
      await cache.delete("logins", "key");
      await cache.delete("logins", "key");
      expect(await cache.find("logins", "key")).toBeUndefined();
    });
  });

  describe("attempts", () => {
    test("some are free, then each makes the next wait twice as long, up to the longest wait", async () => {
      await fail(2, ADDRESS);
      const waits = [];
      for (let turn = 0; turn < 8; turn += 1) {
        const waitMs = await attempt(ADDRESS);
        waits.push(waitMs);
        now += waitMs;
        await attempt(ADDRESS);
      }
      expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    });

    test("the longest wait of several counts, and an attempt that must wait is counted on none", async () => {
      await fail(2, ADDRESS);
      for (let turn = 0; turn < 10; turn += 1) expect(await attempt(ADDRESS, ACCOUNT)).toBe(1000);
      await fail(3, ACCOUNT);
      expect(await attempt(ACCOUNT)).toBe(1000);
    });

    test("a failure begins the wait anew; of what was never counted nothing is known", async () => {
      await fail(2, ADDRESS);
      now += 5000;
      await cache.attemptFailed([ADDRESS, ACCOUNT]);
      expect([await attempt(ADDRESS), await attempt(ACCOUNT)]).toEqual([1000, 0]);
    });

    test("one that is withdrawn does not count, and no more than were made can be", async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        expect(await attempt(ADDRESS)).toBe(0);
        await cache.attemptWithdrawn([ADDRESS]);
      }
      await cache.attemptWithdrawn([ADDRESS, ACCOUNT]);
      await fail(2, ADDRESS);
      expect(await attempt(ADDRESS)).toBe(1000);
    });

    test("a clean slate", async () => {
      await fail(2, ADDRESS);
      await cache.attemptsForgotten(ADDRESS);
      expect(await attempt(ADDRESS)).toBe(0);
    });

    test("after a while without one, all are forgotten", async () => {
      await fail(2, ADDRESS);
      now += POLICY.forgottenAfterMs;
      await fail(1, ADDRESS);
      expect(await attempt(ADDRESS)).toBe(0);
    });

    test("a clock that was set back makes nobody wait until it is where it was", async () => {
      await fail(2, ADDRESS);
      now -= 24 * 60 * MINUTE_MS;
      expect(await attempt(ADDRESS)).toBe(0);
      expect(await attempt(ADDRESS)).toBe(2000);
    });

    test("those that are made at once are all counted", async () => {
      const waits = await Promise.all(Array.from({ length: 50 }, () => attempt(ADDRESS, ACCOUNT)));
      expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(2);
    });
  });

  describe("recent sets", () => {
    test("a member is remembered, another is not, and another set has its own", async () => {
      await cache.remember(KNOWN, "home");
      expect(await knows("home", "office")).toEqual([true, false]);
      expect(await cache.remembers({ ...KNOWN, key: "bob" }, "home")).toBe(false);
    });

    test("those put in longest ago make room for new ones", async () => {
      for (const member of ["a", "b", "c", "a", "d"]) {
        now += 1;
        await cache.remember(KNOWN, member);
      }
      expect(await knows("a", "b", "c", "d")).toEqual([true, false, true, true]);
    });

    test("each is kept for its time, from when it was put in last", async () => {
      await cache.remember(KNOWN, "home");
      await cache.remember(KNOWN, "office");
      now += KNOWN.keepMs - 1;
      await cache.remember(KNOWN, "office");
      now += 1;
      expect(await knows("home", "office")).toEqual([false, true]);
    });
  });
}
