// Databases for whole apps: with AERUGO_TEST_POSTGRES naming a cluster (postgres://user@host:port), every app that a test starts
// keeps its metadata in a database of its own there instead of in SQLite.
import { SQL } from "bun";

/** With the newest schema in it: copying it is faster than making each. */
export const TEMPLATE = "aerugo_template";

export async function postgresDatabase(): Promise<string | undefined> {
  const cluster = process.env.AERUGO_TEST_POSTGRES;
  if (!cluster) return undefined;
  const name = `app_${crypto.randomUUID().replaceAll("-", "")}`;
  await administer(cluster, async (admin) => {
    const [template] = (await admin.unsafe("select 1 from pg_database where datname = $1", [TEMPLATE])) as unknown[];
    await admin.unsafe(`create database ${name}${template ? ` template ${TEMPLATE}` : ""}`);
  });
  return `${cluster}/${name}`;
}

/** Each takes 10 MB of disk, and a run of all tests makes thousands. */
export async function dropPostgresDatabase(url: string): Promise<void> {
  const split = url.lastIndexOf("/");
  await administer(url.slice(0, split), (admin) => admin.unsafe(`drop database if exists ${url.slice(split + 1)} with (force)`));
}

async function administer(cluster: string, work: (admin: SQL) => Promise<unknown>): Promise<void> {
  const admin = new SQL({ url: `${cluster}/postgres`, max: 1 });
  try {
    await work(admin);
  } finally {
    await admin.close({ timeout: 1 });
  }
}
