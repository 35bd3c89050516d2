// Several nodes: what an upload needs to go on elsewhere, who is at work on it, leases, and the work that any node may take up.
import type { Compilable, Kysely } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function cluster(db: Kysely<Tables>, dialect: Dialect): Compilable[] {
  return [...uploads(db, dialect), ...work(db, dialect)];
}

function uploads({ schema }: Kysely<Tables>, { text }: Dialect): Compilable[] {
  return [
    // What an object store must remember, but for the parts: they are many, and each is written once.
    schema.alterTable("upload_sessions").addColumn("storage_state", "text"),
    schema.alterTable("upload_sessions").addColumn("writer", "text"),
    schema.alterTable("upload_sessions").addColumn("writer_until", "bigint"),
    schema
      .createTable("upload_parts")
      .addColumn("upload_id", text as never, (c) => c.notNull().references("upload_sessions.id").onDelete("cascade"))
      .addColumn("number", "integer", (c) => c.notNull())
      .addColumn("etag", "text", (c) => c.notNull())
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("upload_parts_key", ["upload_id", "number"]),
  ];
}

function work({ schema }: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  return [
    schema
      .createTable("leases")
      .addColumn("name", text as never, (c) => c.primaryKey().notNull())
      .addColumn("holder", "text", (c) => c.notNull())
      // Counted up with every new holder: one who lost the lease and does not know it has an old number.
      .addColumn("token", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull()),
    schema
      .createTable("job_runs")
      .addColumn("id", identity as never, identityKey)
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("requested_by", "text", (c) => c.notNull())
      .addColumn("options", "text", (c) => c.notNull())
      .addColumn("progress", "text")
      .addColumn("report", "text")
      .addColumn("error", "text")
      // How many workers have gone silent over it: one that ends every process it runs in must not do so for ever.
      .addColumn("losses", "integer", (c) => c.notNull().defaultTo(0))
      .addColumn("holder", "text")
      .addColumn("heartbeat_at", "bigint")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("started_at", "bigint")
      .addColumn("finished_at", "bigint")
      .addColumn("cancel_requested_at", "bigint"),
    schema.createIndex("job_runs_by_state").on("job_runs").columns(["state", "id"]),
    schema.createIndex("job_runs_by_kind").on("job_runs").columns(["kind", "id"]),
  ];
}
