-- Written by `npm run generate` from the statements in src/metadata: change them there.

-- access.facts (userId, userId, userId, robotId, robotId, tokenId, repository, now, namespace, repository, userId)
select "n"."id" as "namespaceId", "n"."kind" as "namespaceKind", "n"."default_permission" as "defaultLevel", "n"."members_can_create" as "membersCanCreate", "r"."id" as "repositoryId", "r"."visibility", "m"."role", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."user_id" = +?
  and "g"."repository_id" = "r"."id") as "userLevel", (select max("g"."level") as "level"
  from "team_members" as "tm"
  inner join "grants" as "g" on "g"."team_id" = "tm"."team_id"
  where "tm"."user_id" = +?
  and "g"."repository_id" = "r"."id") as "teamLevel", (select max("g"."level") as "level"
  from "team_members" as "tm"
  inner join "grants" as "g" on "g"."team_id" = "tm"."team_id"
  where "tm"."user_id" = +?
  and g.namespace_id + 0 = "n"."id"
  and "g"."repository_id" is null) as "teamWideLevel", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."robot_id" = +?
  and "g"."repository_id" = "r"."id") as "robotLevel", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."robot_id" = +?
  and g.namespace_id + 0 = "n"."id"
  and "g"."repository_id" is null) as "robotWideLevel", (select max("l"."id") as "id"
  from "token_limits" as "l"
  where "l"."token_id" = +?
  and ("l"."namespace_id" = "n"."id" or "l"."repository_id" = "r"."id")) as "limitId", (select "moved"."name"
  from "repository_redirects" as "d"
  inner join "repositories" as "moved" on "moved"."id" = "d"."repository_id"
  where "d"."name" = +?
  and "d"."expires_at" > +?
  and "moved"."deleted_at" is null) as "movedTo"
  from (select 1 as one) as "always"
  left join "namespaces" as "n" on "n"."name" = +?
  left join "repositories" as "r" on "r"."name" = +?
  and "r"."namespace_id" = "n"."id"
  left join "members" as "m" on "m"."namespace_id" = "n"."id"
  and "m"."user_id" = +?;

-- audit_log.insert (now, actorKind, actorId, actor, credential, tokenId, federationSubject, address, requestId, action, outcome, attempts, namespaceId, repositoryId, target, before, after)
insert into "audit_log" ("occurred_at", "actor_kind", "actor_id", "actor", "credential", "token_id", "federation_subject", "address", "request_id", "action", "outcome", "attempts", "namespace_id", "repository_id", "target", "before", "after")
  values (+?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?);

-- audit_log.list_by_actor (after, before, actor, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > +?
  and "id" < +?
  and actor = +?
  and (cast(+? as bigint) is null or namespace_id = +?)
  and (cast(+? as bigint) is null or repository_id = +?)
  and (cast(+? as bigint) is null or actor_id = +?)
  and (cast(+? as text) is null or actor = +?)
  and (cast(+? as text) is null or actor_kind = +?)
  and (cast(+? as bigint) is null or token_id = +?)
  and (cast(+? as text) is null or federation_subject = +?)
  and (cast(+? as text) is null or address = +?)
  and (cast(+? as text) is null or request_id = +?)
  and (cast(+? as text) is null or (action >= +?
  and action < +?))
  and (cast(+? as text) is null or outcome = +?)
  and (cast(+? as text) is null or target = +?)
  and (cast(+? as bigint) is null or occurred_at >= +?)
  and (cast(+? as bigint) is null or occurred_at < +?)
  order by "id" desc
  limit +?;

-- audit_log.list_by_namespace (after, before, namespaceId, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > +?
  and "id" < +?
  and namespace_id = +?
  and (cast(+? as bigint) is null or namespace_id = +?)
  and (cast(+? as bigint) is null or repository_id = +?)
  and (cast(+? as bigint) is null or actor_id = +?)
  and (cast(+? as text) is null or actor = +?)
  and (cast(+? as text) is null or actor_kind = +?)
  and (cast(+? as bigint) is null or token_id = +?)
  and (cast(+? as text) is null or federation_subject = +?)
  and (cast(+? as text) is null or address = +?)
  and (cast(+? as text) is null or request_id = +?)
  and (cast(+? as text) is null or (action >= +?
  and action < +?))
  and (cast(+? as text) is null or outcome = +?)
  and (cast(+? as text) is null or target = +?)
  and (cast(+? as bigint) is null or occurred_at >= +?)
  and (cast(+? as bigint) is null or occurred_at < +?)
  order by "id" desc
  limit +?;

-- audit_log.list_by_nothing (after, before, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > +?
  and "id" < +?
  and 1 = 1
  and (cast(+? as bigint) is null or namespace_id = +?)
  and (cast(+? as bigint) is null or repository_id = +?)
  and (cast(+? as bigint) is null or actor_id = +?)
  and (cast(+? as text) is null or actor = +?)
  and (cast(+? as text) is null or actor_kind = +?)
  and (cast(+? as bigint) is null or token_id = +?)
  and (cast(+? as text) is null or federation_subject = +?)
  and (cast(+? as text) is null or address = +?)
  and (cast(+? as text) is null or request_id = +?)
  and (cast(+? as text) is null or (action >= +?
  and action < +?))
  and (cast(+? as text) is null or outcome = +?)
  and (cast(+? as text) is null or target = +?)
  and (cast(+? as bigint) is null or occurred_at >= +?)
  and (cast(+? as bigint) is null or occurred_at < +?)
  order by "id" desc
  limit +?;

-- audit_log.list_by_repository (after, before, repositoryId, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > +?
  and "id" < +?
  and repository_id = +?
  and (cast(+? as bigint) is null or namespace_id = +?)
  and (cast(+? as bigint) is null or repository_id = +?)
  and (cast(+? as bigint) is null or actor_id = +?)
  and (cast(+? as text) is null or actor = +?)
  and (cast(+? as text) is null or actor_kind = +?)
  and (cast(+? as bigint) is null or token_id = +?)
  and (cast(+? as text) is null or federation_subject = +?)
  and (cast(+? as text) is null or address = +?)
  and (cast(+? as text) is null or request_id = +?)
  and (cast(+? as text) is null or (action >= +?
  and action < +?))
  and (cast(+? as text) is null or outcome = +?)
  and (cast(+? as text) is null or target = +?)
  and (cast(+? as bigint) is null or occurred_at >= +?)
  and (cast(+? as bigint) is null or occurred_at < +?)
  order by "id" desc
  limit +?;

-- audit_log.newest
select max("id") as "id"
  from "audit_log";

-- blobs.delete (digest)
delete
  from "blobs"
  where "digest" = +?;

-- blobs.exists_anywhere (digest, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" as "r" on "r"."id" = "repository_blobs"."repository_id"
  where "repository_blobs"."digest" = +?
  and "r"."deleted_at" is null
  limit +?;

-- blobs.exists_readable (digest, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" as "r" on "r"."id" = "repository_blobs"."repository_id"
  where "repository_blobs"."digest" = +?
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = +?
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
        union all select g.repository_id
  from grants g
  where g.robot_id = +?))
   
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?)))
  limit +?;

-- blobs.find (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes"
  from "blobs"
  where "digest" = +?
  and "quarantined_at" is null;

-- blobs.find_in (repository, digest)
select "blobs"."digest", "blobs"."storage_key" as "storageKey", "blobs"."size_bytes" as "sizeBytes", "repository_blobs"."condemned_at" as "condemnedAt"
  from "repositories"
  inner join "repository_blobs" on "repository_blobs"."repository_id" = "repositories"."id"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repositories"."name" = +?
  and "repository_blobs"."digest" = +?
  and "blobs"."quarantined_at" is null;

-- blobs.find_stored (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" = +?;

-- blobs.insert (digest, storageKey, sizeBytes, now)
insert into "blobs" ("digest", "storage_key", "size_bytes", "created_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- blobs.release (null, digest, storageKey)
update "blobs"
  set "quarantined_at" = +?
  where "digest" = +?
  and "storage_key" = +?;

-- blobs.replace_key (storageKey, sizeBytes, null, digest, lostKey)
update "blobs"
  set "storage_key" = +?, "size_bytes" = +?, "quarantined_at" = +?
  where "digest" = +?
  and "storage_key" = +?;

-- blobs.sizes_in (repositoryId, digests)
select "value"."value" as "digest", (select "b"."size_bytes"
  from "repository_blobs" as "rb"
  inner join "blobs" as "b" on "b"."digest" = "rb"."digest"
  where "rb"."repository_id" = +?
  and "rb"."digest" = "value"."value"
  and "b"."quarantined_at" is null) as "sizeBytes"
  from json_each(+?) as "value";

-- blobs.stored
select sum("size_bytes") as "bytes"
  from "blobs";

-- blobs.withhold (now, digest, storageKey)
update "blobs"
  set "quarantined_at" = +?
  where "digest" = +?
  and "storage_key" = +?
  and "quarantined_at" is null;

-- deleted_keys.among (keys)
select "storage_key"
  from "deleted_keys"
  where "storage_key" in (select value
  from json_each(+?) as value);

-- deleted_keys.count_due (now)
select count(*) as "keys"
  from "deleted_keys"
  where "due_at" <= +?;

-- deleted_keys.delete (keys)
delete
  from "deleted_keys"
  where "storage_key" in (select value
  from json_each(+?) as value);

-- deleted_keys.due (now, dueAt, storageKey, limit)
select "storage_key" as "storageKey", "digest", "size_bytes" as "sizeBytes", "due_at" as "dueAt"
  from "deleted_keys"
  where "due_at" <= +?
  and ("due_at", "storage_key") > (+?, +?)
  order by "due_at", "storage_key"
  limit +?;

-- deleted_keys.insert (storageKey, digest, sizeBytes, dueAt)
insert into "deleted_keys" ("storage_key", "digest", "size_bytes", "due_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- deleted_keys.total
select count(*) as "keys", coalesce(sum(size_bytes), 0) as "bytes"
  from "deleted_keys";

-- deletion_holds.delete (id, now)
delete
  from "deletion_holds"
  where ("id" = +? or "expires_at" <= +?);

-- deletion_holds.find (now, 1)
select "reason"
  from "deletion_holds"
  where "expires_at" > +?
  limit +?;

-- deletion_holds.put (id, reason, expiresAt, expiresAt)
insert into "deletion_holds" ("id", "reason", "expires_at")
  values (+?, +?, +?)
  on conflict ("id")
  do update
  set "expires_at" = +?;

-- events.insert (kind, repositoryId, repository, digest, tag, actor, detail, now)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "detail", "occurred_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?);

-- events.insert_moves_of_namespace (actor, from, to, now, namespaceId)
insert into "events" ("kind", "repository_id", "repository", "actor", "detail", "occurred_at") select 'repository.moved' as "kind", "id", "name", +? as "actor", '{"from":"' || cast(+? as text) || substr(name, length(cast(+? as text)) + 1) || '"}' as "detail", +? as "occurred_at"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null
  order by "name";

-- events.insert_of_namespace (kind, actor, now, namespaceId)
insert into "events" ("kind", "repository_id", "repository", "actor", "occurred_at") select +? as "kind", "id", "name", +? as "actor", +? as "occurred_at"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null
  order by "name";

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

-- external_identities.find (provider, subject)
select "user_id" as "userId", "provider", "subject", "last_seen_at" as "lastSeenAt"
  from "external_identities"
  where "provider" = +?
  and "subject" = +?;

-- external_identities.find_of_user (userId, 1)
select "user_id" as "userId", "provider", "subject", "last_seen_at" as "lastSeenAt"
  from "external_identities"
  where "user_id" = +?
  order by "id"
  limit +?;

-- external_identities.insert (userId, provider, subject, now, now)
insert into "external_identities" ("user_id", "provider", "subject", "created_at", "last_seen_at")
  values (+?, +?, +?, +?, +?);

-- external_identities.seen (now, provider, subject)
update "external_identities"
  set "last_seen_at" = +?
  where "provider" = +?
  and "subject" = +?;

-- federation_uses.delete_expired (before)
delete
  from "federation_uses"
  where "expires_at" < +?;

-- federation_uses.insert (issuer, tokenId, expiresAt)
insert into "federation_uses" ("issuer", "token_id", "expires_at")
  values (+?, +?, +?)
  on conflict do nothing;

-- grants.delete (id)
delete
  from "grants"
  where "id" = +?;

-- grants.delete_of_member (userId, namespaceId)
delete
  from "grants"
  where "user_id" = +?
  and "namespace_id" = +?;

-- grants.delete_of_repository (repositoryId)
delete
  from "grants"
  where "repository_id" = +?;

-- grants.find_on_namespace (teamId, robotId)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" is null
  and ("g"."team_id" = +? or "g"."robot_id" = +?);

-- grants.find_on_repository (repositoryId, userId, teamId, robotId)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" = +?
  and ("g"."user_id" = +? or "g"."team_id" = +? or "g"."robot_id" = +?);

-- grants.insert (namespaceId, repositoryId, userId, teamId, robotId, level, now)
insert into "grants" ("namespace_id", "repository_id", "user_id", "team_id", "robot_id", "level", "created_at")
  values (+?, +?, +?, +?, +?, +?, +?)
  on conflict do nothing
  returning "id";

-- grants.list_of_namespace (namespaceId, after, limit)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."namespace_id" = +?
  and "g"."repository_id" is null
  and "g"."id" > +?
  order by "g"."id"
  limit +?;

-- grants.list_of_principal (namespaceId, repositoryId, userId, robotId, userId)
select distinct "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  left join "team_members" as "tm" on "tm"."team_id" = "g"."team_id"
  where "g"."namespace_id" = +?
  and ("g"."repository_id" is null or "g"."repository_id" = +?)
  and ("g"."user_id" = +? or "g"."robot_id" = +? or "tm"."user_id" = +?)
  order by "g"."id";

-- grants.list_of_repository (repositoryId, after, limit)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" = +?
  and "g"."id" > +?
  order by "g"."id"
  limit +?;

-- grants.set_level (level, 1, id, version)
update "grants"
  set "level" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- holds.delete (id)
delete
  from "holds"
  where "id" = +?;

-- holds.find (id, now)
select "id", "repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at"
  from "holds"
  where "id" = +?
  and ("expires_at" is null or "expires_at" > +?);

-- holds.in_namespace (namespaceId, now, 1)
select "repositories"."name", "repositories"."deleted_name" as "deletedName", "holds"."id"
  from "repositories"
  inner join "holds" on "holds"."repository_id" = "repositories"."id"
  where "repositories"."namespace_id" = +?
  and ("holds"."expires_at" is null or "holds"."expires_at" > +?)
  limit +?;

-- holds.insert (repositoryId, kind, target, reason, createdBy, now, expiresAt)
insert into "holds" ("repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at")
  values (+?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- holds.keeping (repositoryId, "repository", "digest", digest, now, 1)
select "id"
  from "holds"
  where "repository_id" = +?
  and ("kind" = +? or ("kind" = +?
  and "target" = +?))
  and ("expires_at" is null or "expires_at" > +?)
  limit +?;

-- holds.list (repositoryId, after, now, limit)
select "id", "repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at"
  from "holds"
  where "repository_id" = +?
  and "id" > +?
  and ("expires_at" is null or "expires_at" > +?)
  order by "id"
  limit +?;

-- idempotency_keys.delete (principal, key)
delete
  from "idempotency_keys"
  where "principal" = +?
  and "key" = +?;

-- idempotency_keys.delete_old (before)
delete
  from "idempotency_keys"
  where "created_at" < +?;

-- idempotency_keys.delete_unanswered (before)
delete
  from "idempotency_keys"
  where "created_at" < +?
  and "answer" is null;

-- idempotency_keys.find (principal, key)
select "fingerprint", "answer"
  from "idempotency_keys"
  where "principal" = +?
  and "key" = +?;

-- idempotency_keys.insert (principal, key, fingerprint, now)
insert into "idempotency_keys" ("principal", "key", "fingerprint", "created_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- idempotency_keys.set_answer (answer, principal, key)
update "idempotency_keys"
  set "answer" = +?
  where "principal" = +?
  and "key" = +?;

-- integrity.affected (digest, limit)
select distinct "r"."name" as "repository", "t"."name" as "tag"
  from "repository_blobs" as "rb"
  inner join "repositories" as "r" on "r"."id" = "rb"."repository_id"
  left join "manifest_blobs" as "mb" on "mb"."repository_id" = "rb"."repository_id"
  and "mb"."digest" = "rb"."digest"
  left join "tags" as "t" on "t"."manifest_id" = "mb"."manifest_id"
  where "rb"."digest" = +?
  order by "r"."name", "t"."name" asc nulls first
  limit +?;

-- integrity.linked_among (repositoryId, digests)
select "digest"
  from "repository_blobs"
  where "repository_id" = +?
  and "digest" in (select value
  from json_each(+?) as value);

-- integrity.manifests (after, limit)
select "m"."id", "m"."repository_id" as "repositoryId", "r"."name" as "repository", "r"."reference_policy" as "referencePolicy", "m"."digest", "m"."media_type" as "mediaType", "m"."size_bytes" as "sizeBytes", "m"."content"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where "m"."id" > +?
  order by "m"."id"
  limit +?;

-- integrity.namespace_counts (after, after, limit)
select "n"."id", "n"."name", "u"."repositories", "u"."logical_bytes", "u"."unique_bytes", (select count(*)
  from repositories r
  where r.namespace_id = n.id
  and r.deleted_at is null) as "counted_repositories", (select coalesce(sum(b.size_bytes), 0)
  from repositories r join repository_blobs rb on rb.repository_id = r.id join blobs b on b.digest = rb.digest
  where r.namespace_id = n.id
  and r.deleted_at is null) + (select coalesce(sum(m.size_bytes), 0)
  from manifests m join repositories r on r.id = m.repository_id
  where r.namespace_id = n.id
  and r.deleted_at is null) as "counted_logical_bytes", (select coalesce(sum(once.size_bytes), 0)
  from (select distinct b.digest, b.size_bytes
  from repositories r join repository_blobs rb on rb.repository_id = r.id join blobs b on b.digest = rb.digest
  where r.namespace_id = n.id
  and r.deleted_at is null) as once) + (select coalesce(sum(m.size_bytes), 0)
  from manifests m join repositories r on r.id = m.repository_id
  where r.namespace_id = n.id
  and r.deleted_at is null) as "counted_unique_bytes"
  from "namespaces" as "n"
  left join "namespace_usage" as "u" on "u"."namespace_id" = "n"."id"
  and "u"."namespace_id" > +?
  where "n"."id" > +?
  order by "n"."id"
  limit +?;

-- integrity.references (id, id)
select "digest"
  from "manifest_blobs"
  where "manifest_id" = +? union select "digest"
  from "manifest_children"
  where "manifest_id" = +?;

-- integrity.repository_counts (after, after, limit)
select "r"."id", "r"."name", "u"."manifests", "u"."tags", "u"."blobs", "u"."blob_bytes", (select count(*)
  from manifests m
  where m.repository_id = r.id) as "counted_manifests", (select count(*)
  from tags t
  where t.repository_id = r.id) as "counted_tags", (select count(*)
  from repository_blobs rb
  where rb.repository_id = r.id) as "counted_blobs", (select coalesce(sum(b.size_bytes), 0)
  from repository_blobs rb join blobs b on b.digest = rb.digest
  where rb.repository_id = r.id) as "counted_blob_bytes"
  from "repositories" as "r"
  left join "usage_counters" as "u" on "u"."repository_id" = "r"."id"
  and "u"."repository_id" > +?
  where "r"."id" > +?
  order by "r"."id"
  limit +?;

-- integrity.stray_links (limit)
select "r"."name" as "repository", "rb"."digest"
  from "repository_blobs" as "rb"
  left join "blobs" as "b" on "b"."digest" = "rb"."digest"
  left join "repositories" as "r" on "r"."id" = "rb"."repository_id"
  where "b"."digest" is null
  limit +?;

-- integrity.stray_tags (limit)
select "r"."name" as "repository", "t"."name" as "tag"
  from "tags" as "t"
  left join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  and "m"."repository_id" = "t"."repository_id"
  left join "repositories" as "r" on "r"."id" = "t"."repository_id"
  where "m"."id" is null
  limit +?;

-- invitations.accept (now, username, id)
update "invitations"
  set "accepted_at" = +?, "accepted_by" = +?
  where "id" = +?
  and "accepted_at" is null
  and "revoked_at" is null;

-- invitations.find_by_hash (secretHash)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."secret_hash" = +?;

-- invitations.find_by_id (id)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."id" = +?;

-- invitations.insert (namespaceId, teamId, role, email, secretHash, invitedBy, now, expiresAt)
insert into "invitations" ("namespace_id", "team_id", "role", "email", "secret_hash", "invited_by", "created_at", "expires_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- invitations.list_of_namespace (namespaceId, after, limit)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."namespace_id" = +?
  and "invitations"."id" > +?
  and "invitations"."accepted_at" is null
  and "invitations"."revoked_at" is null
  order by "invitations"."id"
  limit +?;

-- invitations.list_of_site (after, limit)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."namespace_id" is null
  and "invitations"."id" > +?
  and "invitations"."accepted_at" is null
  and "invitations"."revoked_at" is null
  order by "invitations"."id"
  limit +?;

-- invitations.revoke (now, id)
update "invitations"
  set "revoked_at" = +?
  where "id" = +?
  and "accepted_at" is null
  and "revoked_at" is null;

-- job_runs.abandoned ("running", silentSince, kinds, 1)
select *
  from "job_runs"
  where "state" = +?
  and "heartbeat_at" < +?
  and "kind" in (select value
  from json_each(+?) as value)
  order by "id"
  limit +?;

-- job_runs.active (kind, "queued", "running", limit)
select *
  from "job_runs"
  where "kind" = +?
  and "state" in (+?, +?)
  order by "id"
  limit +?;

-- job_runs.beat (progress, now, id, holder, "running")
update "job_runs"
  set "progress" = +?, "heartbeat_at" = +?
  where "id" = +?
  and "holder" = +?
  and "state" = +?;

-- job_runs.cancel_queued ("cancelled", now, id, "queued")
update "job_runs"
  set "state" = +?, "finished_at" = +?
  where "id" = +?
  and "state" = +?;

-- job_runs.claim ("running", holder, losses, now, startedAt, id)
update "job_runs"
  set "state" = +?, "holder" = +?, "losses" = +?, "heartbeat_at" = +?, "started_at" = +?
  where "id" = +?;

-- job_runs.delete_finished (kind, "done", "failed", "cancelled", kind, 1, kept)
delete
  from "job_runs"
  where "kind" = +?
  and "state" in (+?, +?, +?)
  and "id" <= (select "kept"."id"
  from "job_runs" as "kept"
  where "kept"."kind" = +?
  order by "kept"."id" desc
  limit +? offset +?);

-- job_runs.find (id)
select *
  from "job_runs"
  where "id" = +?;

-- job_runs.finish (state, progress, report, error, null, null, now, id, holder, "running")
update "job_runs"
  set "state" = +?, "progress" = +?, "report" = +?, "error" = +?, "holder" = +?, "heartbeat_at" = +?, "finished_at" = +?
  where "id" = +?
  and "holder" = +?
  and "state" = +?;

-- job_runs.holds (id, holder, "running")
select "id"
  from "job_runs"
  where "id" = +?
  and "holder" = +?
  and "state" = +?;

-- job_runs.insert (kind, "queued", requestedBy, options, now)
insert into "job_runs" ("kind", "state", "requested_by", "options", "created_at")
  values (+?, +?, +?, +?, +?)
  returning "id";

-- job_runs.list (before, limit)
select *
  from "job_runs"
  where "id" < +?
  order by "id" desc
  limit +?;

-- job_runs.list_of_kind (kind, before, limit)
select *
  from "job_runs"
  where "kind" = +?
  and "id" < +?
  order by "id" desc
  limit +?;

-- job_runs.queue ("queued")
select count(*) as "queued", min("created_at") as "oldestAt"
  from "job_runs"
  where "state" = +?;

-- job_runs.queued ("queued", kinds, 1)
select *
  from "job_runs"
  where "state" = +?
  and "kind" in (select value
  from json_each(+?) as value)
  order by "id"
  limit +?;

-- job_runs.release ("queued", null, null, progress, id, holder, "running")
update "job_runs"
  set "state" = +?, "holder" = +?, "heartbeat_at" = +?, "progress" = +?
  where "id" = +?
  and "holder" = +?
  and "state" = +?;

-- job_runs.request_cancel (now, id)
update "job_runs"
  set "cancel_requested_at" = +?
  where "id" = +?
  and "cancel_requested_at" is null;

-- leases.find (name)
select "name", "holder", "token", "expires_at" as "expiresAt"
  from "leases"
  where "name" = +?;

-- leases.renew (until, name, token)
update "leases"
  set "expires_at" = +?
  where "name" = +?
  and "token" = +?;

-- leases.take (name, holder, 1, until, now)
insert into "leases" ("name", "holder", "token", "expires_at")
  values (+?, +?, +?, +?)
  on conflict ("name")
  do update
  set "holder" = "excluded"."holder", "token" = leases.token + 1, "expires_at" = "excluded"."expires_at"
  where "leases"."expires_at" <= +?;

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

-- manifest_children.of_manifests (ids)
select "manifest_id" as "manifestId", "digest"
  from "manifest_children"
  where "manifest_id" in (select cast(value as bigint)
  from json_each(+?) as value);

-- manifest_children.parents (repositoryId, digest, limit)
select "manifests"."id", "manifests"."digest"
  from "manifest_children"
  inner join "manifests" on "manifests"."id" = "manifest_children"."manifest_id"
  where "manifest_children"."repository_id" = +?
  and "manifest_children"."digest" = +?
  limit +?;

-- manifest_uses.mark_pulled (now, ids)
insert into "manifest_uses" ("manifest_id", "last_pulled_at") select "id", +? as "last_pulled_at"
  from "manifests"
  where "id" in (select cast(value as bigint)
  from json_each(+?) as value)
  on conflict ("manifest_id")
  do update
  set "last_pulled_at" = "excluded"."last_pulled_at";

-- manifest_uses.touch (id, now)
insert into "manifest_uses" ("manifest_id", "touched_at")
  values (+?, +?)
  on conflict ("manifest_id")
  do update
  set "touched_at" = "excluded"."touched_at";

-- manifests.content (id, digest)
select "content"
  from "manifests"
  where "id" = +?
  and "digest" = +?;

-- manifests.count_referrers (repositoryId, subject)
select count(*) as "referrers"
  from "manifests"
  where "repository_id" = +?
  and "subject_digest" = +?;

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

-- manifests.find_new_referrer (repositoryId, subject, since, 1)
select "digest"
  from "manifests"
  where "repository_id" = +?
  and "subject_digest" = +?
  and "pushed_at" > +?
  limit +?;

-- manifests.insert (repositoryId, digest, mediaType, artifactType, subjectDigest, annotations, sizeBytes, totalBytes, now, actor, content)
insert into "manifests" ("repository_id", "digest", "media_type", "artifact_type", "subject_digest", "annotations", "size_bytes", "total_bytes", "pushed_at", "pushed_by", "content")
  values (+?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- manifests.list (repositoryId, pushedAt, id, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = +?
  and (pushed_at, id) < (+?, +?)
  order by "pushed_at" desc, "id" desc
  limit +?;

-- manifests.list_of_artifact_type (repositoryId, pushedAt, id, artifactType, mediaType, mediaType, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = +?
  and (pushed_at, id) < (+?, +?)
  and "artifact_type" = +?
  and (+? = '' or media_type = +?)
  order by "pushed_at" desc, "id" desc
  limit +?;

-- manifests.list_of_media_type (repositoryId, pushedAt, id, mediaType, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = +?
  and (pushed_at, id) < (+?, +?)
  and "media_type" = +?
  order by "pushed_at" desc, "id" desc
  limit +?;

-- manifests.listings (repositoryId, digests)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = +?
  and "digest" in (select value
  from json_each(+?) as value);

-- manifests.purge (repositoryId, repositoryId, limit)
delete
  from "manifests"
  where "repository_id" = +?
       
  and "id" in (select "id"
  from "manifests"
  where "repository_id" = +?
  limit +?);

-- manifests.state (repositoryId, digest)
select "m"."id", "m"."digest", "m"."subject_digest", "m"."pushed_at", "m"."size_bytes", "u"."last_pulled_at", "u"."touched_at"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = +?
  and "m"."digest" = +?;

-- manifests.states (repositoryId, after, limit)
select "m"."id", "m"."digest", "m"."subject_digest", "m"."pushed_at", "m"."size_bytes", "u"."last_pulled_at", "u"."touched_at"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = +?
  and "m"."digest" > +?
  order by "m"."digest"
  limit +?;

-- manifests.sum_bytes (repositoryId)
select sum("size_bytes") as "bytes"
  from "manifests"
  where "repository_id" = +?;

-- manifests.total_bytes_in (repositoryId, digests)
select "value"."value" as "digest", (select "m"."total_bytes"
  from "manifests" as "m"
  where "m"."repository_id" = +?
  and "m"."digest" = "value"."value") as "totalBytes"
  from json_each(+?) as "value";

-- members.collaborates (userId, namespaceId, 1)
select "id"
  from "grants"
  where "user_id" = +?
  and "namespace_id" = +?
  limit +?;

-- members.count_owners (namespaceId, "owner")
select count(*) as "owners"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = +?
  and "members"."role" = +?
  and "users"."disabled_at" is null;

-- members.delete (namespaceId, userId)
delete
  from "members"
  where "namespace_id" = +?
  and "user_id" = +?;

-- members.find (namespaceId, userId)
select "members"."user_id" as "userId", "users"."username", "users"."display_name" as "displayName", "members"."role", "members"."created_at" as "createdAt", "members"."version"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = +?
  and "members"."user_id" = +?;

-- members.insert (namespaceId, userId, role, now)
insert into "members" ("namespace_id", "user_id", "role", "created_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- members.list (namespaceId, after, limit)
select "members"."user_id" as "userId", "users"."username", "users"."display_name" as "displayName", "members"."role", "members"."created_at" as "createdAt", "members"."version"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = +?
  and "users"."username" > +?
  order by "users"."username"
  limit +?;

-- members.set_role (role, 1, namespaceId, userId, version)
update "members"
  set "role" = +?, "version" = "version" + +?
  where "namespace_id" = +?
  and "user_id" = +?
  and "version" = +?;

-- namespace_blobs.add_link (namespaceId, digest, 1, 1)
insert into "namespace_blobs" ("namespace_id", "digest", "links")
  values (+?, +?, +?)
  on conflict ("namespace_id", "digest")
  do update
  set "links" = "namespace_blobs"."links" + +?
  returning "links";

-- namespace_blobs.count_of_namespace (namespaceId, namespaceId)
insert into namespace_blobs (namespace_id, digest, links)
      select cast(+? as bigint), rb.digest, count(*)
  from repositories r join repository_blobs rb on rb.repository_id = r.id
     
  where r.namespace_id = +?
  and r.deleted_at is null group by rb.digest;

-- namespace_blobs.delete_of_namespace (namespaceId)
delete
  from "namespace_blobs"
  where "namespace_id" = +?;

-- namespace_blobs.delete_unlinked (namespaceId, digest, 0)
delete
  from "namespace_blobs"
  where "namespace_id" = +?
  and "digest" = +?
  and "links" <= +?;

-- namespace_blobs.find (namespaceId, digest)
select "links"
  from "namespace_blobs"
  where "namespace_id" = +?
  and "digest" = +?;

-- namespace_blobs.remove_link (1, namespaceId, digest)
update "namespace_blobs"
  set "links" = "links" - +?
  where "namespace_id" = +?
  and "digest" = +?
  returning "links";

-- namespace_redirects.delete (name)
delete
  from "namespace_redirects"
  where "name" = +?;

-- namespace_redirects.insert (name, namespaceId, expiresAt)
insert into "namespace_redirects" ("name", "namespace_id", "expires_at")
  values (+?, +?, +?)
  on conflict ("name")
  do update
  set "namespace_id" = "excluded"."namespace_id", "expires_at" = "excluded"."expires_at";

-- namespace_usage.add (repositories, logicalBytes, uniqueBytes, namespaceId)
update "namespace_usage"
  set "repositories" = "repositories" + +?, "logical_bytes" = "logical_bytes" + +?, "unique_bytes" = "unique_bytes" + +?
  where "namespace_id" = +?;

-- namespace_usage.find (namespaceId)
select "repositories", "logical_bytes" as "logicalBytes", "unique_bytes" as "uniqueBytes"
  from "namespace_usage"
  where "namespace_id" = +?;

-- namespace_usage.insert (namespaceId, 0, 0, 0)
insert into "namespace_usage" ("namespace_id", "repositories", "logical_bytes", "unique_bytes")
  values (+?, +?, +?, +?);

-- namespace_usage.largest (bytes, after, limit)
select "n"."id", "n"."name", "n"."kind", "n"."storage_quota_bytes", "n"."repository_quota", "u"."repositories", "u"."logical_bytes" as "logicalBytes", "u"."unique_bytes" as "uniqueBytes"
  from "namespace_usage" as "u"
  inner join "namespaces" as "n" on "n"."id" = "u"."namespace_id"
  where "n"."deleted_at" is null
  and ("u"."unique_bytes", "u"."namespace_id") < (+?, +?)
  order by "u"."unique_bytes" desc, "u"."namespace_id" desc
  limit +?;

-- namespace_usage.sum (namespaceId)
insert into "namespace_usage" ("namespace_id", "repositories", "logical_bytes", "unique_bytes") select "n"."id", (select count(*)
  from repositories r
  where r.namespace_id = n.id
  and r.deleted_at is null) as "repositories", (select coalesce(sum(nb.links * b.size_bytes), 0)
  from namespace_blobs nb join blobs b on b.digest = nb.digest
  where nb.namespace_id = n.id) + (select coalesce(sum(m.size_bytes), 0)
  from manifests m join repositories r on r.id = m.repository_id
  where r.namespace_id = n.id
  and r.deleted_at is null) as "logical_bytes", (select coalesce(sum(b.size_bytes), 0)
  from namespace_blobs nb join blobs b on b.digest = nb.digest
  where nb.namespace_id = n.id) + (select coalesce(sum(m.size_bytes), 0)
  from manifests m join repositories r on r.id = m.repository_id
  where r.namespace_id = n.id
  and r.deleted_at is null) as "unique_bytes"
  from "namespaces" as "n"
  where "n"."id" = +?
  on conflict ("namespace_id")
  do update
  set "repositories" = "excluded"."repositories", "logical_bytes" = "excluded"."logical_bytes", "unique_bytes" = "excluded"."unique_bytes";

-- namespace_usage.total
select sum("repositories") as "repositories", sum("logical_bytes") as "logicalBytes"
  from "namespace_usage";

-- namespaces.adopt ("user", name, "organization")
update "namespaces"
  set "kind" = +?
  where "name" = +?
  and "kind" = +?
  returning "id";

-- namespaces.find (name)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "name" = +?;

-- namespaces.find_by_id (id)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "id" = +?;

-- namespaces.find_deleted (name)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "deleted_name" = +?
  and "deleted_at" is not null;

-- namespaces.insert (name, kind, now)
insert into "namespaces" ("name", "kind", "created_at")
  values (+?, +?, +?)
  on conflict do nothing
  returning "id";

-- namespaces.list_of_member (userId, after, limit)
select "namespaces"."id", "namespaces"."name", "namespaces"."kind", "namespaces"."display_name", "namespaces"."description", "namespaces"."website", "namespaces"."avatar_url", "namespaces"."default_permission", "namespaces"."members_can_create", "namespaces"."storage_quota_bytes", "namespaces"."repository_quota", "namespaces"."version", "namespaces"."deleted_at", "namespaces"."deleted_name", "namespaces"."created_at"
  from "members"
  inner join "namespaces" on "namespaces"."id" = "members"."namespace_id"
  where "members"."user_id" = +?
  and "namespaces"."name" > +?
  and "namespaces"."deleted_at" is null
  order by "namespaces"."name"
  limit +?;

-- namespaces.list_organizations (after, "organization", limit)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "name" > +?
  and "kind" = +?
  and "deleted_at" is null
  order by "name"
  limit +?;

-- namespaces.rename (name, 1, id)
update "namespaces"
  set "name" = +?, "version" = "version" + +?
  where "id" = +?;

-- namespaces.reservation (name, now, name)
select "namespaces"."id", "namespaces"."name"
  from "namespace_redirects"
  inner join "namespaces" on "namespaces"."id" = "namespace_redirects"."namespace_id"
  where "namespace_redirects"."name" = +?
  and "namespace_redirects"."expires_at" > +? union all select "deleted"."id", "deleted"."name"
  from "namespaces" as "deleted"
  where "deleted"."deleted_name" = +?
  and "deleted"."deleted_at" is not null;

-- namespaces.set_deleted (name, deletedName, deletedAt, 1, id)
update "namespaces"
  set "name" = +?, "deleted_name" = +?, "deleted_at" = +?, "version" = "version" + +?
  where "id" = +?;

-- namespaces.set_profile (displayName, description, website, avatarUrl, defaultPermission, membersCanCreate, 1, id, version)
update "namespaces"
  set "display_name" = +?, "description" = +?, "website" = +?, "avatar_url" = +?, "default_permission" = +?, "members_can_create" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- namespaces.set_quotas (storageQuotaBytes, repositoryQuota, 1, id, version)
update "namespaces"
  set "storage_quota_bytes" = +?, "repository_quota" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- one_time_codes.count_attempt (1, id)
update "one_time_codes"
  set "attempts" = "attempts" + +?
  where "id" = +?;

-- one_time_codes.delete (userId, purpose)
delete
  from "one_time_codes"
  where "user_id" = +?
  and "purpose" = +?;

-- one_time_codes.find (userId, purpose, 1)
select "id", "code_hash" as "codeHash", "detail", "created_at" as "createdAt", "expires_at" as "expiresAt", "attempts", "used_at" as "usedAt"
  from "one_time_codes"
  where "user_id" = +?
  and "purpose" = +?
  limit +?;

-- one_time_codes.insert (userId, purpose, codeHash, detail, now, expiresAt)
insert into "one_time_codes" ("user_id", "purpose", "code_hash", "detail", "created_at", "expires_at")
  values (+?, +?, +?, +?, +?, +?);

-- one_time_codes.use (now, id)
update "one_time_codes"
  set "used_at" = +?
  where "id" = +?
  and "used_at" is null;

-- passkeys.delete (id, userId)
delete
  from "passkeys"
  where "id" = +?
  and "user_id" = +?;

-- passkeys.find_by_credential (credentialId)
select "id", "user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at", "last_used_at"
  from "passkeys"
  where "credential_id" = +?;

-- passkeys.insert (userId, credentialId, publicKey, counter, transports, name, now)
insert into "passkeys" ("user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at")
  values (+?, +?, +?, +?, +?, +?, +?)
  on conflict do nothing
  returning "id";

-- passkeys.list_of_user (userId)
select "id", "user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at", "last_used_at"
  from "passkeys"
  where "user_id" = +?
  order by "id";

-- passkeys.rename (name, id, userId)
update "passkeys"
  set "name" = +?
  where "id" = +?
  and "user_id" = +?;

-- passkeys.use (counter, now, id, before)
update "passkeys"
  set "counter" = +?, "last_used_at" = +?
  where "id" = +?
  and "counter" = +?;

-- pending_sign_ins.delete (id)
delete
  from "pending_sign_ins"
  where "id" = +?;

-- pending_sign_ins.delete_expired (now)
delete
  from "pending_sign_ins"
  where "expires_at" <= +?;

-- pending_sign_ins.find (id)
select "id", "kind", "user_id" as "userId", "sealed", "expires_at" as "expiresAt"
  from "pending_sign_ins"
  where "id" = +?;

-- pending_sign_ins.insert (id, kind, userId, sealed, expiresAt)
insert into "pending_sign_ins" ("id", "kind", "user_id", "sealed", "expires_at")
  values (+?, +?, +?, +?, +?)
  on conflict do nothing;

-- pending_sign_ins.replace (sealed, id, before)
update "pending_sign_ins"
  set "sealed" = +?
  where "id" = +?
  and "sealed" = +?;

-- quarantine.delete (storageKey)
delete
  from "quarantine"
  where "storage_key" = +?;

-- quarantine.find_open (digest)
select "id", "digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at", "healed_at"
  from "quarantine"
  where "digest" = +?
  and "healed_at" is null;

-- quarantine.heal (now, storageKey)
update "quarantine"
  set "healed_at" = +?
  where "storage_key" = +?
  and "healed_at" is null;

-- quarantine.insert (digest, storageKey, kind, expectedBytes, foundBytes, foundDigest, now)
insert into "quarantine" ("digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at")
  values (+?, +?, +?, +?, +?, +?, +?)
  on conflict ("storage_key") do nothing;

-- quarantine.keys_among (keys)
select "storage_key"
  from "quarantine"
  where "storage_key" in (select value
  from json_each(+?) as value);

-- quarantine.list (after, limit)
select "id", "digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at", "healed_at"
  from "quarantine"
  where "id" > +?
  order by "id"
  limit +?;

-- reachability.blob (digest)
select "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" = +?;

-- reachability.blobs_of (id)
select "digest"
  from "manifest_blobs"
  where "manifest_id" = +?;

-- reachability.children_of (id)
select "digest"
  from "manifest_children"
  where "manifest_id" = +?;

-- reachability.condemned (limit)

      select n.name as namespace, count(*) as blobs, sum(b.size_bytes) as bytes
  from (
        select distinct r.namespace_id, rb.digest
  from repository_blobs rb join repositories r on r.id = rb.repository_id
       
  where rb.condemned_at is not null
  and not exists (
          select 1
  from repository_blobs other
  where other.digest = rb.digest
  and other.condemned_at is null)
      ) dying join namespaces n on n.id = dying.namespace_id join blobs b on b.digest = dying.digest
      group by n.name
  order by bytes desc, n.name
  limit +?;

-- reachability.condemned_total

      with condemned as materialized (
        select rb.digest
  from repository_blobs rb
  where rb.condemned_at is not null
  and not exists (
          select 1
  from repository_blobs other
  where other.digest = rb.digest
  and other.condemned_at is null)
      ) select count(*) as blobs, coalesce(sum(b.size_bytes), 0) as bytes
       
  from (select distinct digest
  from condemned) dying join blobs b on b.digest = dying.digest;

-- reachability.held (repositoryId, digest, now, 1)
select "id"
  from "holds"
  where "repository_id" = +?
  and ("kind" = 'repository' or ("kind" = 'digest'
  and "target" = +?))
  and ("expires_at" is null or "expires_at" > +?)
  limit +?;

-- reachability.holders (digest, limit)
select "repository_id" as "id"
  from "repository_blobs"
  where "digest" = +?
  limit +?;

-- reachability.link (repositoryId, digest)
select "linked_at" as "linkedAt", "condemned_at" as "condemnedAt"
  from "repository_blobs"
  where "repository_id" = +?
  and "digest" = +?;

-- reachability.listed (repositoryId, digest, 1)
select "manifest_id"
  from "manifest_children"
  where "repository_id" = +?
  and "digest" = +?
  limit +?;

-- reachability.listers (repositoryId, digest, limit)
select "m"."digest"
  from "manifest_children" as "c"
  inner join "manifests" as "m" on "m"."id" = "c"."manifest_id"
  where "c"."repository_id" = +?
  and "c"."digest" = +?
  limit +?;

-- reachability.manifest (repositoryId, digest)
select "m"."id", "m"."size_bytes" as "sizeBytes", "m"."subject_digest" as "subjectDigest", "m"."pushed_at" as "pushedAt", "u"."last_pulled_at" as "lastPulledAt", "u"."touched_at" as "touchedAt"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = +?
  and "m"."digest" = +?;

-- reachability.present (repositoryId, digest)
select "id"
  from "manifests"
  where "repository_id" = +?
  and "digest" = +?;

-- reachability.referenced (repositoryId, digest, 1)
select "manifest_id"
  from "manifest_blobs"
  where "repository_id" = +?
  and "digest" = +?
  limit +?;

-- reachability.referrers_of (repositoryId, digest)
select "digest"
  from "manifests"
  where "repository_id" = +?
  and "subject_digest" = +?;

-- reachability.some_children (id, limit)
select "digest"
  from "manifest_children"
  where "manifest_id" = +?
  limit +?;

-- reachability.some_referrers (repositoryId, digest, limit)
select "digest"
  from "manifests"
  where "repository_id" = +?
  and "subject_digest" = +?
  limit +?;

-- reachability.tagged (id, 1)
select "name"
  from "tags"
  where "manifest_id" = +?
  limit +?;

-- reachability.trashed (repositoryId, subject, digest, 1)
select "trash_id"
  from "trash_references"
  where "repository_id" = +?
  and "subject" = +?
  and "digest" = +?
  limit +?;

-- recovery_codes.count_left (userId)
select count(*) as "left"
  from "recovery_codes"
  where "user_id" = +?
  and "used_at" is null;

-- recovery_codes.delete_of_user (userId)
delete
  from "recovery_codes"
  where "user_id" = +?;

-- recovery_codes.insert (userId, codeHash)
insert into "recovery_codes" ("user_id", "code_hash")
  values (+?, +?);

-- recovery_codes.use (now, userId, codeHash)
update "recovery_codes"
  set "used_at" = +?
  where "user_id" = +?
  and "code_hash" = +?
  and "used_at" is null;

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

-- refresh_tokens.find (secretHash)
select "id", "session_id" as "sessionId", "used_at" as "usedAt"
  from "refresh_tokens"
  where "secret_hash" = +?;

-- refresh_tokens.insert (sessionId, secretHash, now)
insert into "refresh_tokens" ("session_id", "secret_hash", "created_at")
  values (+?, +?, +?);

-- refresh_tokens.use (now, id)
update "refresh_tokens"
  set "used_at" = +?
  where "id" = +?
  and "used_at" is null;

-- repositories.begin_purge (now, id)
update "repositories"
  set "purging_at" = +?
  where "id" = +?
  and "deleted_at" is not null
  and "purging_at" is null;

-- repositories.delete (repositoryId)
delete
  from "repositories"
  where "id" = +?;

-- repositories.delete_of_namespace (now, 1, namespaceId)
update "repositories"
  set "name" = '~deleted/' || cast(id as text), "deleted_name" = "name", "deleted_at" = +?, "version" = "version" + +?
  where "namespace_id" = +?
  and "deleted_at" is null;

-- repositories.due_for_purge (deletedBefore, after, limit)
select "id"
  from "repositories"
  where "deleted_at" is not null
  and ("deleted_at" <= +? or "purging_at" is not null)
  and "id" > +?
  order by "id"
  limit +?;

-- repositories.find (name)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "name" = +?;

-- repositories.find_by_id (id)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "id" = +?;

-- repositories.insert (name, now, now, namespace)
insert into "repositories" ("namespace_id", "name", "created_at", "indexed_at") select "id", +? as "name", +? as "created_at", +? as "indexed_at"
  from "namespaces"
  where "name" = +?;

-- repositories.insert_usage (name)
insert into "usage_counters" ("repository_id", "manifests", "tags", "blobs", "blob_bytes") select "id", 0 as "manifests", 0 as "tags", 0 as "blobs", 0 as "blob_bytes"
  from "repositories"
  where "name" = +?;

-- repositories.list_all (after, limit)
select "id", "name"
  from "repositories"
  where "name" > +?
  and "deleted_at" is null
  order by "name"
  limit +?;

-- repositories.list_deleted (namespaceId, after, limit)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is not null
  and "purging_at" is null
  and "id" > +?
  order by "id"
  limit +?;

-- repositories.list_of_namespace (namespaceId, after, limit)
select "id", "name"
  from "repositories"
  where "namespace_id" = +?
  and "name" > +?
  and "deleted_at" is null
  order by "name"
  limit +?;

-- repositories.list_of_visibility (visibility, after, before, namespaceId, namespaceId, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  where "r"."visibility" = +?
  and "r"."deleted_at" is null
  and r.name > +?
  and r.name < +?
  and (+? = 0 or r.namespace_id = +?)
  order by "r"."name"
  limit +?;

-- repositories.list_readable (publicToo, after, before, namespaceId, namespaceId, tokenId, tokenId, tokenId, limit, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, privateToo, after, before, namespaceId, namespaceId, publicToo, tokenId, tokenId, tokenId, limit, userId, userId, robotId, after, before, namespaceId, namespaceId, publicToo, privateToo, tokenId, tokenId, tokenId, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  where r.id in (select id
  from (
    select r.id, r.name
  from repositories r
   
  where +? = 1
  and r.visibility = 'public'
  and r.deleted_at is null
  and r.name > +?
  and r.name < +?
  and (+? = 0 or r.namespace_id = +?)
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
   
  order by r.name
  limit +?) as public_ones union all select inside.id
  from (select distinct id
  from (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1) as spaces
  where +? = 1) as outside cross join "repositories" as inside on inside."id" in (select r.id
  from repositories r
   
  where r.namespace_id = outside.id
  and r.deleted_at is null
  and r.name > +?
  and r.name < +?
  and (+? = 0 or r.namespace_id = +?)
  and (r.visibility = 'private' or +? = 1)
     
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
   
  order by r.name
  limit +?) union all select g.repository_id
  from grants g
  where g.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is not null)
  and "r"."deleted_at" is null
  and r.name > +?
  and r.name < +?
  and (+? = 0 or r.namespace_id = +?)
  and (r.visibility = 'private' or +? = 1)
  and (r.visibility = 'public' or +? = 1)
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
  order by "r"."name"
  limit +?;

-- repositories.listings (names)
select "r"."id", "r"."namespace_id", "r"."name", "r"."visibility", "r"."reference_policy", "r"."description", "r"."version", "r"."created_at", "r"."pushed_at", "r"."deleted_at", "r"."deleted_name", "r"."purging_at", "u"."manifests", "u"."tags", "u"."blob_bytes" as "blobBytes"
  from "repositories" as "r"
  inner join "usage_counters" as "u" on "u"."repository_id" = "r"."id"
  where "r"."name" in (select value
  from json_each(+?) as value)
  order by "r"."name";

-- repositories.listings_by_id (ids)
select "r"."id", "r"."namespace_id", "r"."name", "r"."visibility", "r"."reference_policy", "r"."description", "r"."version", "r"."created_at", "r"."pushed_at", "r"."deleted_at", "r"."deleted_name", "r"."purging_at", "u"."manifests", "u"."tags", "u"."blob_bytes" as "blobBytes"
  from "repositories" as "r"
  inner join "usage_counters" as "u" on "u"."repository_id" = "r"."id"
  where "r"."id" in (select cast(value as bigint)
  from json_each(+?) as value)
  and "r"."deleted_at" is null;

-- repositories.longest_of_namespace (namespaceId)
select max(length(coalesce(deleted_name, name))) as "length"
  from "repositories"
  where "namespace_id" = +?;

-- repositories.rename (name, namespaceId, 1, id)
update "repositories"
  set "name" = +?, "namespace_id" = +?, "version" = "version" + +?
  where "id" = +?;

-- repositories.rename_deleted_of_namespace (to, from, namespaceId)
update "repositories"
  set "deleted_name" = cast(+? as text) || substr("deleted_name", length(cast(+? as text)) + 1)
  where "namespace_id" = +?
  and "deleted_at" is not null;

-- repositories.rename_of_namespace (to, from, 1, namespaceId)
update "repositories"
  set "name" = cast(+? as text) || substr("name", length(cast(+? as text)) + 1), "version" = "version" + +?
  where "namespace_id" = +?
  and "deleted_at" is null;

-- repositories.restore_of_namespace (null, null, 1, namespaceId, deletedAt)
update "repositories"
  set "name" = deleted_name, "deleted_name" = +?, "deleted_at" = +?, "version" = "version" + +?
  where "namespace_id" = +?
  and "deleted_at" = +?
  and "purging_at" is null
  returning "id", "name";

-- repositories.set_deleted (name, deletedName, deletedAt, 1, id)
update "repositories"
  set "name" = +?, "deleted_name" = +?, "deleted_at" = +?, "version" = "version" + +?
  where "id" = +?;

-- repositories.set_indexed (now, id)
update "repositories"
  set "indexed_at" = +?
  where "id" = +?;

-- repositories.set_pushed (now, id)
update "repositories"
  set "pushed_at" = +?
  where "id" = +?;

-- repositories.unindexed (limit)
select "id", "name", "deleted_name"
  from "repositories"
  where "indexed_at" is null
  order by "id"
  limit +?;

-- repositories.update (visibility, referencePolicy, description, 1, id, version)
update "repositories"
  set "visibility" = +?, "reference_policy" = +?, "description" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- repository_blobs.condemn (condemnedAt, repositoryId, digest)
update "repository_blobs"
  set "condemned_at" = +?
  where "repository_id" = +?
  and "digest" = +?;

-- repository_blobs.delete (repositoryId, digest)
delete
  from "repository_blobs"
  where "repository_id" = +?
  and "digest" = +?;

-- repository_blobs.insert (repositoryId, digest, now)
insert into "repository_blobs" ("repository_id", "digest", "linked_at")
  values (+?, +?, +?)
  on conflict do nothing;

-- repository_blobs.list (repositoryId)
select "blobs"."digest", "blobs"."size_bytes" as "sizeBytes"
  from "repository_blobs"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repository_blobs"."repository_id" = +?;

-- repository_blobs.renew (now, null, repositoryId, digest)
update "repository_blobs"
  set "linked_at" = +?, "condemned_at" = +?
  where "repository_id" = +?
  and "digest" = +?;

-- repository_blobs.renew_in (now, null, repository, digest)
update "repository_blobs"
  set "linked_at" = +?, "condemned_at" = +?
  where "repository_id" = (select "id"
  from "repositories"
  where "name" = +?)
  and "digest" = +?;

-- repository_blobs.some (repositoryId, limit)
select "digest"
  from "repository_blobs"
  where "repository_id" = +?
  limit +?;

-- repository_redirects.delete (name)
delete
  from "repository_redirects"
  where "name" = +?;

-- repository_redirects.delete_of_namespace (namespaceId)
delete
  from "repository_redirects"
  where "name" in (select "name"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null);

-- repository_redirects.insert (name, repositoryId, expiresAt)
insert into "repository_redirects" ("name", "repository_id", "expires_at")
  values (+?, +?, +?)
  on conflict ("name")
  do update
  set "repository_id" = "excluded"."repository_id", "expires_at" = "excluded"."expires_at";

-- repository_redirects.insert_of_namespace (until, namespaceId)
insert into repository_redirects (name, repository_id, expires_at)
      select name, id, cast(+? as bigint)
  from repositories
  where namespace_id = +?
  and deleted_at is null
     
  on conflict (name)
  do update
  set repository_id = excluded.repository_id, expires_at = excluded.expires_at;

-- repository_terms.delete (repositoryId)
delete
  from "repository_terms"
  where "repository_id" = +?;

-- repository_terms.delete_of_namespace (namespaceId)
delete
  from "repository_terms"
  where "repository_id" in (select "id"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null);

-- repository_terms.delete_of_namespace_name (namespaceId, from)
delete
  from "repository_terms"
  where "repository_id" in (select "id"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null)
  and length(term) > (select length(r.name) - length(cast(+? as text)) - 1
  from repositories r
  where r.id = repository_terms.repository_id);

-- repository_terms.insert (terms, repositoryId)
insert into "repository_terms" ("term", "repository_id", "namespace_id", "visibility") select "value"."value", "r"."id", "r"."namespace_id", "r"."visibility"
  from "repositories" as "r"
  inner join json_each(+?) as "value" on true
  where "r"."id" = +?
  and "r"."deleted_at" is null;

-- repository_terms.insert_of_namespace_name (start, namespaceId)
insert into repository_terms (term, repository_id, namespace_id, visibility)
      select substr(name, cast(+? as integer)), id, namespace_id, visibility
  from repositories
  where namespace_id = +?
  and deleted_at is null;

-- repository_terms.set_visibility (visibility, repositoryId)
update "repository_terms"
  set "visibility" = +?
  where "repository_id" = +?;

-- retention_plan_items.count_outcomes (planId, "delete")
select "outcome", count(*) as "items"
  from "retention_plan_items"
  where "plan_id" = +?
  and "action" = +? group by "outcome";

-- retention_plan_items.find_pending (repositoryId, digest, planId, "manifest", "delete")
select "id"
  from "retention_plan_items"
  where "repository_id" = +?
  and "digest" = +?
  and "plan_id" = +?
  and "kind" = +?
  and "action" = +?
  and "outcome" is null;

-- retention_plan_items.insert (planId, repositoryId, items)
insert into retention_plan_items
      (plan_id, repository_id, kind, tag, digest, action, rule, why, size_bytes, manifest_id, moved_at, pulled_at)
      select cast(+? as bigint), cast(+? as bigint), json_extract("value"."value", '$.kind'), json_extract("value"."value", '$.tag'), json_extract("value"."value", '$.digest'), json_extract("value"."value", '$.action'),
        cast(json_extract("value"."value", '$.rule') as integer), json_extract("value"."value", '$.why'), cast(json_extract("value"."value", '$.sizeBytes') as bigint), cast(json_extract("value"."value", '$.manifestId') as bigint), cast(json_extract("value"."value", '$.movedAt') as bigint), cast(json_extract("value"."value", '$.pulledAt') as bigint)
     
  from json_each(+?) as value;

-- retention_plan_items.list (planId, after, limit)
select "id", "plan_id", "repository_id", "kind", "tag", "digest", "action", "rule", "why", "size_bytes", "manifest_id", "moved_at", "pulled_at", "outcome", "detail"
  from "retention_plan_items"
  where "plan_id" = +?
  and "id" > +?
  order by "id"
  limit +?;

-- retention_plan_items.list_of_action (planId, action, after, limit)
select "id", "plan_id", "repository_id", "kind", "tag", "digest", "action", "rule", "why", "size_bytes", "manifest_id", "moved_at", "pulled_at", "outcome", "detail"
  from "retention_plan_items"
  where "plan_id" = +?
  and "action" = +?
  and "id" > +?
  order by "id"
  limit +?;

-- retention_plan_items.set_outcome (outcome, detail, id)
update "retention_plan_items"
  set "outcome" = +?, "detail" = +?
  where "id" = +?
  and "outcome" is null;

-- retention_plans.begin ("applying", actor, now, id, "ready", now)
update "retention_plans"
  set "state" = +?, "applied_by" = +?, "applied_at" = +?
  where "id" = +?
  and "state" = +?
  and "expires_at" > +?;

-- retention_plans.delete_old (before, "applying", limit)
delete
  from "retention_plans"
  where "id" in (select "old"."id"
  from "retention_plans" as "old"
  where "old"."created_at" < +?
  and "old"."state" != +?
  order by "old"."created_at"
  limit +?);

-- retention_plans.find (id)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "id" = +?;

-- retention_plans.finish ("applied", now, id, "applying")
update "retention_plans"
  set "state" = +?, "finished_at" = +?
  where "id" = +?
  and "state" = +?;

-- retention_plans.freed_blobs (planId)
with gone as materialized (
        select i.manifest_id
  from retention_plan_items i
  where i.plan_id = +?
  and i.action = 'delete'
  and i.kind = 'manifest')
      select sum(b.size_bytes) as bytes
  from blobs b
     
  where b.digest in (select mb.digest
  from manifest_blobs mb
  where mb.manifest_id in (select manifest_id
  from gone))
     
  and not exists (
        select 1
  from repository_blobs rb join manifest_blobs still on still.repository_id = rb.repository_id
  and still.digest = rb.digest
       
  where rb.digest = b.digest
  and still.manifest_id not in (select manifest_id
  from gone));

-- retention_plans.insert (namespaceId, repositoryId, policyId, policyVersion, rules, "computing", "{}", createdBy, now, expiresAt)
insert into "retention_plans" ("namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- retention_plans.list_of_namespace (namespaceId, before, limit)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "namespace_id" = +?
  and "repository_id" is null
  and "id" < +?
  order by "id" desc
  limit +?;

-- retention_plans.list_of_repository (repositoryId, before, limit)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "repository_id" = +?
  and "id" < +?
  order by "id" desc
  limit +?;

-- retention_plans.set_ready ("ready", summary, id)
update "retention_plans"
  set "state" = +?, "summary" = +?
  where "id" = +?;

-- retention_policies.delete (id)
delete
  from "retention_policies"
  where "id" = +?;

-- retention_policies.find_of_namespace (namespaceId)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "namespace_id" = +?;

-- retention_policies.find_of_repository (repositoryId)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "repository_id" = +?;

-- retention_policies.governed (namespaceId, after, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  left join "retention_policies" as "own" on "own"."repository_id" = "r"."id"
  where "r"."namespace_id" = +?
  and "r"."name" > +?
  and "r"."deleted_at" is null
  and "own"."id" is null
  order by "r"."name"
  limit +?;

-- retention_policies.insert (namespaceId, repositoryId, rules, automatic, actor, now)
insert into "retention_policies" ("namespace_id", "repository_id", "rules", "automatic", "updated_by", "updated_at")
  values (+?, +?, +?, +?, +?, +?)
  on conflict do nothing
  returning "id";

-- retention_policies.list_automatic (1, after, limit)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "automatic" = +?
  and "id" > +?
  order by "id"
  limit +?;

-- retention_policies.update (rules, automatic, actor, now, 1, id)
update "retention_policies"
  set "rules" = +?, "automatic" = +?, "updated_by" = +?, "updated_at" = +?, "version" = "version" + +?
  where "id" = +?;

-- review_queue.ask (repositoryId, "manifest", digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values (+?, +?, +?, +?, +?)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept'
  and "review_queue"."due_at" > "excluded"."due_at");

-- review_queue.claim (id, now)
select "id"
  from "review_queue"
  where "id" = +?
  and "due_at" <= +?;

-- review_queue.delete (id)
delete
  from "review_queue"
  where "id" = +?;

-- review_queue.depth (now, now)
select (select count(*)
  from review_queue) as "entries", (select count(*)
  from review_queue
  where due_at <= +?) as "due", (select min(due_at)
  from review_queue
  where due_at <= +?) as "oldestDueAt";

-- review_queue.due (now, limit)
select *
  from "review_queue"
  where "due_at" <= +?
  order by "due_at", "id"
  limit +?;

-- review_queue.due_after (now, dueAt, id, limit)
select *
  from "review_queue"
  where "due_at" <= +?
  and ("due_at", "id") > (+?, +?)
  order by "due_at", "id"
  limit +?;

-- review_queue.enqueue (repositoryId, subject, digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values (+?, +?, +?, +?, +?)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_blobs_of ("blob", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", +? as "subject", "digest", +? as "reason", +? as "due_at"
  from "manifest_blobs"
  where "manifest_id" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_children_of ("manifest", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", +? as "subject", "digest", +? as "reason", +? as "due_at"
  from "manifest_children"
  where "manifest_id" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_of_trash (reason, dueAt, id)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", "subject", "digest", +? as "reason", +? as "due_at"
  from "trash_references"
  where "trash_id" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_referrers_of ("manifest", reason, dueAt, repositoryId, subject)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", +? as "subject", "digest", +? as "reason", +? as "due_at"
  from "manifests"
  where "repository_id" = +?
  and "subject_digest" = +?
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.keep (dueAt, reason, id)
update "review_queue"
  set "due_at" = +?, "reason" = +?
  where "id" = +?;

-- review_queue.postpone (dueAt, id)
update "review_queue"
  set "due_at" = +?
  where "id" = +?;

-- robots.count (namespaceId)
select count(*) as "robots"
  from "robots"
  where "namespace_id" = +?;

-- robots.delete (id)
delete
  from "robots"
  where "id" = +?;

-- robots.find (namespace, name)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "namespaces"."name" = +?
  and "robots"."name" = +?;

-- robots.find_by_id (id)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "robots"."id" = +?
  and "namespaces"."deleted_at" is null;

-- robots.insert (namespaceId, name, description, now, createdBy)
insert into "robots" ("namespace_id", "name", "description", "created_at", "created_by")
  values (+?, +?, +?, +?, +?)
  on conflict do nothing
  returning "id";

-- robots.list (namespaceId, after, limit)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "robots"."namespace_id" = +?
  and "robots"."name" > +?
  order by "robots"."name"
  limit +?;

-- robots.update (description, disabledAt, 1, id, version)
update "robots"
  set "description" = +?, "disabled_at" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- search.digests_all (after, afterId, after, before, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > (+?, +?)
  and "m"."digest" >= +?
  and "m"."digest" < +?
  and "r"."deleted_at" is null
  and 1 = 1
  order by "m"."digest", "m"."id"
  limit +?;

-- search.digests_few (after, afterId, after, before, ids, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > (+?, +?)
  and "m"."digest" >= +?
  and "m"."digest" < +?
  and "r"."deleted_at" is null
  and r.id in (select cast(value as bigint)
  from json_each(+?) as value)
  order by "m"."digest", "m"."id"
  limit +?;

-- search.digests_readable (after, afterId, after, before, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > (+?, +?)
  and "m"."digest" >= +?
  and "m"."digest" < +?
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = +?
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
        union all select g.repository_id
  from grants g
  where g.robot_id = +?))
   
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?)))
  order by "m"."digest", "m"."id"
  limit +?;

-- search.repositories_all (after, afterId, after, before, visibility, visibility, from, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  order by "t"."term", "t"."repository_id"
  limit +?;

-- search.repositories_of_namespace (after, afterId, after, before, visibility, visibility, from, namespaceId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  and "t"."namespace_id" = +?
  order by "t"."term", "t"."repository_id"
  limit +?;

-- search.repositories_of_namespace_readable (after, afterId, after, before, visibility, visibility, from, namespaceId, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  and "t"."namespace_id" = +?
  and (t.visibility = 'public' or t.namespace_id in (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1) or t.repository_id in (select g.repository_id
  from grants g
  where g.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is not null))
  and (+? = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
  order by "t"."term", "t"."repository_id"
  limit +?;

-- search.repositories_readable (after, afterId, after, before, visibility, visibility, from, after, afterId, after, before, visibility, visibility, from, tokenId, tokenId, tokenId, limit, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, after, afterId, after, before, visibility, visibility, from, tokenId, tokenId, tokenId, limit, userId, userId, robotId, after, afterId, after, before, visibility, visibility, from, limit, tokenId, tokenId, tokenId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  and t.id in (select id
  from (
    select t.id, t.term, t.repository_id
  from repository_terms t
  where t.visibility = 'public'
  and ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  and (+? = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
   
  order by t.term, t.repository_id
  limit +?) as public_ones union all select inside.id
  from (select distinct id
  from (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1) as spaces) as outside cross join "repository_terms" as inside on inside."id" in (select t.id
  from repository_terms t
  where t.namespace_id = outside.id
  and ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
  and (+? = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
   
  order by t.term, t.repository_id
  limit +?) union all select id
  from (
    select t.id, t.term, t.repository_id
  from repository_terms t
  where t.repository_id in (select g.repository_id
  from grants g
  where g.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = +?
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is not null)
  and ("t"."term", "t"."repository_id") > (+?, +?)
  and "t"."term" >= +?
  and "t"."term" < +?
   
  and (+? = '' or t.visibility = +?)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= +?
  and e.term < t.term)
   
  order by t.term, t.repository_id
  limit +?) as granted_ones)
  and (+? = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?))
  order by "t"."term", "t"."repository_id"
  limit +?;

-- search.tags_all (after, afterId, after, before, limit)
select "t"."name" as "tag", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."digest"
  from "tags" as "t"
  inner join "repositories" as "r" on "r"."id" = "t"."repository_id"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where ("t"."name", "t"."repository_id") > (+?, +?)
  and "t"."name" >= +?
  and "t"."name" < +?
  and "r"."deleted_at" is null
  and 1 = 1
  order by "t"."name", "t"."repository_id"
  limit +?;

-- search.tags_few (ids, after, before, after, afterId, limit, limit)
select inside.name as tag, r.id as "repositoryId", r.name as repository, m.digest
         
  from (select cast(value as bigint) as id
  from json_each(+?) as value) as outside cross join "tags" as inside on inside."name" in (select t.name
  from tags t
     
  where t.repository_id = outside.id
  and t.name >= +?
  and t.name < +?
       
  and (t.name > +? or t.repository_id > +?)
     
  order by t.name
  limit +?)
  and inside."repository_id" = outside.id
  inner join repositories r on r.id = inside.repository_id
  inner join manifests m on m.id = inside.manifest_id
         
  where r.deleted_at is null
  order by inside.name, r.id
  limit +?;

-- search.tags_readable (after, afterId, after, before, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "t"."name" as "tag", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."digest"
  from "tags" as "t"
  inner join "repositories" as "r" on "r"."id" = "t"."repository_id"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where ("t"."name", "t"."repository_id") > (+?, +?)
  and "t"."name" >= +?
  and "t"."name" < +?
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select +? as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = +?
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = +?
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and +? > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = +?
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = +?
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = +?
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = +?
        union all select g.repository_id
  from grants g
  where g.robot_id = +?))
   
  and (+? = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = +?)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = +?)))
  order by "t"."name", "t"."repository_id"
  limit +?;

-- search.users_all (after, before, limit)
select "username", "display_name" as "displayName"
  from "users"
  where "username" > +?
  and "username" < +?
  and "disabled_at" is null
  order by "username"
  limit +?;

-- search.users_visible (after, before, userId, userId, limit)
select "username", "display_name" as "displayName"
  from "users"
  where "username" > +?
  and "username" < +?
  and "disabled_at" is null
  and users.id in (select +? union all
        select theirs.user_id
  from members mine join members theirs on theirs.namespace_id = mine.namespace_id
  where mine.user_id = +?)
  order by "username"
  limit +?;

-- sessions.authenticated (now, id)
update "sessions"
  set "authenticated_at" = +?
  where "id" = +?;

-- sessions.delete_ended (userId, before, before)
delete
  from "sessions"
  where "user_id" = +?
  and ("revoked_at" < +? or "expires_at" < +?);

-- sessions.find_by_hash (secretHash)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "secret_hash" = +?;

-- sessions.find_by_id (id)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "id" = +?;

-- sessions.insert (userId, kind, secretHash, now, now, expiresAt, authenticatedAt, address, userAgent, provider, providerSession)
insert into "sessions" ("user_id", "kind", "secret_hash", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "provider_session")
  values (+?, +?, +?, +?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- sessions.list_of_user (userId, after, now, limit)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "user_id" = +?
  and "id" > +?
  and "revoked_at" is null
  and "expires_at" > +?
  order by "id"
  limit +?;

-- sessions.revoke (now, id)
update "sessions"
  set "revoked_at" = +?
  where "id" = +?
  and "revoked_at" is null;

-- sessions.revoke_of_provider (now, provider, providerSession)
update "sessions"
  set "revoked_at" = +?
  where "provider" = +?
  and "provider_session" = +?
  and "revoked_at" is null;

-- sessions.revoke_of_user (now, userId, except)
update "sessions"
  set "revoked_at" = +?
  where "user_id" = +?
  and "id" <> +?
  and "revoked_at" is null;

-- sessions.revoke_unused (now, userId, kind, 1000, kept)
update "sessions"
  set "revoked_at" = +?
  where "id" in (select "id"
  from "sessions"
  where "user_id" = +?
  and "kind" = +?
  and "revoked_at" is null
  order by "last_seen_at" desc, "id" desc
  limit +? offset +?);

-- sessions.seen (now, expiresAt, id)
update "sessions"
  set "last_seen_at" = +?, "expires_at" = +?
  where "id" = +?
  and "revoked_at" is null;

-- signing_keys.insert (id, algorithm, privateJwk, now, activatesAt)
insert into "signing_keys" ("id", "algorithm", "private_jwk", "created_at", "activates_at")
  values (+?, +?, +?, +?, +?);

-- signing_keys.list (retiredAfter)
select "id", "algorithm", "private_jwk", "activates_at", "retired_at"
  from "signing_keys"
  where ("retired_at" is null or "retired_at" > +?)
  order by "activates_at" desc, "created_at" desc;

-- signing_keys.retire_others (retiredAt, id, retiredAt)
update "signing_keys"
  set "retired_at" = +?
  where "id" <> +?
  and ("retired_at" is null or "retired_at" > +?);

-- storage.blob_keys_among (keys)
select "storage_key"
  from "blobs"
  where "storage_key" in (select value
  from json_each(+?) as value);

-- storage.blobs (after, limit)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" > +?
  order by "digest"
  limit +?;

-- storage.sums
select (select coalesce(sum(logical_bytes), 0)
  from namespace_usage) as "logicalBytes", (select coalesce(sum(size_bytes), 0)
  from manifests) as "manifestBytes", (select count(*)
  from blobs) as "blobs", (select coalesce(sum(size_bytes), 0)
  from blobs) as "blobBytes", (select coalesce(sum(offset_bytes), 0)
  from upload_sessions
  where finished_digest is null) as "uploadBytes", (select coalesce(sum(found_bytes), 0)
  from quarantine
  where healed_at is not null) as "keptAsideBytes";

-- storage.uploads_among (ids)
select "id"
  from "upload_sessions"
  where "id" in (select value
  from json_each(+?) as value);

-- storage_counts.find (name)
select "keys", "bytes", "counted_at" as "countedAt"
  from "storage_counts"
  where "name" = +?;

-- storage_counts.put (name, keys, bytes, now, keys, bytes, now)
insert into "storage_counts" ("name", "keys", "bytes", "counted_at")
  values (+?, +?, +?, +?)
  on conflict ("name")
  do update
  set "keys" = +?, "bytes" = +?, "counted_at" = +?;

-- tag_history.insert (repositoryId, tag, digest, previous, now, actor)
insert into "tag_history" ("repository_id", "tag", "digest", "previous_digest", "changed_at", "changed_by")
  values (+?, +?, +?, +?, +?, +?);

-- tag_history.insert_deletions (digest, now, actor, manifestId)
insert into "tag_history" ("repository_id", "tag", "previous_digest", "changed_at", "changed_by") select "repository_id", "name", +? as "previous_digest", +? as "changed_at", +? as "changed_by"
  from "tags"
  where "manifest_id" = +?;

-- tag_history.list (repositoryId, tag, before, limit)
select "id", "digest", "previous_digest" as "previousDigest", "changed_at" as "changedAt", "changed_by" as "changedBy"
  from "tag_history"
  where "repository_id" = +?
  and "tag" = +?
  and "id" < +?
  order by "id" desc
  limit +?;

-- tag_history.list_of_repository (repositoryId, before, limit)
select "id", "tag", "digest", "previous_digest" as "previousDigest", "changed_at" as "changedAt", "changed_by" as "changedBy"
  from "tag_history"
  where "repository_id" = +?
  and "id" < +?
  order by "id" desc
  limit +?;

-- tag_history.purge (repositoryId, repositoryId, limit)
delete
  from "tag_history"
  where "repository_id" = +?
       
  and "id" in (select "id"
  from "tag_history"
  where "repository_id" = +?
  limit +?);

-- tag_rules.delete (id)
delete
  from "tag_rules"
  where "id" = +?;

-- tag_rules.find (id)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "id" = +?;

-- tag_rules.insert (namespaceId, repositoryId, patterns, createdBy, now)
insert into "tag_rules" ("namespace_id", "repository_id", "patterns", "created_by", "created_at")
  values (+?, +?, +?, +?, +?)
  returning "id";

-- tag_rules.list_of_namespace (namespaceId)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "namespace_id" = +?
  order by "id";

-- tag_rules.list_of_repository (repositoryId)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "repository_id" = +?
  order by "id";

-- tags.by_name_asc (repositoryId, from, before, limit)
select "name", "name" as "value"
  from "tags"
  where "repository_id" = +?
  and "name" >= +?
  and "name" < +?
  order by "name" asc
  limit +?;

-- tags.by_name_desc (repositoryId, from, before, limit)
select "name", "name" as "value"
  from "tags"
  where "repository_id" = +?
  and "name" >= +?
  and "name" < +?
  order by "name" desc
  limit +?;

-- tags.by_size_bytes_asc (repositoryId, value, after, until, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = +?
  and ("size_bytes", name) > (+?, +?)
  and "size_bytes" <= +?
  and "name" >= +?
  and "name" < +?
  order by "size_bytes" asc, "name" asc
  limit +?;

-- tags.by_size_bytes_desc (repositoryId, value, after, until, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = +?
  and ("size_bytes", name) < (+?, +?)
  and "size_bytes" >= +?
  and "name" >= +?
  and "name" < +?
  order by "size_bytes" desc, "name" desc
  limit +?;

-- tags.by_updated_at_asc (repositoryId, value, after, until, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = +?
  and ("updated_at", name) > (+?, +?)
  and "updated_at" <= +?
  and "name" >= +?
  and "name" < +?
  order by "updated_at" asc, "name" asc
  limit +?;

-- tags.by_updated_at_desc (repositoryId, value, after, until, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = +?
  and ("updated_at", name) < (+?, +?)
  and "updated_at" >= +?
  and "name" >= +?
  and "name" < +?
  order by "updated_at" desc, "name" desc
  limit +?;

-- tags.by_version_key_asc (repositoryId, value, after, until, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = +?
  and ("version_key", name) > (+?, +?)
  and "version_key" <= +?
  and "name" >= +?
  and "name" < +?
  order by "version_key" asc, "name" asc
  limit +?;

-- tags.by_version_key_desc (repositoryId, value, after, until, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = +?
  and ("version_key", name) < (+?, +?)
  and "version_key" >= +?
  and "name" >= +?
  and "name" < +?
  order by "version_key" desc, "name" desc
  limit +?;

-- tags.delete (repositoryId, tag)
delete
  from "tags"
  where "repository_id" = +?
  and "name" = +?;

-- tags.delete_of_manifest (manifestId)
delete
  from "tags"
  where "manifest_id" = +?;

-- tags.few_with_size_bytes (repositoryId, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = +?
  and "name" >= +?
  and "name" < +?
  order by "name"
  limit +?;

-- tags.few_with_updated_at (repositoryId, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = +?
  and "name" >= +?
  and "name" < +?
  order by "name"
  limit +?;

-- tags.few_with_version_key (repositoryId, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = +?
  and "name" >= +?
  and "name" < +?
  order by "name"
  limit +?;

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

-- tags.list_of_manifest (manifestId, limit)
select "name"
  from "tags"
  where "manifest_id" = +?
  limit +?;

-- tags.listings (repositoryId, names)
select "t"."name", "m"."digest", "m"."media_type" as "mediaType", "m"."artifact_type" as "artifactType", "t"."size_bytes" as "sizeBytes", "t"."updated_at" as "updatedAt"
  from "tags" as "t"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where "t"."repository_id" = +?
  and "t"."name" in (select value
  from json_each(+?) as value);

-- tags.mark_pulled (now, manifestId, names)
update "tags"
  set "last_pulled_at" = +?
  where "repository_id" = (select "repository_id"
  from "manifests"
  where "id" = +?)
  and "name" in (select value
  from json_each(+?) as value);

-- tags.page_of_manifest (manifestId, after, limit)
select "name"
  from "tags"
  where "manifest_id" = +?
  and "name" > +?
  order by "name"
  limit +?;

-- tags.point (repositoryId, tag, manifestId, now, versionKey, manifestId)
insert into "tags" ("repository_id", "name", "manifest_id", "updated_at", "version_key", "size_bytes")
  values (+?, +?, +?, +?, +?, (select "total_bytes"
  from "manifests"
  where "id" = +?))
  on conflict ("repository_id", "name")
  do update
  set "manifest_id" = "excluded"."manifest_id", "size_bytes" = "excluded"."size_bytes", "updated_at" = "excluded"."updated_at";

-- tags.purge (repositoryId, repositoryId, limit)
delete
  from "tags"
  where "repository_id" = +?
       
  and "name" in (select "name"
  from "tags"
  where "repository_id" = +?
  limit +?);

-- tags.set_version_key (versionKey, tag)
update "tags"
  set "version_key" = +?
  where "name" = +?
  and "version_key" is null;

-- tags.state (repositoryId, tag)
select "tags"."name", "tags"."manifest_id", "manifests"."digest", "tags"."updated_at", "tags"."last_pulled_at", "tags"."version_key"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = +?
  and "tags"."name" = +?;

-- tags.states (repositoryId, after, limit)
select "tags"."name", "tags"."manifest_id", "manifests"."digest", "tags"."updated_at", "tags"."last_pulled_at", "tags"."version_key"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = +?
  and "tags"."name" > +?
  order by "tags"."name"
  limit +?;

-- tags.unsorted (limit)
select distinct "name"
  from "tags"
  where "version_key" is null
  limit +?;

-- team_members.delete (teamId, userId)
delete
  from "team_members"
  where "team_id" = +?
  and "user_id" = +?;

-- team_members.delete_of_namespace (userId, namespaceId)
delete
  from "team_members"
  where "user_id" = +?
  and "team_id" in (select "id"
  from "teams"
  where "namespace_id" = +?);

-- team_members.insert (teamId, userId, source, now)
insert into "team_members" ("team_id", "user_id", "source", "created_at")
  values (+?, +?, +?, +?)
  on conflict do nothing;

-- team_members.list (teamId, after, limit)
select "users"."id" as "userId", "users"."username", "users"."display_name" as "displayName", "team_members"."source", "team_members"."created_at" as "createdAt"
  from "team_members"
  inner join "users" on "users"."id" = "team_members"."user_id"
  where "team_members"."team_id" = +?
  and "users"."username" > +?
  order by "users"."username"
  limit +?;

-- teams.count (namespaceId)
select count(*) as "teams"
  from "teams"
  where "namespace_id" = +?;

-- teams.delete (id)
delete
  from "teams"
  where "id" = +?;

-- teams.find (namespaceId, name)
select "id", "namespace_id", "name", "description", "external_group", "created_at", "version"
  from "teams"
  where "namespace_id" = +?
  and "name" = +?;

-- teams.insert (namespaceId, name, description, externalGroup, now)
insert into "teams" ("namespace_id", "name", "description", "external_group", "created_at")
  values (+?, +?, +?, +?, +?)
  on conflict do nothing
  returning "id";

-- teams.list (namespaceId, after, limit)
select "id", "namespace_id", "name", "description", "external_group", "created_at", "version"
  from "teams"
  where "namespace_id" = +?
  and "name" > +?
  order by "name"
  limit +?;

-- teams.list_of_groups (groups)
select "teams"."id", "teams"."namespace_id", "teams"."name", "teams"."description", "teams"."external_group", "teams"."created_at", "teams"."version"
  from "teams"
  inner join json_each(+?) as "value" on "value"."value" = "teams"."external_group";

-- teams.list_synced_of_user (userId, "group")
select "teams"."id", "teams"."namespace_id", "teams"."name", "teams"."description", "teams"."external_group", "teams"."created_at", "teams"."version"
  from "team_members"
  inner join "teams" on "teams"."id" = "team_members"."team_id"
  where "team_members"."user_id" = +?
  and "team_members"."source" = +?;

-- teams.update (description, externalGroup, 1, id, version)
update "teams"
  set "description" = +?, "external_group" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- token_limits.delete_of_repository (repositoryId)
delete
  from "token_limits"
  where "repository_id" = +?;

-- token_limits.insert (tokenId, namespaceId, repositoryId)
insert into "token_limits" ("token_id", "namespace_id", "repository_id")
  values (+?, +?, +?);

-- token_limits.list (id)
select "namespaces"."name" as "namespace", "repositories"."name" as "repository"
  from "token_limits"
  left join "namespaces" on "namespaces"."id" = "token_limits"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "repositories" on "repositories"."id" = "token_limits"."repository_id"
  and "repositories"."deleted_at" is null
  where "token_limits"."token_id" = +?
  order by "token_limits"."id";

-- tokens.find_by_hash (secretHash)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "secret_hash" = +?;

-- tokens.find_by_id (id)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "id" = +?;

-- tokens.insert (userId, robotId, name, secretHash, scopes, isLimited, now, expiresAt)
insert into "tokens" ("user_id", "robot_id", "name", "secret_hash", "scopes", "is_limited", "created_at", "expires_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- tokens.list_of_robot (robotId, after, limit)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "robot_id" = +?
  and "id" > +?
  and "revoked_at" is null
  order by "id"
  limit +?;

-- tokens.list_of_user (userId, after, limit)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "user_id" = +?
  and "id" > +?
  and "revoked_at" is null
  order by "id"
  limit +?;

-- tokens.reaches_limit (userId, robotId, 1, limit)
select "id"
  from "tokens"
  where ("user_id" = +? or "robot_id" = +?)
  and "revoked_at" is null
  limit +? offset +?;

-- tokens.revoke (now, id)
update "tokens"
  set "revoked_at" = +?
  where "id" = +?
  and "revoked_at" is null;

-- tokens.touch (now, address, id)
update "tokens"
  set "last_used_at" = +?, "last_used_from" = +?
  where "id" = +?;

-- trash.content (id)
select "content"
  from "trash"
  where "id" = +?;

-- trash.delete (id)
delete
  from "trash"
  where "id" = +?;

-- trash.expire_of_repository (now, repositoryId, now)
update "trash"
  set "expires_at" = +?
  where "repository_id" = +?
  and "expires_at" > +?;

-- trash.expired (now, expiresAt, id, limit)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "expires_at" <= +?
  and ("expires_at", "id") > (+?, +?)
  order by "expires_at", "id"
  limit +?;

-- trash.find (id)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "id" = +?;

-- trash.find_keepers (repositoryId, digest)
select "trash"."id", "trash"."repository_id", "trash"."kind", "trash"."tag", "trash"."digest", "trash"."media_type", "trash"."size_bytes", "trash"."tag_count", "trash"."pushed_by", "trash"."reason", "trash"."deleted_by", "trash"."deleted_at", "trash"."expires_at"
  from "trash_references" as "kept"
  inner join "trash" on "trash"."id" = "kept"."trash_id"
  where "kept"."repository_id" = +?
  and "kept"."subject" = 'manifest'
  and "kept"."digest" = +?;

-- trash.find_manifests (repositoryId, digests, "manifest")
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = +?
  and "digest" in (select value
  from json_each(+?) as value)
  and "kind" = +?;

-- trash.find_referrers (repositoryId, subject)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = +?
  and "subject_digest" = +?
  order by "id";

-- trash.insert_manifest ("manifest", reason, actor, now, expiresAt, manifestId)
insert into "trash" ("repository_id", "kind", "tag", "digest", "media_type", "subject_digest", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at", "content") select "repository_id", +? as "kind", null as "tag", "digest", "media_type", "subject_digest", "size_bytes", (select count(*) as "tags"
  from "tags"
  where "tags"."manifest_id" = "manifests"."id") as "tag_count", "pushed_by", +? as "reason", +? as "deleted_by", +? as "deleted_at", +? as "expires_at", "content"
  from "manifests"
  where "id" = +?
  returning "id";

-- trash.insert_tag ("tag", tag, reason, actor, now, expiresAt, manifestId)
insert into "trash" ("repository_id", "kind", "tag", "digest", "media_type", "subject_digest", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at", "content") select "repository_id", +? as "kind", +? as "tag", "digest", "media_type", null as "subject_digest", "size_bytes", 0 as "tag_count", "pushed_by", +? as "reason", +? as "deleted_by", +? as "deleted_at", +? as "expires_at", null as "content"
  from "manifests"
  where "id" = +?
  returning "id", "repository_id", "digest";

-- trash.list (repositoryId, before, limit)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = +?
  and "id" < +?
  order by "id" desc
  limit +?;

-- trash.purge (repositoryId, repositoryId, limit)
delete
  from "trash"
  where "repository_id" = +?
       
  and "id" in (select "id"
  from "trash"
  where "repository_id" = +?
  limit +?);

-- trash.total (repositoryId)
select count(*) as "entries"
  from "trash"
  where "repository_id" = +?;

-- trash_references.find (repositoryId, subject, digest, 1)
select "trash_id"
  from "trash_references"
  where "repository_id" = +?
  and "subject" = +?
  and "digest" = +?
  limit +?;

-- trash_references.insert (id, repositoryId, "manifest", digest)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest")
  values (+?, +?, +?, +?);

-- trash_references.insert_blobs (id, "blob", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select +? as "trash_id", "repository_id", +? as "subject", "digest"
  from "manifest_blobs"
  where "manifest_id" = +?;

-- trash_references.insert_children (id, "manifest", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select +? as "trash_id", "repository_id", +? as "subject", "digest"
  from "manifest_children"
  where "manifest_id" = +?;

-- trash_references.insert_referrers (id, "manifest", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select +? as "trash_id", "referrer"."repository_id", +? as "subject", "referrer"."digest"
  from "manifests" as "subject"
  inner join "manifests" as "referrer" on "referrer"."repository_id" = "subject"."repository_id"
  and "referrer"."subject_digest" = "subject"."digest"
  where "subject"."id" = +?
  on conflict do nothing;

-- trash_references.list_manifests (id, "manifest")
select "digest"
  from "trash_references"
  where "trash_id" = +?
  and "subject" = +?;

-- trash_tags.insert_of_manifest (id, manifestId)
insert into "trash_tags" ("trash_id", "name") select +? as "trash_id", "name"
  from "tags"
  where "manifest_id" = +?;

-- trash_tags.list (id, after, limit)
select "name"
  from "trash_tags"
  where "trash_id" = +?
  and "name" > +?
  order by "name"
  limit +?;

-- trust_rules.delete (id)
delete
  from "trust_rules"
  where "id" = +?;

-- trust_rules.find_by_id (id)
select "id", "robot_id", "name", "preset", "issuer", "audience", "claims", "created_at", "created_by", "last_used_at", "version"
  from "trust_rules"
  where "id" = +?;

-- trust_rules.insert (robotId, name, preset, issuer, audience, claims, createdBy, now)
insert into "trust_rules" ("robot_id", "name", "preset", "issuer", "audience", "claims", "created_by", "created_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- trust_rules.list_of_issuer (namespaceId, issuer, limit)
select "trust_rules"."id", "trust_rules"."robot_id", "trust_rules"."name", "trust_rules"."preset", "trust_rules"."issuer", "trust_rules"."audience", "trust_rules"."claims", "trust_rules"."created_at", "trust_rules"."created_by", "trust_rules"."last_used_at", "trust_rules"."version"
  from "robots"
  inner join "trust_rules" on "trust_rules"."robot_id" = "robots"."id"
  where "robots"."namespace_id" = +?
  and "robots"."disabled_at" is null
  and "trust_rules"."issuer" = +?
  order by "robots"."name", "trust_rules"."id"
  limit +?;

-- trust_rules.list_of_namespace (namespaceId, limit)
select "trust_rules"."id", "trust_rules"."robot_id", "trust_rules"."name", "trust_rules"."preset", "trust_rules"."issuer", "trust_rules"."audience", "trust_rules"."claims", "trust_rules"."created_at", "trust_rules"."created_by", "trust_rules"."last_used_at", "trust_rules"."version", "robots"."name" as "robot", "namespaces"."name" as "namespace"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  inner join "trust_rules" on "trust_rules"."robot_id" = "robots"."id"
  where "robots"."namespace_id" = +?
  order by "robots"."name", "trust_rules"."id"
  limit +?;

-- trust_rules.list_of_robot (robotId, after, limit)
select "id", "robot_id", "name", "preset", "issuer", "audience", "claims", "created_at", "created_by", "last_used_at", "version"
  from "trust_rules"
  where "robot_id" = +?
  and "id" > +?
  order by "id"
  limit +?;

-- trust_rules.touch (now, id)
update "trust_rules"
  set "last_used_at" = +?
  where "id" = +?;

-- trust_rules.update (name, issuer, audience, claims, 1, id, version)
update "trust_rules"
  set "name" = +?, "issuer" = +?, "audience" = +?, "claims" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- upload_parts.delete (id)
delete
  from "upload_parts"
  where "upload_id" = +?;

-- upload_parts.insert (id, number, etag, sizeBytes)
insert into "upload_parts" ("upload_id", "number", "etag", "size_bytes")
  values (+?, +?, +?, +?);

-- upload_parts.list (id)
select "number", "etag", "size_bytes" as "sizeBytes"
  from "upload_parts"
  where "upload_id" = +?
  order by "number";

-- upload_sessions.advance (to, digestSoFar, state, now, null, null, id, from, writer, writer)
update "upload_sessions"
  set "offset_bytes" = +?, "digest_so_far" = +?, "storage_state" = +?, "touched_at" = +?, "writer" = +?, "writer_until" = +?
  where "id" = +?
  and "offset_bytes" = +?
  and "finished_digest" is null
  and (cast(+? as text) is null or writer = +?);

-- upload_sessions.count_idle (before)
select count(*) as "sessions"
  from "upload_sessions"
  where "touched_at" < +?;

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

-- upload_sessions.drop_writer (null, null, id, writer)
update "upload_sessions"
  set "writer" = +?, "writer_until" = +?
  where "id" = +?
  and "writer" = +?;

-- upload_sessions.find (id)
select "id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest", "storage_state"
  from "upload_sessions"
  where "id" = +?;

-- upload_sessions.find_writer (id)
select "writer"
  from "upload_sessions"
  where "id" = +?;

-- upload_sessions.finish (digest, null, now, null, null, id, writer, writer)
update "upload_sessions"
  set "finished_digest" = +?, "storage_state" = +?, "touched_at" = +?, "writer" = +?, "writer_until" = +?
  where "id" = +?
  and "finished_digest" is null
  and (cast(+? as text) is null or writer = +?);

-- upload_sessions.idle_since (before, limit)
select "id"
  from "upload_sessions"
  where "touched_at" < +?
  order by "touched_at"
  limit +?;

-- upload_sessions.insert (id, repository, actor, algorithm, 0, now, now)
insert into "upload_sessions" ("id", "repository", "started_by", "algorithm", "offset_bytes", "started_at", "touched_at")
  values (+?, +?, +?, +?, +?, +?, +?);

-- upload_sessions.keep_writer (until, now, id, writer)
update "upload_sessions"
  set "writer_until" = +?, "touched_at" = +?
  where "id" = +?
  and "writer" = +?;

-- upload_sessions.move (to, from)
update "upload_sessions"
  set "repository" = +?
  where "repository" = +?;

-- upload_sessions.move_of_namespace (to, from, first, end)
update "upload_sessions"
  set "repository" = cast(+? as text) || substr("repository", length(cast(+? as text)) + 1)
  where "repository" >= +?
  and "repository" < +?;

-- upload_sessions.take_free (writer, until, now, id)
update "upload_sessions"
  set "writer" = +?, "writer_until" = +?, "touched_at" = +?
  where "id" = +?
  and "writer" is null;

-- upload_sessions.take_over (writer, until, now, id, now)
update "upload_sessions"
  set "writer" = +?, "writer_until" = +?, "touched_at" = +?
  where "id" = +?
  and "writer_until" <= +?;

-- upload_sessions.touch (now, id)
update "upload_sessions"
  set "touched_at" = +?
  where "id" = +?;

-- usage_counters.add (manifests, tags, blobs, blobBytes, repositoryId)
update "usage_counters"
  set "manifests" = "manifests" + +?, "tags" = "tags" + +?, "blobs" = "blobs" + +?, "blob_bytes" = "blob_bytes" + +?
  where "repository_id" = +?;

-- usage_counters.delete (repositoryId)
delete
  from "usage_counters"
  where "repository_id" = +?;

-- usage_counters.find (repositoryId)
select "manifests", "tags", "blobs", "blob_bytes" as "blobBytes"
  from "usage_counters"
  where "repository_id" = +?;

-- usage_counters.recount (repositoryId)
insert into "usage_counters" ("repository_id", "manifests", "tags", "blobs", "blob_bytes") select "r"."id", (select count(*)
  from manifests m
  where m.repository_id = r.id) as "manifests", (select count(*)
  from tags t
  where t.repository_id = r.id) as "tags", (select count(*)
  from repository_blobs rb
  where rb.repository_id = r.id) as "blobs", (select coalesce(sum(b.size_bytes), 0)
  from repository_blobs rb join blobs b on b.digest = rb.digest
  where rb.repository_id = r.id) as "blob_bytes"
  from "repositories" as "r"
  where "r"."id" = +?
  on conflict ("repository_id")
  do update
  set "manifests" = "excluded"."manifests", "tags" = "excluded"."tags", "blobs" = "excluded"."blobs", "blob_bytes" = "excluded"."blob_bytes";

-- users.any (1)
select "id"
  from "users"
  limit +?;

-- users.count_admins (1)
select count(*) as "admins"
  from "users"
  where "is_admin" = +?
  and "disabled_at" is null;

-- users.delete (id)
delete
  from "users"
  where "id" = +?;

-- users.find (username)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "username" = +?;

-- users.find_by_email (email)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "email" = +?;

-- users.find_by_id (id)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "id" = +?;

-- users.find_solely_owned (userId, "owner", userId, "owner", 1)
select "namespaces"."name"
  from "members"
  inner join "namespaces" on "namespaces"."id" = "members"."namespace_id"
  where "members"."user_id" = +?
  and "members"."role" = +?
  and "namespaces"."deleted_at" is null
  and not exists (select "other"."user_id"
  from "members" as "other"
  inner join "users" on "users"."id" = "other"."user_id"
  where "other"."namespace_id" = "members"."namespace_id"
  and "other"."user_id" <> +?
  and "other"."role" = +?
  and "users"."disabled_at" is null)
  limit +?;

-- users.has_repositories (namespaceId, 1)
select "id"
  from "repositories"
  where "namespace_id" = +?
  and "deleted_at" is null
  limit +?;

-- users.insert (namespaceId, username, passwordHash, isAdmin, displayName, email, emailVerifiedAt, now)
insert into "users" ("namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "created_at")
  values (+?, +?, +?, +?, +?, +?, +?, +?)
  returning "id";

-- users.list
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  order by "username";

-- users.page (after, limit)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "username" > +?
  order by "username"
  limit +?;

-- users.release_email (null, 1, email, exceptId)
update "users"
  set "email" = +?, "version" = "version" + +?
  where "email" = +?
  and "email_verified_at" is null
  and "id" <> +?;

-- users.set_disabled (disabledAt, 1, 1, username)
update "users"
  set "disabled_at" = +?, "epoch" = "epoch" + +?, "version" = "version" + +?
  where "username" = +?;

-- users.set_password (passwordHash, 1, 1, username)
update "users"
  set "password_hash" = +?, "epoch" = "epoch" + +?, "version" = "version" + +?
  where "username" = +?;

-- users.set_profile (displayName, email, emailVerifiedAt, isAdmin, 1, id, version)
update "users"
  set "display_name" = +?, "email" = +?, "email_verified_at" = +?, "is_admin" = +?, "version" = "version" + +?
  where "id" = +?
  and "version" = +?;

-- users.set_totp (secret, confirmedAt, step, ended, 1, id)
update "users"
  set "totp_secret" = +?, "totp_confirmed_at" = +?, "totp_step" = +?, "epoch" = "epoch" + +?, "version" = "version" + +?
  where "id" = +?;

-- users.shares_organization (userId, otherId, 1)
select "mine"."namespace_id"
  from "members" as "mine"
  inner join "members" as "theirs" on "theirs"."namespace_id" = "mine"."namespace_id"
  inner join "namespaces" on "namespaces"."id" = "mine"."namespace_id"
  where "mine"."user_id" = +?
  and "theirs"."user_id" = +?
  and "namespaces"."deleted_at" is null
  limit +?;

-- users.use_totp_step (step, id, step)
update "users"
  set "totp_step" = +?
  where "id" = +?
  and "totp_step" < +?;
