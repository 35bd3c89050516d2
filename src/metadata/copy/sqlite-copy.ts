// Tables of a SQLite database, read in one transaction beside its writer, and written in one.
import type { Database } from "bun:sqlite";
import { MIGRATIONS } from "../migrations/migrations.ts";
import { migrationSql } from "../migrations/migrations.ts";
import { sqliteDialect } from "../dialect/sqlite.ts";
import { schemaVersion } from "../sqlite/sqlite-migrator.ts";
import { openDatabase } from "../sqlite/sqlite-store.ts";
import {
  type Cell,
  LEDGER,
  NotEmptyError,
  quoted,
  rowsAtOnce,
  shapesOf,
  type Snapshot,
  type TableReader,
  type TableShape,
  type TableWriter,
  USED_TABLES,
} from "./snapshot.ts";

export class SqliteTables implements TableReader, TableWriter {
  readonly version: number;

  constructor(private readonly database: Database) {
    this.version = schemaVersion(database);
  }

  static open(path: string): SqliteTables {
    return new SqliteTables(openDatabase(path));
  }

  /** With the schema of an earlier version, for rows of that time. */
  static ofVersion(path: string, version: number): SqliteTables {
    const database = openDatabase(path);
    for (const migration of MIGRATIONS.filter((each) => each.version <= version)) {
      for (const sql of migrationSql(sqliteDialect, migration)) database.run(sql);
    }
    database.run(`create table ${LEDGER} (version integer primary key, name text not null, applied_at bigint not null)`);
    for (const { version: each, name } of MIGRATIONS.filter((migration) => migration.version <= version)) {
      database.query(`insert into ${LEDGER} values (?, ?, 0)`).run(each, name);
    }
    return new SqliteTables(database);
  }

  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    this.database.run("begin");
    try {
      // Its first read is the moment that the rest of the transaction sees.
      return await work(this.seen());
    } finally {
      this.database.run("rollback");
    }
  }

  async isEmpty(): Promise<boolean> {
    return this.usedTable() === undefined;
  }

  async load(
    tables: AsyncIterable<{ table: TableShape; rows: Cell[][] }>,
    sequences: Readonly<Record<string, number>>,
    check?: (written: Snapshot) => Promise<void>,
  ): Promise<void> {
    this.database.run("pragma foreign_keys = off");
    this.database.run("begin immediate");
    try {
      const used = this.usedTable();
      if (used) throw new NotEmptyError(used);
      for (const { name } of shapesOf(this.database).toReversed()) if (name !== "audit_log") this.database.run(`delete from "${name}"`);
      for await (const { table, rows } of tables) {
        const insert = this.database.query(
          `insert into "${table.name}" (${quoted(table)}) values (${table.columns.map(() => "?").join(", ")})`,
        );
        for (const row of rows) insert.run(...row);
      }
      for (const [table, last] of Object.entries(sequences)) this.setSequence(table, last);
      const broken = this.database.query("pragma foreign_key_check").get();
      if (broken) throw new Error(`rows refer to others that are not there: ${JSON.stringify(broken)}`);
      await check?.(this.seen());
      this.database.run("commit");
    } finally {
      if (this.database.inTransaction) this.database.run("rollback");
      this.database.run("pragma foreign_keys = on");
    }
  }

  async close(): Promise<void> {
    this.database.close();
  }

  async *rows(table: TableShape): AsyncIterable<Cell[][]> {
    let batch: Cell[][] = [];
    // Not `iterate()`: it gives rows as objects, and a table's rows are many.
    const atOnce = rowsAtOnce(table);
    const page = this.database.query(`select rowid, ${quoted(table)} from "${table.name}" where rowid > ? order by rowid limit ${atOnce}`);
    for (let after = -1; ;) {
      const rows = page.values(after) as Cell[][];
      batch = rows.map((row) => row.slice(1));
      if (batch.length > 0) yield batch;
      if (rows.length < atOnce) return;
      after = Number(rows.at(-1)![0]);
    }
  }

  sequences(): Record<string, number> {
    return Object.fromEntries(
      this.database
        .query("select name, seq from sqlite_sequence")
        .values()
        .map(([name, last]) => [String(name), Number(last)]),
    );
  }

  shapes(): TableShape[] {
    return shapesOf(this.database);
  }

  private usedTable(): string | undefined {
    return this.shapes()
      .map(({ name }) => name)
      .filter((name) => USED_TABLES.includes(name))
      .find((name) => this.database.query(`select 1 from "${name}" limit 1`).get() !== null);
  }

  private seen(): Snapshot {
    const version = schemaVersion(this.database);
    return { version, tables: shapesOf(this.database), sequences: this.sequences(), rows: (table) => this.rows(table) };
  }

  private setSequence(table: string, last: number): void {
    this.database.query("delete from sqlite_sequence where name = ?").run(table);
    this.database.query("insert into sqlite_sequence (name, seq) values (?, ?)").run(table, last);
  }
}
