// Background jobs through the API: what waits, what came of it, and ending one.
import { expect, test } from "bun:test";
import { systemActor } from "../../../src/auth/actor.ts";
import { Jobs } from "../../../src/management/jobs.ts";
import { TestApp } from "../../kit/app.ts";
import { newWorker, runJobs, until } from "../../kit/jobs.ts";

const CASEY = systemActor("casey");

function jobsOf({ stores: { metadata }, clock }: TestApp): Jobs {
  return new Jobs({ metadata, clock, onQueued: () => {} });
}

test("a run is shown from its request to its report", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  const id = await jobsOf(app).request({ kind: "count", options: { deep: true } }, CASEY);
  const path = `/api/v1/jobs/job_${id}`;
  expect(await (await admin.get(path)).json()).toEqual({
    id: `job_${id}`,
    kind: "count",
    state: "queued",
    requested_by: "casey",
    options: { deep: true },
    progress: null,
    report: null,
    error: null,
    losses: 0,
    created_at: "2026-01-01T00:00:00.000Z",
    started_at: null,
    heartbeat_at: null,
    finished_at: null,
    cancel_requested_at: null,
  });

  const worker = newWorker({ metadata: app.stores.metadata, clock: app.clock, jobs: [{ kind: "count", run: async () => ({ tags: 2 }) }] });
  worker.start();
  await until(async () => ((await (await admin.get(path)).json()) as { state: string }).state === "done");
  await worker.stop();
  expect(await (await admin.get(path)).json()).toMatchObject({ report: { tags: 2 }, finished_at: "2026-01-01T00:00:00.000Z" });
});

// Retention and the trash failed in every run: each took a function out of its run that was of no use without it.
test("every job that repeats by itself is done when a worker runs it", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  const kinds = app.background.schedules.flatMap((schedule) => ("kind" in schedule ? [schedule] : []));
  for (const { kind, options } of kinds) await jobsOf(app).request({ kind, options }, CASEY);
  await runJobs(app);
  const { items } = (await (await admin.get("/api/v1/jobs")).json()) as { items: { kind: string; state: string; error: string | null }[] };
  const ends = Object.fromEntries(items.map(({ kind, state, error }) => [kind, error ?? state]));
  expect(ends).toEqual({ gc: "done", retention: "done", trash: "done" });
});

test("runs are listed by page, the newest first, of one kind or all", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  for (const kind of ["one", "two", "three"]) await jobsOf(app).request({ kind, options: {} }, CASEY);
  const list = async (query: string) =>
    (await (await admin.get(`/api/v1/jobs?${query}`)).json()) as { items: { kind: string }[]; next_cursor: string | null };
  const first = await list("limit=2");
  const second = await list(`limit=2&cursor=${first.next_cursor}`);
  expect([first, second].map(({ items }) => items.map(({ kind }) => kind))).toEqual([["three", "two"], ["one"]]);
  expect(second.next_cursor).toBeNull();
  expect((await list("kind=two")).items).toHaveLength(1);
});

test("ending a run is in the audit log, and what has ended cannot be ended", async () => {
  await using app = await TestApp.start();
  const admin = await app.asAdmin();
  const id = await jobsOf(app).request({ kind: "count", options: {} }, CASEY);
  const cancel = () => admin.post(`/api/v1/jobs/job_${id}/cancel`);
  const answers = [await cancel(), await cancel()];
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(await answers[0]!.json()).toMatchObject({ state: "cancelled" });
  const { items } = (await (await admin.get("/api/v1/audit?action=job.*")).json()) as { items: { action: string; target: string }[] };
  expect(items.map(({ action, target }) => [action, target])).toEqual([
    ["job.cancel", `job_${id}`],
    ["job.request", `job_${id}`],
  ]);

  const done = await jobsOf(app).request({ kind: "count", options: {} }, CASEY);
  const worker = newWorker({ metadata: app.stores.metadata, clock: app.clock, jobs: [{ kind: "count", run: async () => ({}) }] });
  worker.start();
  await until(async () => (await jobsOf(app).get(done)).state === "done");
  await worker.stop();
  expect((await admin.post(`/api/v1/jobs/job_${done}/cancel`)).status).toBe(409);
  expect((await admin.get("/api/v1/jobs/job_999999")).status).toBe(404);
});
