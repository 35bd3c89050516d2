import { afterAll, beforeEach, expect, spyOn, test } from "bun:test";
import { MemoryCache } from "../cache/memory/memory-cache.ts";
import { BusyError } from "../lib/busy-error.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { LoginThrottle, ThrottledError } from "./login-throttle.ts";
import { NO_PASSWORD, PASSWORD_LENGTH_LIMIT, Passwords, hashPassword } from "./passwords.ts";

const HASH = await Bun.password.hash("right", { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
const CACHE_MS = 1000;
const HOME = "192.0.2.1";

let now = 0;
let ada: UserRecord;
let passwords: Passwords;
const { verify: realVerify } = Bun.password;
const verify = spyOn(Bun.password, "verify");

beforeEach(() => {
  now = 0;
  verify.mockClear();
  ada = {
    id: 1,
    namespaceId: 1,
    username: "ada",
    passwordHash: HASH,
    isAdmin: false,
    displayName: "",
    email: undefined,
    emailVerifiedAt: undefined,
    totpSecret: undefined,
    totpConfirmedAt: undefined,
    totpStep: 0,
    epoch: 0,
    version: 1,
    disabledAt: undefined,
    createdAt: 0,
  };
  const users = { find: async (username: string) => (username === "ada" ? ada : undefined) };
  const clock = { now: () => now };
  const cache = new MemoryCache(clock);
  const throttle = new LoginThrottle(cache, "password");
  const metadata = { users } as unknown as MetadataReader;
  passwords = new Passwords({ metadata, clock, throttle, cache, cacheKey: new Uint8Array(32), cacheMs: CACHE_MS });
});
afterAll(() => verify.mockRestore());

const elsewhere = (password: string) => passwords.verify("ada", password, "198.51.100.1");
const verified = (username: string, password: string) => passwords.verify(username, password, HOME);

test("fifty layers pulled at once with one login cost one argon2, and the next fifty none", async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    const users = await Promise.all(Array.from({ length: 50 }, () => verified("ada", "right")));
    expect(new Set(users)).toEqual(new Set([ada]));
  }
  expect(verify).toHaveBeenCalledTimes(1);
});

test("a remembered login is checked again when its time is over", async () => {
  await verified("ada", "right");
  now = CACHE_MS - 1;
  await verified("ada", "right");
  expect(verify).toHaveBeenCalledTimes(1);
  now = CACHE_MS;
  await verified("ada", "right");
  expect(verify).toHaveBeenCalledTimes(2);
});

test("a wrong password is checked each time, and remembered never", async () => {
  await verified("ada", "right");
  expect(await verified("ada", "wrong")).toBeUndefined();
  expect(await verified("ada", "wrong")).toBeUndefined();
  expect(verify).toHaveBeenCalledTimes(3);
});

test("a changed password ends the remembered login at once", async () => {
  await verified("ada", "right");
  ada = { ...ada, passwordHash: await Bun.password.hash("new", { algorithm: "argon2id", memoryCost: 8, timeCost: 1 }) };
  expect(await verified("ada", "right")).toBeUndefined();
  expect(await verified("ada", "new")).toBe(ada);
});

test("a disabled user is refused, remembered or not", async () => {
  await verified("ada", "right");
  ada = { ...ada, disabledAt: 1 };
  expect(await verified("ada", "right")).toBeUndefined();
});

test("an unknown user costs what a known one does: time must not tell who exists", async () => {
  await verified("nobody", "right");
  expect(verify).toHaveBeenCalledTimes(1);
  const [, hash] = verify.mock.calls[0]!;
  expect(String(hash).split("$").slice(1, 4)).toEqual((await hashPassword("x")).split("$").slice(1, 4));
});

test("a password longer than any password is refused unhashed", async () => {
  expect(await verified("ada", "x".repeat(PASSWORD_LENGTH_LIMIT + 1))).toBeUndefined();
  expect(verify).toHaveBeenCalledTimes(0);
});

test("nothing is the password of who signs in through a provider, and it costs what a wrong one does", async () => {
  ada = { ...ada, passwordHash: NO_PASSWORD };
  for (const password of ["", NO_PASSWORD, "right"]) expect(await verified("ada", password)).toBeUndefined();
  expect(verify).toHaveBeenCalledTimes(3);
});

test("who guesses too often is told to wait, unhashed; who was let in before is not kept out", async () => {
  await verified("ada", "right");
  const guesses = Array.from({ length: 20 }, (_, index) => passwords.verify("ada", `guess ${index}`, "198.51.100.1"));
  const refused = (await Promise.allSettled(guesses)).flatMap((guess) => (guess.status === "rejected" ? [guess.reason as unknown] : []));
  expect(refused).toHaveLength(10);
  expect(refused.every((reason) => reason instanceof ThrottledError)).toBe(true);
  expect(verify).toHaveBeenCalledTimes(1 + 10);

  now = CACHE_MS;
  expect(await verified("ada", "right")).toBe(ada);
});

test("who must wait cannot go on guessing against what is remembered", async () => {
  await verified("ada", "right");
  for (let guess = 0; guess < 10; guess += 1) await elsewhere(`guess ${guess}`);
  for (const password of ["wrong", "right", "right"]) await expect(elsewhere(password)).rejects.toThrow(ThrottledError);
  expect(await verified("ada", "right")).toBe(ada);
});

test("a job with an old password keeps nobody out who has the right one, where the account is at home", async () => {
  await verified("ada", "right");
  for (let attempt = 0; attempt < 20; attempt += 1) await verified("ada", "old").catch(() => {});
  await expect(verified("ada", "old")).rejects.toThrow(ThrottledError);
  expect(await verified("ada", "right")).toBe(ada);
});

test("a login that could not be looked at, because too many wait, does not count as a guess", async () => {
  await verified("nobody", "wrong");
  const { promise: answer, resolve } = Promise.withResolvers<boolean>();
  verify.mockImplementation(() => answer);
  const flood = Array.from({ length: 102 }, (_, index) => passwords.verify(`user-${index}`, "wrong", `203.0.113.${index}`));
  // All have been looked up, and wait.
  await Bun.sleep(0);
  for (let attempt = 0; attempt < 20; attempt += 1) await expect(verified("ada", "right")).rejects.toThrow(BusyError);
  resolve(false);
  await Promise.all(flood);
  verify.mockImplementation(realVerify);
  expect(await verified("ada", "right")).toBe(ada);
});

test("a hash is argon2id at the cost that is recommended for it", async () => {
  expect(await hashPassword("right")).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
});
