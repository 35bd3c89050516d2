import { expect, test } from "bun:test";
import { MAX_PARTS, MIN_PART_BYTES, minPartBytes, partBytes } from "./part-sizes.ts";

const TIB = 1024 ** 4;

test.each([8 * 1024 * 1024, 16 * 1024 * 1024, 1024 ** 3])("parts of %d bytes at first are enough for 5 TiB, none beyond 5 GiB", (first) => {
  const sizes = Array.from({ length: MAX_PARTS }, (_, index) => partBytes(index + 1, first));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(5 * TIB);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * 1024 ** 3);
});

test("chunks of the smallest size are enough for 2 TiB too", () => {
  const sizes = Array.from({ length: MAX_PARTS }, (_, index) => minPartBytes(index + 1, MIN_PART_BYTES));
  expect(Math.min(...sizes)).toBe(MIN_PART_BYTES);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(2 * TIB);
});

test("a part is never cut before it may be one", () => {
  for (const number of [1, 1000, 1001, 5000, MAX_PARTS])
    expect(minPartBytes(number, MIN_PART_BYTES)).toBeLessThanOrEqual(partBytes(number, MIN_PART_BYTES));
});
