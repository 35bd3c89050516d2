import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../oci/digest.ts";
import { UploadLostError } from "./blob-store.ts";
import { copyInto } from "./copy-into.ts";
import { FilesystemStore } from "./filesystem/filesystem-store.ts";

let folder: string;
let store: FilesystemStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-copy-"));
  store = await FilesystemStore.open(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const bytes = new TextEncoder().encode("hello");
const digest = digestOf("sha256", bytes);

function streamOf(...parts: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

async function filesLeft(): Promise<number> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== "lock")
    .length;
}

test.each([
  ["a file", () => new Blob([bytes])],
  ["a stream", () => streamOf(bytes.slice(0, 2), bytes.slice(2))],
])("the bytes of %s are there under their digest", async (_what, content) => {
  const key = await copyInto(store, { digest, sizeBytes: 5, content: content() });
  expect(await (await store.open(key))!.text()).toBe("hello");
});

test("nothing at all is content too", async () => {
  const empty = digestOf("sha256", new Uint8Array());
  const key = await copyInto(store, { digest: empty, sizeBytes: 0, content: streamOf() });
  expect((await store.open(key))!.size).toBe(0);
});

// A stream that somebody reads is locked, and to cancel it did nothing: a source that hung kept its copy for ever.
test("a source that goes silent is left, and told so", async () => {
  let isTold = false;
  const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(bytes.slice(0, 2)),
    cancel: () => void (isTold = true),
  });
  const before = await filesLeft();
  const copying = copyInto(store, { digest, sizeBytes: 5, content: silent }, { idleTimeoutMs: 100 });
  await expect(copying).rejects.toThrow(UploadLostError);
  expect(isTold).toBe(true);
  expect(await filesLeft()).toBe(before);
});

test("bytes that are too few are refused, and nothing of them stays", async () => {
  const before = await filesLeft();
  await expect(copyInto(store, { digest, sizeBytes: 5, content: streamOf(bytes.slice(0, 2)) })).rejects.toThrow(UploadLostError);
  expect(await filesLeft()).toBe(before);
});
