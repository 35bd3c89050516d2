import { afterEach, beforeEach, expect, test } from "bun:test";
import { TestApp } from "../../test/kit/app.ts";
import { generatePassword, Users } from "./users.ts";

const PASSWORD = "a-long-enough-pass-phrase";
let app: TestApp;
let users: Users;
beforeEach(async () => {
  app = await TestApp.start();
  users = new Users({ metadata: app.stores.metadata, clock: app.clock });
});
afterEach(() => app[Symbol.asyncDispose]());

const create = (username: string, password = PASSWORD) => users.create({ username, password, isAdmin: false });

test("a user comes with their namespace, and is listed without their hash", async () => {
  await create("ada");
  expect(await app.stores.metadata.read.namespaces.find("ada")).toMatchObject({ kind: "user" });
  expect(await users.list()).toEqual([
    {
      id: expect.any(Number),
      namespaceId: expect.any(Number),
      username: "ada",
      isAdmin: false,
      displayName: "",
      email: undefined,
      emailVerifiedAt: undefined,
      totpConfirmedAt: undefined,
      version: 1,
      hasPassword: true,
      disabledAt: undefined,
      createdAt: app.clock.now(),
    },
  ]);
});

test.each(["", "Ada", "a b", "a/b", "-a", "a..b", "a".repeat(65), "é", "a\n"])("%p is no user name", async (username) => {
  await expect(create(username)).rejects.toMatchObject({ name: "ManagementError", failure: "invalid" });
});

test.each(["", "short", "x".repeat(1025)])("a password of %#: too short or too long", async (password) => {
  await expect(create("ada", password)).rejects.toMatchObject({ failure: "invalid" });
  expect(await users.list()).toEqual([]);
});

test("a name that a user or another namespace has is taken", async () => {
  await create("ada");
  await app.stores.metadata.transaction((tx) => tx.namespaces.create("acme", "organization", 0));
  for (const name of ["ada", "acme"]) await expect(create(name)).rejects.toMatchObject({ failure: "nameTaken" });
});

// Whoever had that name would own every repository without a slash in its name, which everybody pulls.
test("nobody is called library", async () => {
  await expect(create("library")).rejects.toMatchObject({ failure: "nameTaken" });
});

test("nobody who is not there is changed", async () => {
  await expect(users.resetPassword("nobody", PASSWORD)).rejects.toMatchObject({ failure: "notFound" });
  await expect(users.setDisabled("nobody", true)).rejects.toMatchObject({ failure: "notFound" });
});

test("a disabled user can be enabled again", async () => {
  await create("ada");
  await users.setDisabled("ada", true);
  expect((await users.list())[0]!.disabledAt).toBe(app.clock.now());
  await users.setDisabled("ada", false);
  expect((await users.list())[0]!.disabledAt).toBeUndefined();
});

test("the first administrator is made once, with the password given or one that is shown", async () => {
  expect(await users.ensureFirstAdmin("admin", undefined)).toEqual({
    username: "admin",
    generatedPassword: expect.stringMatching(/^[0-9a-f]{30}$/),
  });
  expect(await users.ensureFirstAdmin("other", PASSWORD)).toBeUndefined();
  expect((await users.list()).map(({ username, isAdmin }) => [username, isAdmin])).toEqual([["admin", true]]);
});

test("passwords that are made are never the same", () => {
  expect(new Set(Array.from({ length: 100 }, generatePassword)).size).toBe(100);
});
