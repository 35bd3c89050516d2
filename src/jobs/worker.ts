// Takes up runs that wait for a worker, some at once, and goes on with those whose worker has gone silent.
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Log } from "../observability/log.ts";
import type { JobMetrics } from "../observability/metrics.ts";
import type { Job } from "./job.ts";
import { ClaimedRun, RUN_TIMING, type RunTiming } from "./run.ts";

export interface WorkerTiming extends RunTiming {
  /** How often it is looked for runs that another process was asked for. */
  readonly pollMs: number;
  /** How long a stop waits for jobs that are under way. */
  readonly stopMs: number;
}

export const WORKER_TIMING: WorkerTiming = { ...RUN_TIMING, pollMs: 2000, stopMs: 10_000 };

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: JobMetrics;
  readonly jobs: readonly Job[];
  readonly atOnce: number;
  /** No other process works on the database: what is found as running when we start was left behind, however lately. */
  readonly isAlone: boolean;
  readonly timing?: WorkerTiming;
}

export class JobWorker {
  private readonly jobs: ReadonlyMap<string, Job>;
  private readonly timing: WorkerTiming;
  private readonly running = new Map<ClaimedRun, Promise<void>>();
  private looking: Promise<void> | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private isStopping = false;
  /** Whatever was last heard of before then is dead, because nobody else works on this database. */
  private readonly aloneSince: number;

  constructor(private readonly deps: Dependencies) {
    this.jobs = new Map(deps.jobs.map((job) => [job.kind, job]));
    this.timing = deps.timing ?? WORKER_TIMING;
    this.aloneSince = deps.isAlone ? deps.clock.now() : -Infinity;
  }

  start(): void {
    this.timer = setInterval(() => this.wake(), this.timing.pollMs);
    this.wake();
  }

  /** Looks now: a run was asked for in this process. */
  wake(): void {
    if (this.isStopping) return;
    this.looking ??= this.look()
      .catch((error: unknown) => this.deps.log.warn({ error }, "runs of jobs could not be looked for"))
      .finally(() => (this.looking = undefined));
  }

  /** Tells running jobs to stop where they are; resolves when they have, or when they took too long. Others go on with them. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.looking;
    for (const run of this.running.keys()) run.stop();
    await Promise.race([Promise.all(this.running.values()), Bun.sleep(this.timing.stopMs)]);
  }

  private async look(): Promise<void> {
    while (!this.isStopping && this.running.size < this.deps.atOnce) if (!(await this.takeOne())) return;
  }

  private async takeOne(): Promise<boolean> {
    const { metadata, clock } = this.deps;
    const now = clock.now();
    const wanted = { kinds: [...this.jobs.keys()], silentSince: Math.max(now - this.timing.lostAfterMs, this.aloneSince) };
    // Most looks find nothing, and a look is cheaper than a transaction.
    if (!(await metadata.read.jobRuns.findWaiting(wanted))) return false;
    // Of this claim alone: a name that a process used for all would not tell its first claim of a run from a later one.
    const holder = crypto.randomUUID();
    const run = await metadata.transaction((tx) => tx.jobRuns.claim(wanted, holder, now));
    if (run) this.begin(new ClaimedRun(run, holder, { ...this.deps, timing: this.timing }), this.jobs.get(run.kind)!);
    return run !== undefined;
  }

  private begin(run: ClaimedRun, job: Job): void {
    run.log.info({ resumed: run.progress !== undefined }, "job started");
    this.running.set(run, this.toItsEnd(run, job));
  }

  private async toItsEnd(run: ClaimedRun, job: Job): Promise<void> {
    const startedAt = performance.now();
    const result = await run.execute(job);
    const seconds = (performance.now() - startedAt) / 1000;
    this.deps.metrics.recordJob(job.kind, result, seconds);
    run.log.info({ result, seconds }, "job ended");
    this.running.delete(run);
    this.wake();
  }
}
