// Backups of an installation that goes on, and what is restored from them: every pull byte for byte, every account, every token.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBackup } from "../../src/care/backup/create.ts";
import { BackupError, blobPath, type BackupDescription } from "../../src/care/backup/format.ts";
import { openSource, openTarget } from "../../src/care/backup/places.ts";
import { restoreBackup } from "../../src/care/backup/restore.ts";
import { chooseSnapshot, verifyBackup } from "../../src/care/backup/verify.ts";
import { openInstallation } from "../../src/compose/backup.ts";
import { loadConfig } from "../../src/config/load.ts";
import { LockedError } from "../../src/lib/process-lock.ts";
import { type Digest, digestOf } from "../../src/oci/digest.ts";
import { Api } from "../kit/api.ts";
import { TestApp } from "../kit/app.ts";
import { placementFlags, removePlacement } from "../kit/combination.ts";
import { type Content, indexManifest, type TestImage } from "../kit/manifests.ts";
import { s3Flags } from "../kit/s3-places.ts";
import { storedBytes } from "../kit/stored-bytes.ts";

type Flags = Readonly<Record<string, string>>;

let app: TestApp;
let folder: string;
/** Of what was restored. */
let places: Flags[];

beforeEach(async () => {
  app = await TestApp.start();
  folder = await mkdtemp(join(tmpdir(), "aerugo-backup-"));
  places = [];
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  for (const place of places) await removePlacement(place);
  await rm(folder, { recursive: true });
});

const context = () => ({ clock: app.clock, signal: new AbortController().signal, progress: undefined, report: () => {} });

function openAt(flags: Flags): ReturnType<typeof openInstallation> {
  return openInstallation(loadConfig({ environment: {}, flags }).config);
}

/** Where the app keeps everything. */
function placeOfApp(): Flags {
  const { dataDir, databaseUrl } = app;
  return { "--data-dir": dataDir, ...s3Flags(dataDir), ...(databaseUrl ? { "--database-url": databaseUrl } : {}) };
}

/** For an installation that is not there yet. */
async function newPlace(): Promise<Flags & { readonly "--data-dir": string }> {
  const dataDir = join(folder, crypto.randomUUID());
  const place = { "--data-dir": dataDir, ...(await placementFlags(dataDir)) };
  places.push(place);
  return place;
}

async function backUp(path = join(folder, "backup"), { includeSecretKey = true } = {}): Promise<BackupDescription> {
  const { source, close } = await openAt(placeOfApp());
  try {
    return await createBackup(source, { path, includeSecretKey, bytesPerSecond: undefined }, context());
  } finally {
    await close();
  }
}

interface Restore {
  readonly path?: string;
  readonly dryRun?: boolean;
  readonly prepare?: (dataDir: string) => void | Promise<void>;
}

/** Into a new installation. */
async function restored({ path = join(folder, "backup"), dryRun = false, prepare }: Restore = {}) {
  const place = await newPlace();
  await prepare?.(place["--data-dir"]);
  const source = await openSource(path);
  const { target, close } = await openAt(place);
  try {
    const report = await restoreBackup(source, await chooseSnapshot(source, undefined), target, { dryRun }, context());
    return { report, place };
  } finally {
    await close();
  }
}

const startOn = (flags: Flags) => TestApp.start({ flags });

async function pulled(from: TestApp, repository: string, { bytes, digest, config, layer }: TestImage, reference: string) {
  const client = await from.asUser("alice");
  const manifest = await client.get(`/v2/${repository}/manifests/${reference}`, { accept: "*/*" });
  expect(manifest.headers.get("docker-content-digest")).toBe(digest);
  expect(Buffer.from(await manifest.arrayBuffer()).equals(bytes)).toBe(true);
  for (const blob of [config, layer]) {
    const answer = await client.get(`/v2/${repository}/blobs/${blob.digest}`);
    expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(blob.bytes)]).toEqual([200, true]);
  }
}

describe.each([
  ["a folder", "backup"],
  ["an archive", "backup.tar"],
])("in %s", (_name, name) => {
  test("everything comes back: pulls, accounts, tokens, permissions and the audit log", async () => {
    const path = join(folder, name);
    const alice = await app.asUser("alice");
    const [one, two] = [await alice.pushImage("alice/app", "v1"), await alice.pushImage("alice/app", "v2")];
    await alice.pushManifest("alice/app", "both", indexManifest([one, two]));
    const large = await alice.pushBlob("alice/app", crypto.getRandomValues(new Uint8Array(65_536)), "sha512");
    const api = new Api(alice);
    const { body } = await api.post("/tokens", { name: "ci", scopes: ["user:read", "repo:read"] });
    const audit = await app.stores.metadata.read.usage.total();

    const made = await backUp(path);
    expect(made).toMatchObject({ damaged: [], has_secret_key: true });
    const source = await openSource(path);
    expect(await verifyBackup(source, made, context())).toMatchObject({ problems: [], blobs: made.blobs });

    const { report, place } = await restored({ path });
    expect(report).toMatchObject({ blobs: made.blobs, absent_blobs: [] });
    await using again = await startOn(place);
    await pulled(again, "alice/app", one, "v1");
    await pulled(again, "alice/app", two, two.digest);
    const client = await again.asUser("alice");
    expect((await client.get("/v2/alice/app/manifests/both")).status).toBe(200);
    expect(Buffer.from(await (await client.get(`/v2/alice/app/blobs/${large.digest}`)).arrayBuffer()).equals(large.bytes)).toBe(true);
    expect((await again.withToken(String(body["secret"])).get("/api/v1/tokens")).status).toBe(200);
    expect((await again.anonymous.get("/v2/alice/app/tags/list")).status).toBe(401);
    expect(await again.stores.metadata.read.usage.total()).toEqual(audit);
    // What is made from now on has ids of its own.
    await client.pushImage("alice/later", "v1");
    expect((await client.get("/v2/alice/later/manifests/v1")).status).toBe(200);
  });
});

test("a second snapshot copies only what is new, and each restores as it was", async () => {
  const alice = await app.asUser("alice");
  const image = await alice.pushImage("alice/app", "v1");
  const first = await backUp();
  await alice.pushImage("alice/app", "v1");
  app.clock.advance(1000);
  const second = await backUp();
  expect([first.copied_blobs, second.blobs, second.copied_blobs]).toEqual([2, 4, 2]);

  const source = await openSource(join(folder, "backup"));
  expect((await source.snapshots()).map(({ id }) => id)).toEqual([first.id, second.id]);
  const place = await newPlace();
  const { target, close } = await openAt(place);
  await restoreBackup(source, await chooseSnapshot(source, first.id), target, { dryRun: false }, context()).finally(close);
  await using again = await startOn(place);
  await pulled(again, "alice/app", image, "v1");
});

test("pushes during a backup are in it whole or not at all, and no key may be deleted meanwhile", async () => {
  const alice = await app.asUser("alice");
  for (let index = 0; index < 10; index += 1) await alice.pushImage(`alice/app${index}`, "v1");
  const stop = new AbortController();
  let held: string | undefined;
  const pushing = (async () => {
    for (let index = 10; !stop.signal.aborted; index += 1) {
      await alice.pushImage(`alice/app${index}`, "v1");
      held ??= await app.stores.metadata.read.storage.findHold(app.clock.now());
    }
  })();
  await backUp();
  stop.abort();
  await pushing;
  expect(held).toBe("backup");
  expect(await app.stores.metadata.read.storage.findHold(app.clock.now())).toBeUndefined();

  const { report, place } = await restored();
  expect(report.absent_blobs).toEqual([]);
  await using again = await startOn(place);
  const client = await again.asUser("alice");
  const { repositories } = (await (await client.get("/v2/_catalog?n=1000")).json()) as { repositories: string[] };
  expect(repositories.length).toBeGreaterThanOrEqual(10);
  for (const repository of repositories) {
    const tags = (await (await client.get(`/v2/${repository}/tags/list`)).json()) as { tags: string[] | null };
    if (!tags.tags?.length) continue;
    const manifest = (await (await client.get(`/v2/${repository}/manifests/v1`)).json()) as { layers: { digest: string }[] };
    for (const { digest } of manifest.layers) expect((await client.get(`/v2/${repository}/blobs/${digest}`)).status).toBe(200);
  }
});

describe("damage", () => {
  test("of a blob is said, not backed up, and answered as absent after the restore, until it is pushed again", async () => {
    const alice = await app.asUser("alice");
    const image = await alice.pushImage("alice/app", "v1");
    const stored = storedBytes(app.dataDir);
    await stored.write(await keyOf(image.layer), image.layer.bytes.toReversed());
    await stored.delete(await keyOf(image.config));
    const made = await backUp();
    expect(made.damaged.toSorted()).toEqual([image.layer.digest, image.config.digest].toSorted());

    const { report, place } = await restored();
    expect(report.absent_blobs).toHaveLength(2);
    await using again = await startOn(place);
    const client = await again.asUser("alice");
    expect((await client.head(`/v2/alice/app/blobs/${image.layer.digest}`)).status).toBe(404);
    for (const { bytes } of [image.layer, image.config]) await client.pushBlob("alice/app", bytes);
    await pulled(again, "alice/app", image, "v1");
  });

  test("of the backup is found", async () => {
    const alice = await app.asUser("alice");
    const image = await alice.pushImage("alice/app", "v1");
    const made = await backUp();
    writeFileSync(join(folder, "backup", blobPath(image.layer.digest as Digest)), image.layer.bytes.toReversed());
    const source = await openSource(join(folder, "backup"));
    expect((await verifyBackup(source, made, context())).problems).toEqual([`the bytes of the blob ${image.layer.digest} are others`]);
    // One rotten blob kept everything else from being restored.
    expect((await restored()).report.absent_blobs).toEqual([image.layer.digest]);

    truncateSync(join(folder, "backup", "snapshots", made.id, "metadata", "tags.ndjson.gz"), 10);
    expect((await verifyBackup(source, made, context())).problems).toContain("the rows of tags are not those that were backed up");
    for (const dryRun of [true, false]) await expect(restored({ dryRun })).rejects.toThrow("the rows of tags");
  });

  // It was found by the restore, when the key was nowhere else.
  test("of the secret key in it is found", async () => {
    await app.asUser("alice");
    const made = await backUp();
    writeFileSync(join(folder, "backup", "snapshots", made.id, "secret.key"), "");
    const { problems } = await verifyBackup(await openSource(join(folder, "backup")), made, context());
    expect(problems).toEqual([expect.stringContaining("the secret key")]);
  });
});

describe("of several at once", () => {
  // They wrote into one file, and the one that ended last said that all was well.
  test("into one archive, not more than one is made, and that one is whole", async () => {
    await (await app.asUser("alice")).pushImage("alice/app", "v1");
    const path = join(folder, "backup.tar");
    const made = (await Promise.allSettled(["a", "b", "c"].map(() => backUp(path)))).filter(({ status }) => status === "fulfilled");
    expect(made.length).toBeLessThanOrEqual(1);
    if (made.length === 0) await backUp(path);
    const source = await openSource(path);
    expect(await verifyBackup(source, await chooseSnapshot(source, undefined), context())).toMatchObject({ problems: [], blobs: 2 });
    expect(readdirSync(folder).filter((name) => name.includes("backup"))).toEqual(["backup.tar"]);
  });

  test.each(["backup", "backup.tar"])("into %s, the second is refused while the first is at work", async (name) => {
    const path = join(folder, name);
    const target = await openTarget(path, "2026-01-01T00-00-00-000Z-0123abcd");
    await expect(backUp(path)).rejects.toBeInstanceOf(LockedError);
    await target.abandon();
    expect(await backUp(path)).toMatchObject({ damaged: [] });
  });
});

// The secret key was left there with everything that it seals.
test("what a run left that died is removed by the next one", async () => {
  const dead = [".backup.tar.2026-01-01T00-00-00-000Z-0123abcd", "backup/snapshots/.2026-01-01T00-00-00-000Z-0123abcd"];
  for (const name of dead) await Bun.write(join(folder, name, "snapshot/secret.key"), "of then");
  await Bun.write(join(folder, ".backup.tar.of-somebody-else"), "kept");
  await backUp(join(folder, "backup.tar"));
  await backUp();
  expect(dead.filter((name) => existsSync(join(folder, name)))).toEqual([]);
  expect(existsSync(join(folder, ".backup.tar.of-somebody-else"))).toBe(true);
});

describe("a restore is refused", () => {
  test("into what is in use", async () => {
    await (await app.asUser("alice")).pushImage("alice/app", "v1");
    await backUp();
    const source = await openSource(join(folder, "backup"));
    const { target, close } = await openAt(placeOfApp());
    const restoring = restoreBackup(source, await chooseSnapshot(source, undefined), target, { dryRun: false }, context());
    await expect(restoring).rejects.toThrow("not empty");
    await close();
  });

  test("into what somebody began to use while blobs were copied", async () => {
    await (await app.asUser("alice")).pushImage("alice/app", "v1");
    await backUp();
    const source = await openSource(join(folder, "backup"));
    const { target, stores, close } = await openAt(await newPlace());
    const blob = { digest: digestOf("sha256", Buffer.from("new")), storageKey: "somewhere", sizeBytes: 3 };
    const saveSecretKey = async (key: string) => {
      await target.saveSecretKey(key);
      await stores.metadata.transaction((tx) => tx.blobs.insert(blob, app.clock.now()));
    };
    const restoring = restoreBackup(
      source,
      await chooseSnapshot(source, undefined),
      { ...target, saveSecretKey },
      { dryRun: false },
      context(),
    );
    await expect(restoring).rejects.toThrow("there are rows in blobs");
    expect(await stores.metadata.read.blobs.findStored(blob.digest)).toBeDefined();
    await close();
  });

  test("without the key that the rows are sealed with, or with another", async () => {
    await app.asUser("alice");
    await backUp(undefined, { includeSecretKey: false });
    await expect(restored()).rejects.toThrow("without the secret key");
    await expect(restored({ prepare: writeOtherKey })).rejects.toThrow("another secret key");
  });

  test("where there is no finished snapshot", async () => {
    await expect(restored()).rejects.toBeInstanceOf(BackupError);
  });
});

test("a dry run says what there is, and writes nothing", async () => {
  await (await app.asUser("alice")).pushImage("alice/app", "v1");
  await backUp();
  const { report, place } = await restored({ dryRun: true });
  const dataDir = place["--data-dir"];
  expect(report).toMatchObject({ blobs: 2, absent_blobs: [], dry_run: true });
  expect(existsSync(join(dataDir, "secret.key"))).toBe(false);
  expect(await storedBytes(dataDir).keys()).toEqual([]);
});

async function keyOf({ digest }: Content): Promise<string> {
  return (await app.stores.metadata.read.blobs.findStored(digest as Digest))!.storageKey;
}

async function writeOtherKey(dataDir: string): Promise<void> {
  await Bun.write(join(dataDir, "secret.key"), Buffer.alloc(32, 9).toString("base64"));
}
