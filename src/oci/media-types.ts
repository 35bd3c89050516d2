// The manifest types this registry accepts, and the few layer types it treats in a special way. Config and layer types
// are otherwise opaque: restricting them breaks artifacts (image-spec 1.1, "Guidelines for artifact usage").

export const OCI_IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_IMAGE_INDEX = "application/vnd.oci.image.index.v1+json";
export const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
export const DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

export const OCI_IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
export const DOCKER_IMAGE_CONFIG = "application/vnd.docker.container.image.v1+json";

const IMAGE_TYPES: ReadonlySet<string> = new Set([OCI_IMAGE_MANIFEST, DOCKER_MANIFEST]);
const INDEX_TYPES: ReadonlySet<string> = new Set([OCI_IMAGE_INDEX, DOCKER_MANIFEST_LIST]);

const SCHEMA_1_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
]);

const NONDISTRIBUTABLE_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.layer.nondistributable.v1.tar",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
  "application/vnd.docker.image.rootfs.foreign.diff.tar",
  "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
]);

export const isImageType = (mediaType: string): boolean => IMAGE_TYPES.has(mediaType);
export const isIndexType = (mediaType: string): boolean => INDEX_TYPES.has(mediaType);
/** Says how a container is to be run; any other config is an artifact's own. */
export const isImageConfigType = (mediaType: string): boolean => mediaType === OCI_IMAGE_CONFIG || mediaType === DOCKER_IMAGE_CONFIG;
export const isManifestType = (mediaType: string): boolean => isImageType(mediaType) || isIndexType(mediaType);
export const isSchema1Type = (mediaType: string): boolean => SCHEMA_1_TYPES.has(mediaType);

/** Layers that need not exist in the registry: their bytes may be fetched only from elsewhere. */
export const isNondistributable = (mediaType: string): boolean => NONDISTRIBUTABLE_TYPES.has(mediaType);

/** `Application/JSON; charset=utf-8` → `application/json`; types compare without case and parameters (RFC 9110 §8.3.1). */
export function bareMediaType(contentType: string | null | undefined): string | undefined {
  const bare = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return bare || undefined;
}
