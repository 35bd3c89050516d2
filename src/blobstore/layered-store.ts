// Two stores as one, while an installation moves from one to the other: what comes goes to the current one, what is there is found in either.
// Keys are unique in all stores, so whichever has a key has the right bytes.
import { LRUCache } from "lru-cache";
import { upTo } from "../lib/bounded-lru.ts";
import type { Digest } from "../oci/digest.ts";
import {
  type AddressOptions,
  type AppendLimits,
  type Appended,
  type BlobStore,
  type ByteRange,
  type ByteSource,
  type StorageKey,
  type StoredKey,
  type StoredUpload,
  type UploadPosition,
  UploadLostError,
} from "./blob-store.ts";
import { copyInto } from "./copy-into.ts";

/** Which store has a key does not change as long as it has it: asking is worth a round trip once. */
const REMEMBERED_KEYS = 100_000;

export class LayeredStore implements BlobStore {
  readonly description: string;
  private readonly places = new LRUCache<StorageKey, BlobStore>(upTo(REMEMBERED_KEYS));

  constructor(
    readonly current: BlobStore,
    readonly previous: BlobStore,
  ) {
    this.description = `${current.description}, and before ${previous.description}`;
  }

  /** An upload that began in the previous store goes on there, as long as its bytes are there. */
  async append(upload: UploadPosition, source: ByteSource, limits: AppendLimits): Promise<Appended> {
    return (await this.homeOf(upload)).append(upload, source, limits);
  }

  async holds(upload: UploadPosition): Promise<boolean> {
    return (await this.homeOf(upload)).holds(upload);
  }

  /** In the current store, wherever it began: once that is so for a while, the previous one gets no more keys. */
  async finish(upload: UploadPosition, digest: Digest): Promise<StorageKey> {
    const home = await this.homeOf(upload);
    if (home === this.current) return this.current.finish(upload, digest);
    const key = await this.previous.finish(upload, digest);
    try {
      return await this.bringOver(key, upload, digest);
    } catch (error) {
      // The bytes are the upload again, and where metadata thinks they are.
      await this.previous.unfinish(key, upload).catch(() => {});
      throw error;
    }
  }

  unfinish(key: StorageKey, upload: UploadPosition): Promise<StoredUpload | undefined> {
    this.places.delete(key);
    return this.current.unfinish(key, upload);
  }

  async cancel(upload: Pick<UploadPosition, "id" | "stored">): Promise<void> {
    await Promise.all([this.current.cancel(upload), this.previous.cancel(upload)]);
  }

  async size(key: StorageKey): Promise<number | undefined> {
    return (await this.current.size(key)) ?? this.previous.size(key);
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    return (await this.placeOf(key))?.open(key, range);
  }

  async openStored(key: StorageKey): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    return (await this.placeOf(key))?.openStored(key);
  }

  async address(key: StorageKey, options: AddressOptions): Promise<string | undefined> {
    return (await this.placeOf(key))?.address(key, options);
  }

  async delete(key: StorageKey): Promise<void> {
    this.places.delete(key);
    await Promise.all([this.current.delete(key), this.previous.delete(key)]);
  }

  /** Of the current one: what lies in the previous one and belongs to nobody goes with it, and no sweep must touch what was moved from there. */
  keys(): AsyncIterable<StoredKey> {
    return this.current.keys();
  }

  async staleUploads(before: number): Promise<Pick<UploadPosition, "id" | "stored">[]> {
    return (await Promise.all([this.current.staleUploads(before), this.previous.staleUploads(before)])).flat();
  }

  async ping(): Promise<void> {
    await Promise.all([this.current.ping(), this.previous.ping()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.current.close(), this.previous.close()]);
  }

  private async homeOf(upload: UploadPosition): Promise<BlobStore> {
    if (upload.offsetBytes === 0 || (await this.current.holds(upload))) return this.current;
    return (await this.previous.holds(upload)) ? this.previous : this.current;
  }

  private async placeOf(key: StorageKey): Promise<BlobStore | undefined> {
    const known = this.places.get(key);
    if (known) return known;
    for (const store of [this.current, this.previous]) {
      if ((await store.size(key)) === undefined) continue;
      this.places.set(key, store);
      return store;
    }
    return undefined;
  }

  private async bringOver(key: StorageKey, { offsetBytes }: UploadPosition, digest: Digest): Promise<StorageKey> {
    const content = await this.previous.openStored(key);
    if (!content) throw new UploadLostError(`the bytes under ${key} are gone`);
    const copied = await copyInto(this.current, { digest, sizeBytes: offsetBytes, content });
    await this.previous.delete(key).catch(() => {});
    return copied;
  }
}
