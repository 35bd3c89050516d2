// The main thread's side of the hash workers. They start with the first upload that needs them: an idle registry has none.
import { availableParallelism } from "node:os";
import { type Digest, type DigestAlgorithm, digestFromHex } from "../../oci/digest.ts";
import type { HashAnswer, HashRequest } from "./hash-protocol.ts";
import type { RunningHash } from "./running-hash.ts";

interface Waiting {
  readonly worker: Worker;
  readonly resolve: (hex: string) => void;
  readonly reject: (error: Error) => void;
}

/** One core is left for receiving; more than four hashing threads would wait for the disk. */
const WORKERS = Math.max(1, Math.min(4, availableParallelism() - 1));

export class TailHasher {
  private readonly workers: (Worker | undefined)[] = Array.from({ length: WORKERS });
  private readonly waiting = new Map<number, Waiting>();
  private jobs = 0;

  /** See HashRequest for what the parts mean. */
  follow(upload: {
    id: string;
    path: string;
    algorithm: DigestAlgorithm;
    digestSoFar: Digest | undefined;
    beyondBytes: number;
  }): RunningHash {
    const job = ++this.jobs;
    const worker = this.workerOf(upload.id);
    const post = (message: HashRequest) => worker.postMessage(message);
    const answered = new Promise<string>((resolve, reject) => this.waiting.set(job, { worker, resolve, reject }));
    // A failure before `end` is reported by `end`; until then nobody listens.
    answered.catch(() => {});
    const { id, path, algorithm, digestSoFar, beyondBytes } = upload;
    post({ type: "follow", job, upload: id, path, algorithm, digestSoFar, beyondBytes });
    return {
      update: () => {},
      end: async (size) => {
        post({ type: "end", job, size });
        return digestFromHex(algorithm, await answered);
      },
      abandon: () => {
        this.waiting.delete(job);
        post({ type: "abandon", job });
      },
    };
  }

  forget(upload: string): void {
    this.workers[this.slotOf(upload)]?.postMessage({ type: "forget", upload } satisfies HashRequest);
  }

  /** Whoever still waits is told, so that nobody waits for ever. */
  close(): void {
    for (const [slot, worker] of this.workers.entries()) if (worker) this.lose(slot, worker, "the registry is stopping");
  }

  /** The same worker for all appends of one upload: it remembers the hash so far. */
  private workerOf(upload: string): Worker {
    const slot = this.slotOf(upload);
    return (this.workers[slot] ??= this.start(slot));
  }

  private slotOf(upload: string): number {
    return Bun.hash.crc32(upload) % WORKERS;
  }

  private start(slot: number): Worker {
    const worker = new Worker(WORKER_FILE);
    worker.addEventListener("message", ({ data }: MessageEvent<HashAnswer>) => this.settle(data));
    worker.addEventListener("error", ({ message }) => this.lose(slot, worker, message));
    worker.addEventListener("close", () => this.lose(slot, worker, "the hash worker ended"));
    // An idle worker must not keep the process from ending.
    worker.unref();
    return worker;
  }

  /** A worker that died answers nobody any more: its uploads fail, and the next one gets a new worker. */
  private lose(slot: number, worker: Worker, reason: string): void {
    if (this.workers[slot] !== worker) return;
    this.workers[slot] = undefined;
    worker.terminate();
    for (const [job, waiting] of this.waiting) {
      if (waiting.worker === worker) this.settle({ job, error: reason });
    }
  }

  private settle(answer: HashAnswer): void {
    const waiting = this.waiting.get(answer.job);
    this.waiting.delete(answer.job);
    if ("hex" in answer) waiting?.resolve(answer.hex);
    else waiting?.reject(new Error(`cannot hash the upload: ${answer.error}`));
  }
}

/** In the compiled executable the workers lie beside the main file, under the names of their sources. */
const WORKER_FILE = import.meta.url.includes("$bunfs")
  ? "./blobstore/filesystem/hash-worker.js"
  : new URL("hash-worker.ts", import.meta.url).href;
