// Lists of repositories, as one caller may see them. A list does not walk all names and leave out what it may not show: it begins
// with what the caller may read, so that it is as fast for who may read three of a hundred thousand repositories as for who may
// read them all.
import { type RawBuilder, sql } from "kysely";
import { type Readable, namespacesReadableBy, withinLimits } from "./access.ts";
import type { Connection } from "./connection.ts";
import type { Dialect } from "./dialect/dialect.ts";
import { statement } from "./statement.ts";

export interface RepositoryFilter {
  readonly namespace?: { readonly id: number; readonly name: string } | undefined;
  readonly visibility?: "public" | "private" | undefined;
}

export interface ListedRepository {
  readonly id: number;
  readonly name: string;
}

/** After every name. */
const LAST = "{";

interface Range {
  [name: string]: string | number;
  /** Both exclusive. */
  after: string;
  before: string;
  /** 0 for any. */
  namespaceId: number;
  limit: number;
}

interface ReaderRange extends Range {
  userId: number;
  robotId: number;
  tokenId: number;
  ownNamespaceId: number;
  /** 1 or 0. */
  publicToo: number;
  privateToo: number;
}

const listAll = statement<{ after: string; limit: number }>()("repositories.list_all", (db, p) =>
  db
    .selectFrom("repositories")
    .select(["id", "name"])
    .where("name", ">", p.after)
    .where("deleted_at", "is", null)
    .orderBy("name")
    .limit(p.limit),
);

const listAllOfNamespace = statement<{ namespaceId: number; after: string; limit: number }>()("repositories.list_of_namespace", (db, p) =>
  db
    .selectFrom("repositories")
    .select(["id", "name"])
    .where("namespace_id", "=", p.namespaceId)
    .where("name", ">", p.after)
    .where("deleted_at", "is", null)
    .orderBy("name")
    .limit(p.limit),
);

const listAllVisible = statement<Range & { visibility: "public" | "private" }>()("repositories.list_of_visibility", (db, p) =>
  db
    .selectFrom("repositories as r")
    .select(["r.id", "r.name"])
    .where("r.visibility", "=", p.visibility)
    .where("r.deleted_at", "is", null)
    .where(inRange(p))
    .orderBy("r.name")
    .limit(p.limit),
);

const listReadable = statement<ReaderRange>()("repositories.list_readable", (db, p, dialect) =>
  db
    .selectFrom("repositories as r")
    .select(["r.id", "r.name"])
    .where(sql<boolean>`r.id in (${publicOnes(p)} union all ${inReadableNamespaces(p, dialect)} union all ${granted(p)})`)
    .where("r.deleted_at", "is", null)
    .where(inRange(p))
    .where(sql<boolean>`(r.visibility = 'private' or ${p.publicToo} = 1)`)
    .where(sql<boolean>`(r.visibility = 'public' or ${p.privateToo} = 1)`)
    .where(withinLimits(p))
    .orderBy("r.name")
    .limit(p.limit),
);

function inRange(p: Range): RawBuilder<boolean> {
  return sql<boolean>`r.name > ${p.after} and r.name < ${p.before} and (${p.namespaceId} = 0 or r.namespace_id = ${p.namespaceId})`;
}

function publicOnes(p: ReaderRange): RawBuilder<unknown> {
  return sql`select id from (
    select r.id, r.name from repositories r
    where ${p.publicToo} = 1 and r.visibility = 'public' and r.deleted_at is null and ${inRange(p)} and ${withinLimits(p)}
    order by r.name limit ${p.limit}) as public_ones`;
}

/** Of each namespace no more than a page can show. */
function inReadableNamespaces(p: ReaderRange, dialect: Dialect): RawBuilder<unknown> {
  const namespaces = sql`select distinct id from (${namespacesReadableBy(p)}) as spaces where ${p.privateToo} = 1`;
  const first = sql`select r.id from repositories r
    where r.namespace_id = outside.id and r.deleted_at is null and ${inRange(p)} and (r.visibility = 'private' or ${p.publicToo} = 1)
      and ${withinLimits(p)}
    order by r.name limit ${p.limit}`;
  return sql`select inside.id from ${dialect.forEach(namespaces, { table: "repositories", key: "id" }, first)}`;
}

/** The ids of the repositories that were granted to somebody, one by one. */
export function granted(p: { userId: number; robotId: number }): RawBuilder<unknown> {
  return sql`select g.repository_id from grants g where g.user_id = ${p.userId} and g.repository_id is not null
    union all select g.repository_id from team_members tm join grants g on g.team_id = tm.team_id
      where tm.user_id = ${p.userId} and g.repository_id is not null
    union all select g.repository_id from grants g where g.robot_id = ${p.robotId} and g.repository_id is not null`;
}

/** By name, after `after`; the filters come before the limit, so that pages are full. */
export async function listRepositories(
  db: Connection,
  readable: Readable,
  { namespace, visibility }: RepositoryFilter,
  after: string,
  limit: number,
): Promise<ListedRepository[]> {
  if (readable === "all" && !visibility) {
    return namespace ? db.all(listAllOfNamespace, { namespaceId: namespace.id, after, limit }) : db.all(listAll, { after, limit });
  }
  const range = { ...namesOf(namespace, after), namespaceId: namespace?.id ?? 0, limit };
  if (readable === "all") return db.all(listAllVisible, { ...range, visibility: visibility! });
  const wanted = { publicToo: visibility === "private" ? 0 : 1, privateToo: visibility === "public" ? 0 : 1 };
  return db.all(listReadable, { ...readable, ...range, ...wanted });
}

/** The ids of all that somebody may read, if they are not more than `limit`. */
export async function findAllReadable(db: Connection, readable: Exclude<Readable, "all">, limit: number): Promise<number[] | undefined> {
  const found = await listRepositories(db, readable, {}, "", limit + 1);
  return found.length > limit ? undefined : found.map(({ id }) => id);
}

/** Names of a namespace lie together, but for those of `library`, which have one segment. */
function namesOf(namespace: RepositoryFilter["namespace"], after: string): { after: string; before: string } {
  if (!namespace || namespace.name === "library") return { after, before: LAST };
  const first = `${namespace.name}/`;
  return { after: after > first ? after : first, before: `${namespace.name}0` };
}
