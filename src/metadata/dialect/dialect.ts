// What differs between the databases, each difference with a name. Everything else is one set of Kysely queries.
import { type ColumnDataType, type Expression, Kysely, type RawBuilder } from "kysely";
import type { Tables } from "../tables.ts";

export interface Dialect {
  readonly name: "sqlite" | "postgres";
  /** Builds and compiles queries; it is connected to nothing. */
  readonly builder: Kysely<Tables>;
  /** A primary key that the database counts up. */
  readonly identity: RawBuilder<unknown>;
  /** Text that sorts by byte order, as tag lists and catalogs must. */
  readonly text: RawBuilder<unknown>;
  readonly bytes: ColumnDataType;
  /** The strings of a JSON array parameter, as a subquery: one statement text for lists of any length. */
  listOf(json: string): Expression<string>;
}
