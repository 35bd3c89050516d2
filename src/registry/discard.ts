// Into the trash: gone for every reader at once, and kept with all it needs until its time is over. What is protected stays.
import type { Actor } from "../auth/actor.ts";
import type { ManifestRecord } from "../metadata/manifests.ts";
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { TrashReason } from "../metadata/trash.ts";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import type { Grace } from "./grace.ts";
import { refuseProtectedManifest, refuseProtectedTag } from "./protection.ts";
import { removeManifest, removeTag } from "./removal.ts";

/** Who deletes and why, and how long the trash keeps it; 0 is no trash. */
export interface Discarding {
  readonly actor: Actor;
  readonly reason: TrashReason;
  readonly grace: Grace;
  readonly keepMs: number;
}

/** With every tag that points to it. Throws held, tagImmutable. */
export async function discardManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  manifest: Pick<ManifestRecord, "id" | "digest" | "sizeBytes">,
  { actor, reason, grace, keepMs }: Discarding,
  now: number,
): Promise<void> {
  await refuseProtectedManifest(tx, repository, manifest, now);
  if (keepMs > 0) await tx.trash.addManifest(manifest.id, { actor: actor.name, reason, expiresAt: now + keepMs }, now);
  await removeManifest(tx, repository, manifest, { actor, grace }, now);
}

/** The manifest stays, and is not collected before the tag's time in the trash is over. Throws held, tagImmutable. */
export async function discardTag(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { tag, manifestId, digest }: { tag: Tag; manifestId: number; digest: Digest },
  { actor, reason, grace, keepMs }: Discarding,
  now: number,
): Promise<void> {
  await refuseProtectedTag(tx, repository, tag, now);
  if (keepMs > 0) await tx.trash.addTag(tag, manifestId, { actor: actor.name, reason, expiresAt: now + keepMs }, now);
  await removeTag(tx, repository, { tag, digest, actor, grace }, now);
  // Retention takes tag after tag and then the manifest: that it lost a tag to it is no sign of use.
  if (reason === "deleted") await tx.manifests.touch(manifestId, now);
}

/** A push of the same bytes: it is there again, and what the trash knew of it is of no more use. */
export async function supersede(tx: MetadataWriter, repositoryId: number, digest: Digest, dueAt: number): Promise<void> {
  for (const { id } of await tx.trash.findManifests(repositoryId, [digest])) await tx.trash.delete(id, "pushed again", dueAt);
}
