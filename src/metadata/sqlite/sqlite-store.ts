// The MetadataStore on SQLite: one writing connection whose transactions queue, and a read-only connection beside it (WAL),
// so that readers never wait for a writer and never see what is not committed.
import { Database } from "bun:sqlite";
import { BusyError } from "../../lib/busy-error.ts";
import { nextTurn } from "../../lib/next-turn.ts";
import { NoSpaceError } from "../../lib/no-space-error.ts";
import { MetadataReader, type MetadataStore, MetadataWriter, type TransactionOptions } from "../metadata-store.ts";
import { NEWEST_VERSION, SchemaTooNewError } from "../migrations/migrations.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { schemaVersion } from "./sqlite-migrator.ts";

interface QueuedTransaction {
  readonly work: (tx: MetadataWriter) => Promise<unknown>;
  readonly durable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What one commit covers at most: a bound on how long another process waits for the write lock. */
const BATCH_LIMIT = 64;

/** A page of a list touches hundreds of places of a large database: in SQLite's own 2 MiB they push each other out. */
const READ_CACHE_KIB = 32 * 1024;

export class SqliteStore implements MetadataStore {
  readonly read: MetadataReader;
  private readonly writer: Database;
  private readonly reader: Database;
  private readonly tx: MetadataWriter;
  private readonly queue: QueuedTransaction[] = [];
  private draining: Promise<void> | undefined;

  /** Throws SchemaTooNewError when a newer Aerugo wrote the database. The schema must be present: see migrate(). */
  constructor(path: string) {
    this.writer = openDatabase(path);
    const version = schemaVersion(this.writer);
    if (version > NEWEST_VERSION) {
      this.writer.close();
      throw new SchemaTooNewError(version);
    }
    this.reader = openDatabase(path);
    this.reader.run("pragma query_only = on");
    this.reader.run(`pragma cache_size = -${READ_CACHE_KIB}`);
    this.tx = new MetadataWriter(new SqliteConnection(this.writer));
    this.read = new MetadataReader(new SqliteConnection(this.reader));
  }

  transaction<T>(work: (tx: MetadataWriter) => Promise<T>, { durable = true }: TransactionOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ work, durable, resolve: resolve as (value: unknown) => void, reject });
      this.draining ??= this.drain();
    });
  }

  async ping(): Promise<void> {
    this.reader.query("select 1").get();
  }

  async close(): Promise<void> {
    await this.draining;
    this.reader.close();
    this.writer.close();
  }

  /** Transactions that arrive in one turn of the event loop share one commit, and with it one fsync. */
  private async drain(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await nextTurn();
        await this.commitTogether(this.queue.splice(0, BATCH_LIMIT));
      }
    } finally {
      this.draining = undefined;
    }
  }

  private async commitTogether(batch: readonly QueuedTransaction[]): Promise<void> {
    const settle: (() => void)[] = [];
    try {
      this.writer.run(batch.some(({ durable }) => durable) ? "pragma synchronous = full" : "pragma synchronous = normal");
      this.writer.run("begin immediate");
      for (const transaction of batch) settle.push(await this.runOne(transaction));
      this.writer.run("commit");
    } catch (error) {
      this.rollback();
      const reason = asStoreError(error);
      for (const { reject } of batch) reject(reason);
      return;
    }
    for (const answer of settle) answer();
  }

  /** Each transaction has a savepoint of its own: one that throws takes nothing of its neighbours with it. */
  private async runOne({ work, resolve, reject }: QueuedTransaction): Promise<() => void> {
    this.writer.run("savepoint one");
    try {
      const value = await work(this.tx);
      this.writer.run("release one");
      return () => resolve(value);
    } catch (error) {
      // Trouble with the disk has SQLite roll everything back by itself; then the whole batch fails, for the true reason.
      if (isFull(error) || !this.writer.inTransaction) throw error;
      this.writer.run("rollback to one");
      this.writer.run("release one");
      return () => reject(error);
    }
  }

  /** Never throws: whoever waits for the batch must hear why it failed. What cannot be rolled back was not committed either. */
  private rollback(): void {
    try {
      if (this.writer.inTransaction) this.writer.run("rollback");
    } catch {
      // The next "begin" reports a connection that is beyond help.
    }
  }
}

export function openDatabase(path: string): Database {
  const database = new Database(path, { create: true, strict: true });
  database.run("pragma busy_timeout = 10000");
  database.run("pragma journal_mode = wal");
  database.run("pragma foreign_keys = on");
  database.run("pragma synchronous = full");
  return database;
}

function asStoreError(error: unknown): unknown {
  if (isFull(error)) return new NoSpaceError("the disk that holds the metadata is full", { cause: error });
  const isBusy = (error as { code?: string }).code === "SQLITE_BUSY";
  return isBusy ? new BusyError("another process holds the database", { cause: error }) : error;
}

function isFull(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === "SQLITE_FULL" || code === "SQLITE_IOERR_WRITE" || code === "SQLITE_IOERR_SHMSIZE";
}
