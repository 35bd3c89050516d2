// Real images, made here: one executable in an otherwise empty root, as layer, configuration and manifest.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const OCI = "application/vnd.oci.image";
export const MANIFEST_TYPE = `${OCI}.manifest.v1+json`;
export const INDEX_TYPE = `${OCI}.index.v1+json`;

interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Image {
  readonly architecture: string;
  readonly manifest: Content;
  readonly config: Content;
  readonly layer: Content;
  /** The layer before compression, which is what `docker load` reads. */
  readonly layerTar: Uint8Array<ArrayBuffer>;
}

export interface TarEntry {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly mode?: number;
}

/** An image whose content is unlike any other's, so that a push finds none of its layers in the registry. */
export function buildImage(architecture: string, executable: Uint8Array): Image {
  const note = new TextEncoder().encode(`${architecture} ${crypto.randomUUID()}\n`);
  const layerTar = tar([
    { name: "bin/" },
    { name: "bin/busybox", bytes: executable, mode: 0o755 },
    { name: "etc/" },
    { name: "etc/image", bytes: note },
  ]);
  const layer = content(`${OCI}.layer.v1.tar+gzip`, Bun.gzipSync(layerTar));
  const config = json(`${OCI}.config.v1+json`, {
    architecture,
    os: "linux",
    config: { Cmd: ["/bin/busybox", "cat", "/etc/image"] },
    rootfs: { type: "layers", diff_ids: [sha256(layerTar)] },
    history: [{ created_by: "aerugo test" }],
  });
  const manifest = json(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { architecture, manifest, config, layer, layerTar };
}

/** One index over images of several platforms. */
export function buildIndex(images: readonly Image[]): Content {
  const manifests = images.map((image) => ({ ...descriptor(image.manifest), platform: { os: "linux", architecture: image.architecture } }));
  return json(INDEX_TYPE, { schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
}

/** An OCI image layout whose one entry, `tag`, is the image itself or, for several, the index over them. Resolves to its digest. */
export async function writeLayout(folder: string, tag: string, images: readonly Image[]): Promise<string> {
  const [first] = images;
  if (first === undefined) throw new Error("a layout needs an image");
  const top = images.length === 1 ? first.manifest : buildIndex(images);
  const entry = { ...descriptor(top), annotations: { "org.opencontainers.image.ref.name": tag } };
  const blobs = join(folder, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  for (const blob of [top, ...images.flatMap((image) => [image.manifest, image.config, image.layer])]) {
    await writeFile(join(blobs, blob.digest.replace("sha256:", "")), blob.bytes);
  }
  await writeFile(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [entry] }));
  await writeFile(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return top.digest;
}

/** The archive `docker load` reads; Docker engines of this kind know no OCI layout. */
export function dockerArchive(image: Image, repoTag: string): Uint8Array<ArrayBuffer> {
  const manifest = [{ Config: "config.json", RepoTags: [repoTag], Layers: ["layer.tar"] }];
  return tar([
    { name: "config.json", bytes: image.config.bytes },
    { name: "layer.tar", bytes: image.layerTar },
    { name: "manifest.json", bytes: new TextEncoder().encode(JSON.stringify(manifest)) },
  ]);
}

/** A POSIX ustar archive; a name that ends with a slash is a folder. */
export function tar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap((entry) => {
    const bytes = entry.bytes ?? new Uint8Array();
    return [tarHeader(entry, bytes.length), bytes, new Uint8Array(-bytes.length & 511)];
  });
  return new Uint8Array(Buffer.concat([...blocks, new Uint8Array(1024)]));
}

function tarHeader(entry: TarEntry, size: number): Uint8Array {
  const isFolder = entry.name.endsWith("/");
  const header = Buffer.alloc(512);
  header.write(entry.name, 0);
  header.write(octal(entry.mode ?? (isFolder ? 0o755 : 0o644), 8), 100);
  header.write(octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 108);
  header.write(" ".repeat(8), 148); // the checksum counts its own field as spaces
  header.write(isFolder ? "5" : "0", 156);
  header.write("ustar\x0000", 257);
  const checksum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A number field of a tar header: octal digits, closed by a zero byte. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function json(mediaType: string, value: unknown): Content {
  return content(mediaType, new TextEncoder().encode(JSON.stringify(value)));
}

function content(mediaType: string, bytes: Uint8Array<ArrayBuffer>): Content {
  return { mediaType, digest: sha256(bytes), bytes };
}

function descriptor({ mediaType, digest, bytes }: Content): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.length };
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
}
