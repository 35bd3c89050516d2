// The pull path and the lists stay fast however much is stored: every statement of theirs finds its rows by an index, and
// none has to sort what it found.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { sqliteDialect } from "../../src/metadata/dialect/sqlite.ts";
import "../../src/metadata/metadata-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { compileStatement, statements } from "../../src/metadata/statement.ts";

/** Whole tables that a statement may read: they hold a handful of rows, or are read by a person's command. */
const READ_WHOLE = new Set([
  "signing_keys.list",
  "signing_keys.retire_others",
  "users.list",
  "users.any",
  "users.count_admins",
  "namespace_usage.total",
  "blobs.stored",
  // What waits to be collected, counted for those who run the installation.
  "review_queue.depth",
  "deleted_keys.total",
  // A handful of rows.
  "deletion_holds.delete",
  "deletion_holds.find",
  // Once a minute at most, and once in a verification, which reads everything.
  "storage.sums",
  "integrity.stray_tags",
  "integrity.stray_links",
]);
/** Those that walk an index of nothing but what is still to be done. */
const READ_WHAT_IS_LEFT = new Set(["repositories.unindexed", "tags.unsorted"]);
/** They sort as many rows as belong to one manifest, person or team; the last, to one organization. */
const SORTS_A_FEW = new Set([
  "events.insert_tag_deletions",
  "grants.list_of_principal",
  "namespaces.list_of_member",
  "team_members.list",
  "sessions.revoke_unused",
  "members.list",
  "namespace_blobs.count_of_namespace",
  // What is condemned, at most.
  "reachability.condemned",
  "reachability.condemned_total",
  // Of one namespace, and of what misses one damaged blob.
  "integrity.namespace_counts",
  "integrity.affected",
]);

/** They sort a page of each namespace that somebody may read; what a few repositories have of what is looked for; fellow members. */
const SORTS_A_PAGE = new Set([
  "repositories.list_readable",
  "search.repositories_readable",
  "search.tags_few",
  "search.digests_few",
  "search.users_visible",
]);

const database = new Database(":memory:");
migrate(database, 0);
const tables = (database.query("select name from sqlite_master where type = 'table'").all() as { name: string }[]).map(({ name }) => name);

function planOf(sql: string): string[] {
  return (database.query(`explain query plan ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail);
}

/** Every step that reads a table from end to end, also under a name that the statement gives it. */
function scansIn(plan: readonly string[], sql: string): string[] {
  const named = [...sql.matchAll(/(?:from|join) "?(\w+)"? (?:as )?"?(\w+)"?/g)].filter(([, table]) => tables.includes(table!));
  const names = new Set([...tables, ...named.map(([, , alias]) => alias!)]);
  return plan.filter((step) => names.has(/^SCAN (\w+)/.exec(step)?.[1] ?? ""));
}

const reading = statements
  .map((statement) => ({ name: statement.name, sql: compileStatement(sqliteDialect, statement).sql }))
  .filter(({ name }) => !READ_WHOLE.has(name));

test.each(reading.map(({ name, sql }) => [name, sql] as const))("%s finds its rows by an index, in order", (name, sql) => {
  const plan = planOf(sql);
  const scans = scansIn(plan, sql).filter((step) => !(READ_WHAT_IS_LEFT.has(name) && step.includes("USING INDEX")));
  const sorts = SORTS_A_FEW.has(name) || SORTS_A_PAGE.has(name) ? [] : plan.filter((step) => step.includes("TEMP B-TREE"));
  expect({ scans, sorts }).toEqual({ scans: [], sorts: [] });
});

test("the pull path, and what decides over it, is among them", () => {
  const names = reading.map(({ name }) => name);
  for (const name of [
    "access.facts",
    "manifests.find_by_tag",
    "manifests.find_by_digest",
    "manifests.content",
    "blobs.find_in",
    "tags.list",
    "referrers.list",
    "repositories.list_readable",
    "repositories.list_of_namespace",
    "robots.find_by_id",
    "sessions.find_by_hash",
    "sessions.find_by_id",
    "tokens.find_by_hash",
    "tokens.find_by_id",
    "users.find_by_id",
  ]) {
    expect(names).toContain(name);
  }
});

/** Of what hangs on something else and is few; and what hangs on namespaces, whose rows stay. */
const NOT_WORTH_AN_INDEX = new Set([
  "grants.namespace_id",
  "invitations.team_id",
  "namespace_redirects.namespace_id",
  "pending_sign_ins.user_id",
]);
const foreignKeys = tables.flatMap((table) => {
  const keys = database.query(`pragma foreign_key_list(${table})`).all() as { from: string }[];
  return keys.map(({ from }) => [table, from] as const);
});

test.each(foreignKeys.filter(([table, column]) => !NOT_WORTH_AN_INDEX.has(`${table}.${column}`)))(
  "what %s.%s refers to can be deleted without reading the whole table",
  (table, column) => {
    expect(planOf(`select 1 from ${table} where ${column} = ?`).filter((step) => step.startsWith("SCAN"))).toEqual([]);
  },
);

test.each([
  "select * from events where actor = ?",
  'select * from "events" as "e" where e.actor = ?',
  "select 1 where 1 in (select e.id from events e where e.actor = ?)",
])("a statement without an index is seen: %s", (sql) => {
  expect(scansIn(planOf(sql), sql)).toHaveLength(1);
});
