// Tables as plain rows, the same for both databases: what a backup holds, and what moves an installation from one database to the other.
import { Database } from "bun:sqlite";
import { migrate } from "../sqlite/sqlite-migrator.ts";

export type Cell = string | number | null | Uint8Array;

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
}

/** One moment of a database, whatever is written to it meanwhile. */
export interface Snapshot {
  readonly version: number;
  /** Those that others refer to come first. */
  readonly tables: readonly TableShape[];
  /** The next number that each table would not give again, where its rows are counted. */
  readonly sequences: Readonly<Record<string, number>>;
  /** Some hundred at a time. */
  rows(table: TableShape): AsyncIterable<Cell[][]>;
}

export interface TableReader {
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface TableWriter {
  /** The schema that rows must be of. */
  readonly version: number;
  /** Whether nobody has used it yet. */
  isEmpty(): Promise<boolean>;
  /**
   * Everything or nothing: what a new schema comes with gives way to the rows. `check` sees what was written before anybody else does, and
   * takes it back by throwing. Throws NotEmptyError when somebody uses it by now.
   */
  load(
    tables: AsyncIterable<{ table: TableShape; rows: Cell[][] }>,
    sequences: Readonly<Record<string, number>>,
    check?: (written: Snapshot) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Somebody has used it: what is there would be lost. */
export class NotEmptyError extends Error {
  override readonly name = "NotEmptyError";

  constructor(table: string) {
    super(`the database is not empty: there are rows in ${table}`);
  }
}

/** How many migrations a database has seen is its own; which rows it has is what is copied. */
export const LEDGER = "schema_migrations";

/** Asked to tell whether a database is in use; a new schema has none of these. */
export const USED_TABLES: readonly string[] = ["users", "repositories", "blobs", "audit_log"];

/** Every table of the newest schema, those that others refer to first. Asked of a database in memory: both dialects have the same. */
export function tablesInOrder(): TableShape[] {
  return withNewSchema(shapesOf);
}

/** How many rows each table has before anybody used it. */
export function rowsOfNewSchema(): ReadonlyMap<string, number> {
  return withNewSchema((database) => {
    const count = (table: string) => Number(database.query(`select count(*) from "${table}"`).values()[0]![0]);
    return new Map(shapesOf(database).map(({ name }) => [name, count(name)]));
  });
}

function withNewSchema<T>(work: (database: Database) => T): T {
  const database = new Database(":memory:");
  try {
    migrate(database, 0);
    return work(database);
  } finally {
    database.close();
  }
}

export function shapesOf(database: Database): TableShape[] {
  const names = database
    .query("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> ? order by rowid")
    .values(LEDGER)
    .map(([name]) => String(name));
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (ordered.includes(name)) return;
    for (const [, , parent] of database.query(`pragma foreign_key_list("${name}")`).values()) if (parent !== name) visit(String(parent));
    ordered.push(name);
  };
  for (const name of names) visit(name);
  return ordered.map((name) => ({
    name,
    columns: database
      .query(`pragma table_info("${name}")`)
      .values()
      .map(([, column]) => String(column)),
  }));
}

/** Few enough of those that carry whole documents: they are held in memory together. */
export function rowsAtOnce({ columns }: TableShape): number {
  return columns.includes("content") ? 20 : 200;
}

export function quoted({ columns }: TableShape): string {
  return columns.map((column) => `"${column}"`).join(", ");
}
