import { describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { metadataStoreContract } from "./metadata-store.contract.ts";
import type { OpenedStore } from "./metadata/world.ts";

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
      raw.run(sql);
    },
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

describe.each([["sqlite", openSqlite]] as const)("MetadataStore: %s", (_name, open) => metadataStoreContract(open));
