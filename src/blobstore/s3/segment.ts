// Bytes that will be one part: in memory while they are few, then in a file of their own. From the file they can be sent, hashed by a worker,
// and sent again, without any of it being in memory.
//
// Written synchronously, as the filesystem store does: while nobody waits for a body's next chunk, Bun buffers megabytes of it per connection.
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import type { Spool } from "./spool.ts";

const BLOCK_BYTES = 256 * 1024;

export class Segment {
  private block: Uint8Array<ArrayBuffer> | undefined;
  private filled = 0;
  private written = 0;
  private fd: number | undefined;
  private isDiscarded = false;

  constructor(
    private readonly spool: Spool,
    private readonly path: string,
    /** Where in the upload its first byte lies. */
    readonly startsAt: number,
  ) {}

  get sizeBytes(): number {
    return this.written + this.filled;
  }

  /** Undefined while all of it is in memory. */
  get file(): string | undefined {
    return this.fd === undefined ? undefined : this.path;
  }

  /** Throws what the disk says, ENOSPC above all. */
  write(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.byteLength;) {
      const block = (this.block ??= new Uint8Array(BLOCK_BYTES));
      const piece = chunk.subarray(taken, taken + BLOCK_BYTES - this.filled);
      block.set(piece, this.filled);
      this.filled += piece.byteLength;
      taken += piece.byteLength;
      if (this.filled === BLOCK_BYTES) this.flush();
    }
  }

  /** Nothing more comes. */
  seal(): void {
    if (this.fd === undefined) return;
    this.flush();
    this.block = undefined;
  }

  /** Puts it into a file however small it is, for whoever can only read files. */
  spill(): string {
    this.flush();
    this.block = undefined;
    return this.path;
  }

  /** All of it. */
  data(): Uint8Array<ArrayBuffer> | Blob {
    return this.fd === undefined ? this.bytes() : Bun.file(this.path);
  }

  /** For few bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    if (this.fd === undefined) return (this.block ?? new Uint8Array()).subarray(0, this.filled);
    this.flush();
    return new Uint8Array(readFileSync(this.path));
  }

  /** Idempotent. */
  discard(): void {
    if (this.isDiscarded) return;
    this.isDiscarded = true;
    this.block = undefined;
    this.spool.usedBytes -= this.written;
    if (this.fd === undefined) return;
    closeSync(this.fd);
    unlinkSync(this.path);
  }

  private flush(): void {
    this.fd ??= openSync(this.path, "wx", 0o600);
    const block = this.block;
    if (!block) return;
    for (let offset = 0; offset < this.filled;) {
      const count = writeSync(this.fd, block, offset, this.filled - offset, this.written);
      this.written += count;
      this.spool.usedBytes += count;
      offset += count;
    }
    this.filled = 0;
  }
}
