import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { localPath } from "./return-path.ts";

test.each(["/", "/acme/api", "/acme/api?tab=tags&sort=name#v1", "/%2F%2Fevil.example", "/a//b", "/ümlaut"])(
  "%p is a path of ours",
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

test.each([
  "",
  "acme",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/a\\b",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\u0000/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  " //evil.example",
  "/ /evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "https:evil.example",
  `/${"a".repeat(2048)}`,
])("%p leads to the front page instead", (text) => {
  expect(localPath(text)).toBe("/");
});

test("no text leads to another site", () => {
  const trick = fc
    .array(fc.constantFrom("/", "\\", ".", "%2e", "%2f", "\t", "\n", "@", ":", "?", "#", "evil.example", "https:", "a"))
    .map((all) => all.join(""));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        trick,
        trick.map((text) => `/${text}`),
      ),
      (text) => {
        const path = localPath(text);
        expect(new URL(path, "https://registry.test").origin).toBe("https://registry.test");
        // A browser that was sent to the normalised path must still be here.
        expect(new URL(new URL(path, "https://registry.test").pathname, "https://registry.test").origin).toBe("https://registry.test");
      },
    ),
    { numRuns: 2000 },
  );
});
