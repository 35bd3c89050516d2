// OCI image layouts (image-spec, image-layout.md), as a folder or as a tar archive of one.
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { indexTar, type TarEntry, TarWriter } from "../../lib/tar.ts";
import { type Digest, algorithmOf, digestFromHex, encodedOf } from "../../oci/digest.ts";
import { CliError } from "../failure.ts";

export const REF_NAME = "org.opencontainers.image.ref.name";
const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

export interface LayoutDescriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LayoutWriter {
  has(digest: Digest): Promise<boolean>;
  /** Throws when the bytes are not those of the digest. */
  add(digest: Digest, sizeBytes: number, content: ReadableStream<Uint8Array> | Uint8Array): Promise<void>;
  finish(manifests: readonly LayoutDescriptor[]): Promise<void>;
  abandon(): Promise<void>;
}

export function openLayoutWriter(path: string): Promise<LayoutWriter> {
  return path.endsWith(".tar") ? ArchiveWriter.open(path) : FolderWriter.open(path);
}

class FolderWriter implements LayoutWriter {
  private constructor(private readonly root: string) {}

  static async open(root: string): Promise<FolderWriter> {
    await mkdir(root, { recursive: true });
    if (await stat(join(root, "index.json")).catch(() => undefined)) throw new CliError("conflict", `${root} holds a layout already`);
    return new FolderWriter(root);
  }

  async has(digest: Digest): Promise<boolean> {
    return (await stat(join(this.root, pathOf(digest))).catch(() => undefined)) !== undefined;
  }

  async add(digest: Digest, _sizeBytes: number, content: ReadableStream<Uint8Array> | Uint8Array): Promise<void> {
    const path = join(this.root, pathOf(digest));
    await mkdir(dirname(path), { recursive: true });
    const file = await open(`${path}.partial`, "w");
    try {
      for await (const chunk of checked(digest, content)) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    await rename(`${path}.partial`, path);
  }

  async finish(manifests: readonly LayoutDescriptor[]): Promise<void> {
    await Bun.write(join(this.root, "oci-layout"), LAYOUT);
    await Bun.write(join(this.root, "index.json"), indexOf(manifests));
  }

  /** What was copied stays, and is not copied again. */
  async abandon(): Promise<void> {}
}

class ArchiveWriter implements LayoutWriter {
  private readonly written = new Set<Digest>();
  private readonly tar: TarWriter;

  private constructor(
    private readonly path: string,
    private readonly file: Awaited<ReturnType<typeof open>>,
  ) {
    this.tar = new TarWriter(file);
  }

  static async open(path: string): Promise<ArchiveWriter> {
    if (await stat(path).catch(() => undefined)) throw new CliError("conflict", `${path} is there already`);
    // A new file, whoever has the old one open: two who write into one make nothing that can be read.
    await rm(`${path}.partial`, { force: true });
    return new ArchiveWriter(path, await open(`${path}.partial`, "wx"));
  }

  async has(digest: Digest): Promise<boolean> {
    return this.written.has(digest);
  }

  async add(digest: Digest, sizeBytes: number, content: ReadableStream<Uint8Array> | Uint8Array): Promise<void> {
    const came = await this.tar.add(pathOf(digest), sizeBytes, checked(digest, content));
    if (came !== sizeBytes) throw new CliError("failure", `${digest} has ${came} bytes, not ${sizeBytes}`);
    this.written.add(digest);
  }

  async finish(manifests: readonly LayoutDescriptor[]): Promise<void> {
    const [layout, index] = [Buffer.from(LAYOUT), Buffer.from(indexOf(manifests))];
    await this.tar.add("oci-layout", layout.byteLength, layout);
    await this.tar.add("index.json", index.byteLength, index);
    await this.tar.end();
    if (!(await this.isOurs())) throw new CliError("conflict", `${this.path} is being written by somebody else, too`);
    await this.file.close();
    await rename(`${this.path}.partial`, this.path);
  }

  async abandon(): Promise<void> {
    const isOurs = await this.isOurs().catch(() => false);
    await this.file.close().catch(() => {});
    if (isOurs) await rm(`${this.path}.partial`, { force: true });
  }

  private async isOurs(): Promise<boolean> {
    const [own, found] = [await this.file.stat(), await stat(`${this.path}.partial`).catch(() => undefined)];
    return found?.ino === own.ino;
  }
}

export class LayoutReader {
  private constructor(private readonly find: (path: string) => Promise<Blob | undefined>) {}

  /** Throws CliError when it is no layout. */
  static async open(path: string): Promise<LayoutReader> {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new CliError("notFound", `there is nothing at ${path}`);
    const reader = found.isDirectory() ? LayoutReader.ofFolder(path) : LayoutReader.ofArchive(Bun.file(path), await archived(path));
    if (!(await reader.find("oci-layout"))) throw new CliError("usage", `${path} is no OCI image layout: it has no file oci-layout`);
    return reader;
  }

  private static ofFolder(root: string): LayoutReader {
    return new LayoutReader(async (path) => {
      const file = Bun.file(join(root, path));
      return (await file.exists()) ? file : undefined;
    });
  }

  private static ofArchive(archive: Blob, entries: ReadonlyMap<string, TarEntry>): LayoutReader {
    return new LayoutReader(async (path) => {
      const entry = entries.get(path);
      return entry && archive.slice(entry.offset, entry.offset + entry.sizeBytes);
    });
  }

  async manifests(): Promise<LayoutDescriptor[]> {
    const index = await this.find("index.json");
    if (!index) throw new CliError("usage", "the layout has no index.json");
    return ((await index.json()) as { manifests: LayoutDescriptor[] }).manifests;
  }

  findBlob(digest: Digest): Promise<Blob | undefined> {
    return this.find(pathOf(digest));
  }
}

async function archived(path: string): Promise<Map<string, TarEntry>> {
  return indexTar(Bun.file(path)).catch((cause: unknown) => {
    throw new CliError("usage", `${path} is no tar archive`, undefined, { cause });
  });
}

const LAYOUT = JSON.stringify({ imageLayoutVersion: "1.0.0" });

function indexOf(manifests: readonly LayoutDescriptor[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
}

function pathOf(digest: Digest): string {
  return `blobs/${algorithmOf(digest)}/${encodedOf(digest)}`;
}

async function* checked(digest: Digest, content: ReadableStream<Uint8Array> | Uint8Array): AsyncIterable<Uint8Array> {
  const hasher = new Bun.CryptoHasher(algorithmOf(digest));
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    hasher.update(chunk);
    yield chunk;
  }
  if (digestFromHex(algorithmOf(digest), hasher.digest("hex")) !== digest)
    throw new CliError("failure", `the bytes that came for ${digest} are others`);
}
