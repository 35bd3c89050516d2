// Garbage collection as a job: what is due, a bounded batch every minute on one node; and runs that somebody asks for, or that the calendar
// does, with a report that is kept.
import type { Clock } from "../../lib/clock.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { Log } from "../../observability/log.ts";
import type { CollectionMetrics } from "../../observability/metrics.ts";
import { GC_KIND } from "../../management/garbage-collection.ts";
import type { Job, JobContext, JobReport } from "../job.ts";
import {
  type Collection,
  type CollectionControl,
  type CollectionOptions,
  type CollectionProgress,
  type CollectionReport,
  PHASES,
} from "./collection.ts";
import { KINDS, type Tally } from "./tally.ts";

export function gcJob(collection: Collection): Job {
  return {
    kind: GC_KIND,
    run: async (context) => {
      const startedAt = context.clock.now();
      const options = optionsOf(context);
      const report = await collection.run(options, controlOf(context));
      return toReport(report, options, (context.clock.now() - startedAt) / 1000);
    },
  };
}

interface Dependencies {
  readonly collection: Collection;
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: CollectionMetrics;
  readonly batchSize: number;
}

const UNCONTROLLED: CollectionControl = {
  progress: undefined,
  report: () => {},
  isCancelled: () => false,
  confirm: async () => {},
};

/** What is due now, as far as one batch goes: the rest has its turn a minute later. */
export async function collectDue({ collection, metadata, clock, log, metrics, batchSize }: Dependencies): Promise<void> {
  const { deleted, errors, heldBack } = await collection.run(
    { isPlan: false, phases: ["reviews", "keys"], limit: batchSize },
    UNCONTROLLED,
  );
  if (KINDS.some((kind) => deleted[kind].count > 0)) {
    const counts = Object.fromEntries(KINDS.map((kind) => [kind, deleted[kind].count]).filter(([, count]) => count !== 0));
    log.info({ ...counts, freed_bytes: deleted.keys.bytes }, "garbage collected");
  }
  if (errors.count > 0) log.warn({ errors: errors.count, first: errors.first }, "some garbage could not be collected; it is tried again");
  if (heldBack !== undefined) log.debug({ reason: heldBack }, "no bytes are deleted from storage for now");
  await recordQueue({ metadata, clock, metrics });
}

/** Counts as it goes: a run that is killed has deleted what it has deleted. */
export function recordTally(metrics: CollectionMetrics, tally: Tally): void {
  for (const kind of KINDS) {
    const { count } = tally.deletedOf(kind);
    if (count > 0) metrics.recordDeleted(kind, count);
  }
  if (tally.freedBytes > 0) metrics.recordReclaimed(tally.freedBytes);
}

async function recordQueue({ metadata, clock, metrics }: Pick<Dependencies, "metadata" | "clock" | "metrics">): Promise<void> {
  const now = clock.now();
  const { entries, oldestDueAt } = await metadata.read.reviewQueue.depth(now);
  metrics.recordReviewQueue(entries, oldestDueAt === undefined ? 0 : (now - oldestDueAt) / 1000);
}

function optionsOf({ options }: JobContext): CollectionOptions {
  const isQuick = options["sweep"] === false;
  return { isPlan: options["dry_run"] === true, phases: isQuick ? PHASES.filter((phase) => phase !== "orphans") : PHASES };
}

/** What is reported is what people see of it, so the job's own numbers travel inside. */
function controlOf(context: JobContext): CollectionControl {
  let phase: CollectionProgress["phase"] | undefined;
  let startedAt = 0;
  const report = (state: CollectionProgress): void => {
    const now = context.clock.now();
    if (state.phase !== phase) [phase, startedAt] = [state.phase, now];
    context.report({ ...shown(state, (now - startedAt) / 1000), state });
  };
  return {
    progress: context.progress?.["state"] as CollectionProgress | undefined,
    report,
    isCancelled: () => {
      if (context.isCancelled()) return true;
      context.signal.throwIfAborted();
      return false;
    },
    confirm: (tx) => context.confirm(tx),
  };
}

/** The rate is that of this worker in this phase; so is the estimate, where the phase's size is known. */
function shown({ phase, done, total, tally }: CollectionProgress, seconds: number): object {
  const perSecond = seconds > 0 ? done / seconds : undefined;
  const left = total === undefined || perSecond === undefined || perSecond === 0 ? undefined : (total - done) / perSecond;
  return {
    phase,
    done,
    ...(total === undefined ? {} : { total }),
    ...(perSecond === undefined ? {} : { per_second: Math.round(perSecond) }),
    ...(left === undefined ? {} : { seconds_left: Math.max(0, Math.round(left)) }),
    deleted: tally.deleted,
    freed_bytes: tally.deleted.keys.bytes + tally.deleted.orphans.bytes,
  };
}

function toReport({ asOf, heldBack, ...record }: CollectionReport, { isPlan }: CollectionOptions, seconds: number): JobReport {
  const freed = record.deleted.keys.bytes + record.deleted.orphans.bytes;
  return {
    dry_run: isPlan,
    as_of: new Date(asOf).toISOString(),
    seconds: Math.round(seconds * 10) / 10,
    ...record,
    freed_bytes: freed,
    ...(heldBack === undefined ? {} : { held_back: heldBack }),
  };
}
