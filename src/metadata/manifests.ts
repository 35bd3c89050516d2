// Manifests: their exact bytes under each repository that has them, and what they refer to.
import { type Kysely, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import { type Manifest, referrerArtifactType } from "../oci/manifest.ts";
import type { Tag } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

export interface ManifestRecord {
  readonly id: number;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/** What lists show. */
export interface ManifestListing extends ManifestRecord {
  readonly artifactType: string | undefined;
  readonly subjectDigest: Digest | undefined;
  /** With everything it refers to, as far as the repository has it. */
  readonly totalBytes: number;
  readonly pushedAt: number;
  readonly pushedBy: string;
}

export interface ManifestFilter {
  readonly artifactType?: string | undefined;
  readonly mediaType?: string | undefined;
}

/** Where a page ended. */
export interface ManifestPosition {
  readonly pushedAt: number;
  readonly id: number;
}

/** The pull path: one indexed query each, without the bytes, which are immutable and cached by digest. */
const findByTag = statement<{ repository: string; tag: string }>()("manifests.find_by_tag", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("tags", "tags.repository_id", "repositories.id")
    .innerJoin("manifests", "manifests.id", "tags.manifest_id")
    .select(["manifests.id", "manifests.digest", "manifests.media_type as mediaType", "manifests.size_bytes as sizeBytes"])
    .where("repositories.name", "=", p.repository)
    .where("tags.name", "=", p.tag),
);

const findByDigest = statement<{ repository: string; digest: string }>()("manifests.find_by_digest", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("manifests", "manifests.repository_id", "repositories.id")
    .select(["manifests.id", "manifests.digest", "manifests.media_type as mediaType", "manifests.size_bytes as sizeBytes"])
    .where("repositories.name", "=", p.repository)
    .where("manifests.digest", "=", p.digest),
);

const content = statement<{ id: number; digest: string }>()("manifests.content", (db, p) =>
  db.selectFrom("manifests").select("content").where("id", "=", p.id).where("digest", "=", p.digest),
);

/** Each by itself, as in blobs.sizes_in; null for those that the repository does not have. */
const totalBytesIn = statement<{ repositoryId: number; digests: string }>()("manifests.total_bytes_in", (db, p, dialect) =>
  db
    .selectFrom(dialect.rowsOf(p.digests).as("value"))
    .select((eb) => [
      "value.value as digest",
      eb
        .selectFrom("manifests as m")
        .select("m.total_bytes")
        .where("m.repository_id", "=", p.repositoryId)
        .whereRef("m.digest", "=", "value.value")
        .as("totalBytes"),
    ]),
);

interface InsertParameters {
  [name: string]: string | number | null | Uint8Array;
  repositoryId: number;
  digest: string;
  mediaType: string;
  artifactType: string | null;
  subjectDigest: string | null;
  annotations: string | null;
  sizeBytes: number;
  totalBytes: number;
  now: number;
  actor: string;
  content: Uint8Array;
}

const insert = statement<InsertParameters>()("manifests.insert", (db, p) =>
  db
    .insertInto("manifests")
    .values({
      repository_id: p.repositoryId,
      digest: p.digest,
      media_type: p.mediaType,
      artifact_type: p.artifactType,
      subject_digest: p.subjectDigest,
      annotations: p.annotations,
      size_bytes: p.sizeBytes,
      total_bytes: p.totalBytes,
      pushed_at: p.now,
      pushed_by: p.actor,
      content: p.content,
    })
    .returning("id"),
);

const insertBlobs = statement<{ id: number; repositoryId: number; digests: string }>()("manifest_blobs.insert", (db, p, dialect) =>
  db
    .insertInto("manifest_blobs")
    .columns(["manifest_id", "repository_id", "digest"])
    .expression((eb) =>
      eb
        .selectFrom(dialect.rowsOf(p.digests).as("value"))
        .select((row) => [row.val(p.id).as("manifest_id"), row.val(p.repositoryId).as("repository_id"), "value.value"]),
    ),
);

const insertChildren = statement<{ id: number; repositoryId: number; digests: string }>()("manifest_children.insert", (db, p, dialect) =>
  db
    .insertInto("manifest_children")
    .columns(["manifest_id", "repository_id", "digest"])
    .expression((eb) =>
      eb
        .selectFrom(dialect.rowsOf(p.digests).as("value"))
        .select((row) => [row.val(p.id).as("manifest_id"), row.val(p.repositoryId).as("repository_id"), "value.value"]),
    ),
);

const LISTED = [
  "id",
  "digest",
  "media_type as mediaType",
  "size_bytes as sizeBytes",
  "artifact_type as artifactType",
  "subject_digest as subjectDigest",
  "total_bytes as totalBytes",
  "pushed_at as pushedAt",
  "pushed_by as pushedBy",
] as const;

interface ListParameters {
  [name: string]: string | number;
  repositoryId: number;
  pushedAt: number;
  id: number;
  limit: number;
}

const newestFirst = (db: Kysely<Tables>, p: ListParameters) =>
  db
    .selectFrom("manifests")
    .select(LISTED)
    .where("repository_id", "=", p.repositoryId)
    .where(sql<boolean>`(pushed_at, id) < (${p.pushedAt}, ${p.id})`)
    .orderBy("pushed_at", "desc")
    .orderBy("id", "desc")
    .limit(p.limit);

const list = statement<ListParameters>()("manifests.list", (db, p) => newestFirst(db, p));

const listOfMediaType = statement<ListParameters & { mediaType: string }>()("manifests.list_of_media_type", (db, p) =>
  newestFirst(db, p).where("media_type", "=", p.mediaType),
);

/** Of any media type where that is empty. */
const listOfArtifactType = statement<ListParameters & { artifactType: string; mediaType: string }>()(
  "manifests.list_of_artifact_type",
  (db, p) =>
    newestFirst(db, p)
      .where("artifact_type", "=", p.artifactType)
      .where(sql<boolean>`(${p.mediaType} = '' or media_type = ${p.mediaType})`),
);

const listingsOf = statement<{ repositoryId: number; digests: string }>()("manifests.listings", (db, p, dialect) =>
  db.selectFrom("manifests").select(LISTED).where("repository_id", "=", p.repositoryId).where("digest", "in", listOf(dialect, p.digests)),
);

const countReferrers = statement<{ repositoryId: number; subject: string }>()("manifests.count_referrers", (db, p) =>
  db
    .selectFrom("manifests")
    .select((eb) => eb.fn.countAll<number>().as("referrers"))
    .where("repository_id", "=", p.repositoryId)
    .where("subject_digest", "=", p.subject),
);

const referringToBlob = statement<{ repositoryId: number; digest: string }>()("manifest_blobs.count_referring", (db, p) =>
  db
    .selectFrom("manifest_blobs")
    .select((eb) => eb.fn.countAll<number>().as("manifests"))
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest),
);

const touch = statement<{ id: number; now: number }>()("manifest_uses.touch", (db, p) =>
  db
    .insertInto("manifest_uses")
    .values({ manifest_id: p.id, touched_at: p.now })
    .onConflict((conflict) => conflict.column("manifest_id").doUpdateSet((eb) => ({ touched_at: eb.ref("excluded.touched_at") }))),
);

const remove = statement<{ id: number }>()("manifests.delete", (db, p) => db.deleteFrom("manifests").where("id", "=", p.id));

export class ManifestReader {
  constructor(protected readonly db: Connection) {}

  async findByTag(repository: string, tag: Tag): Promise<ManifestRecord | undefined> {
    return (await this.db.first(findByTag, { repository, tag })) as ManifestRecord | undefined;
  }

  async findByDigest(repository: string, digest: Digest): Promise<ManifestRecord | undefined> {
    return (await this.db.first(findByDigest, { repository, digest })) as ManifestRecord | undefined;
  }

  /** Resolves to undefined when the manifest was deleted since its record was read. */
  async content({ id, digest }: ManifestRecord): Promise<Uint8Array | undefined> {
    return (await this.db.first(content, { id, digest }))?.content;
  }

  /** The newest first. */
  async list(
    repositoryId: number,
    { artifactType, mediaType }: ManifestFilter,
    after: ManifestPosition | undefined,
    limit: number,
  ): Promise<ManifestListing[]> {
    const page = { repositoryId, ...(after ?? { pushedAt: Number.MAX_SAFE_INTEGER, id: 0 }), limit };
    const rows =
      artifactType !== undefined
        ? await this.db.all(listOfArtifactType, { ...page, artifactType, mediaType: mediaType ?? "" })
        : mediaType !== undefined
          ? await this.db.all(listOfMediaType, { ...page, mediaType })
          : await this.db.all(list, page);
    return rows.map(toListing);
  }

  /** Those of these that the repository has, in no order. */
  async listings(repositoryId: number, digests: readonly Digest[]): Promise<ManifestListing[]> {
    if (digests.length === 0) return [];
    return (await this.db.all(listingsOf, { repositoryId, digests: JSON.stringify(digests) })).map(toListing);
  }

  /** How many of the repository's manifests have this subject, which need not be there itself. */
  async countReferrers(repositoryId: number, subject: Digest): Promise<number> {
    return Number((await this.db.first(countReferrers, { repositoryId, subject }))?.referrers ?? 0);
  }

  /** Which of these manifests the repository does not have. */
  async missingFrom(repositoryId: number, digests: readonly Digest[]): Promise<Digest[]> {
    const present = await this.totalBytesIn(repositoryId, digests);
    return digests.filter((digest) => !present.has(digest));
  }

  /** What these manifests take together, as far as the repository has them. */
  async totalBytesOf(repositoryId: number, digests: readonly Digest[]): Promise<number> {
    return (await this.totalBytesIn(repositoryId, digests)).values().reduce((sum, bytes) => sum + bytes, 0);
  }

  private async totalBytesIn(repositoryId: number, digests: readonly Digest[]): Promise<Map<string, number>> {
    if (digests.length === 0) return new Map();
    const rows = await this.db.all(totalBytesIn, { repositoryId, digests: JSON.stringify(digests) });
    return new Map(rows.flatMap(({ digest, totalBytes }) => (totalBytes === null ? [] : [[digest, totalBytes]])));
  }

  /** How many of the repository's manifests refer to the blob. */
  async referringToBlob(repositoryId: number, digest: Digest): Promise<number> {
    return Number((await this.db.first(referringToBlob, { repositoryId, digest }))?.manifests ?? 0);
  }
}

export class ManifestWriter extends ManifestReader {
  /** The repository must not have this manifest yet. Resolves to the new row's id. */
  async insert(
    repositoryId: number,
    manifest: Manifest,
    { totalBytes, actor }: { totalBytes: number; actor: string },
    now: number,
  ): Promise<number> {
    const { descriptor, subject } = manifest;
    const row = await this.db.first(insert, {
      repositoryId,
      digest: descriptor.digest,
      mediaType: descriptor.mediaType,
      artifactType: referrerArtifactType(manifest) ?? null,
      subjectDigest: subject?.digest ?? null,
      annotations: subject && descriptor.annotations ? JSON.stringify(descriptor.annotations) : null,
      sizeBytes: descriptor.sizeBytes,
      totalBytes,
      now,
      actor,
      content: manifest.bytes,
    });
    const { id } = row!;
    await this.db.run(insertBlobs, { id, repositoryId, digests: digestsIn(manifest, "blobs") });
    await this.db.run(insertChildren, { id, repositoryId, digests: digestsIn(manifest, "manifests") });
    return id;
  }

  /** It was pushed again, or lost a tag: garbage collection gives it its time anew. */
  async touch(id: number, now: number): Promise<void> {
    await this.db.run(touch, { id, now });
  }

  /** Its references go with it; tags must have been deleted before. */
  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }
}

type ListingRow = Omit<ManifestListing, "digest" | "artifactType" | "subjectDigest"> & {
  digest: string;
  artifactType: string | null;
  subjectDigest: string | null;
};

function toListing(row: ListingRow): ManifestListing {
  return {
    ...row,
    digest: row.digest as Digest,
    artifactType: row.artifactType ?? undefined,
    subjectDigest: (row.subjectDigest ?? undefined) as Digest | undefined,
  };
}

/** Each once: two equal layers are one blob. */
function digestsIn(manifest: Manifest, store: "blobs" | "manifests"): string {
  return JSON.stringify([...new Set(manifest.references.filter((reference) => reference.store === store).map(({ digest }) => digest))]);
}
