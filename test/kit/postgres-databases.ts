// Databases for whole apps: with AERUGO_TEST_POSTGRES naming a cluster (postgres://user@host:port), every app that a test starts
// keeps its metadata in a database of its own there instead of in SQLite.
import { SQL } from "bun";

/** With the newest schema in it: copying it is faster than making each. */
export const TEMPLATE = "aerugo_template";

export async function postgresDatabase(): Promise<string | undefined> {
  const cluster = process.env.AERUGO_TEST_POSTGRES;
  if (!cluster) return undefined;
  const name = `app_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = new SQL({ url: `${cluster}/postgres`, max: 1 });
  try {
    const [template] = (await admin.unsafe("select 1 from pg_database where datname = $1", [TEMPLATE])) as unknown[];
    await admin.unsafe(`create database ${name}${template ? ` template ${TEMPLATE}` : ""}`);
  } finally {
    await admin.close({ timeout: 1 });
  }
  return `${cluster}/${name}`;
}
