-- Written by `npm run generate` from the statements in src/metadata: change them there.

-- blobs.exists_anywhere (digest, 1)
select "digest"
  from "repository_blobs"
  where "digest" = $1
  limit $2;

-- blobs.exists_readable (digest, "public", namespaces, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" on "repositories"."id" = "repository_blobs"."repository_id"
  inner join "namespaces" on "namespaces"."id" = "repositories"."namespace_id"
  where "repository_blobs"."digest" = $1
  and ("repositories"."visibility" = $2 or "namespaces"."name" in (select value
  from jsonb_array_elements_text($3::jsonb) as value))
  limit $4;

-- blobs.find (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes"
  from "blobs"
  where "digest" = $1;

-- blobs.find_in (repository, digest)
select "blobs"."digest", "blobs"."storage_key" as "storageKey", "blobs"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "repository_blobs" on "repository_blobs"."repository_id" = "repositories"."id"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repositories"."name" = $1
  and "repository_blobs"."digest" = $2;

-- blobs.insert (digest, storageKey, sizeBytes, now)
insert into "blobs" ("digest", "storage_key", "size_bytes", "created_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- blobs.replace_key (storageKey, sizeBytes, digest, lostKey)
update "blobs"
  set "storage_key" = $1, "size_bytes" = $2
  where "digest" = $3
  and "storage_key" = $4;

-- blobs.sizes_in (repositoryId, digests)
select "blobs"."digest", "blobs"."size_bytes" as "sizeBytes"
  from "repository_blobs"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repository_blobs"."repository_id" = $1
  and "repository_blobs"."digest" in (select value
  from jsonb_array_elements_text($2::jsonb) as value);

-- events.insert (kind, repositoryId, repository, digest, tag, actor, detail, now)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "detail", "occurred_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8);

-- events.insert_tag_deletions ("tag.deleted", repository, digest, actor, now, manifestId)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "occurred_at") select $1 as "kind", "repository_id", $2 as "repository", $3 as "digest", "name", $4 as "actor", $5 as "occurred_at"
  from "tags"
  where "manifest_id" = $6
  order by "name";

-- events.list (after, limit)
select *
  from "events"
  where "id" > $1
  order by "id"
  limit $2;

-- manifest_blobs.count_referring (repositoryId, digest)
select count(*) as "manifests"
  from "manifest_blobs"
  where "repository_id" = $1
  and "digest" = $2;

-- manifest_blobs.insert (id, repositoryId, digests)
insert into "manifest_blobs" ("manifest_id", "repository_id", "digest") select $1 as "manifest_id", $2 as "repository_id", "value"."value"
  from jsonb_array_elements_text($3::jsonb) as "value";

-- manifest_children.insert (id, repositoryId, digests)
insert into "manifest_children" ("manifest_id", "repository_id", "digest") select $1 as "manifest_id", $2 as "repository_id", "value"."value"
  from jsonb_array_elements_text($3::jsonb) as "value";

-- manifests.content (id, digest)
select "content"
  from "manifests"
  where "id" = $1
  and "digest" = $2;

-- manifests.delete (id)
delete
  from "manifests"
  where "id" = $1;

-- manifests.find_by_digest (repository, digest)
select "manifests"."id", "manifests"."digest", "manifests"."media_type" as "mediaType", "manifests"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "manifests" on "manifests"."repository_id" = "repositories"."id"
  where "repositories"."name" = $1
  and "manifests"."digest" = $2;

-- manifests.find_by_tag (repository, tag)
select "manifests"."id", "manifests"."digest", "manifests"."media_type" as "mediaType", "manifests"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "tags" on "tags"."repository_id" = "repositories"."id"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "repositories"."name" = $1
  and "tags"."name" = $2;

-- manifests.insert (repositoryId, digest, mediaType, artifactType, subjectDigest, annotations, sizeBytes, now, actor, content)
insert into "manifests" ("repository_id", "digest", "media_type", "artifact_type", "subject_digest", "annotations", "size_bytes", "pushed_at", "pushed_by", "content")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  returning "id";

-- manifests.present_of (repositoryId, digests)
select "digest"
  from "manifests"
  where "repository_id" = $1
  and "digest" in (select value
  from jsonb_array_elements_text($2::jsonb) as value);

-- namespaces.adopt ("user", name, "organization")
update "namespaces"
  set "kind" = $1
  where "name" = $2
  and "kind" = $3
  returning "id";

-- namespaces.find (name)
select "id", "name", "kind"
  from "namespaces"
  where "name" = $1;

-- namespaces.insert (name, kind, now)
insert into "namespaces" ("name", "kind", "created_at")
  values ($1, $2, $3)
  on conflict do nothing
  returning "id";

-- referrers.list (repository, subject, after, upTo)
select "digest", "media_type", "size_bytes", "artifact_type", "annotations"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = $1)
  and "manifests"."subject_digest" = $2
  and "manifests"."id" > $3
  and "manifests"."id" <= $4
  order by "manifests"."id";

-- referrers.list_of_type (repository, subject, after, artifactType, upTo)
select "digest", "media_type", "size_bytes", "artifact_type", "annotations"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = $1)
  and "manifests"."subject_digest" = $2
  and "manifests"."id" > $3
  and "manifests"."artifact_type" = $4
  and "manifests"."id" <= $5
  order by "manifests"."id";

-- referrers.sizes (repository, subject, after, limit)
select "manifests"."id", "manifests"."size_bytes" as "sizeBytes"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = $1)
  and "manifests"."subject_digest" = $2
  and "manifests"."id" > $3
  order by "manifests"."id"
  limit $4;

-- referrers.sizes_of_type (repository, subject, after, artifactType, limit)
select "manifests"."id", "manifests"."size_bytes" as "sizeBytes"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = $1)
  and "manifests"."subject_digest" = $2
  and "manifests"."id" > $3
  and "manifests"."artifact_type" = $4
  order by "manifests"."id"
  limit $5;

-- repositories.find (name)
select "id", "name", "visibility", "reference_policy"
  from "repositories"
  where "name" = $1;

-- repositories.insert (name, now, namespace)
insert into "repositories" ("namespace_id", "name", "created_at") select "id", $1 as "name", $2 as "created_at"
  from "namespaces"
  where "name" = $3;

-- repositories.insert_usage (name)
insert into "usage_counters" ("repository_id", "manifests", "tags", "blobs", "blob_bytes") select "id", 0 as "manifests", 0 as "tags", 0 as "blobs", 0 as "blob_bytes"
  from "repositories"
  where "name" = $1;

-- repositories.list_all (after, limit)
select "name"
  from "repositories"
  where "name" > $1
  order by "name"
  limit $2;

-- repositories.list_readable (after, "public", namespaces, limit)
select "repositories"."name"
  from "repositories"
  inner join "namespaces" on "namespaces"."id" = "repositories"."namespace_id"
  where "repositories"."name" > $1
  and ("repositories"."visibility" = $2 or "namespaces"."name" in (select value
  from jsonb_array_elements_text($3::jsonb) as value))
  order by "repositories"."name"
  limit $4;

-- repository_blobs.delete (repositoryId, digest)
delete
  from "repository_blobs"
  where "repository_id" = $1
  and "digest" = $2;

-- repository_blobs.insert (repositoryId, digest, now)
insert into "repository_blobs" ("repository_id", "digest", "linked_at")
  values ($1, $2, $3)
  on conflict do nothing;

-- repository_blobs.renew (now, repositoryId, digest)
update "repository_blobs"
  set "linked_at" = $1
  where "repository_id" = $2
  and "digest" = $3;

-- review_queue.due (now, limit)
select *
  from "review_queue"
  where "due_at" <= $1
  order by "due_at", "id"
  limit $2;

-- review_queue.enqueue (repositoryId, subject, digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values ($1, $2, $3, $4, $5)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- review_queue.enqueue_blobs_of ("blob", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", $1 as "subject", "digest", $2 as "reason", $3 as "due_at"
  from "manifest_blobs"
  where "manifest_id" = $4
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- review_queue.enqueue_children_of ("manifest", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", $1 as "subject", "digest", $2 as "reason", $3 as "due_at"
  from "manifest_children"
  where "manifest_id" = $4
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- signing_keys.insert (id, algorithm, privateJwk, now)
insert into "signing_keys" ("id", "algorithm", "private_jwk", "created_at")
  values ($1, $2, $3, $4);

-- signing_keys.list
select "id", "algorithm", "private_jwk" as "privateJwk"
  from "signing_keys"
  where "retired_at" is null
  order by "created_at" desc;

-- tag_history.insert (repositoryId, tag, digest, previous, now, actor)
insert into "tag_history" ("repository_id", "tag", "digest", "previous_digest", "changed_at", "changed_by")
  values ($1, $2, $3, $4, $5, $6);

-- tag_history.insert_deletions (digest, now, actor, manifestId)
insert into "tag_history" ("repository_id", "tag", "previous_digest", "changed_at", "changed_by") select "repository_id", "name", $1 as "previous_digest", $2 as "changed_at", $3 as "changed_by"
  from "tags"
  where "manifest_id" = $4;

-- tags.delete (repositoryId, tag)
delete
  from "tags"
  where "repository_id" = $1
  and "name" = $2;

-- tags.delete_of_manifest (manifestId)
delete
  from "tags"
  where "manifest_id" = $1;

-- tags.find (repositoryId, tag)
select "tags"."manifest_id" as "manifestId", "manifests"."digest"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = $1
  and "tags"."name" = $2;

-- tags.list (repository, after, limit)
select "tags"."name"
  from "repositories"
  inner join "tags" on "tags"."repository_id" = "repositories"."id"
  where "repositories"."name" = $1
  and "tags"."name" > $2
  order by "tags"."name"
  limit $3;

-- tags.point (repositoryId, tag, manifestId, now)
insert into "tags" ("repository_id", "name", "manifest_id", "updated_at")
  values ($1, $2, $3, $4)
  on conflict ("repository_id", "name")
  do update
  set "manifest_id" = "excluded"."manifest_id", "updated_at" = "excluded"."updated_at";

-- upload_sessions.advance (to, digestSoFar, now, id, from)
update "upload_sessions"
  set "offset_bytes" = $1, "digest_so_far" = $2, "touched_at" = $3
  where "id" = $4
  and "offset_bytes" = $5
  and "finished_digest" is null;

-- upload_sessions.delete (id)
delete
  from "upload_sessions"
  where "id" = $1;

-- upload_sessions.delete_finished (before)
delete
  from "upload_sessions"
  where "finished_digest" is not null
  and "touched_at" < $1;

-- upload_sessions.delete_idle (id, before)
delete
  from "upload_sessions"
  where "id" = $1
  and "touched_at" < $2;

-- upload_sessions.find (id)
select "id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest"
  from "upload_sessions"
  where "id" = $1;

-- upload_sessions.finish (digest, now, id)
update "upload_sessions"
  set "finished_digest" = $1, "touched_at" = $2
  where "id" = $3
  and "finished_digest" is null;

-- upload_sessions.idle_since (before, limit)
select "id"
  from "upload_sessions"
  where "touched_at" < $1
  order by "touched_at"
  limit $2;

-- upload_sessions.insert (id, repository, actor, algorithm, 0, now, now)
insert into "upload_sessions" ("id", "repository", "started_by", "algorithm", "offset_bytes", "started_at", "touched_at")
  values ($1, $2, $3, $4, $5, $6, $7);

-- upload_sessions.touch (now, id)
update "upload_sessions"
  set "touched_at" = $1
  where "id" = $2;

-- usage_counters.add (manifests, tags, blobs, blobBytes, repositoryId)
update "usage_counters"
  set "manifests" = "manifests" + $1, "tags" = "tags" + $2, "blobs" = "blobs" + $3, "blob_bytes" = "blob_bytes" + $4
  where "repository_id" = $5;

-- usage_counters.find (repositoryId)
select "manifests", "tags", "blobs", "blob_bytes" as "blobBytes"
  from "usage_counters"
  where "repository_id" = $1;

-- users.any (1)
select "id"
  from "users"
  limit $1;

-- users.find (username)
select "id", "username", "password_hash", "is_admin", "disabled_at", "created_at"
  from "users"
  where "username" = $1;

-- users.insert (namespaceId, username, passwordHash, isAdmin, now)
insert into "users" ("namespace_id", "username", "password_hash", "is_admin", "created_at")
  values ($1, $2, $3, $4, $5);

-- users.list
select "id", "username", "password_hash", "is_admin", "disabled_at", "created_at"
  from "users"
  order by "username";

-- users.set_disabled (disabledAt, username)
update "users"
  set "disabled_at" = $1
  where "username" = $2;

-- users.set_password (passwordHash, username)
update "users"
  set "password_hash" = $1
  where "username" = $2;
