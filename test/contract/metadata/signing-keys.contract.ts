import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

export function signingKeysContract(world: World): void {
  const add = (id: string, activatesAt: number, now = NOW) =>
    world.transaction((tx) => tx.signingKeys.add({ id, algorithm: "EdDSA", privateJwk: "sealed", activatesAt }, now));
  const ids = async (retiredAfter: number) => (await world.read.signingKeys.list(retiredAfter)).map(({ id }) => id);

  test("the one that is to sign last comes first, and of those alike the newest", async () => {
    await add("later", NOW + 10, NOW);
    await add("old", 0, NOW - 1);
    await add("new", 0, NOW);
    expect(await ids(0)).toEqual(["later", "new", "old"]);
    expect((await world.read.signingKeys.list(0))[0]).toEqual({
      id: "later",
      algorithm: "EdDSA",
      privateJwk: "sealed",
      activatesAt: NOW + 10,
      retiredAt: undefined,
    });
  });

  test("all others retire at once, each only the first time, and are listed until they are asked for no more", async () => {
    await add("one", 0);
    await add("two", NOW);
    await world.transaction((tx) => tx.signingKeys.retireOthers("two", NOW));
    await add("three", NOW + 5);
    await world.transaction((tx) => tx.signingKeys.retireOthers("three", NOW + 5));

    const retired = (await world.read.signingKeys.list(0)).map(({ id, retiredAt }) => [id, retiredAt]);
    expect(retired).toEqual([
      ["three", undefined],
      ["two", NOW + 5],
      ["one", NOW],
    ]);
    expect([await ids(NOW - 1), await ids(NOW), await ids(NOW + 5)]).toEqual([["three", "two", "one"], ["three", "two"], ["three"]]);
  });
}
