import { expect, test } from "bun:test";
import type { NewSession } from "../../../src/metadata/sessions.ts";
import { NOW, type World } from "./world.ts";

const SESSION = {
  kind: "browser",
  secretHash: undefined,
  expiresAt: NOW + 1000,
  address: "192.0.2.1",
  userAgent: "curl",
  provider: undefined,
  providerSession: undefined,
} as const;

export function sessionsContract(world: World): void {
  const open = (userId: number, extra: Partial<NewSession> = {}) =>
    world.transaction((tx) => tx.sessions.create({ ...SESSION, ...extra, userId }, NOW));

  test("it comes back as stored, by its id and by its hash", async () => {
    const { id: userId } = await world.user("ada");
    const id = await open(userId, { secretHash: "hash", provider: "corp" });
    const expected = {
      id,
      userId,
      kind: "browser",
      createdAt: NOW,
      lastSeenAt: NOW,
      expiresAt: NOW + 1000,
      authenticatedAt: NOW,
      address: "192.0.2.1",
      userAgent: "curl",
      provider: "corp",
      revokedAt: undefined,
    } as const;
    expect(await world.read.sessions.findById(id)).toEqual(expected);
    expect(await world.read.sessions.findByHash("hash")).toEqual(expected);
    expect(await world.read.sessions.findByHash("other")).toBeUndefined();
  });

  test("using it moves its end, and proving oneself anew the time of the proof; not once it is revoked", async () => {
    const { id: userId } = await world.user("ada");
    const id = await open(userId);
    await world.transaction((tx) => tx.sessions.seen(id, NOW + 5000, NOW + 10));
    await world.transaction((tx) => tx.sessions.authenticated(id, NOW + 20));
    expect(await world.read.sessions.findById(id)).toMatchObject({
      lastSeenAt: NOW + 10,
      expiresAt: NOW + 5000,
      authenticatedAt: NOW + 20,
    });
    await world.transaction((tx) => tx.sessions.revoke(id, NOW + 30));
    await world.transaction((tx) => tx.sessions.seen(id, NOW + 9000, NOW + 40));
    expect(await world.read.sessions.findById(id)).toMatchObject({ expiresAt: NOW + 5000, revokedAt: NOW + 30 });
  });

  test("it is revoked once; all of a user's but one; all that a provider says have ended there", async () => {
    const [ada, bob] = [await world.user("ada"), await world.user("bob")];
    const [one, two, kept] = [await open(ada.id), await open(ada.id), await open(ada.id)];
    const bobs = await open(bob.id, { provider: "corp", providerSession: "s1" });
    const others = await open(bob.id, { provider: "other", providerSession: "s1" });
    const isRevoked = async (id: number) => (await world.read.sessions.findById(id))!.revokedAt !== undefined;

    const revoke = () => world.transaction((tx) => tx.sessions.revoke(one, NOW));
    expect([await revoke(), await revoke()]).toEqual([true, false]);
    expect(await world.transaction((tx) => tx.sessions.revokeOfUser(ada.id, kept, NOW))).toBe(1);
    expect(await world.transaction((tx) => tx.sessions.revokeOfProvider("corp", "s1", NOW))).toBe(1);

    expect(await Promise.all([one, two, kept, bobs, others].map(isRevoked))).toEqual([true, true, false, true, false]);
  });

  test("those that are still good are listed, page by page", async () => {
    const { id: userId } = await world.user("ada");
    const [one, revoked, , last] = [await open(userId), await open(userId), await open(userId, { expiresAt: NOW }), await open(userId)];
    await world.transaction((tx) => tx.sessions.revoke(revoked, NOW));
    const page = async (after: number, limit: number) =>
      (await world.read.sessions.listOfUser(userId, after, limit, NOW)).map(({ id }) => id);
    expect([await page(0, 10), await page(0, 1), await page(one, 10)]).toEqual([[one, last], [one], [last]]);
  });

  test("a refresh token is good once: of two who use it, one is told that somebody holds a copy", async () => {
    const { id: userId } = await world.user("ada");
    const sessionId = await open(userId, { kind: "api" });
    await world.transaction((tx) => tx.sessions.addRefreshToken(sessionId, "hash", NOW));
    const { id } = (await world.read.sessions.findRefreshToken("hash"))!;
    const other = await world.reopen();
    const used = await Promise.all([world.store, other].map((each) => each.transaction((tx) => tx.sessions.useRefreshToken(id, NOW + 1))));
    await other.close();

    expect(used.sort()).toEqual([false, true]);
    expect(await world.read.sessions.findRefreshToken("hash")).toEqual({ id, sessionId, usedAt: NOW + 1 });
    expect(await world.read.sessions.findRefreshToken("none")).toBeUndefined();
  });

  test("no two sessions and no two refresh tokens have one hash", async () => {
    const { id: userId } = await world.user("ada");
    const id = await open(userId, { secretHash: "hash" });
    await expect(open(userId, { secretHash: "hash" })).rejects.toThrow();
    const add = () => world.transaction((tx) => tx.sessions.addRefreshToken(id, "refresh", NOW));
    await add();
    await expect(add()).rejects.toThrow();
  });
}
