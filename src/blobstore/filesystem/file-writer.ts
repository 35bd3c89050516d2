// Writes a stream of chunks to a file, in blocks of one size at explicit positions.
//
// Synchronously, on purpose: whenever nobody waits for a body's next chunk, Bun buffers megabytes of it per connection, and 64
// uploads that waited for their disk peaked at 770 MB instead of 200. The loop itself is the brake. A write goes to the page
// cache and takes microseconds; early write-back keeps it from meeting the kernel's dirty limit.
// In blocks, because chunks as they come end in the middle of pages, and cost the kernel half as much time again.
import { writeSync } from "node:fs";

const BLOCK_BYTES = 256 * 1024;

export class FileWriter {
  private readonly block = new Uint8Array(BLOCK_BYTES);
  private filled = 0;

  constructor(
    private readonly fd: number,
    private written: number,
  ) {}

  /** Where the next chunk goes; what is not in the file yet is counted. */
  get position(): number {
    return this.written + this.filled;
  }

  /** Throws what the disk says, ENOSPC above all. */
  write(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.byteLength;) {
      const part = chunk.subarray(taken, taken + BLOCK_BYTES - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.byteLength;
      taken += part.byteLength;
      if (this.filled === BLOCK_BYTES) this.flush();
    }
  }

  /** Puts into the file what was collected. Throws as write does. */
  flush(): void {
    for (let offset = 0; offset < this.filled;)
      offset += writeSync(this.fd, this.block, offset, this.filled - offset, this.written + offset);
    this.written += this.filled;
    this.filled = 0;
  }
}
