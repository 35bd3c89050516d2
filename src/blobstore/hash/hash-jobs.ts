// What a hash worker does: it reads each growing file behind its writer, while the bytes are still in the page cache. No chunk
// crosses threads (posting them was the slowest of all pipelines measured).
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Digest, type DigestAlgorithm, digestFromHex } from "../../oci/digest.ts";
import { Crc32 } from "./crc32.ts";
import type { ChecksumAlgorithm, HashAnswer, HashRequest } from "./hash-protocol.ts";

interface Hasher {
  update(bytes: Uint8Array): unknown;
  copy(): Hasher;
  digest(encoding: "hex"): string;
}

interface HashState {
  readonly hasher: Hasher;
  offset: number;
}

/** Between two appends: the digest of the first `offset` bytes says which bytes they were. */
interface RememberedState extends HashState {
  readonly digest: Digest;
}

interface Job {
  readonly id: number;
  readonly fd: number;
  readonly state: HashState;
  readonly beyondBytes: number;
  /** Where in the upload the file's first byte lies. */
  readonly startsAt: number;
  /** Whose hash goes on with the next append; undefined for a checksum. */
  readonly continues: { readonly upload: string; readonly algorithm: DigestAlgorithm } | undefined;
  /** Unknown while the writer is at work. */
  size: number | undefined;
}

/** Between two appends an upload's hash waits here; one that was pushed out is computed again from the file. */
const REMEMBERED_UPLOADS = 512;
const READ_BYTES = 1 << 20;
/** Read for one upload before the next gets its turn. */
const TURN_BYTES = 4 * READ_BYTES;
/** Slower and slower while nothing arrives: a stalled sender must not cost a core. */
const POLL_MS = 2;
const POLL_LIMIT_MS = 50;

export class HashJobs {
  private readonly buffer = new Uint8Array(READ_BYTES);
  private readonly jobs = new Map<number, Job>();
  private readonly remembered = new Map<string, RememberedState>();
  private poll: Timer | undefined;
  private immediate: ReturnType<typeof setImmediate> | undefined;
  private pollMs = POLL_MS;

  constructor(private readonly answer: (message: HashAnswer) => void) {}

  handle(request: HashRequest): void {
    if (request.type === "forget") return void this.remembered.delete(request.upload);
    if (request.type === "follow") return this.follow(request);
    if (request.type === "checksum") return this.checksum(request);
    const job = this.jobs.get(request.job);
    if (!job) return undefined;
    if (request.type === "abandon") return this.drop(job);
    job.size = request.size;
    return this.wake();
  }

  private follow(request: HashRequest & { type: "follow" }): void {
    const { job, upload, algorithm, path, beyondBytes, startsAt } = request;
    this.start(job, path, () => ({ state: this.recall(request), beyondBytes, startsAt, continues: { upload, algorithm } }));
  }

  private checksum({ job, path, algorithm, size }: HashRequest & { type: "checksum" }): void {
    const state = { hasher: newChecksum(algorithm), offset: 0 };
    this.start(job, path, () => ({ state, beyondBytes: 0, startsAt: 0, continues: undefined }), size);
  }

  private start(id: number, path: string, describe: () => Omit<Job, "id" | "fd" | "size">, size?: number): void {
    try {
      const described = describe();
      this.jobs.set(id, { id, fd: openSync(path, "r"), ...described, size });
      this.wake();
    } catch (error) {
      this.answer({ job: id, error: (error as Error).message });
    }
  }

  /** What was hashed need not be what was recorded: an append may be refused afterwards, and other bytes of its length come. */
  private recall({ upload, algorithm, digestSoFar, startsAt }: HashRequest & { type: "follow" }): HashState {
    const state = this.remembered.get(upload);
    this.remembered.delete(upload);
    if (state && state.digest === digestSoFar) return state;
    if (startsAt > 0) throw new Error(`the hash of the first ${startsAt} bytes is not known here`);
    return { hasher: new Bun.CryptoHasher(algorithm), offset: 0 };
  }

  /** There is something to do now, however long the poll would have waited. */
  private wake(): void {
    this.pollMs = 0;
    clearTimeout(this.poll);
    this.schedule();
  }

  private schedule(): void {
    if (this.pollMs > 0) this.poll = setTimeout(() => this.tick(), this.pollMs);
    else this.immediate ??= setImmediate(() => this.tick());
  }

  private tick(): void {
    this.immediate = undefined;
    let progressed = false;
    for (const job of this.jobs.values()) progressed = this.advance(job) || progressed;
    this.pollMs = progressed ? 0 : Math.min(POLL_LIMIT_MS, Math.max(POLL_MS, this.pollMs * 2));
    if (this.jobs.size > 0) this.schedule();
  }

  /** Returns whether there was anything to read. */
  private advance(job: Job): boolean {
    try {
      const before = job.state.offset;
      const available = job.size ?? writtenBytes(job);
      this.readUpTo(job, Math.min(Math.max(available, before), before + TURN_BYTES));
      if (job.size !== undefined && job.state.offset === job.size) this.complete(job);
      return job.state.offset > before;
    } catch (error) {
      this.answer({ job: job.id, error: (error as Error).message });
      this.drop(job);
      return true;
    }
  }

  private readUpTo({ fd, state, startsAt }: Job, end: number): void {
    while (state.offset < end) {
      const read = readSync(fd, this.buffer, 0, Math.min(READ_BYTES, end - state.offset), state.offset - startsAt);
      if (read === 0) throw new Error(`the upload's file ends at ${state.offset}, before ${end}`);
      state.hasher.update(this.buffer.subarray(0, read));
      state.offset += read;
    }
  }

  private complete(job: Job): void {
    const hex = job.state.hasher.copy().digest("hex");
    this.answer({ job: job.id, hex });
    this.remember(job, hex);
    this.drop(job);
  }

  private remember({ continues, state }: Job, hex: string): void {
    if (!continues) return;
    this.remembered.set(continues.upload, { ...state, digest: digestFromHex(continues.algorithm, hex) });
    if (this.remembered.size <= REMEMBERED_UPLOADS) return;
    const oldest = this.remembered.keys().next().value;
    if (oldest !== undefined) this.remembered.delete(oldest);
  }

  private drop(job: Job): void {
    this.jobs.delete(job.id);
    closeSync(job.fd);
  }
}

function writtenBytes({ fd, beyondBytes, startsAt }: Job): number {
  const { size } = fstatSync(fd);
  return size > beyondBytes ? startsAt + size : 0;
}

function newChecksum(algorithm: ChecksumAlgorithm): Hasher {
  return algorithm === "crc32" ? new Crc32() : new Bun.CryptoHasher(algorithm);
}
