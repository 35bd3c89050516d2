// An object as a stream, at the pace of its reader. A connection that breaks or falls silent on the way is replaced by another one from there on: the reader's
// download need not fail because ours did. Cancelling it ends the request.
import { StorageUnavailableError } from "../../lib/storage-unavailable-error.ts";
import type { ByteRange, StorageKey } from "../blob-store.ts";
import type { Bucket, OpenedObject } from "./bucket.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Connections in a row that bring nothing at all. */
const FRUITLESS_LIMIT = 3;

/** Undefined when there is nothing under the key. `onEnd` is called with the stream's end, whatever that is, perhaps more than once. */
export async function objectStream(
  bucket: Bucket,
  key: StorageKey,
  range?: ByteRange,
  onEnd = () => {},
): Promise<OpenedObject | undefined> {
  const opened = await bucket.get(key, range);
  if (!opened) return undefined;
  const first = range?.first ?? 0;
  const body = unbroken(bucket, key, { first, last: first + opened.sizeBytes - 1 }, opened.body, onEnd);
  return { body, sizeBytes: opened.sizeBytes };
}

function unbroken(
  bucket: Bucket,
  key: StorageKey,
  { first, last }: ByteRange,
  opened: ReadableStream<Bytes>,
  onEnd: () => void,
): ReadableStream<Bytes> {
  let reader = opened.getReader();
  let position = first;
  let fruitless = 0;

  async function next(): Promise<Bytes> {
    for (;;) {
      const chunk = await within(bucket.silenceMs, reader.read()).catch(() => undefined);
      if (chunk && !chunk.done) return chunk.value;
      if ((fruitless += 1) > FRUITLESS_LIMIT) throw new StorageUnavailableError(`S3 ends object ${key} at ${position}, before ${last + 1}`);
      reader.cancel().catch(() => {});
      const again = await bucket.get(key, { first: position, last });
      if (!again) throw new StorageUnavailableError(`S3 has object ${key} no more`);
      reader = again.body.getReader();
    }
  }

  async function pull(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
    if (position > last) return end(controller);
    const chunk = await next();
    fruitless = 0;
    position += chunk.byteLength;
    if (position > last + 1) throw new StorageUnavailableError(`S3 sends more of object ${key} than was asked for`);
    controller.enqueue(chunk);
    if (position === last + 1) end(controller);
    return undefined;
  }

  function end(controller: ReadableStreamDefaultController<Bytes>): void {
    controller.close();
    onEnd();
  }

  return new ReadableStream<Bytes>(
    {
      pull: (controller) =>
        pull(controller).catch((error: unknown) => {
          onEnd();
          throw error;
        }),
      cancel: (reason) => {
        onEnd();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Undefined when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
