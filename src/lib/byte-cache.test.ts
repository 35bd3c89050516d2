import { expect, test } from "bun:test";
import { ByteCache } from "./byte-cache.ts";

const bytes = (size: number) => new Uint8Array(size);

test("what is kept comes back, and what was asked for least goes first", () => {
  const cache = new ByteCache(30);
  for (const digest of ["a", "b", "c"]) cache.set(digest, bytes(9));
  cache.get("a");
  cache.set("d", bytes(9));
  expect(["a", "b", "c", "d"].filter((digest) => cache.get(digest))).toEqual(["a", "c", "d"]);
});

test("what is larger than an entry may be is not kept, and pushes nothing out", () => {
  const cache = new ByteCache(100, 10);
  cache.set("small", bytes(10));
  cache.set("large", bytes(11));
  expect([cache.accepts(10), cache.accepts(11), cache.get("small")?.byteLength, cache.get("large")]).toEqual([true, false, 10, undefined]);
});

test("nothing at all can be kept, but not without end", () => {
  const cache = new ByteCache(10);
  for (let index = 0; index < 100; index += 1) cache.set(String(index), bytes(0));
  expect(cache.get("99")).toEqual(bytes(0));
  expect(cache.get("0")).toBeUndefined();
});

test("of no size it keeps nothing and accepts nothing", () => {
  const cache = new ByteCache(0);
  cache.set("a", bytes(0));
  expect([cache.accepts(0), cache.get("a")]).toEqual([false, undefined]);
});
