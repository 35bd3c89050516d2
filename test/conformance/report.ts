// What the conformance suite wrote down, as facts a test can judge.
import { join } from "node:path";

export interface Report {
  /** The settings the suite says it ran with. */
  readonly config: unknown;
  readonly passed: number;
  /** One line for each check that did not pass: its name, what became of it, and why. */
  readonly problems: readonly string[];
}

interface Results {
  readonly config: unknown;
  readonly apis: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/**
 * A parent takes the highest status of its children, in which Pass outranks Skip: only the leaves show what was skipped. They
 * are in the JUnit report; the summary is read as well, because a parent can fail by itself.
 */
export async function readReport(folder: string): Promise<Report> {
  const summary = Bun.file(join(folder, "results.yaml"));
  if (!(await summary.exists())) {
    throw new Error(`the suite wrote no report:\n${await Bun.file(join(folder, "output.log")).text()}`);
  }
  const { config, apis, data } = Bun.YAML.parse(await summary.text()) as Results;
  const leaves = readLeaves(await Bun.file(join(folder, "junit.xml")).text());
  const unhappyLeaves = leaves
    .filter((leaf) => leaf.status !== "passed")
    .map(({ name, status, reason }) => `${status}: ${name}: ${reason}`);
  const unhappyGroups = Object.entries({ ...apis, ...data }).flatMap(([name, status]) => (status === "Pass" ? [] : [`${status}: ${name}`]));
  const problems = unhappyLeaves.length > 0 ? unhappyLeaves : unhappyGroups;
  return { config, passed: leaves.length - unhappyLeaves.length, problems };
}

interface Leaf {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
}

function readLeaves(xml: string): Leaf[] {
  return [...xml.matchAll(/<testcase name="([^"]*)"[^>]*status="(\w+)">(.*?)<\/testcase>/gs)].map(
    ([, name = "", status = "", body = ""]) => ({
      name: unescapeXml(name),
      status,
      reason: unescapeXml(/<system-out>(.*?)<\/system-out>/s.exec(body)?.[1] ?? "no reason given").replaceAll("\n", "; "),
    }),
  );
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
