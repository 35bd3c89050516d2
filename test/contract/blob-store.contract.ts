// What every BlobStore promises, silent on how.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  type BlobStore,
  type ByteRange,
  DigestMismatchError,
  type UploadPosition,
  UploadLostError,
} from "../../src/blobstore/blob-store.ts";
import type { Digest, DigestAlgorithm } from "../../src/oci/digest.ts";
import { HeldStream, brokenStream, bytesOf, sourceOf, streamOf } from "../kit/body.ts";
import { digest } from "../kit/manifests.ts";

/** An empty store. `restart` closes it and opens what it left, as a server does. */
export interface OpenedStore {
  readonly store: BlobStore;
  restart(): Promise<BlobStore>;
  close(): Promise<void>;
}

type Body = Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>;

const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
const sha256 = (text: Uint8Array | string) => digest(text) as Digest;
const sha512 = (text: Uint8Array | string) => digest(text, "sha512") as Digest;

/** Larger than anything that a store may treat as small. */
const LARGE = new Uint8Array(700 * 1024).map((_, index) => index % 251);

const newUpload = (algorithm: DigestAlgorithm = "sha256"): UploadPosition => ({
  id: crypto.randomUUID(),
  algorithm,
  offsetBytes: 0,
  digestSoFar: undefined,
  stored: undefined,
});

export function blobStoreContract(open: () => Promise<OpenedStore>): void {
  let opened: OpenedStore;
  let store: BlobStore;
  beforeEach(async () => {
    opened = await open();
    ({ store } = opened);
  });
  afterEach(() => opened.close());

  /** The position after the append, as metadata would record it. */
  async function append(upload: UploadPosition, body: Body): Promise<UploadPosition> {
    const { offsetBytes, digestSoFar, stored } = await store.append(upload, sourceOf(body), LIMITS);
    return { ...upload, offsetBytes, digestSoFar, stored };
  }

  async function put(body: Body, digestOfBody: Digest): Promise<string> {
    return store.finish(await append(newUpload(), body), digestOfBody);
  }

  async function read(key: string): Promise<string | undefined> {
    return (await readBytes(key))?.toString();
  }

  async function readBytes(key: string, range?: ByteRange): Promise<Buffer | undefined> {
    const content = await store.open(key, range);
    return content && Buffer.from(await new Response(content).arrayBuffer());
  }

  /** Ids of the uploads that lie in storage unfinished, and were last written to before a time: all of them, when it is not said. */
  async function uploadsInStorage(finished: readonly string[] = [], before = Date.now() + 60_000): Promise<string[]> {
    const stale = (await store.staleUploads(before)).map(({ id }) => id);
    const keys = await Array.fromAsync(store.keys());
    const owners = keys.flatMap(({ key, uploadId, modifiedAt }) =>
      uploadId === undefined || finished.includes(key) || modifiedAt >= before ? [] : [uploadId],
    );
    return [...new Set([...stale, ...owners])];
  }

  describe("appending", () => {
    test.each([
      ["of known length", () => "hello" as Body],
      ["as a stream", () => streamOf("he", "llo")],
    ])("bytes %s arrive whole, with their digest so far", async (_name, body) => {
      const appended = await store.append(newUpload(), sourceOf(body()), LIMITS);
      expect(appended).toMatchObject({ outcome: "complete", offsetBytes: 5, digestSoFar: sha256("hello") });
    });

    test("an upload grows by each append, at the offset it is told", async () => {
      let upload = await append(newUpload(), "one ");
      upload = await append(upload, streamOf("two ", "three "));
      upload = await append(upload, "");
      upload = await append(upload, LARGE);
      const whole = Buffer.concat([bytesOf("one two three "), LARGE]);

      expect(upload).toMatchObject({ offsetBytes: whole.length, digestSoFar: sha256(whole) });
      expect((await readBytes(await store.finish(upload, sha256(whole))))!.equals(whole)).toBe(true);
    });

    test("bytes beyond the recorded offset are dropped: their writer died before it could report them", async () => {
      const upload = await append(newUpload(), "one ");
      await append(upload, "this was never recorded");
      const again = await append(upload, "two");

      expect(again).toMatchObject({ offsetBytes: 7, digestSoFar: sha256("one two") });
      expect(await read(await store.finish(again, sha256("one two")))).toBe("one two");
    });

    // A digest that outlived its bytes would let one content be stored under the digest of another.
    test.each([
      ["small", bytesOf("B".repeat(10)), bytesOf("C".repeat(10))],
      ["large", LARGE, LARGE.toReversed()],
    ])("unrecorded %s bytes leave no trace in the digest of those that took their place", async (_size, unrecorded, recorded) => {
      const start = newUpload();
      await append(start, streamOf(unrecorded));
      const upload = await append(await append(start, recorded), streamOf("tail"));

      const whole = Buffer.concat([recorded, bytesOf("tail")]);
      expect(upload.digestSoFar!).toBe(sha256(whole));
      await expect(store.finish(upload, sha256(Buffer.concat([unrecorded, bytesOf("tail")])))).rejects.toBeInstanceOf(DigestMismatchError);
      expect(await readBytes(await store.finish(upload, sha256(whole)))).toEqual(whole);
    });

    test("a sender that goes away leaves what arrived, and the upload goes on from there", async () => {
      const cut = await store.append(newUpload(), sourceOf(brokenStream("hel", "lo")), LIMITS);
      expect(cut).toMatchObject({ outcome: "interrupted", offsetBytes: 5, digestSoFar: sha256("hello") });
    });

    test("the same with a declared length", async () => {
      const upload = newUpload();
      const source = { ...sourceOf(brokenStream("hel")), sizeBytes: 1_000_000 };
      const cut = await store.append(upload, source, LIMITS);
      expect(cut).toMatchObject({ outcome: "interrupted", offsetBytes: 3 });

      const resumed = await append({ ...upload, ...cut }, "lo");
      expect(await read(await store.finish(resumed, sha256("hello")))).toBe("hello");
    });

    test.each([
      ["said so", (body: string) => sourceOf(body)],
      ["only turns out to be", (body: string) => sourceOf(streamOf(...body))],
    ])("what is too large and %s leaves nothing of its append", async (_name, source) => {
      const upload = await append(newUpload(), "one ");
      const limits = { ...LIMITS, maxOffsetBytes: 6 };

      expect(await store.append(upload, source("two"), limits)).toMatchObject({
        outcome: "tooLarge",
        offsetBytes: 4,
        digestSoFar: sha256("one "),
      });
      expect(await store.append(upload, source("23"), limits)).toMatchObject({ outcome: "complete", offsetBytes: 6 });
    });

    test("recorded bytes that are gone are said to be gone", async () => {
      const upload = await append(newUpload(), "hello");
      await store.cancel(upload);
      await expect(store.append(upload, sourceOf("more"), LIMITS)).rejects.toBeInstanceOf(UploadLostError);
      await expect(store.finish(upload, sha256("hello"))).rejects.toBeInstanceOf(UploadLostError);
    });

    test("one that is cancelled under its writer ends as lost, or not at all, and takes no space", async () => {
      const upload = newUpload();
      const held = new HeldStream();
      const writing = store.append(upload, sourceOf(held.stream), LIMITS).catch((error: unknown) => error);
      await held.started;
      await store.cancel(upload);
      held.send(LARGE);
      held.end();

      const result = await writing;
      if (result instanceof Error) expect(result).toBeInstanceOf(UploadLostError);
      expect(await uploadsInStorage()).toEqual([]);
    });

    test("many uploads at once do not mix", async () => {
      const texts = Array.from({ length: 30 }, (_, index) => `${index} `.repeat(1 + index * 500));
      const keys = await Promise.all(texts.map(async (text) => store.finish(await append(newUpload(), streamOf(text)), sha256(text))));
      expect(await Promise.all(keys.map((key) => read(key)))).toEqual(texts);
    });

    test("after a restart an upload goes on, and its digest is that of all its bytes", async () => {
      const upload = await append(newUpload(), streamOf("one "));
      store = await opened.restart();
      const resumed = await append(upload, streamOf("two"));
      expect(resumed.digestSoFar!).toBe(sha256("one two"));
      expect(await read(await store.finish(resumed, sha256("one two")))).toBe("one two");
    });
  });

  describe("finishing", () => {
    test("a blob of no bytes is a blob", async () => {
      const key = await store.finish(newUpload(), sha256(""));
      expect(await store.size(key)).toBe(0);
      expect(await read(key)).toBe("");
    });

    test.each([
      ["sha256", "sha512", sha512],
      ["sha512", "sha256", sha256],
      ["sha512", "sha512", sha512],
    ] as const)("an upload started for %s is finished with its %s digest", async (started, _finished, of) => {
      const upload = await append(await append(newUpload(started), LARGE), "tail");
      const whole = Buffer.concat([LARGE, bytesOf("tail")]);
      expect(await store.size(await store.finish(upload, of(whole)))).toBe(whole.byteLength);
    });

    test("a digest that nobody computed is read back from the bytes", async () => {
      const upload = { ...(await append(newUpload(), "hello")), digestSoFar: undefined };
      await expect(store.finish(upload, sha256("hullo"))).rejects.toBeInstanceOf(DigestMismatchError);
      expect(await read(await store.finish(upload, sha256("hello")))).toBe("hello");
    });

    test("other content than the digest's is refused, and the upload is still there", async () => {
      const upload = await append(newUpload(), "hello");
      const wrong = store.finish(upload, sha256("hullo"));
      await expect(wrong).rejects.toMatchObject({ name: "DigestMismatchError", expected: sha256("hullo"), actual: sha256("hello") });
      expect(await read(await store.finish(upload, sha256("hello")))).toBe("hello");
    });

    test("each upload of a digest gets a key of its own: deleting one cannot hit the other", async () => {
      const [one, two] = [await put("hello", sha256("hello")), await put("hello", sha256("hello"))];
      expect(one).not.toBe(two);
      await store.delete(one);
      expect(await read(one)).toBeUndefined();
      expect(await read(two)).toBe("hello");
    });

    test("a finished upload is consumed: finishing it again finds the same blob or nothing", async () => {
      const upload = await append(newUpload(), "hello");
      const key = await store.finish(upload, sha256("hello"));
      const again = await store.finish(upload, sha256("hello")).catch((error: unknown) => error);
      if (again !== key) expect(again).toBeInstanceOf(UploadLostError);
      expect(await read(key)).toBe("hello");
      expect(await uploadsInStorage([key])).toEqual([]);
    });

    test("a finish that nothing came of leaves the upload as it was acknowledged, and it goes on from there", async () => {
      const acknowledged = await append(newUpload(), "one ");
      const upload = await append(acknowledged, "never acknowledged");
      const key = await store.finish(upload, sha256("one never acknowledged"));
      const reopened = { ...acknowledged, stored: await store.unfinish(key, upload) };

      expect(await store.holds(reopened)).toBe(true);
      const resumed = await append(reopened, "two");
      expect(await read(await store.finish(resumed, sha256("one two")))).toBe("one two");
    });

    test("the same, finished as it was acknowledged", async () => {
      const acknowledged = await append(newUpload(), "one");
      const upload = await append(acknowledged, "never acknowledged");
      const key = await store.finish(upload, sha256("onenever acknowledged"));
      const reopened = await append({ ...acknowledged, stored: await store.unfinish(key, upload) }, "");
      expect(await read(await store.finish(reopened, sha256("one")))).toBe("one");
    });

    test("a blob is there after a restart", async () => {
      const key = await put("hello", sha256("hello"));
      store = await opened.restart();
      expect(await read(key)).toBe("hello");
    });
  });

  describe("reading and cleaning up", () => {
    test("any part can be read, by itself", async () => {
      const key = await put(LARGE, sha256(LARGE));
      expect(await readBytes(key, { first: 300_000, last: 300_002 })).toEqual(Buffer.from(LARGE.slice(300_000, 300_003)));
      expect(await readBytes(key, { first: LARGE.byteLength - 1, last: LARGE.byteLength - 1 })).toEqual(Buffer.from(LARGE.slice(-1)));
    });

    test("everything there is can be listed, with its size and age; what is of an upload under way says so, or is not among it", async () => {
      const keys = [await put("hello", sha256("hello")), await put(LARGE, sha512(LARGE))];
      const { id } = await append(newUpload(), LARGE);
      const found = (await Array.fromAsync(store.keys())).filter(({ uploadId }) => uploadId !== id);
      expect(found.map(({ key, sizeBytes }) => [key, sizeBytes]).toSorted()).toEqual(
        [
          [keys[0]!, 5],
          [keys[1]!, LARGE.byteLength],
        ].toSorted(),
      );
      for (const { modifiedAt } of found) expect(Math.abs(Date.now() - modifiedAt)).toBeLessThan(60_000);
    });

    test("what was opened can be read to its end although it is deleted meanwhile", async () => {
      const key = await put(LARGE, sha256(LARGE));
      const reader = new Response(await store.open(key)).body!.getReader();
      const chunks = [(await reader.read()).value!];
      await store.delete(key);
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) chunks.push(chunk.value);
      expect(Buffer.concat(chunks).equals(LARGE)).toBe(true);
    });

    test("what is not there is undefined to open, and deleting or cancelling it succeeds", async () => {
      const key = await put("hello", sha256("hello"));
      await store.delete(key);
      await store.delete(key);
      await store.cancel({ id: "never-started", stored: undefined });
      expect(await store.open(key)).toBeUndefined();
      expect(await store.size(key)).toBeUndefined();
    });

    test("a cancelled upload takes no space", async () => {
      const upload = await append(newUpload(), "hello");
      await store.cancel(upload);
      await store.cancel(upload);
      expect(await uploadsInStorage()).toEqual([]);
    });

    test("uploads that nobody wrote to since a time are found, others are not", async () => {
      const upload = await append(newUpload(), "hello");
      expect(await uploadsInStorage([], Date.now() - 60_000)).toEqual([]);
      expect(await uploadsInStorage()).toEqual([upload.id]);
    });

    test("it says that it is there, and what it is", async () => {
      expect(await store.ping()).toBeUndefined();
      expect(store.description).toMatch(/^\w+:/);
    });
  });

  test("a sender that has gone silent is given up on, and one at work is heard of", async () => {
    const feed = Promise.withResolvers<void>();
    let progress = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(bytesOf("hello"));
        await feed.promise;
        controller.error(new Error("given up on"));
      },
    });
    const source = { body: new Response(body), sizeBytes: undefined, abort: () => feed.resolve() };

    const appended = await store.append(newUpload(), source, { ...LIMITS, idleTimeoutMs: 300, onProgress: () => (progress += 1) });

    expect(appended).toMatchObject({ outcome: "interrupted", offsetBytes: 5 });
    expect(progress).toBeGreaterThan(0);
  });
}
