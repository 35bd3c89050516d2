import { expect, test } from "bun:test";
import { MAX_PARTS, MIN_PART_BYTES, copyRanges, minPartBytes, partBytes, requirePartNumber } from "./part-sizes.ts";

const GIB = 1024 ** 3;
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

test.each([1, MIN_PART_BYTES, 2 * GIB - 1, 2 * GIB, 2 * GIB + 1, 5 * GIB, 5 * GIB + 1, 100 * GIB + 7])(
  "%d bytes are copied as ranges that meet, none of them too small or too large for a part",
  (sizeBytes) => {
    const ranges = copyRanges(sizeBytes);
    expect(ranges.map(({ first }) => first)).toEqual([0, ...ranges.slice(0, -1).map(({ last }) => last + 1)]);
    expect(ranges.at(-1)!.last).toBe(sizeBytes - 1);
    const lengths = ranges.map(({ first, last }) => last - first + 1);
    expect(Math.max(...lengths)).toBeLessThan(2 * GIB);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(Math.min(sizeBytes, MIN_PART_BYTES));
  },
);

test("the last part that S3 takes is the ten thousandth", () => {
  expect(() => requirePartNumber(MAX_PARTS, "u")).not.toThrow();
  expect(() => requirePartNumber(MAX_PARTS + 1, "u")).toThrow("upload u has more than 10000 parts");
});
