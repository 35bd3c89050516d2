import { expect, test } from "bun:test";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { movedTo } from "../../kit/redirects.ts";
import { NOW, type World } from "./world.ts";

const LATER = NOW + 1000;

export function namespacesContract(world: World): void {
  const create = (name: string, now = NOW) => world.transaction((tx) => tx.namespaces.create(name, "organization", now));
  const rename = (id: number, from: string, to: string) => world.transaction((tx) => tx.namespaces.rename(id, { from, to }, LATER));

  test("it starts with nothing said about it, and no rights for members", async () => {
    const id = await world.organization("acme");
    expect(await world.read.namespaces.findById(id)).toEqual({
      id,
      name: "acme",
      kind: "organization",
      displayName: "",
      description: "",
      website: "",
      avatarUrl: "",
      defaultPermission: 0,
      membersCanCreate: false,
      storageQuotaBytes: undefined,
      repositoryQuota: undefined,
      version: 1,
      deletedAt: undefined,
      deletedName: undefined,
      createdAt: NOW,
    });
    expect(await world.read.usage.ofNamespace(id)).toEqual({ repositories: 0, logicalBytes: 0, uniqueBytes: 0 });
  });

  test("of two who change it from one version, the second is told so, and changed nothing", async () => {
    const id = await world.organization("acme");
    const found = (await world.read.namespaces.findById(id))!;
    const set = (displayName: string, version: number) =>
      world.transaction((tx) =>
        tx.namespaces.setProfile(id, { ...found, displayName, membersCanCreate: true, defaultPermission: 1 }, version),
      );

    expect([await set("one", 1), await set("two", 1)]).toEqual([true, false]);
    expect(await world.read.namespaces.findById(id)).toMatchObject({
      displayName: "one",
      membersCanCreate: true,
      defaultPermission: 1,
      version: 2,
    });
    const quotas = { storageQuotaBytes: 2 ** 40, repositoryQuota: 3 };
    expect(await world.transaction((tx) => tx.namespaces.setQuotas(id, quotas, 1))).toBe(false);
    expect(await world.transaction((tx) => tx.namespaces.setQuotas(id, quotas, 2))).toBe(true);
    expect(await world.read.namespaces.findById(id)).toMatchObject({ displayName: "one", ...quotas, version: 3 });
  });

  test("a name that was given up is nobody else's until its time is over, and then anybody's", async () => {
    const acme = await world.organization("acme");
    await rename(acme, "acme", "globex");

    expect(await world.read.namespaces.find("acme")).toBeUndefined();
    expect(await world.read.namespaces.reservation("acme", NOW)).toEqual({ id: acme, name: "globex" });
    expect(await create("acme", LATER - 1)).toBeUndefined();
    expect(await world.transaction((tx) => tx.namespaces.create("acme", "user", LATER - 1))).toBeUndefined();
    expect(await create("acme", LATER)).toBeNumber();
  });

  test("whoever gave a name up may have it back, and it is then reserved no more", async () => {
    const acme = await world.organization("acme");
    await rename(acme, "acme", "globex");
    await rename(acme, "globex", "acme");

    expect(await world.read.namespaces.find("acme")).toMatchObject({ id: acme });
    expect(await world.read.namespaces.reservation("acme", NOW)).toBeUndefined();
    expect(await world.read.namespaces.reservation("globex", NOW)).toEqual({ id: acme, name: "acme" });
  });

  test("a rename takes all repositories along, also deleted ones, and their old names lead to them", async () => {
    const kept = await world.repository("acme/team/app");
    const deleted = await world.repository("acme/old");
    const other = await world.repository("acme-2/app");
    await world.transaction((tx) => tx.repositories.delete(deleted, NOW));

    expect(await rename(kept.namespaceId, "acme", "globex")).toBe(1);

    expect(await world.read.repositories.find("globex/team/app" as RepositoryName)).toMatchObject({ id: kept.id });
    expect(await movedTo(world.read, "acme/team/app", LATER - 1)).toBe("globex/team/app" as RepositoryName);
    expect(await movedTo(world.read, "acme/team/app", LATER)).toBeUndefined();
    expect(await world.read.repositories.findById(deleted.id)).toMatchObject({ deletedName: "globex/old" as RepositoryName });
    expect(await world.read.repositories.findById(other.id)).toMatchObject({ name: "acme-2/app" as RepositoryName });
  });

  test("a deleted one is out of sight with its repositories, and its name stays its own for good", async () => {
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    await world.transaction((tx) => tx.namespaces.delete(namespaceId, "acme", NOW));

    expect(await world.read.namespaces.find("acme")).toBeUndefined();
    expect(await world.read.repositories.find("acme/app" as RepositoryName)).toBeUndefined();
    expect(await world.read.repositories.list("all", "", 10)).toEqual([]);
    expect(await world.read.namespaces.listOrganizations("", 10)).toEqual([]);
    expect(await create("acme", NOW * 1000)).toBeUndefined();
    expect(await world.read.namespaces.findDeleted("acme")).toMatchObject({ id: namespaceId, deletedAt: NOW });
    expect(await world.read.repositories.findById(repositoryId)).toMatchObject({ deletedName: "acme/app" as RepositoryName });
  });

  test("restored, it has its name and the repositories that went with it, and not those that went before", async () => {
    const before = await world.repository("acme/before");
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    await world.transaction((tx) => tx.repositories.delete(before, NOW));
    await world.transaction((tx) => tx.namespaces.delete(namespaceId, "acme", LATER));

    const restored = await world.transaction((tx) => tx.namespaces.restore(namespaceId, "acme", LATER));

    expect(restored.map(({ id }) => id)).toEqual([repositoryId]);
    expect(await world.read.namespaces.find("acme")).toMatchObject({ id: namespaceId, deletedAt: undefined, deletedName: undefined });
    expect(await world.read.repositories.list("all", "", 10)).toEqual(["acme/app"]);
  });

  test("a member finds their organizations by name, page by page, and nobody else's", async () => {
    const { id } = await world.user("ada");
    for (const name of ["c", "a", "b", "d"]) {
      const namespaceId = await world.organization(name);
      if (name !== "d") await world.transaction((tx) => tx.members.add(namespaceId, id, "member", NOW));
    }
    const page = async (after: string) => (await world.read.namespaces.listOfMember(id, after, 2)).map(({ name }) => name);
    expect([await page(""), await page("b"), await page("c")]).toEqual([["a", "b"], ["c"], []]);
    expect((await world.read.namespaces.listOrganizations("a", 2)).map(({ name }) => name)).toEqual(["b", "c"]);
  });
}
