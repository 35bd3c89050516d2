// What namespaces hold and what they may hold. Administrators of the site set quotas; pushes are held to them in registry/quota.ts.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { NamespaceQuotas, NamespaceRecord } from "../metadata/namespaces.ts";
import type { NamespaceUsage, RankedUsage } from "../metadata/usage.ts";
import { differences } from "./differences.ts";
import { checkVersion, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { type Page, pageFrom } from "./page.ts";

export type InstallationUsage = NamespaceUsage;

export interface UsageAndQuota extends NamespaceUsage, NamespaceQuotas {
  readonly name: string;
  readonly kind: NamespaceRecord["kind"];
}

export type NamespaceRank = RankedUsage;

export interface Quota extends NamespaceQuotas {
  readonly version: number;
}

/** Whose: the name alone could be either's. */
export interface QuotaSubject {
  readonly kind: "organization" | "user";
  readonly name: string;
}

export class Quotas {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** Throws `notFound`. */
  async usageOf(subject: QuotaSubject): Promise<UsageAndQuota> {
    const { read } = this.deps.metadata;
    const { id, name, kind, storageQuotaBytes, repositoryQuota } = await findNamespace(read, subject);
    return { name, kind, storageQuotaBytes, repositoryQuota, ...(await read.usage.ofNamespace(id)) };
  }

  /** Throws `notFound`. */
  async quotaOf(subject: QuotaSubject): Promise<Quota> {
    return toQuota(await findNamespace(this.deps.metadata.read, subject));
  }

  /** What is there stays, also above a lower quota: only more is refused. Throws `notFound`, `stale`. */
  async setQuota(subject: QuotaSubject, quotas: NamespaceQuotas, ifMatch: number | undefined, actor: Actor): Promise<Quota> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const found = await findNamespace(tx, subject);
      checkVersion(found, ifMatch);
      const changed = differences(fieldsOf(found), fieldsOf(quotas));
      if (!changed) return toQuota(found);
      checkWritten(await tx.namespaces.setQuotas(found.id, quotas, found.version));
      await recordChange(tx, actor, { action: "quota.update", target: found.name, namespaceId: found.id, ...changed }, now);
      return toQuota(await findNamespace(tx, subject));
    });
  }

  /** Of the whole installation; `uniqueBytes` is what its blobs take in storage. */
  total(): Promise<InstallationUsage> {
    return this.deps.metadata.read.usage.total();
  }

  /** Those that hold most first. */
  async largest(before: { uniqueBytes: number; id: number } | undefined, limit: number): Promise<Page<NamespaceRank>> {
    return pageFrom(await this.deps.metadata.read.usage.largest(before, limit + 1), limit);
  }
}

async function findNamespace(
  metadata: Pick<MetadataReader | MetadataWriter, "namespaces">,
  { kind, name }: QuotaSubject,
): Promise<NamespaceRecord> {
  const found = await metadata.namespaces.find(name);
  if (!found || found.kind !== kind || found.deletedAt !== undefined) throw new ManagementError("notFound");
  return found;
}

function toQuota({ storageQuotaBytes, repositoryQuota, version }: NamespaceRecord): Quota {
  return { storageQuotaBytes, repositoryQuota, version };
}

function fieldsOf({ storageQuotaBytes, repositoryQuota }: NamespaceQuotas): Record<string, unknown> {
  return { storage_quota_bytes: storageQuotaBytes ?? null, repository_quota: repositoryQuota ?? null };
}
