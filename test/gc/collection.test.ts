// What is collected and what is not, on either database.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Digest } from "../../src/oci/digest.ts";
import { RegistryError } from "../../src/oci/failure.ts";
import { type Content, content, indexManifest } from "../kit/manifests.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { turnsDuring } from "../kit/turns-given.ts";
import {
  CASEY,
  Installation,
  type InstallationOptions,
  MovedClock,
  POLICY,
  UNCONTROLLED,
  blobOf,
  imageOf,
  name,
  openPostgres,
} from "./installation.ts";
import { MemoryStore } from "./memory-store.ts";

const [CONFIG, LAYER, OTHER] = [blobOf("config"), blobOf("a layer"), blobOf("another layer")];
/** Past every period that POLICY has for what nothing refers to. */
const LONG_MS = 10_000;

describe("sqlite", () => collectionTests(Installation.open));

if (!cannotBeTried("garbage collection on PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  describe("postgres", () => collectionTests((options) => onPostgres(server, options)));
}

async function onPostgres(server: PostgresServer, options?: InstallationOptions): Promise<Installation> {
  const { metadata, look, close } = await openPostgres(server);
  const clock = new MovedClock();
  return new Installation(metadata, new MemoryStore(clock), clock, look, close, options);
}

function subjectOf({ mediaType, digest, bytes }: Content): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.byteLength };
}

function collectionTests(open: (options?: InstallationOptions) => Promise<Installation>): void {
  test("an image that a tag points to stays, however old, and is not reviewed again", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.collectAll();
    expect(await gc.node.pull("acme/api", "v1")).toBe(image.digest as Digest);
    expect([await gc.problems(), await gc.leftovers()]).toEqual([[], []]);
  });

  test("an image whose tag is gone goes with all it had: rows, counters, bytes", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.pushImage("acme/api", [CONFIG, OTHER], ["v2"]);
    await gc.node.deleteTag("acme/api", "v1");
    await gc.collectAll();
    expect([await gc.problems(), await gc.leftovers()]).toEqual([[], []]);
    expect([...gc.storage.stored.keys()].map((key) => key.split(".")[0]!).sort()).toEqual([CONFIG.digest, OTHER.digest].sort());
    await gc.node.pull("acme/api", "v2");
  });

  test("a tag that moved away leaves an image that goes", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["latest"]);
    await gc.node.pushImage("acme/api", [CONFIG, OTHER], ["latest"]);
    await gc.collectAll();
    expect(await gc.leftovers()).toEqual([]);
    expect(gc.storage.stored.size).toBe(2);
  });

  test("a blob that nothing ever referred to goes; one that another repository has keeps its bytes", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.putBlob("acme/other", OTHER);
    expect(await gc.node.mount("acme/other", "acme/api", LAYER)).toBe(true);
    await gc.collectAll();
    expect([await gc.problems(), await gc.leftovers()]).toEqual([[], []]);
    expect([await gc.node.hasBlob("acme/other", LAYER), await gc.node.hasBlob("acme/api", LAYER)]).toEqual([false, true]);
  });

  test("an index keeps its images, and their images' blobs; without it they go", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    await gc.node.putManifest("acme/api", indexManifest([image]), ["v1"]);
    await gc.collectAll();
    expect(gc.storage.stored.size).toBe(2);
    expect((await gc.look("select digest from manifests")).length).toBe(2);
    await gc.node.deleteTag("acme/api", "v1");
    await gc.collectAll();
    expect([await gc.leftovers(), gc.storage.stored.size]).toEqual([[], 0]);
  });

  test("a referrer lives with its subject, and goes with it", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    const signature = imageOf([CONFIG, OTHER], {
      subject: { mediaType: image.mediaType, digest: image.digest, size: image.bytes.byteLength },
    });
    await gc.node.putBlob("acme/api", OTHER);
    await gc.node.putManifest("acme/api", signature, []);
    await gc.collectAll();
    expect((await gc.look("select digest from manifests")).length).toBe(2);
    await gc.node.deleteManifest("acme/api", image);
    await gc.collectAll();
    expect([await gc.leftovers(), gc.storage.stored.size]).toEqual([[], 0]);
  });

  test("an untagged image stays as long as it was pushed, pulled or tagged lately", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    const isThere = async () => (await gc.look(`select 1 from manifests where digest = '${image.digest}'`)).length === 1;
    const use = async (how: () => Promise<unknown>) => {
      gc.clock.advance(POLICY.grace.untaggedMs! - 1);
      await how();
      await gc.node.pulls.flush();
      gc.clock.advance(POLICY.grace.untaggedMs! - 1);
      await gc.node.collect();
      return isThere();
    };
    expect(await use(() => gc.node.deleteTag("acme/api", "v1"))).toBe(true);
    expect(await use(() => gc.node.manifests.get(name("acme/api"), { kind: "digest", digest: image.digest as Digest }))).toBe(true);
    expect(await use(() => gc.node.putManifest("acme/api", image, []))).toBe(true);
    gc.clock.advance(1);
    await gc.node.collect();
    expect(await isThere()).toBe(false);
  });

  test("`off` keeps untagged images for ever", async () => {
    await using gc = await open({ policy: { ...POLICY, grace: { ...POLICY.grace, untaggedMs: undefined } } });
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    for (let week = 0; week < 3; week += 1) {
      gc.clock.advance(7 * 24 * 3600 * 1000);
      await gc.node.collect();
    }
    expect(await gc.look("select digest from manifests")).toEqual([{ digest: image.digest }]);
    expect(await gc.problems()).toEqual([]);
  });

  test("what was told to exist can be pushed to: asking for a condemned blob renews it", async () => {
    await using gc = await open();
    await gc.node.putBlob("acme/api", LAYER);
    gc.clock.advance(LONG_MS);
    expect(await gc.node.collect()).toMatchObject({ condemned: { count: 1 } });
    expect(await gc.node.hasBlob("acme/api", LAYER)).toBe(true);
    gc.clock.advance(POLICY.condemnedMs);
    expect(await gc.node.collect()).toMatchObject({ deleted: { links: { count: 0 } } });
    expect(await gc.node.hasBlob("acme/api", LAYER)).toBe(true);
    await gc.collectAll();
    expect(await gc.leftovers()).toEqual([]);
  });

  test("a client that was told just before the condemnation has the whole of it to push its manifest", async () => {
    await using gc = await open();
    for (const blob of [CONFIG, LAYER]) await gc.node.putBlob("acme/api", blob);
    gc.clock.advance(LONG_MS);
    expect(await gc.node.hasBlob("acme/api", LAYER)).toBe(true);
    await gc.node.collect();
    gc.clock.advance(POLICY.condemnedMs - 1);
    await gc.node.collect();
    await gc.node.putManifest("acme/api", imageOf([CONFIG, LAYER]), ["v1"]);
    await gc.collectAll();
    await gc.node.pull("acme/api", "v1");
    expect(await gc.look("select digest from repository_blobs where condemned_at is not null")).toEqual([]);
  });

  test.each(["upload", "mount"] as const)("a second %s of a condemned blob renews it", async (how) => {
    await using gc = await open();
    await gc.node.pushImage("acme/base", [CONFIG, LAYER], ["v1"]);
    await gc.node.putBlob("acme/api", LAYER);
    gc.clock.advance(LONG_MS);
    await gc.node.collect();
    if (how === "upload") await gc.node.uploadBlob("acme/api", LAYER);
    else await gc.node.mount("acme/api", "acme/base", LAYER);
    gc.clock.advance(POLICY.condemnedMs);
    await gc.node.collect();
    expect((await gc.look("select condemned_at from repository_blobs")).map((row) => row["condemned_at"])).toEqual([null, null, null]);
  });

  test("bytes stay for downloads that began before their blob went", async () => {
    await using gc = await open();
    await gc.node.putBlob("acme/api", LAYER);
    for (const ms of [LONG_MS, POLICY.condemnedMs + 1]) {
      gc.clock.advance(ms);
      await gc.node.collect();
    }
    expect([await gc.node.hasBlob("acme/api", LAYER), gc.storage.stored.size]).toEqual([false, 1]);
    gc.clock.advance(POLICY.downloadGraceMs + 1);
    expect(await gc.node.collect()).toMatchObject({ deleted: { keys: { count: 1, bytes: LAYER.bytes.byteLength } } });
    expect(gc.storage.stored.size).toBe(0);
  });

  test("nothing is deleted in storage while somebody copies what lies there", async () => {
    await using gc = await open();
    await gc.node.putBlob("acme/api", LAYER);
    const hold = (until: number) => gc.metadata.transaction((tx) => tx.storage.hold("backup", "a backup is being made", until));
    for (let round = 0; round < 4; round += 1) {
      gc.clock.advance(LONG_MS);
      await hold(gc.clock.now() + LONG_MS);
      await gc.node.collect();
    }
    expect(await gc.node.collect()).toMatchObject({ heldBack: "a backup is being made", deleted: { keys: { count: 0 } } });
    expect(gc.storage.stored.size).toBe(1);
    await gc.collectAll();
    expect(gc.storage.stored.size).toBe(0);
  });

  test("what is in the trash can be restored whole, until it is not", async () => {
    await using gc = await open({ trashMs: 1_000_000 });
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.deleteManifest("acme/api", image);
    await gc.collectAll();
    expect([gc.storage.stored.size, await gc.problems()]).toEqual([2, []]);
    const [entry] = await gc.look("select id from trash");
    await gc.metadata.transaction((tx) => tx.trash.delete(Number(entry!["id"]), "expired", gc.clock.now()));
    gc.clock.advance(7 * 24 * 3600 * 1000);
    await gc.collectAll();
    expect([gc.storage.stored.size, await gc.leftovers()]).toEqual([0, []]);
  });

  test("what leaves the trash is reviewed after its grace period, whatever it was kept for while it was there", async () => {
    await using gc = await open({ trashMs: 1_000_000 });
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.deleteManifest("acme/api", image);
    gc.clock.advance(3000);
    expect(await gc.node.collect()).toMatchObject({ reviewed: 3, kept: 3 });
    const [{ id } = { id: 0 }] = await gc.look("select id from repositories");
    await gc.node.purge.empty(Number(id), CASEY);
    for (let round = 0; round < 4; round += 1) {
      gc.clock.advance(POLICY.grace.untaggedMs!);
      await gc.node.collect();
    }
    expect([gc.storage.stored.size, await gc.leftovers()]).toEqual([0, []]);
  });

  test("a manifest that somebody holds stays without a tag", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    const [{ id } = { id: 0 }] = await gc.look("select id from repositories");
    const hold = {
      repositoryId: Number(id),
      kind: "digest" as const,
      target: image.digest,
      reason: "audit",
      createdBy: "casey",
      expiresAt: undefined,
    };
    const held = await gc.metadata.transaction((tx) => tx.holds.create(hold, gc.clock.now()));
    await gc.collectAll();
    expect(gc.storage.stored.size).toBe(2);
    await gc.metadata.transaction((tx) => tx.holds.delete(held));
    gc.clock.advance(2 * 24 * 3600 * 1000);
    await gc.collectAll();
    expect([gc.storage.stored.size, await gc.leftovers()]).toEqual([0, []]);
  });

  test("a deleted repository keeps what it can be restored with, and counts for no namespace meanwhile", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.pushImage("acme/api", [CONFIG, OTHER], []);
    await gc.node.putBlob("acme/api", blobOf("nobody's"));
    await gc.metadata.transaction(async (tx) => {
      const repository = (await tx.repositories.find(name("acme/api")))!;
      await tx.repositories.delete(repository, gc.clock.now());
      await tx.usage.moveRepository(repository.id, repository.namespaceId, undefined);
    });
    await gc.collectAll();
    expect([await gc.problems(), gc.storage.stored.size]).toEqual([[], 3]);
    expect((await gc.look("select digest from manifests")).length).toBe(2);
  });

  test("bytes of nobody go when they are old, and uploads that nobody goes on with", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    gc.storage.stored.set("stray.1", { bytes: new Uint8Array(7), modifiedAt: gc.clock.now(), isDurable: true });
    await gc.node.uploads.start(name("acme/api"), "sha256", CASEY);
    gc.clock.advance(POLICY.orphanAgeMs - 1);
    expect(await gc.node.collect()).toMatchObject({ deleted: { orphans: { count: 0 }, uploads: { count: 1 } } });
    gc.clock.advance(1);
    expect(await gc.node.collect()).toMatchObject({ deleted: { orphans: { count: 1, bytes: 7 } } });
    expect([await gc.problems(), [...gc.storage.stored].length]).toEqual([[], 2]);
  });

  test("bytes that somebody has named since they were found stay", async () => {
    await using gc = await open();
    gc.storage.stored.set("late.1", { bytes: new Uint8Array(7), modifiedAt: gc.clock.now(), isDurable: true });
    gc.clock.advance(LONG_MS);
    // The commit of an upload that took longer than all periods comes right after storage was looked through.
    let isNamed = false;
    const metadata = Object.assign(Object.create(gc.metadata) as typeof gc.metadata, {
      read: Object.assign(Object.create(gc.metadata.read) as typeof gc.metadata.read, {
        quarantine: {
          keysAmong: async () => {
            if (!isNamed)
              await gc.metadata.transaction((tx) =>
                tx.blobs.insert({ digest: LAYER.digest as Digest, storageKey: "late.1", sizeBytes: 7 }, 1),
              );
            isNamed = true;
            return new Set<string>();
          },
        },
      }),
    });
    expect(await gc.newNode({ metadata }).collect()).toMatchObject({ deleted: { orphans: { count: 0 } } });
    expect(gc.storage.stored.has("late.1")).toBe(true);
  });

  test("manifests that keep each other, and that nothing else keeps, go", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], ["v1"]);
    await gc.node.putManifest("acme/api", indexManifest([image], { subject: subjectOf(image) }), []);
    await gc.collectAll();
    expect(await gc.leftovers()).toEqual([]);
    await gc.node.deleteTag("acme/api", "v1");
    // The index is in no queue: it was reviewed when it was kept, and nothing has happened to it.
    await gc.collectAll();
    expect([await gc.problems(), await gc.leftovers()]).toEqual([[], []]);
  });

  test("so they do when the circle is wider, and a plan says how", async () => {
    await using gc = await open();
    const [one, other] = [
      await gc.node.pushImage("acme/api", [CONFIG, LAYER], []),
      await gc.node.pushImage("acme/api", [CONFIG, OTHER], []),
    ];
    for (const [listed, subject] of [
      [one, other],
      [other, one],
    ] as const)
      await gc.node.putManifest("acme/api", indexManifest([listed], { subject: subjectOf(subject) }), []);
    await gc.node.putManifest("acme/api", imageOf([CONFIG], { subject: subjectOf(one) }), []);
    for (let round = 0; round < 12; round += 1) {
      gc.clock.advance(LONG_MS);
      const plan = await gc.node.collect({ isPlan: true });
      expect(await gc.node.collect()).toEqual(plan);
      expect(await gc.problems()).toEqual([]);
    }
    expect(await gc.leftovers()).toEqual([]);
  });

  test("a plan says what becomes of a circle of which everything is due at once", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    const index = indexManifest([image], { subject: subjectOf(image) });
    await gc.node.putManifest("acme/api", index, []);
    const repositoryId = (await gc.metadata.read.repositories.find(name("acme/api")))!.id;
    const hold = { repositoryId, kind: "digest", target: index.digest, reason: "audit", createdBy: "casey" } as const;
    await gc.metadata.transaction((tx) => tx.holds.create({ ...hold, expiresAt: gc.clock.now() + 2 * LONG_MS }, gc.clock.now()));
    gc.clock.advance(LONG_MS);
    await gc.node.collect();
    // Both were kept until now: the image that asks for the index must not take it out of this run.
    gc.clock.advance(25 * 60 * 60 * 1000);
    const plan = await gc.node.collect({ isPlan: true });
    expect(plan.deleted.manifests.count).toBe(1);
    expect(await gc.node.collect()).toEqual(plan);
  });

  test("a circle stays whole for as long as one of it is used, held or tagged", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    const index = indexManifest([image], { subject: subjectOf(image) });
    await gc.node.putManifest("acme/api", index, []);
    const repositoryId = (await gc.metadata.read.repositories.find(name("acme/api")))!.id;
    const isThere = async () => (await gc.look("select digest from manifests")).length === 2;
    const hold = { repositoryId, kind: "digest", target: index.digest, reason: "audit", createdBy: "casey" } as const;
    await gc.metadata.transaction((tx) => tx.holds.create({ ...hold, expiresAt: gc.clock.now() + 3 * LONG_MS }, gc.clock.now()));
    gc.clock.advance(2 * LONG_MS);
    await gc.node.collect();
    await gc.node.collect();
    expect(await isThere()).toBe(true);
    // The hold runs out, and nobody says so; but somebody has pulled the index not long before.
    gc.clock.advance(25 * 60 * 60 * 1000);
    await gc.node.manifests.get(name("acme/api"), { kind: "digest", digest: index.digest as Digest });
    await gc.node.pulls.flush();
    for (let round = 0; round < 3; round += 1) await gc.node.collect();
    expect(await isThere()).toBe(true);
    await gc.node.putManifest("acme/api", index, ["multi"]);
    await gc.collectAll();
    expect([await isThere(), await gc.leftovers()]).toEqual([true, []]);
    await gc.node.deleteTag("acme/api", "multi");
    await gc.collectAll();
    expect([await gc.problems(), await gc.leftovers()]).toEqual([[], []]);
  });

  test("a key that cannot be deleted is reported, and deleted by the next run", async () => {
    await using gc = await open();
    await gc.node.putBlob("acme/api", LAYER);
    for (const ms of [LONG_MS, LONG_MS]) {
      gc.clock.advance(ms);
      await gc.node.collect();
    }
    gc.clock.advance(LONG_MS);
    const failing = gc.newNode({
      blobs: Object.assign(Object.create(gc.storage) as typeof gc.storage, { delete: () => Promise.reject(new Error("no")) }),
    });
    expect(await failing.collect()).toMatchObject({ errors: { first: expect.arrayContaining(["no"]) }, deleted: { keys: { count: 0 } } });
    expect(await gc.node.collect()).toMatchObject({ errors: { count: 0 }, deleted: { keys: { count: 1 } } });
  });

  test("what goes leaves its events and its audit records, in the collector's name", async () => {
    await using gc = await open();
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    await gc.collectAll();
    const events = (await gc.metadata.read.events.list(0, 100)).filter(({ actor }) => actor === "garbage collection");
    expect(events.map(({ kind, digest, repository }) => [kind, digest, repository])).toEqual([
      ["manifest.deleted", image.digest, "acme/api"],
      ...[CONFIG, LAYER].map(({ digest }) => ["blob.deleted", digest, "acme/api"]),
    ]);
    const audit = await gc.look("select action, actor_kind, actor from audit_log where actor = 'garbage collection' order by id");
    expect(audit).toEqual(
      ["manifest.delete", "blob.delete", "blob.delete"].map((action) => ({ action, actor_kind: "system", actor: "garbage collection" })),
    );
  });

  test("the report says what went from where, most first", async () => {
    await using gc = await open();
    await gc.node.pushImage("acme/small", [CONFIG], []);
    await gc.node.pushImage("acme/large", [CONFIG, blobOf("x".repeat(500))], []);
    const reports = [];
    for (let round = 0; round < 3; round += 1) {
      gc.clock.advance(LONG_MS);
      reports.push(await gc.node.collect());
    }
    expect(reports[0]!.repositories.map(({ repository, manifests }) => [repository, manifests])).toEqual([
      ["acme/large", 1],
      ["acme/small", 1],
    ]);
    expect(reports[2]!.repositories[0]).toMatchObject({ repository: "acme/large", links: 2 });
    expect(reports[2]!.deleted.blobs).toEqual({ count: 2, bytes: 500 + CONFIG.bytes.byteLength });
  });

  test("a plan says what a run then does, phase by phase, as long as nothing changes in between", async () => {
    await using gc = await open();
    await fill(gc);
    for (let round = 0; round < 10; round += 1) {
      const plan = await gc.node.collect({ isPlan: true });
      expect(await gc.node.collect({ isPlan: true })).toEqual(plan);
      expect(await gc.node.collect()).toEqual(plan);
      gc.clock.advance([700, 1300, 600, 5000][round % 4]!);
      if (round === 3) await gc.node.deleteTag("acme/a", "v3");
    }
    expect(await gc.problems()).toEqual([]);
  });

  test("a plan lets others have their turn between groups of reviews", async () => {
    await using gc = await open();
    const repositories = Array.from({ length: 50 }, (_, index) => `acme/app-${index}`);
    for (const repository of repositories) await gc.node.putBlob(repository, content(repository, "application/octet-stream"));
    gc.clock.advance(POLICY.grace.blobMs + 1);
    expect(await turnsDuring(() => gc.node.collect({ isPlan: true }))).toBeGreaterThanOrEqual(repositories.length);
  });

  test("a plan that finds an index and its images due at once says that the images are for the next run", async () => {
    await using gc = await open({ policy: { ...POLICY, grace: { blobMs: 0, untaggedMs: 0 }, condemnedMs: 0, downloadGraceMs: 0 } });
    const image = await gc.node.pushImage("acme/api", [CONFIG, LAYER], []);
    await gc.node.putManifest("acme/api", indexManifest([image]), ["v1"]);
    await gc.node.deleteTag("acme/api", "v1");
    for (let round = 0; round < 6; round += 1) {
      gc.clock.advance(10);
      const plan = await gc.node.collect({ isPlan: true });
      expect(await gc.node.collect()).toEqual(plan);
    }
    expect([gc.storage.stored.size, await gc.problems()]).toEqual([0, []]);
  });

  test("a run that is cancelled says what it did; another goes on from its progress, and the counts of both are one report", async () => {
    await using gc = await open();
    await fill(gc);
    gc.clock.advance(LONG_MS);
    const whole = await gc.node.collect({ isPlan: true });
    let [steps, progress] = [0, UNCONTROLLED.progress];
    const cancelled = await gc.node.collect({
      control: { ...UNCONTROLLED, report: (state) => void (progress = state), isCancelled: () => (steps += 1) > 2 },
    });
    expect(cancelled.reviewed).toBeGreaterThan(0);
    expect(cancelled.reviewed).toBeLessThan(whole.reviewed);
    expect(await gc.node.collect({ control: { ...UNCONTROLLED, progress: JSON.parse(JSON.stringify(progress)) } })).toEqual(whole);
  });

  test("two collectors at once do each thing once", async () => {
    await using gc = await open();
    await fill(gc);
    for (let round = 0; round < 6; round += 1) {
      gc.clock.advance(LONG_MS);
      await Promise.all([gc.node.collect(), gc.newNode().collect()]);
      expect(await gc.problems()).toEqual([]);
    }
    await gc.collectAll();
    expect(await gc.leftovers()).toEqual([]);
    const twice = await gc.look(
      "select repository_id, digest from events where kind = 'blob.deleted' group by repository_id, digest having count(*) > 1",
    );
    expect(twice).toEqual([]);
  });

  test("reclaimable is known without a run: what is condemned, by namespace, and bytes that wait for downloads", async () => {
    await using gc = await open();
    await gc.node.putBlob("acme/api", LAYER);
    await gc.node.putBlob("beta/api", LAYER);
    await gc.node.putBlob("beta/api", OTHER);
    await gc.node.pushImage("gamma/api", [CONFIG, LAYER], ["v1"]);
    gc.clock.advance(LONG_MS);
    await gc.node.collect();
    const { reachability, deletedKeys } = gc.metadata.read;
    // Of the layer nothing could be freed: gamma has it.
    expect(await reachability.condemned(10)).toEqual([{ namespace: "beta", blobs: 1, bytes: OTHER.bytes.byteLength }]);
    expect(await reachability.condemnedTotal()).toEqual({ blobs: 1, bytes: OTHER.bytes.byteLength });
    gc.clock.advance(LONG_MS);
    await gc.node.collect({ phases: ["reviews"] });
    expect([await reachability.condemnedTotal(), await deletedKeys.total()]).toEqual([
      { blobs: 0, bytes: 0 },
      { keys: 1, bytes: OTHER.bytes.byteLength },
    ]);
  });

  test("a manifest that relies on a blob which went is refused, and says which", async () => {
    await using gc = await open();
    for (const blob of [CONFIG, LAYER]) await gc.node.putBlob("acme/api", blob);
    await gc.collectAll();
    const pushed = gc.node.putManifest("acme/api", imageOf([CONFIG, LAYER]), ["v1"]);
    await expect(pushed).rejects.toMatchObject({ failure: "referencedBlobUnknown" } satisfies Partial<RegistryError>);
  });
}

/** Sixty images of which two thirds lose their tags, in three repositories with layers in common. */
async function fill(gc: Installation): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    const repository = `acme/${"abc"[index % 3]}`;
    await gc.node.pushImage(repository, [blobOf(`config ${index}`), blobOf(`layer ${index % 7}`), LAYER], [`v${index}`]);
    gc.clock.advance(3);
    if (index % 3 > 0) await gc.node.deleteTag(repository, `v${index}`);
  }
}
