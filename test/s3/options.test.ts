// What the configuration says of S3 beside where it is, as it arrives there: encryption, the bucket in the host's name, a session's token.
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UploadPosition } from "../../src/blobstore/blob-store.ts";
import { Bucket } from "../../src/blobstore/s3/bucket.ts";
import type { S3Store } from "../../src/blobstore/s3/s3-store.ts";
import { openS3, s3Settings } from "../../src/compose/s3.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { sourceOf } from "../kit/body.ts";
import { digest } from "../kit/manifests.ts";
import { S3_KEYS, S3_KMS_KEY, type S3Make, S3Server } from "../kit/s3.ts";
import { PASS, S3Proxy } from "../kit/s3-proxy.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MIB = 1024 * 1024;
const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
const ADDRESS = { contentType: "a/b", contentDisposition: "attachment", clientAddress: "" };
const SMALL = new Uint8Array(1000).fill(1);
const BYTES = new Uint8Array(10 * MIB).fill(2);

type Flags = Record<string, string>;

let folder: string;
let places = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-s3-options-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function configure(url: string, flags: Flags): Config {
  const keys = { "--storage-s3-access-key-id": S3_KEYS.accessKeyId, "--storage-s3-part-bytes": "8MiB" };
  const environment = { AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey };
  return loadConfig({ environment, flags: { "--data-dir": folder, "--storage-url": url, ...keys, ...flags } }).config;
}

/** In a place of its own, which is told too. */
async function openAt(endpoint: string, bucket: string, flags: Flags): Promise<{ store: S3Store; prefix: string }> {
  const prefix = `options-${(places += 1)}/`;
  return { store: await openS3(configure(`s3://${bucket}/${prefix}?endpoint=${endpoint}`, flags), { isShared: true }), prefix };
}

async function upload(store: S3Store, bytes: Uint8Array<ArrayBuffer>, begun?: UploadPosition["stored"], offsetBytes = 0): Promise<string> {
  const position = { id: crypto.randomUUID(), algorithm: "sha256" as const, offsetBytes, digestSoFar: undefined, stored: begun };
  const appended = await store.append(position, sourceOf(bytes.slice(offsetBytes)), LIMITS);
  return store.finish({ ...position, ...appended }, digest(bytes) as Digest);
}

/** Every way in which objects come to be: in one request, of nothing, of parts that are sent, of parts that are copied. */
async function storeInEveryWay(store: S3Store): Promise<{ single: string; multipart: string }> {
  await upload(store, new Uint8Array());
  const half = BYTES.slice(0, 5 * MIB);
  const single = await upload(store, half);
  const begun = { multipart: undefined, parts: [], remainder: { key: single, sizeBytes: half.byteLength }, replaced: undefined };
  return { single: await upload(store, SMALL), multipart: await upload(store, BYTES, begun, half.byteLength) };
}

for (const make of ["versitygw", "minio"] satisfies S3Make[]) {
  if (!cannotBeTried(`encryption by ${make}`, hintsFor([make]))) describe(`encryption by ${make}`, () => encryption(make));
}
if (!cannotBeTried("addresses in S3", hintsFor(["versitygw"]))) describe("S3", addresses);

function encryption(make: S3Make): void {
  const { server, proxy } = servers(make);

  test.each<[string, Flags, string | undefined, string | undefined]>([
    ["none", {}, undefined, undefined],
    ["AES256", { "--storage-s3-sse": "AES256" }, "AES256", undefined],
    ["aws:kms", { "--storage-s3-sse": "aws:kms" }, "aws:kms", undefined],
    ["aws:kms with a key", { "--storage-s3-sse": "aws:kms", "--storage-s3-sse-kms-key-id": S3_KMS_KEY }, "aws:kms", S3_KMS_KEY],
  ])("%s is asked for with every object that is begun, and with nothing else", async (_name, flags, kind, key) => {
    const { store, prefix } = await openAt(proxy().endpoint, server().bucket, flags);
    const { single, multipart } = await storeInEveryWay(store);
    const address = await store.address(single, ADDRESS);
    expect(await (await fetch(address!)).bytes()).toEqual(SMALL);
    await store.close();

    const asked = proxy().seen.map(({ operation, headers }) => ({
      operation,
      kind: headers["x-amz-server-side-encryption"],
      key: headers["x-amz-server-side-encryption-aws-kms-key-id"],
    }));
    for (const each of asked)
      expect(each).toEqual({ operation: each.operation, ...(BEGINNING.has(each.operation) ? { kind, key } : NOT_ASKED) });
    expect(new Set(asked.map(({ operation }) => operation))).toEqual(
      new Set(["List", "PutObject", "Head", "Create", "UploadPart", "UploadPartCopy", "Complete", "Delete", "Get"]),
    );
    expect(address).not.toMatch(/encryption/i);
    if (make === "minio") for (const object of [single, multipart]) expect(await encryptionOf(prefix + object)).toBe(kind);
  });

  async function encryptionOf(key: string): Promise<string | undefined> {
    return (await server().client.send(new HeadObjectCommand({ Bucket: server().bucket, Key: key }))).ServerSideEncryption;
  }
}

const BEGINNING = new Set(["PutObject", "Create"]);
const NOT_ASKED = { kind: undefined, key: undefined };

function addresses(): void {
  const { server, proxy } = servers("versitygw");
  const viaProxy = () => `http://s3.localhost:${new URL(proxy().endpoint).port}`;

  test("with the bucket in the host's name", async () => {
    const { store, prefix } = await openAt(viaProxy(), server().bucket, { "--storage-s3-path-style": "off" });
    const { multipart } = await storeInEveryWay(store);
    await store.ping();
    const host = `${server().bucket}.${new URL(viaProxy()).host}`;
    expect(new Set(proxy().seen.map(({ headers }) => headers.host))).toEqual(new Set([host]));
    expect(proxy().seen.filter(({ url }) => url.startsWith(`/${server().bucket}`))).toEqual([]);

    const address = (await store.address(multipart, ADDRESS))!;
    expect(address).toStartWith(`http://${host}/${prefix}${multipart}?`);
    expect(digest(await (await fetch(address)).bytes())).toBe(digest(BYTES));
    await store.close();
  });

  test.each<[string, string, (bucket: string, host: string) => string]>([
    ["off", "http://s3.localhost", (bucket, host) => `http://${bucket}.${host}/`],
    ["on", "http://127.0.0.1", (bucket, host) => `http://${host}/${bucket}/`],
  ])("clients that know it elsewhere are sent there, with path style %s", async (style, origin, start) => {
    const elsewhere = `${origin}:${server().port}`;
    const flags = { "--storage-s3-path-style": style, "--storage-s3-redirect-endpoint": elsewhere };
    const { store } = await openAt(viaProxy(), server().bucket, flags);
    const address = (await store.address(await upload(store, SMALL), ADDRESS))!;
    const passed = proxy().seen.length;
    expect(address).toStartWith(start(server().bucket, new URL(elsewhere).host));
    expect(await (await fetch(address)).bytes()).toEqual(SMALL);
    expect(proxy().seen.length).toBe(passed);
    await store.close();
  });

  test("with the bucket in the host's name because the storage's URL says so", async () => {
    const { store } = await openAt(`${viaProxy()}&path_style=false`, server().bucket, {});
    expect(proxy().seen.map(({ headers }) => headers.host)).toEqual([`${server().bucket}.${new URL(viaProxy()).host}`]);
    await store.close();
  });

  test("of Amazon's has the bucket in the host's name unless it is said otherwise", async () => {
    expect(await addressAtAmazon({})).toStartWith("https://images.s3.eu-north-1.amazonaws.com/here/blobs/x?");
    expect(await addressAtAmazon({ "--storage-s3-path-style": "on" })).toStartWith(
      "https://s3.eu-north-1.amazonaws.com/images/here/blobs/x?",
    );
  });

  test.each<[string, Flags]>([
    ["", {}],
    [" and to clients' own", { "--storage-s3-redirect-endpoint": "https://s3.example.org" }],
  ])("a session's token goes with every request, into addresses%s", async (_where, more) => {
    proxy().treat = () => ({ kind: "answer", status: 200, body: LISTING });
    const token = { ...more, "--storage-s3-session-token-file": join(folder, "token") };
    await Bun.write(join(folder, "token"), "token/of=the+session");
    const { store } = await openAt(proxy().endpoint, server().bucket, token);
    await store.ping();
    expect(proxy().seen.map(({ operation, headers }) => [operation, headers["x-amz-security-token"]])).toEqual([
      ["List", "token/of=the+session"],
      ["Head", "token/of=the+session"],
    ]);
    const address = new URL((await store.address("blobs/x", ADDRESS))!);
    expect(address.searchParams.get("X-Amz-Security-Token")).toBe("token/of=the+session");
    await store.close();
    // This server gives out no sessions, and has read that it was told of one.
    proxy().treat = () => PASS;
    await expect(openAt(proxy().endpoint, server().bucket, token)).rejects.toThrow("InvalidToken");
  });
}

function addressAtAmazon(flags: Flags): Promise<string> {
  return new Bucket(s3Settings(configure("s3://images/here?region=eu-north-1", flags))).presign("blobs/x", ADDRESS);
}

const LISTING = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`;

/** One server for all tests of a group, and for each what it sends. */
function servers(make: S3Make): { server: () => S3Server; proxy: () => S3Proxy } {
  let server: S3Server;
  let proxy: S3Proxy;
  beforeAll(async () => {
    server = await S3Server.start(make);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    proxy = await S3Proxy.start(server.endpoint);
  });
  afterEach(() => proxy[Symbol.asyncDispose]());
  return { server: () => server, proxy: () => proxy };
}
