import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from "kysely";
import type { Dialect } from "./dialect.ts";

export const postgresDialect: Dialect = {
  name: "postgres",
  builder: new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  identity: sql`bigint generated always as identity`,
  identityKey: (column) => column.primaryKey(),
  // The database's own collation may sort "a-b" after "ab"; lists are promised in byte order.
  text: sql`text collate "C"`,
  bytes: "bytea",
  rowsOf: (json) => sql`jsonb_array_elements_text(${json}::jsonb)`,
  appendOnly: (table) => {
    const refusal = sql.ref(`${table}_refuse_change`);
    return [
      sql`create function ${refusal}() returns trigger language plpgsql as $$ begin raise exception '${sql.raw(table)} is append-only'; end $$`,
      sql`create trigger ${sql.ref(`${table}_no_change`)} before update or delete on ${sql.table(table)} for each row execute function ${refusal}()`,
    ];
  },
};
