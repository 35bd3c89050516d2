// Which statements a piece of work runs on the database: what an answer costs, without a clock that other work disturbs.
import { PostgresConnection } from "../../src/metadata/postgres/postgres-connection.ts";
import { SqliteConnection } from "../../src/metadata/sqlite/sqlite-connection.ts";

const METHODS = ["all", "first", "run"] as const;

/** The names of all statements, in their order, that run while `work` does. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
  const statements: string[] = [];
  const watched = [SqliteConnection, PostgresConnection].flatMap(({ prototype }) => watch(prototype as unknown as Methods, statements));
  try {
    return { result: await work(), statements };
  } finally {
    for (const restore of watched) restore();
  }
}

type Methods = Record<string, (statement: { name: string }, ...rest: unknown[]) => unknown>;

function watch(prototype: Methods, statements: string[]): (() => void)[] {
  return METHODS.map((method) => {
    const original = prototype[method]!;
    prototype[method] = function (this: unknown, statement, ...rest) {
      statements.push(statement.name);
      return original.call(this, statement, ...rest);
    };
    return () => void (prototype[method] = original);
  });
}
