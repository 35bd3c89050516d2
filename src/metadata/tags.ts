// Tags and their history: every move and deletion leaves a row that says who, when, and from what to what.
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import { versionKey } from "../oci/version-order.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import { type TagListRequest, type TagListing, type TagPosition, listTags, tagListings } from "./tag-lists.ts";

export { TAG_SORTS, type TagListing, type TagPosition, type TagSort } from "./tag-lists.ts";

/** A tag's move or deletion, as it is remembered. */
export interface TagHistoryEntry {
  readonly id: number;
  /** Undefined: the tag was deleted. */
  readonly digest: Digest | undefined;
  readonly previousDigest: Digest | undefined;
  readonly changedAt: number;
  readonly changedBy: string;
}

const list = statement<{ repository: string; after: string; limit: number }>()("tags.list", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("tags", "tags.repository_id", "repositories.id")
    .select("tags.name")
    .where("repositories.name", "=", p.repository)
    .where("tags.name", ">", p.after)
    .orderBy("tags.name")
    .limit(p.limit),
);

const find = statement<{ repositoryId: number; tag: string }>()("tags.find", (db, p) =>
  db
    .selectFrom("tags")
    .innerJoin("manifests", "manifests.id", "tags.manifest_id")
    .select(["tags.manifest_id as manifestId", "manifests.digest"])
    .where("tags.repository_id", "=", p.repositoryId)
    .where("tags.name", "=", p.tag),
);

const point = statement<{ repositoryId: number; tag: string; manifestId: number; versionKey: string; now: number }>()(
  "tags.point",
  (db, p) =>
    db
      .insertInto("tags")
      .values((eb) => ({
        repository_id: p.repositoryId,
        name: p.tag,
        manifest_id: p.manifestId,
        updated_at: p.now,
        version_key: p.versionKey,
        size_bytes: eb.selectFrom("manifests").select("total_bytes").where("id", "=", p.manifestId),
      }))
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "name"]).doUpdateSet((eb) => ({
          manifest_id: eb.ref("excluded.manifest_id"),
          size_bytes: eb.ref("excluded.size_bytes"),
          updated_at: eb.ref("excluded.updated_at"),
        })),
      ),
);

const unsorted = statement<{ limit: number }>()("tags.unsorted", (db, p) =>
  db.selectFrom("tags").select("name").distinct().where("version_key", "is", null).limit(p.limit),
);

const setVersionKey = statement<{ tag: string; versionKey: string }>()("tags.set_version_key", (db, p) =>
  db.updateTable("tags").set({ version_key: p.versionKey }).where("name", "=", p.tag).where("version_key", "is", null),
);

const history = statement<{ repositoryId: number; tag: string; before: number; limit: number }>()("tag_history.list", (db, p) =>
  db
    .selectFrom("tag_history")
    .select(["id", "digest", "previous_digest as previousDigest", "changed_at as changedAt", "changed_by as changedBy"])
    .where("repository_id", "=", p.repositoryId)
    .where("tag", "=", p.tag)
    .where("id", "<", p.before)
    .orderBy("id", "desc")
    .limit(p.limit),
);

const ofManifest = statement<{ manifestId: number; limit: number }>()("tags.list_of_manifest", (db, p) =>
  db.selectFrom("tags").select("name").where("manifest_id", "=", p.manifestId).limit(p.limit),
);

const pageOfManifest = statement<{ manifestId: number; after: string; limit: number }>()("tags.page_of_manifest", (db, p) =>
  db.selectFrom("tags").select("name").where("manifest_id", "=", p.manifestId).where("name", ">", p.after).orderBy("name").limit(p.limit),
);

const historyOfRepository = statement<{ repositoryId: number; before: number; limit: number }>()(
  "tag_history.list_of_repository",
  (db, p) =>
    db
      .selectFrom("tag_history")
      .select(["id", "tag", "digest", "previous_digest as previousDigest", "changed_at as changedAt", "changed_by as changedBy"])
      .where("repository_id", "=", p.repositoryId)
      .where("id", "<", p.before)
      .orderBy("id", "desc")
      .limit(p.limit),
);

const removeOfManifest = statement<{ manifestId: number }>()("tags.delete_of_manifest", (db, p) =>
  db.deleteFrom("tags").where("manifest_id", "=", p.manifestId),
);

const rememberDeletions = statement<{ manifestId: number; digest: string; actor: string; now: number }>()(
  "tag_history.insert_deletions",
  (db, p) =>
    db
      .insertInto("tag_history")
      .columns(["repository_id", "tag", "previous_digest", "changed_at", "changed_by"])
      .expression((eb) =>
        eb
          .selectFrom("tags")
          .select((row) => [
            "repository_id",
            "name",
            row.val(p.digest).as("previous_digest"),
            row.val(p.now).as("changed_at"),
            row.val(p.actor).as("changed_by"),
          ])
          .where("manifest_id", "=", p.manifestId),
      ),
);

const remove = statement<{ repositoryId: number; tag: string }>()("tags.delete", (db, p) =>
  db.deleteFrom("tags").where("repository_id", "=", p.repositoryId).where("name", "=", p.tag),
);

const remember = statement<{
  repositoryId: number;
  tag: string;
  digest: string | null;
  previous: string | null;
  actor: string;
  now: number;
}>()("tag_history.insert", (db, p) =>
  db.insertInto("tag_history").values({
    repository_id: p.repositoryId,
    tag: p.tag,
    digest: p.digest,
    previous_digest: p.previous,
    changed_at: p.now,
    changed_by: p.actor,
  }),
);

/** A tag's move: undefined stands for "did not exist" or "was deleted". */
export interface TagChange {
  readonly repositoryId: number;
  readonly tag: Tag;
  readonly digest: Digest | undefined;
  readonly previous: Digest | undefined;
  readonly actor: string;
}

export class TagReader {
  constructor(protected readonly db: Connection) {}

  /** Tag names after `after` in byte order. */
  async list(repository: string, after: string, limit: number): Promise<string[]> {
    return (await this.db.all(list, { repository, after, limit })).map((row) => row.name);
  }

  /** In any order, each with the position to go on from. */
  listSorted(repositoryId: number, request: TagListRequest): Promise<{ tag: TagListing; position: TagPosition }[]> {
    return listTags(this.db, repositoryId, request);
  }

  async findListing(repositoryId: number, tag: Tag): Promise<TagListing | undefined> {
    return (await tagListings(this.db, repositoryId, [tag]))[0];
  }

  /** The newest first; also of a tag that is no more. */
  async history(repositoryId: number, tag: Tag, before: number | undefined, limit: number): Promise<TagHistoryEntry[]> {
    const rows = await this.db.all(history, { repositoryId, tag, before: before ?? Number.MAX_SAFE_INTEGER, limit });
    return rows.map((row) => ({
      ...row,
      digest: (row.digest ?? undefined) as Digest | undefined,
      previousDigest: (row.previousDigest ?? undefined) as Digest | undefined,
    }));
  }

  /** Some of the tags that point to the manifest, as many as asked for, in no order. */
  async listOfManifest(manifestId: number, limit: number): Promise<string[]> {
    return (await this.db.all(ofManifest, { manifestId, limit })).map(({ name }) => name);
  }

  /** Those that point to the manifest, in byte order. */
  async pageOfManifest(manifestId: number, after: string, limit: number): Promise<Tag[]> {
    return (await this.db.all(pageOfManifest, { manifestId, after, limit })).map(({ name }) => name as Tag);
  }

  /** Of all its tags, the newest first. */
  async historyOfRepository(
    repositoryId: number,
    before: number | undefined,
    limit: number,
  ): Promise<(TagHistoryEntry & { readonly tag: Tag })[]> {
    const rows = await this.db.all(historyOfRepository, { repositoryId, before: before ?? Number.MAX_SAFE_INTEGER, limit });
    return rows.map((row) => ({
      ...row,
      tag: row.tag as Tag,
      digest: (row.digest ?? undefined) as Digest | undefined,
      previousDigest: (row.previousDigest ?? undefined) as Digest | undefined,
    }));
  }

  async find(repositoryId: number, tag: Tag): Promise<{ manifestId: number; digest: Digest } | undefined> {
    return (await this.db.first(find, { repositoryId, tag })) as { manifestId: number; digest: Digest } | undefined;
  }
}

export class TagWriter extends TagReader {
  /** Gives some of the tags that an earlier version made their place in the order of versions. Resolves to false when all have theirs. */
  async sortSome(limit: number): Promise<boolean> {
    const names = await this.db.all(unsorted, { limit });
    for (const { name } of names) await this.db.run(setVersionKey, { tag: name, versionKey: versionKey(name) });
    return names.length > 0;
  }

  async point(repositoryId: number, tag: Tag, manifestId: number, now: number): Promise<void> {
    await this.db.run(point, { repositoryId, tag, manifestId, versionKey: versionKey(tag), now });
  }

  async delete(repositoryId: number, tag: Tag): Promise<void> {
    await this.db.run(remove, { repositoryId, tag });
  }

  /** Every tag that points to the manifest, with its history. Resolves to how many there were. */
  async deleteOfManifest(manifestId: number, digest: Digest, actor: string, now: number): Promise<number> {
    await this.db.run(rememberDeletions, { manifestId, digest, actor, now });
    return this.db.run(removeOfManifest, { manifestId });
  }

  async remember({ repositoryId, tag, digest, previous, actor }: TagChange, now: number): Promise<void> {
    await this.db.run(remember, { repositoryId, tag, digest: digest ?? null, previous: previous ?? null, actor, now });
  }
}
