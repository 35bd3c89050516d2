// Garbage collection as administrators see it: what waits, what could be freed, and runs that they ask for.
import type { Actor } from "../auth/actor.ts";
import type { Clock } from "../lib/clock.ts";
import type { JobRun } from "../metadata/job-runs.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { QueueDepth } from "../metadata/review-queue.ts";
import type { Jobs } from "./jobs.ts";
import { ManagementError } from "./failure.ts";
import type { Page } from "./page.ts";

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
  constructor(private readonly deps: Dependencies) {}

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
  async start({ isPlan, sweeps }: RunRequest, actor: Actor): Promise<JobRun> {
    const { jobs } = this.deps;
    return jobs.get(await jobs.request({ kind: GC_KIND, options: { dry_run: isPlan, sweep: sweeps } }, actor));
  }

  /** The newest first. */
  runs(page: { before: number | undefined; limit: number }): Promise<Page<JobRun>> {
    return this.deps.jobs.list(GC_KIND, page);
  }

  /** Throws `notFound`, also for a run of another kind. */
  async get(id: number): Promise<JobRun> {
    const run = await this.deps.jobs.get(id);
    if (run.kind !== GC_KIND) throw new ManagementError("notFound");
    return run;
  }

  /** Throws `notFound`, and `conflict` for a run that has ended. */
  async cancel(id: number, actor: Actor): Promise<JobRun> {
    await this.get(id);
    return this.deps.jobs.cancel(id, actor);
  }
}
