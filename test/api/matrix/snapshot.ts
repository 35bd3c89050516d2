// Everything that a request could have changed: each row of the metadata, and each file of the blob store. Not the audit log, which
// is there to tell of refusals, nor when a credential was last used.
import { readdir } from "node:fs/promises";
import type { TestApp } from "../../kit/app.ts";
import { everyRow } from "../../kit/raw-database.ts";

const NOT_LOOKED_AT = new Set(["manifest_uses", "audit_log"]);
/** Nor how often somebody has guessed, which a sign-in in the making keeps sealed. */
const UNSTEADY = new Set(["last_pulled_at", "last_used_at", "last_used_from", "last_seen_at", "attempts", "sealed"]);

export async function snapshot(app: TestApp): Promise<string[]> {
  return [...(await rowsOf(app)), ...(await filesOf(app.dataDir))];
}

/** What is in one of them only. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  const [had, has] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}

async function rowsOf(app: TestApp): Promise<string[]> {
  const looked = [...(await everyRow(app))].filter(([table]) => !NOT_LOOKED_AT.has(table) && !table.startsWith("sqlite_"));
  return looked.flatMap(([table, rows]) =>
    (rows as Record<string, unknown>[]).map(
      (row) => `${table} ${JSON.stringify(Object.entries(row).filter(([column]) => !UNSTEADY.has(column)))}`,
    ),
  );
}

/** Their names are enough: what is written is never written again. */
async function filesOf(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((name) => !name.includes("aerugo.db")).sort();
}
