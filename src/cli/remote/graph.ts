// What belongs to a manifest, copied between a registry and a layout: its blobs and children first, then itself; its referrers after it.
import type { Digest } from "../../oci/digest.ts";
import { parseManifest } from "../../oci/manifest.ts";
import { CliError } from "../failure.ts";
import { type LayoutDescriptor, type LayoutReader, type LayoutWriter, REF_NAME } from "./layout.ts";
import type { PulledManifest, RegistryClient } from "./registry.ts";

export class GraphExport {
  readonly roots: LayoutDescriptor[] = [];
  private readonly done = new Set<string>();

  constructor(
    private readonly registry: RegistryClient,
    private readonly layout: LayoutWriter,
    private readonly withReferrers: boolean,
  ) {}

  /** `name`: the reference that the layout shall know it by. */
  async add(repository: string, reference: string, name: string | undefined): Promise<void> {
    const manifest = await this.registry.manifest(repository, reference);
    await this.copy(repository, manifest);
    this.roots.push(describe(manifest, name));
  }

  private async copy(repository: string, manifest: PulledManifest): Promise<void> {
    if (this.done.has(manifest.digest)) return;
    this.done.add(manifest.digest);
    for (const { store, digest, sizeBytes, optional } of parse(manifest).references) {
      if (store === "manifests") await this.copyChild(repository, digest);
      else if (!(await this.layout.has(digest)) && !(optional && !(await this.registry.hasBlob(repository, digest)))) {
        await this.layout.add(digest, sizeBytes, await this.registry.blob(repository, digest));
      }
    }
    if (!(await this.layout.has(manifest.digest))) await this.layout.add(manifest.digest, manifest.bytes.byteLength, manifest.bytes);
    if (this.withReferrers) await this.copyReferrers(repository, manifest.digest);
  }

  /** An index may list platforms that were never pushed, where the registry allows it. */
  private async copyChild(repository: string, digest: Digest): Promise<void> {
    if (!this.done.has(digest) && (await this.registry.hasManifest(repository, digest))) {
      await this.copy(repository, await this.registry.manifest(repository, digest));
    }
  }

  private async copyReferrers(repository: string, subject: Digest): Promise<void> {
    for (const { digest, artifactType } of await this.registry.referrers(repository, subject)) {
      if (this.done.has(digest)) continue;
      const manifest = await this.registry.manifest(repository, digest);
      await this.copy(repository, manifest);
      this.roots.push({ ...describe(manifest, undefined), ...(artifactType ? { artifactType } : {}) });
    }
  }
}

export class GraphImport {
  readonly pushed = { manifests: 0, blobs: 0, known_blobs: 0, tags: [] as string[] };
  private readonly done = new Set<string>();

  constructor(
    private readonly layout: LayoutReader,
    private readonly registry: RegistryClient,
    private readonly repository: string,
  ) {}

  async add({ digest, mediaType }: Pick<LayoutDescriptor, "digest" | "mediaType">, tags: readonly string[]): Promise<void> {
    if (this.done.has(digest) && tags.length === 0) return;
    this.done.add(digest);
    const blob = await this.layout.findBlob(digest);
    if (!blob) throw new CliError("failure", `the layout has no manifest ${digest}`);
    const manifest = { digest, mediaType, bytes: await blob.bytes() };
    for (const { store, digest: needed, mediaType: type, optional } of parse(manifest).references) {
      if (store === "blobs") await this.addBlob(needed, optional);
      else if (await this.layout.findBlob(needed)) await this.add({ digest: needed, mediaType: type }, []);
    }
    await this.registry.putManifest(this.repository, manifest, tags);
    this.pushed.manifests += 1;
    this.pushed.tags.push(...tags);
  }

  private async addBlob(digest: Digest, isOptional: boolean): Promise<void> {
    if (this.done.has(digest)) return;
    this.done.add(digest);
    if (await this.registry.hasBlob(this.repository, digest)) return void (this.pushed.known_blobs += 1);
    const content = await this.layout.findBlob(digest);
    if (!content && isOptional) return;
    if (!content) throw new CliError("failure", `the layout has no blob ${digest}`);
    await this.registry.putBlob(this.repository, digest, content);
    this.pushed.blobs += 1;
  }
}

/** `v1`; of several repositories in one layout, and of what containerd writes, the last part of `acme/api:v1`. */
export function tagOf({ annotations = {} }: LayoutDescriptor): string | undefined {
  const name = annotations[REF_NAME] ?? annotations["io.containerd.image.name"];
  return name?.includes(":") ? name.slice(name.lastIndexOf(":") + 1) : name;
}

function parse({ bytes, mediaType, digest }: PulledManifest) {
  return parseManifest(bytes, mediaType, digest.startsWith("sha512:") ? "sha512" : "sha256");
}

function describe({ mediaType, digest, bytes }: PulledManifest, name: string | undefined): LayoutDescriptor {
  return { mediaType, digest, size: bytes.byteLength, ...(name === undefined ? {} : { annotations: { [REF_NAME]: name } }) };
}
