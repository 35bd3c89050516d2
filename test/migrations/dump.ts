// A SQLite database as SQL text that makes it again: what a released schema leaves behind for the tests of later ones.
import type { Database } from "bun:sqlite";
import { join } from "node:path";

/** Of the robot `acme+ci` in schemas from the second on: good for nothing but these tests. */
export const ROBOT_TOKEN = "aer_rob_0123456789abcdefghijABCDEFGHIJ0108Twdq";

/** The key that the kept schemas were sealed with. */
export async function writeSecretKey(dataDir: string): Promise<void> {
  await Bun.write(join(dataDir, "secret.key"), Buffer.alloc(32, 7).toString("base64"));
}

interface Master {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Tables with their rows, then indexes; statements end with a semicolon at the end of a line. */
export function dump(database: Database): string {
  const lines: string[] = [];
  // Rows need the tables that they refer to, so tables come in the order in which they were made.
  const entries = masterOf(database, "rowid");
  for (const { name, sql } of entries.filter(({ type }) => type === "table")) {
    lines.push(`${sql};`);
    const rows = database.query(`select * from "${name}"`).values() as unknown[][];
    lines.push(...rows.map((row) => `insert into "${name}" values (${row.map(literal).join(", ")});`));
  }
  lines.push(...entries.filter(({ type }) => type !== "table").map(({ sql }) => `${sql};`));
  return `${lines.join("\n")}\n`;
}

/** What makes each table and index, by name; not what SQLite makes by itself. */
export function schemaOf(database: Database): Master[] {
  return masterOf(database, "type, name");
}

function masterOf(database: Database, order: string): Master[] {
  const query = `select type, name, sql from sqlite_master where name not like 'sqlite_%' order by ${order}`;
  return database.query(query).all() as Master[];
}

function literal(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}
