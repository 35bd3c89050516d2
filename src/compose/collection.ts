// Garbage collection as the configuration has it.
import type { Config } from "../config/schema.ts";
import { Collection } from "../jobs/gc/collection.ts";
import { collectDue, gcJob, recordTally } from "../jobs/gc/job.ts";
import type { GcPolicy } from "../jobs/gc/verdict.ts";
import { GC_KIND } from "../management/garbage-collection.ts";
import type { BackgroundWork, JobDependencies } from "./jobs.ts";
import { graceOf } from "./services.ts";

export function buildCollection({ config, stores, services, clock, log, collectionMetrics: metrics }: JobDependencies): BackgroundWork {
  const { gc } = config;
  const { metadata, blobs } = stores;
  const collection = new Collection({
    metadata,
    blobs,
    uploads: services.uploads,
    clock,
    policy: policyOf(config),
    deletionsPerSecond: gc.deletionsPerSecond,
    onDeleted: (tally) => recordTally(metrics, tally),
  });
  const due = { collection, metadata, clock, log, metrics, batchSize: gc.batchSize };
  return {
    jobs: [gcJob(collection)],
    schedules: [
      ...(gc.intervalSeconds === undefined
        ? []
        : [{ name: "garbage collection", everyMs: gc.intervalSeconds * 1000, work: () => collectDue(due) }]),
      ...(gc.sweepIntervalSeconds === undefined
        ? []
        : [{ name: "garbage sweep", everyMs: gc.sweepIntervalSeconds * 1000, kind: GC_KIND, options: { dry_run: false, sweep: true } }]),
    ],
  };
}

function policyOf(config: Config): GcPolicy {
  const { condemnedSeconds, downloadGraceSeconds, orphanAgeSeconds } = config.gc;
  return {
    grace: graceOf(config),
    condemnedMs: condemnedSeconds * 1000,
    downloadGraceMs: downloadGraceSeconds * 1000,
    orphanAgeMs: orphanAgeSeconds * 1000,
  };
}
