// The sibling of sqlite-plans.test.ts on a real PostgreSQL, whose planner decides by how many rows there are and by what they hold. Tables are
// filled as those of a large installation are, and asked two things: whether a statement reads more than it needs, and whether what pushes, pulls,
// lists and the collector run goes by its index, also when the plan was made before any value was known.
import { SQL } from "bun";
import { afterAll, beforeAll, expect, test } from "bun:test";
import "../../src/metadata/metadata-store.ts";
import { type Statement, statements } from "../../src/metadata/statement.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { type Knowing, type Plan, Planner, type Values } from "./postgres-plan.ts";
import { HANDFULS, fillTables } from "./postgres-rows.ts";

/** What may be read from end to end, and by which statements. */
const READ_WHOLE: Readonly<Record<string, readonly string[]>> = {
  // Sums and counts of all there is: in a report, at most once a minute, or on a person's command.
  "blobs.stored": ["blobs"],
  "deleted_keys.total": ["deleted_keys"],
  "namespace_usage.total": ["namespace_usage"],
  "review_queue.depth": ["review_queue"],
  "storage.sums": ["blobs", "manifests", "namespace_usage", "upload_sessions"],
  "users.count_admins": ["users"],
  "users.list": ["users"],
  // A verification reads everything, once.
  "integrity.stray_links": ["blobs", "repository_blobs"],
  "integrity.stray_tags": ["manifests", "tags"],
  "storage.uploads_among": ["upload_sessions"],
  // Indexes of nothing but what is left to be done, or to go.
  "reachability.condemned": ["repository_blobs_condemned"],
  "reachability.condemned_total": ["repository_blobs_condemned"],
  "repositories.due_for_purge": ["repositories_by_deletion"],
  "repositories.unindexed": ["repositories_unindexed"],
  "tags.unsorted": ["tags_unsorted"],
  // Teams that follow a group, for a sign-in with up to hundreds of groups.
  "teams.list_of_groups": ["teams_by_group"],
  // One row, whichever.
  "users.any": ["users"],
  // For who may read more than 200 repositories: to find all of those at once is taken for cheaper than to ask for each match.
  "search.digests_readable": ["repositories"],
  "search.tags_readable": ["repositories"],
};

/** A tag, a digest or a link of a repository, by the repository or by itself: a planner's choice, and as good. */
const [A_TAG, A_DIGEST, A_LINK] = [
  "tags_key|tags_anywhere",
  "manifests_by_digest|manifests_anywhere",
  "repository_blobs_key|repository_blobs_by_digest",
] as const;

/** What pulls, pushes, deletions, lists and the collector run, with the indexes that lead to the rows: `|` between two that are as good. */
const HOT: Readonly<Record<string, readonly string[]>> = {
  "access.facts": ["namespaces_name_key", "repositories_name_key", "grants_by_team_wide", "grants_by_robot_wide"],
  "audit_log.list_by_namespace": ["audit_log_by_namespace"],
  "audit_log.list_by_nothing": ["audit_log_pkey"],
  "blobs.delete": ["blobs_pkey"],
  "blobs.find": ["blobs_pkey"],
  "blobs.find_in": [A_LINK],
  "blobs.sizes_in": [A_LINK],
  "deleted_keys.delete": ["deleted_keys_pkey"],
  "deleted_keys.due": ["deleted_keys_by_due"],
  "events.insert_tag_deletions": ["tags_by_manifest"],
  "events.list": ["events_pkey"],
  "manifest_uses.mark_pulled": ["manifests_pkey"],
  "manifests.content": ["manifests_pkey"],
  "manifests.delete": ["manifests_pkey"],
  "manifests.find_by_digest": [A_DIGEST],
  "manifests.find_by_tag": [A_TAG],
  "manifests.find_new_referrer": ["manifests_by_subject"],
  "manifests.total_bytes_in": [A_DIGEST],
  "namespace_blobs.delete_unlinked": ["namespace_blobs_key"],
  "namespace_blobs.remove_link": ["namespace_blobs_key"],
  "namespace_usage.add": ["namespace_usage_pkey"],
  "reachability.blob": ["blobs_pkey"],
  "reachability.blobs_of": ["manifest_blobs_key"],
  "reachability.children_of": ["manifest_children_key"],
  "reachability.held": ["holds_by_repository"],
  "reachability.holders": ["repository_blobs_by_digest"],
  "reachability.link": [A_LINK],
  "reachability.listed": ["manifest_children_by_digest"],
  "reachability.manifest": [A_DIGEST],
  "reachability.present": [A_DIGEST],
  "reachability.referenced": ["manifest_blobs_by_digest"],
  "reachability.referrers_of": ["manifests_by_subject"],
  "reachability.tagged": ["tags_by_manifest"],
  "reachability.trashed": ["trash_references_by_digest"],
  "referrers.list": ["manifests_by_subject"],
  "repositories.find": ["repositories_name_key"],
  "repositories.list_all": ["repositories_listing|repositories_name_key"],
  "repositories.list_of_namespace": ["repositories_by_namespace"],
  "repositories.list_readable": ["repositories_by_namespace"],
  "repositories.set_pushed": ["repositories_pkey"],
  "repository_blobs.condemn": [A_LINK],
  "repository_blobs.delete": [A_LINK],
  "repository_blobs.renew": [A_LINK],
  "repository_blobs.renew_in": [A_LINK],
  "retention_plans.freed_blobs": ["manifest_blobs_key", "repository_blobs_by_digest", "manifest_blobs_by_digest"],
  "review_queue.claim": ["review_queue_pkey"],
  "review_queue.delete": ["review_queue_pkey"],
  "review_queue.due": ["review_queue_by_due"],
  "review_queue.due_after": ["review_queue_by_due"],
  "review_queue.enqueue_blobs_of": ["manifest_blobs_key"],
  "review_queue.enqueue_children_of": ["manifest_children_key"],
  "review_queue.enqueue_of_trash": ["trash_references_key"],
  "review_queue.enqueue_referrers_of": ["manifests_by_subject"],
  "review_queue.postpone": ["review_queue_pkey"],
  "robots.find_by_id": ["robots_pkey"],
  "sessions.find_by_hash": ["sessions_secret_hash_key"],
  "sessions.find_by_id": ["sessions_pkey"],
  "sessions.seen": ["sessions_pkey"],
  "tag_history.insert_deletions": ["tags_by_manifest"],
  "tags.by_name_asc": ["tags_key"],
  "tags.by_updated_at_desc": ["tags_by_time|tags_key"],
  "tags.delete": [A_TAG],
  "tags.delete_of_manifest": ["tags_by_manifest"],
  "tags.find": [A_TAG],
  "tags.list": ["tags_key"],
  "tags.point": ["manifests_pkey"],
  "tokens.find_by_hash": ["tokens_secret_hash_key"],
  "tokens.find_by_id": ["tokens_pkey"],
  "tokens.touch": ["tokens_pkey"],
  "trash.delete": ["trash_pkey"],
  "trash.expired": ["trash_by_expiry"],
  "trash.find_manifests": ["trash_by_digest"],
  "trash.insert_manifest": ["manifests_pkey", "tags_by_manifest"],
  "trash.insert_tag": ["manifests_pkey"],
  "trash.list": ["trash_by_repository"],
  "trash_references.insert_blobs": ["manifest_blobs_key"],
  "trash_references.insert_children": ["manifest_children_key"],
  "trash_references.insert_referrers": ["manifests_by_subject"],
  "trash_tags.insert_of_manifest": ["tags_by_manifest"],
  "trash_tags.list": ["trash_tags_key"],
  "upload_parts.delete": ["upload_parts_key"],
  "upload_parts.list": ["upload_parts_key"],
  "upload_sessions.advance": ["upload_sessions_pkey"],
  "upload_sessions.delete": ["upload_sessions_pkey"],
  "upload_sessions.find": ["upload_sessions_pkey"],
  "upload_sessions.finish": ["upload_sessions_pkey"],
  "upload_sessions.keep_writer": ["upload_sessions_pkey"],
  "upload_sessions.take_free": ["upload_sessions_pkey"],
  "upload_sessions.take_over": ["upload_sessions_pkey"],
  "usage_counters.add": ["usage_counters_pkey"],
  "users.find": ["users_username_key"],
  "users.find_by_id": ["users_pkey"],
};

/**
 * As hot, but only as good as what is known of the beginning that is looked for: without values it is taken for two hundred times as much as
 * it is, and the server finds that plan too dear to use it.
 */
const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  "search.digests_all": ["manifests_anywhere"],
  "search.digests_few": ["manifests_anywhere"],
  "search.digests_readable": ["manifests_anywhere"],
  "search.repositories_all": ["repository_terms_key"],
  "search.repositories_of_namespace": ["repository_terms_by_namespace"],
  "search.repositories_of_namespace_readable": ["repository_terms_by_namespace"],
  "search.repositories_readable": ["repository_terms_by_visibility", "repository_terms_by_namespace", "repository_terms_by_repository"],
  "search.tags_all": ["tags_anywhere"],
  "search.tags_few": ["tags_key"],
  "search.tags_readable": ["tags_anywhere"],
  "search.users_all": ["users_username_key"],
  "search.users_visible": ["members_by_user"],
};

/** One in two hundred and fifty of all names and digests begins so. */
const BEGINNING: Values = { after: "80", from: "80", before: "81", visibility: "" };
/** The audit log's filters, by what a list of it goes by. */
const FILTERS = { namespace: "namespaceId", repository: "repositoryId", actor: "actor", nothing: undefined };
const ALL_FILTERS =
  "namespaceId repositoryId actor actorId actorKind tokenId federationSubject address requestId actionFrom actionTo outcome target since until";

function valuesFor(name: string): Values {
  if (name.startsWith("search.")) return BEGINNING;
  const [, by] = /^audit_log\.list_by_(\w+)$/.exec(name) ?? [];
  if (by === undefined) return {};
  const unset = ALL_FILTERS.split(" ").filter((filter) => filter !== FILTERS[by as keyof typeof FILTERS]);
  return Object.fromEntries(unset.map((filter) => [filter, null]));
}

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  let database: SQL;
  let planner: Planner;

  beforeAll(async () => {
    // Nothing here outlives the test, and nobody else may count the rows.
    server = await PostgresServer.start({ autovacuum: "off", max_wal_size: "4GB", full_page_writes: "off", shared_buffers: "256MB" });
    database = new SQL({ url: await server.database(), max: 1 });
    await fillTables(database);
    planner = await Planner.on(database);
  }, 180_000);
  afterAll(async () => {
    await database.close({ timeout: 1 });
    await server[Symbol.asyncDispose]();
  });

  const planOf = (name: string, knowing: Knowing) => planner.planOf(find(name), knowing, valuesFor(name));
  /** A table of a handful of rows is read faster than its index. */
  const readByMistake = (name: string, whole: readonly string[]) =>
    whole.filter((each) => !HANDFULS.has(each) && !READ_WHOLE[name]?.includes(each));

  test.each(statements.map(({ name }) => [name]))("%s reads no more than it needs", async (name) => {
    const { whole } = await planOf(name, "values");
    expect(readByMistake(name, whole)).toEqual([]);
  });

  test.each(Object.entries(HOT))("%s uses %p, whatever is known", async (name, indexes) => {
    for (const knowing of ["values", "no values"] as const) {
      const plan = await planOf(name, knowing);
      expect([knowing, plan.whole, unused(indexes, plan)]).toEqual([knowing, [], []]);
    }
  });

  test.each(Object.entries(SEARCHES))("%s uses %p", async (name, indexes) => {
    const plan = await planOf(name, "values");
    expect([readByMistake(name, plan.whole), unused(indexes, plan)]).toEqual([[], []]);
  });

  test.each(["blobs.sizes_in", "manifests.total_bytes_in"])("%s asks the index for each digest", async (name) => {
    const { conditions } = await planOf(name, "no values");
    expect(conditions[0]).toContain("(digest = ");
  });

  test("every search is among the searches", () => {
    const searches = statements.map(({ name }) => name).filter((name) => name.startsWith("search."));
    expect(Object.keys(SEARCHES).toSorted()).toEqual(searches.toSorted());
  });

  test.each([
    ["events", "select * from events where actor = 'x'"],
    ["events_pkey", "select * from events order by id limit 1"],
    ["repository_blobs_by_digest", "select 1 from repository_blobs where repository_id > 5 order by digest, repository_id limit 1"],
  ])("a plan that reads all of %s is seen", async (whole, sql) => {
    const plan = await planner.planOf({ name: "", build: () => ({ compile: () => ({ sql, parameters: [] }) }) } as never, "values");
    expect(plan.whole).toEqual([whole]);
  });
}

/** With what is used instead. */
function unused(indexes: readonly string[], plan: Plan): string[] {
  const isUsed = (index: string) => index.split("|").some((each) => plan.indexes.includes(each));
  return indexes.filter((index) => !isUsed(index)).map((index) => `${index}, but ${plan.indexes.join(", ")}`);
}

function find(name: string): Statement<never, unknown> {
  return statements.find((each) => each.name === name)!;
}
