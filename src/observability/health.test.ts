import { afterEach, expect, jest, test } from "bun:test";
import { Health } from "./health.ts";

afterEach(() => jest.useRealTimers());

const fine = { name: "fine", check: async () => {} };

test("it is ready when every check is", async () => {
  expect(await new Health([fine, { ...fine, name: "also" }]).readiness()).toEqual({ ready: true, checks: { fine: "ok", also: "ok" } });
});

test("one that fails says why, beside those that do not", async () => {
  const broken = { name: "broken", check: () => Promise.reject(new Error("disk gone")) };
  const throwing = {
    name: "throwing",
    check: () => {
      throw new Error("at once");
    },
  };
  const { ready, checks } = await new Health([fine, broken, throwing]).readiness();
  expect([ready, checks]).toEqual([false, { fine: "ok", broken: "disk gone", throwing: "at once" }]);
});

test("one without which everything works is named, and keeps nobody out", async () => {
  const away = { name: "away", check: () => Promise.reject(new Error("refused")), isOptional: true };
  expect(await new Health([fine, away]).readiness()).toEqual({ ready: true, checks: { fine: "ok", away: "degraded: refused" } });
});

test("one that never answers has failed in time", async () => {
  jest.useFakeTimers();
  const readiness = new Health([{ name: "silent", check: () => new Promise(() => {}) }]).readiness();
  jest.advanceTimersByTime(2000);
  expect(await readiness).toEqual({ ready: false, checks: { silent: "no answer in time" } });
});

test("while it drains it is not ready, whatever its checks say", async () => {
  const health = new Health([fine]);
  health.startDraining();
  expect(await health.readiness()).toEqual({ ready: false, checks: { fine: "ok", draining: "shutting down" } });
});
