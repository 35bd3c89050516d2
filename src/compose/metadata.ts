// The metadata store that the configuration names, and the way its schema is brought forward.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config/schema.ts";
import { systemClock } from "../lib/clock.ts";
import type { Dialect } from "../metadata/dialect/dialect.ts";
import { postgresDialect } from "../metadata/dialect/postgres.ts";
import { sqliteDialect } from "../metadata/dialect/sqlite.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { type Migration, migrationSql, NEWEST_VERSION } from "../metadata/migrations/migrations.ts";
import {
  migrate as migratePostgres,
  pendingMigrations as postgresPendingMigrations,
  schemaVersion as postgresSchemaVersion,
} from "../metadata/postgres/postgres-migrator.ts";
import { openPool, type PostgresSettings, PostgresStore } from "../metadata/postgres/postgres-store.ts";
import { migrate as migrateSqlite, pendingMigrations, schemaVersion } from "../metadata/sqlite/sqlite-migrator.ts";
import { openDatabase, SqliteStore } from "../metadata/sqlite/sqlite-store.ts";

const POOL_CLOSE_SECONDS = 5;

export interface Migrations {
  status(): Promise<{ version: number; newest: number; pending: { version: number; name: string; statements: string[] }[] }>;
  /** Resolves to how many were applied. */
  up(): Promise<number>;
  close(): Promise<void>;
}

export function migrations(config: Config): Promise<Migrations> {
  return config.databaseUrl.scheme === "sqlite" ? sqliteMigrations(config.databaseUrl.path) : postgresMigrations(postgresSettings(config));
}

async function sqliteMigrations(path: string): Promise<Migrations> {
  const database = await openSqliteDatabase(path);
  return {
    status: async () => statusOf(sqliteDialect, schemaVersion(database), pendingMigrations(database)),
    up: async () => migrateSqlite(database, systemClock.now()),
    close: async () => database.close(),
  };
}

async function postgresMigrations(settings: PostgresSettings): Promise<Migrations> {
  const pool = openPool({ ...settings, poolSize: 1 });
  return {
    status: async () => statusOf(postgresDialect, await postgresSchemaVersion(pool), await postgresPendingMigrations(pool)),
    up: () => migratePostgres(pool, systemClock.now()),
    close: () => pool.close({ timeout: POOL_CLOSE_SECONDS }),
  };
}

function statusOf(dialect: Dialect, version: number, pending: readonly Migration[]): Awaited<ReturnType<Migrations["status"]>> {
  const described = pending.map((migration) => ({
    version: migration.version,
    name: migration.name,
    statements: migrationSql(dialect, migration),
  }));
  return { version, newest: NEWEST_VERSION, pending: described };
}

export function openMetadata(config: Config): Promise<MetadataStore> {
  return config.databaseUrl.scheme === "sqlite" ? openSqlite(config.databaseUrl.path) : openPostgres(postgresSettings(config));
}

async function openSqlite(path: string): Promise<MetadataStore> {
  const database = await openSqliteDatabase(path);
  try {
    migrateSqlite(database, systemClock.now());
  } finally {
    database.close();
  }
  return new SqliteStore(path);
}

async function openPostgres(settings: PostgresSettings): Promise<MetadataStore> {
  const pool = openPool({ ...settings, poolSize: 1 });
  try {
    await migratePostgres(pool, systemClock.now());
  } finally {
    await pool.close({ timeout: POOL_CLOSE_SECONDS });
  }
  return PostgresStore.open(settings);
}

async function openSqliteDatabase(path: string) {
  await mkdir(dirname(path), { recursive: true });
  return openDatabase(path);
}

function postgresSettings(config: Config): PostgresSettings {
  const { databaseUrl } = config;
  if (databaseUrl.scheme !== "postgres") throw new Error("the database is not PostgreSQL");
  return { url: databaseUrl.url, poolSize: config.database.poolSize };
}

/** For people: without user and password. */
export function describeDatabase({ databaseUrl }: Config): string {
  if (databaseUrl.scheme === "sqlite") return `sqlite:${databaseUrl.path}`;
  const { hostname, port, pathname } = new URL(databaseUrl.url);
  return `postgres://${hostname}${port ? `:${port}` : ""}${pathname}`;
}
