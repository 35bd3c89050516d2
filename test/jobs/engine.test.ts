import { afterAll, beforeAll, describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetadataStore } from "../../src/metadata/metadata-store.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { jobEngineContract } from "./engine.contract.ts";
import { scheduleContract } from "./schedule.contract.ts";

/** An empty store, and what ends it. */
export type OpenStore = () => Promise<{ readonly store: MetadataStore; close(): Promise<void> }>;

async function openSqlite(): ReturnType<OpenStore> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-jobs-"));
  const path = join(folder, "aerugo.db");
  const database = openDatabase(path);
  migrate(database, 0);
  database.close();
  const store = new SqliteStore(path);
  return {
    store,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function contract(open: OpenStore): void {
  describe("engine", () => jobEngineContract(open));
  describe("schedule", () => scheduleContract(open));
}

describe("jobs: sqlite", () => contract(openSqlite));

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe("jobs: postgres", () =>
    contract(async () => {
      const store = await PostgresStore.open(postgresSettings(await server.database()));
      return { store, close: () => store.close() };
    }));
}
