import { expect, test } from "bun:test";
import type { RepositoryRecord } from "../../../src/metadata/repositories.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { parseManifest } from "../../../src/oci/manifest.ts";
import { type Content, content, digest, imageManifest } from "../../kit/manifests.ts";
import { NOW, type World } from "./world.ts";

const [A, B] = [digest("aaa") as Digest, digest("bbb") as Digest];

export function usageContract(world: World): void {
  const usageOf = (namespaceId: number) => world.read.usage.ofNamespace(namespaceId);
  const moveRepository = (id: number, from: number | undefined, to: number | undefined) =>
    world.transaction((tx) => tx.usage.moveRepository(id, from, to));
  const removeBlob = (repository: RepositoryRecord, blob: Digest, sizeBytes: number) =>
    world.transaction(async (tx) => {
      await tx.blobs.unlink(repository.id, blob);
      await tx.usage.removeBlob(repository, { digest: blob, sizeBytes });
    });
  const pushManifest = ({ id, namespaceId }: RepositoryRecord, { bytes, mediaType }: Content) =>
    world.transaction(async (tx) => {
      await tx.manifests.insert(id, parseManifest(bytes, mediaType), { totalBytes: bytes.byteLength, actor: "casey" }, NOW);
      return tx.usage.addManifest({ id, namespaceId }, bytes.byteLength);
    });
  /** Two repositories of acme share one blob of 100 bytes; the first has one of 10 for itself. */
  const setUp = async () => {
    const [one, two] = [await world.repository("acme/one"), await world.repository("acme/two")];
    for (const repository of [one, two]) await world.pushBlob(repository, A, 100);
    await world.pushBlob(one, B, 10);
    return { one, two, acme: one.namespaceId };
  };
  /** What the counters would say if they were counted. */
  const counted = async () => {
    const rows = await world.execute(`
      select r.namespace_id as id, sum(b.size_bytes) as bytes from repository_blobs rb
      join repositories r on r.id = rb.repository_id and r.deleted_at is null join blobs b on b.digest = rb.digest
      group by r.namespace_id`);
    return new Map((rows as { id: number; bytes: number }[]).map(({ id, bytes }) => [Number(id), Number(bytes)]));
  };

  test("a blob counts in each repository that has it, and once for the namespace", async () => {
    const { one, two, acme } = await setUp();
    expect(await usageOf(acme)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
    expect(await world.read.usage.find(one.id)).toMatchObject({ blobs: 2, blobBytes: 110 });
    expect(await world.read.usage.find(two.id)).toMatchObject({ blobs: 1, blobBytes: 100 });
    expect((await counted()).get(acme)).toBe(210);
  });

  test("pushed again, it counts no more", async () => {
    const { one, acme } = await setUp();
    await world.pushBlob(one, A, 100);
    expect(await usageOf(acme)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
  });

  test("what it adds is nothing while the namespace holds it, and all of it where nobody does", async () => {
    const { two, acme } = await setUp();
    const beta = await world.repository("beta/app");
    const add = (repository: RepositoryRecord, blob: Digest, sizeBytes: number) =>
      world.transaction((tx) => tx.usage.addBlob(repository, { digest: blob, sizeBytes }));
    expect([await world.read.usage.namespaceHolds(acme, B), await world.read.usage.namespaceHolds(beta.namespaceId, B)]).toEqual([
      true,
      false,
    ]);
    expect([await add(two, B, 10), await add(beta, B, 10)]).toEqual([0, 10]);
  });

  test("it counts for the namespace until the last of its repositories gives it up", async () => {
    const { one, two, acme } = await setUp();
    await removeBlob(one, A, 100);
    expect(await usageOf(acme)).toMatchObject({ logicalBytes: 110, uniqueBytes: 110 });
    await removeBlob(two, A, 100);
    expect(await usageOf(acme)).toMatchObject({ logicalBytes: 10, uniqueBytes: 10 });
    expect(await world.read.usage.namespaceHolds(acme, A)).toBe(false);
  });

  test("to the trash and back it takes with it what only it has", async () => {
    const { one, acme } = await setUp();
    await moveRepository(one.id, acme, undefined);
    expect(await usageOf(acme)).toEqual({ repositories: 1, logicalBytes: 100, uniqueBytes: 100 });
    await moveRepository(one.id, undefined, acme);
    expect(await usageOf(acme)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
  });

  test("transferred, it counts for its new namespace, where some of it may be already", async () => {
    const { one, acme } = await setUp();
    const beta = await world.repository("beta/app");
    await world.pushBlob(beta, A, 100);
    await moveRepository(one.id, acme, beta.namespaceId);
    expect(await usageOf(acme)).toEqual({ repositories: 1, logicalBytes: 100, uniqueBytes: 100 });
    expect(await usageOf(beta.namespaceId)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
  });

  test("a manifest counts in each repository that has it, wherever that goes", async () => {
    const { one, two, acme } = await setUp();
    const manifest = imageManifest(content("{}", "application/json"), []);
    const size = manifest.bytes.byteLength;
    expect([await pushManifest(one, manifest), await pushManifest(two, manifest)]).toEqual([size, size]);
    const all = { repositories: 2, logicalBytes: 210 + 2 * size, uniqueBytes: 110 + 2 * size };
    expect(await usageOf(acme)).toEqual(all);
    await world.transaction((tx) => tx.usage.recount(acme));
    expect(await usageOf(acme)).toEqual(all);

    const beta = await world.organization("beta");
    await world.transaction((tx) => tx.usage.moveRepository(one.id, acme, beta));
    expect([await usageOf(acme), await usageOf(beta)]).toEqual([
      { repositories: 1, logicalBytes: 100 + size, uniqueBytes: 100 + size },
      { repositories: 1, logicalBytes: 110 + size, uniqueBytes: 110 + size },
    ]);

    await world.transaction((tx) => tx.usage.removeManifest(two, { sizeBytes: size, tags: 0 }));
    expect(await usageOf(acme)).toEqual({ repositories: 1, logicalBytes: 100, uniqueBytes: 100 });
    expect(await world.read.usage.find(two.id)).toMatchObject({ manifests: 0 });
  });

  test("counted anew, it is what it was; and nothing once all repositories are deleted", async () => {
    const { acme } = await setUp();
    const recount = () => world.transaction((tx) => tx.usage.recount(acme));
    await recount();
    expect(await usageOf(acme)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
    await world.transaction((tx) => tx.namespaces.delete(acme, "acme", 7));
    await recount();
    expect(await usageOf(acme)).toEqual({ repositories: 0, logicalBytes: 0, uniqueBytes: 0 });
    expect(await world.read.usage.namespaceHolds(acme, A)).toBe(false);
    await world.transaction((tx) => tx.namespaces.restore(acme, "acme", 7));
    await recount();
    expect(await usageOf(acme)).toEqual({ repositories: 2, logicalBytes: 210, uniqueBytes: 110 });
  });

  test("the installation holds the sum of all, and stores each blob once", async () => {
    await setUp();
    await world.pushBlob(await world.repository("beta/app"), A, 100);
    expect(await world.read.usage.total()).toEqual({ repositories: 3, logicalBytes: 310, uniqueBytes: 110 });
  });
}
