// Referrers: what describes a given digest, in pages that fit a manifest.
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import { MANIFEST_SIZE_LIMIT } from "../oci/manifest.ts";
import type { RepositoryName } from "../oci/reference.ts";

/** Clients read the list as they read a manifest, so a page stays well under what they accept of one. */
const PAGE_BYTES = MANIFEST_SIZE_LIMIT - 64 * 1024;
const PAGE_ENTRIES = 1000;

export interface ReferrerPage {
  readonly descriptors: readonly Descriptor[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: number | undefined;
}

export class Referrers {
  constructor(private readonly deps: { metadata: MetadataStore }) {}

  /** end-12. Empty for an unknown subject and for an unknown repository: a 404 would mean that the API is absent. */
  async list(
    repository: RepositoryName,
    subject: Digest,
    filter: { artifactType?: string | undefined; after: number },
  ): Promise<ReferrerPage> {
    const found = await this.deps.metadata.read.referrers.list(repository, subject, { ...filter, limit: PAGE_ENTRIES + 1 });
    const fitting = countFitting(found.map(({ descriptor }) => descriptor));
    const page = found.slice(0, fitting);
    return { descriptors: page.map(({ descriptor }) => descriptor), next: found.length > fitting ? page.at(-1)?.id : undefined };
  }
}

/** At least one, so that an entry larger than a page still gets listed and the list still ends. */
function countFitting(descriptors: readonly Descriptor[]): number {
  let bytes = 0;
  for (const [index, descriptor] of descriptors.entries()) {
    bytes += Buffer.byteLength(JSON.stringify(descriptor)) + 1;
    if (index > 0 && (bytes > PAGE_BYTES || index === PAGE_ENTRIES)) return index;
  }
  return descriptors.length;
}
