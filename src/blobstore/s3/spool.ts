// Where bytes wait between a sender and S3: senders differ in pace, S3 wants parts whole, and what failed is sent again.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Segment } from "./segment.ts";

export class Spool {
  /** Of all segments in files. */
  usedBytes = 0;
  private segments = 0;

  private constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
  ) {}

  static async open(folder: string, limitBytes: number): Promise<Spool> {
    await mkdir(folder, { recursive: true });
    return new Spool(folder, limitBytes);
  }

  /** Whoever has parts under way waits for one of them before taking more. */
  get isFull(): boolean {
    return this.usedBytes >= this.limitBytes;
  }

  segment(startsAt: number): Segment {
    return new Segment(this, join(this.folder, String((this.segments += 1))), startsAt);
  }
}
