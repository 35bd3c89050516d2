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
export async function copyInto(
  store: BlobStore,
  { digest, sizeBytes, content }: KnownBytes,
  { idleTimeoutMs = IDLE_MS } = {},
): Promise<StorageKey> {
  const upload = { id: crypto.randomUUID(), algorithm: algorithmOf(digest), offsetBytes: 0, digestSoFar: undefined, stored: undefined };
  const source = sizeBytes === 0 ? endable(new Blob()) : endable(content);
  let reached: UploadPosition = upload;
  try {
    const appended = await store.append(upload, { ...source, sizeBytes }, { maxOffsetBytes: sizeBytes, idleTimeoutMs });
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

/** Whoever reads a stream has it locked, so it cannot be cancelled from outside: what stands between lets go of both. */
function endable(content: KnownBytes["content"]): { readonly body: Response; readonly abort: () => void } {
  const ending = new AbortController();
  const stream = (content instanceof Blob ? content.stream() : content) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const body = stream.pipeThrough(new TransformStream(), { signal: ending.signal });
  return { body: new Response(body), abort: () => ending.abort(new UploadLostError("its source has gone silent")) };
}
