import { expect, test } from "bun:test";
import type { Dialect } from "../../src/metadata/dialect/dialect.ts";
import { postgresDialect } from "../../src/metadata/dialect/postgres.ts";
import { sqliteDialect } from "../../src/metadata/dialect/sqlite.ts";
import "../../src/metadata/metadata-store.ts";
import { Placeholder, type Statement, bind, compileStatement, statement, statements } from "../../src/metadata/statement.ts";

test("no two statements have one name: it is what a reviewer finds them by", () => {
  const names = statements.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("on every dialect a statement binds the same parameters", () => {
  for (const each of statements) {
    expect([each.name, ...boundBy(sqliteDialect, each)]).toEqual([each.name, ...boundBy(postgresDialect, each)]);
  }
});

test("constants of a query stay beside the parameters of a run, each in its place", () => {
  const example = statement<{ id: number }>()("test.example", (db, p) =>
    db.selectFrom("users").select("username").where("is_admin", "=", 1).where("id", "=", p.id).limit(5),
  );
  statements.splice(statements.indexOf(example as never), 1);
  expect(bind(compileStatement(sqliteDialect, example as never), { id: 7 })).toEqual([1, 7, 5]);
});

function boundBy(dialect: Dialect, each: Statement<never, unknown>): unknown[] {
  return compileStatement(dialect, each).bindings.map((binding) => (binding instanceof Placeholder ? `:${binding.name}` : binding));
}
