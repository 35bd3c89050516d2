// The pull path and the lists stay fast however much is stored: every statement of theirs finds its rows by an index, and
// none has to sort what it found.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { sqliteDialect } from "../../src/metadata/dialect/sqlite.ts";
import "../../src/metadata/metadata-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { compileStatement, statements } from "../../src/metadata/statement.ts";

/** Whole tables that a statement may read: they hold a handful of rows, or are read by a person's command. */
const READ_WHOLE = new Set(["signing_keys.list", "users.list", "users.any"]);
/** Sorts the tags of one manifest, while deleting it. */
const SORTS_A_FEW = new Set(["events.insert_tag_deletions"]);

const database = new Database(":memory:");
migrate(database, 0);
const tables = (database.query("select name from sqlite_master where type = 'table'").all() as { name: string }[]).map(({ name }) => name);

function planOf(sql: string): string[] {
  return (database.query(`explain query plan ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail);
}

const reading = statements
  .map((statement) => ({ name: statement.name, sql: compileStatement(sqliteDialect, statement).sql }))
  .filter(({ name }) => !READ_WHOLE.has(name));

test.each(reading.map(({ name, sql }) => [name, sql] as const))("%s finds its rows by an index, in order", (name, sql) => {
  const plan = planOf(sql);
  const scans = plan.filter((step) => tables.some((table) => new RegExp(`^SCAN ${table}\\b`).test(step)));
  const sorts = SORTS_A_FEW.has(name) ? [] : plan.filter((step) => step.includes("TEMP B-TREE"));
  expect({ scans, sorts }).toEqual({ scans: [], sorts: [] });
});

test("the pull path is among them", () => {
  const names = reading.map(({ name }) => name);
  for (const name of [
    "manifests.find_by_tag",
    "manifests.find_by_digest",
    "manifests.content",
    "blobs.find_in",
    "tags.list",
    "referrers.list",
  ]) {
    expect(names).toContain(name);
  }
});

test("a statement without an index is seen", () => {
  expect(planOf("select * from events where actor = ?").some((step) => step.startsWith("SCAN events"))).toBe(true);
});
