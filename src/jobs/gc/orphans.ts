// Bytes in storage that nothing knows of: left by processes that were killed between writing them and saying so, by uploads that lost the race
// for their digest, and by deletions that failed. Found by walking through storage, deleted when they are old enough to belong to nobody who
// is still at work.
import type { StoredKey } from "../../blobstore/blob-store.ts";
import { type StorageDependencies, amountOf, deleteAll } from "./keys.ts";
import { Tally } from "./tally.ts";

const PAGE = 500;
const BATCH = 20;

export class Orphans {
  constructor(private readonly deps: StorageDependencies & { orphanAgeMs: number }) {}

  /** All there is in storage, some at a time, with what of it is nobody's. */
  async *pages(asOf: number): AsyncGenerator<{ seen: number; orphans: StoredKey[] }> {
    let page: StoredKey[] = [];
    for await (const stored of this.deps.blobs.keys()) {
      page.push(stored);
      if (page.length < PAGE) continue;
      yield { seen: page.length, orphans: await this.orphansAmong(page, asOf) };
      page = [];
    }
    yield { seen: page.length, orphans: await this.orphansAmong(page, asOf) };
  }

  /**
   * Asked once more right before each deletion: at their pace, the last ones go long after they were looked at, and a blob that took a day to
   * come in has its date from when it began.
   */
  async run(orphans: readonly StoredKey[]): Promise<Tally> {
    const tally = new Tally();
    for (let start = 0; start < orphans.length; start += BATCH) {
      const nobodys = await this.nobodysAmong(orphans.slice(start, start + BATCH));
      await deleteAll(nobodys.map(toKey), this.deps, tally, "orphans");
    }
    return tally;
  }

  plan(orphans: readonly StoredKey[]): Tally {
    const tally = new Tally();
    tally.delete("orphans", amountOf(orphans.map(toKey)));
    return tally;
  }

  /** Age first: whoever writes a key and has not said so yet did it a moment ago. */
  private orphansAmong(page: readonly StoredKey[], asOf: number): Promise<StoredKey[]> {
    return this.nobodysAmong(page.filter(({ modifiedAt }) => modifiedAt <= asOf - this.deps.orphanAgeMs));
  }

  private async nobodysAmong(stored: readonly StoredKey[]): Promise<StoredKey[]> {
    if (stored.length === 0) return [];
    const { storage, deletedKeys, quarantine } = this.deps.metadata.read;
    const keys = stored.map(({ key }) => key);
    const uploads = await storage.uploadsAmong([...new Set(stored.flatMap(({ uploadId }) => uploadId ?? []))]);
    const owned = [await storage.blobKeysAmong(keys), await deletedKeys.among(keys), await quarantine.keysAmong(keys)];
    const isOwned = ({ key, uploadId }: StoredKey) =>
      owned.some((those) => those.has(key)) || (uploadId !== undefined && uploads.has(uploadId));
    return stored.filter((each) => !isOwned(each));
  }
}

function toKey({ key, sizeBytes }: StoredKey): { storageKey: string; sizeBytes: number } {
  return { storageKey: key, sizeBytes };
}
