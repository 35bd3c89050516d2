// The connections of this process to PostgreSQL. Each is used by one query or transaction at a time, and every wait has an end: for a free
// connection, for a new one, and for an answer. Bun's own pool has no such end for the first and the last, and does not say on which of its
// connections a query waits; so each connection here is a client of its own, which can be thrown away with all that hangs on it.
import { SQL } from "bun";
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import { BusyError } from "../../lib/busy-error.ts";
import { CommitInDoubtError } from "../../lib/commit-in-doubt-error.ts";
import { isDisconnected } from "./postgres-errors.ts";

export interface PostgresSettings {
  readonly url: string;
  /** Connections of this process, for reading and writing together; two at least. */
  readonly poolSize: number;
  /** For a connection to be made, and for one that was idle to show that it is still there. */
  readonly connectTimeoutSeconds: number;
  /** For one statement. */
  readonly statementTimeoutSeconds: number;
  /** For a free connection. */
  readonly queueTimeoutSeconds: number;
  /** Whether a pooler stands in between, which gives each transaction another connection: nothing may be left behind on one. */
  readonly isPooled: boolean;
  /** The certificate of who vouches for the server's; the system's own when undefined. */
  readonly caFile: string | undefined;
}

/** One use of a connection. */
export interface Loan {
  readonly sql: SQL;
  /** To be called with every answer: silence is what the pool measures. */
  heard(): void;
}

export const WAITING = 2000;
const WATCH_EVERY_MS = 250;
/** The server cancels a statement in time itself, as long as it can be heard. */
const GRACE_MS = 2000;
/** A firewall forgets idle connections after minutes, a dead machine at once; asking costs one round trip. */
const UNPROVEN_AFTER_MS = 5000;
/**
 * A node that goes silent in a transaction leaves its locks behind, and the server hears nothing of its end: others wait for no longer than this, which
 * is less than a statement may take. Nothing of ours waits for anything but the database in a transaction.
 */
const IDLE_IN_TRANSACTION_MS = 5000;
/** Copies write what they read to wherever it goes. */
const IDLE_IN_LONG_TRANSACTION_MS = 60_000;

class Slot implements Loan {
  isCut = false;
  private heardAt = performance.now();
  /** While something is awaited from it: how long it may be silent. */
  private patienceMs = Infinity;

  constructor(
    readonly sql: SQL,
    public isFresh = true,
  ) {}

  get isProven(): boolean {
    return this.isFresh || performance.now() - this.heardAt < UNPROVEN_AFTER_MS;
  }

  get isSilent(): boolean {
    return performance.now() - this.heardAt > this.patienceMs;
  }

  heard(): void {
    this.heardAt = performance.now();
  }

  expectWithin(ms: number): void {
    this.heard();
    this.patienceMs = ms;
  }

  /** It may have met what another connection just met. */
  doubt(): void {
    this.heardAt = -Infinity;
  }

  /** Cuts the connection; what waits for its answer fails at once. */
  cut(): void {
    this.isCut = true;
    void this.sql.close({ timeout: 0 }).catch(() => {});
  }
}

export class PostgresPool {
  private readonly queue: BoundedQueue;
  private readonly idle: Slot[] = [];
  private readonly busy = new Set<Slot>();
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly settings: PostgresSettings) {
    this.queue = new BoundedQueue({ atOnce: settings.poolSize, waiting: WAITING, waitMs: settings.queueTimeoutSeconds * 1000 });
  }

  /** Throws BusyError, without having started, when no connection is free in time, and when its answer did not come in time. */
  use<T>(work: (loan: Loan) => Promise<T>): Promise<T> {
    return this.queue.run(async () => {
      const slot = await this.take();
      let isUsable = true;
      try {
        return await work(slot);
      } catch (error) {
        const isBroken = isDisconnected(error);
        isUsable = !isBroken && !(error instanceof CommitInDoubtError);
        // Whoever retries needs another connection: there is none when a new one failed, and no time when this one was silent.
        throw isBroken && (slot.isCut || slot.isFresh) ? new BusyError("the database does not answer", { cause: error }) : error;
      } finally {
        this.giveBack(slot, isUsable);
      }
    });
  }

  /** What is still under way fails. */
  close(): void {
    for (const slot of [...this.busy, ...this.idle.splice(0)]) slot.cut();
  }

  private async take(): Promise<Slot> {
    const slot = this.idle.pop();
    if (slot) {
      this.lend(slot);
      if (slot.isProven || (await this.proves(slot))) return this.expectAnswers(slot);
      this.giveBack(slot, false);
      // Not one after the other: whoever waits here waited long enough.
      for (const other of this.idle.splice(0)) other.cut();
    }
    const made = new Slot(openConnection(this.settings, IDLE_IN_TRANSACTION_MS));
    this.lend(made);
    return this.expectAnswers(made);
  }

  private lend(slot: Slot): void {
    this.busy.add(slot);
    this.watch ??= setInterval(() => this.cutTheSilent(), WATCH_EVERY_MS).unref();
  }

  private expectAnswers(slot: Slot): Slot {
    const connectingMs = slot.isFresh ? this.settings.connectTimeoutSeconds * 1000 : 0;
    slot.expectWithin(connectingMs + this.settings.statementTimeoutSeconds * 1000 + GRACE_MS);
    return slot;
  }

  private async proves(slot: Slot): Promise<boolean> {
    slot.expectWithin(this.settings.connectTimeoutSeconds * 1000);
    try {
      await slot.sql.unsafe("select 1");
      return true;
    } catch {
      return false;
    }
  }

  private giveBack(slot: Slot, isUsable: boolean): void {
    this.busy.delete(slot);
    slot.isFresh = false;
    if (isUsable) {
      this.idle.push(slot);
    } else {
      slot.cut();
      for (const other of this.idle) other.doubt();
    }
  }

  private cutTheSilent(): void {
    for (const slot of this.busy) if (slot.isSilent) slot.cut();
    if (this.busy.size > 0) return;
    clearInterval(this.watch);
    this.watch = undefined;
  }
}

/** A single connection, made with its first query. */
export function openConnection(
  { url, connectTimeoutSeconds, statementTimeoutSeconds, isPooled, caFile }: PostgresSettings,
  idleInTransactionMs = IDLE_IN_LONG_TRANSACTION_MS,
): SQL {
  const parameters = {
    statement_timeout: statementTimeoutSeconds * 1000,
    idle_in_transaction_session_timeout: idleInTransactionMs,
  };
  return new SQL({
    url,
    max: 1,
    bigint: true,
    connectionTimeout: connectTimeoutSeconds,
    prepare: !isPooled,
    ...(caFile === undefined ? {} : { tls: { ca: Bun.file(caFile) } }),
    // A pooler refuses parameters that it would have to remember for each client; transactions set them for themselves.
    connection: { application_name: "aerugo", ...(isPooled ? {} : parameters) },
  });
}
