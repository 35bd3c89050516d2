import { expect, test } from "bun:test";
import { isUtf8Parameter } from "./body.ts";

test.each(["", " ", "charset=utf-8", ' charset="UTF-8" ', "\tCharset=utf-8"])("%p is UTF-8", (parameter) => {
  expect(isUtf8Parameter(parameter)).toBe(true);
});

test.each(["charset=utf-16", "charset = utf-8", "boundary=x", "charset=utf-8 x", "utf-8"])("%p is not", (parameter) => {
  expect(isUtf8Parameter(parameter)).toBe(false);
});

// Trying every way to split them takes longer than a test may.
test("a header full of blanks is looked at once", () => {
  expect(isUtf8Parameter(`${" ".repeat(300_000)}x`)).toBe(false);
});
