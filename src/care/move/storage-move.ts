// Moves an installation's blobs from one store to another while it serves, once every server finds blobs in both and puts new ones into the
// target (see LayeredStore). Each blob is copied with its digest checked, and only then does metadata say where it is: by a compare-and-set,
// so that a blob that was deleted or pushed again meanwhile is left as it is. What was moved stays in the source too.
import { type BlobStore, DigestMismatchError, UploadLostError } from "../../blobstore/blob-store.ts";
import { copyInto } from "../../blobstore/copy-into.ts";
import { Bandwidth } from "../../lib/bandwidth.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { StoredBlob } from "../../metadata/storage.ts";
import { digestOf } from "../../oci/digest.ts";
import type { CareContext } from "../context.ts";

const BLOBS_AT_ONCE = 100;
/** What is waited for is storage, not this process. */
const COPIES_AT_ONCE = 4;

export interface MoveReport {
  readonly from: string;
  readonly to: string;
  /** Looked at, over all passes. */
  blobs: number;
  moved_blobs: number;
  moved_bytes: number;
  /** Were in the target already. */
  present_blobs: number;
  /** Deleted or pushed again while they were copied. */
  changed_blobs: number;
  /** In neither store whole: `aerugo storage verify` says more. */
  readonly damaged: string[];
  /** Nothing is left in the source that a blob needs. */
  complete: boolean;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly from: BlobStore;
  readonly to: BlobStore;
}

/** There is nothing to move: and whoever then deleted what was left would delete everything. */
export class SameStoreError extends Error {
  override readonly name = "SameStoreError";
}

export class StorageMove {
  private readonly report: MoveReport;
  private readonly bandwidth: Bandwidth;

  constructor(
    private readonly deps: Dependencies,
    bytesPerSecond: number | undefined,
    private readonly context: CareContext,
  ) {
    const counts = { blobs: 0, moved_blobs: 0, moved_bytes: 0, present_blobs: 0, changed_blobs: 0 };
    this.report = { from: deps.from.description, to: deps.to.description, ...counts, damaged: [], complete: false };
    this.bandwidth = new Bandwidth(bytesPerSecond);
  }

  /** Passes over all blobs until one finds nothing left to move: pushes and other moves go on meanwhile. Throws SameStoreError. */
  async run(): Promise<MoveReport> {
    await this.requireApart();
    while ((await this.pass()) > 0);
    this.report.complete = this.report.damaged.length === 0;
    return this.report;
  }

  /** One store has many names: a link, a mount, another endpoint. What was just written to one and is in the other tells. */
  private async requireApart(): Promise<void> {
    const { from, to } = this.deps;
    const bytes = Buffer.from(crypto.randomUUID());
    const key = await copyInto(to, { digest: digestOf("sha256", bytes), sizeBytes: bytes.byteLength, content: new Blob([bytes]) });
    const isShared = (await from.size(key)) !== undefined;
    await to.delete(key);
    if (isShared) throw new SameStoreError(`${from.description} and ${to.description} are one place: delete neither`);
  }

  /** Resolves to how many were moved or had changed. */
  private async pass(): Promise<number> {
    const before = this.report.moved_blobs + this.report.changed_blobs;
    this.report.damaged.length = 0;
    this.report.present_blobs = 0;
    for (let after = ""; ;) {
      const batch = await this.deps.metadata.read.storage.blobs(after, BLOBS_AT_ONCE);
      const left = [...batch];
      const work = async () => {
        for (let blob = left.pop(); blob; blob = left.pop()) await this.look(blob);
      };
      await Promise.all(Array.from({ length: COPIES_AT_ONCE }, work));
      if (batch.length < BLOBS_AT_ONCE) break;
      after = batch.at(-1)!.digest;
    }
    return this.report.moved_blobs + this.report.changed_blobs - before;
  }

  private async look(blob: StoredBlob): Promise<void> {
    this.context.signal.throwIfAborted();
    this.report.blobs += 1;
    if ((await this.deps.to.size(blob.storageKey)) === blob.sizeBytes) this.report.present_blobs += 1;
    else await this.move(blob);
    this.context.report(this.report);
  }

  private async move(blob: StoredBlob): Promise<void> {
    const { metadata, from, to } = this.deps;
    const { digest, sizeBytes, storageKey } = blob;
    try {
      const content = await from.openStored(storageKey);
      if (!content) return await this.missed(blob);
      await this.bandwidth.take(sizeBytes);
      const copied = await copyInto(to, { digest, sizeBytes, content });
      const isMoved = await metadata.transaction((tx) => tx.blobs.replaceKey({ digest, sizeBytes, storageKey: copied }, storageKey));
      if (!isMoved) {
        await to.delete(copied);
        this.report.changed_blobs += 1;
        return;
      }
      this.report.moved_blobs += 1;
      this.report.moved_bytes += sizeBytes;
    } catch (error) {
      if (!(error instanceof DigestMismatchError || error instanceof UploadLostError)) throw error;
      await this.missed(blob);
    }
  }

  /** Not there, or not whole; unless it has changed since it was read, which the next pass looks at. */
  private async missed({ digest, storageKey }: StoredBlob): Promise<void> {
    const now = await this.deps.metadata.read.blobs.findStored(digest);
    if (now?.storageKey === storageKey) this.report.damaged.push(digest);
    else if (now) this.report.changed_blobs += 1;
  }
}
