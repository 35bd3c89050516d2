// The metadata store that the configuration names, and the way its schema is brought forward.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config/schema.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Dialect } from "../metadata/dialect/dialect.ts";
import { sqliteDialect } from "../metadata/dialect/sqlite.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { type Migration, migrationSql, NEWEST_VERSION } from "../metadata/migrations/migrations.ts";
import type { PostgresSettings } from "../metadata/postgres/postgres-pool.ts";
import { migrate as migrateSqlite, pendingMigrations, schemaVersion } from "../metadata/sqlite/sqlite-migrator.ts";
import { openDatabase, SqliteStore } from "../metadata/sqlite/sqlite-store.ts";

export interface Migrations {
  status(): Promise<{ version: number; newest: number; pending: { version: number; name: string; statements: string[] }[] }>;
  /** Resolves to how many were applied. */
  up(): Promise<number>;
  close(): Promise<void>;
}

export async function migrations(config: Config): Promise<Migrations> {
  if (config.databaseUrl.scheme === "sqlite") return sqliteMigrations(config.databaseUrl.path);
  const { postgresMigrations } = await import("./postgres.ts");
  return postgresMigrations(postgresSettings(config));
}

async function sqliteMigrations(path: string): Promise<Migrations> {
  const database = await openSqliteDatabase(path);
  return {
    status: async () => statusOf(sqliteDialect, schemaVersion(database), pendingMigrations(database)),
    up: async () => migrateSqlite(database, systemClock.now()),
    close: async () => database.close(),
  };
}

export function statusOf(dialect: Dialect, version: number, pending: readonly Migration[]): Awaited<ReturnType<Migrations["status"]>> {
  const described = pending.map((migration) => ({
    version: migration.version,
    name: migration.name,
    statements: migrationSql(dialect, migration),
  }));
  return { version, newest: NEWEST_VERSION, pending: described };
}

export interface OpenedMetadata {
  readonly metadata: MetadataStore;
  /** What all who share the database go by. */
  readonly clock: Clock;
}

export async function openMetadata(config: Config): Promise<OpenedMetadata> {
  if (config.databaseUrl.scheme === "sqlite") return openSqlite(config.databaseUrl.path);
  const { openPostgres } = await import("./postgres.ts");
  return openPostgres(postgresSettings(config));
}

async function openSqlite(path: string): Promise<OpenedMetadata> {
  const database = await openSqliteDatabase(path);
  try {
    migrateSqlite(database, systemClock.now());
  } finally {
    database.close();
  }
  return { metadata: new SqliteStore(path), clock: systemClock };
}

async function openSqliteDatabase(path: string) {
  await mkdir(dirname(path), { recursive: true });
  return openDatabase(path);
}

export function postgresSettings(config: Config): PostgresSettings {
  const { databaseUrl } = config;
  if (databaseUrl.scheme !== "postgres") throw new Error("the database is not PostgreSQL");
  const { pooler, ...limits } = config.database;
  return { url: databaseUrl.url, ...limits, isPooled: pooler === "transaction" };
}

/** For people: without user and password. */
export function describeDatabase({ databaseUrl }: Config): string {
  if (databaseUrl.scheme === "sqlite") return `sqlite:${databaseUrl.path}`;
  const { hostname, port, pathname } = new URL(databaseUrl.url);
  return `postgres://${hostname}${port ? `:${port}` : ""}${pathname}`;
}
