// Brings a PostgreSQL database to the newest schema: forward only, one node at a time although ten start together.
import type { SQL } from "bun";
import { postgresDialect } from "../dialect/postgres.ts";
import { MIGRATIONS, type Migration, NEWEST_VERSION, SchemaTooNewError, migrationSql } from "../migrations/migrations.ts";

const LEDGER = "create table if not exists schema_migrations (version integer primary key, name text not null, applied_at bigint not null)";
/** Any number that nothing else in the database uses for its advisory locks. */
const LOCK = 8_247_531;

/** What everybody asks first. */
const STATE = `select to_regclass('schema_migrations') is not null as "hasLedger",
  current_setting('server_version_num')::integer / 10000 as major, current_setting('server_version') as server`;
/** Of the server; older ones are tested by nobody. */
const OLDEST_MAJOR = 15;

/** What works on the server today may not tomorrow, so it is refused before anything is read or written. */
export class PostgresTooOldError extends Error {
  override readonly name = "PostgresTooOldError";
  constructor(found: string) {
    super(`the database server is PostgreSQL ${found}, and ${OLDEST_MAJOR} or newer is needed: upgrade the server, or use another`);
  }
}

interface Address {
  readonly hostname?: string | undefined;
  readonly port?: number | string | undefined;
  readonly database?: string | undefined;
}

/** The first question had no answer. Says where it was asked, which the driver does not: often the address is what is wrong. */
export class PostgresUnavailableError extends Error {
  override readonly name = "PostgresUnavailableError";
  /** As the driver's error has them, for whoever has to know what kind it was. */
  readonly code: unknown;
  readonly errno: unknown;

  constructor({ hostname, port, database }: Address, cause: Error) {
    super(`the database ${database} of PostgreSQL at ${hostname}:${port} cannot be used: ${cause.message}`, { cause });
    ({ code: this.code, errno: this.errno } = cause as { code?: unknown; errno?: unknown });
  }
}

/** 0 for an empty database. Throws PostgresTooOldError, PostgresUnavailableError. */
export async function schemaVersion(sql: Pick<SQL, "unsafe" | "options">): Promise<number> {
  const [state] = (await sql.unsafe(STATE).catch((error: Error) => {
    throw new PostgresUnavailableError(sql.options, error);
  })) as { hasLedger: boolean; major: number; server: string }[];
  const { hasLedger, major, server } = state!;
  if (major < OLDEST_MAJOR) throw new PostgresTooOldError(server);
  if (!hasLedger) return 0;
  const [newest] = (await sql.unsafe("select coalesce(max(version), 0)::integer as version from schema_migrations")) as {
    version: number;
  }[];
  return newest!.version;
}

export async function pendingMigrations(sql: Pick<SQL, "unsafe" | "options">): Promise<readonly Migration[]> {
  const version = await schemaVersion(sql);
  return MIGRATIONS.filter((migration) => migration.version > version);
}

/** Resolves to how many migrations it applied; throws SchemaTooNewError for a database of a newer Aerugo, PostgresTooOldError. */
export async function migrate(sql: SQL, now: number): Promise<number> {
  if ((await schemaVersion(sql)) === NEWEST_VERSION) return 0;
  const applied: unknown = await sql.begin(async (tx) => {
    // A large table takes its time, and so does waiting for the node that is at it.
    await tx.unsafe("set local statement_timeout = 0");
    // Held until the transaction ends: whoever comes second finds the work done when it gets the lock.
    await tx.unsafe(`select pg_advisory_xact_lock(${LOCK})`);
    // First: this session remembers that the ledger was not there, until a statement takes locks of its own.
    await tx.unsafe(LEDGER);
    const version = await schemaVersion(tx);
    if (version > NEWEST_VERSION) throw new SchemaTooNewError(version);
    const pending = await pendingMigrations(tx);
    for (const migration of pending) await apply(tx, migration, now);
    return pending.length;
  });
  return applied as number;
}

async function apply(tx: Pick<SQL, "unsafe">, migration: Migration, now: number): Promise<void> {
  for (const statement of migrationSql(postgresDialect, migration)) await tx.unsafe(statement);
  await tx.unsafe("insert into schema_migrations values ($1, $2, $3)", [migration.version, migration.name, now]);
}
