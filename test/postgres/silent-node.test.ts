// A node that goes silent in the middle of a transaction: PostgreSQL hears nothing of its end and keeps its locks, which may hold others up for
// seconds. It was a minute, in which every push to the same organization failed.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { FaultProxy } from "../kit/fault-proxy.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

/** Less than a statement may take by default. */
const HELD_UP_MS = 15_000;

setDefaultTimeout(60_000);

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  test("a node that goes silent in a transaction holds others up for seconds only", async () => {
    const url = await postgres.database();
    await using proxy = await FaultProxy.start({ port: postgres.port });
    const silent = await PostgresStore.open(
      postgresSettings(url.replace(String(postgres.port), String(proxy.port)), { statementTimeoutSeconds: 1 }),
    );
    const other = await PostgresStore.open(postgresSettings(url));
    const session = { id: crypto.randomUUID(), repository: "team/app", actor: "casey", algorithm: "sha256" } as const;
    await other.transaction((tx) => tx.uploads.create(session, 1));

    const vanishing = silent.transaction(async (tx) => {
      await tx.uploads.touch(session.id, 2);
      await proxy.set({ kind: "half-open" });
      await tx.uploads.touch(session.id, 3);
    });
    const vanished = expect(vanishing).rejects.toThrow();
    await vanished;
    const began = performance.now();
    await other.transaction((tx) => tx.uploads.touch(session.id, 4));
    expect(performance.now() - began).toBeLessThan(HELD_UP_MS);
    proxy.cutOpen();
    await Promise.all([silent.close(), other.close()]);
  });
}
