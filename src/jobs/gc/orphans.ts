// Bytes in storage that nothing knows of: left by processes that were killed between writing them and saying so, by uploads that lost the race
// for their digest, and by deletions that failed. Found by walking through storage, deleted when they are old enough to belong to nobody who
// is still at work.
import type { StoredKey } from "../../blobstore/blob-store.ts";
import { type StorageDependencies, amountOf, deleteAll } from "./keys.ts";
import { Tally } from "./tally.ts";

const PAGE = 500;
const BATCH = 20;

interface Orphan {
  readonly storageKey: string;
  readonly sizeBytes: number;
}

export class Orphans {
  constructor(private readonly deps: StorageDependencies & { orphanAgeMs: number }) {}

  /** All there is in storage, some at a time, with what of it is nobody's. */
  async *pages(asOf: number): AsyncGenerator<{ seen: number; orphans: Orphan[] }> {
    let page: StoredKey[] = [];
    for await (const stored of this.deps.blobs.keys()) {
      page.push(stored);
      if (page.length < PAGE) continue;
      yield { seen: page.length, orphans: await this.orphansAmong(page, asOf) };
      page = [];
    }
    yield { seen: page.length, orphans: await this.orphansAmong(page, asOf) };
  }

  async run(orphans: readonly Orphan[]): Promise<Tally> {
    const tally = new Tally();
    for (let start = 0; start < orphans.length; start += BATCH) {
      await deleteAll(orphans.slice(start, start + BATCH), this.deps, tally, "orphans");
    }
    return tally;
  }

  plan(orphans: readonly Orphan[]): Tally {
    const tally = new Tally();
    tally.delete("orphans", amountOf(orphans));
    return tally;
  }

  /** Age first: whoever writes a key and has not said so yet did it a moment ago. */
  private async orphansAmong(page: readonly StoredKey[], asOf: number): Promise<Orphan[]> {
    const old = page.filter(({ modifiedAt }) => modifiedAt <= asOf - this.deps.orphanAgeMs);
    if (old.length === 0) return [];
    const { storage, deletedKeys, quarantine } = this.deps.metadata.read;
    const keys = old.map(({ key }) => key);
    const uploads = await storage.uploadsAmong([...new Set(old.flatMap(({ uploadId }) => uploadId ?? []))]);
    const owned = [await storage.blobKeysAmong(keys), await deletedKeys.among(keys), await quarantine.keysAmong(keys)];
    const isOwned = ({ key, uploadId }: StoredKey) =>
      owned.some((those) => those.has(key)) || (uploadId !== undefined && uploads.has(uploadId));
    return old.filter((stored) => !isOwned(stored)).map(({ key, sizeBytes }) => ({ storageKey: key, sizeBytes }));
  }
}
