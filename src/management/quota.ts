// What a namespace may hold, where whole repositories come into it: moved there, or back from the trash.
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import { ManagementError } from "./failure.ts";

/** Counts the repository with all it holds where it comes to, and no longer where it was. Throws `quotaExceeded` with numbers. */
export async function moveUsage(
  tx: MetadataWriter,
  repositoryId: number,
  { from, to }: { from: number | undefined; to: number },
): Promise<void> {
  const before = await tx.usage.ofNamespace(to);
  await tx.usage.moveRepository(repositoryId, from, to);
  await checkRepositoryQuota(tx, to);
  const { storageQuotaBytes: quotaBytes } = (await tx.namespaces.findById(to))!;
  const { uniqueBytes } = await tx.usage.ofNamespace(to);
  // Who is over a quota that was lowered may still take what adds nothing.
  if (quotaBytes === undefined || uniqueBytes <= Math.max(quotaBytes, before.uniqueBytes)) return;
  throw new ManagementError("quotaExceeded", {
    detail: "the storage quota of the namespace is too small for what the repository holds",
    extra: { quota_bytes: quotaBytes, used_bytes: before.uniqueBytes, needed_bytes: uniqueBytes - before.uniqueBytes },
  });
}

/** After a repository was counted. Throws `quotaExceeded`. */
export async function checkRepositoryQuota(tx: MetadataWriter, namespaceId: number): Promise<void> {
  const quota = (await tx.namespaces.findById(namespaceId))?.repositoryQuota;
  if (quota === undefined) return;
  const { repositories } = await tx.usage.ofNamespace(namespaceId);
  if (repositories <= quota) return;
  throw new ManagementError("quotaExceeded", {
    detail: "the namespace may not have more repositories",
    extra: { quota, used: repositories - 1 },
  });
}
