// Grants: what a user, a team or a robot may do with one repository, or a team or robot with all of a namespace's.
import type { Kysely } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

export type Grantee =
  | { readonly kind: "user"; readonly id: number }
  | { readonly kind: "team"; readonly id: number }
  | { readonly kind: "robot"; readonly id: number };

export interface GrantRecord {
  readonly id: number;
  /** Undefined: on all of the namespace. */
  readonly repositoryId: number | undefined;
  readonly grantee: Grantee;
  /** The user's name, or that of the team or robot within its organization. */
  readonly name: string;
  /** A level as a number, from read on. */
  readonly level: number;
  readonly createdAt: number;
  readonly version: number;
}

/** Without a repository, all of the namespace's. */
export interface GrantTarget {
  readonly namespaceId: number;
  readonly repositoryId: number | undefined;
}

const base = (db: Kysely<Tables>) =>
  db
    .selectFrom("grants as g")
    .leftJoin("users", "users.id", "g.user_id")
    .leftJoin("teams", "teams.id", "g.team_id")
    .leftJoin("robots", "robots.id", "g.robot_id")
    .select([
      "g.id",
      "g.repository_id",
      "g.user_id",
      "g.team_id",
      "g.robot_id",
      "g.level",
      "g.created_at",
      "g.version",
      "users.username",
      "teams.name as team",
      "robots.name as robot",
    ]);

const listOfRepository = statement<{ repositoryId: number; after: number; limit: number }>()("grants.list_of_repository", (db, p) =>
  base(db).where("g.repository_id", "=", p.repositoryId).where("g.id", ">", p.after).orderBy("g.id").limit(p.limit),
);

const listOfNamespace = statement<{ namespaceId: number; after: number; limit: number }>()("grants.list_of_namespace", (db, p) =>
  base(db)
    .where("g.namespace_id", "=", p.namespaceId)
    .where("g.repository_id", "is", null)
    .where("g.id", ">", p.after)
    .orderBy("g.id")
    .limit(p.limit),
);

interface Key {
  [name: string]: number | null;
  repositoryId: number | null;
  userId: number | null;
  teamId: number | null;
  robotId: number | null;
}

const findOn = statement<Key>()("grants.find_on_repository", (db, p) =>
  base(db)
    .where("g.repository_id", "=", p.repositoryId)
    .where((eb) => eb.or([eb("g.user_id", "=", p.userId), eb("g.team_id", "=", p.teamId), eb("g.robot_id", "=", p.robotId)])),
);

const findWide = statement<Key>()("grants.find_on_namespace", (db, p) =>
  base(db)
    .where("g.repository_id", "is", null)
    .where((eb) => eb.or([eb("g.team_id", "=", p.teamId), eb("g.robot_id", "=", p.robotId)])),
);

const listOfPrincipal = statement<{ namespaceId: number; repositoryId: number | null; userId: number; robotId: number }>()(
  "grants.list_of_principal",
  (db, p) =>
    base(db)
      .leftJoin("team_members as tm", "tm.team_id", "g.team_id")
      .where("g.namespace_id", "=", p.namespaceId)
      .where((eb) => eb.or([eb("g.repository_id", "is", null), eb("g.repository_id", "=", p.repositoryId)]))
      .where((eb) => eb.or([eb("g.user_id", "=", p.userId), eb("g.robot_id", "=", p.robotId), eb("tm.user_id", "=", p.userId)]))
      .distinct()
      .orderBy("g.id"),
);

const insert = statement<Key & { namespaceId: number; level: number; now: number }>()("grants.insert", (db, p) =>
  db
    .insertInto("grants")
    .values({
      namespace_id: p.namespaceId as number,
      repository_id: p.repositoryId,
      user_id: p.userId,
      team_id: p.teamId,
      robot_id: p.robotId,
      level: p.level as number,
      created_at: p.now as number,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

const setLevel = statement<{ id: number; level: number; version: number }>()("grants.set_level", (db, p) =>
  db
    .updateTable("grants")
    .set((eb) => ({ level: p.level, version: eb("version", "+", 1) }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const remove = statement<{ id: number }>()("grants.delete", (db, p) => db.deleteFrom("grants").where("id", "=", p.id));

export class GrantReader {
  constructor(protected readonly db: Connection) {}

  /** In the order in which they were given. */
  async list({ namespaceId, repositoryId }: GrantTarget, after: number, limit: number): Promise<GrantRecord[]> {
    const rows =
      repositoryId === undefined
        ? await this.db.all(listOfNamespace, { namespaceId, after, limit })
        : await this.db.all(listOfRepository, { repositoryId, after, limit });
    return rows.map(toRecord);
  }

  async find({ repositoryId }: GrantTarget, grantee: Grantee): Promise<GrantRecord | undefined> {
    const key = { repositoryId: repositoryId ?? null, ...columnsOf(grantee) };
    const row = await this.db.first(repositoryId === undefined ? findWide : findOn, key);
    return row && toRecord(row);
  }

  /** Every grant through which this user or robot has something on the target, those of its teams and of the whole namespace included. */
  async listOfPrincipal(
    { namespaceId, repositoryId }: GrantTarget,
    { userId, robotId }: { userId: number; robotId: number },
  ): Promise<GrantRecord[]> {
    const rows = await this.db.all(listOfPrincipal, { namespaceId, repositoryId: repositoryId ?? null, userId, robotId });
    return rows.map(toRecord);
  }
}

export class GrantWriter extends GrantReader {
  /** Resolves to undefined when there is one already. */
  async create({ namespaceId, repositoryId }: GrantTarget, grantee: Grantee, level: number, now: number): Promise<number | undefined> {
    const row = await this.db.first(insert, { namespaceId, repositoryId: repositoryId ?? null, ...columnsOf(grantee), level, now });
    return row?.id;
  }

  /** Resolves to false when the grant is no longer of that version. */
  async setLevel(id: number, level: number, version: number): Promise<boolean> {
    return (await this.db.run(setLevel, { id, level, version })) > 0;
  }

  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }
}

function columnsOf({ kind, id }: Grantee): { userId: number | null; teamId: number | null; robotId: number | null } {
  return { userId: kind === "user" ? id : null, teamId: kind === "team" ? id : null, robotId: kind === "robot" ? id : null };
}

interface GrantRow {
  id: number;
  repository_id: number | null;
  user_id: number | null;
  team_id: number | null;
  robot_id: number | null;
  level: number;
  created_at: number;
  version: number;
  username: string | null;
  team: string | null;
  robot: string | null;
}

function toRecord(row: GrantRow): GrantRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id ?? undefined,
    grantee: granteeOf(row),
    name: row.username ?? row.team ?? row.robot ?? "",
    level: row.level,
    createdAt: row.created_at,
    version: row.version,
  };
}

function granteeOf({ user_id, team_id, robot_id }: GrantRow): Grantee {
  if (user_id !== null) return { kind: "user", id: user_id };
  return team_id !== null ? { kind: "team", id: team_id } : { kind: "robot", id: robot_id! };
}
