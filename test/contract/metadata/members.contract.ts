import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

export function membersContract(world: World): void {
  test("somebody is a member once, and being added again changes nothing", async () => {
    const acme = await world.organization("acme");
    const ada = await world.member(acme, "ada", "owner");
    expect(await world.transaction((tx) => tx.members.add(acme, ada, "member", NOW))).toBe(false);
    expect(await world.read.members.find(acme, ada)).toEqual({
      userId: ada,
      username: "ada",
      displayName: "",
      role: "owner",
      createdAt: NOW,
      version: 1,
    });
  });

  test("of two who change a role from one version, the second is told so", async () => {
    const acme = await world.organization("acme");
    const ada = await world.member(acme, "ada");
    const set = (role: "admin" | "owner", version: number) => world.transaction((tx) => tx.members.setRole(acme, ada, role, version));
    expect([await set("admin", 1), await set("owner", 1)]).toEqual([true, false]);
    expect(await world.read.members.find(acme, ada)).toMatchObject({ role: "admin", version: 2 });
  });

  test("who leaves leaves the teams and loses every grant of that organization, and nothing elsewhere", async () => {
    const [acme, beta] = [await world.organization("acme"), await world.organization("beta")];
    const ada = await world.member(acme, "ada");
    const bob = await world.member(acme, "bob");
    await world.transaction((tx) => tx.members.add(beta, ada, "member", NOW));
    const teams = [await world.team(acme, "devs"), await world.team(beta, "devs")] as const;
    const repositories = [await world.repository("acme/app"), await world.repository("beta/app")] as const;
    await world.transaction(async (tx) => {
      for (const user of [ada, bob]) for (const team of teams) await tx.teams.addMember(team, user, "manual", NOW);
      for (const { id: repositoryId, namespaceId } of repositories) {
        for (const id of [ada, bob]) await tx.grants.create({ namespaceId, repositoryId }, { kind: "user", id }, 1, NOW);
      }
    });

    expect(await world.transaction((tx) => tx.members.remove(acme, ada))).toBe(true);

    expect(await world.read.members.find(acme, ada)).toBeUndefined();
    const members = await Promise.all(
      teams.map(async (team) => (await world.read.teams.members(team, "", 10)).map(({ username }) => username)),
    );
    expect(members).toEqual([["bob"], ["ada", "bob"]]);
    const granted = await Promise.all(
      repositories.map(async ({ id: repositoryId, namespaceId }) =>
        (await world.read.grants.list({ namespaceId, repositoryId }, 0, 10)).map(({ name }) => name),
      ),
    );
    expect(granted).toEqual([["bob"], ["ada", "bob"]]);
    expect([await world.read.members.collaborates(acme, ada), await world.read.members.collaborates(beta, ada)]).toEqual([false, true]);
    expect(await world.transaction((tx) => tx.members.remove(acme, ada))).toBe(false);
  });

  test("only owners who can sign in are counted", async () => {
    const acme = await world.organization("acme");
    for (const username of ["ada", "bob"]) await world.member(acme, username, "owner");
    await world.member(acme, "cat", "admin");
    await world.transaction((tx) => tx.users.setDisabled("bob", NOW));
    expect(await world.read.members.countOwners(acme)).toBe(1);
  });

  test("they come by name, page by page", async () => {
    const acme = await world.organization("acme");
    for (const username of ["c", "a", "b"]) await world.member(acme, username);
    const page = async (after: string) => (await world.read.members.list(acme, after, 2)).map(({ username }) => username);
    expect([await page(""), await page("b")]).toEqual([["a", "b"], ["c"]]);
  });
}
