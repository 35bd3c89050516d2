import { Option, type Command } from "commander";
import type { MovedTable } from "../metadata/copy/move.ts";
import { careFor } from "./care.ts";
import { addConfigFlags } from "./config-flags.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

interface Options {
  readonly from: string;
  readonly to: string;
  readonly output: string;
}

export function addMigrateMetadata(migrate: Command, session: Session): void {
  const command = migrate.command("metadata").description("Move all metadata into an empty database, verified; the server must be stopped");
  command.requiredOption("--from <url>", "The database that is in use, as for database_url; it is only read");
  command.requiredOption("--to <url>", "The empty one; its schema is made where it has none");
  command.addOption(new Option("-o, --output <format>", "How to print what was moved").choices(["text", "json"]).default("text"));
  addExamples(addConfigFlags(command), "aerugo migrate metadata --from sqlite:data/aerugo.db --to postgres://aerugo@db.example.org/aerugo");
  command.action(async ({ from, to, output }: Options) => {
    const { config } = session.load(command);
    const [{ moveMetadata }, { systemClock }] = await Promise.all([import("../compose/move.ts"), import("../lib/clock.ts")]);
    const moved = await careFor(session, systemClock, progressLine, ({ report, signal }) =>
      moveMetadata(config, { from, to, signal, report: (table, rows) => report({ table, rows }) }),
    );
    if (output === "json") session.printJson({ tables: moved });
    else session.terminal.out(reportText(moved));
  });
}

function progressLine(progress: object): string {
  const { table, rows } = progress as { table: string; rows: number };
  return `${table}: ${rows} rows`;
}

function reportText(moved: readonly MovedTable[]): string {
  const width = Math.max(...moved.map(({ table }) => table.length));
  const lines = moved.map(({ table, rows, checksum }) => `${table.padEnd(width)}  ${String(rows).padStart(9)}  ${checksum}\n`);
  const total = moved.reduce((sum, { rows }) => sum + rows, 0);
  return `${lines.join("")}${total} rows in ${moved.length} tables, the same on both sides. Now set database_url to the new one.\n`;
}
