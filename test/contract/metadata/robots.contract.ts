import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

export function robotsContract(world: World): void {
  test("it is found by its organization's name and its own, and by its id", async () => {
    const acme = await world.organization("acme");
    const id = await world.robot(acme, "ci");
    const expected = { id, namespaceId: acme, namespace: "acme", name: "ci", disabledAt: undefined, createdBy: "casey", version: 1 };
    expect(await world.read.robots.find("acme", "ci")).toMatchObject(expected);
    expect(await world.read.robots.findById(id)).toMatchObject(expected);
    expect(await world.read.robots.find("beta", "ci")).toBeUndefined();
  });

  test("a name is given once in an organization", async () => {
    const acme = await world.organization("acme");
    await world.robot(acme, "ci");
    expect(
      await world.transaction((tx) => tx.robots.create({ namespaceId: acme, name: "ci", description: "", createdBy: "" }, NOW)),
    ).toBeUndefined();
  });

  test("of two who change it from one version, the second is told so", async () => {
    const id = await world.robot(await world.organization("acme"), "ci");
    const update = (disabledAt: number | undefined) => world.transaction((tx) => tx.robots.update(id, { description: "x", disabledAt }, 1));
    expect([await update(NOW), await update(undefined)]).toEqual([true, false]);
    expect(await world.read.robots.findById(id)).toMatchObject({ disabledAt: NOW, description: "x", version: 2 });
  });

  test("its tokens, grants and rules go with it, and another of its name has none of them", async () => {
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    const id = await world.robot(namespaceId, "ci");
    const token = await world.token({ robotId: id });
    const ofCi = { name: "main", preset: undefined, issuer: "https://ci.example", audience: "aerugo", claims: "{}", createdBy: "casey" };
    const rule = await world.transaction((tx) => tx.trustRules.create({ ...ofCi, robotId: id }, NOW));
    const targets = [
      { namespaceId, repositoryId },
      { namespaceId, repositoryId: undefined },
    ];
    for (const target of targets) await world.transaction((tx) => tx.grants.create(target, { kind: "robot", id }, 2, NOW));

    await world.transaction((tx) => tx.robots.delete(id));
    const again = await world.robot(namespaceId, "ci");

    expect(again).not.toBe(id);
    expect(await world.read.tokens.findById(token)).toBeUndefined();
    expect(await world.read.tokens.listOfRobot(again, 0, 10)).toEqual([]);
    expect(await world.read.trustRules.findById(rule)).toBeUndefined();
    for (const target of targets) expect(await world.read.grants.list(target, 0, 10)).toEqual([]);
  });

  test("one of a deleted organization is nobody, until the organization is back", async () => {
    const acme = await world.organization("acme");
    const id = await world.robot(acme, "ci");
    await world.transaction((tx) => tx.namespaces.delete(acme, "acme", NOW));
    expect(await world.read.robots.findById(id)).toBeUndefined();
    expect(await world.read.robots.find("acme", "ci")).toBeUndefined();
    await world.transaction((tx) => tx.namespaces.restore(acme, "acme", NOW));
    expect(await world.read.robots.findById(id)).toBeDefined();
  });
}
