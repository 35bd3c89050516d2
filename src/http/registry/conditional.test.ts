import { expect, test } from "bun:test";
import { isNotModified, parseEntityTags } from "./conditional.ts";

test.each([
  [null, undefined],
  ["*", "any"],
  [" * ", "any"],
  ['"a"', ["a"]],
  ['W/"a"', ["a"]],
  ["a", ["a"]],
  ['"a", W/"b" ,c', ["a", "b", "c"]],
  ['""', [""]],
] as const)("%p lists %p", (header, tags) => {
  expect(parseEntityTags(header)).toEqual(tags as never);
});

const having = (header?: string) => isNotModified(new Headers(header === undefined ? {} : { "if-none-match": header }), "sha256:a");

test("content is what the client has when any of its tags says so", () => {
  expect([having('"x", "sha256:a"'), having("*"), having('"sha256:b"'), having('"sha256:A"'), having("")]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(having()).toBe(false);
});
