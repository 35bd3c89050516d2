// The clock of several nodes: what time it is, the database says, and between two questions this process's own count of the time that
// went by. How the machine's clock is set decides nothing.
import type { Clock } from "./clock.ts";

interface Dependencies {
  /** Milliseconds since the Unix epoch, by the one clock that all nodes ask. */
  readonly ask: () => Promise<number>;
  /** Milliseconds since some moment, counted up evenly whatever anybody sets: `performance.now`. */
  readonly elapsed?: () => number;
}

/** Quartz drifts by some milliseconds in this time. */
const ASKED_EVERY_MS = 60_000;
const ASKED_AGAIN_MS = 5000;
/** An answer that took this long says little: half of it is how wrong it may be. */
const SLOW_MS = 500;
/** By no more than this the clock stands still instead of going back. */
const STANDSTILL_MS = 2000;

export class SharedClock implements Clock {
  private asking = false;
  private askAt = 0;
  private last = -Infinity;

  private constructor(
    private readonly ask: () => Promise<number>,
    private readonly elapsed: () => number,
    private offset: number,
  ) {
    this.askAt = elapsed() + ASKED_EVERY_MS;
  }

  /** Throws when nobody answers. */
  static async start({ ask, elapsed = () => performance.now() }: Dependencies): Promise<SharedClock> {
    // The first question may open a connection, and what that took would be taken for the answer's age.
    await ask();
    return new SharedClock(ask, elapsed, (await measure(ask, elapsed)).offset);
  }

  /** Asks again now and then, without waiting: what it knows is good for long after nobody answers. */
  now(): number {
    if (this.elapsed() >= this.askAt && !this.asking) void this.askAgain();
    const time = Math.round(this.offset + this.elapsed());
    if (time < this.last && this.last - time < STANDSTILL_MS) return this.last;
    return (this.last = time);
  }

  private async askAgain(): Promise<void> {
    this.asking = true;
    this.askAt = this.elapsed() + ASKED_AGAIN_MS;
    try {
      const { offset, tookMs } = await measure(this.ask, this.elapsed);
      // A slow answer is believed where the two differ by more than it can be wrong.
      if (tookMs > SLOW_MS && Math.abs(offset - this.offset) <= tookMs) return;
      this.offset = offset;
      this.askAt = this.elapsed() + ASKED_EVERY_MS;
    } catch {
      // Whoever needs the database hears of it; the time goes on.
    } finally {
      this.asking = false;
    }
  }
}

/** What must be added to the elapsed time. The answer is taken to be from halfway between question and arrival. */
async function measure(ask: () => Promise<number>, elapsed: () => number): Promise<{ offset: number; tookMs: number }> {
  const before = elapsed();
  const time = await ask();
  const after = elapsed();
  return { offset: time - (before + after) / 2, tookMs: after - before };
}
