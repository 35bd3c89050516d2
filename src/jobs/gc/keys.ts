// The bytes of deleted blobs: taken out of storage once the downloads that began before have had their time, at a bounded rate. Their keys
// are never used again, so that deleting them late, twice or from two nodes does no harm.
import type { BlobStore } from "../../blobstore/blob-store.ts";
import type { Clock } from "../../lib/clock.ts";
import type { DeletedKey } from "../../metadata/deleted-keys.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { Pace } from "./pace.ts";
import { type Amount, type Kind, Tally } from "./tally.ts";

/** Deleted side by side, and then remembered as gone. */
const BATCH = 20;

export interface StorageDependencies {
  readonly metadata: MetadataStore;
  readonly blobs: Pick<BlobStore, "delete" | "keys">;
  readonly clock: Clock;
  readonly pace: Pace;
}

export class DeletedKeys {
  constructor(private readonly deps: StorageDependencies) {}

  /** Keys that were due when the run began, some at a time. */
  async *batches(asOf: number): AsyncGenerator<DeletedKey[]> {
    let after: DeletedKey | undefined;
    for (;;) {
      const batch = await this.deps.metadata.read.deletedKeys.due(asOf, after, BATCH);
      if (batch.length > 0) yield batch;
      after = batch.at(-1);
      if (batch.length < BATCH) return;
    }
  }

  /** How many `batches` will bring. */
  countDue(asOf: number): Promise<number> {
    return this.deps.metadata.read.deletedKeys.countDue(asOf);
  }

  /** Why nothing may be deleted now; undefined when it may. */
  findHold(): Promise<string | undefined> {
    return this.deps.metadata.read.storage.findHold(this.deps.clock.now());
  }

  async run(batch: readonly DeletedKey[]): Promise<Tally> {
    const tally = new Tally();
    const deleted = await deleteAll(batch, this.deps, tally, "keys");
    if (deleted.length === 0) return tally;
    // Only after the bytes: a row that is left over has them deleted again, a row that is missing would leave them for ever.
    await this.deps.metadata.transaction((tx) => tx.deletedKeys.delete(deleted.map(({ storageKey }) => storageKey)));
    return tally;
  }

  plan(batch: readonly DeletedKey[]): Tally {
    const tally = new Tally();
    tally.delete("keys", amountOf(batch));
    return tally;
  }
}

interface Key {
  readonly storageKey: string;
  readonly sizeBytes: number;
}

/** Resolves to those that are gone. What cannot be deleted is reported, and found again by the next run. */
export async function deleteAll<K extends Key>(
  keys: readonly K[],
  { blobs, pace }: Pick<StorageDependencies, "blobs" | "pace">,
  tally: Tally,
  kind: Kind,
): Promise<K[]> {
  await pace.take(keys.length);
  const outcomes = await Promise.allSettled(keys.map(({ storageKey }) => blobs.delete(storageKey)));
  const deleted = keys.filter((_, index) => outcomes[index]!.status === "fulfilled");
  for (const outcome of outcomes) if (outcome.status === "rejected") tally.fail(outcome.reason);
  tally.delete(kind, amountOf(deleted));
  return deleted;
}

export function amountOf(keys: readonly Key[]): Amount {
  return { count: keys.length, bytes: keys.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
