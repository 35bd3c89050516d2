import { expect, test } from "bun:test";
import { valuesByName } from "./parameters.ts";

test.each([
  ["", []],
  ["a=1", [["a", ["1"]]]],
  [
    "b=2&a=1&b=&b=2&__proto__=x&a",
    [
      ["b", ["2", "", "2"]],
      ["a", ["1", ""]],
      ["__proto__", ["x"]],
    ],
  ],
])("%p", (query, expected) => {
  expect([...valuesByName(new URLSearchParams(query))] as unknown[]).toEqual(expected);
});

test("a form of thousands of names is read at once", () => {
  // So many that asking for each of them takes longer than a test may.
  const form = new URLSearchParams(Array.from({ length: 120_000 }, (_, index) => `${index.toString(36)}=`).join("&"));
  expect(valuesByName(form).size).toBe(120_000);
});
