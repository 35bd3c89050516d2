// What nobody may delete or move: what a hold is on, and tags that a rule makes immutable. One function answers for clients, owners,
// retention and the trash alike.
import type { HoldRecord } from "../metadata/holds.ts";
import type { MetadataReader, MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { TagRuleRecord } from "../metadata/tag-rules.ts";
import type { Digest } from "../oci/digest.ts";
import { ExplainedDetail, RegistryError } from "../oci/failure.ts";
import type { Tag } from "../oci/reference.ts";
import { TagPatterns } from "../oci/tag-patterns.ts";

export interface Protector {
  readonly failure: "held" | "tagImmutable";
  /** For people: which hold or rule it is. */
  readonly explanation: string;
}

interface Protecting {
  readonly patterns: TagPatterns;
  readonly protector: Protector;
}

export class Protection {
  private readonly ofTags: readonly Protecting[];
  private readonly ofDigests: ReadonlyMap<string, Protector>;
  /** Of everything in the repository. */
  readonly ofRepository: Protector | undefined;

  constructor(holds: readonly HoldRecord[], rules: readonly TagRuleRecord[]) {
    const of = (kind: HoldRecord["kind"]) => holds.filter((hold) => hold.kind === kind);
    this.ofTags = [
      ...of("tag").map((hold) => ({ patterns: new TagPatterns([hold.target]), protector: byHold(hold) })),
      ...rules.map((rule) => ({ patterns: new TagPatterns(rule.patterns), protector: byRule(rule) })),
    ];
    this.ofDigests = new Map(of("digest").map((hold) => [hold.target, byHold(hold)]));
    this.ofRepository = of("repository").map(byHold)[0];
  }

  get isEmpty(): boolean {
    return this.ofTags.length === 0 && this.ofDigests.size === 0 && this.ofRepository === undefined;
  }

  ofTag(tag: string): Protector | undefined {
    return this.ofRepository ?? this.ofTags.find(({ patterns }) => patterns.matches(tag))?.protector;
  }

  /** Of the manifest itself, whatever its tags and indexes are. */
  ofDigest(digest: string): Protector | undefined {
    return this.ofRepository ?? this.ofDigests.get(digest);
  }
}

export async function protectionOf(
  tx: Pick<MetadataReader, "holds" | "tagRules">,
  repository: Pick<RepositoryRecord, "id" | "namespaceId">,
  now: number,
): Promise<Protection> {
  return new Protection(await tx.holds.list(repository.id, now), await tx.tagRules.ofRepository(repository));
}

/** Of a tag that exists, before it is moved or deleted. Throws held, tagImmutable. */
export async function refuseProtectedTag(tx: MetadataWriter, repository: RepositoryRecord, tag: Tag, now: number): Promise<void> {
  const protector = (await protectionOf(tx, repository, now)).ofTag(tag);
  if (protector) throw refusal(protector, { tag });
}

/** Before it is deleted. Throws held, tagImmutable. */
export async function refuseProtectedManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  manifest: { readonly id: number; readonly digest: Digest },
  now: number,
): Promise<void> {
  const protection = await protectionOf(tx, repository, now);
  const protector = protection.isEmpty ? undefined : await findProtector(tx, repository.id, manifest, protection);
  if (protector) throw refusal(protector, { digest: manifest.digest });
}

/** Before it is deleted with all that is in it. Throws held. */
export async function refuseHeldRepository(tx: Pick<MetadataReader, "holds">, id: number, now: number): Promise<void> {
  const [hold] = await tx.holds.list(id, now, 0, 1);
  if (hold) throw refusal(byHold(hold), { repository: id });
}

const TAGS_AT_ONCE = 1000;
const PARENTS_AT_ONCE = 1000;

/**
 * What protects the manifest: a hold on it, a tag that points to it, or an index that lists it and is protected itself. An index
 * without its images is of no use to whom it was promised.
 */
async function findProtector(
  tx: MetadataReader | MetadataWriter,
  repositoryId: number,
  manifest: { readonly id: number; readonly digest: Digest },
  protection: Protection,
): Promise<Protector | undefined> {
  const seen = new Set<number>();
  const waiting = [manifest];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    const found = protection.ofDigest(next.digest) ?? (await protectorOfTags(tx, next.id, protection));
    if (found) return found;
    waiting.push(...(await tx.retention.parentsOf(repositoryId, next.digest, PARENTS_AT_ONCE)));
  }
  return undefined;
}

async function protectorOfTags(
  tx: MetadataReader | MetadataWriter,
  manifestId: number,
  protection: Protection,
): Promise<Protector | undefined> {
  for (let after = ""; ;) {
    const tags = await tx.tags.pageOfManifest(manifestId, after, TAGS_AT_ONCE);
    const found = tags.map((tag) => protection.ofTag(tag)).find((protector) => protector !== undefined);
    if (found || tags.length < TAGS_AT_ONCE) return found;
    after = tags.at(-1)!;
  }
}

function refusal({ failure, explanation }: Protector, detail: Readonly<Record<string, unknown>>): RegistryError {
  return new RegistryError(failure, [new ExplainedDetail(explanation, { ...detail, protected_by: explanation })]);
}

function byHold({ kind, target, reason, createdBy }: HoldRecord): Protector {
  const what = { tag: `tags ${target}`, digest: `manifest ${target}`, repository: "whole repository" }[kind];
  return { failure: "held", explanation: `hold on the ${what} by ${createdBy === "" ? "anonymous" : createdBy} (${reason})` };
}

function byRule({ namespaceId, patterns }: TagRuleRecord): Protector {
  const whose = namespaceId === undefined ? "repository" : "namespace";
  return { failure: "tagImmutable", explanation: `rule of the ${whose} for ${patterns.join(" ")}` };
}
