import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { type SecretKind, hashSecret, looksLikeSecret, newSecret, parseSecret, redactSecrets } from "./secret-tokens.ts";

const KINDS: [SecretKind, string][] = [
  ["personal", "aer_pat_"],
  ["robot", "aer_rob_"],
  ["refresh", "aer_ref_"],
  ["session", "aer_ses_"],
  ["invitation", "aer_inv_"],
];

test.each(KINDS)("a secret of kind %s says what it is", (kind, prefix) => {
  const secret = newSecret(kind);
  expect(secret).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{38}$`));
  expect(parseSecret(secret)).toEqual({ kind, secret });
});

test("the checksum is the CRC-32 of what stands before it, so that a scanner can check it too", () => {
  // As Python's zlib computes it: 0xf51e443a.
  const secret = `aer_pat_${"A".repeat(32)}4UJDTu`;
  expect(parseSecret(secret)).toEqual({ kind: "personal", secret });
});

test("one wrong character anywhere makes it no secret", () => {
  const secret = newSecret("personal");
  const mangled = Array.from(secret, (character, at) => secret.slice(0, at) + (character === "x" ? "y" : "x") + secret.slice(at + 1));
  expect(mangled.filter((text) => parseSecret(text) !== undefined)).toEqual([]);
});

test("a secret of one kind is none of another", () => {
  expect(parseSecret(newSecret("personal").replace("aer_pat_", "aer_rob_"))).toBeUndefined();
});

test.each([
  ["nothing", () => ""],
  ["a prefix alone", () => "aer_pat_"],
  ["a text of the right length", () => "a".repeat(46)],
  ["a secret and a line end", () => `${newSecret("robot")}\n`],
  ["a secret behind a space", () => ` ${newSecret("robot")}`],
  ["a secret cut short", () => newSecret("robot").slice(0, -1)],
])("%s is no secret", (_what, make) => expect(parseSecret(make())).toBeUndefined());

test("every character is as likely as any other", () => {
  const counts = new Map<string, number>();
  const secrets = 10_000;
  for (let made = 0; made < secrets; made += 1) {
    for (const character of newSecret("session").slice(8, 40)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // Taking bytes modulo 62 would give eight characters 25 % more; 8 % is more than five standard deviations of chance.
  const expected = (secrets * 32) / 62;
  const offEach = [...counts.values()].map((count) => Math.abs(count - expected) / expected);
  expect([counts.size, Math.max(...offEach) < 0.08]).toEqual([62, true]);
});

test("what is stored is the SHA-256 in hex", () => {
  const secret = newSecret("refresh");
  expect(hashSecret(secret)).toBe(createHash("sha256").update(secret).digest("hex"));
});

test("a mangled secret still looks like one, a password does not", () => {
  expect([newSecret("robot"), "aer_pat_oops", "correct horse", "xaer_pat_", "AER_PAT_x"].map(looksLikeSecret)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("of secrets in a text only the prefix is left, cut ones too", () => {
  const text = `token=${newSecret("personal")}&x=1 ${newSecret("session")}, ${newSecret("robot").slice(0, 20)}`;
  expect(redactSecrets(text)).toBe("token=aer_pat_…&x=1 aer_ses_…, aer_rob_…");
});
