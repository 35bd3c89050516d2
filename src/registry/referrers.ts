// Referrers: what describes a given digest, in pages that fit a manifest.
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { ReferrerPage } from "../metadata/referrers.ts";
import type { Digest } from "../oci/digest.ts";
import { MANIFEST_SIZE_LIMIT } from "../oci/manifest.ts";
import type { RepositoryName } from "../oci/reference.ts";

/** Clients read the list as they read a manifest. An entry is smaller than its manifest, which holds all of it and more. */
const PAGE_BYTES = MANIFEST_SIZE_LIMIT - 64 * 1024;
const PAGE_ENTRIES = 1000;

export class Referrers {
  constructor(private readonly deps: { metadata: MetadataStore }) {}

  /** end-12. Empty for an unknown subject and for an unknown repository: a 404 would mean that the API is absent. */
  list(repository: RepositoryName, subject: Digest, filter: { artifactType?: string | undefined; after: number }): Promise<ReferrerPage> {
    return this.deps.metadata.read.referrers.list(repository, subject, { ...filter, limit: PAGE_ENTRIES, limitBytes: PAGE_BYTES });
  }
}
