// The database behind an app, past everything that Aerugo does with it.
import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { TestApp } from "./app.ts";

const TABLES = {
  sqlite: "select name from sqlite_master where type = 'table'",
  postgres: "select table_name as name from information_schema.tables where table_schema = 'public'",
};

const UNCHECKED = { sqlite: "pragma foreign_keys = off", postgres: "set session_replication_role = replica" };

/** Each of the statements by itself; resolves to their rows. */
export async function runRaw(app: TestApp, ...statements: readonly string[]): Promise<unknown[][]> {
  if (app.databaseUrl === undefined) {
    using database = new Database(join(app.dataDir, "aerugo.db"));
    return statements.map((sql) => database.query(sql).all());
  }
  await using database = new SQL({ url: app.databaseUrl, max: 1 });
  const found: unknown[][] = [];
  for (const sql of statements) found.push((await database.unsafe(sql)) as unknown[]);
  return found;
}

/** The same without a look at foreign keys, as a database that has lost rows would be found. */
export function damageRows(app: TestApp, ...statements: readonly string[]): Promise<unknown[][]> {
  return runRaw(app, app.databaseUrl === undefined ? UNCHECKED.sqlite : UNCHECKED.postgres, ...statements);
}

/** Every row of every table, by the table's name. */
export async function everyRow(app: TestApp): Promise<ReadonlyMap<string, unknown[]>> {
  const [tables] = await runRaw(app, app.databaseUrl === undefined ? TABLES.sqlite : TABLES.postgres);
  const names = (tables as { name: string }[]).map(({ name }) => name);
  const rows = await runRaw(app, ...names.map((name) => `select * from "${name}"`));
  return new Map(names.map((name, index) => [name, rows[index]!]));
}
