// Lanes across processes. Within one, transactions of a lane queue up; those of other nodes would still cost each other attempts, and one that does
// much, as a collection does, would lose to short ones every time. So a lane's transaction takes its lock first, before it sees anything: a lock
// taken inside would come after its view of the data, and change nothing. Nobody needs it for being right, only for being fast.
import type { SQL } from "bun";
import { LRUCache } from "lru-cache";
import { upTo } from "../../lib/bounded-lru.ts";

/** Transactions of a lane take milliseconds each. */
const PATIENCE_MS = 2000;
const PAUSE_MS = 5;
/** Who keeps a lock for longer than anybody waits was halted with it; the others do without for a while. */
const LEFT_ALONE_MS = 30_000;
const LANES_LIMIT = 10_000;

export class LaneLocks {
  private readonly leftAlone = new LRUCache<string, true>({ ...upTo(LANES_LIMIT), ttl: LEFT_ALONE_MS });
  private readonly isPooled: boolean;

  /** Behind a pooler a lock would stay with a connection that is somebody else's by then. */
  constructor({ isPooled }: { readonly isPooled: boolean }) {
    this.isPooled = isPooled;
  }

  async hold<T>(sql: SQL, lane: string | undefined, work: () => Promise<T>): Promise<T> {
    if (lane === undefined || this.isPooled || this.leftAlone.has(lane)) return work();
    const isHeld = await this.take(sql, lane);
    try {
      return await work();
    } finally {
      // Nobody waits for it: what comes next on the connection comes after it, and a connection that broke holds nothing.
      if (isHeld) void sql.unsafe("select pg_advisory_unlock(hashtextextended($1, 0))", [lane]).catch(() => {});
    }
  }

  private async take(sql: SQL, lane: string): Promise<boolean> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const [row] = (await sql.unsafe("select pg_try_advisory_lock(hashtextextended($1, 0)) as held", [lane])) as { held: boolean }[];
      if (row!.held) return true;
      if (performance.now() > deadline) break;
      await Bun.sleep(Math.random() * PAUSE_MS);
    }
    this.leftAlone.set(lane, true);
    return false;
  }
}
