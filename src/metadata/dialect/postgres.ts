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
  // As text first: told that it is JSON, the driver would encode it once more.
  rowsOf: (json) => sql`jsonb_array_elements_text(cast(${json} as text)::jsonb)`,
  fieldOf: (row, name) => sql`(cast(${row} as jsonb) ->> ${sql.lit(name)})`,
  forEach: (outer, { table, key, of }, inner) => {
    const isOf = of ? sql` and inside.${sql.ref(of)} = outside.id` : sql``;
    return sql`(${outer}) as outside cross join lateral (${inner}) as picked
      inner join ${sql.table(table)} as inside on inside.${sql.ref(key)} = picked.${sql.ref(key)}${isOf}`;
  },
  skippingLocked: (query) => query.forUpdate().skipLocked(),
  appendOnly: (table) => {
    const refusal = sql.ref(`${table}_refuse_change`);
    return [
      sql`create function ${refusal}() returns trigger language plpgsql as $$ begin raise exception '${sql.raw(table)} is append-only'; end $$`,
      sql`create trigger ${sql.ref(`${table}_no_change`)} before update or delete on ${sql.table(table)} for each row execute function ${refusal}()`,
      // To empty a table is no deletion of its rows.
      sql`create trigger ${sql.ref(`${table}_no_truncate`)} before truncate on ${sql.table(table)} for each statement execute function ${refusal}()`,
    ];
  },
};
