// The life of tags, manifests and repositories: the trash, holds, rules for immutable tags, and retention with its plans.
import { type Compilable, type Kysely, sql } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function lifecycle(db: Kysely<Tables>, dialect: Dialect): Compilable[] {
  return [...trash(db, dialect), ...protection(db, dialect), ...retention(db, dialect)];
}

function trash({ schema }: Kysely<Tables>, { identity, identityKey, text, bytes }: Dialect): Compilable[] {
  return [
    schema
      .createTable("trash")
      .addColumn("id", identity as never, identityKey)
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id"))
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("tag", text as never)
      .addColumn("digest", text as never, (c) => c.notNull())
      .addColumn("media_type", "text", (c) => c.notNull())
      .addColumn("subject_digest", text as never)
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      .addColumn("tag_count", "bigint", (c) => c.notNull())
      .addColumn("pushed_by", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("deleted_by", "text", (c) => c.notNull())
      .addColumn("deleted_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("content", bytes),
    schema.createIndex("trash_by_repository").on("trash").columns(["repository_id", "id"]),
    schema.createIndex("trash_by_digest").on("trash").columns(["repository_id", "digest", "kind"]),
    schema
      .createIndex("trash_by_subject")
      .on("trash")
      .columns(["repository_id", "subject_digest"])
      .where(sql.ref("subject_digest"), "is not", null),
    schema.createIndex("trash_by_expiry").on("trash").columns(["expires_at", "id"]),

    schema
      .createTable("trash_tags")
      .addColumn("trash_id", "bigint", (c) => c.notNull().references("trash.id").onDelete("cascade"))
      .addColumn("name", text as never, (c) => c.notNull())
      .addPrimaryKeyConstraint("trash_tags_key", ["trash_id", "name"]),

    // What the garbage collector must leave alone, so that an entry can be restored whole.
    schema
      .createTable("trash_references")
      .addColumn("trash_id", "bigint", (c) => c.notNull().references("trash.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("digest", text as never, (c) => c.notNull())
      .addPrimaryKeyConstraint("trash_references_key", ["trash_id", "subject", "digest"]),
    schema.createIndex("trash_references_by_digest").on("trash_references").columns(["repository_id", "subject", "digest"]),

    // From here on it is being taken apart, and cannot be restored any more.
    schema.alterTable("repositories").addColumn("purging_at", "bigint"),
    schema
      .createIndex("repositories_by_deletion")
      .on("repositories")
      .columns(["deleted_at", "id"])
      .where(sql.ref("deleted_at"), "is not", null),
    // Its tags are walked in order, because a manifest may have very many.
    schema.dropIndex("tags_by_manifest"),
    schema.createIndex("tags_by_manifest").on("tags").columns(["manifest_id", "name"]),
    schema.createIndex("tag_history_by_repository").on("tag_history").columns(["repository_id", "id"]),
  ];
}

function protection({ schema }: Kysely<Tables>, { identity, identityKey }: Dialect): Compilable[] {
  return [
    schema
      .createTable("holds")
      .addColumn("id", identity as never, identityKey)
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id").onDelete("cascade"))
      .addColumn("kind", "text", (c) => c.notNull())
      // A pattern of tags, or a digest; empty for the whole repository.
      .addColumn("target", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint"),
    schema.createIndex("holds_by_repository").on("holds").columns(["repository_id", "id"]),

    // Of a namespace, for all its repositories, or of one repository.
    schema
      .createTable("tag_rules")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.references("namespaces.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.references("repositories.id").onDelete("cascade"))
      .addColumn("patterns", "text", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull()),
    schema.createIndex("tag_rules_by_namespace").on("tag_rules").columns(["namespace_id", "id"]),
    schema.createIndex("tag_rules_by_repository").on("tag_rules").columns(["repository_id", "id"]),
  ];
}

function retention({ schema }: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  return [
    schema
      .createTable("retention_policies")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.unique().references("namespaces.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.unique().references("repositories.id").onDelete("cascade"))
      .addColumn("rules", "text", (c) => c.notNull())
      .addColumn("automatic", "integer", (c) => c.notNull())
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
      .addColumn("updated_by", "text", (c) => c.notNull())
      .addColumn("updated_at", "bigint", (c) => c.notNull()),

    // Plans outlive what they were made for: they say why something is gone.
    schema
      .createTable("retention_plans")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull())
      .addColumn("repository_id", "bigint")
      .addColumn("policy_id", "bigint", (c) => c.notNull())
      .addColumn("policy_version", "bigint", (c) => c.notNull())
      .addColumn("rules", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("summary", "text", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("applied_by", "text")
      .addColumn("applied_at", "bigint")
      .addColumn("finished_at", "bigint"),
    schema.createIndex("retention_plans_by_repository").on("retention_plans").columns(["repository_id", "id"]),
    schema.createIndex("retention_plans_by_namespace").on("retention_plans").columns(["namespace_id", "id"]),
    schema.createIndex("retention_plans_by_age").on("retention_plans").columns(["created_at", "id"]),

    schema
      .createTable("retention_plan_items")
      .addColumn("id", identity as never, identityKey)
      .addColumn("plan_id", "bigint", (c) => c.notNull().references("retention_plans.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("tag", text as never)
      .addColumn("digest", text as never, (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      // The number of the policy's rule, where one decided.
      .addColumn("rule", "integer")
      .addColumn("why", "text", (c) => c.notNull())
      .addColumn("size_bytes", "bigint", (c) => c.notNull())
      // As it was when the plan was made: an item that is not so any more is left alone.
      .addColumn("manifest_id", "bigint", (c) => c.notNull())
      .addColumn("moved_at", "bigint", (c) => c.notNull())
      .addColumn("pulled_at", "bigint")
      .addColumn("outcome", "text")
      .addColumn("detail", "text"),
    schema.createIndex("retention_plan_items_by_action").on("retention_plan_items").columns(["plan_id", "action", "id"]),
    schema.createIndex("retention_plan_items_by_outcome").on("retention_plan_items").columns(["plan_id", "action", "outcome"]),
    schema.createIndex("retention_plan_items_by_plan").on("retention_plan_items").columns(["plan_id", "id"]),
    schema.createIndex("retention_plan_items_by_repository").on("retention_plan_items").columns(["repository_id", "digest"]),
  ];
}
