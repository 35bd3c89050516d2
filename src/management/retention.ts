// Retention as owners see it: the policy of a repository, or of an organization for all repositories without one; plans, which say what
// becomes of what; and their application, each once.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { PolicyScope, RetentionItemRecord, RetentionPlanRecord, RetentionPolicyRecord } from "../metadata/retention.ts";
import { type RetentionRule, findRuleMistake } from "../oci/retention-rules.ts";
import { type Expected, checkExpected } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { requestJob } from "./jobs.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type { RetentionItemRecord } from "../metadata/retention.ts";

/** Whose policy or plan, as the authorizer found it. */
export type RetentionOwner =
  | { readonly organization: { readonly id: number; readonly name: string } }
  | { readonly repository: { readonly id: number; readonly namespaceId: number; readonly name: string } };

export interface RetentionPolicy {
  readonly rules: readonly RetentionRule[];
  readonly automatic: boolean;
  readonly version: number;
  readonly updatedBy: string;
  readonly updatedAt: number;
  /** Of the organization, where the repository has none of its own. */
  readonly inherited: boolean;
}

export interface PlanSummary {
  readonly repositories: number;
  readonly keptTags: number;
  readonly deletedTags: number;
  readonly keptManifests: number;
  readonly deletedManifests: number;
  readonly freedBytes: number;
  readonly warnings: readonly string[];
}

export interface RetentionPlan extends Omit<RetentionPlanRecord, "summary" | "rules" | "state"> {
  readonly state: RetentionPlanRecord["state"] | "expired";
  /** Undefined while it is being made. */
  readonly summary: PlanSummary | undefined;
  readonly outcomes: { readonly deleted: number; readonly skipped: number; readonly pending: number };
}

/** What the registry itself does. */
export interface RetentionWork {
  create(policy: RetentionPolicyRecord, target: { namespaceId: number; repositoryId: number | undefined }, actor: Actor): Promise<number>;
  compute(planId: number): Promise<void>;
}

/** Kinds of jobs. */
const PLAN_KIND = "retention-plan";
const APPLY_KIND = "retention-apply";
/** Who applies a policy that applies itself. */
const AUTOMATIC = "retention";
/** More plans are not applied at once. */
const ACTIVE_LOOKED_AT = 1000;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly work: RetentionWork;
  /** A run waits for a worker. */
  readonly onQueued: () => void;
}

export class ManagedRetention {
  constructor(private readonly deps: Dependencies) {}

  /** What counts: of a repository without a policy its organization's. Throws `notFound`. */
  async policy(owner: RetentionOwner): Promise<RetentionPolicy> {
    const found = await this.findPolicy(owner);
    if (!found) throw new ManagementError("notFound");
    return toPolicy(found, owner);
  }

  /** Throws `invalid`, `preconditionRequired`, `stale`. */
  async putPolicy(
    owner: RetentionOwner,
    { rules, automatic }: { rules: readonly RetentionRule[]; automatic: boolean },
    expected: Expected,
    actor: Actor,
  ): Promise<RetentionPolicy> {
    checkRules(rules);
    const { metadata, clock } = this.deps;
    const now = clock.now();
    const scope = scopeOf(owner);
    const written = { rules: JSON.stringify(rules), automatic, actor: actor.name };
    await metadata.transaction(async (tx) => {
      const found = await tx.retention.findPolicy(scope);
      checkExpected(found, expected);
      if (found) await tx.retention.updatePolicy(found.id, written, now);
      else await tx.retention.createPolicy(scope, written, now);
      const before = found && { rules: JSON.parse(found.rules) as unknown, automatic: found.automatic };
      await recordChange(tx, actor, { ...subjectOf(owner), action: "retention.policy", before, after: { rules, automatic } }, now);
    });
    return this.policy(owner);
  }

  /** Throws `notFound`; nothing of an organization's is deleted through its repositories. */
  async deletePolicy(owner: RetentionOwner, actor: Actor): Promise<void> {
    const { metadata, clock } = this.deps;
    await metadata.transaction(async (tx) => {
      const found = await tx.retention.findPolicy(scopeOf(owner));
      if (!found) throw new ManagementError("notFound");
      await tx.retention.deletePolicy(found.id);
      const before = { rules: JSON.parse(found.rules) as unknown, automatic: found.automatic };
      await recordChange(tx, actor, { ...subjectOf(owner), action: "retention.policy", before }, clock.now());
    });
  }

  /** Of one repository it is there at once; that of an organization is made in the background. Throws `conflict` without a policy. */
  async plan(owner: RetentionOwner, actor: Actor): Promise<RetentionPlan> {
    const { metadata, clock, work, onQueued } = this.deps;
    const policy = await this.findPolicy(owner);
    if (!policy) throw new ManagementError("conflict", { detail: "there is no retention policy yet" });
    const id = await work.create(policy, targetOf(owner), actor);
    if ("repository" in owner) await work.compute(id);
    else {
      const request = { kind: PLAN_KIND, options: { plan_id: id }, allowsSeveral: true };
      await metadata.transaction((tx) => requestJob(tx, request, actor, clock.now()));
      onQueued();
    }
    return this.getPlan(owner, id);
  }

  /** The newest first. */
  async plans(owner: RetentionOwner, { after, limit }: PageOptions<number | undefined>): Promise<Page<RetentionPlan>> {
    const { items, more } = pageFrom(await this.deps.metadata.read.retention.plans(scopeOf(owner), after, limit + 1), limit);
    return { items: await Promise.all(items.map((plan) => this.shown(plan))), more };
  }

  /** Throws `notFound`. */
  async getPlan(owner: RetentionOwner, id: number): Promise<RetentionPlan> {
    return this.shown(await this.findPlan(owner, id));
  }

  /** What is deleted comes first, in the order in which it is. */
  async items(
    owner: RetentionOwner,
    id: number,
    { action, after, limit }: { action: "keep" | "delete" | undefined } & PageOptions<number>,
  ): Promise<Page<RetentionItemRecord>> {
    await this.findPlan(owner, id);
    return pageFrom(await this.deps.metadata.read.retention.items(id, action, after, limit + 1), limit);
  }

  /**
   * In the background; goes on with a plan whose run failed or was cancelled before it began. Throws `notFound`, and `conflict` for a plan that is not
   * ready, is being applied or was, has expired, or whose policy changed.
   */
  async apply(owner: RetentionOwner, id: number, actor: Actor): Promise<RetentionPlan> {
    const { metadata, clock, onQueued } = this.deps;
    const plan = await this.findPlan(owner, id);
    const policy = await this.findPolicy(owner);
    if (policy?.id !== plan.policyId || policy.version !== plan.policyVersion) {
      throw new ManagementError("conflict", { detail: "the policy has changed since: make a new plan" });
    }
    await metadata.transaction(async (tx) => {
      const now = clock.now();
      if (!(await tx.retention.begin(id, actor.name, now)) && !(await isLeftUndone(tx, id))) {
        const state = stateOf((await tx.retention.findPlan(id)) ?? plan, now);
        throw new ManagementError("conflict", { detail: `the plan is ${state}, and only one that is ready can be applied` });
      }
      await requestJob(tx, { kind: APPLY_KIND, options: { plan_id: id }, allowsSeveral: true }, actor, now);
    });
    onQueued();
    return this.getPlan(owner, id);
  }

  private async findPlan(owner: RetentionOwner, id: number): Promise<RetentionPlanRecord> {
    const found = await this.deps.metadata.read.retention.findPlan(id);
    const { namespaceId, repositoryId } = targetOf(owner);
    const isTheirs = repositoryId === undefined ? found?.namespaceId === namespaceId : true;
    if (!found || found.repositoryId !== repositoryId || !isTheirs) throw new ManagementError("notFound");
    return found;
  }

  private findPolicy(owner: RetentionOwner): Promise<RetentionPolicyRecord | undefined> {
    const { retention } = this.deps.metadata.read;
    return "repository" in owner ? retention.findEffective(owner.repository) : retention.findPolicy(scopeOf(owner));
  }

  private async shown({ summary, rules: _rules, ...plan }: RetentionPlanRecord): Promise<RetentionPlan> {
    const { metadata, clock } = this.deps;
    return {
      ...plan,
      state: stateOf(plan, clock.now()),
      summary: plan.state === "computing" ? undefined : (JSON.parse(summary) as PlanSummary),
      outcomes: await metadata.read.retention.outcomes(plan.id),
    };
  }
}

/** Somebody began, and no run is there that would end it. What applies itself is planned anew, so its plans are nobody's to go on with. */
async function isLeftUndone({ retention, jobRuns }: MetadataWriter, id: number): Promise<boolean> {
  const plan = await retention.findPlan(id);
  if (plan?.state !== "applying" || plan.appliedBy === AUTOMATIC) return false;
  const runs = await jobRuns.active(APPLY_KIND, ACTIVE_LOOKED_AT);
  return runs.length < ACTIVE_LOOKED_AT && !runs.some(({ options }) => options["plan_id"] === id);
}

function stateOf({ state, expiresAt }: Pick<RetentionPlanRecord, "state" | "expiresAt">, now: number): RetentionPlan["state"] {
  return state === "ready" && expiresAt <= now ? "expired" : state;
}

function checkRules(rules: readonly RetentionRule[]): void {
  const errors = rules.flatMap((rule, index) => {
    const mistake = findRuleMistake(rule);
    return mistake === undefined ? [] : [{ pointer: `/rules/${index}`, detail: mistake }];
  });
  if (errors.length > 0) throw new ManagementError("invalid", { errors });
}

function toPolicy(
  { rules, automatic, version, updatedBy, updatedAt, repositoryId }: RetentionPolicyRecord,
  owner: RetentionOwner,
): RetentionPolicy {
  const inherited = "repository" in owner && repositoryId === undefined;
  return { rules: JSON.parse(rules) as RetentionRule[], automatic, version, updatedBy, updatedAt, inherited };
}

function scopeOf(owner: RetentionOwner): PolicyScope {
  return "repository" in owner
    ? { namespaceId: null, repositoryId: owner.repository.id }
    : { namespaceId: owner.organization.id, repositoryId: null };
}

function targetOf(owner: RetentionOwner): { namespaceId: number; repositoryId: number | undefined } {
  return "repository" in owner
    ? { namespaceId: owner.repository.namespaceId, repositoryId: owner.repository.id }
    : { namespaceId: owner.organization.id, repositoryId: undefined };
}

function subjectOf(owner: RetentionOwner): { target: string; namespaceId: number; repositoryId: number | undefined } {
  return { target: "repository" in owner ? owner.repository.name : owner.organization.name, ...targetOf(owner) };
}
