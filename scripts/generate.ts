// Writes the files that follow from the code, and with --check says which of them are stale without writing.
// A new one is a line in GENERATORS.
import { join } from "node:path";
import { createProgram } from "../src/cli/program.ts";
import { cliReference } from "../src/cli/reference.ts";
import { Session } from "../src/cli/session.ts";
import { configurationReference } from "../src/config/reference.ts";
import { registryApiReference } from "../src/http/reference.ts";
import { postgresDialect } from "../src/metadata/dialect/postgres.ts";
import { sqliteDialect } from "../src/metadata/dialect/sqlite.ts";
import { statementTexts } from "../src/metadata/statement-text.ts";

interface Generator {
  /** From the root of the repository; its ending tells the formatter the language. SQL is none of the formatter's. */
  readonly path: string;
  readonly generate: () => string | Promise<string>;
}

export const GENERATORS: readonly Generator[] = [
  { path: "docs/reference/configuration.md", generate: configurationReference },
  { path: "docs/reference/cli.md", generate: () => cliReference(createProgram(silentSession())) },
  { path: "docs/reference/registry-api.md", generate: registryApiReference },
  { path: "src/metadata/statements/sqlite.sql", generate: () => statementTexts(sqliteDialect) },
  { path: "src/metadata/statements/postgres.sql", generate: () => statementTexts(postgresDialect) },
];

const ROOT = join(import.meta.dir, "..");

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
  for (const generator of GENERATORS) {
    const file = Bun.file(join(ROOT, generator.path));
    const text = await generated(generator);
    if ((await file.exists()) && (await file.text()) === text) continue;
    stale.push(generator.path);
    if (!check) await Bun.write(file, text);
  }
  return stale;
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
