// Bytes into a store, with their digest checked on the way: as an upload does it, by one who knows what comes.
import { type BlobStore, DigestMismatchError, type StorageKey } from "../blobstore/blob-store.ts";
import type { Digest, DigestAlgorithm } from "../oci/digest.ts";

/** Storage that takes nothing for this long is in trouble. */
const IDLE_MS = 60_000;

export interface KnownBytes {
  readonly digest: Digest;
  readonly algorithm: DigestAlgorithm;
  readonly sizeBytes: number;
  readonly content: Blob | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Resolves to their key, durably. Throws DigestMismatchError, and then nothing of them stays. */
export async function putBytes(store: BlobStore, { digest, algorithm, sizeBytes, content }: KnownBytes): Promise<StorageKey> {
  const upload = { id: crypto.randomUUID(), algorithm, offsetBytes: 0, digestSoFar: undefined, stored: undefined };
  const limits = { maxOffsetBytes: sizeBytes, idleTimeoutMs: IDLE_MS };
  const stream = content instanceof Blob ? content.stream() : content;
  const body = new Response(sizeBytes === 0 ? new Uint8Array() : (stream as ReadableStream<Uint8Array<ArrayBuffer>>));
  const abort = () => void body.body?.cancel().catch(() => {});
  let stored: typeof upload | (typeof upload & { stored: unknown }) = upload;
  try {
    const appended = await store.append(upload, { body, sizeBytes, abort }, limits);
    stored = { ...upload, ...appended } as typeof stored;
    if (appended.outcome !== "complete" || appended.offsetBytes !== sizeBytes) {
      throw new DigestMismatchError(digest, appended.digestSoFar ?? digest);
    }
    return await store.finish({ ...upload, ...appended }, digest);
  } catch (error) {
    await store.cancel(stored as Parameters<BlobStore["cancel"]>[0]).catch(() => {});
    throw error;
  }
}
