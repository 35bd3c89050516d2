// Manifests: read by tag or digest, written with everything they need in one transaction, deleted with their tags.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { ByteCache } from "../lib/byte-cache.ts";
import type { Clock } from "../lib/clock.ts";
import type { ManifestRecord } from "../metadata/manifests.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import { type Manifest, requiredDigests } from "../oci/manifest.ts";
import type { Reference, RepositoryName, Tag } from "../oci/reference.ts";
import { discardManifest, supersede } from "./discard.ts";
import { type Grace, manifestReviewAt } from "./grace.ts";
import { insertManifest } from "./manifest-rows.ts";
import { type Precondition, checkPrecondition } from "./precondition.ts";
import type { Pulls } from "./pulls.ts";
import { type ReferencePolicies, mustExist } from "./reference-policy.ts";
import { laneOf, openRepository } from "./repositories.ts";
import { pointTag } from "./tags.ts";

export interface ManifestPut {
  readonly manifest: Manifest;
  /** Every tag moves with the manifest or none does. */
  readonly tags: readonly Tag[];
  /** Of the tag, or of the digest when it names no tag. */
  readonly precondition: Precondition;
  readonly actor: Actor;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly policies: ReferencePolicies;
  readonly grace: Grace;
  /** How long the trash keeps what was deleted; 0 is no trash. */
  readonly trashMs: number;
  readonly pulls: Pick<Pulls, "mark">;
  readonly cacheBytes: number;
}

export class Manifests {
  /** Bytes by digest: who may see them is asked of the metadata each time. */
  private readonly cache: ByteCache;

  constructor(private readonly deps: Dependencies) {
    this.cache = new ByteCache(deps.cacheBytes);
  }

  /** One indexed query. Throws manifestUnknown, or nameUnknown when the repository itself is not there. */
  async get(name: RepositoryName, reference: Reference): Promise<ManifestRecord> {
    const { manifests } = this.deps.metadata.read;
    const found =
      reference.kind === "tag" ? await manifests.findByTag(name, reference.tag) : await manifests.findByDigest(name, reference.digest);
    if (!found) return this.explainAbsence(name, reference);
    this.deps.pulls.mark(found.id, reference.kind === "tag" ? reference.tag : undefined);
    return found;
  }

  /** The exact bytes that were pushed. */
  async content(record: ManifestRecord): Promise<Uint8Array<ArrayBuffer>> {
    const cached = this.cache.get(record.digest);
    if (cached) return cached;
    const bytes = (await this.deps.metadata.read.manifests.content(record)) as Uint8Array<ArrayBuffer> | undefined;
    if (!bytes) throw new RegistryError("manifestUnknown", [{ digest: record.digest }]);
    this.cache.set(record.digest, bytes);
    return bytes;
  }

  /**
   * Stores the manifest, points the tags at it and records the events, or does none of it. Throws referencedBlobUnknown
   * with one detail per missing digest, sizeInvalid, preconditionFailed, storageQuotaExceeded, held, tagImmutable.
   */
  async put(name: RepositoryName, { manifest, tags, precondition, actor }: ManifestPut): Promise<void> {
    const { metadata, clock } = this.deps;
    const now = clock.now();
    await metadata.transaction(async (tx) => {
      const repository = await openRepository(tx, name, actor, now);
      await checkTargets(tx, repository, { digest: manifest.descriptor.digest, tags }, precondition);
      await this.checkReferences(tx, repository, manifest);
      const manifestId = await storeManifest(tx, repository, { manifest, actor, grace: this.deps.grace }, now);
      const { digest } = manifest.descriptor;
      for (const tag of tags) await pointTag(tx, repository, { tag, manifestId, digest, actor, grace: this.deps.grace }, now);
    }, laneOf(name));
  }

  /** end-9 with a digest: the manifest and every tag that points to it. Its referrers stay. Throws manifestUnknown, held, tagImmutable. */
  async delete(name: RepositoryName, digest: Digest, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const repository = await tx.repositories.find(name);
      if (!repository) throw new RegistryError("nameUnknown", [{ name }]);
      const manifest = await tx.manifests.findByDigest(name, digest);
      if (!manifest) throw new RegistryError("manifestUnknown", [{ digest }]);
      const { grace, trashMs: keepMs } = this.deps;
      await discardManifest(tx, repository, manifest, { actor, reason: "deleted", grace, keepMs }, now);
    });
  }

  private async explainAbsence(name: RepositoryName, reference: Reference): Promise<never> {
    const repository = await this.deps.metadata.read.repositories.find(name);
    if (!repository) throw new RegistryError("nameUnknown", [{ name }]);
    throw new RegistryError("manifestUnknown", [reference.kind === "tag" ? { tag: reference.tag } : { digest: reference.digest }]);
  }

  /** Inside the transaction: garbage collection may be reviewing one of these blobs right now. */
  private async checkReferences(tx: MetadataWriter, repository: RepositoryRecord, manifest: Manifest): Promise<void> {
    const policy = this.deps.policies.of(repository.name, repository.referencePolicy);
    const blobs = await tx.blobs.sizesIn(repository.id, referencedBlobs(manifest));
    checkSizes(manifest, blobs);
    if (!mustExist(policy, manifest.kind)) return;
    const missing = [
      ...requiredDigests(manifest, "blobs").filter((digest) => !blobs.has(digest)),
      ...(await tx.manifests.missingFrom(repository.id, requiredDigests(manifest, "manifests"))),
    ];
    if (missing.length > 0)
      throw new RegistryError(
        "referencedBlobUnknown",
        missing.map((digest) => ({ digest })),
      );
  }
}

function referencedBlobs(manifest: Manifest): Digest[] {
  return manifest.references.filter(({ store }) => store === "blobs").map(({ digest }) => digest);
}

/** A descriptor that lies about a blob's size breaks every client that allocates or compares by it. */
function checkSizes(manifest: Manifest, sizes: ReadonlyMap<string, number>): void {
  const wrong = manifest.references.filter(
    ({ store, digest, sizeBytes }) => store === "blobs" && (sizes.get(digest) ?? sizeBytes) !== sizeBytes,
  );
  if (wrong.length === 0) return;
  throw new RegistryError(
    "sizeInvalid",
    wrong.map(({ digest, sizeBytes }) => ({ digest, declared: sizeBytes, stored: sizes.get(digest) })),
  );
}

/** Judged for each tag that would move; for a push without tags, for the digest itself. */
async function checkTargets(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { digest, tags }: { digest: Digest; tags: readonly Tag[] },
  precondition: Precondition,
): Promise<void> {
  if (!precondition.ifMatch && !precondition.ifNoneMatch) return;
  const found =
    tags.length > 0 ? tags.map((tag) => tx.tags.find(repository.id, tag)) : [tx.manifests.findByDigest(repository.name, digest)];
  for (const current of await Promise.all(found)) checkPrecondition(current?.digest, precondition);
}

async function storeManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { manifest, actor, grace }: { manifest: Manifest; actor: Actor; grace: Grace },
  now: number,
): Promise<number> {
  const { digest, mediaType } = manifest.descriptor;
  // Also for one that is known: a second push asks for the same time to be referred to as the first.
  const review = { repositoryId: repository.id, subject: "manifest", digest, reason: "pushed" } as const;
  await tx.reviewQueue.enqueue(review, manifestReviewAt(grace, now));
  const known = await tx.manifests.findByDigest(repository.name, digest);
  if (known) {
    await tx.manifests.touch(known.id, now);
    return known.id;
  }
  const id = await insertManifest(tx, repository, { manifest, pushedBy: actor.name }, now);
  await supersede(tx, repository.id, digest, now + grace.blobMs);
  await tx.events.append(
    { kind: "manifest.pushed", repositoryId: repository.id, repository: repository.name, digest, actor: actor.name, detail: { mediaType } },
    now,
  );
  await recordChange(tx, actor, { ...manifestTarget(repository, digest), action: "manifest.push", after: { media_type: mediaType } }, now);
  return id;
}

function manifestTarget(
  { id, namespaceId, name }: RepositoryRecord,
  digest: Digest,
): { target: string; repositoryId: number; namespaceId: number } {
  return { target: `${name}@${digest}`, repositoryId: id, namespaceId };
}
