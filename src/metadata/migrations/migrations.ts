// The schema's history, forward only. A released migration is never edited: the next one corrects it.
import type { Compilable, Kysely } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";
import { foundation } from "./0001-foundation.ts";
import { tenants } from "./0002-tenants.ts";
import { cluster } from "./0003-cluster.ts";
import { collection } from "./0004-collection.ts";
import { lifecycle } from "./0005-lifecycle.ts";
import { care } from "./0006-care.ts";

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly build: (db: Kysely<Tables>, dialect: Dialect) => Compilable[];
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "foundation", build: foundation },
  { version: 2, name: "tenants", build: tenants },
  { version: 3, name: "cluster", build: cluster },
  { version: 4, name: "collection", build: collection },
  { version: 5, name: "lifecycle", build: lifecycle },
  { version: 6, name: "care", build: care },
];

export const NEWEST_VERSION = MIGRATIONS.at(-1)!.version;

/** The SQL of one migration, statement by statement, in the words of that dialect. */
export function migrationSql(dialect: Dialect, migration: Migration): string[] {
  return migration.build(dialect.builder, dialect).map((step) => step.compile().sql);
}

/** The database was written by a newer Aerugo: reading it would be a guess, so the server refuses to start. */
export class SchemaTooNewError extends Error {
  override readonly name = "SchemaTooNewError";
  constructor(readonly version: number) {
    super(
      `the database has schema ${version}, this version knows up to ${NEWEST_VERSION}: start a newer Aerugo, or restore the backup made before the upgrade`,
    );
  }
}
