// The MetadataStore on PostgreSQL. Transactions are serializable: two that would not have come out the same one after the other do not
// both commit, so that services may look before they write as they do on SQLite. The one that lost is run again.
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import { CommitInDoubtError } from "../../lib/commit-in-doubt-error.ts";
import { Lanes } from "../../lib/lanes.ts";
import { MetadataReader, type MetadataStore, MetadataWriter, type TransactionOptions } from "../metadata-store.ts";
import { NEWEST_VERSION, SchemaTooNewError } from "../migrations/migrations.ts";
import { type Executor, PostgresConnection } from "./postgres-connection.ts";
import { LaneLocks } from "./lane-locks.ts";
import { asStoreError, isConflict, isDisconnected } from "./postgres-errors.ts";
import { schemaVersion } from "./postgres-migrator.ts";
import { type Loan, PostgresPool, type PostgresSettings, WAITING } from "./postgres-pool.ts";

/** Transactions on the same rows cost each other attempts: more of them at once would not be faster. */
const WRITES_AT_ONCE = 8;
/** After that many lost races the client is told to come back. */
const ATTEMPTS = 40;
const PAUSE_MS = 4;
const CLOSE_TIMEOUT_SECONDS = 5;

export class PostgresStore implements MetadataStore {
  readonly read: MetadataReader;
  private readonly pool: PostgresPool;
  private readonly writes: BoundedQueue;
  private readonly lanes: Lanes;
  private readonly locks: LaneLocks;
  private underWay = 0;
  private settled: (() => void) | undefined;

  private constructor(private readonly settings: PostgresSettings) {
    this.pool = new PostgresPool(settings);
    const { poolSize, queueTimeoutSeconds } = settings;
    // One connection at least is left to readers.
    const atOnce = Math.min(WRITES_AT_ONCE, poolSize - 1);
    const waitMs = queueTimeoutSeconds * 1000;
    this.writes = new BoundedQueue({ atOnce, waiting: WAITING, waitMs });
    this.lanes = new Lanes({ waiting: WAITING, waitMs });
    this.locks = new LaneLocks(settings);
    this.read = new MetadataReader(new PostgresConnection({ unsafe: (text, values) => this.query(text, values) }));
  }

  /** Throws SchemaTooNewError when a newer Aerugo wrote the database, and PostgresTooOldError. The schema must be present: see migrate(). */
  static async open(settings: PostgresSettings): Promise<PostgresStore> {
    const store = new PostgresStore(settings);
    try {
      const version = await store.pool.use(({ sql }) => schemaVersion(sql));
      if (version > NEWEST_VERSION) throw new SchemaTooNewError(version);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  transaction<T>(work: (tx: MetadataWriter) => Promise<T>, { durable = true, lane }: TransactionOptions = {}): Promise<T> {
    const run = () => this.writes.run(() => this.retried(work, { durable, lane }));
    return this.tracked(() => (lane === undefined ? run() : this.lanes.run(lane, run)));
  }

  async ping(): Promise<void> {
    await this.query("select 1", []);
  }

  /** Milliseconds since the Unix epoch, by the server's clock: the one that all nodes can ask. */
  async time(): Promise<number> {
    const [row] = await this.query("select (extract(epoch from clock_timestamp()) * 1000)::bigint as time", []);
    return Number(row!["time"]);
  }

  /** Lets what is under way end, for a while. */
  async close(): Promise<void> {
    if (this.underWay > 0) {
      const settled = new Promise<void>((resolve) => (this.settled = resolve));
      await Promise.race([settled, Bun.sleep(CLOSE_TIMEOUT_SECONDS * 1000)]);
    }
    this.pool.close();
  }

  private async tracked<T>(work: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.settled?.();
    }
  }

  private query(text: string, values: unknown[]): ReturnType<Executor["unsafe"]> {
    return this.tracked(async () => {
      try {
        return await this.readTwice(text, values);
      } catch (error) {
        throw asStoreError(error);
      }
    });
  }

  /** Reading again does no harm, and a connection that was cut while nobody used it shows that only now. */
  private async readTwice(text: string, values: unknown[]): ReturnType<Executor["unsafe"]> {
    const read = () => this.pool.use((loan) => heardBy(loan, loan.sql as unknown as Executor).unsafe(text, values));
    try {
      return await read();
    } catch (error) {
      if (!isDisconnected(error)) throw error;
      return await read();
    }
  }

  private async retried<T>(
    work: (tx: MetadataWriter) => Promise<T>,
    { durable, lane }: { durable: boolean; lane: string | undefined },
  ): Promise<T> {
    let hasBegun = false;
    const begin = (tx: MetadataWriter) => {
      hasBegun = true;
      return work(tx);
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.pool.use((loan) => this.locks.hold(loan.sql, lane, () => this.once(loan, begin, durable)));
      } catch (error) {
        // As when reading: the connection was cut while nobody used it.
        const wasCutBefore = !hasBegun && attempt === 1 && isDisconnected(error);
        if (wasCutBefore) continue;
        if (!isConflict(error) || attempt === ATTEMPTS) throw asStoreError(error);
        await Bun.sleep(Math.random() * PAUSE_MS * Math.min(attempt, 10));
      }
    }
  }

  private async once<T>(loan: Loan, work: (tx: MetadataWriter) => Promise<T>, durable: boolean): Promise<T> {
    let isDone = false;
    try {
      const value: unknown = await loan.sql.begin("isolation level serializable", async (tx) => {
        const executor = heardBy(loan, tx as unknown as Executor);
        const parameters = this.parametersOf(durable);
        if (parameters.length > 0) await executor.unsafe(setLocal(parameters), []);
        const result = await work(new MetadataWriter(new PostgresConnection(executor)));
        isDone = true;
        return { result };
      });
      return (value as { result: T }).result;
    } catch (error) {
      // The connection broke at the commit: whether it happened is not known, and must not be reported as "it did not".
      if (isDone && isDisconnected(error)) throw new CommitInDoubtError({ cause: error });
      throw error;
    }
  }

  /** What this transaction needs that its connection does not have by itself. */
  private parametersOf(durable: boolean): (readonly [name: string, value: string])[] {
    const { isPooled, statementTimeoutSeconds } = this.settings;
    return [
      ...(durable ? [] : [["synchronous_commit", "off"] as const]),
      ...(isPooled ? [["statement_timeout", `${statementTimeoutSeconds}s`] as const] : []),
    ];
  }
}

/** One round trip, however many. */
function setLocal(parameters: readonly (readonly [name: string, value: string])[]): string {
  return `select ${parameters.map(([name, value]) => `set_config('${name}', '${value}', true)`).join(", ")}`;
}

function heardBy(loan: Loan, executor: Executor): Executor {
  return {
    unsafe: async (text, values) => {
      const rows = await executor.unsafe(text, values);
      loan.heard();
      return rows;
    },
  };
}
