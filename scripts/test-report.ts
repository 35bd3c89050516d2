// What a run of `bun test` says of its files, from the report it writes.

/** A test prints it when it fails for good: what was acknowledged and is lost at one try in many is lost. */
export const NOT_AGAIN = "NOT AGAIN: a promise was broken";

export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** A promise was broken in its run. */
  readonly isFinal?: boolean;
}

/** Reads the outermost suite of each file; suites inside it are counted in its attributes already. A missing report has no files. */
export async function readReport(path: string): Promise<Map<string, FileResult>> {
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
