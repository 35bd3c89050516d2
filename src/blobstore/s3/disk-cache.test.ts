import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("what is not there is not there, and what cannot be fetched is asked for again", async () => {
  expect(await cache.load("gone", async () => undefined)).toBeUndefined();
  const failing = cache.load("a", () => Promise.reject(new Error("S3 is away")));
  await expect(failing).rejects.toThrow("S3 is away");
  expect(await sizeOf(await load("a", KIB))).toBe(KIB);
});
