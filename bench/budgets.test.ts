import { expect, test } from "bun:test";
import { judge } from "./budgets.ts";
import type { CaseResult } from "./run.ts";

const PUSH = "1 GiB push (POST + PUT) at least 2 ×";
const MEMORY = "64 uploads of 256 MiB at once: peak memory below 400 MB";

test("a ratio is judged by its median over the rounds", () => {
  const cases = [push([300, 90, 400], [100, 100, 100])];
  expect(verdictOn(PUSH, cases)).toEqual({ budget: PUSH, verdict: "met", measured: 3 });
});

test("a ratio below the budget is not met", () => {
  expect(verdictOn(PUSH, [push([190], [100])])).toMatchObject({ verdict: "not met", measured: 1.9 });
});

test("a limit is judged by the worst round", () => {
  expect(verdictOn(MEMORY, [uploads([350, 401])])).toMatchObject({ verdict: "not met", measured: 401 });
});

test("a case in which a round failed proves nothing", () => {
  expect(verdictOn(MEMORY, [{ ...uploads([100]), errors: { aerugo: ["connection lost"] } }])).toMatchObject({ verdict: "not measured" });
});

test("a case that did not run is not measured", () => {
  expect(verdictOn(PUSH, [])).toMatchObject({ verdict: "not measured", measured: null });
});

test("growth is judged where it was measured", () => {
  const budgets = judge([growth("growth-tags", { growth: 1.5, collected: 1.51 })], false);
  expect(budgets.filter(({ verdict }) => verdict !== "not measured")).toEqual([
    { budget: "tag list: p50 with a million blobs at most 1.5 × that with few", verdict: "met", measured: 1.5 },
    { budget: "tag list: p50 after a collection at most 1.5 × that before", verdict: "not met", measured: 1.51 },
  ]);
});

test("what a collection costs is judged by the pushes begun during it, in both namespaces", () => {
  const budgets = judge([growth("growth-push", { felt: 2 }), growth("growth-push-collected", { felt: 2.1 })], false);
  expect(budgets.filter(({ budget }) => budget.includes("p99")).map(({ verdict }) => verdict)).toEqual(["met", "not met"]);
});

test("a quick run judges nothing", () => {
  expect(judge([uploads([100])], true).find(({ budget }) => budget === MEMORY)).toMatchObject({ verdict: "not judged", measured: 100 });
});

function verdictOn(budget: string, cases: readonly CaseResult[]) {
  return judge(cases, false).find((verdict) => verdict.budget === budget);
}

function push(aerugo: readonly number[], peer: readonly number[]): CaseResult {
  return {
    name: "push-1g-put",
    title: "",
    metrics: [{ key: "mibPerSecond", unit: "MiB/s", better: "higher" }],
    samples: {
      aerugo: aerugo.map((mibPerSecond) => ({ mibPerSecond })),
      "docker-registry": peer.map((mibPerSecond) => ({ mibPerSecond })),
    },
    errors: {},
  };
}

function growth(name: string, values: Readonly<Record<string, number>>): CaseResult {
  const metrics = Object.keys(values).map((key) => ({ key, unit: "×", better: "lower" as const }));
  return { name, title: "", metrics, samples: { aerugo: [values] }, errors: {} };
}

function uploads(peaks: readonly number[]): CaseResult {
  return {
    name: "uploads-64",
    title: "",
    metrics: [{ key: "peakMb", unit: "MB peak", better: "lower" }],
    samples: { aerugo: peaks.map((peakMb) => ({ peakMb })) },
    errors: {},
  };
}
