// The first schema: namespaces and users, repositories and what they hold, uploads on their way in, and the tables that
// record change: events (outbox), tag history, usage and the garbage collector's review queue.
import { type Compilable, type Kysely, sql } from "kysely";
import { LIBRARY } from "../../oci/reference.ts";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function foundation(db: Kysely<Tables>, { identity, identityKey, text, bytes }: Dialect): Compilable[] {
  const { schema } = db;
  return [
    schema
      .createTable("namespaces")
      .addColumn("id", identity as never, identityKey)
      .addColumn("name", text as never, (c) => c.notNull().unique())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull()),

    // Names of one segment live here; nobody may sign up under it.
    db.insertInto("namespaces").values({ name: sql.lit(LIBRARY), kind: sql.lit("builtin"), created_at: sql.lit(0) }),

    schema
      .createTable("users")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id"))
      .addColumn("username", text as never, (c) => c.notNull().unique())
      .addColumn("password_hash", "text", (c) => c.notNull())
      .addColumn("is_admin", "integer", (c) => c.notNull())
      .addColumn("disabled_at", "bigint")
      .addColumn("created_at", "bigint", (c) => c.notNull()),

    schema
      .createTable("tokens")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("secret_hash", "text", (c) => c.notNull().unique())
      .addColumn("scopes", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint")
      .addColumn("last_used_at", "bigint")
      .addColumn("revoked_at", "bigint"),
    schema.createIndex("tokens_by_user").on("tokens").column("user_id"),

    schema
      .createTable("signing_keys")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("algorithm", "text", (c) => c.notNull())
      .addColumn("private_jwk", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("retired_at", "bigint"),

    schema
      .createTable("repositories")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id"))
      .addColumn("name", text as never, (c) => c.notNull().unique())
      .addColumn("visibility", "text", (c) => c.notNull().defaultTo("private"))
      .addColumn("reference_policy", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull()),
    schema.createIndex("repositories_by_namespace").on("repositories").columns(["namespace_id", "name"]),

    schema
      .createTable("manifests")
      .addColumn("id", identity as never, identityKey)
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id"))
      .addColumn("digest", text as never, (c) => c.notNull())
      .addColumn("media_type", "text", (c) => c.notNull())
      .addColumn("artifact_type", "text")
      .addColumn("subject_digest", "text")
      .addColumn("annotations", "text")
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      .addColumn("pushed_at", "bigint", (c) => c.notNull())
      .addColumn("pushed_by", "text", (c) => c.notNull())
      .addColumn("content", bytes, (c) => c.notNull())
      .addUniqueConstraint("manifests_by_digest", ["repository_id", "digest"]),
    schema
      .createIndex("manifests_by_subject")
      .on("manifests")
      .columns(["repository_id", "subject_digest", "id"])
      .where(sql.ref("subject_digest"), "is not", null),

    schema
      .createTable("manifest_blobs")
      .addColumn("manifest_id", "bigint", (c) => c.notNull().references("manifests.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.notNull())
      .addColumn("digest", text as never, (c) => c.notNull())
      .addPrimaryKeyConstraint("manifest_blobs_key", ["manifest_id", "digest"]),
    schema.createIndex("manifest_blobs_by_digest").on("manifest_blobs").columns(["repository_id", "digest"]),

    schema
      .createTable("manifest_children")
      .addColumn("manifest_id", "bigint", (c) => c.notNull().references("manifests.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.notNull())
      .addColumn("digest", text as never, (c) => c.notNull())
      .addPrimaryKeyConstraint("manifest_children_key", ["manifest_id", "digest"]),
    schema.createIndex("manifest_children_by_digest").on("manifest_children").columns(["repository_id", "digest"]),

    schema
      .createTable("blobs")
      .addColumn("digest", text as never, (c) => c.primaryKey().notNull())
      .addColumn("storage_key", "text", (c) => c.notNull().unique())
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull()),

    schema
      .createTable("repository_blobs")
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id"))
      .addColumn("digest", text as never, (c) => c.notNull().references("blobs.digest"))
      .addColumn("linked_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("repository_blobs_key", ["repository_id", "digest"]),
    schema.createIndex("repository_blobs_by_digest").on("repository_blobs").column("digest"),

    schema
      .createTable("tags")
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id"))
      .addColumn("name", text as never, (c) => c.notNull())
      .addColumn("manifest_id", "bigint", (c) => c.notNull().references("manifests.id"))
      .addColumn("updated_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("tags_key", ["repository_id", "name"]),
    schema.createIndex("tags_by_manifest").on("tags").column("manifest_id"),

    schema
      .createTable("tag_history")
      .addColumn("id", identity as never, identityKey)
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id"))
      .addColumn("tag", text as never, (c) => c.notNull())
      .addColumn("digest", "text")
      .addColumn("previous_digest", "text")
      .addColumn("changed_at", "bigint", (c) => c.notNull())
      .addColumn("changed_by", "text", (c) => c.notNull()),
    schema.createIndex("tag_history_by_tag").on("tag_history").columns(["repository_id", "tag", "id"]),

    schema
      .createTable("upload_sessions")
      .addColumn("id", text as never, (c) => c.primaryKey().notNull())
      .addColumn("repository", text as never, (c) => c.notNull())
      .addColumn("started_by", "text", (c) => c.notNull())
      .addColumn("algorithm", "text", (c) => c.notNull())
      .addColumn("offset_bytes", "bigint", (c) => c.notNull())
      .addColumn("digest_so_far", "text")
      .addColumn("finished_digest", "text")
      .addColumn("started_at", "bigint", (c) => c.notNull())
      .addColumn("touched_at", "bigint", (c) => c.notNull()),
    schema.createIndex("upload_sessions_by_age").on("upload_sessions").column("touched_at"),

    schema
      .createTable("events")
      .addColumn("id", identity as never, identityKey)
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("repository_id", "bigint")
      .addColumn("repository", "text", (c) => c.notNull())
      .addColumn("digest", "text")
      .addColumn("tag", "text")
      .addColumn("actor", "text", (c) => c.notNull())
      .addColumn("detail", "text")
      .addColumn("occurred_at", "bigint", (c) => c.notNull()),

    schema
      .createTable("review_queue")
      .addColumn("id", identity as never, identityKey)
      .addColumn("repository_id", "bigint", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("due_at", "bigint", (c) => c.notNull())
      .addUniqueConstraint("review_queue_by_subject", ["repository_id", "subject", "digest"]),
    schema.createIndex("review_queue_by_due").on("review_queue").columns(["due_at", "id"]),

    schema
      .createTable("usage_counters")
      .addColumn("repository_id", "bigint", (c) => c.primaryKey().references("repositories.id"))
      .addColumn("manifests", "bigint", (c) => c.notNull())
      .addColumn("tags", "bigint", (c) => c.notNull())
      .addColumn("blobs", "bigint", (c) => c.notNull())
      .addColumn("blob_bytes", "bigint", (c) => c.notNull()),
  ];
}
