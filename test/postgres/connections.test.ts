// What becomes of reads and transactions when their connection is slow, cut, silent or not to be had, on a real server behind a proxy that
// does it to them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { BusyError } from "../../src/lib/busy-error.ts";
import { CommitInDoubtError } from "../../src/lib/commit-in-doubt-error.ts";
import type { MetadataWriter } from "../../src/metadata/metadata-store.ts";
import { PostgresPool, type PostgresSettings } from "../../src/metadata/postgres/postgres-pool.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { FaultProxy } from "../kit/fault-proxy.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

/** Short, so that a test sees them pass. */
const LIMITS = { poolSize: 3, connectTimeoutSeconds: 1, statementTimeoutSeconds: 1, queueTimeoutSeconds: 1 };
/** The longest that anything may take: a statement, the grace for its answer, a new connection, and a busy machine. */
const BOUND_MS = 8000;
const NOW = 1;

/** Two parties that meet once: the first round of each waits for the other's. */
function meeting(): { meet(mine: 0 | 1): Promise<void>; attempts: number[] } {
  const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const attempts = [0, 0];
  const meet = async (mine: 0 | 1) => {
    attempts[mine]! += 1;
    arrived[mine].resolve();
    await arrived[mine === 0 ? 1 : 0].promise;
  };
  return { meet, attempts };
}

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  let proxy: FaultProxy;
  let settings: PostgresSettings;
  let store: PostgresStore;

  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    const url = new URL(await server.database());
    proxy = await FaultProxy.start({ port: server.port });
    url.port = String(proxy.port);
    settings = postgresSettings(url.href, LIMITS);
    store = await PostgresStore.open(settings);
  });
  afterEach(async () => {
    await store.close();
    await proxy[Symbol.asyncDispose]();
  });

  const create = (tx: MetadataWriter, name: string) => tx.namespaces.create(name, "organization", NOW);
  const isThere = async (name: string) => (await store.read.namespaces.find(name)) !== undefined;
  /** How it ended, which must be soon. */
  const outcomeOf = async (work: Promise<unknown>): Promise<unknown> => {
    const tooLong = Symbol("still running");
    const outcome = await Promise.race([work.catch((error: unknown) => error), Bun.sleep(BOUND_MS).then(() => tooLong)]);
    if (outcome === tooLong) throw new Error(`nothing happened for ${BOUND_MS} ms`);
    return outcome;
  };
  const worksAgain = async () => {
    await store.transaction((tx) => create(tx, "afterwards"));
    expect(await isThere("afterwards")).toBe(true);
  };
  const backends = () => server.execute("select pid from pg_stat_activity where datname = $1", new URL(settings.url).pathname.slice(1));
  const terminateAll = async () => {
    for (const { pid } of await backends()) await server.execute("select pg_terminate_backend($1)", pid);
  };

  describe("limits", () => {
    test("no more connections are made than allowed, and what waits too long for one is told to come back", async () => {
      const pool = new PostgresPool(settings);
      const gate = Promise.withResolvers<void>();
      const held = Array.from({ length: LIMITS.poolSize }, () => pool.use(() => gate.promise));
      expect(await outcomeOf(pool.use(async () => "never"))).toBeInstanceOf(BusyError);
      gate.resolve();
      await Promise.all(held);
      expect(await pool.use(async () => "now")).toBe("now");
      pool.close();

      await Promise.all(Array.from({ length: 50 }, () => store.ping()));
      expect((await backends()).length).toBeLessThanOrEqual(LIMITS.poolSize);
    });

    test("writers leave a connection to readers", async () => {
      const gate = Promise.withResolvers<void>();
      const writing = Array.from({ length: LIMITS.poolSize }, () => store.transaction(() => gate.promise));
      expect(await isThere("library")).toBe(true);
      gate.resolve();
      await Promise.allSettled(writing);
    });

    test("a statement that takes too long is cancelled by the server, and its connection is good for others", async () => {
      const pool = new PostgresPool({ ...settings, poolSize: 2 });
      const slow = (await outcomeOf(pool.use(({ sql }) => sql.unsafe("select pg_sleep(20)")))) as { errno: string };
      expect(slow.errno).toBe("57014");
      const [state] = await server.execute(
        "select count(*)::int as running from pg_stat_activity where query like '%pg_sleep(20)%' and state = 'active'",
      );
      // This very question has the same text.
      expect(state!["running"]).toBe(1);
      expect(await pool.use(({ sql }) => sql.unsafe("select 1 as one"))).toEqual([{ one: 1 }] as never);
      pool.close();
    });
  });

  describe("a connection that is cut", () => {
    test("while nobody used it: nobody notices", async () => {
      await Promise.all(Array.from({ length: 3 }, () => store.ping()));
      await terminateAll();
      expect(await isThere("library")).toBe(true);
      await terminateAll();
      await worksAgain();
    });

    test("by the server in the middle of a transaction: nothing is committed, and the client may come back", async () => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          await terminateAll();
          await create(tx, "other");
        }),
      );
      expect(outcome).toBeInstanceOf(BusyError);
      expect([await isThere("acme"), await isThere("other")]).toEqual([false, false]);
      await worksAgain();
    });

    test.each(["reset", "end"] as const)("by the network (%s) in the middle of a transaction: the same", async (how) => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          proxy.cutOpen(how);
          await create(tx, "other");
        }),
      );
      expect(outcome).toBeInstanceOf(BusyError);
      expect(await isThere("acme")).toBe(false);
      await worksAgain();
    });

    test("between the commit and its answer: in doubt, and never reported as not done", async () => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          await proxy.set({ kind: "cut", after: { direction: "down", bytes: 1 } });
        }),
      );
      await proxy.pass();
      expect(outcome).toBeInstanceOf(CommitInDoubtError);
      expect(await isThere("acme")).toBe(true);
      await worksAgain();
    });

    test("before the commit arrived: in doubt too", async () => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          proxy.cutOpen();
        }),
      );
      expect(outcome).toBeInstanceOf(CommitInDoubtError);
      expect(await isThere("acme")).toBe(false);
      await worksAgain();
    });
  });

  describe("a connection whose other end is silent", () => {
    test("a read on it ends in time, and the next ones get another", async () => {
      await store.ping();
      await proxy.set({ kind: "half-open" });
      expect(await outcomeOf(store.read.namespaces.find("library"))).toBeInstanceOf(BusyError);
      await proxy.pass();
      await worksAgain();
    });

    test("a transaction on it ends in time", async () => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          await proxy.set({ kind: "half-open" });
          await create(tx, "other");
        }),
      );
      await proxy.pass();
      expect(outcome).toBeInstanceOf(BusyError);
      expect(await isThere("acme")).toBe(false);
      await worksAgain();
    });

    test("a commit on it ends in time, in doubt", async () => {
      const outcome = await outcomeOf(
        store.transaction(async (tx) => {
          await create(tx, "acme");
          await proxy.set({ kind: "half-open" });
        }),
      );
      await proxy.pass();
      expect(outcome).toBeInstanceOf(CommitInDoubtError);
      await worksAgain();
    });

    test("while it lasts, every request ends in time; when it is over, all connections are new ones", async () => {
      await Promise.all(Array.from({ length: LIMITS.poolSize }, () => store.ping()));
      await proxy.set({ kind: "half-open" });
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(store.ping())));
      expect(outcomes.every((outcome) => outcome instanceof BusyError)).toBe(true);
      await proxy.pass();
      expect(await Promise.all(Array.from({ length: 20 }, () => outcomeOf(store.ping())))).toEqual(Array.from({ length: 20 }));
    });

    test("what had been idle for long proves itself first: the wait is that for a connection, not that for a statement", async () => {
      const patient = await PostgresStore.open({ ...settings, statementTimeoutSeconds: 60 });
      await Promise.all(Array.from({ length: LIMITS.poolSize }, () => patient.ping()));
      await Bun.sleep(5100);
      await proxy.set({ kind: "half-open" });
      const began = performance.now();
      expect(await outcomeOf(patient.ping())).toBeInstanceOf(BusyError);
      // One that was idle, and one that is new; not every one that was idle.
      expect(performance.now() - began).toBeLessThan(3000);
      await patient.close();
    }, 20_000);
  });

  test("a server that refuses connections: refused at once, without waiting", async () => {
    await store.close();
    store = await PostgresStore.open(settings);
    await proxy.set({ kind: "refuse" });
    proxy.cutOpen();
    const began = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(store.ping())));
    expect(outcomes.every((outcome) => outcome instanceof BusyError)).toBe(true);
    expect(performance.now() - began).toBeLessThan(1000);
    await proxy.pass();
    await worksAgain();
  });

  describe("transactions in each other's way", () => {
    test("two that each decide on what the other changes: one is run again and sees it", async () => {
      const { meet, attempts } = meeting();
      const unlessThere = (mine: 0 | 1, own: string, other: string) =>
        store.transaction(async (tx) => {
          const found = await tx.namespaces.find(other);
          await meet(mine);
          if (!found) await create(tx, own);
          return found === undefined;
        });
      const created = await Promise.all([unlessThere(0, "one", "two"), unlessThere(1, "two", "one")]);
      expect(created.toSorted()).toEqual([false, true]);
      expect(attempts[0]! + attempts[1]!).toBe(3);
    });

    test("two that wait for each other's rows: the server ends one, which is run again", async () => {
      for (const username of ["ada", "bob"]) {
        await store.transaction(async (tx) => {
          const namespaceId = (await tx.namespaces.create(username, "user", NOW))!;
          await tx.users.create({ namespaceId, username, passwordHash: "hash", isAdmin: false }, NOW);
        });
      }
      const { meet, attempts } = meeting();
      const setBoth = (mine: 0 | 1, first: string, second: string) =>
        store.transaction(async (tx) => {
          await tx.users.setPassword(first, `${mine}`);
          await meet(mine);
          await tx.users.setPassword(second, `${mine}`);
        });
      // The server looks for deadlocks after one second, which is as long as a statement may take here.
      await store.close();
      store = await PostgresStore.open({ ...settings, statementTimeoutSeconds: 10 });
      await Promise.all([setBoth(0, "ada", "bob"), setBoth(1, "bob", "ada")]);
      const [ada, bob] = [await store.read.users.find("ada"), await store.read.users.find("bob")];
      expect(ada!.passwordHash).toBe(bob!.passwordHash);
      expect(attempts[0]! + attempts[1]!).toBeGreaterThan(2);
      const [statistics] = await server.execute(
        "select deadlocks::int as deadlocks from pg_stat_database where datname = $1",
        new URL(settings.url).pathname.slice(1),
      );
      expect(statistics!["deadlocks"]).toBeGreaterThan(0);
    });
  });
}
