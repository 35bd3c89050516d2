// Runs every test and closes with one line: N passed, N failed, N skipped.
//
//   npm test                                     everything, with the coverage floor
//   npm test -- test/api/manifests.test.ts       only the files whose path contains one of the arguments
//   npm test -- --combined test/api/tags         the same files on every combination of services, too, as a complete run does
//   npm test -- test/api -t "a tag moves"        what starts with a dash, and all behind it, goes to `bun test`
import { closeSync, openSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { missingOf } from "./combinations.ts";
import { countLines, coverageOf, type LineCounts } from "./coverage.ts";
import { onCi } from "./services.ts";
import { type FileResult, NOT_AGAIN, readReport } from "./test-report.ts";
import { findPlacements, type Placement, type Run, RUNS_AT_ONCE } from "./test-runs.ts";

const ROOT = join(import.meta.dir, "..");
const REPORTS = join(ROOT, "coverage");
const COVERAGE_FLOOR_PERCENT = 85;
const SHOWN = 10;
const SECOND_TRIES_LIMIT = 3;
/** Bun allows 5 s unless a test says otherwise: too little where other work has the processor. */
const TEST_LIMIT_MS = 30_000;
/** Only a hang takes this long; it must not take CI's whole time with it. */
const RUN_LIMIT_MS = 30 * 60_000;

/**
 * Real processes and services, some of them killed, halted and cut off under load, on a machine that others may use too: a file that fails there is tried
 * a second time, which is said at the end. What fails twice has failed, what needed two tries is worth a look at its first, and who finds a promise
 * broken says so (NOT_AGAIN): that is no accident of the machine.
 */
const TRIED_TWICE = ["faults", "cluster", "redis", "postgres", "s3", "contract", "gc", "clients", "care"].map(
  (folder) => `test/${folder}/`,
);

/** In the folder of each run's reports. */
const [OUTPUT, JUNIT] = ["output.txt", "junit.xml"];

type Env = Readonly<Record<string, string>>;

const wanted = process.argv.slice(2);
const { patterns, flags } = parseArguments(wanted.filter((argument) => argument !== "--combined"));
const complete = patterns.length === 0 && flags.length === 0;
const isCombined = complete || wanted.includes("--combined");

const started = performance.now();
await rm(REPORTS, { recursive: true, force: true });
const placements = findPlacements(ROOT, patterns, isCombined);
const results: FileResult[] = [];
const secondTries: string[] = [];
for (const placement of placements) results.push(...(await runOn(placement)));

const problems = [...earlierFailures(), ...noFiles(), ...(complete ? await coverageProblems() : [])];
printSlowest(results);
for (const file of secondTries) console.log(`tried twice: ${file}`);
for (const problem of problems) console.log(`FAIL ${problem}`);
console.log(`total ${secondsSince(started)} s`);

const failed = sum(results, "failed") + problems.length;
console.log(`${sum(results, "passed")} passed, ${failed} failed, ${sum(results, "skipped")} skipped`);
process.exit(failed === 0 ? 0 : 1);

function sum(of: readonly FileResult[], count: "passed" | "failed" | "skipped"): number {
  return of.reduce((total, result) => total + result[count], 0);
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0);
}

function parseArguments(args: readonly string[]): { patterns: string[]; flags: string[] } {
  const firstFlag = args.findIndex((argument) => argument.startsWith("-"));
  const split = firstFlag === -1 ? args.length : firstFlag;
  return { patterns: args.slice(0, split), flags: args.slice(split) };
}

/** On CI its services are there; on a laptop a line says how they come to be. */
async function runOn(placement: Placement): Promise<FileResult[]> {
  const { name, combination } = placement;
  const missing = combination ? missingOf(combination) : [];
  for (const hint of missing) console.log(`${onCi ? "FAIL" : "skipped"} ${name}: ${hint}`);
  if (missing.length > 0) return [{ file: name, passed: 0, failed: onCi ? 1 : 0, skipped: onCi ? 0 : 1, seconds: 0 }];
  await using services = new AsyncDisposableStack();
  const env = (await combination?.start(services)) ?? {};
  const found = await runTogether(placement.together, env);
  for (const run of placement.alone) found.push(...(await runFiles(run, env)));
  return await tryAgain(placement, found, env);
}

async function runTogether(runs: readonly Run[], env: Env): Promise<FileResult[]> {
  const found: FileResult[] = [];
  // One iterator between all: each takes the next run when it is free.
  const waiting = runs.values();
  const takeRuns = async (): Promise<void> => {
    for (const run of waiting) found.push(...(await runFiles(run, env)));
  };
  await Promise.all(Array.from({ length: RUNS_AT_ONCE }, takeRuns));
  return found;
}

async function tryAgain({ name }: Placement, found: readonly FileResult[], env: Env): Promise<FileResult[]> {
  const again = found.filter(
    ({ file, failed, isFinal }) => failed > 0 && !isFinal && TRIED_TWICE.some((folder) => file.startsWith(folder)),
  );
  // Many at once are no coincidence.
  if (again.length === 0 || again.length > SECOND_TRIES_LIMIT) return [...found];
  const files = again.map(({ file }) => file);
  secondTries.push(...files.map((file) => `${name}: ${file}`));
  const second = await runFiles({ name: join(name, "second-try"), files }, env);
  return [...found.filter((result) => !again.includes(result)), ...second];
}

/** What it prints comes at its end and in one piece; until then it can be read in the folder of its reports. */
async function runFiles(run: Run, env: Env): Promise<FileResult[]> {
  const start = performance.now();
  const folder = join(REPORTS, run.name);
  await mkdir(folder, { recursive: true });
  const exitCode = await bunTest(run, folder, env);
  const output = await Bun.file(join(folder, OUTPUT)).text();
  console.log(`\n${output.trim()}`);
  const isFinal = output.includes(NOT_AGAIN);
  const found = resultsOf(run, await readReport(join(folder, JUNIT)), exitCode).map((result) => ({ ...result, isFinal }));
  const counts = `${sum(found, "passed")} passed, ${sum(found, "failed")} failed, ${sum(found, "skipped")} skipped`;
  console.log(`${run.name}: ${run.files.length} files, ${counts} in ${secondsSince(start)} s`);
  return found;
}

async function bunTest({ files }: Run, folder: string, env: Env): Promise<number> {
  // Without orphans: a run that is stopped takes its servers and daemons along.
  const command = [
    process.execPath,
    "--max-http-header-size=65536",
    "test",
    "--no-orphans",
    "--only-failures",
    `--timeout=${TEST_LIMIT_MS}`,
  ];
  const junit = ["--reporter=junit", `--reporter-outfile=${join(folder, JUNIT)}`];
  const coverage = ["--coverage", "--coverage-reporter=lcov", `--coverage-dir=${folder}`];
  const output = openSync(join(folder, OUTPUT), "a");
  try {
    const runner = Bun.spawn([...command, ...junit, ...coverage, ...flags, ...files.map((file) => `./${file}`)], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
      timeout: RUN_LIMIT_MS,
    });
    return await runner.exited;
  } finally {
    closeSync(output);
  }
}

/** A file that fails while it loads is absent from the report, and a runner that dies leaves none: both are failures here. */
function resultsOf(run: Run, reported: ReadonlyMap<string, FileResult>, exitCode: number): FileResult[] {
  const found = run.files.map((file) => {
    const result = reported.get(file);
    if (result === undefined) console.log(`FAIL ${file} ran no test`);
    return result ?? { file, passed: 0, failed: 1, skipped: 0, seconds: 0 };
  });
  if (exitCode === 0 || found.some((result) => result.failed > 0)) return found;
  console.log(`FAIL ${run.name}: the runner ended with ${exitCode} although no test failed`);
  return [...found, { file: run.name, passed: 0, failed: 1, skipped: 0, seconds: 0 }];
}

/** Set by CI's script, so that the closing line also counts what went wrong before the tests. */
function earlierFailures(): string[] {
  return process.env.AERUGO_FAILED_BEFORE ? [process.env.AERUGO_FAILED_BEFORE] : [];
}

function noFiles(): string[] {
  return placements.length === 0 ? [`no test file matches ${patterns.join(" ")}`] : [];
}

async function coverageProblems(): Promise<string[]> {
  const reports = [...new Bun.Glob("**/lcov.info").scanSync({ cwd: REPORTS, absolute: true })];
  const files = await coverageOf(ROOT, reports);
  const { covered, total } = countLines(files.values());
  if (total === 0) return [];
  const percent = (100 * covered) / total;
  const summary = `coverage ${percent.toFixed(1)} % of the lines in src/ (floor ${COVERAGE_FLOOR_PERCENT} %)`;
  console.log(`\n${summary}`);
  if (percent >= COVERAGE_FLOOR_PERCENT) return [];
  printLeastCovered(files);
  return [summary];
}

function printLeastCovered(files: ReadonlyMap<string, LineCounts>): void {
  const uncovered = [...files].map(([file, { covered, total }]) => ({ file, lines: total - covered }));
  for (const { file, lines } of uncovered.sort((a, b) => b.lines - a.lines).slice(0, SHOWN)) {
    console.log(`  ${String(lines).padStart(5)} lines not run  ${file}`);
  }
}

function printSlowest(of: readonly FileResult[]): void {
  console.log("\nslowest test files");
  const slowest = [...of].sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  for (const { file, seconds } of slowest) console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${file}`);
}
