import { expect, test } from "bun:test";
import type { JobContext } from "../job.ts";
import type { Collection, CollectionControl, CollectionProgress } from "./collection.ts";
import { gcJob } from "./job.ts";
import { Tally } from "./tally.ts";

test("rate and estimate are those of the phase: a long one before it says nothing of them", async () => {
  let now = 0;
  const shown: object[] = [];
  const at = (seconds: number, control: CollectionControl, progress: Pick<CollectionProgress, "phase" | "done" | "total">) => {
    now = seconds * 1000;
    control.report({ asOf: 0, tally: new Tally().record(), ...progress });
  };
  const run: Collection["run"] = async (_, control) => {
    at(0, control, { phase: "reviews", done: 0, total: 1000 });
    at(100, control, { phase: "reviews", done: 1000, total: 1000 });
    at(100, control, { phase: "keys", done: 0, total: 300 });
    at(102, control, { phase: "keys", done: 200, total: 300 });
    at(103, control, { phase: "orphans", done: 0, total: undefined });
    at(105, control, { phase: "orphans", done: 14, total: undefined });
    return { asOf: 0, ...new Tally().record(), heldBack: undefined };
  };
  const context = { options: {}, clock: { now: () => now }, report: (progress: object) => void shown.push(progress) };
  await gcJob({ run } as Collection).run(context as unknown as JobContext);
  expect(shown[1]).toMatchObject({ phase: "reviews", per_second: 10, seconds_left: 0 });
  expect(shown[2]).not.toHaveProperty("per_second");
  expect(shown[3]).toMatchObject({ phase: "keys", per_second: 100, seconds_left: 1 });
  expect(shown[5]).toMatchObject({ phase: "orphans", per_second: 7 });
  expect(shown[5]).not.toHaveProperty("seconds_left");
});
