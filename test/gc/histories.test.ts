// Whatever owners and clients do to repositories one after the other: rename, move, delete, restore and purge them, hold what is in them, make
// plans of retention and apply them later. After every step counters are what would be counted, and nothing that is needed is missing; every
// plan of the collector says what the run then does; in the end nothing is left over. Here nothing happens at once: that is for the
// interleavings.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "bun:test";
import type { Caller } from "../../src/auth/caller.ts";
import type { GcPolicy } from "../../src/jobs/gc/verdict.ts";
import { ManagementError } from "../../src/management/failure.ts";
import { Holds } from "../../src/management/holds.ts";
import { Organizations } from "../../src/management/organizations.ts";
import { ManagedRepositories } from "../../src/management/repositories.ts";
import { type Digest, parseDigest } from "../../src/oci/digest.ts";
import { RegistryError } from "../../src/oci/failure.ts";
import type { RepositoryName, Tag } from "../../src/oci/reference.ts";
import { Retention } from "../../src/registry/retention/retention.ts";
import { type Content, indexManifest } from "../kit/manifests.ts";
import { CASEY, Installation, blobOf, imageOf } from "./installation.ts";
import { Random } from "./turns.ts";

const FIRST_SEED = Number(process.env["AERUGO_TEST_SEED"] ?? 1);
const SEEDS = 20;
const STEPS = 250;

const POLICY: GcPolicy = {
  grace: { blobMs: 100, untaggedMs: 150 },
  condemnedMs: 80,
  downloadGraceMs: 60,
  orphanAgeMs: 1500,
};
const TRASH_MS = 500;
const NAMES = ["acme/a", "acme/b", "beta/a", "beta/c"];
const TAGS = ["t1", "t2", "v3"] as Tag[];
const BLOBS = ["one", "two", "three", "four"].map(blobOf);
const RULES = [
  [
    { action: "delete", tags: ["t*"] },
    { action: "delete", untagged: true },
  ],
  [{ action: "keep", newestPushed: 1 }, { action: "delete" }],
  [{ action: "delete", untagged: true }],
];
const ROOT: Caller = {
  identity: { kind: "user", id: 1, username: "root", namespaceId: 0, isAdmin: true },
  credential: { kind: "none" },
  grants: undefined,
  scopes: undefined,
  limitedBy: undefined,
};

interface Repository {
  readonly id: number;
  readonly namespaceId: number;
  readonly name: RepositoryName;
}

type Known = Pick<Content, "digest" | "mediaType"> & { readonly size: number };

class History {
  readonly trace: string[] = [];
  private readonly random: Random;
  private readonly repositories: ManagedRepositories;
  private readonly organizations: Organizations;
  private readonly holds: Holds;
  private readonly retention: Retention;
  private readonly plans: number[] = [];
  private readonly steps = [
    [this.push, this.push, this.index, this.sign, this.signAhead, this.deleteTag, this.deleteManifest, this.pull],
    [this.moveBack, this.restore, this.emptyTrash, this.expire, this.hold, this.release, this.plan, this.apply],
    [this.deleteRepository, this.restoreRepository, this.purgeOne, this.purgeDue, this.rename, this.transfer],
    [this.deleteOrganization, this.restoreOrganization, this.backUp, this.wait, this.wait, this.collect, this.collect],
  ].flat();

  constructor(
    private readonly installation: Installation,
    seed: number,
  ) {
    const { metadata, clock, node } = installation;
    this.random = new Random(seed);
    this.repositories = new ManagedRepositories({
      metadata,
      clock,
      policy: undefined as never,
      redirectMs: 100,
      trashMs: TRASH_MS,
      purge: (id, actor) => node.purge.begin(id, actor),
      onPurged: async () => {},
    });
    this.organizations = new Organizations({ metadata, clock, creation: "users", redirectSeconds: 0 });
    this.holds = new Holds({ metadata, clock });
    this.retention = new Retention({ metadata, clock, grace: POLICY.grace, trashMs: TRASH_MS, planExpiryMs: 1e6 });
  }

  /** Resolves to what went wrong first. */
  async execute(): Promise<string[]> {
    for (let number = 0; number < STEPS; number += 1) {
      this.installation.clock.advance(1);
      const problems = [...(await this.attempt(this.random.pick(this.steps))), ...(await this.problems())];
      if (problems.length > 0) return [...problems, ...this.trace.slice(-40)];
    }
    const problems = await this.settle();
    return problems.length === 0 ? [] : [...problems, ...this.trace];
  }

  private async attempt(step: () => Promise<unknown>): Promise<string[]> {
    try {
      await step.call(this);
      this.trace.push(step.name);
      return [];
    } catch (error) {
      this.trace.push(`${step.name}: ${String(error)}`);
      return error instanceof RegistryError || error instanceof ManagementError ? [] : [`${step.name} met ${String(error)}`];
    }
  }

  /** Once nothing has any time left, and nothing is held. */
  private async settle(): Promise<string[]> {
    const { clock, node, look } = this.installation;
    await look("delete from holds");
    clock.advance(TRASH_MS);
    await node.purge.expire();
    await node.purge.repositories();
    // A circle takes a run more than anything else, and what the hold kept was only asked for once a day.
    for (let round = 0; round < 2; round += 1) await this.installation.collectAll();
    return [...(await this.problems()), ...(await this.installation.leftovers())];
  }

  /** An index may lose an image that is deleted by its digest. */
  private async problems(): Promise<string[]> {
    const counted = await this.installation.look(`
      select 'links of ' || n.name || ' to ' || nb.digest as what from namespace_blobs nb join namespaces n on n.id = nb.namespace_id
        where nb.links <> (select count(*) from repository_blobs rb join repositories r on r.id = rb.repository_id
          where r.namespace_id = nb.namespace_id and r.deleted_at is null and rb.digest = nb.digest)
      union all select 'repositories of ' || n.name from namespace_usage u join namespaces n on n.id = u.namespace_id
        where u.repositories <> (select count(*) from repositories r where r.namespace_id = n.id and r.deleted_at is null)`);
    const problems = (await this.installation.problems()).filter((problem) => !problem.startsWith("an index lists"));
    return [...problems, ...counted.map(({ what }) => `wrong: ${String(what)}`)];
  }

  private async push(): Promise<void> {
    const name = this.random.pick(NAMES);
    await this.installation.node.putManifest(name, imageOf(await this.brought(name)), this.someTag(0.8));
  }

  /** Of what is there, which it may describe as well. */
  private async index(): Promise<void> {
    const [{ name }, listed, subject] = await this.pickContent();
    const child = { ...listed, bytes: { byteLength: listed.size } } as unknown as Content;
    await this.installation.node.putManifest(name, indexManifest([child], this.random.chance(0.4) ? { subject } : {}), this.someTag(0.5));
  }

  private async sign(): Promise<void> {
    const [{ name }, subject] = await this.pickContent();
    await this.installation.node.putManifest(name, imageOf(await this.brought(name), { subject }), this.someTag(0.2));
  }

  private async signAhead(): Promise<void> {
    const name = this.random.pick(NAMES);
    const image = imageOf(await this.brought(name));
    const { digest, mediaType, bytes } = image;
    const subject = { digest, mediaType, size: bytes.byteLength };
    await this.installation.node.putManifest(name, imageOf(await this.brought(name), { subject }), []);
    if (this.random.chance(0.7)) await this.installation.node.putManifest(name, image, this.someTag(1));
  }

  private async brought(name: string): Promise<Content[]> {
    const { node } = this.installation;
    const blobs = [this.random.pick(BLOBS), this.random.pick(BLOBS)];
    for (const blob of blobs) {
      if (await node.hasBlob(name, blob)) continue;
      const isMounted = this.random.chance(0.5) && (await node.mount(name, this.random.pick(NAMES), blob));
      if (!isMounted) await node.putBlob(name, blob);
    }
    return blobs;
  }

  private async deleteTag(): Promise<void> {
    await this.installation.node.deleteTag((await this.pickRepository()).name, this.random.pick(TAGS));
  }

  private async deleteManifest(): Promise<void> {
    const [{ name }, manifest] = await this.pickContent();
    await this.installation.node.deleteManifest(name, manifest);
  }

  private async pull(): Promise<void> {
    await this.installation.node.pull((await this.pickRepository()).name, this.random.pick(TAGS));
    await this.installation.node.pulls.flush();
  }

  private async moveBack(): Promise<void> {
    const { id } = await this.pickRepository();
    const how = { digest: undefined, expected: undefined, actor: CASEY };
    await this.needing(this.installation.node.trash.moveBack(id, this.random.pick(TAGS), how));
  }

  private async restore(): Promise<void> {
    const { metadata, node } = this.installation;
    const { id } = await this.pickRepository();
    const entry = this.pick(await metadata.read.trash.list(id, undefined, 50));
    await this.needing(node.trash.restore(id, entry.id, { actor: CASEY, force: this.random.chance(0.5) }));
  }

  /** Nobody deletes blobs here: what is in the trash must find its own. */
  private async needing(restoring: Promise<unknown>): Promise<void> {
    try {
      await restoring;
    } catch (error) {
      const isIncomplete = error instanceof RegistryError && error.failure === "referencedBlobUnknown";
      throw isIncomplete ? new Error("what the trash needs was collected", { cause: error }) : error;
    }
  }

  private async emptyTrash(): Promise<void> {
    if (this.random.chance(0.3)) await this.installation.node.purge.empty((await this.pickRepository()).id, CASEY);
  }

  private async expire(): Promise<void> {
    await this.installation.node.purge.expire();
  }

  private async hold(): Promise<void> {
    const [repository, { digest }] = await this.pickContent();
    const target = this.random.pick([
      { kind: "tag", target: this.random.pick(["t*", "v3"]) },
      { kind: "digest", target: digest },
      { kind: "digest", target: this.random.pick(BLOBS).digest },
      { kind: "repository", target: "" },
    ] as const);
    const expiresAt = this.random.chance(0.7) ? this.installation.clock.now() + 1 + this.random.below(400) : undefined;
    await this.holds.create({ ...repository, level: "admin" }, { ...target, reason: "audit", expiresAt }, CASEY);
  }

  private async release(): Promise<void> {
    const { id, repository } = this.pick(await this.installation.look("select id, repository_id as repository from holds"));
    const at = { id: Number(repository), name: NAMES[0] as RepositoryName, namespaceId: 0, level: "admin" } as const;
    await this.holds.release(at, Number(id), CASEY);
  }

  private async plan(): Promise<void> {
    const { metadata, clock } = this.installation;
    const { id: repositoryId, namespaceId } = await this.pickRepository();
    const scope = { namespaceId: null, repositoryId };
    const rules = JSON.stringify(this.random.pick(RULES));
    await metadata.transaction(async (tx) => {
      const known = await tx.retention.findPolicy(scope);
      if (known) await tx.retention.deletePolicy(known.id);
      await tx.retention.createPolicy(scope, { rules, automatic: false, actor: "casey" }, clock.now());
    });
    const policy = (await metadata.read.retention.findPolicy(scope))!;
    const plan = await this.retention.create(policy, { namespaceId, repositoryId }, CASEY);
    await this.retention.compute(plan);
    this.plans.push(plan);
  }

  private async apply(): Promise<void> {
    const { metadata, clock } = this.installation;
    const plan = this.plans.pop();
    if (plan === undefined) return;
    await metadata.transaction((tx) => tx.retention.begin(plan, "casey", clock.now()));
    await this.retention.apply(plan);
  }

  private async deleteRepository(): Promise<void> {
    if (this.random.chance(0.5)) await this.repositories.delete((await this.pickRepository()).id, CASEY);
  }

  private async restoreRepository(): Promise<void> {
    await this.repositories.restore(ROOT, await this.pickDeleted("repositories"), CASEY);
  }

  private async purgeOne(): Promise<void> {
    if (this.random.chance(0.3)) await this.installation.node.purge.repository(await this.pickDeleted("repositories"), CASEY);
  }

  private async purgeDue(): Promise<void> {
    await this.installation.node.purge.repositories();
  }

  private async rename(): Promise<void> {
    const repository = await this.pickRepository();
    await this.repositories.rename({ ...repository, level: "admin" }, this.random.pick(["a", "b", "c"]), CASEY);
  }

  private async transfer(): Promise<void> {
    const repository = await this.pickRepository();
    await this.repositories.transfer(ROOT, { ...repository, level: "admin" }, this.random.pick(["acme", "beta"]), CASEY);
  }

  private async deleteOrganization(): Promise<void> {
    const { namespaceId } = await this.pickRepository();
    if (this.random.chance(0.3)) await this.organizations.delete(namespaceId, undefined, CASEY);
  }

  private async restoreOrganization(): Promise<void> {
    const found = await this.installation.metadata.read.namespaces.findById(await this.pickDeleted("namespaces"));
    await this.organizations.restore(ROOT, found!.deletedName!, CASEY);
  }

  /** No bytes go while it is made. */
  private async backUp(): Promise<void> {
    const { metadata, clock } = this.installation;
    if (this.random.chance(0.2)) await metadata.transaction((tx) => tx.storage.hold("backup", "a backup", clock.now() + 100));
  }

  private async wait(): Promise<void> {
    this.installation.clock.advance(this.random.below(150));
  }

  private async collect(): Promise<void> {
    const { node } = this.installation;
    const plan = await node.collect({ isPlan: true });
    expect(await node.collect()).toEqual(plan);
    expect(plan.errors.count).toBe(0);
  }

  private async pickRepository(): Promise<Repository> {
    const found = await this.installation.look(
      `select id, namespace_id as "namespaceId", name from repositories where deleted_at is null order by id`,
    );
    const { id, namespaceId, name } = this.pick(found);
    return { id: Number(id), namespaceId: Number(namespaceId), name: name as RepositoryName };
  }

  /** Of one repository, two manifests, which may be the same. */
  private async pickContent(): Promise<[Repository, Known, Known]> {
    const repository = await this.pickRepository();
    const found = await this.installation.look(
      `select digest, media_type as "mediaType", size_bytes as size from manifests where repository_id = ${repository.id} order by digest`,
    );
    const pick = (): Known => {
      const { digest, mediaType, size } = this.pick(found);
      return { digest: parseDigest(String(digest)) as Digest, mediaType: String(mediaType), size: Number(size) };
    };
    return [repository, pick(), pick()];
  }

  private async pickDeleted(table: "repositories" | "namespaces"): Promise<number> {
    return Number(this.pick(await this.installation.look(`select id from ${table} where deleted_at is not null order by id`))["id"]);
  }

  /** As for a client that asks for what is not there. */
  private pick<T>(found: readonly T[]): T {
    if (found.length === 0) throw new ManagementError("notFound");
    return this.random.pick(found);
  }

  private someTag(probability: number): Tag[] {
    return this.random.chance(probability) ? [this.random.pick(TAGS)] : [];
  }
}

test("whatever is done to repositories, counters are right, plans are true, and nothing is left over", async () => {
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    await using installation = await Installation.open({ policy: POLICY, trashMs: TRASH_MS, parent });
    expect([seed, ...(await new History(installation, seed).execute())]).toEqual([seed]);
  }
}, 60_000);
