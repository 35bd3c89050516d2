import { expect, test } from "bun:test";
import type { Grantee } from "../../../src/metadata/grants.ts";
import { NOW, type World } from "./world.ts";

export function grantsContract(world: World): void {
  const setUp = async () => {
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    const on = { namespaceId, repositoryId };
    const wide = { namespaceId, repositoryId: undefined };
    const user: Grantee = { kind: "user", id: await world.member(namespaceId, "ada") };
    const team: Grantee = { kind: "team", id: await world.team(namespaceId, "devs") };
    const robot: Grantee = { kind: "robot", id: await world.robot(namespaceId, "ci") };
    return { on, wide, user, team, robot };
  };
  const create = (target: { namespaceId: number; repositoryId: number | undefined }, grantee: Grantee, level = 1) =>
    world.transaction((tx) => tx.grants.create(target, grantee, level, NOW));

  test("each grantee has one grant on a repository and one on the namespace: a second changes nothing", async () => {
    const { on, wide, user, team, robot } = await setUp();
    for (const grantee of [user, team, robot]) {
      expect([await create(on, grantee, 1), await create(on, grantee, 3)]).toEqual([expect.any(Number), undefined]);
      expect((await world.read.grants.find(on, grantee))!.level).toBe(1);
    }
    for (const grantee of [team, robot]) {
      expect([await create(wide, grantee, 2), await create(wide, grantee, 3)]).toEqual([expect.any(Number), undefined]);
      expect((await world.read.grants.find(wide, grantee))!.level).toBe(2);
    }
  });

  test("one on the namespace is not one on the repository, and the reverse", async () => {
    const { on, wide, team, robot } = await setUp();
    await create(on, team);
    await create(wide, robot);
    expect([await world.read.grants.find(wide, team), await world.read.grants.find(on, robot)]).toEqual([undefined, undefined]);
    expect((await world.read.grants.list(on, 0, 10)).map(({ grantee }) => grantee)).toEqual([team]);
    expect((await world.read.grants.list(wide, 0, 10)).map(({ grantee }) => grantee)).toEqual([robot]);
  });

  test("ids of users, teams and robots are not each other's", async () => {
    const { on, user } = await setUp();
    await create(on, user);
    for (const kind of ["team", "robot"] as const) expect(await world.read.grants.find(on, { kind, id: user.id })).toBeUndefined();
  });

  test("of two who change it from one version, the second is told so", async () => {
    const { on, user } = await setUp();
    const id = (await create(on, user))!;
    const set = (level: number) => world.transaction((tx) => tx.grants.setLevel(id, level, 1));
    expect([await set(2), await set(3)]).toEqual([true, false]);
    expect(await world.read.grants.find(on, user)).toEqual({
      id,
      repositoryId: on.repositoryId,
      grantee: user,
      name: "ada",
      level: 2,
      createdAt: NOW,
      version: 2,
    });
  });

  test("they come in the order in which they were given, page by page", async () => {
    const { on, user, team, robot } = await setUp();
    for (const grantee of [robot, user, team]) await create(on, grantee);
    const [first, second, ...rest] = await world.read.grants.list(on, 0, 2);
    expect([first!.name, second!.name, rest]).toEqual(["ci", "ada", []]);
    expect((await world.read.grants.list(on, second!.id, 2)).map(({ name }) => name)).toEqual(["devs"]);
  });

  test("through which somebody has something: their own, those of their teams, and of the whole namespace", async () => {
    const { on, wide, user, team, robot } = await setUp();
    const other: Grantee = { kind: "team", id: await world.team(on.namespaceId, "others") };
    await world.transaction((tx) => tx.teams.addMember(team.id, user.id, "manual", NOW));
    for (const grantee of [user, team, robot, other]) await create(on, grantee);
    for (const grantee of [team, robot, other]) await create(wide, grantee);
    const { namespaceId } = await world.repository("beta/app");

    const through = async (target: typeof on | typeof wide, principal: { userId: number; robotId: number }) =>
      (await world.read.grants.listOfPrincipal(target, principal)).map(({ name, repositoryId }) => [name, repositoryId]);
    const ofUser = { userId: user.id, robotId: 0 };
    expect(await through(on, ofUser)).toEqual([
      ["ada", on.repositoryId],
      ["devs", on.repositoryId],
      ["devs", undefined],
    ]);
    expect(await through(on, { userId: 0, robotId: robot.id })).toEqual([
      ["ci", on.repositoryId],
      ["ci", undefined],
    ]);
    expect(await through({ namespaceId, repositoryId: undefined }, ofUser)).toEqual([]);
    expect(await through(on, { userId: 0, robotId: 0 })).toEqual([]);
  });

  test("one that is deleted is gone, and may be given again", async () => {
    const { on, user } = await setUp();
    const id = (await create(on, user))!;
    await world.transaction((tx) => tx.grants.delete(id));
    expect(await world.read.grants.find(on, user)).toBeUndefined();
    expect(await create(on, user, 2)).toBeNumber();
  });
}
