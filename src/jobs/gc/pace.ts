// So many deletions a second and no more: storage serves clients too.

export class Pace {
  private readyAt = 0;

  /** Given a clock that measures and a way to wait; a test has its own. */
  constructor(
    private readonly perSecond: number,
    private readonly time: { now(): number; sleep(ms: number): Promise<unknown> } = { now: () => performance.now(), sleep: Bun.sleep },
  ) {}

  /** Resolves when so many more may be done. */
  async take(count: number): Promise<void> {
    const now = this.time.now();
    const startAt = Math.max(now, this.readyAt);
    this.readyAt = startAt + (count * 1000) / this.perSecond;
    if (startAt > now) await this.time.sleep(startAt - now);
  }
}
