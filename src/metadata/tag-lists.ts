// Tags in any order, a page at a time: each order has its index, and a page ends where the next begins.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import { versionKeyStretches } from "../oci/version-order.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export const TAG_SORTS = ["name", "updated_at", "size", "version"] as const;
export type TagSort = (typeof TAG_SORTS)[number];

export interface TagListing {
  readonly name: Tag;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly artifactType: string | undefined;
  /** Of the manifest with all it refers to. */
  readonly sizeBytes: number;
  readonly updatedAt: number;
}

/** Where a page ended: the value that it was sorted by, and the tag. */
export interface TagPosition {
  readonly value: string | number;
  readonly name: string;
}

export interface TagListRequest {
  readonly sort: TagSort;
  readonly descending: boolean;
  /** Only tags that begin with it; empty for all. */
  readonly prefix: string;
  readonly after: TagPosition | undefined;
  readonly limit: number;
}

type SortColumn = "updated_at" | "size_bytes" | "version_key";
const COLUMNS: Record<Exclude<TagSort, "name">, SortColumn> = { updated_at: "updated_at", size: "size_bytes", version: "version_key" };

/** After every tag and version; `!` comes before everything that can follow in a longer tag. */
const LAST = "{";
const JUST_AFTER = "!";
/** Tags with a common beginning are sorted here when they are no more than this; the index of another order may hold them far apart. */
const FEW = 500;

interface Keys {
  readonly name: string;
  readonly value: string | number;
}

interface NameRange {
  [name: string]: string | number;
  repositoryId: number;
  /** The first that counts, and the first that does not. */
  from: string;
  before: string;
  limit: number;
}

const byName = perDirection((direction) =>
  statement<NameRange>()(`tags.by_name_${direction}`, (db, p) =>
    db
      .selectFrom("tags")
      .select(["name", "name as value"])
      .where("repository_id", "=", p.repositoryId)
      .where("name", ">=", p.from)
      .where("name", "<", p.before)
      .orderBy("name", direction)
      .limit(p.limit),
  ),
);

const byColumn = {
  updated_at: perDirection((direction) => sortedBy("updated_at", direction)),
  size_bytes: perDirection((direction) => sortedBy("size_bytes", direction)),
  version_key: perDirection((direction) => sortedBy("version_key", direction)),
};

function sortedBy(column: SortColumn, direction: "asc" | "desc") {
  return statement<NameRange & { value: string | number; after: string; until: string | number }>()(
    `tags.by_${column}_${direction}`,
    (db, p) =>
      db
        .selectFrom("tags")
        .select(["name", `${column} as value`])
        .where("repository_id", "=", p.repositoryId)
        .where(sql<boolean>`(${sql.ref(column)}, name) ${sql.raw(direction === "asc" ? ">" : "<")} (${p.value}, ${p.after})`)
        .where(sql<boolean>`${sql.ref(column)} ${sql.raw(direction === "asc" ? "<=" : ">=")} ${p.until}`)
        .where("name", ">=", p.from)
        .where("name", "<", p.before)
        .orderBy(column, direction)
        .orderBy("name", direction)
        .limit(p.limit),
  );
}

const few = {
  updated_at: allBetween("updated_at"),
  size_bytes: allBetween("size_bytes"),
  version_key: allBetween("version_key"),
};

function allBetween(column: SortColumn) {
  return statement<NameRange>()(`tags.few_with_${column}`, (db, p) =>
    db
      .selectFrom("tags")
      .select(["name", `${column} as value`])
      .where("repository_id", "=", p.repositoryId)
      .where("name", ">=", p.from)
      .where("name", "<", p.before)
      .orderBy("name")
      .limit(p.limit),
  );
}

const details = statement<{ repositoryId: number; names: string }>()("tags.listings", (db, p, dialect) =>
  db
    .selectFrom("tags as t")
    .innerJoin("manifests as m", "m.id", "t.manifest_id")
    .select([
      "t.name",
      "m.digest",
      "m.media_type as mediaType",
      "m.artifact_type as artifactType",
      "t.size_bytes as sizeBytes",
      "t.updated_at as updatedAt",
    ])
    .where("t.repository_id", "=", p.repositoryId)
    .where("t.name", "in", listOf(dialect, p.names)),
);

function perDirection<T>(make: (direction: "asc" | "desc") => T): Record<"asc" | "desc", T> {
  return { asc: make("asc"), desc: make("desc") };
}

/** In the wanted order, each with its position. */
export async function listTags(
  db: Connection,
  repositoryId: number,
  request: TagListRequest,
): Promise<{ tag: TagListing; position: TagPosition }[]> {
  const keys = request.sort === "name" ? await keysByName(db, repositoryId, request) : await keysByColumn(db, repositoryId, request);
  const found = new Map(
    (
      await tagListings(
        db,
        repositoryId,
        keys.map(({ name }) => name),
      )
    ).map((tag) => [tag.name as string, tag]),
  );
  return keys.flatMap(({ name, value }) => {
    const tag = found.get(name);
    return tag ? [{ tag, position: { name, value } }] : [];
  });
}

/** In no order; without those that are not there. */
export async function tagListings(db: Connection, repositoryId: number, names: readonly string[]): Promise<TagListing[]> {
  if (names.length === 0) return [];
  const rows = await db.all(details, { repositoryId, names: JSON.stringify(names) });
  return rows.map((row) => ({ ...row, name: row.name as Tag, digest: row.digest as Digest, artifactType: row.artifactType ?? undefined }));
}

function keysByName(db: Connection, repositoryId: number, { descending, prefix, after, limit }: TagListRequest): Promise<Keys[]> {
  const [from, before] = [prefix, prefix + LAST];
  if (descending) return db.all(byName.desc, { repositoryId, from, before: after?.name ?? before, limit });
  return db.all(byName.asc, { repositoryId, from: after ? after.name + JUST_AFTER : from, before, limit });
}

async function keysByColumn(db: Connection, repositoryId: number, request: TagListRequest): Promise<Keys[]> {
  const { sort, descending, prefix, after, limit } = request;
  const column = COLUMNS[sort as Exclude<TagSort, "name">];
  const range = { repositoryId, from: prefix, before: prefix + LAST };
  if (prefix !== "") {
    // Counted from the index alone, because most often they are more.
    const count = (await db.all(byName.asc, { ...range, limit: FEW + 1 })).length;
    if (count <= FEW) return pageOf((await db.all(few[column], { ...range, limit: FEW })) as Keys[], request);
  }
  const found: Keys[] = [];
  for (const stretch of stretchesOf(column, prefix, descending)) {
    if (found.length >= limit) break;
    const start = after && isBehind(after, stretch.start, descending) ? after : stretch.start;
    const where = { value: start.value, after: start.name, until: stretch.until, limit: limit - found.length };
    found.push(...((await db.all(byColumn[column][descending ? "desc" : "asc"], { ...range, ...where })) as Keys[]));
  }
  return found;
}

interface Stretch {
  /** Just before its first, in the wanted order. */
  readonly start: TagPosition;
  /** Its last, at most. */
  readonly until: string | number;
}

/** What of the index is walked, in the wanted order: all of it, where tags with the prefix may lie anywhere. */
function stretchesOf(column: SortColumn, prefix: string, descending: boolean): readonly Stretch[] {
  const [low, high] = column === "version_key" ? ["", LAST] : [-1, Number.MAX_SAFE_INTEGER];
  const stretches = column === "version_key" ? versionKeyStretches(prefix) : undefined;
  const between = (from: string | number, to: string | number): Stretch =>
    descending ? { start: { value: to, name: LAST }, until: from } : { start: { value: from, name: "" }, until: to };
  if (!stretches) return [between(low!, high!)];
  const all = stretches.map((start) => between(start, start + LAST));
  return descending ? all : all.toReversed();
}

function isBehind(position: TagPosition, start: TagPosition, descending: boolean): boolean {
  return descending ? compare(position, start) < 0 : compare(position, start) > 0;
}

function pageOf(all: readonly Keys[], { descending, after, limit }: TagListRequest): Keys[] {
  const sign = descending ? -1 : 1;
  const sorted = all.toSorted((a, b) => sign * compare(a, b));
  const start = after ? sorted.findIndex((keys) => sign * compare(keys, after) > 0) : 0;
  return start < 0 ? [] : sorted.slice(start, start + limit);
}

/** As the databases compare: byte by byte, and numbers as numbers. */
function compare(a: Keys, b: Keys): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}
