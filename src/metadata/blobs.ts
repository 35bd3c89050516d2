// Blobs: a digest, the storage key that holds its bytes, and which repositories may show it. The row makes the bytes
// real: a key without a row is garbage, a row without a key must never be.
import type { Digest } from "../oci/digest.ts";
import { type Readable, readableBy } from "./access.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface BlobRecord {
  readonly digest: Digest;
  readonly storageKey: string;
  readonly sizeBytes: number;
}

/** As a repository has it. */
export interface LinkedBlob extends BlobRecord {
  /** Since when it is about to be collected: whoever is told that it exists must renew the link before. */
  readonly condemnedAt: number | null;
}

const find = statement<{ digest: string }>()("blobs.find", (db, p) =>
  db
    .selectFrom("blobs")
    .select(["digest", "storage_key as storageKey", "size_bytes as sizeBytes"])
    .where("digest", "=", p.digest)
    .where("quarantined_at", "is", null),
);

const findStored = statement<{ digest: string }>()("blobs.find_stored", (db, p) =>
  db
    .selectFrom("blobs")
    .select(["digest", "storage_key as storageKey", "size_bytes as sizeBytes", "quarantined_at as quarantinedAt"])
    .where("digest", "=", p.digest),
);

/** The pull path: visible only through the repository's own link. */
const findIn = statement<{ repository: string; digest: string }>()("blobs.find_in", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("repository_blobs", "repository_blobs.repository_id", "repositories.id")
    .innerJoin("blobs", "blobs.digest", "repository_blobs.digest")
    .select([
      "blobs.digest",
      "blobs.storage_key as storageKey",
      "blobs.size_bytes as sizeBytes",
      "repository_blobs.condemned_at as condemnedAt",
    ])
    .where("repositories.name", "=", p.repository)
    .where("repository_blobs.digest", "=", p.digest)
    .where("blobs.quarantined_at", "is", null),
);

const existsAnywhere = statement<{ digest: string }>()("blobs.exists_anywhere", (db, p) =>
  db
    .selectFrom("repository_blobs")
    .innerJoin("repositories as r", "r.id", "repository_blobs.repository_id")
    .select("repository_blobs.digest")
    .where("repository_blobs.digest", "=", p.digest)
    .where("r.deleted_at", "is", null)
    .limit(1),
);

const existsReadable = statement<{ digest: string; userId: number; robotId: number; tokenId: number; ownNamespaceId: number }>()(
  "blobs.exists_readable",
  (db, p) =>
    db
      .selectFrom("repository_blobs")
      .innerJoin("repositories as r", "r.id", "repository_blobs.repository_id")
      .select("repository_blobs.digest")
      .where("repository_blobs.digest", "=", p.digest)
      .where("r.deleted_at", "is", null)
      .where(readableBy(p))
      .limit(1),
);

// Each by itself: a join with the list is planned for a repository like most, by reading all its links, and some have a hundred thousand.
const sizes = statement<{ repositoryId: number; digests: string }>()("blobs.sizes_in", (db, p, dialect) =>
  db
    .selectFrom(dialect.rowsOf(p.digests).as("value"))
    .select((eb) => [
      "value.value as digest",
      eb
        .selectFrom("repository_blobs as rb")
        .innerJoin("blobs as b", "b.digest", "rb.digest")
        .select("b.size_bytes")
        .where("rb.repository_id", "=", p.repositoryId)
        .whereRef("rb.digest", "=", "value.value")
        .where("b.quarantined_at", "is", null)
        .as("sizeBytes"),
    ]),
);

const insert = statement<{ digest: string; storageKey: string; sizeBytes: number; now: number }>()("blobs.insert", (db, p) =>
  db
    .insertInto("blobs")
    .values({ digest: p.digest, storage_key: p.storageKey, size_bytes: p.sizeBytes, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
);

const replaceKey = statement<{ digest: string; storageKey: string; lostKey: string; sizeBytes: number }>()("blobs.replace_key", (db, p) =>
  db
    .updateTable("blobs")
    .set({ storage_key: p.storageKey, size_bytes: p.sizeBytes, quarantined_at: null })
    .where("digest", "=", p.digest)
    .where("storage_key", "=", p.lostKey),
);

const link = statement<{ repositoryId: number; digest: string; now: number }>()("repository_blobs.insert", (db, p) =>
  db
    .insertInto("repository_blobs")
    .values({ repository_id: p.repositoryId, digest: p.digest, linked_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
);

const renewLink = statement<{ repositoryId: number; digest: string; now: number }>()("repository_blobs.renew", (db, p) =>
  db
    .updateTable("repository_blobs")
    .set({ linked_at: p.now, condemned_at: null })
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest),
);

const renewIn = statement<{ repository: string; digest: string; now: number }>()("repository_blobs.renew_in", (db, p) =>
  db
    .updateTable("repository_blobs")
    .set({ linked_at: p.now, condemned_at: null })
    .where("repository_id", "=", db.selectFrom("repositories").select("id").where("name", "=", p.repository))
    .where("digest", "=", p.digest),
);

const condemn = statement<{ repositoryId: number; digest: string; condemnedAt: number | null }>()("repository_blobs.condemn", (db, p) =>
  db
    .updateTable("repository_blobs")
    .set({ condemned_at: p.condemnedAt })
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest),
);

const remove = statement<{ digest: string }>()("blobs.delete", (db, p) => db.deleteFrom("blobs").where("digest", "=", p.digest));

const unlink = statement<{ repositoryId: number; digest: string }>()("repository_blobs.delete", (db, p) =>
  db.deleteFrom("repository_blobs").where("repository_id", "=", p.repositoryId).where("digest", "=", p.digest),
);

export class BlobReader {
  constructor(protected readonly db: Connection) {}

  async findIn(repository: string, digest: Digest): Promise<LinkedBlob | undefined> {
    return (await this.db.first(findIn, { repository, digest })) as LinkedBlob | undefined;
  }

  /** Whatever repository holds it: only for deciding whether bytes must be kept, never for showing them. */
  async find(digest: Digest): Promise<BlobRecord | undefined> {
    return (await this.db.first(find, { digest })) as BlobRecord | undefined;
  }

  /** Also when it is withheld because its bytes are damaged. */
  async findStored(digest: Digest): Promise<(BlobRecord & { isQuarantined: boolean }) | undefined> {
    const row = await this.db.first(findStored, { digest });
    if (!row) return undefined;
    const { quarantinedAt, ...record } = row;
    return { ...record, digest, isQuarantined: quarantinedAt !== null };
  }

  /** Whether some repository that the caller may read has it. */
  async existsReadable(readable: Readable, digest: Digest): Promise<boolean> {
    const row =
      readable === "all" ? await this.db.first(existsAnywhere, { digest }) : await this.db.first(existsReadable, { digest, ...readable });
    return row !== undefined;
  }

  /** Of these blobs, those the repository has, each with its true size. */
  async sizesIn(repositoryId: number, digests: readonly Digest[]): Promise<Map<string, number>> {
    if (digests.length === 0) return new Map();
    const rows = await this.db.all(sizes, { repositoryId, digests: JSON.stringify(digests) });
    return new Map(rows.flatMap(({ digest, sizeBytes }) => (sizeBytes === null ? [] : [[digest, sizeBytes]])));
  }
}

export class BlobWriter extends BlobReader {
  /** Resolves to false when the digest has a row already: the first key wins, the caller's is garbage. */
  async insert(blob: BlobRecord, now: number): Promise<boolean> {
    return (await this.db.run(insert, { ...blob, now })) > 0;
  }

  /** Points the digest to new bytes where the old ones are lost. Resolves to false when somebody else did so before. */
  async replaceKey({ digest, storageKey, sizeBytes }: BlobRecord, lostKey: string): Promise<boolean> {
    return (await this.db.run(replaceKey, { digest, storageKey, sizeBytes, lostKey })) > 0;
  }

  /** Takes the condemnation of the link back. Resolves to false when there is no link any more. */
  async renew(repository: string, digest: Digest, now: number): Promise<boolean> {
    return (await this.db.run(renewIn, { repository, digest, now })) > 0;
  }

  /** Null takes it back. */
  async condemn(repositoryId: number, digest: Digest, condemnedAt: number | null): Promise<void> {
    await this.db.run(condemn, { repositoryId, digest, condemnedAt });
  }

  /** No repository may have it any more. Its key is the caller's to remember. */
  async delete(digest: Digest): Promise<void> {
    await this.db.run(remove, { digest });
  }

  /** Resolves to false when the link existed; its date is renewed all the same. */
  async link(repositoryId: number, digest: Digest, now: number): Promise<boolean> {
    if ((await this.db.run(link, { repositoryId, digest, now })) > 0) return true;
    await this.db.run(renewLink, { repositoryId, digest, now });
    return false;
  }

  /** Resolves to false when there was no link. */
  async unlink(repositoryId: number, digest: Digest): Promise<boolean> {
    return (await this.db.run(unlink, { repositoryId, digest })) > 0;
  }
}
