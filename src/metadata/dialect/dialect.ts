// What differs between the databases, each difference with a name. Everything else is one set of Kysely queries.
import type { ColumnDataType, ColumnDefinitionBuilder, Kysely, RawBuilder, SelectQueryBuilder } from "kysely";
import type { Tables } from "../tables.ts";

export interface Dialect {
  readonly name: "sqlite" | "postgres";
  /** Builds and compiles queries; it is connected to nothing. */
  readonly builder: Kysely<Tables>;
  /** A primary key that the database counts up, and never gives to a second row: readers of events remember it. */
  readonly identity: RawBuilder<unknown>;
  readonly identityKey: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** Text that sorts by byte order, as tag lists and catalogs must. */
  readonly text: RawBuilder<unknown>;
  readonly bytes: ColumnDataType;
  /** The strings of a JSON array parameter, as rows with one column `value`: one statement text for lists of any length. */
  rowsOf(json: string): RawBuilder<{ value: string }>;
  /** As text, or null: a field of a row of `rowsOf` that is itself an object. */
  fieldOf(row: RawBuilder<unknown>, name: string): RawBuilder<string | null>;
  /**
   * What follows `from`: each row of `outer` as `outside`, with those rows of a table, as `inside`, whose `key` is among what `inner`
   * selects for it; with `of`, a column that must equal the id of `outside`. SQL calls it a lateral join.
   */
  forEach(outer: RawBuilder<unknown>, rows: { table: string; key: string; of?: string }, inner: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Locks the rows that are found, but for those which somebody else has locked: these it leaves out. */
  skippingLocked<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O>;
  /** Statements after which the table's rows can be added and read, and neither changed nor deleted. As many on either dialect. */
  appendOnly(table: string): readonly RawBuilder<unknown>[];
}
