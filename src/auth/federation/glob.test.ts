import { expect, test } from "bun:test";
import { countWildcards, matchesGlob } from "./glob.ts";

test.each([
  ["", "", true],
  ["", "a", false],
  ["main", "main", true],
  ["main", "main2", false],
  ["*", "", true],
  ["*", "main", true],
  ["*", "feature/x", false],
  ["**", "feature/x", true],
  ["refs/heads/*", "refs/heads/main", true],
  ["refs/heads/*", "refs/heads/feature/x", false],
  ["refs/heads/**", "refs/heads/feature/x", true],
  ["refs/tags/v*.*", "refs/tags/v1.2", true],
  ["refs/tags/v*.*", "refs/tags/v1", false],
  ["*a", "aaa", true],
  ["*ab*ab", "abab", true],
  ["*ab*ab", "ab", false],
  ["a*/b", "a/b", true],
  ["*/*", "a/b", true],
  ["*/*", "a/b/c", false],
  ["**/b", "a/x/b", true],
  ["**/b", "b", false],
  ["**x*", "ax/xb", true],
  ["*x**", "ax/xb", true],
  ["a?", "ab", false],
  ["[ab]", "a", false],
  ["a.c", "abc", false],
])("%p against %p: %p", (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test("agrees with a regular expression on every short pattern and text", () => {
  const words = (letters: string, length: number): string[] =>
    length === 0 ? [""] : ["", ...[...letters].flatMap((letter) => words(letters, length - 1).map((rest) => letter + rest))];
  const texts = [...new Set(words("a/", 5))];
  for (const pattern of new Set(words("a/*", 5))) {
    if (pattern.includes("***")) continue;
    const source = pattern.replaceAll(/\*\*?/g, (stars) => (stars === "**" ? ".*" : "[^/]*"));
    const expression = new RegExp(`^${source}$`);
    const wrong = texts.filter((text) => matchesGlob(pattern, text) !== expression.test(text));
    expect({ pattern, wrong }).toEqual({ pattern, wrong: [] });
  }
});

test("a pattern made to backtrack ends at once", () => {
  const started = performance.now();
  expect(matchesGlob(`${"*a".repeat(100)}b`, "a".repeat(1024))).toBe(false);
  // A second is a thousand times what it takes, and nothing of what backtracking would.
  expect(performance.now() - started).toBeLessThan(1000);
});

test("two stars are one wildcard", () => {
  expect(countWildcards("a*b**c")).toBe(2);
});
