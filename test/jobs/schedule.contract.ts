// What repeats by itself repeats on one node at a time, on any MetadataStore.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Schedule, Scheduler } from "../../src/jobs/schedule.ts";
import { SILENT, until } from "../kit/jobs.ts";
import type { OpenStore } from "./engine.test.ts";

const HOUR = 60 * 60 * 1000;

export function scheduleContract(open: OpenStore): void {
  let opened: Awaited<ReturnType<OpenStore>>;
  let now: number;
  let queued: number;
  beforeEach(async () => {
    opened = await open();
    now = 1_000_000_000_000;
    queued = 0;
  });
  afterEach(() => opened.close());

  const node = (...schedules: Schedule[]): Scheduler =>
    new Scheduler({ metadata: opened.store, clock: { now: () => now }, log: SILENT, schedules, onQueued: () => (queued += 1) });

  test("of several nodes one does the work, once in every interval", async () => {
    const counted = counting();
    const nodes = [node(counted.schedule), node(counted.schedule), node(counted.schedule)];
    const everybody = () => Promise.all(nodes.map((each) => each.tick()));
    await everybody();
    now += HOUR - 1;
    await everybody();
    expect(counted.runs).toBe(1);
    now += 1;
    await everybody();
    await everybody();
    expect(counted.runs).toBe(2);
    await Promise.all(nodes.map((each) => each.stop()));
  });

  test("a restart does not bring the next turn forward", async () => {
    const counted = counting();
    await node(counted.schedule).tick();
    await node(counted.schedule).tick();
    expect(counted.runs).toBe(1);
  });

  test("an interval that was shortened counts from now on", async () => {
    const counted = counting(30 * 24 * HOUR);
    await node(counted.schedule).tick();
    await node({ ...counted.schedule, everyMs: HOUR }).tick();
    expect(counted.runs).toBe(2);
  });

  test("work that fails has its next turn, and takes nothing else with it", async () => {
    const counted = counting();
    let failures = 0;
    const failing = { name: "fail", everyMs: HOUR, work: () => Promise.reject(new Error(`${(failures += 1)}`)) };
    const both = node(failing, counted.schedule);
    await both.tick();
    await until(() => counted.runs === 1);
    now += HOUR;
    await both.tick();
    await until(() => counted.runs === 2);
    expect(failures).toBe(2);
  });

  test("stopping waits for work under way", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = node({ name: "slow", everyMs: HOUR, work: () => promise });
    await slow.tick();
    let isStopped = false;
    const stopping = slow.stop().then(() => (isStopped = true));
    await Bun.sleep(20);
    expect(isStopped).toBe(false);
    resolve();
    await stopping;
  });

  test("a run is queued when it is due, and not beside one that has not ended", async () => {
    const schedule = { name: "sweep", everyMs: HOUR, kind: "sweep", options: { all: true } };
    const both = [node(schedule), node(schedule)];
    for (let hour = 0; hour < 3; hour += 1) {
      await Promise.all(both.map((each) => each.tick()));
      now += HOUR;
    }
    const runs = await opened.store.read.jobRuns.list({ kind: "sweep", before: 1000, limit: 10 });
    expect(runs.map(({ options, requestedBy }) => [options, requestedBy])).toEqual([[{ all: true }, "schedule"]]);
    expect(queued).toBeGreaterThanOrEqual(1);
  });
}

function counting(everyMs = HOUR) {
  const counted = { runs: 0, schedule: { name: "count", everyMs, work: async () => void (counted.runs += 1) } };
  return counted;
}
