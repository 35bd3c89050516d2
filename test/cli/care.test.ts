// The commands that look after the data, at the machine: what they print, and what they end with.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteTables } from "../../src/metadata/copy/sqlite-copy.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { TestApp } from "../kit/app.ts";
import { Home } from "../kit/cli.ts";
import type { TestImage } from "../kit/manifests.ts";
import { storesInS3 } from "../kit/s3-places.ts";

let app: TestApp;
let home: Home;
let image: TestImage;
let folder: string;

beforeEach(async () => {
  app = await TestApp.start();
  home = await Home.make();
  image = await (await app.asUser("alice")).pushImage("alice/app", "v1");
  folder = await mkdtemp(join(tmpdir(), "aerugo-care-"));
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function at(dataDir: string, ...args: string[]) {
  const database = app.databaseUrl && dataDir === app.dataDir ? ["--database-url", app.databaseUrl] : [];
  return home.run([...args, "--data-dir", dataDir, ...database]);
}

const here = (...args: string[]) => at(app.dataDir, ...args);

async function damaged(): Promise<string> {
  const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
  writeFileSync(join(app.dataDir, "blobs", storageKey), image.layer.bytes.toReversed());
  return storageKey;
}

test.skipIf(storesInS3)("storage verify says that all is well, or what is not, with a code of its own", async () => {
  expect(await here("storage", "verify", "--rate", "50MB/s")).toMatchObject({ code: 0, out: expect.stringContaining("problems: 0") });
  const key = await damaged();
  expect(await here("storage", "verify", "--no-rehash")).toMatchObject({ code: 0 });
  const found = await here("storage", "verify", "--repair");
  expect(found).toMatchObject({ code: 8, out: expect.stringContaining("missed by alice/app:v1 (repaired)") });
  expect(JSON.parse((await here("storage", "verify", "-o", "json")).out)).toMatchObject({
    problems: 1,
    details: [{ kind: "blob_corrupt" }],
  });

  expect((await here("storage", "quarantine", "ls")).out).toBe(`corrupt\t${image.layer.digest}\t${key}\topen\n`);
  // As the Management API shows it.
  const [shown] = JSON.parse((await here("storage", "quarantine", "ls", "-o", "json")).out) as Record<string, unknown>[];
  expect(shown).toMatchObject({ storage_key: key, kind: "corrupt", found_at: expect.any(String), healed_at: null });
  expect(await here("storage", "quarantine", "rm", key, "--yes")).toMatchObject({ code: 5 });
  await (await app.asUser("alice")).pushBlob("alice/app", image.layer.bytes);
  expect((await here("storage", "quarantine", "rm", key, "--yes")).code).toBe(0);
  expect(await app.stores.blobs.size(key)).toBeUndefined();
  expect(await here("storage", "quarantine", "rm", key, "--yes")).toMatchObject({ code: 3 });
});

test("storage verify wants shares and rates that mean something", async () => {
  for (const option of [
    ["--sample", "200%"],
    ["--rate", "fast"],
  ])
    expect((await here("storage", "verify", ...option)).code).toBe(2);
});

test.skipIf(storesInS3)("backup creates, lists, verifies and restores", async () => {
  const path = join(folder, "backup");
  const created = await here("backup", "create", path);
  expect(created).toMatchObject({ code: 0, out: expect.stringContaining("The secret key is in it") });
  const { id } = JSON.parse((await home.run(["backup", "list", path, "-o", "json"])).out)[0] as { id: string };
  expect((await home.run(["backup", "ls", path])).out).toStartWith(`${id}\t2 blobs`);
  expect(await home.run(["backup", "verify", path])).toMatchObject({ code: 0, out: expect.stringContaining("problems: 0") });

  expect(await here("backup", "restore", path)).toMatchObject({ code: 5, error: expect.stringContaining("not empty") });
  const target = join(folder, "restored");
  expect(await at(target, "backup", "restore", path, "--snapshot", "none")).toMatchObject({ code: 5 });
  expect((await at(target, "backup", "restore", path, "--dry-run")).out).toContain("would be restored");
  expect((await at(target, "backup", "restore", path, "--snapshot", id)).out).toContain("2 blobs");
  expect((await at(target, "storage", "verify")).code).toBe(0);

  unlinkSync(join(path, "blobs/sha256", image.layer.digest.slice(7, 9), image.layer.digest.slice(7)));
  expect(await home.run(["backup", "verify", path])).toMatchObject({ code: 8, out: expect.stringContaining(image.layer.digest) });
  for (const option of [["--dry-run"], []]) {
    const restored = await at(join(folder, "again"), "backup", "restore", path, ...option);
    expect(restored).toMatchObject({ code: 8, out: expect.stringContaining(image.layer.digest) });
  }
});

// A typing error in the path made an installation there: sound, backed up, and empty.
test("where there is no installation, none is made: it is said", async () => {
  const nowhere = join(folder, "nowhere");
  for (const command of [
    ["backup", "create", join(folder, "backup")],
    ["storage", "verify"],
    ["storage", "quarantine", "ls"],
  ])
    expect(await at(nowhere, ...command)).toMatchObject({ code: 3, error: expect.stringContaining("there is no installation") });
  expect(readdirSync(folder)).toEqual([]);
});

test("an installation of an earlier schema is not brought forward beside its server", async () => {
  const path = join(folder, "aerugo.db");
  await SqliteTables.ofVersion(path, 1).close();
  for (const command of [
    ["backup", "create", join(folder, "backup")],
    ["storage", "verify"],
  ])
    expect(await at(folder, ...command)).toMatchObject({ code: 5, error: expect.stringContaining("has schema 1") });
  expect(SqliteTables.open(path).version).toBe(1);
});

test("what cannot be imported is said to be so", async () => {
  expect(await here("import", "--from", "distribution", folder)).toMatchObject({
    code: 2,
    error: expect.stringContaining("docker/registry/v2"),
  });
  expect(await here("import", "--from", "distribution", join(folder, "none"))).toMatchObject({ code: 2 });
  expect(await here("import", folder)).toMatchObject({ code: 2, error: expect.stringContaining("which repository") });
  expect(await here("export", "alice/app:v1")).toMatchObject({ code: 2 });
});
