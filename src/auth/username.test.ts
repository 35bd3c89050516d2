import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { usernameFrom } from "./username.ts";

const GRAMMAR = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

test.each([
  ["ada", "ada"],
  ["Ada.Lovelace@Example.org", "ada.lovelace"],
  ["ACME\\ada", "acme-ada"],
  ["Zoë Q", "zoe-q"],
  ["ａｄａ", "ada"],
  ["a__b", "a__b"],
  ["a--b", "a--b"],
  ["a..b", "a-b"],
  ["a._b", "a-b"],
  ["-.ada._", "ada"],
  ["  ada\n", "ada"],
  ["O’Neill", "o-neill"],
  ["x".repeat(70), "x".repeat(64)],
  [`${"x".repeat(63)}.y`, "x".repeat(63)],
])("%p is called %p", (text, username) => {
  expect(usernameFrom(text)).toBe(username);
});

test.each(["", " ", "@example.org", "...", "山田", "ada山", "ad\u0000a", "ad\u200Ba", "a".repeat(1025)])("%p makes no name", (text) => {
  expect(usernameFrom(text)).toBeUndefined();
});

// With its first letter left out she would get somebody else's name.
test("a letter that cannot be written is not left out", () => {
  expect(usernameFrom("\u0430da")).toBeUndefined();
});

test("whatever comes out is a user name, and its own", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.emailAddress(), fc.stringMatching(/^[a-zA-Z._ -]*$/)), (text) => {
      const username = usernameFrom(text);
      if (username === undefined) return;
      expect(username).toMatch(GRAMMAR);
      expect(username.length).toBeLessThanOrEqual(64);
      expect(usernameFrom(username)).toBe(username);
    }),
    { numRuns: 1000 },
  );
});
