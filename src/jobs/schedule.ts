// Work that repeats by itself, on one node at a time: whoever takes the lease does the work, and the lease ends when it is due again.
// A node that dies over it costs one turn; a restart of all of them does not bring the next turn forward.
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { Log } from "../observability/log.ts";

interface Repeated {
  /** Of the lease; it never changes. */
  readonly name: string;
  readonly everyMs: number;
}

/** Housekeeping of a moment, done where the lease was taken. */
export interface ScheduledWork extends Repeated {
  readonly work: () => Promise<unknown>;
}

/** A run is asked for, unless one of that kind is under way or waiting. */
export interface ScheduledRun extends Repeated {
  readonly kind: string;
  readonly options: object;
}

export type Schedule = ScheduledWork | ScheduledRun;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly schedules: readonly Schedule[];
  /** A run was queued. */
  readonly onQueued: () => void;
  readonly tickMs?: number;
}

/** How often it is looked for what is due. */
const TICK_MS = 15_000;
/** A lease that lasts this much longer than its interval is from before the interval was shortened, or from a clock gone wrong. */
const TOO_LONG_MS = 60_000;
/** At the latest: a timer cannot count the months of a long interval. */
const RENEWED_EVERY_MS = 60 * 60 * 1000;
/** Who asked for runs that nobody asked for. */
export const SCHEDULER = "schedule";

export class Scheduler {
  private readonly holder = crypto.randomUUID();
  private readonly working = new Map<string, Promise<void>>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly deps: Dependencies) {}

  start(): void {
    this.timer = setInterval(
      () => void (this.looking ??= this.tick().finally(() => (this.looking = undefined))),
      this.deps.tickMs ?? TICK_MS,
    );
  }

  /** Resolves when work under way is done; none starts afterwards. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await Promise.all(this.working.values());
  }

  /** Starts what is due, without waiting for its end. */
  async tick(): Promise<void> {
    for (const schedule of this.deps.schedules) {
      try {
        if (!this.working.has(schedule.name) && (await this.isDue(schedule))) await this.begin(schedule);
      } catch (error) {
        this.failed(schedule, error);
      }
    }
  }

  /** A look, because most of them find nothing and a transaction costs more. */
  private async isDue(schedule: Schedule): Promise<boolean> {
    const lease = await this.deps.metadata.read.leases.find(leaseOf(schedule));
    return lease === undefined || isOver(lease.expiresAt, schedule, this.deps.clock.now());
  }

  private async begin(schedule: Schedule): Promise<void> {
    const token = await this.deps.metadata.transaction((tx) => this.take(tx, schedule));
    if (token === undefined) return;
    if ("kind" in schedule) return this.deps.onQueued();
    const work = this.work(schedule, token).finally(() => this.working.delete(schedule.name));
    this.working.set(schedule.name, work);
  }

  /** With the run that it asks for, so that there is neither without the other. */
  private async take(tx: MetadataWriter, schedule: Schedule): Promise<number | undefined> {
    const now = this.deps.clock.now();
    const name = leaseOf(schedule);
    const lease = await tx.leases.find(name);
    if (lease && !isOver(lease.expiresAt, schedule, now)) return undefined;
    const until = now + schedule.everyMs;
    const token = await tx.leases.take(name, this.holder, { now: Math.max(now, lease?.expiresAt ?? 0), until });
    if ("kind" in schedule && !(await tx.jobRuns.findActive(schedule.kind))) {
      await tx.jobRuns.create({ kind: schedule.kind, options: schedule.options, requestedBy: SCHEDULER }, now);
    }
    return token;
  }

  /** The lease moves on while the work lasts, so that nobody begins it a second time meanwhile. */
  private async work(schedule: ScheduledWork, token: number): Promise<void> {
    const { metadata, clock } = this.deps;
    const renew = () => metadata.transaction((tx) => tx.leases.renew(leaseOf(schedule), token, clock.now() + schedule.everyMs));
    const renewing = setInterval(
      () => void renew().catch((error: unknown) => this.failed(schedule, error)),
      Math.min(schedule.everyMs / 3, RENEWED_EVERY_MS),
    );
    try {
      await schedule.work();
    } catch (error) {
      this.failed(schedule, error);
    } finally {
      clearInterval(renewing);
    }
  }

  private failed({ name }: Schedule, error: unknown): void {
    this.deps.log.error({ job: name, error }, "scheduled work failed; it runs again later");
  }
}

function leaseOf({ name }: Schedule): string {
  return `schedule:${name}`;
}

function isOver(expiresAt: number, { everyMs }: Schedule, now: number): boolean {
  return expiresAt <= now || expiresAt > now + everyMs + TOO_LONG_MS;
}
