// Manifests and other content with their digests, made as small as a test allows.
const OCI = "application/vnd.oci.image";
export const IMAGE_TYPE = `${OCI}.manifest.v1+json`;
export const INDEX_TYPE = `${OCI}.index.v1+json`;
export const CONFIG_TYPE = `${OCI}.config.v1+json`;
export const LAYER_TYPE = `${OCI}.layer.v1.tar+gzip`;

export interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface TestImage extends Content {
  readonly config: Content;
  readonly layer: Content;
}

export function content(bytes: Uint8Array<ArrayBuffer> | string, mediaType: string, algorithm: "sha256" | "sha512" = "sha256"): Content {
  const all = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return { mediaType, digest: digest(all, algorithm), bytes: all };
}

export function digest(bytes: Uint8Array | string, algorithm: "sha256" | "sha512" = "sha256"): string {
  return `${algorithm}:${new Bun.CryptoHasher(algorithm).update(bytes).digest("hex")}`;
}

export function jsonContent(value: unknown, mediaType: string, algorithm?: "sha256" | "sha512"): Content {
  return content(JSON.stringify(value), mediaType, algorithm);
}

export function descriptor({ digest: of, bytes }: Content, mediaType: string) {
  return { mediaType, digest: of, size: bytes.byteLength };
}

/** `extra` adds fields or replaces them; a field that is undefined is left out. */
export function imageManifest(config: Content, layers: readonly Content[], extra: Readonly<Record<string, unknown>> = {}): Content {
  const document = {
    schemaVersion: 2,
    mediaType: IMAGE_TYPE,
    config: descriptor(config, CONFIG_TYPE),
    layers: layers.map((layer) => descriptor(layer, LAYER_TYPE)),
    ...extra,
  };
  return jsonContent(document, IMAGE_TYPE);
}

export function indexManifest(children: readonly Content[], extra: Readonly<Record<string, unknown>> = {}): Content {
  const manifests = children.map((child) => descriptor(child, child.mediaType));
  return jsonContent({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests, ...extra }, INDEX_TYPE);
}
