// Hashes streams in a thread of its own. Chunks are handed over and not copied, a few at a time: the reader never runs far ahead.

export type DigestRequest =
  | { type: "start"; job: number; algorithm: "sha256" | "sha512" }
  | { type: "chunk"; job: number; chunk: Uint8Array }
  | { type: "end"; job: number }
  | { type: "abandon"; job: number };

/** To each chunk, and to the end with the hash. */
export interface DigestAnswer {
  readonly job: number;
  readonly hex: string | undefined;
}

interface Waiting {
  readonly resolve: (hex: string | undefined) => void;
  readonly reject: (error: Error) => void;
}

export class Digester {
  private worker: Worker | undefined;
  /** Of each stream, one at a time: the worker answers in order. */
  private readonly waiting = new Map<number, Waiting>();
  private jobs = 0;

  /** `onChunk` is called before each chunk is hashed; what it throws or rejects with ends the reading. */
  async digest(
    stream: ReadableStream<Uint8Array>,
    algorithm: "sha256" | "sha512",
    onChunk: (bytes: number) => void | Promise<void> = () => {},
  ): Promise<{ hex: string; sizeBytes: number }> {
    const job = ++this.jobs;
    this.post({ type: "start", job, algorithm });
    let sizeBytes = 0;
    let answered: Promise<unknown> = Promise.resolve();
    try {
      for await (const chunk of stream) {
        await onChunk(chunk.byteLength);
        await answered;
        sizeBytes += chunk.byteLength;
        answered = this.ask({ type: "chunk", job, chunk: owned(chunk) });
        answered.catch(() => {});
      }
      await answered;
      return { hex: (await this.ask({ type: "end", job }))!, sizeBytes };
    } catch (error) {
      this.worker?.postMessage({ type: "abandon", job } satisfies DigestRequest);
      throw error;
    }
  }

  close(): void {
    this.lose(this.worker, "the hashing was stopped");
  }

  private ask(request: DigestRequest): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.set(request.job, { resolve, reject });
      this.post(request);
    });
  }

  private post(request: DigestRequest): void {
    this.worker ??= this.start();
    this.worker.postMessage(request, request.type === "chunk" ? [request.chunk.buffer as ArrayBuffer] : []);
  }

  private start(): Worker {
    const worker = new Worker(WORKER_FILE);
    worker.addEventListener("message", ({ data: { job, hex } }: MessageEvent<DigestAnswer>) => {
      const waiting = this.waiting.get(job);
      this.waiting.delete(job);
      waiting?.resolve(hex);
    });
    worker.addEventListener("error", ({ message }) => this.lose(worker, message));
    // An idle worker must not keep the process from ending.
    worker.unref();
    return worker;
  }

  private lose(worker: Worker | undefined, reason: string): void {
    if (!worker || this.worker !== worker) return;
    this.worker = undefined;
    worker.terminate();
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of all) reject(new Error(reason));
  }
}

/** What is handed over must be the chunk's alone: others may be looking at the rest of a larger buffer. */
function owned(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength === chunk.buffer.byteLength ? chunk : chunk.slice();
}

/** In the compiled executable the workers lie beside the main file, under the names of their sources. */
const WORKER_FILE = import.meta.url.includes("$bunfs") ? "./lib/digest-worker.js" : new URL("digest-worker.ts", import.meta.url).href;
