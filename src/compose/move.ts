// Both ends of a move from one database to another, each held so that nobody else changes it meanwhile.
import { existsSync } from "node:fs";
import { Database } from "bun:sqlite";
import { databaseUrl, type DatabaseLocation } from "../config/types.ts";
import { maskPassword } from "../config/problem.ts";
import type { Config } from "../config/schema.ts";
import { LockedError } from "../lib/process-lock.ts";
import { MoveError, moveTables, type MovedTable } from "../metadata/copy/move.ts";
import type { TableReader, TableWriter } from "../metadata/copy/snapshot.ts";
import { SqliteTables } from "../metadata/copy/sqlite-copy.ts";
import { NEWEST_VERSION } from "../metadata/migrations/migrations.ts";
import { migrations, postgresSettings } from "./metadata.ts";

/** The server notices a moment later that a connection of ours was closed. */
const SESSIONS_END_MS = 2000;

type Tables = TableReader & TableWriter;

interface MoveRequest {
  readonly from: string;
  readonly to: string;
  readonly report: (table: string, rows: number) => void;
  readonly signal: AbortSignal;
}

/** Limits and TLS of a PostgreSQL on either side are those of the configuration. */
export async function moveMetadata(config: Config, { from, to, ...options }: MoveRequest): Promise<MovedTable[]> {
  const [fromConfig, toConfig] = [withDatabase(config, from), withDatabase(config, to)];
  if (fromConfig.databaseUrl.scheme === "sqlite" && !existsSync(fromConfig.databaseUrl.path)) throw new MoveError(`there is no ${from}`);
  const source = await openTables(fromConfig);
  try {
    if (source.version !== NEWEST_VERSION) {
      throw new MoveError(`the source has schema ${source.version}, and this version ${NEWEST_VERSION}: run aerugo migrate up on it first`);
    }
    await makeSchema(toConfig);
    const target = await openTables(toConfig);
    return await moveTables(source, target, options).finally(() => target.close());
  } finally {
    await source.close();
  }
}

function withDatabase(config: Config, text: string): Config {
  const parsed = databaseUrl().zod.safeParse(text);
  if (!parsed.success) throw new MoveError(`${maskPassword(text)} is no database: ${databaseUrl().expected}`);
  return { ...config, databaseUrl: parsed.data as DatabaseLocation };
}

/** Only where there is none: one of an earlier version is somebody's, and is not changed before that is found out. */
async function makeSchema(config: Config): Promise<void> {
  const schema = await migrations(config);
  try {
    const { version, newest } = await schema.status();
    if (version > 0 && version < newest) throw new MoveError(`the target has schema ${version}: choose an empty database`);
    await schema.up();
  } finally {
    await schema.close();
  }
}

async function openTables(config: Config): Promise<Tables> {
  if (config.databaseUrl.scheme === "sqlite") return new SqliteTables(openAlone(config.databaseUrl.path));
  const { PostgresTables } = await import("../metadata/copy/postgres-copy.ts");
  const tables = await PostgresTables.open(postgresSettings(config));
  const deadline = performance.now() + SESSIONS_END_MS;
  for (;;) {
    const others = await tables.otherSessions();
    if (others === 0) return tables;
    if (performance.now() < deadline) {
      await Bun.sleep(100);
      continue;
    }
    await tables.close();
    throw new LockedError(`a server is at work on the PostgreSQL database: ${others} connections of it are open`);
  }
}

/** Throws LockedError when anybody else has the file open, and keeps everybody else out of it. */
function openAlone(path: string): Database {
  const database = new Database(path, { create: true, strict: true });
  try {
    database.run("pragma locking_mode = exclusive");
    database.run("pragma journal_mode = wal");
    database.run("pragma synchronous = full");
    database.run("begin immediate");
    database.run("rollback");
    return database;
  } catch (cause) {
    database.close();
    if ((cause as { code?: string }).code !== "SQLITE_BUSY") throw cause;
    throw new LockedError(`a server is at work on ${path}`, { cause });
  }
}
