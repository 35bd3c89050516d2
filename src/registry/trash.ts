// Out of the trash: put back as it was, as far as its tags are still free.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { TrashEntry } from "../metadata/trash.ts";
import { type Digest, algorithmOf } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import { parseManifest, requiredDigests } from "../oci/manifest.ts";
import type { Tag } from "../oci/reference.ts";
import { type Grace, manifestReviewAt } from "./grace.ts";
import { insertManifest } from "./manifest-rows.ts";
import { pointTag } from "./tags.ts";

/** What a restoration did. */
export interface Restored {
  readonly manifests: readonly Digest[];
  readonly tags: readonly Tag[];
  /** Tags that point elsewhere by now, and were left where they are. */
  readonly taken: readonly Tag[];
  /** As many as there were beyond those that are listed. */
  readonly moreTags: number;
}

const NOTHING: Restored = { manifests: [], tags: [], taken: [], moreTags: 0 };

export interface Restoring {
  readonly actor: Actor;
  readonly grace: Grace;
  /** Whether a tag that points elsewhere is moved back. */
  readonly force: boolean;
}

/** Of a tag that points elsewhere nothing is restored, unless by force: it is `taken` then. Throws referencedBlobUnknown, held, tagImmutable. */
export async function restoreEntry(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  entry: TrashEntry,
  how: Restoring,
  now: number,
): Promise<Restored> {
  return entry.kind === "manifest" ? restoreManifest(tx, repository, entry, how, now) : restoreTag(tx, repository, entry, how, now);
}

/** Of a manifest that may have thousands, what an answer shows. */
const TAGS_SHOWN = 1000;
const TAGS_AT_ONCE = 1000;

/** With the manifests that it lists and those that describe it, where they are in the trash too. */
export async function restoreManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  entry: TrashEntry,
  how: Restoring,
  now: number,
): Promise<Restored> {
  const entries = await withCompany(tx, entry);
  const restored = { manifests: [] as Digest[], tags: [] as Tag[], taken: [] as Tag[], moreTags: 0 };
  for (const each of entries) {
    const manifestId = await putBack(tx, repository, each, how, now);
    restored.manifests.push(each.digest);
    for (let after = ""; ;) {
      const tags = await tx.trash.tagsOf(each.id, after, TAGS_AT_ONCE);
      for (const tag of tags) await putBackTag(tx, repository, { tag, manifestId, digest: each.digest, how, restored }, now);
      if (tags.length < TAGS_AT_ONCE) break;
      after = tags.at(-1)!;
    }
    await tx.trash.delete(each.id, "restored", manifestReviewAt(how.grace, now));
  }
  return restored;
}

/** On the manifest where it pointed, which comes back as well where it is in the trash. */
async function restoreTag(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  entry: TrashEntry,
  how: Restoring,
  now: number,
): Promise<Restored> {
  const tag = entry.tag!;
  const current = await tx.tags.find(repository.id, tag);
  if (current && current.digest !== entry.digest && !how.force) return { ...NOTHING, taken: [tag] };
  const restored = await pointAnywhere(tx, repository, { tag, digest: entry.digest }, how, now);
  await tx.trash.delete(entry.id, "restored", manifestReviewAt(how.grace, now));
  return restored;
}

/** Points the tag at a manifest that is there or in the trash. Throws manifestUnknown. */
export async function pointAnywhere(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { tag, digest }: { tag: Tag; digest: Digest },
  how: Restoring,
  now: number,
): Promise<Restored> {
  const [trashed] = await tx.trash.findManifests(repository.id, [digest]);
  const restored = trashed ? await restoreManifest(tx, repository, trashed, how, now) : NOTHING;
  const manifest = await tx.manifests.findByDigest(repository.name, digest);
  if (!manifest) throw new RegistryError("manifestUnknown", [{ digest }]);
  await pointTag(tx, repository, { tag, manifestId: manifest.id, digest, actor: how.actor, grace: how.grace }, now);
  return { ...restored, tags: [...new Set([...restored.tags, tag])] };
}

/** The entry with what it lists and what describes it, as deep as that goes: parts before what consists of them. */
async function withCompany(tx: MetadataWriter, entry: TrashEntry): Promise<TrashEntry[]> {
  const seen = new Set<number>();
  const found: TrashEntry[] = [];
  const visit = async (each: TrashEntry): Promise<void> => {
    // Before its parts: an index may describe an image that it lists, and each is the other's company then.
    if (seen.has(each.id) || each.kind !== "manifest") return;
    seen.add(each.id);
    const children = await tx.trash.findManifests(each.repositoryId, await tx.trash.childrenOf(each.id));
    for (const child of children) await visit(child);
    found.push(each);
    for (const referrer of await tx.trash.referrersOf(each.repositoryId, each.digest)) await visit(referrer);
  };
  await visit(entry);
  return found;
}

async function putBack(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { id, digest, mediaType, pushedBy }: TrashEntry,
  { actor, grace }: Restoring,
  now: number,
): Promise<number> {
  const known = await tx.manifests.findByDigest(repository.name, digest);
  if (known) return known.id;
  const bytes = await tx.trash.content(id);
  if (!bytes) throw new RegistryError("manifestUnknown", [{ digest }]);
  const manifest = parseManifest(bytes, mediaType, algorithmOf(digest));
  await refuseIncomplete(tx, repository, manifest);
  const manifestId = await insertManifest(tx, repository, { manifest, pushedBy }, now);
  const review = { repositoryId: repository.id, subject: "manifest", digest, reason: "restored" } as const;
  await tx.reviewQueue.enqueue(review, manifestReviewAt(grace, now));
  const event = { kind: "manifest.restored", repositoryId: repository.id, repository: repository.name, digest, actor: actor.name } as const;
  await tx.events.append(event, now);
  const target = { target: `${repository.name}@${digest}`, repositoryId: repository.id, namespaceId: repository.namespaceId };
  await recordChange(tx, actor, { ...target, action: "manifest.restore" }, now);
  return manifestId;
}

/** Its blobs were kept from the collector, but not from whoever deleted one by its digest. */
async function refuseIncomplete(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  manifest: ReturnType<typeof parseManifest>,
): Promise<void> {
  const wanted = requiredDigests(manifest, "blobs");
  const here = await tx.blobs.sizesIn(repository.id, wanted);
  const missing = wanted.filter((digest) => !here.has(digest));
  if (missing.length === 0) return;
  throw new RegistryError(
    "referencedBlobUnknown",
    missing.map((digest) => ({ digest })),
  );
}

interface TagToPutBack {
  readonly tag: Tag;
  readonly manifestId: number;
  readonly digest: Digest;
  readonly how: Restoring;
  readonly restored: { tags: Tag[]; taken: Tag[]; moreTags: number };
}

async function putBackTag(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { tag, manifestId, digest, how: { actor, grace, force }, restored }: TagToPutBack,
  now: number,
): Promise<void> {
  const current = await tx.tags.find(repository.id, tag);
  const isTaken = current !== undefined && current.digest !== digest && !force;
  if (!isTaken) await pointTag(tx, repository, { tag, manifestId, digest, actor, grace }, now);
  const shown = isTaken ? restored.taken : restored.tags;
  if (restored.tags.length + restored.taken.length < TAGS_SHOWN) shown.push(tag);
  else restored.moreTags += 1;
}

/** What the trash holds, for who may delete: what was taken out, and what it can be put back as. */
export class Trash {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; grace: Grace }) {}

  /** Undefined for what is not there. Throws as `restoreEntry` does. */
  restore(repositoryId: number, id: number, { actor, force }: { actor: Actor; force: boolean }): Promise<Restored | undefined> {
    const { metadata, clock, grace } = this.deps;
    return metadata.transaction(async (tx) => {
      const repository = await tx.repositories.findById(repositoryId);
      const entry = await tx.trash.find(id);
      if (!repository || repository.deletedAt !== undefined || entry?.repositoryId !== repositoryId) return undefined;
      return restoreEntry(tx, repository, entry, { actor, grace, force }, clock.now());
    });
  }

  /**
   * The tag as it was before its last change, or at any digest that is given. Undefined when there was none. Throws manifestUnknown,
   * preconditionFailed, held, tagImmutable.
   */
  moveBack(
    repositoryId: number,
    tag: Tag,
    { digest, expected, actor }: { digest: Digest | undefined; expected: Digest | null | undefined; actor: Actor },
  ): Promise<(Restored & { readonly digest: Digest }) | undefined> {
    const { metadata, clock, grace } = this.deps;
    return metadata.transaction(async (tx) => {
      const repository = await tx.repositories.findById(repositoryId);
      const [last] = await tx.tags.history(repositoryId, tag, undefined, 1);
      const wanted = digest ?? last?.previousDigest;
      if (!repository || repository.deletedAt !== undefined || wanted === undefined) return undefined;
      const current = await tx.tags.find(repositoryId, tag);
      if (expected !== undefined && expected !== (current?.digest ?? null)) throw new RegistryError("preconditionFailed");
      const restored = await pointAnywhere(tx, repository, { tag, digest: wanted }, { actor, grace, force: false }, clock.now());
      return { ...restored, digest: wanted };
    });
  }
}
