// Nodes behind a balancer that asks them whether they are ready, restarted one after the other under load: real processes over PostgreSQL.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterNode, startNode } from "../kit/cluster.ts";
import { until } from "../kit/jobs.ts";
import { Load } from "../kit/load.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

/** How often the balancer asks, and how long a node that goes waits for it to have noticed. */
const ASKED_EVERY_MS = 200;
const DRAIN_DELAY_SECONDS = 1;
/** On a machine that does other things too. */
const BUSY_WITHIN_MS = 60_000;

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  let folder: string;
  let databaseUrl: string;
  const nodes: ClusterNode[] = [];
  const start = (port?: number) =>
    startNode({
      databaseUrl,
      dataDir: folder,
      open: true,
      args: ["--http-drain-delay-seconds", String(DRAIN_DELAY_SECONDS)],
      ...(port === undefined ? {} : { port }),
    });
  beforeAll(async () => {
    [postgres, folder] = await Promise.all([PostgresServer.start(), mkdtemp(join(tmpdir(), "aerugo-nodes-"))]);
    databaseUrl = await postgres.database();
    nodes.push(await start(), await start());
  }, 60_000);
  afterAll(async () => {
    for (const { server } of nodes) await server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test("no request fails while each is stopped and started again", async () => {
    await using balancer = new Balancer(nodes);
    await balancer.look();
    const load = new Load(() => balancer.next());
    load.start(8);
    for (const index of [0, 1]) {
      const { server } = nodes[index]!;
      await until(() => load.isBusyAt(server.port), BUSY_WITHIN_MS);
      expect(await server.stop()).toBe(0);
      nodes[index] = await start(server.port);
      await server[Symbol.asyncDispose]();
    }
    await until(() => load.large.pushed > 0, BUSY_WITHIN_MS);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.large.pulled).toBeGreaterThan(0);
    expect(load.answers).toBeGreaterThan(300);
  }, 180_000);
}

/** Round robin over those that said that they are ready when they were asked last. */
class Balancer implements AsyncDisposable {
  private ready: number[] = [];
  private turn = 0;
  private readonly timer = setInterval(() => void this.look(), ASKED_EVERY_MS);

  constructor(private readonly nodes: readonly ClusterNode[]) {}

  next(): number {
    return this.ready[(this.turn += 1) % this.ready.length]!;
  }

  async look(): Promise<void> {
    const found = await Promise.all(this.nodes.map(async ({ server, opsUrl }) => ((await isReady(opsUrl)) ? [server.port] : [])));
    this.ready = found.flat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
  }
}

async function isReady(opsUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${opsUrl}/readyz`, { headers: { connection: "close" } })).ok;
  } catch {
    return false;
  }
}
