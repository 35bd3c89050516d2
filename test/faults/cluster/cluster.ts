// A cluster of real processes on one machine: nodes, and each service that they share behind a fault proxy of its own.
import { SQL } from "bun";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemActor } from "../../../src/auth/actor.ts";
import { FaultProxy } from "../../kit/fault-proxy.ts";
import { PostgresServer } from "../../kit/postgres.ts";
import { RedisServer } from "../../kit/redis.ts";
import { S3_KEYS, S3Server } from "../../kit/s3.ts";
import { PASS, S3Proxy } from "../../kit/s3-proxy.ts";
import { Server, freePort } from "../../kit/server.ts";
import { MIB } from "../harness.ts";

export interface ClusterOptions {
  readonly nodes?: number;
  readonly storage?: "files" | "s3";
  readonly hasRedis?: boolean;
  /** Where files lie, when not in the cluster's own folder. */
  readonly blobsFolder?: string;
  readonly args?: readonly string[];
}

/** How long content is kept without being needed: for tests that want to see it go. */
export const GRACE_SECONDS = 1;
const COLLECTION = {
  "--gc-grace-seconds": GRACE_SECONDS,
  "--gc-condemned-seconds": GRACE_SECONDS,
  "--gc-download-grace-seconds": GRACE_SECONDS,
  "--gc-untagged-after-seconds": GRACE_SECONDS,
  "--gc-interval-seconds": 1,
  "--trash-keep-seconds": 0,
};
/** What is wrong must show within a test's time. */
const PATIENCE = {
  "--database-connect-timeout-seconds": 3,
  "--database-statement-timeout-seconds": 8,
  "--storage-s3-request-timeout-seconds": 5,
  "--http-drain-timeout-seconds": 2,
};

export class Cluster implements AsyncDisposable {
  private readonly secretKey = randomBytes(32).toString("base64");
  private readonly servers: (Server | undefined)[] = [];
  /** Of nodes that are no more. */
  private readonly logs: string[] = [];

  private constructor(
    readonly folder: string,
    private readonly cleanup: AsyncDisposableStack,
    private readonly ports: readonly number[],
    readonly postgres: PostgresServer,
    readonly database: FaultProxy,
    /** Between the nodes and S3 stand two: what connections suffer, then what requests do. */
    readonly s3: { readonly server: S3Server; readonly requests: S3Proxy; readonly proxy: FaultProxy } | undefined,
    readonly redis: { readonly server: RedisServer; readonly proxy: FaultProxy } | undefined,
    /** Of every node, and of whoever looks at the stores beside them. */
    readonly flags: Readonly<Record<string, string>>,
    private readonly args: readonly string[],
  ) {}

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { nodes = 3, storage = "files", hasRedis = false, args = [] } = options;
    await using building = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "aerugo-cluster-"));
    building.defer(() => rm(folder, { recursive: true, force: true }));
    const postgres = building.use(await PostgresServer.start());
    const database = building.use(await FaultProxy.start({ port: postgres.port }));
    const s3 = storage === "s3" ? await startS3(building) : undefined;
    const redis = hasRedis ? await proxied(building, await RedisServer.start()) : undefined;
    const flags = {
      "--database-url": (await postgres.emptyDatabase()).replace(String(postgres.port), String(database.port)),
      ...(s3 ? s3Flags(s3.proxy.host, s3.server.bucket) : { "--storage-url": `file:${options.blobsFolder ?? join(folder, "blobs")}` }),
      ...(redis ? { "--cache-url": `redis://${redis.proxy.host}` } : {}),
      ...texts({ ...COLLECTION, ...PATIENCE }),
    };
    const ports = await Promise.all(Array.from({ length: nodes }, freePort));
    const cluster = new Cluster(folder, building.move(), ports, postgres, database, s3, redis, flags, args);
    try {
      // At once, as an orchestrator would: the first migrates, and makes the administrator.
      await Promise.all(ports.map((_, node) => cluster.startNode(node)));
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  get size(): number {
    return this.ports.length;
  }

  get urls(): string[] {
    return this.ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** Where files are kept, when it is not S3. */
  get blobsFolder(): string {
    return this.flags["--storage-url"]!.replace("file:", "");
  }

  /** On the port that it had. */
  async startNode(node: number): Promise<void> {
    this.servers[node] = await Server.start({
      open: true,
      port: this.ports[node]!,
      dataDir: join(this.folder, `node-${node}`),
      args: [...Object.entries(this.flags).flat(), ...this.args],
      env: this.environment,
    });
  }

  /** SIGKILL. */
  async killNode(node: number): Promise<void> {
    const server = this.servers[node];
    this.servers[node] = undefined;
    await server?.kill();
    if (server) await this.bury(server);
  }

  private async bury(server: Server): Promise<void> {
    this.logs.push(await server.log());
    await server[Symbol.asyncDispose]();
  }

  /** Stands still as under a debugger or on a machine that is being moved, with all its connections open. */
  haltNode(node: number, ms: number): Promise<void> {
    return this.whileHalted(node, () => Bun.sleep(ms));
  }

  async whileHalted<T>(node: number, work: () => Promise<T>): Promise<T> {
    const { pid } = this.servers[node]!;
    process.kill(pid, "SIGSTOP");
    try {
      return await work();
    } finally {
      process.kill(pid, "SIGCONT");
    }
  }

  async stopNodes(): Promise<void> {
    const servers = this.servers.splice(0);
    const stopped = servers.map(async (server) => {
      await server?.stop();
      if (server) await this.bury(server);
    });
    await Promise.all(stopped);
  }

  /** How many manifests and links to blobs collectors have taken away. Asked past the proxy. */
  async collected(): Promise<number> {
    const database = new SQL({
      url: this.flags["--database-url"]!.replace(String(this.database.port), String(this.postgres.port)),
      max: 1,
    });
    try {
      const [row] = (await database.unsafe(
        "select count(*)::int as count from events where kind in ('manifest.deleted', 'blob.deleted') and actor = $1",
        [systemActor("garbage collection").name],
      )) as { count: number }[];
      return row?.count ?? 0;
    } finally {
      await database.close({ timeout: 1 });
    }
  }

  /** What the nodes have printed, those that are no more included. */
  async log(): Promise<string> {
    const logs = await Promise.all(this.servers.map((server) => server?.log()));
    return [...this.logs, ...logs].join("\n");
  }

  get environment(): Record<string, string> {
    return { AERUGO_SECRET_KEY: this.secretKey, AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: this.s3 ? S3_KEYS.secretAccessKey : "" };
  }

  async passEverything(): Promise<void> {
    if (this.s3) this.s3.requests.treat = () => PASS;
    for (const proxy of [this.database, this.s3?.proxy, this.redis?.proxy]) {
      await proxy?.pass();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.passEverything();
    await this.stopNodes();
    await this.cleanup.disposeAsync();
  }
}

async function startS3(building: AsyncDisposableStack): Promise<{ server: S3Server; requests: S3Proxy; proxy: FaultProxy }> {
  const server = building.use(await S3Server.start("versitygw"));
  const requests = building.use(await S3Proxy.start(server.endpoint));
  return { server, requests, proxy: building.use(await FaultProxy.start({ port: Number(new URL(requests.endpoint).port) })) };
}

async function proxied<S extends AsyncDisposable & { readonly port: number }>(
  building: AsyncDisposableStack,
  started: S,
): Promise<{ server: S; proxy: FaultProxy }> {
  const server = building.use(started);
  return { server, proxy: building.use(await FaultProxy.start({ port: server.port })) };
}

function s3Flags(host: string, bucket: string): Record<string, string> {
  return {
    "--storage-url": `s3://${bucket}?endpoint=http://${host}&region=us-east-1`,
    "--storage-s3-access-key-id": S3_KEYS.accessKeyId,
    // The nodes' way to S3 is what is tried, not the clients'.
    "--storage-s3-redirect": "off",
    "--storage-s3-part-bytes": String(8 * MIB),
  };
}

function texts(values: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
