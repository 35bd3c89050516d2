// Looks after an append from outside while its bytes arrive: ends one whose sender has gone silent, says that the session is in
// use, and has the disk start writing before the last byte is there.
import type { AppendLimits, ByteSource } from "../blob-store.ts";

const LOOK_MS = 250;
/** Written back early in steps of this size, so that the last fsync has little left to wait for. */
const WRITEBACK_BYTES = 64 * 1024 * 1024;

interface Watched {
  readonly position: () => number;
  /** Has the disk take what was written so far. */
  readonly sync: () => Promise<void>;
  readonly source: ByteSource;
  readonly limits: AppendLimits;
}

export class AppendWatch {
  /** Rejects when the disk could not take what it was given early. */
  writtenBack: Promise<void> = Promise.resolve();
  private readonly timer: Timer;
  private seen: number;
  private writtenBackTo: number;
  private lastProgress = performance.now();

  private constructor(private readonly watched: Watched) {
    this.seen = this.writtenBackTo = watched.position();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  static start(watched: Watched): AppendWatch {
    return new AppendWatch(watched);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { source, limits } = this.watched;
    const position = this.watched.position();
    limits.onProgress?.();
    if (position > this.seen) {
      this.seen = position;
      this.lastProgress = performance.now();
    } else if (performance.now() - this.lastProgress > limits.idleTimeoutMs) {
      source.abort();
    }
    if (position - this.writtenBackTo >= WRITEBACK_BYTES) this.writeBack(position);
  }

  private writeBack(position: number): void {
    this.writtenBackTo = position;
    const before = this.writtenBack;
    this.writtenBack = this.watched.sync().then(() => before);
    // Whoever ends the append waits for it; until then nobody listens.
    this.writtenBack.catch(() => {});
  }
}
