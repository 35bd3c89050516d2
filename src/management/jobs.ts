// Background jobs as people see them: ask for a run, watch it, end it.
import { recordChange } from "../auth/audit.ts";
import type { Actor } from "../auth/actor.ts";
import type { Clock } from "../lib/clock.ts";
import type { JobRun } from "../metadata/job-runs.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, pageFrom } from "./page.ts";

export type { JobRun } from "../metadata/job-runs.ts";

export interface JobRequest {
  readonly kind: string;
  /** What the job's run reads; JSON. */
  readonly options: object;
  /** Whether runs of this kind may wait and run beside each other. */
  readonly allowsSeveral?: boolean;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  /** A run waits: a worker of this process need not wait until it looks by itself. */
  readonly onQueued: () => void;
}

export class Jobs {
  constructor(private readonly deps: Dependencies) {}

  /** Resolves to the new run's id. Throws `conflict` while a run of this kind waits or is under way. */
  async request(request: JobRequest, actor: Actor): Promise<number> {
    const { metadata, clock, onQueued } = this.deps;
    const id = await metadata.transaction((tx) => requestJob(tx, request, actor, clock.now()));
    onQueued();
    return id;
  }

  /** The newest first; `before` is the last id of the page before. */
  async list(kind: string | undefined, { before, limit }: { before: number | undefined; limit: number }): Promise<Page<JobRun>> {
    const rows = await this.deps.metadata.read.jobRuns.list({ kind, before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 });
    return pageFrom(rows, limit);
  }

  /** Throws `notFound`. */
  async get(id: number): Promise<JobRun> {
    return found(await this.deps.metadata.read.jobRuns.find(id));
  }

  /** One that runs ends soon, where it can. Cancelling again changes nothing. Throws `notFound`, and `conflict` for a run that has ended. */
  cancel(id: number, actor: Actor): Promise<JobRun> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const run = found(await tx.jobRuns.find(id));
      if (run.finishedAt !== undefined && run.cancelRequestedAt === undefined) {
        throw new ManagementError("conflict", { detail: "The run has ended." });
      }
      if (run.cancelRequestedAt !== undefined) return run;
      await tx.jobRuns.requestCancel(id, now);
      await recordChange(tx, actor, { action: "job.cancel", target: formatId("job", id), after: { kind: run.kind } }, now);
      return found(await tx.jobRuns.find(id));
    });
  }
}

/** Those of one kind; to everybody else they are not there. */
export class RunsOfKind {
  constructor(
    private readonly jobs: Jobs,
    private readonly kind: string,
  ) {}

  /** Throws `conflict` while a run waits or is under way. */
  async start(options: object, actor: Actor): Promise<JobRun> {
    return this.jobs.get(await this.jobs.request({ kind: this.kind, options }, actor));
  }

  /** The newest first; `before` is the last id of the page before. */
  list(page: { before: number | undefined; limit: number }): Promise<Page<JobRun>> {
    return this.jobs.list(this.kind, page);
  }

  /** Throws `notFound`, also for a run of another kind. */
  async get(id: number): Promise<JobRun> {
    const run = await this.jobs.get(id);
    if (run.kind !== this.kind) throw new ManagementError("notFound");
    return run;
  }

  /** Throws `notFound`, and `conflict` for a run that has ended. */
  async cancel(id: number, actor: Actor): Promise<JobRun> {
    await this.get(id);
    return this.jobs.cancel(id, actor);
  }
}

/** For a change that asks for a job in its own transaction. Throws `conflict` while a run of this kind waits or is under way. */
export async function requestJob(
  tx: MetadataWriter,
  { kind, options, allowsSeveral = false }: JobRequest,
  actor: Actor,
  now: number,
): Promise<number> {
  const active = allowsSeveral ? undefined : await tx.jobRuns.findActive(kind);
  if (active) throw new ManagementError("conflict", { detail: `${formatId("job", active.id)} of the kind ${kind} has not ended yet.` });
  const id = await tx.jobRuns.create({ kind, options, requestedBy: actor.name }, now);
  await recordChange(tx, actor, { action: "job.request", target: formatId("job", id), after: { kind, options } }, now);
  return id;
}

function found(run: JobRun | undefined): JobRun {
  if (!run) throw new ManagementError("notFound");
  return run;
}
