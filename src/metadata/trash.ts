// The trash: manifests with their bytes and the tags they had, and tags with where they pointed. What an entry refers to is kept from
// the garbage collector until the entry goes; then everything that it kept is reviewed.
import { type Selectable, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import { laterWins } from "./review-queue.ts";
import { listOf, statement } from "./statement.ts";
import type { TrashTable } from "./tables.ts";

export type TrashReason = "deleted" | "retention";

export interface TrashEntry {
  readonly id: number;
  readonly repositoryId: number;
  readonly kind: "manifest" | "tag";
  /** Of a tag. */
  readonly tag: Tag | undefined;
  /** The manifest's own, or where the tag pointed. */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** How many tags pointed to a manifest when it was deleted, and went with it. */
  readonly tagCount: number;
  readonly pushedBy: string;
  readonly reason: TrashReason;
  readonly deletedBy: string;
  readonly deletedAt: number;
  readonly expiresAt: number;
}

/** Why something goes into the trash, and until when it stays there. */
export interface Disposal {
  readonly actor: string;
  readonly reason: TrashReason;
  readonly expiresAt: number;
}

const COLUMNS = [
  "id",
  "repository_id",
  "kind",
  "tag",
  "digest",
  "media_type",
  "size_bytes",
  "tag_count",
  "pushed_by",
  "reason",
  "deleted_by",
  "deleted_at",
  "expires_at",
] as const;

const ENTRY = [
  "repository_id",
  "kind",
  "tag",
  "digest",
  "media_type",
  "subject_digest",
  "size_bytes",
  "tag_count",
  "pushed_by",
  "reason",
  "deleted_by",
  "deleted_at",
  "expires_at",
  "content",
] as const;

type DisposalParameters = { actor: string; reason: TrashReason; now: number; expiresAt: number };

const insertManifest = statement<DisposalParameters & { manifestId: number }>()("trash.insert_manifest", (db, p) =>
  db
    .insertInto("trash")
    .columns(ENTRY)
    .expression((eb) =>
      eb
        .selectFrom("manifests")
        .select((row) => [
          "repository_id",
          row.val("manifest").as("kind"),
          row.lit(null).as("tag"),
          "digest",
          "media_type",
          "subject_digest",
          "size_bytes",
          row
            .selectFrom("tags")
            .select((tags) => tags.fn.countAll<number>().as("tags"))
            .whereRef("tags.manifest_id", "=", "manifests.id")
            .as("tag_count"),
          "pushed_by",
          row.val(p.reason).as("reason"),
          row.val(p.actor).as("deleted_by"),
          row.val(p.now).as("deleted_at"),
          row.val(p.expiresAt).as("expires_at"),
          "content",
        ])
        .where("id", "=", p.manifestId),
    )
    .returning("id"),
);

const insertTags = statement<{ id: number; manifestId: number }>()("trash_tags.insert_of_manifest", (db, p) =>
  db
    .insertInto("trash_tags")
    .columns(["trash_id", "name"])
    .expression((eb) =>
      eb
        .selectFrom("tags")
        .select((row) => [row.val(p.id).as("trash_id"), "name"])
        .where("manifest_id", "=", p.manifestId),
    ),
);

const insertBlobs = statement<{ id: number; manifestId: number }>()("trash_references.insert_blobs", (db, p) =>
  db
    .insertInto("trash_references")
    .columns(["trash_id", "repository_id", "subject", "digest"])
    .expression((eb) =>
      eb
        .selectFrom("manifest_blobs")
        .select((row) => [row.val(p.id).as("trash_id"), "repository_id", row.val("blob").as("subject"), "digest"])
        .where("manifest_id", "=", p.manifestId),
    ),
);

const insertChildren = statement<{ id: number; manifestId: number }>()("trash_references.insert_children", (db, p) =>
  db
    .insertInto("trash_references")
    .columns(["trash_id", "repository_id", "subject", "digest"])
    .expression((eb) =>
      eb
        .selectFrom("manifest_children")
        .select((row) => [row.val(p.id).as("trash_id"), "repository_id", row.val("manifest").as("subject"), "digest"])
        .where("manifest_id", "=", p.manifestId),
    ),
);

/** What describes the manifest: restored without its signatures, it would be another. */
const insertReferrers = statement<{ id: number; manifestId: number }>()("trash_references.insert_referrers", (db, p) =>
  db
    .insertInto("trash_references")
    .columns(["trash_id", "repository_id", "subject", "digest"])
    .expression((eb) =>
      eb
        .selectFrom("manifests as subject")
        .innerJoin("manifests as referrer", (join) =>
          join.onRef("referrer.repository_id", "=", "subject.repository_id").onRef("referrer.subject_digest", "=", "subject.digest"),
        )
        .select((row) => [row.val(p.id).as("trash_id"), "referrer.repository_id", row.val("manifest").as("subject"), "referrer.digest"])
        .where("subject.id", "=", p.manifestId),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

const insertTag = statement<DisposalParameters & { manifestId: number; tag: string }>()("trash.insert_tag", (db, p) =>
  db
    .insertInto("trash")
    .columns(ENTRY)
    .expression((eb) =>
      eb
        .selectFrom("manifests")
        .select((row) => [
          "repository_id",
          row.val("tag").as("kind"),
          row.val(p.tag).as("tag"),
          "digest",
          "media_type",
          row.lit(null).as("subject_digest"),
          "size_bytes",
          row.lit(0).as("tag_count"),
          "pushed_by",
          row.val(p.reason).as("reason"),
          row.val(p.actor).as("deleted_by"),
          row.val(p.now).as("deleted_at"),
          row.val(p.expiresAt).as("expires_at"),
          row.lit(null).as("content"),
        ])
        .where("id", "=", p.manifestId),
    )
    .returning(["id", "repository_id", "digest"]),
);

const insertReference = statement<{ id: number; repositoryId: number; digest: string }>()("trash_references.insert", (db, p) =>
  db.insertInto("trash_references").values({ trash_id: p.id, repository_id: p.repositoryId, subject: "manifest", digest: p.digest }),
);

const find = statement<{ id: number }>()("trash.find", (db, p) => db.selectFrom("trash").select(COLUMNS).where("id", "=", p.id));

const findManifests = statement<{ repositoryId: number; digests: string }>()("trash.find_manifests", (db, p, dialect) =>
  db
    .selectFrom("trash")
    .select(COLUMNS)
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "in", listOf(dialect, p.digests))
    .where("kind", "=", "manifest"),
);

const list = statement<{ repositoryId: number; before: number; limit: number }>()("trash.list", (db, p) =>
  db
    .selectFrom("trash")
    .select(COLUMNS)
    .where("repository_id", "=", p.repositoryId)
    .where("id", "<", p.before)
    .orderBy("id", "desc")
    .limit(p.limit),
);

const content = statement<{ id: number }>()("trash.content", (db, p) => db.selectFrom("trash").select("content").where("id", "=", p.id));

const tagsOf = statement<{ id: number; after: string; limit: number }>()("trash_tags.list", (db, p) =>
  db.selectFrom("trash_tags").select("name").where("trash_id", "=", p.id).where("name", ">", p.after).orderBy("name").limit(p.limit),
);

const referrersOf = statement<{ repositoryId: number; subject: string }>()("trash.find_referrers", (db, p) =>
  db.selectFrom("trash").select(COLUMNS).where("repository_id", "=", p.repositoryId).where("subject_digest", "=", p.subject).orderBy("id"),
);

const childrenOf = statement<{ id: number }>()("trash_references.list_manifests", (db, p) =>
  db.selectFrom("trash_references").select("digest").where("trash_id", "=", p.id).where("subject", "=", "manifest"),
);

const keepersOf = statement<{ repositoryId: number; digest: string }>()("trash.find_keepers", (db, p) =>
  db
    .selectFrom("trash_references as kept")
    .innerJoin("trash", "trash.id", "kept.trash_id")
    .select(COLUMNS.map((column) => `trash.${column}` as const))
    .where("kept.repository_id", "=", p.repositoryId)
    .where("kept.subject", "=", sql.lit("manifest"))
    .where("kept.digest", "=", p.digest),
);

const reference = statement<{ repositoryId: number; subject: "manifest" | "blob"; digest: string }>()("trash_references.find", (db, p) =>
  db
    .selectFrom("trash_references")
    .select("trash_id")
    .where("repository_id", "=", p.repositoryId)
    .where("subject", "=", p.subject)
    .where("digest", "=", p.digest)
    .limit(1),
);

const expired = statement<{ now: number; expiresAt: number; id: number; limit: number }>()("trash.expired", (db, p) =>
  db
    .selectFrom("trash")
    .select(COLUMNS)
    .where("expires_at", "<=", p.now)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("expires_at", "id"), ">", tuple(p.expiresAt, p.id)))
    .orderBy("expires_at")
    .orderBy("id")
    .limit(p.limit),
);

const expireAll = statement<{ repositoryId: number; now: number }>()("trash.expire_of_repository", (db, p) =>
  db.updateTable("trash").set({ expires_at: p.now }).where("repository_id", "=", p.repositoryId).where("expires_at", ">", p.now),
);

const total = statement<{ repositoryId: number }>()("trash.total", (db, p) =>
  db
    .selectFrom("trash")
    .select((eb) => eb.fn.countAll<number>().as("entries"))
    .where("repository_id", "=", p.repositoryId),
);

type ReviewParameters = { id: number; reason: string; dueAt: number };

const reviewReferences = statement<ReviewParameters>()("review_queue.enqueue_of_trash", (db, p) =>
  db
    .insertInto("review_queue")
    .columns(["repository_id", "subject", "digest", "reason", "due_at"])
    .expression((eb) =>
      eb
        .selectFrom("trash_references")
        .select((row) => ["repository_id", "subject", "digest", row.val(p.reason).as("reason"), row.val(p.dueAt).as("due_at")])
        .where("trash_id", "=", p.id),
    )
    .onConflict(laterWins),
);

const remove = statement<{ id: number }>()("trash.delete", (db, p) => db.deleteFrom("trash").where("id", "=", p.id));

export class TrashReader {
  constructor(protected readonly db: Connection) {}

  async find(id: number): Promise<TrashEntry | undefined> {
    const row = await this.db.first(find, { id });
    return row && toEntry(row);
  }

  /** Those of these manifests that are in the repository's trash. */
  async findManifests(repositoryId: number, digests: readonly Digest[]): Promise<TrashEntry[]> {
    if (digests.length === 0) return [];
    return (await this.db.all(findManifests, { repositoryId, digests: JSON.stringify(digests) })).map(toEntry);
  }

  /** The newest first. */
  async list(repositoryId: number, before: number | undefined, limit: number): Promise<TrashEntry[]> {
    return (await this.db.all(list, { repositoryId, before: before ?? Number.MAX_SAFE_INTEGER, limit })).map(toEntry);
  }

  async count(repositoryId: number): Promise<number> {
    return Number((await this.db.first(total, { repositoryId }))?.entries ?? 0);
  }

  /** The bytes of a manifest. */
  async content(id: number): Promise<Uint8Array | undefined> {
    return (await this.db.first(content, { id }))?.content ?? undefined;
  }

  /** The tags that a manifest had, in byte order. */
  async tagsOf(id: number, after: string, limit: number): Promise<Tag[]> {
    return (await this.db.all(tagsOf, { id, after, limit })).map(({ name }) => name as Tag);
  }

  /** The manifests that an entry refers to, and those that describe it. */
  async childrenOf(id: number): Promise<Digest[]> {
    return (await this.db.all(childrenOf, { id })).map(({ digest }) => digest as Digest);
  }

  /** Manifests in the trash with this subject. */
  async referrersOf(repositoryId: number, subject: Digest): Promise<TrashEntry[]> {
    return (await this.db.all(referrersOf, { repositoryId, subject })).map(toEntry);
  }

  /** Entries that could not be restored whole without the manifest. */
  async keepersOf(repositoryId: number, digest: Digest): Promise<TrashEntry[]> {
    return (await this.db.all(keepersOf, { repositoryId, digest })).map(toEntry);
  }

  /** Whether the collector must leave it alone: what is in the trash needs it. */
  async keeps(repositoryId: number, subject: "manifest" | "blob", digest: Digest): Promise<boolean> {
    return (await this.db.first(reference, { repositoryId, subject, digest })) !== undefined;
  }

  /** Whose time is over, the oldest first. */
  async expired(now: number, after: { expiresAt: number; id: number } | undefined, limit: number): Promise<TrashEntry[]> {
    return (await this.db.all(expired, { now, ...(after ?? { expiresAt: -1, id: 0 }), limit })).map(toEntry);
  }
}

export class TrashWriter extends TrashReader {
  /** A copy of the manifest, with its tags and references: it and its tags must be deleted afterwards. */
  async addManifest(manifestId: number, disposal: Disposal, now: number): Promise<number> {
    const { id } = (await this.db.first(insertManifest, { manifestId, ...disposal, now }))!;
    await this.db.run(insertTags, { id, manifestId });
    await this.db.run(insertBlobs, { id, manifestId });
    await this.db.run(insertChildren, { id, manifestId });
    await this.db.run(insertReferrers, { id, manifestId });
    return id;
  }

  /** With a hold on the manifest that it points to. */
  async addTag(tag: Tag, manifestId: number, disposal: Disposal, now: number): Promise<number> {
    const { id, repository_id: repositoryId, digest } = (await this.db.first(insertTag, { manifestId, tag, ...disposal, now }))!;
    await this.db.run(insertReference, { id, repositoryId, digest });
    return id;
  }

  /** For ever, or because it was restored. What it kept is reviewed from `dueAt` on. */
  async delete(id: number, reason: string, dueAt: number): Promise<void> {
    await this.db.run(reviewReferences, { id, reason, dueAt });
    await this.db.run(remove, { id });
  }

  /** From now on their time is over. Resolves to how many there were. */
  async expireAll(repositoryId: number, now: number): Promise<number> {
    return this.db.run(expireAll, { repositoryId, now });
  }
}

function toEntry(row: Omit<Selectable<TrashTable>, "content" | "subject_digest">): TrashEntry {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    kind: row.kind,
    tag: (row.tag ?? undefined) as Tag | undefined,
    digest: row.digest as Digest,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    tagCount: Number(row.tag_count),
    pushedBy: row.pushed_by,
    reason: row.reason as TrashReason,
    deletedBy: row.deleted_by,
    deletedAt: row.deleted_at,
    expiresAt: row.expires_at,
  };
}
