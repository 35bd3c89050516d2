import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

export function teamsContract(world: World): void {
  test("a name is given once in an organization, and again in another", async () => {
    const [acme, beta] = [await world.organization("acme"), await world.organization("beta")];
    const team = { name: "devs", description: "", externalGroup: undefined };
    const create = (namespaceId: number) => world.transaction((tx) => tx.teams.create({ ...team, namespaceId }, NOW));
    expect([await create(acme), await create(acme), await create(beta)]).toEqual([expect.any(Number), undefined, expect.any(Number)]);
    expect(await world.read.teams.find(acme, "devs")).toMatchObject({ namespaceId: acme, version: 1, externalGroup: undefined });
  });

  test("of two who change it from one version, the second is told so", async () => {
    const acme = await world.organization("acme");
    const id = await world.team(acme, "devs");
    const update = (description: string) =>
      world.transaction((tx) => tx.teams.update(id, { description, externalGroup: "engineering" }, 1));
    expect([await update("one"), await update("two")]).toEqual([true, false]);
    expect(await world.read.teams.find(acme, "devs")).toMatchObject({ description: "one", externalGroup: "engineering", version: 2 });
  });

  test("somebody is in it once, however they came there, and is told of when they go", async () => {
    const acme = await world.organization("acme");
    const id = await world.team(acme, "devs");
    const ada = await world.member(acme, "ada");
    const add = (source: "manual" | "group") => world.transaction((tx) => tx.teams.addMember(id, ada, source, NOW));
    const remove = () => world.transaction((tx) => tx.teams.removeMember(id, ada));
    expect([await add("manual"), await add("group")]).toEqual([true, false]);
    expect(await world.read.teams.members(id, "", 10)).toEqual([
      { userId: ada, username: "ada", displayName: "", source: "manual", createdAt: NOW },
    ]);
    expect([await remove(), await remove()]).toEqual([true, false]);
  });

  test("its grants and its members go with it, and nothing of another team", async () => {
    const repository = await world.repository("acme/app");
    const acme = repository.namespaceId;
    const [devs, ops] = [await world.team(acme, "devs"), await world.team(acme, "ops")];
    const ada = await world.member(acme, "ada");
    const target = { namespaceId: acme, repositoryId: repository.id };
    for (const id of [devs, ops]) {
      await world.transaction((tx) => tx.grants.create(target, { kind: "team", id }, 1, NOW));
      await world.transaction((tx) => tx.teams.addMember(id, ada, "manual", NOW));
    }

    await world.transaction((tx) => tx.teams.delete(devs));

    expect((await world.read.grants.list(target, 0, 10)).map(({ name }) => name)).toEqual(["ops"]);
    expect(await world.read.teams.members(devs, "", 10)).toEqual([]);
    expect(await world.read.teams.members(ops, "", 10)).toHaveLength(1);
  });

  test("an outside group finds its teams in every organization, and a sign-in those that an earlier one put somebody into", async () => {
    const [acme, beta] = [await world.organization("acme"), await world.organization("beta")];
    const devs = await world.team(acme, "devs", "engineering");
    const ops = await world.team(beta, "ops", "operations");
    await world.team(beta, "all");
    const ada = await world.member(acme, "ada");
    await world.transaction(async (tx) => {
      await tx.teams.addMember(devs, ada, "group", NOW);
      await tx.teams.addMember(ops, ada, "manual", NOW);
    });
    const named = (groups: string[]) => world.read.teams.listOfGroups(groups).then((teams) => teams.map(({ id }) => id).sort());
    expect(await named(["engineering", "operations", "nothing", "engineering"])).toEqual([devs, ops].sort());
    expect(await named([])).toEqual([]);
    // Whatever a provider sends, it is a sign-in and not a mistake of ours.
    expect(await named(["engineering", "with\0in it", "half of \ud83d"])).toEqual([devs]);
    expect((await world.read.teams.listSyncedOfUser(ada)).map(({ id }) => id)).toEqual([devs]);
  });
}
