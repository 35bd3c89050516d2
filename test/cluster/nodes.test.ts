// Nodes behind a balancer that asks them whether they are ready, restarted one after the other under load: real processes over PostgreSQL, with files
// that they share or with S3 and Redis.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterNode, startNode } from "../kit/cluster.ts";
import { until } from "../kit/jobs.ts";
import { Load } from "../kit/load.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { RedisServer } from "../kit/redis.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

/** How often the balancer asks, and how long a node that goes waits for it to have noticed. */
const ASKED_EVERY_MS = 200;
const DRAIN_DELAY_SECONDS = 1;
/** On a machine that does other things too. */
const BUSY_WITHIN_MS = 60_000;

/** What the nodes share beside PostgreSQL: the flags that say so, and the secrets. */
interface Shared {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether each has a folder of its own, with nothing in it that another needs. */
  readonly ownFolders: boolean;
}

async function onFiles(): Promise<Shared> {
  return { args: [], env: {}, ownFolders: false };
}

async function onS3AndRedis(services: AsyncDisposableStack): Promise<Shared> {
  const s3 = services.use(await S3Server.start("versitygw"));
  const redis = services.use(await RedisServer.start());
  // Through the nodes, because they are what is restarted.
  const storage = ["--storage-url", `s3://${s3.bucket}?endpoint=${s3.endpoint}&region=us-east-1`, "--storage-s3-redirect", "off"];
  return {
    args: [...storage, "--storage-s3-access-key-id", S3_KEYS.accessKeyId, "--cache-url", redis.url],
    env: {
      AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
      AERUGO_SECRET_KEY: randomBytes(32).toString("base64"),
    },
    ownFolders: true,
  };
}

if (!cannotBeTried("nodes on PostgreSQL and files", hintsFor(["initdb"]))) describe("on PostgreSQL and files", () => restarts(onFiles));
if (!cannotBeTried("nodes on PostgreSQL, S3 and Redis", hintsFor(["initdb", "versitygw", "redis-server"])))
  describe("on PostgreSQL, S3 and Redis", () => restarts(onS3AndRedis));

function restarts(share: (services: AsyncDisposableStack) => Promise<Shared>): void {
  const services = new AsyncDisposableStack();
  let folder: string;
  let databaseUrl: string;
  let shared: Shared;
  const nodes: ClusterNode[] = [];
  const start = (index: number, port?: number) =>
    startNode({
      databaseUrl,
      dataDir: shared.ownFolders ? join(folder, `node-${index}`) : folder,
      open: true,
      args: ["--http-drain-delay-seconds", String(DRAIN_DELAY_SECONDS), ...shared.args],
      env: shared.env,
      ...(port === undefined ? {} : { port }),
    });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aerugo-nodes-"));
    services.defer(() => rm(folder, { recursive: true, force: true }));
    databaseUrl = await services.use(await PostgresServer.start()).database();
    shared = await share(services);
    nodes.push(await start(0), await start(1));
  }, 60_000);
  afterAll(async () => {
    for (const { server } of nodes) await server[Symbol.asyncDispose]();
    await services.disposeAsync();
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
      nodes[index] = await start(index, server.port);
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
