// Repositories: found by their whole name, listed in byte order, created by their first push or by their owners. A deleted one
// keeps its row under a name that nobody can ask for, so that every other query is blind to it without saying so.
import { type Selectable, sql } from "kysely";
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";
import type { Readable } from "./access.ts";
import type { Connection } from "./connection.ts";
import { type RepositoryFilter, listRepositories } from "./repository-lists.ts";
import { statement } from "./statement.ts";
import type { RepositoriesTable } from "./tables.ts";

export type { Readable } from "./access.ts";
export type { RepositoryFilter } from "./repository-lists.ts";

export interface RepositoryRecord {
  readonly id: number;
  readonly namespaceId: number;
  readonly name: RepositoryName;
  readonly visibility: "public" | "private";
  /** Undefined: the configured rules decide. */
  readonly referencePolicy: string | undefined;
  readonly description: string;
  readonly version: number;
  readonly createdAt: number;
  readonly pushedAt: number | undefined;
  readonly deletedAt: number | undefined;
  /** The name that it had when it was deleted. */
  readonly deletedName: RepositoryName | undefined;
  /** Since when it is being taken apart: too late to be restored. */
  readonly purgingAt: number | undefined;
}

export interface RepositoryListing extends RepositoryRecord {
  readonly manifests: number;
  readonly tags: number;
  readonly blobBytes: number;
}

export type RepositorySettings = Pick<RepositoryRecord, "visibility" | "referencePolicy" | "description">;

const COLUMNS = [
  "id",
  "namespace_id",
  "name",
  "visibility",
  "reference_policy",
  "description",
  "version",
  "created_at",
  "pushed_at",
  "deleted_at",
  "deleted_name",
  "purging_at",
] as const;

const find = statement<{ name: string }>()("repositories.find", (db, p) =>
  db.selectFrom("repositories").select(COLUMNS).where("name", "=", p.name),
);

const findById = statement<{ id: number }>()("repositories.find_by_id", (db, p) =>
  db.selectFrom("repositories").select(COLUMNS).where("id", "=", p.id),
);

const insert = statement<{ namespace: string; name: string; now: number }>()("repositories.insert", (db, p) =>
  db
    .insertInto("repositories")
    .columns(["namespace_id", "name", "created_at", "indexed_at"])
    .expression((eb) =>
      eb
        .selectFrom("namespaces")
        .select((select) => ["id", select.val(p.name).as("name"), select.val(p.now).as("created_at"), select.val(p.now).as("indexed_at")])
        .where("name", "=", p.namespace),
    ),
);

const insertUsage = statement<{ name: string }>()("repositories.insert_usage", (db, p) =>
  db
    .insertInto("usage_counters")
    .columns(["repository_id", "manifests", "tags", "blobs", "blob_bytes"])
    .expression((eb) =>
      eb
        .selectFrom("repositories")
        .select((select) => [
          "id",
          select.lit(0).as("manifests"),
          select.lit(0).as("tags"),
          select.lit(0).as("blobs"),
          select.lit(0).as("blob_bytes"),
        ])
        .where("name", "=", p.name),
    ),
);

const listOf = statement<{ names: string }>()("repositories.listings", (db, p, dialect) =>
  db
    .selectFrom("repositories as r")
    .innerJoin("usage_counters as u", "u.repository_id", "r.id")
    .select(COLUMNS.map((column) => `r.${column}` as const))
    .select(["u.manifests", "u.tags", "u.blob_bytes as blobBytes"])
    .where("r.name", "in", sql<string>`(select value from ${dialect.rowsOf(p.names)} as value)`)
    .orderBy("r.name"),
);

const listById = statement<{ ids: string }>()("repositories.listings_by_id", (db, p, dialect) =>
  db
    .selectFrom("repositories as r")
    .innerJoin("usage_counters as u", "u.repository_id", "r.id")
    .select(COLUMNS.map((column) => `r.${column}` as const))
    .select(["u.manifests", "u.tags", "u.blob_bytes as blobBytes"])
    .where("r.id", "in", sql<number>`(select cast(value as bigint) from ${dialect.rowsOf(p.ids)} as value)`)
    .where("r.deleted_at", "is", null),
);

const listDeleted = statement<{ namespaceId: number; after: number; limit: number }>()("repositories.list_deleted", (db, p) =>
  db
    .selectFrom("repositories")
    .select(COLUMNS)
    .where("namespace_id", "=", p.namespaceId)
    .where("deleted_at", "is not", null)
    .where("purging_at", "is", null)
    .where("id", ">", p.after)
    .orderBy("id")
    .limit(p.limit),
);

const update = statement<{
  id: number;
  visibility: "public" | "private";
  referencePolicy: string | null;
  description: string;
  version: number;
}>()("repositories.update", (db, p) =>
  db
    .updateTable("repositories")
    .set((eb) => ({
      visibility: p.visibility,
      reference_policy: p.referencePolicy,
      description: p.description,
      version: eb("version", "+", 1),
    }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const setPushed = statement<{ id: number; now: number }>()("repositories.set_pushed", (db, p) =>
  db.updateTable("repositories").set({ pushed_at: p.now }).where("id", "=", p.id),
);

const rename = statement<{ id: number; name: string; namespaceId: number }>()("repositories.rename", (db, p) =>
  db
    .updateTable("repositories")
    .set((eb) => ({ name: p.name, namespace_id: p.namespaceId, version: eb("version", "+", 1) }))
    .where("id", "=", p.id),
);

const setDeleted = statement<{ id: number; name: string; deletedName: string | null; deletedAt: number | null }>()(
  "repositories.set_deleted",
  (db, p) =>
    db
      .updateTable("repositories")
      .set((eb) => ({ name: p.name, deleted_name: p.deletedName, deleted_at: p.deletedAt, version: eb("version", "+", 1) }))
      .where("id", "=", p.id),
);

const insertRedirect = statement<{ name: string; repositoryId: number; expiresAt: number }>()("repository_redirects.insert", (db, p) =>
  db
    .insertInto("repository_redirects")
    .values({ name: p.name, repository_id: p.repositoryId, expires_at: p.expiresAt })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet((eb) => ({ repository_id: eb.ref("excluded.repository_id"), expires_at: eb.ref("excluded.expires_at") })),
    ),
);

const removeRedirect = statement<{ name: string }>()("repository_redirects.delete", (db, p) =>
  db.deleteFrom("repository_redirects").where("name", "=", p.name),
);

const moveUploads = statement<{ from: string; to: string }>()("upload_sessions.move", (db, p) =>
  db.updateTable("upload_sessions").set({ repository: p.to }).where("repository", "=", p.from),
);

const removeGrants = statement<{ repositoryId: number }>()("grants.delete_of_repository", (db, p) =>
  db.deleteFrom("grants").where("repository_id", "=", p.repositoryId),
);

const removeTokenLimits = statement<{ repositoryId: number }>()("token_limits.delete_of_repository", (db, p) =>
  db.deleteFrom("token_limits").where("repository_id", "=", p.repositoryId),
);

const removeTerms = statement<{ repositoryId: number }>()("repository_terms.delete", (db, p) =>
  db.deleteFrom("repository_terms").where("repository_id", "=", p.repositoryId),
);

const insertTerms = statement<{ repositoryId: number; terms: string }>()("repository_terms.insert", (db, p, dialect) =>
  db
    .insertInto("repository_terms")
    .columns(["term", "repository_id", "namespace_id", "visibility"])
    .expression((eb) =>
      eb
        .selectFrom("repositories as r")
        .innerJoin(dialect.rowsOf(p.terms).as("value"), (join) => join.onTrue())
        .select(["value.value", "r.id", "r.namespace_id", "r.visibility"])
        .where("r.id", "=", p.repositoryId)
        .where("r.deleted_at", "is", null),
    ),
);

const setTermsVisibility = statement<{ repositoryId: number; visibility: "public" | "private" }>()(
  "repository_terms.set_visibility",
  (db, p) => db.updateTable("repository_terms").set({ visibility: p.visibility }).where("repository_id", "=", p.repositoryId),
);

const unindexed = statement<{ limit: number }>()("repositories.unindexed", (db, p) =>
  db.selectFrom("repositories").select(["id", "name", "deleted_name"]).where("indexed_at", "is", null).orderBy("id").limit(p.limit),
);

const setIndexed = statement<{ id: number; now: number }>()("repositories.set_indexed", (db, p) =>
  db.updateTable("repositories").set({ indexed_at: p.now }).where("id", "=", p.id),
);

export class RepositoryReader {
  constructor(protected readonly db: Connection) {}

  async find(name: RepositoryName): Promise<RepositoryRecord | undefined> {
    const row = await this.db.first(find, { name });
    return row && toRecord(row);
  }

  /** Also a deleted one. */
  async findById(id: number): Promise<RepositoryRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** Names after `after` in byte order; the filters come before the limit, so that pages are full. */
  async list(readable: Readable, after: string, limit: number, filter: RepositoryFilter = {}): Promise<string[]> {
    return (await listRepositories(this.db, readable, filter, after, limit)).map(({ name }) => name);
  }

  /** What lists show of these repositories, by name. */
  async listings(names: readonly string[]): Promise<RepositoryListing[]> {
    if (names.length === 0) return [];
    return (await this.db.all(listOf, { names: JSON.stringify(names) })).map(toListing);
  }

  /** The same by their ids, in the order of these; without those that are gone. */
  async listingsById(ids: readonly number[]): Promise<RepositoryListing[]> {
    if (ids.length === 0) return [];
    const rows = await this.db.all(listById, { ids: JSON.stringify(ids) });
    const found = new Map(rows.map((row) => [row.id, toListing(row)]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Those of the namespace that were deleted and can be restored. */
  async listDeleted(namespaceId: number, after: number, limit: number): Promise<RepositoryRecord[]> {
    return (await this.db.all(listDeleted, { namespaceId, after, limit })).map(toRecord);
  }

  /** Those that a search does not find yet, because an earlier version made them. */
  async unindexed(limit: number): Promise<{ id: number; name: string }[]> {
    return (await this.db.all(unindexed, { limit })).map((row) => ({ id: row.id, name: row.deleted_name ?? row.name }));
  }
}

export class RepositoryWriter extends RepositoryReader {
  /** Its namespace must exist. A redirect from the name ends: from now on the name is this repository's. */
  async create(name: RepositoryName, now: number): Promise<RepositoryRecord> {
    await this.db.run(insert, { namespace: namespaceOf(name), name, now });
    await this.db.run(insertUsage, { name });
    await this.db.run(removeRedirect, { name });
    const created = await this.find(name);
    if (!created) throw new Error(`repository ${name} has no namespace to live in`);
    await this.db.run(insertTerms, { repositoryId: created.id, terms: JSON.stringify(termsOf(name)) });
    return created;
  }

  /** Resolves to false when the repository is no longer of that version. */
  async update(id: number, { visibility, referencePolicy, description }: RepositorySettings, version: number): Promise<boolean> {
    const isUpdated = (await this.db.run(update, { id, visibility, referencePolicy: referencePolicy ?? null, description, version })) > 0;
    if (isUpdated) await this.db.run(setTermsVisibility, { repositoryId: id, visibility });
    return isUpdated;
  }

  async setPushed(id: number, now: number): Promise<void> {
    await this.db.run(setPushed, { id, now });
  }

  /**
   * The new name must be free. The old one leads here until `redirectUntil`. In another namespace nothing that was granted in the
   * old one counts any more, and no token that was limited to the repository reaches it: its new owner decides anew.
   */
  async move(
    { id, namespaceId, name }: RepositoryRecord,
    to: { name: RepositoryName; namespaceId: number },
    redirectUntil: number,
  ): Promise<void> {
    if (to.namespaceId !== namespaceId) {
      await this.db.run(removeGrants, { repositoryId: id });
      await this.db.run(removeTokenLimits, { repositoryId: id });
    }
    await this.db.run(rename, { id, ...to });
    await this.db.run(moveUploads, { from: name, to: to.name });
    await this.db.run(removeRedirect, { name: to.name });
    await this.db.run(insertRedirect, { name, repositoryId: id, expiresAt: redirectUntil });
    await this.index(id, to.name);
  }

  /** Takes it out of everybody's sight and frees its name. */
  async delete({ id, name }: RepositoryRecord, now: number): Promise<void> {
    await this.db.run(setDeleted, { id, name: `~deleted/${id}`, deletedName: name, deletedAt: now });
    await this.db.run(removeTerms, { repositoryId: id });
  }

  /** The name must be free. */
  async restore(id: number, name: RepositoryName): Promise<void> {
    await this.db.run(setDeleted, { id, name, deletedName: null, deletedAt: null });
    await this.db.run(removeRedirect, { name });
    await this.index(id, name);
  }

  /** Makes it findable by its words. */
  async indexNow(id: number, name: string, now: number): Promise<void> {
    await this.index(id, name);
    await this.db.run(setIndexed, { id, now });
  }

  private async index(repositoryId: number, name: string): Promise<void> {
    await this.db.run(removeTerms, { repositoryId });
    await this.db.run(insertTerms, { repositoryId, terms: JSON.stringify(termsOf(name)) });
  }
}

/** What a search may start with: the whole name, and each of its parts and words with all that follows. */
function termsOf(name: string): string[] {
  return termStarts(name).map((start) => name.slice(start));
}

/** Where the parts and words of a name begin. */
export function termStarts(name: string): number[] {
  return [0, ...[...name.matchAll(/[/._-]+/g)].map((match) => match.index + match[0].length)];
}

type RepositoryRow = Omit<Selectable<RepositoriesTable>, "indexed_at">;

function toListing(row: RepositoryRow & { manifests: number; tags: number; blobBytes: number }): RepositoryListing {
  return { ...toRecord(row), manifests: row.manifests, tags: row.tags, blobBytes: row.blobBytes };
}

function toRecord(row: RepositoryRow): RepositoryRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    name: row.name as RepositoryName,
    visibility: row.visibility,
    referencePolicy: row.reference_policy ?? undefined,
    description: row.description,
    version: row.version,
    createdAt: row.created_at,
    pushedAt: row.pushed_at ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
    deletedName: (row.deleted_name ?? undefined) as RepositoryName | undefined,
    purgingAt: row.purging_at ?? undefined,
  };
}
