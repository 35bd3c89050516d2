// Looks after an append from outside: says that the session is in use, and gives up on a sender who has gone silent. While it is we who
// do not read, the sender owes nothing.
import type { AppendLimits, ByteSource } from "../blob-store.ts";

const LOOK_MS = 250;

export class SenderWatch {
  private readonly timer: Timer;
  private waitingSince: number | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly limits: AppendLimits,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** What the sender must do something for. */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    this.waitingSince = performance.now();
    try {
      return await work;
    } finally {
      this.waitingSince = undefined;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.limits.onProgress?.();
    if (this.waitingSince !== undefined && performance.now() - this.waitingSince > this.limits.idleTimeoutMs) this.source.abort();
  }
}
