// Brings a SQLite database to the newest schema: forward only, one at a time although several processes start together.
import type { Database } from "bun:sqlite";
import { sqliteDialect } from "../dialect/sqlite.ts";
import { MIGRATIONS, type Migration, NEWEST_VERSION, SchemaTooNewError, migrationSql } from "../migrations/migrations.ts";

const LEDGER = "create table if not exists schema_migrations (version integer primary key, name text not null, applied_at bigint not null)";

/** 0 for an empty database. */
export function schemaVersion(database: Database): number {
  const ledger = database.query("select 1 from sqlite_master where type = 'table' and name = 'schema_migrations'").get();
  if (!ledger) return 0;
  return (database.query("select coalesce(max(version), 0) as version from schema_migrations").get() as { version: number }).version;
}

export function pendingMigrations(database: Database): readonly Migration[] {
  const version = schemaVersion(database);
  return MIGRATIONS.filter((migration) => migration.version > version);
}

/** Returns how many migrations it applied; throws SchemaTooNewError for a database of a newer Aerugo. */
export function migrate(database: Database, now: number): number {
  if (schemaVersion(database) === NEWEST_VERSION) return 0;
  // The write lock is the migration lock: whoever comes second finds the work done when it gets the lock.
  database.run("begin immediate");
  try {
    const version = schemaVersion(database);
    if (version > NEWEST_VERSION) throw new SchemaTooNewError(version);
    const pending = pendingMigrations(database);
    database.run(LEDGER);
    for (const migration of pending) apply(database, migration, now);
    database.run("commit");
    return pending.length;
  } catch (error) {
    if (database.inTransaction) database.run("rollback");
    throw error;
  }
}

function apply(database: Database, migration: Migration, now: number): void {
  for (const sql of migrationSql(sqliteDialect, migration)) database.run(sql);
  database.query("insert into schema_migrations values (?, ?, ?)").run(migration.version, migration.name, now);
}
