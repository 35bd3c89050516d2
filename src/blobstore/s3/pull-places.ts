// Who may have an object passed on to them just now. The runtime makes 256 requests at once and lets all others of the process wait, whatever they
// are for, and a download keeps one of them for as long as its client likes. So downloads have places of their own, fewer than that: slow clients
// hold up other downloads, and neither a push nor a look at whether S3 is there.
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import type { OpenedObject } from "./bucket.ts";

const WAITING = 1000;
const WAIT_MS = 10_000;

export class PullPlaces {
  private readonly places: BoundedQueue;

  constructor(atOnce: number, waitMs = WAIT_MS) {
    this.places = new BoundedQueue({ atOnce, waiting: WAITING, waitMs });
  }

  /** `open` gets what it has to call when the object's stream is over. Throws BusyError when no place is free in time. */
  take(open: (onEnd: () => void) => Promise<OpenedObject | undefined>): Promise<OpenedObject | undefined> {
    const { promise: opened, resolve, reject } = Promise.withResolvers<OpenedObject | undefined>();
    const held = this.places.run(async () => {
      const { promise: ended, resolve: onEnd } = Promise.withResolvers<void>();
      const object = await open(onEnd);
      resolve(object);
      if (object) await ended;
    });
    held.catch(reject);
    return opened;
  }
}
