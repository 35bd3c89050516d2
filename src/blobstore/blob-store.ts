// The BlobStore: bytes under keys that are written once and never overwritten. It knows nothing of repositories,
// manifests, or who may read what; which key holds which digest is the metadata's to say.
import type { Digest, DigestAlgorithm } from "../oci/digest.ts";

/** Where a finished blob lies: fresh for every upload, so that deleting an old key can never hit a new upload. */
export type StorageKey = string;

/** An upload as far as it is recorded: the first `offsetBytes` bytes are in storage for certain. */
export interface UploadPosition {
  readonly id: string;
  readonly algorithm: DigestAlgorithm;
  readonly offsetBytes: number;
  /** Digest of those bytes under `algorithm`; undefined makes the store read them back. */
  readonly digestSoFar: Digest | undefined;
}

/** Bytes on their way in: the body of a request, read once, at the pace the store can write. */
export interface ByteSource {
  readonly body: Request | Response;
  /** Undefined when the sender did not say (chunked transfer). */
  readonly sizeBytes: number | undefined;
  /** Gives up on a sender that has gone silent: the body then fails as if the connection had been cut. */
  abort(): void;
}

export interface AppendLimits {
  /** The largest offset the upload may reach; undefined for none. */
  readonly maxOffsetBytes: number | undefined;
  /** How long the sender may send nothing at all. */
  readonly idleTimeoutMs: number;
  /** Called now and then while the append runs, so that the session does not expire under an active writer. */
  readonly onProgress?: () => void;
}

export interface Appended {
  /** `interrupted`: the source failed; a part of what had arrived is kept, up to the offset. `tooLarge`: nothing of this append is kept. */
  readonly outcome: "complete" | "interrupted" | "tooLarge";
  /** On disk, fsynced. */
  readonly offsetBytes: number;
  readonly digestSoFar: Digest | undefined;
}

export interface BlobStore {
  /** For people: what and where, without secrets. */
  readonly description: string;

  /**
   * Appends at `upload.offsetBytes`, dropping whatever an interrupted writer left beyond it. One append per upload at a
   * time: the caller sees to it. Resolved means on disk. Throws NoSpaceError with the upload as it was before, and
   * UploadLostError when the recorded bytes are not there.
   */
  append(upload: UploadPosition, source: ByteSource, limits: AppendLimits): Promise<Appended>;

  /** Whether the recorded bytes are there: a close that died on its way to the metadata has taken them along. */
  holds(upload: UploadPosition): Promise<boolean>;

  /**
   * Makes the upload a blob, durably, and consumes it. Throws DigestMismatchError when the bytes are not `digest`'s, with the
   * upload still there, and UploadLostError when storage does not hold exactly the recorded bytes.
   */
  finish(upload: UploadPosition, digest: Digest): Promise<StorageKey>;

  /** Takes a finish back that nothing came of: the key is gone, and its bytes are the upload again. */
  unfinish(key: StorageKey, uploadId: string): Promise<void>;

  /** Frees what the upload took. Idempotent. */
  cancel(uploadId: string): Promise<void>;

  /** The bytes under a key: a Blob that streams, and whose slices do too. Undefined when there are none. */
  open(key: StorageKey): Promise<Blob | undefined>;

  /** Idempotent: deleting what is not there succeeds, because cleaning up retries. */
  delete(key: StorageKey): Promise<void>;

  /** Uploads in storage that nobody wrote to since `before` (milliseconds since the epoch), known to metadata or not. */
  staleUploads(before: number): Promise<string[]>;

  /** Throws when the store cannot be used. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that were recorded as stored are gone: the upload cannot go on. */
export class UploadLostError extends Error {
  override readonly name = "UploadLostError";
}

export class DigestMismatchError extends Error {
  override readonly name = "DigestMismatchError";
  constructor(
    readonly expected: Digest,
    readonly actual: Digest,
  ) {
    super(`content has digest ${actual}, not ${expected}`);
  }
}
