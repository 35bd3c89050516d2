// A bound on bytes per second for work that has time: what it does not take is left to those who wait.

/** Less than this is not worth a timer. */
const WORTH_WAITING_MS = 5;

export class Bandwidth {
  /** When what was taken so far will have been paid for, by the process's own clock. */
  private paidAt = 0;

  /** Without a limit when undefined. */
  constructor(private readonly bytesPerSecond: number | undefined) {}

  /** Resolves when these bytes may be read. */
  async take(bytes: number): Promise<void> {
    if (this.bytesPerSecond === undefined) return;
    const now = performance.now();
    this.paidAt = Math.max(this.paidAt, now) + (bytes / this.bytesPerSecond) * 1000;
    const waitMs = this.paidAt - now;
    if (waitMs >= WORTH_WAITING_MS) await Bun.sleep(waitMs);
  }
}
