// Rows written straight into an installation's database, whichever it is: what would take hours to push.
import { SQL } from "bun";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";

/** Digests come in no order: an index that does not fit is read and written anew for each. */
const CACHE_KIB = 512 * 1024;

type Value = string | number | null | Buffer;

/** Of one table; all with the same columns. */
export interface Rows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, Value>>[];
}

/** Made of what has been written before, in words that both databases know. */
export interface Derived {
  readonly derive: string;
}

/** Where an installation's metadata is, or will be. */
export interface Place {
  readonly dataDir: string;
  /** Of a PostgreSQL database with the newest schema; undefined for SQLite in the data folder. */
  readonly databaseUrl: string | undefined;
}

/** In the order given, all or none; the server may run, but must be idle. */
export function writeRows({ dataDir, databaseUrl }: Place, steps: Iterable<Rows | Derived>): Promise<void> {
  return databaseUrl === undefined ? writeToSqlite(dataDir, steps) : writeToPostgres(databaseUrl, steps);
}

async function writeToSqlite(dataDir: string, steps: Iterable<Rows | Derived>): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  using database = openDatabase(join(dataDir, "aerugo.db"));
  migrate(database, 0);
  database.run(`pragma cache_size = -${CACHE_KIB}`);
  const write = database.transaction(() => {
    for (const step of steps) {
      if ("derive" in step) {
        database.run(step.derive);
        continue;
      }
      const { table, rows } = step;
      const columns = Object.keys(rows[0] ?? {});
      const insert = database.query(`insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`);
      for (const row of rows) insert.run(...Object.values(row));
    }
  });
  write();
}

async function writeToPostgres(url: string, steps: Iterable<Rows | Derived>): Promise<void> {
  const sql = new SQL({ url, max: 1 });
  try {
    await sql.begin(async (tx) => {
      // Three million references are right by their making; looking each of them up takes minutes.
      await tx.unsafe("set local session_replication_role = replica");
      for (const step of steps) await ("derive" in step ? tx.unsafe(step.derive) : insertInto(tx, step));
    });
  } finally {
    await sql.close({ timeout: 1 });
  }
}

/** After much was written: what a database that has grown slowly has done long ago, and would otherwise do while it is measured. */
export async function settleDatabase({ databaseUrl }: Place): Promise<void> {
  // SQLite settles when its last connection closes.
  if (databaseUrl === undefined) return;
  const sql = new SQL({ url: databaseUrl, max: 1 });
  try {
    await sql.unsafe("vacuum analyze");
    await sql.unsafe("checkpoint");
  } finally {
    await sql.close({ timeout: 1 });
  }
}

async function insertInto(tx: Pick<SQL, "unsafe">, { table, rows }: Rows): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const names = columns.join(", ");
  await tx.unsafe(
    `insert into ${table} (${names}) overriding system value
     select ${names} from json_populate_recordset(null::${table}, cast($1::text as json))`,
    [JSON.stringify(rows.map(inJson))],
  );
  // A sequence does not see ids that it has not given.
  const lastId = rows.at(-1)?.["id"];
  if (lastId !== undefined) await tx.unsafe("select setval(pg_get_serial_sequence($1, 'id'), $2)", [table, lastId]);
}

/** Bytes as PostgreSQL reads them from a text. */
function inJson(row: Rows["rows"][number]): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? `\\x${value.toString("hex")}` : value]),
  );
}
