import { afterAll, beforeEach, expect, spyOn, test } from "bun:test";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { PASSWORD_LENGTH_LIMIT, Passwords, hashPassword } from "./passwords.ts";

const HASH = await Bun.password.hash("right", { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
const CACHE_MS = 1000;

let now = 0;
let ada: UserRecord;
let passwords: Passwords;
const verify = spyOn(Bun.password, "verify");

beforeEach(() => {
  now = 0;
  verify.mockClear();
  ada = { id: 1, username: "ada", passwordHash: HASH, isAdmin: false, disabledAt: undefined, createdAt: 0 };
  const users = { find: async (username: string) => (username === "ada" ? ada : undefined) };
  passwords = new Passwords({ metadata: { users } as unknown as MetadataReader, clock: { now: () => now }, cacheMs: CACHE_MS });
});
afterAll(() => verify.mockRestore());

test("fifty layers pulled at once with one login cost one argon2, and the next fifty none", async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    const users = await Promise.all(Array.from({ length: 50 }, () => passwords.verify("ada", "right")));
    expect(new Set(users)).toEqual(new Set([ada]));
  }
  expect(verify).toHaveBeenCalledTimes(1);
});

test("a remembered login is checked again when its time is over", async () => {
  await passwords.verify("ada", "right");
  now = CACHE_MS - 1;
  await passwords.verify("ada", "right");
  expect(verify).toHaveBeenCalledTimes(1);
  now = CACHE_MS;
  await passwords.verify("ada", "right");
  expect(verify).toHaveBeenCalledTimes(2);
});

test("a wrong password is checked each time, and remembered never", async () => {
  await passwords.verify("ada", "right");
  expect(await passwords.verify("ada", "wrong")).toBeUndefined();
  expect(await passwords.verify("ada", "wrong")).toBeUndefined();
  expect(verify).toHaveBeenCalledTimes(3);
});

test("a changed password ends the remembered login at once", async () => {
  await passwords.verify("ada", "right");
  ada = { ...ada, passwordHash: await Bun.password.hash("new", { algorithm: "argon2id", memoryCost: 8, timeCost: 1 }) };
  expect(await passwords.verify("ada", "right")).toBeUndefined();
  expect(await passwords.verify("ada", "new")).toBe(ada);
});

test("a disabled user is refused, remembered or not", async () => {
  await passwords.verify("ada", "right");
  ada = { ...ada, disabledAt: 1 };
  expect(await passwords.verify("ada", "right")).toBeUndefined();
});

test("an unknown user costs what a known one does: time must not tell who exists", async () => {
  await passwords.verify("nobody", "right");
  expect(verify).toHaveBeenCalledTimes(1);
  const [, hash] = verify.mock.calls[0]!;
  expect(String(hash).split("$").slice(1, 4)).toEqual((await hashPassword("x")).split("$").slice(1, 4));
});

test("a password longer than any password is refused unhashed", async () => {
  expect(await passwords.verify("ada", "x".repeat(PASSWORD_LENGTH_LIMIT + 1))).toBeUndefined();
  expect(verify).toHaveBeenCalledTimes(0);
});

test("a hash is argon2id at the cost that is recommended for it", async () => {
  expect(await hashPassword("right")).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
});
