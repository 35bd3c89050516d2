// Teams of an organization and who is in them.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { TeamMembersTable, TeamsTable } from "./tables.ts";

export interface TeamRecord {
  readonly id: number;
  readonly namespaceId: number;
  readonly name: string;
  readonly description: string;
  /** Whoever signs in through an outside provider with this group is a member. */
  readonly externalGroup: string | undefined;
  readonly createdAt: number;
  readonly version: number;
}

export type TeamSource = TeamMembersTable["source"];

export interface TeamMemberRecord {
  readonly userId: number;
  readonly username: string;
  readonly displayName: string;
  readonly source: TeamSource;
  readonly createdAt: number;
}

const COLUMNS = ["id", "namespace_id", "name", "description", "external_group", "created_at", "version"] as const;

const find = statement<{ namespaceId: number; name: string }>()("teams.find", (db, p) =>
  db.selectFrom("teams").select(COLUMNS).where("namespace_id", "=", p.namespaceId).where("name", "=", p.name),
);

const list = statement<{ namespaceId: number; after: string; limit: number }>()("teams.list", (db, p) =>
  db
    .selectFrom("teams")
    .select(COLUMNS)
    .where("namespace_id", "=", p.namespaceId)
    .where("name", ">", p.after)
    .orderBy("name")
    .limit(p.limit),
);

const listOfGroups = statement<{ groups: string }>()("teams.list_of_groups", (db, p, dialect) =>
  db
    .selectFrom("teams")
    .innerJoin(dialect.rowsOf(p.groups).as("value"), "value.value", "teams.external_group")
    .select(COLUMNS.map((column) => `teams.${column}` as const)),
);

const listSyncedOfUser = statement<{ userId: number }>()("teams.list_synced_of_user", (db, p) =>
  db
    .selectFrom("team_members")
    .innerJoin("teams", "teams.id", "team_members.team_id")
    .select(COLUMNS.map((column) => `teams.${column}` as const))
    .where("team_members.user_id", "=", p.userId)
    .where("team_members.source", "=", "group"),
);

const count = statement<{ namespaceId: number }>()("teams.count", (db, p) =>
  db
    .selectFrom("teams")
    .select((eb) => eb.fn.countAll<number>().as("teams"))
    .where("namespace_id", "=", p.namespaceId),
);

const insert = statement<{ namespaceId: number; name: string; description: string; externalGroup: string | null; now: number }>()(
  "teams.insert",
  (db, p) =>
    db
      .insertInto("teams")
      .values({
        namespace_id: p.namespaceId,
        name: p.name,
        description: p.description,
        external_group: p.externalGroup,
        created_at: p.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id"),
);

const update = statement<{ id: number; description: string; externalGroup: string | null; version: number }>()("teams.update", (db, p) =>
  db
    .updateTable("teams")
    .set((eb) => ({ description: p.description, external_group: p.externalGroup, version: eb("version", "+", 1) }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const remove = statement<{ id: number }>()("teams.delete", (db, p) => db.deleteFrom("teams").where("id", "=", p.id));

const members = statement<{ teamId: number; after: string; limit: number }>()("team_members.list", (db, p) =>
  db
    .selectFrom("team_members")
    .innerJoin("users", "users.id", "team_members.user_id")
    .select([
      "users.id as userId",
      "users.username",
      "users.display_name as displayName",
      "team_members.source",
      "team_members.created_at as createdAt",
    ])
    .where("team_members.team_id", "=", p.teamId)
    .where("users.username", ">", p.after)
    .orderBy("users.username")
    .limit(p.limit),
);

const insertMember = statement<{ teamId: number; userId: number; source: TeamSource; now: number }>()("team_members.insert", (db, p) =>
  db
    .insertInto("team_members")
    .values({ team_id: p.teamId, user_id: p.userId, source: p.source, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
);

const removeMember = statement<{ teamId: number; userId: number }>()("team_members.delete", (db, p) =>
  db.deleteFrom("team_members").where("team_id", "=", p.teamId).where("user_id", "=", p.userId),
);

export class TeamReader {
  constructor(protected readonly db: Connection) {}

  async count(namespaceId: number): Promise<number> {
    return Number((await this.db.first(count, { namespaceId }))?.teams ?? 0);
  }

  async find(namespaceId: number, name: string): Promise<TeamRecord | undefined> {
    const row = await this.db.first(find, { namespaceId, name });
    return row && toRecord(row);
  }

  /** By name. */
  async list(namespaceId: number, after: string, limit: number): Promise<TeamRecord[]> {
    return (await this.db.all(list, { namespaceId, after, limit })).map(toRecord);
  }

  /** Of every organization, those that one of these outside groups belongs to. */
  async listOfGroups(groups: readonly string[]): Promise<TeamRecord[]> {
    // PostgreSQL refuses a list with anything else in it, and no team has such a group.
    const possible = groups.filter((group) => group.isWellFormed() && !group.includes("\0"));
    return (await this.db.all(listOfGroups, { groups: JSON.stringify([...new Set(possible)]) })).map(toRecord);
  }

  /** Those that an earlier sign-in put the user into. */
  async listSyncedOfUser(userId: number): Promise<TeamRecord[]> {
    return (await this.db.all(listSyncedOfUser, { userId })).map(toRecord);
  }

  /** By username. */
  members(teamId: number, after: string, limit: number): Promise<TeamMemberRecord[]> {
    return this.db.all(members, { teamId, after, limit });
  }
}

export class TeamWriter extends TeamReader {
  /** Resolves to undefined when the organization has one of that name. */
  async create(
    team: { namespaceId: number; name: string; description: string; externalGroup: string | undefined },
    now: number,
  ): Promise<number | undefined> {
    return (await this.db.first(insert, { ...team, externalGroup: team.externalGroup ?? null, now }))?.id;
  }

  /** Resolves to false when the team is no longer of that version. */
  async update(
    id: number,
    { description, externalGroup }: { description: string; externalGroup: string | undefined },
    version: number,
  ): Promise<boolean> {
    return (await this.db.run(update, { id, description, externalGroup: externalGroup ?? null, version })) > 0;
  }

  /** Its grants go with it. */
  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }

  /** Resolves to false when the user is in it already. */
  async addMember(teamId: number, userId: number, source: TeamSource, now: number): Promise<boolean> {
    return (await this.db.run(insertMember, { teamId, userId, source, now })) > 0;
  }

  /** Resolves to false when the user is not in it. */
  async removeMember(teamId: number, userId: number): Promise<boolean> {
    return (await this.db.run(removeMember, { teamId, userId })) > 0;
  }
}

type TeamRow = Selectable<TeamsTable>;

function toRecord(row: TeamRow): TeamRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    name: row.name,
    description: row.description,
    externalGroup: row.external_group ?? undefined,
    createdAt: row.created_at,
    version: row.version,
  };
}
