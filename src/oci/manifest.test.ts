import { describe, expect, test } from "bun:test";
import { RegistryError } from "./failure.ts";
import { type Manifest, parseManifest, referrerArtifactType, requiredDigests } from "./manifest.ts";
import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_IMAGE_INDEX, OCI_IMAGE_MANIFEST, bareMediaType } from "./media-types.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: digest("c"), size: 2 };
const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: digest("d"), size: 3 };
const foreign = { ...layer, mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", digest: digest("e") };
const image = { schemaVersion: 2, mediaType: OCI_IMAGE_MANIFEST, config, layers: [layer] };
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (value: unknown, type: string | null = null): Manifest => parseManifest(bytes(value), type);

function reasonOf(value: unknown): unknown {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof RegistryError) return error.details[0];
  }
  return undefined;
}

test("an image says what it needs, and keeps its bytes", () => {
  const manifest = parse({ ...image, layers: [layer, layer, foreign] });
  expect(manifest.kind).toBe("image");
  expect(manifest.bytes).toEqual(bytes({ ...image, layers: [layer, layer, foreign] }));
  expect(manifest.references.map(({ role, optional }) => [role, optional])).toEqual([
    ["config", false],
    ["layer", false],
    ["layer", false],
    ["layer", true],
  ]);
  expect(requiredDigests(manifest, "blobs") as string[]).toEqual([config.digest, layer.digest]);
  expect(requiredDigests(manifest, "manifests")).toEqual([]);
});

test("an index needs manifests, and blobs where the type is none of a manifest's", () => {
  const child = { mediaType: DOCKER_MANIFEST, digest: digest("a"), size: 1 };
  const manifest = parse({ schemaVersion: 2, mediaType: OCI_IMAGE_INDEX, manifests: [child, layer, foreign] });
  expect(manifest.kind).toBe("index");
  expect(requiredDigests(manifest, "manifests") as string[]).toEqual([child.digest]);
  expect(requiredDigests(manifest, "blobs") as string[]).toEqual([layer.digest]);
});

test("its digest is of the algorithm that the client used", () => {
  expect(parseManifest(bytes(image), null, "sha512").descriptor.digest).toStartWith("sha512:");
  expect(parse(image).descriptor.digest).toStartWith("sha256:");
});

describe("the type that referrers show", () => {
  test.each([
    ["its own", { ...image, artifactType: "application/own" }, "application/own"],
    ["the config's when its own is empty", { ...image, artifactType: "" }, config.mediaType],
    ["the config's when it has none", image, config.mediaType],
    ["none of an index without one", { schemaVersion: 2, mediaType: OCI_IMAGE_INDEX, manifests: [] }, undefined],
  ])("is %s", (_name, value, expected) => {
    expect(referrerArtifactType(parse(value))).toBe(expected);
  });
});

describe("the type of a document", () => {
  test.each([OCI_IMAGE_MANIFEST, DOCKER_MANIFEST])("%s is an image's", (type) => {
    expect(parse({ ...image, mediaType: type }, `${type}; charset=utf-8`).descriptor.mediaType).toBe(type);
  });

  test.each([OCI_IMAGE_INDEX, DOCKER_MANIFEST_LIST])("%s is an index's", (type) => {
    expect(parse({ schemaVersion: 2, manifests: null }, type).kind).toBe("index");
  });

  test.each([
    ["text/plain", "text/plain"],
    [" Text/Plain ; charset=utf-8; x=y", "text/plain"],
    ["", undefined],
    [";", undefined],
    [null, undefined],
  ])("%p is %p without parameters and capitals", (header, bare) => {
    expect(bareMediaType(header)).toBe(bare);
  });
});

test("a subject is read like every descriptor, and null is none", () => {
  const subject = { mediaType: OCI_IMAGE_MANIFEST, digest: digest("f"), size: 7 };
  expect(parse({ ...image, subject }).subject).toMatchObject({ digest: subject.digest as never, sizeBytes: 7 });
  expect(parse({ ...image, subject: null }).subject).toBeUndefined();
});

test("what kind of thing it is fits into 1024 bytes, by its own word or its config's", () => {
  const taken = "ü".repeat(512);
  expect(referrerArtifactType(parse({ ...image, artifactType: taken }))).toBe(taken);
  expect(referrerArtifactType(parse({ ...image, config: { ...config, mediaType: taken } }))).toBe(taken);
  expect(reasonOf({ ...image, artifactType: `${taken}x` })).toBe("artifactType is longer than 1024 bytes");
  expect(reasonOf({ ...image, config: { ...config, mediaType: `${taken}x` } })).toBe("config.mediaType is longer than 1024 bytes");
});

test("what kind of thing it is has no control characters", () => {
  expect(reasonOf({ ...image, artifactType: "a/b\0" })).toBe("artifactType has control characters");
  expect(reasonOf({ ...image, config: { ...config, mediaType: "a/\u007f" } })).toBe("config.mediaType has control characters");
});

test("a refusal names the place that is wrong", () => {
  expect(reasonOf({ ...image, layers: [layer, { ...layer, size: -1 }] })).toBe("layers[1].size is not a non-negative integer below 2^53");
  expect(reasonOf({ ...image, annotations: { "a b": 1 } })).toBe('annotations["a b"] is not a string');
  expect(reasonOf({ ...image, Config: {} })).toBe('manifest has a key "Config" that some readers take for "config"');
});
