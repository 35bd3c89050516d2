// Manifests of a repository: what it holds, and what each is made of.
import { z } from "@hono/zod-openapi";
import type { ManagedManifests } from "../../management/manifests.ts";
import { noContent, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { TIMESTAMP, orNull } from "./schemas.ts";
import { DIGEST } from "./tags.ts";
import { timeText } from "./times.ts";

type Listing = Awaited<ReturnType<ManagedManifests["list"]>>["items"][number];
type Detail = Awaited<ReturnType<ManagedManifests["get"]>>;
type PlatformRecord = Detail["platforms"][number];
type Descriptor = NonNullable<Detail["config"]>;
type Image = NonNullable<Detail["image"]>;

const SHOWN_DIGEST = z.string().openapi({ example: `sha256:${"0".repeat(64)}` });

const FIELDS = {
  digest: SHOWN_DIGEST,
  media_type: z.string(),
  artifact_type: z.string().nullable(),
  size_bytes: z.int().openapi({ description: "Of the manifest alone" }),
  total_bytes: z.int().openapi({ description: "With everything it refers to that the repository has" }),
  subject: SHOWN_DIGEST.nullable().openapi({ description: "What it describes" }),
  pushed_at: TIMESTAMP,
  pushed_by: z.string(),
};

const MANIFEST = z.object(FIELDS).openapi("Manifest");

const DESCRIPTOR = z.object({ media_type: z.string(), digest: SHOWN_DIGEST, size_bytes: z.int() }).openapi("Descriptor");

const PLATFORM = z
  .object({
    digest: SHOWN_DIGEST,
    media_type: z.string(),
    os: z.string().nullable(),
    architecture: z.string().nullable(),
    variant: z.string().nullable(),
    os_version: z.string().nullable(),
    size_bytes: z.int().openapi({ description: "Of its manifest alone" }),
    total_bytes: z.int().nullable().openapi({ description: "With everything it refers to; null when the repository does not have it" }),
    is_attestation: z.boolean().openapi({ description: "A statement about another entry, and nothing to run" }),
    attestation_of: SHOWN_DIGEST.nullable(),
  })
  .openapi("Platform");

const IMAGE = z
  .object({
    created: z.string().nullable().openapi({ description: "As the image says, which need not be a time" }),
    author: z.string().nullable(),
    os: z.string().nullable(),
    architecture: z.string().nullable(),
    variant: z.string().nullable(),
    user: z.string().nullable(),
    working_dir: z.string().nullable(),
    stop_signal: z.string().nullable(),
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    exposed_ports: z.array(z.string()),
    volumes: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    environment_count: z.int().openapi({ description: "How many variables it sets; their values may be secrets" }),
  })
  .openapi("ImageConfig");

const DETAIL = z
  .object({
    ...FIELDS,
    annotations: z.record(z.string(), z.string()),
    config: orNull(DESCRIPTOR),
    layers: z.array(DESCRIPTOR).openapi({ description: "In order, the lowest first" }),
    platforms: z.array(PLATFORM).openapi({ description: "Of an index, in its order" }),
    tags: z.array(z.string()).openapi({ description: "That point to it; a hundred at most" }),
    has_more_tags: z.boolean(),
    referrer_count: z.int(),
    image: orNull(IMAGE).openapi({ description: "Of a container image whose config can be read" }),
  })
  .openapi("ManifestDetail");

const shared = { tag: "manifests" } as const;

export const MANIFESTS: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...shared,
    id: "listManifests",
    method: "GET",
    path: "/manifests",
    summary: "List the manifests of a repository, newest first",
    access: { repository: "read" },
    scope: "repo:read",
    query: {
      artifact_type: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .openapi({ param: { description: "Of an image, the media type of its config" } }),
      media_type: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .openapi({ param: { description: "Of the manifest itself" } }),
    },
    paged: true,
    response: { status: 200, description: "A page of manifests", schema: MANIFEST },
    handler: async ({ services, repository, query, page: { limit, cursor } }) => {
      const filter = { artifactType: query.artifact_type, mediaType: query.media_type };
      const [pushedAt, id] = readPosition(cursor, "manifests:-pushed_at", ["number", "number"]) ?? [];
      const after = pushedAt === undefined || id === undefined ? undefined : { pushedAt, id };
      const { items, more } = await services.manifests.list(repository.id, filter, { after, limit });
      const last = items.at(-1);
      return page({
        items: items.map(toManifest),
        next: more && last ? encodeCursor([last.pushedAt, last.id], "manifests:-pushed_at") : undefined,
      });
    },
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "getManifest",
    method: "GET",
    path: "/manifests/{digest}",
    summary: "Get a manifest with what it is made of",
    access: { repository: "read" },
    scope: "repo:read",
    params: { digest: DIGEST },
    response: { status: 200, description: "The manifest", schema: DETAIL },
    handler: async ({ services, repository, params: { digest } }) => ok(toDetail(await services.manifests.get(repository, digest))),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "deleteManifest",
    method: "DELETE",
    path: "/manifests/{digest}",
    summary: "Delete a manifest and the tags that point to it",
    description: "What refers to it stays.",
    access: { repository: "admin" },
    scope: "repo:delete",
    params: { digest: DIGEST },
    response: { status: 204, description: "The manifest is gone" },
    handler: async ({ services, repository, actor, params: { digest } }) => {
      await services.manifests.delete(repository.name, digest, actor);
      return noContent();
    },
  }),
];

function toManifest(manifest: Listing): z.infer<typeof MANIFEST> {
  return {
    digest: manifest.digest,
    media_type: manifest.mediaType,
    artifact_type: manifest.artifactType ?? null,
    size_bytes: manifest.sizeBytes,
    total_bytes: manifest.totalBytes,
    subject: manifest.subjectDigest ?? null,
    pushed_at: timeText(manifest.pushedAt),
    pushed_by: manifest.pushedBy,
  };
}

function toDetail(manifest: Detail): z.infer<typeof DETAIL> {
  const { annotations, config, layers, platforms, tags, hasMoreTags, referrerCount, image } = manifest;
  return {
    ...toManifest(manifest),
    annotations,
    config: config ? toDescriptor(config) : null,
    layers: layers.map(toDescriptor),
    platforms: platforms.map(toPlatform),
    tags: [...tags],
    has_more_tags: hasMoreTags,
    referrer_count: referrerCount,
    image: image ? toImage(image) : null,
  };
}

function toDescriptor({ mediaType, digest, sizeBytes }: Descriptor): z.infer<typeof DESCRIPTOR> {
  return { media_type: mediaType, digest, size_bytes: sizeBytes };
}

function toPlatform(platform: PlatformRecord): z.infer<typeof PLATFORM> {
  return {
    digest: platform.digest,
    media_type: platform.mediaType,
    os: platform.os ?? null,
    architecture: platform.architecture ?? null,
    variant: platform.variant ?? null,
    os_version: platform.osVersion ?? null,
    size_bytes: platform.sizeBytes,
    total_bytes: platform.totalBytes ?? null,
    is_attestation: platform.isAttestation,
    attestation_of: platform.attestationOf ?? null,
  };
}

function toImage(image: Image): z.infer<typeof IMAGE> {
  return {
    created: image.created ?? null,
    author: image.author ?? null,
    os: image.os ?? null,
    architecture: image.architecture ?? null,
    variant: image.variant ?? null,
    user: image.user ?? null,
    working_dir: image.workingDir ?? null,
    stop_signal: image.stopSignal ?? null,
    entrypoint: [...image.entrypoint],
    command: [...image.command],
    exposed_ports: [...image.exposedPorts],
    volumes: [...image.volumes],
    labels: image.labels,
    environment_count: image.environmentCount,
  };
}
