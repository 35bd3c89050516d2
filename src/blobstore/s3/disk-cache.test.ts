import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SmallDisk, mayMount } from "../../../test/faults/small-disk.ts";
import { streamOf } from "../../../test/kit/body.ts";
import { DiskCache } from "./disk-cache.ts";

const KIB = 1024;
let folder: string;
let cache: DiskCache;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-disk-cache-"));
  cache = await DiskCache.open(folder, 100 * KIB);
});
afterEach(() => rm(folder, { recursive: true }));

const object = (sizeBytes: number, said = sizeBytes) => ({ body: new Response(new Uint8Array(sizeBytes).fill(7)).body!, sizeBytes: said });
const load = (key: string, sizeBytes: number, said = sizeBytes) => cache.load(key, async () => object(sizeBytes, said));
const sizeOf = async (stream: ReadableStream | undefined) => (await new Response(stream).arrayBuffer()).byteLength;

test("what was loaded once is found as a file", async () => {
  expect(await sizeOf(await load("a/b", 20 * KIB))).toBe(20 * KIB);
  await Bun.sleep(10);
  expect((await cache.find("a/b")!.bytes()).byteLength).toBe(20 * KIB);
});

test("the least recently used make room, and one that would take all of it is not kept", async () => {
  for (const key of ["a", "b", "c", "d", "e"]) {
    await sizeOf(await load(key, 24 * KIB));
    await Bun.sleep(10);
  }
  expect(cache.find("a")).toBeUndefined();
  expect(cache.find("e")).toBeDefined();
  expect(await sizeOf(await load("large", 50 * KIB))).toBe(50 * KIB);
  expect(cache.find("large")).toBeUndefined();
});

test("an object that ends early fails its readers and is not kept", async () => {
  await expect(load("short", 10 * KIB, 20 * KIB).then(sizeOf)).rejects.toThrow("came with 10240");
  await Bun.sleep(10);
  expect(cache.find("short")).toBeUndefined();
  expect(await sizeOf(await load("short", 20 * KIB))).toBe(20 * KIB);
});

test("those who come together cause one fetch, and one who goes away takes nothing from the others", async () => {
  let fetches = 0;
  const fetch = async () => {
    fetches += 1;
    await Bun.sleep(20);
    return object(20 * KIB);
  };
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => cache.load("a", fetch)));
  await first!.cancel();
  for (const other of others) expect(await sizeOf(other)).toBe(20 * KIB);
  expect(fetches).toBe(1);
});

describe("a disk that takes no more costs nobody a download", () => {
  const whole = new Uint8Array(24 * KIB).map((_, index) => index % 251);
  /** As S3 gives it: in pieces, whole or from somewhere on. */
  const fetch = async ({ first, last } = { first: 0, last: whole.length - 1 }) => {
    const wanted = whole.slice(first, last + 1);
    const pieces = Array.from({ length: Math.ceil(wanted.length / 3000) }, (_, at) => wanted.slice(at * 3000, (at + 1) * 3000));
    return { body: streamOf(...pieces) as ReadableStream<Uint8Array<ArrayBuffer>>, sizeBytes: wanted.length };
  };
  const pullTogether = () =>
    Promise.all(Array.from({ length: 3 }, async () => new Uint8Array(await new Response(await cache.load("a", fetch)).arrayBuffer())));

  test("from the beginning", async () => {
    await rm(folder, { recursive: true });
    expect(await pullTogether()).toEqual([whole, whole, whole]);
    expect(cache.find("a")).toBeUndefined();
    await mkdir(folder);
  });

  test.skipIf(!mayMount)("in the middle", async () => {
    await using disk = await SmallDisk.mount(join(folder, "small"), 256 * KIB);
    cache = await DiskCache.open(disk.path, 100 * KIB);
    await disk.fill(12 * KIB);
    expect(await pullTogether()).toEqual([whole, whole, whole]);
    expect(cache.find("a")).toBeUndefined();
  });
});

test("what is not there is not there, and what cannot be fetched is asked for again", async () => {
  expect(await cache.load("gone", async () => undefined)).toBeUndefined();
  const failing = cache.load("a", () => Promise.reject(new Error("S3 is away")));
  await expect(failing).rejects.toThrow("S3 is away");
  expect(await sizeOf(await load("a", KIB))).toBe(KIB);
});
