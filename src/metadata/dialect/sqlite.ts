import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from "kysely";
import type { Dialect } from "./dialect.ts";

export const sqliteDialect: Dialect = {
  name: "sqlite",
  builder: new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  identity: sql`integer`,
  text: sql`text`,
  bytes: "blob",
  listOf: (json) => sql<string>`(select value from json_each(${json}))`,
};
