import { describe, expect, test } from "bun:test";
import type { NewPasskeyRecord } from "../../../src/metadata/passkeys.ts";
import type { SessionKind } from "../../../src/metadata/sessions.ts";
import { NOW, type World } from "./world.ts";

export function signInContract(world: World): void {
  const addPasskey = (userId: number) => {
    const passkey: NewPasskeyRecord = { userId, credentialId: "c", publicKey: "k", counter: 7, transports: ["usb", "nfc"], name: "key" };
    return world.transaction((tx) => tx.passkeys.create(passkey, NOW));
  };

  describe("external identities", () => {
    test("an account is found by the provider and its subject, and by nothing less", async () => {
      const { id: userId } = await world.user("ada");
      await world.transaction((tx) => tx.externalIdentities.add(userId, "sso", "u-1", NOW));
      const expected = { userId, provider: "sso", subject: "u-1", lastSeenAt: NOW };
      expect(await world.read.externalIdentities.find("sso", "u-1")).toEqual(expected);
      expect(await world.read.externalIdentities.findOfUser(userId)).toEqual(expected);
      expect(await world.read.externalIdentities.find("ldap", "u-1")).toBeUndefined();
      expect(await world.read.externalIdentities.find("sso", "U-1")).toBeUndefined();
    });

    test("a subject is one account's", async () => {
      const [{ id: ada }, { id: bob }] = [await world.user("ada"), await world.user("bob")];
      await world.transaction((tx) => tx.externalIdentities.add(ada, "sso", "u-1", NOW));
      await expect(world.transaction((tx) => tx.externalIdentities.add(bob, "sso", "u-1", NOW))).rejects.toThrow();
    });

    test("when it was seen last is kept", async () => {
      const { id: userId } = await world.user("ada");
      await world.transaction((tx) => tx.externalIdentities.add(userId, "sso", "u-1", NOW));
      await world.transaction((tx) => tx.externalIdentities.seen("sso", "u-1", NOW + 5));
      expect(await world.read.externalIdentities.find("sso", "u-1")).toMatchObject({ lastSeenAt: NOW + 5 });
    });
  });

  describe("passkeys", () => {
    test("one comes back as stored", async () => {
      const { id: userId } = await world.user("ada");
      const id = (await addPasskey(userId))!;
      const stored = { id, userId, credentialId: "c", publicKey: "k", counter: 7, transports: ["usb", "nfc"], name: "key" };
      const expected = { ...stored, createdAt: NOW, lastUsedAt: undefined };
      expect(await world.read.passkeys.findByCredential("c")).toEqual(expected);
      expect(await world.read.passkeys.listOfUser(userId)).toEqual([expected]);
      expect(await world.read.passkeys.findByCredential("C")).toBeUndefined();
    });

    test("a credential is stored once, whoever has it", async () => {
      const [{ id: ada }, { id: bob }] = [await world.user("ada"), await world.user("bob")];
      await addPasskey(ada);
      expect(await addPasskey(bob)).toBeUndefined();
    });

    test("of two uses with the same count only one is taken", async () => {
      const { id: userId } = await world.user("ada");
      const id = (await addPasskey(userId))!;
      expect(await world.transaction((tx) => tx.passkeys.use(id, 7, 8, NOW + 1))).toBe(true);
      expect(await world.transaction((tx) => tx.passkeys.use(id, 7, 9, NOW + 2))).toBe(false);
      expect(await world.read.passkeys.findByCredential("c")).toMatchObject({ counter: 8, lastUsedAt: NOW + 1 });
    });

    test("nobody renames or deletes another's", async () => {
      const [{ id: ada }, { id: bob }] = [await world.user("ada"), await world.user("bob")];
      const id = (await addPasskey(ada))!;
      expect(await world.transaction((tx) => tx.passkeys.rename(bob, id, "mine"))).toBe(false);
      expect(await world.transaction((tx) => tx.passkeys.delete(bob, id))).toBe(false);
      expect(await world.transaction((tx) => tx.passkeys.rename(ada, id, "phone"))).toBe(true);
      expect(await world.read.passkeys.listOfUser(ada)).toMatchObject([{ name: "phone" }]);
      expect(await world.transaction((tx) => tx.passkeys.delete(ada, id))).toBe(true);
      expect(await world.read.passkeys.listOfUser(ada)).toEqual([]);
    });
  });

  describe("recovery codes", () => {
    test("each is good once, and for its user", async () => {
      const [{ id: ada }, { id: bob }] = [await world.user("ada"), await world.user("bob")];
      await world.transaction((tx) => tx.recoveryCodes.replaceAll(ada, ["one", "two"]));
      const use = (userId: number, hash: string) => world.transaction((tx) => tx.recoveryCodes.use(userId, hash, NOW));
      expect([await use(bob, "one"), await use(ada, "one"), await use(ada, "one"), await use(ada, "three")]).toEqual([
        false,
        true,
        false,
        false,
      ]);
      expect(await world.read.recoveryCodes.countLeft(ada)).toBe(1);
    });

    test("new ones replace those of before", async () => {
      const { id } = await world.user("ada");
      await world.transaction((tx) => tx.recoveryCodes.replaceAll(id, ["one", "two"]));
      await world.transaction((tx) => tx.recoveryCodes.replaceAll(id, ["two", "three"]));
      expect(await world.transaction((tx) => tx.recoveryCodes.use(id, "one", NOW))).toBe(false);
      expect(await world.read.recoveryCodes.countLeft(id)).toBe(2);
    });
  });

  describe("pending sign-ins", () => {
    const pending = { id: "hash", kind: "second-factor", userId: undefined, sealed: "v1.a", expiresAt: NOW + 10 };

    test("one is added once, comes back as stored, and is taken once", async () => {
      expect(await world.transaction((tx) => tx.pendingSignIns.add(pending))).toBe(true);
      expect(await world.transaction((tx) => tx.pendingSignIns.add({ ...pending, sealed: "v1.b" }))).toBe(false);
      expect(await world.read.pendingSignIns.find("hash")).toEqual(pending);
      expect(await world.transaction((tx) => tx.pendingSignIns.delete("hash"))).toBe(true);
      expect(await world.transaction((tx) => tx.pendingSignIns.delete("hash"))).toBe(false);
    });

    test("of two changes to the same state only one is made", async () => {
      await world.transaction((tx) => tx.pendingSignIns.add(pending));
      expect(await world.transaction((tx) => tx.pendingSignIns.replace("hash", "v1.a", "v1.b"))).toBe(true);
      expect(await world.transaction((tx) => tx.pendingSignIns.replace("hash", "v1.a", "v1.c"))).toBe(false);
      expect(await world.read.pendingSignIns.find("hash")).toMatchObject({ sealed: "v1.b" });
    });

    test("what has expired is cleaned up, and goes with its user", async () => {
      const { id: userId } = await world.user("ada");
      await world.transaction((tx) => tx.pendingSignIns.add(pending));
      await world.transaction((tx) => tx.pendingSignIns.add({ ...pending, id: "later", userId, expiresAt: NOW + 20 }));
      await world.transaction((tx) => tx.pendingSignIns.deleteExpired(NOW + 10));
      expect(await world.read.pendingSignIns.find("hash")).toBeUndefined();
      expect(await world.read.pendingSignIns.find("later")).toMatchObject({ userId });
      await world.transaction((tx) => tx.users.delete(userId));
      expect(await world.read.pendingSignIns.find("later")).toBeUndefined();
    });
  });

  describe("sessions that are over", () => {
    const session = {
      kind: "client",
      secretHash: undefined,
      expiresAt: NOW + 1000,
      address: "",
      userAgent: "",
      provider: undefined,
      providerSession: undefined,
    } as const;

    test("are deleted with their refresh tokens, of one user alone", async () => {
      const [{ id: ada }, { id: bob }] = [await world.user("ada"), await world.user("bob")];
      const open = (userId: number, expiresAt: number) =>
        world.transaction((tx) => tx.sessions.create({ ...session, userId, expiresAt }, NOW));
      const [expired, revoked, good, other] = [
        await open(ada, NOW + 1),
        await open(ada, NOW + 99),
        await open(ada, NOW + 99),
        await open(bob, 1),
      ];
      await world.transaction(async (tx) => {
        await tx.sessions.revoke(revoked, NOW + 1);
        await tx.sessions.addRefreshToken(expired, "refresh", NOW);
        await tx.sessions.deleteEnded(ada, NOW + 50);
      });
      const left = await Promise.all([expired, revoked, good, other].map((id) => world.read.sessions.findById(id)));
      expect(left.map((found) => found !== undefined)).toEqual([false, false, true, true]);
      expect(await world.read.sessions.findRefreshToken("refresh")).toBeUndefined();
    });

    test.each(["client", "browser", "api"] as const)("of the kind %s, those go that were not used for longest", async (kind) => {
      const { id: userId } = await world.user("ada");
      const open = (of: SessionKind) => world.transaction((tx) => tx.sessions.create({ ...session, kind: of, userId }, NOW));
      const ids = [await open(kind), await open(kind), await open(kind)];
      const other = await open(kind === "browser" ? "api" : "browser");
      await world.transaction((tx) => tx.sessions.seen(ids[0]!, NOW + 1000, NOW + 5));
      await world.transaction((tx) => tx.sessions.revokeUnused(userId, kind, 2, NOW + 6));
      const revoked = await Promise.all([...ids, other].map(async (id) => (await world.read.sessions.findById(id))!.revokedAt));
      expect(revoked).toEqual([undefined, NOW + 6, undefined, undefined]);
    });
  });
}
