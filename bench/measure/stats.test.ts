import { describe, expect, test } from "bun:test";
import { advantage, pairedAdvantages, quantile, summarize } from "./stats.ts";

describe("quantile", () => {
  test("the median of an even count lies between the two in the middle", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });

  test("the ends are the smallest and the largest", () => {
    expect([quantile([5, 9, 7], 0), quantile([5, 9, 7], 1)]).toEqual([5, 9]);
  });

  test("numbers are ordered as numbers, not as text", () => {
    expect(quantile([10, 9, 100], 0.5)).toBe(10);
  });

  test("nothing has no quantile", () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

test("a summary keeps the median between its extremes", () => {
  expect(summarize([3, 1, 2])).toEqual({ count: 3, median: 2, min: 1, max: 3 });
});

test("nothing has no summary", () => {
  expect(summarize([])).toBeUndefined();
});

test("twice the rate and half the time are the same advantage", () => {
  expect([advantage("higher", 200, 100), advantage("lower", 50, 100)]).toEqual([2, 2]);
});

test("a round that failed on one side is left out of the pairs", () => {
  expect(pairedAdvantages("higher", [10, undefined, 30], [5, 5, undefined])).toEqual([2]);
});
