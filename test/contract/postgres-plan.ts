// Plans of PostgreSQL, read for the one question that matters on a large installation: does a step read a table or an index from end to end?
import type { SQL } from "bun";
import { postgresDialect } from "../../src/metadata/dialect/postgres.ts";
import { type Statement, Placeholder, type Value, compileStatement } from "../../src/metadata/statement.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

export interface Plan {
  /** What is read from end to end: tables, and indexes that are entered without a condition on their first column. */
  readonly whole: readonly string[];
  readonly indexes: readonly string[];
  /** As a filter after an index was read would not be. */
  readonly conditions: readonly string[];
}

/**
 * The server plans a statement's first runs on a connection for their values, and goes on doing so, always behind a pooler, while those
 * plans are cheaper than one that knows no values.
 */
export type Knowing = "values" | "no values";

export type Values = Readonly<Record<string, Value>>;

/** Of a caller, a page, an age: what a parameter is told by its name. Others are ids, and texts like those in the tables. */
const TYPICAL: Values = {
  limit: 50,
  planId: 77,
  after: "8",
  from: "8",
  before: "g",
  ids: '["1000", "2000"]',
  kinds: '["gc"]',
  publicToo: 1,
  privateToo: 1,
  visibility: "private",
};
const SOME_ID = 1000;
/** Of what the tables have, a two hundredth is older. */
const SOME_TIME = 25_000;
const SOME_TEXT = "a35fe7f7fe8217b4369a0af4244d1fca";
const SOME_TEXTS = JSON.stringify([SOME_TEXT, "03b264c595403666634ac75d828439bc"]);
const TIMES = new Set(["now", "deletedBefore", "silentSince", "dueAt", "expiresAt", "pushedAt"]);
const LISTS = new Set(["digests", "groups", "items", "keys", "names", "terms"]);

export class Planner {
  private constructor(
    private readonly database: SQL,
    private readonly firstColumns: ReadonlyMap<string, string>,
  ) {}

  static async on(database: SQL): Promise<Planner> {
    const rows = (await database.unsafe(FIRST_COLUMNS)) as { index: string; column: string }[];
    return new Planner(database, new Map(rows.map(({ index, column }) => [index, column])));
  }

  async planOf(statement: Statement<never, unknown>, knowing: Knowing, values: Values = {}): Promise<Plan> {
    const nodes = nodesIn(await this.explain(statement, knowing, values));
    return {
      whole: nodes.flatMap((node) => this.readWhole(node) ?? []),
      indexes: nodes.flatMap((node) => node["Index Name"] ?? []),
      conditions: nodes.flatMap((node) => node["Index Cond"] ?? []),
    };
  }

  private async explain(statement: Statement<never, unknown>, knowing: Knowing, values: Values): Promise<PlanNode> {
    const { sql, bindings } = compileStatement(postgresDialect, statement);
    await this.database.unsafe(`set plan_cache_mode = ${knowing === "values" ? "force_custom_plan" : "force_generic_plan"}`);
    await this.database.unsafe(`prepare planned as ${sql}`);
    try {
      const types = await this.parameterTypes();
      const given = bindings.map((binding, place) => literal(valueOf(binding, types[place]!, values)));
      const list = given.length > 0 ? `(${given.join(", ")})` : "";
      const [row] = (await this.database.unsafe(`explain (costs off, format json) execute planned${list}`)) as Record<string, unknown>[];
      const [{ Plan: root }] = row!["QUERY PLAN"] as [{ Plan: PlanNode }];
      return root;
    } finally {
      await this.database.unsafe("deallocate planned");
    }
  }

  private async parameterTypes(): Promise<string[]> {
    const [row] = (await this.database.unsafe(
      "select array_to_json(parameter_types::text[]) as types from pg_prepared_statements where name = 'planned'",
    )) as { types: string[] }[];
    return row!.types;
  }

  private readWhole(node: PlanNode): string | undefined {
    if (node["Node Type"] === "Seq Scan") return node["Relation Name"];
    const index = node["Index Name"];
    return index !== undefined && !isEntered(node["Index Cond"] ?? "", this.firstColumns.get(index)!) ? index : undefined;
  }
}

const FIRST_COLUMNS = `select c.relname as "index", a.attname as "column" from pg_index i
  join pg_class c on c.oid = i.indexrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  where c.relnamespace = 'public'::regnamespace`;

/** A condition on later columns alone is looked for in every entry. The index's column is always on the left. */
function isEntered(condition: string, column: string): boolean {
  return new RegExp(`\\((?:ROW\\()?\\(?"?${column}"?\\b`).test(condition);
}

function nodesIn(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesIn)];
}

function valueOf(binding: Placeholder | Value, type: string, values: Values): Value {
  if (!(binding instanceof Placeholder)) return binding;
  const { name } = binding;
  const value = name in values ? values[name]! : TYPICAL[name];
  if (value !== undefined && (type === "text" || typeof value !== "string")) return value;
  if (type === "bytea") return "\\x00";
  if (type === "text") return LISTS.has(name) ? SOME_TEXTS : SOME_TEXT;
  return TIMES.has(name) || name === "before" ? SOME_TIME : SOME_ID;
}

function literal(value: Value): string {
  return value === null ? "null" : `'${String(value)}'`;
}
