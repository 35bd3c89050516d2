// Verification against an installation that is damaged on purpose, and what the next push makes of it.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { verificationOptions } from "../../src/care/verify/options.ts";
import type { VerificationReport } from "../../src/care/verify/report.ts";
import { Verification, WrongStorageError } from "../../src/care/verify/verification.ts";
import { policiesOf } from "../../src/compose/care.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { content, type Content, LAYER_TYPE } from "../kit/manifests.ts";
import { damageRows } from "../kit/raw-database.ts";
import { type StoredBytes, storedBytes } from "../kit/stored-bytes.ts";
import { turnsDuring } from "../kit/turns-given.ts";

let app: TestApp;
let client: Client;
let stored: StoredBytes;

beforeEach(async () => {
  app = await TestApp.start();
  client = await app.asUser("alice");
  stored = storedBytes(app.dataDir);
});
afterEach(() => app[Symbol.asyncDispose]());

const { config } = loadConfig({ environment: {}, flags: {} });

function verify(options: object = {}, context: object = {}): Promise<VerificationReport> {
  const { metadata, blobs } = app.stores;
  const careContext = { clock: app.clock, signal: new AbortController().signal, progress: undefined, report: () => {}, ...context };
  const chosen = verificationOptions(options as Record<string, unknown>);
  return new Verification({ metadata, blobs, policies: policiesOf(config) }, chosen, careContext).run();
}

async function keyOf({ digest }: Content): Promise<string> {
  return (await app.stores.metadata.read.blobs.findStored(digest as Digest))!.storageKey;
}

const quarantined = () => app.stores.metadata.read.quarantine.list(0, 10);

function blob(size = 100_000): Content {
  return content(crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))), LAYER_TYPE);
}

async function pushed(layer: Content): Promise<void> {
  await client.pushBlob("alice/app", layer.bytes);
}

const statusOf = async (method: string, { digest }: Content) => (await client.request(method, `/v2/alice/app/blobs/${digest}`)).status;

test("a sound installation has no problems, and everything was looked at", async () => {
  await client.pushImage("alice/app", "v1");
  await client.pushImage("alice/lib", "v1");
  expect(await verify()).toMatchObject({ problems: 0, details: [], manifests: 2, repositories: 2, orphans: { keys: 0 } });
});

// On SQLite it answered nobody for as long as it looked at manifests.
test("others have their turn after every manifest", async () => {
  const report = await verify();
  for (let index = 0; index < 50; index += 1) await client.pushImage("alice/app");
  const progress = { stage: "manifests", after: 0, total_blobs: 0, report };
  expect(await turnsDuring(() => verify({}, { progress }))).toBeGreaterThanOrEqual(50);
});

describe("a blob whose bytes are gone", () => {
  test("is reported with what needs it, answered as absent, and healed by the next push", async () => {
    const image = await client.pushImage("alice/app", "v1");
    await stored.delete(await keyOf(image.layer));
    expect(await statusOf("HEAD", image.layer)).toBe(200);

    const report = await verify();
    expect(report.details).toMatchObject([{ kind: "blob_missing", digest: image.layer.digest, affected: ["alice/app:v1"] }]);
    expect([await statusOf("HEAD", image.layer), await statusOf("GET", image.layer)]).toEqual([404, 404]);
    expect(await quarantined()).toMatchObject([{ kind: "missing", digest: image.layer.digest, healedAt: undefined }]);

    await pushed(image.layer);
    const answer = await client.request("GET", `/v2/alice/app/blobs/${image.layer.digest}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(image.layer.bytes)).toBe(true);
    expect((await verify()).problems).toBe(0);
    expect(await quarantined()).toMatchObject([{ kind: "missing", healedAt: expect.any(Number) }]);
  });

  test("cannot be mounted, though some of them are left", async () => {
    const layer = blob();
    await pushed(layer);
    await stored.write(await keyOf(layer), layer.bytes.slice(0, 10));
    expect((await verify()).details).toMatchObject([{ kind: "blob_truncated", detail: expect.stringContaining("10 of") }]);
    const mounted = await client.request("POST", `/v2/alice/lib/blobs/uploads/?mount=${layer.digest}&from=alice/app`);
    expect(mounted.status).toBe(202);
  });

  test("comes back when its bytes do", async () => {
    const layer = blob();
    await pushed(layer);
    const key = await keyOf(layer);
    await stored.delete(key);
    await verify();
    await stored.write(key, layer.bytes);
    expect(await verify({ share: 0 })).toMatchObject({ problems: 0, recovered_blobs: 1 });
    expect(await statusOf("GET", layer)).toBe(200);
    expect(await quarantined()).toEqual([]);
  });
});

describe("a blob with other bytes than its digest says", () => {
  test("is found only by hashing", async () => {
    await corrupted();
    expect((await verify({ share: 0 })).problems).toBe(0);
    expect((await verify()).details).toMatchObject([{ kind: "blob_corrupt", repaired: false }]);
  });

  test("is withheld by --repair only, and its bytes are kept aside when it is pushed again", async () => {
    const { layer, key, wrong } = await corrupted();
    await verify();
    expect(await statusOf("HEAD", layer)).toBe(200);
    expect((await verify({ repair: true })).details).toMatchObject([{ kind: "blob_corrupt", repaired: true }]);
    expect(await statusOf("HEAD", layer)).toBe(404);

    await pushed(layer);
    expect(await statusOf("HEAD", layer)).toBe(200);
    expect(await verify()).toMatchObject({ problems: 0, orphans: { keys: 0 } });
    expect(Buffer.from(await stored.read(key)).equals(wrong)).toBe(true);
    expect(await quarantined()).toMatchObject([{ kind: "corrupt", digest: layer.digest, healedAt: expect.any(Number) }]);
  });

  test("is healed by a push although it was not withheld", async () => {
    const { layer } = await corrupted();
    await verify();
    await pushed(layer);
    expect((await verify()).problems).toBe(0);
  });
});

test("old keys that belong to nobody are counted, young ones are not", async () => {
  const layer = blob();
  await pushed(layer);
  const key = (await keyOf(layer)).replace(/\.\w+$/, ".0123456789");
  await stored.write(key, Buffer.from("left behind"));
  app.clock.advance(Date.now() - app.clock.now());
  expect((await verify()).orphans).toEqual({ keys: 0, bytes: 0 });
  app.clock.advance(2 * 86_400_000);
  expect(await verify()).toMatchObject({ problems: 0, orphans: { keys: 1, bytes: 11 } });
  expect(await app.stores.metadata.read.storage.findCount("orphans")).toMatchObject({ keys: 1, bytes: 11 });
  expect(await stored.keys()).toContain(key);
});

test("storage with none of the blobs withholds nothing: it is the wrong one, or not mounted", async () => {
  const layers = Array.from({ length: 20 }, () => blob(100));
  for (const layer of layers) await pushed(layer);
  for (const layer of layers) await stored.delete(await keyOf(layer));
  await expect(verify({ repair: true })).rejects.toBeInstanceOf(WrongStorageError);
  expect(await statusOf("HEAD", layers[0]!)).toBe(200);
});

/** Stopped at every so many reports, and gone on with by somebody else, until it comes to its end. */
async function verifyInRounds(reportsPerRound: number): Promise<{ report: VerificationReport; rounds: number }> {
  let progress: object | undefined;
  for (let rounds = 1; ; rounds += 1) {
    const stop = new AbortController();
    let reports = 0;
    const context = {
      progress,
      signal: stop.signal,
      report: (made: object) => (
        (progress = structuredClone(made)),
        (reports += 1) === reportsPerRound && stop.abort(new Error("stopped"))
      ),
    };
    const report = await verify({}, context).catch(() => undefined);
    if (report) return { report, rounds };
  }
}

test("a run that was stopped goes on where it was, and finds the same", async () => {
  const layers = Array.from({ length: 12 }, () => blob(100));
  for (const layer of layers) await pushed(layer);
  for (const layer of layers.slice(0, 3)) await stored.write(await keyOf(layer), layer.bytes.toReversed());
  const { report, rounds } = await verifyInRounds(5);
  expect(report).toMatchObject({ problems: 3, blobs: 12, rehashed_blobs: 12 });
  expect(rounds).toBeGreaterThan(2);
});

// It began among them anew each time: whatever it had found by then was found twice, and often enough it never came to its end.
test("a run that was stopped among the counters says of each once that it is wrong", async () => {
  for (const repository of ["alice/app", "alice/lib"]) await client.pushImage(repository, "v1");
  await damageRows(app, "update usage_counters set tags = 7", "update namespace_usage set repositories = 7");
  const whole = await verify();
  expect(whole).toMatchObject({ repositories: 2, problems: 2 + whole.namespaces });
  expect((await verifyInRounds(2)).report).toEqual(whole);
});

describe("metadata that does not agree with itself", () => {
  test("a manifest's bytes are not those of its digest", async () => {
    const [image, other] = [await client.pushImage("alice/app", "v1"), await client.pushImage("alice/app", "v2")];
    const report = await damaged(
      `update manifests set content = (select content from manifests where digest = '${other.digest}') where digest = '${image.digest}'`,
    );
    expect(report.details).toMatchObject([
      { kind: "manifest_corrupt", repository: "alice/app", digest: image.digest, detail: expect.stringContaining(other.digest) },
    ]);
  });

  test("a manifest needs a blob that its repository has not", async () => {
    const image = await client.pushImage("alice/app", "v1");
    const report = await damaged(`delete from repository_blobs where digest = '${image.layer.digest}'`);
    expect(report.details.map(({ kind }) => kind)).toContain("manifest_blob_missing");
  });

  test("what the collector goes by is not what the manifest says", async () => {
    const image = await client.pushImage("alice/app", "v1");
    const report = await damaged(`delete from manifest_blobs where digest = '${image.layer.digest}'`);
    expect(report.details).toMatchObject([{ kind: "manifest_references_differ", detail: expect.stringContaining(image.layer.digest) }]);
  });

  test("a tag points nowhere, and a link too", async () => {
    await client.pushImage("alice/app", "v1");
    const report = await damaged("update tags set manifest_id = 999");
    expect(report.details).toMatchObject([{ kind: "tag_without_manifest", repository: "alice/app", tag: "v1" }]);
    expect((await damaged("delete from blobs")).details.map(({ kind }) => kind)).toContain("link_without_blob");
  });

  test("counters are wrong until they are repaired", async () => {
    await client.pushImage("alice/app", "v1");
    const report = await damaged(
      "update usage_counters set tags = 7",
      "update namespace_usage set unique_bytes = unique_bytes + 5 where logical_bytes > 0",
    );
    expect(report.details.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("tags of the repository alice/app says 7, and there are 1"),
      expect.stringContaining("unique_bytes of the namespace alice"),
    ]);
    expect(await verify({ repair: true })).toMatchObject({ problems: 2, repaired: 2 });
    expect((await verify()).problems).toBe(0);
  });
});

async function corrupted(): Promise<{ layer: Content; key: string; wrong: Uint8Array }> {
  const layer = blob();
  await pushed(layer);
  const key = await keyOf(layer);
  const wrong = layer.bytes.toReversed();
  await stored.write(key, wrong);
  return { layer, key, wrong };
}

async function damaged(...statements: string[]): Promise<VerificationReport> {
  await damageRows(app, ...statements);
  return verify();
}
