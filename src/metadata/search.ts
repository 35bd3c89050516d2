// What a search finds: repositories by the beginning of any of their words, tags and digests by their own beginning, users by their
// name. Who may read little is searched for in what they may read; who may read much, in what there is, leaving out what they may not.
import { type RawBuilder, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { RepositoryName } from "../oci/reference.ts";
import { type Readable, readableBy } from "./access.ts";
import type { Connection } from "./connection.ts";
import type { Dialect } from "./dialect/dialect.ts";
import { findAllReadable, type RepositoryFilter } from "./repository-lists.ts";
import { statement } from "./statement.ts";

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

interface TermParameters extends Where, Between {
  namespaceId: number;
  visibility: string;
}

/** A repository is found where its first matching word in the order of words is, and not again at the others. */
const terms = perScope((scope) =>
  statement<TermParameters>()(`search.repositories_${scope}`, (db, p, dialect) =>
    db
      .selectFrom("repository_terms as t")
      .innerJoin("repositories as r", "r.id", "t.repository_id")
      .select(["t.term", "r.id"])
      .where(sql<boolean>`(t.term, t.repository_id) > (${p.after}, ${p.afterId})`)
      .where("t.term", "<", p.before)
      .where("r.deleted_at", "is", null)
      .where(sql<boolean>`(${p.namespaceId} = 0 or r.namespace_id = ${p.namespaceId})`)
      .where(sql<boolean>`(${p.visibility} = '' or r.visibility = ${p.visibility})`)
      .where(within(scope, p, dialect))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("repository_terms as e")
              .select("e.term")
              .whereRef("e.repository_id", "=", "t.repository_id")
              .where("e.term", ">=", p.from)
              .whereRef("e.term", "<", "t.term"),
          ),
        ),
      )
      .orderBy("t.term")
      .orderBy("t.repository_id")
      .limit(p.limit),
  ),
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
      .where(sql<boolean>`(t.name, t.repository_id) > (${p.after}, ${p.afterId})`)
      .where("t.name", "<", p.before)
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
      .where(sql<boolean>`(m.digest, m.id) > (${p.after}, ${p.afterId})`)
      .where("m.digest", "<", p.before)
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
    const where = { ...between(prefix, page.after?.term, page.after?.id, page.limit), namespaceId: namespace?.id ?? 0 };
    const { scope, ...reader } = await this.scopeOf(readable);
    return this.db.all(terms[scope], { ...where, ...reader, visibility: visibility ?? "" });
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
