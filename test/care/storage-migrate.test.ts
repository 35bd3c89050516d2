// A move from one store to another under a registry that serves: pushed, pulled and deleted meanwhile, killed and begun again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
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
import { placementFlags, removePlacement } from "../kit/combination.ts";
import type { TestImage } from "../kit/manifests.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { s3Flags } from "../kit/s3-places.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

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
        ["a folder to S3", (folder) => ({ from: `file:${join(folder, "old")}`, to: bucket(), flags: bucketFlags() })],
        ["S3 to a folder", (folder) => ({ from: bucket(), to: `file:${join(folder, "new")}`, flags: bucketFlags() })],
      ] as [string, (folder: string) => { from: string; to: string; flags: Flags }][])),
];

const bucket = () => `s3://${s3!.bucket}/${crypto.randomUUID()}?endpoint=${encodeURIComponent(s3!.endpoint)}`;
const bucketFlags = (): Flags => ({ "--storage-s3-access-key-id": S3_KEYS.accessKeyId, "--storage-s3-redirect": "off" });

/** What outlives an app: the same data for all that are started with these flags, one after the other. */
async function newPlace(cleanup: AsyncDisposableStack): Promise<{ folder: string; kept: Flags }> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-move-"));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const placement = await placementFlags(folder);
  cleanup.defer(() => removePlacement(placement));
  return { folder, kept: { "--data-dir": folder, ...placement } };
}

/** What the app keeps its blobs in when nobody says otherwise. */
const storeAtHand = (folder: string): string => s3Flags(folder)["--storage-url"] ?? `file:${join(folder, "blobs")}`;

describe.each(WAYS)("from %s", (_name, place) => {
  let cleanup: AsyncDisposableStack;
  let places: ReturnType<typeof place>;
  let app: TestApp;
  let alice: Client;
  let images: TestImage[];
  let kept: Flags;

  beforeEach(async () => {
    cleanup = new AsyncDisposableStack();
    const { folder, ...made } = await newPlace(cleanup);
    kept = made.kept;
    places = place(folder);
    const secret = join(folder, "s3-secret");
    writeFileSync(secret, S3_KEYS.secretAccessKey);
    if (Object.keys(places.flags).length > 0)
      places = { ...places, flags: { ...places.flags, "--storage-s3-secret-access-key-file": secret } };
    app = await start({ "--storage-url": places.from });
    alice = await app.asUser("alice");
    images = [];
    for (let index = 0; index < 12; index += 1) images.push(await alice.pushImage("alice/app", `v${index}`));
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
    await cleanup.disposeAsync();
  });

  const start = (flags: Flags) => TestApp.start({ flags: { ...kept, ...places.flags, ...flags } });

  const both = (): Flags => ({ "--storage-url": places.to, "--storage-previous-url": places.from });

  /** The same data, seen by a server that looks in both. */
  async function restarted(flags: Flags): Promise<void> {
    await app[Symbol.asyncDispose]();
    app = await start(flags);
    alice = await app.asUser("alice");
  }

  async function move(signal = new AbortController().signal, report: (progress: object) => void = () => {}) {
    const { config } = loadConfig({ environment: {}, flags: { ...kept, ...places.flags, ...both() } });
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
    // Doubled each time: what is pushed meanwhile must not outrun it.
    for (let patience = 4; !report; patience *= 2) {
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
  await using cleanup = new AsyncDisposableStack();
  const { folder, kept } = await newPlace(cleanup);
  const [from, to] = [`file:${folder}/old`, storeAtHand(folder)];
  const both = { ...kept, "--storage-url": to, "--storage-previous-url": from };
  const images: TestImage[] = [];
  {
    await using before = await TestApp.start({ flags: { ...kept, "--storage-url": from } });
    const alice = await before.asUser("alice");
    for (let index = 0; index < 80; index += 1) images.push(await alice.pushImage("alice/app", `v${index}`));
  }
  await using app = await TestApp.start({ flags: both });
  const alice = await app.asUser("alice");

  const { current } = app.stores.blobs as LayeredStore;
  const keys = async () => (await Array.fromAsync(current.keys())).length;
  const command = [process.execPath, "src/main.ts", "storage", "migrate", from, to, ...Object.entries(both).flat()];
  let kills = 0;
  for (let isDone = false; !isDone; kills += isDone ? 0 : 1) {
    const before = await keys();
    const moving = Bun.spawn(command, { cwd: join(import.meta.dir, "../.."), stdout: "ignore", stderr: "ignore" });
    // While it starts, a kill shows nothing; then each has twice the time of the one before.
    while (moving.exitCode === null && (await keys()) === before) await Bun.sleep(5);
    await Promise.race([moving.exited, Bun.sleep(25 * 2 ** kills)]);
    moving.kill("SIGKILL");
    await moving.exited;
    expect([null, 0]).toContain(moving.exitCode);
    isDone = moving.exitCode === 0;
  }
  expect(kills).toBeGreaterThan(0);
  for (const image of images) {
    const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
    expect(await current.size(storageKey)).toBe(image.layer.bytes.length);
    const answer = await alice.get(`/v2/alice/app/blobs/${image.layer.digest}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(image.layer.bytes)).toBe(true);
  }
}, 60_000);

test("the command wants the servers configured first, and is complete only when nothing is damaged", async () => {
  await using cleanup = new AsyncDisposableStack();
  const { folder, kept } = await newPlace(cleanup);
  const [from, to] = [`file:${folder}/old`, storeAtHand(folder)];
  await using app = await TestApp.start({ flags: { ...kept, "--storage-url": from } });
  const image = await (await app.asUser("alice")).pushImage("alice/app", "v1");
  await using home = await Home.make();
  const migrate = (flags: Flags) =>
    home.run(["storage", "migrate", from, to, "-o", "json", ...Object.entries({ ...kept, ...flags }).flat()]);
  expect(await migrate({ "--storage-url": from })).toMatchObject({ code: 5, error: expect.stringContaining("storage.previous_url") });

  const configured = { "--storage-url": to, "--storage-previous-url": from };
  const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
  const path = join(folder, "old", storageKey);
  renameSync(path, `${path}.away`);
  expect(await migrate(configured)).toMatchObject({ code: 8, out: expect.stringContaining(image.layer.digest) });
  renameSync(`${path}.away`, path);
  const { code, out } = await migrate(configured);
  expect([code, JSON.parse(out)]).toMatchObject([0, { complete: true, moved_blobs: 1, present_blobs: 2 }]);
});

test("a move into a folder of the old place, which is deleted in the end, is refused", async () => {
  await using cleanup = new AsyncDisposableStack();
  const { folder, kept } = await newPlace(cleanup);
  const [from, to] = [`file:${folder}/blobs`, `file:${folder}/blobs/new`];
  await using app = await TestApp.start({ flags: { ...kept, "--storage-url": to } });
  await (await app.asUser("alice")).pushImage("alice/app", "v1");
  await using home = await Home.make();
  const both = { ...kept, "--storage-url": to, "--storage-previous-url": from };
  const { code, out, error } = await home.run(["storage", "migrate", from, to, ...Object.entries(both).flat()]);
  expect([code, out, error]).toEqual([5, "", expect.stringContaining("is to be deleted in the end")]);
});

// It said that all blobs were there, that none needed the old place any more, and to delete it: which was the new one, too.
test("a move from a place to the same place under another name is refused", async () => {
  await using cleanup = new AsyncDisposableStack();
  const { folder, kept } = await newPlace(cleanup);
  const [from, to] = [`file:${folder}/link`, `file:${folder}/blobs`];
  symlinkSync(join(folder, "blobs"), join(folder, "link"));
  await using app = await TestApp.start({ flags: { ...kept, "--storage-url": to } });
  const image = await (await app.asUser("alice")).pushImage("alice/app", "v1");
  await using home = await Home.make();
  const both = { ...kept, "--storage-url": to, "--storage-previous-url": from };
  const { code, out, error } = await home.run(["storage", "migrate", from, to, ...Object.entries(both).flat()]);
  expect([code, out, error]).toEqual([5, "", expect.stringContaining("are one place")]);
  expect(readdirSync(join(folder, "blobs", "sha256"), { recursive: true }).filter((name) => String(name).includes("."))).toHaveLength(2);
  expect((await (await app.asUser("alice")).get(`/v2/alice/app/blobs/${image.layer.digest}`)).status).toBe(200);
});
