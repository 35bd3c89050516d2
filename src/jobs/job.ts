// What a job is: work that any worker can do, safe to repeat, that reads the state of things by itself. A run of it that is interrupted
// is gone on with by another worker, from the progress that was reported last.
//
//   const COUNT_TAGS: Job = {
//     kind: "count-tags",
//     run: async (context) => {
//       for (let after = Number(context.progress?.after ?? 0); ; ) {
//         if (context.isCancelled()) break;
//         context.signal.throwIfAborted();
//         …a bounded batch, whose writes call `await context.confirm(tx)` in their transaction…
//         context.report({ after });
//       }
//       return { tags };
//     },
//   };
//
// A job is listed in compose/jobs.ts, with a schedule where it runs by itself. Others ask for a run through management/jobs.ts.
import type { Clock } from "../lib/clock.ts";
import type { JsonObject } from "../metadata/job-runs.ts";
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import type { Log } from "../observability/log.ts";

/** Numbers, texts and lists for people and programs: what was done. Keys are snake_case; they are shown as they are. */
export type JobReport = object;

export interface Job {
  /** Kebab-case; it never changes. */
  readonly kind: string;
  /**
   * Resolves when all is done, or to what was done when `isCancelled()`. When `signal` is aborted for another reason it throws that
   * reason, soon: the run is another worker's then, or this process is about to end.
   */
  run(context: JobContext): Promise<JobReport>;
}

export interface JobContext {
  readonly runId: number;
  /** As they were asked for; the job checks them. */
  readonly options: JsonObject;
  /** What an earlier worker of this run reported last; undefined when this is the first. */
  readonly progress: JsonObject | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the run was cancelled, when another worker has it, and when the process stops. */
  readonly signal: AbortSignal;
  /** How far the run has come; written down now and then. */
  report(progress: object): void;
  /** Costs nothing to ask; known within about a second. */
  isCancelled(): boolean;
  /** Throws JobLostError when another worker has the run by now: what this transaction was to write must not be written. It may be handed on by itself. */
  readonly confirm: (tx: MetadataWriter) => Promise<void>;
}

/** Another worker has taken the run up, or may have: this one was not heard of for too long. */
export class JobLostError extends Error {
  override readonly name = "JobLostError";
}

/** The process is about to end; the run goes on elsewhere. */
export class JobStoppedError extends Error {
  override readonly name = "JobStoppedError";
}

/** Somebody asked for the end of the run. */
export class JobCancelledError extends Error {
  override readonly name = "JobCancelledError";
}
