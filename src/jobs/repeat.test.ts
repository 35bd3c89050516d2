import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { Log } from "../observability/log.ts";
import { repeat } from "./repeat.ts";

const failures: unknown[] = [];
const log = { error: (fields: { error: unknown }) => failures.push(fields.error) } as unknown as Log;

beforeEach(() => {
  failures.length = 0;
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

/** Lets the promises of a finished run settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test("a job runs at its time, again and again", async () => {
  let runs = 0;
  const job = repeat("counting", 1000, log, async () => (runs += 1));
  jest.advanceTimersByTime(999);
  expect(runs).toBe(0);
  for (let turn = 0; turn < 3; turn += 1) {
    jest.advanceTimersByTime(1000);
    await settle();
  }
  expect(runs).toBe(3);
  await job.stop();
});

test("two never run at once, and stopping waits for the one that does", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let runs = 0;
  const job = repeat("slow", 1000, log, () => {
    runs += 1;
    return promise;
  });
  jest.advanceTimersByTime(5000);
  let stopped = false;
  const stopping = job.stop().then(() => (stopped = true));
  await settle();
  expect([runs, stopped]).toEqual([1, false]);
  resolve();
  await stopping;
  jest.advanceTimersByTime(5000);
  expect(runs).toBe(1);
});

test("a run that fails is logged, and the next one comes", async () => {
  let runs = 0;
  const error = new Error("no");
  const job = repeat("failing", 1000, log, () => {
    runs += 1;
    throw error;
  });
  for (let turn = 0; turn < 2; turn += 1) {
    jest.advanceTimersByTime(1000);
    await settle();
  }
  expect([runs, failures]).toEqual([2, [error, error]]);
  await job.stop();
});
