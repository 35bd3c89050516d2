// Whether metadata agrees with itself: read in pages for `storage verify`, beside a registry that goes on changing.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export interface StoredManifest {
  readonly id: number;
  readonly repositoryId: number;
  readonly repository: string;
  readonly referencePolicy: string | undefined;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly content: Uint8Array;
}

/** A counter of a repository or a namespace that is not what counting gives. */
export interface Miscount {
  readonly id: number;
  readonly name: string;
  readonly counter: string;
  readonly stored: number;
  readonly counted: number;
}

/** `last` is undefined at the end. */
export interface CountedPage {
  readonly miscounts: Miscount[];
  readonly last: number | undefined;
  readonly read: number;
}

export interface Affected {
  readonly repository: string;
  readonly tag: string | undefined;
}

const manifests = statement<{ after: number; limit: number }>()("integrity.manifests", (db, p) =>
  db
    .selectFrom("manifests as m")
    .innerJoin("repositories as r", "r.id", "m.repository_id")
    .select([
      "m.id",
      "m.repository_id as repositoryId",
      "r.name as repository",
      "r.reference_policy as referencePolicy",
      "m.digest",
      "m.media_type as mediaType",
      "m.size_bytes as sizeBytes",
      "m.content",
    ])
    .where("m.id", ">", p.after)
    .orderBy("m.id")
    .limit(p.limit),
);

const recordedReferences = statement<{ id: number }>()("integrity.references", (db, p) =>
  db
    .selectFrom("manifest_blobs")
    .select("digest")
    .where("manifest_id", "=", p.id)
    .union(db.selectFrom("manifest_children").select("digest").where("manifest_id", "=", p.id)),
);

const linkedAmong = statement<{ repositoryId: number; digests: string }>()("integrity.linked_among", (db, p, dialect) =>
  db
    .selectFrom("repository_blobs")
    .select("digest")
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "in", listOf(dialect, p.digests)),
);

const strayTags = statement<{ limit: number }>()("integrity.stray_tags", (db, p) =>
  db
    .selectFrom("tags as t")
    .leftJoin("manifests as m", (join) => join.onRef("m.id", "=", "t.manifest_id").onRef("m.repository_id", "=", "t.repository_id"))
    .leftJoin("repositories as r", "r.id", "t.repository_id")
    .select(["r.name as repository", "t.name as tag"])
    .where("m.id", "is", null)
    .limit(p.limit),
);

const strayLinks = statement<{ limit: number }>()("integrity.stray_links", (db, p) =>
  db
    .selectFrom("repository_blobs as rb")
    .leftJoin("blobs as b", "b.digest", "rb.digest")
    .leftJoin("repositories as r", "r.id", "rb.repository_id")
    .select(["r.name as repository", "rb.digest"])
    .where("b.digest", "is", null)
    .limit(p.limit),
);

/** Of the repository r. */
const COUNTED_MANIFESTS = sql<number>`(select count(*) from manifests m where m.repository_id = r.id)`;
const COUNTED_TAGS = sql<number>`(select count(*) from tags t where t.repository_id = r.id)`;
const COUNTED_BLOBS = sql<number>`(select count(*) from repository_blobs rb where rb.repository_id = r.id)`;
const COUNTED_BLOB_BYTES = sql<number>`(select coalesce(sum(b.size_bytes), 0) from repository_blobs rb join blobs b on b.digest = rb.digest where rb.repository_id = r.id)`;

const repositoryCounts = statement<{ after: number; limit: number }>()("integrity.repository_counts", (db, p) =>
  db
    .selectFrom("repositories as r")
    // Or it would be walked from its beginning to every page.
    .leftJoin("usage_counters as u", (join) => join.onRef("u.repository_id", "=", "r.id").on("u.repository_id", ">", p.after))
    .select([
      "r.id",
      "r.name",
      "u.manifests",
      "u.tags",
      "u.blobs",
      "u.blob_bytes",
      COUNTED_MANIFESTS.as("counted_manifests"),
      COUNTED_TAGS.as("counted_tags"),
      COUNTED_BLOBS.as("counted_blobs"),
      COUNTED_BLOB_BYTES.as("counted_blob_bytes"),
    ])
    .where("r.id", ">", p.after)
    .orderBy("r.id")
    .limit(p.limit),
);

const OF_NAMESPACE = sql.raw(
  "repositories r join repository_blobs rb on rb.repository_id = r.id join blobs b on b.digest = rb.digest where r.namespace_id = n.id and r.deleted_at is null",
);
const MANIFEST_BYTES = sql.raw(
  "(select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id and r.deleted_at is null)",
);

const namespaceCounts = statement<{ after: number; limit: number }>()("integrity.namespace_counts", (db, p) =>
  db
    .selectFrom("namespaces as n")
    .leftJoin("namespace_usage as u", (join) => join.onRef("u.namespace_id", "=", "n.id").on("u.namespace_id", ">", p.after))
    .select([
      "n.id",
      "n.name",
      "u.repositories",
      "u.logical_bytes",
      "u.unique_bytes",
      sql<number>`(select count(*) from repositories r where r.namespace_id = n.id and r.deleted_at is null)`.as("counted_repositories"),
      sql<number>`(select coalesce(sum(b.size_bytes), 0) from ${OF_NAMESPACE}) + ${MANIFEST_BYTES}`.as("counted_logical_bytes"),
      sql<number>`(select coalesce(sum(once.size_bytes), 0) from (select distinct b.digest, b.size_bytes from ${OF_NAMESPACE}) as once) + ${MANIFEST_BYTES}`.as(
        "counted_unique_bytes",
      ),
    ])
    .where("n.id", ">", p.after)
    .orderBy("n.id")
    .limit(p.limit),
);

/** Also where the row was lost; nothing is made for a repository that was purged meanwhile. */
const recountRepository = statement<{ repositoryId: number }>()("usage_counters.recount", (db, p) =>
  db
    .insertInto("usage_counters")
    .columns(["repository_id", "manifests", "tags", "blobs", "blob_bytes"])
    .expression((eb) =>
      eb
        .selectFrom("repositories as r")
        .select([
          "r.id",
          COUNTED_MANIFESTS.as("manifests"),
          COUNTED_TAGS.as("tags"),
          COUNTED_BLOBS.as("blobs"),
          COUNTED_BLOB_BYTES.as("blob_bytes"),
        ])
        .where("r.id", "=", p.repositoryId),
    )
    .onConflict((conflict) =>
      conflict.column("repository_id").doUpdateSet((eb) => ({
        manifests: eb.ref("excluded.manifests"),
        tags: eb.ref("excluded.tags"),
        blobs: eb.ref("excluded.blobs"),
        blob_bytes: eb.ref("excluded.blob_bytes"),
      })),
    ),
);

/** What a damaged blob is missed by: the repositories that have it, and the tags of manifests that refer to it. */
const affected = statement<{ digest: string; limit: number }>()("integrity.affected", (db, p) =>
  db
    .selectFrom("repository_blobs as rb")
    .innerJoin("repositories as r", "r.id", "rb.repository_id")
    .leftJoin("manifest_blobs as mb", (join) =>
      join.onRef("mb.repository_id", "=", "rb.repository_id").onRef("mb.digest", "=", "rb.digest"),
    )
    .leftJoin("tags as t", "t.manifest_id", "mb.manifest_id")
    .select(["r.name as repository", "t.name as tag"])
    .distinct()
    .where("rb.digest", "=", p.digest)
    .orderBy("r.name")
    .orderBy("t.name", (by) => by.asc().nullsFirst())
    .limit(p.limit),
);

export class IntegrityReader {
  constructor(protected readonly db: Connection) {}

  /** With their bytes, in the order of their ids. */
  async manifests(after: number, limit: number): Promise<StoredManifest[]> {
    const rows = await this.db.all(manifests, { after, limit });
    return rows.map((row) => ({ ...row, digest: row.digest as Digest, referencePolicy: row.referencePolicy ?? undefined }));
  }

  /** What the registry believes the manifest refers to. */
  async referencesOf(manifestId: number): Promise<Set<string>> {
    return new Set((await this.db.all(recordedReferences, { id: manifestId })).map((row) => row.digest));
  }

  /** Those of these blobs that the repository has, withheld ones included. */
  async linkedAmong(repositoryId: number, digests: readonly Digest[]): Promise<Set<string>> {
    return new Set((await this.db.all(linkedAmong, { repositoryId, digests: JSON.stringify(digests) })).map((row) => row.digest));
  }

  async strayTags(limit: number): Promise<{ repository: string; tag: string }[]> {
    return (await this.db.all(strayTags, { limit })).map(({ repository, tag }) => ({ repository: repository ?? "", tag }));
  }

  async strayLinks(limit: number): Promise<{ repository: string; digest: string }[]> {
    return (await this.db.all(strayLinks, { limit })).map(({ repository, digest }) => ({ repository: repository ?? "", digest }));
  }

  async miscountedRepositories(after: number, limit: number): Promise<CountedPage> {
    const rows = await this.db.all(repositoryCounts, { after, limit });
    return {
      miscounts: rows.flatMap((row) => miscountsOf(row, ["manifests", "tags", "blobs", "blob_bytes"])),
      last: rows.at(-1)?.id,
      read: rows.length,
    };
  }

  async miscountedNamespaces(after: number, limit: number): Promise<CountedPage> {
    const rows = await this.db.all(namespaceCounts, { after, limit });
    return {
      miscounts: rows.flatMap((row) => miscountsOf(row, ["repositories", "logical_bytes", "unique_bytes"])),
      last: rows.at(-1)?.id,
      read: rows.length,
    };
  }

  async affectedBy(digest: Digest, limit: number): Promise<Affected[]> {
    return (await this.db.all(affected, { digest, limit })).map(({ repository, tag }) => ({ repository, tag: tag ?? undefined }));
  }
}

export class IntegrityWriter extends IntegrityReader {
  async recountRepository(repositoryId: number): Promise<void> {
    await this.db.run(recountRepository, { repositoryId });
  }
}

function miscountsOf<Counter extends string>(
  row: { id: number; name: string } & Record<Counter, number | null> & Record<`counted_${Counter}`, number>,
  counters: readonly Counter[],
): Miscount[] {
  return counters
    .map((counter) => ({
      id: row.id,
      name: row.name,
      counter,
      stored: Number(row[counter] ?? 0),
      counted: Number(row[`counted_${counter}`]),
    }))
    .filter(({ stored, counted }) => stored !== counted);
}
