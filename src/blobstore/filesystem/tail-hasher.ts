// The main thread's side of the hash workers. They start with the first upload that needs them: an idle registry has none.
import { availableParallelism } from "node:os";
import { type Digest, type DigestAlgorithm, digestFromHex } from "../../oci/digest.ts";
import type { HashAnswer, HashRequest } from "./hash-protocol.ts";

/** An upload being hashed while it is written. */
export interface FollowedUpload {
  /** The writer is done and the file has `size` bytes: resolves to the digest of all of them. */
  end(size: number): Promise<Digest>;
  abandon(): void;
}

interface Waiting {
  readonly resolve: (hex: string) => void;
  readonly reject: (error: Error) => void;
}

/** One core is left for receiving; more than four hashing threads would wait for the disk. */
const WORKERS = Math.max(1, Math.min(4, availableParallelism() - 1));

export class TailHasher {
  private readonly workers: Worker[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private jobs = 0;

  /** `digestSoFar`: of what the upload holds already; undefined has it read from the start. */
  follow(upload: { id: string; path: string; algorithm: DigestAlgorithm; digestSoFar: Digest | undefined }): FollowedUpload {
    const job = ++this.jobs;
    const worker = this.workerOf(upload.id);
    const post = (message: HashRequest) => worker.postMessage(message);
    const answered = new Promise<string>((resolve, reject) => this.waiting.set(job, { resolve, reject }));
    // A failure before `end` is reported by `end`; until then nobody listens.
    answered.catch(() => {});
    const { id, path, algorithm, digestSoFar } = upload;
    post({ type: "follow", job, upload: id, path, algorithm, digestSoFar });
    return {
      end: async (size) => {
        post({ type: "end", job, size });
        return digestFromHex(upload.algorithm, await answered);
      },
      abandon: () => {
        this.waiting.delete(job);
        post({ type: "abandon", job });
      },
    };
  }

  forget(upload: string): void {
    if (this.workers.length > 0) this.workerOf(upload).postMessage({ type: "forget", upload } satisfies HashRequest);
  }

  close(): void {
    for (const worker of this.workers) worker.terminate();
    this.workers.length = 0;
  }

  /** The same worker for all appends of one upload: it remembers the hash so far. */
  private workerOf(upload: string): Worker {
    if (this.workers.length === 0) this.start();
    return this.workers[Bun.hash.crc32(upload) % this.workers.length]!;
  }

  private start(): void {
    for (let index = 0; index < WORKERS; index += 1) {
      const worker = new Worker(new URL("hash-worker.ts", import.meta.url).href);
      worker.addEventListener("message", ({ data }: MessageEvent<HashAnswer>) => this.settle(data));
      // An idle worker must not keep the process from ending.
      worker.unref();
      this.workers.push(worker);
    }
  }

  private settle(answer: HashAnswer): void {
    const waiting = this.waiting.get(answer.job);
    this.waiting.delete(answer.job);
    if ("hex" in answer) waiting?.resolve(answer.hex);
    else waiting?.reject(new Error(`cannot hash the upload: ${answer.error}`));
  }
}
