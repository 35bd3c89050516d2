// Request bodies that end well, end early, or wait for the test.
import type { ByteSource } from "../../src/blobstore/blob-store.ts";

/** A body without a length, chunk by chunk. */
export function streamOf(...chunks: readonly (Uint8Array | string)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(toBytes(chunk));
      controller.close();
    },
  });
}

/** A body whose sender goes away after these chunks. */
export function brokenStream(...chunks: readonly (Uint8Array | string)[]): ReadableStream<Uint8Array> {
  const left = chunks.map(toBytes);
  return new ReadableStream(
    {
      pull(controller) {
        const next = left.shift();
        if (next) controller.enqueue(next);
        else controller.error(new Error("the connection was closed"));
      },
    },
    { highWaterMark: 0 },
  );
}

/** A body that the test feeds, and closes when it likes. */
export class HeldStream {
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private readonly read = Promise.withResolvers<void>();

  readonly stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => void (this.controller = controller),
      pull: () => this.read.resolve(),
    },
    { highWaterMark: 0 },
  );

  /** Resolves when somebody has begun to read. */
  get started(): Promise<void> {
    return this.read.promise;
  }

  send(chunk: Uint8Array | string): void {
    this.controller.enqueue(toBytes(chunk));
  }

  end(): void {
    this.controller.close();
  }

  /** As if the connection had been cut. */
  cut(): void {
    this.controller.error(new Error("the connection was closed"));
  }
}

/** The same as the blob store takes it. */
export function sourceOf(body: Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>): ByteSource {
  const sizeBytes = body instanceof ReadableStream ? undefined : Buffer.byteLength(body);
  return { body: new Response(body), sizeBytes, abort: () => {} };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === "string" ? bytesOf(chunk) : chunk;
}
