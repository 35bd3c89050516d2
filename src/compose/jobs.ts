// The jobs there are, what repeats by itself, and who does it. Loaded when a server answers already: nobody waits for it.
import type { Config } from "../config/schema.ts";
import { verificationJob } from "../jobs/verify/verification-job.ts";
import type { Job } from "../jobs/job.ts";
import type { Schedule } from "../jobs/schedule.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../observability/log.ts";
import type { CollectionMetrics, JobQueue, Metrics } from "../observability/metrics.ts";
import { Scheduler } from "../jobs/schedule.ts";
import { JobWorker } from "../jobs/worker.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { policiesOf } from "./care.ts";
import { buildCollection } from "./collection.ts";
import { lifecycleJobs } from "./lifecycle.ts";
import type { Services } from "./services.ts";
import { isShared, type Stores } from "./stores.ts";

export interface BackgroundWork {
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
}

export interface JobDependencies {
  readonly config: Config;
  readonly stores: Stores;
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
  readonly collectionMetrics: CollectionMetrics;
}

/** Often enough that abandoned uploads do not pile up, seldom enough to cost nothing. */
const UPLOAD_EXPIRY_EVERY_MS = 10 * 60 * 1000;

export async function buildJobs(deps: JobDependencies): Promise<BackgroundWork> {
  const { config, stores, services } = deps;
  const collection = buildCollection(deps);
  const lifecycle = lifecycleJobs(config, stores.metadata, await services.lifecycle());
  return {
    jobs: [...collection.jobs, ...lifecycle.jobs, verificationJob({ ...stores, policies: policiesOf(config) })],
    schedules: [
      ...collection.schedules,
      ...lifecycle.schedules,
      { name: "upload expiry", everyMs: UPLOAD_EXPIRY_EVERY_MS, work: () => services.uploads.expire() },
    ],
  };
}

export interface WorkDependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Work {
  readonly worker: JobWorker;
  readonly scheduler: Scheduler;
}

export function startWork(config: Config, { jobs, schedules }: BackgroundWork, deps: WorkDependencies): Work {
  const worker = new JobWorker({ ...deps, jobs, isAlone: !isShared(config), atOnce: config.jobs.atOnce });
  const scheduler = new Scheduler({ ...deps, schedules, onQueued: () => worker.wake() });
  deps.metrics.watchJobQueue(() => describeQueue(deps));
  worker.start();
  scheduler.start();
  return { worker, scheduler };
}

async function describeQueue({ metadata, clock }: { metadata: MetadataStore; clock: Clock }): Promise<JobQueue> {
  const { queued, oldestAt } = await metadata.read.jobRuns.queue();
  return { queued, oldestSeconds: oldestAt === undefined ? 0 : Math.max(0, clock.now() - oldestAt) / 1000 };
}
