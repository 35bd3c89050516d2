// Objects that were asked for lately, as files on this node: the kernel sends them, with their length, and S3 is not asked again. Bounded by
// bytes, the least recently used go first; nothing of it outlives the process.
//
// An object is fetched once however many ask for it: those who come while it is on its way read the file behind its writer.
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import type { StorageKey } from "../blob-store.ts";
import type { OpenedObject } from "./bucket.ts";

type Bytes = Uint8Array<ArrayBuffer>;

interface Cached {
  readonly path: string;
  readonly sizeBytes: number;
}

/** One object must not push out everything else. */
const LARGEST_SHARE = 0.25;
/** Whoever was given the file's name a moment ago may not have opened it yet. */
const UNLINK_AFTER_MS = 10_000;
const READ_BYTES = 256 * 1024;

export class DiskCache {
  private readonly cached: LRUCache<StorageKey, Cached>;
  private readonly filling = new Map<StorageKey, Promise<Filling | undefined>>();
  private files = 0;

  private constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
  ) {
    this.cached = new LRUCache({
      maxSize: limitBytes,
      sizeCalculation: ({ sizeBytes }) => sizeBytes + 1,
      dispose: ({ path }) => setTimeout(() => void unlink(path).catch(() => {}), UNLINK_AFTER_MS).unref(),
    });
  }

  static async open(folder: string, limitBytes: number): Promise<DiskCache> {
    await mkdir(folder, { recursive: true });
    return new DiskCache(folder, limitBytes);
  }

  find(key: StorageKey): Blob | undefined {
    const found = this.cached.get(key);
    return found && Bun.file(found.path);
  }

  /** For one that `find` does not have. `fetch` is asked by the first of those who come together; undefined when it finds nothing. */
  async load(key: StorageKey, fetch: () => Promise<OpenedObject | undefined>): Promise<ReadableStream<Bytes> | undefined> {
    const underWay = this.filling.get(key);
    if (underWay) {
      const filling = await underWay.catch(() => undefined);
      return filling ? filling.follow() : (await fetch())?.body;
    }
    let uncached: ReadableStream<Bytes> | undefined;
    const filling = fetch().then((object) => {
      if (object && object.sizeBytes <= this.limitBytes * LARGEST_SHARE) return this.fill(key, object);
      uncached = object?.body;
      return undefined;
    });
    this.filling.set(key, filling);
    const forget = () => this.filling.get(key) === filling && this.filling.delete(key);
    try {
      const filled = await filling;
      if (!filled) forget();
      else void filled.finished.then((isWhole) => this.keep(key, filled, isWhole)).finally(forget);
      return filled ? filled.follow() : uncached;
    } catch (error) {
      forget();
      throw error;
    }
  }

  delete(key: StorageKey): void {
    this.cached.delete(key);
  }

  private async fill(key: StorageKey, { body, sizeBytes }: OpenedObject): Promise<Filling> {
    const path = join(this.folder, `${key.replaceAll("/", "_")}.${(this.files += 1)}`);
    return Filling.start(path, body, sizeBytes);
  }

  private async keep(key: StorageKey, { path, sizeBytes }: Filling, isWhole: boolean): Promise<void> {
    if (isWhole) this.cached.set(key, { path, sizeBytes });
    else await unlink(path).catch(() => {});
  }
}

class Filling {
  private written = 0;
  private failure: unknown;
  private progress = Promise.withResolvers<void>();
  /** Whether all of it came. */
  readonly finished: Promise<boolean>;

  private constructor(
    readonly path: string,
    readonly sizeBytes: number,
    file: FileHandle,
    body: ReadableStream<Bytes>,
  ) {
    this.finished = this.write(file, body);
  }

  static async start(path: string, body: ReadableStream<Bytes>, sizeBytes: number): Promise<Filling> {
    try {
      return new Filling(path, sizeBytes, await open(path, "wx", 0o600), body);
    } catch (error) {
      await body.cancel().catch(() => {});
      throw error;
    }
  }

  /** All of it from the beginning, as far as it is there and then as it comes. */
  follow(): ReadableStream<Bytes> {
    let file: FileHandle | undefined;
    let position = 0;
    const close = async () => {
      await file?.close();
      file = undefined;
    };
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          try {
            while (position === this.written && position < this.sizeBytes) await this.more();
            if (position < this.sizeBytes) {
              file ??= await open(this.path);
              const buffer = new Uint8Array(Math.min(READ_BYTES, this.written - position));
              const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, position);
              position += bytesRead;
              controller.enqueue(buffer.subarray(0, bytesRead));
            }
            if (position < this.sizeBytes) return;
            await close();
            controller.close();
          } catch (error) {
            await close();
            throw error;
          }
        },
        cancel: close,
      },
      { highWaterMark: 0 },
    );
  }

  private async more(): Promise<void> {
    if (this.failure) throw this.failure;
    await this.progress.promise;
  }

  private async write(file: FileHandle, body: ReadableStream<Bytes>): Promise<boolean> {
    const reader = body.getReader();
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        await file.writeFile(chunk.value);
        this.written += chunk.value.byteLength;
        this.tell();
      }
      if (this.written !== this.sizeBytes) throw new Error(`an object of ${this.sizeBytes} bytes came with ${this.written}`);
      return true;
    } catch (error) {
      this.failure = error;
      await reader.cancel().catch(() => {});
      return false;
    } finally {
      await file.close();
      this.tell();
    }
  }

  private tell(): void {
    this.progress.resolve();
    this.progress = Promise.withResolvers<void>();
  }
}
