// One run of a job in this process: keeps the claim alive, writes progress down, and notices cancellation and the loss of the claim.
import type { Clock } from "../lib/clock.ts";
import type { JobOutcome, JobRun, JsonObject } from "../metadata/job-runs.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { Log } from "../observability/log.ts";
import { type Job, JobCancelledError, type JobContext, JobLostError, JobStoppedError } from "./job.ts";

export interface RunTiming {
  /** How often the run's row is looked at for a cancellation, and new progress written. */
  readonly watchMs: number;
  /** How often the claim is renewed when there is no progress to write. */
  readonly beatMs: number;
  /** A claim that was not renewed for this long is anybody's. */
  readonly lostAfterMs: number;
}

export const RUN_TIMING: RunTiming = { watchMs: 1000, beatMs: 5000, lostAfterMs: 30_000 };

/** A job that ends the process it runs in is tried this often. */
const LOSSES_LIMIT = 5;
/** Finished runs of a kind that are kept to be looked at. */
const KEPT = 100;
const RETRY_MS = 500;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: RunTiming;
}

/** `lost`: it is another worker's; `released`: it waits for one. */
export type RunResult = JobOutcome["state"] | "lost" | "released";

export class ClaimedRun implements JobContext {
  readonly runId: number;
  readonly options: JsonObject;
  readonly clock: Clock;
  readonly log: Log;
  private readonly controller = new AbortController();
  private latest: object | undefined;
  private isWritten = true;
  /** By this process's own count: whether the claim still stands is not for a clock to say that somebody may set. */
  private beatenAt = performance.now();

  constructor(
    private readonly run: JobRun,
    private readonly holder: string,
    private readonly deps: Dependencies,
  ) {
    this.runId = run.id;
    this.options = run.options;
    this.latest = run.progress;
    this.clock = deps.clock;
    this.log = deps.log.child({ job: run.kind, run: run.id });
  }

  get progress(): JsonObject | undefined {
    return this.run.progress;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  report(progress: object): void {
    this.latest = progress;
    this.isWritten = false;
  }

  isCancelled(): boolean {
    return this.signal.reason instanceof JobCancelledError;
  }

  readonly confirm = async (tx: MetadataWriter): Promise<void> => {
    if (!(await tx.jobRuns.holds(this.run.id, this.holder))) throw this.lose();
  };

  /** The process is about to end. */
  stop(): void {
    if (!this.signal.aborted) this.controller.abort(new JobStoppedError("the process stops"));
  }

  /** Never throws: what went wrong is in the log, and in the run where that could be written. */
  async execute(job: Job): Promise<RunResult> {
    const watching = this.watch();
    try {
      return await this.settle(await this.outcomeOf(job));
    } catch (error) {
      this.log.error({ error }, "the end of a job could not be written down; it will be gone on with");
      return "lost";
    } finally {
      clearInterval(watching);
    }
  }

  private async outcomeOf(job: Job): Promise<JobOutcome> {
    if (this.run.losses >= LOSSES_LIMIT) {
      return { state: "failed", report: undefined, error: `given up: ${this.run.losses} workers have gone silent over it` };
    }
    try {
      const report = await job.run(this);
      return { state: this.isCancelled() ? "cancelled" : "done", report, error: undefined };
    } catch (error) {
      if (this.isCancelled()) return { state: "cancelled", report: undefined, error: undefined };
      if (!this.signal.aborted) this.log.error({ error }, "job failed");
      return { state: "failed", report: undefined, error: error instanceof Error ? error.message : String(error) };
    }
  }

  private async settle(outcome: JobOutcome): Promise<RunResult> {
    const { reason } = this.signal as { reason: unknown };
    if (reason instanceof JobLostError) return "lost";
    if (reason instanceof JobStoppedError) {
      await this.deps.metadata.transaction((tx) => tx.jobRuns.release(this.run.id, this.holder, this.latest));
      return "released";
    }
    return (await this.persisted(() => this.finish(outcome))) ? outcome.state : "lost";
  }

  private finish(outcome: JobOutcome): Promise<boolean> {
    return this.deps.metadata.transaction(async (tx) => {
      const ending = { ...outcome, progress: this.latest };
      const isOurs = await tx.jobRuns.finish(this.run.id, this.holder, ending, this.clock.now());
      if (isOurs) await tx.jobRuns.deleteFinished(this.run.kind, KEPT);
      return isOurs;
    });
  }

  /** As long as the claim can be believed in: hours of work must not be repeated because the database was away for a moment. */
  private async persisted<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (this.isSilentTooLong() || this.signal.reason instanceof JobLostError) throw error;
        await Bun.sleep(RETRY_MS);
      }
    }
  }

  private watch(): ReturnType<typeof setInterval> {
    let looking: Promise<void> | undefined;
    return setInterval(() => {
      if (this.isSilentTooLong()) this.lose();
      looking ??= this.look()
        .catch((error: unknown) => this.log.warn({ error }, "a job could not say that it is at work"))
        .finally(() => (looking = undefined));
    }, this.deps.timing.watchMs);
  }

  private async look(): Promise<void> {
    const found = await this.deps.metadata.read.jobRuns.find(this.run.id);
    if (found?.holder !== this.holder) return void this.lose();
    if (found.cancelRequestedAt !== undefined && !this.signal.aborted) {
      this.controller.abort(new JobCancelledError("the run was cancelled"));
    }
    if (!this.isWritten || performance.now() - this.beatenAt >= this.deps.timing.beatMs) await this.beat();
  }

  private async beat(): Promise<void> {
    const startedAt = performance.now();
    const progress = this.latest;
    this.isWritten = true;
    // A beat that a power cut takes back is one that nobody waits for any more.
    const isOurs = await this.deps.metadata.transaction((tx) => tx.jobRuns.beat(this.run.id, this.holder, progress, this.clock.now()), {
      durable: false,
    });
    if (isOurs) this.beatenAt = startedAt;
    else this.lose();
  }

  /** A little before others think so. */
  private isSilentTooLong(): boolean {
    const { lostAfterMs, beatMs } = this.deps.timing;
    return performance.now() - this.beatenAt > lostAfterMs - beatMs;
  }

  private lose(): JobLostError {
    const error = new JobLostError(`run ${this.run.id} is another worker's by now`);
    // Even after a cancellation: nothing may be written any more.
    if (!this.signal.aborted) this.controller.abort(error);
    return error;
  }
}
