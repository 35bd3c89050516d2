// Garbage collection: links that are about to go, keys whose bytes are to be deleted, and when manifests and tags were last of use.
import { type Compilable, type Kysely, sql } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function collection({ schema }: Kysely<Tables>, { text }: Dialect): Compilable[] {
  return [
    schema.alterTable("repository_blobs").addColumn("condemned_at", "bigint"),
    schema
      .createIndex("repository_blobs_condemned")
      .on("repository_blobs")
      .columns(["condemned_at", "repository_id", "digest"])
      .where(sql.ref("condemned_at"), "is not", null),

    // With the repository: a base layer that thousands of them have must not be looked through for one of them, whichever index is chosen.
    schema.dropIndex("repository_blobs_by_digest"),
    schema.createIndex("repository_blobs_by_digest").on("repository_blobs").columns(["digest", "repository_id"]),

    // No digest has them any more; their bytes stay for the downloads that began before.
    schema
      .createTable("deleted_keys")
      .addColumn("storage_key", text as never, (c) => c.primaryKey().notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      .addColumn("due_at", "bigint", (c) => c.notNull()),
    schema.createIndex("deleted_keys_by_due").on("deleted_keys").columns(["due_at", "storage_key"]),

    // Apart from the manifests: their rows hold their bytes, which a change of another column would write again.
    schema
      .createTable("manifest_uses")
      .addColumn("manifest_id", "bigint", (c) => c.primaryKey().references("manifests.id").onDelete("cascade"))
      .addColumn("last_pulled_at", "bigint")
      .addColumn("touched_at", "bigint"),
    schema.alterTable("tags").addColumn("last_pulled_at", "bigint"),
  ];
}
