import { expect, test } from "bun:test";
import type { Grantee } from "../../../src/metadata/grants.ts";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { NOW, type World } from "./world.ts";

const NOBODY = { userId: 0, robotId: 0, tokenId: 0 };
const NOTHING = {
  namespaceId: undefined,
  namespaceKind: undefined,
  membersCanCreate: false,
  repositoryId: undefined,
  visibility: undefined,
  role: undefined,
  defaultLevel: 0,
  userLevel: 0,
  teamLevel: 0,
  teamWideLevel: 0,
  robotLevel: 0,
  robotWideLevel: 0,
  withinLimits: true,
  movedTo: undefined,
};

export function accessContract(world: World): void {
  const facts = (repository: string, principal: Partial<typeof NOBODY> = {}, now = NOW) => {
    const namespace = repository.includes("/") ? repository.split("/")[0]! : "library";
    return world.read.access.facts({ namespace, repository }, { ...NOBODY, ...principal }, now);
  };
  const grant = (target: { namespaceId: number; repositoryId?: number }, grantee: Grantee, level: number) =>
    world.transaction((tx) => tx.grants.create({ repositoryId: undefined, ...target }, grantee, level, NOW));

  test("of what does not exist there is one answer, and nothing in it", async () => {
    expect(await facts("acme/app")).toEqual(NOTHING);
    const { id: userId } = await world.user("ada");
    expect(await facts("acme/app", { userId })).toEqual(NOTHING);
    const acme = await world.organization("acme");
    expect(await facts("acme/app")).toEqual({ ...NOTHING, namespaceId: acme, namespaceKind: "organization" });
  });

  test("the organization's role and rules are its members' alone", async () => {
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    const profile = (await world.read.namespaces.findById(namespaceId))!;
    await world.transaction((tx) => tx.namespaces.setProfile(namespaceId, { ...profile, defaultPermission: 2, membersCanCreate: true }, 1));
    const ada = await world.member(namespaceId, "ada", "admin");
    const { id: bob } = await world.user("bob");
    const common = {
      namespaceId,
      namespaceKind: "organization",
      repositoryId,
      visibility: "private",
      defaultLevel: 2,
      membersCanCreate: true,
    } as const;
    expect(await facts("acme/app", { userId: ada })).toEqual({ ...NOTHING, ...common, role: "admin" });
    expect(await facts("acme/app", { userId: bob })).toEqual({ ...NOTHING, ...common, role: undefined });
  });

  test("of grants the highest counts, each kind by itself, on this repository and this namespace alone", async () => {
    const { id: repositoryId, namespaceId } = await world.repository("acme/app");
    const beta = await world.repository("beta/app");
    const [user, other] = [await world.member(namespaceId, "ada"), await world.member(namespaceId, "bob")];
    const teams = [await world.team(namespaceId, "devs"), await world.team(namespaceId, "ops")];
    const robot = await world.robot(namespaceId, "ci");
    for (const [index, team] of teams.entries()) {
      await world.transaction((tx) => tx.teams.addMember(team, user, "manual", NOW));
      await grant({ namespaceId, repositoryId }, { kind: "team", id: team }, 1 + index);
      await grant({ namespaceId }, { kind: "team", id: team }, 2 + index);
    }
    await grant({ namespaceId, repositoryId }, { kind: "user", id: user }, 3);
    await grant({ namespaceId, repositoryId }, { kind: "robot", id: robot }, 1);
    await grant({ namespaceId }, { kind: "robot", id: robot }, 2);

    expect(await facts("acme/app", { userId: user })).toMatchObject({
      userLevel: 3,
      teamLevel: 2,
      teamWideLevel: 3,
      robotLevel: 0,
      robotWideLevel: 0,
    });
    expect(await facts("acme/app", { robotId: robot })).toMatchObject({
      robotLevel: 1,
      robotWideLevel: 2,
      userLevel: 0,
      teamLevel: 0,
      teamWideLevel: 0,
    });
    expect(await facts("acme/new", { userId: user })).toMatchObject({ userLevel: 0, teamLevel: 0, teamWideLevel: 3 });
    const none = { userLevel: 0, teamLevel: 0, teamWideLevel: 0, robotLevel: 0, robotWideLevel: 0 };
    expect(await facts("acme/app", { userId: other })).toMatchObject(none);
    expect(await facts("beta/app", { userId: user, robotId: robot })).toMatchObject({ ...none, repositoryId: beta.id });
    // Numbers that happen to be alike are not the same somebody.
    expect(await facts("acme/app", { userId: robot === user ? 0 : robot + 1000, robotId: user + 1000 })).toMatchObject(none);
  });

  test("a limited token reaches its repositories and namespaces, by what they are and not by what they are called", async () => {
    const app = await world.repository("acme/app");
    await world.repository("acme/web");
    const beta = await world.organization("beta");
    const { id: userId } = await world.user("ada");
    const tokenId = await world.token({ userId }, { limits: [{ repositoryId: app.id }, { namespaceId: beta }] });
    const within = async (name: string) => (await facts(name, { userId, tokenId })).withinLimits;

    expect([await within("acme/app"), await within("acme/web"), await within("acme/none"), await within("beta/none")]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    await world.transaction((tx) =>
      tx.repositories.move(app, { name: "acme/moved" as RepositoryName, namespaceId: app.namespaceId }, NOW + 1),
    );
    await world.repository("acme/app");
    expect([await within("acme/moved"), await within("acme/app")]).toEqual([true, false]);
  });

  test("where a name leads, as long as it does", async () => {
    const app = await world.repository("acme/app");
    await world.transaction((tx) =>
      tx.repositories.move(app, { name: "acme/web" as RepositoryName, namespaceId: app.namespaceId }, NOW + 1),
    );
    expect(await facts("acme/app")).toMatchObject({ repositoryId: undefined, visibility: undefined, movedTo: "acme/web" });
    expect(await facts("acme/app", {}, NOW + 1)).toMatchObject({ movedTo: undefined });
    const moved = (await world.read.repositories.findById(app.id))!;
    await world.transaction((tx) => tx.repositories.delete(moved, NOW));
    expect(await facts("acme/app")).toMatchObject({ movedTo: undefined });
  });
}
