// What becomes of every tag and manifest of a repository under a policy, and why. A pure function: what it is given is all it knows.
//
// Tags are decided by rules, where nothing protects them. A manifest lives while something that stays needs it: a tag, an index that
// lists it, what it describes. The rest goes, parts after the whole and descriptions after what they describe.
import { nextTurn } from "../../lib/next-turn.ts";
import type { ManifestState, PlannedItem, TagState } from "../../metadata/retention.ts";
import type { Digest } from "../../oci/digest.ts";
import { type RetentionRule, describeRule, selectBy } from "../../oci/retention-rules.ts";
import type { Protection, Protector } from "../protection.ts";

export interface RepositoryState {
  readonly tags: readonly TagState[];
  readonly manifests: readonly ManifestState[];
  /** What each index lists, by the id of its manifest. */
  readonly children: ReadonlyMap<number, readonly Digest[]>;
}

interface Verdict {
  readonly action: "keep" | "delete";
  /** Counted from 1. */
  readonly rule: number | null;
  readonly why: string;
}

const NO_RULE: Verdict = { action: "keep", rule: null, why: "no rule says to delete it" };

/** What is to be deleted comes first, in the order in which it can be. In several turns: a hundred thousand tags take a second. */
export async function decide(
  state: RepositoryState,
  rules: readonly RetentionRule[],
  protection: Protection,
  now: number,
): Promise<PlannedItem[]> {
  const graph = new Graph(state);
  await nextTurn();
  const ruled = applyRules(graph, rules, now);
  await nextTurn();
  const tags = new Map(state.tags.map((tag) => [tag.name as string, tagVerdict(tag, graph, ruled, protection)]));
  await nextTurn();
  const kept = reach(graph, tags, ruled, protection);
  await nextTurn();
  const gone = deletions(graph, tags, kept, ruled);
  await nextTurn();
  return [...gone, ...keptItems(graph, tags, kept)];
}

/** Of a tag that cosign and others use for what describes an image: the digest of that image. */
export function describedBy(tag: string): Digest | undefined {
  const match = /^(sha256|sha512)-([0-9a-f]{64}|[0-9a-f]{128})(?:\..+)?$/.exec(tag);
  return match ? (`${match[1]}:${match[2]}` as Digest) : undefined;
}

class Graph {
  readonly manifests: ReadonlyMap<string, ManifestState>;
  readonly tagsOf = new Map<string, TagState[]>();
  readonly parentsOf = new Map<string, ManifestState[]>();
  readonly referrersOf = new Map<string, ManifestState[]>();
  /** Tags that describe the manifest. */
  readonly attachedTo = new Map<string, TagState[]>();
  private readonly subjects = new Map<TagState, Digest>();
  private readonly subjectsOfManifests = new Map<string, ManifestState>();

  constructor(readonly state: RepositoryState) {
    this.manifests = new Map(state.manifests.map((manifest) => [manifest.digest, manifest]));
    for (const tag of state.tags) add(this.tagsOf, tag.digest, tag);
    for (const manifest of state.manifests) {
      for (const child of this.childrenOf(manifest)) add(this.parentsOf, child, manifest);
      const { subjectDigest } = manifest;
      if (subjectDigest !== null && this.manifests.has(subjectDigest)) add(this.referrersOf, subjectDigest, manifest);
    }
    for (const manifest of state.manifests) this.attachManifest(manifest);
    for (const tag of state.tags) this.attach(tag);
  }

  childrenOf({ id }: ManifestState): readonly Digest[] {
    return this.state.children.get(id) ?? [];
  }

  /** Undefined for a tag like any other. */
  subjectOfTag(tag: TagState): Digest | undefined {
    return this.subjects.get(tag);
  }

  /** What it lives with; undefined where that is not there, or where it lives with what describes it. */
  subjectOf({ digest }: ManifestState): ManifestState | undefined {
    return this.subjectsOfManifests.get(digest);
  }

  /** Nothing but a rule decides over it: no tag, no index and no subject of it is there. */
  isUntaggedRoot(manifest: ManifestState): boolean {
    const { digest } = manifest;
    return !this.tagsOf.has(digest) && !this.parentsOf.has(digest) && this.subjectOf(manifest) === undefined;
  }

  /** An index may describe one of its own images: then that lives with the index, and not the index with it. */
  private attachManifest({ digest, subjectDigest }: ManifestState): void {
    const subject = subjectDigest === null ? undefined : this.manifests.get(subjectDigest);
    if (subject && !this.livesWith(subject.digest, digest)) this.subjectsOfManifests.set(digest, subject);
  }

  /** To what is there, unless that lives no longer than the tag's own manifest: two that describe each other are no descriptions. */
  private attach(tag: TagState): void {
    const subject = describedBy(tag.name);
    if (subject === undefined || !this.manifests.has(subject) || this.livesWith(subject, tag.digest)) return;
    this.subjects.set(tag, subject);
    add(this.attachedTo, subject, tag);
  }

  /** Whether it is that, or is part of it or describes it, through however many others. */
  private livesWith(digest: string, other: string): boolean {
    const seen = new Set<string>();
    const waiting = [digest];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === other) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      const subject = this.subjectsOfManifests.get(next);
      if (subject) waiting.push(subject.digest);
      waiting.push(...(this.parentsOf.get(next) ?? []).map((parent) => parent.digest));
      waiting.push(...(this.tagsOf.get(next) ?? []).flatMap((tag) => this.subjects.get(tag) ?? []));
    }
    return false;
  }

  pulledAt(tag: TagState): number | null {
    return latest(tag.pulledAt, this.manifests.get(tag.digest)?.pulledAt ?? null);
  }
}

interface Ruled {
  readonly tags: ReadonlyMap<string, Verdict>;
  readonly untagged: ReadonlyMap<string, Verdict>;
}

/** A keep rule's word counts more than a delete rule's, whichever comes first. */
function applyRules(graph: Graph, rules: readonly RetentionRule[], now: number): Ruled {
  const tags = graph.state.tags.map((tag) => ({
    key: tag.name as string,
    tag: tag.name as string | undefined,
    versionKey: tag.versionKey,
    movedAt: tag.movedAt,
    pulledAt: graph.pulledAt(tag),
  }));
  const untagged = graph.state.manifests
    .filter((manifest) => graph.isUntaggedRoot(manifest))
    .map(({ digest, movedAt, pulledAt }) => ({ key: digest as string, tag: undefined, versionKey: "", movedAt, pulledAt }));
  const ruled = { tags: new Map<string, Verdict>(), untagged: new Map<string, Verdict>() };
  const numbered = rules.map((rule, index) => ({ rule, number: index + 1 }));
  for (const { rule, number } of [...numbered.filter(isKeeping), ...numbered.filter((each) => !isKeeping(each))]) {
    const verdicts = rule.untagged ? ruled.untagged : ruled.tags;
    const verb = rule.action === "keep" ? "keeps" : "deletes";
    const verdict: Verdict = { action: rule.action, rule: number, why: `rule ${number} ${verb} ${describeRule(rule)}` };
    for (const { key } of selectBy(rule, rule.untagged ? untagged : tags, now)) if (!verdicts.has(key)) verdicts.set(key, verdict);
  }
  return ruled;
}

function isKeeping({ rule }: { readonly rule: RetentionRule }): boolean {
  return rule.action === "keep";
}

/** Undefined for one that lives and goes with what it describes. */
function tagVerdict(tag: TagState, graph: Graph, ruled: Ruled, protection: Protection): Verdict | undefined {
  const protector = protection.ofTag(tag.name);
  if (protector) return byProtector(protector);
  const verdict = ruled.tags.get(tag.name);
  if (verdict?.action === "keep") return verdict;
  return graph.subjectOfTag(tag) !== undefined ? undefined : (verdict ?? NO_RULE);
}

function byProtector({ failure, explanation }: Protector): Verdict {
  return { action: "keep", rule: null, why: `${failure === "held" ? "held" : "immutable"}: ${explanation}` };
}

/** The manifests that stay, with the reason; and into `tags` goes the verdict on those that stay with what they describe. */
function reach(graph: Graph, tags: Map<string, Verdict | undefined>, ruled: Ruled, protection: Protection): ReadonlyMap<string, Verdict> {
  const kept = new Map<string, Verdict>();
  const waiting: ManifestState[] = [];
  const keep = (digest: string, verdict: Omit<Verdict, "action">) => {
    const manifest = graph.manifests.get(digest);
    if (!manifest || kept.has(digest)) return;
    kept.set(digest, { action: "keep", ...verdict });
    waiting.push(manifest);
  };
  for (const manifest of graph.state.manifests) {
    const protector = protection.ofDigest(manifest.digest);
    if (protector) keep(manifest.digest, byProtector(protector));
    if (!graph.isUntaggedRoot(manifest)) continue;
    const verdict = ruled.untagged.get(manifest.digest) ?? NO_RULE;
    if (verdict.action === "keep") keep(manifest.digest, verdict);
  }
  for (const tag of graph.state.tags) {
    if (tags.get(tag.name)?.action === "keep") keep(tag.digest, { rule: null, why: `the tag ${tag.name} points to it` });
  }
  for (let manifest = waiting.pop(); manifest; manifest = waiting.pop()) {
    const { digest } = manifest;
    for (const child of graph.childrenOf(manifest)) keep(child, { rule: null, why: `part of ${digest}` });
    for (const referrer of graph.referrersOf.get(digest) ?? []) keep(referrer.digest, { rule: null, why: `describes ${digest}` });
    for (const tag of graph.attachedTo.get(digest) ?? []) {
      if (tags.get(tag.name) !== undefined) continue;
      tags.set(tag.name, { action: "keep", rule: null, why: `describes ${digest}` });
      keep(tag.digest, { rule: null, why: `the tag ${tag.name} points to it` });
    }
  }
  return kept;
}

/** Tags first, then manifests: each after everything that would still need it. */
function deletions(
  graph: Graph,
  tags: ReadonlyMap<string, Verdict | undefined>,
  kept: ReadonlyMap<string, Verdict>,
  ruled: Ruled,
): PlannedItem[] {
  const items: PlannedItem[] = graph.state.tags.flatMap((tag) => {
    const verdict = tags.get(tag.name);
    return verdict?.action === "delete" ? [tagItem(graph, tag, verdict)] : [];
  });
  const done = new Set<string>();
  /** What must go before it, one after the other; then it goes itself. */
  function* removal(manifest: ManifestState): Generator<ManifestState, void> {
    const { digest } = manifest;
    yield* graph.parentsOf.get(digest) ?? [];
    const subject = graph.subjectOf(manifest);
    if (subject) yield subject;
    for (const tag of graph.tagsOf.get(digest) ?? []) {
      if (tags.get(tag.name) !== undefined) continue;
      const described = graph.subjectOfTag(tag)!;
      yield graph.manifests.get(described)!;
      items.push(tagItem(graph, tag, { action: "delete", rule: null, why: `describes ${described}, which goes` }));
    }
    items.push(manifestItem(manifest, whyGone(graph, manifest, ruled)));
  }
  // Not by recursion: what describes what describes another may be deeper than the stack.
  const begun: Generator<ManifestState, void>[] = [];
  const begin = (manifest: ManifestState): void => {
    if (done.has(manifest.digest) || kept.has(manifest.digest)) return;
    done.add(manifest.digest);
    begun.push(removal(manifest));
  };
  for (const manifest of graph.state.manifests) {
    begin(manifest);
    for (let last = begun.at(-1); last; last = begun.at(-1)) {
      const next = last.next();
      if (next.done === true) begun.pop();
      else begin(next.value);
    }
  }
  // A tag that goes with what it describes may point to something that stays.
  for (const tag of graph.state.tags) {
    if (tags.get(tag.name) !== undefined || !kept.has(tag.digest)) continue;
    items.push(tagItem(graph, tag, { action: "delete", rule: null, why: `describes ${graph.subjectOfTag(tag)}, which goes` }));
  }
  return items;
}

function whyGone(graph: Graph, manifest: ManifestState, ruled: Ruled): Verdict {
  const { digest, subjectDigest } = manifest;
  const [tag] = graph.tagsOf.get(digest) ?? [];
  if (tag) return { action: "delete", rule: null, why: `its last tag goes (${tag.name})` };
  const verdict = ruled.untagged.get(digest);
  if (verdict) return verdict;
  const [parent] = graph.parentsOf.get(digest) ?? [];
  const why = parent ? `part of ${parent.digest}, which goes` : `describes ${subjectDigest}, which goes`;
  return { action: "delete", rule: null, why };
}

function keptItems(graph: Graph, tags: ReadonlyMap<string, Verdict | undefined>, kept: ReadonlyMap<string, Verdict>): PlannedItem[] {
  const ofTags = graph.state.tags.flatMap((tag) => {
    const verdict = tags.get(tag.name);
    return verdict?.action === "keep" ? [tagItem(graph, tag, verdict)] : [];
  });
  const ofManifests = graph.state.manifests.flatMap((manifest) => {
    const verdict = kept.get(manifest.digest);
    return verdict ? [manifestItem(manifest, verdict)] : [];
  });
  return [...ofTags, ...ofManifests];
}

function tagItem(graph: Graph, tag: TagState, verdict: Verdict): PlannedItem {
  const { name, digest, manifestId, movedAt } = tag;
  return { kind: "tag", tag: name, digest, ...verdict, sizeBytes: 0, manifestId, movedAt, pulledAt: graph.pulledAt(tag) };
}

function manifestItem({ id, digest, sizeBytes, movedAt, pulledAt }: ManifestState, verdict: Verdict): PlannedItem {
  return { kind: "manifest", tag: null, digest, ...verdict, sizeBytes, manifestId: id, movedAt, pulledAt };
}

function latest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const found = map.get(key);
  if (found) found.push(value);
  else map.set(key, [value]);
}
