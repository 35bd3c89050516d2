// One append to one upload's file: bytes in, hashed behind the writer, fsynced, and never a byte beyond what is reported.
import { constants, type FileHandle, open } from "node:fs/promises";
import { digestOf } from "../../oci/digest.ts";
import { type AppendLimits, type Appended, type ByteSource, type UploadPosition, UploadLostError } from "../blob-store.ts";
import { FileWriter } from "./file-writer.ts";
import type { FollowedUpload, TailHasher } from "./tail-hasher.ts";

/** A body this small costs less to hash here than to hand to a worker. */
const SMALL_BYTES = 256 * 1024;
/** How often an append is looked at from outside. */
const WATCH_MS = 250;
/** Written back early in steps of this size, so that the last fsync has little left to wait for. */
const WRITEBACK_BYTES = 64 * 1024 * 1024;

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
      // Beyond the recorded offset lies what a writer left that was killed before it could report.
      if (size > upload.offsetBytes) await handle.truncate(upload.offsetBytes);
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
    const { offsetBytes } = this.upload;
    if (source.sizeBytes === 0) return { outcome: "complete", offsetBytes, digestSoFar: this.upload.digestSoFar };
    if (maxOffsetBytes !== undefined && offsetBytes + (source.sizeBytes ?? 0) > maxOffsetBytes) return this.refused();
    try {
      return source.sizeBytes !== undefined && source.sizeBytes <= SMALL_BYTES && offsetBytes === 0
        ? await this.appendSmall(source)
        : await this.appendStream(source, limits);
    } catch (error) {
      await this.handle.truncate(offsetBytes);
      throw error;
    }
  }

  private async appendSmall(source: ByteSource): Promise<Appended> {
    const bytes = await source.body.bytes().catch(() => undefined);
    if (!bytes) return { outcome: "interrupted", offsetBytes: 0, digestSoFar: undefined };
    await this.handle.write(bytes, 0, bytes.byteLength, 0);
    await this.handle.datasync();
    return { outcome: "complete", offsetBytes: bytes.byteLength, digestSoFar: digestOf(this.upload.algorithm, bytes) };
  }

  private async appendStream(source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const { id, algorithm, digestSoFar: before } = this.upload;
    const followed = this.hasher.follow({ id, path: this.path, algorithm, digestSoFar: before });
    const writer = new FileWriter(this.handle.fd, this.upload.offsetBytes);
    const watch = this.watch(writer, source, limits);
    try {
      const outcome = await receive(source, writer, limits);
      if (outcome === "tooLarge") return await this.dropped(followed);
      const offsetBytes = writer.position;
      const [digestSoFar] = await Promise.all([followed.end(offsetBytes), this.handle.datasync()]);
      return { outcome, offsetBytes, digestSoFar };
    } catch (error) {
      followed.abandon();
      throw error;
    } finally {
      clearInterval(watch);
    }
  }

  private refused(): Appended {
    return { outcome: "tooLarge", offsetBytes: this.upload.offsetBytes, digestSoFar: this.upload.digestSoFar };
  }

  private async dropped(followed: FollowedUpload): Promise<Appended> {
    followed.abandon();
    await this.handle.truncate(this.upload.offsetBytes);
    return this.refused();
  }

  /** Looks after an append from outside: ends one that has gone silent, and has the disk start before the last byte. */
  private watch(writer: FileWriter, source: ByteSource, { idleTimeoutMs, onProgress }: AppendLimits): Timer {
    let seen = writer.position;
    let writtenBack = seen;
    let lastProgress = performance.now();
    return setInterval(() => {
      const { position } = writer;
      if (position > seen) {
        seen = position;
        lastProgress = performance.now();
        onProgress?.();
      } else if (performance.now() - lastProgress > idleTimeoutMs) {
        source.abort();
      }
      if (position - writtenBack < WRITEBACK_BYTES) return;
      writtenBack = position;
      // A failing disk is reported by the last sync, which waits for everything; here it only ends this attempt.
      this.handle.datasync().catch(() => {});
    }, WATCH_MS);
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

async function receive({ body }: ByteSource, writer: FileWriter, { maxOffsetBytes }: AppendLimits): Promise<Appended["outcome"]> {
  if (!body.body) return "complete";
  const reader = body.body.getReader();
  for (;;) {
    // Whatever ends a body early, a cut connection or wrong framing, is the sender's: what came before it counts.
    const chunk = await reader.read().catch(() => undefined);
    if (!chunk) return "interrupted";
    if (chunk.done) return "complete";
    if (maxOffsetBytes !== undefined && writer.position + chunk.value.byteLength > maxOffsetBytes) {
      await reader.cancel();
      return "tooLarge";
    }
    writer.write(chunk.value);
  }
}
