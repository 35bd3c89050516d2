import { expect, test } from "bun:test";
import { Pace, type Stopwatch, restAfter } from "./pace.ts";

/** Time passes only while somebody waits. */
function simulated(): Stopwatch & { time: number } {
  const stopwatch = { time: 0, now: () => stopwatch.time, sleep: async (ms: number) => void (stopwatch.time += ms) };
  return stopwatch;
}

test("what is taken comes as fast as the pace allows, however it is taken", async () => {
  const time = simulated();
  const pace = new Pace(100, time);
  for (let taken = 0; taken < 200; taken += 20) await pace.take(20);
  await pace.take(0);
  expect(time.time).toBe(2000);
});

test("a time in which nothing was taken is not made up for", async () => {
  const time = simulated();
  const pace = new Pace(100, time);
  await pace.take(10);
  time.time = 5000;
  await pace.take(10);
  await pace.take(0);
  expect(time.time).toBe(5100);
});

test.each([
  ["two thirds of the time are left to others", 30, 60],
  ["no rest is long, whatever the step waited for", 10_000, 200],
])("%s", async (_, stepMs, restMs) => {
  const time = simulated();
  time.time = stepMs;
  await restAfter(0, time);
  expect(time.time - stepMs).toBe(restMs);
});
