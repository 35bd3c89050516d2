import { expect, test } from "bun:test";
import type { Digest } from "../../../src/oci/digest.ts";
import { digest } from "../../kit/manifests.ts";
import { NOW, type World } from "./world.ts";

const digestOf = (name: string) => digest(name) as Digest;

export function reviewQueueContract(world: World): void {
  const enqueue = (name: string, dueAt: number) =>
    world.transaction((tx) => tx.reviewQueue.enqueue({ repositoryId: 1, subject: "blob", digest: digestOf(name), reason: "test" }, dueAt));
  const due = (now: number, limit = 10) => world.read.reviewQueue.dueAfter(now, undefined, limit);

  test("entries come by date, then as they came, from a place in the queue on", async () => {
    for (const [name, dueAt] of [
      ["late", 3],
      ["one", 1],
      ["two", 1],
      ["early", 0],
    ] as const)
      await enqueue(name, NOW + dueAt);
    const all = await due(NOW + 3);
    expect(all.map(({ digest: of }) => of)).toEqual(["early", "one", "two", "late"].map(digestOf));
    expect(await world.read.reviewQueue.dueAfter(NOW + 3, all[1], 1)).toEqual([all[2]!]);
    expect((await due(NOW + 1)).length).toBe(3);
  });

  test("an entry is claimed while it is due; postponed or deleted it is not", async () => {
    await enqueue("a", NOW);
    const [{ id } = { id: 0 }] = await due(NOW);
    const claim = (now: number) => world.transaction((tx) => tx.reviewQueue.claim(id, now));
    expect([await claim(NOW - 1), await claim(NOW)]).toEqual([false, true]);
    await world.transaction((tx) => tx.reviewQueue.postpone(id, NOW + 5));
    expect([await claim(NOW), await claim(NOW + 5)]).toEqual([false, true]);
    await world.transaction((tx) => tx.reviewQueue.delete(id));
    expect(await claim(NOW + 5)).toBe(false);
  });

  test("one that is asked for comes only where there is none", async () => {
    const { id: repositoryId } = await world.repository("acme/api");
    const manifest = { repositoryId, subject: "manifest", digest: digestOf("known"), reason: "test" } as const;
    await world.transaction(async (tx) => {
      await tx.reviewQueue.enqueue(manifest, NOW);
      await tx.reviewQueue.ask(repositoryId, [digestOf("known"), digestOf("new")], "circle", NOW + 1);
    });
    expect((await due(NOW + 1)).map(({ digest: of, dueAt, reason }) => [of, dueAt, reason] as const)).toEqual([
      [digestOf("known"), NOW, "test"],
      [digestOf("new"), NOW + 1, "circle"],
    ]);
  });

  test("its depth says how much waits, how much is due, and since when", async () => {
    const { reviewQueue } = world.read;
    expect(await reviewQueue.depth(NOW)).toEqual({ entries: 0, due: 0, oldestDueAt: undefined });
    for (const [name, dueAt] of [
      ["a", 2],
      ["b", 1],
      ["c", 9],
    ] as const)
      await enqueue(name, NOW + dueAt);
    expect(await reviewQueue.depth(NOW + 5)).toEqual({ entries: 3, due: 2, oldestDueAt: NOW + 1 });
  });

  test("deleted keys wait until their date, in order, and are known by key", async () => {
    const add = (storageKey: string, dueAt: number) =>
      world.transaction((tx) => tx.deletedKeys.add({ storageKey, digest: digestOf("a"), sizeBytes: 7, dueAt }));
    for (const [key, dueAt] of [
      ["b", 1],
      ["a", 1],
      ["c", 0],
      ["later", 9],
    ] as const)
      await add(key, NOW + dueAt);
    const { deletedKeys } = world.read;
    const found = await deletedKeys.due(NOW + 1, undefined, 10);
    expect(found.map(({ storageKey }) => storageKey)).toEqual(["c", "a", "b"]);
    expect((await deletedKeys.due(NOW + 1, found[0], 1)).map(({ storageKey }) => storageKey)).toEqual(["a"]);
    expect([await deletedKeys.among(["a", "none"]), await deletedKeys.total()]).toEqual([new Set(["a"]), { keys: 4, bytes: 28 }]);
    await world.transaction((tx) => tx.deletedKeys.delete(["a", "b", "none"]));
    expect(await deletedKeys.total()).toEqual({ keys: 2, bytes: 14 });
  });

  test("pulls are remembered of manifests and tags, and of those that are gone nothing happens", async () => {
    const { id } = await world.repository("acme/api");
    await world.execute(
      `insert into manifests (repository_id, digest, media_type, size_bytes, pushed_at, pushed_by, content) values (${id}, 'sha256:a', 'm', 1, 5, 'casey', '')`,
    );
    const manifest = (await world.read.reachability.findManifest(id, "sha256:a" as Digest))!;
    await world.transaction((tx) => tx.tags.point(id, "v1" as never, manifest.id, NOW));
    const mark = (now: number) =>
      world.transaction((tx) =>
        tx.pulls.mark(
          [
            { manifestId: manifest.id, tags: ["v1", "gone"] },
            { manifestId: 4711, tags: ["v1"] },
          ],
          now,
        ),
      );
    await mark(NOW + 1);
    await mark(NOW + 2);
    expect((await world.read.reachability.findManifest(id, "sha256:a" as Digest))!.usedAt).toBe(NOW + 2);
    expect(Number(((await world.execute("select last_pulled_at from tags")) as { last_pulled_at: number }[])[0]!.last_pulled_at)).toBe(
      NOW + 2,
    );
    await world.transaction((tx) => tx.manifests.touch(manifest.id, NOW + 9));
    expect((await world.read.reachability.findManifest(id, "sha256:a" as Digest))!.usedAt).toBe(NOW + 9);
  });

  test("a condemned link is renewed by name, as long as it is there", async () => {
    const repository = await world.repository("acme/api");
    const blob = digestOf("a");
    await world.pushBlob(repository, blob, 3);
    await world.transaction((tx) => tx.blobs.condemn(repository.id, blob, NOW + 5));
    expect(await world.read.blobs.findIn("acme/api", blob)).toMatchObject({ condemnedAt: NOW + 5 });
    const renew = (name: string) => world.transaction((tx) => tx.blobs.renew(name, blob, NOW + 9));
    expect([await renew("acme/none"), await renew("acme/api")]).toEqual([false, true]);
    expect(await world.read.reachability.findLink(repository.id, blob)).toEqual({ linkedAt: NOW + 9, condemnedAt: undefined });
  });
}
