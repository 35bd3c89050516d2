import { expect, test } from "bun:test";
import { isComplete, profileFrom } from "./oidc-claims.ts";

const NAMES = { usernameClaim: "preferred_username", groupsClaim: "groups" };
const ADA = {
  sub: "u-1",
  preferred_username: "Ada",
  name: "Ada Lovelace",
  email: "ada@example.org",
  email_verified: true,
  groups: ["dev", "ops"],
};

const profile = (changes: Readonly<Record<string, unknown>>) => profileFrom("sso", { ...ADA, ...changes }, NAMES);

test("claims become a profile", () => {
  expect(profile({})).toEqual({
    provider: "sso",
    subject: "u-1",
    username: "ada",
    displayName: "Ada Lovelace",
    email: "ada@example.org",
    emailVerified: true,
    groups: ["dev", "ops"],
  });
});

test.each([
  [
    ["dev", "dev", " ops "],
    ["dev", "ops"],
  ],
  ["dev ops", ["dev", "ops"]],
  ["", []],
  [[], []],
  [undefined, []],
  [null, []],
  [["dev", "x".repeat(257)], ["dev"]],
])("groups of %j are %j", (sent, groups) => {
  expect(profile({ groups: sent }).groups).toEqual(groups);
});

// Read as "no groups" it would take somebody out of every team.
test.each([[7], [{ admin: true }], [["dev", 7]], [[["dev"]]], [Array.from({ length: 1001 }, (_, index) => `g${index}`)]])(
  "groups that cannot be read are no sign-in (%#)",
  (groups) => {
    expect(() => profile({ groups })).toThrow(expect.objectContaining({ name: "OidcError", kind: "invalid" }));
  },
);

test("groups that are only referred to are no sign-in", () => {
  const elsewhere = { groups: undefined, _claim_names: { groups: "src1" } };
  expect(() => profile(elsewhere)).toThrow('did not send claim "groups" but a reference to it');
});

test.each([undefined, 7, "山田", ""])("without a usable user name (%p) the local part of the address is taken", (name) => {
  expect(profile({ preferred_username: name }).username).toBe("ada");
});

test("without a user name and an address, the error says which claims were looked at", () => {
  expect(() => profile({ preferred_username: undefined, email: undefined })).toThrow(
    'no usable user name: neither in claim "preferred_username" nor in "email"',
  );
});

test.each([undefined, "", 7, "x".repeat(256)])("nobody is called %p", (sub) => {
  expect(() => profile({ sub })).toThrow(expect.objectContaining({ kind: "invalid" }));
});

test.each([
  [{ email_verified: "true" }, true],
  [{ email_verified: false }, false],
  [{ email_verified: 1 }, false],
  [{ email_verified: undefined }, false],
  [{ email: undefined }, false],
])("of %j the address is verified: %p", (changes, verified) => {
  expect(profile(changes).emailVerified).toBe(verified);
});

test.each([7, "", "  ", "a\u0000b", "x".repeat(201)])("%p is no display name", (name) => {
  expect(profile({ name }).displayName).toBeUndefined();
});

test("one claim that is missing makes the ID token incomplete", () => {
  expect(isComplete(ADA, NAMES)).toBe(true);
  for (const name of Object.keys(ADA).filter((name) => name !== "sub"))
    expect(isComplete({ ...ADA, [name]: undefined }, NAMES)).toBe(false);
});
