// Quotas of a namespace: checked before bytes are taken where their number is known, and again in the transaction that would
// make them count, so that no number of pushes at once gets past them.
import type { MetadataReader, MetadataWriter } from "../metadata/metadata-store.ts";
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";

/** What is left of a storage quota for one more blob. */
export interface Room {
  readonly quotaBytes: number;
  readonly usedBytes: number;
  readonly leftBytes: number;
}

/** Undefined without a quota. A blob that the namespace holds already is counted once, so there is room for as many bytes as it has. */
export async function findRoom(
  metadata: Pick<MetadataReader, "namespaces" | "usage" | "blobs">,
  repository: RepositoryName,
  digest: Digest | undefined,
): Promise<Room | undefined> {
  const namespace = await metadata.namespaces.find(namespaceOf(repository));
  if (namespace?.storageQuotaBytes === undefined) return undefined;
  const isHeld = digest !== undefined && (await metadata.usage.namespaceHolds(namespace.id, digest));
  // What the client says it sends need not be what it sends.
  const heldBytes = isHeld ? ((await metadata.blobs.find(digest))?.sizeBytes ?? 0) : 0;
  const { uniqueBytes } = await metadata.usage.ofNamespace(namespace.id);
  const quotaBytes = namespace.storageQuotaBytes;
  return { quotaBytes, usedBytes: uniqueBytes, leftBytes: Math.max(heldBytes, quotaBytes - uniqueBytes) };
}

/** `neededBytes` is undefined when it is only known that they are more than what is left. */
export function storageQuotaExceeded({ quotaBytes, usedBytes }: Room, neededBytes?: number): RegistryError {
  return new RegistryError("storageQuotaExceeded", [
    { quota_bytes: quotaBytes, used_bytes: usedBytes, ...(neededBytes === undefined ? {} : { needed_bytes: neededBytes }) },
  ]);
}

/** After `addedBytes` were counted. Throws storageQuotaExceeded. */
export async function checkStorageQuota(tx: MetadataWriter, namespaceId: number, addedBytes: number): Promise<void> {
  if (addedBytes <= 0) return;
  const namespace = await tx.namespaces.findById(namespaceId);
  const quotaBytes = namespace?.storageQuotaBytes;
  if (quotaBytes === undefined) return;
  const { uniqueBytes } = await tx.usage.ofNamespace(namespaceId);
  if (uniqueBytes <= quotaBytes) return;
  throw storageQuotaExceeded({ quotaBytes, usedBytes: uniqueBytes - addedBytes, leftBytes: 0 }, addedBytes);
}

/** After a repository was counted. Throws repositoryQuotaExceeded. */
export async function checkRepositoryQuota(tx: MetadataWriter, namespaceId: number): Promise<void> {
  const quota = (await tx.namespaces.findById(namespaceId))?.repositoryQuota;
  if (quota === undefined) return;
  const { repositories } = await tx.usage.ofNamespace(namespaceId);
  if (repositories > quota) throw new RegistryError("repositoryQuotaExceeded", [{ quota, used: repositories - 1 }]);
}
