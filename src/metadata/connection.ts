// What the noun files need of a database: run a declared statement and read its rows.
import type { Parameters, Statement } from "./statement.ts";

export interface Connection {
  all<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row[]>;
  first<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row | undefined>;
  /** Resolves to the number of rows changed. */
  run<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<number>;
}
