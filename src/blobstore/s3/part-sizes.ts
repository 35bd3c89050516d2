// How large the parts of a multipart upload are. Nobody says in advance how large a blob will be, and S3 takes no more than 10 000
// parts: so parts double in size after every thousand, which is enough for 5 TiB from 8 MiB on.
import type { ByteRange } from "../blob-store.ts";

/** S3 refuses smaller parts, all but the last. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;
export const MAX_PARTS = 10_000;
/** S3 refuses larger parts. */
const MAX_PART_BYTES = 5 * 1024 ** 3;
const PARTS_OF_ONE_SIZE = 1000;

/** Throws before S3 is asked for a part that it would not take. */
export function requirePartNumber(number: number, uploadId: string): void {
  if (number > MAX_PARTS) throw new Error(`upload ${uploadId} has more than ${MAX_PARTS} parts`);
}

/** What a part is cut at. */
export function partBytes(number: number, firstBytes: number): number {
  return Math.min(MAX_PART_BYTES, firstBytes * 2 ** Math.floor((number - 1) / PARTS_OF_ONE_SIZE));
}

/**
 * From when on the end of an append may become a part rather than a remainder. It grows too: a client that sends chunks of 5 MiB
 * must not run out of parts.
 */
export function minPartBytes(number: number, firstBytes: number): number {
  return number <= PARTS_OF_ONE_SIZE ? MIN_PART_BYTES : partBytes(number, firstBytes) / 2;
}

/** Copies of what is in the bucket already; far below the 5 GiB that S3 allows. */
const COPIED_BYTES = 1024 ** 3;

/** The ranges in which an object is copied into parts; only what is smaller than a part altogether becomes a smaller one. */
export function copyRanges(sizeBytes: number): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let first = 0; first < sizeBytes;) {
    const left = sizeBytes - first;
    const length = left < 2 * COPIED_BYTES ? left : COPIED_BYTES;
    ranges.push({ first, last: first + length - 1 });
    first += length;
  }
  return ranges;
}
