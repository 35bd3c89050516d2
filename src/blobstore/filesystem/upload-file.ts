// One append to one upload's file: bytes in, hashed, fsynced, and never a byte beyond what is reported.
import { constants, type FileHandle, open } from "node:fs/promises";
import { type AppendLimits, type Appended, type ByteSource, type UploadPosition, UploadLostError } from "../blob-store.ts";
import { AppendWatch } from "./append-watch.ts";
import { FileWriter } from "./file-writer.ts";
import { InlineHash, type RunningHash } from "./running-hash.ts";
import type { TailHasher } from "./tail-hasher.ts";

/** A body this small costs less to hash here than to hand to a worker. */
const SMALL_BYTES = 256 * 1024;

export class UploadFile {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly upload: UploadPosition,
    private readonly hasher: TailHasher,
  ) {}

  /** Throws UploadLostError when the file is shorter than recorded. */
  static async open(path: string, upload: UploadPosition, hasher: TailHasher): Promise<UploadFile> {
    const handle = await openAt(path, upload);
    try {
      const { size } = await handle.stat();
      if (size < upload.offsetBytes) throw new UploadLostError(`upload ${upload.id} has ${size} of ${upload.offsetBytes} recorded bytes`);
      // Beyond the recorded offset lies what a writer left that was killed before it could report. Synced, or a power cut
      // could bring those bytes back after the file has become a blob.
      if (size > upload.offsetBytes) {
        await handle.truncate(upload.offsetBytes);
        await handle.sync();
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new UploadFile(path, handle, upload, hasher);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** On any failure but the sender's the file is as it was before. */
  async append(source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const { maxOffsetBytes } = limits;
    const { offsetBytes, digestSoFar } = this.upload;
    if (source.sizeBytes === 0) return { outcome: "complete", offsetBytes, digestSoFar };
    if (maxOffsetBytes !== undefined && offsetBytes + (source.sizeBytes ?? 0) > maxOffsetBytes) return this.refused();
    const hash = this.startHash(source);
    try {
      return await this.write(source, limits, hash);
    } catch (error) {
      hash.abandon();
      // Should this fail too, the next append drops the surplus.
      await this.handle.truncate(offsetBytes).catch(() => {});
      throw (await this.isCancelled()) ? new UploadLostError(`upload ${this.upload.id} was cancelled`, { cause: error }) : error;
    }
  }

  /** Cancelling removes the file's name, also under a writer: whoever then looks for it by name, as the hasher does, fails. */
  private async isCancelled(): Promise<boolean> {
    return (await this.handle.stat()).nlink === 0;
  }

  private startHash({ sizeBytes }: ByteSource): RunningHash {
    const { id, algorithm, digestSoFar, offsetBytes } = this.upload;
    if (sizeBytes !== undefined && sizeBytes <= SMALL_BYTES && offsetBytes === 0) return new InlineHash(algorithm);
    return this.hasher.follow({ id, path: this.path, algorithm, digestSoFar });
  }

  private async write(source: ByteSource, limits: AppendLimits, hash: RunningHash): Promise<Appended> {
    const writer = new FileWriter(this.handle.fd, this.upload.offsetBytes);
    const watch = AppendWatch.start({ writer, handle: this.handle, source, limits });
    let outcome: Appended["outcome"];
    try {
      outcome = await receive(source, writer, hash, limits);
    } finally {
      // Before hashing and syncing: however long they take, it is not the sender who keeps us waiting.
      watch.stop();
    }
    if (outcome === "tooLarge") return this.dropped(hash);
    // The kernel reports a write that failed in the background once: to the sync that was under way, not to the next.
    await watch.writtenBack;
    const offsetBytes = writer.position;
    const [digestSoFar] = await Promise.all([hash.end(offsetBytes), this.handle.datasync()]);
    return { outcome, offsetBytes, digestSoFar };
  }

  private refused(): Appended {
    return { outcome: "tooLarge", offsetBytes: this.upload.offsetBytes, digestSoFar: this.upload.digestSoFar };
  }

  private async dropped(hash: RunningHash): Promise<Appended> {
    hash.abandon();
    await this.handle.truncate(this.upload.offsetBytes);
    return this.refused();
  }
}

/** Made only for an upload that has no bytes: an empty file in place of lost ones would pass for the upload. */
async function openAt(path: string, { id, offsetBytes }: UploadPosition): Promise<FileHandle> {
  if (offsetBytes === 0) return open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  return open(path, constants.O_RDWR).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new UploadLostError(`the bytes of upload ${id} are gone`, { cause: error });
  });
}

async function receive(
  { body }: ByteSource,
  writer: FileWriter,
  hash: RunningHash,
  { maxOffsetBytes }: AppendLimits,
): Promise<Appended["outcome"]> {
  if (!body.body) return "complete";
  const reader = body.body.getReader();
  try {
    for (;;) {
      // Whatever ends a body early, a cut connection or wrong framing, is the sender's: what came before it counts.
      const chunk = await reader.read().catch(() => undefined);
      if (!chunk) return "interrupted";
      if (chunk.done) return "complete";
      if (maxOffsetBytes !== undefined && writer.position + chunk.value.byteLength > maxOffsetBytes) return "tooLarge";
      writer.write(chunk.value);
      hash.update(chunk.value);
    }
  } finally {
    // A body that is left half read holds its connection, and a server that is told to stop waits for it.
    await reader.cancel().catch(() => {});
  }
}
