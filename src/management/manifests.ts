// Manifests as their owners look at them: what a repository holds, what each is made of, what points to it and what describes it.
import type { Actor } from "../auth/actor.ts";
import type { ManifestFilter, ManifestListing, ManifestPosition, ManifestRecord } from "../metadata/manifests.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { ReferrerPage } from "../metadata/referrers.ts";
import { type Descriptor, type JsonObject, isJsonObject } from "../oci/descriptor.ts";
import { type Digest, algorithmOf } from "../oci/digest.ts";
import { type ManifestReference, parseManifest } from "../oci/manifest.ts";
import { isImageConfigType } from "../oci/media-types.ts";
import type { RepositoryName } from "../oci/reference.ts";
import { ManagementError } from "./failure.ts";
import { type ImageConfig, parseImageConfig } from "./image-config.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

/** What the registry itself keeps and does. */
export interface ManifestContents {
  /** The exact bytes that were pushed. */
  manifest(record: ManifestRecord): Promise<Uint8Array>;
  /** Undefined for a blob that the repository does not have, or that is larger than the limit. */
  blob(repository: RepositoryName, digest: Digest, limitBytes: number): Promise<Uint8Array | undefined>;
  delete(repository: RepositoryName, digest: Digest, actor: Actor): Promise<void>;
}

export interface Platform {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** With all it refers to; undefined when the repository does not have it. */
  readonly totalBytes: number | undefined;
  readonly os: string | undefined;
  readonly architecture: string | undefined;
  readonly variant: string | undefined;
  readonly osVersion: string | undefined;
  /** What it describes, where it is no image to run but BuildKit's statement about one. */
  readonly attestationOf: string | undefined;
  readonly isAttestation: boolean;
}

export interface ManifestDetail extends ManifestListing {
  readonly annotations: Readonly<Record<string, string>>;
  readonly config: Descriptor | undefined;
  readonly layers: readonly Descriptor[];
  readonly platforms: readonly Platform[];
  /** In order of name, no more than TAGS_SHOWN. */
  readonly tags: readonly string[];
  readonly hasMoreTags: boolean;
  readonly referrerCount: number;
  /** Undefined for what is no container image, and for one whose config cannot be read. */
  readonly image: ImageConfig | undefined;
}

const TAGS_SHOWN = 100;
const CONFIG_LIMIT_BYTES = 1024 * 1024;
/** Of one page of referrers, whose annotations may be large. */
const REFERRERS_LIMIT_BYTES = 4 * 1024 * 1024;

export class ManagedManifests {
  constructor(private readonly deps: { metadata: MetadataReader; contents: ManifestContents }) {}

  /** The newest first. */
  async list(
    repositoryId: number,
    filter: ManifestFilter,
    { after, limit }: PageOptions<ManifestPosition | undefined>,
  ): Promise<Page<ManifestListing>> {
    return pageFrom(await this.deps.metadata.manifests.list(repositoryId, filter, after, limit + 1), limit);
  }

  async get(repository: { id: number; name: RepositoryName }, digest: Digest): Promise<ManifestDetail> {
    const { metadata, contents } = this.deps;
    const [found] = await metadata.manifests.listings(repository.id, [digest]);
    if (!found) throw new ManagementError("notFound");
    const bytes = await contents.manifest(found);
    const { descriptor, references } = parseManifest(bytes, found.mediaType, algorithmOf(digest));
    const tags = await metadata.tags.listOfManifest(found.id, TAGS_SHOWN + 1);
    const config = references.find(({ role }) => role === "config");
    return {
      ...found,
      annotations: descriptor.annotations ?? {},
      config,
      layers: references.filter(({ role }) => role === "layer"),
      platforms: await this.platforms(repository.id, bytes, references),
      tags: tags.slice(0, TAGS_SHOWN).sort(),
      hasMoreTags: tags.length > TAGS_SHOWN,
      referrerCount: await metadata.manifests.countReferrers(repository.id, digest),
      image: config && (await this.imageConfig(repository.name, config)),
    };
  }

  /** Also of a subject that is not there. `next` is where the next page begins. */
  async referrers(
    repository: RepositoryName,
    subject: Digest,
    { artifactType, after, limit }: { artifactType: string | undefined } & PageOptions<number>,
  ): Promise<ReferrerPage> {
    return this.deps.metadata.referrers.list(repository, subject, { artifactType, after, limit, limitBytes: REFERRERS_LIMIT_BYTES });
  }

  /** With every tag that points to it. */
  async delete(repository: RepositoryName, digest: Digest, actor: Actor): Promise<void> {
    await this.deps.contents.delete(repository, digest, actor);
  }

  /** What an index is for, in its order. */
  private async platforms(repositoryId: number, bytes: Uint8Array, references: readonly ManifestReference[]): Promise<Platform[]> {
    const children = references.filter(({ role }) => role === "child");
    if (children.length === 0) return [];
    const document = JSON.parse(new TextDecoder().decode(bytes)) as { manifests: JsonObject[] };
    const digests = [...new Set(children.map(({ digest }) => digest))];
    const stored = new Map((await this.deps.metadata.manifests.listings(repositoryId, digests)).map((child) => [child.digest, child]));
    return children.map((child, index) => toPlatform(child, document.manifests[index]!, stored.get(child.digest)?.totalBytes));
  }

  private async imageConfig(repository: RepositoryName, { mediaType, digest }: Descriptor): Promise<ImageConfig | undefined> {
    if (!isImageConfigType(mediaType)) return undefined;
    const bytes = await this.deps.contents.blob(repository, digest, CONFIG_LIMIT_BYTES);
    return bytes && parseImageConfig(bytes);
  }
}

/** As BuildKit marks what it adds to an index. */
const ATTESTATION = { type: "vnd.docker.reference.type", of: "vnd.docker.reference.digest" };

function toPlatform(
  { digest, mediaType, sizeBytes, annotations }: Descriptor,
  entry: JsonObject,
  totalBytes: number | undefined,
): Platform {
  const platform = isJsonObject(entry["platform"]) ? entry["platform"] : {};
  const text = (field: string) => (typeof platform[field] === "string" ? platform[field] : undefined);
  const isAttestation = annotations?.[ATTESTATION.type] === "attestation-manifest";
  return {
    digest,
    mediaType,
    sizeBytes,
    totalBytes,
    os: text("os"),
    architecture: text("architecture"),
    variant: text("variant"),
    osVersion: text("os.version"),
    isAttestation,
    attestationOf: isAttestation ? annotations?.[ATTESTATION.of] : undefined,
  };
}
