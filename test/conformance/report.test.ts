// The gate itself: what the suite hides in its summary must not pass here.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readReport } from "./report.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-report-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeReport(summary: string, leaves: string): Promise<void> {
  await writeFile(join(folder, "results.yaml"), `config:\n  version: dev\napis:\n  Blob put: ${summary}\ndata: {}\n`);
  await writeFile(join(folder, "junit.xml"), `<testsuites><testsuite>${leaves}</testsuite></testsuites>`);
}

test("a skipped check under a passing summary is a problem, with its reason on one line", async () => {
  const skipped = `<testcase name="a/b" time="0" status="skipped">\n<system-out>fell &#34;back&#34;&#xA;to PUT</system-out></testcase>`;
  await writeReport("Pass", `<testcase name="a/a" time="0" status="passed"></testcase>${skipped}`);

  expect(await readReport(folder)).toEqual({ config: { version: "dev" }, passed: 1, problems: [`skipped: a/b: fell "back"; to PUT`] });
});

test("a group that failed by itself is a problem although all its checks passed", async () => {
  await writeReport("FAIL", `<testcase name="a/a" time="0" status="passed"></testcase>`);

  expect((await readReport(folder)).problems).toEqual(["FAIL: Blob put"]);
});

test("no report is an error that shows what the suite said", async () => {
  await writeFile(join(folder, "output.log"), "failed to load config");

  await expect(readReport(folder)).rejects.toThrow("failed to load config");
});
