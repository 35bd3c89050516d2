import { expect, test } from "bun:test";
import { formatScope, parseScopes, requestedActions } from "./scope.ts";

test.each([
  ["repository:a/b:pull", { type: "repository", name: "a/b", actions: ["pull"] }],
  ["repository:a:pull,push,pull", { type: "repository", name: "a", actions: ["pull", "push"] }],
  ["repository:a:", { type: "repository", name: "a", actions: [] }],
  ["repository:a:,pull,", { type: "repository", name: "a", actions: ["pull"] }],
  ["repository(plugin):a:pull", { type: "repository", name: "a", actions: ["pull"] }],
  ["repository(a)(b):a:pull", { type: "repository", name: "a", actions: ["pull"] }],
  ["repository(a)b:a:pull", { type: "repository(a)b", name: "a", actions: ["pull"] }],
  ["repository)a(:a:pull", { type: "repository)a(", name: "a", actions: ["pull"] }],
  ["repository:host:5000/a:pull", { type: "repository", name: "host:5000/a", actions: ["pull"] }],
  ["registry:catalog:*", { type: "registry", name: "catalog", actions: ["*"] }],
])("%s", (text, grant) => {
  expect(parseScopes([text])).toEqual([grant]);
});

test.each(["", " ", "a", "a:b", ":", ":a:pull", "pull"])("%p is none", (text) => {
  expect(parseScopes([text])).toEqual([]);
});

test("the parameter repeats, and each one may hold several", () => {
  expect(parseScopes(["repository:a:pull  repository:b:pull", "repository:c:pull"]).map(({ name }) => name)).toEqual(["a", "b", "c"]);
});

test("brackets that mean no class are looked at once", () => {
  const scopes = Array.from({ length: 100 }, () => `${"(".repeat(1000)}x:a:pull`);
  // So often that to begin at each of them anew takes longer than a test may.
  for (let again = 0; again < 400; again += 1) expect(parseScopes(scopes)).toHaveLength(100);
});

test("no more than a hundred are read, and none that is very long", () => {
  expect(parseScopes([Array.from({ length: 1000 }, (_, index) => `repository:a${index}:pull`).join(" ")])).toHaveLength(100);
  expect(parseScopes([`repository:${"a".repeat(1024)}:pull`])).toEqual([]);
});

test.each([
  [["*"], ["pull", "push", "delete"]],
  [
    ["delete", "pull", "fly"],
    ["pull", "delete"],
  ],
  [[], []],
])("%p asks for %p", (actions, asked) => {
  expect(requestedActions({ type: "repository", name: "a", actions }) as string[]).toEqual(asked);
});

test("a scope is written as it is read", () => {
  expect(formatScope("repository", "a/b", ["pull", "push"])).toBe("repository:a/b:pull,push");
});
