// The jobs there are, and what repeats by itself.
import type { Config } from "../config/schema.ts";
import { verificationJob } from "../jobs/verify/verification-job.ts";
import type { Job } from "../jobs/job.ts";
import type { Schedule } from "../jobs/schedule.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../observability/log.ts";
import type { CollectionMetrics } from "../observability/metrics.ts";
import { policiesOf } from "./care.ts";
import { buildCollection } from "./collection.ts";
import { lifecycleJobs } from "./lifecycle.ts";
import type { Services } from "./services.ts";
import type { Stores } from "./stores.ts";

export interface BackgroundWork {
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
}

export const UNCOUNTED: CollectionMetrics = { recordDeleted: () => {}, recordReclaimed: () => {}, recordReviewQueue: () => {} };

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

export function buildJobs(deps: JobDependencies): BackgroundWork {
  const { config, stores, services } = deps;
  const collection = buildCollection(deps);
  const lifecycle = lifecycleJobs(config, stores.metadata, services);
  return {
    jobs: [...collection.jobs, ...lifecycle.jobs, verificationJob({ ...stores, policies: policiesOf(config) })],
    schedules: [
      ...collection.schedules,
      ...lifecycle.schedules,
      { name: "upload expiry", everyMs: UPLOAD_EXPIRY_EVERY_MS, work: () => services.uploads.expire() },
    ],
  };
}
