import { describe, expect, test } from "bun:test";
import { BoundedQueue } from "./bounded-queue.ts";
import { BusyError } from "./busy-error.ts";

describe("BoundedQueue", () => {
  test("runs so many at once and no more, in order of arrival", async () => {
    const queue = new BoundedQueue({ atOnce: 2, waiting: 10 });
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const started: number[] = [];
    const runs = gates.map(({ promise }, index) =>
      queue.run(async () => {
        started.push(index);
        await promise;
      }),
    );
    expect(started).toEqual([0, 1]);
    gates[1]!.resolve();
    await runs[1];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  test("refuses at once what would have to wait behind a full queue", async () => {
    const queue = new BoundedQueue({ atOnce: 1, waiting: 0 });
    const gate = Promise.withResolvers<void>();
    const first = queue.run(() => gate.promise);
    await expect(queue.run(async () => {})).rejects.toBeInstanceOf(BusyError);
    gate.resolve();
    await first;
    expect(await queue.run(async () => "after")).toBe("after");
  });

  test("refuses what waited too long, and lets the next in line have its place", async () => {
    const queue = new BoundedQueue({ atOnce: 1, waiting: 2, waitMs: 20 });
    const gate = Promise.withResolvers<void>();
    const first = queue.run(() => gate.promise);
    await expect(queue.run(async () => "late")).rejects.toBeInstanceOf(BusyError);
    const next = queue.run(async () => "in time");
    gate.resolve();
    expect(await next).toBe("in time");
    await first;
  });

  test("work that fails gives its place back", async () => {
    const queue = new BoundedQueue({ atOnce: 1, waiting: 0 });
    await expect(queue.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await queue.run(async () => "after")).toBe("after");
  });
});
