// What keeps a manifest or a blob of a repository: what the garbage collector asks before it takes something away. Nothing here decides.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface ReviewedManifest {
  readonly id: number;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly subjectDigest: Digest | undefined;
  /** Of its last push or pull, or when it lost a tag, whichever was last. */
  readonly usedAt: number;
}

export interface ReviewedLink {
  readonly linkedAt: number;
  readonly condemnedAt: number | undefined;
}

/** Whatever its state: also one that is answered as absent. */
export interface ReviewedBlob {
  readonly digest: Digest;
  readonly storageKey: string;
  readonly sizeBytes: number;
  readonly isQuarantined: boolean;
}

export interface Dependents {
  readonly blobs: readonly Digest[];
  readonly manifests: readonly Digest[];
}

/** What awaits its collection and nothing else uses. */
export interface Condemned {
  readonly namespace: string;
  readonly blobs: number;
  readonly bytes: number;
}

interface InRepository {
  [name: string]: string | number;
  repositoryId: number;
  digest: string;
}

const manifest = statement<InRepository>()("reachability.manifest", (db, p) =>
  db
    .selectFrom("manifests as m")
    .leftJoin("manifest_uses as u", "u.manifest_id", "m.id")
    .select([
      "m.id",
      "m.size_bytes as sizeBytes",
      "m.subject_digest as subjectDigest",
      "m.pushed_at as pushedAt",
      "u.last_pulled_at as lastPulledAt",
      "u.touched_at as touchedAt",
    ])
    .where("m.repository_id", "=", p.repositoryId)
    .where("m.digest", "=", p.digest),
);

const present = statement<InRepository>()("reachability.present", (db, p) =>
  db.selectFrom("manifests").select("id").where("repository_id", "=", p.repositoryId).where("digest", "=", p.digest),
);

const tagged = statement<{ id: number }>()("reachability.tagged", (db, p) =>
  db.selectFrom("tags").select("name").where("manifest_id", "=", p.id).limit(1),
);

const listed = statement<InRepository>()("reachability.listed", (db, p) =>
  db
    .selectFrom("manifest_children")
    .select("manifest_id")
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest)
    .limit(1),
);

const listers = statement<InRepository & { limit: number }>()("reachability.listers", (db, p) =>
  db
    .selectFrom("manifest_children as c")
    .innerJoin("manifests as m", "m.id", "c.manifest_id")
    .select("m.digest")
    .where("c.repository_id", "=", p.repositoryId)
    .where("c.digest", "=", p.digest)
    .limit(p.limit),
);

const someChildren = statement<{ id: number; limit: number }>()("reachability.some_children", (db, p) =>
  db.selectFrom("manifest_children").select("digest").where("manifest_id", "=", p.id).limit(p.limit),
);

const someReferrers = statement<InRepository & { limit: number }>()("reachability.some_referrers", (db, p) =>
  db
    .selectFrom("manifests")
    .select("digest")
    .where("repository_id", "=", p.repositoryId)
    .where("subject_digest", "=", p.digest)
    .limit(p.limit),
);

const referenced = statement<InRepository>()("reachability.referenced", (db, p) =>
  db.selectFrom("manifest_blobs").select("manifest_id").where("repository_id", "=", p.repositoryId).where("digest", "=", p.digest).limit(1),
);

const blobsOf = statement<{ id: number }>()("reachability.blobs_of", (db, p) =>
  db.selectFrom("manifest_blobs").select("digest").where("manifest_id", "=", p.id),
);

const childrenOf = statement<{ id: number }>()("reachability.children_of", (db, p) =>
  db.selectFrom("manifest_children").select("digest").where("manifest_id", "=", p.id),
);

const referrersOf = statement<InRepository>()("reachability.referrers_of", (db, p) =>
  db.selectFrom("manifests").select("digest").where("repository_id", "=", p.repositoryId).where("subject_digest", "=", p.digest),
);

const link = statement<InRepository>()("reachability.link", (db, p) =>
  db
    .selectFrom("repository_blobs")
    .select(["linked_at as linkedAt", "condemned_at as condemnedAt"])
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest),
);

const blob = statement<{ digest: string }>()("reachability.blob", (db, p) =>
  db
    .selectFrom("blobs")
    .select(["storage_key as storageKey", "size_bytes as sizeBytes", "quarantined_at as quarantinedAt"])
    .where("digest", "=", p.digest),
);

const holders = statement<{ digest: string; limit: number }>()("reachability.holders", (db, p) =>
  db.selectFrom("repository_blobs").select("repository_id as id").where("digest", "=", p.digest).limit(p.limit),
);

const trashed = statement<InRepository & { subject: "manifest" | "blob" }>()("reachability.trashed", (db, p) =>
  db
    .selectFrom("trash_references")
    .select("trash_id")
    .where("repository_id", "=", p.repositoryId)
    .where("subject", "=", p.subject)
    .where("digest", "=", p.digest)
    .limit(1),
);

const held = statement<InRepository & { now: number }>()("reachability.held", (db, p) =>
  db
    .selectFrom("holds")
    .select("id")
    .where("repository_id", "=", p.repositoryId)
    .where((eb) =>
      eb.or([eb("kind", "=", sql.lit("repository")), eb.and([eb("kind", "=", sql.lit("digest")), eb("target", "=", p.digest)])]),
    )
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", p.now)]))
    .limit(1),
);

/** Once for each namespace, and only where no repository keeps the blob. */
const condemned = statement<{ limit: number }>()("reachability.condemned", (db, p) => ({
  compile: () =>
    sql<{ namespace: string; blobs: number; bytes: number }>`
      select n.name as namespace, count(*) as blobs, sum(b.size_bytes) as bytes from (
        select distinct r.namespace_id, rb.digest from repository_blobs rb join repositories r on r.id = rb.repository_id
        where rb.condemned_at is not null and not exists (
          select 1 from repository_blobs other where other.digest = rb.digest and other.condemned_at is null)
      ) dying join namespaces n on n.id = dying.namespace_id join blobs b on b.digest = dying.digest
      group by n.name order by bytes desc, n.name limit ${p.limit}`.compile(db),
}));

/** Materialized, so that SQLite begins with what is condemned and not with the order of digests. */
const condemnedTotal = statement()("reachability.condemned_total", (db) => ({
  compile: () =>
    sql<{ blobs: number; bytes: number }>`
      with condemned as materialized (
        select rb.digest from repository_blobs rb where rb.condemned_at is not null and not exists (
          select 1 from repository_blobs other where other.digest = rb.digest and other.condemned_at is null)
      ) select count(*) as blobs, coalesce(sum(b.size_bytes), 0) as bytes
        from (select distinct digest from condemned) dying join blobs b on b.digest = dying.digest`.compile(db),
}));

export class ReachabilityReader {
  constructor(private readonly db: Connection) {}

  async findManifest(repositoryId: number, digest: Digest): Promise<ReviewedManifest | undefined> {
    const row = await this.db.first(manifest, { repositoryId, digest });
    if (!row) return undefined;
    const usedAt = Math.max(row.pushedAt, row.lastPulledAt ?? 0, row.touchedAt ?? 0);
    return { id: row.id, digest, sizeBytes: row.sizeBytes, subjectDigest: (row.subjectDigest ?? undefined) as Digest | undefined, usedAt };
  }

  async hasManifest(repositoryId: number, digest: Digest): Promise<boolean> {
    return (await this.db.first(present, { repositoryId, digest })) !== undefined;
  }

  async isTagged(id: number): Promise<boolean> {
    return (await this.db.first(tagged, { id })) !== undefined;
  }

  /** Whether an index of the repository has the manifest. */
  async isListed(repositoryId: number, digest: Digest): Promise<boolean> {
    return (await this.db.first(listed, { repositoryId, digest })) !== undefined;
  }

  /** Indexes of the repository that have the manifest, as many as asked for, in no order. */
  async listersOf(repositoryId: number, digest: Digest, limit: number): Promise<Digest[]> {
    return digestsOf(await this.db.all(listers, { repositoryId, digest, limit }));
  }

  /** What it lists or is the subject of, as many of each as asked for, in no order. */
  async keptBy(repositoryId: number, { id, digest }: Pick<ReviewedManifest, "id" | "digest">, limit: number): Promise<Digest[]> {
    const children = await this.db.all(someChildren, { id, limit });
    return digestsOf([...children, ...(await this.db.all(someReferrers, { repositoryId, digest, limit }))]);
  }

  /** Whether a manifest of the repository refers to the blob. */
  async isReferenced(repositoryId: number, digest: Digest): Promise<boolean> {
    return (await this.db.first(referenced, { repositoryId, digest })) !== undefined;
  }

  /** What comes into the review queue when the manifest goes: what it refers to, and what refers to it as its subject. */
  async dependentsOf(repositoryId: number, { id, digest }: Pick<ReviewedManifest, "id" | "digest">): Promise<Dependents> {
    const [blobs, children, referrers] = await Promise.all([
      this.db.all(blobsOf, { id }),
      this.db.all(childrenOf, { id }),
      this.db.all(referrersOf, { repositoryId, digest }),
    ]);
    return { blobs: digestsOf(blobs), manifests: digestsOf([...children, ...referrers]) };
  }

  async findLink(repositoryId: number, digest: Digest): Promise<ReviewedLink | undefined> {
    const row = await this.db.first(link, { repositoryId, digest });
    return row && { linkedAt: row.linkedAt, condemnedAt: row.condemnedAt ?? undefined };
  }

  async findBlob(digest: Digest): Promise<ReviewedBlob | undefined> {
    const row = await this.db.first(blob, { digest });
    return row && { digest, storageKey: row.storageKey, sizeBytes: row.sizeBytes, isQuarantined: row.quarantinedAt !== null };
  }

  /** Repositories that have the blob, as many as asked for, in no order. */
  async holdersOf(digest: Digest, limit: number): Promise<number[]> {
    return (await this.db.all(holders, { digest, limit })).map(({ id }) => id);
  }

  /** Whether something in the repository's trash could be restored only with it. */
  async isTrashed(repositoryId: number, subject: "manifest" | "blob", digest: Digest): Promise<boolean> {
    return (await this.db.first(trashed, { repositoryId, subject, digest })) !== undefined;
  }

  /** Whether somebody has said that the manifest, or the whole repository, must stay. */
  async isHeld(repositoryId: number, digest: Digest, now: number): Promise<boolean> {
    return (await this.db.first(held, { repositoryId, digest, now })) !== undefined;
  }

  /** What is condemned in the namespaces that lose most: walks only what is. */
  async condemned(limit: number): Promise<Condemned[]> {
    const rows = await this.db.all(condemned, { limit });
    return rows.map(({ namespace, blobs, bytes }) => ({ namespace, blobs: Number(blobs), bytes: Number(bytes) }));
  }

  async condemnedTotal(): Promise<Omit<Condemned, "namespace">> {
    const row = await this.db.first(condemnedTotal, undefined);
    return { blobs: Number(row?.blobs ?? 0), bytes: Number(row?.bytes ?? 0) };
  }
}

function digestsOf(rows: readonly { digest: string }[]): Digest[] {
  return rows.map(({ digest }) => digest as Digest);
}
