// Blobs to push: any size from one small buffer, each with a digest of its own that is known before the clock starts.
import { randomFillSync } from "node:crypto";
import type { Segment } from "./http.ts";

const BLOCK_BYTES = 2 ** 20;
/** What Go's HTTP client writes per chunk when it copies a reader into a request, as docker and podman do. */
const CHUNK_BYTES = 32 * 1024;
/** How much of the last block makes a blob unlike every other. */
const UNIQUE_BYTES = 32;

export interface Content {
  readonly digest: string;
  readonly sizeBytes: number;
  /** The body as it is sent with a Content-Length. */
  readonly plain: readonly Segment[];
  /** The body as it is sent with chunked transfer encoding. */
  readonly chunked: readonly Segment[];
}

interface Base {
  readonly block: Buffer;
  readonly times: number;
  readonly framed: Buffer;
  readonly hash: Bun.CryptoHasher;
}

const bases = new Map<number, Base>();

/** Content never pushed before: same block repeated, then a last block that differs, so that only that one is hashed anew. */
export function freshContent(sizeBytes: number): Content {
  const base = baseOf(sizeBytes);
  const last = Buffer.from(base.block);
  randomFillSync(last, 0, Math.min(UNIQUE_BYTES, last.length));
  const digest = `sha256:${base.hash.copy().update(last).digest("hex")}`;
  return {
    digest,
    sizeBytes,
    plain: [...repeat(base.block, base.times), { bytes: last, times: 1 }],
    chunked: [...repeat(base.framed, base.times), { bytes: frame(last, true), times: 1 }],
  };
}

export function freshContents(sizeBytes: number, count: number): readonly Content[] {
  return Array.from({ length: count }, () => freshContent(sizeBytes));
}

/** Content given as bytes, such as a configuration. */
export function contentOf(bytes: Buffer): Content {
  const digest = `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
  return { digest, sizeBytes: bytes.length, plain: [{ bytes, times: 1 }], chunked: [{ bytes: frame(bytes, true), times: 1 }] };
}

function baseOf(sizeBytes: number): Base {
  const known = bases.get(sizeBytes);
  if (known) return known;
  if (sizeBytes > BLOCK_BYTES && sizeBytes % BLOCK_BYTES !== 0) throw new RangeError(`${sizeBytes} bytes are no whole number of blocks`);
  const block = randomFillSync(Buffer.alloc(Math.min(BLOCK_BYTES, sizeBytes)));
  const times = sizeBytes / block.length - 1;
  const hash = new Bun.CryptoHasher("sha256");
  for (let index = 0; index < times; index += 1) hash.update(block);
  const base = { block, times, framed: frame(block, false), hash };
  bases.set(sizeBytes, base);
  return base;
}

function repeat(bytes: Buffer, times: number): readonly Segment[] {
  return times > 0 ? [{ bytes, times }] : [];
}

/** Cuts bytes into HTTP chunks; the last piece of a body also carries the chunk of size zero. */
function frame(bytes: Buffer, last: boolean): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat(last ? [...pieces, Buffer.from("0\r\n\r\n")] : pieces);
}
