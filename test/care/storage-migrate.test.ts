// A move from one store to another under a registry that serves: pushed, pulled and deleted meanwhile, killed and begun again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as bunTest } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StorageMove } from "../../src/care/move/storage-move.ts";
import { openForCare } from "../../src/compose/care.ts";
import { LayeredStore } from "../../src/blobstore/layered-store.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { Home } from "../kit/cli.ts";
import type { TestImage } from "../kit/manifests.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { storesInS3 } from "../kit/s3-places.ts";

/** They look into the files. */
const test = bunTest.skipIf(storesInS3);

let s3: S3Server | undefined;
const hasNoS3 = cannotBeTried("a move to S3", hintsFor(["versitygw"]));
beforeAll(async () => {
  if (!hasNoS3) s3 = await S3Server.start("versitygw");
});
afterAll(() => s3?.[Symbol.asyncDispose]());

type Flags = Record<string, string>;

const WAYS: readonly [string, (folder: string) => { from: string; to: string; flags: Flags }][] = [
  ["a folder to another", (folder) => ({ from: `file:${join(folder, "old")}`, to: `file:${join(folder, "new")}`, flags: {} })],
  ...(hasNoS3
    ? []
    : ([
        ["a folder to S3", (folder) => ({ from: `file:${join(folder, "old")}`, to: bucket(), flags: s3Flags() })],
        ["S3 to a folder", (folder) => ({ from: bucket(), to: `file:${join(folder, "new")}`, flags: s3Flags() })],
      ] as [string, (folder: string) => { from: string; to: string; flags: Flags }][])),
];

const bucket = () => `s3://${s3!.bucket}/${crypto.randomUUID()}?endpoint=${encodeURIComponent(s3!.endpoint)}`;
const s3Flags = (): Flags => ({ "--storage-s3-access-key-id": S3_KEYS.accessKeyId, "--storage-s3-redirect": "off" });

describe.each(WAYS)("from %s", (_name, place) => {
  let folder: string;
  let places: ReturnType<typeof place>;
  let app: TestApp;
  let alice: Client;
  let images: TestImage[];
  let env: Record<string, string>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aerugo-move-"));
    places = place(folder);
    const secret = join(folder, "s3-secret");
    writeFileSync(secret, S3_KEYS.secretAccessKey);
    env = {};
    if (Object.keys(places.flags).length > 0)
      places = { ...places, flags: { ...places.flags, "--storage-s3-secret-access-key-file": secret } };
    app = await start({ "--storage-url": places.from });
    alice = await app.asUser("alice");
    images = [];
    for (let index = 0; index < 12; index += 1) images.push(await alice.pushImage("alice/app", `v${index}`));
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const dataDir = () => join(folder, "data");

  function start(flags: Flags): Promise<TestApp> {
    return TestApp.start({ flags: { "--data-dir": dataDir(), ...places.flags, ...flags } });
  }

  const both = (): Flags => ({ "--storage-url": places.to, "--storage-previous-url": places.from });

  /** The same data, seen by a server that looks in both. */
  async function restarted(flags: Flags): Promise<void> {
    await app[Symbol.asyncDispose]();
    app = await start(flags);
    alice = await app.asUser("alice");
  }

  async function move(signal = new AbortController().signal, report: (progress: object) => void = () => {}) {
    const databaseFlags: Flags = app.databaseUrl ? { "--database-url": app.databaseUrl } : {};
    const { config } = loadConfig({ environment: env, flags: { "--data-dir": dataDir(), ...places.flags, ...both(), ...databaseFlags } });
    const stores = await openForCare(config);
    try {
      const { previous, current } = stores.blobs as LayeredStore;
      return await new StorageMove({ metadata: stores.metadata, from: previous, to: current }, undefined, {
        clock: app.clock,
        signal,
        progress: undefined,
        report,
      }).run();
    } finally {
      await stores.close();
    }
  }

  async function expectPulls(all: readonly TestImage[]): Promise<void> {
    for (const { config, layer, digest, bytes } of all) {
      const manifest = await alice.get(`/v2/alice/app/manifests/${digest}`);
      expect(Buffer.from(await manifest.arrayBuffer()).equals(bytes)).toBe(true);
      for (const blob of [config, layer]) {
        const answer = await alice.get(`/v2/alice/app/blobs/${blob.digest}`);
        expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(blob.bytes)]).toEqual([200, true]);
      }
    }
  }

  test("nothing is missed at any time, however often the move is stopped, and in the end the source is not needed", async () => {
    await restarted(both());
    await expectPulls(images);
    const done = new AbortController();
    const pushed: TestImage[] = [];
    const load = (async () => {
      for (let index = 0; !done.signal.aborted; index += 1) {
        pushed.push(await alice.pushImage("alice/app", `new${index}`));
        await expectPulls([images[index % images.length]!, pushed[index % pushed.length]!]);
        if (index % 3 === 0) {
          const gone = await alice.pushBlob("alice/app", crypto.randomUUID());
          await alice.delete(`/v2/alice/app/blobs/${gone.digest}`);
        }
      }
    })();
    let report: Awaited<ReturnType<typeof move>> | undefined;
    for (let patience = 4; !report; patience += 8) {
      const stop = new AbortController();
      let looks = 0;
      report = await move(stop.signal, () => (looks += 1) === patience && stop.abort(new Error("stopped"))).catch(() => undefined);
    }
    done.abort();
    await load;
    expect(report).toMatchObject({ complete: true, damaged: [] });

    await restarted({ "--storage-url": places.to });
    await expectPulls([...images, ...pushed]);
    expect(pushed.length).toBeGreaterThan(0);
  }, 60_000);

  test("an upload that began before goes on, and ends up in the new store", async () => {
    const location = await alice.startUpload("alice/app");
    const bytes = crypto.getRandomValues(new Uint8Array(40_000));
    await alice.patch(location, { body: bytes.slice(0, 15_000) });
    await restarted(both());
    const again = await alice.patch(location, { body: bytes.slice(15_000, 30_000) });
    expect(again.status).toBe(202);
    const digest = `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
    const path = new URL(again.headers.get("location")!, "http://registry.test").pathname;
    expect((await alice.put(`${path}?digest=${digest}`, { body: bytes.slice(30_000) })).status).toBe(201);
    const { storageKey } = (await app.stores.metadata.read.blobs.findStored(digest as Digest))!;
    expect(await (app.stores.blobs as LayeredStore).current.size(storageKey)).toBe(bytes.length);
    const answer = await alice.get(`/v2/alice/app/blobs/${digest}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

test("killed at any point and begun again, the command comes to its end, and nothing is lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-move-"));
  await using app = await TestApp.start({
    flags: { "--data-dir": folder, "--storage-url": `file:${folder}/new`, "--storage-previous-url": `file:${folder}/old` },
  });
  const alice = await app.asUser("alice");
  const images: TestImage[] = [];
  for (let index = 0; index < 150; index += 1) images.push(await alice.pushImage("alice/app", `v${index}`));
  // All of it into the old store, as if it had always been there: what moves is moved by the command alone.
  renameSync(join(folder, "new", "sha256"), join(folder, "old", "sha256"));

  const places = [`file:${folder}/old`, `file:${folder}/new`];
  const configured = ["--data-dir", folder, "--storage-url", places[1]!, "--storage-previous-url", places[0]!];
  const database = app.databaseUrl ? ["--database-url", app.databaseUrl] : [];
  let kills = 0;
  for (let patience = 250, code: number | null = null; code !== 0; patience += 60) {
    const command = [process.execPath, "src/main.ts", "storage", "migrate", ...places, ...configured, ...database];
    const moving = Bun.spawn(command, { cwd: join(import.meta.dir, "../.."), stdout: "ignore", stderr: "ignore" });
    const killer = setTimeout(() => moving.kill("SIGKILL"), patience);
    await moving.exited;
    clearTimeout(killer);
    code = moving.exitCode;
    kills += code === null ? 1 : 0;
  }
  expect(kills).toBeGreaterThan(0);
  const { current } = app.stores.blobs as LayeredStore;
  for (const image of images) {
    const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
    expect(await current.size(storageKey)).toBe(image.layer.bytes.length);
    const answer = await alice.get(`/v2/alice/app/blobs/${image.layer.digest}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(image.layer.bytes)).toBe(true);
  }
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test("the command wants the servers configured first, and is complete only when nothing is damaged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-move-"));
  await using app = await TestApp.start({ flags: { "--data-dir": folder, "--storage-url": `file:${folder}/old` } });
  const image = await (await app.asUser("alice")).pushImage("alice/app", "v1");
  await using home = await Home.make();
  const database = app.databaseUrl ? ["--database-url", app.databaseUrl] : [];
  const command = ["storage", "migrate", `file:${folder}/old`, `file:${folder}/new`, "--data-dir", folder, "-o", "json", ...database];
  expect(await home.run([...command, "--storage-url", `file:${folder}/old`])).toMatchObject({
    code: 5,
    error: expect.stringContaining("storage.previous_url"),
  });

  const configured = [...command, "--storage-url", `file:${folder}/new`, "--storage-previous-url", `file:${folder}/old`];
  const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
  const path = join(folder, "old", storageKey);
  renameSync(path, `${path}.away`);
  expect(await home.run(configured)).toMatchObject({ code: 8, out: expect.stringContaining(image.layer.digest) });
  renameSync(`${path}.away`, path);
  const { code, out } = await home.run(configured);
  expect([code, JSON.parse(out)]).toMatchObject([0, { complete: true, moved_blobs: 1, present_blobs: 2 }]);
  await rm(folder, { recursive: true, force: true });
});
