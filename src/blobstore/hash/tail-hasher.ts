// The main thread's side of the hash workers. They start with the first upload that needs them: an idle registry has none.
import { availableParallelism } from "node:os";
import { type Digest, type DigestAlgorithm, digestFromHex } from "../../oci/digest.ts";
import type { ChecksumAlgorithm, HashAnswer, HashRequest } from "./hash-protocol.ts";
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
    startsAt?: number;
  }): RunningHash {
    const worker = this.workerOf(upload.id);
    const { job, answered } = this.expect(worker);
    const post = (message: HashRequest) => worker.postMessage(message);
    // A failure before `end` is reported by `end`; until then nobody listens.
    answered.catch(() => {});
    const { id, path, algorithm, digestSoFar, beyondBytes, startsAt = 0 } = upload;
    post({ type: "follow", job, upload: id, path, algorithm, digestSoFar, beyondBytes, startsAt });
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

  /** Of a finished file, in hex. `near` is the upload that it belongs to. */
  async checksum(near: string, file: { path: string; algorithm: ChecksumAlgorithm; size: number }): Promise<string> {
    const worker = this.workerOf(near);
    const { job, answered } = this.expect(worker);
    worker.postMessage({ type: "checksum", job, ...file } satisfies HashRequest);
    return answered;
  }

  forget(upload: string): void {
    this.workers[this.slotOf(upload)]?.postMessage({ type: "forget", upload } satisfies HashRequest);
  }

  /** Whoever still waits is told, so that nobody waits for ever. */
  close(): void {
    for (const [slot, worker] of this.workers.entries()) if (worker) this.lose(slot, worker, "the registry is stopping");
  }

  private expect(worker: Worker): { job: number; answered: Promise<string> } {
    const job = (this.jobs += 1);
    return { job, answered: new Promise<string>((resolve, reject) => this.waiting.set(job, { worker, resolve, reject })) };
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
  ? "./blobstore/hash/hash-worker.js"
  : new URL("hash-worker.ts", import.meta.url).href;
