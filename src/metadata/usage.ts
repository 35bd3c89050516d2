// Usage counters: how much each repository holds, changed in the transaction that changes it, so that no list is counted.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface Usage {
  readonly manifests: number;
  readonly tags: number;
  readonly blobs: number;
  readonly blobBytes: number;
}

const add = statement<{ repositoryId: number; manifests: number; tags: number; blobs: number; blobBytes: number }>()(
  "usage_counters.add",
  (db, p) =>
    db
      .updateTable("usage_counters")
      .set((eb) => ({
        manifests: eb("manifests", "+", p.manifests),
        tags: eb("tags", "+", p.tags),
        blobs: eb("blobs", "+", p.blobs),
        blob_bytes: eb("blob_bytes", "+", p.blobBytes),
      }))
      .where("repository_id", "=", p.repositoryId),
);

const find = statement<{ repositoryId: number }>()("usage_counters.find", (db, p) =>
  db
    .selectFrom("usage_counters")
    .select(["manifests", "tags", "blobs", "blob_bytes as blobBytes"])
    .where("repository_id", "=", p.repositoryId),
);

export class UsageReader {
  constructor(protected readonly db: Connection) {}

  find(repositoryId: number): Promise<Usage | undefined> {
    return this.db.first(find, { repositoryId });
  }
}

export class UsageWriter extends UsageReader {
  async add(repositoryId: number, change: Partial<Usage>): Promise<void> {
    await this.db.run(add, { repositoryId, manifests: 0, tags: 0, blobs: 0, blobBytes: 0, ...change });
  }
}
