import { expect, test } from "bun:test";
import type { RepositoryRecord } from "../../../src/metadata/repositories.ts";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { movedTo } from "../../kit/redirects.ts";
import { ANYONE, NOW, type World } from "./world.ts";

const LATER = NOW + 1000;
const named = (text: string) => text as RepositoryName;

export function repositoriesContract(world: World): void {
  const move = (repository: RepositoryRecord, to: string, namespaceId = repository.namespaceId) =>
    world.transaction((tx) => tx.repositories.move(repository, { name: named(to), namespaceId }, LATER));
  const current = async ({ id }: RepositoryRecord) => (await world.read.repositories.findById(id))!;
  const remove = (repository: RepositoryRecord) => world.transaction((tx) => tx.repositories.delete(repository, NOW));
  const restore = ({ id }: RepositoryRecord, name: string) => world.transaction((tx) => tx.repositories.restore(id, named(name)));
  const termsOf = async ({ id }: RepositoryRecord) => {
    const rows = await world.execute(`select term from repository_terms where repository_id = ${id} order by term`);
    return rows.map((row) => (row as { term: string }).term);
  };

  const listOf = async (name: string) => {
    const { id } = (await world.read.namespaces.find(name))!;
    return world.read.repositories.list("all", "", 10, { namespace: { id, name } });
  };

  test("one that is new is private, never pushed to, and of version 1", async () => {
    const repository = await world.repository("acme/app");
    expect(await current(repository)).toEqual({
      id: repository.id,
      namespaceId: repository.namespaceId,
      name: named("acme/app"),
      visibility: "private",
      referencePolicy: undefined,
      description: "",
      version: 1,
      createdAt: NOW,
      pushedAt: undefined,
      deletedAt: undefined,
      deletedName: undefined,
      purgingAt: undefined,
    });
  });

  test("of two who change its settings from one version, the second is told so", async () => {
    const repository = await world.repository("acme/app");
    const update = (description: string) =>
      world.transaction((tx) =>
        tx.repositories.update(repository.id, { visibility: "public", referencePolicy: "sparse", description }, repository.version),
      );
    expect([await update("one"), await update("two")]).toEqual([true, false]);
    expect(await current(repository)).toMatchObject({ visibility: "public", referencePolicy: "sparse", description: "one", version: 2 });
  });

  test("moved, it has its new name, and the old one leads to it for a time", async () => {
    const repository = await world.repository("acme/app");
    await move(repository, "acme/web");

    expect(await current(repository)).toMatchObject({ name: named("acme/web"), version: 2 });
    expect(await world.read.repositories.find(named("acme/app"))).toBeUndefined();
    expect(await movedTo(world.read, named("acme/app"), LATER - 1)).toBe(named("acme/web"));
    expect(await movedTo(world.read, named("acme/app"), LATER)).toBeUndefined();
    await move(await current(repository), "acme/site");
    expect(await movedTo(world.read, named("acme/app"), NOW)).toBe(named("acme/site"));
    expect(await movedTo(world.read, named("acme/web"), NOW)).toBe(named("acme/site"));
  });

  test.each([
    ["is made", (name: string) => world.repository(name)],
    ["is moved there", async (name: string) => move(await world.repository("acme/other"), name)],
    [
      "is restored there",
      async (name: string) => {
        const other = await world.repository("acme/other");
        await remove(other);
        await restore(other, name);
      },
    ],
  ] as const)("an old name leads nowhere else once another repository %s", async (_how, take) => {
    const repository = await world.repository("acme/app");
    await move(repository, "acme/web");
    await take("acme/app");
    expect(await movedTo(world.read, named("acme/app"), NOW)).toBeUndefined();
    expect((await world.read.repositories.find(named("acme/app")))!.id).not.toBe(repository.id);
    // And does not come back when that one goes.
    await remove((await world.read.repositories.find(named("acme/app")))!);
    expect(await movedTo(world.read, named("acme/app"), NOW)).toBeUndefined();
  });

  test("an old name leads to no repository that is deleted", async () => {
    const repository = await world.repository("acme/app");
    await move(repository, "acme/web");
    await remove(await current(repository));
    expect(await movedTo(world.read, named("acme/app"), NOW)).toBeUndefined();
    await restore(repository, "acme/web");
    expect(await movedTo(world.read, named("acme/app"), NOW)).toBe(named("acme/web"));
  });

  test("within its namespace it keeps what was granted; in another one its new owner decides anew", async () => {
    const repository = await world.repository("acme/app");
    const beta = await world.organization("beta");
    const { id: userId } = await world.user("ada");
    const robotId = await world.robot(repository.namespaceId, "ci");
    const target = { namespaceId: repository.namespaceId, repositoryId: repository.id };
    await world.transaction((tx) => tx.grants.create(target, { kind: "user", id: userId }, 1, NOW));
    await world.transaction((tx) => tx.grants.create(target, { kind: "robot", id: robotId }, 1, NOW));
    const token = await world.token({ userId }, { limits: [{ repositoryId: repository.id }] });

    await move(repository, "acme/web");
    expect(await world.read.grants.list(target, 0, 10)).toHaveLength(2);
    expect(await world.read.tokens.limits(token)).toHaveLength(1);

    await move(await current(repository), "beta/web", beta);
    expect(await current(repository)).toMatchObject({ namespaceId: beta });
    expect(await world.read.grants.list(target, 0, 10)).toEqual([]);
    expect(await world.read.tokens.limits(token)).toEqual([]);
  });

  test("its uploads go along, and those of others do not", async () => {
    const repository = await world.repository("acme/app");
    const start = (id: string, name: string) =>
      world.transaction((tx) => tx.uploads.create({ id, repository: named(name), actor: "casey", algorithm: "sha256" }, NOW));
    await start("mine", "acme/app");
    await start("other", "acme/app-2");
    await move(repository, "acme/web");
    expect((await world.read.uploads.find("mine"))!.repository).toBe(named("acme/web"));
    expect((await world.read.uploads.find("other"))!.repository).toBe(named("acme/app-2"));
  });

  test("a deleted one is in no list and under no name, and its name is free", async () => {
    const repository = await world.repository("acme/app");
    await world.publish(repository);
    await remove(repository);

    expect(await world.read.repositories.find(named("acme/app"))).toBeUndefined();
    for (const readable of ["all", ANYONE] as const) expect(await world.read.repositories.list(readable, "", 10)).toEqual([]);
    expect(await world.read.repositories.listDeleted(repository.namespaceId, 0, 10)).toMatchObject([
      { id: repository.id, deletedAt: NOW, deletedName: named("acme/app") },
    ]);
    expect((await world.repository("acme/app")).id).not.toBe(repository.id);
  });

  test("restored, it is what it was, under its name or another", async () => {
    const repository = await world.repository("acme/app");
    await world.publish(repository);
    await remove(repository);
    await restore(repository, "acme/again");
    expect(await current(repository)).toMatchObject({
      name: named("acme/again"),
      visibility: "public",
      deletedAt: undefined,
      deletedName: undefined,
      purgingAt: undefined,
    });
    expect(await world.read.repositories.list(ANYONE, "", 10)).toEqual(["acme/again"]);
    expect(await world.read.repositories.listDeleted(repository.namespaceId, 0, 10)).toEqual([]);
  });

  test("it is found by each of its words with what follows, under the name that it has, and not while it is deleted", async () => {
    const repository = await world.repository("acme/web-app.v2");
    expect(await termsOf(repository)).toEqual(["acme/web-app.v2", "app.v2", "v2", "web-app.v2"]);
    await move(repository, "acme/site");
    expect(await termsOf(repository)).toEqual(["acme/site", "site"]);
    await remove(await current(repository));
    expect(await termsOf(repository)).toEqual([]);
    await restore(repository, "acme/site");
    expect(await termsOf(repository)).toEqual(["acme/site", "site"]);
    await world.transaction((tx) => tx.namespaces.rename(repository.namespaceId, { from: "acme", to: "big-corp" }, LATER));
    expect(await termsOf(repository)).toEqual(["big-corp/site", "corp/site", "site"]);
  });

  test("one that an earlier version made is found once it has its words", async () => {
    const { id } = await world.repository("acme/app");
    await world.execute("delete from repository_terms");
    await world.execute("update repositories set indexed_at = null");
    expect(await world.read.repositories.unindexed(10)).toEqual([{ id, name: "acme/app" }]);
    await world.transaction((tx) => tx.repositories.indexNow(id, "acme/app", NOW));
    expect(await world.read.repositories.unindexed(10)).toEqual([]);
    expect(await termsOf({ id } as RepositoryRecord)).toEqual(["acme/app", "app"]);
  });

  test("the list of a namespace is of no other, whatever the names look like", async () => {
    for (const name of ["acme/app", "acme/b/c", "acme-2/app", "acm/app", "acmf/app", "app", "tool"]) await world.repository(name);
    expect([await listOf("acme"), await listOf("acm"), await listOf("library")]).toEqual([
      ["acme/app", "acme/b/c"],
      ["acm/app"],
      ["app", "tool"],
    ]);
  });
}
