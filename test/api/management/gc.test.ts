// Garbage collection through the API: what waits, plans and runs, and what an administrator can read of them.
import { expect, test } from "bun:test";
import type { GcRun, GcStatus } from "../../../packages/client/src/index.ts";
import { TestApp } from "../../kit/app.ts";
import type { Client } from "../../kit/client.ts";
import { runJobs, runScheduled } from "../../kit/jobs.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const NOTHING = { count: 0, bytes: 0 };

const statusOf = async (admin: Client) => (await (await admin.get("/api/v1/gc")).json()) as GcStatus;
const runOf = async (admin: Client, id: string) => (await (await admin.get(`/api/v1/gc/runs/${id}`)).json()) as GcRun;

const post = (admin: Client, body: object) =>
  admin.post("/api/v1/gc/runs", { body: JSON.stringify(body), headers: { "content-type": "application/json" } });

async function run(app: TestApp, admin: Client, body: object = {}): Promise<GcRun> {
  const started = await post(admin, body);
  expect(started.status).toBe(202);
  const { id } = (await started.json()) as GcRun;
  await runJobs(app);
  return runOf(admin, id);
}

/** A layer of that size that nothing refers to. */
async function unused(client: Client, sizeBytes: number): Promise<void> {
  await client.pushBlob("acme/api", "x".repeat(sizeBytes));
}

test("a blob that nothing refers to is condemned, then gone, then its bytes are freed: each a step of its own, each with its report", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  await unused(admin, 1000);
  expect(await statusOf(admin)).toMatchObject({ reclaimable_bytes: 0, queue: { entries: 1, due: 0, oldest_due_at: null }, last_run: null });

  app.clock.advance(DAY_MS);
  expect(await statusOf(admin)).toMatchObject({ queue: { due: 1, oldest_due_at: "2026-01-02T00:00:00.000Z" } });
  expect(await run(app, admin)).toMatchObject({
    state: "done",
    dry_run: false,
    report: { reviewed: 1, condemned: { count: 1, bytes: 1000 } },
  });
  expect(await statusOf(admin)).toMatchObject({
    reclaimable_bytes: 1000,
    condemned: { blobs: 1, bytes: 1000 },
    namespaces: [{ namespace: "acme", blobs: 1, bytes: 1000 }],
  });

  app.clock.advance(2 * HOUR_MS);
  const collected = await run(app, admin);
  expect(collected.report).toMatchObject({
    deleted: { links: { count: 1, bytes: 1000 }, blobs: { count: 1, bytes: 1000 }, keys: NOTHING },
    repositories: [{ repository: "acme/api", manifests: 0, links: 1, bytes: 1000 }],
    freed_bytes: 0,
  });
  expect(await statusOf(admin)).toMatchObject({ reclaimable_bytes: 1000, waiting_for_downloads: { blobs: 1, bytes: 1000 } });

  app.clock.advance(2 * HOUR_MS);
  expect((await run(app, admin)).report).toMatchObject({ deleted: { keys: { count: 1, bytes: 1000 } }, freed_bytes: 1000 });
  const last = await statusOf(admin);
  expect(last).toMatchObject({ reclaimable_bytes: 0, running: null, last_run: { report: { freed_bytes: 1000 } }, queue: { entries: 0 } });
});

test("a dry run deletes nothing, and says what the next run does", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  for (const size of [10, 20, 30]) await unused(admin, size);
  app.clock.advance(DAY_MS);
  await run(app, admin);
  app.clock.advance(2 * HOUR_MS);

  const plan = await run(app, admin, { dry_run: true });
  expect(plan).toMatchObject({ dry_run: true, report: { dry_run: true, deleted: { blobs: { count: 3, bytes: 60 } } } });
  expect((await statusOf(admin)).last_run).toMatchObject({ dry_run: false });
  const { dry_run: _, ...planned } = plan.report!;
  const { dry_run: __, ...done } = (await run(app, admin)).report!;
  expect(done).toEqual(planned);
});

test("one run at a time; one that waits or works can be ended, one that has ended cannot", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  const { id } = (await (await post(admin, {})).json()) as GcRun;
  expect((await post(admin, {})).status).toBe(409);
  expect((await statusOf(admin)).running).toMatchObject({ id, state: "queued" });
  expect(await (await admin.post(`/api/v1/gc/runs/${id}/cancel`)).json()).toMatchObject({ id, state: "cancelled" });
  const done = await run(app, admin);
  expect((await admin.post(`/api/v1/gc/runs/${done.id}/cancel`)).status).toBe(409);
  expect(((await (await admin.get("/api/v1/gc/runs?limit=1")).json()) as { items: GcRun[] }).items).toMatchObject([{ id: done.id }]);
});

test("a run of another job is none of these", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  const id = await app.stores.metadata.transaction((tx) => tx.jobRuns.create({ kind: "count", options: {}, requestedBy: "casey" }, 1));
  expect((await admin.get(`/api/v1/gc/runs/job_${id}`)).status).toBe(404);
  expect((await admin.post(`/api/v1/gc/runs/job_${id}/cancel`)).status).toBe(404);
});

test("what is due is collected by itself, a minute at a time", async () => {
  await using app = await TestApp.start({ flags: { "--gc-condemned-seconds": "0", "--gc-download-grace-seconds": "0" } });
  const admin = await app.asAdmin();
  await unused(admin, 5);
  app.clock.advance(DAY_MS);
  for (let minute = 0; minute < 3; minute += 1) {
    await runScheduled(app, "garbage collection");
    app.clock.advance(60_000);
  }
  expect(await statusOf(admin)).toMatchObject({ reclaimable_bytes: 0, queue: { entries: 0 }, last_run: null });
  expect(app.records.filter(({ message }) => message === "garbage collected").map(({ fields }) => fields)).toEqual([
    { links: 1, blobs: 1, freed_bytes: 0 },
    { keys: 1, freed_bytes: 5 },
  ]);
});
