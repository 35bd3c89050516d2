import { expect, test } from "bun:test";
import { parseStat, parseStatusBytes, processTree, treeOf } from "./proc.ts";

const STAT = "4711 (a (odd) name) S 42 4711 42 0 -1 4194304 900 0 0 0 250 50 30 20 20 0 9 0 12345 1000000 2000 18446744073709551615";

test("a stat line gives parent and CPU time although the command holds spaces and parentheses", () => {
  expect(parseStat(STAT)).toEqual({ pid: 4711, parentPid: 42, cpuSeconds: 3.5 });
});

test("status sizes are bytes", () => {
  const status = "Name:\tbun\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t9\n";
  expect([parseStatusBytes(status, "VmRSS"), parseStatusBytes(status, "VmHWM")]).toEqual([1_048_576, 2_097_152]);
});

test("a process without memory lines holds nothing", () => {
  expect(parseStatusBytes("Name:\tzombie\nState:\tZ (zombie)\n", "VmRSS")).toBe(0);
});

test("a tree holds children and grandchildren, and nobody else's", () => {
  const all = [stat(1, 0), stat(10, 1), stat(11, 10), stat(12, 11), stat(20, 1)];
  expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 11, 12]);
});

test("this process finds itself in /proc", () => {
  expect(processTree(process.pid).map(({ pid }) => pid)).toContain(process.pid);
});

function stat(pid: number, parentPid: number) {
  return { pid, parentPid, cpuSeconds: 0 };
}
