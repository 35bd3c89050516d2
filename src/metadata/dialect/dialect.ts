// What differs between the databases, each difference with a name. Everything else is one set of Kysely queries.
import type { ColumnDataType, ColumnDefinitionBuilder, Kysely, RawBuilder } from "kysely";
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
  /** The ids of rows of `table` that `inner` selects for each row of `outer`, which it calls `outside`: a lateral join. */
  idsForEach(outer: RawBuilder<unknown>, table: string, inner: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Statements after which the table's rows can be added and read, and neither changed nor deleted. As many on either dialect. */
  appendOnly(table: string): readonly RawBuilder<unknown>[];
}
