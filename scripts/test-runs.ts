// Which test files run where: each run is one process of `bun test`.
import { availableParallelism } from "node:os";
import { join } from "node:path";
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
  /** One after the other, when nothing else runs. */
  readonly alone: readonly Run[];
  /** Undefined: embedded. */
  readonly combination?: Combination;
}

export const RUNS_AT_ONCE = Math.min(4, availableParallelism());
/** Small enough that no process is left alone with many files at the end, and large enough that loading the program hardly counts. */
const FILES_PER_RUN = 20;

/** Folders whose tests use daemons or much of the machine. */
const HEAVY = ["test/faults", "test/conformance", "test/clients", "test/schemathesis"];

/** What speaks for registry clients, and runs once more on every combination of services. */
const COMBINED = ["test/api/", "test/conformance/", "test/clients/"];

/** Looks for files rather than naming folders, so that a new folder of tests is never left out in silence. */
export function findPlacements(root: string, patterns: readonly string[], isCombined: boolean): Placement[] {
  const found = [...new Bun.Glob("{src,bench,scripts,test}/**/*.test.{ts,tsx}").scanSync(root)].sort();
  const files = found.filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern.replace(/^\.\//, ""))));
  const combined = files.filter((file) => COMBINED.some((folder) => file.startsWith(folder)));
  const again = isCombined ? COMBINATIONS.map((combination) => placement(`on-${combination.name}`, combined, combination)) : [];
  return [placement("embedded", files), ...again].filter(({ together, alone }) => together.length + alone.length > 0);
}

function placement(name: string, files: readonly string[], combination?: Combination): Placement {
  const heavy = HEAVY.map((folder) => ({
    name: join(name, folder.replace("test/", "")),
    files: files.filter((file) => file.startsWith(`${folder}/`)),
  }));
  const light = files.filter((file) => !heavy.some((run) => run.files.includes(file)));
  const alone = heavy.filter((run) => run.files.length > 0);
  return { name, together: deal(name, light), alone, ...(combination && { combination }) };
}

/** Dealt like cards: neighbours in a folder are slow together. */
function deal(name: string, files: readonly string[]): Run[] {
  const runs = Math.ceil(files.length / FILES_PER_RUN);
  return Array.from({ length: runs }, (_, run) => ({
    name: join(name, `${run + 1}-of-${runs}`),
    files: files.filter((_file, index) => index % runs === run),
  }));
}
