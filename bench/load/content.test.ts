import { describe, expect, test } from "bun:test";
import { freshContent } from "./content.ts";
import type { Segment } from "./http.ts";

describe.each([
  ["smaller than a block", 10_000],
  ["of exactly one block", 2 ** 20],
  ["of several blocks", 3 * 2 ** 20],
])("content %s", (_name, sizeBytes) => {
  const content = freshContent(sizeBytes);
  const body = join(content.plain);

  test("has the size it says", () => {
    expect([body.length, content.sizeBytes]).toEqual([sizeBytes, sizeBytes]);
  });

  test("has the digest it says", () => {
    expect(content.digest).toBe(`sha256:${new Bun.CryptoHasher("sha256").update(body).digest("hex")}`);
  });

  test("is the same when sent in chunks", () => {
    expect(unchunk(join(content.chunked)).equals(body)).toBe(true);
  });

  test("is never the same twice", () => {
    expect(freshContent(sizeBytes).digest).not.toBe(content.digest);
  });
});

test("a size that blocks do not divide is refused rather than rounded", () => {
  expect(() => freshContent(2 ** 20 + 1)).toThrow(RangeError);
});

function join(segments: readonly Segment[]): Buffer {
  return Buffer.concat(segments.flatMap(({ bytes, times }) => Array.from({ length: times }, () => bytes)));
}

function unchunk(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
