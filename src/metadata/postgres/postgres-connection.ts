// Declared statements on PostgreSQL: compiled once, prepared by the driver once per connection, run with named parameters.
import type { Connection } from "../connection.ts";
import { postgresDialect } from "../dialect/postgres.ts";
import { type CompiledStatement, type Parameters, type Statement, bind, compileStatement } from "../statement.ts";

/** What both a pool and a transaction of Bun's SQL client can do. */
export interface Executor {
  unsafe(text: string, values: unknown[]): Promise<ResultRows>;
}

/** Rows, with how many the statement found or changed. */
type ResultRows = Record<string, unknown>[] & { readonly count: number };

const compiled = new Map<unknown, CompiledStatement>();

export class PostgresConnection implements Connection {
  constructor(private readonly executor: Executor) {}

  async all<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row[]> {
    return (await this.execute(statement, parameters)).map(withNumbers) as Row[];
  }

  async first<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row | undefined> {
    const [row] = await this.execute(statement, parameters);
    return row && (withNumbers(row) as Row);
  }

  async run<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<number> {
    return (await this.execute(statement, parameters)).count;
  }

  private execute<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<ResultRows> {
    const ready = prepare(statement);
    return this.executor.unsafe(ready.sql, bind(ready, parameters).map(withoutNul));
  }
}

function prepare<P, Row>(statement: Statement<P, Row>): CompiledStatement {
  const known = compiled.get(statement);
  if (known) return known;
  const made = compileStatement(postgresDialect, statement as Statement<never, unknown>);
  compiled.set(statement, made);
  return made;
}

/** PostgreSQL refuses U+0000 in a text, which anybody may send as a name or a filter. U+0001 sorts like it, and no name of ours has that either. */
function withoutNul<T>(value: T): T | string {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\u0001") : value;
}

/** bigint columns come as BigInt. Ours hold ids, sizes and times, all of them far below 2^53. */
function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "bigint") row[name] = Number(value);
  }
  return row;
}
