// The hash of an append while its bytes come in.
import { type Digest, type DigestAlgorithm, digestFromHex } from "../../oci/digest.ts";

export interface RunningHash {
  /** The next bytes, as they were written; a hash that reads the file by itself ignores them. */
  update(chunk: Uint8Array): void;
  /** The writer is done and the file has `size` bytes: resolves to the digest of all of them. */
  end(size: number): Promise<Digest>;
  abandon(): void;
}

/** For bodies so small that handing them to a worker costs more than hashing them. */
export class InlineHash implements RunningHash {
  private readonly hasher: Bun.CryptoHasher;

  constructor(private readonly algorithm: DigestAlgorithm) {
    this.hasher = new Bun.CryptoHasher(algorithm);
  }

  update(chunk: Uint8Array): void {
    this.hasher.update(chunk);
  }

  async end(): Promise<Digest> {
    return digestFromHex(this.algorithm, this.hasher.digest("hex"));
  }

  abandon(): void {}
}
