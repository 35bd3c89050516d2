// Runs every test and closes with one line: N passed, N failed, N skipped.
//
//   npm test                                     everything, with the coverage floor
//   npm test -- test/api/manifests.test.ts       only the files whose path contains one of the arguments
//   npm test -- --combined test/api/tags         the same files on every combination of services, too, as a complete run does
//   npm test -- test/api -t "a tag moves"        what starts with a dash, and all behind it, goes to `bun test`
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Combination, COMBINATIONS, missingOf } from "./combinations.ts";
import { countLines, coverageOf, type LineCounts } from "./coverage.ts";
import { onCi } from "./services.ts";

const ROOT = join(import.meta.dir, "..");
const REPORTS = join(ROOT, "coverage");
const COVERAGE_FLOOR_PERCENT = 85;
const SHOWN = 10;
const SECOND_TRIES_LIMIT = 3;
/** Bun allows 5 s unless a test says otherwise: too little where other work has the processor. */
const TEST_LIMIT_MS = 30_000;
/** Only a hang takes this long; it must not take CI's whole time with it. */
const STAGE_LIMIT_MS = 30 * 60_000;

/** Folders whose tests use ports, daemons or much of the machine: each runs by itself, after everything else. */
const HEAVY = ["test/faults", "test/conformance", "test/clients", "test/schemathesis"];

/**
 * Real processes that are killed, halted and cut off under load, on a machine that others may use too: a file that fails there is tried a second time,
 * which is said at the end. What fails twice has failed, and what needed two tries is worth a look at its first.
 */
const TRIED_TWICE = ["test/faults/", "test/cluster/", "test/redis/", "test/postgres/", "test/gc/", "test/clients/", "test/care/"];

/** What speaks for registry clients, and runs once more on every combination of services. */
const COMBINED = ["test/api/", "test/conformance/", "test/clients/"];

interface Stage {
  readonly name: string;
  readonly files: readonly string[];
  readonly combination?: Combination;
}

interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

const wanted = process.argv.slice(2);
const { patterns, flags } = parseArguments(wanted.filter((argument) => argument !== "--combined"));
const complete = patterns.length === 0 && flags.length === 0;
const isCombined = complete || wanted.includes("--combined");

const started = performance.now();
await rm(REPORTS, { recursive: true, force: true });
const stages = await findStages();
const results: FileResult[] = [];
const secondTries: string[] = [];
for (const stage of stages) results.push(...(stage.combination ? await runCombined(stage, stage.combination) : await tryStage(stage)));

const problems = [...earlierFailures(), ...noFiles(), ...(complete ? await coverageProblems() : [])];
printSlowest(results);
for (const file of secondTries) console.log(`tried twice: ${file}`);
for (const problem of problems) console.log(`FAIL ${problem}`);
console.log(`total ${((performance.now() - started) / 1000).toFixed(0)} s`);

const failed = sum("failed") + problems.length;
console.log(`${sum("passed")} passed, ${failed} failed, ${sum("skipped")} skipped`);
process.exit(failed === 0 ? 0 : 1);

function sum(count: "passed" | "failed" | "skipped"): number {
  return results.reduce((total, result) => total + result[count], 0);
}

function parseArguments(args: readonly string[]): { patterns: string[]; flags: string[] } {
  const firstFlag = args.findIndex((argument) => argument.startsWith("-"));
  const split = firstFlag === -1 ? args.length : firstFlag;
  return { patterns: args.slice(0, split), flags: args.slice(split) };
}

/** Looks for files rather than naming folders, so that a new folder of tests is never left out in silence. */
async function findStages(): Promise<Stage[]> {
  const found = [...new Bun.Glob("{src,bench,scripts,test}/**/*.test.{ts,tsx}").scanSync(ROOT)].sort();
  const files = found.filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern.replace(/^\.\//, ""))));
  const folderOf = (file: string) => HEAVY.find((folder) => file.startsWith(`${folder}/`));
  const light = { name: "light", files: files.filter((file) => folderOf(file) === undefined) };
  const heavy = HEAVY.map((folder) => ({ name: folder.replace("test/", ""), files: files.filter((file) => folderOf(file) === folder) }));
  const combined = files.filter((file) => COMBINED.some((folder) => file.startsWith(folder)));
  const again = COMBINATIONS.map((combination) => ({ name: `on-${combination.name}`, files: combined, combination }));
  return [light, ...heavy, ...(isCombined ? again : [])].filter((stage) => stage.files.length > 0);
}

/** On CI its services are there; on a laptop a line says how they come to be. */
async function runCombined(stage: Stage, combination: Combination): Promise<FileResult[]> {
  const missing = missingOf(combination);
  if (missing.length > 0) {
    for (const hint of missing) console.log(`${onCi ? "FAIL" : "skipped"} ${stage.name}: ${hint}`);
    return [{ file: stage.name, passed: 0, failed: onCi ? 1 : 0, skipped: onCi ? 0 : 1, seconds: 0 }];
  }
  await using services = new AsyncDisposableStack();
  return await tryStage(stage, await combination.start(services));
}

async function tryStage(stage: Stage, env: Readonly<Record<string, string>> = {}): Promise<FileResult[]> {
  const found = await runStage(stage, env);
  const again = found.filter(({ file, failed }) => failed > 0 && TRIED_TWICE.some((folder) => file.startsWith(folder)));
  // Many at once are no coincidence.
  if (again.length === 0 || again.length > SECOND_TRIES_LIMIT) return found;
  const files = again.map(({ file }) => file);
  secondTries.push(...files.map((file) => `${stage.name}: ${file}`));
  const second = await runStage({ ...stage, name: `${stage.name}-second-try`, files }, env);
  return [...found.filter((result) => !again.includes(result)), ...second];
}

async function runStage(stage: Stage, env: Readonly<Record<string, string>> = {}): Promise<FileResult[]> {
  const folder = join(REPORTS, stage.name);
  const report = join(folder, "junit.xml");
  await mkdir(folder, { recursive: true });
  console.log(`\n${stage.name}: ${stage.files.length} files`);
  // Without orphans: a run that is stopped takes its servers and daemons along.
  const bunTest = [
    process.execPath,
    "--max-http-header-size=65536",
    "test",
    "--no-orphans",
    "--only-failures",
    `--timeout=${TEST_LIMIT_MS}`,
  ];
  const reporting = [
    "--reporter=junit",
    `--reporter-outfile=${report}`,
    "--coverage",
    "--coverage-reporter=lcov",
    `--coverage-dir=${folder}`,
  ];
  const command = [...bunTest, ...reporting, ...flags, ...stage.files.map((file) => `./${file}`)];
  const runner = Bun.spawn(command, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    timeout: STAGE_LIMIT_MS,
  });
  const exitCode = await runner.exited;
  return resultsOf(stage, await readReport(report), exitCode);
}

/** A file that fails while it loads is absent from the report, and a runner that dies leaves none: both are failures here. */
function resultsOf(stage: Stage, reported: ReadonlyMap<string, FileResult>, exitCode: number): FileResult[] {
  const results = stage.files.map((file) => {
    const result = reported.get(file);
    if (result === undefined) console.log(`FAIL ${file} ran no test`);
    return result ?? { file, passed: 0, failed: 1, skipped: 0, seconds: 0 };
  });
  if (exitCode === 0 || results.some((result) => result.failed > 0)) return results;
  console.log(`FAIL ${stage.name}: the runner ended with ${exitCode} although no test failed`);
  return [...results, { file: stage.name, passed: 0, failed: 1, skipped: 0, seconds: 0 }];
}

/** Reads the outermost suite of each file; suites inside it are counted in its attributes already. */
async function readReport(path: string): Promise<Map<string, FileResult>> {
  const report = Bun.file(path);
  const xml = (await report.exists()) ? await report.text() : "";
  const results = new Map<string, FileResult>();
  for (const [, attributes = ""] of xml.matchAll(/^ {2}<testsuite ([^>]*)>/gm)) {
    const attribute = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    const [failed, skipped] = [Number(attribute("failures")), Number(attribute("skipped"))];
    const passed = Number(attribute("tests")) - failed - skipped;
    results.set(attribute("file"), { file: attribute("file"), passed, failed, skipped, seconds: Number(attribute("time")) });
  }
  return results;
}

/** Set by CI's script, so that the closing line also counts what went wrong before the tests. */
function earlierFailures(): string[] {
  return process.env.AERUGO_FAILED_BEFORE ? [process.env.AERUGO_FAILED_BEFORE] : [];
}

function noFiles(): string[] {
  return stages.length === 0 ? [`no test file matches ${patterns.join(" ")}`] : [];
}

async function coverageProblems(): Promise<string[]> {
  const reports = stages.map((stage) => join(REPORTS, stage.name, "lcov.info"));
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

function printSlowest(results: readonly FileResult[]): void {
  console.log("\nslowest test files");
  const slowest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  for (const { file, seconds } of slowest) console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${file}`);
}
