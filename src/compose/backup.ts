// Both ends of a backup: the tables and the secret key of the installation that the configuration names.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { parseKey, saveKeyFile } from "../auth/secret-box.ts";
import type { BackupDependencies } from "../care/backup/create.ts";
import { BackupError, LEFT_OUT } from "../care/backup/format.ts";
import type { RestoreTarget, Sequences, TableRows } from "../care/backup/restore.ts";
import type { Config } from "../config/schema.ts";
import type { TableReader, TableWriter } from "../metadata/copy/snapshot.ts";
import { SqliteTables } from "../metadata/copy/sqlite-copy.ts";
import { NEWEST_VERSION } from "../metadata/migrations/migrations.ts";
import { migrate } from "../metadata/sqlite/sqlite-migrator.ts";
import { openDatabase } from "../metadata/sqlite/sqlite-store.ts";
import { type CareStores, openForCare } from "./care.ts";
import { describeDatabase, postgresSettings } from "./metadata.ts";

export interface OpenedInstallation {
  readonly stores: CareStores;
  readonly source: BackupDependencies;
  readonly target: RestoreTarget;
  close(): Promise<void>;
}

/** Opening it makes its schema, when it has none: a restore needs that. Who backs up asks first whether it is there. */
export async function openInstallation(config: Config): Promise<OpenedInstallation> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const stores = await openForCare(config);
  const tables = await openTables(config);
  const keyPath = join(config.dataDir, "secret.key");
  const secretKey = await findSecretKey(config, keyPath);
  const { metadata, blobs } = stores;
  const names = { metadata: describeDatabase(config), storage: blobs.description, version: manifest.version };
  return {
    stores,
    source: { metadata, tables, blobs, names, secretKey },
    target: { tables, blobs, upgrade, secretKey, saveSecretKey: (key) => saveSecretKey(keyPath, key) },
    close: async () => {
      await tables.close();
      await stores.close();
    },
  };
}

async function openTables(config: Config): Promise<TableReader & TableWriter> {
  if (config.databaseUrl.scheme === "sqlite") return SqliteTables.open(config.databaseUrl.path);
  const { PostgresTables } = await import("../metadata/copy/postgres-copy.ts");
  return PostgresTables.open(postgresSettings(config));
}

async function findSecretKey({ secretKey }: Config, path: string): Promise<Uint8Array | undefined> {
  if (secretKey !== undefined) return parseKey(secretKey, "the configured secret key");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return text === undefined ? undefined : parseKey(text, path);
}

async function saveSecretKey(path: string, key: string): Promise<void> {
  if (!(await saveKeyFile(path, `${key}\n`))) throw new BackupError(`${path} was made by somebody else meanwhile`);
}

/** By way of a SQLite database of that time, which is migrated as any other. */
async function upgrade(rows: TableRows, schema: number, sequences: Sequences): Promise<{ rows: TableRows; sequences: Sequences }> {
  if (schema === NEWEST_VERSION) return { rows, sequences };
  const folder = await mkdtemp(join(tmpdir(), "aerugo-restore-"));
  const path = join(folder, "old.db");
  const old = SqliteTables.ofVersion(path, schema);
  await old.load(rows, sequences).finally(() => old.close());
  const database = openDatabase(path);
  migrate(database, 0);
  const tables = new SqliteTables(database);
  return { rows: upgradedRows(tables, folder), sequences: tables.sequences() };
}

async function* upgradedRows(tables: SqliteTables, folder: string): TableRows {
  try {
    for (const table of tables.shapes().filter(({ name }) => !LEFT_OUT.has(name))) {
      for await (const rows of tables.rows(table)) yield { table, rows };
    }
  } finally {
    await tables.close();
    await rm(folder, { recursive: true, force: true });
  }
}
