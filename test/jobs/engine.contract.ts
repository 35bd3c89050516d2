// What the job engine promises, on any MetadataStore.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Job, type JobContext, JobLostError } from "../../src/jobs/job.ts";
import type { JobWorker } from "../../src/jobs/worker.ts";
import { Jobs } from "../../src/management/jobs.ts";
import { systemActor } from "../../src/auth/actor.ts";
import type { OpenStore } from "./engine.test.ts";
import { FAST, newWorker, until } from "../kit/jobs.ts";

const CASEY = systemActor("casey");
const clock = { now: () => Date.now() };

export function jobEngineContract(open: OpenStore): void {
  let opened: Awaited<ReturnType<OpenStore>>;
  let jobs: Jobs;
  let workers: JobWorker[] = [];
  beforeEach(async () => {
    opened = await open();
    jobs = new Jobs({ metadata: opened.store, clock, onQueued: () => {} });
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
    await opened.close();
  });

  const work = (job: Job, options: { timing?: typeof FAST; isAlone?: boolean } = {}): JobWorker => {
    const worker = newWorker({ metadata: opened.store, jobs: [job], ...options });
    workers.push(worker);
    worker.start();
    return worker;
  };
  const request = (options: object = {}) => jobs.request({ kind: "test", options }, CASEY);
  const ended = async (id: number) => {
    await until(async () => (await jobs.get(id)).finishedAt !== undefined);
    return jobs.get(id);
  };

  test("a run is given its options, and leaves its report", async () => {
    const id = await request({ of: 3 });
    work({ kind: "test", run: async ({ options }) => ({ counted: options.of }) });
    expect(await ended(id)).toMatchObject({ state: "done", report: { counted: 3 }, requestedBy: "casey", losses: 0 });
  });

  test("each run is one worker's, however many there are", async () => {
    const runs: number[] = [];
    const job: Job = { kind: "test", run: async ({ runId }) => ({ at: runs.push(runId) }) };
    for (let each = 0; each < 4; each += 1) work(job);
    const ids: number[] = [];
    for (let each = 0; each < 12; each += 1) ids.push(await jobs.request({ kind: "test", options: {}, allowsSeveral: true }, CASEY));
    await Promise.all(ids.map(ended));
    expect(runs.toSorted((a, b) => a - b)).toEqual(ids);
  });

  test("only one run of a kind waits or is under way, unless told otherwise", async () => {
    await request();
    expect(request()).rejects.toThrow("has not ended yet");
    expect(await jobs.request({ kind: "test", options: {}, allowsSeveral: true }, CASEY)).toBeGreaterThan(0);
  });

  test("a failure is the run's, and the next run is not affected", async () => {
    const id = await request();
    let isBroken = true;
    work({
      kind: "test",
      run: async () => {
        if (isBroken) throw new Error("no such thing");
        return {};
      },
    });
    expect(await ended(id)).toMatchObject({ state: "failed", error: "no such thing" });
    isBroken = false;
    expect((await ended(await request())).state).toBe("done");
  });

  test("a run that is cancelled leaves what it did", async () => {
    const id = await request();
    work({
      kind: "test",
      run: async (context) => {
        await until(() => context.isCancelled());
        return { done: 2 };
      },
    });
    await until(async () => (await jobs.get(id)).state === "running");
    await jobs.cancel(id, CASEY);
    expect(await ended(id)).toMatchObject({ state: "cancelled", report: { done: 2 } });
    expect(jobs.cancel(await ended(id).then((run) => run.id), CASEY)).resolves.toMatchObject({ state: "cancelled" });
  });

  test("a run that nobody has begun is cancelled at once", async () => {
    const id = await request();
    expect(await jobs.cancel(id, CASEY)).toMatchObject({ state: "cancelled" });
    expect(await request()).toBeGreaterThan(id);
  });

  test("a worker that stops hands its run on, with its progress", async () => {
    const id = await request();
    const first = work({ kind: "test", run: stoppable });
    await until(async () => (await jobs.get(id)).state === "running");
    await first.stop();
    expect(await jobs.get(id)).toMatchObject({ state: "queued", progress: { step: 1 }, holder: undefined });
    work({ kind: "test", run: async ({ progress }) => ({ from: progress }) });
    expect(await ended(id)).toMatchObject({ state: "done", report: { from: { step: 1 } }, losses: 0 });
  });

  test("a run whose worker has gone silent is taken up by another, from its progress", async () => {
    const id = await request();
    const silent = { ...FAST, beatMs: 100_000, lostAfterMs: 1_000_000, watchMs: 30 };
    let late: JobContext | undefined;
    // Writes its progress once, and is not heard of again.
    work(
      {
        kind: "test",
        run: async (context) => {
          late = context;
          context.report({ step: 7 });
          await until(() => context.signal.aborted);
          throw context.signal.reason;
        },
      },
      { timing: silent },
    );
    await until(async () => (await jobs.get(id)).progress !== undefined);
    work({ kind: "test", run: async ({ progress }) => ({ from: progress }) });
    expect(await ended(id)).toMatchObject({ state: "done", report: { from: { step: 7 } }, losses: 1 });
    await until(() => late!.signal.aborted);
    expect(late!.signal.reason).toBeInstanceOf(JobLostError);
  });

  test("what a worker writes after it lost its run is refused in the same transaction", async () => {
    const id = await request();
    let late: JobContext | undefined;
    const asleep = Promise.withResolvers<void>();
    let refusal: unknown;
    work(
      {
        kind: "test",
        run: async (context) => {
          late = context;
          await asleep.promise;
          refusal = await opened.store.transaction((tx) => context.confirm(tx)).catch((error: unknown) => error);
          return {};
        },
      },
      // It never looks: as a process that was stopped and goes on.
      { timing: { ...FAST, watchMs: 100_000, lostAfterMs: 1_000_000 } },
    );
    await until(() => late !== undefined);
    await opened.store.transaction((tx) => late!.confirm(tx));
    work({ kind: "test", run: async () => ({ by: "another" }) });
    expect(await ended(id)).toMatchObject({ report: { by: "another" } });
    asleep.resolve();
    await until(() => refusal !== undefined);
    expect(refusal).toBeInstanceOf(JobLostError);
    expect(await jobs.get(id)).toMatchObject({ state: "done", report: { by: "another" } });
  });

  test("a job that works on for long keeps its run", async () => {
    const id = await request();
    const job: Job = {
      kind: "test",
      run: async () => {
        await Bun.sleep(3 * FAST.lostAfterMs);
        return {};
      },
    };
    work(job);
    work(job);
    expect(await ended(id)).toMatchObject({ state: "done", losses: 0 });
  });

  test("a run that silences every worker is given up", async () => {
    const id = await request();
    const { store } = opened;
    for (let each = 0; each < 5; each += 1) {
      const wanted = { kinds: ["test"], silentSince: Number.MAX_SAFE_INTEGER };
      await store.transaction((tx) => tx.jobRuns.claim(wanted, `dead-${each}`, 1));
    }
    work({ kind: "test", run: async () => ({}) });
    expect(await ended(id)).toMatchObject({ state: "failed", losses: 5 });
  });

  test("who works alone does not wait for what an earlier process left running", async () => {
    const id = await request();
    const wanted = { kinds: ["test"], silentSince: 0 };
    await opened.store.transaction((tx) => tx.jobRuns.claim(wanted, "earlier", clock.now() - 1));
    work({ kind: "test", run: async () => ({}) }, { isAlone: true, timing: { ...FAST, lostAfterMs: 1_000_000 } });
    expect(await ended(id)).toMatchObject({ state: "done", losses: 1 });
  });

  test("of each kind the newest hundred runs that have ended are kept", async () => {
    for (let each = 0; each < 103; each += 1) {
      await opened.store.transaction(async (tx) =>
        tx.jobRuns.requestCancel(await tx.jobRuns.create({ kind: "test", options: {}, requestedBy: "" }, 1), 1),
      );
    }
    work({ kind: "test", run: async () => ({}) });
    await ended(await request());
    expect((await jobs.list("test", { before: undefined, limit: 200 })).items).toHaveLength(100);
  });
}

async function stoppable(context: JobContext): Promise<object> {
  context.report({ step: 1 });
  await until(() => context.signal.aborted);
  throw context.signal.reason;
}
