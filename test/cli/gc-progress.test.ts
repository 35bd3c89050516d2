// A collection that takes long enough to be watched: what the API and the command line say of it on its way, and what ending it leaves.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { GcProgress, GcRun } from "../../packages/client/src/index.ts";
import type { JobWorker } from "../../src/jobs/worker.ts";
import { Home, PASSWORD, type Ran, TestRegistry } from "../kit/cli.ts";
import type { Client } from "../kit/client.ts";
import { FAST, newWorker, runScheduled, until } from "../kit/jobs.ts";

const HOUR_MS = 60 * 60 * 1000;
const PER_SECOND = 50;
/** Bytes that wait to be deleted in storage, and blobs that wait for the review that ends them. */
const KEYS = 200;
const REVIEWS = 30;
const BLOB_BYTES = 100;
const FLAGS = { "--gc-grace-seconds": "0", "--gc-condemned-seconds": "0", "--gc-deletions-per-second": String(PER_SECOND) };

let registry: TestRegistry;
let root: Home;
let admin: Client;
let worker: JobWorker;

beforeAll(async () => {
  registry = await TestRegistry.start({ flags: FLAGS });
  const { app } = registry;
  admin = await app.asAdmin();
  root = await Home.make();
  await root.run(["login", registry.url, "-u", "root", "--password-stdin"], { stdin: PASSWORD });
  // The first go as far as their bytes, the others as far as their last review.
  await unused("keys", KEYS);
  await collectDue();
  await unused("reviews", REVIEWS);
  await collectDue();
  app.clock.advance(2 * HOUR_MS);
  const { stores, background } = app;
  const startedAt = performance.now();
  // A rate needs time that goes by.
  const clock = { now: () => app.clock.now() + performance.now() - startedAt };
  worker = newWorker({ metadata: stores.metadata, jobs: background.jobs, clock, isAlone: true, timing: { ...FAST, lostAfterMs: 60_000 } });
  worker.start();
}, 60_000);
afterAll(async () => {
  await worker.stop();
  await root[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

test("a run is watched on its way and ended, by whoever can, and the next runs delete the rest: together what the plan had said", async () => {
  const plan = (await root.json<GcRun>(["gc", "plan"])).report!;
  expect(plan.deleted).toMatchObject({ blobs: { count: REVIEWS }, keys: { count: KEYS, bytes: KEYS * BLOB_BYTES } });

  const waiting = root.run(["gc", "run", "--wait"], { isShown: true, env: { NO_COLOR: "1" } });
  const seen = await watch(80);
  expectProgress(seen);
  const { id } = (await active())!;
  expect(await (await admin.post(`/api/v1/gc/runs/${id}/cancel`)).json()).toMatchObject({ id, state: "running" });
  const shown = await waiting;
  expectShown(shown);
  const first = await ended(id);
  expect(first).toMatchObject({ state: "cancelled", progress: { phase: "keys" }, report: { dry_run: false } });

  const { id: secondId } = await root.json<GcRun>(["gc", "run"]);
  await watch(40);
  const ending = await root.run(["gc", "cancel"], { isShown: true });
  expect(ending).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^Id: +${secondId}$[^]*^State: +ending$`, "m")) });
  const second = await ended(secondId);
  expect(second.state).toBe("cancelled");

  const last = await root.json<GcRun>(["gc", "run", "--wait"]);
  expect(last.state).toBe("done");
  for (const { report } of [first, second, last]) expect(report!.deleted.keys.count).toBeWithin(20, KEYS - 20);
  expect(sumOf([first, second, last])).toEqual(wholeOf(plan));
});

/** Some blobs that nothing refers to. */
async function unused(what: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) await admin.pushBlob("acme/api", `${what} ${number}`.padEnd(BLOB_BYTES));
}

async function collectDue(): Promise<void> {
  registry.app.clock.advance(1);
  await runScheduled(registry.app, "garbage collection");
}

async function active(): Promise<GcRun | null> {
  return ((await (await admin.get("/api/v1/gc")).json()) as { running: GcRun | null }).running;
}

/** Resolves to what could be read of the run, until it has deleted so many keys. */
async function watch(keys: number): Promise<GcProgress[]> {
  const seen: GcProgress[] = [];
  await until(async () => {
    const progress = (await active())?.progress;
    if (progress && !Bun.deepEquals(progress, seen.at(-1))) seen.push(progress);
    return progress?.phase === "keys" && progress.done >= keys;
  }, 30_000);
  return seen;
}

function expectProgress(seen: readonly GcProgress[]): void {
  const inStorage = seen.filter(({ phase, done }) => phase === "keys" && done > 0);
  expect(inStorage.length).toBeGreaterThanOrEqual(3);
  inStorage.forEach((progress, index) => {
    const { done, total, deleted, freed_bytes } = progress;
    expect(total).toBe(KEYS);
    expect(deleted).toMatchObject({ blobs: { count: REVIEWS }, keys: { count: done, bytes: done * BLOB_BYTES } });
    expect(freed_bytes).toBe(done * BLOB_BYTES);
    expect(done).toBeGreaterThan(inStorage[index - 1]?.done ?? 0);
  });
  const { done, per_second, seconds_left } = inStorage.at(-1)!;
  // The first batch waits for nobody, so it is a little faster than that.
  expect(per_second).toBeWithin(1, 2 * PER_SECOND);
  expect(Math.abs(seconds_left! - (KEYS - done) / per_second!)).toBeLessThanOrEqual(1);
}

function expectShown({ code, out, error }: Ran): void {
  expect(error).toMatch(/^keys: \d+ of 200, \d+\/s, \d+ s left, [\d.]+ (B|KiB) freed$/m);
  const counts = Array.from(error.matchAll(/^keys: (\d+)/gm), ([, done]) => Number(done));
  expect(counts).toEqual([...new Set(counts)].sort((one, other) => one - other));
  expect(counts.length).toBeGreaterThanOrEqual(2);
  expect({ code, out }).toEqual({ code: 7, out: expect.stringMatching(/^State: +cancelled$/m) });
  expect(out).toMatch(/^Keys: +\d+$/m);
}

async function ended(id: string): Promise<GcRun> {
  const found = async () => (await (await admin.get(`/api/v1/gc/runs/${id}`)).json()) as GcRun;
  await until(async () => (await found()).finished_at !== null);
  return found();
}

const wholeOf = ({ reviewed, kept, condemned, deleted, freed_bytes, repositories, errors }: NonNullable<GcRun["report"]>) => ({
  reviewed,
  kept,
  condemned,
  deleted,
  freed_bytes,
  repositories,
  errors,
});

/** Of numbers at any depth; texts are the same in all of them. */
function sumOf(runs: readonly GcRun[]): unknown {
  return runs.map(({ report }) => wholeOf(report!) as unknown).reduce(added);
}

function added(one: unknown, other: unknown): unknown {
  if (typeof one === "number") return one + (other as number);
  if (typeof one !== "object" || one === null) return one;
  if (Array.isArray(one)) return [...(one as unknown[]), ...(other as unknown[])];
  return Object.fromEntries(Object.entries(one).map(([key, value]) => [key, added(value, (other as Record<string, unknown>)[key])]));
}
