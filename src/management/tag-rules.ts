// Rules for immutable tags: of an organization for all its repositories, and of one repository. Both must allow what is done to a tag.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader, MetadataStore } from "../metadata/metadata-store.ts";
import type { TagRuleRecord, TagRuleScope } from "../metadata/tag-rules.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";

export type { TagRuleRecord } from "../metadata/tag-rules.ts";

/** All of them are looked at whenever a tag moves. */
const RULES_LIMIT = 100;

/** Whose rules, as the authorizer found it. */
export type RuleOwner =
  | { readonly organization: { readonly id: number; readonly name: string } }
  | { readonly repository: { readonly id: number; readonly namespaceId: number; readonly name: string } };

export class TagRules {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** Of a repository with those of its namespace, which come first. */
  list(owner: RuleOwner): Promise<TagRuleRecord[]> {
    const { tagRules }: Pick<MetadataReader, "tagRules"> = this.deps.metadata.read;
    return "repository" in owner ? tagRules.ofRepository(owner.repository) : tagRules.list(scopeOf(owner));
  }

  /** Throws `conflict` when there are too many. */
  async create(owner: RuleOwner, patterns: readonly string[], actor: Actor): Promise<TagRuleRecord> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const scope = scopeOf(owner);
      if ((await tx.tagRules.list(scope)).length >= RULES_LIMIT) {
        throw new ManagementError("conflict", { detail: `there are ${RULES_LIMIT} rules already` });
      }
      const id = await tx.tagRules.create(scope, { patterns, createdBy: actor.name }, now);
      const after = { id: formatId("tagrule", id), patterns };
      await recordChange(tx, actor, { ...subjectOf(owner), action: "tag-rule.create", after }, now);
      return (await tx.tagRules.find(id))!;
    });
  }

  /** Throws `notFound`, also for a rule of the organization where the repository's is asked for. */
  async delete(owner: RuleOwner, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await tx.tagRules.find(id);
      const scope = scopeOf(owner);
      const isTheirs = found?.repositoryId === (scope.repositoryId ?? undefined) && found?.namespaceId === (scope.namespaceId ?? undefined);
      if (!found || !isTheirs) throw new ManagementError("notFound");
      await tx.tagRules.delete(id);
      const before = { id: formatId("tagrule", id), patterns: found.patterns };
      await recordChange(tx, actor, { ...subjectOf(owner), action: "tag-rule.delete", before }, now);
    });
  }
}

function scopeOf(owner: RuleOwner): TagRuleScope {
  return "repository" in owner
    ? { namespaceId: null, repositoryId: owner.repository.id }
    : { namespaceId: owner.organization.id, repositoryId: null };
}

function subjectOf(owner: RuleOwner): { target: string; namespaceId: number; repositoryId?: number } {
  if ("organization" in owner) return { target: owner.organization.name, namespaceId: owner.organization.id };
  const { id, namespaceId, name } = owner.repository;
  return { target: name, namespaceId, repositoryId: id };
}
