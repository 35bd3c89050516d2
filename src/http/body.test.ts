import { expect, test } from "bun:test";
import { isUtf8Parameter } from "./body.ts";

test.each(["", " ", "charset=utf-8", ' charset="UTF-8" ', "\tCharset=utf-8"])("%p is UTF-8", (parameter) => {
  expect(isUtf8Parameter(parameter)).toBe(true);
});

test.each(["charset=utf-16", "charset = utf-8", "boundary=x", "charset=utf-8 x", "utf-8"])("%p is not", (parameter) => {
  expect(isUtf8Parameter(parameter)).toBe(false);
});

test("a header full of blanks is looked at once", () => {
  const started = performance.now();
  expect(isUtf8Parameter(`${" ".repeat(60_000)}x`)).toBe(false);
  // A hundred times what it takes, and little of what trying every way to split them would.
  expect(performance.now() - started).toBeLessThan(500);
});
