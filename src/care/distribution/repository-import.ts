// One repository of a Distribution registry: first the blobs that its manifests need, then the manifests in the order in which they need
// each other, each with its tags. What is here already is left as it is, so that an import may be begun again at any time.
import type { Actor } from "../../auth/actor.ts";
import { type BlobStore, DigestMismatchError, type StorageKey, UploadLostError } from "../../blobstore/blob-store.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import { type Digest, algorithmOf } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import { MANIFEST_SIZE_LIMIT, type Manifest, parseManifest } from "../../oci/manifest.ts";
import { bareMediaType, isSchema1Type } from "../../oci/media-types.ts";
import { type RepositoryName, type Tag, parseTag } from "../../oci/reference.ts";
import { linkBlob } from "../../registry/blobs.ts";
import type { Grace } from "../../registry/grace.ts";
import type { Manifests } from "../../registry/manifests.ts";
import { mustExist, type ReferencePolicies } from "../../registry/reference-policy.ts";
import { openRepository } from "../../registry/repositories.ts";
import { healBlob } from "../../registry/uploads.ts";
import type { CareContext } from "../context.ts";
import { copyInto } from "../../blobstore/copy-into.ts";
import type { DistributionLayout } from "./layout.ts";
import type { ImportReport, Skipped } from "./report.ts";

const AT_ONCE = 4;
/** A file that looked abandoned to the server's cleaning is taken in once more. */
const ATTEMPTS = 3;

export interface ImportDependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly manifests: Pick<Manifests, "put">;
  readonly policies: ReferencePolicies;
  readonly grace: Grace;
  readonly actor: Actor;
  /** Takes a file of this machine in without copying it, where it can; undefined where that is not wanted. */
  readonly adopt: ((path: string, digest: Digest) => Promise<{ key: StorageKey; isLinked: boolean }>) | undefined;
}

interface ReadManifest {
  readonly manifest: Manifest;
  readonly tags: Tag[];
}

export class RepositoryImport {
  /** What manifests may need and will not find. */
  private readonly absent = new Set<Digest>();
  /** Manifests that came, or would have. */
  private readonly present = new Set<Digest>();

  constructor(
    private readonly deps: ImportDependencies,
    private readonly layout: DistributionLayout,
    private readonly names: { readonly from: string; readonly to: RepositoryName },
    private readonly report: ImportReport,
    private readonly context: CareContext,
    /** What a dry run would have taken from other repositories by now. */
    private readonly foreseen: Set<Digest>,
  ) {}

  async run(): Promise<void> {
    const read = await this.readManifests();
    await this.assignTags(read);
    await this.importBlobs(neededBlobs(read));
    await this.importManifests(read);
    this.report.repositories += 1;
  }

  private async readManifests(): Promise<Map<Digest, ReadManifest>> {
    const { digests, broken } = await this.layout.manifests(this.names.from);
    for (const digest of broken) this.skip({ reason: "broken_link", digest });
    const read = new Map<Digest, ReadManifest>();
    for (const digest of digests) {
      this.context.signal.throwIfAborted();
      const manifest = await this.readManifest(digest);
      if (manifest) read.set(digest, { manifest, tags: [] });
      else this.absent.add(digest);
    }
    return read;
  }

  private async readManifest(digest: Digest): Promise<Manifest | undefined> {
    const size = await this.layout.blobSize(digest);
    if (size !== undefined && size > MANIFEST_SIZE_LIMIT)
      return this.skip({ reason: "manifest_refused", digest, detail: `it has ${size} bytes` });
    const content = await this.layout.openBlob(digest);
    if (!content) return this.skip({ reason: "blob_missing", digest, detail: "the manifest's own bytes" });
    const bytes = await new Response(content).bytes();
    try {
      const mediaType = mediaTypeOf(bytes);
      if (mediaType === "schema 1") return this.skip({ reason: "schema_1", digest });
      const manifest = parseManifest(bytes, mediaType, algorithmOf(digest));
      if (manifest.descriptor.digest === digest) return manifest;
      return this.skip({ reason: "blob_corrupt", digest, detail: "the manifest's own bytes" });
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      return this.skip({ reason: "manifest_refused", digest, detail: reasonOf(error) });
    }
  }

  private async assignTags(read: ReadonlyMap<Digest, ReadManifest>): Promise<void> {
    const { tags } = this.deps.metadata.read;
    const repository = await this.deps.metadata.read.repositories.find(this.names.to);
    for (const { tag: text, digest } of await this.layout.tags(this.names.from)) {
      const tag = parseTag(text);
      const current = tag && repository && (await tags.findListing(repository.id, tag))?.digest;
      if (!tag) this.skip({ reason: "tag_refused", tag: text });
      else if (!digest) this.skip({ reason: "broken_link", tag });
      else if (!read.has(digest)) this.skip({ reason: "tag_without_manifest", tag, digest });
      else if (current === digest) this.report.known_tags += 1;
      else if (current !== undefined) this.skip({ reason: "tag_taken", tag, digest, detail: `here it points to ${current}` });
      else read.get(digest)!.tags.push(tag);
    }
  }

  private async importBlobs(needed: ReadonlyMap<Digest, boolean>): Promise<void> {
    const left = [...needed];
    const work = async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        this.context.signal.throwIfAborted();
        await this.importBlob(...next);
        this.context.report(this.report);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async importBlob(digest: Digest, isOptional: boolean): Promise<void> {
    const { read } = this.deps.metadata;
    if (await read.blobs.findIn(this.names.to, digest)) return;
    const known = await read.blobs.find(digest);
    if (known || this.foreseen.has(digest)) {
      const refusal = known && !this.report.dry_run ? await refusalOf(() => this.link({ ...known, digest })) : undefined;
      if (refusal) return this.miss(digest, "blob_refused", reasonOf(refusal));
      this.report.known_blobs += 1;
      return;
    }
    const sizeBytes = await this.layout.blobSize(digest);
    if (sizeBytes === undefined) return isOptional ? undefined : this.miss(digest, "blob_missing");
    const obstacle = this.report.dry_run ? undefined : await this.take(digest, sizeBytes);
    if (obstacle instanceof RegistryError) return this.miss(digest, "blob_refused", reasonOf(obstacle));
    if (obstacle !== undefined) return this.miss(digest, obstacle);
    if (this.report.dry_run) this.foreseen.add(digest);
    this.report.blobs += 1;
    this.report.bytes += sizeBytes;
  }

  /** Resolves to what stood in the way. */
  private async take(digest: Digest, sizeBytes: number): Promise<"blob_missing" | "blob_corrupt" | RegistryError | undefined> {
    try {
      const storageKey = await this.bring(digest, sizeBytes);
      if (storageKey === undefined) return "blob_missing";
      let isKept = false;
      const refusal = await refusalOf(async () => (isKept = await this.link({ digest, storageKey, sizeBytes })));
      if (!isKept) await this.deps.blobs.delete(storageKey);
      return refusal;
    } catch (error) {
      if (error instanceof DigestMismatchError) return "blob_corrupt";
      throw error;
    }
  }

  /** Undefined when the source, which may be in use, has lost the bytes meanwhile. */
  private async bring(digest: Digest, sizeBytes: number): Promise<StorageKey | undefined> {
    const path = this.layout.localPathOf(digest);
    if (this.deps.adopt && path !== undefined) return this.adopt(path, digest, this.deps.adopt);
    const content = await this.layout.openBlob(digest);
    return content && copyInto(this.deps.blobs, { digest, sizeBytes, content });
  }

  private async adopt(path: string, digest: Digest, take: NonNullable<ImportDependencies["adopt"]>): Promise<StorageKey> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { key, isLinked } = await take(path, digest);
        if (isLinked) this.report.linked_blobs += 1;
        return key;
      } catch (error) {
        if (!(error instanceof UploadLostError) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Resolves to whether the bytes are needed: false when somebody else brought the same meanwhile. */
  private link(blob: { digest: Digest; storageKey: StorageKey; sizeBytes: number }): Promise<boolean> {
    const { metadata, actor, grace } = this.deps;
    const now = this.context.clock.now();
    return metadata.transaction(async (tx) => {
      const repository = await openRepository(tx, this.names.to, actor, now);
      const isKept = (await tx.blobs.insert(blob, now)) || (await healBlob(tx, blob, undefined, now));
      await linkBlob(tx, repository, blob, { kind: "blob.pushed", actor, grace }, now);
      return isKept;
    });
  }

  /** Those that others list come first; of a circle, which nobody can push either, none. */
  private async importManifests(read: ReadonlyMap<Digest, ReadManifest>): Promise<void> {
    const waiting = new Map(read);
    for (;;) {
      const ready = [...waiting.values()].filter(
        ({ manifest }) => !manifest.references.some(({ store, digest }) => store === "manifests" && waiting.has(digest)),
      );
      if (ready.length === 0) return;
      for (const each of ready) {
        waiting.delete(each.manifest.descriptor.digest);
        this.context.signal.throwIfAborted();
        await this.importManifest(each);
        this.context.report(this.report);
      }
    }
  }

  private async importManifest({ manifest, tags }: ReadManifest): Promise<void> {
    const { digest } = manifest.descriptor;
    const isKnown = (await this.deps.metadata.read.manifests.findByDigest(this.names.to, digest)) !== undefined;
    if (this.report.dry_run && !isKnown && (await this.lacksSomething(manifest)))
      return this.refuse(digest, tags, "what it needs is missing");
    if (!this.report.dry_run && (!isKnown || tags.length > 0)) {
      try {
        await this.deps.manifests.put(this.names.to, { manifest, tags, precondition: {}, actor: this.deps.actor });
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        return this.refuse(digest, tags, reasonOf(error));
      }
    }
    this.present.add(digest);
    if (isKnown) this.report.known_manifests += 1;
    else this.report.manifests += 1;
    this.report.tags += tags.length;
  }

  private refuse(digest: Digest, tags: readonly Tag[], detail: string): void {
    this.absent.add(digest);
    this.skip({ reason: "manifest_refused", digest, detail });
    for (const tag of tags) this.skip({ reason: "tag_without_manifest", tag, digest });
  }

  private miss(digest: Digest, reason: "blob_missing" | "blob_corrupt" | "blob_refused", detail?: string): void {
    this.absent.add(digest);
    this.skip({ reason, digest, ...(detail === undefined ? {} : { detail }) });
  }

  /** As the registry will decide it: a dry run that says otherwise is worth nothing. */
  private async lacksSomething({ kind, references }: Manifest): Promise<boolean> {
    const { repositories, manifests } = this.deps.metadata.read;
    const repository = await repositories.find(this.names.to);
    if (!mustExist(this.deps.policies.of(this.names.to, repository?.referencePolicy), kind)) return false;
    for (const { store, digest, optional } of references) {
      if (optional || this.present.has(digest)) continue;
      if (this.absent.has(digest)) return true;
      // The old registry may have lost an image that an index lists.
      if (store === "manifests" && !(await manifests.findByDigest(this.names.to, digest))) return true;
    }
    return false;
  }

  private skip(skipped: Omit<Skipped, "repository">): undefined {
    this.report.skipped.push({ repository: this.names.from, ...skipped });
  }
}

/** Each with whether it may be missing: layers that are fetched from elsewhere need not be here. */
function neededBlobs(read: ReadonlyMap<Digest, ReadManifest>): Map<Digest, boolean> {
  const needed = new Map<Digest, boolean>();
  for (const { store, digest, optional } of [...read.values()].flatMap(({ manifest }) => manifest.references)) {
    if (store === "blobs") needed.set(digest, optional && (needed.get(digest) ?? true));
  }
  return needed;
}

/** Distribution keeps it nowhere but in the document, and there OCI manifests may leave it out. */
function mediaTypeOf(bytes: Uint8Array): string | null {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  if (typeof document !== "object" || document === null) return null;
  const { mediaType, schemaVersion, manifests } = document as Record<string, unknown>;
  const declared = bareMediaType(typeof mediaType === "string" ? mediaType : undefined);
  if (schemaVersion === 1 || (declared && isSchema1Type(declared))) return "schema 1";
  return declared ?? (Array.isArray(manifests) ? "application/vnd.oci.image.index.v1+json" : "application/vnd.oci.image.manifest.v1+json");
}

/** Undefined when the registry's rules let it be. */
async function refusalOf(work: () => Promise<unknown>): Promise<RegistryError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

function reasonOf({ message, details }: RegistryError): string {
  return details.length === 0
    ? message
    : `${message}: ${details.map((detail) => (typeof detail === "string" ? detail : JSON.stringify(detail))).join(", ")}`;
}
