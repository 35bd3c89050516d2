// What every MetadataStore promises, silent on how.
import { beforeEach, describe, expect, test } from "bun:test";
import { openRepository } from "../../src/registry/repositories.ts";
import type { MetadataStore, MetadataWriter } from "../../src/metadata/metadata-store.ts";
import type { PageRequest } from "../../src/metadata/referrers.ts";
import type { RepositoryRecord } from "../../src/metadata/repositories.ts";
import type { StoredUpload } from "../../src/blobstore/blob-store.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { parseManifest } from "../../src/oci/manifest.ts";
import type { RepositoryName, Tag } from "../../src/oci/reference.ts";
import { type Content, content, digest, imageManifest, indexManifest } from "../kit/manifests.ts";
import { accessContract } from "./metadata/access.contract.ts";
import { auditContract } from "./metadata/audit.contract.ts";
import { grantsContract } from "./metadata/grants.contract.ts";
import { idempotencyKeysContract } from "./metadata/idempotency-keys.contract.ts";
import { integrityContract } from "./metadata/integrity.contract.ts";
import { lifecycleContract } from "./metadata/lifecycle.contract.ts";
import { membersContract } from "./metadata/members.contract.ts";
import { namespacesContract } from "./metadata/namespaces.contract.ts";
import { repositoriesContract } from "./metadata/repositories.contract.ts";
import { reviewQueueContract } from "./metadata/review-queue.contract.ts";
import { robotsContract } from "./metadata/robots.contract.ts";
import { searchContract } from "./metadata/search.contract.ts";
import { sessionsContract } from "./metadata/sessions.contract.ts";
import { signInContract } from "./metadata/sign-in.contract.ts";
import { signingKeysContract } from "./metadata/signing-keys.contract.ts";
import { teamsContract } from "./metadata/teams.contract.ts";
import { tokensContract } from "./metadata/tokens.contract.ts";
import { trustRulesContract } from "./metadata/trust-rules.contract.ts";
import { usageContract } from "./metadata/usage.contract.ts";
import { ANYONE, CASEY, NOW, type OpenedStore, World } from "./metadata/world.ts";

const NAME = "acme/api" as RepositoryName;
const A = digest("aaa") as Digest;
const B = digest("bbb") as Digest;
const tag = (text: string) => text as Tag;

const config = content("config", "x");
const layer = content("layer", "x");
const image = imageManifest(config, [layer, layer]);
const referrer = (extra: Readonly<Record<string, unknown>>) =>
  imageManifest(config, [], { subject: { mediaType: image.mediaType, digest: A, size: 3 }, ...extra });

const part = (number: number, etag = `"${number}"`) => ({ number, etag, sizeBytes: 8 });

export function metadataStoreContract(open: () => Promise<OpenedStore>): void {
  const world = new World(open);
  let store: MetadataStore;
  beforeEach(() => {
    ({ store } = world);
  });

  const repository = (name: string = NAME): Promise<RepositoryRecord> => world.repository(name);
  /** Whoever owns these organizations. */
  const ownerOf = async (...organizations: string[]) => {
    const { id } = await world.user("owner");
    for (const name of organizations) {
      const { id: namespaceId } = (await store.read.namespaces.find(name))!;
      await store.transaction((tx) => tx.members.add(namespaceId, id, "owner", NOW));
    }
    return { ...ANYONE, userId: id };
  };
  const addBlob = (digestOfBlob: Digest, sizeBytes = 3) =>
    store.transaction((tx) => tx.blobs.insert({ digest: digestOfBlob, storageKey: `key-${digestOfBlob}`, sizeBytes }, NOW));
  const insertManifest = (repositoryId: number, { bytes, mediaType }: Content) =>
    store.transaction((tx) =>
      tx.manifests.insert(repositoryId, parseManifest(bytes, mediaType), { totalBytes: bytes.byteLength, actor: "casey" }, NOW),
    );
  const referrersFrom = (after: number, limitBytes: number) => store.read.referrers.list(NAME, A, { after, limit: 10, limitBytes });
  const startUpload = (id: string, now = NOW) =>
    store.transaction((tx) => tx.uploads.create({ id, repository: NAME, actor: "casey", algorithm: "sha512" }, now));
  const advanceUpload = (id: string, from: number, to: number, now = NOW) =>
    store.transaction((tx) => tx.uploads.advance(id, { from, to }, { digestSoFar: A, stored: undefined }, now));

  describe("access", () => accessContract(world));
  describe("audit", () => auditContract(world));
  describe("grants", () => grantsContract(world));
  describe("idempotency keys", () => idempotencyKeysContract(world));
  describe("integrity", () => integrityContract(world));
  describe("lifecycle", () => lifecycleContract(world));
  describe("members", () => membersContract(world));
  describe("namespaces", () => namespacesContract(world));
  describe("repositories", () => repositoriesContract(world));
  describe("review queue", () => reviewQueueContract(world));
  describe("robots", () => robotsContract(world));
  describe("lists and searches", () => searchContract(world));
  describe("sessions", () => sessionsContract(world));
  describe("sign-in", () => signInContract(world));
  describe("signing keys", () => signingKeysContract(world));
  describe("teams", () => teamsContract(world));
  describe("tokens", () => tokensContract(world));
  describe("trust rules", () => trustRulesContract(world));
  describe("usage", () => usageContract(world));

  test("a text with U+0000 in it, which anybody can send, finds nothing", async () => {
    await repository("acme/api");
    const { namespaces, repositories, users } = store.read;
    expect(await Promise.all([users.find("ada\0"), namespaces.find("\0"), repositories.list(ANYONE, "a\0", 10)])).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect(await repositories.list("all", "\0", 10)).toEqual(["acme/api"]);
  });

  describe("transactions", () => {
    test("a transaction resolves to what its work resolves to, and its writes are there", async () => {
      const id = await store.transaction((tx) => tx.namespaces.create("acme", "organization", NOW));
      expect(await store.read.namespaces.find("acme")).toMatchObject({ id: id!, name: "acme", kind: "organization" });
    });

    test("one that throws leaves nothing behind, and passes the error on as it is", async () => {
      const error = new Error("no");

      const failed = store.transaction(async (tx) => {
        await openRepository(tx, NAME, CASEY, NOW);
        await tx.blobs.insert({ digest: A, storageKey: "key", sizeBytes: 1 }, NOW);
        throw error;
      });

      await expect(failed).rejects.toBe(error);
      expect(await store.read.repositories.find(NAME)).toBeUndefined();
      expect(await store.read.namespaces.find("acme")).toBeUndefined();
      expect(await store.read.blobs.find(A)).toBeUndefined();
      expect(await store.read.events.list(0, 10)).toEqual([]);
    });

    test("a statement that the database refuses rolls its transaction back like any other error", async () => {
      await addBlob(A);
      const failed = store.transaction(async (tx) => {
        await tx.namespaces.create("acme", "organization", NOW);
        await tx.blobs.link(4711, A, NOW);
      });
      await expect(failed).rejects.toThrow();
      expect(await store.read.namespaces.find("acme")).toBeUndefined();
    });

    test("readers see a transaction whole or not at all; the transaction sees its own writes", async () => {
      const inside = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const writing = store.transaction(async (tx) => {
        await openRepository(tx, NAME, CASEY, NOW);
        expect(await tx.repositories.find(NAME)).toBeDefined();
        inside.resolve();
        await goOn.promise;
      });

      await inside.promise;
      expect(await store.read.repositories.find(NAME)).toBeUndefined();
      goOn.resolve();
      await writing;
      expect(await store.read.repositories.find(NAME)).toBeDefined();
    });

    test("of many at once, those that throw take nothing of their neighbours with them", async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 200 }, (_, index) =>
          store.transaction(async (tx) => {
            await tx.namespaces.create(`n${index}`, "organization", NOW);
            if (index % 3 === 0) throw new Error(`number ${index}`);
            return index;
          }),
        ),
      );

      for (const [index, result] of results.entries()) {
        const isThere = (await store.read.namespaces.find(`n${index}`)) !== undefined;
        expect([index, result.status, isThere]).toEqual(index % 3 === 0 ? [index, "rejected", false] : [index, "fulfilled", true]);
      }
    });

    test("they run one after the other: nobody decides on what another is about to change", async () => {
      await startUpload("u");
      const moved = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.transaction(async (tx) => {
            const { offsetBytes } = (await tx.uploads.find("u"))!;
            await Promise.resolve();
            return tx.uploads.advance("u", { from: offsetBytes, to: offsetBytes + 1 }, { digestSoFar: undefined, stored: undefined }, NOW);
          }),
        ),
      );
      expect(moved).not.toContain(false);
      expect(await store.read.uploads.find("u")).toMatchObject({ offsetBytes: 50 });
    });

    test.each([{ durable: true }, { durable: false }])("committed with %p, another process sees it", async (options) => {
      await store.transaction((tx) => tx.namespaces.create("acme", "organization", NOW), options);
      const other = await world.reopen();
      expect(await other.read.namespaces.find("acme")).toBeDefined();
      await other.close();
    });

    test("two processes may write in turns", async () => {
      const other = await world.reopen();
      await Promise.all([store, other].map((each, index) => each.transaction((tx) => tx.namespaces.create(`n${index}`, "user", NOW))));
      expect([await store.read.namespaces.find("n1"), await other.read.namespaces.find("n0")]).not.toContain(undefined);
      await other.close();
    });

    test("what was asked for before closing is done", async () => {
      const writing = store.transaction((tx) => tx.namespaces.create("acme", "organization", NOW));
      const other = await world.reopen();
      await store.close();
      await writing;
      expect(await other.read.namespaces.find("acme")).toBeDefined();
      await other.close();
    });

    test("it says that it is there", async () => {
      expect(await store.ping()).toBeUndefined();
    });
  });

  describe("namespaces and users", () => {
    test("a name is given once, whatever it is for", async () => {
      await store.transaction((tx) => tx.namespaces.create("acme", "organization", NOW));
      expect(await store.transaction((tx) => tx.namespaces.create("acme", "user", NOW))).toBeUndefined();
      expect(await store.read.namespaces.find("acme")).toMatchObject({ kind: "organization" });
    });

    test("a user comes back as stored, and users are listed in byte order", async () => {
      expect(await store.read.users.any()).toBe(false);
      await world.user("b-z", { isAdmin: true });
      await world.user("b");
      await world.user("b0");

      expect(await store.read.users.any()).toBe(true);
      expect(await store.read.users.find("b-z")).toMatchObject({
        passwordHash: "hash",
        isAdmin: true,
        disabledAt: undefined,
        createdAt: NOW,
      });
      expect((await store.read.users.list()).map(({ username }) => username)).toEqual(["b", "b-z", "b0"]);
    });

    test("a password and a disabled date change only who is named, and say when nobody is", async () => {
      await world.user("ada");
      await world.user("bob");
      expect(await store.transaction((tx) => tx.users.setPassword("ada", "other"))).toBe(true);
      expect(await store.transaction((tx) => tx.users.setDisabled("ada", 7))).toBe(true);
      expect(await store.transaction((tx) => tx.users.setPassword("nobody", "x"))).toBe(false);
      expect(await store.transaction((tx) => tx.users.setDisabled("nobody", 7))).toBe(false);

      expect(await store.read.users.find("ada")).toMatchObject({ passwordHash: "other", disabledAt: 7 });
      expect(await store.read.users.find("bob")).toMatchObject({ passwordHash: "hash", disabledAt: undefined });
      await store.transaction((tx) => tx.users.setDisabled("ada", undefined));
      expect((await store.read.users.find("ada"))!.disabledAt).toBeUndefined();
    });
  });

  describe("repositories", () => {
    test("lists come in byte order, after a name that need not exist, as many as asked for", async () => {
      const names = ["b/a", "b", "b-c", "b/a/c", "b.a", "a/z", "b0"];
      for (const name of names) await repository(name);

      expect(await store.read.repositories.list("all", "", 100)).toEqual(["a/z", "b", "b-c", "b.a", "b/a", "b/a/c", "b0"]);
      expect(await store.read.repositories.list("all", "b-b", 2)).toEqual(["b-c", "b.a"]);
    });

    test("the filter comes before the limit, so that pages are full", async () => {
      for (const name of ["ada/a", "bob/a", "bob/b", "bob/c", "cat/a", "cat/b"]) await repository(name);
      expect(await store.read.repositories.list(await ownerOf("ada", "cat"), "", 3)).toEqual(["ada/a", "cat/a", "cat/b"]);
      expect(await store.read.repositories.list(ANYONE, "", 3)).toEqual([]);
    });

    test("one needs a namespace to live in", async () => {
      await expect(store.transaction((tx) => tx.repositories.create(NAME, NOW))).rejects.toThrow("no namespace");
      expect(await store.read.repositories.find(NAME)).toBeUndefined();
    });

    test("a name exists once", async () => {
      await repository();
      await expect(store.transaction((tx) => tx.repositories.create(NAME, NOW))).rejects.toThrow();
    });

    test("it starts private, counting nothing; counters add up and go down", async () => {
      const { id, visibility } = await repository();
      expect(visibility).toBe("private");
      expect(await store.read.usage.find(id)).toEqual({ manifests: 0, tags: 0, blobs: 0, blobBytes: 0 });
      await store.transaction((tx) => tx.usage.add(id, { blobs: 2, blobBytes: 2 ** 40 }));
      await store.transaction((tx) => tx.usage.add(id, { blobs: -1, manifests: 1 }));
      expect(await store.read.usage.find(id)).toEqual({ manifests: 1, tags: 0, blobs: 1, blobBytes: 2 ** 40 });
      expect(await store.read.usage.find(id + 1)).toBeUndefined();
    });
  });

  describe("blobs", () => {
    test("the first key of a digest wins, and the second one is told so", async () => {
      expect(await store.transaction((tx) => tx.blobs.insert({ digest: A, storageKey: "one", sizeBytes: 3 }, NOW))).toBe(true);
      expect(await store.transaction((tx) => tx.blobs.insert({ digest: A, storageKey: "two", sizeBytes: 3 }, NOW))).toBe(false);
      expect(await store.read.blobs.find(A)).toEqual({ digest: A, storageKey: "one", sizeBytes: 3 });
    });

    test("a blob shows only in repositories that link it; linking and unlinking say whether that changed anything", async () => {
      const [one, two] = [await repository("acme/one"), await repository("acme/two")];
      await addBlob(A);
      const link = (id: number) => store.transaction((tx) => tx.blobs.link(id, A, NOW));
      const unlink = (id: number) => store.transaction((tx) => tx.blobs.unlink(id, A));

      expect([await link(one.id), await link(one.id), await link(two.id)]).toEqual([true, false, true]);
      const found = { digest: A, storageKey: `key-${A}`, sizeBytes: 3, condemnedAt: null };
      expect(await store.read.blobs.findIn("acme/one", A)).toEqual(found);
      expect([await unlink(one.id), await unlink(one.id)]).toEqual([true, false]);
      expect(await store.read.blobs.findIn("acme/one", A)).toBeUndefined();
      expect(await store.read.blobs.findIn("acme/two", A)).toBeDefined();
      expect(await store.read.blobs.find(A)).toBeDefined();
    });

    test("a link needs the blob's row: a repository never shows bytes that nobody stored", async () => {
      const { id } = await repository();
      await expect(store.transaction((tx) => tx.blobs.link(id, A, NOW))).rejects.toThrow();
    });

    test("it is readable where somebody may read, and nowhere else", async () => {
      const { id } = await repository("acme/one");
      await addBlob(A);
      expect(await store.read.blobs.existsReadable("all", A)).toBe(false);
      await store.transaction((tx) => tx.blobs.link(id, A, NOW));
      expect(await store.read.blobs.existsReadable("all", A)).toBe(true);
      const owner = await ownerOf("acme");
      expect(await store.read.blobs.existsReadable(owner, A)).toBe(true);
      expect(await store.read.blobs.existsReadable(owner, B)).toBe(false);
      expect(await store.read.blobs.existsReadable({ ...ANYONE, userId: owner.userId + 1 }, A)).toBe(false);
    });

    test("sizes are told of those that the repository has, thousands at once", async () => {
      const { id } = await repository();
      await addBlob(A, 5);
      await addBlob(B, 7);
      await store.transaction((tx) => tx.blobs.link(id, A, NOW));
      const many = Array.from({ length: 5000 }, (_, index) => digest(new Uint8Array([index % 256, index >> 8])) as Digest);
      expect(await store.read.blobs.sizesIn(id, [A, B, ...many])).toEqual(new Map([[A, 5]]));
      expect(await store.read.blobs.sizesIn(id, [])).toEqual(new Map());
    });
  });

  describe("manifests, tags and referrers", () => {
    test("bytes come back as they went in, and only under their repository", async () => {
      const { id } = await repository();
      await repository("acme/other");
      const manifestId = await insertManifest(id, image);

      const found = await store.read.manifests.findByDigest(NAME, image.digest as Digest);
      expect(found).toEqual({
        id: manifestId,
        digest: image.digest as Digest,
        mediaType: image.mediaType,
        sizeBytes: image.bytes.byteLength,
      });
      expect(await store.read.manifests.content(found!)).toEqual(image.bytes);
      expect(await store.read.manifests.findByDigest("acme/other", image.digest as Digest)).toBeUndefined();
      expect(await store.read.manifests.content({ ...found!, id: manifestId + 1 })).toBeUndefined();
      // A row that took a deleted one's place must not pass for it.
      expect(await store.read.manifests.content({ ...found!, digest: layer.digest as Digest })).toBeUndefined();
    });

    test("what one refers to is kept once each, and goes with it", async () => {
      const { id } = await repository();
      const manifestId = await insertManifest(id, image);
      const indexId = await insertManifest(id, indexManifest([image]));

      await store.transaction(async (tx) => {
        await tx.reviewQueue.enqueueReferencesOf(manifestId, "test", NOW);
        await tx.reviewQueue.enqueueReferencesOf(indexId, "test", NOW);
      });
      const queued = (await store.read.reviewQueue.due(NOW, 10)).map(({ subject, digest }) => `${subject} ${digest}`);
      expect(queued.sort()).toEqual([`blob ${config.digest}`, `blob ${layer.digest}`, `manifest ${image.digest}`].sort());
      expect(await store.read.manifests.referringToBlob(id, layer.digest as Digest)).toBe(1);
      await store.transaction((tx) => tx.manifests.delete(manifestId));
      expect(await store.read.manifests.referringToBlob(id, layer.digest as Digest)).toBe(0);
      expect(await store.read.manifests.missingFrom(id, [image.digest as Digest])).toEqual([image.digest as Digest]);
    });

    test("a digest is stored once per repository", async () => {
      const { id } = await repository();
      await insertManifest(id, image);
      await expect(insertManifest(id, image)).rejects.toThrow();
    });

    test("a tag points to one manifest, moves, and goes; case distinguishes", async () => {
      const { id } = await repository();
      const other = imageManifest(config, []);
      const [one, two] = [await insertManifest(id, image), await insertManifest(id, other)];
      const point = (name: string, manifestId: number) => store.transaction((tx) => tx.tags.point(id, tag(name), manifestId, NOW));

      await point("v1", one);
      await point("V1", two);
      await point("v1", two);
      expect(await store.read.tags.find(id, tag("v1"))).toEqual({ manifestId: two, digest: other.digest as Digest });
      expect((await store.read.manifests.findByTag(NAME, tag("v1")))!.id).toBe(two);
      await store.transaction((tx) => tx.tags.delete(id, tag("v1")));
      expect(await store.read.tags.list(NAME, "", 10)).toEqual(["V1"]);
      expect(await store.read.manifests.findByTag(NAME, tag("v1"))).toBeUndefined();
    });

    test("all tags of a manifest go at once, each with its event and its history", async () => {
      const { id } = await repository();
      const one = await insertManifest(id, image);
      const two = await insertManifest(id, imageManifest(config, []));
      for (const name of ["b", "a"]) await store.transaction((tx) => tx.tags.point(id, tag(name), one, NOW));
      await store.transaction((tx) => tx.tags.point(id, tag("other"), two, NOW));

      const deleted = await store.transaction(async (tx) => {
        const digest = image.digest as Digest;
        await tx.events.appendTagDeletions({ manifestId: one, repository: NAME, digest, actor: "casey" }, NOW);
        return tx.tags.deleteOfManifest(one, digest, "casey", NOW);
      });

      expect(deleted).toBe(2);
      expect(await store.read.tags.list(NAME, "", 10)).toEqual(["other"]);
      const events = (await store.read.events.list(0, 100)).filter(({ kind }) => kind === "tag.deleted");
      expect(events.map(({ tag: name, digest, actor }) => [name, digest, actor])).toEqual([
        ["a", image.digest, "casey"],
        ["b", image.digest, "casey"],
      ]);
    });

    test("a manifest cannot go while a tag points to it", async () => {
      const { id } = await repository();
      const manifestId = await insertManifest(id, image);
      await store.transaction((tx) => tx.tags.point(id, tag("v1"), manifestId, NOW));
      await expect(store.transaction((tx) => tx.manifests.delete(manifestId))).rejects.toThrow();
      expect(await store.read.manifests.findByTag(NAME, tag("v1"))).toBeDefined();
    });

    test("tags come in byte order, after a name that need not exist", async () => {
      const { id } = await repository();
      const manifestId = await insertManifest(id, image);
      const names = ["b", "a.b", "a_b", "a-b", "ab", "B", "_a", "0", "a"];
      for (const name of names) await store.transaction((tx) => tx.tags.point(id, tag(name), manifestId, NOW));

      const inOrder = ["0", "B", "_a", "a", "a-b", "a.b", "a_b", "ab", "b"];
      expect(await store.read.tags.list(NAME, "", 100)).toEqual(inOrder);
      expect(await store.read.tags.list(NAME, "_b", 2)).toEqual(["a", "a-b"]);
      expect(await store.read.tags.list("acme/none", "", 100)).toEqual([]);
    });

    test("referrers are those of the subject in the repository, filtered by type, from a place in the list on", async () => {
      const { id } = await repository();
      const { id: otherId } = await repository("acme/other");
      const signature = referrer({ artifactType: "application/signature", annotations: { "a/b": "ü" } });
      const plain = referrer({});
      for (const manifest of [image, signature, plain]) await insertManifest(id, manifest);
      await insertManifest(otherId, referrer({ artifactType: "application/other" }));

      const list = (page: Partial<PageRequest> = {}) =>
        store.read.referrers.list(NAME, A, { after: 0, limit: 10, limitBytes: 100_000, ...page });
      const digests = async (page: Partial<PageRequest> = {}) => (await list(page)).descriptors.map(({ digest }) => digest as string);
      expect(await digests()).toEqual([signature.digest, plain.digest]);
      expect(await digests({ artifactType: "application/signature" })).toEqual([signature.digest]);
      const first = await list({ limit: 1 });
      expect(first.descriptors).toEqual([
        {
          mediaType: signature.mediaType,
          digest: signature.digest as Digest,
          sizeBytes: signature.bytes.byteLength,
          artifactType: "application/signature",
          annotations: { "a/b": "ü" },
        },
      ]);
      expect(await list({ after: first.next! })).toMatchObject({ descriptors: [{ digest: plain.digest }], next: undefined });
      expect(await store.read.referrers.list(NAME, B, { after: 0, limit: 10, limitBytes: 1 })).toEqual({
        descriptors: [],
        next: undefined,
      });
    });

    test("a page of referrers ends by size too, but never before its first", async () => {
      const { id } = await repository();
      const referrers = ["a", "b", "c"].map((name) =>
        imageManifest(config, [], { subject: { mediaType: image.mediaType, digest: A, size: 3 }, annotations: { name } }),
      );
      for (const manifest of referrers) await insertManifest(id, manifest);

      const two = await referrersFrom(0, referrers[0]!.bytes.byteLength * 2);
      expect(two.descriptors.map(({ annotations }) => annotations!["name"])).toEqual(["a", "b"]);
      const third = await referrersFrom(two.next!, 1);
      expect(third.descriptors.map(({ annotations }) => annotations!["name"])).toEqual(["c"]);
      expect(third.next).toBeUndefined();
      expect((await referrersFrom(0, 1)).descriptors).toHaveLength(1);
    });
  });

  describe("upload sessions", () => {
    test("one starts empty", async () => {
      await startUpload("u");
      expect(await store.read.uploads.find("u")).toEqual({
        id: "u",
        repository: NAME,
        algorithm: "sha512",
        offsetBytes: 0,
        digestSoFar: undefined,
        stored: undefined,
        finishedDigest: undefined,
      });
      expect(await store.read.uploads.find("v")).toBeUndefined();
    });

    test("it advances only from where it is: of two writers at one place, one is told no", async () => {
      await startUpload("u");
      expect((await Promise.all([advanceUpload("u", 0, 10), advanceUpload("u", 0, 20)])).sort()).toEqual([false, true]);
      const { offsetBytes, digestSoFar } = (await store.read.uploads.find("u"))!;
      expect([[10, 20].includes(offsetBytes), digestSoFar]).toEqual([true, A]);
      expect(await advanceUpload("u", offsetBytes, 2 ** 40)).toBe(true);
      expect(await advanceUpload("gone", 0, 1)).toBe(false);
    });

    test("what the blob store must remember of it is kept with each advance, part after part, until it starts over", async () => {
      await startUpload("u");
      const advance = (from: number, stored: StoredUpload | undefined) =>
        store.transaction((tx) => tx.uploads.advance("u", { from, to: from + 8 }, { digestSoFar: undefined, stored }, NOW));
      const kept = async () => (await store.read.uploads.find("u"))!.stored;

      const one = { multipart: { id: "m", key: "k" }, parts: [part(1)], remainder: { key: "r", sizeBytes: 3 } };
      await advance(0, one);
      expect(await kept()).toEqual(one);
      const two = { ...one, parts: [part(1), part(2)], remainder: undefined };
      await advance(8, two);
      expect(await kept()).toEqual(two);
      // Of a writer who came second, nothing is kept.
      expect(await advance(8, { ...two, parts: [part(1), part(2, '"late"')] })).toBe(false);
      expect(await kept()).toEqual(two);
      const anew = { multipart: undefined, parts: [], remainder: { key: "whole", sizeBytes: 24 } };
      await advance(16, anew);
      expect(await kept()).toEqual(anew);
      await advance(24, { ...two, parts: [part(1, '"other"')] });
      expect(await kept()).toEqual({ ...two, parts: [part(1, '"other"')] });
      expect(await store.transaction((tx) => tx.uploads.delete("u"))).toBe(true);
      expect(await kept().catch(() => "gone")).toBe("gone");
    });

    test("it is finished once; from then on nothing moves it", async () => {
      await startUpload("u");
      const finish = () => store.transaction((tx) => tx.uploads.finish("u", B, NOW));
      expect([await finish(), await finish()]).toEqual([true, false]);
      expect(await advanceUpload("u", 0, 10)).toBe(false);
      expect(await store.read.uploads.find("u")).toMatchObject({ offsetBytes: 0, finishedDigest: B });
    });

    test("deleting says whether there was one", async () => {
      await startUpload("u");
      expect(await store.transaction((tx) => tx.uploads.delete("u"))).toBe(true);
      expect(await store.transaction((tx) => tx.uploads.delete("u"))).toBe(false);
    });

    test("idle ones are found oldest first; a touch or an advance makes one busy again", async () => {
      await startUpload("old", NOW);
      await startUpload("older", NOW - 1);
      await startUpload("new", NOW + 10);
      expect(await store.read.uploads.idleSince(NOW + 5, 10)).toEqual(["older", "old"]);
      expect(await store.read.uploads.idleSince(NOW + 5, 1)).toEqual(["older"]);
      await store.transaction((tx) => tx.uploads.touch("older", NOW + 20));
      await advanceUpload("old", 0, 1, NOW + 20);
      expect(await store.read.uploads.idleSince(NOW + 5, 10)).toEqual([]);
      expect(await store.transaction((tx) => tx.uploads.deleteIdle("old", NOW + 5))).toBe(false);
      expect(await store.transaction((tx) => tx.uploads.deleteIdle("new", NOW + 15))).toBe(true);
    });
  });

  describe("events and the review queue", () => {
    test("events keep the order of their commits and all that they say", async () => {
      const { id } = await repository();
      const append = (kind: "tag.moved" | "blob.pushed", extra = {}) =>
        store.transaction((tx) => tx.events.append({ kind, repositoryId: id, repository: NAME, actor: "casey", ...extra }, NOW));
      await append("tag.moved", { tag: "v1", digest: A });
      await append("blob.pushed", { detail: { sizeBytes: 3 } });

      const events = await store.read.events.list(0, 10);
      expect(events.map(({ kind }) => kind)).toEqual(["repository.created", "tag.moved", "blob.pushed"]);
      expect(events[1]).toMatchObject({ repository: NAME, tag: "v1", digest: A, actor: "casey", occurred_at: NOW, detail: null });
      expect(events[2]).toMatchObject({ tag: null, digest: null, detail: '{"sizeBytes":3}' });
      expect((await store.read.events.list(events[1]!.id, 10)).map(({ kind }) => kind)).toEqual(["blob.pushed"]);
      expect(await store.read.events.list(0, 1)).toHaveLength(1);
    });

    test("a review is due from its date on, and is kept once per subject with the latest date", async () => {
      const { id } = await repository();
      const enqueue = (subject: "blob" | "manifest", reason: string, dueAt: number) =>
        store.transaction((tx: MetadataWriter) => tx.reviewQueue.enqueue({ repositoryId: id, subject, digest: A, reason }, dueAt));
      await enqueue("blob", "first", NOW);
      await enqueue("manifest", "other", NOW + 5);
      await enqueue("blob", "second", NOW + 10);

      expect(await store.read.reviewQueue.due(NOW + 4, 10)).toEqual([]);
      expect(await store.read.reviewQueue.due(NOW + 9, 10)).toMatchObject([{ reason: "other" }]);
      expect(await store.read.reviewQueue.due(NOW + 10, 10)).toMatchObject([{ reason: "other" }, { reason: "second" }]);
      expect(await store.read.reviewQueue.due(NOW + 10, 1)).toHaveLength(1);
    });

    test("a review with an earlier date never shortens the grace that another one gave", async () => {
      const { id } = await repository();
      const enqueue = (dueAt: number) =>
        store.transaction((tx) => tx.reviewQueue.enqueue({ repositoryId: id, subject: "blob", digest: A, reason: String(dueAt) }, dueAt));
      await enqueue(NOW + 10);
      await enqueue(NOW);
      expect(await store.read.reviewQueue.due(NOW + 9, 10)).toEqual([]);
    });
  });
}
