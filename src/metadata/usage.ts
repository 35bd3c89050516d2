// Usage counters: how much each repository and each namespace holds, changed in the transaction that changes it, so that no list
// is counted when it is asked for.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { NamespacesTable } from "./tables.ts";

export interface Usage {
  readonly manifests: number;
  readonly tags: number;
  readonly blobs: number;
  readonly blobBytes: number;
}

export interface NamespaceUsage {
  readonly repositories: number;
  /** Manifests, and each blob counted in every repository that has it. */
  readonly logicalBytes: number;
  /** Manifests, and each blob counted once: what the quota is compared with. Every repository stores its manifests for itself. */
  readonly uniqueBytes: number;
}

export interface RankedUsage extends NamespaceUsage {
  readonly id: number;
  readonly name: string;
  readonly kind: NamespacesTable["kind"];
  readonly storageQuotaBytes: number | undefined;
  readonly repositoryQuota: number | undefined;
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

const findNamespace = statement<{ namespaceId: number }>()("namespace_usage.find", (db, p) =>
  db
    .selectFrom("namespace_usage")
    .select(["repositories", "logical_bytes as logicalBytes", "unique_bytes as uniqueBytes"])
    .where("namespace_id", "=", p.namespaceId),
);

const total = statement()("namespace_usage.total", (db) =>
  db
    .selectFrom("namespace_usage")
    .select((eb) => [eb.fn.sum<number>("repositories").as("repositories"), eb.fn.sum<number>("logical_bytes").as("logicalBytes")]),
);

const stored = statement()("blobs.stored", (db) => db.selectFrom("blobs").select((eb) => eb.fn.sum<number>("size_bytes").as("bytes")));

const addNamespace = statement<{ namespaceId: number; repositories: number; logicalBytes: number; uniqueBytes: number }>()(
  "namespace_usage.add",
  (db, p) =>
    db
      .updateTable("namespace_usage")
      .set((eb) => ({
        repositories: eb("repositories", "+", p.repositories),
        logical_bytes: eb("logical_bytes", "+", p.logicalBytes),
        unique_bytes: eb("unique_bytes", "+", p.uniqueBytes),
      }))
      .where("namespace_id", "=", p.namespaceId),
);

const holds = statement<{ namespaceId: number; digest: string }>()("namespace_blobs.find", (db, p) =>
  db.selectFrom("namespace_blobs").select("links").where("namespace_id", "=", p.namespaceId).where("digest", "=", p.digest),
);

const addLink = statement<{ namespaceId: number; digest: string }>()("namespace_blobs.add_link", (db, p) =>
  db
    .insertInto("namespace_blobs")
    .values({ namespace_id: p.namespaceId, digest: p.digest, links: 1 })
    .onConflict((conflict) =>
      conflict.columns(["namespace_id", "digest"]).doUpdateSet((eb) => ({ links: eb("namespace_blobs.links", "+", 1) })),
    )
    .returning("links"),
);

const removeLink = statement<{ namespaceId: number; digest: string }>()("namespace_blobs.remove_link", (db, p) =>
  db
    .updateTable("namespace_blobs")
    .set((eb) => ({ links: eb("links", "-", 1) }))
    .where("namespace_id", "=", p.namespaceId)
    .where("digest", "=", p.digest)
    .returning("links"),
);

const removeUnlinked = statement<{ namespaceId: number; digest: string }>()("namespace_blobs.delete_unlinked", (db, p) =>
  db.deleteFrom("namespace_blobs").where("namespace_id", "=", p.namespaceId).where("digest", "=", p.digest).where("links", "<=", 0),
);

const blobsOf = statement<{ repositoryId: number }>()("repository_blobs.list", (db, p) =>
  db
    .selectFrom("repository_blobs")
    .innerJoin("blobs", "blobs.digest", "repository_blobs.digest")
    .select(["blobs.digest", "blobs.size_bytes as sizeBytes"])
    .where("repository_blobs.repository_id", "=", p.repositoryId),
);

const manifestBytesOf = statement<{ repositoryId: number }>()("manifests.sum_bytes", (db, p) =>
  db
    .selectFrom("manifests")
    .select((eb) => eb.fn.sum<number>("size_bytes").as("bytes"))
    .where("repository_id", "=", p.repositoryId),
);

const removeAll = statement<{ namespaceId: number }>()("namespace_blobs.delete_of_namespace", (db, p) =>
  db.deleteFrom("namespace_blobs").where("namespace_id", "=", p.namespaceId),
);

const countAll = statement<{ namespaceId: number }>()("namespace_blobs.count_of_namespace", (db, p) => ({
  compile: () =>
    sql`insert into namespace_blobs (namespace_id, digest, links)
      select cast(${p.namespaceId} as bigint), rb.digest, count(*) from repositories r join repository_blobs rb on rb.repository_id = r.id
      where r.namespace_id = ${p.namespaceId} and r.deleted_at is null group by rb.digest`.compile(db),
}));

/** Also where the row was lost; nothing is made for a namespace that is gone. */
const sumAll = statement<{ namespaceId: number }>()("namespace_usage.sum", (db, p) => {
  const ofManifests = sql`(select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id and r.deleted_at is null)`;
  const sumOf = (what: string) =>
    sql<number>`(select coalesce(sum(${sql.raw(what)}), 0) from namespace_blobs nb join blobs b on b.digest = nb.digest where nb.namespace_id = n.id) + ${ofManifests}`;
  return db
    .insertInto("namespace_usage")
    .columns(["namespace_id", "repositories", "logical_bytes", "unique_bytes"])
    .expression((eb) =>
      eb
        .selectFrom("namespaces as n")
        .select([
          "n.id",
          sql<number>`(select count(*) from repositories r where r.namespace_id = n.id and r.deleted_at is null)`.as("repositories"),
          sumOf("nb.links * b.size_bytes").as("logical_bytes"),
          sumOf("b.size_bytes").as("unique_bytes"),
        ])
        .where("n.id", "=", p.namespaceId),
    )
    .onConflict((conflict) =>
      conflict.column("namespace_id").doUpdateSet((eb) => ({
        repositories: eb.ref("excluded.repositories"),
        logical_bytes: eb.ref("excluded.logical_bytes"),
        unique_bytes: eb.ref("excluded.unique_bytes"),
      })),
    );
});

const largest = statement<{ bytes: number; after: number; limit: number }>()("namespace_usage.largest", (db, p) =>
  db
    .selectFrom("namespace_usage as u")
    .innerJoin("namespaces as n", "n.id", "u.namespace_id")
    .select([
      "n.id",
      "n.name",
      "n.kind",
      "n.storage_quota_bytes",
      "n.repository_quota",
      "u.repositories",
      "u.logical_bytes as logicalBytes",
      "u.unique_bytes as uniqueBytes",
    ])
    .where("n.deleted_at", "is", null)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("u.unique_bytes", "u.namespace_id"), "<", tuple(p.bytes, p.after)))
    .orderBy("u.unique_bytes", "desc")
    .orderBy("u.namespace_id", "desc")
    .limit(p.limit),
);

interface CountedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export class UsageReader {
  constructor(protected readonly db: Connection) {}

  find(repositoryId: number): Promise<Usage | undefined> {
    return this.db.first(find, { repositoryId });
  }

  async ofNamespace(namespaceId: number): Promise<NamespaceUsage> {
    return (await this.db.first(findNamespace, { namespaceId })) ?? { repositories: 0, logicalBytes: 0, uniqueBytes: 0 };
  }

  /** Of the whole installation; `uniqueBytes` is what its blobs take in storage. */
  async total(): Promise<NamespaceUsage> {
    const [sums, blobs] = await Promise.all([this.db.first(total, undefined), this.db.first(stored, undefined)]);
    return {
      repositories: Number(sums?.repositories ?? 0),
      logicalBytes: Number(sums?.logicalBytes ?? 0),
      uniqueBytes: Number(blobs?.bytes ?? 0),
    };
  }

  /** Those that hold most first; after `before`, the entry that the page before ended with. */
  async largest(before: { uniqueBytes: number; id: number } | undefined, limit: number): Promise<RankedUsage[]> {
    const from = before ?? { uniqueBytes: Number.MAX_SAFE_INTEGER, id: 0 };
    const rows = await this.db.all(largest, { bytes: from.uniqueBytes, after: from.id, limit });
    return rows.map(({ storage_quota_bytes: storageQuotaBytes, repository_quota: repositoryQuota, ...row }) => ({
      ...row,
      storageQuotaBytes: storageQuotaBytes ?? undefined,
      repositoryQuota: repositoryQuota ?? undefined,
    }));
  }

  /** Whether the namespace has the blob already, in whatever repository: another link to it costs no quota. */
  async namespaceHolds(namespaceId: number, digest: Digest): Promise<boolean> {
    return (await this.db.first(holds, { namespaceId, digest })) !== undefined;
  }
}

export class UsageWriter extends UsageReader {
  async add(repositoryId: number, change: Partial<Usage>): Promise<void> {
    await this.db.run(add, { repositoryId, manifests: 0, tags: 0, blobs: 0, blobBytes: 0, ...change });
  }

  async addRepositories(namespaceId: number, repositories: number): Promise<void> {
    await this.db.run(addNamespace, { namespaceId, repositories, logicalBytes: 0, uniqueBytes: 0 });
  }

  /** Counts the namespace anew, after all its repositories were deleted or restored. */
  async recount(namespaceId: number): Promise<void> {
    await this.db.run(removeAll, { namespaceId });
    await this.db.run(countAll, { namespaceId });
    await this.db.run(sumAll, { namespaceId });
  }

  /** One more repository of the namespace has the blob. Resolves to the bytes that this adds to what the namespace holds. */
  async addBlob({ id, namespaceId }: { id: number; namespaceId: number }, blob: CountedBlob): Promise<number> {
    await this.add(id, { blobs: 1, blobBytes: blob.sizeBytes });
    return this.countIn(namespaceId, blob);
  }

  /** One repository less has it. */
  async removeBlob({ id, namespaceId }: { id: number; namespaceId: number }, blob: CountedBlob): Promise<void> {
    await this.add(id, { blobs: -1, blobBytes: -blob.sizeBytes });
    await this.countOut(namespaceId, blob);
  }

  /** Resolves to the bytes that this adds to what the namespace holds. */
  async addManifest({ id, namespaceId }: { id: number; namespaceId: number }, sizeBytes: number): Promise<number> {
    await this.add(id, { manifests: 1 });
    await this.addBytes(namespaceId, sizeBytes, sizeBytes);
    return sizeBytes;
  }

  /** With the tags that pointed to it. */
  async removeManifest(
    { id, namespaceId }: { id: number; namespaceId: number },
    { sizeBytes, tags }: { sizeBytes: number; tags: number },
  ): Promise<void> {
    await this.add(id, { manifests: -1, tags: -tags });
    await this.addBytes(namespaceId, -sizeBytes, -sizeBytes);
  }

  /** The repository, with all it holds, from one namespace to another; undefined stands for the trash. */
  async moveRepository(repositoryId: number, from: number | undefined, to: number | undefined): Promise<void> {
    const blobs = (await this.db.all(blobsOf, { repositoryId })) as CountedBlob[];
    const manifestBytes = Number((await this.db.first(manifestBytesOf, { repositoryId }))?.bytes ?? 0);
    if (from !== undefined) {
      await this.addRepositories(from, -1);
      await this.addBytes(from, -manifestBytes, -manifestBytes);
      for (const blob of blobs) await this.countOut(from, blob);
    }
    if (to !== undefined) {
      await this.addRepositories(to, 1);
      await this.addBytes(to, manifestBytes, manifestBytes);
      for (const blob of blobs) await this.countIn(to, blob);
    }
  }

  private async countIn(namespaceId: number, { digest, sizeBytes }: CountedBlob): Promise<number> {
    const { links } = (await this.db.first(addLink, { namespaceId, digest }))!;
    const uniqueBytes = links === 1 ? sizeBytes : 0;
    await this.addBytes(namespaceId, sizeBytes, uniqueBytes);
    return uniqueBytes;
  }

  private async countOut(namespaceId: number, { digest, sizeBytes }: CountedBlob): Promise<void> {
    const links = (await this.db.first(removeLink, { namespaceId, digest }))?.links ?? 0;
    if (links <= 0) await this.db.run(removeUnlinked, { namespaceId, digest });
    await this.addBytes(namespaceId, -sizeBytes, links <= 0 ? -sizeBytes : 0);
  }

  private async addBytes(namespaceId: number, logicalBytes: number, uniqueBytes: number): Promise<void> {
    await this.db.run(addNamespace, { namespaceId, repositories: 0, logicalBytes, uniqueBytes });
  }
}
