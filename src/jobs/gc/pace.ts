// How fast a collection goes: storage, locks and disk serve clients too.

/** What measures and what waits; a test has its own. */
export interface Stopwatch {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export const stopwatch: Stopwatch = { now: () => performance.now(), sleep: Bun.sleep };

/** So many deletions a second and no more. */
export class Pace {
  private readyAt = 0;

  constructor(
    private readonly perSecond: number,
    private readonly time: Stopwatch = stopwatch,
  ) {}

  /** Resolves when so many more may be done. */
  async take(count: number): Promise<void> {
    const now = this.time.now();
    const startAt = Math.max(now, this.readyAt);
    this.readyAt = startAt + (count * 1000) / this.perSecond;
    if (startAt > now) await this.time.sleep(startAt - now);
  }
}

/** Of the time that a step took. With 1, pushes took 2.0 to 2.4 times as long (p99) during a collection. */
const REST_SHARE = 2;
/** A step that took longer than that allows waited for something else. */
const REST_LIMIT_MS = 200;

/** Clients wait for the same locks and the same disk as a step that began then did: two thirds of the time are theirs. */
export async function restAfter(begunAt: number, time: Stopwatch): Promise<void> {
  await time.sleep(Math.min(REST_SHARE * (time.now() - begunAt), REST_LIMIT_MS));
}
