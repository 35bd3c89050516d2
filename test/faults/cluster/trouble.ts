// When something was broken on purpose, so that a failure can be asked whether it has an excuse.

/** Until connections that were cut or went silent have been given up by all who had them. */
const SHORTLY_MS = 2000;

export class Trouble {
  private underWay = 0;
  private endedAt = -Infinity;

  /** `shortlyMs`: how long afterwards it may still be felt. */
  constructor(private readonly shortlyMs = SHORTLY_MS) {}

  /** Something is broken until the work is done. */
  readonly during = async <T>(work: () => Promise<T>): Promise<T> => {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      this.endedAt = performance.now();
    }
  };

  /** Whether what began then (by `performance.now()`), and ends now, may have met it. */
  excuses(beganAt: number): boolean {
    return this.underWay > 0 || beganAt < this.endedAt + this.shortlyMs;
  }
}
