// What the main thread and the hash worker say to each other.
import type { Digest, DigestAlgorithm } from "../../oci/digest.ts";

export type ChecksumAlgorithm = "crc32" | "sha256";

export type HashRequest =
  /**
   * Start reading the file behind its writer. `digestSoFar`: of the upload's earlier appends; a hash that got so far goes on.
   * `beyondBytes`: while the file is no larger than this, it may hold what was not written yet. `startsAt`: where in the upload the file's first
   * byte lies; with an earlier part of the upload elsewhere, only a hash that is remembered can go on.
   */
  | {
      type: "follow";
      job: number;
      upload: string;
      path: string;
      algorithm: DigestAlgorithm;
      digestSoFar: Digest | undefined;
      beyondBytes: number;
      startsAt: number;
    }
  /** Hash a finished file of `size` bytes by itself. */
  | { type: "checksum"; job: number; path: string; algorithm: ChecksumAlgorithm; size: number }
  /** The writer is done: hash up to `size` and answer. */
  | { type: "end"; job: number; size: number }
  /** The append failed or is not wanted any more: no answer. */
  | { type: "abandon"; job: number }
  /** The upload is over; forget its state. */
  | { type: "forget"; upload: string };

export type HashAnswer = { job: number; hex: string } | { job: number; error: string };
