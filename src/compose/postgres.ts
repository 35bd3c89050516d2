// The metadata in PostgreSQL; loaded only where it is configured.
import { systemClock } from "../lib/clock.ts";
import { postgresDialect } from "../metadata/dialect/postgres.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { migrate, pendingMigrations, schemaVersion } from "../metadata/postgres/postgres-migrator.ts";
import { openPool, type PostgresSettings, PostgresStore } from "../metadata/postgres/postgres-store.ts";
import { type Migrations, statusOf } from "./metadata.ts";

const POOL_CLOSE_SECONDS = 5;

export async function openPostgres(settings: PostgresSettings): Promise<MetadataStore> {
  const pool = openPool({ ...settings, poolSize: 1 });
  try {
    await migrate(pool, systemClock.now());
  } finally {
    await pool.close({ timeout: POOL_CLOSE_SECONDS });
  }
  return PostgresStore.open(settings);
}

export async function postgresMigrations(settings: PostgresSettings): Promise<Migrations> {
  const pool = openPool({ ...settings, poolSize: 1 });
  return {
    status: async () => statusOf(postgresDialect, await schemaVersion(pool), await pendingMigrations(pool)),
    up: () => migrate(pool, systemClock.now()),
    close: () => pool.close({ timeout: POOL_CLOSE_SECONDS }),
  };
}
