// The metadata in PostgreSQL; loaded only where it is configured.
import { systemClock } from "../lib/clock.ts";
import { SharedClock } from "../lib/shared-clock.ts";
import { postgresDialect } from "../metadata/dialect/postgres.ts";
import { migrate, pendingMigrations, schemaVersion } from "../metadata/postgres/postgres-migrator.ts";
import { openConnection, type PostgresSettings } from "../metadata/postgres/postgres-pool.ts";
import { PostgresStore } from "../metadata/postgres/postgres-store.ts";
import { type Migrations, type OpenedMetadata, statusOf } from "./metadata.ts";

const CLOSE_SECONDS = 5;

export async function openPostgres(settings: PostgresSettings): Promise<OpenedMetadata> {
  const connection = openConnection(settings);
  try {
    await migrate(connection, systemClock.now());
  } finally {
    await connection.close({ timeout: CLOSE_SECONDS });
  }
  const metadata = await PostgresStore.open(settings);
  try {
    return { metadata, clock: await SharedClock.start({ ask: () => metadata.time() }) };
  } catch (error) {
    await metadata.close();
    throw error;
  }
}

export async function postgresMigrations(settings: PostgresSettings): Promise<Migrations> {
  const connection = openConnection(settings);
  return {
    status: async () => statusOf(postgresDialect, await schemaVersion(connection), await pendingMigrations(connection)),
    up: () => migrate(connection, systemClock.now()),
    close: () => connection.close({ timeout: CLOSE_SECONDS }),
  };
}
