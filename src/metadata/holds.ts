// Holds: what nobody may delete, move or collect until the hold is released or has run out. On tags by pattern, on a digest, or on a
// whole repository.
import type { Selectable } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { HoldsTable } from "./tables.ts";

export interface HoldRecord {
  readonly id: number;
  readonly repositoryId: number;
  readonly kind: "tag" | "digest" | "repository";
  /** A pattern of tags or a digest; empty for the whole repository. */
  readonly target: string;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
}

export type NewHold = Pick<HoldRecord, "repositoryId" | "kind" | "target" | "reason" | "createdBy" | "expiresAt">;

const COLUMNS = ["id", "repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at"] as const;

const find = statement<{ id: number; now: number }>()("holds.find", (db, p) =>
  db
    .selectFrom("holds")
    .select(COLUMNS)
    .where("id", "=", p.id)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", p.now)])),
);

const list = statement<{ repositoryId: number; now: number; after: number; limit: number }>()("holds.list", (db, p) =>
  db
    .selectFrom("holds")
    .select(COLUMNS)
    .where("repository_id", "=", p.repositoryId)
    .where("id", ">", p.after)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", p.now)]))
    .orderBy("id")
    .limit(p.limit),
);

const keeping = statement<{ repositoryId: number; digest: string; now: number }>()("holds.keeping", (db, p) =>
  db
    .selectFrom("holds")
    .select("id")
    .where("repository_id", "=", p.repositoryId)
    .where((eb) => eb.or([eb("kind", "=", "repository"), eb.and([eb("kind", "=", "digest"), eb("target", "=", p.digest)])]))
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", p.now)]))
    .limit(1),
);

const inNamespace = statement<{ namespaceId: number; now: number }>()("holds.in_namespace", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("holds", "holds.repository_id", "repositories.id")
    .select(["repositories.name", "repositories.deleted_name as deletedName", "holds.id"])
    .where("repositories.namespace_id", "=", p.namespaceId)
    .where((eb) => eb.or([eb("holds.expires_at", "is", null), eb("holds.expires_at", ">", p.now)]))
    .limit(1),
);

const insert = statement<{
  repositoryId: number;
  kind: HoldRecord["kind"];
  target: string;
  reason: string;
  createdBy: string;
  now: number;
  expiresAt: number | null;
}>()("holds.insert", (db, p) =>
  db
    .insertInto("holds")
    .values({
      repository_id: p.repositoryId,
      kind: p.kind,
      target: p.target,
      reason: p.reason,
      created_by: p.createdBy,
      created_at: p.now,
      expires_at: p.expiresAt,
    })
    .returning("id"),
);

const remove = statement<{ id: number }>()("holds.delete", (db, p) => db.deleteFrom("holds").where("id", "=", p.id));

/** Of one repository: all of them are looked at for each change of it. */
export const HOLDS_LIMIT = 1000;

export class HoldReader {
  constructor(protected readonly db: Connection) {}

  /** Not one that has run out. */
  async find(id: number, now: number): Promise<HoldRecord | undefined> {
    const row = await this.db.first(find, { id, now });
    return row && toRecord(row);
  }

  /** Those that count now. */
  async list(repositoryId: number, now: number, after = 0, limit = HOLDS_LIMIT): Promise<HoldRecord[]> {
    return (await this.db.all(list, { repositoryId, now, after, limit })).map(toRecord);
  }

  /** Whether the collector must leave the manifest or blob alone, whoever refers to it. Tags that are held keep theirs by being there. */
  async keeps(repositoryId: number, digest: Digest, now: number): Promise<boolean> {
    return (await this.db.first(keeping, { repositoryId, digest, now })) !== undefined;
  }

  /** The name of some repository of the namespace, deleted or not, in which something is held. */
  async findHeldRepository(namespaceId: number, now: number): Promise<string | undefined> {
    const found = await this.db.first(inNamespace, { namespaceId, now });
    return found && (found.deletedName ?? found.name);
  }
}

export class HoldWriter extends HoldReader {
  async create({ expiresAt, ...hold }: NewHold, now: number): Promise<number> {
    return (await this.db.first(insert, { ...hold, expiresAt: expiresAt ?? null, now }))!.id;
  }

  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }
}

function toRecord(row: Selectable<HoldsTable>): HoldRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    kind: row.kind,
    target: row.target,
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
  };
}
