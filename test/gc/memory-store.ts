// A BlobStore in memory that can lose power: what was not made durable is gone then. Faster than files, and honest about the one thing that
// a test on files cannot show.
import {
  type AppendLimits,
  type Appended,
  type BlobStore,
  type ByteSource,
  DigestMismatchError,
  type StorageKey,
  type StoredKey,
  UploadLostError,
  type UploadPosition,
} from "../../src/blobstore/blob-store.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { digest as digestOf } from "../kit/manifests.ts";

interface Stored {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly modifiedAt: number;
  isDurable: boolean;
}

export class MemoryStore implements BlobStore {
  readonly description = "memory";
  readonly stored = new Map<StorageKey, Stored>();
  private readonly uploads = new Map<string, { bytes: Uint8Array<ArrayBuffer>; touchedAt: number }>();
  private count = 0;

  constructor(private readonly clock: Clock) {}

  async append(upload: UploadPosition, { body }: ByteSource, _limits: AppendLimits): Promise<Appended> {
    const before = this.uploads.get(upload.id)?.bytes ?? new Uint8Array();
    const all = Buffer.concat([before.subarray(0, upload.offsetBytes), new Uint8Array(await body.arrayBuffer())]);
    this.uploads.set(upload.id, { bytes: new Uint8Array(all), touchedAt: this.clock.now() });
    return { outcome: "complete", offsetBytes: all.byteLength, digestSoFar: undefined, stored: undefined };
  }

  async holds({ id, offsetBytes }: UploadPosition): Promise<boolean> {
    return (this.uploads.get(id)?.bytes.byteLength ?? 0) >= offsetBytes;
  }

  async finish({ id, offsetBytes }: UploadPosition, digest: Digest): Promise<StorageKey> {
    const bytes = this.uploads.get(id)?.bytes ?? new Uint8Array();
    if (bytes.byteLength !== offsetBytes) throw new UploadLostError(`upload ${id} is lost`);
    const actual = digestOf(bytes) as Digest;
    if (actual !== digest) throw new DigestMismatchError(digest, actual);
    const key = `${digest}.${(this.count += 1)}`;
    this.stored.set(key, { bytes, modifiedAt: this.clock.now(), isDurable: true });
    this.uploads.delete(id);
    return key;
  }

  async unfinish(key: StorageKey, { id }: UploadPosition): Promise<undefined> {
    const found = this.stored.get(key);
    if (!found) throw new Error(`nothing lies under ${key}`);
    this.stored.delete(key);
    this.uploads.set(id, { bytes: found.bytes, touchedAt: this.clock.now() });
  }

  async cancel({ id }: { id: string }): Promise<void> {
    this.uploads.delete(id);
  }

  async size(key: StorageKey): Promise<number | undefined> {
    return this.stored.get(key)?.bytes.byteLength;
  }

  async open(key: StorageKey): Promise<Blob | undefined> {
    const found = this.stored.get(key);
    return found && new Blob([found.bytes]);
  }

  openStored(key: StorageKey): Promise<Blob | undefined> {
    return this.open(key);
  }

  async address(): Promise<undefined> {}

  async delete(key: StorageKey): Promise<void> {
    this.stored.delete(key);
  }

  async *keys(): AsyncIterable<StoredKey> {
    for (const [key, { bytes, modifiedAt }] of Array.from(this.stored))
      yield { key, uploadId: undefined, sizeBytes: bytes.byteLength, modifiedAt };
  }

  async staleUploads(before: number): Promise<{ id: string; stored: undefined }[]> {
    return [...this.uploads].filter(([, { touchedAt }]) => touchedAt < before).map(([id]) => ({ id, stored: undefined }));
  }

  /** The power fails: what was not made durable is gone. */
  crash(): void {
    for (const [key, { isDurable }] of this.stored) if (!isDurable) this.stored.delete(key);
  }

  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}
