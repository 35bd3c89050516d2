// Declared statements on one bun:sqlite handle: compiled and prepared once, then run by name.
import type { Database, Statement as Prepared } from "bun:sqlite";
import type { Connection } from "../connection.ts";
import { sqliteDialect } from "../dialect/sqlite.ts";
import { type CompiledStatement, type Parameters, type Statement, type Value, bind, compileStatement } from "../statement.ts";

interface Ready extends CompiledStatement {
  readonly prepared: Prepared<unknown, Value[]>;
}

export class SqliteConnection implements Connection {
  private readonly ready = new Map<unknown, Ready>();

  constructor(private readonly database: Database) {}

  async all<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row[]> {
    const ready = this.prepare(statement);
    return ready.prepared.all(...bind(ready, parameters)) as Row[];
  }

  async first<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<Row | undefined> {
    const ready = this.prepare(statement);
    return (ready.prepared.get(...bind(ready, parameters)) as Row | null) ?? undefined;
  }

  async run<P extends Parameters | void, Row>(statement: Statement<P, Row>, parameters: P): Promise<number> {
    const ready = this.prepare(statement);
    return ready.prepared.run(...bind(ready, parameters)).changes;
  }

  private prepare<P, Row>(statement: Statement<P, Row>): Ready {
    const known = this.ready.get(statement);
    if (known) return known;
    const compiled = compileStatement(sqliteDialect, statement as Statement<never, unknown>);
    const ready = { ...compiled, prepared: this.database.prepare<unknown, Value[]>(compiled.sql) };
    this.ready.set(statement, ready);
    return ready;
  }
}
