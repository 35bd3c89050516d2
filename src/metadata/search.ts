// What a search finds: repositories by the beginning of any of their words, tags and digests by their own beginning, users by their
// name. Who may read little is searched for in what they may read; who may read much, in what there is, leaving out what they may not.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { RepositoryName } from "../oci/reference.ts";
import { type Readable, namespacesReadableBy, readableBy, withinLimits } from "./access.ts";
import type { Connection } from "./connection.ts";
import type { Dialect } from "./dialect/dialect.ts";
import { type RepositoryFilter, findAllReadable, granted } from "./repository-lists.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

/** A page, and where the one before ended; undefined for the first. */
export interface SearchPage<After> {
  readonly after: After | undefined;
  readonly limit: number;
}

/** Where a repository was found: `api` for `acme/team-api`. */
export interface TermMatch {
  readonly term: string;
  readonly id: number;
}

export interface TagMatch {
  readonly tag: string;
  readonly repositoryId: number;
  readonly repository: RepositoryName;
  readonly digest: Digest;
}

export interface DigestMatch {
  readonly digest: Digest;
  readonly manifestId: number;
  readonly repositoryId: number;
  readonly repository: RepositoryName;
  readonly mediaType: string;
}

/** Up to so many repositories are searched one by one. */
const FEW = 200;

/** After every name, tag and digest that begins with the same. */
const LAST = "{";

interface Reader {
  [name: string]: string | number;
  userId: number;
  robotId: number;
  tokenId: number;
  ownNamespaceId: number;
}

interface Between {
  [name: string]: string | number;
  /** Where the page before ended, or where the matches begin; and what comes after all of them. */
  after: string;
  afterId: number;
  from: string;
  before: string;
  limit: number;
}

/** Whom a statement searches for: everybody's, a reader's, or a few repositories' by their ids. */
type Scope = "all" | "readable" | "few";

interface Where extends Reader {
  ids: string;
}

/** Conditions on `r`, the repository. */
function within(scope: Scope, p: Where, dialect: Dialect): RawBuilder<boolean> {
  if (scope === "readable") return readableBy(p);
  return scope === "all"
    ? sql<boolean>`1 = 1`
    : sql<boolean>`r.id in (select cast(value as bigint) from ${dialect.rowsOf(p.ids)} as value)`;
}

/**
 * Both bounds of `text` by themselves: a comparison of rows and a bound are no range to PostgreSQL, which takes them for a quarter of the table
 * and reads all of it. The rows first, because SQLite enters the index by what comes first.
 */
function onPage(p: Between, text: string, id: string): RawBuilder<boolean> {
  const [column, tie] = [sql.ref(text), sql.ref(id)];
  return sql<boolean>`(${column}, ${tie}) > (${p.after}, ${p.afterId}) and ${column} >= ${p.after} and ${column} < ${p.before}`;
}

interface TermParameters extends Between {
  /** 0 for any. */
  namespaceId: number;
  /** Empty for any. */
  visibility: string;
}

/** A repository is found where its first matching word in the order of words is, and not again at the others. */
function matches(p: TermParameters): RawBuilder<boolean> {
  return sql<boolean>`${onPage(p, "t.term", "t.repository_id")}
    and (${p.visibility} = '' or t.visibility = ${p.visibility})
    and not exists (select e.term from repository_terms e where e.repository_id = t.repository_id and e.term >= ${p.from} and e.term < t.term)`;
}

const ofTerm = (p: { tokenId: number }) => withinLimits(p, { id: "t.repository_id", namespaceId: "t.namespace_id" });

function termsFound(db: Kysely<Tables>, p: TermParameters) {
  return db
    .selectFrom("repository_terms as t")
    .select(["t.term", "t.repository_id as id"])
    .where(matches(p))
    .orderBy("t.term")
    .orderBy("t.repository_id")
    .limit(p.limit);
}

const termsAll = statement<TermParameters>()("search.repositories_all", (db, p) => termsFound(db, p));

const termsOfNamespace = statement<TermParameters>()("search.repositories_of_namespace", (db, p) =>
  termsFound(db, p).where("t.namespace_id", "=", p.namespaceId),
);

const termsReadable = statement<Reader & TermParameters>()("search.repositories_readable", (db, p, dialect) => {
  const publicOnes = sql`select id from (
    select t.id, t.term, t.repository_id from repository_terms t where t.visibility = 'public' and ${matches(p)} and ${ofTerm(p)}
    order by t.term, t.repository_id limit ${p.limit}) as public_ones`;
  const namespaces = sql`select distinct id from (${namespacesReadableBy(p)}) as spaces`;
  const first = sql`select t.id from repository_terms t where t.namespace_id = outside.id and ${matches(p)} and ${ofTerm(p)}
    order by t.term, t.repository_id limit ${p.limit}`;
  const inNamespaces = sql`select inside.id from ${dialect.forEach(namespaces, { table: "repository_terms", key: "id" }, first)}`;
  const ofGranted = sql`select id from (
    select t.id, t.term, t.repository_id from repository_terms t where t.repository_id in (${granted(p)}) and ${matches(p)}
    order by t.term, t.repository_id limit ${p.limit}) as granted_ones`;
  return termsFound(db, p)
    .where(sql<boolean>`t.id in (${publicOnes} union all ${inNamespaces} union all ${ofGranted})`)
    .where(ofTerm(p));
});

const termsOfNamespaceReadable = statement<Reader & TermParameters>()("search.repositories_of_namespace_readable", (db, p) =>
  termsFound(db, p)
    .where("t.namespace_id", "=", p.namespaceId)
    .where(sql<boolean>`(t.visibility = 'public' or t.namespace_id in (${namespacesReadableBy(p)}) or t.repository_id in (${granted(p)}))`)
    .where(ofTerm(p)),
);

const tags = {
  all: tagsAnywhere("all"),
  readable: tagsAnywhere("readable"),
  /** Of each repository no more than a page can show: one of them may have a hundred thousand. */
  few: statement<{ ids: string } & Between>()("search.tags_few", (db, p, dialect) => {
    const repositories = sql`select cast(value as bigint) as id from ${dialect.rowsOf(p.ids)} as value`;
    const first = sql`select t.name from tags t
      where t.repository_id = outside.id and t.name >= ${p.after} and t.name < ${p.before}
        and (t.name > ${p.after} or t.repository_id > ${p.afterId})
      order by t.name limit ${p.limit}`;
    const found = dialect.forEach(repositories, { table: "tags", key: "name", of: "repository_id" }, first);
    return {
      compile: () =>
        sql<TagMatch>`select inside.name as tag, r.id as "repositoryId", r.name as repository, m.digest
          from ${found} inner join repositories r on r.id = inside.repository_id inner join manifests m on m.id = inside.manifest_id
          where r.deleted_at is null order by inside.name, r.id limit ${p.limit}`.compile(db),
    };
  }),
};

function tagsAnywhere(scope: "all" | "readable") {
  return statement<Where & Between>()(`search.tags_${scope}`, (db, p, dialect) =>
    db
      .selectFrom("tags as t")
      .innerJoin("repositories as r", "r.id", "t.repository_id")
      .innerJoin("manifests as m", "m.id", "t.manifest_id")
      .select(["t.name as tag", "r.id as repositoryId", "r.name as repository", "m.digest"])
      .where(onPage(p, "t.name", "t.repository_id"))
      .where("r.deleted_at", "is", null)
      .where(within(scope, p, dialect))
      .orderBy("t.name")
      .orderBy("t.repository_id")
      .limit(p.limit),
  );
}

const digests = perScope((scope) =>
  statement<Where & Between>()(`search.digests_${scope}`, (db, p, dialect) =>
    db
      .selectFrom("manifests as m")
      .innerJoin("repositories as r", "r.id", "m.repository_id")
      .select(["m.digest", "m.id as manifestId", "r.id as repositoryId", "r.name as repository", "m.media_type as mediaType"])
      .where(onPage(p, "m.digest", "m.id"))
      .where("r.deleted_at", "is", null)
      .where(within(scope, p, dialect))
      .orderBy("m.digest")
      .orderBy("m.id")
      .limit(p.limit),
  ),
);

const usersAll = statement<{ after: string; before: string; limit: number }>()("search.users_all", (db, p) =>
  db
    .selectFrom("users")
    .select(["username", "display_name as displayName"])
    .where("username", ">", p.after)
    .where("username", "<", p.before)
    .where("disabled_at", "is", null)
    .orderBy("username")
    .limit(p.limit),
);

const usersVisible = statement<{ userId: number; after: string; before: string; limit: number }>()("search.users_visible", (db, p) =>
  db
    .selectFrom("users")
    .select(["username", "display_name as displayName"])
    .where("username", ">", p.after)
    .where("username", "<", p.before)
    .where("disabled_at", "is", null)
    .where(
      sql<boolean>`users.id in (select ${p.userId} union all
        select theirs.user_id from members mine join members theirs on theirs.namespace_id = mine.namespace_id where mine.user_id = ${p.userId})`,
    )
    .orderBy("username")
    .limit(p.limit),
);

function perScope<T>(make: (scope: Scope) => T): Record<Scope, T> {
  return { all: make("all"), readable: make("readable"), few: make("few") };
}

export class SearchReader {
  constructor(private readonly db: Connection) {}

  /** In the order of the words that begin with `prefix`. */
  async repositories(
    readable: Readable,
    prefix: string,
    { namespace, visibility }: RepositoryFilter,
    page: SearchPage<TermMatch>,
  ): Promise<TermMatch[]> {
    const where = {
      ...between(prefix, page.after?.term, page.after?.id, page.limit),
      namespaceId: namespace?.id ?? 0,
      visibility: visibility ?? "",
    };
    if (readable === "all") return this.db.all(namespace ? termsOfNamespace : termsAll, where);
    return this.db.all(namespace ? termsOfNamespaceReadable : termsReadable, { ...where, ...readable });
  }

  /** By tag, then by repository. */
  async tags(readable: Readable, prefix: string, page: SearchPage<{ tag: string; repositoryId: number }>): Promise<TagMatch[]> {
    const where = between(prefix, page.after?.tag, page.after?.repositoryId, page.limit);
    const { scope, ...reader } = await this.scopeOf(readable);
    return (await this.db.all(tags[scope], { ...where, ...reader })) as TagMatch[];
  }

  /** The same in these repositories, which the reader is known to be able to read. */
  async tagsOf(ids: readonly number[], prefix: string, page: SearchPage<{ tag: string; repositoryId: number }>): Promise<TagMatch[]> {
    const where = between(prefix, page.after?.tag, page.after?.repositoryId, page.limit);
    return (await this.db.all(tags.few, { ...where, ids: JSON.stringify(ids) })) as TagMatch[];
  }

  /** Manifests by their digest. */
  async digests(readable: Readable, prefix: string, page: SearchPage<{ digest: string; manifestId: number }>): Promise<DigestMatch[]> {
    const where = between(prefix, page.after?.digest, page.after?.manifestId, page.limit);
    const { scope, ...reader } = await this.scopeOf(readable);
    return (await this.db.all(digests[scope], { ...where, ...reader })) as DigestMatch[];
  }

  /** By name: everybody, or with a user's id only that user and who shares an organization with them. */
  users(
    visibleTo: "all" | { userId: number },
    prefix: string,
    { after, limit }: SearchPage<string>,
  ): Promise<{ username: string; displayName: string }[]> {
    const where = { after: after ?? justBefore(prefix), before: prefix + LAST, limit };
    return visibleTo === "all" ? this.db.all(usersAll, where) : this.db.all(usersVisible, { ...where, ...visibleTo });
  }

  private async scopeOf(readable: Readable): Promise<Where & { scope: Scope }> {
    const nobody = { userId: 0, robotId: 0, tokenId: 0, ownNamespaceId: 0 };
    if (readable === "all") return { ...nobody, scope: "all", ids: "[]" } as Where & { scope: Scope };
    const few = await findAllReadable(this.db, readable, FEW);
    return { ...readable, ...(few ? { scope: "few", ids: JSON.stringify(few) } : { scope: "readable", ids: "[]" }) } as Where & {
      scope: Scope;
    };
  }
}

function between(prefix: string, after: string | undefined, afterId: number | undefined, limit: number): Between {
  return { after: after ?? prefix, afterId: afterId ?? 0, from: prefix, before: prefix + LAST, limit };
}

/** A name that is not, before the name that is the prefix itself: nothing else lies between them. */
function justBefore(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) - 1) + LAST.repeat(2);
}
