// Objects that were asked for lately, as files on this node: the kernel sends them, with their length, and S3 is not asked again. Bounded by
// bytes, the least recently used go first; nothing of it outlives the process.
//
// An object is fetched once however many ask for it: those who come while it is on its way read the file behind its writer. A disk that takes
// no more costs nobody a download: they go on without the file.
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { ReadableStreamDefaultReader } from "node:stream/web";
import { LRUCache } from "lru-cache";
import type { ByteRange, StorageKey } from "../blob-store.ts";
import type { OpenedObject } from "./bucket.ts";

type Bytes = Uint8Array<ArrayBuffer>;

interface Cached {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The object or a range of it, from storage itself; undefined when there is none. */
type Fetch = (range?: ByteRange) => Promise<OpenedObject | undefined>;

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
  async load(key: StorageKey, fetch: Fetch): Promise<ReadableStream<Bytes> | undefined> {
    const underWay = this.filling.get(key);
    if (underWay) {
      const filling = await underWay.catch(() => undefined);
      return filling ? filling.follow() : (await fetch())?.body;
    }
    let uncached: ReadableStream<Bytes> | undefined;
    const filling = fetch().then(async (object) => {
      const isKept = object !== undefined && object.sizeBytes <= this.limitBytes * LARGEST_SHARE;
      const filled = isKept ? await this.fill(key, object, fetch) : undefined;
      if (!filled) uncached = object?.body;
      return filled;
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

  /** Undefined where no file can be made. */
  private async fill(key: StorageKey, object: OpenedObject, fetch: Fetch): Promise<Filling | undefined> {
    const path = join(this.folder, `${key.replaceAll("/", "_")}.${(this.files += 1)}`);
    const file = await open(path, "wx", 0o600).catch(() => undefined);
    return file && new Filling(path, file, object, fetch);
  }

  private async keep(key: StorageKey, { path, sizeBytes }: Filling, isWhole: boolean): Promise<void> {
    if (isWhole) this.cached.set(key, { path, sizeBytes });
    else await unlink(path).catch(() => {});
  }
}

class Filling {
  readonly sizeBytes: number;
  private written = 0;
  private failure: unknown;
  /** The disk takes no more: what is missing is not coming. */
  private isGivenUp = false;
  private progress = Promise.withResolvers<void>();
  /** Whether all of it came. */
  readonly finished: Promise<boolean>;

  constructor(
    readonly path: string,
    file: FileHandle,
    { body, sizeBytes }: OpenedObject,
    private readonly fetch: Fetch,
  ) {
    this.sizeBytes = sizeBytes;
    this.finished = this.write(file, body);
  }

  /** All of it from the beginning, as far as it is there and then as it comes. */
  follow(): ReadableStream<Bytes> {
    const follower = new Follower(this);
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          try {
            const chunk = await follower.next();
            if (chunk) controller.enqueue(chunk);
            if (!follower.isAtEnd) return;
            await follower.close();
            controller.close();
          } catch (error) {
            await follower.close();
            throw error;
          }
        },
        cancel: () => follower.close(),
      },
      { highWaterMark: 0 },
    );
  }

  /** How much can be read from the file behind this position; undefined when the rest has to come from elsewhere. */
  async reach(position: number): Promise<number | undefined> {
    while (!this.isGivenUp && position === this.written) {
      if (this.failure) throw this.failure;
      await this.progress.promise;
    }
    return this.isGivenUp ? undefined : this.written;
  }

  async rest(position: number): Promise<ReadableStream<Bytes>> {
    const object = await this.fetch({ first: position, last: this.sizeBytes - 1 });
    if (!object) throw this.failure;
    return object.body;
  }

  private async write(file: FileHandle, body: ReadableStream<Bytes>): Promise<boolean> {
    const reader = body.getReader();
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) await this.put(file, chunk.value);
      if (this.written !== this.sizeBytes) throw new Error(`an object of ${this.sizeBytes} bytes came with ${this.written}`);
      return true;
    } catch (error) {
      this.failure = error;
      await reader.cancel().catch(() => {});
      return false;
    } finally {
      await file.close().catch(() => {});
      this.tell();
    }
  }

  private async put(file: FileHandle, chunk: Bytes): Promise<void> {
    try {
      await file.writeFile(chunk);
    } catch (error) {
      this.isGivenUp = true;
      throw error;
    }
    this.written += chunk.byteLength;
    this.tell();
  }

  private tell(): void {
    this.progress.resolve();
    this.progress = Promise.withResolvers<void>();
  }
}

/** One of those who read behind the writer. */
class Follower {
  private position = 0;
  private file: FileHandle | undefined;
  private rest: ReadableStreamDefaultReader<Bytes> | undefined;

  constructor(private readonly filling: Filling) {}

  get isAtEnd(): boolean {
    return this.position >= this.filling.sizeBytes;
  }

  /** Undefined at the end. */
  async next(): Promise<Bytes | undefined> {
    if (this.isAtEnd) return undefined;
    const reach = this.rest ? undefined : await this.filling.reach(this.position);
    const chunk = reach === undefined ? await this.fromRest() : await this.fromFile(reach);
    this.position += chunk.byteLength;
    return chunk;
  }

  async close(): Promise<void> {
    await this.rest?.cancel().catch(() => {});
    await this.file?.close();
    this.file = undefined;
  }

  private async fromFile(reach: number): Promise<Bytes> {
    this.file ??= await open(this.filling.path);
    const buffer = new Uint8Array(Math.min(READ_BYTES, reach - this.position));
    const { bytesRead } = await this.file.read(buffer, 0, buffer.byteLength, this.position);
    return buffer.subarray(0, bytesRead);
  }

  private async fromRest(): Promise<Bytes> {
    const rest = (this.rest ??= (await this.filling.rest(this.position)).getReader());
    const chunk = await rest.read();
    if (chunk.done) throw new Error(`an object of ${this.filling.sizeBytes} bytes ends at ${this.position}`);
    return chunk.value;
  }
}
