// Many tenants: organizations with members, teams and robots, grants on their repositories, every way to sign in, and the
// audit log. Repositories and tags gain what lists sort by, so that no list is computed when it is asked for.
import { type Compilable, type Kysely, type RawBuilder, sql } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function tenants(db: Kysely<Tables>, dialect: Dialect): Compilable[] {
  return [
    ...organizations(db, dialect),
    ...people(db, dialect),
    ...grants(db, dialect),
    ...credentials(db, dialect),
    ...signIn(db, dialect),
    ...federation(db, dialect),
    ...repositories(db, dialect),
    ...usage(db, dialect),
    ...audit(db, dialect),
  ];
}

function organizations(db: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  const { schema } = db;
  const column = (name: string, type: "text" | "bigint" | "integer", initial?: string | number) =>
    schema.alterTable("namespaces").addColumn(name, type, (c) => (initial === undefined ? c : c.notNull().defaultTo(initial)));
  return [
    column("display_name", "text", ""),
    column("description", "text", ""),
    column("website", "text", ""),
    column("avatar_url", "text", ""),
    column("default_permission", "integer", 0),
    column("members_can_create", "integer", 0),
    column("storage_quota_bytes", "bigint"),
    column("repository_quota", "bigint"),
    column("version", "bigint", 1),
    column("deleted_at", "bigint"),
    column("deleted_name", "text"),
    // Asked for each new name: whether a deleted namespace keeps it.
    schema
      .createIndex("namespaces_by_deleted_name")
      .on("namespaces")
      .column("deleted_name")
      .where(...present("deleted_name")),

    schema
      .createTable("members")
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
      .addPrimaryKeyConstraint("members_key", ["namespace_id", "user_id"]),
    schema.createIndex("members_by_user").on("members").columns(["user_id", "namespace_id"]),

    schema
      .createTable("teams")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("name", text as never, (c) => c.notNull())
      .addColumn("description", "text", (c) => c.notNull().defaultTo(""))
      // Whoever signs in through an outside provider with this group becomes a member.
      .addColumn("external_group", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
      .addUniqueConstraint("teams_by_name", ["namespace_id", "name"]),
    schema.createIndex("teams_by_group").on("teams").column("external_group").where(sql.ref("external_group"), "is not", null),

    schema
      .createTable("team_members")
      .addColumn("team_id", "bigint", (c) => c.notNull().references("teams.id").onDelete("cascade"))
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("source", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("team_members_key", ["team_id", "user_id"]),
    schema.createIndex("team_members_by_user").on("team_members").columns(["user_id", "team_id"]),

    schema
      .createTable("robots")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("name", text as never, (c) => c.notNull())
      .addColumn("description", "text", (c) => c.notNull().defaultTo(""))
      .addColumn("disabled_at", "bigint")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
      .addUniqueConstraint("robots_by_name", ["namespace_id", "name"]),

    schema
      .createTable("namespace_redirects")
      .addColumn("name", text as never, (c) => c.primaryKey().notNull())
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("expires_at", "bigint", (c) => c.notNull()),

    schema
      .createTable("invitations")
      .addColumn("id", identity as never, identityKey)
      // Null: into the installation, and into no organization of it.
      .addColumn("namespace_id", "bigint", (c) => c.references("namespaces.id").onDelete("cascade"))
      .addColumn("team_id", "bigint", (c) => c.references("teams.id").onDelete("cascade"))
      .addColumn("role", "text")
      .addColumn("email", "text")
      .addColumn("secret_hash", "text", (c) => c.notNull().unique())
      .addColumn("invited_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("accepted_at", "bigint")
      .addColumn("accepted_by", "text")
      .addColumn("revoked_at", "bigint"),
    schema.createIndex("invitations_by_namespace").on("invitations").columns(["namespace_id", "id"]),
  ];
}

function people({ schema }: Kysely<Tables>, { identity, identityKey }: Dialect): Compilable[] {
  const column = (name: string, type: "text" | "bigint", initial?: string | number) =>
    schema.alterTable("users").addColumn(name, type, (c) => (initial === undefined ? c : c.notNull().defaultTo(initial)));
  return [
    column("display_name", "text", ""),
    column("email", "text"),
    column("email_verified_at", "bigint"),
    column("totp_secret", "text"),
    column("totp_confirmed_at", "bigint"),
    column("totp_step", "bigint", 0),
    // Counted up by everything that ends what a password opened: tokens made from the password carry it.
    column("epoch", "bigint", 0),
    column("version", "bigint", 1),
    schema.createIndex("users_by_email").unique().on("users").column("email").where(sql.ref("email"), "is not", null),
    schema.createIndex("users_by_namespace").on("users").column("namespace_id"),

    schema
      .createTable("external_identities")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("provider", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("last_seen_at", "bigint", (c) => c.notNull())
      .addUniqueConstraint("external_identities_by_subject", ["provider", "subject"]),
    schema.createIndex("external_identities_by_user").on("external_identities").column("user_id"),
  ];
}

function present(name: string) {
  return [sql.ref(name), "is not", null] as const;
}

function absent(name: string) {
  return [sql.ref(name), "is", null] as const;
}

function grants({ schema }: Kysely<Tables>, { identity, identityKey }: Dialect): Compilable[] {
  return [
    // Whom: exactly one of user, team and robot. On what: a repository, or without one the whole namespace.
    schema
      .createTable("grants")
      .addColumn("id", identity as never, identityKey)
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.references("repositories.id").onDelete("cascade"))
      .addColumn("user_id", "bigint", (c) => c.references("users.id").onDelete("cascade"))
      .addColumn("team_id", "bigint", (c) => c.references("teams.id").onDelete("cascade"))
      .addColumn("robot_id", "bigint", (c) => c.references("robots.id").onDelete("cascade"))
      .addColumn("level", "integer", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1)),
    schema.createIndex("grants_by_repository").on("grants").columns(["repository_id", "id"]),
    schema
      .createIndex("grants_by_namespace")
      .on("grants")
      .columns(["namespace_id", "id"])
      .where(...absent("repository_id")),
    schema
      .createIndex("grants_by_user")
      .unique()
      .on("grants")
      .columns(["user_id", "repository_id"])
      .where(...present("user_id")),
    schema
      .createIndex("grants_by_team")
      .unique()
      .on("grants")
      .columns(["team_id", "repository_id"])
      .where(...present("team_id")),
    schema
      .createIndex("grants_by_robot")
      .unique()
      .on("grants")
      .columns(["robot_id", "repository_id"])
      .where(...present("robot_id")),
    // A unique index does not compare nulls, so the whole namespace has its own.
    schema
      .createIndex("grants_by_team_wide")
      .unique()
      .on("grants")
      .column("team_id")
      .where(...absent("repository_id")),
    schema
      .createIndex("grants_by_robot_wide")
      .unique()
      .on("grants")
      .column("robot_id")
      .where(...absent("repository_id")),
  ];
}

function credentials({ schema }: Kysely<Tables>, { identity, identityKey }: Dialect): Compilable[] {
  return [
    // Drawn by the first schema for users alone, and never filled.
    schema.dropTable("tokens"),
    schema
      .createTable("tokens")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.references("users.id").onDelete("cascade"))
      .addColumn("robot_id", "bigint", (c) => c.references("robots.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("secret_hash", "text", (c) => c.notNull().unique())
      .addColumn("scopes", "text", (c) => c.notNull())
      // Kept apart from the limits themselves: when the last of them is deleted, the token is good for nothing, not for everything.
      .addColumn("is_limited", "integer", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint")
      .addColumn("last_used_at", "bigint")
      .addColumn("last_used_from", "text")
      .addColumn("revoked_at", "bigint"),
    schema.createIndex("tokens_by_user").on("tokens").columns(["user_id", "id"]),
    schema.createIndex("tokens_by_robot").on("tokens").columns(["robot_id", "id"]),
    schema
      .createTable("token_limits")
      .addColumn("id", identity as never, identityKey)
      .addColumn("token_id", "bigint", (c) => c.notNull().references("tokens.id").onDelete("cascade"))
      .addColumn("namespace_id", "bigint", (c) => c.references("namespaces.id").onDelete("cascade"))
      .addColumn("repository_id", "bigint", (c) => c.references("repositories.id").onDelete("cascade")),
    schema.createIndex("token_limits_by_token").on("token_limits").column("token_id"),
    schema.createIndex("token_limits_by_repository").on("token_limits").column("repository_id"),
    schema.createIndex("token_limits_by_namespace").on("token_limits").column("namespace_id"),

    schema
      .createTable("sessions")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("kind", "text", (c) => c.notNull())
      // Of a browser's cookie; others hold refresh tokens.
      .addColumn("secret_hash", "text", (c) => c.unique())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("last_seen_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("authenticated_at", "bigint", (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("user_agent", "text", (c) => c.notNull())
      .addColumn("provider", "text")
      .addColumn("provider_session", "text")
      .addColumn("revoked_at", "bigint"),
    schema.createIndex("sessions_by_user").on("sessions").columns(["user_id", "id"]),
    schema
      .createIndex("sessions_by_provider")
      .on("sessions")
      .columns(["provider", "provider_session"])
      .where(...present("provider_session")),
    schema
      .createTable("refresh_tokens")
      .addColumn("id", identity as never, identityKey)
      .addColumn("session_id", "bigint", (c) => c.notNull().references("sessions.id").onDelete("cascade"))
      .addColumn("secret_hash", "text", (c) => c.notNull().unique())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("used_at", "bigint"),
    schema.createIndex("refresh_tokens_by_session").on("refresh_tokens").column("session_id"),

    // A new key is published before it signs, so that whoever caches the key set knows it by then.
    schema.alterTable("signing_keys").addColumn("activates_at", "bigint", (c) => c.notNull().defaultTo(0)),
  ];
}

function signIn({ schema }: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  return [
    schema
      .createTable("one_time_codes")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("purpose", "text", (c) => c.notNull())
      .addColumn("code_hash", "text", (c) => c.notNull())
      // What the code confirms, such as an address.
      .addColumn("detail", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
      .addColumn("used_at", "bigint"),
    schema.createIndex("one_time_codes_by_user").on("one_time_codes").columns(["user_id", "purpose"]),

    schema
      .createTable("recovery_codes")
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("code_hash", "text", (c) => c.notNull())
      .addColumn("used_at", "bigint")
      .addPrimaryKeyConstraint("recovery_codes_key", ["user_id", "code_hash"]),

    schema
      .createTable("passkeys")
      .addColumn("id", identity as never, identityKey)
      .addColumn("user_id", "bigint", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("credential_id", "text", (c) => c.notNull().unique())
      .addColumn("public_key", "text", (c) => c.notNull())
      .addColumn("counter", "bigint", (c) => c.notNull())
      .addColumn("transports", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("last_used_at", "bigint"),
    schema.createIndex("passkeys_by_user").on("passkeys").column("user_id"),

    // What a sign-in that goes through a browser must remember until it returns: sealed, good once, for minutes.
    schema
      .createTable("pending_sign_ins")
      .addColumn("id", text as never, (c) => c.primaryKey().notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("user_id", "bigint", (c) => c.references("users.id").onDelete("cascade"))
      .addColumn("sealed", "text", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull()),
    schema.createIndex("pending_sign_ins_by_age").on("pending_sign_ins").column("expires_at"),

    schema
      .createTable("idempotency_keys")
      .addColumn("principal", "text", (c) => c.notNull())
      .addColumn("key", "text", (c) => c.notNull())
      .addColumn("fingerprint", "text", (c) => c.notNull())
      // The sealed answer; null while the first request is running.
      .addColumn("answer", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("idempotency_keys_key", ["principal", "key"]),
    schema.createIndex("idempotency_keys_by_age").on("idempotency_keys").column("created_at"),
  ];
}

function federation({ schema }: Kysely<Tables>, { identity, identityKey }: Dialect): Compilable[] {
  return [
    schema
      .createTable("trust_rules")
      .addColumn("id", identity as never, identityKey)
      .addColumn("robot_id", "bigint", (c) => c.notNull().references("robots.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("preset", "text")
      .addColumn("issuer", "text", (c) => c.notNull())
      .addColumn("audience", "text", (c) => c.notNull())
      .addColumn("claims", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("last_used_at", "bigint")
      .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1)),
    schema.createIndex("trust_rules_by_robot").on("trust_rules").columns(["robot_id", "id"]),

    // An outside token is good once.
    schema
      .createTable("federation_uses")
      .addColumn("issuer", "text", (c) => c.notNull())
      .addColumn("token_id", "text", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("federation_uses_key", ["issuer", "token_id"]),
    schema.createIndex("federation_uses_by_age").on("federation_uses").column("expires_at"),
  ];
}

function repositories({ schema }: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  return [
    schema.alterTable("repositories").addColumn("description", "text", (c) => c.notNull().defaultTo("")),
    schema.alterTable("repositories").addColumn("version", "bigint", (c) => c.notNull().defaultTo(1)),
    schema.alterTable("repositories").addColumn("pushed_at", "bigint"),
    // A deleted repository keeps its row under a name that no client can ask for.
    schema.alterTable("repositories").addColumn("deleted_at", "bigint"),
    schema.alterTable("repositories").addColumn("deleted_name", "text"),
    // Null until its words are in repository_terms.
    schema.alterTable("repositories").addColumn("indexed_at", "bigint"),
    // Everything that decides whether a list shows a repository, so that those it does not show are never fetched.
    schema
      .createIndex("repositories_listing")
      .on("repositories")
      .columns(["name", "namespace_id", "visibility"])
      .where(sql.ref("deleted_at"), "is", null),
    schema
      .createIndex("repositories_by_visibility")
      .on("repositories")
      .columns(["visibility", "name", "namespace_id"])
      .where(sql.ref("deleted_at"), "is", null),
    schema
      .createIndex("repositories_deleted")
      .on("repositories")
      .columns(["namespace_id", "id"])
      .where(sql.ref("deleted_at"), "is not", null),
    schema.createIndex("repositories_unindexed").on("repositories").column("id").where(sql.ref("indexed_at"), "is", null),
    // A repository that gets another name takes its uploads along.
    schema.createIndex("upload_sessions_by_repository").on("upload_sessions").column("repository"),

    schema
      .createTable("repository_redirects")
      .addColumn("name", text as never, (c) => c.primaryKey().notNull())
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id").onDelete("cascade"))
      .addColumn("expires_at", "bigint", (c) => c.notNull()),
    schema.createIndex("repository_redirects_by_repository").on("repository_redirects").column("repository_id"),

    schema
      .createTable("repository_terms")
      .addColumn("id", identity as never, identityKey)
      .addColumn("term", text as never, (c) => c.notNull())
      .addColumn("repository_id", "bigint", (c) => c.notNull().references("repositories.id").onDelete("cascade"))
      // What decides over who may find it, so that a search looks at nothing else.
      .addColumn("namespace_id", "bigint", (c) => c.notNull())
      .addColumn("visibility", "text", (c) => c.notNull())
      .addUniqueConstraint("repository_terms_key", ["term", "repository_id"]),
    schema.createIndex("repository_terms_by_repository").on("repository_terms").columns(["repository_id", "term"]),
    schema
      .createIndex("repository_terms_by_namespace")
      .on("repository_terms")
      .columns(["namespace_id", "term", "repository_id", "visibility"]),
    schema.createIndex("repository_terms_by_visibility").on("repository_terms").columns(["visibility", "term", "repository_id"]),

    schema.alterTable("manifests").addColumn("total_bytes", "bigint", (c) => c.notNull().defaultTo(0)),
    schema.createIndex("manifests_by_time").on("manifests").columns(["repository_id", "pushed_at", "id"]),
    schema.createIndex("manifests_by_artifact_type").on("manifests").columns(["repository_id", "artifact_type", "pushed_at", "id"]),
    schema.createIndex("manifests_by_media_type").on("manifests").columns(["repository_id", "media_type", "pushed_at", "id"]),
    schema.createIndex("manifests_anywhere").on("manifests").column("digest"),

    // A sort key whose byte order is the order of versions; null until it has been worked out.
    schema.alterTable("tags").addColumn("version_key", text as never),
    schema.alterTable("tags").addColumn("size_bytes", "bigint", (c) => c.notNull().defaultTo(0)),
    schema.createIndex("tags_by_time").on("tags").columns(["repository_id", "updated_at", "name"]),
    schema.createIndex("tags_by_size").on("tags").columns(["repository_id", "size_bytes", "name"]),
    schema.createIndex("tags_by_version").on("tags").columns(["repository_id", "version_key", "name"]),
    schema.createIndex("tags_anywhere").on("tags").columns(["name", "repository_id"]),
    schema.createIndex("tags_unsorted").on("tags").column("name").where(sql.ref("version_key"), "is", null),
  ];
}

/** What a namespace holds, kept up by every change: its manifests, and each blob counted in every repository, and once. */
function usage(db: Kysely<Tables>, { text }: Dialect): Compilable[] {
  const { schema } = db;
  return [
    schema
      .createTable("namespace_usage")
      .addColumn("namespace_id", "bigint", (c) => c.primaryKey().references("namespaces.id").onDelete("cascade"))
      .addColumn("repositories", "bigint", (c) => c.notNull())
      .addColumn("logical_bytes", "bigint", (c) => c.notNull())
      .addColumn("unique_bytes", "bigint", (c) => c.notNull()),
    schema.createIndex("namespace_usage_by_size").on("namespace_usage").columns(["unique_bytes", "namespace_id"]),
    schema
      .createTable("namespace_blobs")
      .addColumn("namespace_id", "bigint", (c) => c.notNull().references("namespaces.id").onDelete("cascade"))
      .addColumn("digest", text as never, (c) => c.notNull())
      .addColumn("links", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("namespace_blobs_key", ["namespace_id", "digest"]),

    compilable(
      db,
      sql`insert into namespace_blobs (namespace_id, digest, links)
        select r.namespace_id, rb.digest, count(*) from repository_blobs rb join repositories r on r.id = rb.repository_id
        group by r.namespace_id, rb.digest`,
    ),
    compilable(
      db,
      sql`insert into namespace_usage (namespace_id, repositories, logical_bytes, unique_bytes)
        select n.id,
          (select count(*) from repositories r where r.namespace_id = n.id),
          (select coalesce(sum(nb.links * b.size_bytes), 0) from namespace_blobs nb join blobs b on b.digest = nb.digest where nb.namespace_id = n.id)
            + (select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id),
          (select coalesce(sum(b.size_bytes), 0) from namespace_blobs nb join blobs b on b.digest = nb.digest where nb.namespace_id = n.id)
            + (select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id)
        from namespaces n`,
    ),
    compilable(
      db,
      sql`update manifests set total_bytes = size_bytes
        + (select coalesce(sum(b.size_bytes), 0) from manifest_blobs mb join blobs b on b.digest = mb.digest where mb.manifest_id = manifests.id)`,
    ),
    // An index is as large as what it lists; one level of nesting is all that clients make.
    compilable(
      db,
      sql`update manifests set total_bytes = total_bytes
        + (select coalesce(sum(child.total_bytes), 0) from manifest_children mc
           join manifests child on child.repository_id = mc.repository_id and child.digest = mc.digest where mc.manifest_id = manifests.id)
        where exists (select 1 from manifest_children mc where mc.manifest_id = manifests.id)`,
    ),
    compilable(db, sql`update tags set size_bytes = (select m.total_bytes from manifests m where m.id = tags.manifest_id)`),
    compilable(
      db,
      sql`update repositories set pushed_at = (select max(m.pushed_at) from manifests m where m.repository_id = repositories.id)`,
    ),
  ];
}

/** Names beside ids: a record must say who it was after they are gone. */
function audit(db: Kysely<Tables>, { identity, identityKey, appendOnly }: Dialect): Compilable[] {
  const { schema } = db;
  return [
    schema
      .createTable("audit_log")
      .addColumn("id", identity as never, identityKey)
      .addColumn("occurred_at", "bigint", (c) => c.notNull())
      .addColumn("actor_kind", "text", (c) => c.notNull())
      .addColumn("actor_id", "bigint")
      .addColumn("actor", "text", (c) => c.notNull())
      .addColumn("credential", "text", (c) => c.notNull())
      .addColumn("token_id", "bigint")
      .addColumn("federation_subject", "text")
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("request_id", "text", (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      // How many attempts this record stands for: those that were refused alike within seconds are written once.
      .addColumn("attempts", "bigint", (c) => c.notNull().defaultTo(1))
      .addColumn("namespace_id", "bigint")
      .addColumn("repository_id", "bigint")
      .addColumn("target", "text", (c) => c.notNull())
      .addColumn("before", "text")
      .addColumn("after", "text"),
    schema.createIndex("audit_log_by_namespace").on("audit_log").columns(["namespace_id", "id"]),
    schema.createIndex("audit_log_by_repository").on("audit_log").columns(["repository_id", "id"]),
    schema.createIndex("audit_log_by_actor").on("audit_log").columns(["actor", "id"]),
    schema.createIndex("audit_log_by_action").on("audit_log").columns(["action", "id"]),
    schema.createIndex("audit_log_by_time").on("audit_log").columns(["occurred_at", "id"]),
    ...appendOnly("audit_log").map((statement) => compilable(db, statement)),
  ];
}

function compilable(db: Kysely<Tables>, statement: RawBuilder<unknown>): Compilable {
  return { compile: () => statement.compile(db) };
}
