// Manifests as values: parsed and checked once at the door, kept byte for byte. The rules are image-spec manifest.md and
// image-index.md, plus the refusals that protect readers who parse differently (CVE-2021-41190).
import {
  type Descriptor,
  type JsonObject,
  ShapeError,
  isJsonObject,
  parseAnnotations,
  parseDescriptor,
  refuseLookalikeFields,
} from "./descriptor.ts";
import { type Digest, type DigestAlgorithm, digestOf } from "./digest.ts";
import { RegistryError } from "./failure.ts";
import { bareMediaType, isImageType, isIndexType, isManifestType, isNondistributable, isSchema1Type } from "./media-types.ts";
import { JsonError, parseStrictJson } from "./strict-json.ts";

/** 4 MiB exactly: containers/image and oras read no further. */
export const MANIFEST_SIZE_LIMIT = 4_194_304;

/** Lists are searched by what kind of thing a manifest is, and PostgreSQL's indexes take texts of 2.7 KB at most. RFC 6838 ends types at 255. */
const KIND_BYTES_LIMIT = 1024;

/** What a manifest needs to exist before it may be stored. */
export interface ManifestReference extends Descriptor {
  /** `config` and `layer` are blobs; a `child` of an index is a manifest, or a blob when its type is not a manifest's. */
  readonly role: "config" | "layer" | "child";
  readonly store: "blobs" | "manifests";
  /** Nondistributable layers are referenced but need not be here. */
  readonly optional: boolean;
}

export interface Manifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly kind: "image" | "index";
  readonly references: readonly ManifestReference[];
  readonly subject: Descriptor | undefined;
}

const FIELDS = [
  "schemaVersion",
  "mediaType",
  "artifactType",
  "config",
  "layers",
  "manifests",
  "subject",
  "annotations",
  "fsLayers",
  "history",
  "signatures",
];

/**
 * Throws RegistryError: manifestInvalid with a sentence saying what is wrong, manifestTypeUnsupported for types outside
 * the table. `algorithm` is the one the client addressed the manifest by; sha256 when it pushed by tag.
 */
export function parseManifest(bytes: Uint8Array, contentType: string | null, algorithm: DigestAlgorithm = "sha256"): Manifest {
  try {
    const document = parseDocument(bytes);
    const mediaType = decideMediaType(document, bareMediaType(contentType));
    refuseAmbiguity(document, mediaType);
    const artifactType = parseArtifactType(document);
    const annotations = parseAnnotations(document["annotations"], "annotations");
    return {
      descriptor: {
        mediaType,
        digest: digestOf(algorithm, bytes),
        sizeBytes: bytes.byteLength,
        ...(artifactType ? { artifactType } : {}),
        ...(annotations ? { annotations } : {}),
      },
      bytes,
      kind: isIndexType(mediaType) ? "index" : "image",
      references: isIndexType(mediaType) ? parseChildren(document) : parseImage(document),
      subject:
        document["subject"] === undefined || document["subject"] === null ? undefined : parseDescriptor(document["subject"], "subject"),
    };
  } catch (error) {
    if (error instanceof JsonError || error instanceof ShapeError)
      throw new RegistryError("manifestInvalid", [error.message], { cause: error });
    throw error;
  }
}

function parseDocument(bytes: Uint8Array): JsonObject {
  const document = parseStrictJson(bytes);
  if (!isJsonObject(document)) throw new ShapeError("manifest is not a JSON object");
  refuseLookalikeFields(document, FIELDS, "manifest");
  return document;
}

function decideMediaType(document: JsonObject, header: string | undefined): string {
  const declared = document["mediaType"];
  if (declared !== undefined && typeof declared !== "string") throw new ShapeError("mediaType is not a string");
  const mediaType = header ?? declared?.toLowerCase();
  // Schema 1 has no other body than its own, so this answer comes before any complaint about the shape.
  if ((mediaType && isSchema1Type(mediaType)) || document["schemaVersion"] === 1) {
    throw new RegistryError("manifestTypeUnsupported", ["schema 1 is not supported: push the image again with a current client"]);
  }
  if (!mediaType) throw new ShapeError("neither a Content-Type header nor a mediaType field says what this is");
  if (declared && declared.toLowerCase() !== mediaType) {
    throw new ShapeError(`Content-Type ${mediaType} contradicts mediaType ${declared}`);
  }
  if (!isManifestType(mediaType)) throw new RegistryError("manifestTypeUnsupported", [mediaType]);
  if (document["schemaVersion"] !== 2) throw new ShapeError("schemaVersion is not 2");
  return mediaType;
}

/** A document that is both an image and an index is read as one by some and as the other by others. */
function refuseAmbiguity(document: JsonObject, mediaType: string): void {
  const foreign = isImageType(mediaType) ? ["manifests", "fsLayers"] : ["config", "layers", "fsLayers"];
  const found = foreign.find((field) => document[field] !== undefined);
  if (found) throw new ShapeError(`a document of type ${mediaType} must not have "${found}"`);
}

function parseArtifactType(document: JsonObject): string | undefined {
  const { artifactType } = document;
  if (artifactType === undefined || artifactType === null || artifactType === "") return undefined;
  if (typeof artifactType !== "string") throw new ShapeError("artifactType is not a string");
  refuseUnfitKind(artifactType, "artifactType");
  return artifactType;
}

function refuseUnfitKind(mediaType: string, where: string): void {
  if (Buffer.byteLength(mediaType) > KIND_BYTES_LIMIT) throw new ShapeError(`${where} is longer than ${KIND_BYTES_LIMIT} bytes`);
  // No type has any, and PostgreSQL cannot keep all of them.
  if (/\p{Cc}/u.test(mediaType)) throw new ShapeError(`${where} has control characters`);
}

function parseImage(document: JsonObject): ManifestReference[] {
  if (document["config"] === undefined) throw new ShapeError("config is missing");
  const config = parseDescriptor(document["config"], "config");
  refuseUnfitKind(config.mediaType, "config.mediaType");
  const layers = parseList(document, "layers").map((layer) => ({
    ...layer,
    role: "layer" as const,
    store: "blobs" as const,
    optional: isNondistributable(layer.mediaType),
  }));
  return [{ ...config, role: "config", store: "blobs", optional: false }, ...layers];
}

function parseChildren(document: JsonObject): ManifestReference[] {
  return parseList(document, "manifests").map((child) => ({
    ...child,
    role: "child",
    // BuildKit's older cache format is an index of layers, so the type decides where a child lives.
    store: isManifestType(child.mediaType) ? "manifests" : "blobs",
    optional: isNondistributable(child.mediaType),
  }));
}

/** Go marshals a nil slice as null, so null counts as empty; a missing list does not. */
function parseList(document: JsonObject, field: "layers" | "manifests"): Descriptor[] {
  const list = document[field];
  if (list === null) return [];
  if (!Array.isArray(list)) throw new ShapeError(`${field} is missing or not a list`);
  return list.map((entry, index) => parseDescriptor(entry, `${field}[${index}]`));
}

/** What the referrers list shows for this manifest's type (distribution-spec "Listing Referrers"). */
export function referrerArtifactType(manifest: Manifest): string | undefined {
  if (manifest.descriptor.artifactType) return manifest.descriptor.artifactType;
  return manifest.references.find((reference) => reference.role === "config")?.mediaType;
}

/** The digests a manifest needs from each store, each once. */
export function requiredDigests(manifest: Manifest, store: "blobs" | "manifests"): Digest[] {
  const needed = manifest.references.filter((reference) => reference.store === store && !reference.optional);
  return [...new Set(needed.map((reference) => reference.digest))];
}
