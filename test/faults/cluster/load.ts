// Clients that push, move, delete and pull until they are told to stop, each request on another node, and write down in the ledger what they
// were told. Their images share layers, so that what one needs another has just deleted; each tag is one client's, so that what it points to is
// known.
import { type Content, KIB, MIB, codeOf, randomContent } from "../harness.ts";
import { type Cluster, GRACE_SECONDS } from "./cluster.ts";
import { type LedgerImage, imageOf, indexOf } from "./images.ts";
import type { Ledger, LedgerTag } from "./ledger.ts";
import { type Answered, Transient, ask } from "./requests.ts";
import type { Trouble } from "./trouble.ts";

const REPOSITORIES = ["team/one", "team/two", "three"];
/** Each is needed by about one image of a repository at a time: often it has just gone, or is about to. */
const SHARED_LAYERS = 8;
const SHARED_IN_ONE_OF = 8;
const TAGS_PER_CLIENT = 4;
/** It went, it is not there, a manifest needs it. */
const DELETED_BLOB: Readonly<Record<number, string>> = { 202: "deletedBlobs", 404: "absentBlobs", 405: "neededBlobs" };
/** After a refusal: a client that hammers tells nobody anything. */
const PAUSE_MS = 50;

type Random = (below: number) => number;

interface LoadSettings {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly trouble: Trouble;
  readonly random: Random;
}

export class Load {
  private isStopped = false;
  private readonly running: Promise<void>[];

  constructor({ cluster, ledger, trouble, random }: LoadSettings, clients = 6) {
    const shared = Array.from({ length: SHARED_LAYERS }, () => randomContent(KIB + random(200 * KIB)));
    const isStopped = () => this.isStopped;
    this.running = Array.from({ length: clients }, (_, number) =>
      new LoadClient(cluster, ledger, trouble, random, shared, `c${number}`).run(isStopped),
    );
  }

  /** Resolves when the last answer has come. Throws when a client met what no fault explains. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.running);
  }
}

class LoadClient {
  private readonly tags: LedgerTag[] = [];
  private made = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly ledger: Ledger,
    private readonly trouble: Trouble,
    private readonly random: Random,
    private readonly shared: readonly Content[],
    private readonly name: string,
  ) {}

  async run(isStopped: () => boolean): Promise<void> {
    while (!isStopped()) {
      const began = performance.now();
      try {
        await this.step();
        if (!this.trouble.excuses(began)) this.ledger.count("undisturbed");
      } catch (error) {
        if (!(error instanceof Transient)) throw error;
        this.ledger.count("transient");
        if (!this.trouble.excuses(began)) this.ledger.unexplained.push(`${error.message}, although nothing was broken`);
        await Bun.sleep(PAUSE_MS);
      }
    }
  }

  private step(): Promise<void> {
    while (this.tags.length < TAGS_PER_CLIENT) this.tags.push(this.newTag());
    const slot = this.random(this.tags.length);
    const tag = this.tags[slot]!;
    const [image] = tag.possible;
    if (!image) return this.push(slot);
    return WORK[this.random(WORK.length)]!.call(this, slot, image);
  }

  private newTag(): LedgerTag {
    return this.ledger.tag(this.pick(REPOSITORIES), `${this.name}-${(this.made += 1)}`);
  }

  async push(slot: number): Promise<void> {
    const { repository, name } = this.tags[slot]!;
    const image = this.image();
    const began = performance.now();
    for (const blob of image.blobs) await this.pushBlob(repository, blob);
    const answer = await this.changing(slot, image, () => this.put(repository, name, image));
    if (this.isPushed(image, answer, repository, began)) this.ledger.count("pushed");
  }

  /** The blobs first: between a child and the index that keeps it is little time. */
  async pushIndex(slot: number): Promise<void> {
    const { repository, name } = this.tags[slot]!;
    const children = [this.smallImage(), this.smallImage()];
    const began = performance.now();
    for (const blob of children.flatMap(({ blobs }) => blobs)) await this.pushBlob(repository, blob);
    for (const child of children)
      if (!this.isPushed(child, await this.put(repository, child.manifest.digest, child), repository, began)) return;
    const index = indexOf(children, crypto.randomUUID());
    const answer = await this.changing(slot, index, () => this.put(repository, name, index));
    if (this.isPushed(index, answer, repository, began)) this.ledger.count("indexes");
  }

  async pushReferrer(slot: number, subject: LedgerImage): Promise<void> {
    const { repository } = this.tags[slot]!;
    const image = this.smallImage(subject);
    const began = performance.now();
    for (const blob of image.blobs) await this.pushBlob(repository, blob);
    const referrer = { image, isAcknowledged: false };
    subject.referrers.push(referrer);
    const answer = await this.put(repository, image.manifest.digest, image);
    if (!this.isPushed(image, answer, repository, began)) return;
    referrer.isAcknowledged = true;
    this.ledger.count("referrers");
  }

  private put(repository: string, reference: string, { manifest, mediaType }: LedgerImage): Promise<Answered> {
    return this.ask("PUT", `/v2/${repository}/manifests/${reference}`, manifest.bytes, { "content-type": mediaType });
  }

  private isPushed(image: LedgerImage, answer: Answered, repository: string, began: number): boolean {
    if (answer.status === 201) return true;
    // Who takes longer than the grace may find that what it pushed is gone, and who relies on a shared blob that another client deletes; nobody else.
    const isLate = performance.now() - began > GRACE_SECONDS * 1000 || this.ledger.mayHaveLost(image, repository, began);
    if (codeOf(answer.bytes) === "MANIFEST_BLOB_UNKNOWN" && isLate) this.ledger.count("late");
    else this.refused("PUT manifest", answer, `${repository}@${image.manifest.digest}`);
    return false;
  }

  async remove(slot: number): Promise<void> {
    const { repository, name } = this.tags[slot]!;
    const answer = await this.changing(slot, undefined, () => this.ask("DELETE", `/v2/${repository}/manifests/${name}`));
    if (answer.status !== 202) return this.refused("DELETE tag", answer, `${repository}:${name}`);
    this.ledger.count("deleted");
  }

  /** With the tag, which is the only one. */
  async removeManifest(slot: number, { manifest: { digest } }: LedgerImage): Promise<void> {
    const { repository } = this.tags[slot]!;
    const path = `/v2/${repository}/manifests/${digest}`;
    const answer = await this.changing(slot, undefined, () => this.ask("DELETE", path));
    if (answer.status !== 202) return this.refused("DELETE manifest", answer, `${repository}@${digest}`);
    this.ledger.count("deleted");
    this.ledger.count("deletedManifests");
    const after = await this.ask("GET", path);
    if (after.status !== 404) this.refused("GET a deleted manifest", after, `${repository}@${digest}`);
  }

  /** One that others use, or are about to. */
  async removeBlob(slot: number): Promise<void> {
    const { repository } = this.tags[slot]!;
    const { digest } = this.pick(this.shared);
    await this.ledger.deletingBlob(repository, digest, async () => {
      const answer = await this.ask("DELETE", `/v2/${repository}/blobs/${digest}`);
      const what = DELETED_BLOB[answer.status];
      if (what === undefined) this.refused("DELETE blob", answer, `${repository}@${digest}`);
      else this.ledger.count(what);
    });
  }

  async pull(slot: number): Promise<void> {
    await this.ledger.verifyTag(this.node(), this.tags[slot]!);
    this.ledger.count("pulled");
  }

  /** From the first byte on it may be so; with a success it is, with a refusal it is not, and without an answer nobody knows. */
  private async changing(slot: number, after: LedgerImage | undefined, work: () => Promise<Answered>): Promise<Answered> {
    const tag = this.tags[slot]!;
    const before = tag.possible;
    tag.possible = [...before, after];
    try {
      const answer = await work();
      if (answer.status >= 500) {
        this.ledger.refused(`a change of ${tag.repository}:${tag.name}`, answer);
        throw new Transient(`answered ${answer.status}`);
      }
      tag.possible = answer.status < 300 ? [after] : before;
      return answer;
    } catch (error) {
      // It may still happen, at any time from now on.
      this.tags[slot] = this.newTag();
      throw error;
    }
  }

  private image(): LedgerImage {
    const config = randomContent(200 + this.random(2000));
    const shared = this.shared.filter(() => this.random(SHARED_IN_ONE_OF) === 0);
    // Now and then one that takes several parts in an object store.
    const own = randomContent(this.random(12) === 0 ? 9 * MIB + this.random(MIB) : KIB + this.random(400 * KIB));
    return imageOf(config, [...shared, own], `${this.name} ${crypto.randomUUID()}`);
  }

  private smallImage(subject?: LedgerImage): LedgerImage {
    return imageOf(randomContent(200), [randomContent(KIB)], `${this.name} ${crypto.randomUUID()}`, subject);
  }

  private async pushBlob(repository: string, content: Content): Promise<void> {
    if (this.shared.includes(content)) {
      const head = await this.ask("HEAD", `/v2/${repository}/blobs/${content.digest}`);
      if (head.status === 200) return;
      if (head.status !== 404) this.refused("HEAD blob", head, content.digest);
      if (await this.mount(repository, content.digest)) return;
    }
    const push = [this.pushWhole, this.pushInTwo, this.pushInChunks][this.random(3)]!;
    const answer = await push.call(this, repository, content);
    if (answer.status !== 201) this.refused("the push of a blob", answer, content.digest);
  }

  private async mount(repository: string, digest: string): Promise<boolean> {
    const from = this.pick(REPOSITORIES.filter((name) => name !== repository));
    const answer = await this.ask("POST", `/v2/${repository}/blobs/uploads/?mount=${digest}&from=${from}`);
    if (answer.status === 201) this.ledger.count("mounted");
    else if (answer.status !== 202) this.refused("the mount of a blob", answer, digest);
    return answer.status === 201;
  }

  private pushWhole(repository: string, { bytes, digest }: Content): Promise<Answered> {
    return this.ask("POST", `/v2/${repository}/blobs/uploads/?digest=${digest}`, bytes);
  }

  private async pushInTwo(repository: string, { bytes, digest }: Content): Promise<Answered> {
    const location = await this.start(repository);
    return this.ask("PUT", `${location}?digest=${digest}`, bytes);
  }

  private async pushInChunks(repository: string, { bytes, digest }: Content): Promise<Answered> {
    const location = await this.start(repository);
    let offset = 0;
    while (offset < bytes.byteLength) {
      const chunk = bytes.slice(offset, offset + Math.ceil(bytes.byteLength / 3));
      const range = { "content-range": `${offset}-${offset + chunk.byteLength - 1}` };
      const answer = await this.ask("PATCH", location, chunk, range);
      if (answer.status !== 202) return answer;
      offset += chunk.byteLength;
    }
    return this.ask("PUT", `${location}?digest=${digest}`);
  }

  private async start(repository: string): Promise<string> {
    const answer = await this.ask("POST", `/v2/${repository}/blobs/uploads/`);
    const location = answer.headers.get("location");
    if (answer.status !== 202 || location === null) {
      this.refused("the start of an upload", answer, repository);
      throw new Transient("no session");
    }
    return new URL(location, this.cluster.urls[0]).pathname;
  }

  /** A refusal is fine where a fault explains it, and a finding where none does. */
  private refused(what: string, answer: Answered, of: string): void {
    // A session whose start or bytes went with a node or a database is only started again.
    const isLost = answer.status === 416 || codeOf(answer.bytes) === "BLOB_UPLOAD_UNKNOWN";
    if (isLost) throw new Transient(`${what} of ${of}: ${answer.status}`);
    this.ledger.refused(`${what} of ${of}`, answer);
  }

  private ask(
    method: string,
    path: string,
    body?: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    return ask(this.node(), method, path, body, headers);
  }

  private node(): string {
    return this.pick(this.cluster.urls);
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.random(items.length)]!;
  }
}

type Work = (this: LoadClient, slot: number, image: LedgerImage) => Promise<void>;

const { push, pushIndex, pushReferrer, remove, removeManifest, removeBlob, pull } = LoadClient.prototype;
/** On a tag that points to something, each as often as it is listed. */
const WORK: readonly Work[] = [push, push, push, pushIndex, pushReferrer, remove, removeManifest, removeBlob, pull, pull];
