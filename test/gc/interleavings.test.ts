// The real services and the real collector, on one database and one storage, with everything they do interleaved by seed: pushes, mounts,
// deletions, restorations, downloads, two collectors, crashes of a process and of the power. After every step nothing may be missing that somebody relies on,
// and in the end nothing may be left that nobody does. Each of the mistakes in mutations.ts must be found by the same test.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { RegistryError } from "../../src/oci/failure.ts";
import { PHASES, type Phase } from "../../src/jobs/gc/collection.ts";
import type { GcPolicy } from "../../src/jobs/gc/verdict.ts";
import type { Restored } from "../../src/registry/trash.ts";
import { type Content, indexManifest } from "../kit/manifests.ts";
import { Installation, type Node, blobOf, imageOf, name } from "./installation.ts";
import { MUTATIONS, type Mutation, mutantNode } from "./mutations.ts";
import { Random, type Turn, Turns, takingTurns } from "./turns.ts";

const FIRST_SEED = Number(process.env["AERUGO_TEST_SEED"] ?? 1);
/** Of the code as it is; and at most for each mistake, of which most need far fewer. */
const SEEDS = 20;
const MUTANT_SEEDS = 300;
const STEPS = 1500;

const POLICY: GcPolicy = { grace: { blobMs: 100, untaggedMs: 100 }, condemnedMs: 100, downloadGraceMs: 300, orphanAgeMs: 1500 };
const REPOSITORIES = ["acme/a", "beta/b"];
/** Few, so that everybody wants the same ones. */
const BLOBS = ["one", "two", "three", "four", "five", "six"].map(blobOf);
/** Deleted by its digest where nothing refers to it: whoever was told of it may miss it then, and what is in the trash as well. */
const [DISPOSABLE] = BLOBS as [Content];
const TRASH_MS = 500;
/** One of each for each repository: images and indexes come and go. */
const TAG = "latest";
const INDEX_TAG = "multi";

class Run {
  private readonly random: Random;
  private readonly turns: Turns;
  /** By repository and tag: the digest that was acknowledged last. */
  private readonly acknowledged = new Map<string, string>();
  /** Somebody, by name, is changing them: either answer is right. */
  private readonly busy = new Map<string, string>();
  /** Until when what an actor does must be over: the periods are longer than any request, and time waits for them. */
  private readonly deadlines = new Map<string, number>();
  private readonly found: string[] = [];
  private readonly pushers = [this.pusher, this.mounter, this.indexer, this.signer];
  private isEnding = false;
  /** Nobody pushes for a while: without it nothing would ever have been left alone for long enough. */
  private isQuiet = false;

  constructor(
    private readonly installation: Installation,
    seed: number,
    private readonly mutation: Mutation | undefined,
  ) {
    this.random = new Random(seed);
    this.turns = new Turns(this.random);
  }

  /** Resolves to what went wrong first, with what led to it. */
  async execute(): Promise<string[]> {
    const others = [this.deleter, this.restorer, this.emptier, this.puller, this.collector, this.collector];
    const actors = [...this.pushers, ...others];
    actors.forEach((actor, index) => this.start(actor, `${actor.name}-${index}`));
    for (let step = 0; this.found.length === 0 && !this.turns.isOver; step += 1) {
      this.isEnding = step >= STEPS;
      await this.step();
    }
    const problems = this.found.length > 0 ? this.found : await this.settle();
    return problems.length === 0 ? [] : [...problems, ...this.turns.trace.slice(-40)];
  }

  /** Once nothing has any time left. */
  private async settle(): Promise<string[]> {
    const { clock, node } = this.installation;
    clock.advance(TRASH_MS);
    await node.purge.expire();
    await this.installation.collectAll();
    return [...(await this.check()), ...(await this.installation.leftovers())];
  }

  private start(actor: (node: Node, actor: string) => Promise<void>, as: string): void {
    this.turns.start(as, async (turn) => {
      const node = this.nodeOf(turn);
      while (!this.isEnding && this.found.length === 0) {
        await turn("looks around");
        if (!this.isQuiet || !this.pushers.includes(actor)) await this.attempt(() => actor.call(this, node, as), as);
      }
    });
  }

  private async step(): Promise<void> {
    if (this.random.chance(0.01)) this.isQuiet = !this.isQuiet;
    if (this.random.chance(0.2)) this.passTime();
    if (!this.isEnding && this.random.chance(0.006)) this.crash();
    if (this.turns.isOver) return;
    await this.turns.next();
    this.found.push(...(await this.check()));
  }

  /** A process is killed at any point, or all of them with the power; others take their places. */
  private crash(): void {
    const isPower = this.random.chance(0.5);
    const names: string[] = [];
    for (let name = this.turns.kill(); name !== undefined; name = isPower ? this.turns.kill() : undefined) names.push(name);
    if (isPower) this.installation.storage.crash();
    for (const name of names) {
      this.deadlines.delete(name);
      for (const [tag, actor] of this.busy) if (actor === name) this.busy.delete(tag);
      const kind = name.split("-")[0] as "pusher";
      this.start(this[kind], `${name}'`);
    }
  }

  private passTime(): void {
    const { clock } = this.installation;
    const left = [...this.deadlines.values()].map((deadline) => deadline - clock.now());
    clock.advance(Math.max(0, Math.min(this.random.below(120), ...left)));
  }

  private nodeOf(turn: Turn): Node {
    const { metadata, storage, clock } = this.installation;
    const waiting = {
      read: takingTurns(metadata.read, turn, { depth: 1, label: "read." }),
      transaction: async (...args: Parameters<typeof metadata.transaction>) => {
        await turn("transaction");
        return metadata.transaction(...args);
      },
    };
    const parts = {
      metadata: Object.assign(Object.create(metadata) as typeof metadata, waiting),
      blobs: Object.assign(takingTurns(storage, turn, { label: "storage." }), {}),
      policy: POLICY,
      trashMs: TRASH_MS,
    };
    return mutantNode({ ...parts, blobs: listing(parts.blobs, storage, turn) }, clock, this.mutation, { turn, storage });
  }

  /** A failure that a client is told of is one; everything else is a mistake of ours. */
  private async attempt(request: () => Promise<void>, actor: string): Promise<void> {
    this.deadlines.set(actor, this.installation.clock.now() + POLICY.orphanAgeMs - 1);
    try {
      await request();
    } catch (error) {
      if (!(error instanceof RegistryError)) this.found.push(`${actor} met ${String(error)}`);
    } finally {
      this.deadlines.delete(actor);
    }
  }

  private async pusher(node: Node, actor: string): Promise<void> {
    await this.push(node, actor, async (repository, blob) => {
      await (this.random.chance(0.5) ? node.putBlob(repository, blob) : node.uploadBlob(repository, blob));
    });
  }

  private async mounter(node: Node, actor: string): Promise<void> {
    await this.push(node, actor, async (repository, blob) => {
      const source = REPOSITORIES.find((other) => other !== repository)!;
      if (!(await node.mount(repository, source, blob))) await node.putBlob(repository, blob);
    });
  }

  /** As clients do: ask for each blob, bring what is not there, then push what refers to them. */
  private async push(node: Node, actor: string, bring: (repository: string, blob: Content) => Promise<void>): Promise<void> {
    const { clock } = this.installation;
    const repository = this.random.pick(REPOSITORIES);
    const blobs = [this.random.pick(BLOBS), this.random.pick(BLOBS)];
    let toldAt = Infinity;
    for (const blob of blobs) {
      if (!(await node.hasBlob(repository, blob))) await bring(repository, blob);
      toldAt = Math.min(toldAt, clock.now());
      this.deadlines.set(actor, toldAt + POLICY.condemnedMs - 1);
    }
    const image = imageOf(blobs);
    await this.changing(actor, { repository, tag: TAG }, async (tag) => {
      const problem = `a push to ${repository} was told of blobs that were collected before it could use them`;
      await this.findingAll(() => node.putManifest(repository, image, [tag]), problem);
      return image.digest;
    });
  }

  /** An image that has no tag of its own, and an index that keeps it. */
  private async indexer(node: Node, actor: string): Promise<void> {
    const repository = this.random.pick(REPOSITORIES);
    const image = imageOf([await this.brought(node, actor, repository)]);
    await node.putManifest(repository, image, []);
    this.deadlines.set(actor, this.installation.clock.now() + POLICY.grace.untaggedMs! - 1);
    // One that describes what it lists: each keeps the other.
    const subject = { mediaType: image.mediaType, digest: image.digest, size: image.bytes.byteLength };
    const index = indexManifest([image], this.random.chance(0.3) ? { subject } : {});
    await this.changing(actor, { repository, tag: INDEX_TAG }, async (tag) => {
      await node.putManifest(repository, index, [tag]);
      return index.digest;
    });
  }

  /** Something that describes what a tag points to, and lives with it. */
  private async signer(node: Node, actor: string): Promise<void> {
    const repository = this.random.pick(REPOSITORIES);
    const subject = await node.findTagged(repository, this.random.pick([TAG, INDEX_TAG]));
    if (!subject) return;
    const blob = await this.brought(node, actor, repository);
    const { digest, mediaType, sizeBytes: size } = subject;
    await node.putManifest(repository, imageOf([blob], { subject: { digest, mediaType, size } }), []);
  }

  /** A blob that may be relied on for a while. */
  private async brought(node: Node, actor: string, repository: string): Promise<Content> {
    const blob = this.random.pick(BLOBS);
    if (!(await node.hasBlob(repository, blob))) await node.putBlob(repository, blob);
    this.deadlines.set(actor, this.installation.clock.now() + POLICY.condemnedMs - 1);
    return blob;
  }

  /** The tag, or with it what it points to; or a blob that nothing refers to. */
  private async deleter(node: Node, actor: string): Promise<void> {
    const [repository, tag] = [this.random.pick(REPOSITORIES), this.random.pick([TAG, INDEX_TAG])];
    if (this.random.chance(0.2)) return node.deleteBlob(repository, DISPOSABLE);
    await this.changing(actor, { repository, tag }, async () => {
      const found = this.random.chance(0.5) ? await node.findTagged(repository, tag) : undefined;
      await (found ? node.deleteManifest(repository, found) : node.deleteTag(repository, tag));
      return undefined;
    });
  }

  /** What is in the trash, with the tags that are free. */
  private async restorer(node: Node, actor: string): Promise<void> {
    const { read } = node.parts.metadata;
    const repository = this.random.pick(REPOSITORIES);
    const record = await read.repositories.find(name(repository));
    const entries = record ? await read.trash.list(record.id, undefined, 10) : [];
    if (entries.length === 0) return;
    const entry = this.random.pick(entries);
    const [first, second] = [TAG, INDEX_TAG].map((tag) => ({ repository, tag, digest: this.acknowledged.get(`${repository}:${tag}`) }));
    await this.changing(actor, first!, async () => {
      let restored: Restored | undefined;
      const digestAfter = ({ tag, digest }: { tag: string; digest: string | undefined }): string | undefined =>
        restored?.tags.some((each) => each === tag) ? undefined : digest;
      await this.changing(actor, second!, async () => {
        restored = await this.findingAll(() => node.restore(entry), `what ${entry.digest} needs was collected while it was in the trash`);
        return digestAfter(second!);
      });
      return digestAfter(first!);
    });
  }

  private async emptier(node: Node): Promise<void> {
    await node.purge.expire();
  }

  /** Everything that the change needs must be there, but for what may be deleted at any time. */
  private async findingAll<T>(change: () => Promise<T>, problem: string): Promise<T> {
    try {
      return await change();
    } catch (error) {
      const missing =
        error instanceof RegistryError && error.failure === "referencedBlobUnknown" ? (error.details as { digest: string }[]) : [];
      if (missing.some(({ digest }) => digest !== DISPOSABLE.digest)) this.found.push(problem);
      throw error;
    }
  }

  /** The bytes of everything that a repository has, some time after they were found. */
  private async puller(node: Node, actor: string): Promise<void> {
    const { metadata, blobs } = node.parts;
    const repository = this.random.pick(REPOSITORIES);
    this.deadlines.set(actor, this.installation.clock.now() + POLICY.downloadGraceMs - 1);
    const records = await Promise.all(BLOBS.map(({ digest }) => metadata.read.blobs.findIn(repository, digest as never)));
    // As when the client was sent to fetch them from storage by itself.
    for (let pause = 0; pause < 24; pause += 1) await blobs.ping();
    for (const record of records) {
      if (!record || (await blobs.open(record.storageKey))) continue;
      this.found.push(`the bytes of ${record.digest} went while somebody fetched them`);
    }
  }

  private async collector(node: Node): Promise<void> {
    const phases = this.random.pick<readonly Phase[]>([["reviews"], ["reviews", "keys"], ["keys"], ["orphans"], PHASES]);
    const { errors } = await node.collect({ phases });
    if (errors.count > 0) this.found.push(`a collection failed: ${errors.first.join(", ")}`);
  }

  /** One at a time for each tag, so that it is known which answer is right. */
  private async changing(
    actor: string,
    { repository, tag }: { repository: string; tag: string },
    change: (tag: string) => Promise<string | undefined>,
  ): Promise<void> {
    const key = `${repository}:${tag}`;
    if (this.busy.has(key)) return;
    this.busy.set(key, actor);
    this.acknowledged.delete(key);
    try {
      const digest = await change(tag);
      if (digest !== undefined) this.acknowledged.set(key, digest);
    } finally {
      this.busy.delete(key);
    }
  }

  private async check(): Promise<string[]> {
    const tags = await this.installation.look(
      "select r.name || ':' || t.name as tag, m.digest as digest from tags t join repositories r on r.id = t.repository_id join manifests m on m.id = t.manifest_id",
    );
    const digests = new Map(tags.map(({ tag, digest }) => [tag, digest]));
    const lost = [...this.acknowledged].filter(([tag, digest]) => digests.get(tag) !== digest);
    return [...lost.map(([tag]) => `${tag} is not what was acknowledged`), ...(await this.installation.problems())];
  }
}

/** A list is no single request: others go on between two of its keys. */
function listing<T extends object>(blobs: T, storage: Installation["storage"], turn: Turn): T {
  return Object.assign(Object.create(blobs) as T, {
    async *keys() {
      await turn("storage.keys");
      for await (const key of storage.keys()) yield key;
    },
  });
}

async function problemsOf(seed: number, mutation?: Mutation): Promise<string[]> {
  // Durability is what the storage's model is about; the database's own needs no disk.
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  await using installation = await Installation.open({ policy: POLICY, parent });
  return await new Run(installation, seed, mutation).execute();
}

test(
  "nothing that somebody relies on is ever missing, and in the end nothing is left that nobody does",
  async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) expect([seed, ...(await problemsOf(seed))]).toEqual([seed]);
  },
  { timeout: 120_000 },
);

test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  "%s is found",
  async (_, mutation) => {
    let seed = FIRST_SEED;
    for (; seed < FIRST_SEED + MUTANT_SEEDS; seed += 1) if ((await problemsOf(seed, mutation)).length > 0) return;
    expect(`not found in ${seed - FIRST_SEED} seeds`).toBe("found");
  },
  { timeout: 120_000 },
);
