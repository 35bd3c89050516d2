// What goes for good, whoever decides that it does: its rows, its part of the counters, the events and the audit record, in the caller's
// transaction.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { BlobRecord } from "../metadata/blobs.ts";
import type { ManifestRecord } from "../metadata/manifests.ts";
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import { type Grace, manifestReviewAt } from "./grace.ts";

/** With every tag that points to it. Its referrers stay, and are reviewed as what it refers to is. */
export async function removeManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { id, digest, sizeBytes }: Pick<ManifestRecord, "id" | "digest" | "sizeBytes">,
  { actor, grace }: { actor: Actor; grace: Grace },
  now: number,
): Promise<void> {
  const { name, ...subject } = subjectOf(repository);
  // Set by set, not one by one: a manifest may have 100 000 tags.
  await tx.events.appendTagDeletions({ manifestId: id, repository: name, digest, actor: actor.name }, now);
  const tags = await tx.tags.deleteOfManifest(id, digest, actor.name, now);
  await tx.reviewQueue.enqueueReferencesOf(id, "manifest deleted", now + grace.blobMs);
  await tx.reviewQueue.enqueueReferrersOf(repository.id, digest, "subject deleted", manifestReviewAt(grace, now));
  await tx.manifests.delete(id);
  if (repository.deletedAt === undefined) await tx.usage.removeManifest(repository, { sizeBytes, tags });
  else await tx.usage.add(repository.id, { manifests: -1, tags: -tags });
  await tx.events.append({ kind: "manifest.deleted", repositoryId: repository.id, repository: name, digest, actor: actor.name }, now);
  const change = { action: "manifest.delete", target: `${name}@${digest}`, ...subject, before: { tags } };
  await recordChange(tx, actor, change, now);
}

/** The manifest stays, and is reviewed. */
export async function removeTag(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { tag, digest, actor, grace }: { tag: Tag; digest: Digest; actor: Actor; grace: Grace },
  now: number,
): Promise<void> {
  const { name, ...subject } = subjectOf(repository);
  await tx.tags.delete(repository.id, tag);
  await tx.tags.remember({ repositoryId: repository.id, tag, digest: undefined, previous: digest, actor: actor.name }, now);
  await tx.usage.add(repository.id, { tags: -1 });
  await tx.events.append({ kind: "tag.deleted", repositoryId: repository.id, repository: name, digest, tag, actor: actor.name }, now);
  await recordChange(tx, actor, { action: "tag.delete", target: `${name}:${tag}`, ...subject, before: { digest } }, now);
  const review = { repositoryId: repository.id, subject: "manifest", digest, reason: "tag deleted" } as const;
  await tx.reviewQueue.enqueue(review, manifestReviewAt(grace, now));
}

/** Its link to this repository alone. */
export async function removeBlob(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  blob: Pick<BlobRecord, "digest" | "sizeBytes">,
  actor: Actor,
  now: number,
): Promise<void> {
  const { name, ...subject } = subjectOf(repository);
  const { digest, sizeBytes } = blob;
  await tx.blobs.unlink(repository.id, digest);
  if (repository.deletedAt === undefined) await tx.usage.removeBlob(repository, blob);
  else await tx.usage.add(repository.id, { blobs: -1, blobBytes: -sizeBytes });
  await tx.events.append({ kind: "blob.deleted", repositoryId: repository.id, repository: name, digest, actor: actor.name }, now);
  const change = { action: "blob.delete", target: `${name}@${digest}`, ...subject, before: { size_bytes: sizeBytes } };
  await recordChange(tx, actor, change, now);
}

/** By the name that people know; what a deleted repository holds counts for no namespace. */
function subjectOf({ id, namespaceId, name, deletedName }: RepositoryRecord): { name: string; repositoryId: number; namespaceId: number } {
  return { name: deletedName ?? name, repositoryId: id, namespaceId };
}
