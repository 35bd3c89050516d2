-- Written by `npm run generate` from the statements in src/metadata: change them there.

-- blobs.exists_anywhere (digest, 1)
select "digest"
  from "repository_blobs"
  where "digest" = +?
  limit +?;

-- blobs.exists_readable (digest, "public", namespaces, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" on "repositories"."id" = "repository_blobs"."repository_id"
  inner join "namespaces" on "namespaces"."id" = "repositories"."namespace_id"
  where "repository_blobs"."digest" = +?
  and ("repositories"."visibility" = +? or "namespaces"."name" in (select value
  from json_each(+?) as value))
  limit +?;

-- blobs.find (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes"
  from "blobs"
  where "digest" = +?;

-- blobs.find_in (repository, digest)
select "blobs"."digest", "blobs"."storage_key" as "storageKey", "blobs"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "repository_blobs" on "repository_blobs"."repository_id" = "repositories"."id"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repositories"."name" = +?
  and "repository_blobs"."digest" = +?;

-- blobs.insert (digest, storageKey, sizeBytes, now)
insert into "blobs" ("digest", "storage_key", "size_bytes", "created_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- blobs.replace_key (storageKey, sizeBytes, digest, lostKey)
update "blobs"
  set "storage_key" = +?, "size_bytes" = +?
  where "digest" = +?
  and "storage_key" = +?;

-- blobs.sizes_in (repositoryId, digests)
select "blobs"."digest", "blobs"."size_bytes" as "sizeBytes"
  from "repository_blobs"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repository_blobs"."repository_id" = +?
  and "repository_blobs"."digest" in (select value
  from json_each(+?) as value);

-- events.insert (kind, repositoryId, repository, digest, tag, actor, detail, now)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "detail", "occurred_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?);

-- events.insert_tag_deletions ("tag.deleted", repository, digest, actor, now, manifestId)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "occurred_at") select +? as "kind", "repository_id", +? as "repository", +? as "digest", "name", +? as "actor", +? as "occurred_at"
  from "tags"
  where "manifest_id" = +?
  order by "name";

-- events.list (after, limit)
select *
  from "events"
  where "id" > +?
  order by "id"
  limit +?;

-- manifest_blobs.count_referring (repositoryId, digest)
select count(*) as "manifests"
  from "manifest_blobs"
  where "repository_id" = +?
  and "digest" = +?;

-- manifest_blobs.insert (id, repositoryId, digests)
insert into "manifest_blobs" ("manifest_id", "repository_id", "digest") select +? as "manifest_id", +? as "repository_id", "value"."value"
  from json_each(+?) as "value";

-- manifest_children.insert (id, repositoryId, digests)
insert into "manifest_children" ("manifest_id", "repository_id", "digest") select +? as "manifest_id", +? as "repository_id", "value"."value"
  from json_each(+?) as "value";

-- manifests.content (id, digest)
select "content"
  from "manifests"
  where "id" = +?
  and "digest" = +?;

-- manifests.delete (id)
delete
  from "manifests"
  where "id" = +?;

-- manifests.find_by_digest (repository, digest)
select "manifests"."id", "manifests"."digest", "manifests"."media_type" as "mediaType", "manifests"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "manifests" on "manifests"."repository_id" = "repositories"."id"
  where "repositories"."name" = +?
  and "manifests"."digest" = +?;

-- manifests.find_by_tag (repository, tag)
select "manifests"."id", "manifests"."digest", "manifests"."media_type" as "mediaType", "manifests"."size_bytes" as "sizeBytes"
  from "repositories"
  inner join "tags" on "tags"."repository_id" = "repositories"."id"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "repositories"."name" = +?
  and "tags"."name" = +?;

-- manifests.insert (repositoryId, digest, mediaType, artifactType, subjectDigest, annotations, sizeBytes, now, actor, content)
insert into "manifests" ("repository_id", "digest", "media_type", "artifact_type", "subject_digest", "annotations", "size_bytes", "pushed_at", "pushed_by", "content")
  values (+?, +?, +?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- manifests.present_of (repositoryId, digests)
select "digest"
  from "manifests"
  where "repository_id" = +?
  and "digest" in (select value
  from json_each(+?) as value);

-- namespaces.adopt ("user", name, "organization")
update "namespaces"
  set "kind" = +?
  where "name" = +?
  and "kind" = +?
  returning "id";

-- namespaces.find (name)
select "id", "name", "kind"
  from "namespaces"
  where "name" = +?;

-- namespaces.insert (name, kind, now)
insert into "namespaces" ("name", "kind", "created_at")
  values (+?, +?, +?)
  on conflict do nothing
  returning "id";

-- referrers.list (repository, subject, after, upTo)
select "digest", "media_type", "size_bytes", "artifact_type", "annotations"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = +?)
  and "manifests"."subject_digest" = +?
  and "manifests"."id" > +?
  and "manifests"."id" <= +?
  order by "manifests"."id";

-- referrers.list_of_type (repository, subject, after, artifactType, upTo)
select "digest", "media_type", "size_bytes", "artifact_type", "annotations"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = +?)
  and "manifests"."subject_digest" = +?
  and "manifests"."id" > +?
  and "manifests"."artifact_type" = +?
  and "manifests"."id" <= +?
  order by "manifests"."id";

-- referrers.sizes (repository, subject, after, limit)
select "manifests"."id", "manifests"."size_bytes" as "sizeBytes"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = +?)
  and "manifests"."subject_digest" = +?
  and "manifests"."id" > +?
  order by "manifests"."id"
  limit +?;

-- referrers.sizes_of_type (repository, subject, after, artifactType, limit)
select "manifests"."id", "manifests"."size_bytes" as "sizeBytes"
  from "manifests"
  where "manifests"."repository_id" = (select "id"
  from "repositories"
  where "name" = +?)
  and "manifests"."subject_digest" = +?
  and "manifests"."id" > +?
  and "manifests"."artifact_type" = +?
  order by "manifests"."id"
  limit +?;

-- repositories.find (name)
select "id", "name", "visibility", "reference_policy"
  from "repositories"
  where "name" = +?;

-- repositories.insert (name, now, namespace)
insert into "repositories" ("namespace_id", "name", "created_at") select "id", +? as "name", +? as "created_at"
  from "namespaces"
  where "name" = +?;

-- repositories.insert_usage (name)
insert into "usage_counters" ("repository_id", "manifests", "tags", "blobs", "blob_bytes") select "id", 0 as "manifests", 0 as "tags", 0 as "blobs", 0 as "blob_bytes"
  from "repositories"
  where "name" = +?;

-- repositories.list_all (after, limit)
select "name"
  from "repositories"
  where "name" > +?
  order by "name"
  limit +?;

-- repositories.list_readable (after, "public", namespaces, limit)
select "repositories"."name"
  from "repositories"
  inner join "namespaces" on "namespaces"."id" = "repositories"."namespace_id"
  where "repositories"."name" > +?
  and ("repositories"."visibility" = +? or "namespaces"."name" in (select value
  from json_each(+?) as value))
  order by "repositories"."name"
  limit +?;

-- repository_blobs.delete (repositoryId, digest)
delete
  from "repository_blobs"
  where "repository_id" = +?
  and "digest" = +?;

-- repository_blobs.insert (repositoryId, digest, now)
insert into "repository_blobs" ("repository_id", "digest", "linked_at")
  values (+?, +?, +?)
  on conflict do nothing;

-- repository_blobs.renew (now, repositoryId, digest)
update "repository_blobs"
  set "linked_at" = +?
  where "repository_id" = +?
  and "digest" = +?;

-- review_queue.due (now, limit)
select *
  from "review_queue"
  where "due_at" <= +?
  order by "due_at", "id"
  limit +?;

-- review_queue.enqueue (repositoryId, subject, digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values (+?, +?, +?, +?, +?)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- review_queue.enqueue_blobs_of ("blob", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", +? as "subject", "digest", +? as "reason", +? as "due_at"
  from "manifest_blobs"
  where "manifest_id" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- review_queue.enqueue_children_of ("manifest", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", +? as "subject", "digest", +? as "reason", +? as "due_at"
  from "manifest_children"
  where "manifest_id" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where "excluded"."due_at" >= "review_queue"."due_at";

-- signing_keys.insert (id, algorithm, privateJwk, now)
insert into "signing_keys" ("id", "algorithm", "private_jwk", "created_at")
  values (+?, +?, +?, +?);

-- signing_keys.list
select "id", "algorithm", "private_jwk" as "privateJwk"
  from "signing_keys"
  where "retired_at" is null
  order by "created_at" desc;

-- tag_history.insert (repositoryId, tag, digest, previous, now, actor)
insert into "tag_history" ("repository_id", "tag", "digest", "previous_digest", "changed_at", "changed_by")
  values (+?, +?, +?, +?, +?, +?);

-- tag_history.insert_deletions (digest, now, actor, manifestId)
insert into "tag_history" ("repository_id", "tag", "previous_digest", "changed_at", "changed_by") select "repository_id", "name", +? as "previous_digest", +? as "changed_at", +? as "changed_by"
  from "tags"
  where "manifest_id" = +?;

-- tags.delete (repositoryId, tag)
delete
  from "tags"
  where "repository_id" = +?
  and "name" = +?;

-- tags.delete_of_manifest (manifestId)
delete
  from "tags"
  where "manifest_id" = +?;

-- tags.find (repositoryId, tag)
select "tags"."manifest_id" as "manifestId", "manifests"."digest"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = +?
  and "tags"."name" = +?;

-- tags.list (repository, after, limit)
select "tags"."name"
  from "repositories"
  inner join "tags" on "tags"."repository_id" = "repositories"."id"
  where "repositories"."name" = +?
  and "tags"."name" > +?
  order by "tags"."name"
  limit +?;

-- tags.point (repositoryId, tag, manifestId, now)
insert into "tags" ("repository_id", "name", "manifest_id", "updated_at")
  values (+?, +?, +?, +?)
  on conflict ("repository_id", "name")
  do update
  set "manifest_id" = "excluded"."manifest_id", "updated_at" = "excluded"."updated_at";

-- upload_sessions.advance (to, digestSoFar, now, id, from)
update "upload_sessions"
  set "offset_bytes" = +?, "digest_so_far" = +?, "touched_at" = +?
  where "id" = +?
  and "offset_bytes" = +?
  and "finished_digest" is null;

-- upload_sessions.delete (id)
delete
  from "upload_sessions"
  where "id" = +?;

-- upload_sessions.delete_finished (before)
delete
  from "upload_sessions"
  where "finished_digest" is not null
  and "touched_at" < +?;

-- upload_sessions.delete_idle (id, before)
delete
  from "upload_sessions"
  where "id" = +?
  and "touched_at" < +?;

-- upload_sessions.find (id)
select "id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest"
  from "upload_sessions"
  where "id" = +?;

-- upload_sessions.finish (digest, now, id)
update "upload_sessions"
  set "finished_digest" = +?, "touched_at" = +?
  where "id" = +?
  and "finished_digest" is null;

-- upload_sessions.idle_since (before, limit)
select "id"
  from "upload_sessions"
  where "touched_at" < +?
  order by "touched_at"
  limit +?;

-- upload_sessions.insert (id, repository, actor, algorithm, 0, now, now)
insert into "upload_sessions" ("id", "repository", "started_by", "algorithm", "offset_bytes", "started_at", "touched_at")
  values (+?, +?, +?, +?, +?, +?, +?);

-- upload_sessions.touch (now, id)
update "upload_sessions"
  set "touched_at" = +?
  where "id" = +?;

-- usage_counters.add (manifests, tags, blobs, blobBytes, repositoryId)
update "usage_counters"
  set "manifests" = "manifests" + +?, "tags" = "tags" + +?, "blobs" = "blobs" + +?, "blob_bytes" = "blob_bytes" + +?
  where "repository_id" = +?;

-- usage_counters.find (repositoryId)
select "manifests", "tags", "blobs", "blob_bytes" as "blobBytes"
  from "usage_counters"
  where "repository_id" = +?;

-- users.any (1)
select "id"
  from "users"
  limit +?;

-- users.find (username)
select "id", "username", "password_hash", "is_admin", "disabled_at", "created_at"
  from "users"
  where "username" = +?;

-- users.insert (namespaceId, username, passwordHash, isAdmin, now)
insert into "users" ("namespace_id", "username", "password_hash", "is_admin", "created_at")
  values (+?, +?, +?, +?, +?);

-- users.list
select "id", "username", "password_hash", "is_admin", "disabled_at", "created_at"
  from "users"
  order by "username";

-- users.set_disabled (disabledAt, username)
update "users"
  set "disabled_at" = +?
  where "username" = +?;

-- users.set_password (passwordHash, username)
update "users"
  set "password_hash" = +?
  where "username" = +?;
