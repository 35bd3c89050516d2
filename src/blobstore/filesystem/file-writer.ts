// Writes a stream of chunks to a file, each at its own position and at once.
//
// Synchronously, on purpose. While nobody waits for a body's next chunk, Bun buffers megabytes of it per connection: with
// asynchronous writes 64 uploads peaked at 770 MB, with these at 230 MB and twice as fast: the loop itself is the brake. A
// write goes to the page cache and takes microseconds; early write-back keeps it from meeting the kernel's dirty limit.
// Not Bun.write either: for a body that has arrived whole it preallocates the file, and a reader behind it sees zeros.
import { writeSync } from "node:fs";

export class FileWriter {
  constructor(
    private readonly fd: number,
    /** Where the next chunk goes. */
    public position: number,
  ) {}

  /** Throws what the disk says, ENOSPC above all. */
  write(chunk: Uint8Array): void {
    for (let written = 0; written < chunk.byteLength;) {
      const bytes = writeSync(this.fd, chunk, written, chunk.byteLength - written, this.position);
      written += bytes;
      this.position += bytes;
    }
  }
}
