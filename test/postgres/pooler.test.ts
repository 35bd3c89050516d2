// The MetadataStore behind PgBouncer in transaction pooling mode, where every transaction may get another connection.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BusyError } from "../../src/lib/busy-error.ts";
import { NEWEST_VERSION } from "../../src/metadata/migrations/migrations.ts";
import { migrate } from "../../src/metadata/postgres/postgres-migrator.ts";
import { openConnection, type PostgresSettings } from "../../src/metadata/postgres/postgres-pool.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { metadataStoreContract } from "../contract/metadata-store.contract.ts";
import { type OpenedStore, unchecked } from "../contract/metadata/world.ts";
import { Pooler } from "../kit/postgres-pooler.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

if (!cannotBeTried("PgBouncer", hintsFor(["initdb", "pgbouncer"]))) {
  let server: PostgresServer;
  let pooler: Pooler;
  beforeAll(async () => {
    server = await PostgresServer.start();
    pooler = await Pooler.start(server.port);
  });
  afterAll(async () => {
    await pooler[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const behindPooler = (url: string, changes: Partial<PostgresSettings> = {}) =>
    postgresSettings(pooler.urlOf(url), { isPooled: true, ...changes });

  test("the schema is made through it", async () => {
    const connection = openConnection(behindPooler(await server.emptyDatabase()));
    expect(await migrate(connection, 0)).toBe(NEWEST_VERSION);
    await connection.close({ timeout: 1 });
  });

  test("more of our connections than it has to the server get their own answers", async () => {
    const stores = await Promise.all([1, 2, 3].map(async () => PostgresStore.open(behindPooler(url, { poolSize: 5 }))));
    const names = Array.from({ length: 60 }, (_, index) => `n${index}`);
    await Promise.all(names.map((name, index) => stores[index % 3]!.transaction((tx) => tx.namespaces.create(name, "user", 0))));
    const found = await Promise.all(names.map((name, index) => stores[(index + 1) % 3]!.read.namespaces.find(name)));
    expect(found.map((namespace) => namespace?.name)).toEqual(names);
    for (const store of stores) await store.close();
  });

  test("a transaction has its time limit all the same, and leaves it on no connection", async () => {
    const store = await PostgresStore.open(behindPooler(url, { statementTimeoutSeconds: 1 }));
    const holding = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holder = store.transaction(async (tx) => {
      await tx.namespaces.create("contested", "user", 0);
      held.resolve();
      await holding.promise;
    });
    await held.promise;
    await expect(store.transaction((tx) => tx.namespaces.create("contested", "user", 0))).rejects.toBeInstanceOf(BusyError);
    holding.resolve();
    await holder;
    await store.close();

    const connection = openConnection(behindPooler(url));
    expect(await connection.unsafe("show statement_timeout")).toEqual([{ statement_timeout: "0" }] as never);
    await connection.close({ timeout: 1 });
  });

  let url: string;
  beforeAll(async () => {
    url = await server.database();
  });

  const open = async (): Promise<OpenedStore> => {
    const database = await server.database();
    const store = await PostgresStore.open(behindPooler(database));
    const others: PostgresStore[] = [];
    return {
      store,
      reopen: async () => {
        const other = await PostgresStore.open(behindPooler(database));
        others.push(other);
        return other;
      },
      execute: async (sql) => {
        const connection = openConnection(behindPooler(database));
        return (await connection.unsafe(sql).finally(() => connection.close({ timeout: 1 }))) as object[];
      },
      damage: async (sql) => {
        const connection = openConnection(behindPooler(database));
        await connection
          .unsafe(unchecked(sql))
          .simple()
          .finally(() => connection.close({ timeout: 1 }));
      },
      close: async () => {
        for (const each of [store, ...others]) await each.close();
      },
    };
  };

  describe("MetadataStore: postgres behind PgBouncer", () => metadataStoreContract(open));
}
