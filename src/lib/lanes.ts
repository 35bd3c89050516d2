// Queues by name, each with one at a time; those that nobody is in cost nothing.
import { BoundedQueue } from "./bounded-queue.ts";

interface Lane {
  readonly queue: BoundedQueue;
  /** Running and waiting. */
  users: number;
}

export class Lanes {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly limits: { waiting: number; waitMs?: number }) {}

  /** Throws BusyError, without having started, when the lane's queue is full or the wait too long. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(name) ?? { queue: new BoundedQueue({ atOnce: 1, ...this.limits }), users: 0 };
    this.lanes.set(name, lane);
    lane.users += 1;
    try {
      return await lane.queue.run(work);
    } finally {
      lane.users -= 1;
      if (lane.users === 0) this.lanes.delete(name);
    }
  }
}
