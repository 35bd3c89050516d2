// Hashes uploads off the main thread, by reading each growing file behind its writer: the bytes are still in the page
// cache, and no chunk crosses threads (posting them was the slowest of all pipelines measured).
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { DigestAlgorithm } from "../../oci/digest.ts";
import type { HashAnswer, HashRequest } from "./hash-protocol.ts";

declare const self: Worker;

interface HashState {
  readonly algorithm: DigestAlgorithm;
  readonly hasher: Bun.CryptoHasher;
  offset: number;
}

interface Job {
  readonly id: number;
  readonly upload: string;
  readonly fd: number;
  readonly state: HashState;
  /** Unknown while the writer is at work. */
  size: number | undefined;
}

/** Between two appends an upload's hash waits here; one that was pushed out is computed again from the file. */
const REMEMBERED_UPLOADS = 512;
const READ_BYTES = 1 << 20;
/** Read for one upload before the next gets its turn. */
const TURN_BYTES = 4 * READ_BYTES;
const POLL_MS = 2;

const buffer = new Uint8Array(READ_BYTES);
const jobs = new Map<number, Job>();
const remembered = new Map<string, HashState>();
let ticking = false;

self.addEventListener("message", ({ data }: MessageEvent<HashRequest>) => {
  if (data.type === "forget") return void remembered.delete(data.upload);
  if (data.type === "follow") return follow(data);
  const job = jobs.get(data.job);
  if (!job) return undefined;
  if (data.type === "abandon") return drop(job);
  job.size = data.size;
  return schedule();
});

function follow({ job: id, upload, path, algorithm, offset }: HashRequest & { type: "follow" }): void {
  try {
    const fd = openSync(path, "r");
    jobs.set(id, { id, upload, fd, state: recall(upload, algorithm, offset), size: undefined });
    schedule();
  } catch (error) {
    answer({ job: id, error: (error as Error).message });
  }
}

function recall(upload: string, algorithm: DigestAlgorithm, offset: number): HashState {
  const state = remembered.get(upload);
  remembered.delete(upload);
  if (state && state.algorithm === algorithm && state.offset === offset) return state;
  return { algorithm, hasher: new Bun.CryptoHasher(algorithm), offset: 0 };
}

function schedule(): void {
  if (ticking) return;
  ticking = true;
  setImmediate(tick);
}

function tick(): void {
  ticking = false;
  let progressed = false;
  for (const job of jobs.values()) progressed = advance(job) || progressed;
  if (jobs.size === 0) return;
  ticking = true;
  if (progressed) setImmediate(tick);
  else setTimeout(tick, POLL_MS);
}

/** Returns whether there was anything to read. */
function advance(job: Job): boolean {
  try {
    const before = job.state.offset;
    const available = job.size ?? fstatSync(job.fd).size;
    readUpTo(job, Math.min(available, before + TURN_BYTES));
    if (job.size !== undefined && job.state.offset === job.size) complete(job);
    return job.state.offset > before;
  } catch (error) {
    answer({ job: job.id, error: (error as Error).message });
    drop(job);
    return true;
  }
}

function readUpTo({ fd, state }: Job, end: number): void {
  while (state.offset < end) {
    const read = readSync(fd, buffer, 0, Math.min(READ_BYTES, end - state.offset), state.offset);
    if (read === 0) throw new Error(`the upload's file ends at ${state.offset}, before ${end}`);
    state.hasher.update(buffer.subarray(0, read));
    state.offset += read;
  }
}

function complete(job: Job): void {
  answer({ job: job.id, hex: job.state.hasher.copy().digest("hex") });
  remember(job.upload, job.state);
  drop(job);
}

function remember(upload: string, state: HashState): void {
  remembered.set(upload, state);
  if (remembered.size <= REMEMBERED_UPLOADS) return;
  const oldest = remembered.keys().next().value;
  if (oldest !== undefined) remembered.delete(oldest);
}

function drop(job: Job): void {
  jobs.delete(job.id);
  closeSync(job.fd);
}

function answer(message: HashAnswer): void {
  self.postMessage(message);
}
