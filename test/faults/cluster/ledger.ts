// What clients were told, and what must be so because of it. A request whose answer never came leaves two possibilities, and its tag is not touched
// again; whatever was acknowledged leaves one.
import { type Content, inParallel, manifestOf, sha256 } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import { type Answered, ask, throwIfNotNow } from "./requests.ts";

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

  /** Throws Transient for an answer that says "not now", which a node in trouble may give. No trouble explains any other. */
  refused(what: string, answer: Answered): void {
    throwIfNotNow(what, answer);
    this.violations.push(`${what} was answered ${answer.status}: ${answer.text}`);
  }

  /** The image that the tag points to, with all that belongs to it. Throws Transient when the node cannot tell. */
  async verifyTag(url: string, tag: LedgerTag): Promise<LedgerImage | undefined> {
    const { repository, name, possible } = tag;
    const what = `${repository}:${name}`;
    const answer = await ask(url, "GET", `/v2/${repository}/manifests/${name}`);
    const { status, bytes } = answer;
    if (status === 404) {
      if (!possible.includes(undefined)) this.violations.push(`${what} is gone`);
      return undefined;
    }
    if (status !== 200) {
      this.refused(`GET ${what}`, answer);
      return undefined;
    }
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
    const answer = await ask(url, "GET", `/v2/${repository}/blobs/${digest}`);
    // What a node in trouble may not say is that there is nothing, or something else.
    if (answer.status !== 200) this.refused(`GET blob ${digest} of ${of}`, answer);
    else if (sha256(answer.bytes) !== digest) this.violations.push(`blob ${digest} of ${of} is ${answer.bytes.byteLength} other bytes`);
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
