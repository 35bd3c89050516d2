// Statements: SQL written once with Kysely, compiled once per dialect, run with named parameters. The compiled text of
// all of them is kept in `statements/` so that a reviewer sees what a change does to the SQL of either database.
import { type Compilable, type Expression, type Kysely, sql } from "kysely";
import type { Dialect } from "./dialect/dialect.ts";
import type { Tables } from "./tables.ts";

export type Value = string | number | null | Uint8Array;
export type Parameters = Readonly<Record<string, Value>>;

/** `Row` is what Kysely infers that one result row looks like. */
export interface Statement<P, Row> {
  readonly name: string;
  readonly build: (db: Kysely<Tables>, parameters: P, dialect: Dialect) => Compilable<Row>;
}

/** SQL text, and for each of its parameters either the name of one of ours or a constant of the query. */
export interface CompiledStatement {
  readonly sql: string;
  readonly bindings: readonly (Placeholder | Value)[];
}

/** The strings of a JSON array parameter, for `in`. */
export function listOf(dialect: Dialect, json: string): Expression<string> {
  return sql<string>`(select value from ${dialect.rowsOf(json)} as value)`;
}

/** Stands for a value that comes with each run. */
export class Placeholder {
  constructor(readonly name: string) {}
}

/** Every statement there is, in order of declaration. */
export const statements: Statement<never, unknown>[] = [];

/** Declares a statement: `statement<{ name: string }>()("repositories.find", (db, p) => …)`. */
export function statement<P extends Parameters | void = void>() {
  return <Row>(name: string, build: Statement<P, Row>["build"]): Statement<P, Row> => {
    const declared = { name, build };
    statements.push(declared as Statement<never, unknown>);
    return declared;
  };
}

export function compileStatement(dialect: Dialect, { build }: Statement<never, unknown>): CompiledStatement {
  const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) });
  const { sql, parameters } = build(dialect.builder, placeholders as never, dialect).compile();
  return { sql, bindings: parameters as readonly (Placeholder | Value)[] };
}

export function bind({ bindings }: CompiledStatement, parameters: Parameters | void): Value[] {
  return bindings.map((binding) => (binding instanceof Placeholder ? (parameters as Parameters)[binding.name]! : binding));
}
