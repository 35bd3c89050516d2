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
  const form = new URLSearchParams(Array.from({ length: 40_000 }, (_, index) => `${index.toString(36)}=`).join("&"));
  const started = performance.now();
  expect(valuesByName(form).size).toBe(40_000);
  // Ten times what it takes, and little of what asking for each of them would.
  expect(performance.now() - started).toBeLessThan(1000);
});
