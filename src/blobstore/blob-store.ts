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
  /** What the store itself must remember of them, as it said with the last append; undefined when that is nothing. */
  readonly stored: StoredUpload | undefined;
  /** An earlier writer went silent without letting go, and may wake up: the store takes the bytes out of its reach first. */
  readonly isTakenOver?: boolean;
}

/** An upload in a store of objects, spread over requests and nodes: the parts in their order, then the remainder. */
export interface StoredUpload {
  /** The multipart upload under way, by the store's own name for it and the key it will have. */
  readonly multipart: { readonly id: string; readonly key: StorageKey } | undefined;
  readonly parts: readonly StoredPart[];
  /** Bytes after the parts, too few for a part, in an object of their own; when there are no parts, the whole upload. */
  readonly remainder: { readonly key: StorageKey; readonly sizeBytes: number } | undefined;
  /** The object whose bytes have moved on; to be deleted once that is recorded, which is when the store gets this back. */
  readonly replaced?: StorageKey | undefined;
}

export interface StoredPart {
  /** From 1, without gaps. */
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
}

/** An object in storage, whether anything knows of it or not. */
export interface StoredKey {
  readonly key: StorageKey;
  /** The upload that wrote it, where the key tells. */
  readonly uploadId: string | undefined;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch, by the storage's clock. */
  readonly modifiedAt: number;
}

/** Both ends inclusive, as in HTTP. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** What the client shall be told when it fetches bytes from storage by itself. */
export interface AddressOptions {
  readonly contentType: string;
  readonly contentDisposition: string;
  /** So that storage can tell clients inside its network from others. */
  readonly clientAddress: string;
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
  /** To be kept with the upload, and given back with the next call. */
  readonly stored: StoredUpload | undefined;
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
   * upload still there, and UploadLostError when storage does not hold exactly the recorded bytes. Finishing again what is finished finds the same
   * key, or throws UploadLostError.
   */
  finish(upload: UploadPosition, digest: Digest): Promise<StorageKey>;

  /** Takes a finish back that nothing came of: its bytes are the upload again. Resolves to what must be remembered of it from now on. */
  unfinish(key: StorageKey, upload: UploadPosition): Promise<StoredUpload | undefined>;

  /**
   * Frees what the upload took. Idempotent. Its bytes may be a blob's by now: only for an upload of which it is certain that nobody can commit it
   * any more, because its session was removed while it was open.
   */
  cancel(upload: Pick<UploadPosition, "id" | "stored">): Promise<void>;

  /** How much lies under a key; undefined when there is nothing. */
  size(key: StorageKey): Promise<number | undefined>;

  /**
   * The bytes under a key, or a range of them: a file's as a Blob that the kernel sends, others as a stream at the pace of its reader. Undefined
   * when there are none.
   */
  open(key: StorageKey, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined>;

  /** As `open`, past anything that is kept of it nearer by: for who doubts the bytes, or reads everything there is once. */
  openStored(key: StorageKey): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined>;

  /** Where the client can fetch the bytes by itself for some minutes; undefined when it has to come through us. */
  address(key: StorageKey, options: AddressOptions): Promise<string | undefined>;

  /** Idempotent: deleting what is not there succeeds, because cleaning up retries. */
  delete(key: StorageKey): Promise<void>;

  /** Everything that lies in storage under a key of ours, in no order; what of it is unfinished uploads' says so by its `uploadId`. */
  keys(): AsyncIterable<StoredKey>;

  /** Uploads in storage that nobody wrote to since `before` (milliseconds since the epoch), known to metadata or not. */
  staleUploads(before: number): Promise<Pick<UploadPosition, "id" | "stored">[]>;

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
