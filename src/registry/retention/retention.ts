// Retention: a plan says of everything what becomes of it and why, and is applied as it is, item by item. Each item is looked at again
// in the transaction that deletes it, and left alone when anything about it has changed.
import { type Actor, systemActor } from "../../auth/actor.ts";
import { recordChange } from "../../auth/audit.ts";
import type { Clock } from "../../lib/clock.ts";
import { nextTurn } from "../../lib/next-turn.ts";
import type { MetadataStore, MetadataWriter } from "../../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../../metadata/repositories.ts";
import type {
  ManifestState,
  PlannedItem,
  RetentionItemRecord,
  RetentionPlanRecord,
  RetentionPolicyRecord,
  TagState,
} from "../../metadata/retention.ts";
import type { Digest } from "../../oci/digest.ts";
import { ExplainedDetail, RegistryError } from "../../oci/failure.ts";
import type { RetentionRule } from "../../oci/retention-rules.ts";
import { discardManifest, discardTag } from "../discard.ts";
import type { Grace } from "../grace.ts";
import { protectionOf } from "../protection.ts";
import { type RepositoryState, decide, describedBy } from "./decide.ts";

/** For people and programs; kept with the plan as JSON. */
export interface PlanSummary {
  readonly repositories: number;
  readonly keptTags: number;
  readonly deletedTags: number;
  readonly keptManifests: number;
  readonly deletedManifests: number;
  /** In storage, once the trash and the collector are through with it. */
  readonly freedBytes: number;
  readonly warnings: readonly string[];
}

export interface Outcomes {
  readonly deleted: number;
  readonly skipped: number;
  readonly pending: number;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly grace: Grace;
  readonly trashMs: number;
  readonly planExpiryMs: number;
}

/** How a long work is ended from outside. */
export interface Going {
  readonly isCancelled: () => boolean;
  /** Throws when somebody else does this work by now. */
  readonly confirm: (tx: MetadataWriter) => Promise<void>;
  readonly report: (progress: object) => void;
}

const UNTIL_DONE: Going = { isCancelled: () => false, confirm: async () => {}, report: () => {} };

const ROWS_AT_ONCE = 2000;
const ITEMS_AT_ONCE = 500;
const REPOSITORIES_AT_ONCE = 100;
/** A plan that takes more of the tags than this says so. */
const LARGE_SHARE = 0.5;
const RECENT_PULL_MS = 7 * 86_400_000;

export class Retention {
  constructor(private readonly deps: Dependencies) {}

  /** An empty plan, which `compute` fills: for one repository, or for all that the namespace's policy counts for. */
  create(policy: RetentionPolicyRecord, target: { namespaceId: number; repositoryId: number | undefined }, actor: Actor): Promise<number> {
    const { metadata, clock, planExpiryMs } = this.deps;
    const now = clock.now();
    const { id: policyId, version: policyVersion, rules } = policy;
    return metadata.transaction(async (tx) => {
      const plan = { ...target, policyId, policyVersion, rules, createdBy: actor.name, expiresAt: now + planExpiryMs };
      const id = await tx.retention.createPlan(plan, now);
      await recordChange(tx, actor, { action: "retention.plan", target: `plan_${id}`, ...target }, now);
      return id;
    });
  }

  /** Looks at everything, changes nothing. Throws nothing for a repository that goes away meanwhile. */
  async compute(planId: number, { report }: Pick<Going, "report"> = UNTIL_DONE): Promise<void> {
    const { metadata } = this.deps;
    const plan = await metadata.read.retention.findPlan(planId);
    if (plan?.state !== "computing") return;
    const counts = new Counts();
    for await (const id of this.repositoriesOf(plan)) {
      const items = await this.decideFor(id, plan);
      counts.add(items, plan.createdAt);
      await this.store(planId, id, items);
      report({ repositories: counts.repositories });
    }
    const freedBytes = counts.manifestBytes + (await metadata.read.retention.freedBlobBytes(planId));
    const summary: PlanSummary = counts.summary(freedBytes);
    await metadata.transaction((tx) => tx.retention.setReady(planId, JSON.stringify(summary)));
  }

  /** Goes on where it was left. A plan that was cancelled is over as well. */
  async apply(planId: number, { isCancelled, confirm, report }: Going = UNTIL_DONE): Promise<Outcomes> {
    const { metadata, clock } = this.deps;
    const plan = await metadata.read.retention.findPlan(planId);
    if (plan?.state !== "applying") return metadata.read.retention.outcomes(planId);
    const actor = systemActor(plan.appliedBy ?? "retention");
    for (let after = 0; !isCancelled();) {
      const items = await metadata.read.retention.items(planId, "delete", after, ITEMS_AT_ONCE);
      for (const item of items) {
        if (isCancelled()) break;
        after = item.id;
        if (item.outcome === undefined) await this.applyItem(plan, item, actor, confirm);
      }
      report(await metadata.read.retention.outcomes(planId));
      if (items.length < ITEMS_AT_ONCE) break;
    }
    const outcomes = await metadata.read.retention.outcomes(planId);
    await metadata.transaction(async (tx) => {
      await confirm(tx);
      const now = clock.now();
      await tx.retention.finish(planId, now);
      const target = { target: `plan_${planId}`, namespaceId: plan.namespaceId, repositoryId: plan.repositoryId };
      await recordChange(tx, actor, { action: "retention.apply", ...target, after: { ...outcomes } }, now);
    });
    return outcomes;
  }

  private async *repositoriesOf({ namespaceId, repositoryId }: RetentionPlanRecord): AsyncGenerator<number> {
    if (repositoryId !== undefined) return yield repositoryId;
    for (let after = ""; ;) {
      const found = await this.deps.metadata.read.retention.governedRepositories(namespaceId, after, REPOSITORIES_AT_ONCE);
      for (const { id } of found) yield id;
      if (found.length < REPOSITORIES_AT_ONCE) return undefined;
      after = found.at(-1)!.name;
    }
  }

  private async decideFor(repositoryId: number, plan: RetentionPlanRecord): Promise<PlannedItem[]> {
    const { read } = this.deps.metadata;
    const repository = await read.repositories.findById(repositoryId);
    if (!repository || repository.deletedAt !== undefined) return [];
    const protection = await protectionOf(read, repository, plan.createdAt);
    return await decide(await this.readState(repositoryId), JSON.parse(plan.rules) as RetentionRule[], protection, plan.createdAt);
  }

  private async readState(repositoryId: number): Promise<RepositoryState> {
    const { retention } = this.deps.metadata.read;
    const tags: TagState[] = [];
    for (let after = ""; ;) {
      const page = await retention.tagStates(repositoryId, after, ROWS_AT_ONCE);
      tags.push(...page);
      if (page.length < ROWS_AT_ONCE) break;
      after = page.at(-1)!.name;
      await nextTurn();
    }
    const manifests: ManifestState[] = [];
    const children = new Map<number, Digest[]>();
    for (let after = ""; ;) {
      const page = await retention.manifestStates(repositoryId, after, ROWS_AT_ONCE);
      manifests.push(...page);
      for (const { manifestId, digest } of await retention.childrenOf(page.map(({ id }) => id))) {
        const known = children.get(manifestId);
        if (known) known.push(digest);
        else children.set(manifestId, [digest]);
      }
      if (page.length < ROWS_AT_ONCE) break;
      after = page.at(-1)!.digest;
      await nextTurn();
    }
    return { tags, manifests, children };
  }

  /** Not in one transaction: everybody else's pushes would wait for it. */
  private async store(planId: number, repositoryId: number, items: readonly PlannedItem[]): Promise<void> {
    for (let at = 0; at < items.length; at += ITEMS_AT_ONCE) {
      const some = items.slice(at, at + ITEMS_AT_ONCE);
      await this.deps.metadata.transaction((tx) => tx.retention.addItems(planId, repositoryId, some), { durable: false });
    }
  }

  private async applyItem(plan: RetentionPlanRecord, item: RetentionItemRecord, actor: Actor, confirm: Going["confirm"]): Promise<void> {
    const { metadata, clock, grace, trashMs } = this.deps;
    await metadata
      .transaction(async (tx) => {
        await confirm(tx);
        const now = clock.now();
        const repository = await tx.repositories.findById(item.repositoryId);
        const change = await findChange(tx, plan, item, repository);
        const isDue = await tx.retention.setOutcome(item.id, change === undefined ? "deleted" : "skipped", change);
        if (change !== undefined || !isDue || !repository) return;
        const how = { actor, reason: "retention", grace, keepMs: trashMs } as const;
        const { manifestId: id, digest } = item;
        if (item.tag === null) await discardManifest(tx, repository, { id, digest, sizeBytes: item.sizeBytes }, how, now);
        else await discardTag(tx, repository, { tag: item.tag, manifestId: id, digest }, how, now);
      })
      .catch((error: unknown) => this.skipProtected(item, error));
  }

  /** What came to be protected since the plan was made. The transaction that would have deleted it is undone. */
  private async skipProtected({ id }: RetentionItemRecord, error: unknown): Promise<void> {
    const isProtected = error instanceof RegistryError && (error.failure === "held" || error.failure === "tagImmutable");
    if (!isProtected) throw error;
    const [detail] = error.details;
    const explanation = detail instanceof ExplainedDetail ? `${error.message}: ${detail.explanation}` : error.message;
    await this.deps.metadata.transaction((tx) => tx.retention.setOutcome(id, "skipped", explanation));
  }
}

/** What is no longer as it was when the plan was made; undefined when all is. */
async function findChange(
  tx: MetadataWriter,
  plan: RetentionPlanRecord,
  item: RetentionItemRecord,
  repository: RepositoryRecord | undefined,
): Promise<string | undefined> {
  if (!repository || repository.deletedAt !== undefined) return "the repository is gone";
  const policy = await tx.retention.findEffective(repository);
  if (policy?.id !== plan.policyId || policy.version !== plan.policyVersion) return "the policy was changed";
  return item.kind === "tag" ? findTagChange(tx, repository, item) : findManifestChange(tx, plan, repository, item);
}

async function findTagChange(tx: MetadataWriter, { id }: RepositoryRecord, item: RetentionItemRecord): Promise<string | undefined> {
  const tag = await tx.retention.tagState(id, item.tag!);
  if (!tag) return "the tag is gone";
  if (tag.manifestId !== item.manifestId || tag.movedAt !== item.movedAt) return "the tag was moved";
  const manifest = await tx.retention.manifestState(id, tag.digest);
  if (Math.max(tag.pulledAt ?? 0, manifest?.pulledAt ?? 0) > (item.pulledAt ?? 0)) return "it was pulled";
  // No rule chose it: it was to go with what it describes.
  const described = item.rule === null ? describedBy(item.tag!) : undefined;
  if (described && (await tx.retention.manifestState(id, described))) return `${described}, which it describes, is still there`;
  return undefined;
}

async function findManifestChange(
  tx: MetadataWriter,
  plan: RetentionPlanRecord,
  { id }: RepositoryRecord,
  item: RetentionItemRecord,
): Promise<string | undefined> {
  const manifest = await tx.retention.manifestState(id, item.digest);
  if (!manifest) return "the manifest is gone";
  if (manifest.id !== item.manifestId || manifest.movedAt !== item.movedAt) return "it was pushed again, or lost a tag";
  if ((manifest.pulledAt ?? 0) > (item.pulledAt ?? 0)) return "it was pulled";
  const [tag] = await tx.tags.listOfManifest(manifest.id, 1);
  if (tag !== undefined) return `the tag ${tag} points to it`;
  const [parent] = await tx.retention.parentsOf(id, item.digest, 1);
  if (parent) return `${parent.digest} lists it`;
  const { subjectDigest } = manifest;
  // One that goes later in the same plan lives with this one, and not the other way round.
  const isDescribing = subjectDigest !== null && (await tx.retention.manifestState(id, subjectDigest)) !== undefined;
  if (isDescribing && !(await tx.retention.isPending(plan.id, id, subjectDigest)))
    return `${subjectDigest}, which it describes, is still there`;
  const referrer = await tx.retention.findNewReferrer(id, item.digest, plan.createdAt);
  return referrer && `${referrer}, which describes it, was pushed`;
}

class Counts {
  repositories = 0;
  manifestBytes = 0;
  private readonly of = { tag: { keep: 0, delete: 0 }, manifest: { keep: 0, delete: 0 } };
  private recentlyPulled = 0;

  add(items: readonly PlannedItem[], now: number): void {
    this.repositories += 1;
    for (const { kind, action, sizeBytes, pulledAt } of items) {
      this.of[kind][action] += 1;
      if (action === "keep") continue;
      this.manifestBytes += sizeBytes;
      if (pulledAt !== null && now - pulledAt < RECENT_PULL_MS) this.recentlyPulled += 1;
    }
  }

  summary(freedBytes: number): PlanSummary {
    const { tag, manifest } = this.of;
    const share = tag.delete / Math.max(1, tag.keep + tag.delete);
    return {
      repositories: this.repositories,
      keptTags: tag.keep,
      deletedTags: tag.delete,
      keptManifests: manifest.keep,
      deletedManifests: manifest.delete,
      freedBytes,
      warnings: [
        ...(share > LARGE_SHARE ? [`${Math.round(share * 100)} % of the tags would be deleted`] : []),
        ...(this.recentlyPulled > 0 ? [`${this.recentlyPulled} of what would be deleted was pulled within the last 7 days`] : []),
      ],
    };
  }
}
