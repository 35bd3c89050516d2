import { describe, expect, test } from "bun:test";
import { parseRange } from "./ranges.ts";

const SIZE = 2048;
/** So many that trying every way to split them takes longer than a test may. */
const BLANKS = " ".repeat(300_000);

describe("a part", () => {
  test.each([
    ["bytes=0-0", 0, 0],
    ["bytes=500-1499", 500, 1499],
    ["bytes=500-", 500, 2047],
    ["bytes=-500", 1548, 2047],
    ["bytes=2000-5000", 2000, 2047],
    ["bytes=2047-2047", 2047, 2047],
    ["bytes=0-2047", 0, 2047],
    ["bytes=-2048", 0, 2047],
    ["bytes=-99999", 0, 2047],
    ["BYTES=0-1", 0, 1],
    [" bytes = 0 - 1 ", 0, 1],
    ["bytes=1-99999999999999999999999", 1, 2047],
    ["bytes=007-008", 7, 8],
  ])("%p", (header, first, last) => {
    expect(parseRange(header, SIZE)).toEqual({ kind: "part", first, last });
  });
});

test.each(["bytes=2048-", "bytes=5000-10000", "bytes=500-0", "bytes=-0", "bytes=99999999999999999999999-"])(
  "%p cannot be had",
  (header) => {
    expect(parseRange(header, SIZE)).toEqual({ kind: "unsatisfiable" });
  },
);

test.each([
  null,
  "",
  "bytes",
  "bytes=",
  "bytes=-",
  "bytes=a-b",
  "bytes=1-2-3",
  "bytes=--1",
  "bytes=1,2",
  "bytes=0-1,5-6",
  "items=0-1",
  "0-1",
  "bytes=+1-2",
  "bytes=1.5-2",
  "bytes=1 2-3",
  "b ytes=1-2",
])("%p is answered with everything", (header) => {
  expect(parseRange(header, SIZE)).toEqual({ kind: "whole" });
});

test.each([
  ["before a number that does not come", `bytes=${BLANKS}x`],
  ["after a number", `bytes=0-0${BLANKS}x`],
  ["where no number is", `bytes=-${BLANKS}x`],
  ["before the unit", `${BLANKS}x`],
])("a header full of blanks %s is looked at once", (_where, header) => {
  expect(parseRange(header, SIZE)).toEqual({ kind: "whole" });
});

test.each(["bytes=0-0", "bytes=-1", "bytes=5-", "bytes=-0"])("%p of nothing is everything", (header) => {
  expect(parseRange(header, 0)).toEqual({ kind: "whole" });
});
