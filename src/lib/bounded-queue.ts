// Costly work, a few at a time; the rest waits in a queue that does not grow without end.
import { BusyError } from "./busy-error.ts";

export class BoundedQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: { atOnce: number; waiting: number; waitMs?: number }) {}

  /** Throws BusyError, without having started, when the queue is full or the wait too long. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits.atOnce) await this.wait();
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.limits.waiting) throw new BusyError("too many of these are waiting already");
    return new Promise((resolve, reject) => {
      const { waitMs } = this.limits;
      const timer = waitMs === undefined ? undefined : setTimeout(() => this.giveUp(go, reject), waitMs);
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.push(go);
    });
  }

  private giveUp(go: () => void, reject: (error: Error) => void): void {
    this.waiting.splice(this.waiting.indexOf(go), 1);
    reject(new BusyError("others took too long"));
  }

  /** The place goes straight to the next in line, so that nobody slips in between. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
