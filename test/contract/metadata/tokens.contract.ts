import { expect, test } from "bun:test";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { NOW, type World } from "./world.ts";

export function tokensContract(world: World): void {
  test("it comes back as stored, by its hash and by its id, of a user or of a robot", async () => {
    const { id: userId } = await world.user("ada");
    const robotId = await world.robot(await world.organization("acme"), "ci");
    const mine = await world.token({ userId }, { secretHash: "mine", scopes: ["repo:read"], expiresAt: NOW + 1 });
    const its = await world.token({ robotId }, { secretHash: "its" });

    expect(await world.read.tokens.findByHash("mine")).toEqual({
      id: mine,
      userId,
      robotId: undefined,
      name: "token",
      scopes: ["repo:read"],
      isLimited: false,
      createdAt: NOW,
      expiresAt: NOW + 1,
      lastUsedAt: undefined,
      lastUsedFrom: undefined,
      revokedAt: undefined,
    });
    expect(await world.read.tokens.findById(its)).toMatchObject({ robotId, userId: undefined, expiresAt: undefined });
    expect(await world.read.tokens.findByHash("theirs")).toBeUndefined();
  });

  test("no two have one hash", async () => {
    const { id: userId } = await world.user("ada");
    await world.token({ userId }, { secretHash: "same" });
    await expect(world.token({ userId }, { secretHash: "same" })).rejects.toThrow();
  });

  test("a limited one names what it may touch, as that is called now", async () => {
    const { id: userId } = await world.user("ada");
    const app = await world.repository("acme/app");
    const beta = await world.organization("beta");
    const id = await world.token({ userId }, { limits: [{ repositoryId: app.id }, { namespaceId: beta }] });
    await world.transaction((tx) => tx.repositories.move(app, { name: "acme/web" as RepositoryName, namespaceId: app.namespaceId }, NOW));
    expect(await world.read.tokens.limits(id)).toEqual([
      { namespace: undefined, repository: "acme/web" },
      { namespace: "beta", repository: undefined },
    ]);
  });

  // Worse than a token that has become useless would be one that has become good for everything.
  test("one whose limits are all gone is limited still, as is one that never had any", async () => {
    const { id: userId } = await world.user("ada");
    const app = await world.repository("acme/app");
    const beta = await world.organization("beta");
    const id = await world.token({ userId }, { limits: [{ repositoryId: app.id }] });
    const none = await world.token({ userId }, { limits: [] });

    await world.transaction((tx) => tx.repositories.move(app, { name: "beta/app" as RepositoryName, namespaceId: beta }, NOW));

    for (const each of [id, none]) {
      expect(await world.read.tokens.limits(each)).toEqual([]);
      expect(await world.read.tokens.findById(each)).toMatchObject({ isLimited: true });
      const names = { namespace: "beta", repository: "beta/app" };
      const principal = { userId, robotId: 0, tokenId: each };
      expect(await world.read.access.facts(names, principal, NOW)).toMatchObject({ withinLimits: false });
      expect(await world.read.repositories.list({ ...principal, ownNamespaceId: beta }, "", 10)).toEqual([]);
    }
  });

  test("it is revoked once, and is there afterwards to say so", async () => {
    const { id: userId } = await world.user("ada");
    const id = await world.token({ userId });
    const revoke = (now: number) => world.transaction((tx) => tx.tokens.revoke(id, now));
    expect([await revoke(NOW), await revoke(NOW + 1)]).toEqual([true, false]);
    expect(await world.read.tokens.findById(id)).toMatchObject({ revokedAt: NOW });
  });

  test("its last use is kept: when, and from where", async () => {
    const { id: userId } = await world.user("ada");
    const id = await world.token({ userId });
    await world.transaction((tx) => tx.tokens.touch(id, "192.0.2.7", NOW + 5));
    expect(await world.read.tokens.findById(id)).toMatchObject({ lastUsedAt: NOW + 5, lastUsedFrom: "192.0.2.7" });
  });

  test("each owner's are listed in the order in which they were made, page by page, and nobody else's", async () => {
    const { id: userId } = await world.user("ada");
    const { id: otherId } = await world.user("bob");
    const ids = [await world.token({ userId }), await world.token({ userId }), await world.token({ userId })];
    await world.token({ userId: otherId });
    const page = async (after: number) => (await world.read.tokens.listOfUser(userId, after, 2)).map(({ id }) => id);
    expect([await page(0), await page(ids[1]!)]).toEqual([ids.slice(0, 2), ids.slice(2)]);
    expect(await world.read.tokens.listOfRobot(userId, 0, 10)).toEqual([]);
  });
}
