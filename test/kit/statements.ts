// Which statements a piece of work runs on the database: what an answer costs, without a clock that other work disturbs.
import { SqliteConnection } from "../../src/metadata/sqlite/sqlite-connection.ts";

const METHODS = ["all", "first", "run"] as const;

/** The names of all statements, in their order, that run while `work` does. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
  const statements: string[] = [];
  const prototype = SqliteConnection.prototype as unknown as Record<string, (statement: { name: string }, ...rest: unknown[]) => unknown>;
  const originals = METHODS.map((method) => [method, prototype[method]!] as const);
  for (const [method, original] of originals) {
    prototype[method] = function (this: unknown, statement, ...rest) {
      statements.push(statement.name);
      return original.call(this, statement, ...rest);
    };
  }
  try {
    return { result: await work(), statements };
  } finally {
    for (const [method, original] of originals) prototype[method] = original;
  }
}
