// The storage of the installation through the API: what it takes, verification, and what is damaged.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { policiesOf } from "../../../src/compose/care.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { verificationJob } from "../../../src/jobs/verify/verification-job.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { newWorker, until } from "../../kit/jobs.ts";

let app: TestApp;
let api: Api;

beforeEach(async () => {
  app = await TestApp.start();
  api = new Api(await app.asAdmin());
});
afterEach(() => app[Symbol.asyncDispose]());

/** As the server's own worker does it. */
async function work(isDone: () => Promise<boolean>): Promise<void> {
  const { config } = loadConfig({ environment: {}, flags: {} });
  const job = verificationJob({ ...app.stores, policies: policiesOf(config) });
  const worker = newWorker({ metadata: app.stores.metadata, clock: app.clock, jobs: [job] });
  worker.start();
  await until(isDone);
  await worker.stop();
}

test("three sums stand side by side, with the parts of what lies in storage", async () => {
  const alice = await app.asUser("alice");
  const image = await alice.pushImage("alice/app", "v1");
  const bytes = image.config.bytes.length + image.layer.bytes.length;
  for (const blob of [image.config, image.layer]) await alice.post(`/v2/alice/copy/blobs/uploads/?mount=${blob.digest}&from=alice/app`);
  const location = await alice.startUpload("alice/app");
  await alice.patch(location, { body: "unfinished" });
  await app.stores.metadata.transaction((tx) => tx.storage.putCount("orphans", { keys: 2, bytes: 1000 }, app.clock.now()));

  expect((await api.get("/storage")).body).toEqual({
    logical_bytes: 2 * bytes + image.bytes.length,
    unique_bytes: bytes + image.bytes.length,
    stored_bytes: bytes + "unfinished".length + 1000,
    blobs: 2,
    blob_bytes: bytes,
    manifest_bytes: image.bytes.length,
    deleted_bytes: 0,
    upload_bytes: "unfinished".length,
    kept_aside_bytes: 0,
    orphans: { keys: 2, bytes: 1000, counted_at: "2026-01-01T00:00:00.000Z" },
    as_of: "2026-01-01T00:00:00.000Z",
  });
});

test("they are counted once a minute, however often they are asked for", async () => {
  await api.get("/storage");
  await (await app.asUser("alice")).pushImage("alice/app", "v1");
  expect((await api.get("/storage")).body).toMatchObject({ blobs: 0 });
  app.clock.advance(61_000);
  expect((await api.get("/storage")).body).toMatchObject({ blobs: 2 });
});

test("a verification finds what is damaged, says what misses it, and lists it", async () => {
  const alice = await app.asUser("alice");
  const image = await alice.pushImage("alice/app", "v1");
  const { storageKey } = (await app.stores.metadata.read.blobs.findStored(image.layer.digest as Digest))!;
  await app.stores.blobs.delete(storageKey);
  const { status, body } = await api.post("/storage/verifications", { repair: true });
  expect([status, body["state"], body["repair"]]).toEqual([202, "queued", true]);
  const path = `/storage/verifications/${String(body["id"])}`;
  await work(async () => (await api.get(path)).body["state"] === "done");

  expect((await api.get(path)).body).toMatchObject({
    report: { blobs: 2, problems: 1, details: [{ kind: "blob_missing", digest: image.layer.digest, affected: ["alice/app:v1"] }] },
  });
  expect((await api.get("/storage/quarantine")).body.items).toMatchObject([
    { digest: image.layer.digest, kind: "missing", healed_at: null },
  ]);
  expect((await alice.head(`/v2/alice/app/blobs/${image.layer.digest}`)).status).toBe(404);
  await alice.pushBlob("alice/app", image.layer.bytes);
  expect((await api.get("/storage/quarantine")).body.items).toMatchObject([{ healed_at: "2026-01-01T00:00:00.000Z" }]);
  expect((await api.get("/storage/verifications")).body.items).toHaveLength(1);
});

test("there is one at a time, it needs no options, and it can be ended", async () => {
  const { body } = await api.post("/storage/verifications");
  expect(await refusalOf(api.post("/storage/verifications", {}))).toEqual([409, "conflict"]);
  const path = `/storage/verifications/${String(body["id"])}`;
  expect((await api.post(`${path}/cancel`)).status).toBe(202);
  await work(async () => (await api.get(path)).body["state"] === "cancelled");
  expect((await api.post("/storage/verifications", { sample: 0.5, bytes_per_second: 1_000_000 })).status).toBe(202);
  expect(await refusalOf(api.post("/storage/verifications", { sample: 2 }))).toEqual([422, "invalid"]);
});

test("a run of another kind is none of these", async () => {
  const id = await app.stores.metadata.transaction((tx) => tx.jobRuns.create({ kind: "other", options: {}, requestedBy: "casey" }, 0));
  expect(await refusalOf(api.get(`/storage/verifications/job_${id}`))).toEqual([404, "not_found"]);
  expect(await refusalOf(api.post(`/storage/verifications/job_${id}/cancel`))).toEqual([404, "not_found"]);
});
