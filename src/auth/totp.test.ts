import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, totpUri, verifyTotp } from "./totp.ts";

/** RFC 6238, appendix B: the ASCII text 12345678901234567890. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const STEP_MS = 30_000;

describe("a code", () => {
  // The last six digits of the eight that the RFC lists.
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at second %d is the RFC's", (second, code) => {
    expect(verifyTotp(SECRET, code, second * 1000, undefined)).toBe(Math.floor(second / 30));
  });

  test("is good one step early and one step late, and no longer", () => {
    const at = 1_000_000 * STEP_MS;
    const accepted = [-2, -1, 0, 1, 2].map((offset) => verifyTotp(SECRET, codeAt(1_000_000 + offset), at, undefined));
    expect(accepted).toEqual([undefined, 999_999, 1_000_000, 1_000_001, undefined]);
  });

  test("is good once", () => {
    const at = 1_000_000 * STEP_MS;
    const step = verifyTotp(SECRET, codeAt(1_000_000), at, undefined);
    expect(verifyTotp(SECRET, codeAt(1_000_000), at, step)).toBeUndefined();
  });

  test("older than the one that was accepted last is refused, a newer one is not", () => {
    const at = 1_000_000 * STEP_MS;
    const accepted = [-1, 0, 1].map((offset) => verifyTotp(SECRET, codeAt(1_000_000 + offset), at, 1_000_000));
    expect(accepted).toEqual([undefined, undefined, 1_000_001]);
  });

  test("may be typed with the space that apps show", () => {
    expect(verifyTotp(SECRET, "287 082", 59_000, undefined)).toBe(1);
  });

  test.each(["", "28708", "2870822", "287083", "２８７０８２", "abcdef", "é2870"])("%j is refused", (code) => {
    expect(verifyTotp(SECRET, code, 59_000, undefined)).toBeUndefined();
  });

  test("of another secret is refused", () => {
    expect(verifyTotp(newTotpSecret(), codeAt(1_000_000), 1_000_000 * STEP_MS, undefined)).toBeUndefined();
  });
});

test("a new secret has 160 bits, and is new", () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(newTotpSecret());
});

test("the address for the QR code says whose it is and where", () => {
  const uri = new URL(totpUri(SECRET, "ada", "Aerugo & co"));
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual(["otpauth:", "totp", "/Aerugo & co:ada"]);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: "Aerugo & co",
    secret: SECRET,
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
});

describe("recovery codes", () => {
  const { codes, hashes } = newRecoveryCodes();

  test("are ten different ones that can be read aloud", () => {
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  });

  test("are found by their hashes however they were typed", () => {
    const typed = [codes[0]!, codes[1]!.toUpperCase(), codes[2]!.replaceAll("-", ""), ` ${codes[3]!.replaceAll("-", " ")} `];
    expect(typed.map(hashRecoveryCode)).toEqual(hashes.slice(0, 4));
  });

  test("are found although letters were taken for digits", () => {
    expect(hashRecoveryCode("OoIi-Ll00-1111-2222")).toBe(hashRecoveryCode("0011-1100-1111-2222"));
  });

  test("use every character, so none of their bits is fixed", () => {
    const characters = new Set(Array.from({ length: 50 }, () => newRecoveryCodes().codes.join("").replaceAll("-", "")).join(""));
    expect(characters.size).toBe(32);
  });
});

/** RFC 6238 once more, in the shortest way: what is tested must not be tested with itself. */
function codeAt(step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", "12345678901234567890").update(counter).digest();
  const offset = mac[19]! & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
