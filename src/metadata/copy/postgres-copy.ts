// Tables of a PostgreSQL database, read in one repeatable-read transaction through cursors, and written in one.
import type { SQL } from "bun";
import { openConnection, type PostgresSettings } from "../postgres/postgres-pool.ts";
import { schemaVersion } from "../postgres/postgres-migrator.ts";
import {
  type Cell,
  NotEmptyError,
  quoted,
  rowsAtOnce,
  type Snapshot,
  type TableReader,
  type TableShape,
  type TableWriter,
  tablesInOrder,
  USED_TABLES,
} from "./snapshot.ts";

/** Of one statement; the protocol knows no more than 65 535. */
const PARAMETERS_LIMIT = 30_000;
/** What is read and written here takes its time. */
const NO_TIMEOUTS = ["set local statement_timeout = 0", "set local idle_in_transaction_session_timeout = 0"];

type Executor = { unsafe(text: string, values?: unknown[]): Promise<Record<string, unknown>[]> };

export class PostgresTables implements TableReader, TableWriter {
  private constructor(
    private readonly sql: SQL,
    readonly version: number,
  ) {}

  static async open(settings: PostgresSettings): Promise<PostgresTables> {
    const sql = openConnection(settings);
    return new PostgresTables(sql, await schemaVersion(sql));
  }

  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const value: unknown = await this.sql.begin("isolation level repeatable read read only", async (tx) => {
      for (const statement of NO_TIMEOUTS) await tx.unsafe(statement);
      return { result: await work(await this.seenBy(tx as unknown as Executor)) };
    });
    return (value as { result: T }).result;
  }

  private async seenBy(tx: Executor): Promise<Snapshot> {
    const tables = tablesInOrder();
    return { version: this.version, tables, sequences: await sequencesOf(tx, tables), rows: (table) => rowsOf(tx, table) };
  }

  /** Connections to this database that other processes of ours have. */
  async otherSessions(): Promise<number> {
    const query = `select count(*)::integer as others from pg_stat_activity
      where datname = current_database() and application_name = 'aerugo' and pid <> pg_backend_pid()`;
    const [row] = (await this.sql.unsafe(query)) as { others: number }[];
    return row!.others;
  }

  async isEmpty(): Promise<boolean> {
    return (await usedTable(this.sql as unknown as Executor)) === undefined;
  }

  async load(
    tables: AsyncIterable<{ table: TableShape; rows: Cell[][] }>,
    sequences: Readonly<Record<string, number>>,
    check?: (written: Snapshot) => Promise<void>,
  ): Promise<void> {
    await this.sql.begin(async (tx) => {
      for (const statement of NO_TIMEOUTS) await tx.unsafe(statement);
      const executor = tx as unknown as Executor;
      const used = await usedTable(executor);
      if (used) throw new NotEmptyError(used);
      for (const { name } of tablesInOrder().toReversed()) if (name !== "audit_log") await tx.unsafe(`delete from "${name}"`);
      for await (const { table, rows } of tables) await insert(executor, table, rows);
      for (const [table, last] of Object.entries(sequences)) {
        // One that was never used starts at 1, and to say so is to say that 0 was the last.
        await tx.unsafe("select setval(pg_get_serial_sequence($1, 'id'), greatest($2::bigint, 1), $2::bigint > 0)", [table, last]);
      }
      await check?.(await this.seenBy(executor));
    });
  }

  async close(): Promise<void> {
    await this.sql.close({ timeout: 5 });
  }
}

async function usedTable(tx: Executor): Promise<string | undefined> {
  for (const table of USED_TABLES) if ((await tx.unsafe(`select 1 from "${table}" limit 1`)).length > 0) return table;
  return undefined;
}

async function* rowsOf(tx: Executor, table: TableShape): AsyncIterable<Cell[][]> {
  const atOnce = rowsAtOnce(table);
  await tx.unsafe(`declare copied no scroll cursor for select ${quoted(table)} from "${table.name}"`);
  try {
    for (;;) {
      const rows = await tx.unsafe(`fetch ${atOnce} from copied`);
      if (rows.length > 0) yield rows.map((row) => table.columns.map((column) => toCell(row[column])));
      if (rows.length < atOnce) return;
    }
  } finally {
    await tx.unsafe("close copied");
  }
}

async function sequencesOf(tx: Executor, tables: readonly TableShape[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name } of tables.filter(({ columns }) => columns.includes("id"))) {
    const [sequence] = await tx.unsafe("select pg_get_serial_sequence($1, 'id') as name", [name]);
    if (!sequence?.["name"]) continue;
    const [state] = await tx.unsafe(`select last_value, is_called from ${String(sequence["name"])}`);
    found[name] = state?.["is_called"] ? Number(state["last_value"]) : 0;
  }
  return found;
}

async function insert(tx: Executor, table: TableShape, rows: readonly Cell[][]): Promise<void> {
  const width = table.columns.length;
  const atOnce = Math.floor(PARAMETERS_LIMIT / width);
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    const values = some.map((_, row) => `(${table.columns.map((__, column) => `$${row * width + column + 1}`).join(", ")})`);
    const text = `insert into "${table.name}" (${quoted(table)}) overriding system value values ${values.join(", ")}`;
    await tx.unsafe(text, some.flat().map(withoutNul));
  }
}

function toCell(value: unknown): Cell {
  if (typeof value === "bigint") return Number(value);
  return value instanceof Uint8Array || typeof value === "string" || typeof value === "number" ? value : null;
}

/** PostgreSQL refuses U+0000 in a text; see PostgresConnection. */
function withoutNul(value: Cell): Cell {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\u0001") : value;
}
