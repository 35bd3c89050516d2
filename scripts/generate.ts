// Writes the files that follow from the code, and with --check says which of them are stale without writing.
// A new one is a line in GENERATORS.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createProgram } from "../src/cli/program.ts";
import { cliReference } from "../src/cli/reference.ts";
import { Session } from "../src/cli/session.ts";
import { VERSION } from "../src/cli/version.ts";
import { configurationReference } from "../src/config/reference.ts";
import { openApiDocument } from "../src/http/management/openapi.ts";
import { MANAGEMENT_ENDPOINTS } from "../src/http/management/routes.ts";
import { registryApiReference } from "../src/http/reference.ts";
import { postgresDialect } from "../src/metadata/dialect/postgres.ts";
import { sqliteDialect } from "../src/metadata/dialect/sqlite.ts";
import { statementTexts } from "../src/metadata/statement-text.ts";
import { generateClient } from "./client.ts";

interface Generator {
  /** From the root of the repository; its ending tells the formatter the language. SQL is none of the formatter's. */
  readonly path: string;
  readonly generate: () => string | Promise<string>;
}

export const GENERATORS: readonly Generator[] = [
  { path: "docs/reference/configuration.md", generate: configurationReference },
  { path: "docs/reference/cli.md", generate: async () => cliReference(await createProgram(silentSession())) },
  { path: "docs/reference/registry-api.md", generate: registryApiReference },
  { path: "openapi/management.json", generate: managementDocument },
  { path: "src/metadata/statements/sqlite.sql", generate: () => statementTexts(sqliteDialect) },
  { path: "src/metadata/statements/postgres.sql", generate: () => statementTexts(postgresDialect) },
];

/** Folders of which every file is generated: what is there and was not is stale as well. */
const FOLDERS: readonly { readonly path: string; readonly generate: () => Promise<ReadonlyMap<string, string>> }[] = [
  { path: "packages/client/src", generate: () => generateClient(managementDocument()) },
];

const ROOT = join(import.meta.dir, "..");

function managementDocument(): string {
  return JSON.stringify(openApiDocument(MANAGEMENT_ENDPOINTS, VERSION));
}

/** The file's content as the formatter leaves it, so that formatting and generating never disagree. */
export async function generated({ path, generate }: Generator): Promise<string> {
  if (path.endsWith(".sql")) return generate();
  const formatter = Bun.spawn([process.execPath, "fmt", "--no-script", `--stdin-filepath=${path}`], {
    cwd: ROOT,
    stdin: new Blob([await generate()]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const [text, code] = await Promise.all([formatter.stdout.text(), formatter.exited]);
  if (code !== 0) throw new Error(`formatting ${path} failed with status ${code}`);
  return text;
}

/** Returns the files that were not as generated; without `check`, they are now. */
async function update(check: boolean): Promise<string[]> {
  const stale: string[] = [];
  for (const generator of GENERATORS) stale.push(...(await updateFile(generator, check)));
  for (const { path, generate } of FOLDERS) {
    const files = await generate();
    const generators = [...files].map(([name, text]) => ({ path: join(path, name), generate: () => text }));
    stale.push(...(await Promise.all(generators.map((generator) => updateFile(generator, check)))).flat());
    stale.push(...(await removeOthers(path, files, check)));
  }
  return stale;
}

async function updateFile(generator: Generator, check: boolean): Promise<string[]> {
  const file = Bun.file(join(ROOT, generator.path));
  const text = await generated(generator);
  if ((await file.exists()) && (await file.text()) === text) return [];
  if (!check) await Bun.write(file, text);
  return [generator.path];
}

async function removeOthers(folder: string, files: ReadonlyMap<string, string>, check: boolean): Promise<string[]> {
  const found = [...new Bun.Glob("**/*").scanSync({ cwd: join(ROOT, folder), dot: true })];
  const others = found.filter((name) => !files.has(name)).map((name) => join(folder, name));
  if (!check) await Promise.all(others.map((path) => rm(join(ROOT, path))));
  return others;
}

/** The tree is only read here: no command of it runs. */
function silentSession(): Session {
  return new Session({ out: () => {}, error: () => {}, readInput: async () => "" }, {});
}

if (import.meta.main) {
  const check = process.argv.includes("--check");
  const stale = await update(check);
  for (const path of stale) console.log(check ? `${path} is stale: run npm run generate` : `wrote ${path}`);
  process.exit(check && stale.length > 0 ? 1 : 0);
}
