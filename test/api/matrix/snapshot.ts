// Everything that a request could have changed: each row of the metadata, and each file of the blob store. Not the audit log, which
// is there to tell of refusals, nor when a credential was last used.
import { Database } from "bun:sqlite";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestApp } from "../../kit/app.ts";

const NOT_LOOKED_AT = new Set(["audit_log"]);
/** Nor how often somebody has guessed, which a sign-in in the making keeps sealed. */
const UNSTEADY = new Set(["last_used_at", "last_used_from", "last_seen_at", "attempts", "sealed"]);

export async function snapshot({ dataDir }: TestApp): Promise<string[]> {
  const database = new Database(join(dataDir, "aerugo.db"), { readonly: true });
  try {
    return [...rowsOf(database), ...(await filesOf(dataDir))];
  } finally {
    database.close();
  }
}

/** What is in one of them only. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  const [had, has] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}

function rowsOf(database: Database): string[] {
  const tables = database.query("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all() as {
    name: string;
  }[];
  return tables
    .filter(({ name }) => !NOT_LOOKED_AT.has(name))
    .flatMap(({ name }) => {
      const rows = database.query(`select * from "${name}"`).all() as Record<string, unknown>[];
      return rows.map((row) => `${name} ${JSON.stringify(Object.entries(row).filter(([column]) => !UNSTEADY.has(column)))}`);
    });
}

/** Their names are enough: what is written is never written again. */
async function filesOf(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((name) => !name.includes("aerugo.db")).sort();
}
