import { afterAll, beforeAll, describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnection } from "../../src/metadata/postgres/postgres-pool.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { metadataStoreContract } from "./metadata-store.contract.ts";
import { type OpenedStore, unchecked } from "./metadata/world.ts";

async function openSqlite(): Promise<OpenedStore> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-metadata-"));
  const path = join(folder, "aerugo.db");
  const database = openDatabase(path);
  migrate(database, 0);
  database.close();
  const store = new SqliteStore(path);
  return {
    store,
    reopen: async () => new SqliteStore(path),
    execute: async (sql) => {
      using raw = openDatabase(path);
      return raw.query(sql).all() as object[];
    },
    damage: async (sql) => {
      using raw = openDatabase(path);
      raw.run("pragma foreign_keys = off");
      raw.run(sql);
    },
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPostgres(server: PostgresServer): Promise<OpenedStore> {
  const url = await server.database();
  const store = await PostgresStore.open(postgresSettings(url));
  const others: PostgresStore[] = [];
  return {
    store,
    reopen: async () => {
      const other = await PostgresStore.open(postgresSettings(url, { poolSize: 2 }));
      others.push(other);
      return other;
    },
    execute: async (sql) => {
      const connection = openConnection(postgresSettings(url));
      return (await connection.unsafe(sql).finally(() => connection.close({ timeout: 1 }))) as object[];
    },
    damage: async (sql) => {
      const connection = openConnection(postgresSettings(url));
      await connection
        .unsafe(unchecked(sql))
        .simple()
        .finally(() => connection.close({ timeout: 1 }));
    },
    close: async () => {
      for (const each of [store, ...others]) await each.close();
    },
  };
}

describe("MetadataStore: sqlite", () => metadataStoreContract(openSqlite));

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe("MetadataStore: postgres", () => metadataStoreContract(() => openPostgres(server)));
}
