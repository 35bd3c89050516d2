// The MetadataStore on PostgreSQL. Transactions are serializable: two that would not have come out the same one after the other do not
// both commit, so that services may look before they write as they do on SQLite. The one that lost is run again.
import { SQL } from "bun";
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import { MetadataReader, type MetadataStore, MetadataWriter, type TransactionOptions } from "../metadata-store.ts";
import { NEWEST_VERSION, SchemaTooNewError } from "../migrations/migrations.ts";
import { type Executor, PostgresConnection } from "./postgres-connection.ts";
import { asStoreError, isConflict, isDisconnected } from "./postgres-errors.ts";
import { schemaVersion } from "./postgres-migrator.ts";

export interface PostgresSettings {
  readonly url: string;
  /** Connections of this process, for reading and writing together. */
  readonly poolSize: number;
}

/** Transactions on the same rows cost each other attempts: more of them at once would not be faster. */
const WRITES_AT_ONCE = 8;
const WRITES_WAITING = 2000;
/** After that many lost races the client is told to come back. */
const ATTEMPTS = 40;
const PAUSE_MS = 4;
const CONNECTION_TIMEOUT_SECONDS = 10;
const CLOSE_TIMEOUT_SECONDS = 5;

export function openPool({ url, poolSize }: PostgresSettings): SQL {
  return new SQL({
    url,
    max: poolSize,
    bigint: true,
    connectionTimeout: CONNECTION_TIMEOUT_SECONDS,
    connection: {
      application_name: "aerugo",
      // A statement of ours that takes this long has met trouble; its connection is worth more than its answer.
      statement_timeout: 30_000,
      lock_timeout: 20_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  });
}

export class PostgresStore implements MetadataStore {
  readonly read: MetadataReader;
  private readonly writes = new BoundedQueue({ atOnce: WRITES_AT_ONCE, waiting: WRITES_WAITING });

  private constructor(private readonly pool: SQL) {
    this.read = new MetadataReader(new PostgresConnection({ unsafe: (text, values) => this.query(text, values) }));
  }

  /** Throws SchemaTooNewError when a newer Aerugo wrote the database. The schema must be present: see migrate(). */
  static async open(settings: PostgresSettings): Promise<PostgresStore> {
    const pool = openPool(settings);
    const version = await schemaVersion(pool);
    if (version <= NEWEST_VERSION) return new PostgresStore(pool);
    await pool.close({ timeout: CLOSE_TIMEOUT_SECONDS });
    throw new SchemaTooNewError(version);
  }

  transaction<T>(work: (tx: MetadataWriter) => Promise<T>, { durable = true }: TransactionOptions = {}): Promise<T> {
    return this.writes.run(() => this.retried(work, durable));
  }

  async ping(): Promise<void> {
    await this.query("select 1", []);
  }

  async close(): Promise<void> {
    // Without a limit it was seen to wait for ever.
    await this.pool.close({ timeout: CLOSE_TIMEOUT_SECONDS });
  }

  private async query(text: string, values: unknown[]): ReturnType<Executor["unsafe"]> {
    try {
      return await (this.pool as unknown as Executor).unsafe(text, values);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  private async retried<T>(work: (tx: MetadataWriter) => Promise<T>, durable: boolean): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work, durable);
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw asStoreError(error);
        await Bun.sleep(Math.random() * PAUSE_MS * Math.min(attempt, 10));
      }
    }
  }

  private async once<T>(work: (tx: MetadataWriter) => Promise<T>, durable: boolean): Promise<T> {
    let isDone = false;
    try {
      const value: unknown = await this.pool.begin("isolation level serializable", async (tx) => {
        if (!durable) await tx.unsafe("set local synchronous_commit = off");
        const result = await work(new MetadataWriter(new PostgresConnection(tx as unknown as Executor)));
        isDone = true;
        return { result };
      });
      return (value as { result: T }).result;
    } catch (error) {
      // The connection broke at the commit: whether it happened is not known, and must not be reported as "it did not".
      if (isDone && isDisconnected(error))
        throw new Error("the database connection broke while a change was being committed", { cause: error });
      throw error;
    }
  }
}
