import { expect, spyOn, test } from "bun:test";
import { algorithmOf, digestOf, encodedOf, parseAlgorithm, parseDigest } from "./digest.ts";

const HEX = "0123456789abcdef".repeat(4);

test("a digest of each algorithm is taken apart as it was put together", () => {
  for (const text of [`sha256:${HEX}`, `sha512:${HEX}${HEX}`]) {
    const digest = parseDigest(text)!;
    expect(`${algorithmOf(digest)}:${encodedOf(digest)}`).toBe(text);
  }
});

test.each([
  "",
  ":",
  "sha256",
  "sha256:",
  `:${HEX}`,
  HEX,
  `sha256:${HEX.slice(1)}`,
  `sha256:${HEX}0`,
  `sha512:${HEX}`,
  `SHA256:${HEX}`,
  `sha256:${HEX.toUpperCase()}`,
  `sha256:${HEX.slice(1)}g`,
  `sha256:${HEX}\n`,
  ` sha256:${HEX}`,
  `sha256::${HEX.slice(1)}`,
  `md5:${HEX.slice(32)}`,
  `sha1:${HEX}`,
  `sha256+b64:${HEX}`,
  `constructor:${HEX}`,
  `__proto__:${HEX}`,
  `sha256:${"../".repeat(21)}a`,
])("%p is no digest", (text) => {
  expect(parseDigest(text)).toBeUndefined();
});

test("nothing is no digest", () => {
  expect([parseDigest(null), parseDigest(undefined)]).toEqual([undefined, undefined]);
});

test("a hostile megabyte is refused by its length, unread", () => {
  using read = spyOn(RegExp.prototype, "test");
  expect(parseDigest(`sha256:${"a".repeat(2 ** 20)}`)).toBeUndefined();
  expect(read).toHaveBeenCalledTimes(0);
});

test("bytes have the digests that everybody knows", () => {
  expect(digestOf("sha256", new Uint8Array()) as string).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(digestOf("sha512", new Uint8Array())).toStartWith("sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce");
});

test.each(["sha256", "sha512"])("%s is an algorithm", (text) => expect(parseAlgorithm(text) as string).toBe(text));
test.each(["", "md5", "SHA256", "sha256 ", "toString"])("%p is none", (text) => expect(parseAlgorithm(text)).toBeUndefined());
