// Bytes from elsewhere into a store, by one who knows what comes.
import { type Digest, algorithmOf } from "../oci/digest.ts";
import { type BlobStore, type StorageKey, UploadLostError, type UploadPosition } from "./blob-store.ts";

/** Storage that takes nothing for this long is in trouble. */
const IDLE_MS = 60_000;

export interface KnownBytes {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly content: Blob | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Bytes into a store as an upload of their own, with their digest checked on the way. Resolves to their key, durably. Throws
 * DigestMismatchError, UploadLostError when they end early, and then nothing of them stays.
 */
export async function copyInto(store: BlobStore, { digest, sizeBytes, content }: KnownBytes): Promise<StorageKey> {
  const upload = { id: crypto.randomUUID(), algorithm: algorithmOf(digest), offsetBytes: 0, digestSoFar: undefined, stored: undefined };
  const body = new Response(sizeBytes === 0 ? new Uint8Array() : content instanceof Blob ? content.stream() : content);
  const abort = () => void body.body?.cancel().catch(() => {});
  let reached: UploadPosition = upload;
  try {
    const limits = { maxOffsetBytes: sizeBytes, idleTimeoutMs: IDLE_MS };
    const appended = await store.append(upload, { body, sizeBytes, abort }, limits);
    reached = { ...upload, ...appended };
    if (appended.outcome !== "complete" || appended.offsetBytes !== sizeBytes) {
      throw new UploadLostError(`${appended.offsetBytes} of ${sizeBytes} bytes came for ${digest}`);
    }
    return await store.finish(reached, digest);
  } catch (error) {
    await store.cancel(reached).catch(() => {});
    throw error;
  }
}
