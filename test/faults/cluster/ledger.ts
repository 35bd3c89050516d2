// What clients were told, and what must be so because of it. A request whose answer never came leaves two possibilities, and its tag is not touched
// again; whatever was acknowledged leaves one.
import { type Content, inParallel, manifestOf, sha256 } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import { Transient, ask } from "./requests.ts";

const VERIFIED_AT_ONCE = 8;

export interface LedgerImage {
  readonly manifest: Content;
  readonly config: Content;
  readonly layers: readonly Content[];
}

export interface LedgerTag {
  readonly repository: string;
  readonly name: string;
  /** What it may point to now; undefined is nothing. */
  possible: readonly (LedgerImage | undefined)[];
}

export function imageOf(config: Content, layers: readonly Content[], note: string): LedgerImage {
  return { manifest: manifestOf(config, layers, { note }), config, layers };
}

export class Ledger {
  readonly tags: LedgerTag[] = [];
  /** Promises that were broken, in words. */
  readonly violations: string[] = [];
  readonly counts: Record<string, number> = {};

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  tag(repository: string, name: string): LedgerTag {
    const tag = { repository, name, possible: [undefined] };
    this.tags.push(tag);
    return tag;
  }

  /** Whatever any node shows now is what clients were told, whole and byte for byte. Resolves to the digests of the blobs behind it. */
  async verify(cluster: Cluster): Promise<Set<string>> {
    const visible = new Set<string>();
    await inParallel([...this.tags.entries()], VERIFIED_AT_ONCE, async ([index, tag]) => {
      const image = await this.verifyTag(cluster.urls[index % cluster.size]!, tag);
      for (const { digest } of image ? [image.config, ...image.layers] : []) visible.add(digest);
    });
    await this.verifyTagLists(cluster.urls[0]!);
    return visible;
  }

  /** The image that the tag points to, with all that belongs to it. Throws Transient when the node cannot tell. */
  async verifyTag(url: string, tag: LedgerTag): Promise<LedgerImage | undefined> {
    const { repository, name, possible } = tag;
    const what = `${repository}:${name}`;
    const { status, bytes } = await ask(url, "GET", `/v2/${repository}/manifests/${name}`);
    if (status === 404) {
      if (!possible.includes(undefined)) this.violations.push(`${what} is gone`);
      return undefined;
    }
    if (status !== 200) throw new Transient(`GET ${what}: ${status}`);
    const found = possible.find((image) => image?.manifest.digest === sha256(bytes));
    if (!found) {
      const expected = possible.map((image) => image?.manifest.digest ?? "nothing").join(" or ");
      this.violations.push(`${what} is ${sha256(bytes)}, not ${expected}`);
      return undefined;
    }
    for (const blob of [found.config, ...found.layers]) await this.verifyBlob(url, repository, blob.digest, what);
    return found;
  }

  private async verifyBlob(url: string, repository: string, digest: string, of: string): Promise<void> {
    const { status, bytes } = await ask(url, "GET", `/v2/${repository}/blobs/${digest}`);
    if (status === 200 && sha256(bytes) === digest) return;
    // A node in trouble says so; what it may not say is that there is nothing, or something else.
    if (status >= 500 || status === 429) throw new Transient(`GET ${digest} of ${of}: ${status}`);
    this.violations.push(`blob ${digest} of ${of} is ${status === 200 ? `${bytes.byteLength} other bytes` : `answered ${status}`}`);
  }

  /** No tag but those that somebody pushed. */
  private async verifyTagLists(url: string): Promise<void> {
    for (const repository of new Set(this.tags.map((tag) => tag.repository))) {
      const { status, text } = await ask(url, "GET", `/v2/${repository}/tags/list`);
      if (status === 404) continue;
      const listed = (JSON.parse(text) as { tags: string[] }).tags;
      const known = this.tags.filter((tag) => tag.repository === repository && tag.possible.some((image) => image));
      const names = new Set(known.map(({ name }) => name));
      for (const name of listed) if (!names.has(name)) this.violations.push(`${repository} lists ${name}, which nobody pushed`);
    }
  }

  get acknowledged(): number {
    return this.tags.filter(({ possible }) => possible.length === 1 && possible[0] !== undefined).length;
  }
}
