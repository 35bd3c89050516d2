// Nodes that start on a shared database: together, on an empty one, and on one that a newer version wrote.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { join } from "node:path";
import { NEWEST_VERSION, SchemaTooNewError } from "../../src/metadata/migrations/migrations.ts";
import { PostgresTooOldError, migrate, schemaVersion } from "../../src/metadata/postgres/postgres-migrator.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const ROOT = join(import.meta.dir, "..", "..");

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("of ten processes that start together on an empty database, one makes the schema", async () => {
    const url = await server.emptyDatabase();
    const outputs = await Promise.all(Array.from({ length: 10 }, () => migrateUp(url)));
    const applied = outputs.map((output) => Number(/applied: (\d+)/.exec(output)?.[1]));
    expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, NEWEST_VERSION]);
    await using database = new SQL({ url, max: 1 });
    expect(await schemaVersion(database)).toBe(NEWEST_VERSION);
  });

  test("one waits for a migration that takes longer than a statement may", async () => {
    const url = await server.emptyDatabase();
    await using other = new SQL({ url, max: 1 });
    const slow = other.begin(async (tx) => {
      await tx.unsafe("select pg_advisory_xact_lock(8247531)");
      await Bun.sleep(2000);
    });
    await Bun.sleep(100);
    expect(await migrateUp(url, "--database-statement-timeout-seconds", "1")).toContain(`applied: ${NEWEST_VERSION}`);
    await slow;
  });

  test("a database of a newer version is refused", async () => {
    const url = await server.database();
    await using database = new SQL({ url, max: 1 });
    await database.unsafe("insert into schema_migrations values ($1, 'future', 0)", [NEWEST_VERSION + 1]);
    await expect(PostgresStore.open(postgresSettings(url))).rejects.toBeInstanceOf(SchemaTooNewError);
  });

  // "Failed to connect", it said, as if there were one place where a database can be.
  test("a database that cannot be had is named, with a code of its own", async () => {
    const away = new URL(await server.emptyDatabase());
    away.port = "1";
    const missing = new URL("/none", away);
    missing.port = String(server.port);
    for (const [url, reason] of [
      [away, `at 127.0.0.1:1 cannot be used`],
      [missing, `the database none of PostgreSQL at 127.0.0.1:${server.port} cannot be used: database "none" does not exist`],
    ] as const) {
      const refused = migrateUp(url.href);
      await expect(refused).rejects.toThrow(reason);
      await expect(refused).rejects.toMatchObject({ cause: { code: 69 } });
    }
  });

  test("a server of an older version is refused before anything is written", async () => {
    const url = await server.emptyDatabase();
    await sayItIsOlder(url);
    await using database = new SQL({ url, max: 1 });

    const refused = migrate(database, 0);

    await expect(refused).rejects.toBeInstanceOf(PostgresTooOldError);
    await expect(refused).rejects.toThrow("is PostgreSQL 14.11, and 15 or newer is needed");
    await expect(PostgresStore.open(postgresSettings(url))).rejects.toBeInstanceOf(PostgresTooOldError);
    expect(await database.unsafe("select tablename from pg_tables where schemaname in ('older', 'public')")).toHaveLength(0);
  });
}

/** From its next connection on. No setting says another version, but a function that is found first does. */
async function sayItIsOlder(url: string): Promise<void> {
  await using database = new SQL({ url, max: 1 });
  await database.unsafe(`create schema older;
    create function older.current_setting(name text) returns text language sql
      as $$ select case name when 'server_version_num' then '140011' else '14.11' end $$;
    alter database ${new URL(url).pathname.slice(1)} set search_path = older, public, pg_catalog`);
}

async function migrateUp(url: string, ...flags: readonly string[]): Promise<string> {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("AERUGO_"));
  const child = Bun.spawn([process.execPath, "src/main.ts", "migrate", "up", "--database-url", url, ...flags], {
    cwd: ROOT,
    env: Object.fromEntries(environment),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const code = await child.exited;
  if (code !== 0) throw new Error(error, { cause: { code } });
  return out;
}
