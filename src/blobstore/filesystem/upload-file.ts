// One append to one upload's file: bytes in, hashed, fsynced, and never a byte beyond what is reported.
//
// Opening is synchronous, so that reading the body starts in the turn in which the request came: whatever arrives before that,
// the server buffers, megabytes for each of many uploads that start together. Only what waits for the disk is not.
import { closeSync, constants, fdatasync, fstatSync, fsyncSync, ftruncateSync, openSync } from "node:fs";
import { promisify } from "node:util";
import { type AppendLimits, type Appended, type ByteSource, type UploadPosition, UploadLostError } from "../blob-store.ts";
import { AppendWatch } from "./append-watch.ts";
import { FileWriter } from "./file-writer.ts";
import { InlineHash, type RunningHash } from "../hash/running-hash.ts";
import { PREALLOCATED_BYTES_LIMIT, receiveChunks, receiveWhole } from "./receive.ts";
import type { TailHasher } from "../hash/tail-hasher.ts";

const datasync = promisify(fdatasync);

/** A body this small costs less to hash here than to hand to a worker. */
const SMALL_BYTES = 256 * 1024;

/** How the bytes of one append come in, and how they are hashed meanwhile. */
interface Way {
  readonly hash: RunningHash;
  /** How far the upload got. */
  readonly position: () => number;
  readonly receive: () => Promise<Appended["outcome"]>;
}

export class UploadFile {
  private constructor(
    private readonly path: string,
    private readonly fd: number,
    private readonly upload: UploadPosition,
    private readonly hasher: TailHasher,
  ) {}

  /** Throws UploadLostError when the file is shorter than recorded. */
  static open(path: string, upload: UploadPosition, hasher: TailHasher): UploadFile {
    const fd = openAt(path, upload);
    try {
      const { size } = fstatSync(fd);
      if (size < upload.offsetBytes) throw new UploadLostError(`upload ${upload.id} has ${size} of ${upload.offsetBytes} recorded bytes`);
      // Beyond the recorded offset lies what a writer left that was killed before it could report. Synced, or a power cut
      // could bring those bytes back after the file has become a blob.
      if (size > upload.offsetBytes) {
        ftruncateSync(fd, upload.offsetBytes);
        fsyncSync(fd);
      }
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return new UploadFile(path, fd, upload, hasher);
  }

  close(): void {
    closeSync(this.fd);
  }

  /** On any failure but the sender's the file is as it was before. */
  async append(source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const { maxOffsetBytes } = limits;
    const { offsetBytes, digestSoFar } = this.upload;
    if (source.sizeBytes === 0) return { outcome: "complete", offsetBytes, digestSoFar, stored: undefined };
    if (maxOffsetBytes !== undefined && offsetBytes + (source.sizeBytes ?? 0) > maxOffsetBytes) return this.refused();
    const way = this.chooseWay(source, limits);
    try {
      return await this.write(source, limits, way);
    } catch (error) {
      way.hash.abandon();
      this.dropSurplus();
      throw this.isCancelled() ? new UploadLostError(`upload ${this.upload.id} was cancelled`, { cause: error }) : error;
    }
  }

  /** Cancelling removes the file's name, also under a writer: whoever then looks for it by name, as the hasher does, fails. */
  private isCancelled(): boolean {
    return fstatSync(this.fd).nlink === 0;
  }

  /** Should this fail, the next append does it. */
  private dropSurplus(): void {
    try {
      ftruncateSync(this.fd, this.upload.offsetBytes);
      fsyncSync(this.fd);
    } catch {
      // The failure that brought us here is the one to tell.
    }
  }

  private async write(source: ByteSource, limits: AppendLimits, way: Way): Promise<Appended> {
    const watch = AppendWatch.start({ position: way.position, sync: () => datasync(this.fd), source, limits });
    let outcome: Appended["outcome"];
    try {
      outcome = await way.receive();
    } finally {
      // Before hashing and syncing: however long they take, it is not the sender who keeps us waiting.
      watch.stop();
    }
    if (outcome === "tooLarge") {
      way.hash.abandon();
      this.dropSurplus();
      return this.refused();
    }
    // The kernel reports a write that failed in the background once: to the sync that was under way, not to the next.
    await watch.writtenBack;
    const offsetBytes = way.position();
    // The bytes count, not their hash: without it they are read back when the upload is finished.
    const [digestSoFar] = await Promise.all([way.hash.end(offsetBytes).catch(() => undefined), datasync(this.fd)]);
    return { outcome, offsetBytes, digestSoFar, stored: undefined };
  }

  private chooseWay(source: ByteSource, { maxOffsetBytes }: AppendLimits): Way {
    const { algorithm, offsetBytes } = this.upload;
    const { sizeBytes } = source;
    const isSmall = sizeBytes !== undefined && sizeBytes <= SMALL_BYTES;
    if (offsetBytes === 0 && !isSmall && (sizeBytes !== undefined || maxOffsetBytes === undefined)) {
      const hash = this.follow(PREALLOCATED_BYTES_LIMIT);
      return { hash, position: () => fstatSync(this.fd).size, receive: () => receiveWhole(source, this.fd) };
    }
    const writer = new FileWriter(this.fd, offsetBytes);
    const hash = isSmall && offsetBytes === 0 ? new InlineHash(algorithm) : this.follow(0);
    return { hash, position: () => writer.position, receive: () => receiveChunks(source, writer, hash, maxOffsetBytes) };
  }

  private follow(beyondBytes: number): RunningHash {
    const { id, algorithm, digestSoFar } = this.upload;
    return this.hasher.follow({ id, path: this.path, algorithm, digestSoFar, beyondBytes });
  }

  private refused(): Appended {
    const { offsetBytes, digestSoFar, stored } = this.upload;
    return { outcome: "tooLarge", offsetBytes, digestSoFar, stored };
  }
}

/** Made only for an upload that has no bytes: an empty file in place of lost ones would pass for the upload. */
function openAt(path: string, { id, offsetBytes }: UploadPosition): number {
  try {
    return openSync(path, offsetBytes === 0 ? constants.O_RDWR | constants.O_CREAT : constants.O_RDWR, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new UploadLostError(`the bytes of upload ${id} are gone`, { cause });
  }
}
