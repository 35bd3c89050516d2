// A collection: reviews, then the bytes of what went before, then bytes that nothing knows of. A run does it, a plan says what a run would do
// now: both go through the same phases, and one function decides for both.
import type { Clock } from "../../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../../metadata/metadata-store.ts";
import { JobLostError } from "../job.ts";
import { Gone } from "./facts.ts";
import { DeletedKeys, type StorageDependencies } from "./keys.ts";
import { Orphans } from "./orphans.ts";
import { Pace, type Stopwatch, restAfter, stopwatch } from "./pace.ts";
import { Reviews } from "./reviews.ts";
import { Tally, type TallyRecord } from "./tally.ts";
import type { GcPolicy } from "./verdict.ts";

export const PHASES = ["reviews", "keys", "uploads", "orphans"] as const;
export type Phase = (typeof PHASES)[number];

export interface CollectionOptions {
  /** Only say what would be done. */
  readonly isPlan: boolean;
  /** Which phases, in their order. */
  readonly phases: readonly Phase[];
  /** Of reviews and of keys each. */
  readonly limit?: number | undefined;
}

/** How far a run has come: enough for another worker to go on with it. */
export interface CollectionProgress {
  readonly asOf: number;
  readonly phase: Phase;
  /** Of this phase: reviews, keys, uploads or keys looked at. */
  readonly done: number;
  /** Undefined where nobody can tell before. */
  readonly total: number | undefined;
  /** Of all phases, by this worker and those before it. */
  readonly tally: TallyRecord;
}

export interface CollectionControl {
  /** Of an earlier worker. */
  readonly progress: CollectionProgress | undefined;
  report(progress: CollectionProgress): void;
  /** Asked between two batches. Throws when the run must end without a report. */
  isCancelled(): boolean;
  confirm(tx: MetadataWriter): Promise<void>;
}

export interface CollectionReport extends TallyRecord {
  readonly asOf: number;
  /** Why bytes were left in storage; undefined when they were not. */
  readonly heldBack: string | undefined;
}

interface Dependencies extends Omit<StorageDependencies, "pace"> {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly policy: GcPolicy;
  readonly deletionsPerSecond: number;
  readonly uploads: { expire(): Promise<number>; countExpired(): Promise<number> };
  /** What went, as it goes. */
  readonly onDeleted?: (tally: Tally) => void;
  readonly time?: Stopwatch;
}

export class Collection {
  private readonly reviews: Reviews;
  private readonly keys: DeletedKeys;
  private readonly orphans: Orphans;
  private readonly time: Stopwatch;

  constructor(
    private readonly deps: Dependencies,
    reviews?: Reviews,
  ) {
    this.time = deps.time ?? stopwatch;
    const storage = { ...deps, pace: new Pace(deps.deletionsPerSecond, this.time) };
    this.reviews = reviews ?? new Reviews(deps);
    this.keys = new DeletedKeys(storage);
    this.orphans = new Orphans({ ...storage, orphanAgeMs: deps.policy.orphanAgeMs });
  }

  async run(options: CollectionOptions, control: CollectionControl): Promise<CollectionReport> {
    const asOf = control.progress?.asOf ?? this.deps.clock.now();
    const state = new RunState(asOf, Tally.from(control.progress?.tally), control);
    // What an earlier worker has done is done: rows it took are gone, and only the phase it was in is gone through again.
    const phases = options.phases.slice(Math.max(0, options.phases.indexOf(control.progress?.phase ?? "reviews")));
    for (const phase of phases) {
      if (control.isCancelled()) break;
      await this.runPhase(phase, state, options);
    }
    return { asOf, ...state.tally.record(), heldBack: state.heldBack };
  }

  private runPhase(phase: Phase, state: RunState, options: CollectionOptions): Promise<void> {
    if (phase === "reviews") return this.runReviews(state, options);
    if (phase === "keys") return this.runKeys(state, options);
    return phase === "uploads" ? this.runUploads(state, options) : this.runOrphans(state, options);
  }

  private async runReviews(state: RunState, { isPlan, limit = Infinity }: CollectionOptions): Promise<void> {
    const { asOf } = state;
    const { due } = await this.deps.metadata.read.reviewQueue.depth(asOf);
    state.begin("reviews", Math.min(due, limit));
    const gone = new Gone();
    const scope = { asOf, confirm: (tx: MetadataWriter) => state.control.confirm(tx) };
    for await (const group of this.reviews.groups(asOf)) {
      if (state.done >= limit || state.control.isCancelled()) return;
      const cut = group.slice(0, limit - state.done);
      await this.step(state, cut.length, isPlan, () => (isPlan ? this.reviews.plan(cut, asOf, gone) : this.reviews.run(cut, scope)));
    }
  }

  private async runKeys(state: RunState, { isPlan, limit = Infinity }: CollectionOptions): Promise<void> {
    state.begin("keys", Math.min(await this.keys.countDue(state.asOf), limit));
    for await (const batch of this.keys.batches(state.asOf)) {
      if (state.done >= limit || state.control.isCancelled()) return;
      // Asked each time: somebody may begin to copy what lies there.
      state.heldBack = await this.keys.findHold();
      if (state.heldBack !== undefined) return;
      await this.step(state, batch.length, isPlan, () => (isPlan ? this.keys.plan(batch) : this.keys.run(batch)));
    }
  }

  private async runUploads(state: RunState, { isPlan }: CollectionOptions): Promise<void> {
    state.begin("uploads", undefined);
    const { uploads } = this.deps;
    await this.step(state, 0, isPlan, async () => {
      const tally = new Tally();
      tally.delete("uploads", { count: isPlan ? await uploads.countExpired() : await uploads.expire(), bytes: 0 });
      return tally;
    });
  }

  private async runOrphans(state: RunState, { isPlan }: CollectionOptions): Promise<void> {
    state.begin("orphans", undefined);
    for await (const { seen, orphans } of this.orphans.pages(state.asOf)) {
      if (state.control.isCancelled()) return;
      state.heldBack = await this.keys.findHold();
      if (state.heldBack !== undefined) return;
      await this.step(state, seen, isPlan, () => (isPlan ? this.orphans.plan(orphans) : this.orphans.run(orphans)));
    }
  }

  /** One that fails is reported, and its work is left for the next run; the others go on. */
  private async step(state: RunState, size: number, isPlan: boolean, work: () => Tally | Promise<Tally>): Promise<void> {
    const begunAt = this.time.now();
    const tally = await state.attempt(work);
    state.advance(size, tally);
    if (isPlan) return;
    this.deps.onDeleted?.(tally);
    await restAfter(begunAt, this.time);
  }
}

/** So often in a row something is wrong with the stores, and not with what is collected. */
const FAILURES_LIMIT = 20;

class RunState {
  done = 0;
  private failures = 0;
  heldBack: string | undefined;
  private phase: Phase = "reviews";
  private total: number | undefined;

  constructor(
    readonly asOf: number,
    readonly tally: Tally,
    readonly control: CollectionControl,
  ) {}

  begin(phase: Phase, total: number | undefined): void {
    this.phase = phase;
    this.total = total;
    this.done = 0;
    this.advance(0, new Tally());
  }

  async attempt(work: () => Tally | Promise<Tally>): Promise<Tally> {
    try {
      const tally = await work();
      this.failures = 0;
      return tally;
    } catch (error) {
      this.failures += 1;
      if (error instanceof JobLostError || this.failures === FAILURES_LIMIT) throw error;
      const tally = new Tally();
      tally.fail(error);
      return tally;
    }
  }

  advance(done: number, tally: Tally): void {
    this.done += done;
    this.tally.add(tally);
    this.control.report({ asOf: this.asOf, phase: this.phase, done: this.done, total: this.total, tally: this.tally.record() });
  }
}
