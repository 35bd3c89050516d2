import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countLines, coverageOf } from "./coverage.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "aerugo-coverage-"));
  await mkdir(join(root, "src"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function report(name: string, lines: readonly string[]): Promise<string> {
  await writeFile(join(root, name), ["SF:src/a.ts", ...lines, "end_of_record", ""].join("\n"));
  return join(root, name);
}

test("a line counts as run when any of the reports ran it", async () => {
  await writeFile(join(root, "src", "a.ts"), "export const a = 1;\n");
  const reports = [await report("one", ["DA:1,0", "DA:2,3", "DA:3,0"]), await report("two", ["DA:1,1", "DA:2,0", "DA:3,0"])];

  const files = await coverageOf(root, [...reports, join(root, "absent")]);

  expect(countLines(files.values())).toEqual({ covered: 2, total: 3 });
});

test("a file that no test imported counts as not run, unless it holds nothing but types", async () => {
  await writeFile(join(root, "src", "forgotten.ts"), "// why\nexport function twice(a: number): number {\n  return a * 2;\n}\n");
  await writeFile(join(root, "src", "types.ts"), "export interface A {\n  readonly a: number;\n}\n");
  await writeFile(join(root, "src", "forgotten.test.ts"), "throw new Error();\n");

  const files = await coverageOf(root, []);

  expect([...files].sort()).toEqual([
    ["src/forgotten.ts", { covered: 0, total: 2 }],
    ["src/types.ts", { covered: 0, total: 0 }],
  ]);
});
