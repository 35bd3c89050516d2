import { beforeEach, expect, test } from "bun:test";
import { LoginThrottle } from "./login-throttle.ts";

const HOME = "198.51.100.7";
const ATTACKER = "203.0.113.1";
const DAY_MS = 24 * 60 * 60 * 1000;

let now = 0;
let throttle: LoginThrottle;

beforeEach(() => {
  now = Date.UTC(2026, 10, 23);
  throttle = new LoginThrottle({ clock: { now: () => now }, maxKeys: 10_000 });
});

test("one address is slowed, twice as much each time, to a minute and no more", () => {
  fail(10, "ada", ATTACKER);
  const waits = Array.from({ length: 9 }, () => {
    const { retryAfterSeconds } = throttle.check("ada", ATTACKER);
    now += retryAfterSeconds * 1000;
    fail(1, "ada", ATTACKER);
    return retryAfterSeconds;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test("who waits as long as they were told is allowed, and not a moment earlier", () => {
  fail(12, "ada", ATTACKER);
  const { retryAfterSeconds } = throttle.check("ada", ATTACKER);
  now += retryAfterSeconds * 1000 - 1;
  expect(throttle.check("ada", ATTACKER).allowed).toBe(false);
  now += 1;
  expect(throttle.check("ada", ATTACKER).allowed).toBe(true);
});

test("an attempt that nobody could judge does not count, and makes no address known", () => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    expect(throttle.check("ada", ATTACKER).allowed).toBe(true);
    throttle.withdrawn("ada", ATTACKER);
  }
  fail(10, "ada", ATTACKER);
  expect(throttle.check("ada", ATTACKER).allowed).toBe(false);
});

test.each(["ADA LOVELACE", "ａｄａ lovelace", "𝒂da lovelace", "áda lovelace", "a\u0301da lovelace", "a\u00adda lovelace", "ada  lovelace"])(
  "%j is counted as the account that a directory takes it for",
  (written) => {
    for (let from = 0; from < 10; from += 1) fail(1, "ada lovelace", `198.51.100.${from}`);
    expect(throttle.check(written, ATTACKER).allowed).toBe(false);
  },
);

test("one address that tries one password on many accounts is slowed too", () => {
  for (let name = 0; name < 10; name += 1) fail(1, `user-${name}`, ATTACKER);
  expect(throttle.check("ada", ATTACKER).allowed).toBe(false);
});

test("the addresses of a /64 are one", () => {
  for (let host = 1; host <= 10; host += 1) fail(1, `user-${host}`, `2001:db8::${host}`);
  expect([throttle.check("ada", "2001:db8::ffff").allowed, throttle.check("ada", "2001:db8:0:1::1").allowed]).toEqual([false, true]);
});

test("many addresses are slowed at addresses that are new to the account, and the owner gets in where they always do", () => {
  signIn("ada", HOME);
  attackFromEverywhere("ada");
  expect(throttle.check("ada", "192.0.2.200")).toEqual({ allowed: false, retryAfterSeconds: 60 });
  expect(throttle.check("ada", HOME).allowed).toBe(true);
});

test("an attack on one account slows no other", () => {
  attackFromEverywhere("ada");
  expect(throttle.check("bob", "192.0.2.200").allowed).toBe(true);
});

test("an attacker behind the owner's address does not slow the owner", () => {
  signIn("ada", HOME);
  fail(30, "root", HOME);
  expect([throttle.check("root", HOME).allowed, throttle.check("ada", HOME).allowed]).toEqual([false, true]);
});

test("a known address has few attempts of its own, and a success gives them back", () => {
  signIn("ada", HOME);
  fail(4, "ada", HOME);
  signIn("ada", HOME);
  fail(5, "ada", HOME);
  expect(throttle.check("ada", HOME)).toEqual({ allowed: false, retryAfterSeconds: 1 });
});

test("accounts of their own give an attacker nothing back", () => {
  for (let guess = 0; guess < 10; guess += 1) {
    fail(1, `user-${guess}`, ATTACKER);
    signIn(`mallory-${guess}`, ATTACKER);
  }
  expect(throttle.check("ada", ATTACKER).allowed).toBe(false);
});

test("guesses that are made at once count before they have failed", () => {
  const allowed = Array.from({ length: 100 }, () => throttle.check("ada", ATTACKER).allowed);
  expect(allowed.filter(Boolean)).toHaveLength(10);
});

test("the wait begins with the answer: a busy server does not shorten it", () => {
  fail(9, "ada", ATTACKER);
  throttle.check("ada", ATTACKER);
  now += 5000;
  throttle.failed("ada", ATTACKER);
  expect(throttle.check("ada", ATTACKER)).toEqual({ allowed: false, retryAfterSeconds: 1 });
});

test("an office whose people all sign in for the first time is not slowed", () => {
  const allowed = Array.from({ length: 200 }, (_, person) => signIn(`person-${person}`, HOME));
  expect(allowed.every(Boolean)).toBe(true);
});

test("what is refused is not counted: the wait ends although somebody keeps knocking", () => {
  fail(10, "ada", ATTACKER);
  for (let knock = 0; knock < 1000; knock += 1) throttle.check("ada", ATTACKER);
  now += 1000;
  expect(throttle.check("ada", ATTACKER).allowed).toBe(true);
});

test("an hour without a failure is a clean slate", () => {
  fail(10, "ada", ATTACKER);
  now += 60 * 60 * 1000;
  fail(9, "ada", ATTACKER);
  expect(throttle.check("ada", ATTACKER).allowed).toBe(true);
});

test("an address is known for thirty days after the last success", () => {
  signIn("ada", HOME);
  now += 29 * DAY_MS;
  attackFromEverywhere("ada");
  expect(throttle.check("ada", HOME).allowed).toBe(true);
  now += DAY_MS;
  attackFromEverywhere("ada");
  expect(throttle.check("ada", HOME).allowed).toBe(false);
});

test("the case of a name makes no new account", () => {
  attackFromEverywhere("ada");
  expect(throttle.check("ADA", "192.0.2.200").allowed).toBe(false);
});

test("a clock that was set back makes nobody wait until it is where it was", () => {
  fail(10, "ada", ATTACKER);
  now -= DAY_MS;
  expect([throttle.check("ada", ATTACKER), throttle.check("ada", ATTACKER)]).toEqual([
    { allowed: true, retryAfterSeconds: 0 },
    { allowed: false, retryAfterSeconds: 2 },
  ]);
});

test("a flood of names and addresses does not push out what is known", () => {
  throttle = new LoginThrottle({ clock: { now: () => now }, maxKeys: 100 });
  signIn("ada", HOME);
  for (let at = 0; at < 10_000; at += 1) fail(1, `user-${at}`, `2001:db8:${at.toString(16)}::1`);
  attackFromEverywhere("ada");
  expect(throttle.check("ada", HOME).allowed).toBe(true);
});

test("an account that signs in from everywhere pushes out only its own addresses", () => {
  throttle = new LoginThrottle({ clock: { now: () => now }, maxKeys: 100 });
  signIn("ada", HOME);
  for (let at = 0; at < 1000; at += 1) signIn("mallory", `2001:db8:${at.toString(16)}::1`);
  attackFromEverywhere("ada");
  expect(throttle.check("ada", HOME).allowed).toBe(true);
});

test("memory is bounded: what was counted longest ago is forgotten", () => {
  throttle = new LoginThrottle({ clock: { now: () => now }, maxKeys: 100 });
  fail(10, "ada", ATTACKER);
  for (let at = 0; at < 100; at += 1) fail(1, `user-${at}`, `2001:db8:${at.toString(16)}::1`);
  expect(throttle.check("ada", ATTACKER).allowed).toBe(true);
});

test("memory is bounded: of an account's addresses the last twenty are known", () => {
  for (let at = 0; at < 21; at += 1) signIn("ada", `2001:db8:${at.toString(16)}::1`);
  attackFromEverywhere("ada");
  const known = Array.from({ length: 21 }, (_, at) => throttle.check("ada", `2001:db8:${at.toString(16)}::1`).allowed);
  expect(known).toEqual([false, ...Array<boolean>(20).fill(true)]);
});

/** Attempts that are allowed, each with a wrong password, until `times` of them were made; refused ones are tried again later. */
function fail(times: number, username: string, address: string): void {
  for (let made = 0; made < times; made += 1) {
    const { allowed, retryAfterSeconds } = throttle.check(username, address);
    if (!allowed) {
      now += retryAfterSeconds * 1000;
      throttle.check(username, address);
    }
    throttle.failed(username, address);
  }
}

function signIn(username: string, address: string): boolean {
  const { allowed } = throttle.check(username, address);
  if (allowed) throttle.succeeded(username, address);
  return allowed;
}

/** As fast as many machines are allowed to, until a new one has to wait for a minute. */
function attackFromEverywhere(username: string): void {
  for (let machine = 0; machine < 100; machine += 1) {
    const address = `203.0.113.${machine}`;
    if (throttle.check(username, address).allowed) throttle.failed(username, address);
    else now += 1000;
  }
  fail(1, username, "203.0.113.250");
}
