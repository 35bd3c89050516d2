// The rows of a manifest that the repository does not have yet: pushed, or taken back from the trash.
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { Manifest } from "../oci/manifest.ts";
import { checkStorageQuota } from "./quota.ts";

/** Resolves to its id. Throws storageQuotaExceeded. */
export async function insertManifest(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { manifest, pushedBy }: { manifest: Manifest; pushedBy: string },
  now: number,
): Promise<number> {
  const totals = { totalBytes: await totalBytes(tx, repository, manifest), actor: pushedBy };
  const id = await tx.manifests.insert(repository.id, manifest, totals, now);
  await tx.repositories.setPushed(repository.id, now);
  await checkStorageQuota(tx, repository.namespaceId, await tx.usage.addManifest(repository, manifest.descriptor.sizeBytes));
  return id;
}

/** The manifest with everything it refers to, each once; of an index's images what the repository has. */
async function totalBytes(tx: MetadataWriter, repository: RepositoryRecord, { descriptor, references }: Manifest): Promise<number> {
  const blobs = new Map(references.filter(({ store }) => store === "blobs").map(({ digest, sizeBytes }) => [digest, sizeBytes]));
  const children = references.filter(({ store }) => store === "manifests").map(({ digest }) => digest);
  const ofBlobs = [...blobs.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  // What need not be here can claim any size, thousands of them together more than a database counts.
  return Math.min(descriptor.sizeBytes + ofBlobs + (await tx.manifests.totalBytesOf(repository.id, children)), Number.MAX_SAFE_INTEGER);
}
