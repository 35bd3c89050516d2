// Which test files run where: each run is one process of `bun test`.
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { type Combination, COMBINATIONS } from "./combinations.ts";

export interface Run {
  readonly name: string;
  readonly files: readonly string[];
}

/** All that runs on one set of services. */
export interface Placement {
  readonly name: string;
  /** Several at a time: each test has ports, folders and databases of its own. */
  readonly together: readonly Run[];
  /** When nothing else runs. */
  readonly alone: readonly Run[];
  /** Undefined: embedded. */
  readonly combination?: Combination;
}

export const RUNS_AT_ONCE = Math.min(4, availableParallelism());
/** Small enough that no process is left alone with many files at the end, and large enough that loading the program hardly counts. */
const FILES_PER_RUN = 10;

/** What takes long, first, so that nothing is left to wait for it at the end; folders whose tests share a daemon share a process, too. */
const WHOLE = ["test/api/matrix", "test/clients", "test/schemathesis", "test/conformance"];
/** What is killed and cut off in the middle of a load must get that far on a slow machine. */
const ALONE = ["test/faults"];

/** What speaks for registry clients and for the care of the data, and runs once more on every combination of services. */
const COMBINED = ["test/api/", "test/care/", "test/conformance/", "test/clients/"];

/** Looks for files rather than naming folders, so that a new folder of tests is never left out in silence. */
export function findPlacements(root: string, patterns: readonly string[], isCombined: boolean): Placement[] {
  const found = [...new Bun.Glob("{src,bench,scripts,test}/**/*.test.{ts,tsx}").scanSync(root)].sort();
  const files = found.filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern.replace(/^\.\//, ""))));
  const combined = files.filter((file) => COMBINED.some((folder) => file.startsWith(folder)));
  const again = isCombined ? COMBINATIONS.map((combination) => placement(`on-${combination.name}`, combined, combination)) : [];
  return [placement("embedded", files), ...again].filter(({ together, alone }) => together.length + alone.length > 0);
}

function placement(name: string, files: readonly string[], combination?: Combination): Placement {
  const runsOf = (folders: readonly string[]): Run[] =>
    folders
      .map((folder) => ({ name: join(name, basename(folder)), files: files.filter((file) => file.startsWith(folder)) }))
      .filter((run) => run.files.length > 0);
  const [whole, alone] = [runsOf(WHOLE), runsOf(ALONE)];
  const others = files.filter((file) => ![...whole, ...alone].some((run) => run.files.includes(file)));
  return { name, together: [...whole, ...deal(name, others)], alone, ...(combination && { combination }) };
}

/** Dealt like cards: neighbours in a folder are slow together. */
function deal(name: string, files: readonly string[]): Run[] {
  const runs = Math.ceil(files.length / FILES_PER_RUN);
  return Array.from({ length: runs }, (_, run) => ({
    name: join(name, `${run + 1}-of-${runs}`),
    files: files.filter((_file, index) => index % runs === run),
  }));
}
