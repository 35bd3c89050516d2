// Databases for whole apps: with AERUGO_TEST_POSTGRES naming a cluster (postgres://user@host:port), every app that a test starts
// keeps its metadata in a database of its own there instead of in SQLite. A database whose app is closed is emptied and given to the next one:
// making one takes as long as a hundred small tests.
import { SQL } from "bun";

/** With the newest schema in it: copying it is faster than making each. */
export const TEMPLATE = "aerugo_template";

const emptied: string[] = [];

export async function postgresDatabase(): Promise<string | undefined> {
  const cluster = process.env.AERUGO_TEST_POSTGRES;
  if (!cluster) return undefined;
  return emptied.pop() ?? makeDatabase(cluster);
}

/** Nobody uses it any more. */
export async function returnPostgresDatabase(url: string): Promise<void> {
  await using sql = new SQL({ url, max: 1 });
  resetting ??= resetOf(sql);
  await sql.unsafe(await resetting).simple();
  emptied.push(url);
}

async function makeDatabase(cluster: string): Promise<string> {
  const name = `app_${crypto.randomUUID().replaceAll("-", "")}`;
  await using admin = new SQL({ url: `${cluster}/postgres`, max: 1 });
  const [template] = (await admin.unsafe("select 1 from pg_database where datname = $1", [TEMPLATE])) as unknown[];
  await admin.unsafe(`create database ${name}${template ? ` template ${TEMPLATE}` : ""}`);
  return `${cluster}/${name}`;
}

/** The same for all of them, as long as the schema is. */
let resetting: Promise<string> | undefined;

/** Rows that the schema itself brings along, which are put back. */
const BUILTIN = [
  "insert into namespaces (name, kind, created_at) values ('library', 'builtin', 0)",
  "insert into namespace_usage (namespace_id, repositories, logical_bytes, unique_bytes) select id, 0, 0, 0 from namespaces",
];

/** Triggers and foreign keys do not look: some tables must never lose a row otherwise. */
async function resetOf(sql: SQL): Promise<string> {
  const tables = (await sql.unsafe(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'",
  )) as { name: string }[];
  const sequences = (await sql.unsafe("select sequencename as name from pg_sequences where schemaname = 'public'")) as { name: string }[];
  return [
    "begin",
    "set local session_replication_role = replica",
    ...tables.map(({ name }) => `delete from "${name}"`),
    ...sequences.map(({ name }) => `alter sequence "${name}" restart`),
    ...BUILTIN,
    "commit",
  ].join(";");
}
