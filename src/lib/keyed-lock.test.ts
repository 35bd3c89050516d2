import { expect, test } from "bun:test";
import { KeyedLock } from "./keyed-lock.ts";

/** Work that notes when it starts, and ends when the test says so. */
function heldWork(log: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async () => {
    log.push(`${name} starts`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end: resolve };
}

test("one key has one holder at a time, in order of arrival", async () => {
  const lock = new KeyedLock();
  const log: string[] = [];
  const works = ["a", "b", "c"].map((name) => heldWork(log, name));
  const running = works.map(({ run }) => lock.run("key", run));
  for (const { end } of works.toReversed()) end();

  expect(await Promise.all(running)).toEqual(["a", "b", "c"]);
  expect(log).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
});

test("other keys do not wait", async () => {
  const lock = new KeyedLock();
  const held = heldWork([], "held");
  const running = lock.run("one", held.run);
  expect(await lock.run("two", async () => "done")).toBe("done");
  held.end();
  await running;
});

test("whoever throws lets the next one in, and keeps the error", async () => {
  const lock = new KeyedLock();
  const failing = lock.run("key", () => Promise.reject(new Error("no")));
  const next = lock.run("key", async () => "next");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("next");
});

test("keys that nobody holds cost nothing", async () => {
  const lock = new KeyedLock();
  await Promise.all(Array.from({ length: 100 }, (_, index) => lock.run(`key ${index % 10}`, async () => {})));
  expect((lock as unknown as { tails: Map<string, unknown> }).tails.size).toBe(0);
});
