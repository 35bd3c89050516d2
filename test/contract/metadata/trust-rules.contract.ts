import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

const ISSUER = "https://ci.example";
const RULE = { name: "main", preset: "github", issuer: ISSUER, audience: "aerugo", claims: '{"ref":"main"}', createdBy: "ada" };

export function trustRulesContract(world: World): void {
  const use = () => world.transaction((tx) => tx.trustRules.useOnce(ISSUER, "jti", NOW));
  const forget = (before: number) => world.transaction((tx) => tx.trustRules.deleteExpiredUses(before));

  test("it comes back as stored", async () => {
    const robotId = await world.robot(await world.organization("acme"), "ci");
    const id = await world.transaction((tx) => tx.trustRules.create({ ...RULE, robotId }, NOW));
    expect(await world.read.trustRules.findById(id)).toEqual({ id, robotId, ...RULE, createdAt: NOW, lastUsedAt: undefined, version: 1 });
    await world.transaction((tx) => tx.trustRules.touch(id, NOW + 1));
    expect(await world.read.trustRules.listOfRobot(robotId, 0, 10)).toMatchObject([{ id, lastUsedAt: NOW + 1 }]);
    await world.transaction((tx) => tx.trustRules.delete(id));
    expect(await world.read.trustRules.findById(id)).toBeUndefined();
  });

  test("of two who change it from one version, the second is told so", async () => {
    const robotId = await world.robot(await world.organization("acme"), "ci");
    const id = await world.transaction((tx) => tx.trustRules.create({ ...RULE, robotId }, NOW));
    const update = (claims: string) => world.transaction((tx) => tx.trustRules.update(id, { ...RULE, claims }, 1));
    expect([await update('{"a":"1"}'), await update('{"b":"2"}')]).toEqual([true, false]);
    expect(await world.read.trustRules.findById(id)).toMatchObject({ claims: '{"a":"1"}', version: 2 });
  });

  test("an outside token is good once, of its issuer, on every node", async () => {
    expect([await use(), await use()]).toEqual([true, false]);
    expect(await world.transaction((tx) => tx.trustRules.useOnce("https://other.example", "jti", NOW))).toBe(true);
    const other = await world.reopen();
    expect(await other.transaction((tx) => tx.trustRules.useOnce(ISSUER, "jti", NOW))).toBe(false);
    await other.close();
  });

  test("a use is forgotten when the token has expired by itself, and not before", async () => {
    await use();
    await forget(NOW);
    expect(await use()).toBe(false);
    await forget(NOW + 1);
    expect(await use()).toBe(true);
  });
}
