// Blobs of a repository: visible only where they were pushed or mounted.
import type { Actor } from "../auth/actor.ts";
import type { AddressOptions, BlobStore, ByteRange } from "../blobstore/blob-store.ts";
import { ByteCache } from "../lib/byte-cache.ts";
import type { Clock } from "../lib/clock.ts";
import type { BlobRecord } from "../metadata/blobs.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { Readable, RepositoryRecord } from "../metadata/repositories.ts";
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import type { RepositoryName } from "../oci/reference.ts";
import type { Grace } from "./grace.ts";
import { checkStorageQuota } from "./quota.ts";
import { removeBlob } from "./removal.ts";
import { laneOf, openRepository } from "./repositories.ts";

/** Configs, attestations and small layers; anything larger is served faster from its file. */
const CACHED_BLOB_BYTES = 64 * 1024;

/** Bytes in memory, a file that the kernel sends, or a stream from elsewhere. */
export type Content = Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array<ArrayBuffer>>;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly grace: Grace;
  readonly cacheBytes: number;
}

export class Blobs {
  private readonly cache: ByteCache;

  constructor(private readonly deps: Dependencies) {
    this.cache = new ByteCache(deps.cacheBytes, CACHED_BLOB_BYTES);
  }

  /** One indexed query. */
  async find(repository: RepositoryName, digest: Digest): Promise<BlobRecord | undefined> {
    const found = await this.deps.metadata.read.blobs.findIn(repository, digest);
    // Whoever is told that the blob exists may push a manifest without it: then it must not be collected before.
    const isThere = found && (found.condemnedAt === null || (await this.renew(repository, digest)));
    return isThere ? found : undefined;
  }

  /** Throws blobUnknown, whether the digest is unknown everywhere or only here. */
  async get(repository: RepositoryName, digest: Digest): Promise<BlobRecord> {
    const found = await this.find(repository, digest);
    if (!found) throw new RegistryError("blobUnknown", [{ digest }]);
    return found;
  }

  /** The blob or a range of it: small ones from memory, others as storage gives them. */
  async content(record: BlobRecord, range?: ByteRange): Promise<Content> {
    const cached = this.cache.get(record.digest) ?? (await this.load(record));
    if (cached) return range ? cached.subarray(range.first, range.last + 1) : cached;
    return this.open(record, range);
  }

  /** Where the client can fetch the blob by itself; undefined when it has to come from here. */
  async address({ sizeBytes, storageKey }: BlobRecord, options: AddressOptions): Promise<string | undefined> {
    return this.cache.accepts(sizeBytes) ? undefined : this.deps.blobs.address(storageKey, options);
  }

  /** Resolves to false when it was collected just now. */
  private renew(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction((tx) => tx.blobs.renew(repository, digest, now));
  }

  /** Undefined for a blob that is too large to be kept in memory. */
  private async load(record: BlobRecord): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!this.cache.accepts(record.sizeBytes)) return undefined;
    const content = await this.open(record);
    const bytes = new Uint8Array(await new Response(content).arrayBuffer());
    if (bytes.byteLength !== record.sizeBytes) throw notWhole(record);
    this.cache.set(record.digest, bytes);
    return bytes;
  }

  private async open(record: BlobRecord, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>>> {
    const content = await this.deps.blobs.open(record.storageKey, range);
    const expected = range ? range.last + 1 - range.first : record.sizeBytes;
    if (!content || (content instanceof Blob && content.size !== expected)) throw notWhole(record);
    return content;
  }

  /** end-10: only this repository's link goes. Throws blobUnknown, held, and blobReferenced while one of its manifests needs it. */
  async delete(name: RepositoryName, digest: Digest, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const repository = await tx.repositories.find(name);
      const blob = repository && (await tx.blobs.findIn(name, digest));
      if (!blob) throw new RegistryError("blobUnknown", [{ digest }]);
      const manifests = await tx.manifests.referringToBlob(repository.id, digest);
      if (manifests > 0) throw new RegistryError("blobReferenced", [{ digest, manifests }]);
      if (await tx.holds.keeps(repository.id, digest, now)) throw new RegistryError("held", [{ digest }]);
      await removeBlob(tx, repository, blob, actor, now);
      await tx.reviewQueue.enqueue(
        { repositoryId: repository.id, subject: "blob", digest, reason: "blob deleted" },
        now + this.deps.grace.blobMs,
      );
    });
  }

  /** end-11 with `from`. Resolves to false when `from` does not have the blob: the client then uploads it. */
  mountFrom(target: RepositoryName, source: RepositoryName, digest: Digest, actor: Actor): Promise<boolean> {
    return this.mount(target, digest, actor, async (tx) => (await tx.blobs.findIn(source, digest)) !== undefined);
  }

  /** end-11 without `from`: any repository that the caller may read will do. "Not readable" looks like "not found". */
  mountFromAny(target: RepositoryName, readable: Readable, digest: Digest, actor: Actor): Promise<boolean> {
    return this.mount(target, digest, actor, (tx) => tx.blobs.existsReadable(readable, digest));
  }

  private async mount(
    target: RepositoryName,
    digest: Digest,
    actor: Actor,
    mayMount: (tx: MetadataWriter) => Promise<boolean>,
  ): Promise<boolean> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      // Who may mount first: a digest that exists only where the caller may not look must cost what an unknown one costs.
      const blob = (await mayMount(tx)) ? await tx.blobs.find(digest) : undefined;
      if (!blob) return false;
      const repository = await openRepository(tx, target, actor, now);
      await linkBlob(tx, repository, blob, { kind: "blob.mounted", actor, grace: this.deps.grace }, now);
      return true;
    }, laneOf(target));
  }
}

function notWhole({ digest, storageKey }: BlobRecord): Error {
  return new Error(`blob ${digest} is not whole in storage under ${storageKey}`);
}

/** Makes the blob visible in the repository; a link that exists is only renewed. */
export async function linkBlob(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  { digest, sizeBytes }: Pick<BlobRecord, "digest" | "sizeBytes">,
  { kind, actor, grace }: { kind: "blob.pushed" | "blob.mounted"; actor: Actor; grace: Grace },
  now: number,
): Promise<void> {
  // Until a manifest refers to it, only this review keeps track of the blob.
  await tx.reviewQueue.enqueue({ repositoryId: repository.id, subject: "blob", digest, reason: kind }, now + grace.blobMs);
  if (!(await tx.blobs.link(repository.id, digest, now))) return;
  await checkStorageQuota(tx, repository.namespaceId, await tx.usage.addBlob(repository, { digest, sizeBytes }));
  await tx.events.append(
    { kind, repositoryId: repository.id, repository: repository.name, digest, actor: actor.name, detail: { sizeBytes } },
    now,
  );
}
