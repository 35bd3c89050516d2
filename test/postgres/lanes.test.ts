// Lanes across nodes: transactions that change the same rows take turns once they have met, and one that does much gets its turn.
import { SQL } from "bun";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

setDefaultTimeout(60_000);

const SESSION = { id: crypto.randomUUID(), repository: "team/app", actor: "casey", algorithm: "sha256" } as const;

const touch = (store: PostgresStore) => store.transaction((tx) => tx.uploads.touch(SESSION.id, 4), { lane: "team" });

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  async function twoNodes(url: string): Promise<readonly [PostgresStore, PostgresStore]> {
    const nodes = [await PostgresStore.open(postgresSettings(url)), await PostgresStore.open(postgresSettings(url))] as const;
    await nodes[0].transaction((tx) => tx.uploads.create(SESSION, 1));
    return nodes;
  }

  test("a long transaction is not started over again and again by short ones of another node", async () => {
    const [busy, patient] = await twoNodes(await postgres.database());
    let attempts = 0;
    const done = new AbortController();
    const long = patient
      .transaction(
        async (tx) => {
          attempts += 1;
          await tx.uploads.find(SESSION.id);
          await Bun.sleep(50);
          await tx.uploads.touch(SESSION.id, 2);
        },
        { lane: "team" },
      )
      .finally(() => done.abort());
    const short = Array.from({ length: 4 }, async () => {
      while (!done.signal.aborted) await busy.transaction((tx) => tx.uploads.touch(SESSION.id, 3), { lane: "team" });
    });

    await Promise.all([long, ...short]);

    expect(attempts).toBe(1);
    await Promise.all([busy.close(), patient.close()]);
  });

  test("a lock that a halted node keeps makes others slower, and stops nobody", async () => {
    const url = await postgres.database();
    const [one, two] = await twoNodes(url);
    await using halted = new SQL({ url, max: 1 });
    await halted.unsafe("select pg_advisory_lock(hashtextextended('team', 0))");

    await touch(one);
    const began = performance.now();
    for (let count = 0; count < 10; count += 1) await touch(one);
    expect(performance.now() - began).toBeLessThan(2000);
    await Promise.all([one.close(), two.close()]);
  });
}
