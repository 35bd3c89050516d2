import { expect, test } from "bun:test";
import { BusyError } from "./busy-error.ts";
import { Lanes } from "./lanes.ts";

function held(): { work: () => Promise<string>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, release: () => resolve("done") };
}

test("one lane goes in order, others do not wait for it", async () => {
  const lanes = new Lanes({ waiting: 10 });
  const first = held();
  const order: string[] = [];
  const one = lanes.run("a", async () => {
    await first.work();
    order.push("a1");
  });
  const two = lanes.run("a", async () => order.push("a2"));
  await lanes.run("b", async () => order.push("b"));
  first.release();
  await Promise.all([one, two]);
  expect(order).toEqual(["b", "a1", "a2"]);
});

test("a failure lets the next one go on", async () => {
  const lanes = new Lanes({ waiting: 10 });
  await expect(lanes.run("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await lanes.run("a", async () => "yes")).toBe("yes");
});

test("a full lane is busy, and only that one", async () => {
  const lanes = new Lanes({ waiting: 1 });
  const first = held();
  const running = [lanes.run("a", first.work), lanes.run("a", async () => "second")];
  await expect(lanes.run("a", async () => "third")).rejects.toBeInstanceOf(BusyError);
  expect(await lanes.run("b", async () => "other")).toBe("other");
  first.release();
  expect(await Promise.all(running)).toEqual(["done", "second"]);
});
