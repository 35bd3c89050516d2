// Uploads that are larger than a part: how they are cut, what stays behind, what happens when two writers or two nodes meet.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type UploadPosition, DigestMismatchError, UploadLostError } from "../../src/blobstore/blob-store.ts";
import type { S3Store } from "../../src/blobstore/s3/s3-store.ts";
import type { S3Settings } from "../../src/blobstore/s3/settings.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { brokenStream, sourceOf, streamOf } from "../kit/body.ts";
import { digest } from "../kit/manifests.ts";
import { type S3Make, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MIB = 1024 * 1024;
const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
const sha256 = (bytes: Uint8Array) => digest(bytes) as Digest;

/** Bytes that differ from one another everywhere, so that parts in a wrong order show. */
function content(sizeBytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  for (let index = 0, state = seed; index < words.length; index += 1) words[index] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return new Uint8Array(words.buffer).subarray(0, sizeBytes);
}

const newUpload = (): UploadPosition => ({
  id: crypto.randomUUID(),
  algorithm: "sha256",
  offsetBytes: 0,
  digestSoFar: undefined,
  stored: undefined,
});

for (const make of ["versitygw", "minio"] satisfies S3Make[]) {
  if (cannotBeTried(`S3 on ${make}`, hintsFor([make]))) continue;
  describe(`uploads to ${make}`, () => uploads(make));
}

function uploads(make: S3Make): void {
  let server: S3Server;
  let settings: S3Settings;
  let store: S3Store;
  const nodes: S3Store[] = [];
  beforeAll(async () => {
    server = await S3Server.start(make);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    settings = server.settings();
    store = await anotherNode();
  });
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
  });

  async function anotherNode(overrides: Partial<S3Settings> = {}): Promise<S3Store> {
    const node = await server.open({ ...settings, ...overrides, scratchFolder: `${settings.scratchFolder}-${nodes.length}` });
    nodes.push(node);
    return node;
  }

  async function append(
    upload: UploadPosition,
    body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
    node = store,
  ): Promise<UploadPosition> {
    const { offsetBytes, digestSoFar, stored } = await node.append(upload, sourceOf(body), LIMITS);
    return { ...upload, offsetBytes, digestSoFar, stored };
  }

  async function bytesUnder(key: string): Promise<Uint8Array> {
    return new Uint8Array(await new Response(await store.open(key)).arrayBuffer());
  }

  async function expectBlob(upload: UploadPosition, whole: Uint8Array<ArrayBuffer>, node = store): Promise<void> {
    const key = await node.finish(upload, sha256(whole));
    expect(sha256((await bytesUnder(key)) as Uint8Array<ArrayBuffer>)).toBe(sha256(whole));
    // Deleting what was replaced does not hold up the next append.
    await Bun.sleep(50);
    expect(await server.objects(settings)).toEqual([{ key, sizeBytes: whole.byteLength }]);
    expect(await server.multiparts(settings)).toBe(0);
  }

  test.each([5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB - 1, 10 * MIB, 17 * MIB + 3, 64 * MIB])(
    "%d bytes in one append become one object without a remainder, hashed on the way",
    async (sizeBytes) => {
      const whole = content(sizeBytes);
      const upload = await append(newUpload(), streamOf(...chunksOf(whole, 100_000)));
      expect(upload).toMatchObject({ offsetBytes: sizeBytes, digestSoFar: sha256(whole) });
      if (upload.stored!.multipart) expect(upload.stored!.remainder).toBeUndefined();
      await expectBlob(upload, whole);
    },
  );

  test.each([
    ["1 MiB", 1],
    ["6 MiB", 6],
    ["13 MiB", 13],
  ])("chunks of %s add up", async (_name, mib) => {
    const whole = content(26 * MIB + 7);
    let upload = newUpload();
    for (const chunk of chunksOf(whole, mib * MIB)) upload = await append(upload, chunk);
    expect(upload.digestSoFar!).toBe(sha256(whole));
    await expectBlob(upload, whole);
  });

  test("each chunk on another node: the digest that nobody has is read back", async () => {
    const whole = content(30 * MIB);
    let upload = newUpload();
    for (const chunk of chunksOf(whole, 7 * MIB)) upload = await append(upload, chunk, await anotherNode());
    expect(upload.digestSoFar).toBeUndefined();
    await expect(store.finish(upload, sha256(content(30 * MIB, 2)))).rejects.toBeInstanceOf(DigestMismatchError);
    await expectBlob(upload, whole);
  });

  test("a sender that goes away leaves exactly what arrived", async () => {
    const whole = content(23 * MIB);
    const chunks = chunksOf(whole.subarray(0, 12 * MIB + 12_345), 200_000);
    const cut = await store.append(newUpload(), sourceOf(brokenStream(...chunks)), LIMITS);
    expect(cut).toMatchObject({ outcome: "interrupted", offsetBytes: 12 * MIB + 12_345 });
    await expectBlob(await append({ ...newUpload(), ...cut }, whole.slice(12 * MIB + 12_345)), whole);
  });

  test("parts that were never recorded are replaced", async () => {
    const [begin, rest] = [content(12 * MIB), content(9 * MIB, 3)];
    const recorded = await append(newUpload(), begin);
    await append(recorded, content(20 * MIB, 2));
    await expectBlob(await append(recorded, rest), Buffer.concat([begin, rest]) as Uint8Array<ArrayBuffer>);
  });

  test("what turns out too large leaves nothing of its append", async () => {
    const begin = content(12 * MIB);
    const recorded = await append(newUpload(), begin);
    const limits = { ...LIMITS, maxOffsetBytes: 24 * MIB };
    const refused = await store.append(recorded, sourceOf(streamOf(...chunksOf(content(20 * MIB, 2), MIB))), limits);
    expect(refused).toMatchObject({ outcome: "tooLarge", offsetBytes: begin.byteLength, stored: recorded.stored });
    await expectBlob(recorded, begin);
  });

  test("a part that a stalled writer replaced is never committed", async () => {
    const begin = content(12 * MIB);
    const first = await append(newUpload(), begin);
    // It wakes up and sends its part 3, after another writer had recorded a part 3 of its own.
    const taken = await append({ ...first, isTakenOver: true }, content(8 * MIB, 2), await anotherNode());
    await append(first, content(8 * MIB, 3));

    const whole = Buffer.concat([begin, content(8 * MIB, 2)]);
    await expect(store.finish(taken, sha256(whole as Uint8Array<ArrayBuffer>))).rejects.toBeInstanceOf(UploadLostError);
    await expect(append({ ...taken, isTakenOver: true }, content(MIB))).rejects.toBeInstanceOf(UploadLostError);
    expect(await server.objects(settings)).toEqual([]);
  });

  test("a finish may be repeated, by another node too", async () => {
    const whole = content(17 * MIB);
    const upload = await append(newUpload(), whole);
    const key = await store.finish(upload, sha256(whole));
    expect(await store.finish(upload, sha256(whole))).toBe(key);
    expect(await (await anotherNode()).finish(upload, sha256(whole))).toBe(key);
  });

  test("a close that came to nothing but its object is not taken for one with another end", async () => {
    const [start, end, other] = [content(12 * MIB), content(1000, 2), content(1000, 3)];
    // Where the start came to, its hash goes on.
    const recorded = await append(newUpload(), start);
    const whole = Buffer.concat([start, end]) as Uint8Array<ArrayBuffer>;
    const node = await anotherNode();
    await node.finish(await append(recorded, end, node), sha256(whole));

    const changed = Buffer.concat([start, other]) as Uint8Array<ArrayBuffer>;
    const upload = await append(recorded, other);
    expect(upload.digestSoFar!).toBe(sha256(changed));
    await expect(store.finish(upload, sha256(changed))).rejects.toBeInstanceOf(DigestMismatchError);
  });

  test("a close that is repeated as it was finds the object, although what was too little for a part is gone", async () => {
    const whole = content(12 * MIB + 1000);
    const upload = await append(await append(newUpload(), whole.slice(0, 12 * MIB)), whole.slice(12 * MIB));
    expect(upload.stored!.remainder).toBeDefined();
    const key = await store.finish(upload, sha256(whole));
    expect(await store.finish(upload, sha256(whole))).toBe(key);
  });

  test("a large finish that nothing came of goes on without passing through here again", async () => {
    const acknowledged = await append(newUpload(), content(12 * MIB));
    const upload = await append(acknowledged, content(MIB, 2));
    const whole = Buffer.concat([content(12 * MIB), content(MIB, 2)]) as Uint8Array<ArrayBuffer>;
    const key = await store.finish(upload, sha256(whole));
    const reopened = { ...acknowledged, stored: await store.unfinish(key, upload) };
    const resumed = await append(reopened, content(6 * MIB, 3));
    await expectBlob(resumed, Buffer.concat([content(12 * MIB), content(6 * MIB, 3)]) as Uint8Array<ArrayBuffer>);
  });

  test("a cancelled upload takes no space, one that is cancelled under its writer neither", async () => {
    const upload = await append(newUpload(), content(12 * MIB));
    await store.cancel(upload);
    const again = newUpload();
    const writing = append(again, streamOf(...chunksOf(content(64 * MIB), MIB)));
    writing.catch(() => {});
    await Bun.sleep(20);
    await store.cancel(again);
    await expect(writing).rejects.toBeInstanceOf(UploadLostError);
    expect(await server.objects(settings)).toEqual([]);
    expect(await server.multiparts(settings)).toBe(0);
    await expect(append(upload, content(6 * MIB))).rejects.toBeInstanceOf(UploadLostError);
  });

  // MinIO lists multipart uploads of exact keys only, and ends abandoned ones by itself.
  test.skipIf(make === "minio")("an abandoned multipart upload is found by its last part and can be ended", async () => {
    const upload = await append(newUpload(), content(12 * MIB));
    expect(await store.staleUploads(Date.now() - 60_000)).toEqual([]);
    const stale = await store.staleUploads(Date.now() + 60_000);
    expect(stale.map(({ id }) => id)).toEqual([upload.id]);
    for (const each of stale) await store.cancel(each);
    expect(await server.multiparts(settings)).toBe(0);
  });

  test("ranges of a large blob", async () => {
    const whole = content(17 * MIB);
    const key = await store.finish(await append(newUpload(), whole), sha256(whole));
    for (const [first, last] of [
      [0, 0],
      [5 * MIB - 1, 5 * MIB],
      [17 * MIB - 3, 17 * MIB - 1],
      [MIB, 12 * MIB],
    ] as const) {
      const part = await new Response(await store.open(key, { first, last })).arrayBuffer();
      expect(Buffer.from(part).equals(whole.subarray(first, last + 1))).toBe(true);
    }
  });

  test("who doubts the bytes gets those of S3, and not what this node keeps of them", async () => {
    const node = await anotherNode({ cacheBytes: 64 * MIB });
    const key = await node.finish(await append(newUpload(), content(MIB), node), sha256(content(MIB)));
    await new Response(await node.open(key)).arrayBuffer();
    const damaged = content(MIB, 2);
    await server.client.send(new PutObjectCommand({ Bucket: server.bucket, Key: settings.prefix + key, Body: damaged }));
    const [kept, stored] = await Promise.all([node.open(key), node.openStored(key)]);
    expect(sha256(await new Response(kept).bytes())).toBe(sha256(content(MIB)));
    expect(sha256(await new Response(stored).bytes())).toBe(sha256(damaged));
  });
}

function chunksOf(bytes: Uint8Array<ArrayBuffer>, sizeBytes: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / sizeBytes) }, (_, index) =>
    bytes.slice(index * sizeBytes, (index + 1) * sizeBytes),
  );
}
