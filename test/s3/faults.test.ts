// S3 that refuses, breaks off, is slow and lies: what was acknowledged is there, what was not is not, and nobody waits for ever.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type UploadPosition, UploadLostError } from "../../src/blobstore/blob-store.ts";
import type { S3Store } from "../../src/blobstore/s3/s3-store.ts";
import type { S3Settings } from "../../src/blobstore/s3/settings.ts";
import { BusyError } from "../../src/lib/busy-error.ts";
import { NoSpaceError } from "../../src/lib/no-space-error.ts";
import { StorageUnavailableError } from "../../src/lib/storage-unavailable-error.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { sourceOf, streamOf } from "../kit/body.ts";
import { digest } from "../kit/manifests.ts";
import { ERROR_IN_200, PASS, S3Proxy, type S3Request, SLOW_DOWN, type Treatment, stored } from "../kit/s3-proxy.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MIB = 1024 * 1024;
const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
const sha256 = (bytes: Uint8Array) => digest(bytes) as Digest;
const LARGE = new Uint8Array(12 * MIB).map((_, index) => (index * 7 + (index >> 16)) % 253);
const SMALL = LARGE.slice(0, 1000);

const newUpload = (): UploadPosition => ({
  id: crypto.randomUUID(),
  algorithm: "sha256",
  offsetBytes: 0,
  digestSoFar: undefined,
  stored: undefined,
});

const on = (operation: S3Request["operation"], treatment: Treatment | ((count: number) => Treatment)) => (request: S3Request) => {
  if (request.operation !== operation) return PASS;
  return typeof treatment === "function" ? treatment(request.count) : treatment;
};
const once = (operation: S3Request["operation"], treatment: Treatment) => on(operation, (count) => (count === 1 ? treatment : PASS));

if (!cannotBeTried("S3 that fails", hintsFor(["versitygw"]))) describe("S3 that fails", faults);

function faults(): void {
  let server: S3Server;
  let proxy: S3Proxy;
  let settings: S3Settings;
  let store: S3Store;
  beforeAll(async () => {
    server = await S3Server.start("versitygw");
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    proxy = await S3Proxy.start(server.endpoint);
    settings = server.settings({ endpoint: proxy.endpoint, requestTimeoutMs: 1000 });
    store = await server.open(settings);
  });
  afterEach(async () => {
    proxy.treat = () => PASS;
    await store.close();
    await proxy[Symbol.asyncDispose]();
  });

  async function append(upload: UploadPosition, body: Uint8Array<ArrayBuffer>): Promise<UploadPosition> {
    const { offsetBytes, digestSoFar, stored: state } = await store.append(upload, sourceOf(streamOf(body)), LIMITS);
    return { ...upload, offsetBytes, digestSoFar, stored: state };
  }

  async function push(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    return store.finish(await append(newUpload(), bytes), sha256(bytes));
  }

  async function read(key: string): Promise<Digest> {
    return sha256(new Uint8Array(await new Response(await store.open(key)).arrayBuffer()));
  }

  async function expectNothing(): Promise<void> {
    expect(await server.objects(settings)).toEqual([]);
    expect(await server.multiparts(settings)).toBe(0);
  }

  describe.each([
    ["small", SMALL, "PutObject"],
    ["large", LARGE, "UploadPart"],
  ] as const)("a %s blob", (_name, bytes, operation) => {
    test.each<[string, Treatment]>([
      ["is told to slow down", SLOW_DOWN],
      ["gets an internal error", { kind: "answer", status: 500 }],
      ["is cut off in the middle of the body", { kind: "cutRequest" }],
      ["is not answered", { kind: "cutAnswer" }],
      ["is answered without an ETag", { kind: "answer", status: 200 }],
    ])("is stored although a request %s once", async (_what, treatment) => {
      proxy.treat = once(operation, treatment);
      expect(await read(await push(bytes))).toBe(sha256(bytes));
      expect(proxy.count(operation)).toBeGreaterThan(1);
    });

    test.each<[string, Treatment, new (message: string) => Error]>([
      ["overloaded", SLOW_DOWN, BusyError],
      ["broken", { kind: "answer", status: 500 }, StorageUnavailableError],
      ["cut off", { kind: "cutRequest" }, StorageUnavailableError],
      ["full", { kind: "answer", status: 507 }, NoSpaceError],
      ["closed to us", { kind: "answer", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }, Error],
    ])("fails when S3 stays %s, and leaves nothing", async (_what, treatment, kind) => {
      proxy.treat = on(operation, treatment);
      const failure = await append(newUpload(), bytes).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(kind);
      expect((failure as Error).message).toMatch(new RegExp(`^S3 ${operation}: `));
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String((failure as Error).cause)).not.toContain(
        S3_KEYS.accessKeyId,
      );
      proxy.treat = () => PASS;
      await expectNothing();
    });

    test("is not there when S3 says that it stored what it did not", async () => {
      proxy.treat = once(operation, stored());
      await expect(push(bytes)).rejects.toBeInstanceOf(UploadLostError);
      expect(await server.objects(settings)).toEqual([]);
    });

    test("is pulled whole although the connection breaks again and again", async () => {
      const key = await push(bytes);
      proxy.treat = on("Get", (count) => (count < 4 ? { kind: "shorten", bytes: 100 * count } : PASS));
      expect(await read(key)).toBe(sha256(bytes));
    });
  });

  test("an upload that S3 has ended is lost, although S3 hangs up without a word of it", async () => {
    const upload = await append(newUpload(), LARGE);
    await store.cancel(upload);
    proxy.treat = on("UploadPart", { kind: "cutRequest" });
    await expect(append(upload, LARGE)).rejects.toBeInstanceOf(UploadLostError);
  });

  test("requests that fail at random do no harm", async () => {
    let state = 42;
    proxy.treat = () =>
      (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 5 === 0 ? [SLOW_DOWN, { kind: "cutAnswer" } as const][state % 2]! : PASS;
    const blobs = Array.from({ length: 12 }, (_, index) => LARGE.slice(index * 1000, index * 1000 + (index % 3) * 7 * MIB + 10));
    const outcomes = await Promise.allSettled(blobs.map((bytes) => push(bytes)));
    proxy.treat = () => PASS;
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(6);
    for (const [index, outcome] of outcomes.entries())
      if (outcome.status === "fulfilled") expect(await read(outcome.value)).toBe(sha256(blobs[index]!));
  }, 60_000);

  test.each<[string, Treatment]>([
    ["an error inside of a 200", ERROR_IN_200],
    ["no answer although it was carried out", { kind: "cutAnswer" }],
    ["no answer, and it was not carried out", { kind: "cutRequest" }],
    ["an error for something that was carried out", { kind: "failAfter", status: 500 }],
  ])("a completion with %s is resolved by asking", async (_what, treatment) => {
    proxy.treat = once("Complete", treatment);
    expect(await read(await push(LARGE))).toBe(sha256(LARGE));
    expect(await server.multiparts(settings)).toBe(0);
  });

  test("a completion that keeps failing leaves the upload to be finished later", async () => {
    const upload = await append(newUpload(), LARGE);
    proxy.treat = on("Complete", ERROR_IN_200);
    await expect(store.finish(upload, sha256(LARGE))).rejects.toBeInstanceOf(StorageUnavailableError);
    proxy.treat = () => PASS;
    expect(await server.objects(settings)).toEqual([]);
    expect(await read(await store.finish(upload, sha256(LARGE)))).toBe(sha256(LARGE));
  });

  test("a completion that is only claimed is not believed", async () => {
    const upload = await append(newUpload(), LARGE);
    const body = `<CompleteMultipartUploadResult><ETag>"x-5"</ETag></CompleteMultipartUploadResult>`;
    proxy.treat = on("Complete", { kind: "answer", status: 200, body });
    await expect(store.finish(upload, sha256(LARGE))).rejects.toBeInstanceOf(UploadLostError);
  });

  test("what is slow is waited for within the time that was set, and not beyond", async () => {
    proxy.treat = once("PutObject", { kind: "delay", ms: 5000 });
    const started = performance.now();
    expect(await read(await push(SMALL))).toBe(sha256(SMALL));
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test("retries end with the budget, and it comes back with what succeeds", async () => {
    const poor = await server.open({ ...settings, retryBudget: 3, maxAttempts: 20, scratchFolder: `${settings.scratchFolder}-poor` });
    proxy.treat = on("Head", { kind: "answer", status: 500 });
    for (let index = 0; index < 10; index += 1) await poor.size("blobs/x").catch(() => {});
    expect(proxy.count("Head")).toBe(13);
    proxy.treat = () => PASS;
    await poor.size("blobs/x");
    await poor.close();
  });

  test("a checksum that S3 says is another one's is a failure", async () => {
    const careful = await server.open({ ...settings, checksum: "crc32", scratchFolder: `${settings.scratchFolder}-careful` });
    proxy.treat = on("PutObject", { kind: "answer", status: 200, headers: { etag: '"x"', "x-amz-checksum-crc32": "AAAAAA==" } });
    await expect(careful.append(newUpload(), sourceOf(SMALL), LIMITS)).rejects.toThrow("other bytes were stored than were sent");
    await careful.close();
  });

  test("a download on which S3 falls silent goes on with another connection", async () => {
    const key = await push(LARGE);
    proxy.treat = once("Get", { kind: "stall", bytes: 100_000 });
    expect(await read(key)).toBe(sha256(LARGE));
    expect(proxy.count("Get")).toBe(2);
  });

  test("bytes that cannot be read back leave nothing behind on this node", async () => {
    const upload = { ...(await append(newUpload(), LARGE)), digestSoFar: undefined };
    proxy.treat = on("Get", (count) => (count === 1 ? { kind: "shorten", bytes: MIB } : { kind: "answer", status: 500 }));
    await expect(store.finish(upload, sha256(LARGE))).rejects.toBeInstanceOf(StorageUnavailableError);
    expect(await Array.fromAsync(new Bun.Glob("*/spool/*").scan(settings.scratchFolder))).toEqual([]);
    proxy.treat = () => PASS;
    expect(await read(await store.finish(upload, sha256(LARGE)))).toBe(sha256(LARGE));
  });

  test("a reader that goes away ends the request", async () => {
    const key = await push(LARGE);
    proxy.treat = on("Get", { kind: "stall", bytes: 1000 });
    const reader = new Response(await store.open(key)).body!.getReader();
    await reader.read();
    expect(proxy.abandoned).toBe(0);
    await reader.cancel();
    for (const deadline = Date.now() + 5000; proxy.abandoned === 0 && Date.now() < deadline;) await Bun.sleep(10);
    expect(proxy.abandoned).toBe(1);
  });

  test.each([
    ["a bucket that is not there", { bucket: "no-such-bucket" }, "does not exist"],
    ["a key that nobody knows", { credentials: { ...S3_KEYS, accessKeyId: "AKIDNOBODY" } }, "nobody there knows the access key"],
    ["a wrong secret", { credentials: { ...S3_KEYS, secretAccessKey: "wrong-secret" } }, "the secret key is not the access key's"],
  ])("%s is said when the store is opened, without the secret", async (_name, overrides, message) => {
    const failure = await server.open(overrides).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: "S3SettingsError" });
    expect((failure as Error).message).toContain(message);
    expect((failure as Error).message).not.toContain("secret-of-tests");
  });

  test("a storage that is not there is said to be unavailable", async () => {
    const failure = server.open({ endpoint: "http://127.0.0.1:1", maxAttempts: 1 });
    await expect(failure).rejects.toBeInstanceOf(StorageUnavailableError);
  });
}
