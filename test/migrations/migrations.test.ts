import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteDialect } from "../../src/metadata/dialect/sqlite.ts";
import { postgresDialect } from "../../src/metadata/dialect/postgres.ts";
import { MIGRATIONS, NEWEST_VERSION, SchemaTooNewError, migrationSql } from "../../src/metadata/migrations/migrations.ts";
import { migrate, pendingMigrations, schemaVersion } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import type { RepositoryName } from "../../src/oci/reference.ts";
import { TestApp, basic } from "../kit/app.ts";
import { runRaw } from "../kit/raw-database.ts";
import { ROBOT_TOKEN, schemaOf, writeSecretKey } from "./dump.ts";

const MIGRATOR = join(import.meta.dir, "..", "..", "src", "metadata", "sqlite", "sqlite-migrator.ts");
const STORE = join(import.meta.dir, "..", "..", "src", "metadata", "sqlite", "sqlite-store.ts");

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-migrations-"));
  path = join(folder, "aerugo.db");
});
afterEach(() => rm(folder, { recursive: true }));

function migrated(): Database {
  const database = openDatabase(path);
  migrate(database, 1);
  return database;
}

test("an empty database gets the newest schema, each step once", () => {
  using database = openDatabase(path);
  expect([schemaVersion(database), pendingMigrations(database)]).toEqual([0, MIGRATIONS]);

  expect(migrate(database, 7)).toBe(MIGRATIONS.length);

  expect([schemaVersion(database), pendingMigrations(database)]).toEqual([NEWEST_VERSION, []]);
  expect(database.query("select version, name, applied_at as at from schema_migrations").all()).toEqual(
    MIGRATIONS.map(({ version, name }) => ({ version, name, at: 7 })),
  );
});

test("a second time there is nothing to do", () => {
  using database = migrated();
  const before = schemaOf(database);
  expect(migrate(database, 9)).toBe(0);
  expect(schemaOf(database)).toEqual(before);
});

test("versions count up from 1 without a gap", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test("of several processes that start at once, one does the work and all find it done", async () => {
  const code = `
    const { migrate } = await import(${JSON.stringify(MIGRATOR)});
    const { openDatabase } = await import(${JSON.stringify(STORE)});
    const database = openDatabase(${JSON.stringify(path)});
    console.log(migrate(database, 1));`;
  const processes = Array.from({ length: 4 }, () => Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "pipe" }));
  const outcomes = await Promise.all(
    processes.map(async (each) => [await each.exited, await each.stderr.text(), Number(await each.stdout.text())] as const),
  );

  expect(outcomes.map(([exitCode, errors]) => [exitCode, errors])).toEqual(processes.map(() => [0, ""]));
  expect(outcomes.map(([, , applied]) => applied).sort()).toEqual([0, 0, 0, MIGRATIONS.length]);
});

test("a step that fails leaves the database as it was", () => {
  using database = openDatabase(path);
  // The last table of the schema is there already, so its own creation fails.
  database.run("create table usage_counters (x)");
  expect(() => migrate(database, 1)).toThrow();
  expect(schemaVersion(database)).toBe(0);
  expect(schemaOf(database).map(({ name }) => name)).toEqual(["usage_counters"]);
});

describe("a database of a newer version", () => {
  beforeEach(() => {
    using database = migrated();
    database.query("insert into schema_migrations values (?, 'future', 1)").run(NEWEST_VERSION + 1);
  });

  test("is refused, saying what to do", () => {
    using database = openDatabase(path);
    expect(() => migrate(database, 1)).toThrow(SchemaTooNewError);
    expect(() => migrate(database, 1)).toThrow(`schema ${NEWEST_VERSION + 1}`);
    expect(() => new SqliteStore(path)).toThrow(SchemaTooNewError);
  });

  test("is not changed", () => {
    using database = openDatabase(path);
    const before = schemaOf(database);
    expect(() => migrate(database, 1)).toThrow();
    expect(schemaOf(database)).toEqual(before);
  });
});

test("each migration has its SQL for both dialects", () => {
  for (const migration of MIGRATIONS) {
    const [sqlite, postgres] = [migrationSql(sqliteDialect, migration), migrationSql(postgresDialect, migration)];
    expect(sqlite.length).toBe(postgres.length);
    expect(sqlite.every((sql) => sql.length > 0)).toBe(true);
  }
});

/** Migrations that were released together left one schema behind. */
const RELEASED = [1, 2, 6];

test("the newest schema is kept for the tests of later ones", () => {
  expect(RELEASED.at(-1)).toBe(NEWEST_VERSION);
});

describe.each(RELEASED)("released schema %d", (version) => {
  const load = async (file: string): Promise<void> => {
    using database = new Database(file, { create: true });
    database.run(await readFile(join(import.meta.dir, `schema-${version}.sql`), "utf8"));
  };

  const prepare = async (dataDir: string): Promise<void> => {
    await writeSecretKey(dataDir);
    await load(join(dataDir, "aerugo.db"));
  };

  test("is still what its migration makes: a released migration is never edited", async () => {
    await load(path);
    using released = new Database(path);
    using made = new Database(":memory:");
    for (const migration of MIGRATIONS.slice(0, version)) for (const sql of migrationSql(sqliteDialect, migration)) made.run(sql);
    expect(schemaOf(released).filter(({ name }) => name !== "schema_migrations")).toEqual(schemaOf(made));
  });

  test("with data in it is opened by this version, and everything is there", async () => {
    await using app = await TestApp.start({ prepare });
    const ada = await app.asUser("ada");

    const manifest = await ada.get("/v2/ada/app/manifests/v1");
    const { config, layers } = (await manifest.json()) as { config: { digest: string }; layers: { digest: string }[] };
    const subject = manifest.headers.get("docker-content-digest")!;
    for (const { digest } of [config, ...layers]) expect((await ada.head(`/v2/ada/app/blobs/${digest}`)).status).toBe(200);
    expect(await (await ada.get("/v2/ada/app/tags/list")).json()).toEqual({ name: "ada/app", tags: ["v1"] });
    const referrers = (await (await ada.get(`/v2/ada/app/referrers/${subject}`)).json()) as { manifests: { artifactType: string }[] };
    expect(referrers.manifests.map(({ artifactType }) => artifactType)).toEqual(["application/signature"]);
    const [upload] = await app.stores.metadata.read.uploads.idleSince(Number.MAX_SAFE_INTEGER, 1);
    await Bun.write(join(app.dataDir, "blobs", "uploads", upload!), "hello");
    expect((await ada.get(`/v2/ada/app/blobs/uploads/${upload}`)).headers.get("range")).toBe("0-4");
    await (await app.asAdmin()).pushImage("ada/app", "v2");
  });

  test("what lists show is there for what an earlier version stored", async () => {
    await using app = await TestApp.start({ prepare });
    const { read } = app.stores.metadata;
    const ada = (await read.namespaces.find("ada"))!;
    const { id } = (await read.repositories.find("ada/app" as RepositoryName))!;

    const { blobs, blobBytes } = (await read.usage.find(id))!;
    expect([blobs > 0, blobBytes > 0]).toEqual([true, true]);
    const [[manifests]] = (await runRaw(app, `select sum(size_bytes) as bytes from manifests where repository_id = ${id}`)) as [
      [{ bytes: number }],
    ];
    const bytes = blobBytes + Number(manifests.bytes);
    expect(bytes).toBeGreaterThan(blobBytes);
    expect(await read.usage.ofNamespace(ada.id)).toEqual({ repositories: 1, logicalBytes: bytes, uniqueBytes: bytes });
    expect(await read.repositories.unindexed(1)).toEqual([]);
    const api = await app.asUser("ada");
    const found = (await (await api.get("/api/v1/search?q=app&kind=repository")).json()) as { items: { repository: string }[] };
    expect(JSON.stringify(found.items)).toContain("ada/app");
    const tags = (await (await api.get("/api/v1/repos/ada/app/tags?sort=-version")).json()) as { items: { size_bytes: number }[] };
    expect(tags.items.every(({ size_bytes: size }) => size > 0)).toBe(true);
  });

  if (version >= 2) {
    test("robots and their tokens are good for what they were", async () => {
      await using app = await TestApp.start({ prepare });
      const robot = app.withAuthorization(basic("acme+ci", ROBOT_TOKEN));
      expect((await robot.get("/v2/acme/api/manifests/1.0.0")).status).toBe(200);
      await robot.pushImage("acme/new", "v1");
      expect((await robot.get("/v2/ada/app/tags/list")).status).toBe(403);
    });
  }
});
