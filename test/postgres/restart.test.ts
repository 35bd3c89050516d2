// The database server goes away and comes back while a registry is at work: no request hangs, nothing that was acknowledged is lost, and the
// registry's own process just goes on.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { MIB, type Repository, manifestOf, randomContent, repositoryOf, until } from "../faults/harness.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { Server } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const WORKERS = 6;
/** More than the client waits for a connection, and less than it waits for a statement. */
const OUTAGE_MS = 3000;
/** A request may have met a connection that ended, and have waited for another. */
const ANSWERED_WITHIN_MS = 12_000;

interface Seen {
  /** Tags whose push was acknowledged. */
  readonly acknowledged: Map<string, string>;
  readonly statuses: Map<number, number>;
  slowestMs: number;
}

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  test.each(["fast", "immediate"] as const)(
    "a restart of the database server (%s) under load",
    async (mode) => {
      await using server = await Server.start({ open: true, args: ["--database-url", await postgres.database()] });
      const repository = repositoryOf(server, "acme/api");
      const seen: Seen = { acknowledged: new Map(), statuses: new Map(), slowestMs: 0 };
      const stop = new AbortController();
      const workers = Array.from({ length: WORKERS }, (_, worker) => pushUntil(stop.signal, repository, seen, worker));

      await until("pushes succeed", () => seen.acknowledged.size > 10);
      await postgres.stop(mode);
      const before = seen.acknowledged.size;
      await Bun.sleep(OUTAGE_MS);
      expect(seen.statuses.get(503)).toBeGreaterThan(0);
      await postgres.startAgain();
      await until("pushes succeed again", () => seen.acknowledged.size > before + 20);
      stop.abort();
      await Promise.all(workers);

      expect(seen.slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
      // A commit whose answer was lost is a 500: nobody may say that it did not happen.
      expect([...seen.statuses.keys()].filter((status) => ![200, 201, 404, 500, 503].includes(status))).toEqual([]);
      expect(seen.statuses.get(500) ?? 0).toBeLessThanOrEqual(WORKERS);
      for (const [tag, digest] of seen.acknowledged) {
        expect([tag, (await repository.getManifest(tag)).headers.get("docker-content-digest")]).toEqual([tag, digest]);
      }
    },
    90_000,
  );
}

/** Pushes and pulls, one after the other, whatever comes of it. */
async function pushUntil(stopped: AbortSignal, repository: Repository, seen: Seen, worker: number): Promise<void> {
  const counted = async (request: Promise<{ status: number }>) => {
    const began = performance.now();
    const { status } = await request;
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - began);
    seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
    return status;
  };
  for (let round = 0; !stopped.aborted; round += 1) {
    const layer = randomContent(MIB / 64);
    if ((await counted(repository.pushWhole(layer))) !== 201) {
      await Bun.sleep(20);
      continue;
    }
    const manifest = manifestOf(layer, [layer]);
    const tag = `w${worker}-${round}`;
    if ((await counted(repository.putManifest(tag, manifest))) === 201) seen.acknowledged.set(tag, manifest.digest);
    await counted(repository.getManifest(tag));
  }
}
