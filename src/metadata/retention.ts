// Retention: the policies that say what is kept and what goes, and plans, which say of each tag and manifest what becomes of it and why.
import { type Compilable, type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { RetentionPlanItemsTable, RetentionPlansTable, RetentionPoliciesTable, Tables } from "./tables.ts";

/** Whose policy it is; the other is null. */
export type PolicyScope =
  { readonly namespaceId: number; readonly repositoryId: null } | { readonly namespaceId: null; readonly repositoryId: number };

export interface RetentionPolicyRecord {
  readonly id: number;
  readonly namespaceId: number | undefined;
  readonly repositoryId: number | undefined;
  /** JSON. */
  readonly rules: string;
  readonly automatic: boolean;
  readonly version: number;
  readonly updatedBy: string;
  readonly updatedAt: number;
}

export interface RetentionPlanRecord {
  readonly id: number;
  readonly namespaceId: number;
  /** Undefined: all repositories that the namespace's policy is for. */
  readonly repositoryId: number | undefined;
  readonly policyId: number;
  readonly policyVersion: number;
  /** JSON: the policy's when the plan was made. */
  readonly rules: string;
  readonly state: RetentionPlansTable["state"];
  /** JSON. */
  readonly summary: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly appliedBy: string | undefined;
  readonly appliedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

export type NewRetentionPlan = Pick<
  RetentionPlanRecord,
  "namespaceId" | "repositoryId" | "policyId" | "policyVersion" | "rules" | "createdBy" | "expiresAt"
>;

/** A tag or a manifest, with what becomes of it and why, and as it was when that was decided. */
export interface PlannedItem {
  readonly kind: "tag" | "manifest";
  readonly tag: Tag | null;
  readonly digest: Digest;
  readonly action: "keep" | "delete";
  /** The number of the rule that decided, counted from 1. */
  readonly rule: number | null;
  readonly why: string;
  readonly sizeBytes: number;
  readonly manifestId: number;
  /** When the tag was moved, or the manifest pushed. */
  readonly movedAt: number;
  readonly pulledAt: number | null;
}

export interface RetentionItemRecord extends PlannedItem {
  readonly id: number;
  readonly planId: number;
  readonly repositoryId: number;
  readonly outcome: "deleted" | "skipped" | undefined;
  /** Why it was skipped. */
  readonly detail: string | undefined;
}

/** What a plan looks at of a tag. */
export interface TagState {
  readonly name: Tag;
  readonly manifestId: number;
  readonly digest: Digest;
  readonly movedAt: number;
  readonly pulledAt: number | null;
  /** Sorts as versions do; what is none begins with 0. */
  readonly versionKey: string;
}

/** What a plan looks at of a manifest. */
export interface ManifestState {
  readonly id: number;
  readonly digest: Digest;
  readonly subjectDigest: Digest | null;
  /** When it was pushed last, or lost a tag. */
  readonly movedAt: number;
  readonly pulledAt: number | null;
  readonly sizeBytes: number;
}

const POLICY = ["id", "namespace_id", "repository_id", "rules", "automatic", "version", "updated_by", "updated_at"] as const;
const PLAN = [
  "id",
  "namespace_id",
  "repository_id",
  "policy_id",
  "policy_version",
  "rules",
  "state",
  "summary",
  "created_by",
  "created_at",
  "expires_at",
  "applied_by",
  "applied_at",
  "finished_at",
] as const;
const ITEM = [
  "id",
  "plan_id",
  "repository_id",
  "kind",
  "tag",
  "digest",
  "action",
  "rule",
  "why",
  "size_bytes",
  "manifest_id",
  "moved_at",
  "pulled_at",
  "outcome",
  "detail",
] as const;

const policyOfNamespace = statement<{ namespaceId: number }>()("retention_policies.find_of_namespace", (db, p) =>
  db.selectFrom("retention_policies").select(POLICY).where("namespace_id", "=", p.namespaceId),
);

const policyOfRepository = statement<{ repositoryId: number }>()("retention_policies.find_of_repository", (db, p) =>
  db.selectFrom("retention_policies").select(POLICY).where("repository_id", "=", p.repositoryId),
);

const automaticPolicies = statement<{ after: number; limit: number }>()("retention_policies.list_automatic", (db, p) =>
  db.selectFrom("retention_policies").select(POLICY).where("automatic", "=", 1).where("id", ">", p.after).orderBy("id").limit(p.limit),
);

const insertPolicy = statement<{
  namespaceId: number | null;
  repositoryId: number | null;
  rules: string;
  automatic: number;
  actor: string;
  now: number;
}>()("retention_policies.insert", (db, p) =>
  db
    .insertInto("retention_policies")
    .values({
      namespace_id: p.namespaceId,
      repository_id: p.repositoryId,
      rules: p.rules,
      automatic: p.automatic,
      updated_by: p.actor,
      updated_at: p.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

const updatePolicy = statement<{ id: number; rules: string; automatic: number; actor: string; now: number }>()(
  "retention_policies.update",
  (db, p) =>
    db
      .updateTable("retention_policies")
      .set((eb) => ({
        rules: p.rules,
        automatic: p.automatic,
        updated_by: p.actor,
        updated_at: p.now,
        version: eb("version", "+", 1),
      }))
      .where("id", "=", p.id),
);

const removePolicy = statement<{ id: number }>()("retention_policies.delete", (db, p) =>
  db.deleteFrom("retention_policies").where("id", "=", p.id),
);

/** Those for which the namespace's policy counts: they have none of their own. */
const governed = statement<{ namespaceId: number; after: string; limit: number }>()("retention_policies.governed", (db, p) =>
  db
    .selectFrom("repositories as r")
    .leftJoin("retention_policies as own", "own.repository_id", "r.id")
    .select(["r.id", "r.name"])
    .where("r.namespace_id", "=", p.namespaceId)
    .where("r.name", ">", p.after)
    .where("r.deleted_at", "is", null)
    .where("own.id", "is", null)
    .orderBy("r.name")
    .limit(p.limit),
);

const tagStates = statement<{ repositoryId: number; after: string; limit: number }>()("tags.states", (db, p) =>
  db
    .selectFrom("tags")
    .innerJoin("manifests", "manifests.id", "tags.manifest_id")
    .select(["tags.name", "tags.manifest_id", "manifests.digest", "tags.updated_at", "tags.last_pulled_at", "tags.version_key"])
    .where("tags.repository_id", "=", p.repositoryId)
    .where("tags.name", ">", p.after)
    .orderBy("tags.name")
    .limit(p.limit),
);

const tagState = statement<{ repositoryId: number; tag: string }>()("tags.state", (db, p) =>
  db
    .selectFrom("tags")
    .innerJoin("manifests", "manifests.id", "tags.manifest_id")
    .select(["tags.name", "tags.manifest_id", "manifests.digest", "tags.updated_at", "tags.last_pulled_at", "tags.version_key"])
    .where("tags.repository_id", "=", p.repositoryId)
    .where("tags.name", "=", p.tag),
);

const MANIFEST = ["m.id", "m.digest", "m.subject_digest", "m.pushed_at", "m.size_bytes", "u.last_pulled_at", "u.touched_at"] as const;

const manifestStates = statement<{ repositoryId: number; after: string; limit: number }>()("manifests.states", (db, p) =>
  db
    .selectFrom("manifests as m")
    .leftJoin("manifest_uses as u", "u.manifest_id", "m.id")
    .select(MANIFEST)
    .where("m.repository_id", "=", p.repositoryId)
    .where("m.digest", ">", p.after)
    .orderBy("m.digest")
    .limit(p.limit),
);

const manifestState = statement<{ repositoryId: number; digest: string }>()("manifests.state", (db, p) =>
  db
    .selectFrom("manifests as m")
    .leftJoin("manifest_uses as u", "u.manifest_id", "m.id")
    .select(MANIFEST)
    .where("m.repository_id", "=", p.repositoryId)
    .where("m.digest", "=", p.digest),
);

/** Pushed after that time. */
const newReferrer = statement<{ repositoryId: number; subject: string; since: number }>()("manifests.find_new_referrer", (db, p) =>
  db
    .selectFrom("manifests")
    .select("digest")
    .where("repository_id", "=", p.repositoryId)
    .where("subject_digest", "=", p.subject)
    .where("pushed_at", ">", p.since)
    .limit(1),
);

const children = statement<{ ids: string }>()("manifest_children.of_manifests", (db, p, dialect) =>
  db
    .selectFrom("manifest_children")
    .select(["manifest_id as manifestId", "digest"])
    .where("manifest_id", "in", sql<number>`(select cast(value as bigint) from ${dialect.rowsOf(p.ids)} as value)`),
);

const parentsOf = statement<{ repositoryId: number; digest: string; limit: number }>()("manifest_children.parents", (db, p) =>
  db
    .selectFrom("manifest_children")
    .innerJoin("manifests", "manifests.id", "manifest_children.manifest_id")
    .select(["manifests.id", "manifests.digest"])
    .where("manifest_children.repository_id", "=", p.repositoryId)
    .where("manifest_children.digest", "=", p.digest)
    .limit(p.limit),
);

const insertPlan = statement<{
  namespaceId: number;
  repositoryId: number | null;
  policyId: number;
  policyVersion: number;
  rules: string;
  createdBy: string;
  now: number;
  expiresAt: number;
}>()("retention_plans.insert", (db, p) =>
  db
    .insertInto("retention_plans")
    .values({
      namespace_id: p.namespaceId,
      repository_id: p.repositoryId,
      policy_id: p.policyId,
      policy_version: p.policyVersion,
      rules: p.rules,
      state: "computing",
      summary: "{}",
      created_by: p.createdBy,
      created_at: p.now,
      expires_at: p.expiresAt,
    })
    .returning("id"),
);

const insertItems = statement<{ planId: number; repositoryId: number; items: string }>()(
  "retention_plan_items.insert",
  (db, p, dialect) => {
    const text = (field: string) => dialect.fieldOf(sql.ref("value.value"), field);
    const number = (field: string) => sql`cast(${text(field)} as bigint)`;
    return raw(
      db,
      sql`insert into retention_plan_items
      (plan_id, repository_id, kind, tag, digest, action, rule, why, size_bytes, manifest_id, moved_at, pulled_at)
      select cast(${p.planId} as bigint), cast(${p.repositoryId} as bigint), ${text("kind")}, ${text("tag")}, ${text("digest")}, ${text("action")},
        cast(${text("rule")} as integer), ${text("why")}, ${number("sizeBytes")}, ${number("manifestId")}, ${number("movedAt")}, ${number("pulledAt")}
      from ${dialect.rowsOf(p.items)} as value`,
    );
  },
);

const findPlan = statement<{ id: number }>()("retention_plans.find", (db, p) =>
  db.selectFrom("retention_plans").select(PLAN).where("id", "=", p.id),
);

const plansOfRepository = statement<{ repositoryId: number; before: number; limit: number }>()(
  "retention_plans.list_of_repository",
  (db, p) =>
    db
      .selectFrom("retention_plans")
      .select(PLAN)
      .where("repository_id", "=", p.repositoryId)
      .where("id", "<", p.before)
      .orderBy("id", "desc")
      .limit(p.limit),
);

const plansOfNamespace = statement<{ namespaceId: number; before: number; limit: number }>()("retention_plans.list_of_namespace", (db, p) =>
  db
    .selectFrom("retention_plans")
    .select(PLAN)
    .where("namespace_id", "=", p.namespaceId)
    .where("repository_id", "is", null)
    .where("id", "<", p.before)
    .orderBy("id", "desc")
    .limit(p.limit),
);

/**
 * What no manifest that stays refers to, wherever it is. PostgreSQL takes a list inside of a condition to be made again for every blob, and would
 * rather read all links of the installation: so it is made before.
 */
const freedBlobs = statement<{ planId: number }>()("retention_plans.freed_blobs", (db, p) =>
  rawRows<{ bytes: number | null }>(
    db,
    sql`with gone as materialized (
        select i.manifest_id from retention_plan_items i where i.plan_id = ${p.planId} and i.action = 'delete' and i.kind = 'manifest')
      select sum(b.size_bytes) as bytes from blobs b
      where b.digest in (select mb.digest from manifest_blobs mb where mb.manifest_id in (select manifest_id from gone))
      and not exists (
        select 1 from repository_blobs rb join manifest_blobs still on still.repository_id = rb.repository_id and still.digest = rb.digest
        where rb.digest = b.digest and still.manifest_id not in (select manifest_id from gone))`,
  ),
);

const setReady = statement<{ id: number; summary: string }>()("retention_plans.set_ready", (db, p) =>
  db.updateTable("retention_plans").set({ state: "ready", summary: p.summary }).where("id", "=", p.id),
);

const begin = statement<{ id: number; actor: string; now: number }>()("retention_plans.begin", (db, p) =>
  db
    .updateTable("retention_plans")
    .set({ state: "applying", applied_by: p.actor, applied_at: p.now })
    .where("id", "=", p.id)
    .where("state", "=", "ready")
    .where("expires_at", ">", p.now),
);

const finish = statement<{ id: number; now: number }>()("retention_plans.finish", (db, p) =>
  db.updateTable("retention_plans").set({ state: "applied", finished_at: p.now }).where("id", "=", p.id).where("state", "=", "applying"),
);

const removeOld = statement<{ before: number; limit: number }>()("retention_plans.delete_old", (db, p) =>
  db.deleteFrom("retention_plans").where("id", "in", (eb) =>
    eb
      .selectFrom("retention_plans as old")
      .select("old.id")
      .where("old.created_at", "<", p.before)
      // Of one that is being applied somebody still waits for the report.
      .where("old.state", "!=", "applying")
      .orderBy("old.created_at")
      .limit(p.limit),
  ),
);

const items = statement<{ planId: number; after: number; limit: number }>()("retention_plan_items.list", (db, p) =>
  db.selectFrom("retention_plan_items").select(ITEM).where("plan_id", "=", p.planId).where("id", ">", p.after).orderBy("id").limit(p.limit),
);

const itemsOfAction = statement<{ planId: number; action: "keep" | "delete"; after: number; limit: number }>()(
  "retention_plan_items.list_of_action",
  (db, p) =>
    db
      .selectFrom("retention_plan_items")
      .select(ITEM)
      .where("plan_id", "=", p.planId)
      .where("action", "=", p.action)
      .where("id", ">", p.after)
      .orderBy("id")
      .limit(p.limit),
);

const pending = statement<{ planId: number; repositoryId: number; digest: string }>()("retention_plan_items.find_pending", (db, p) =>
  db
    .selectFrom("retention_plan_items")
    .select("id")
    .where("repository_id", "=", p.repositoryId)
    .where("digest", "=", p.digest)
    .where("plan_id", "=", p.planId)
    .where("kind", "=", "manifest")
    .where("action", "=", "delete")
    .where("outcome", "is", null),
);

const setOutcome = statement<{ id: number; outcome: "deleted" | "skipped"; detail: string | null }>()(
  "retention_plan_items.set_outcome",
  (db, p) =>
    db
      .updateTable("retention_plan_items")
      .set({ outcome: p.outcome, detail: p.detail })
      .where("id", "=", p.id)
      .where("outcome", "is", null),
);

const outcomes = statement<{ planId: number }>()("retention_plan_items.count_outcomes", (db, p) =>
  db
    .selectFrom("retention_plan_items")
    .select((eb) => ["outcome", eb.fn.countAll<number>().as("items")])
    .where("plan_id", "=", p.planId)
    .where("action", "=", "delete")
    .groupBy("outcome"),
);

export class RetentionReader {
  constructor(protected readonly db: Connection) {}

  async findPolicy({ namespaceId, repositoryId }: PolicyScope): Promise<RetentionPolicyRecord | undefined> {
    const row =
      namespaceId === null
        ? await this.db.first(policyOfRepository, { repositoryId })
        : await this.db.first(policyOfNamespace, { namespaceId });
    return row && toPolicy(row);
  }

  /** What counts for the repository: its own, else its namespace's. */
  async findEffective({ id, namespaceId }: { id: number; namespaceId: number }): Promise<RetentionPolicyRecord | undefined> {
    const own = await this.findPolicy({ namespaceId: null, repositoryId: id });
    return own ?? this.findPolicy({ namespaceId, repositoryId: null });
  }

  async automaticPolicies(after: number, limit: number): Promise<RetentionPolicyRecord[]> {
    return (await this.db.all(automaticPolicies, { after, limit })).map(toPolicy);
  }

  /** The namespace's repositories that have no policy of their own, by name. */
  governedRepositories(namespaceId: number, after: string, limit: number): Promise<{ id: number; name: string }[]> {
    return this.db.all(governed, { namespaceId, after, limit });
  }

  /** In byte order. */
  async tagStates(repositoryId: number, after: string, limit: number): Promise<TagState[]> {
    return (await this.db.all(tagStates, { repositoryId, after, limit })).map(toTagState);
  }

  async tagState(repositoryId: number, tag: Tag): Promise<TagState | undefined> {
    const row = await this.db.first(tagState, { repositoryId, tag });
    return row && toTagState(row);
  }

  /** In order of digest. */
  async manifestStates(repositoryId: number, after: string, limit: number): Promise<ManifestState[]> {
    return (await this.db.all(manifestStates, { repositoryId, after, limit })).map(toManifestState);
  }

  async manifestState(repositoryId: number, digest: Digest): Promise<ManifestState | undefined> {
    const row = await this.db.first(manifestState, { repositoryId, digest });
    return row && toManifestState(row);
  }

  async childrenOf(manifestIds: readonly number[]): Promise<{ manifestId: number; digest: Digest }[]> {
    if (manifestIds.length === 0) return [];
    return (await this.db.all(children, { ids: JSON.stringify(manifestIds) })) as { manifestId: number; digest: Digest }[];
  }

  /** The indexes that list the manifest. */
  async parentsOf(repositoryId: number, digest: Digest, limit: number): Promise<{ id: number; digest: Digest }[]> {
    return (await this.db.all(parentsOf, { repositoryId, digest, limit })) as { id: number; digest: Digest }[];
  }

  /** Something that was pushed after that time and has the manifest as its subject. */
  async findNewReferrer(repositoryId: number, subject: Digest, since: number): Promise<Digest | undefined> {
    return (await this.db.first(newReferrer, { repositoryId, subject, since }))?.digest as Digest | undefined;
  }

  async findPlan(id: number): Promise<RetentionPlanRecord | undefined> {
    const row = await this.db.first(findPlan, { id });
    return row && toPlan(row);
  }

  /** The newest first: those of one repository, or those of a whole namespace. */
  async plans({ namespaceId, repositoryId }: PolicyScope, before: number | undefined, limit: number): Promise<RetentionPlanRecord[]> {
    const page = { before: before ?? Number.MAX_SAFE_INTEGER, limit };
    const rows =
      namespaceId === null
        ? await this.db.all(plansOfRepository, { repositoryId, ...page })
        : await this.db.all(plansOfNamespace, { namespaceId, ...page });
    return rows.map(toPlan);
  }

  async items(planId: number, action: "keep" | "delete" | undefined, after: number, limit: number): Promise<RetentionItemRecord[]> {
    const rows = action
      ? await this.db.all(itemsOfAction, { planId, action, after, limit })
      : await this.db.all(items, { planId, after, limit });
    return rows.map(toItem);
  }

  /** Whether the plan has yet to delete the manifest. */
  async isPending(planId: number, repositoryId: number, digest: Digest): Promise<boolean> {
    return (await this.db.first(pending, { planId, repositoryId, digest })) !== undefined;
  }

  /** What the plan's deletions would free in storage, but for the manifests themselves. */
  async freedBlobBytes(planId: number): Promise<number> {
    return Number((await this.db.first(freedBlobs, { planId }))?.bytes ?? 0);
  }

  /** Of what the plan wants deleted. */
  async outcomes(planId: number): Promise<{ deleted: number; skipped: number; pending: number }> {
    const rows = await this.db.all(outcomes, { planId });
    const of = (outcome: string | null) => Number(rows.find((row) => row.outcome === outcome)?.items ?? 0);
    return { deleted: of("deleted"), skipped: of("skipped"), pending: of(null) };
  }
}

export class RetentionWriter extends RetentionReader {
  /** Undefined when there is one already. */
  async createPolicy(
    scope: PolicyScope,
    { rules, automatic, actor }: { rules: string; automatic: boolean; actor: string },
    now: number,
  ): Promise<number | undefined> {
    return (await this.db.first(insertPolicy, { ...scope, rules, automatic: automatic ? 1 : 0, actor, now }))?.id;
  }

  async updatePolicy(
    id: number,
    { rules, automatic, actor }: { rules: string; automatic: boolean; actor: string },
    now: number,
  ): Promise<void> {
    await this.db.run(updatePolicy, { id, rules, automatic: automatic ? 1 : 0, actor, now });
  }

  async deletePolicy(id: number): Promise<void> {
    await this.db.run(removePolicy, { id });
  }

  /** Without its items. */
  async createPlan({ repositoryId, ...plan }: NewRetentionPlan, now: number): Promise<number> {
    return (await this.db.first(insertPlan, { ...plan, repositoryId: repositoryId ?? null, now }))!.id;
  }

  async addItems(planId: number, repositoryId: number, planned: readonly PlannedItem[]): Promise<void> {
    await this.db.run(insertItems, { planId, repositoryId, items: JSON.stringify(planned) });
  }

  async setReady(id: number, summary: string): Promise<void> {
    await this.db.run(setReady, { id, summary });
  }

  /** Resolves to false for a plan that is not ready, or not any more. */
  async begin(id: number, actor: string, now: number): Promise<boolean> {
    return (await this.db.run(begin, { id, actor, now })) > 0;
  }

  async finish(id: number, now: number): Promise<void> {
    await this.db.run(finish, { id, now });
  }

  /** Resolves to false when it has one already: somebody else was faster. */
  async setOutcome(id: number, outcome: "deleted" | "skipped", detail?: string): Promise<boolean> {
    return (await this.db.run(setOutcome, { id, outcome, detail: detail ?? null })) > 0;
  }

  /** With their items. Resolves to how many there were. */
  async deleteOldPlans(before: number, limit: number): Promise<number> {
    return this.db.run(removeOld, { before, limit });
  }
}

function toPolicy(row: Selectable<RetentionPoliciesTable>): RetentionPolicyRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id ?? undefined,
    repositoryId: row.repository_id ?? undefined,
    rules: row.rules,
    automatic: row.automatic === 1,
    version: row.version,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}

function toPlan(row: Selectable<RetentionPlansTable>): RetentionPlanRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    repositoryId: row.repository_id ?? undefined,
    policyId: row.policy_id,
    policyVersion: row.policy_version,
    rules: row.rules,
    state: row.state,
    summary: row.summary,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    appliedBy: row.applied_by ?? undefined,
    appliedAt: row.applied_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}

function toItem(row: Selectable<RetentionPlanItemsTable>): RetentionItemRecord {
  return {
    id: row.id,
    planId: row.plan_id,
    repositoryId: row.repository_id,
    kind: row.kind,
    tag: row.tag as Tag | null,
    digest: row.digest as Digest,
    action: row.action,
    rule: row.rule,
    why: row.why,
    sizeBytes: row.size_bytes,
    manifestId: row.manifest_id,
    movedAt: row.moved_at,
    pulledAt: row.pulled_at,
    outcome: row.outcome ?? undefined,
    detail: row.detail ?? undefined,
  };
}

interface TagStateRow {
  readonly name: string;
  readonly manifest_id: number;
  readonly digest: string;
  readonly updated_at: number;
  readonly last_pulled_at: number | null;
  readonly version_key: string | null;
}

function toTagState(row: TagStateRow): TagState {
  return {
    name: row.name as Tag,
    manifestId: row.manifest_id,
    digest: row.digest as Digest,
    movedAt: row.updated_at,
    pulledAt: row.last_pulled_at,
    versionKey: row.version_key ?? "",
  };
}

interface ManifestStateRow {
  readonly id: number;
  readonly digest: string;
  readonly subject_digest: string | null;
  readonly pushed_at: number;
  readonly size_bytes: number;
  readonly last_pulled_at: number | null;
  readonly touched_at: number | null;
}

function toManifestState(row: ManifestStateRow): ManifestState {
  return {
    id: row.id,
    digest: row.digest as Digest,
    subjectDigest: row.subject_digest as Digest | null,
    movedAt: Math.max(row.pushed_at, row.touched_at ?? 0),
    pulledAt: row.last_pulled_at,
    sizeBytes: row.size_bytes,
  };
}

function raw(db: Kysely<Tables>, query: RawBuilder<unknown>): Compilable<unknown> {
  return { compile: () => query.compile(db) };
}

function rawRows<Row>(db: Kysely<Tables>, query: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => query.compile(db) };
}
