import { beforeEach, expect, test } from "bun:test";
import { MemoryCache } from "../cache/memory/memory-cache.ts";
import { LoginThrottle } from "./login-throttle.ts";

const HOME = "198.51.100.7";
const ATTACKER = "203.0.113.1";
const DAY_MS = 24 * 60 * 60 * 1000;

let now = 0;
let throttle: LoginThrottle;

beforeEach(() => {
  now = Date.UTC(2026, 10, 23);
  throttle = throttleOf(10_000);
});

test("one address is slowed, twice as much each time, to a minute and no more", async () => {
  await fail(10, "ada", ATTACKER);
  const waits = await Array.fromAsync({ length: 9 }, async () => {
    const { retryAfterSeconds } = await throttle.check("ada", ATTACKER);
    now += retryAfterSeconds * 1000;
    await fail(1, "ada", ATTACKER);
    return retryAfterSeconds;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test("who waits as long as they were told is allowed, and not a moment earlier", async () => {
  await fail(12, "ada", ATTACKER);
  const { retryAfterSeconds } = await throttle.check("ada", ATTACKER);
  now += retryAfterSeconds * 1000 - 1;
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(false);
  now += 1;
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(true);
});

test("an attempt that nobody could judge does not count, and makes no address known", async () => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    expect((await throttle.check("ada", ATTACKER)).allowed).toBe(true);
    await throttle.withdrawn("ada", ATTACKER);
  }
  await fail(10, "ada", ATTACKER);
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(false);
});

test.each(["ADA LOVELACE", "ａｄａ lovelace", "𝒂da lovelace", "áda lovelace", "a\u0301da lovelace", "a\u00adda lovelace", "ada  lovelace"])(
  "%j is counted as the account that a directory takes it for",
  async (written) => {
    for (let from = 0; from < 10; from += 1) await fail(1, "ada lovelace", `198.51.100.${from}`);
    expect((await throttle.check(written, ATTACKER)).allowed).toBe(false);
  },
);

test("one address that tries one password on many accounts is slowed too", async () => {
  for (let name = 0; name < 10; name += 1) await fail(1, `user-${name}`, ATTACKER);
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(false);
});

test("the addresses of a /64 are one", async () => {
  for (let host = 1; host <= 10; host += 1) await fail(1, `user-${host}`, `2001:db8::${host}`);
  expect([(await throttle.check("ada", "2001:db8::ffff")).allowed, (await throttle.check("ada", "2001:db8:0:1::1")).allowed]).toEqual([
    false,
    true,
  ]);
});

test("many addresses are slowed at addresses that are new to the account, and the owner gets in where they always do", async () => {
  await signIn("ada", HOME);
  await attackFromEverywhere("ada");
  expect(await throttle.check("ada", "192.0.2.200")).toMatchObject({ allowed: false, retryAfterSeconds: 60 });
  expect((await throttle.check("ada", HOME)).allowed).toBe(true);
});

test("an attack on one account slows no other", async () => {
  await attackFromEverywhere("ada");
  expect((await throttle.check("bob", "192.0.2.200")).allowed).toBe(true);
});

test("an attacker behind the owner's address does not slow the owner", async () => {
  await signIn("ada", HOME);
  await fail(30, "root", HOME);
  expect([(await throttle.check("root", HOME)).allowed, (await throttle.check("ada", HOME)).allowed]).toEqual([false, true]);
});

test("a known address has few attempts of its own, and a success gives them back", async () => {
  await signIn("ada", HOME);
  await fail(4, "ada", HOME);
  await signIn("ada", HOME);
  await fail(5, "ada", HOME);
  expect(await throttle.check("ada", HOME)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
});

test("accounts of their own give an attacker nothing back", async () => {
  for (let guess = 0; guess < 10; guess += 1) {
    await fail(1, `user-${guess}`, ATTACKER);
    await signIn(`mallory-${guess}`, ATTACKER);
  }
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(false);
});

test("guesses that are made at once count before they have failed", async () => {
  const allowed = (await Promise.all(Array.from({ length: 100 }, () => throttle.check("ada", ATTACKER)))).map(
    (decision) => decision.allowed,
  );
  expect(allowed.filter(Boolean)).toHaveLength(10);
});

test("the wait begins with the answer: a busy server does not shorten it", async () => {
  await fail(9, "ada", ATTACKER);
  await throttle.check("ada", ATTACKER);
  now += 5000;
  await throttle.failed("ada", ATTACKER);
  expect(await throttle.check("ada", ATTACKER)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
});

test("an office whose people all sign in for the first time is not slowed", async () => {
  const allowed = await Array.fromAsync({ length: 200 }, (_, person) => signIn(`person-${person}`, HOME));
  expect(allowed.every(Boolean)).toBe(true);
});

test("what is refused is not counted: the wait ends although somebody keeps knocking", async () => {
  await fail(10, "ada", ATTACKER);
  for (let knock = 0; knock < 1000; knock += 1) await throttle.check("ada", ATTACKER);
  now += 1000;
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(true);
});

test("an hour without a failure is a clean slate", async () => {
  await fail(10, "ada", ATTACKER);
  now += 60 * 60 * 1000;
  await fail(9, "ada", ATTACKER);
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(true);
});

test("an address is known for thirty days after the last success", async () => {
  await signIn("ada", HOME);
  now += 29 * DAY_MS;
  await attackFromEverywhere("ada");
  expect((await throttle.check("ada", HOME)).allowed).toBe(true);
  now += DAY_MS;
  await attackFromEverywhere("ada");
  expect((await throttle.check("ada", HOME)).allowed).toBe(false);
});

test("the case of a name makes no new account", async () => {
  await attackFromEverywhere("ada");
  expect((await throttle.check("ADA", "192.0.2.200")).allowed).toBe(false);
});

test("a clock that was set back makes nobody wait until it is where it was", async () => {
  await fail(10, "ada", ATTACKER);
  now -= DAY_MS;
  expect([await throttle.check("ada", ATTACKER), await throttle.check("ada", ATTACKER)]).toMatchObject([
    { allowed: true, retryAfterSeconds: 0 },
    { allowed: false, retryAfterSeconds: 2 },
  ]);
});

test("a flood of names and addresses does not push out what is known", async () => {
  throttle = throttleOf(100);
  await signIn("ada", HOME);
  for (let at = 0; at < 10_000; at += 1) await fail(1, `user-${at}`, `2001:db8:${at.toString(16)}::1`);
  await attackFromEverywhere("ada");
  expect((await throttle.check("ada", HOME)).allowed).toBe(true);
});

test("an account that signs in from everywhere pushes out only its own addresses", async () => {
  throttle = throttleOf(100);
  await signIn("ada", HOME);
  for (let at = 0; at < 1000; at += 1) await signIn("mallory", `2001:db8:${at.toString(16)}::1`);
  await attackFromEverywhere("ada");
  expect((await throttle.check("ada", HOME)).allowed).toBe(true);
});

test("memory is bounded: what was counted longest ago is forgotten", async () => {
  throttle = throttleOf(100);
  await fail(10, "ada", ATTACKER);
  for (let at = 0; at < 100; at += 1) await fail(1, `user-${at}`, `2001:db8:${at.toString(16)}::1`);
  expect((await throttle.check("ada", ATTACKER)).allowed).toBe(true);
});

test("memory is bounded: of an account's addresses the last twenty are known", async () => {
  for (let at = 0; at < 21; at += 1) await signIn("ada", `2001:db8:${at.toString(16)}::1`);
  await attackFromEverywhere("ada");
  const asked = Array.from({ length: 21 }, (_, at) => throttle.check("ada", `2001:db8:${at.toString(16)}::1`));
  const known = (await Promise.all(asked)).map(({ allowed }) => allowed);
  expect(known).toEqual([false, ...Array<boolean>(20).fill(true)]);
});

function throttleOf(maxKeys: number): LoginThrottle {
  return new LoginThrottle(new MemoryCache({ now: () => now }, { maxKeys }), "password");
}

/** Attempts that are allowed, each with a wrong password, until `times` of them were made; refused ones are tried again later. */
async function fail(times: number, username: string, address: string): Promise<void> {
  for (let made = 0; made < times; made += 1) {
    const { allowed, retryAfterSeconds } = await throttle.check(username, address);
    if (!allowed) {
      now += retryAfterSeconds * 1000;
      await throttle.check(username, address);
    }
    await throttle.failed(username, address);
  }
}

async function signIn(username: string, address: string): Promise<boolean> {
  const { allowed } = await throttle.check(username, address);
  if (allowed) await throttle.succeeded(username, address);
  return allowed;
}

/** As fast as many machines are allowed to, until a new one has to wait for a minute. */
async function attackFromEverywhere(username: string): Promise<void> {
  for (let machine = 0; machine < 100; machine += 1) {
    const address = `203.0.113.${machine}`;
    if ((await throttle.check(username, address)).allowed) await throttle.failed(username, address);
    else now += 1000;
  }
  await fail(1, username, "203.0.113.250");
}
