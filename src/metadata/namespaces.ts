// Namespaces: users and organizations share one set of names, each the first part of its repositories' names.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { type RestoredRepository, deleteAll, longestName, renameAll, restoreAll } from "./namespace-repositories.ts";
import { statement } from "./statement.ts";
import type { NamespacesTable } from "./tables.ts";

export type NamespaceKind = NamespacesTable["kind"];

export interface NamespaceRecord {
  readonly id: number;
  readonly name: string;
  readonly kind: NamespaceKind;
  readonly displayName: string;
  readonly description: string;
  readonly website: string;
  readonly avatarUrl: string;
  /** A level as a number: what members may do with every repository. */
  readonly defaultPermission: number;
  readonly membersCanCreate: boolean;
  readonly storageQuotaBytes: number | undefined;
  readonly repositoryQuota: number | undefined;
  readonly version: number;
  readonly deletedAt: number | undefined;
  /** The name that it had, and that stays reserved. */
  readonly deletedName: string | undefined;
  readonly createdAt: number;
}

export type NamespaceProfile = Pick<
  NamespaceRecord,
  "displayName" | "description" | "website" | "avatarUrl" | "defaultPermission" | "membersCanCreate"
>;
export type NamespaceQuotas = Pick<NamespaceRecord, "storageQuotaBytes" | "repositoryQuota">;

const COLUMNS = [
  "id",
  "name",
  "kind",
  "display_name",
  "description",
  "website",
  "avatar_url",
  "default_permission",
  "members_can_create",
  "storage_quota_bytes",
  "repository_quota",
  "version",
  "deleted_at",
  "deleted_name",
  "created_at",
] as const;

const find = statement<{ name: string }>()("namespaces.find", (db, p) =>
  db.selectFrom("namespaces").select(COLUMNS).where("name", "=", p.name),
);

const findById = statement<{ id: number }>()("namespaces.find_by_id", (db, p) =>
  db.selectFrom("namespaces").select(COLUMNS).where("id", "=", p.id),
);

const findDeleted = statement<{ name: string }>()("namespaces.find_deleted", (db, p) =>
  db.selectFrom("namespaces").select(COLUMNS).where("deleted_name", "=", p.name).where("deleted_at", "is not", null),
);

const listOrganizations = statement<{ after: string; limit: number }>()("namespaces.list_organizations", (db, p) =>
  db
    .selectFrom("namespaces")
    .select(COLUMNS)
    .where("name", ">", p.after)
    .where("kind", "=", "organization")
    .where("deleted_at", "is", null)
    .orderBy("name")
    .limit(p.limit),
);

const listOfMember = statement<{ userId: number; after: string; limit: number }>()("namespaces.list_of_member", (db, p) =>
  db
    .selectFrom("members")
    .innerJoin("namespaces", "namespaces.id", "members.namespace_id")
    .select(COLUMNS.map((column) => `namespaces.${column}` as const))
    .where("members.user_id", "=", p.userId)
    .where("namespaces.name", ">", p.after)
    .where("namespaces.deleted_at", "is", null)
    .orderBy("namespaces.name")
    .limit(p.limit),
);

const insert = statement<{ name: string; kind: NamespaceKind; now: number }>()("namespaces.insert", (db, p) =>
  db
    .insertInto("namespaces")
    .values({ name: p.name, kind: p.kind, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

const insertUsage = statement<{ namespaceId: number }>()("namespace_usage.insert", (db, p) =>
  db.insertInto("namespace_usage").values({ namespace_id: p.namespaceId, repositories: 0, logical_bytes: 0, unique_bytes: 0 }),
);

const adopt = statement<{ name: string }>()("namespaces.adopt", (db, p) =>
  db.updateTable("namespaces").set({ kind: "user" }).where("name", "=", p.name).where("kind", "=", "organization").returning("id"),
);

const setProfile = statement<{
  id: number;
  displayName: string;
  description: string;
  website: string;
  avatarUrl: string;
  defaultPermission: number;
  membersCanCreate: number;
  version: number;
}>()("namespaces.set_profile", (db, p) =>
  db
    .updateTable("namespaces")
    .set((eb) => ({
      display_name: p.displayName,
      description: p.description,
      website: p.website,
      avatar_url: p.avatarUrl,
      default_permission: p.defaultPermission,
      members_can_create: p.membersCanCreate,
      version: eb("version", "+", 1),
    }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const setQuotas = statement<{ id: number; storageQuotaBytes: number | null; repositoryQuota: number | null; version: number }>()(
  "namespaces.set_quotas",
  (db, p) =>
    db
      .updateTable("namespaces")
      .set((eb) => ({ storage_quota_bytes: p.storageQuotaBytes, repository_quota: p.repositoryQuota, version: eb("version", "+", 1) }))
      .where("id", "=", p.id)
      .where("version", "=", p.version),
);

const rename = statement<{ id: number; name: string }>()("namespaces.rename", (db, p) =>
  db
    .updateTable("namespaces")
    .set((eb) => ({ name: p.name, version: eb("version", "+", 1) }))
    .where("id", "=", p.id),
);

const setDeleted = statement<{ id: number; name: string; deletedName: string | null; deletedAt: number | null }>()(
  "namespaces.set_deleted",
  (db, p) =>
    db
      .updateTable("namespaces")
      .set((eb) => ({ name: p.name, deleted_name: p.deletedName, deleted_at: p.deletedAt, version: eb("version", "+", 1) }))
      .where("id", "=", p.id),
);

const reservation = statement<{ name: string; now: number }>()("namespaces.reservation", (db, p) =>
  db
    .selectFrom("namespace_redirects")
    .innerJoin("namespaces", "namespaces.id", "namespace_redirects.namespace_id")
    .select(["namespaces.id", "namespaces.name"])
    .where("namespace_redirects.name", "=", p.name)
    .where("namespace_redirects.expires_at", ">", p.now)
    .unionAll(
      db
        .selectFrom("namespaces as deleted")
        .select(["deleted.id", "deleted.name"])
        .where("deleted.deleted_name", "=", p.name)
        .where("deleted.deleted_at", "is not", null),
    ),
);

const insertRedirect = statement<{ name: string; namespaceId: number; expiresAt: number }>()("namespace_redirects.insert", (db, p) =>
  db
    .insertInto("namespace_redirects")
    .values({ name: p.name, namespace_id: p.namespaceId, expires_at: p.expiresAt })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet((eb) => ({ namespace_id: eb.ref("excluded.namespace_id"), expires_at: eb.ref("excluded.expires_at") })),
    ),
);

const removeRedirect = statement<{ name: string }>()("namespace_redirects.delete", (db, p) =>
  db.deleteFrom("namespace_redirects").where("name", "=", p.name),
);

export class NamespaceReader {
  constructor(protected readonly db: Connection) {}

  async find(name: string): Promise<NamespaceRecord | undefined> {
    const row = await this.db.first(find, { name });
    return row && toRecord(row);
  }

  async findById(id: number): Promise<NamespaceRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** By the name that it had. */
  async findDeleted(name: string): Promise<NamespaceRecord | undefined> {
    const row = await this.db.first(findDeleted, { name });
    return row && toRecord(row);
  }

  /** The length of its repositories' longest name, of the deleted ones too. */
  longestRepositoryName(id: number): Promise<number> {
    return longestName(this.db, id);
  }

  /** Every organization, by name. */
  async listOrganizations(after: string, limit: number): Promise<NamespaceRecord[]> {
    return (await this.db.all(listOrganizations, { after, limit })).map(toRecord);
  }

  /** The organizations that the user is a member of, by name. */
  async listOfMember(userId: number, after: string, limit: number): Promise<NamespaceRecord[]> {
    return (await this.db.all(listOfMember, { userId, after, limit })).map(toRecord);
  }

  /** Who holds a name that nobody has now: it was renamed from it or deleted under it. */
  reservation(name: string, now: number): Promise<{ id: number; name: string } | undefined> {
    return this.db.first(reservation, { name, now });
  }
}

export class NamespaceWriter extends NamespaceReader {
  /** Resolves to undefined when the name is taken or reserved. */
  async create(name: string, kind: NamespaceKind, now: number): Promise<number | undefined> {
    if (await this.reservation(name, now)) return undefined;
    const id = (await this.db.first(insert, { name, kind, now }))?.id;
    if (id !== undefined) await this.db.run(insertUsage, { namespaceId: id });
    return id;
  }

  /** Makes a namespace that pushes brought into being a user's own. Resolves to undefined when there is none of that name. */
  async adopt(name: string): Promise<number | undefined> {
    return (await this.db.first(adopt, { name }))?.id;
  }

  /** Resolves to false when the namespace is no longer of that version. */
  async setProfile(id: number, profile: NamespaceProfile, version: number): Promise<boolean> {
    return (await this.db.run(setProfile, { id, ...profile, membersCanCreate: profile.membersCanCreate ? 1 : 0, version })) > 0;
  }

  /** Resolves to false when the namespace is no longer of that version. */
  async setQuotas(id: number, { storageQuotaBytes, repositoryQuota }: NamespaceQuotas, version: number): Promise<boolean> {
    const quotas = { storageQuotaBytes: storageQuotaBytes ?? null, repositoryQuota: repositoryQuota ?? null };
    return (await this.db.run(setQuotas, { id, ...quotas, version })) > 0;
  }

  /** With all its repositories, to which their old names lead until `reservedUntil`; so long the old name stays reserved. Resolves to how many. */
  async rename(id: number, names: { from: string; to: string }, reservedUntil: number): Promise<number> {
    await this.db.run(rename, { id, name: names.to });
    await this.db.run(removeRedirect, { name: names.to });
    await this.db.run(insertRedirect, { name: names.from, namespaceId: id, expiresAt: reservedUntil });
    return renameAll(this.db, { namespaceId: id, ...names }, reservedUntil);
  }

  /** Takes it and its repositories out of everybody's sight; its name stays reserved. Resolves to how many repositories it had. */
  async delete(id: number, name: string, now: number): Promise<number> {
    await this.db.run(setDeleted, { id, name: `~deleted/${id}`, deletedName: name, deletedAt: now });
    return deleteAll(this.db, id, now);
  }

  /** With the repositories that were deleted with it, at that time; these must be indexed again. */
  async restore(id: number, name: string, deletedAt: number): Promise<RestoredRepository[]> {
    await this.db.run(setDeleted, { id, name, deletedName: null, deletedAt: null });
    return restoreAll(this.db, id, deletedAt);
  }
}

type NamespaceRow = Selectable<NamespacesTable>;

function toRecord(row: NamespaceRow): NamespaceRecord {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    displayName: row.display_name,
    description: row.description,
    website: row.website,
    avatarUrl: row.avatar_url,
    defaultPermission: row.default_permission,
    membersCanCreate: row.members_can_create === 1,
    storageQuotaBytes: row.storage_quota_bytes ?? undefined,
    repositoryQuota: row.repository_quota ?? undefined,
    version: row.version,
    deletedAt: row.deleted_at ?? undefined,
    deletedName: row.deleted_name ?? undefined,
    createdAt: row.created_at,
  };
}
