// Whatever a repository looks like and whatever its policy says: what a keep rule, a hold, an immutable tag, or something that stays needs is
// never deleted; applying a plan deletes what it listed and nothing else. A failing run is repeated with
//   AERUGO_TEST_SEED=<the number the run printed> npm test -- test/properties/retention
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { systemActor } from "../../src/auth/actor.ts";
import type { HoldRecord } from "../../src/metadata/holds.ts";
import type { MetadataStore } from "../../src/metadata/metadata-store.ts";
import type { ManifestState, PlannedItem, TagState } from "../../src/metadata/retention.ts";
import type { TagRuleRecord } from "../../src/metadata/tag-rules.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { parseManifest } from "../../src/oci/manifest.ts";
import type { RepositoryName, Tag } from "../../src/oci/reference.ts";
import { type RetentionRule, selectBy } from "../../src/oci/retention-rules.ts";
import { versionKey } from "../../src/oci/version-order.ts";
import { insertManifest } from "../../src/registry/manifest-rows.ts";
import { Protection } from "../../src/registry/protection.ts";
import { openRepository } from "../../src/registry/repositories.ts";
import { type RepositoryState, decide } from "../../src/registry/retention/decide.ts";
import { Retention } from "../../src/registry/retention/retention.ts";
import { pointTag } from "../../src/registry/tags.ts";
import { TestApp } from "../kit/app.ts";
import { type Content, content, imageManifest, indexManifest } from "../kit/manifests.ts";

const seed = Number(process.env.AERUGO_TEST_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0]);
console.log(`AERUGO_TEST_SEED=${seed}`);

const TIMEOUT_MS = 120_000;
const NOW = 1_000_000_000;
const NAMES = ["v1", "v1.2.3", "1.2.3", "v2.0.0-rc.1", "v2.0.0", "0.9", "latest", "edge", "main", "pr-7", "pr-8"];

/** A manifest by what it is made of: earlier ones, by their number. */
interface Planned {
  readonly children: readonly number[];
  readonly subject: number | undefined;
  readonly age: number;
  readonly pulled: number | undefined;
}

interface Scene {
  readonly manifests: readonly Planned[];
  /** The tag, and the number of its manifest; `of` makes it a tag that describes another. */
  readonly tags: readonly { readonly name: string; readonly of: number | undefined; readonly on: number; readonly age: number }[];
  readonly rules: readonly RetentionRule[];
  readonly holds: readonly { readonly kind: HoldRecord["kind"]; readonly on: number; readonly pattern: string }[];
  readonly immutable: readonly (readonly string[])[];
}

const age = fc.integer({ min: 0, max: 10 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const patterns = fc.array(fc.constantFrom("v*", "pr-*", "*", "latest", "!v1*", "sha256-*", "?.?"), { minLength: 1, maxLength: 2 });

const rule: fc.Arbitrary<RetentionRule> = fc
  .record({
    action: fc.constantFrom("keep" as const, "delete" as const, "delete" as const),
    untagged: fc.constantFrom(false, false, true),
    tags: maybe(patterns),
    semver: maybe(fc.constantFrom(">=1.0.0", "<2", "^2.0.0-0")),
    newestVersions: maybe(fc.integer({ min: 0, max: 3 })),
    newestPushed: maybe(fc.integer({ min: 0, max: 3 })),
    olderThanSeconds: maybe(age),
    youngerThanSeconds: maybe(age),
    notPulledForSeconds: maybe(age),
    pulledWithinSeconds: maybe(age),
  })
  .map(({ action, untagged, tags, semver, newestVersions, newestPushed, ...ages }) => ({
    action,
    ...ages,
    ...(untagged ? { untagged } : { tags, semver }),
    // Rules that contradict themselves are refused at the door.
    ...(action === "keep" ? (untagged || newestVersions === undefined ? { newestPushed } : { newestVersions }) : {}),
  }));

/** What takes most away is what most can go wrong with. */
const rules = fc.oneof(
  fc.array(rule, { maxLength: 4 }),
  fc.array(rule, { maxLength: 1 }).map((more) => [{ action: "delete" }, { action: "delete", untagged: true }, ...more] as RetentionRule[]),
);

const scenes: fc.Arbitrary<Scene> = fc.record({
  manifests: fc.array(
    fc.record({
      children: fc.array(fc.nat(20), { maxLength: 3 }),
      subject: maybe(fc.nat(20)),
      age,
      pulled: maybe(age),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  tags: fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...NAMES), of: fc.option(fc.nat(20), { nil: undefined, freq: 3 }), on: fc.nat(20), age }),
    { maxLength: 9, selector: ({ name, of }) => `${of ?? name}` },
  ),
  rules,
  holds: fc.array(
    fc.record({
      kind: fc.constantFrom("tag" as const, "digest" as const),
      on: fc.nat(20),
      pattern: fc.constantFrom("v*", "pr-7", "latest"),
    }),
    { maxLength: 2 },
  ),
  immutable: fc.array(patterns, { maxLength: 1 }),
});

/** The bytes of each: made in order, so that each can refer to earlier ones. */
function contentsOf({ manifests }: Scene): Content[] {
  const made: Content[] = [];
  for (const [index, { children, subject }] of manifests.entries()) {
    const earlier = (number: number) => made[number % Math.max(1, made.length)];
    const subjectOf = subject === undefined ? undefined : earlier(subject);
    const extra = subjectOf
      ? { subject: { mediaType: subjectOf.mediaType, digest: subjectOf.digest, size: subjectOf.bytes.byteLength } }
      : {};
    const parts = [...new Set(children.map(earlier))].filter((part) => part !== undefined);
    const annotations = { number: String(index) };
    made.push(
      parts.length > 0
        ? indexManifest(parts, { ...extra, annotations })
        : imageManifest(content(`config ${index}`, "x"), [], { ...extra, annotations }),
    );
  }
  return made;
}

function tagsOf(scene: Scene, contents: readonly Content[]): { name: Tag; on: Content; age: number }[] {
  const tags = scene.tags.map(({ name, of, on, age: tagAge }) => {
    const described = of === undefined ? undefined : contents[of % contents.length];
    return {
      name: (described ? `${described.digest.replace(":", "-")}.sig` : name) as Tag,
      on: contents[on % contents.length]!,
      age: tagAge,
    };
  });
  return [...new Map(tags.map((tag) => [tag.name, tag])).values()];
}

function stateOf(scene: Scene): RepositoryState {
  const contents = contentsOf(scene);
  const parsed = contents.map(({ bytes, mediaType }) => parseManifest(bytes, mediaType));
  const manifests: ManifestState[] = parsed.map(({ descriptor, subject }, index) => ({
    id: index + 1,
    digest: descriptor.digest,
    subjectDigest: subject?.digest ?? null,
    movedAt: NOW - scene.manifests[index]!.age * 1000,
    pulledAt: scene.manifests[index]!.pulled === undefined ? null : NOW - scene.manifests[index]!.pulled * 1000,
    sizeBytes: descriptor.sizeBytes,
  }));
  const children = new Map(
    parsed.map(({ references }, index) => [index + 1, references.filter(({ store }) => store === "manifests").map(({ digest }) => digest)]),
  );
  const tags: TagState[] = tagsOf(scene, contents).map(({ name, on, age: tagAge }) => ({
    name,
    manifestId: contents.indexOf(on) + 1,
    digest: on.digest as Digest,
    movedAt: NOW - tagAge * 1000,
    pulledAt: null,
    versionKey: versionKey(name),
  }));
  return { tags, manifests, children };
}

function protectionOf(scene: Scene, contents: readonly Content[]): Protection {
  const holds = scene.holds.map(({ kind, on, pattern }, index) => ({
    id: index + 1,
    repositoryId: 1,
    kind,
    target: kind === "tag" ? pattern : contents[on % contents.length]!.digest,
    reason: "held",
    createdBy: "ada",
    createdAt: 0,
    expiresAt: undefined,
  }));
  const rules: TagRuleRecord[] = scene.immutable.map((each, index) => ({
    id: index + 1,
    namespaceId: undefined,
    repositoryId: 1,
    patterns: each,
    createdBy: "ada",
    createdAt: 0,
  }));
  return new Protection(holds, rules);
}

const keyOf = ({ kind, tag, digest }: PlannedItem) => (kind === "tag" ? `tag ${tag}` : `manifest ${digest}`);

test(
  "what anything that stays needs, stays",
  async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const state = stateOf(scene);
        const protection = protectionOf(scene, contentsOf(scene));
        const items = await decide(state, scene.rules, protection, NOW);
        // Each thing once.
        expect(items.map(keyOf).sort()).toEqual(
          [...state.tags.map(({ name }) => `tag ${name}`), ...state.manifests.map(({ digest }) => `manifest ${digest}`)].sort(),
        );
        const keeps = new Set(items.filter(({ action }) => action === "keep").map(keyOf));
        const manifests = new Map(state.manifests.map((manifest) => [manifest.digest, manifest]));
        const pulledAt = (tag: TagState) => manifests.get(tag.digest)!.pulledAt;
        const candidates = state.tags.map((tag) => ({ ...tag, tag: tag.name as string | undefined, pulledAt: pulledAt(tag) }));
        for (const each of scene.rules.filter(({ action }) => action === "keep")) {
          for (const { name } of selectBy(each, candidates, NOW)) expect(keeps).toContain(`tag ${name}`);
        }
        for (const tag of state.tags) {
          if (protection.ofTag(tag.name)) expect(keeps).toContain(`tag ${tag.name}`);
          if (keeps.has(`tag ${tag.name}`)) expect(keeps).toContain(`manifest ${tag.digest}`);
        }
        for (const manifest of state.manifests) {
          if (protection.ofDigest(manifest.digest)) expect(keeps).toContain(`manifest ${manifest.digest}`);
          if (keeps.has(`manifest ${manifest.digest}`)) {
            for (const child of state.children.get(manifest.id)!) expect(keeps).toContain(`manifest ${child}`);
          }
          const { subjectDigest } = manifest;
          if (subjectDigest !== null && keeps.has(`manifest ${subjectDigest}`)) expect(keeps).toContain(`manifest ${manifest.digest}`);
        }
        // Without a rule that deletes, nothing goes.
        if (scene.rules.every(({ action }) => action === "keep")) expect(keeps.size).toBe(items.length);
      }),
      { seed, numRuns: 2000 },
    );
  },
  TIMEOUT_MS,
);

const digestOf = (number: number) => `sha256:${number.toString(16).padStart(64, "0")}` as Digest;

test("what describes what describes another may be as deep as it likes", async () => {
  const depth = 30_000;
  // The deepest first, which needs all others to go before it.
  const manifests = Array.from({ length: depth }, (_, index) => {
    const subjectDigest = index === depth - 1 ? null : digestOf(index + 1);
    return { id: index + 1, digest: digestOf(index), subjectDigest, movedAt: NOW, pulledAt: null, sizeBytes: 1 };
  });
  const items = await decide(
    { tags: [], manifests, children: new Map() },
    [{ action: "delete", untagged: true }],
    new Protection([], []),
    NOW,
  );
  expect(items.map(({ action, digest }) => `${action} ${digest}`)).toEqual(manifests.map(({ digest }) => `delete ${digest}`).toReversed());
});

test(
  "what is applied is what was planned, when nothing has changed; and only what was planned, when something has",
  async () => {
    await using app = await TestApp.start();
    const { metadata } = app.stores;
    let number = 0;
    await fc.assert(
      fc.asyncProperty(scenes, fc.option(fc.nat(20)), async (scene, meddled) => {
        number += 1;
        const name = `acme/r${number}` as RepositoryName;
        const clock = { now: () => NOW };
        const retention = new Retention({ metadata, clock, grace, trashMs: number % 2 === 0 ? 1000 : 0, planExpiryMs: 1000 });
        const { id, namespaceId } = await build(metadata, scene, name);
        const policyId = (await metadata.transaction((tx) =>
          tx.retention.createPolicy(
            { namespaceId: null, repositoryId: id },
            { rules: JSON.stringify(scene.rules), automatic: false, actor: "ada" },
            NOW,
          ),
        ))!;
        const policy = (await metadata.read.retention.findPolicy({ namespaceId: null, repositoryId: id }))!;
        expect(policy.id).toBe(policyId);
        const planId = await retention.create(policy, { namespaceId, repositoryId: id }, ACTOR);
        await retention.compute(planId);
        const items = await metadata.read.retention.items(planId, undefined, 0, 1000);
        const contents = contentsOf(scene);
        const before = await everything(metadata, id);
        expect(before).toEqual(items.map(keyOf).sort());
        if (meddled !== null) await tagOne(metadata, name, contents[meddled % contents.length]!);

        await metadata.transaction((tx) => tx.retention.begin(planId, "ada", NOW));
        const outcomes = await retention.apply(planId);

        const planned = items.filter(({ action }) => action === "delete").map(keyOf);
        const after = await everything(metadata, id);
        const lost = before.filter((key) => !after.includes(key));
        expect(lost.filter((key) => !planned.includes(key))).toEqual([]);
        expect(after.filter((key) => !before.includes(key))).toEqual(meddled === null ? [] : ["tag meddled"]);
        // What came to be needed stays with all that it needs.
        if (meddled === null) expect(lost).toEqual(planned.sort());
        else await expectWhole(metadata, id);
        expect(outcomes).toEqual({ deleted: lost.length, skipped: planned.length - lost.length, pending: 0 });
      }),
      { seed, numRuns: 150 },
    );
  },
  TIMEOUT_MS,
);

const ACTOR = systemActor("ada");
const grace = { blobMs: 1000, untaggedMs: 1000 };

/** The repository as the scene draws it. */
function build(metadata: MetadataStore, scene: Scene, name: RepositoryName): Promise<{ id: number; namespaceId: number }> {
  const contents = contentsOf(scene);
  return metadata.transaction(async (tx) => {
    const repository = await openRepository(tx, name, ACTOR, 0);
    const ids = new Map<string, number>();
    for (const [index, { bytes, mediaType }] of contents.entries()) {
      const manifest = parseManifest(bytes, mediaType);
      const pushedAt = NOW - scene.manifests[index]!.age * 1000;
      ids.set(manifest.descriptor.digest, await insertManifest(tx, repository, { manifest, pushedBy: "ada" }, pushedAt));
    }
    for (const { name: tag, on, age: tagAge } of tagsOf(scene, contents)) {
      const target = { manifestId: ids.get(on.digest)!, digest: on.digest as Digest };
      await pointTag(tx, repository, { tag, ...target, actor: ACTOR, grace }, NOW - tagAge * 1000);
    }
    for (const { kind, on, pattern } of scene.holds) {
      const target = kind === "tag" ? pattern : contents[on % contents.length]!.digest;
      await tx.holds.create({ repositoryId: repository.id, kind, target, reason: "held", createdBy: "ada", expiresAt: undefined }, NOW);
    }
    const scope = { namespaceId: null, repositoryId: repository.id };
    for (const each of scene.immutable) await tx.tagRules.create(scope, { patterns: each, createdBy: "ada" }, NOW);
    return repository;
  });
}

/** Somebody comes to need it while the plan waits. */
function tagOne(metadata: MetadataStore, name: RepositoryName, { digest }: Content): Promise<void> {
  return metadata.transaction(async (tx) => {
    const repository = (await tx.repositories.find(name))!;
    const { id: manifestId } = (await tx.manifests.findByDigest(name, digest as Digest))!;
    const move = { tag: "meddled" as Tag, manifestId, digest: digest as Digest, actor: ACTOR, grace };
    await pointTag(tx, repository, move, NOW);
  });
}

async function everything({ read }: MetadataStore, repositoryId: number): Promise<string[]> {
  const tags = await read.retention.tagStates(repositoryId, "", 1000);
  const manifests = await read.retention.manifestStates(repositoryId, "", 1000);
  return [...tags.map(({ name }) => `tag ${name}`), ...manifests.map(({ digest }) => `manifest ${digest}`)].sort();
}

/** Every tag has its manifest, and every index its images. */
async function expectWhole({ read }: MetadataStore, repositoryId: number): Promise<void> {
  const manifests = await read.retention.manifestStates(repositoryId, "", 1000);
  const digests = new Set(manifests.map(({ digest }) => digest));
  for (const { digest } of await read.retention.tagStates(repositoryId, "", 1000)) expect(digests).toContain(digest);
  for (const { digest } of await read.retention.childrenOf(manifests.map(({ id }) => id))) expect(digests).toContain(digest);
}
