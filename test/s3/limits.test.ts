// Where S3 and the disk have an end: parts that are too large or too many, and a spool that is full.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type StoredUpload, UploadLostError, type UploadPosition } from "../../src/blobstore/blob-store.ts";
import { MAX_PARTS } from "../../src/blobstore/s3/part-sizes.ts";
import type { S3Settings } from "../../src/blobstore/s3/settings.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { sourceOf } from "../kit/body.ts";
import { until } from "../kit/jobs.ts";
import { digest } from "../kit/manifests.ts";
import { PASS, S3Proxy } from "../kit/s3-proxy.ts";
import { S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
const COPIED = `<?xml version="1.0"?><CopyPartResult><ETag>"copied"</ETag></CopyPartResult>`;

if (!cannotBeTried("the limits of S3", hintsFor(["versitygw"]))) describe("at the limit", limits);

function limits(): void {
  let server: S3Server;
  let proxy: S3Proxy;
  beforeAll(async () => {
    server = await S3Server.start("versitygw");
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    proxy = await S3Proxy.start(server.endpoint);
  });
  afterEach(() => proxy[Symbol.asyncDispose]());

  test.each<[string, number, number[]]>([
    ["2 GiB", 2 * GIB + 7, [GIB, GIB + 7]],
    ["5 GiB", 5 * GIB + 7, [GIB, GIB, GIB, GIB, GIB + 7]],
  ])("an end of more than %s is copied in parts that S3 takes", async (_size, sizeBytes, lengths) => {
    proxy.treat = ({ operation }) => (operation === "UploadPartCopy" ? { kind: "answer", status: 200, body: COPIED } : PASS);
    const store = await server.open({ endpoint: proxy.endpoint });
    const upload = begun(sizeBytes, { remainder: { key: "blobs/whole", sizeBytes } });
    const { stored } = await store.append(upload, sourceOf(new Uint8Array(1)), LIMITS);
    await store.close();

    expect(stored!.parts.map((part) => [part.number, part.sizeBytes])).toEqual(lengths.map((length, index) => [index + 1, length]));
    const asked = proxy.seen.filter(({ operation }) => operation === "UploadPartCopy").map(({ headers }) => rangeOf(headers));
    let first = 0;
    const expected = lengths.map((length) => [first, (first += length) - 1]);
    expect(asked).toEqual(expected);
  });

  test("nobody is asked for more than 10 000 parts", async () => {
    // Parts of this size at first are cut at 5 MiB by then.
    const store = await server.open({ endpoint: proxy.endpoint, partBytes: 5 * 1024 });
    const parts = Array.from({ length: MAX_PARTS }, (_, index) => ({ number: index + 1, etag: "e", sizeBytes: 1 }));
    const upload = begun(MAX_PARTS, { multipart: { id: "m", key: "blobs/m" }, parts });
    const asked = proxy.seen.length;
    await expect(store.append(upload, sourceOf(new Uint8Array(16 * MIB)), LIMITS)).rejects.toThrow("has more than 10000 parts");
    const ended = { ...upload, offsetBytes: MAX_PARTS + 1, stored: { ...upload.stored!, remainder: { key: "blobs/r", sizeBytes: 1 } } };
    await expect(store.finish(ended, digest("x") as Digest)).rejects.toThrow("has more than 10000 parts");
    expect(proxy.seen.slice(asked)).toEqual([]);
    await store.close();
  });

  // The runtime makes 256 requests at once: as many clients that took their time kept pushes waiting, and everything else.
  test("no more objects are passed on at once than are wanted, and a reader that ends makes room however it ends", async () => {
    const store = await server.open({ endpoint: proxy.endpoint, pullsAtOnce: 1, maxAttempts: 1 });
    const content = new Uint8Array(MIB).fill(7);
    const position = begun(0);
    const key = await store.finish(
      { ...position, ...(await store.append(position, sourceOf(content), LIMITS)) },
      digest(content) as Digest,
    );
    const open = async () => new Response(await store.open(key));

    const read = open();
    await read;
    const left = open();
    await Bun.sleep(100);
    expect(proxy.count("Get")).toBe(1);
    // Who does not pass anything on to a client does not wait for those who do.
    expect(await new Response(await store.openStored(key)).bytes()).toEqual(content);
    expect(await (await read).bytes()).toEqual(content);
    await (await left).body!.cancel();
    proxy.treat = ({ operation }) => (operation === "Get" ? { kind: "shorten", bytes: 0 } : PASS);
    await expect((await open()).bytes()).rejects.toThrow("S3 ends object");
    proxy.treat = ({ operation }) => (operation === "Get" ? { kind: "answer", status: 500 } : PASS);
    await expect(open()).rejects.toThrow("S3 GetObject");
    proxy.treat = () => PASS;
    expect(await store.open("blobs/none")).toBeUndefined();
    expect(await (await open()).bytes()).toEqual(content);
    await store.close();
  });

  test("many uploads through a small spool wait while S3 takes nothing, arrive when it does, and leave nothing behind", async () => {
    const [count, uploadBytes, spoolBytes] = [4, 25 * MIB, 4 * MIB];
    const settings = server.settings({ endpoint: proxy.endpoint, partBytes: 5 * MIB, partsInFlight: 2, spoolBytes });
    const store = await server.open(settings);
    const gate = Promise.withResolvers<void>();
    proxy.treat = ({ operation }) => (operation === "UploadPart" ? { kind: "hold", until: gate.promise } : PASS);
    const taken = { bytes: 0 };
    const uploads = Array.from({ length: count }, (_, index) => {
      const [position, content] = [begun(0), new Uint8Array(uploadBytes).fill(index)];
      const appending = store.append(position, sourceOf(counted(content, taken)), LIMITS);
      appending.catch(() => {});
      return { position, content, appending };
    });
    // A part that is sent, and what S3 wants to have come behind it before the next is cut.
    await until(() => taken.bytes >= count * 10 * MIB);
    await Bun.sleep(300);
    expect(taken.bytes).toBeLessThanOrEqual(spoolBytes + count * 11 * MIB);
    expect(proxy.count("UploadPart")).toBe(2);

    const [cancelled, ...others] = uploads;
    await store.cancel(cancelled!.position);
    gate.resolve();
    await expect(cancelled!.appending).rejects.toBeInstanceOf(UploadLostError);
    for (const { position, content, appending } of others) {
      const appended = await appending;
      const key = await store.finish({ ...position, ...appended }, digest(content) as Digest);
      expect([appended.outcome, await store.size(key)]).toEqual(["complete", uploadBytes]);
    }
    expect(await waiting(settings)).toEqual([]);
    await store.close();
  });
}

/** Of so many bytes, as far as anybody knows. */
function begun(offsetBytes: number, stored: Partial<StoredUpload> = {}): UploadPosition {
  const nothing = { multipart: undefined, parts: [], remainder: undefined, replaced: undefined };
  return { id: crypto.randomUUID(), algorithm: "sha256", offsetBytes, digestSoFar: undefined, stored: { ...nothing, ...stored } };
}

function rangeOf(headers: Readonly<Record<string, string | string[] | undefined>>): number[] {
  return String(headers["x-amz-copy-source-range"]).replace("bytes=", "").split("-").map(Number);
}

/** A sender who sends as long as somebody reads. */
function counted(content: Uint8Array<ArrayBuffer>, taken: { bytes: number }): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = content.subarray(sent, (sent += MIB / 4));
        if (chunk.byteLength === 0) return controller.close();
        taken.bytes += chunk.byteLength;
        controller.enqueue(chunk);
        return undefined;
      },
    },
    { highWaterMark: 0 },
  );
}

async function waiting({ scratchFolder }: S3Settings): Promise<string[]> {
  const [folder] = await readdir(scratchFolder);
  return readdir(join(scratchFolder, folder!, "spool"));
}
