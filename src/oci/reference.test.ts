import { describe, expect, spyOn, test } from "bun:test";
import { type RepositoryName, namespaceOf, parseReference, parseRepositoryName, parseTag } from "./reference.ts";

describe("names", () => {
  test.each(["a", "0", "a/b/c", "a.b", "a_b", "a__b", "a-b", "a----b", "a-b_c.d__e", "blobs/uploads", "a".repeat(255)])("%p", (name) => {
    expect(parseRepositoryName(name) as string).toBe(name);
  });

  test.each([
    "",
    "A",
    "a/",
    "/a",
    "a//b",
    ".a",
    "a.",
    "_a",
    "a_",
    "-a",
    "a-",
    "a..b",
    "a___b",
    "a._b",
    "a-.b",
    "a b",
    "a:b",
    "é",
    "a\n",
    "a\0",
  ])("%p is none", (name) => {
    expect(parseRepositoryName(name)).toBeUndefined();
  });

  test("256 characters are too many, and 100 000 are not even read", () => {
    expect(parseRepositoryName("a".repeat(256))).toBeUndefined();
    using read = spyOn(RegExp.prototype, "test");
    expect(parseRepositoryName("a".repeat(100_000))).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(0);
  });

  // A pattern that backtracks would not come back from these within the life of the test.
  test.each([
    ["letters", "a".repeat(254)],
    ["letters and dashes", "a-".repeat(127)],
    ["letters and underscores", "a__".repeat(84)],
    ["components", "a/".repeat(127)],
    ["dashes", "-".repeat(254)],
    ["dashes behind a letter", `a${"-".repeat(253)}`],
  ])("%s and an error at their end are refused at once", (_name, start) => {
    expect(parseRepositoryName(`${start}!`)).toBeUndefined();
  });

  test("a name belongs to the namespace before its first slash, or to the library", () => {
    expect(namespaceOf("acme/team/api" as RepositoryName)).toBe("acme");
    expect(namespaceOf("busybox" as RepositoryName)).toBe("library");
    expect(namespaceOf("library/busybox" as RepositoryName)).toBe("library");
  });
});

describe("tags and references", () => {
  test.each(["v1", "V1", "_x", "0", "a.b-c_d", "list", `sha256-${"a".repeat(64)}`, "a".repeat(128)])("%p is a tag", (tag) => {
    expect(parseTag(tag) as string).toBe(tag);
    expect(parseReference(tag)).toEqual({ kind: "tag", tag: tag as never });
  });

  test.each(["", ".a", "-a", "a".repeat(129), "a b", "a/b", "a\n", "é", "a+b"])("%p is none", (tag) => {
    expect(parseTag(tag)).toBeUndefined();
    expect(parseReference(tag)).toBeUndefined();
  });

  test("a colon makes it a digest or nothing", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(parseReference(digest)).toEqual({ kind: "digest", digest: digest as never });
    expect(parseReference("a:b")).toBeUndefined();
  });
});
