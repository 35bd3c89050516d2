// Runs of jobs: asked for by somebody, taken up by any worker, and by another when that one has gone silent.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";
import type { JobRunsTable } from "./tables.ts";

export type JsonObject = Readonly<Record<string, unknown>>;
export type JobState = JobRunsTable["state"];

export interface JobRun {
  readonly id: number;
  readonly kind: string;
  readonly state: JobState;
  readonly requestedBy: string;
  readonly options: JsonObject;
  /** As the worker reported it last: what the next one goes on from. */
  readonly progress: JsonObject | undefined;
  readonly report: JsonObject | undefined;
  readonly error: string | undefined;
  /** How many workers have gone silent over it. */
  readonly losses: number;
  readonly holder: string | undefined;
  readonly heartbeatAt: number | undefined;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly cancelRequestedAt: number | undefined;
}

export interface NewJobRun {
  readonly kind: string;
  readonly options: object;
  readonly requestedBy: string;
}

/** What a worker leaves of a run. */
export interface JobOutcome {
  readonly state: Extract<JobState, "done" | "failed" | "cancelled">;
  readonly report: object | undefined;
  readonly error: string | undefined;
}

/** Which runs are waiting: nobody has them, or whoever had them was last heard of before `silentSince`. */
interface Waiting {
  readonly kinds: readonly string[];
  readonly silentSince: number;
}

const find = statement<{ id: number }>()("job_runs.find", (db, p) => db.selectFrom("job_runs").selectAll().where("id", "=", p.id));

const list = statement<{ before: number; limit: number }>()("job_runs.list", (db, p) =>
  db.selectFrom("job_runs").selectAll().where("id", "<", p.before).orderBy("id", "desc").limit(p.limit),
);

const listOfKind = statement<{ kind: string; before: number; limit: number }>()("job_runs.list_of_kind", (db, p) =>
  db.selectFrom("job_runs").selectAll().where("kind", "=", p.kind).where("id", "<", p.before).orderBy("id", "desc").limit(p.limit),
);

const active = statement<{ kind: string; limit: number }>()("job_runs.active", (db, p) =>
  db.selectFrom("job_runs").selectAll().where("kind", "=", p.kind).where("state", "in", ["queued", "running"]).orderBy("id").limit(p.limit),
);

const abandoned = statement<{ kinds: string; silentSince: number }>()("job_runs.abandoned", (db, p, dialect) =>
  db
    .selectFrom("job_runs")
    .selectAll()
    .where("state", "=", "running")
    .where("heartbeat_at", "<", p.silentSince)
    .where("kind", "in", listOf(dialect, p.kinds))
    .orderBy("id")
    .limit(1),
);

const queued = statement<{ kinds: string }>()("job_runs.queued", (db, p, dialect) =>
  db.selectFrom("job_runs").selectAll().where("state", "=", "queued").where("kind", "in", listOf(dialect, p.kinds)).orderBy("id").limit(1),
);

const queue = statement()("job_runs.queue", (db) =>
  db
    .selectFrom("job_runs")
    .select((eb) => [eb.fn.countAll<number>().as("queued"), eb.fn.min("created_at").as("oldestAt")])
    .where("state", "=", "queued"),
);

const insert = statement<{ kind: string; options: string; requestedBy: string; now: number }>()("job_runs.insert", (db, p) =>
  db
    .insertInto("job_runs")
    .values({ kind: p.kind, state: "queued", requested_by: p.requestedBy, options: p.options, created_at: p.now })
    .returning("id"),
);

const claim = statement<{ id: number; holder: string; losses: number; startedAt: number; now: number }>()("job_runs.claim", (db, p) =>
  db
    .updateTable("job_runs")
    .set({ state: "running", holder: p.holder, losses: p.losses, heartbeat_at: p.now, started_at: p.startedAt })
    .where("id", "=", p.id),
);

/** Of this worker's claim, and of no other's. */
interface Held {
  [name: string]: string | number | null;
  id: number;
  holder: string;
}

const holds = statement<Held>()("job_runs.holds", (db, p) =>
  db.selectFrom("job_runs").select("id").where("id", "=", p.id).where("holder", "=", p.holder).where("state", "=", "running"),
);

const beat = statement<Held & { progress: string | null; now: number }>()("job_runs.beat", (db, p) =>
  db
    .updateTable("job_runs")
    .set({ progress: p.progress, heartbeat_at: p.now })
    .where("id", "=", p.id)
    .where("holder", "=", p.holder)
    .where("state", "=", "running"),
);

const release = statement<Held & { progress: string | null }>()("job_runs.release", (db, p) =>
  db
    .updateTable("job_runs")
    .set({ state: "queued", holder: null, heartbeat_at: null, progress: p.progress })
    .where("id", "=", p.id)
    .where("holder", "=", p.holder)
    .where("state", "=", "running"),
);

const finish = statement<
  Held & { state: JobOutcome["state"]; progress: string | null; report: string | null; error: string | null; now: number }
>()("job_runs.finish", (db, p) =>
  db
    .updateTable("job_runs")
    .set({ state: p.state, progress: p.progress, report: p.report, error: p.error, holder: null, heartbeat_at: null, finished_at: p.now })
    .where("id", "=", p.id)
    .where("holder", "=", p.holder)
    .where("state", "=", "running"),
);

const requestCancel = statement<{ id: number; now: number }>()("job_runs.request_cancel", (db, p) =>
  db.updateTable("job_runs").set({ cancel_requested_at: p.now }).where("id", "=", p.id).where("cancel_requested_at", "is", null),
);

const cancelQueued = statement<{ id: number; now: number }>()("job_runs.cancel_queued", (db, p) =>
  db.updateTable("job_runs").set({ state: "cancelled", finished_at: p.now }).where("id", "=", p.id).where("state", "=", "queued"),
);

const removeFinished = statement<{ kind: string; kept: number }>()("job_runs.delete_finished", (db, p) =>
  db
    .deleteFrom("job_runs")
    .where("kind", "=", p.kind)
    .where("state", "in", ["done", "failed", "cancelled"])
    .where("id", "<=", (eb) =>
      eb
        .selectFrom("job_runs as kept")
        .select("kept.id")
        .where("kept.kind", "=", p.kind)
        .orderBy("kept.id", "desc")
        .limit(1)
        .offset(p.kept),
    ),
);

export class JobRunReader {
  constructor(protected readonly db: Connection) {}

  async find(id: number): Promise<JobRun | undefined> {
    const row = await this.db.first(find, { id });
    return row && toRun(row);
  }

  /** The newest first, of those with an id below `before`. */
  async list({ kind, before, limit }: { kind?: string | undefined; before: number; limit: number }): Promise<JobRun[]> {
    const page = { before, limit };
    return (await (kind === undefined ? this.db.all(list, page) : this.db.all(listOfKind, { ...page, kind }))).map(toRun);
  }

  /** The oldest run of this kind that has not come to its end. */
  async findActive(kind: string): Promise<JobRun | undefined> {
    return (await this.active(kind, 1))[0];
  }

  /** Those of a kind that allows several; the oldest first. */
  async active(kind: string, limit: number): Promise<JobRun[]> {
    return (await this.db.all(active, { kind, limit })).map(toRun);
  }

  /** Of the runs that wait for a worker one that was begun, or else the oldest. */
  async findWaiting({ kinds, silentSince }: Waiting): Promise<JobRun | undefined> {
    const wanted = JSON.stringify(kinds);
    const row = (await this.db.first(abandoned, { kinds: wanted, silentSince })) ?? (await this.db.first(queued, { kinds: wanted }));
    return row && toRun(row);
  }

  /** Runs that nobody has begun, and since when the oldest waits. */
  async queue(): Promise<{ queued: number; oldestAt: number | undefined }> {
    const row = await this.db.first(queue, undefined);
    return { queued: Number(row?.queued ?? 0), oldestAt: row?.oldestAt ?? undefined };
  }

  /** Whether the claim still stands: for whoever writes in the same transaction. */
  async holds(id: number, holder: string): Promise<boolean> {
    return (await this.db.first(holds, { id, holder })) !== undefined;
  }
}

export class JobRunWriter extends JobRunReader {
  async create({ kind, options, requestedBy }: NewJobRun, now: number): Promise<number> {
    return (await this.db.first(insert, { kind, options: JSON.stringify(options), requestedBy, now }))!.id;
  }

  /** Gives a run that waits to `holder`, a name that no other claim has. Undefined when none waits. */
  async claim(wanted: Waiting, holder: string, now: number): Promise<JobRun | undefined> {
    const run = await this.findWaiting(wanted);
    if (!run) return undefined;
    const losses = run.losses + (run.state === "running" ? 1 : 0);
    const startedAt = run.startedAt ?? now;
    await this.db.run(claim, { id: run.id, holder, losses, startedAt, now });
    return { ...run, state: "running", holder, losses, startedAt, heartbeatAt: now };
  }

  /** Says that the holder is at work, and how far it has come. Resolves to false when the run is no longer its own. */
  async beat(id: number, holder: string, progress: object | undefined, now: number): Promise<boolean> {
    return (await this.db.run(beat, { id, holder, progress: toText(progress), now })) > 0;
  }

  /** Gives the run back for others to go on with. */
  async release(id: number, holder: string, progress: object | undefined): Promise<void> {
    await this.db.run(release, { id, holder, progress: toText(progress) });
  }

  /** Resolves to false when the run is no longer the holder's. */
  async finish(id: number, holder: string, outcome: JobOutcome & { progress: object | undefined }, now: number): Promise<boolean> {
    const { state, error = null } = outcome;
    const written = { id, holder, state, error, now, progress: toText(outcome.progress), report: toText(outcome.report) };
    return (await this.db.run(finish, written)) > 0;
  }

  /** A run that nobody has begun ends at once; the worker of any other sees it soon. */
  async requestCancel(id: number, now: number): Promise<void> {
    await this.db.run(requestCancel, { id, now });
    await this.db.run(cancelQueued, { id, now });
  }

  /** All but the newest `kept` runs of a kind, as far as they have come to their end. */
  async deleteFinished(kind: string, kept: number): Promise<void> {
    await this.db.run(removeFinished, { kind, kept });
  }
}

function toText(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function toRun(row: Selectable<JobRunsTable>): JobRun {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    requestedBy: row.requested_by,
    options: JSON.parse(row.options) as JsonObject,
    progress: toObject(row.progress),
    report: toObject(row.report),
    error: row.error ?? undefined,
    losses: row.losses,
    holder: row.holder ?? undefined,
    heartbeatAt: row.heartbeat_at ?? undefined,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    cancelRequestedAt: row.cancel_requested_at ?? undefined,
  };
}

function toObject(json: string | null): JsonObject | undefined {
  return json === null ? undefined : (JSON.parse(json) as JsonObject);
}
