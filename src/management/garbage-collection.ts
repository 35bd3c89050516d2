// Garbage collection as administrators see it: what waits, what could be freed, and runs that they ask for.
import type { Actor } from "../auth/actor.ts";
import type { Clock } from "../lib/clock.ts";
import type { JobRun } from "../metadata/job-runs.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { QueueDepth } from "../metadata/review-queue.ts";
import { type Jobs, RunsOfKind } from "./jobs.ts";

/** The job's. */
export const GC_KIND = "gc";

export interface Reclaimable {
  /** Blobs that go unless somebody asks for them, and bytes that wait for downloads to end. */
  readonly blobs: number;
  readonly bytes: number;
}

export interface GcStatus {
  readonly queue: QueueDepth;
  readonly condemned: Reclaimable;
  readonly deleted: Reclaimable;
  readonly namespaces: readonly (Reclaimable & { readonly namespace: string })[];
  /** Why no bytes are deleted from storage now. */
  readonly heldBack: string | undefined;
  readonly running: JobRun | undefined;
  /** The newest run that came to its end and was no plan. */
  readonly last: JobRun | undefined;
}

export interface RunRequest {
  readonly isPlan: boolean;
  /** Whether storage is searched for bytes that nothing knows of, which may take long. */
  readonly sweeps: boolean;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly jobs: Jobs;
}

/** As many are looked at for the newest that was no plan. */
const RECENT = 50;
const NAMESPACES_SHOWN = 20;

export class GarbageCollection {
  readonly runs: RunsOfKind;

  constructor(private readonly deps: Dependencies) {
    this.runs = new RunsOfKind(deps.jobs, GC_KIND);
  }

  /** From counters and indexes of what waits; nothing is searched. */
  async status(): Promise<GcStatus> {
    const { read } = this.deps.metadata;
    const now = this.deps.clock.now();
    const [queue, condemned, namespaces, deleted, heldBack, running, recent] = await Promise.all([
      read.reviewQueue.depth(now),
      read.reachability.condemnedTotal(),
      read.reachability.condemned(NAMESPACES_SHOWN),
      read.deletedKeys.total(),
      read.storage.findHold(now),
      read.jobRuns.findActive(GC_KIND),
      read.jobRuns.list({ kind: GC_KIND, before: Number.MAX_SAFE_INTEGER, limit: RECENT }),
    ]);
    const last = recent.find((run) => run.finishedAt !== undefined && run.options["dry_run"] !== true);
    return { queue, condemned, deleted: { blobs: deleted.keys, bytes: deleted.bytes }, namespaces, heldBack, running, last };
  }

  /** Throws `conflict` while a run waits or is under way. */
  start({ isPlan, sweeps }: RunRequest, actor: Actor): Promise<JobRun> {
    return this.runs.start({ dry_run: isPlan, sweep: sweeps }, actor);
  }
}
