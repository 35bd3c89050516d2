// Retention: policies, plans and what becomes of each of their items; of an organization and of a repository alike.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { RetentionItemRecord, RetentionOwner, RetentionPlan, RetentionPolicy } from "../../management/retention.ts";
import { type RetentionRule, VERSION_RANGE } from "../../oci/retention-rules.ts";
import { accepted, created, noContent, ok, page, versionTag } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { API_ROOT, type Endpoint, type ManagementCall, endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { ORG, TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import { PATTERNS } from "./tag-rules.ts";
import { SHOWN_DIGEST } from "./tags.ts";
import { optionalTime, timeText } from "./times.ts";

const YEARS = 3650 * 86_400;
const seconds = (description: string) => z.int().min(0).max(YEARS).optional().openapi({ description });
const many = (description: string) => z.int().min(0).max(100_000).optional().openapi({ description });

const RULE_FIELDS = {
  action: z.enum(["keep", "delete"]),
  untagged: z.boolean().optional().openapi({ description: "About manifests without a tag, instead of tags" }),
  tags: PATTERNS.optional(),
  semver: z
    .string()
    .regex(VERSION_RANGE, "must be a range of versions")
    .optional()
    .openapi({ description: "Versions in this range, as npm writes it", example: ">=1.2 <2" }),
  newest_versions: many("Of what the other fields select, so many of the highest versions; to keep only"),
  newest_pushed: many("The same by when they were pushed last; to keep only"),
  older_than_seconds: seconds("Pushed longer ago than this"),
  younger_than_seconds: seconds("Pushed within this time"),
  not_pulled_for_seconds: seconds("Neither pulled nor pushed within this time"),
  pulled_within_seconds: seconds("Pulled within this time"),
};
const RULE = z.strictObject(RULE_FIELDS).openapi("RetentionRule");
/** Clients must bear new fields. */
const SHOWN_RULE = z.object({ ...RULE_FIELDS, tags: z.array(z.string()).optional() }).openapi("RetentionPolicyRule");

const POLICY = z
  .object({
    rules: z
      .array(SHOWN_RULE)
      .openapi({ description: "What one of them keeps is kept, whatever others say; what none selects is kept too" }),
    automatic: z.boolean().openapi({ description: "Whether it is planned and applied by itself" }),
    inherited: z.boolean().openapi({ description: "Of the organization, because the repository has none" }),
    updated_by: z.string(),
    updated_at: TIMESTAMP,
  })
  .openapi("RetentionPolicy");
const POLICY_BODY = z.strictObject({ rules: z.array(RULE).min(1).max(50), automatic: z.boolean().default(false) });

const PLAN = z
  .object({
    id: z.string().openapi({ example: "plan_12" }),
    state: z.enum(["computing", "ready", "applying", "applied", "expired"]),
    repository_id: z.string().nullable().openapi({ description: "Null: all repositories that the organization's policy counts for" }),
    summary: z
      .object({
        repositories: z.int(),
        kept_tags: z.int(),
        deleted_tags: z.int(),
        kept_manifests: z.int(),
        deleted_manifests: z.int(),
        freed_bytes: z.int().openapi({ description: "In storage, when the trash and the garbage collector are through with it" }),
        warnings: z.array(z.string()),
      })
      .nullable()
      .openapi({ description: "Null while it is being computed" }),
    outcomes: z
      .object({ deleted: z.int(), skipped: z.int(), pending: z.int() })
      .openapi({ description: "What became of what it wants deleted" }),
    created_by: z.string(),
    created_at: TIMESTAMP,
    expires_at: TIMESTAMP.openapi({ description: "From then on it cannot be applied" }),
    applied_by: z.string().nullable(),
    applied_at: TIMESTAMP.nullable(),
    finished_at: TIMESTAMP.nullable(),
  })
  .openapi("RetentionPlan");

const ITEM = z
  .object({
    repository_id: z.string().openapi({ example: "repo_12" }),
    kind: z.enum(["tag", "manifest"]),
    tag: z.string().nullable(),
    digest: SHOWN_DIGEST,
    action: z.enum(["keep", "delete"]),
    rule: z.int().nullable().openapi({ description: "The rule that decided, counted from 1; null where none did" }),
    why: z.string(),
    size_bytes: z.int().openapi({ description: "Of a manifest itself" }),
    outcome: z.enum(["deleted", "skipped"]).nullable(),
    detail: z.string().nullable().openapi({ description: "Why it was skipped" }),
  })
  .openapi("RetentionPlanItem");

const PLAN_ID = prefixedId("plan", "The id of a retention plan");
const PLAN_PARAMS = { plan_id: PLAN_ID };
const ACTION_QUERY = {
  action: z
    .enum(["keep", "delete"])
    .optional()
    .openapi({ param: { description: "Only these" } }),
};

type Call = Pick<ManagementCall, "services" | "actor" | "page">;

const answerPolicy = (policy: RetentionPolicy) => ok(toPolicy(policy), { etag: versionTag(policy.version) });

async function listPlans({ services, page: { limit, cursor } }: Call, owner: RetentionOwner) {
  const [after] = readPosition(cursor, "plans:id", ["number"]) ?? [];
  const { items, more } = await services.retention.plans(owner, { after, limit });
  return page({ items: items.map(toPlan), next: more ? encodeCursor([items.at(-1)!.id], "plans:id") : undefined });
}

async function listItems(
  { services, page: { limit, cursor } }: Call,
  owner: RetentionOwner,
  { id, action }: { id: string; action: "keep" | "delete" | undefined },
) {
  const kind = `plan-items:${id}:${action ?? ""}`;
  const [after = 0] = readPosition(cursor, kind, ["number"]) ?? [];
  const { items, more } = await services.retention.items(owner, idNumber(id), { action, after, limit });
  return page({ items: items.map(toItem), next: more ? encodeCursor([items.at(-1)!.id], kind) : undefined });
}

const shared = { tag: "retention" } as const;
const onRepository = { ...shared, access: { repository: "admin" }, scope: "repo:admin" } as const;
const onOrganization = { ...shared, access: { organization: "admin" }, scope: "org:admin" } as const;
const plansOf = (root: string, id: number) => `${API_ROOT}${root}/retention/plans/${formatId("plan", id)}`;

const PUT_DESCRIPTION =
  "Rules select tags, or manifests without one. What a keep rule, a hold or an immutable tag keeps is kept, with the images of an index and what describes them; what a delete rule selects besides goes into the trash when a plan is applied.";
const APPLY_DESCRIPTION =
  "In the background, once. Each item is looked at again, and skipped when it has changed since: moved, pushed or pulled, needed by something new, or protected.";

export const RETENTION: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...onRepository,
    id: "getRetentionPolicy",
    method: "GET",
    path: "/retention/policy",
    summary: "Get the retention policy that counts for a repository",
    description: "Its organization's, where it has none of its own.",
    versioned: true,
    response: { status: 200, description: "The policy", schema: POLICY },
    handler: async ({ services, repository }) => answerPolicy(await services.retention.policy({ repository })),
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "putRetentionPolicy",
    method: "PUT",
    path: "/retention/policy",
    summary: "Set the retention policy of a repository",
    description: PUT_DESCRIPTION,
    body: POLICY_BODY,
    requiresIfMatch: true,
    creates: true,
    versioned: true,
    response: { status: 200, description: "The policy as it is now", schema: POLICY },
    handler: async ({ services, repository, actor, body, ifMatch, hasIfMatch }) =>
      answerPolicy(await services.retention.putPolicy({ repository }, fromBody(body), { ifMatch, hasIfMatch }, actor)),
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "deleteRetentionPolicy",
    method: "DELETE",
    path: "/retention/policy",
    summary: "Delete the retention policy of a repository",
    description: "From then on its organization's counts.",
    response: { status: 204, description: "It is gone" },
    handler: async ({ services, repository, actor }) => {
      await services.retention.deletePolicy({ repository }, actor);
      return noContent();
    },
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "listRetentionPlans",
    method: "GET",
    path: "/retention/plans",
    summary: "List the retention plans of a repository",
    paged: true,
    response: { status: 200, description: "A page of plans, newest first", schema: PLAN },
    handler: (call) => listPlans(call, { repository: call.repository }),
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "createRetentionPlan",
    method: "POST",
    path: "/retention/plans",
    summary: "Work out what the retention policy would do to a repository",
    description: "Changes nothing. The plan is kept, and can be applied once.",
    idempotent: true,
    failures: ["conflict"],
    response: { status: 201, description: "The plan", schema: PLAN },
    handler: async ({ services, repository, actor }) => {
      const plan = await services.retention.plan({ repository }, actor);
      return created(toPlan(plan), { location: plansOf(`/repositories/${formatId("repo", repository.id)}`, plan.id) });
    },
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "getRetentionPlan",
    method: "GET",
    path: "/retention/plans/{plan_id}",
    summary: "Get a retention plan of a repository",
    params: PLAN_PARAMS,
    response: { status: 200, description: "The plan", schema: PLAN },
    handler: async ({ services, repository, params: { plan_id: id } }) =>
      ok(toPlan(await services.retention.getPlan({ repository }, idNumber(id)))),
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "listRetentionPlanItems",
    method: "GET",
    path: "/retention/plans/{plan_id}/items",
    summary: "List what a retention plan says of each tag and manifest, and why",
    description: "What is to be deleted comes first, in that order.",
    params: PLAN_PARAMS,
    query: ACTION_QUERY,
    paged: true,
    response: { status: 200, description: "A page of items", schema: ITEM },
    handler: (call) => listItems(call, { repository: call.repository }, { id: call.params.plan_id, action: call.query.action }),
  }),
  ...repositoryEndpoints({
    ...onRepository,
    id: "applyRetentionPlan",
    method: "POST",
    path: "/retention/plans/{plan_id}/apply",
    summary: "Apply a retention plan of a repository",
    description: APPLY_DESCRIPTION,
    params: PLAN_PARAMS,
    failures: ["conflict"],
    response: { status: 202, description: "It is being applied", schema: PLAN },
    handler: async ({ services, repository, actor, params: { plan_id: id } }) => {
      const plan = await services.retention.apply({ repository }, idNumber(id), actor);
      return accepted(toPlan(plan), { headers: { location: plansOf(`/repositories/${formatId("repo", repository.id)}`, plan.id) } });
    },
  }),
  endpoint({
    ...onOrganization,
    id: "getOrganizationRetentionPolicy",
    method: "GET",
    path: "/orgs/{org}/retention/policy",
    summary: "Get the retention policy of an organization",
    params: { org: ORG },
    versioned: true,
    response: { status: 200, description: "The policy", schema: POLICY },
    handler: async ({ services, organization }) => answerPolicy(await services.retention.policy({ organization })),
  }),
  endpoint({
    ...onOrganization,
    id: "putOrganizationRetentionPolicy",
    method: "PUT",
    path: "/orgs/{org}/retention/policy",
    summary: "Set the retention policy of an organization's repositories",
    description: `For those without one of their own. ${PUT_DESCRIPTION}`,
    params: { org: ORG },
    body: POLICY_BODY,
    requiresIfMatch: true,
    creates: true,
    versioned: true,
    response: { status: 200, description: "The policy as it is now", schema: POLICY },
    handler: async ({ services, organization, actor, body, ifMatch, hasIfMatch }) =>
      answerPolicy(await services.retention.putPolicy({ organization }, fromBody(body), { ifMatch, hasIfMatch }, actor)),
  }),
  endpoint({
    ...onOrganization,
    id: "deleteOrganizationRetentionPolicy",
    method: "DELETE",
    path: "/orgs/{org}/retention/policy",
    summary: "Delete the retention policy of an organization",
    params: { org: ORG },
    response: { status: 204, description: "It is gone" },
    handler: async ({ services, organization, actor }) => {
      await services.retention.deletePolicy({ organization }, actor);
      return noContent();
    },
  }),
  endpoint({
    ...onOrganization,
    id: "listOrganizationRetentionPlans",
    method: "GET",
    path: "/orgs/{org}/retention/plans",
    summary: "List the retention plans of an organization",
    description: "Without those of single repositories.",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of plans, newest first", schema: PLAN },
    handler: (call) => listPlans(call, { organization: call.organization }),
  }),
  endpoint({
    ...onOrganization,
    id: "createOrganizationRetentionPlan",
    method: "POST",
    path: "/orgs/{org}/retention/plans",
    summary: "Work out what the retention policy of an organization would do",
    description: "In the background, for all repositories without a policy of their own: the plan is `computing` until it is ready.",
    params: { org: ORG },
    idempotent: true,
    failures: ["conflict"],
    response: { status: 202, description: "The plan", schema: PLAN },
    handler: async ({ services, organization, actor }) => {
      const plan = await services.retention.plan({ organization }, actor);
      return accepted(toPlan(plan), { headers: { location: plansOf(`/orgs/${organization.name}`, plan.id) } });
    },
  }),
  endpoint({
    ...onOrganization,
    id: "getOrganizationRetentionPlan",
    method: "GET",
    path: "/orgs/{org}/retention/plans/{plan_id}",
    summary: "Get a retention plan of an organization",
    params: { org: ORG, ...PLAN_PARAMS },
    response: { status: 200, description: "The plan", schema: PLAN },
    handler: async ({ services, organization, params: { plan_id: id } }) =>
      ok(toPlan(await services.retention.getPlan({ organization }, idNumber(id)))),
  }),
  endpoint({
    ...onOrganization,
    id: "listOrganizationRetentionPlanItems",
    method: "GET",
    path: "/orgs/{org}/retention/plans/{plan_id}/items",
    summary: "List what a retention plan of an organization says of each tag and manifest, and why",
    params: { org: ORG, ...PLAN_PARAMS },
    query: ACTION_QUERY,
    paged: true,
    response: { status: 200, description: "A page of items", schema: ITEM },
    handler: (call) => listItems(call, { organization: call.organization }, { id: call.params.plan_id, action: call.query.action }),
  }),
  endpoint({
    ...onOrganization,
    id: "applyOrganizationRetentionPlan",
    method: "POST",
    path: "/orgs/{org}/retention/plans/{plan_id}/apply",
    summary: "Apply a retention plan of an organization",
    description: APPLY_DESCRIPTION,
    params: { org: ORG, ...PLAN_PARAMS },
    failures: ["conflict"],
    response: { status: 202, description: "It is being applied", schema: PLAN },
    handler: async ({ services, organization, actor, params: { plan_id: id } }) => {
      const plan = await services.retention.apply({ organization }, idNumber(id), actor);
      return accepted(toPlan(plan), { headers: { location: plansOf(`/orgs/${organization.name}`, plan.id) } });
    },
  }),
];

function fromBody({ rules, automatic }: z.output<typeof POLICY_BODY>): { rules: RetentionRule[]; automatic: boolean } {
  return {
    automatic,
    rules: rules.map((rule) => ({
      action: rule.action,
      untagged: rule.untagged,
      tags: rule.tags,
      semver: rule.semver,
      newestVersions: rule.newest_versions,
      newestPushed: rule.newest_pushed,
      olderThanSeconds: rule.older_than_seconds,
      youngerThanSeconds: rule.younger_than_seconds,
      notPulledForSeconds: rule.not_pulled_for_seconds,
      pulledWithinSeconds: rule.pulled_within_seconds,
    })),
  };
}

function toPolicy({ rules, automatic, inherited, updatedBy, updatedAt }: RetentionPolicy): z.input<typeof POLICY> {
  return { rules: rules.map(toRule), automatic, inherited, updated_by: updatedBy, updated_at: timeText(updatedAt) };
}

function toRule(rule: RetentionRule): z.input<typeof SHOWN_RULE> {
  return {
    action: rule.action,
    untagged: rule.untagged,
    tags: rule.tags && [...rule.tags],
    semver: rule.semver,
    newest_versions: rule.newestVersions,
    newest_pushed: rule.newestPushed,
    older_than_seconds: rule.olderThanSeconds,
    younger_than_seconds: rule.youngerThanSeconds,
    not_pulled_for_seconds: rule.notPulledForSeconds,
    pulled_within_seconds: rule.pulledWithinSeconds,
  };
}

function toPlan(plan: RetentionPlan): z.input<typeof PLAN> {
  const { summary } = plan;
  return {
    id: formatId("plan", plan.id),
    state: plan.state,
    repository_id: plan.repositoryId === undefined ? null : formatId("repo", plan.repositoryId),
    summary: summary
      ? {
          repositories: summary.repositories,
          kept_tags: summary.keptTags,
          deleted_tags: summary.deletedTags,
          kept_manifests: summary.keptManifests,
          deleted_manifests: summary.deletedManifests,
          freed_bytes: summary.freedBytes,
          warnings: [...summary.warnings],
        }
      : null,
    outcomes: plan.outcomes,
    created_by: plan.createdBy,
    created_at: timeText(plan.createdAt),
    expires_at: timeText(plan.expiresAt),
    applied_by: plan.appliedBy ?? null,
    applied_at: optionalTime(plan.appliedAt),
    finished_at: optionalTime(plan.finishedAt),
  };
}

function toItem(item: RetentionItemRecord): z.input<typeof ITEM> {
  return {
    repository_id: formatId("repo", item.repositoryId),
    kind: item.kind,
    tag: item.tag,
    digest: item.digest,
    action: item.action,
    rule: item.rule,
    why: item.why,
    size_bytes: item.sizeBytes,
    outcome: item.outcome ?? null,
    detail: item.detail ?? null,
  };
}
