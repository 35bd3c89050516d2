// The trash, holds, rules for tags, retention and purge, as every MetadataStore keeps them.
import { describe, expect, test } from "bun:test";
import type { RepositoryRecord } from "../../../src/metadata/repositories.ts";
import type { PlannedItem } from "../../../src/metadata/retention.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { parseManifest } from "../../../src/oci/manifest.ts";
import type { Tag } from "../../../src/oci/reference.ts";
import { Purge } from "../../../src/registry/purge.ts";
import { type Content, content, imageManifest, indexManifest } from "../../kit/manifests.ts";
import { CASEY, NOW, type World } from "./world.ts";

const config = content("config", "x");
const layer = content("layer", "x");
const image = imageManifest(config, [layer]);
const tag = (name: string) => name as Tag;
const disposal = (expiresAt: number) => ({ actor: "casey", reason: "deleted" as const, expiresAt });

const item = (name: string | null, action: "keep" | "delete"): PlannedItem => ({
  kind: name === null ? "manifest" : "tag",
  tag: name as Tag | null,
  digest: image.digest as Digest,
  action,
  rule: action === "keep" ? null : 2,
  why: `says "so"`,
  sizeBytes: 2 ** 40,
  manifestId: 7,
  movedAt: NOW,
  pulledAt: name === null ? NOW : null,
});

export function lifecycleContract(world: World): void {
  const push = (repository: RepositoryRecord, { bytes, mediaType }: Content, tags: readonly string[] = [], now = NOW) =>
    world.transaction(async (tx) => {
      const manifest = parseManifest(bytes, mediaType);
      const id = await tx.manifests.insert(repository.id, manifest, { totalBytes: bytes.byteLength, actor: "casey" }, now);
      for (const name of tags) await tx.tags.point(repository.id, tag(name), id, now);
      return id;
    });
  const keeps = (repositoryId: number, subject: "manifest" | "blob", { digest }: Content) =>
    world.read.trash.keeps(repositoryId, subject, digest as Digest);
  const due = async () => (await world.read.reviewQueue.due(Number.MAX_SAFE_INTEGER, 100)).map(({ digest }) => digest as string);

  describe("the trash", () => {
    test("holds a manifest with its bytes, its tags and all that it needs", async () => {
      const repository = await world.repository("acme/api");
      const id = await push(repository, image, ["v1", "latest"]);
      const trashId = await world.transaction(async (tx) => {
        const added = await tx.trash.addManifest(id, disposal(NOW + 1), NOW);
        await tx.tags.deleteOfManifest(id, image.digest as Digest, "casey", NOW);
        await tx.manifests.delete(id);
        return added;
      });
      const { trash } = world.read;
      expect(await trash.find(trashId)).toEqual({
        id: trashId,
        repositoryId: repository.id,
        kind: "manifest",
        tag: undefined,
        digest: image.digest as Digest,
        mediaType: image.mediaType,
        sizeBytes: image.bytes.byteLength,
        tagCount: 2,
        pushedBy: "casey",
        reason: "deleted",
        deletedBy: "casey",
        deletedAt: NOW,
        expiresAt: NOW + 1,
      });
      expect(new Uint8Array((await trash.content(trashId))!)).toEqual(image.bytes);
      expect(await trash.tagsOf(trashId, "", 1)).toEqual([tag("latest")]);
      expect(await trash.tagsOf(trashId, "latest", 10)).toEqual([tag("v1")]);
      expect(await keeps(repository.id, "blob", layer)).toBe(true);
      expect(await keeps(repository.id + 1, "blob", layer)).toBe(false);
      expect(await trash.findManifests(repository.id, [image.digest as Digest])).toHaveLength(1);
    });

    test("holds a tag, and keeps the manifest where it pointed", async () => {
      const repository = await world.repository("acme/api");
      const id = await push(repository, image, ["v1"]);
      await world.transaction((tx) => tx.trash.addTag(tag("v1"), id, disposal(NOW + 1), NOW));
      expect(await world.read.trash.list(repository.id, undefined, 10)).toMatchObject([{ kind: "tag", tag: "v1", digest: image.digest }]);
      expect(await keeps(repository.id, "manifest", image)).toBe(true);
      expect(await world.read.trash.count(repository.id)).toBe(1);
    });

    test("keeps an index's images and what describes it, and finds what went with it", async () => {
      const repository = await world.repository("acme/api");
      const index = indexManifest([image]);
      const subject = { mediaType: index.mediaType, digest: index.digest, size: index.bytes.byteLength };
      const referrer = imageManifest(config, [], { subject });
      const ids = [await push(repository, image), await push(repository, index), await push(repository, referrer)] as const;
      const [, indexId, referrerId] = ids;
      const trashId = await world.transaction((tx) => tx.trash.addManifest(indexId, disposal(NOW), NOW));
      for (const each of [image, referrer]) expect(await keeps(repository.id, "manifest", each)).toBe(true);
      expect((await world.read.trash.childrenOf(trashId)).toSorted()).toEqual([image.digest, referrer.digest].sort() as Digest[]);
      for (const each of [image, referrer]) {
        expect(await world.read.trash.keepersOf(repository.id, each.digest as Digest)).toMatchObject([{ id: trashId }]);
        expect(await world.read.trash.keepersOf(repository.id + 1, each.digest as Digest)).toEqual([]);
      }
      await world.transaction((tx) => tx.trash.addManifest(referrerId, disposal(NOW), NOW));
      expect(await world.read.trash.referrersOf(repository.id, index.digest as Digest)).toMatchObject([{ digest: referrer.digest }]);
    });

    test("gives out what has been there long enough, and lets all that it kept be reviewed", async () => {
      const repository = await world.repository("acme/api");
      const id = await push(repository, image);
      for (const expiresAt of [NOW + 3, NOW + 1, NOW + 2]) {
        await world.transaction((tx) => tx.trash.addManifest(id, disposal(expiresAt), NOW));
      }
      const { trash } = world.read;
      const expired = await trash.expired(NOW + 2, undefined, 10);
      expect(expired.map(({ expiresAt }) => expiresAt)).toEqual([NOW + 1, NOW + 2]);
      expect(await trash.expired(NOW + 2, expired[0], 10)).toEqual([expired[1]!]);
      expect(await world.transaction((tx) => tx.trash.expireAll(repository.id, NOW))).toBe(3);
      expect(await trash.expired(NOW, undefined, 10)).toHaveLength(3);
      await world.transaction((tx) => tx.trash.delete(expired[0]!.id, "test", NOW));
      expect(await trash.find(expired[0]!.id)).toBeUndefined();
      expect((await due()).sort()).toEqual([config.digest, layer.digest].sort());
    });
  });

  describe("holds", () => {
    test("count until they run out, and keep what they are on", async () => {
      const { id: repositoryId, namespaceId } = await world.repository("acme/api");
      const hold = { repositoryId, reason: "audit", createdBy: "casey", expiresAt: undefined };
      const id = await world.transaction((tx) =>
        tx.holds.create({ ...hold, kind: "digest", target: image.digest, expiresAt: NOW + 1 }, NOW),
      );
      const { holds } = world.read;
      const isKept = (digest: string, now: number) => holds.keeps(repositoryId, digest as Digest, now);
      expect([await isKept(image.digest, NOW), await isKept(layer.digest, NOW), await isKept(image.digest, NOW + 1)]).toEqual([
        true,
        false,
        false,
      ]);
      expect(await holds.list(repositoryId, NOW)).toEqual([
        { ...hold, id, kind: "digest", target: image.digest, createdAt: NOW, expiresAt: NOW + 1 },
      ]);
      expect([await holds.find(id, NOW + 1), await holds.list(repositoryId, NOW + 1)]).toEqual([undefined, []]);
      expect(await holds.findHeldRepository(namespaceId, NOW)).toBe("acme/api");
      expect(await holds.findHeldRepository(namespaceId, NOW + 1)).toBeUndefined();
      const whole = await world.transaction((tx) => tx.holds.create({ ...hold, kind: "repository", target: "" }, NOW));
      expect(await isKept(layer.digest, NOW + 1)).toBe(true);
      await world.transaction((tx) => tx.holds.delete(whole));
      expect(await isKept(layer.digest, NOW + 1)).toBe(false);
    });
  });

  describe("rules for tags", () => {
    test("are of a namespace or of a repository, which has both", async () => {
      const { id, namespaceId } = await world.repository("acme/api");
      const other = await world.repository("acme/web");
      const make = (scope: Parameters<typeof world.read.tagRules.list>[0], pattern: string) =>
        world.transaction((tx) => tx.tagRules.create(scope, { patterns: [pattern], createdBy: "casey" }, NOW));
      const own = await make({ namespaceId: null, repositoryId: id }, "v*");
      const wide = await make({ namespaceId, repositoryId: null }, "fixed");
      const { tagRules } = world.read;
      expect(await tagRules.find(own)).toEqual({
        id: own,
        namespaceId: undefined,
        repositoryId: id,
        patterns: ["v*"],
        createdBy: "casey",
        createdAt: NOW,
      });
      expect((await tagRules.ofRepository({ id, namespaceId })).map((rule) => rule.id)).toEqual([wide, own]);
      expect((await tagRules.ofRepository(other)).map((rule) => rule.id)).toEqual([wide]);
      await world.transaction((tx) => tx.tagRules.delete(wide));
      expect(await tagRules.ofRepository(other)).toEqual([]);
    });
  });

  describe("retention", () => {
    test("has one policy for a repository: its own, else its namespace's", async () => {
      const repository = await world.repository("acme/api");
      const { id, namespaceId } = repository;
      const write = { rules: "[1]", automatic: true, actor: "casey" };
      const scope = { namespaceId, repositoryId: null } as const;
      const wide = await world.transaction((tx) => tx.retention.createPolicy(scope, write, NOW));
      expect(await world.transaction((tx) => tx.retention.createPolicy(scope, write, NOW))).toBeUndefined();
      const { retention } = world.read;
      expect(await retention.findEffective(repository)).toMatchObject({ id: wide!, rules: "[1]", automatic: true, version: 1 });
      expect(await retention.governedRepositories(namespaceId, "", 10)).toEqual([{ id, name: "acme/api" }]);
      const own = await world.transaction((tx) => tx.retention.createPolicy({ namespaceId: null, repositoryId: id }, write, NOW));
      expect(await retention.findEffective(repository)).toMatchObject({ id: own! });
      expect(await retention.governedRepositories(namespaceId, "", 10)).toEqual([]);
      expect((await retention.automaticPolicies(0, 10)).map((policy) => policy.id)).toEqual([wide!, own!]);
      await world.transaction((tx) => tx.retention.updatePolicy(wide!, { ...write, automatic: false }, NOW + 1));
      expect(await retention.findPolicy(scope)).toMatchObject({ version: 2, automatic: false, updatedAt: NOW + 1 });
      expect((await retention.automaticPolicies(0, 10)).map((policy) => policy.id)).toEqual([own!]);
      await world.transaction((tx) => tx.retention.deletePolicy(own!));
      expect(await retention.findEffective(repository)).toMatchObject({ id: wide! });
    });

    test("keeps plans with their items, which have one outcome, and begins each once and in time", async () => {
      const { id: repositoryId, namespaceId } = await world.repository("acme/api");
      const plan = { namespaceId, repositoryId, policyId: 1, policyVersion: 1, rules: "[]", createdBy: "casey", expiresAt: NOW + 10 };
      const id = await world.transaction(async (tx) => {
        const made = await tx.retention.createPlan(plan, NOW);
        await tx.retention.addItems(made, repositoryId, [item("v1", "delete"), item(null, "delete"), item("v2", "keep")]);
        return made;
      });
      const begin = (now: number) => world.transaction((tx) => tx.retention.begin(id, "casey", now));
      expect(await begin(NOW)).toBe(false);
      await world.transaction((tx) => tx.retention.setReady(id, `{"repositories":1}`));
      const { retention } = world.read;
      const [first, second, third] = await retention.items(id, undefined, 0, 10);
      expect(first).toEqual({ ...item("v1", "delete"), id: first!.id, planId: id, repositoryId, outcome: undefined, detail: undefined });
      expect(second).toMatchObject(item(null, "delete"));
      expect(await retention.items(id, "keep", 0, 10)).toEqual([third!]);
      expect(await retention.items(id, "delete", first!.id, 10)).toEqual([second!]);
      expect([await begin(NOW + 10), await begin(NOW + 9), await begin(NOW + 9)]).toEqual([false, true, false]);
      expect(await world.transaction((tx) => tx.retention.setOutcome(first!.id, "deleted"))).toBe(true);
      expect(await world.transaction((tx) => tx.retention.setOutcome(first!.id, "skipped", "late"))).toBe(false);
      expect(await retention.outcomes(id)).toEqual({ deleted: 1, skipped: 0, pending: 1 });
      await world.transaction((tx) => tx.retention.finish(id, NOW + 11));
      expect(await retention.findPlan(id)).toMatchObject({
        state: "applied",
        appliedBy: "casey",
        appliedAt: NOW + 9,
        finishedAt: NOW + 11,
      });
      expect(await retention.plans({ namespaceId: null, repositoryId }, undefined, 10)).toHaveLength(1);
      expect(await retention.plans({ namespaceId, repositoryId: null }, undefined, 10)).toEqual([]);
      expect(await world.transaction((tx) => tx.retention.deleteOldPlans(NOW, 10))).toBe(0);
      expect(await world.transaction((tx) => tx.retention.deleteOldPlans(NOW + 1, 10))).toBe(1);
      expect(await retention.items(id, undefined, 0, 10)).toEqual([]);
    });

    test("sees tags and manifests with their use, and counts what nobody else would need", async () => {
      const repository = await world.repository("acme/api");
      const web = await world.repository("acme/web");
      for (const [each, of] of [
        [config, repository],
        [layer, repository],
        [layer, web],
      ] as const) {
        await world.pushBlob(of, each.digest as Digest, 100);
      }
      const index = indexManifest([image]);
      const id = await push(repository, image, ["v1"]);
      const indexId = await push(repository, index, [], NOW + 1);
      await push(web, imageManifest(layer, [layer]));
      await world.transaction((tx) => tx.manifests.touch(id, NOW + 5));
      const { retention } = world.read;
      expect(await retention.tagState(repository.id, tag("v1"))).toMatchObject({
        manifestId: id,
        digest: image.digest,
        movedAt: NOW,
        pulledAt: null,
      });
      expect(await retention.tagStates(repository.id, "v1", 10)).toEqual([]);
      expect(await retention.manifestState(repository.id, image.digest as Digest)).toMatchObject({
        id,
        movedAt: NOW + 5,
        subjectDigest: null,
      });
      expect(await retention.manifestStates(repository.id, "", 10)).toHaveLength(2);
      expect(await retention.childrenOf([indexId, id])).toEqual([{ manifestId: indexId, digest: image.digest as Digest }]);
      expect(await retention.parentsOf(repository.id, image.digest as Digest, 10)).toEqual([
        { id: indexId, digest: index.digest as Digest },
      ]);
      const plan = { namespaceId: 1, repositoryId: 1, policyId: 1, policyVersion: 1, rules: "[]", createdBy: "casey", expiresAt: NOW };
      const planId = await world.transaction(async (tx) => {
        const made = await tx.retention.createPlan(plan, NOW);
        await tx.retention.addItems(made, repository.id, [{ ...item(null, "delete"), manifestId: id }]);
        return made;
      });
      // The layer is another repository's as well.
      expect(await retention.freedBlobBytes(planId)).toBe(100);
    });
  });

  test("a deleted repository is taken apart until nothing of it is left", async () => {
    const repository = await world.repository("acme/api");
    await world.pushBlob(repository, config.digest as Digest, 10);
    await world.pushBlob(repository, layer.digest as Digest, 10);
    const id = await push(repository, image, ["v1"]);
    await world.transaction(async (tx) => {
      await tx.tags.remember({ repositoryId: repository.id, tag: tag("v1"), digest: undefined, previous: undefined, actor: "casey" }, NOW);
      await tx.trash.addTag(tag("v0"), id, disposal(NOW), NOW);
      await tx.holds.create({ repositoryId: repository.id, kind: "tag", target: "x", reason: "", createdBy: "", expiresAt: NOW + 1 }, NOW);
      await tx.tagRules.create({ namespaceId: null, repositoryId: repository.id }, { patterns: [], createdBy: "" }, NOW);
      await tx.retention.createPolicy(
        { namespaceId: null, repositoryId: repository.id },
        { rules: "[]", automatic: false, actor: "" },
        NOW,
      );
    });
    let now = NOW;
    const grace = { blobMs: 0, untaggedMs: 0 };
    const purge = new Purge({ metadata: world.store, clock: { now: () => now }, grace, trashMs: 10 });
    expect(await purge.repository(repository.id, CASEY)).toBe(false);
    await world.transaction((tx) => tx.repositories.delete(repository, NOW));
    expect([await purge.repositories(), await purge.begin(repository.id, CASEY)]).toEqual([{ purged: 0, held: 0 }, false]);
    now += 11;
    expect(await purge.repositories()).toEqual({ purged: 1, held: 0 });
    expect(await world.read.repositories.findById(repository.id)).toBeUndefined();
    expect(await due()).toContain(layer.digest);
    expect(await purge.repositories()).toEqual({ purged: 0, held: 0 });
  });
}
