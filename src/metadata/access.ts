// What decides over access, in one query: the facts about one caller and one repository. What follows from them is for
// auth/permission.ts to say.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { LIBRARY } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import type { NamespaceKind } from "./namespaces.ts";
import { statement } from "./statement.ts";

/** Whose access is asked for: 0 where there is none. `tokenId` is of a token that is limited to some repositories. */
export interface Principal {
  readonly userId: number;
  readonly robotId: number;
  readonly tokenId: number;
}

export interface AccessFacts {
  /** Undefined when there is no such namespace. */
  readonly namespaceId: number | undefined;
  readonly namespaceKind: NamespaceKind | undefined;
  readonly membersCanCreate: boolean;
  /** Undefined when there is no such repository. */
  readonly repositoryId: number | undefined;
  readonly visibility: "public" | "private" | undefined;
  /** The principal's role in the organization. */
  readonly role: "owner" | "admin" | "member" | undefined;
  /** Levels as numbers, 0 for none: auth/permission.ts knows their names. */
  readonly defaultLevel: number;
  readonly userLevel: number;
  readonly teamLevel: number;
  readonly teamWideLevel: number;
  readonly robotLevel: number;
  readonly robotWideLevel: number;
  /** Whether the limited token may touch this repository; true without such a token. */
  readonly withinLimits: boolean;
  /** The repository that this name was given up by, while its redirect lasts. */
  readonly movedTo: string | undefined;
}

/** No column, and so no index's: a team or robot has one grant on its namespace, which may have thousands of them. */
const namespaceOfGrant = sql<number>`g.namespace_id + 0`;

const facts = statement<{ namespace: string; repository: string; userId: number; robotId: number; tokenId: number; now: number }>()(
  "access.facts",
  (db, p) =>
    db
      // One row whatever exists, so that an answer costs the same for what does not.
      .selectFrom(sql<{ one: number }>`(select 1 as one)`.as("always"))
      .leftJoin("namespaces as n", (join) => join.on("n.name", "=", p.namespace))
      // Its own namespace, not only one of its name: a mistake elsewhere must not open it to somebody else's administrators.
      .leftJoin("repositories as r", (join) => join.on("r.name", "=", p.repository).onRef("r.namespace_id", "=", "n.id"))
      .leftJoin("members as m", (join) => join.onRef("m.namespace_id", "=", "n.id").on("m.user_id", "=", p.userId))
      .select((eb) => [
        "n.id as namespaceId",
        "n.kind as namespaceKind",
        "n.default_permission as defaultLevel",
        "n.members_can_create as membersCanCreate",
        "r.id as repositoryId",
        "r.visibility",
        "m.role",
        eb
          .selectFrom("grants as g")
          .select((of) => of.fn.max("g.level").as("level"))
          .where("g.user_id", "=", p.userId)
          .whereRef("g.repository_id", "=", "r.id")
          .as("userLevel"),
        eb
          .selectFrom("team_members as tm")
          .innerJoin("grants as g", "g.team_id", "tm.team_id")
          .select((of) => of.fn.max("g.level").as("level"))
          .where("tm.user_id", "=", p.userId)
          .whereRef("g.repository_id", "=", "r.id")
          .as("teamLevel"),
        eb
          .selectFrom("team_members as tm")
          .innerJoin("grants as g", "g.team_id", "tm.team_id")
          .select((of) => of.fn.max("g.level").as("level"))
          .where("tm.user_id", "=", p.userId)
          .where(namespaceOfGrant, "=", eb.ref("n.id"))
          .where("g.repository_id", "is", null)
          .as("teamWideLevel"),
        eb
          .selectFrom("grants as g")
          .select((of) => of.fn.max("g.level").as("level"))
          .where("g.robot_id", "=", p.robotId)
          .whereRef("g.repository_id", "=", "r.id")
          .as("robotLevel"),
        eb
          .selectFrom("grants as g")
          .select((of) => of.fn.max("g.level").as("level"))
          .where("g.robot_id", "=", p.robotId)
          .where(namespaceOfGrant, "=", eb.ref("n.id"))
          .where("g.repository_id", "is", null)
          .as("robotWideLevel"),
        eb
          .selectFrom("token_limits as l")
          .select((of) => of.fn.max("l.id").as("id"))
          .where("l.token_id", "=", p.tokenId)
          .where((or) => or.or([or("l.namespace_id", "=", or.ref("n.id")), or("l.repository_id", "=", or.ref("r.id"))]))
          .as("limitId"),
        eb
          .selectFrom("repository_redirects as d")
          .innerJoin("repositories as moved", "moved.id", "d.repository_id")
          .select("moved.name")
          .where("d.name", "=", p.repository)
          .where("d.expires_at", ">", p.now)
          .where("moved.deleted_at", "is", null)
          .as("movedTo"),
      ]),
);

export class AccessReader {
  constructor(private readonly db: Connection) {}

  async facts(
    { namespace, repository }: { namespace: string; repository: string },
    principal: Principal,
    now: number,
  ): Promise<AccessFacts> {
    const row = (await this.db.first(facts, { namespace, repository, ...principal, now }))!;
    return {
      namespaceId: row.namespaceId ?? undefined,
      namespaceKind: row.namespaceKind ?? undefined,
      membersCanCreate: row.membersCanCreate === 1,
      repositoryId: row.repositoryId ?? undefined,
      visibility: row.visibility ?? undefined,
      role: row.role ?? undefined,
      defaultLevel: row.defaultLevel ?? 0,
      userLevel: row.userLevel ?? 0,
      teamLevel: row.teamLevel ?? 0,
      teamWideLevel: row.teamWideLevel ?? 0,
      robotLevel: row.robotLevel ?? 0,
      robotWideLevel: row.robotWideLevel ?? 0,
      withinLimits: principal.tokenId === 0 || row.limitId !== null,
      movedTo: row.movedTo ?? undefined,
    };
  }
}

/** Whose repositories lists may show: every one, or what this principal may read. `ownNamespaceId` is 0 for robots and nobody. */
export type Readable = "all" | (Principal & { readonly ownNamespaceId: number });

/** The same rules as auth/permission.ts, as a condition on rows `r` of repositories. A test holds the two against each other. */
export function readableBy(p: { [Name in keyof Exclude<Readable, "all">]: number }): RawBuilder<boolean> {
  return sql<boolean>`(
    (r.visibility = 'public'
      or r.namespace_id in (${namespacesReadableBy(p)})
      or r.id in (
        select g.repository_id from grants g where g.user_id = ${p.userId}
        union all select g.repository_id from team_members tm join grants g on g.team_id = tm.team_id where tm.user_id = ${p.userId}
        union all select g.repository_id from grants g where g.robot_id = ${p.robotId}))
    and ${withinLimits(p)})`;
}

/** Whether the limited token may touch the repository, `r` unless told otherwise; true without such a token. */
export function withinLimits(p: { readonly tokenId: number }, { id = "r.id", namespaceId = "r.namespace_id" } = {}): RawBuilder<boolean> {
  return sql<boolean>`(${p.tokenId} = 0
      or ${sql.ref(id)} in (select l.repository_id from token_limits l where l.token_id = ${p.tokenId})
      or ${sql.ref(namespaceId)} in (select l.namespace_id from token_limits l where l.token_id = ${p.tokenId}))`;
}

/** Namespaces of which the principal may read every repository. A site administrator's are all; with a limited token, those it names. */
export function namespacesReadableBy(p: { [Name in keyof Exclude<Readable, "all">]: number }): RawBuilder<unknown> {
  return sql`select ${p.ownNamespaceId} as id
    union all select m.namespace_id from members m join namespaces n on n.id = m.namespace_id
      where m.user_id = ${p.userId} and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id from team_members tm join grants g on g.team_id = tm.team_id where tm.user_id = ${p.userId} and g.repository_id is null
    union all select g.namespace_id from grants g where g.robot_id = ${p.robotId} and g.repository_id is null
    union all select n.id from namespaces n where n.name = ${sql.lit(LIBRARY)} and n.kind = 'builtin' and ${p.userId} > 0
    union all select coalesce(l.namespace_id, limited.namespace_id) from users u join token_limits l on l.token_id = ${p.tokenId}
      left join repositories limited on limited.id = l.repository_id
      where u.id = ${p.userId} and u.is_admin = 1`;
}
