import { describe, expect, test } from "bun:test";
import { collect, given, parseCountLimit, parseDuration, parsePast, parseSizeLimit, parseYesNo } from "./values.ts";

describe("values of options", () => {
  test("durations", () => {
    expect(["30m", "12h", "90d", "4w"].map(parseDuration)).toEqual([1_800_000, 43_200_000, 7_776_000_000, 2_419_200_000]);
    for (const text of ["", "0d", "5", "5y", "-1d", "1.5d"]) expect(() => parseDuration(text)).toThrow("90d");
  });

  test("moments in the past", () => {
    expect(parsePast("2026-11-23")).toBe("2026-11-23T00:00:00.000Z");
    expect(parsePast("2026-11-23T16:00:00+02:00")).toBe("2026-11-23T14:00:00.000Z");
    expect(Math.abs(Date.parse(parsePast("24h")) - (Date.now() - 86_400_000))).toBeLessThan(5000);
    for (const text of ["yesterday", "2026-13-01", "12"]) expect(() => parsePast(text)).toThrow("24h");
  });

  test("sizes", () => {
    expect(["0", "500MB", "10GiB", "1.5 TiB", "none"].map(parseSizeLimit)).toEqual([0, 5e8, 10 * 2 ** 30, 1.5 * 2 ** 40, Infinity]);
    for (const text of ["", "10 apples", "-1", "9999999TiB"]) expect(() => parseSizeLimit(text)).toThrow("10GiB");
  });

  test("counts, choices and lists", () => {
    expect([parseCountLimit("100"), parseCountLimit("none")]).toEqual([100, Infinity]);
    expect([parseYesNo("yes"), parseYesNo("off")]).toEqual([true, false]);
    expect(collect("c", collect("a, b,"))).toEqual(["a", "b", "c"]);
    expect(() => parseCountLimit("1e3")).toThrow();
    expect(() => parseYesNo("maybe")).toThrow();
  });

  test("only what was given is sent, and null is given", () => {
    expect(given({ a: undefined, b: null, c: "" })).toEqual({ b: null, c: "" });
  });
});
