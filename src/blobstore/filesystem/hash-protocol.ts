// What the main thread and the hash worker say to each other.
import type { Digest, DigestAlgorithm } from "../../oci/digest.ts";

export type HashRequest =
  /**
   * Start reading the file behind its writer. `digestSoFar`: of the upload's earlier appends; a hash that got so far goes on.
   * `beyondBytes`: while the file is no larger than this, it may hold what was not written yet.
   */
  | {
      type: "follow";
      job: number;
      upload: string;
      path: string;
      algorithm: DigestAlgorithm;
      digestSoFar: Digest | undefined;
      beyondBytes: number;
    }
  /** The writer is done: hash up to `size` and answer. */
  | { type: "end"; job: number; size: number }
  /** The append failed or is not wanted any more: no answer. */
  | { type: "abandon"; job: number }
  /** The upload is over; forget its state. */
  | { type: "forget"; upload: string };

export type HashAnswer = { job: number; hex: string } | { job: number; error: string };
