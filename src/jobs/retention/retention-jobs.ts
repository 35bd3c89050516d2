// Retention in the background: plans of whole organizations, plans that somebody applies, and policies that apply themselves.
import { systemActor } from "../../auth/actor.ts";
import type { MetadataStore, MetadataWriter } from "../../metadata/metadata-store.ts";
import type { RetentionPolicyRecord } from "../../metadata/retention.ts";
import type { Retention } from "../../registry/retention/retention.ts";
import { type Job, type JobContext, JobLostError } from "../job.ts";

export const RETENTION = "retention";
export const RETENTION_PLAN = "retention-plan";
export const RETENTION_APPLY = "retention-apply";

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly retention: Retention;
  readonly keepPlansMs: number;
}

const POLICIES_AT_ONCE = 100;
const PLANS_AT_ONCE = 20;

export function retentionJobs(deps: Dependencies): readonly Job[] {
  const { retention } = deps;
  return [
    {
      kind: RETENTION_PLAN,
      run: async (context) => {
        await retention.compute(planOf(context), goingOf(context));
        return { plan_id: planOf(context) };
      },
    },
    {
      kind: RETENTION_APPLY,
      run: async (context) => ({ plan_id: planOf(context), ...(await retention.apply(planOf(context), goingOf(context))) }),
    },
    { kind: RETENTION, run: (context) => applyAutomatic(deps, context) },
  ];
}

/** A plan for each policy that applies itself, kept like any other. One that fails is in the log and in the report: the others are other people's. */
async function applyAutomatic({ metadata, retention, keepPlansMs }: Dependencies, context: JobContext): Promise<object> {
  const done = { policies: 0, deleted: 0, skipped: 0, failed: 0 };
  for (let after = Number(context.progress?.["after"] ?? 0); ;) {
    const policies = await metadata.read.retention.automaticPolicies(after, POLICIES_AT_ONCE);
    for (const policy of policies) {
      context.signal.throwIfAborted();
      const outcomes = await applyPolicy({ metadata, retention }, policy, context).catch((error: unknown) => {
        context.signal.throwIfAborted();
        if (error instanceof JobLostError) throw error;
        context.log.error({ policy: policy.id, error }, "a retention policy could not be applied; it is tried again with the next run");
        return undefined;
      });
      done.policies += 1;
      done.deleted += outcomes?.deleted ?? 0;
      done.skipped += outcomes?.skipped ?? 0;
      done.failed += outcomes ? 0 : 1;
      context.report({ after: policy.id, ...done });
    }
    if (policies.length < POLICIES_AT_ONCE) break;
    after = policies.at(-1)!.id;
  }
  while ((await deleteOldPlans(metadata, context, keepPlansMs)) === PLANS_AT_ONCE) context.signal.throwIfAborted();
  return done;
}

async function applyPolicy(
  { metadata, retention }: Pick<Dependencies, "metadata" | "retention">,
  policy: RetentionPolicyRecord,
  context: JobContext,
) {
  const target = await targetOf(metadata, policy);
  if (!target) return { deleted: 0, skipped: 0 };
  const planId = await retention.create(policy, target, systemActor(RETENTION));
  const going = goingOf(context);
  await retention.compute(planId, going);
  await metadata.transaction((tx) => tx.retention.begin(planId, RETENTION, context.clock.now()));
  return retention.apply(planId, going);
}

/** Undefined for a policy of what is deleted. */
async function targetOf({ read }: MetadataStore, { namespaceId, repositoryId }: RetentionPolicyRecord) {
  if (namespaceId !== undefined) {
    const namespace = await read.namespaces.findById(namespaceId);
    return namespace && namespace.deletedAt === undefined ? { namespaceId, repositoryId: undefined } : undefined;
  }
  const repository = await read.repositories.findById(repositoryId!);
  const isHere = repository !== undefined && repository.deletedAt === undefined;
  return isHere ? { namespaceId: repository.namespaceId, repositoryId: repository.id } : undefined;
}

function deleteOldPlans(metadata: MetadataStore, { clock, confirm }: JobContext, keepPlansMs: number): Promise<number> {
  return metadata.transaction(async (tx) => {
    await confirm(tx);
    return tx.retention.deleteOldPlans(clock.now() - keepPlansMs, PLANS_AT_ONCE);
  });
}

function planOf({ options }: JobContext): number {
  return Number(options["plan_id"]);
}

function goingOf(context: JobContext) {
  return {
    isCancelled: () => context.isCancelled(),
    // An item that is deleted by two would be reported twice.
    confirm: async (tx: MetadataWriter) => {
      if (!context.isCancelled()) context.signal.throwIfAborted();
      await context.confirm(tx);
    },
    report: (progress: object) => context.report(progress),
  };
}
