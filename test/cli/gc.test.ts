// Garbage collection from the command line, against a registry on a port with a worker beside it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { GcRun, GcStatus } from "../../packages/client/src/index.ts";
import type { JobWorker } from "../../src/jobs/worker.ts";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";
import { FAST, newWorker } from "../kit/jobs.ts";

let registry: TestRegistry;
let root: Home;
let worker: JobWorker;

beforeAll(async () => {
  registry = await TestRegistry.start();
  const { app } = registry;
  const admin = await app.asAdmin();
  await admin.pushBlob("acme/api", "nobody's");
  app.clock.advance(24 * 60 * 60 * 1000);
  root = await Home.make();
  await root.run(["login", registry.url, "-u", "root", "--password-stdin"], { stdin: PASSWORD });
  const { stores, background, clock } = app;
  // The clock stands still: a claim that was lost on a busy machine would never be seen as lost.
  const timing = { ...FAST, lostAfterMs: 60_000 };
  worker = newWorker({ metadata: stores.metadata, jobs: background.jobs, clock, isAlone: true, timing });
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  await root[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

test("a plan says what is due, and a run does that: the status changes with the run only", async () => {
  const status = () => root.json<GcStatus>(["gc", "status"]);
  expect(await status()).toMatchObject({ reclaimable_bytes: 0, queue: { due: 1 }, last_run: null });
  expect(await root.json<GcRun>(["gc", "plan"])).toMatchObject({
    dry_run: true,
    report: { reviewed: 1, condemned: { count: 1, bytes: 8 } },
  });
  expect(await status()).toMatchObject({ reclaimable_bytes: 0, queue: { due: 1 } });
  expect(await root.json<GcRun>(["gc", "run", "--wait"])).toMatchObject({ state: "done", report: { condemned: { count: 1, bytes: 8 } } });
  expect(await status()).toMatchObject({ reclaimable_bytes: 8, queue: { due: 0 }, last_run: { state: "done" } });
});

test("people read it as a list of what there is, with sizes in units", async () => {
  const { out, code } = await root.run(["gc", "status"], { isShown: true, env: { NO_COLOR: "1" } });
  expect(code).toBe(0);
  expect(out).toMatch(/^Reclaimable: +\d+ B$/m);
  expect((await root.run(["gc", "ls", "-q"])).out).toMatch(/^(job_\d+\n)+$/);
});

test("there is nothing to end when nothing is under way", async () => {
  expect(await root.run(["gc", "cancel"])).toMatchObject({ code: 5, error: expect.stringContaining("no collection is under way") });
});
