// A backup of one kind of installation restored into another kind, and back: SQLite and files, PostgreSQL and S3.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBackup } from "../../src/care/backup/create.ts";
import { LEFT_OUT } from "../../src/care/backup/format.ts";
import { openSource } from "../../src/care/backup/places.ts";
import { restoreBackup } from "../../src/care/backup/restore.ts";
import { chooseSnapshot } from "../../src/care/backup/verify.ts";
import { openInstallation } from "../../src/compose/backup.ts";
import { loadConfig } from "../../src/config/load.ts";
import { TestApp } from "../kit/app.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const isMissing = cannotBeTried("a restore into other stores", hintsFor(["initdb", "versitygw"]));
type Flags = Record<string, string>;

const context = () => ({ clock: { now: () => Date.now() }, signal: new AbortController().signal, progress: undefined, report: () => {} });

describe.skipIf(isMissing)("an installation", () => {
  let postgres: PostgresServer;
  let s3: S3Server;
  let folder: string;

  beforeAll(async () => {
    [postgres, s3, folder] = await Promise.all([
      PostgresServer.start(),
      S3Server.start("versitygw"),
      mkdtemp(join(tmpdir(), "aerugo-combinations-")),
    ]);
    await writeFile(join(folder, "s3-secret"), S3_KEYS.secretAccessKey);
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const embedded = (name: string): Flags => ({
    "--data-dir": join(folder, name),
    "--database-url": `sqlite:${join(folder, name, "aerugo.db")}`,
    "--storage-url": `file:${join(folder, name, "blobs")}`,
  });

  async function cluster(name: string): Promise<Flags> {
    return {
      "--data-dir": join(folder, name),
      "--database-url": await postgres.emptyDatabase(),
      "--storage-url": `s3://${s3.bucket}/${name}?endpoint=${encodeURIComponent(s3.endpoint)}`,
      "--storage-s3-access-key-id": S3_KEYS.accessKeyId,
      "--storage-s3-secret-access-key-file": join(folder, "s3-secret"),
      "--storage-s3-redirect": "off",
    };
  }

  async function moved(from: Flags, to: Flags, name: string): Promise<void> {
    const path = join(folder, name);
    await at(from, ({ source }) => createBackup(source, { path, includeSecretKey: true, bytesPerSecond: undefined }, context()));
    const source = await openSource(path);
    const snapshot = await chooseSnapshot(source, undefined);
    const report = await at(to, ({ target }) => restoreBackup(source, snapshot, target, { dryRun: false }, context()));
    expect(report.absent_blobs).toEqual([]);
  }

  test("comes back the same from embedded stores to a cluster's, and from there to embedded ones", async () => {
    const first = embedded("first");
    const app = await TestApp.start({ flags: first });
    const alice = await app.asUser("alice");
    const images = [await alice.pushImage("alice/app", "v1"), await alice.pushImage("alice/app", "v2")];
    await alice.delete(`/v2/alice/app/manifests/v2`);
    await app[Symbol.asyncDispose]().catch(() => {});
    const before = await rowsOf(first);

    const second = await cluster("second");
    await moved(first, second, "backup-1.tar");
    expect(await rowsOf(second)).toEqual(before);
    await using server = await TestApp.start({ flags: second });
    const client = await server.asUser("alice");
    const pulled = await client.get(`/v2/alice/app/blobs/${images[0]!.layer.digest}`);
    expect(Buffer.from(await pulled.arrayBuffer()).equals(images[0]!.layer.bytes)).toBe(true);
    const later = await client.pushImage("alice/later", "v1");

    const third = embedded("third");
    await moved(second, third, "backup-2");
    expect(await rowsOf(third)).toEqual(await rowsOf(second));
    await using again = await TestApp.start({ flags: third });
    const answer = await (await again.asUser("alice")).get(`/v2/alice/later/blobs/${later.layer.digest}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(later.layer.bytes)).toBe(true);
  }, 60_000);
});

function shown(cell: string | number | null | Uint8Array): string | number | null {
  return cell instanceof Uint8Array ? Buffer.from(cell).toString("hex") : cell;
}

async function at<T>(flags: Flags, work: (installation: Awaited<ReturnType<typeof openInstallation>>) => Promise<T>): Promise<T> {
  const installation = await openInstallation(loadConfig({ environment: {}, flags }).config);
  return work(installation).finally(installation.close);
}

/** Every row of every table that a backup has, in no order; but for what says where bytes lie. */
function rowsOf(flags: Flags): Promise<Record<string, string[]>> {
  return at(flags, ({ source }) =>
    source.tables.snapshot(async (snapshot) => {
      const all: Record<string, string[]> = {};
      for (const table of snapshot.tables.filter(({ name }) => !LEFT_OUT.has(name))) {
        const rows: string[] = [];
        for await (const batch of snapshot.rows(table)) {
          for (const row of batch) {
            const cells = table.columns.map(
              (column, index) => [column, column === "storage_key" ? "" : shown(row[index] ?? null)] as const,
            );
            rows.push(JSON.stringify(cells.toSorted(([a], [b]) => (a < b ? -1 : 1))));
          }
        }
        all[table.name] = rows.toSorted();
      }
      return all;
    }),
  );
}
