// Garbage collection in a loop, with every period as short as it can be, against pushes, mounts and deletions that really run at once, on
// either database and on files: what was acknowledged stays whole, byte for byte, and in the end nothing else is left.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilesystemStore } from "../../src/blobstore/filesystem/filesystem-store.ts";
import type { GcPolicy } from "../../src/jobs/gc/verdict.ts";
import { RegistryError } from "../../src/oci/failure.ts";
import type { Content } from "../kit/manifests.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { Installation, MovedClock, type Node, type OpenedDatabase, blobOf, imageOf, openPostgres, openSqlite } from "./installation.ts";

const RUN_MS = 4000;
const POLICY: GcPolicy = { grace: { blobMs: 150, untaggedMs: 100 }, condemnedMs: 150, downloadGraceMs: 100, orphanAgeMs: 60_000 };
const REPOSITORIES = ["acme/a", "acme/b", "beta/c"];
const BLOBS = Array.from({ length: 8 }, (_, index) => blobOf(`layer ${index} `.repeat(200)));

/** Goes on by itself; the test can only hurry it. */
class RunningClock extends MovedClock {
  override now(): number {
    return Date.now() + this.time;
  }

  override time = 0;
}

class Load {
  /** By repository and tag, each written by one client only: what was acknowledged last. */
  readonly acknowledged = new Map<string, string>();
  readonly unexpected: unknown[] = [];
  pushes = 0;
  private readonly until = performance.now() + RUN_MS;

  constructor(private readonly installation: Installation<FilesystemStore>) {}

  async run(): Promise<void> {
    const clients = ["one", "two", "three", "four"].map((name, index) => this.client(this.installation.newNode(), name, index % 2 === 0));
    const collectors = [1, 2].map(() => this.collector(this.installation.newNode()));
    await Promise.all([...clients, ...collectors]);
  }

  private async client(node: Node, name: string, mounts: boolean): Promise<void> {
    for (let turn = 0; performance.now() < this.until; turn += 1) {
      const repository = pick(REPOSITORIES);
      const tag = `${name}-${turn % 3}`;
      try {
        await (turn % 4 === 3 ? this.remove(node, repository, tag) : this.push(node, { repository, tag }, mounts));
      } catch (error) {
        if (!(error instanceof RegistryError)) this.unexpected.push(error);
      }
    }
  }

  private async push(node: Node, { repository, tag }: { repository: string; tag: string }, mounts: boolean): Promise<void> {
    const blobs = [pick(BLOBS), pick(BLOBS), blobOf(crypto.randomUUID())];
    for (const blob of blobs) if (!(await node.hasBlob(repository, blob))) await this.bring(node, repository, blob, mounts);
    const image = imageOf(blobs);
    const key = `${repository}:${tag}`;
    // Until it is acknowledged, either is right.
    this.acknowledged.delete(key);
    await node.putManifest(repository, image, [tag]);
    this.acknowledged.set(key, image.digest);
    this.pushes += 1;
  }

  private async bring(node: Node, repository: string, blob: Content, mounts: boolean): Promise<void> {
    if (mounts && (await node.mount(repository, pick(REPOSITORIES), blob))) return;
    await node.putBlob(repository, blob);
  }

  private async remove(node: Node, repository: string, tag: string): Promise<void> {
    this.acknowledged.delete(`${repository}:${tag}`);
    await node.deleteTag(repository, tag);
  }

  private async collector(node: Node): Promise<void> {
    while (performance.now() < this.until) {
      const { errors } = await node.collect();
      this.unexpected.push(...errors.first);
      await Bun.sleep(10);
    }
  }
}

function pick<T>(items: readonly T[]): T {
  return items[Math.floor(Math.random() * items.length)]!;
}

async function collectUnderLoad({ metadata, look, close }: OpenedDatabase): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-gc-blobs-"));
  const storage = await FilesystemStore.open(folder);
  const closeAll = async () => {
    await storage.close();
    await close();
    await rm(folder, { recursive: true });
  };
  await using installation = new Installation(metadata, storage, new RunningClock(), look, closeAll, { policy: POLICY });
  const load = new Load(installation);
  await load.run();
  expect([load.unexpected, await installation.problems()]).toEqual([[], []]);
  expect(load.pushes).toBeGreaterThan(10);

  await installation.collectAll();
  const [{ deleted } = { deleted: 0 }] = await look("select count(*) as deleted from events where kind = 'blob.deleted'");
  expect(Number(deleted)).toBeGreaterThan(0);
  for (const [key, digest] of load.acknowledged) {
    const [repository, tag] = key.split(":") as [string, string];
    expect(await installation.node.pull(repository, tag)).toBe(digest as never);
  }
  expect([await installation.problems(), await installation.leftovers()]).toEqual([[], []]);
}

test("on SQLite", async () => collectUnderLoad(await openSqlite()), { timeout: 60_000 });

if (!cannotBeTried("garbage collection under load on PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  test("on PostgreSQL", async () => collectUnderLoad(await openPostgres(server)), { timeout: 90_000 });
}
