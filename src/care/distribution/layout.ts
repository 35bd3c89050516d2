// How Distribution lays its storage out, below docker/registry/v2:
//
//   blobs/sha256/ab/<hex>/data                                   layers, configurations and manifests alike
//   repositories/<name>/_manifests/revisions/sha256/<hex>/link   the repository has this manifest
//   repositories/<name>/_manifests/tags/<tag>/current/link       where the tag points
//   repositories/<name>/_layers/sha256/<hex>/link                the repository has this blob
//
// A link is a file with a digest in it. What was deleted has lost its link, and may have kept its folder.
import { DIGEST_ALGORITHMS, type Digest, algorithmOf, encodedOf, parseDigest } from "../../oci/digest.ts";
import type { DistributionSource, SourceBytes } from "./source.ts";

const ROOTS = ["docker/registry/v2/", "v2/", ""];

export interface LinkedTag {
  readonly tag: string;
  /** Undefined where the link is broken. */
  readonly digest: Digest | undefined;
}

export class DistributionLayout {
  private constructor(
    private readonly source: DistributionSource,
    private readonly root: string,
  ) {}

  /** Undefined when there are no repositories. */
  static async find(source: DistributionSource): Promise<DistributionLayout | undefined> {
    for (const root of ROOTS) {
      if ((await source.folders(root === "" ? "" : root.slice(0, -1))).includes("repositories"))
        return new DistributionLayout(source, root);
    }
    return undefined;
  }

  /** In order of their names. */
  async *repositories(below = ""): AsyncIterable<string> {
    const folders = await this.source.folders(`${this.root}repositories${below === "" ? "" : `/${below}`}`);
    if (folders.includes("_manifests")) yield below;
    for (const folder of folders.filter((name) => !name.startsWith("_"))) {
      yield* this.repositories(below === "" ? folder : `${below}/${folder}`);
    }
  }

  /** With the text of each broken link. */
  async manifests(repository: string): Promise<{ digests: Digest[]; broken: string[] }> {
    const folder = `${this.root}repositories/${repository}/_manifests/revisions`;
    const digests: Digest[] = [];
    const broken: string[] = [];
    for (const algorithm of DIGEST_ALGORITHMS) {
      for (const hex of await this.source.folders(`${folder}/${algorithm}`)) {
        const link = await this.source.text(`${folder}/${algorithm}/${hex}/link`);
        const digest = parseDigest(link?.trim());
        if (digest === `${algorithm}:${hex}`) digests.push(digest);
        // Without the link it was deleted.
        else if (link !== undefined) broken.push(`${algorithm}:${hex}`);
      }
    }
    return { digests, broken };
  }

  async tags(repository: string): Promise<LinkedTag[]> {
    const folder = `${this.root}repositories/${repository}/_manifests/tags`;
    const tags: LinkedTag[] = [];
    for (const tag of await this.source.folders(folder)) {
      const link = await this.source.text(`${folder}/${tag}/current/link`);
      if (link !== undefined) tags.push({ tag, digest: parseDigest(link.trim()) });
    }
    return tags;
  }

  /** Whether the repository has the blob: others may have it where this one has lost it. */
  async hasLayer(repository: string, digest: Digest): Promise<boolean> {
    return (
      (await this.source.size(`${this.root}repositories/${repository}/_layers/${algorithmOf(digest)}/${encodedOf(digest)}/link`)) !==
      undefined
    );
  }

  blobSize(digest: Digest): Promise<number | undefined> {
    return this.source.size(this.dataOf(digest));
  }

  /** Undefined when it is not there (any more). */
  openBlob(digest: Digest): Promise<SourceBytes | undefined> {
    return this.source.open(this.dataOf(digest));
  }

  localPathOf(digest: Digest): string | undefined {
    return this.source.localPath(this.dataOf(digest));
  }

  private dataOf(digest: Digest): string {
    const hex = encodedOf(digest);
    return `${this.root}blobs/${algorithmOf(digest)}/${hex.slice(0, 2)}/${hex}/data`;
  }
}
