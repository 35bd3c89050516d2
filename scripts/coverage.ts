// Which lines of src/ the tests ran, from the lcov reports of several `bun test` runs.
import { join } from "node:path";

export interface LineCounts {
  readonly covered: number;
  readonly total: number;
}

/** Line counts of every source file. Reports only know files that some test imported: the others count as not run at all. */
export async function coverageOf(root: string, reports: readonly string[]): Promise<Map<string, LineCounts>> {
  const hits = await readHits(reports);
  const counts = new Map<string, LineCounts>();
  for (const file of [...new Bun.Glob("src/**/*.{ts,tsx}").scanSync(root)].filter((file) => !/\.test\.tsx?$/.test(file))) {
    const lines = hits.get(file);
    if (lines !== undefined) counts.set(file, { covered: [...lines.values()].filter((count) => count > 0).length, total: lines.size });
    else counts.set(file, { covered: 0, total: await statementLines(join(root, file)) });
  }
  return counts;
}

export function countLines(files: Iterable<LineCounts>): LineCounts {
  let [covered, total] = [0, 0];
  for (const file of files) {
    covered += file.covered;
    total += file.total;
  }
  return { covered, total };
}

/** File → line → how often it ran, over all reports. */
async function readHits(reports: readonly string[]): Promise<Map<string, Map<number, number>>> {
  const hits = new Map<string, Map<number, number>>();
  for (const report of reports) {
    const file = Bun.file(report);
    if (await file.exists()) addHits(hits, await file.text());
  }
  return hits;
}

function addHits(hits: Map<string, Map<number, number>>, lcov: string): void {
  let lines = new Map<number, number>();
  for (const record of lcov.split("\n")) {
    if (record.startsWith("SF:")) {
      const file = record.slice("SF:".length);
      lines = hits.get(file) ?? new Map();
      hits.set(file, lines);
    } else if (record.startsWith("DA:")) {
      const [line = 0, count = 0] = record.slice("DA:".length).split(",").map(Number);
      lines.set(line, (lines.get(line) ?? 0) + count);
    }
  }
}

/** An estimate for a file that never ran: the lines left when types and comments are gone. A file of types alone has none. */
async function statementLines(path: string): Promise<number> {
  const loader = path.endsWith("x") ? "tsx" : "ts";
  const script = await new Bun.Transpiler({ loader }).transform(await Bun.file(path).text());
  return script.split("\n").filter((line) => /\w/.test(line) && !/^(import|export \{)/.test(line)).length;
}
