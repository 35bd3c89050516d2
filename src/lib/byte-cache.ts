// Immutable bytes by digest, bounded by how many bytes they are. The least recently used go first.
import { LRUCache } from "lru-cache";

export class ByteCache {
  private readonly cache: LRUCache<string, Uint8Array<ArrayBuffer>> | undefined;

  /** 0 bytes turns it off. */
  constructor(
    limitBytes: number,
    private readonly entryLimitBytes = limitBytes,
  ) {
    if (limitBytes > 0) this.cache = new LRUCache({ maxSize: limitBytes, sizeCalculation: (bytes) => bytes.byteLength + 1 });
  }

  get(digest: string): Uint8Array<ArrayBuffer> | undefined {
    return this.cache?.get(digest);
  }

  /** Larger entries than the limit are not kept: one of them would push out many that are asked for more often. */
  set(digest: string, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.accepts(bytes.byteLength)) this.cache?.set(digest, bytes);
  }

  accepts(sizeBytes: number): boolean {
    return this.cache !== undefined && sizeBytes <= this.entryLimitBytes;
  }
}
