import { expect, test } from "bun:test";
import { NOW, type World } from "./world.ts";

export function idempotencyKeysContract(world: World): void {
  const add = (principal: string, key: string, fingerprint = "f", now = NOW) =>
    world.transaction((tx) => tx.idempotencyKeys.add(principal, key, fingerprint, now));
  const find = (principal: string, key: string) => world.transaction((tx) => tx.idempotencyKeys.find(principal, key));

  test("a key is taken once by each principal: of two requests at once, on whatever node, one has it", async () => {
    const other = await world.reopen();
    const taken = await Promise.all(
      [world.store, other].map((each) => each.transaction((tx) => tx.idempotencyKeys.add("user:1", "key", "f", NOW))),
    );
    await other.close();
    expect(taken.sort()).toEqual([false, true]);
    expect(await add("user:2", "key")).toBe(true);
  });

  test("it has no answer until it has one, and keeps what it was taken for", async () => {
    await add("user:1", "key", "first");
    await add("user:1", "key", "second");
    expect(await find("user:1", "key")).toEqual({ fingerprint: "first", answer: undefined });
    await world.transaction((tx) => tx.idempotencyKeys.setAnswer("user:1", "key", "sealed"));
    expect(await find("user:1", "key")).toEqual({ fingerprint: "first", answer: "sealed" });
    expect(await find("user:2", "key")).toBeUndefined();
  });

  test("given up or grown old, it is free again", async () => {
    for (const key of ["given up", "old", "kept"]) await add("user:1", key, "f", key === "old" ? NOW - 1 : NOW);
    await world.transaction((tx) => tx.idempotencyKeys.delete("user:1", "given up"));
    await world.transaction((tx) => tx.idempotencyKeys.deleteOld(NOW));
    expect([await add("user:1", "given up"), await add("user:1", "old"), await add("user:1", "kept")]).toEqual([true, true, false]);
  });
}
