// One append to one upload's file: bytes in, hashed behind the writer, fsynced, and never a byte beyond what is reported.
import { constants, type FileHandle, open } from "node:fs/promises";
import { digestOf } from "../../oci/digest.ts";
import { type AppendLimits, type Appended, type ByteSource, type UploadPosition, UploadLostError } from "../blob-store.ts";
import type { FollowedUpload, TailHasher } from "./tail-hasher.ts";

/** A body this small costs less to hash here than to hand to a worker. */
const SMALL_BYTES = 256 * 1024;
/** How often progress is looked at: for silence, for expiry, and to have the disk write while bytes still arrive. */
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
    // Append mode: Bun.write on a descriptor then continues where the file ends.
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
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
    await this.handle.writeFile(bytes);
    await this.handle.datasync();
    return { outcome: "complete", offsetBytes: bytes.byteLength, digestSoFar: digestOf(this.upload.algorithm, bytes) };
  }

  private async appendStream(source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const { id, algorithm, offsetBytes: offset } = this.upload;
    const followed = this.hasher.follow({ id, path: this.path, algorithm, offset });
    const watch = this.watch(source, limits);
    try {
      const outcome = await this.receive(source, limits);
      if (outcome === "tooLarge") return await this.dropped(followed);
      const offsetBytes = (await this.handle.stat()).size;
      const [digestSoFar] = await Promise.all([followed.end(offsetBytes), this.handle.datasync()]);
      return { outcome, offsetBytes, digestSoFar };
    } catch (error) {
      followed.abandon();
      throw error;
    } finally {
      clearInterval(watch);
    }
  }

  private async receive(source: ByteSource, { maxOffsetBytes }: AppendLimits): Promise<Appended["outcome"]> {
    if (!source.body.body) return "complete";
    if (source.sizeBytes === undefined && maxOffsetBytes !== undefined) return this.receiveUpTo(source, maxOffsetBytes);
    try {
      await Bun.write(Bun.file(this.handle.fd), source.body);
      return "complete";
    } catch (error) {
      if (isSendersFault(error)) return "interrupted";
      throw error;
    }
  }

  /** A body that does not say its length is counted as it comes: Bun.write could not be stopped midway. */
  private async receiveUpTo(source: ByteSource, maxOffsetBytes: number): Promise<Appended["outcome"]> {
    let end = this.upload.offsetBytes;
    const reader = source.body.body!.getReader();
    for (;;) {
      const chunk = await reader.read().catch(() => undefined);
      if (!chunk) return "interrupted";
      if (chunk.done) return "complete";
      end += chunk.value.byteLength;
      if (end > maxOffsetBytes) {
        await reader.cancel();
        return "tooLarge";
      }
      await this.handle.writeFile(chunk.value);
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

  /** Bun.write reports nothing on its way, so the file's size says how the sender is doing. */
  private watch(source: ByteSource, { idleTimeoutMs, onProgress }: AppendLimits): Timer {
    let size = this.upload.offsetBytes;
    let writtenBack = size;
    let lastProgress = performance.now();
    let busy = false;
    const look = async () => {
      const now = (await this.handle.stat()).size;
      if (now > size) {
        size = now;
        lastProgress = performance.now();
        onProgress?.();
      } else if (performance.now() - lastProgress > idleTimeoutMs) {
        source.abort();
      }
      if (size - writtenBack >= WRITEBACK_BYTES) {
        writtenBack = size;
        await this.handle.datasync();
      }
    };
    return setInterval(() => {
      if (busy) return;
      busy = true;
      // A failing disk is reported by the write itself; here it only ends this look.
      look()
        .catch(() => {})
        .finally(() => (busy = false));
    }, WATCH_MS);
  }
}

/** Bun rejects with AbortError when the connection is cut, and with a TypeError when its framing is wrong. */
function isSendersFault(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  return name === "AbortError" || name === "TypeError" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
