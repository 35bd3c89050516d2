// Background work in tests: nothing of it runs unless a test says so.
import type { Job } from "../../src/jobs/job.ts";
import { JobWorker, type WorkerTiming } from "../../src/jobs/worker.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { MetadataStore } from "../../src/metadata/metadata-store.ts";
import type { Log } from "../../src/observability/log.ts";
import type { TestApp } from "./app.ts";

/** A job is lost after a second of silence: less, and a busy machine would silence it. */
export const FAST: WorkerTiming = { watchMs: 20, beatMs: 100, lostAfterMs: 1000, pollMs: 20, stopMs: 2000 };

export const SILENT: Log = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => SILENT,
  isLevelEnabled: () => false,
};

export interface WorkerOptions {
  readonly metadata: MetadataStore;
  readonly jobs: readonly Job[];
  readonly clock?: Clock;
  readonly atOnce?: number;
  readonly isAlone?: boolean;
  readonly timing?: WorkerTiming;
  readonly log?: Log;
  readonly onResult?: (kind: string, result: string) => void;
}

/** Not started yet. */
export function newWorker(options: WorkerOptions): JobWorker {
  const { onResult = () => {}, clock = { now: () => Date.now() }, log = SILENT, timing = FAST, atOnce = 4, isAlone = false } = options;
  const metrics = { recordJob: (kind: string, result: string) => onResult(kind, result) };
  return new JobWorker({ ...options, clock, log, metrics, timing, atOnce, isAlone });
}

/** Resolves when every run that was asked for has come to its end. */
export async function runJobs({ stores: { metadata }, background: { jobs }, clock }: TestApp): Promise<void> {
  const worker = newWorker({ metadata, jobs, clock, isAlone: true });
  worker.start();
  try {
    await until(async () => !(await Promise.all(jobs.map(({ kind }) => metadata.read.jobRuns.findActive(kind)))).some(Boolean));
  } finally {
    await worker.stop();
  }
}

/** Does at once what is done by itself under this name. */
export async function runScheduled({ background: { schedules } }: TestApp, name: string): Promise<void> {
  const schedule = schedules.find((each) => each.name === name);
  if (!schedule || !("work" in schedule)) throw new Error(`nothing is scheduled as "${name}"`);
  await schedule.work();
}

/** Throws when it does not come true in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await isTrue()); await Bun.sleep(5)) {
    if (performance.now() > deadline) throw new Error("it did not come true in time");
  }
}
