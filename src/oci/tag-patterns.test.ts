import { expect, test } from "bun:test";
import { TAG_PATTERN, TagPatterns } from "./tag-patterns.ts";

test.each([
  [["v*"], "v1.2", true],
  [["v*"], "1.2", false],
  [["v*"], "av1", false],
  [["v?.?"], "v1.2", true],
  [["v?.?"], "v1x2", false],
  [["v1.2"], "v1.2", true],
  [["v1.2"], "v1.20", false],
  [["*-rc*"], "1.0-rc", true],
  [["*-rc*1"], "1.0-rc.2.1", true],
  [["release-**"], "release-a-b", true],
  [["v*", "!v0*"], "v0.1", false],
  [["!v0*", "v*"], "v0.1", false],
  [["!v0*", "v*"], "v1", true],
  [["!v0*"], "v1", false],
  [[], "v1", false],
])("%p and %p: %p", (patterns, tag, expected) => {
  expect(new TagPatterns(patterns).matches(tag)).toBe(expected);
});

test("many stars come to an end", () => {
  const [pattern, tag] = ["*a".repeat(60) + "b", "a".repeat(128)];
  expect(TAG_PATTERN.test(pattern)).toBe(true);
  expect(new TagPatterns([pattern]).matches(tag)).toBe(false);
});
