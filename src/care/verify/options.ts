import type { JsonObject } from "../../metadata/job-runs.ts";

export interface VerificationOptions {
  /** Withholds damaged blobs, so that clients push them again, and puts counters right. */
  readonly repair: boolean;
  /** Of the blobs, from 0 (only look whether they are there) to 1 (hash every one). */
  readonly share: number;
  /** Undefined for as fast as it goes. */
  readonly bytesPerSecond: number | undefined;
}

export function verificationOptions({ repair, share, bytes_per_second: rate }: JsonObject): VerificationOptions {
  return {
    repair: repair === true,
    share: typeof share === "number" ? share : 1,
    bytesPerSecond: typeof rate === "number" ? rate : undefined,
  };
}
