-- Written by `npm run generate` from the statements in src/metadata: change them there.

-- access.facts (userId, userId, userId, robotId, robotId, tokenId, repository, now, namespace, repository, userId)
select "n"."id" as "namespaceId", "n"."kind" as "namespaceKind", "n"."default_permission" as "defaultLevel", "n"."members_can_create" as "membersCanCreate", "r"."id" as "repositoryId", "r"."visibility", "m"."role", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."user_id" = $1
  and "g"."repository_id" = "r"."id") as "userLevel", (select max("g"."level") as "level"
  from "team_members" as "tm"
  inner join "grants" as "g" on "g"."team_id" = "tm"."team_id"
  where "tm"."user_id" = $2
  and "g"."repository_id" = "r"."id") as "teamLevel", (select max("g"."level") as "level"
  from "team_members" as "tm"
  inner join "grants" as "g" on "g"."team_id" = "tm"."team_id"
  where "tm"."user_id" = $3
  and g.namespace_id + 0 = "n"."id"
  and "g"."repository_id" is null) as "teamWideLevel", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."robot_id" = $4
  and "g"."repository_id" = "r"."id") as "robotLevel", (select max("g"."level") as "level"
  from "grants" as "g"
  where "g"."robot_id" = $5
  and g.namespace_id + 0 = "n"."id"
  and "g"."repository_id" is null) as "robotWideLevel", (select max("l"."id") as "id"
  from "token_limits" as "l"
  where "l"."token_id" = $6
  and ("l"."namespace_id" = "n"."id" or "l"."repository_id" = "r"."id")) as "limitId", (select "moved"."name"
  from "repository_redirects" as "d"
  inner join "repositories" as "moved" on "moved"."id" = "d"."repository_id"
  where "d"."name" = $7
  and "d"."expires_at" > $8
  and "moved"."deleted_at" is null) as "movedTo"
  from (select 1 as one) as "always"
  left join "namespaces" as "n" on "n"."name" = $9
  left join "repositories" as "r" on "r"."name" = $10
  and "r"."namespace_id" = "n"."id"
  left join "members" as "m" on "m"."namespace_id" = "n"."id"
  and "m"."user_id" = $11;

-- audit_log.insert (now, actorKind, actorId, actor, credential, tokenId, federationSubject, address, requestId, action, outcome, attempts, namespaceId, repositoryId, target, before, after)
insert into "audit_log" ("occurred_at", "actor_kind", "actor_id", "actor", "credential", "token_id", "federation_subject", "address", "request_id", "action", "outcome", "attempts", "namespace_id", "repository_id", "target", "before", "after")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- audit_log.list_by_actor (after, before, actor, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > $1
  and "id" < $2
  and actor = $3
  and (cast($4 as bigint) is null or namespace_id = $5)
  and (cast($6 as bigint) is null or repository_id = $7)
  and (cast($8 as bigint) is null or actor_id = $9)
  and (cast($10 as text) is null or actor = $11)
  and (cast($12 as text) is null or actor_kind = $13)
  and (cast($14 as bigint) is null or token_id = $15)
  and (cast($16 as text) is null or federation_subject = $17)
  and (cast($18 as text) is null or address = $19)
  and (cast($20 as text) is null or request_id = $21)
  and (cast($22 as text) is null or (action >= $23
  and action < $24))
  and (cast($25 as text) is null or outcome = $26)
  and (cast($27 as text) is null or target = $28)
  and (cast($29 as bigint) is null or occurred_at >= $30)
  and (cast($31 as bigint) is null or occurred_at < $32)
  order by "id" desc
  limit $33;

-- audit_log.list_by_namespace (after, before, namespaceId, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > $1
  and "id" < $2
  and namespace_id = $3
  and (cast($4 as bigint) is null or namespace_id = $5)
  and (cast($6 as bigint) is null or repository_id = $7)
  and (cast($8 as bigint) is null or actor_id = $9)
  and (cast($10 as text) is null or actor = $11)
  and (cast($12 as text) is null or actor_kind = $13)
  and (cast($14 as bigint) is null or token_id = $15)
  and (cast($16 as text) is null or federation_subject = $17)
  and (cast($18 as text) is null or address = $19)
  and (cast($20 as text) is null or request_id = $21)
  and (cast($22 as text) is null or (action >= $23
  and action < $24))
  and (cast($25 as text) is null or outcome = $26)
  and (cast($27 as text) is null or target = $28)
  and (cast($29 as bigint) is null or occurred_at >= $30)
  and (cast($31 as bigint) is null or occurred_at < $32)
  order by "id" desc
  limit $33;

-- audit_log.list_by_nothing (after, before, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > $1
  and "id" < $2
  and 1 = 1
  and (cast($3 as bigint) is null or namespace_id = $4)
  and (cast($5 as bigint) is null or repository_id = $6)
  and (cast($7 as bigint) is null or actor_id = $8)
  and (cast($9 as text) is null or actor = $10)
  and (cast($11 as text) is null or actor_kind = $12)
  and (cast($13 as bigint) is null or token_id = $14)
  and (cast($15 as text) is null or federation_subject = $16)
  and (cast($17 as text) is null or address = $18)
  and (cast($19 as text) is null or request_id = $20)
  and (cast($21 as text) is null or (action >= $22
  and action < $23))
  and (cast($24 as text) is null or outcome = $25)
  and (cast($26 as text) is null or target = $27)
  and (cast($28 as bigint) is null or occurred_at >= $29)
  and (cast($30 as bigint) is null or occurred_at < $31)
  order by "id" desc
  limit $32;

-- audit_log.list_by_repository (after, before, repositoryId, namespaceId, namespaceId, repositoryId, repositoryId, actorId, actorId, actor, actor, actorKind, actorKind, tokenId, tokenId, federationSubject, federationSubject, address, address, requestId, requestId, actionFrom, actionFrom, actionTo, outcome, outcome, target, target, since, since, until, until, limit)
select *
  from "audit_log"
  where "id" > $1
  and "id" < $2
  and repository_id = $3
  and (cast($4 as bigint) is null or namespace_id = $5)
  and (cast($6 as bigint) is null or repository_id = $7)
  and (cast($8 as bigint) is null or actor_id = $9)
  and (cast($10 as text) is null or actor = $11)
  and (cast($12 as text) is null or actor_kind = $13)
  and (cast($14 as bigint) is null or token_id = $15)
  and (cast($16 as text) is null or federation_subject = $17)
  and (cast($18 as text) is null or address = $19)
  and (cast($20 as text) is null or request_id = $21)
  and (cast($22 as text) is null or (action >= $23
  and action < $24))
  and (cast($25 as text) is null or outcome = $26)
  and (cast($27 as text) is null or target = $28)
  and (cast($29 as bigint) is null or occurred_at >= $30)
  and (cast($31 as bigint) is null or occurred_at < $32)
  order by "id" desc
  limit $33;

-- audit_log.newest
select max("id") as "id"
  from "audit_log";

-- blobs.delete (digest)
delete
  from "blobs"
  where "digest" = $1;

-- blobs.exists_anywhere (digest, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" as "r" on "r"."id" = "repository_blobs"."repository_id"
  where "repository_blobs"."digest" = $1
  and "r"."deleted_at" is null
  limit $2;

-- blobs.exists_readable (digest, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, 1)
select "repository_blobs"."digest"
  from "repository_blobs"
  inner join "repositories" as "r" on "r"."id" = "repository_blobs"."repository_id"
  where "repository_blobs"."digest" = $1
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select $2 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $3
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $4
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $5
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $6 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $7
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $8
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = $9
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $10
        union all select g.repository_id
  from grants g
  where g.robot_id = $11))
   
  and ($12 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $13)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $14)))
  limit $15;

-- blobs.find (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes"
  from "blobs"
  where "digest" = $1
  and "quarantined_at" is null;

-- blobs.find_in (repository, digest)
select "blobs"."digest", "blobs"."storage_key" as "storageKey", "blobs"."size_bytes" as "sizeBytes", "repository_blobs"."condemned_at" as "condemnedAt"
  from "repositories"
  inner join "repository_blobs" on "repository_blobs"."repository_id" = "repositories"."id"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repositories"."name" = $1
  and "repository_blobs"."digest" = $2
  and "blobs"."quarantined_at" is null;

-- blobs.find_stored (digest)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" = $1;

-- blobs.insert (digest, storageKey, sizeBytes, now)
insert into "blobs" ("digest", "storage_key", "size_bytes", "created_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- blobs.release (null, digest, storageKey)
update "blobs"
  set "quarantined_at" = $1
  where "digest" = $2
  and "storage_key" = $3;

-- blobs.replace_key (storageKey, sizeBytes, null, digest, lostKey)
update "blobs"
  set "storage_key" = $1, "size_bytes" = $2, "quarantined_at" = $3
  where "digest" = $4
  and "storage_key" = $5;

-- blobs.sizes_in (repositoryId, digests)
select "value"."value" as "digest", (select "b"."size_bytes"
  from "repository_blobs" as "rb"
  inner join "blobs" as "b" on "b"."digest" = "rb"."digest"
  where "rb"."repository_id" = $1
  and "rb"."digest" = "value"."value"
  and "b"."quarantined_at" is null) as "sizeBytes"
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as "value";

-- blobs.stored
select sum("size_bytes") as "bytes"
  from "blobs";

-- blobs.withhold (now, digest, storageKey)
update "blobs"
  set "quarantined_at" = $1
  where "digest" = $2
  and "storage_key" = $3
  and "quarantined_at" is null;

-- deleted_keys.among (keys)
select "storage_key"
  from "deleted_keys"
  where "storage_key" in (select value
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- deleted_keys.count_due (now)
select count(*) as "keys"
  from "deleted_keys"
  where "due_at" <= $1;

-- deleted_keys.delete (keys)
delete
  from "deleted_keys"
  where "storage_key" in (select value
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- deleted_keys.due (now, dueAt, storageKey, limit)
select "storage_key" as "storageKey", "digest", "size_bytes" as "sizeBytes", "due_at" as "dueAt"
  from "deleted_keys"
  where "due_at" <= $1
  and ("due_at", "storage_key") > ($2, $3)
  order by "due_at", "storage_key"
  limit $4;

-- deleted_keys.insert (storageKey, digest, sizeBytes, dueAt)
insert into "deleted_keys" ("storage_key", "digest", "size_bytes", "due_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- deleted_keys.total
select count(*) as "keys", coalesce(sum(size_bytes), 0) as "bytes"
  from "deleted_keys";

-- deletion_holds.delete (id, now)
delete
  from "deletion_holds"
  where ("id" = $1 or "expires_at" <= $2);

-- deletion_holds.find (now, 1)
select "reason"
  from "deletion_holds"
  where "expires_at" > $1
  limit $2;

-- deletion_holds.put (id, reason, expiresAt, expiresAt)
insert into "deletion_holds" ("id", "reason", "expires_at")
  values ($1, $2, $3)
  on conflict ("id")
  do update
  set "expires_at" = $4;

-- events.insert (kind, repositoryId, repository, digest, tag, actor, detail, now)
insert into "events" ("kind", "repository_id", "repository", "digest", "tag", "actor", "detail", "occurred_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8);

-- events.insert_moves_of_namespace (actor, from, to, now, namespaceId)
insert into "events" ("kind", "repository_id", "repository", "actor", "detail", "occurred_at") select 'repository.moved' as "kind", "id", "name", $1 as "actor", '{"from":"' || cast($2 as text) || substr(name, length(cast($3 as text)) + 1) || '"}' as "detail", $4 as "occurred_at"
  from "repositories"
  where "namespace_id" = $5
  and "deleted_at" is null
  order by "name";

-- events.insert_of_namespace (kind, actor, now, namespaceId)
insert into "events" ("kind", "repository_id", "repository", "actor", "occurred_at") select $1 as "kind", "id", "name", $2 as "actor", $3 as "occurred_at"
  from "repositories"
  where "namespace_id" = $4
  and "deleted_at" is null
  order by "name";

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

-- external_identities.find (provider, subject)
select "user_id" as "userId", "provider", "subject", "last_seen_at" as "lastSeenAt"
  from "external_identities"
  where "provider" = $1
  and "subject" = $2;

-- external_identities.find_of_user (userId, 1)
select "user_id" as "userId", "provider", "subject", "last_seen_at" as "lastSeenAt"
  from "external_identities"
  where "user_id" = $1
  order by "id"
  limit $2;

-- external_identities.insert (userId, provider, subject, now, now)
insert into "external_identities" ("user_id", "provider", "subject", "created_at", "last_seen_at")
  values ($1, $2, $3, $4, $5);

-- external_identities.seen (now, provider, subject)
update "external_identities"
  set "last_seen_at" = $1
  where "provider" = $2
  and "subject" = $3;

-- federation_uses.delete_expired (before)
delete
  from "federation_uses"
  where "expires_at" < $1;

-- federation_uses.insert (issuer, tokenId, expiresAt)
insert into "federation_uses" ("issuer", "token_id", "expires_at")
  values ($1, $2, $3)
  on conflict do nothing;

-- grants.delete (id)
delete
  from "grants"
  where "id" = $1;

-- grants.delete_of_member (userId, namespaceId)
delete
  from "grants"
  where "user_id" = $1
  and "namespace_id" = $2;

-- grants.delete_of_repository (repositoryId)
delete
  from "grants"
  where "repository_id" = $1;

-- grants.find_on_namespace (teamId, robotId)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" is null
  and ("g"."team_id" = $1 or "g"."robot_id" = $2);

-- grants.find_on_repository (repositoryId, userId, teamId, robotId)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" = $1
  and ("g"."user_id" = $2 or "g"."team_id" = $3 or "g"."robot_id" = $4);

-- grants.insert (namespaceId, repositoryId, userId, teamId, robotId, level, now)
insert into "grants" ("namespace_id", "repository_id", "user_id", "team_id", "robot_id", "level", "created_at")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict do nothing
  returning "id";

-- grants.list_of_namespace (namespaceId, after, limit)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."namespace_id" = $1
  and "g"."repository_id" is null
  and "g"."id" > $2
  order by "g"."id"
  limit $3;

-- grants.list_of_principal (namespaceId, repositoryId, userId, robotId, userId)
select distinct "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  left join "team_members" as "tm" on "tm"."team_id" = "g"."team_id"
  where "g"."namespace_id" = $1
  and ("g"."repository_id" is null or "g"."repository_id" = $2)
  and ("g"."user_id" = $3 or "g"."robot_id" = $4 or "tm"."user_id" = $5)
  order by "g"."id";

-- grants.list_of_repository (repositoryId, after, limit)
select "g"."id", "g"."repository_id", "g"."user_id", "g"."team_id", "g"."robot_id", "g"."level", "g"."created_at", "g"."version", "users"."username", "teams"."name" as "team", "robots"."name" as "robot"
  from "grants" as "g"
  left join "users" on "users"."id" = "g"."user_id"
  left join "teams" on "teams"."id" = "g"."team_id"
  left join "robots" on "robots"."id" = "g"."robot_id"
  where "g"."repository_id" = $1
  and "g"."id" > $2
  order by "g"."id"
  limit $3;

-- grants.set_level (level, 1, id, version)
update "grants"
  set "level" = $1, "version" = "version" + $2
  where "id" = $3
  and "version" = $4;

-- holds.delete (id)
delete
  from "holds"
  where "id" = $1;

-- holds.find (id, now)
select "id", "repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at"
  from "holds"
  where "id" = $1
  and ("expires_at" is null or "expires_at" > $2);

-- holds.in_namespace (namespaceId, now, 1)
select "repositories"."name", "repositories"."deleted_name" as "deletedName", "holds"."id"
  from "repositories"
  inner join "holds" on "holds"."repository_id" = "repositories"."id"
  where "repositories"."namespace_id" = $1
  and ("holds"."expires_at" is null or "holds"."expires_at" > $2)
  limit $3;

-- holds.insert (repositoryId, kind, target, reason, createdBy, now, expiresAt)
insert into "holds" ("repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at")
  values ($1, $2, $3, $4, $5, $6, $7)
  returning "id";

-- holds.keeping (repositoryId, "repository", "digest", digest, now, 1)
select "id"
  from "holds"
  where "repository_id" = $1
  and ("kind" = $2 or ("kind" = $3
  and "target" = $4))
  and ("expires_at" is null or "expires_at" > $5)
  limit $6;

-- holds.list (repositoryId, after, now, limit)
select "id", "repository_id", "kind", "target", "reason", "created_by", "created_at", "expires_at"
  from "holds"
  where "repository_id" = $1
  and "id" > $2
  and ("expires_at" is null or "expires_at" > $3)
  order by "id"
  limit $4;

-- idempotency_keys.delete (principal, key)
delete
  from "idempotency_keys"
  where "principal" = $1
  and "key" = $2;

-- idempotency_keys.delete_old (before)
delete
  from "idempotency_keys"
  where "created_at" < $1;

-- idempotency_keys.delete_unanswered (before)
delete
  from "idempotency_keys"
  where "created_at" < $1
  and "answer" is null;

-- idempotency_keys.find (principal, key)
select "fingerprint", "answer"
  from "idempotency_keys"
  where "principal" = $1
  and "key" = $2;

-- idempotency_keys.insert (principal, key, fingerprint, now)
insert into "idempotency_keys" ("principal", "key", "fingerprint", "created_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- idempotency_keys.set_answer (answer, principal, key)
update "idempotency_keys"
  set "answer" = $1
  where "principal" = $2
  and "key" = $3;

-- integrity.affected (digest, limit)
select distinct "r"."name" as "repository", "t"."name" as "tag"
  from "repository_blobs" as "rb"
  inner join "repositories" as "r" on "r"."id" = "rb"."repository_id"
  left join "manifest_blobs" as "mb" on "mb"."repository_id" = "rb"."repository_id"
  and "mb"."digest" = "rb"."digest"
  left join "tags" as "t" on "t"."manifest_id" = "mb"."manifest_id"
  where "rb"."digest" = $1
  order by "r"."name", "t"."name" asc nulls first
  limit $2;

-- integrity.linked_among (repositoryId, digests)
select "digest"
  from "repository_blobs"
  where "repository_id" = $1
  and "digest" in (select value
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value);

-- integrity.manifests (after, limit)
select "m"."id", "m"."repository_id" as "repositoryId", "r"."name" as "repository", "r"."reference_policy" as "referencePolicy", "m"."digest", "m"."media_type" as "mediaType", "m"."size_bytes" as "sizeBytes", "m"."content"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where "m"."id" > $1
  order by "m"."id"
  limit $2;

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
  and "u"."namespace_id" > $1
  where "n"."id" > $2
  order by "n"."id"
  limit $3;

-- integrity.references (id, id)
select "digest"
  from "manifest_blobs"
  where "manifest_id" = $1 union select "digest"
  from "manifest_children"
  where "manifest_id" = $2;

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
  and "u"."repository_id" > $1
  where "r"."id" > $2
  order by "r"."id"
  limit $3;

-- integrity.stray_links (limit)
select "r"."name" as "repository", "rb"."digest"
  from "repository_blobs" as "rb"
  left join "blobs" as "b" on "b"."digest" = "rb"."digest"
  left join "repositories" as "r" on "r"."id" = "rb"."repository_id"
  where "b"."digest" is null
  limit $1;

-- integrity.stray_tags (limit)
select "r"."name" as "repository", "t"."name" as "tag"
  from "tags" as "t"
  left join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  and "m"."repository_id" = "t"."repository_id"
  left join "repositories" as "r" on "r"."id" = "t"."repository_id"
  where "m"."id" is null
  limit $1;

-- invitations.accept (now, username, id)
update "invitations"
  set "accepted_at" = $1, "accepted_by" = $2
  where "id" = $3
  and "accepted_at" is null
  and "revoked_at" is null;

-- invitations.find_by_hash (secretHash)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."secret_hash" = $1;

-- invitations.find_by_id (id)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."id" = $1;

-- invitations.insert (namespaceId, teamId, role, email, secretHash, invitedBy, now, expiresAt)
insert into "invitations" ("namespace_id", "team_id", "role", "email", "secret_hash", "invited_by", "created_at", "expires_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  returning "id";

-- invitations.list_of_namespace (namespaceId, after, limit)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."namespace_id" = $1
  and "invitations"."id" > $2
  and "invitations"."accepted_at" is null
  and "invitations"."revoked_at" is null
  order by "invitations"."id"
  limit $3;

-- invitations.list_of_site (after, limit)
select "invitations"."id", "invitations"."namespace_id" as "namespaceId", "namespaces"."name" as "namespace", "invitations"."team_id" as "teamId", "teams"."name" as "team", "invitations"."role", "invitations"."email", "invitations"."invited_by" as "invitedBy", "invitations"."created_at" as "createdAt", "invitations"."expires_at" as "expiresAt", "invitations"."accepted_at" as "acceptedAt", "invitations"."accepted_by" as "acceptedBy", "invitations"."revoked_at" as "revokedAt"
  from "invitations"
  left join "namespaces" on "namespaces"."id" = "invitations"."namespace_id"
  left join "teams" on "teams"."id" = "invitations"."team_id"
  where "invitations"."namespace_id" is null
  and "invitations"."id" > $1
  and "invitations"."accepted_at" is null
  and "invitations"."revoked_at" is null
  order by "invitations"."id"
  limit $2;

-- invitations.revoke (now, id)
update "invitations"
  set "revoked_at" = $1
  where "id" = $2
  and "accepted_at" is null
  and "revoked_at" is null;

-- job_runs.abandoned ("running", silentSince, kinds, 1)
select *
  from "job_runs"
  where "state" = $1
  and "heartbeat_at" < $2
  and "kind" in (select value
  from jsonb_array_elements_text(cast($3 as text)::jsonb) as value)
  order by "id"
  limit $4;

-- job_runs.active (kind, "queued", "running", limit)
select *
  from "job_runs"
  where "kind" = $1
  and "state" in ($2, $3)
  order by "id"
  limit $4;

-- job_runs.beat (progress, now, id, holder, "running")
update "job_runs"
  set "progress" = $1, "heartbeat_at" = $2
  where "id" = $3
  and "holder" = $4
  and "state" = $5;

-- job_runs.cancel_queued ("cancelled", now, id, "queued")
update "job_runs"
  set "state" = $1, "finished_at" = $2
  where "id" = $3
  and "state" = $4;

-- job_runs.claim ("running", holder, losses, now, startedAt, id)
update "job_runs"
  set "state" = $1, "holder" = $2, "losses" = $3, "heartbeat_at" = $4, "started_at" = $5
  where "id" = $6;

-- job_runs.delete_finished (kind, "done", "failed", "cancelled", kind, 1, kept)
delete
  from "job_runs"
  where "kind" = $1
  and "state" in ($2, $3, $4)
  and "id" <= (select "kept"."id"
  from "job_runs" as "kept"
  where "kept"."kind" = $5
  order by "kept"."id" desc
  limit $6 offset $7);

-- job_runs.find (id)
select *
  from "job_runs"
  where "id" = $1;

-- job_runs.finish (state, progress, report, error, null, null, now, id, holder, "running")
update "job_runs"
  set "state" = $1, "progress" = $2, "report" = $3, "error" = $4, "holder" = $5, "heartbeat_at" = $6, "finished_at" = $7
  where "id" = $8
  and "holder" = $9
  and "state" = $10;

-- job_runs.holds (id, holder, "running")
select "id"
  from "job_runs"
  where "id" = $1
  and "holder" = $2
  and "state" = $3;

-- job_runs.insert (kind, "queued", requestedBy, options, now)
insert into "job_runs" ("kind", "state", "requested_by", "options", "created_at")
  values ($1, $2, $3, $4, $5)
  returning "id";

-- job_runs.list (before, limit)
select *
  from "job_runs"
  where "id" < $1
  order by "id" desc
  limit $2;

-- job_runs.list_of_kind (kind, before, limit)
select *
  from "job_runs"
  where "kind" = $1
  and "id" < $2
  order by "id" desc
  limit $3;

-- job_runs.queue ("queued")
select count(*) as "queued", min("created_at") as "oldestAt"
  from "job_runs"
  where "state" = $1;

-- job_runs.queued ("queued", kinds, 1)
select *
  from "job_runs"
  where "state" = $1
  and "kind" in (select value
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value)
  order by "id"
  limit $3;

-- job_runs.release ("queued", null, null, progress, id, holder, "running")
update "job_runs"
  set "state" = $1, "holder" = $2, "heartbeat_at" = $3, "progress" = $4
  where "id" = $5
  and "holder" = $6
  and "state" = $7;

-- job_runs.request_cancel (now, id)
update "job_runs"
  set "cancel_requested_at" = $1
  where "id" = $2
  and "cancel_requested_at" is null;

-- leases.find (name)
select "name", "holder", "token", "expires_at" as "expiresAt"
  from "leases"
  where "name" = $1;

-- leases.renew (until, name, token)
update "leases"
  set "expires_at" = $1
  where "name" = $2
  and "token" = $3;

-- leases.take (name, holder, 1, until, now)
insert into "leases" ("name", "holder", "token", "expires_at")
  values ($1, $2, $3, $4)
  on conflict ("name")
  do update
  set "holder" = "excluded"."holder", "token" = leases.token + 1, "expires_at" = "excluded"."expires_at"
  where "leases"."expires_at" <= $5;

-- manifest_blobs.count_referring (repositoryId, digest)
select count(*) as "manifests"
  from "manifest_blobs"
  where "repository_id" = $1
  and "digest" = $2;

-- manifest_blobs.insert (id, repositoryId, digests)
insert into "manifest_blobs" ("manifest_id", "repository_id", "digest") select $1 as "manifest_id", $2 as "repository_id", "value"."value"
  from jsonb_array_elements_text(cast($3 as text)::jsonb) as "value";

-- manifest_children.insert (id, repositoryId, digests)
insert into "manifest_children" ("manifest_id", "repository_id", "digest") select $1 as "manifest_id", $2 as "repository_id", "value"."value"
  from jsonb_array_elements_text(cast($3 as text)::jsonb) as "value";

-- manifest_children.of_manifests (ids)
select "manifest_id" as "manifestId", "digest"
  from "manifest_children"
  where "manifest_id" in (select cast(value as bigint)
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- manifest_children.parents (repositoryId, digest, limit)
select "manifests"."id", "manifests"."digest"
  from "manifest_children"
  inner join "manifests" on "manifests"."id" = "manifest_children"."manifest_id"
  where "manifest_children"."repository_id" = $1
  and "manifest_children"."digest" = $2
  limit $3;

-- manifest_uses.mark_pulled (now, ids)
insert into "manifest_uses" ("manifest_id", "last_pulled_at") select "id", $1 as "last_pulled_at"
  from "manifests"
  where "id" in (select cast(value as bigint)
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value)
  on conflict ("manifest_id")
  do update
  set "last_pulled_at" = "excluded"."last_pulled_at";

-- manifest_uses.touch (id, now)
insert into "manifest_uses" ("manifest_id", "touched_at")
  values ($1, $2)
  on conflict ("manifest_id")
  do update
  set "touched_at" = "excluded"."touched_at";

-- manifests.content (id, digest)
select "content"
  from "manifests"
  where "id" = $1
  and "digest" = $2;

-- manifests.count_referrers (repositoryId, subject)
select count(*) as "referrers"
  from "manifests"
  where "repository_id" = $1
  and "subject_digest" = $2;

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

-- manifests.find_new_referrer (repositoryId, subject, since, 1)
select "digest"
  from "manifests"
  where "repository_id" = $1
  and "subject_digest" = $2
  and "pushed_at" > $3
  limit $4;

-- manifests.insert (repositoryId, digest, mediaType, artifactType, subjectDigest, annotations, sizeBytes, totalBytes, now, actor, content)
insert into "manifests" ("repository_id", "digest", "media_type", "artifact_type", "subject_digest", "annotations", "size_bytes", "total_bytes", "pushed_at", "pushed_by", "content")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  returning "id";

-- manifests.list (repositoryId, pushedAt, id, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = $1
  and (pushed_at, id) < ($2, $3)
  order by "pushed_at" desc, "id" desc
  limit $4;

-- manifests.list_of_artifact_type (repositoryId, pushedAt, id, artifactType, mediaType, mediaType, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = $1
  and (pushed_at, id) < ($2, $3)
  and "artifact_type" = $4
  and ($5 = '' or media_type = $6)
  order by "pushed_at" desc, "id" desc
  limit $7;

-- manifests.list_of_media_type (repositoryId, pushedAt, id, mediaType, limit)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = $1
  and (pushed_at, id) < ($2, $3)
  and "media_type" = $4
  order by "pushed_at" desc, "id" desc
  limit $5;

-- manifests.listings (repositoryId, digests)
select "id", "digest", "media_type" as "mediaType", "size_bytes" as "sizeBytes", "artifact_type" as "artifactType", "subject_digest" as "subjectDigest", "total_bytes" as "totalBytes", "pushed_at" as "pushedAt", "pushed_by" as "pushedBy"
  from "manifests"
  where "repository_id" = $1
  and "digest" in (select value
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value);

-- manifests.purge (repositoryId, repositoryId, limit)
delete
  from "manifests"
  where "repository_id" = $1
       
  and "id" in (select "id"
  from "manifests"
  where "repository_id" = $2
  limit $3);

-- manifests.state (repositoryId, digest)
select "m"."id", "m"."digest", "m"."subject_digest", "m"."pushed_at", "m"."size_bytes", "u"."last_pulled_at", "u"."touched_at"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = $1
  and "m"."digest" = $2;

-- manifests.states (repositoryId, after, limit)
select "m"."id", "m"."digest", "m"."subject_digest", "m"."pushed_at", "m"."size_bytes", "u"."last_pulled_at", "u"."touched_at"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = $1
  and "m"."digest" > $2
  order by "m"."digest"
  limit $3;

-- manifests.sum_bytes (repositoryId)
select sum("size_bytes") as "bytes"
  from "manifests"
  where "repository_id" = $1;

-- manifests.total_bytes_in (repositoryId, digests)
select "value"."value" as "digest", (select "m"."total_bytes"
  from "manifests" as "m"
  where "m"."repository_id" = $1
  and "m"."digest" = "value"."value") as "totalBytes"
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as "value";

-- members.collaborates (userId, namespaceId, 1)
select "id"
  from "grants"
  where "user_id" = $1
  and "namespace_id" = $2
  limit $3;

-- members.count_owners (namespaceId, "owner")
select count(*) as "owners"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = $1
  and "members"."role" = $2
  and "users"."disabled_at" is null;

-- members.delete (namespaceId, userId)
delete
  from "members"
  where "namespace_id" = $1
  and "user_id" = $2;

-- members.find (namespaceId, userId)
select "members"."user_id" as "userId", "users"."username", "users"."display_name" as "displayName", "members"."role", "members"."created_at" as "createdAt", "members"."version"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = $1
  and "members"."user_id" = $2;

-- members.insert (namespaceId, userId, role, now)
insert into "members" ("namespace_id", "user_id", "role", "created_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- members.list (namespaceId, after, limit)
select "members"."user_id" as "userId", "users"."username", "users"."display_name" as "displayName", "members"."role", "members"."created_at" as "createdAt", "members"."version"
  from "members"
  inner join "users" on "users"."id" = "members"."user_id"
  where "members"."namespace_id" = $1
  and "users"."username" > $2
  order by "users"."username"
  limit $3;

-- members.set_role (role, 1, namespaceId, userId, version)
update "members"
  set "role" = $1, "version" = "version" + $2
  where "namespace_id" = $3
  and "user_id" = $4
  and "version" = $5;

-- namespace_blobs.add_link (namespaceId, digest, 1, 1)
insert into "namespace_blobs" ("namespace_id", "digest", "links")
  values ($1, $2, $3)
  on conflict ("namespace_id", "digest")
  do update
  set "links" = "namespace_blobs"."links" + $4
  returning "links";

-- namespace_blobs.count_of_namespace (namespaceId, namespaceId)
insert into namespace_blobs (namespace_id, digest, links)
      select cast($1 as bigint), rb.digest, count(*)
  from repositories r join repository_blobs rb on rb.repository_id = r.id
     
  where r.namespace_id = $2
  and r.deleted_at is null group by rb.digest;

-- namespace_blobs.delete_of_namespace (namespaceId)
delete
  from "namespace_blobs"
  where "namespace_id" = $1;

-- namespace_blobs.delete_unlinked (namespaceId, digest, 0)
delete
  from "namespace_blobs"
  where "namespace_id" = $1
  and "digest" = $2
  and "links" <= $3;

-- namespace_blobs.find (namespaceId, digest)
select "links"
  from "namespace_blobs"
  where "namespace_id" = $1
  and "digest" = $2;

-- namespace_blobs.remove_link (1, namespaceId, digest)
update "namespace_blobs"
  set "links" = "links" - $1
  where "namespace_id" = $2
  and "digest" = $3
  returning "links";

-- namespace_redirects.delete (name)
delete
  from "namespace_redirects"
  where "name" = $1;

-- namespace_redirects.insert (name, namespaceId, expiresAt)
insert into "namespace_redirects" ("name", "namespace_id", "expires_at")
  values ($1, $2, $3)
  on conflict ("name")
  do update
  set "namespace_id" = "excluded"."namespace_id", "expires_at" = "excluded"."expires_at";

-- namespace_usage.add (repositories, logicalBytes, uniqueBytes, namespaceId)
update "namespace_usage"
  set "repositories" = "repositories" + $1, "logical_bytes" = "logical_bytes" + $2, "unique_bytes" = "unique_bytes" + $3
  where "namespace_id" = $4;

-- namespace_usage.find (namespaceId)
select "repositories", "logical_bytes" as "logicalBytes", "unique_bytes" as "uniqueBytes"
  from "namespace_usage"
  where "namespace_id" = $1;

-- namespace_usage.insert (namespaceId, 0, 0, 0)
insert into "namespace_usage" ("namespace_id", "repositories", "logical_bytes", "unique_bytes")
  values ($1, $2, $3, $4);

-- namespace_usage.largest (bytes, after, limit)
select "n"."id", "n"."name", "n"."kind", "n"."storage_quota_bytes", "n"."repository_quota", "u"."repositories", "u"."logical_bytes" as "logicalBytes", "u"."unique_bytes" as "uniqueBytes"
  from "namespace_usage" as "u"
  inner join "namespaces" as "n" on "n"."id" = "u"."namespace_id"
  where "n"."deleted_at" is null
  and ("u"."unique_bytes", "u"."namespace_id") < ($1, $2)
  order by "u"."unique_bytes" desc, "u"."namespace_id" desc
  limit $3;

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
  where "n"."id" = $1
  on conflict ("namespace_id")
  do update
  set "repositories" = "excluded"."repositories", "logical_bytes" = "excluded"."logical_bytes", "unique_bytes" = "excluded"."unique_bytes";

-- namespace_usage.total
select sum("repositories") as "repositories", sum("logical_bytes") as "logicalBytes"
  from "namespace_usage";

-- namespaces.adopt ("user", name, "organization")
update "namespaces"
  set "kind" = $1
  where "name" = $2
  and "kind" = $3
  returning "id";

-- namespaces.find (name)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "name" = $1;

-- namespaces.find_by_id (id)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "id" = $1;

-- namespaces.find_deleted (name)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "deleted_name" = $1
  and "deleted_at" is not null;

-- namespaces.insert (name, kind, now)
insert into "namespaces" ("name", "kind", "created_at")
  values ($1, $2, $3)
  on conflict do nothing
  returning "id";

-- namespaces.list_of_member (userId, after, limit)
select "namespaces"."id", "namespaces"."name", "namespaces"."kind", "namespaces"."display_name", "namespaces"."description", "namespaces"."website", "namespaces"."avatar_url", "namespaces"."default_permission", "namespaces"."members_can_create", "namespaces"."storage_quota_bytes", "namespaces"."repository_quota", "namespaces"."version", "namespaces"."deleted_at", "namespaces"."deleted_name", "namespaces"."created_at"
  from "members"
  inner join "namespaces" on "namespaces"."id" = "members"."namespace_id"
  where "members"."user_id" = $1
  and "namespaces"."name" > $2
  and "namespaces"."deleted_at" is null
  order by "namespaces"."name"
  limit $3;

-- namespaces.list_organizations (after, "organization", limit)
select "id", "name", "kind", "display_name", "description", "website", "avatar_url", "default_permission", "members_can_create", "storage_quota_bytes", "repository_quota", "version", "deleted_at", "deleted_name", "created_at"
  from "namespaces"
  where "name" > $1
  and "kind" = $2
  and "deleted_at" is null
  order by "name"
  limit $3;

-- namespaces.rename (name, 1, id)
update "namespaces"
  set "name" = $1, "version" = "version" + $2
  where "id" = $3;

-- namespaces.reservation (name, now, name)
select "namespaces"."id", "namespaces"."name"
  from "namespace_redirects"
  inner join "namespaces" on "namespaces"."id" = "namespace_redirects"."namespace_id"
  where "namespace_redirects"."name" = $1
  and "namespace_redirects"."expires_at" > $2 union all select "deleted"."id", "deleted"."name"
  from "namespaces" as "deleted"
  where "deleted"."deleted_name" = $3
  and "deleted"."deleted_at" is not null;

-- namespaces.set_deleted (name, deletedName, deletedAt, 1, id)
update "namespaces"
  set "name" = $1, "deleted_name" = $2, "deleted_at" = $3, "version" = "version" + $4
  where "id" = $5;

-- namespaces.set_profile (displayName, description, website, avatarUrl, defaultPermission, membersCanCreate, 1, id, version)
update "namespaces"
  set "display_name" = $1, "description" = $2, "website" = $3, "avatar_url" = $4, "default_permission" = $5, "members_can_create" = $6, "version" = "version" + $7
  where "id" = $8
  and "version" = $9;

-- namespaces.set_quotas (storageQuotaBytes, repositoryQuota, 1, id, version)
update "namespaces"
  set "storage_quota_bytes" = $1, "repository_quota" = $2, "version" = "version" + $3
  where "id" = $4
  and "version" = $5;

-- one_time_codes.count_attempt (1, id)
update "one_time_codes"
  set "attempts" = "attempts" + $1
  where "id" = $2;

-- one_time_codes.delete (userId, purpose)
delete
  from "one_time_codes"
  where "user_id" = $1
  and "purpose" = $2;

-- one_time_codes.find (userId, purpose, 1)
select "id", "code_hash" as "codeHash", "detail", "created_at" as "createdAt", "expires_at" as "expiresAt", "attempts", "used_at" as "usedAt"
  from "one_time_codes"
  where "user_id" = $1
  and "purpose" = $2
  limit $3;

-- one_time_codes.insert (userId, purpose, codeHash, detail, now, expiresAt)
insert into "one_time_codes" ("user_id", "purpose", "code_hash", "detail", "created_at", "expires_at")
  values ($1, $2, $3, $4, $5, $6);

-- one_time_codes.use (now, id)
update "one_time_codes"
  set "used_at" = $1
  where "id" = $2
  and "used_at" is null;

-- passkeys.delete (id, userId)
delete
  from "passkeys"
  where "id" = $1
  and "user_id" = $2;

-- passkeys.find_by_credential (credentialId)
select "id", "user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at", "last_used_at"
  from "passkeys"
  where "credential_id" = $1;

-- passkeys.insert (userId, credentialId, publicKey, counter, transports, name, now)
insert into "passkeys" ("user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict do nothing
  returning "id";

-- passkeys.list_of_user (userId)
select "id", "user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at", "last_used_at"
  from "passkeys"
  where "user_id" = $1
  order by "id";

-- passkeys.rename (name, id, userId)
update "passkeys"
  set "name" = $1
  where "id" = $2
  and "user_id" = $3;

-- passkeys.use (counter, now, id, before)
update "passkeys"
  set "counter" = $1, "last_used_at" = $2
  where "id" = $3
  and "counter" = $4;

-- pending_sign_ins.delete (id)
delete
  from "pending_sign_ins"
  where "id" = $1;

-- pending_sign_ins.delete_expired (now)
delete
  from "pending_sign_ins"
  where "expires_at" <= $1;

-- pending_sign_ins.find (id)
select "id", "kind", "user_id" as "userId", "sealed", "expires_at" as "expiresAt"
  from "pending_sign_ins"
  where "id" = $1;

-- pending_sign_ins.insert (id, kind, userId, sealed, expiresAt)
insert into "pending_sign_ins" ("id", "kind", "user_id", "sealed", "expires_at")
  values ($1, $2, $3, $4, $5)
  on conflict do nothing;

-- pending_sign_ins.replace (sealed, id, before)
update "pending_sign_ins"
  set "sealed" = $1
  where "id" = $2
  and "sealed" = $3;

-- quarantine.delete (storageKey)
delete
  from "quarantine"
  where "storage_key" = $1;

-- quarantine.find_open (digest)
select "id", "digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at", "healed_at"
  from "quarantine"
  where "digest" = $1
  and "healed_at" is null;

-- quarantine.heal (now, storageKey)
update "quarantine"
  set "healed_at" = $1
  where "storage_key" = $2
  and "healed_at" is null;

-- quarantine.insert (digest, storageKey, kind, expectedBytes, foundBytes, foundDigest, now)
insert into "quarantine" ("digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict ("storage_key") do nothing;

-- quarantine.keys_among (keys)
select "storage_key"
  from "quarantine"
  where "storage_key" in (select value
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- quarantine.list (after, limit)
select "id", "digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at", "healed_at"
  from "quarantine"
  where "id" > $1
  order by "id"
  limit $2;

-- reachability.blob (digest)
select "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" = $1;

-- reachability.blobs_of (id)
select "digest"
  from "manifest_blobs"
  where "manifest_id" = $1;

-- reachability.children_of (id)
select "digest"
  from "manifest_children"
  where "manifest_id" = $1;

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
  limit $1;

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
  where "repository_id" = $1
  and ("kind" = 'repository' or ("kind" = 'digest'
  and "target" = $2))
  and ("expires_at" is null or "expires_at" > $3)
  limit $4;

-- reachability.holders (digest, limit)
select "repository_id" as "id"
  from "repository_blobs"
  where "digest" = $1
  limit $2;

-- reachability.link (repositoryId, digest)
select "linked_at" as "linkedAt", "condemned_at" as "condemnedAt"
  from "repository_blobs"
  where "repository_id" = $1
  and "digest" = $2;

-- reachability.listed (repositoryId, digest, 1)
select "manifest_id"
  from "manifest_children"
  where "repository_id" = $1
  and "digest" = $2
  limit $3;

-- reachability.listers (repositoryId, digest, limit)
select "m"."digest"
  from "manifest_children" as "c"
  inner join "manifests" as "m" on "m"."id" = "c"."manifest_id"
  where "c"."repository_id" = $1
  and "c"."digest" = $2
  limit $3;

-- reachability.manifest (repositoryId, digest)
select "m"."id", "m"."size_bytes" as "sizeBytes", "m"."subject_digest" as "subjectDigest", "m"."pushed_at" as "pushedAt", "u"."last_pulled_at" as "lastPulledAt", "u"."touched_at" as "touchedAt"
  from "manifests" as "m"
  left join "manifest_uses" as "u" on "u"."manifest_id" = "m"."id"
  where "m"."repository_id" = $1
  and "m"."digest" = $2;

-- reachability.present (repositoryId, digest)
select "id"
  from "manifests"
  where "repository_id" = $1
  and "digest" = $2;

-- reachability.referenced (repositoryId, digest, 1)
select "manifest_id"
  from "manifest_blobs"
  where "repository_id" = $1
  and "digest" = $2
  limit $3;

-- reachability.referrers_of (repositoryId, digest)
select "digest"
  from "manifests"
  where "repository_id" = $1
  and "subject_digest" = $2;

-- reachability.some_children (id, limit)
select "digest"
  from "manifest_children"
  where "manifest_id" = $1
  limit $2;

-- reachability.some_referrers (repositoryId, digest, limit)
select "digest"
  from "manifests"
  where "repository_id" = $1
  and "subject_digest" = $2
  limit $3;

-- reachability.tagged (id, 1)
select "name"
  from "tags"
  where "manifest_id" = $1
  limit $2;

-- reachability.trashed (repositoryId, subject, digest, 1)
select "trash_id"
  from "trash_references"
  where "repository_id" = $1
  and "subject" = $2
  and "digest" = $3
  limit $4;

-- recovery_codes.count_left (userId)
select count(*) as "left"
  from "recovery_codes"
  where "user_id" = $1
  and "used_at" is null;

-- recovery_codes.delete_of_user (userId)
delete
  from "recovery_codes"
  where "user_id" = $1;

-- recovery_codes.insert (userId, codeHash)
insert into "recovery_codes" ("user_id", "code_hash")
  values ($1, $2);

-- recovery_codes.use (now, userId, codeHash)
update "recovery_codes"
  set "used_at" = $1
  where "user_id" = $2
  and "code_hash" = $3
  and "used_at" is null;

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

-- refresh_tokens.find (secretHash)
select "id", "session_id" as "sessionId", "used_at" as "usedAt"
  from "refresh_tokens"
  where "secret_hash" = $1;

-- refresh_tokens.insert (sessionId, secretHash, now)
insert into "refresh_tokens" ("session_id", "secret_hash", "created_at")
  values ($1, $2, $3);

-- refresh_tokens.use (now, id)
update "refresh_tokens"
  set "used_at" = $1
  where "id" = $2
  and "used_at" is null;

-- repositories.begin_purge (now, id)
update "repositories"
  set "purging_at" = $1
  where "id" = $2
  and "deleted_at" is not null
  and "purging_at" is null;

-- repositories.delete (repositoryId)
delete
  from "repositories"
  where "id" = $1;

-- repositories.delete_of_namespace (now, 1, namespaceId)
update "repositories"
  set "name" = '~deleted/' || cast(id as text), "deleted_name" = "name", "deleted_at" = $1, "version" = "version" + $2
  where "namespace_id" = $3
  and "deleted_at" is null;

-- repositories.due_for_purge (deletedBefore, after, limit)
select "id"
  from "repositories"
  where "deleted_at" is not null
  and ("deleted_at" <= $1 or "purging_at" is not null)
  and "id" > $2
  order by "id"
  limit $3;

-- repositories.find (name)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "name" = $1;

-- repositories.find_by_id (id)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "id" = $1;

-- repositories.insert (name, now, now, namespace)
insert into "repositories" ("namespace_id", "name", "created_at", "indexed_at") select "id", $1 as "name", $2 as "created_at", $3 as "indexed_at"
  from "namespaces"
  where "name" = $4;

-- repositories.insert_usage (name)
insert into "usage_counters" ("repository_id", "manifests", "tags", "blobs", "blob_bytes") select "id", 0 as "manifests", 0 as "tags", 0 as "blobs", 0 as "blob_bytes"
  from "repositories"
  where "name" = $1;

-- repositories.list_all (after, limit)
select "id", "name"
  from "repositories"
  where "name" > $1
  and "deleted_at" is null
  order by "name"
  limit $2;

-- repositories.list_deleted (namespaceId, after, limit)
select "id", "namespace_id", "name", "visibility", "reference_policy", "description", "version", "created_at", "pushed_at", "deleted_at", "deleted_name", "purging_at"
  from "repositories"
  where "namespace_id" = $1
  and "deleted_at" is not null
  and "purging_at" is null
  and "id" > $2
  order by "id"
  limit $3;

-- repositories.list_of_namespace (namespaceId, after, limit)
select "id", "name"
  from "repositories"
  where "namespace_id" = $1
  and "name" > $2
  and "deleted_at" is null
  order by "name"
  limit $3;

-- repositories.list_of_visibility (visibility, after, before, namespaceId, namespaceId, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  where "r"."visibility" = $1
  and "r"."deleted_at" is null
  and r.name > $2
  and r.name < $3
  and ($4 = 0 or r.namespace_id = $5)
  order by "r"."name"
  limit $6;

-- repositories.list_readable (publicToo, after, before, namespaceId, namespaceId, tokenId, tokenId, tokenId, limit, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, privateToo, after, before, namespaceId, namespaceId, publicToo, tokenId, tokenId, tokenId, limit, userId, userId, robotId, after, before, namespaceId, namespaceId, publicToo, privateToo, tokenId, tokenId, tokenId, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  where r.id in (select id
  from (
    select r.id, r.name
  from repositories r
   
  where $1 = 1
  and r.visibility = 'public'
  and r.deleted_at is null
  and r.name > $2
  and r.name < $3
  and ($4 = 0 or r.namespace_id = $5)
  and ($6 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $7)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $8))
   
  order by r.name
  limit $9) as public_ones union all select inside.id
  from (select distinct id
  from (select $10 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $11
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $12
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $13
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $14 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $15
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $16
  and u.is_admin = 1) as spaces
  where $17 = 1) as outside cross join lateral (select r.id
  from repositories r
   
  where r.namespace_id = outside.id
  and r.deleted_at is null
  and r.name > $18
  and r.name < $19
  and ($20 = 0 or r.namespace_id = $21)
  and (r.visibility = 'private' or $22 = 1)
     
  and ($23 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $24)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $25))
   
  order by r.name
  limit $26) as picked
     
  inner join "repositories" as inside on inside."id" = picked."id" union all select g.repository_id
  from grants g
  where g.user_id = $27
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = $28
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = $29
  and g.repository_id is not null)
  and "r"."deleted_at" is null
  and r.name > $30
  and r.name < $31
  and ($32 = 0 or r.namespace_id = $33)
  and (r.visibility = 'private' or $34 = 1)
  and (r.visibility = 'public' or $35 = 1)
  and ($36 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $37)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $38))
  order by "r"."name"
  limit $39;

-- repositories.listings (names)
select "r"."id", "r"."namespace_id", "r"."name", "r"."visibility", "r"."reference_policy", "r"."description", "r"."version", "r"."created_at", "r"."pushed_at", "r"."deleted_at", "r"."deleted_name", "r"."purging_at", "u"."manifests", "u"."tags", "u"."blob_bytes" as "blobBytes"
  from "repositories" as "r"
  inner join "usage_counters" as "u" on "u"."repository_id" = "r"."id"
  where "r"."name" in (select value
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value)
  order by "r"."name";

-- repositories.listings_by_id (ids)
select "r"."id", "r"."namespace_id", "r"."name", "r"."visibility", "r"."reference_policy", "r"."description", "r"."version", "r"."created_at", "r"."pushed_at", "r"."deleted_at", "r"."deleted_name", "r"."purging_at", "u"."manifests", "u"."tags", "u"."blob_bytes" as "blobBytes"
  from "repositories" as "r"
  inner join "usage_counters" as "u" on "u"."repository_id" = "r"."id"
  where "r"."id" in (select cast(value as bigint)
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value)
  and "r"."deleted_at" is null;

-- repositories.longest_of_namespace (namespaceId)
select max(length(coalesce(deleted_name, name))) as "length"
  from "repositories"
  where "namespace_id" = $1;

-- repositories.rename (name, namespaceId, 1, id)
update "repositories"
  set "name" = $1, "namespace_id" = $2, "version" = "version" + $3
  where "id" = $4;

-- repositories.rename_deleted_of_namespace (to, from, namespaceId)
update "repositories"
  set "deleted_name" = cast($1 as text) || substr("deleted_name", length(cast($2 as text)) + 1)
  where "namespace_id" = $3
  and "deleted_at" is not null;

-- repositories.rename_of_namespace (to, from, 1, namespaceId)
update "repositories"
  set "name" = cast($1 as text) || substr("name", length(cast($2 as text)) + 1), "version" = "version" + $3
  where "namespace_id" = $4
  and "deleted_at" is null;

-- repositories.restore_of_namespace (null, null, 1, namespaceId, deletedAt)
update "repositories"
  set "name" = deleted_name, "deleted_name" = $1, "deleted_at" = $2, "version" = "version" + $3
  where "namespace_id" = $4
  and "deleted_at" = $5
  and "purging_at" is null
  returning "id", "name";

-- repositories.set_deleted (name, deletedName, deletedAt, 1, id)
update "repositories"
  set "name" = $1, "deleted_name" = $2, "deleted_at" = $3, "version" = "version" + $4
  where "id" = $5;

-- repositories.set_indexed (now, id)
update "repositories"
  set "indexed_at" = $1
  where "id" = $2;

-- repositories.set_pushed (now, id)
update "repositories"
  set "pushed_at" = $1
  where "id" = $2;

-- repositories.unindexed (limit)
select "id", "name", "deleted_name"
  from "repositories"
  where "indexed_at" is null
  order by "id"
  limit $1;

-- repositories.update (visibility, referencePolicy, description, 1, id, version)
update "repositories"
  set "visibility" = $1, "reference_policy" = $2, "description" = $3, "version" = "version" + $4
  where "id" = $5
  and "version" = $6;

-- repository_blobs.condemn (condemnedAt, repositoryId, digest)
update "repository_blobs"
  set "condemned_at" = $1
  where "repository_id" = $2
  and "digest" = $3;

-- repository_blobs.delete (repositoryId, digest)
delete
  from "repository_blobs"
  where "repository_id" = $1
  and "digest" = $2;

-- repository_blobs.insert (repositoryId, digest, now)
insert into "repository_blobs" ("repository_id", "digest", "linked_at")
  values ($1, $2, $3)
  on conflict do nothing;

-- repository_blobs.list (repositoryId)
select "blobs"."digest", "blobs"."size_bytes" as "sizeBytes"
  from "repository_blobs"
  inner join "blobs" on "blobs"."digest" = "repository_blobs"."digest"
  where "repository_blobs"."repository_id" = $1;

-- repository_blobs.renew (now, null, repositoryId, digest)
update "repository_blobs"
  set "linked_at" = $1, "condemned_at" = $2
  where "repository_id" = $3
  and "digest" = $4;

-- repository_blobs.renew_in (now, null, repository, digest)
update "repository_blobs"
  set "linked_at" = $1, "condemned_at" = $2
  where "repository_id" = (select "id"
  from "repositories"
  where "name" = $3)
  and "digest" = $4;

-- repository_blobs.some (repositoryId, limit)
select "digest"
  from "repository_blobs"
  where "repository_id" = $1
  limit $2;

-- repository_redirects.delete (name)
delete
  from "repository_redirects"
  where "name" = $1;

-- repository_redirects.delete_of_namespace (namespaceId)
delete
  from "repository_redirects"
  where "name" in (select "name"
  from "repositories"
  where "namespace_id" = $1
  and "deleted_at" is null);

-- repository_redirects.insert (name, repositoryId, expiresAt)
insert into "repository_redirects" ("name", "repository_id", "expires_at")
  values ($1, $2, $3)
  on conflict ("name")
  do update
  set "repository_id" = "excluded"."repository_id", "expires_at" = "excluded"."expires_at";

-- repository_redirects.insert_of_namespace (until, namespaceId)
insert into repository_redirects (name, repository_id, expires_at)
      select name, id, cast($1 as bigint)
  from repositories
  where namespace_id = $2
  and deleted_at is null
     
  on conflict (name)
  do update
  set repository_id = excluded.repository_id, expires_at = excluded.expires_at;

-- repository_terms.delete (repositoryId)
delete
  from "repository_terms"
  where "repository_id" = $1;

-- repository_terms.delete_of_namespace (namespaceId)
delete
  from "repository_terms"
  where "repository_id" in (select "id"
  from "repositories"
  where "namespace_id" = $1
  and "deleted_at" is null);

-- repository_terms.delete_of_namespace_name (namespaceId, from)
delete
  from "repository_terms"
  where "repository_id" in (select "id"
  from "repositories"
  where "namespace_id" = $1
  and "deleted_at" is null)
  and length(term) > (select length(r.name) - length(cast($2 as text)) - 1
  from repositories r
  where r.id = repository_terms.repository_id);

-- repository_terms.insert (terms, repositoryId)
insert into "repository_terms" ("term", "repository_id", "namespace_id", "visibility") select "value"."value", "r"."id", "r"."namespace_id", "r"."visibility"
  from "repositories" as "r"
  inner join jsonb_array_elements_text(cast($1 as text)::jsonb) as "value" on true
  where "r"."id" = $2
  and "r"."deleted_at" is null;

-- repository_terms.insert_of_namespace_name (start, namespaceId)
insert into repository_terms (term, repository_id, namespace_id, visibility)
      select substr(name, cast($1 as integer)), id, namespace_id, visibility
  from repositories
  where namespace_id = $2
  and deleted_at is null;

-- repository_terms.set_visibility (visibility, repositoryId)
update "repository_terms"
  set "visibility" = $1
  where "repository_id" = $2;

-- retention_plan_items.count_outcomes (planId, "delete")
select "outcome", count(*) as "items"
  from "retention_plan_items"
  where "plan_id" = $1
  and "action" = $2 group by "outcome";

-- retention_plan_items.find_pending (repositoryId, digest, planId, "manifest", "delete")
select "id"
  from "retention_plan_items"
  where "repository_id" = $1
  and "digest" = $2
  and "plan_id" = $3
  and "kind" = $4
  and "action" = $5
  and "outcome" is null;

-- retention_plan_items.insert (planId, repositoryId, items)
insert into retention_plan_items
      (plan_id, repository_id, kind, tag, digest, action, rule, why, size_bytes, manifest_id, moved_at, pulled_at)
      select cast($1 as bigint), cast($2 as bigint), (cast("value"."value" as jsonb) ->> 'kind'), (cast("value"."value" as jsonb) ->> 'tag'), (cast("value"."value" as jsonb) ->> 'digest'), (cast("value"."value" as jsonb) ->> 'action'),
        cast((cast("value"."value" as jsonb) ->> 'rule') as integer), (cast("value"."value" as jsonb) ->> 'why'), cast((cast("value"."value" as jsonb) ->> 'sizeBytes') as bigint), cast((cast("value"."value" as jsonb) ->> 'manifestId') as bigint), cast((cast("value"."value" as jsonb) ->> 'movedAt') as bigint), cast((cast("value"."value" as jsonb) ->> 'pulledAt') as bigint)
     
  from jsonb_array_elements_text(cast($3 as text)::jsonb) as value;

-- retention_plan_items.list (planId, after, limit)
select "id", "plan_id", "repository_id", "kind", "tag", "digest", "action", "rule", "why", "size_bytes", "manifest_id", "moved_at", "pulled_at", "outcome", "detail"
  from "retention_plan_items"
  where "plan_id" = $1
  and "id" > $2
  order by "id"
  limit $3;

-- retention_plan_items.list_of_action (planId, action, after, limit)
select "id", "plan_id", "repository_id", "kind", "tag", "digest", "action", "rule", "why", "size_bytes", "manifest_id", "moved_at", "pulled_at", "outcome", "detail"
  from "retention_plan_items"
  where "plan_id" = $1
  and "action" = $2
  and "id" > $3
  order by "id"
  limit $4;

-- retention_plan_items.set_outcome (outcome, detail, id)
update "retention_plan_items"
  set "outcome" = $1, "detail" = $2
  where "id" = $3
  and "outcome" is null;

-- retention_plans.begin ("applying", actor, now, id, "ready", now)
update "retention_plans"
  set "state" = $1, "applied_by" = $2, "applied_at" = $3
  where "id" = $4
  and "state" = $5
  and "expires_at" > $6;

-- retention_plans.delete_old (before, "applying", limit)
delete
  from "retention_plans"
  where "id" in (select "old"."id"
  from "retention_plans" as "old"
  where "old"."created_at" < $1
  and "old"."state" != $2
  order by "old"."created_at"
  limit $3);

-- retention_plans.find (id)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "id" = $1;

-- retention_plans.finish ("applied", now, id, "applying")
update "retention_plans"
  set "state" = $1, "finished_at" = $2
  where "id" = $3
  and "state" = $4;

-- retention_plans.freed_blobs (planId)
with gone as materialized (
        select i.manifest_id
  from retention_plan_items i
  where i.plan_id = $1
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
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  returning "id";

-- retention_plans.list_of_namespace (namespaceId, before, limit)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "namespace_id" = $1
  and "repository_id" is null
  and "id" < $2
  order by "id" desc
  limit $3;

-- retention_plans.list_of_repository (repositoryId, before, limit)
select "id", "namespace_id", "repository_id", "policy_id", "policy_version", "rules", "state", "summary", "created_by", "created_at", "expires_at", "applied_by", "applied_at", "finished_at"
  from "retention_plans"
  where "repository_id" = $1
  and "id" < $2
  order by "id" desc
  limit $3;

-- retention_plans.set_ready ("ready", summary, id)
update "retention_plans"
  set "state" = $1, "summary" = $2
  where "id" = $3;

-- retention_policies.delete (id)
delete
  from "retention_policies"
  where "id" = $1;

-- retention_policies.find_of_namespace (namespaceId)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "namespace_id" = $1;

-- retention_policies.find_of_repository (repositoryId)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "repository_id" = $1;

-- retention_policies.governed (namespaceId, after, limit)
select "r"."id", "r"."name"
  from "repositories" as "r"
  left join "retention_policies" as "own" on "own"."repository_id" = "r"."id"
  where "r"."namespace_id" = $1
  and "r"."name" > $2
  and "r"."deleted_at" is null
  and "own"."id" is null
  order by "r"."name"
  limit $3;

-- retention_policies.insert (namespaceId, repositoryId, rules, automatic, actor, now)
insert into "retention_policies" ("namespace_id", "repository_id", "rules", "automatic", "updated_by", "updated_at")
  values ($1, $2, $3, $4, $5, $6)
  on conflict do nothing
  returning "id";

-- retention_policies.list_automatic (1, after, limit)
select "id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"
  from "retention_policies"
  where "automatic" = $1
  and "id" > $2
  order by "id"
  limit $3;

-- retention_policies.update (rules, automatic, actor, now, 1, id)
update "retention_policies"
  set "rules" = $1, "automatic" = $2, "updated_by" = $3, "updated_at" = $4, "version" = "version" + $5
  where "id" = $6;

-- review_queue.ask (repositoryId, "manifest", digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values ($1, $2, $3, $4, $5)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept'
  and "review_queue"."due_at" > "excluded"."due_at");

-- review_queue.claim (id, now)
select "id"
  from "review_queue"
  where "id" = $1
  and "due_at" <= $2 for update skip locked;

-- review_queue.delete (id)
delete
  from "review_queue"
  where "id" = $1;

-- review_queue.depth (now, now)
select (select count(*)
  from review_queue) as "entries", (select count(*)
  from review_queue
  where due_at <= $1) as "due", (select min(due_at)
  from review_queue
  where due_at <= $2) as "oldestDueAt";

-- review_queue.due (now, limit)
select *
  from "review_queue"
  where "due_at" <= $1
  order by "due_at", "id"
  limit $2;

-- review_queue.due_after (now, dueAt, id, limit)
select *
  from "review_queue"
  where "due_at" <= $1
  and ("due_at", "id") > ($2, $3)
  order by "due_at", "id"
  limit $4;

-- review_queue.enqueue (repositoryId, subject, digest, reason, dueAt)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at")
  values ($1, $2, $3, $4, $5)
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_blobs_of ("blob", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", $1 as "subject", "digest", $2 as "reason", $3 as "due_at"
  from "manifest_blobs"
  where "manifest_id" = $4
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_children_of ("manifest", reason, dueAt, manifestId)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", $1 as "subject", "digest", $2 as "reason", $3 as "due_at"
  from "manifest_children"
  where "manifest_id" = $4
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_of_trash (reason, dueAt, id)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", "subject", "digest", $1 as "reason", $2 as "due_at"
  from "trash_references"
  where "trash_id" = $3
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.enqueue_referrers_of ("manifest", reason, dueAt, repositoryId, subject)
insert into "review_queue" ("repository_id", "subject", "digest", "reason", "due_at") select "repository_id", $1 as "subject", "digest", $2 as "reason", $3 as "due_at"
  from "manifests"
  where "repository_id" = $4
  and "subject_digest" = $5
  on conflict ("repository_id", "subject", "digest")
  do update
  set "reason" = "excluded"."reason", "due_at" = "excluded"."due_at"
  where ("review_queue"."reason" = 'kept' or "excluded"."due_at" >= "review_queue"."due_at");

-- review_queue.keep (dueAt, reason, id)
update "review_queue"
  set "due_at" = $1, "reason" = $2
  where "id" = $3;

-- review_queue.postpone (dueAt, id)
update "review_queue"
  set "due_at" = $1
  where "id" = $2;

-- robots.count (namespaceId)
select count(*) as "robots"
  from "robots"
  where "namespace_id" = $1;

-- robots.delete (id)
delete
  from "robots"
  where "id" = $1;

-- robots.find (namespace, name)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "namespaces"."name" = $1
  and "robots"."name" = $2;

-- robots.find_by_id (id)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "robots"."id" = $1
  and "namespaces"."deleted_at" is null;

-- robots.insert (namespaceId, name, description, now, createdBy)
insert into "robots" ("namespace_id", "name", "description", "created_at", "created_by")
  values ($1, $2, $3, $4, $5)
  on conflict do nothing
  returning "id";

-- robots.list (namespaceId, after, limit)
select "robots"."id", "robots"."namespace_id", "namespaces"."name" as "namespace", "robots"."name", "robots"."description", "robots"."disabled_at", "robots"."created_at", "robots"."created_by", "robots"."version"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  where "robots"."namespace_id" = $1
  and "robots"."name" > $2
  order by "robots"."name"
  limit $3;

-- robots.update (description, disabledAt, 1, id, version)
update "robots"
  set "description" = $1, "disabled_at" = $2, "version" = "version" + $3
  where "id" = $4
  and "version" = $5;

-- search.digests_all (after, afterId, after, before, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > ($1, $2)
  and "m"."digest" >= $3
  and "m"."digest" < $4
  and "r"."deleted_at" is null
  and 1 = 1
  order by "m"."digest", "m"."id"
  limit $5;

-- search.digests_few (after, afterId, after, before, ids, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > ($1, $2)
  and "m"."digest" >= $3
  and "m"."digest" < $4
  and "r"."deleted_at" is null
  and r.id in (select cast(value as bigint)
  from jsonb_array_elements_text(cast($5 as text)::jsonb) as value)
  order by "m"."digest", "m"."id"
  limit $6;

-- search.digests_readable (after, afterId, after, before, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "m"."digest", "m"."id" as "manifestId", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."media_type" as "mediaType"
  from "manifests" as "m"
  inner join "repositories" as "r" on "r"."id" = "m"."repository_id"
  where ("m"."digest", "m"."id") > ($1, $2)
  and "m"."digest" >= $3
  and "m"."digest" < $4
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select $5 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $6
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $7
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $8
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $9 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $10
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $11
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = $12
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $13
        union all select g.repository_id
  from grants g
  where g.robot_id = $14))
   
  and ($15 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $16)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $17)))
  order by "m"."digest", "m"."id"
  limit $18;

-- search.repositories_all (after, afterId, after, before, visibility, visibility, from, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > ($1, $2)
  and "t"."term" >= $3
  and "t"."term" < $4
   
  and ($5 = '' or t.visibility = $6)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $7
  and e.term < t.term)
  order by "t"."term", "t"."repository_id"
  limit $8;

-- search.repositories_of_namespace (after, afterId, after, before, visibility, visibility, from, namespaceId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > ($1, $2)
  and "t"."term" >= $3
  and "t"."term" < $4
   
  and ($5 = '' or t.visibility = $6)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $7
  and e.term < t.term)
  and "t"."namespace_id" = $8
  order by "t"."term", "t"."repository_id"
  limit $9;

-- search.repositories_of_namespace_readable (after, afterId, after, before, visibility, visibility, from, namespaceId, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > ($1, $2)
  and "t"."term" >= $3
  and "t"."term" < $4
   
  and ($5 = '' or t.visibility = $6)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $7
  and e.term < t.term)
  and "t"."namespace_id" = $8
  and (t.visibility = 'public' or t.namespace_id in (select $9 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $10
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $11
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $12
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $13 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $14
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $15
  and u.is_admin = 1) or t.repository_id in (select g.repository_id
  from grants g
  where g.user_id = $16
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = $17
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = $18
  and g.repository_id is not null))
  and ($19 = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = $20)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $21))
  order by "t"."term", "t"."repository_id"
  limit $22;

-- search.repositories_readable (after, afterId, after, before, visibility, visibility, from, after, afterId, after, before, visibility, visibility, from, tokenId, tokenId, tokenId, limit, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, after, afterId, after, before, visibility, visibility, from, tokenId, tokenId, tokenId, limit, userId, userId, robotId, after, afterId, after, before, visibility, visibility, from, limit, tokenId, tokenId, tokenId, limit)
select "t"."term", "t"."repository_id" as "id"
  from "repository_terms" as "t"
  where ("t"."term", "t"."repository_id") > ($1, $2)
  and "t"."term" >= $3
  and "t"."term" < $4
   
  and ($5 = '' or t.visibility = $6)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $7
  and e.term < t.term)
  and t.id in (select id
  from (
    select t.id, t.term, t.repository_id
  from repository_terms t
  where t.visibility = 'public'
  and ("t"."term", "t"."repository_id") > ($8, $9)
  and "t"."term" >= $10
  and "t"."term" < $11
   
  and ($12 = '' or t.visibility = $13)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $14
  and e.term < t.term)
  and ($15 = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = $16)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $17))
   
  order by t.term, t.repository_id
  limit $18) as public_ones union all select inside.id
  from (select distinct id
  from (select $19 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $20
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $21
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $22
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $23 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $24
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $25
  and u.is_admin = 1) as spaces) as outside cross join lateral (select t.id
  from repository_terms t
  where t.namespace_id = outside.id
  and ("t"."term", "t"."repository_id") > ($26, $27)
  and "t"."term" >= $28
  and "t"."term" < $29
   
  and ($30 = '' or t.visibility = $31)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $32
  and e.term < t.term)
  and ($33 = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = $34)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $35))
   
  order by t.term, t.repository_id
  limit $36) as picked
     
  inner join "repository_terms" as inside on inside."id" = picked."id" union all select id
  from (
    select t.id, t.term, t.repository_id
  from repository_terms t
  where t.repository_id in (select g.repository_id
  from grants g
  where g.user_id = $37
  and g.repository_id is not null
    union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
     
  where tm.user_id = $38
  and g.repository_id is not null
    union all select g.repository_id
  from grants g
  where g.robot_id = $39
  and g.repository_id is not null)
  and ("t"."term", "t"."repository_id") > ($40, $41)
  and "t"."term" >= $42
  and "t"."term" < $43
   
  and ($44 = '' or t.visibility = $45)
   
  and not exists (select e.term
  from repository_terms e
  where e.repository_id = t.repository_id
  and e.term >= $46
  and e.term < t.term)
   
  order by t.term, t.repository_id
  limit $47) as granted_ones)
  and ($48 = 0
      or "t"."repository_id" in (select l.repository_id
  from token_limits l
  where l.token_id = $49)
      or "t"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $50))
  order by "t"."term", "t"."repository_id"
  limit $51;

-- search.tags_all (after, afterId, after, before, limit)
select "t"."name" as "tag", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."digest"
  from "tags" as "t"
  inner join "repositories" as "r" on "r"."id" = "t"."repository_id"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where ("t"."name", "t"."repository_id") > ($1, $2)
  and "t"."name" >= $3
  and "t"."name" < $4
  and "r"."deleted_at" is null
  and 1 = 1
  order by "t"."name", "t"."repository_id"
  limit $5;

-- search.tags_few (ids, after, before, after, afterId, limit, limit)
select inside.name as tag, r.id as "repositoryId", r.name as repository, m.digest
         
  from (select cast(value as bigint) as id
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value) as outside cross join lateral (select t.name
  from tags t
     
  where t.repository_id = outside.id
  and t.name >= $2
  and t.name < $3
       
  and (t.name > $4 or t.repository_id > $5)
     
  order by t.name
  limit $6) as picked
     
  inner join "tags" as inside on inside."name" = picked."name"
  and inside."repository_id" = outside.id
  inner join repositories r on r.id = inside.repository_id
  inner join manifests m on m.id = inside.manifest_id
         
  where r.deleted_at is null
  order by inside.name, r.id
  limit $7;

-- search.tags_readable (after, afterId, after, before, ownNamespaceId, userId, userId, robotId, userId, tokenId, userId, userId, userId, robotId, tokenId, tokenId, tokenId, limit)
select "t"."name" as "tag", "r"."id" as "repositoryId", "r"."name" as "repository", "m"."digest"
  from "tags" as "t"
  inner join "repositories" as "r" on "r"."id" = "t"."repository_id"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where ("t"."name", "t"."repository_id") > ($1, $2)
  and "t"."name" >= $3
  and "t"."name" < $4
  and "r"."deleted_at" is null
  and (
    (r.visibility = 'public'
      or r.namespace_id in (select $5 as id
    union all select m.namespace_id
  from members m join namespaces n on n.id = m.namespace_id
     
  where m.user_id = $6
  and (m.role <> 'member' or n.default_permission > 0)
    union all select g.namespace_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $7
  and g.repository_id is null
    union all select g.namespace_id
  from grants g
  where g.robot_id = $8
  and g.repository_id is null
    union all select n.id
  from namespaces n
  where n.name = 'library'
  and n.kind = 'builtin'
  and $9 > 0
    union all select coalesce(l.namespace_id, limited.namespace_id)
  from users u join token_limits l on l.token_id = $10
     
  left join repositories limited on limited.id = l.repository_id
     
  where u.id = $11
  and u.is_admin = 1)
      or r.id in (
        select g.repository_id
  from grants g
  where g.user_id = $12
        union all select g.repository_id
  from team_members tm join grants g on g.team_id = tm.team_id
  where tm.user_id = $13
        union all select g.repository_id
  from grants g
  where g.robot_id = $14))
   
  and ($15 = 0
      or "r"."id" in (select l.repository_id
  from token_limits l
  where l.token_id = $16)
      or "r"."namespace_id" in (select l.namespace_id
  from token_limits l
  where l.token_id = $17)))
  order by "t"."name", "t"."repository_id"
  limit $18;

-- search.users_all (after, before, limit)
select "username", "display_name" as "displayName"
  from "users"
  where "username" > $1
  and "username" < $2
  and "disabled_at" is null
  order by "username"
  limit $3;

-- search.users_visible (after, before, userId, userId, limit)
select "username", "display_name" as "displayName"
  from "users"
  where "username" > $1
  and "username" < $2
  and "disabled_at" is null
  and users.id in (select $3 union all
        select theirs.user_id
  from members mine join members theirs on theirs.namespace_id = mine.namespace_id
  where mine.user_id = $4)
  order by "username"
  limit $5;

-- sessions.authenticated (now, id)
update "sessions"
  set "authenticated_at" = $1
  where "id" = $2;

-- sessions.delete_ended (userId, before, before)
delete
  from "sessions"
  where "user_id" = $1
  and ("revoked_at" < $2 or "expires_at" < $3);

-- sessions.find_by_hash (secretHash)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "secret_hash" = $1;

-- sessions.find_by_id (id)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "id" = $1;

-- sessions.insert (userId, kind, secretHash, now, now, expiresAt, authenticatedAt, address, userAgent, provider, providerSession)
insert into "sessions" ("user_id", "kind", "secret_hash", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "provider_session")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  returning "id";

-- sessions.list_of_user (userId, after, now, limit)
select "id", "user_id", "kind", "created_at", "last_seen_at", "expires_at", "authenticated_at", "address", "user_agent", "provider", "revoked_at"
  from "sessions"
  where "user_id" = $1
  and "id" > $2
  and "revoked_at" is null
  and "expires_at" > $3
  order by "id"
  limit $4;

-- sessions.revoke (now, id)
update "sessions"
  set "revoked_at" = $1
  where "id" = $2
  and "revoked_at" is null;

-- sessions.revoke_of_provider (now, provider, providerSession)
update "sessions"
  set "revoked_at" = $1
  where "provider" = $2
  and "provider_session" = $3
  and "revoked_at" is null;

-- sessions.revoke_of_user (now, userId, except)
update "sessions"
  set "revoked_at" = $1
  where "user_id" = $2
  and "id" <> $3
  and "revoked_at" is null;

-- sessions.revoke_unused (now, userId, kind, 1000, kept)
update "sessions"
  set "revoked_at" = $1
  where "id" in (select "id"
  from "sessions"
  where "user_id" = $2
  and "kind" = $3
  and "revoked_at" is null
  order by "last_seen_at" desc, "id" desc
  limit $4 offset $5);

-- sessions.seen (now, expiresAt, id)
update "sessions"
  set "last_seen_at" = $1, "expires_at" = $2
  where "id" = $3
  and "revoked_at" is null;

-- signing_keys.insert (id, algorithm, privateJwk, now, activatesAt)
insert into "signing_keys" ("id", "algorithm", "private_jwk", "created_at", "activates_at")
  values ($1, $2, $3, $4, $5);

-- signing_keys.list (retiredAfter)
select "id", "algorithm", "private_jwk", "activates_at", "retired_at"
  from "signing_keys"
  where ("retired_at" is null or "retired_at" > $1)
  order by "activates_at" desc, "created_at" desc;

-- signing_keys.retire_others (retiredAt, id, retiredAt)
update "signing_keys"
  set "retired_at" = $1
  where "id" <> $2
  and ("retired_at" is null or "retired_at" > $3);

-- storage.blob_keys_among (keys)
select "storage_key"
  from "blobs"
  where "storage_key" in (select value
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- storage.blobs (after, limit)
select "digest", "storage_key" as "storageKey", "size_bytes" as "sizeBytes", "quarantined_at" as "quarantinedAt"
  from "blobs"
  where "digest" > $1
  order by "digest"
  limit $2;

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
  from jsonb_array_elements_text(cast($1 as text)::jsonb) as value);

-- storage_counts.find (name)
select "keys", "bytes", "counted_at" as "countedAt"
  from "storage_counts"
  where "name" = $1;

-- storage_counts.put (name, keys, bytes, now, keys, bytes, now)
insert into "storage_counts" ("name", "keys", "bytes", "counted_at")
  values ($1, $2, $3, $4)
  on conflict ("name")
  do update
  set "keys" = $5, "bytes" = $6, "counted_at" = $7;

-- tag_history.insert (repositoryId, tag, digest, previous, now, actor)
insert into "tag_history" ("repository_id", "tag", "digest", "previous_digest", "changed_at", "changed_by")
  values ($1, $2, $3, $4, $5, $6);

-- tag_history.insert_deletions (digest, now, actor, manifestId)
insert into "tag_history" ("repository_id", "tag", "previous_digest", "changed_at", "changed_by") select "repository_id", "name", $1 as "previous_digest", $2 as "changed_at", $3 as "changed_by"
  from "tags"
  where "manifest_id" = $4;

-- tag_history.list (repositoryId, tag, before, limit)
select "id", "digest", "previous_digest" as "previousDigest", "changed_at" as "changedAt", "changed_by" as "changedBy"
  from "tag_history"
  where "repository_id" = $1
  and "tag" = $2
  and "id" < $3
  order by "id" desc
  limit $4;

-- tag_history.list_of_repository (repositoryId, before, limit)
select "id", "tag", "digest", "previous_digest" as "previousDigest", "changed_at" as "changedAt", "changed_by" as "changedBy"
  from "tag_history"
  where "repository_id" = $1
  and "id" < $2
  order by "id" desc
  limit $3;

-- tag_history.purge (repositoryId, repositoryId, limit)
delete
  from "tag_history"
  where "repository_id" = $1
       
  and "id" in (select "id"
  from "tag_history"
  where "repository_id" = $2
  limit $3);

-- tag_rules.delete (id)
delete
  from "tag_rules"
  where "id" = $1;

-- tag_rules.find (id)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "id" = $1;

-- tag_rules.insert (namespaceId, repositoryId, patterns, createdBy, now)
insert into "tag_rules" ("namespace_id", "repository_id", "patterns", "created_by", "created_at")
  values ($1, $2, $3, $4, $5)
  returning "id";

-- tag_rules.list_of_namespace (namespaceId)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "namespace_id" = $1
  order by "id";

-- tag_rules.list_of_repository (repositoryId)
select "id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"
  from "tag_rules"
  where "repository_id" = $1
  order by "id";

-- tags.by_name_asc (repositoryId, from, before, limit)
select "name", "name" as "value"
  from "tags"
  where "repository_id" = $1
  and "name" >= $2
  and "name" < $3
  order by "name" asc
  limit $4;

-- tags.by_name_desc (repositoryId, from, before, limit)
select "name", "name" as "value"
  from "tags"
  where "repository_id" = $1
  and "name" >= $2
  and "name" < $3
  order by "name" desc
  limit $4;

-- tags.by_size_bytes_asc (repositoryId, value, after, until, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = $1
  and ("size_bytes", name) > ($2, $3)
  and "size_bytes" <= $4
  and "name" >= $5
  and "name" < $6
  order by "size_bytes" asc, "name" asc
  limit $7;

-- tags.by_size_bytes_desc (repositoryId, value, after, until, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = $1
  and ("size_bytes", name) < ($2, $3)
  and "size_bytes" >= $4
  and "name" >= $5
  and "name" < $6
  order by "size_bytes" desc, "name" desc
  limit $7;

-- tags.by_updated_at_asc (repositoryId, value, after, until, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = $1
  and ("updated_at", name) > ($2, $3)
  and "updated_at" <= $4
  and "name" >= $5
  and "name" < $6
  order by "updated_at" asc, "name" asc
  limit $7;

-- tags.by_updated_at_desc (repositoryId, value, after, until, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = $1
  and ("updated_at", name) < ($2, $3)
  and "updated_at" >= $4
  and "name" >= $5
  and "name" < $6
  order by "updated_at" desc, "name" desc
  limit $7;

-- tags.by_version_key_asc (repositoryId, value, after, until, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = $1
  and ("version_key", name) > ($2, $3)
  and "version_key" <= $4
  and "name" >= $5
  and "name" < $6
  order by "version_key" asc, "name" asc
  limit $7;

-- tags.by_version_key_desc (repositoryId, value, after, until, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = $1
  and ("version_key", name) < ($2, $3)
  and "version_key" >= $4
  and "name" >= $5
  and "name" < $6
  order by "version_key" desc, "name" desc
  limit $7;

-- tags.delete (repositoryId, tag)
delete
  from "tags"
  where "repository_id" = $1
  and "name" = $2;

-- tags.delete_of_manifest (manifestId)
delete
  from "tags"
  where "manifest_id" = $1;

-- tags.few_with_size_bytes (repositoryId, from, before, limit)
select "name", "size_bytes" as "value"
  from "tags"
  where "repository_id" = $1
  and "name" >= $2
  and "name" < $3
  order by "name"
  limit $4;

-- tags.few_with_updated_at (repositoryId, from, before, limit)
select "name", "updated_at" as "value"
  from "tags"
  where "repository_id" = $1
  and "name" >= $2
  and "name" < $3
  order by "name"
  limit $4;

-- tags.few_with_version_key (repositoryId, from, before, limit)
select "name", "version_key" as "value"
  from "tags"
  where "repository_id" = $1
  and "name" >= $2
  and "name" < $3
  order by "name"
  limit $4;

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

-- tags.list_of_manifest (manifestId, limit)
select "name"
  from "tags"
  where "manifest_id" = $1
  limit $2;

-- tags.listings (repositoryId, names)
select "t"."name", "m"."digest", "m"."media_type" as "mediaType", "m"."artifact_type" as "artifactType", "t"."size_bytes" as "sizeBytes", "t"."updated_at" as "updatedAt"
  from "tags" as "t"
  inner join "manifests" as "m" on "m"."id" = "t"."manifest_id"
  where "t"."repository_id" = $1
  and "t"."name" in (select value
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value);

-- tags.mark_pulled (now, manifestId, names)
update "tags"
  set "last_pulled_at" = $1
  where "repository_id" = (select "repository_id"
  from "manifests"
  where "id" = $2)
  and "name" in (select value
  from jsonb_array_elements_text(cast($3 as text)::jsonb) as value);

-- tags.page_of_manifest (manifestId, after, limit)
select "name"
  from "tags"
  where "manifest_id" = $1
  and "name" > $2
  order by "name"
  limit $3;

-- tags.point (repositoryId, tag, manifestId, now, versionKey, manifestId)
insert into "tags" ("repository_id", "name", "manifest_id", "updated_at", "version_key", "size_bytes")
  values ($1, $2, $3, $4, $5, (select "total_bytes"
  from "manifests"
  where "id" = $6))
  on conflict ("repository_id", "name")
  do update
  set "manifest_id" = "excluded"."manifest_id", "size_bytes" = "excluded"."size_bytes", "updated_at" = "excluded"."updated_at";

-- tags.purge (repositoryId, repositoryId, limit)
delete
  from "tags"
  where "repository_id" = $1
       
  and "name" in (select "name"
  from "tags"
  where "repository_id" = $2
  limit $3);

-- tags.set_version_key (versionKey, tag)
update "tags"
  set "version_key" = $1
  where "name" = $2
  and "version_key" is null;

-- tags.state (repositoryId, tag)
select "tags"."name", "tags"."manifest_id", "manifests"."digest", "tags"."updated_at", "tags"."last_pulled_at", "tags"."version_key"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = $1
  and "tags"."name" = $2;

-- tags.states (repositoryId, after, limit)
select "tags"."name", "tags"."manifest_id", "manifests"."digest", "tags"."updated_at", "tags"."last_pulled_at", "tags"."version_key"
  from "tags"
  inner join "manifests" on "manifests"."id" = "tags"."manifest_id"
  where "tags"."repository_id" = $1
  and "tags"."name" > $2
  order by "tags"."name"
  limit $3;

-- tags.unsorted (limit)
select distinct "name"
  from "tags"
  where "version_key" is null
  limit $1;

-- team_members.delete (teamId, userId)
delete
  from "team_members"
  where "team_id" = $1
  and "user_id" = $2;

-- team_members.delete_of_namespace (userId, namespaceId)
delete
  from "team_members"
  where "user_id" = $1
  and "team_id" in (select "id"
  from "teams"
  where "namespace_id" = $2);

-- team_members.insert (teamId, userId, source, now)
insert into "team_members" ("team_id", "user_id", "source", "created_at")
  values ($1, $2, $3, $4)
  on conflict do nothing;

-- team_members.list (teamId, after, limit)
select "users"."id" as "userId", "users"."username", "users"."display_name" as "displayName", "team_members"."source", "team_members"."created_at" as "createdAt"
  from "team_members"
  inner join "users" on "users"."id" = "team_members"."user_id"
  where "team_members"."team_id" = $1
  and "users"."username" > $2
  order by "users"."username"
  limit $3;

-- teams.count (namespaceId)
select count(*) as "teams"
  from "teams"
  where "namespace_id" = $1;

-- teams.delete (id)
delete
  from "teams"
  where "id" = $1;

-- teams.find (namespaceId, name)
select "id", "namespace_id", "name", "description", "external_group", "created_at", "version"
  from "teams"
  where "namespace_id" = $1
  and "name" = $2;

-- teams.insert (namespaceId, name, description, externalGroup, now)
insert into "teams" ("namespace_id", "name", "description", "external_group", "created_at")
  values ($1, $2, $3, $4, $5)
  on conflict do nothing
  returning "id";

-- teams.list (namespaceId, after, limit)
select "id", "namespace_id", "name", "description", "external_group", "created_at", "version"
  from "teams"
  where "namespace_id" = $1
  and "name" > $2
  order by "name"
  limit $3;

-- teams.list_of_groups (groups)
select "teams"."id", "teams"."namespace_id", "teams"."name", "teams"."description", "teams"."external_group", "teams"."created_at", "teams"."version"
  from "teams"
  inner join jsonb_array_elements_text(cast($1 as text)::jsonb) as "value" on "value"."value" = "teams"."external_group";

-- teams.list_synced_of_user (userId, "group")
select "teams"."id", "teams"."namespace_id", "teams"."name", "teams"."description", "teams"."external_group", "teams"."created_at", "teams"."version"
  from "team_members"
  inner join "teams" on "teams"."id" = "team_members"."team_id"
  where "team_members"."user_id" = $1
  and "team_members"."source" = $2;

-- teams.update (description, externalGroup, 1, id, version)
update "teams"
  set "description" = $1, "external_group" = $2, "version" = "version" + $3
  where "id" = $4
  and "version" = $5;

-- token_limits.delete_of_repository (repositoryId)
delete
  from "token_limits"
  where "repository_id" = $1;

-- token_limits.insert (tokenId, namespaceId, repositoryId)
insert into "token_limits" ("token_id", "namespace_id", "repository_id")
  values ($1, $2, $3);

-- token_limits.list (id)
select "namespaces"."name" as "namespace", "repositories"."name" as "repository"
  from "token_limits"
  left join "namespaces" on "namespaces"."id" = "token_limits"."namespace_id"
  and "namespaces"."deleted_at" is null
  left join "repositories" on "repositories"."id" = "token_limits"."repository_id"
  and "repositories"."deleted_at" is null
  where "token_limits"."token_id" = $1
  order by "token_limits"."id";

-- tokens.find_by_hash (secretHash)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "secret_hash" = $1;

-- tokens.find_by_id (id)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "id" = $1;

-- tokens.insert (userId, robotId, name, secretHash, scopes, isLimited, now, expiresAt)
insert into "tokens" ("user_id", "robot_id", "name", "secret_hash", "scopes", "is_limited", "created_at", "expires_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  returning "id";

-- tokens.list_of_robot (robotId, after, limit)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "robot_id" = $1
  and "id" > $2
  and "revoked_at" is null
  order by "id"
  limit $3;

-- tokens.list_of_user (userId, after, limit)
select "id", "user_id", "robot_id", "name", "scopes", "is_limited", "created_at", "expires_at", "last_used_at", "last_used_from", "revoked_at"
  from "tokens"
  where "user_id" = $1
  and "id" > $2
  and "revoked_at" is null
  order by "id"
  limit $3;

-- tokens.reaches_limit (userId, robotId, 1, limit)
select "id"
  from "tokens"
  where ("user_id" = $1 or "robot_id" = $2)
  and "revoked_at" is null
  limit $3 offset $4;

-- tokens.revoke (now, id)
update "tokens"
  set "revoked_at" = $1
  where "id" = $2
  and "revoked_at" is null;

-- tokens.touch (now, address, id)
update "tokens"
  set "last_used_at" = $1, "last_used_from" = $2
  where "id" = $3;

-- trash.content (id)
select "content"
  from "trash"
  where "id" = $1;

-- trash.delete (id)
delete
  from "trash"
  where "id" = $1;

-- trash.expire_of_repository (now, repositoryId, now)
update "trash"
  set "expires_at" = $1
  where "repository_id" = $2
  and "expires_at" > $3;

-- trash.expired (now, expiresAt, id, limit)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "expires_at" <= $1
  and ("expires_at", "id") > ($2, $3)
  order by "expires_at", "id"
  limit $4;

-- trash.find (id)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "id" = $1;

-- trash.find_keepers (repositoryId, digest)
select "trash"."id", "trash"."repository_id", "trash"."kind", "trash"."tag", "trash"."digest", "trash"."media_type", "trash"."size_bytes", "trash"."tag_count", "trash"."pushed_by", "trash"."reason", "trash"."deleted_by", "trash"."deleted_at", "trash"."expires_at"
  from "trash_references" as "kept"
  inner join "trash" on "trash"."id" = "kept"."trash_id"
  where "kept"."repository_id" = $1
  and "kept"."subject" = 'manifest'
  and "kept"."digest" = $2;

-- trash.find_manifests (repositoryId, digests, "manifest")
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = $1
  and "digest" in (select value
  from jsonb_array_elements_text(cast($2 as text)::jsonb) as value)
  and "kind" = $3;

-- trash.find_referrers (repositoryId, subject)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = $1
  and "subject_digest" = $2
  order by "id";

-- trash.insert_manifest ("manifest", reason, actor, now, expiresAt, manifestId)
insert into "trash" ("repository_id", "kind", "tag", "digest", "media_type", "subject_digest", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at", "content") select "repository_id", $1 as "kind", null as "tag", "digest", "media_type", "subject_digest", "size_bytes", (select count(*) as "tags"
  from "tags"
  where "tags"."manifest_id" = "manifests"."id") as "tag_count", "pushed_by", $2 as "reason", $3 as "deleted_by", $4 as "deleted_at", $5 as "expires_at", "content"
  from "manifests"
  where "id" = $6
  returning "id";

-- trash.insert_tag ("tag", tag, reason, actor, now, expiresAt, manifestId)
insert into "trash" ("repository_id", "kind", "tag", "digest", "media_type", "subject_digest", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at", "content") select "repository_id", $1 as "kind", $2 as "tag", "digest", "media_type", null as "subject_digest", "size_bytes", 0 as "tag_count", "pushed_by", $3 as "reason", $4 as "deleted_by", $5 as "deleted_at", $6 as "expires_at", null as "content"
  from "manifests"
  where "id" = $7
  returning "id", "repository_id", "digest";

-- trash.list (repositoryId, before, limit)
select "id", "repository_id", "kind", "tag", "digest", "media_type", "size_bytes", "tag_count", "pushed_by", "reason", "deleted_by", "deleted_at", "expires_at"
  from "trash"
  where "repository_id" = $1
  and "id" < $2
  order by "id" desc
  limit $3;

-- trash.purge (repositoryId, repositoryId, limit)
delete
  from "trash"
  where "repository_id" = $1
       
  and "id" in (select "id"
  from "trash"
  where "repository_id" = $2
  limit $3);

-- trash.total (repositoryId)
select count(*) as "entries"
  from "trash"
  where "repository_id" = $1;

-- trash_references.find (repositoryId, subject, digest, 1)
select "trash_id"
  from "trash_references"
  where "repository_id" = $1
  and "subject" = $2
  and "digest" = $3
  limit $4;

-- trash_references.insert (id, repositoryId, "manifest", digest)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest")
  values ($1, $2, $3, $4);

-- trash_references.insert_blobs (id, "blob", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select $1 as "trash_id", "repository_id", $2 as "subject", "digest"
  from "manifest_blobs"
  where "manifest_id" = $3;

-- trash_references.insert_children (id, "manifest", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select $1 as "trash_id", "repository_id", $2 as "subject", "digest"
  from "manifest_children"
  where "manifest_id" = $3;

-- trash_references.insert_referrers (id, "manifest", manifestId)
insert into "trash_references" ("trash_id", "repository_id", "subject", "digest") select $1 as "trash_id", "referrer"."repository_id", $2 as "subject", "referrer"."digest"
  from "manifests" as "subject"
  inner join "manifests" as "referrer" on "referrer"."repository_id" = "subject"."repository_id"
  and "referrer"."subject_digest" = "subject"."digest"
  where "subject"."id" = $3
  on conflict do nothing;

-- trash_references.list_manifests (id, "manifest")
select "digest"
  from "trash_references"
  where "trash_id" = $1
  and "subject" = $2;

-- trash_tags.insert_of_manifest (id, manifestId)
insert into "trash_tags" ("trash_id", "name") select $1 as "trash_id", "name"
  from "tags"
  where "manifest_id" = $2;

-- trash_tags.list (id, after, limit)
select "name"
  from "trash_tags"
  where "trash_id" = $1
  and "name" > $2
  order by "name"
  limit $3;

-- trust_rules.delete (id)
delete
  from "trust_rules"
  where "id" = $1;

-- trust_rules.find_by_id (id)
select "id", "robot_id", "name", "preset", "issuer", "audience", "claims", "created_at", "created_by", "last_used_at", "version"
  from "trust_rules"
  where "id" = $1;

-- trust_rules.insert (robotId, name, preset, issuer, audience, claims, createdBy, now)
insert into "trust_rules" ("robot_id", "name", "preset", "issuer", "audience", "claims", "created_by", "created_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  returning "id";

-- trust_rules.list_of_issuer (namespaceId, issuer, limit)
select "trust_rules"."id", "trust_rules"."robot_id", "trust_rules"."name", "trust_rules"."preset", "trust_rules"."issuer", "trust_rules"."audience", "trust_rules"."claims", "trust_rules"."created_at", "trust_rules"."created_by", "trust_rules"."last_used_at", "trust_rules"."version"
  from "robots"
  inner join "trust_rules" on "trust_rules"."robot_id" = "robots"."id"
  where "robots"."namespace_id" = $1
  and "robots"."disabled_at" is null
  and "trust_rules"."issuer" = $2
  order by "robots"."name", "trust_rules"."id"
  limit $3;

-- trust_rules.list_of_namespace (namespaceId, limit)
select "trust_rules"."id", "trust_rules"."robot_id", "trust_rules"."name", "trust_rules"."preset", "trust_rules"."issuer", "trust_rules"."audience", "trust_rules"."claims", "trust_rules"."created_at", "trust_rules"."created_by", "trust_rules"."last_used_at", "trust_rules"."version", "robots"."name" as "robot", "namespaces"."name" as "namespace"
  from "robots"
  inner join "namespaces" on "namespaces"."id" = "robots"."namespace_id"
  inner join "trust_rules" on "trust_rules"."robot_id" = "robots"."id"
  where "robots"."namespace_id" = $1
  order by "robots"."name", "trust_rules"."id"
  limit $2;

-- trust_rules.list_of_robot (robotId, after, limit)
select "id", "robot_id", "name", "preset", "issuer", "audience", "claims", "created_at", "created_by", "last_used_at", "version"
  from "trust_rules"
  where "robot_id" = $1
  and "id" > $2
  order by "id"
  limit $3;

-- trust_rules.touch (now, id)
update "trust_rules"
  set "last_used_at" = $1
  where "id" = $2;

-- trust_rules.update (name, issuer, audience, claims, 1, id, version)
update "trust_rules"
  set "name" = $1, "issuer" = $2, "audience" = $3, "claims" = $4, "version" = "version" + $5
  where "id" = $6
  and "version" = $7;

-- upload_parts.delete (id)
delete
  from "upload_parts"
  where "upload_id" = $1;

-- upload_parts.insert (id, number, etag, sizeBytes)
insert into "upload_parts" ("upload_id", "number", "etag", "size_bytes")
  values ($1, $2, $3, $4);

-- upload_parts.list (id)
select "number", "etag", "size_bytes" as "sizeBytes"
  from "upload_parts"
  where "upload_id" = $1
  order by "number";

-- upload_sessions.advance (to, digestSoFar, state, now, null, null, id, from, writer, writer)
update "upload_sessions"
  set "offset_bytes" = $1, "digest_so_far" = $2, "storage_state" = $3, "touched_at" = $4, "writer" = $5, "writer_until" = $6
  where "id" = $7
  and "offset_bytes" = $8
  and "finished_digest" is null
  and (cast($9 as text) is null or writer = $10);

-- upload_sessions.count_idle (before)
select count(*) as "sessions"
  from "upload_sessions"
  where "touched_at" < $1;

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

-- upload_sessions.drop_writer (null, null, id, writer)
update "upload_sessions"
  set "writer" = $1, "writer_until" = $2
  where "id" = $3
  and "writer" = $4;

-- upload_sessions.find (id)
select "id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest", "storage_state"
  from "upload_sessions"
  where "id" = $1;

-- upload_sessions.find_writer (id)
select "writer"
  from "upload_sessions"
  where "id" = $1;

-- upload_sessions.finish (digest, null, now, null, null, id, writer, writer)
update "upload_sessions"
  set "finished_digest" = $1, "storage_state" = $2, "touched_at" = $3, "writer" = $4, "writer_until" = $5
  where "id" = $6
  and "finished_digest" is null
  and (cast($7 as text) is null or writer = $8);

-- upload_sessions.idle_since (before, limit)
select "id"
  from "upload_sessions"
  where "touched_at" < $1
  order by "touched_at"
  limit $2;

-- upload_sessions.insert (id, repository, actor, algorithm, 0, now, now)
insert into "upload_sessions" ("id", "repository", "started_by", "algorithm", "offset_bytes", "started_at", "touched_at")
  values ($1, $2, $3, $4, $5, $6, $7);

-- upload_sessions.keep_writer (until, now, id, writer)
update "upload_sessions"
  set "writer_until" = $1, "touched_at" = $2
  where "id" = $3
  and "writer" = $4;

-- upload_sessions.move (to, from)
update "upload_sessions"
  set "repository" = $1
  where "repository" = $2;

-- upload_sessions.move_of_namespace (to, from, first, end)
update "upload_sessions"
  set "repository" = cast($1 as text) || substr("repository", length(cast($2 as text)) + 1)
  where "repository" >= $3
  and "repository" < $4;

-- upload_sessions.take_free (writer, until, now, id)
update "upload_sessions"
  set "writer" = $1, "writer_until" = $2, "touched_at" = $3
  where "id" = $4
  and "writer" is null;

-- upload_sessions.take_over (writer, until, now, id, now)
update "upload_sessions"
  set "writer" = $1, "writer_until" = $2, "touched_at" = $3
  where "id" = $4
  and "writer_until" <= $5;

-- upload_sessions.touch (now, id)
update "upload_sessions"
  set "touched_at" = $1
  where "id" = $2;

-- usage_counters.add (manifests, tags, blobs, blobBytes, repositoryId)
update "usage_counters"
  set "manifests" = "manifests" + $1, "tags" = "tags" + $2, "blobs" = "blobs" + $3, "blob_bytes" = "blob_bytes" + $4
  where "repository_id" = $5;

-- usage_counters.delete (repositoryId)
delete
  from "usage_counters"
  where "repository_id" = $1;

-- usage_counters.find (repositoryId)
select "manifests", "tags", "blobs", "blob_bytes" as "blobBytes"
  from "usage_counters"
  where "repository_id" = $1;

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
  where "r"."id" = $1
  on conflict ("repository_id")
  do update
  set "manifests" = "excluded"."manifests", "tags" = "excluded"."tags", "blobs" = "excluded"."blobs", "blob_bytes" = "excluded"."blob_bytes";

-- users.any (1)
select "id"
  from "users"
  limit $1;

-- users.count_admins (1)
select count(*) as "admins"
  from "users"
  where "is_admin" = $1
  and "disabled_at" is null;

-- users.delete (id)
delete
  from "users"
  where "id" = $1;

-- users.find (username)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "username" = $1;

-- users.find_by_email (email)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "email" = $1;

-- users.find_by_id (id)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "id" = $1;

-- users.find_solely_owned (userId, "owner", userId, "owner", 1)
select "namespaces"."name"
  from "members"
  inner join "namespaces" on "namespaces"."id" = "members"."namespace_id"
  where "members"."user_id" = $1
  and "members"."role" = $2
  and "namespaces"."deleted_at" is null
  and not exists (select "other"."user_id"
  from "members" as "other"
  inner join "users" on "users"."id" = "other"."user_id"
  where "other"."namespace_id" = "members"."namespace_id"
  and "other"."user_id" <> $3
  and "other"."role" = $4
  and "users"."disabled_at" is null)
  limit $5;

-- users.has_repositories (namespaceId, 1)
select "id"
  from "repositories"
  where "namespace_id" = $1
  and "deleted_at" is null
  limit $2;

-- users.insert (namespaceId, username, passwordHash, isAdmin, displayName, email, emailVerifiedAt, now)
insert into "users" ("namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "created_at")
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  returning "id";

-- users.list
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  order by "username";

-- users.page (after, limit)
select "id", "namespace_id", "username", "password_hash", "is_admin", "display_name", "email", "email_verified_at", "totp_secret", "totp_confirmed_at", "totp_step", "epoch", "version", "disabled_at", "created_at"
  from "users"
  where "username" > $1
  order by "username"
  limit $2;

-- users.release_email (null, 1, email, exceptId)
update "users"
  set "email" = $1, "version" = "version" + $2
  where "email" = $3
  and "email_verified_at" is null
  and "id" <> $4;

-- users.set_disabled (disabledAt, 1, 1, username)
update "users"
  set "disabled_at" = $1, "epoch" = "epoch" + $2, "version" = "version" + $3
  where "username" = $4;

-- users.set_password (passwordHash, 1, 1, username)
update "users"
  set "password_hash" = $1, "epoch" = "epoch" + $2, "version" = "version" + $3
  where "username" = $4;

-- users.set_profile (displayName, email, emailVerifiedAt, isAdmin, 1, id, version)
update "users"
  set "display_name" = $1, "email" = $2, "email_verified_at" = $3, "is_admin" = $4, "version" = "version" + $5
  where "id" = $6
  and "version" = $7;

-- users.set_totp (secret, confirmedAt, step, ended, 1, id)
update "users"
  set "totp_secret" = $1, "totp_confirmed_at" = $2, "totp_step" = $3, "epoch" = "epoch" + $4, "version" = "version" + $5
  where "id" = $6;

-- users.shares_organization (userId, otherId, 1)
select "mine"."namespace_id"
  from "members" as "mine"
  inner join "members" as "theirs" on "theirs"."namespace_id" = "mine"."namespace_id"
  inner join "namespaces" on "namespaces"."id" = "mine"."namespace_id"
  where "mine"."user_id" = $1
  and "theirs"."user_id" = $2
  and "namespaces"."deleted_at" is null
  limit $3;

-- users.use_totp_step (step, id, step)
update "users"
  set "totp_step" = $1
  where "id" = $2
  and "totp_step" < $3;
