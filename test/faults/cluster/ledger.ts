// What clients were told, and what must be so because of it. A request whose answer never came leaves two possibilities, and its tag is not touched
// again; whatever was acknowledged leaves one.
import { inParallel, sha256 } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import type { LedgerImage } from "./images.ts";
import { type Answered, ask, throwIfNotNow } from "./requests.ts";

const VERIFIED_AT_ONCE = 8;
/** After a request without an answer, as long as any node may still be at it. */
const MAY_HAPPEN_MS = 30_000;

export interface LedgerTag {
  readonly repository: string;
  readonly name: string;
  /** What it may point to now; undefined is nothing. */
  possible: readonly (LedgerImage | undefined)[];
}

export class Ledger {
  readonly tags: LedgerTag[] = [];
  /** Promises that were broken, in words. */
  readonly violations: string[] = [];
  /** Failures of requests when nothing was broken. */
  readonly unexplained: string[] = [];
  readonly counts: Record<string, number> = {};
  /** Of blobs, by repository and digest: how many are under way, and until when the last one may have happened. */
  private readonly deletions = new Map<string, { underWay: number; until: number }>();

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
      for (const { blobs } of await this.verifyTag(cluster.urls[index % cluster.size]!, tag))
        for (const { digest } of blobs) visible.add(digest);
    });
    await this.verifyTagLists(cluster.urls[0]!);
    return visible;
  }

  /** Throws Transient for an answer that says "not now", which a node in trouble may give. No trouble explains any other. */
  refused(what: string, answer: Answered): void {
    throwIfNotNow(what, answer);
    this.violations.push(`${what} was answered ${answer.status}: ${answer.text}`);
  }

  /** Deletes a blob for one client under the eyes of all. */
  async deletingBlob<T>(repository: string, digest: string, work: () => Promise<T>): Promise<T> {
    const blob = `${repository} ${digest}`;
    const deletion = this.deletions.get(blob) ?? { underWay: 0, until: -Infinity };
    this.deletions.set(blob, deletion);
    deletion.underWay += 1;
    let mayHappenMs = MAY_HAPPEN_MS;
    try {
      const value = await work();
      mayHappenMs = 0;
      return value;
    } finally {
      deletion.underWay -= 1;
      deletion.until = Math.max(deletion.until, performance.now() + mayHappenMs);
    }
  }

  /** Whether somebody may have deleted one of the image's blobs since then. */
  mayHaveLost({ blobs }: LedgerImage, repository: string, since: number): boolean {
    return blobs.some(({ digest }) => {
      const deletion = this.deletions.get(`${repository} ${digest}`);
      return deletion !== undefined && (deletion.underWay > 0 || deletion.until >= since);
    });
  }

  /** All that the tag leads to: the image or index, what it lists, and what refers to it. Throws Transient when the node cannot tell. */
  async verifyTag(url: string, tag: LedgerTag): Promise<LedgerImage[]> {
    const { repository, name, possible } = tag;
    const what = `${repository}:${name}`;
    const answer = await ask(url, "GET", `/v2/${repository}/manifests/${name}`);
    const { status, bytes } = answer;
    if (status === 404) {
      if (!possible.includes(undefined)) this.violations.push(`${what} is gone`);
      return [];
    }
    if (status !== 200) {
      this.refused(`GET ${what}`, answer);
      return [];
    }
    const found = possible.find((image) => image?.manifest.digest === sha256(bytes));
    if (!found) {
      const expected = possible.map((image) => image?.manifest.digest ?? "nothing").join(" or ");
      this.violations.push(`${what} is ${sha256(bytes)}, not ${expected}`);
      return [];
    }
    return this.verifyImage(url, repository, found, what);
  }

  private async verifyImage(url: string, repository: string, image: LedgerImage, what: string): Promise<LedgerImage[]> {
    for (const { digest } of image.blobs) await this.verifyBlob(url, repository, digest, what);
    const found = [image];
    for (const child of image.children) found.push(...(await this.verifyManifest(url, repository, child, `a child of ${what}`)));
    for (const referrer of await this.verifyReferrers(url, repository, image, what))
      found.push(...(await this.verifyManifest(url, repository, referrer, `a referrer of ${what}`)));
    return found;
  }

  private async verifyManifest(url: string, repository: string, image: LedgerImage, what: string): Promise<LedgerImage[]> {
    const answer = await ask(url, "GET", `/v2/${repository}/manifests/${image.manifest.digest}`);
    if (answer.status !== 200) this.refused(`GET ${image.manifest.digest}, ${what},`, answer);
    else if (sha256(answer.bytes) !== image.manifest.digest) this.violations.push(`${what} is ${answer.bytes.byteLength} other bytes`);
    return this.verifyImage(url, repository, image, what);
  }

  /** Those that are listed. */
  private async verifyReferrers(url: string, repository: string, { manifest, referrers }: LedgerImage, of: string): Promise<LedgerImage[]> {
    const answer = await ask(url, "GET", `/v2/${repository}/referrers/${manifest.digest}`);
    if (answer.status !== 200) {
      this.refused(`GET referrers of ${of}`, answer);
      return [];
    }
    const listed = new Set((JSON.parse(answer.text) as { manifests: { digest: string }[] }).manifests.map(({ digest }) => digest));
    for (const { image, isAcknowledged } of referrers)
      if (isAcknowledged && !listed.has(image.manifest.digest)) this.violations.push(`${of} does not list ${image.manifest.digest}`);
    const known = referrers.filter(({ image }) => listed.delete(image.manifest.digest));
    for (const digest of listed) this.violations.push(`${of} lists ${digest}, which nobody pushed`);
    return known.map(({ image }) => image);
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
