// Members of organizations, and what else ties a user to one.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { MembersTable } from "./tables.ts";

export type Role = MembersTable["role"];

export interface MemberRecord {
  readonly userId: number;
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly version: number;
}

const COLUMNS = [
  "members.user_id as userId",
  "users.username",
  "users.display_name as displayName",
  "members.role",
  "members.created_at as createdAt",
  "members.version",
] as const;

const find = statement<{ namespaceId: number; userId: number }>()("members.find", (db, p) =>
  db
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .select(COLUMNS)
    .where("members.namespace_id", "=", p.namespaceId)
    .where("members.user_id", "=", p.userId),
);

const list = statement<{ namespaceId: number; after: string; limit: number }>()("members.list", (db, p) =>
  db
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .select(COLUMNS)
    .where("members.namespace_id", "=", p.namespaceId)
    .where("users.username", ">", p.after)
    .orderBy("users.username")
    .limit(p.limit),
);

const owners = statement<{ namespaceId: number }>()("members.count_owners", (db, p) =>
  db
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .select((eb) => eb.fn.countAll<number>().as("owners"))
    .where("members.namespace_id", "=", p.namespaceId)
    .where("members.role", "=", "owner")
    .where("users.disabled_at", "is", null),
);

const collaborates = statement<{ namespaceId: number; userId: number }>()("members.collaborates", (db, p) =>
  db.selectFrom("grants").select("id").where("user_id", "=", p.userId).where("namespace_id", "=", p.namespaceId).limit(1),
);

const insert = statement<{ namespaceId: number; userId: number; role: Role; now: number }>()("members.insert", (db, p) =>
  db
    .insertInto("members")
    .values({ namespace_id: p.namespaceId, user_id: p.userId, role: p.role, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
);

const setRole = statement<{ namespaceId: number; userId: number; role: Role; version: number }>()("members.set_role", (db, p) =>
  db
    .updateTable("members")
    .set((eb) => ({ role: p.role, version: eb("version", "+", 1) }))
    .where("namespace_id", "=", p.namespaceId)
    .where("user_id", "=", p.userId)
    .where("version", "=", p.version),
);

const remove = statement<{ namespaceId: number; userId: number }>()("members.delete", (db, p) =>
  db.deleteFrom("members").where("namespace_id", "=", p.namespaceId).where("user_id", "=", p.userId),
);

const removeFromTeams = statement<{ namespaceId: number; userId: number }>()("team_members.delete_of_namespace", (db, p) =>
  db
    .deleteFrom("team_members")
    .where("user_id", "=", p.userId)
    .where("team_id", "in", db.selectFrom("teams").select("id").where("namespace_id", "=", p.namespaceId)),
);

const removeGrants = statement<{ namespaceId: number; userId: number }>()("grants.delete_of_member", (db, p) =>
  db.deleteFrom("grants").where("user_id", "=", p.userId).where("namespace_id", "=", p.namespaceId),
);

export class MemberReader {
  constructor(protected readonly db: Connection) {}

  find(namespaceId: number, userId: number): Promise<MemberRecord | undefined> {
    return this.db.first(find, { namespaceId, userId });
  }

  /** By username. */
  list(namespaceId: number, after: string, limit: number): Promise<MemberRecord[]> {
    return this.db.all(list, { namespaceId, after, limit });
  }

  /** Owners who can still sign in. */
  async countOwners(namespaceId: number): Promise<number> {
    return Number((await this.db.first(owners, { namespaceId }))?.owners ?? 0);
  }

  /** Whether the user was granted something in the organization without being a member. */
  async collaborates(namespaceId: number, userId: number): Promise<boolean> {
    return (await this.db.first(collaborates, { namespaceId, userId })) !== undefined;
  }
}

export class MemberWriter extends MemberReader {
  /** Resolves to false when the user is a member already; the role is not changed then. */
  async add(namespaceId: number, userId: number, role: Role, now: number): Promise<boolean> {
    return (await this.db.run(insert, { namespaceId, userId, role, now })) > 0;
  }

  /** Resolves to false when the membership is no longer of that version. */
  async setRole(namespaceId: number, userId: number, role: Role, version: number): Promise<boolean> {
    return (await this.db.run(setRole, { namespaceId, userId, role, version })) > 0;
  }

  /** With the teams and every grant that the user had in the organization. Resolves to false when there was no member. */
  async remove(namespaceId: number, userId: number): Promise<boolean> {
    await this.db.run(removeFromTeams, { namespaceId, userId });
    await this.db.run(removeGrants, { namespaceId, userId });
    return (await this.db.run(remove, { namespaceId, userId })) > 0;
  }
}
