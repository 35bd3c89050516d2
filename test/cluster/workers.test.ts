// `aerugo serve --workers`: real processes on one port, over PostgreSQL.
import { SQL } from "bun";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterNode, getText, metricOf, startNode } from "../kit/cluster.ts";
import { until } from "../kit/jobs.ts";
import { Load } from "../kit/load.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { Server } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const SECOND = 1000;

test("several processes are refused on SQLite, and it is said why", async () => {
  await expect(Server.start({ args: ["--workers", "2"] })).rejects.toThrow("several processes need PostgreSQL");
});

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  let folder: string;
  let node: ClusterNode;
  beforeAll(async () => {
    [postgres, folder] = await Promise.all([PostgresServer.start(), mkdtemp(join(tmpdir(), "aerugo-workers-"))]);
    node = await startNode({ databaseUrl: await postgres.database(), dataDir: folder, open: true, args: ["--workers", "2"] });
    await ready(node, 2);
  }, 60 * SECOND);
  afterAll(async () => {
    await node.server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }, 60 * SECOND);

  describe("workers", () => {
    test("answer on one port, and their counts are one, also after their ends", async () => {
      const before = metricOf(await getText(`${node.opsUrl}/metrics`), "http_server_requests_total");
      await hit(node, 40);
      await roll(node);
      await hit(node, 10);
      const exposition = await getText(`${node.opsUrl}/metrics`);
      expect(metricOf(exposition, "http_server_requests_total") - before).toBe(50);
      expect(metricOf(exposition, "aerugo_build_info")).toBe(1);
    });

    test("that die are replaced", async () => {
      const [worker] = await workersOf(node);
      process.kill(worker!, "SIGKILL");
      await until(async () => (await readyWorkers(node)) < 2);
      await ready(node, 2);
      expect(await workersOf(node)).not.toContain(worker);
    });

    test("are replaced one after the other under load, and no request fails", async () => {
      const load = new Load(() => node.server.port);
      load.start(8);
      const before = await workersOf(node);
      for (let round = 0; round < 2; round += 1) {
        await until(() => load.isBusyAt(node.server.port), 60 * SECOND);
        await roll(node);
      }
      await until(() => load.large.pushed > 0, 60 * SECOND);
      await load.stop();
      expect(load.failures).toEqual([]);
      expect(load.large.pulled).toBeGreaterThan(0);
      expect(load.answers).toBeGreaterThan(500);
      expect(await workersOf(node)).not.toContainAnyValues(before);
    }, 180_000);

    test("stay when those that are to replace them cannot start", async () => {
      const before = await workersOf(node);
      const stop = await postgres.execute("select datname from pg_database where datname like 'test_%' limit 1");
      expect(stop).toHaveLength(1);
      // Whoever starts now finds a schema of the future.
      const database = String(stop[0]!["datname"]);
      await inDatabase(postgres, database, "insert into schema_migrations values (9999, 'future', 0)");
      try {
        process.kill(node.server.pid, "SIGHUP");
        await until(async () => (await node.server.log()).includes("the old ones stay"));
        expect(await workersOf(node)).toEqual(before);
        expect((await fetch(`${node.server.url}/v2/`)).status).toBe(200);
      } finally {
        await inDatabase(postgres, database, "delete from schema_migrations where version = 9999");
      }
    });

    test("do not outlive who started them", async () => {
      const databaseUrl = await postgres.database();
      const other = await startNode({ databaseUrl, dataDir: join(folder, "orphans"), open: true, args: ["--workers", "2"] });
      await ready(other, 2);
      const workers = await workersOf(other);
      await other.server.kill();
      await until(() => !workers.some(isAlive));
    });

    test("another server is told that the port is taken", async () => {
      const asked = { databaseUrl: await postgres.database(), dataDir: join(folder, "other"), port: node.server.port, isSilent: true };
      await expect(startNode({ ...asked, args: ["--workers", "2"] })).rejects.toThrow("Another process listens there");
    });
  });

  describe("roles", () => {
    test("a worker opens the operations port alone, and does what no api node does", async () => {
      const databaseUrl = await postgres.database();
      const database = databaseUrl.slice(databaseUrl.lastIndexOf("/") + 1);
      const queued = "insert into job_runs (kind, state, requested_by, options, created_at) values ('gc', 'queued', 'test', '{}', 0)";
      const states = async () => (await inDatabase(postgres, database, "select state from job_runs where requested_by = 'test'"))[0]?.state;
      const dataDir = await mkdtemp(join(tmpdir(), "aerugo-roles-"));
      const api = await startNode({ databaseUrl, dataDir, open: true, args: ["--role", "api"] });
      try {
        await inDatabase(postgres, database, queued);
        await Bun.sleep(3 * SECOND);
        expect(await states()).toBe("queued");
        const worker = await startNode({ databaseUrl, dataDir, isSilent: true, args: ["--role", "worker"] });
        try {
          await until(async () => (await states()) === "done");
          expect(metricOf(await getText(`${worker.opsUrl}/metrics`), "aerugo_job_duration_seconds_count")).toBeGreaterThanOrEqual(1);
          await expect(fetch(`${worker.server.url}/v2/`)).rejects.toThrow();
        } finally {
          await worker.server[Symbol.asyncDispose]();
        }
      } finally {
        await api.server[Symbol.asyncDispose]();
        await rm(dataDir, { recursive: true, force: true });
      }
    }, 60_000);
  });
}

async function inDatabase({ port }: PostgresServer, database: string, sql: string): Promise<{ state: string }[]> {
  const admin = new SQL({ url: `postgres://aerugo@127.0.0.1:${port}/${database}`, max: 1 });
  return (await admin.unsafe(sql).finally(() => admin.close({ timeout: 1 }))) as { state: string }[];
}

async function readyWorkers({ opsUrl }: ClusterNode): Promise<number> {
  const { checks } = JSON.parse(await getText(`${opsUrl}/readyz`)) as { checks: { workers: string } };
  return Number(checks.workers.split(" ", 1)[0]);
}

/** The operations port opens last: before that there is nobody to ask. */
function ready(node: ClusterNode, workers: number): Promise<void> {
  return until(async () => (await readyWorkers(node).catch(() => 0)) === workers);
}

async function workersOf({ server }: ClusterNode): Promise<number[]> {
  const found = Bun.spawnSync(["ps", "-o", "pid=", "--ppid", String(server.pid)]).stdout.toString();
  return found.trim().split(/\s+/).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function roll(node: ClusterNode): Promise<void> {
  const rounds = async () => (await node.server.log()).split("All workers have been replaced").length;
  const before = await rounds();
  process.kill(node.server.pid, "SIGHUP");
  await until(async () => (await rounds()) > before, 60 * SECOND);
}

async function hit({ server }: ClusterNode, times: number): Promise<void> {
  for (let each = 0; each < times; each += 1) await (await fetch(`${server.url}/v2/`, { headers: { connection: "close" } })).text();
}
