import { Option, type Command } from "commander";
import type { Config } from "../config/schema.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addMigrateMetadata } from "./migrate-metadata.ts";
import type { Session } from "./session.ts";

type Migrations = Awaited<ReturnType<typeof import("../compose/metadata.ts").migrations>>;
type Status = Awaited<ReturnType<Migrations["status"]>>;

export function addMigrate(program: Command, session: Session): void {
  const migrate = program
    .command("migrate")
    .description("Bring the database's schema up to date, say how far it is, or move to another database");
  addExamples(migrate, "aerugo migrate status", "aerugo migrate up");
  addUp(migrate, session);
  addReport(migrate, session, { name: "status", description: "Print the schema's version and what is pending", render: statusText });
  addReport(migrate, session, { name: "plan", description: "Print the SQL that `migrate up` would run", render: planText });
  addMigrateMetadata(migrate, session);
}

function addUp(migrate: Command, session: Session): void {
  const command = migrate.command("up").description("Apply the pending migrations");
  addExamples(addConfigFlags(command), "aerugo migrate up --data-dir /var/lib/aerugo");
  command.action(async () => {
    const { config } = session.load(command);
    await withMigrations(config, async (migrations) => {
      const applied = await migrations.up();
      session.terminal.out(`The schema is up to date; migrations applied: ${applied}.\n`);
    });
  });
}

interface Report {
  readonly name: string;
  readonly description: string;
  readonly render: (status: Status) => string;
}

function addReport(migrate: Command, session: Session, { name, description, render }: Report): void {
  const command = migrate.command(name).description(description);
  command.addOption(new Option("-o, --output <format>", "How to print it").choices(["text", "json"]).default("text"));
  addExamples(addConfigFlags(command), `aerugo migrate ${name}`, `aerugo migrate ${name} -o json`);
  command.action(async ({ output }: { output: string }) => {
    const { config } = session.load(command);
    await withMigrations(config, async (migrations) => {
      const status = await migrations.status();
      if (output === "json") session.printJson(status);
      else session.terminal.out(render(status));
      requireNotNewer(status);
    });
  });
}

async function withMigrations(config: Config, work: (migrations: Migrations) => Promise<void>): Promise<void> {
  const { migrations: open } = await import("../compose/metadata.ts");
  const migrations = await open(config);
  try {
    await work(migrations);
  } finally {
    await migrations.close();
  }
}

function requireNotNewer({ version, newest }: Status): void {
  if (version <= newest) return;
  const message = `the schema is at version ${version}, and this Aerugo knows ${newest} at most`;
  throw new CliError("conflict", message, "Run the newer Aerugo that wrote it; schemas are never taken back.");
}

function statusText({ version, newest, pending }: Status): string {
  const lines = pending.map((migration) => `  ${migration.version} ${migration.name}\n`);
  return `The schema is at version ${version} of ${newest}; ${pending.length} pending.\n${lines.join("")}`;
}

function planText({ pending }: Status): string {
  if (pending.length === 0) return "Nothing is pending.\n";
  return pending.map(({ version, name, statements }) => `-- ${version} ${name}\n${statements.map(terminated).join("")}`).join("\n");
}

function terminated(statement: string): string {
  return `${statement.trim().replace(/;$/, "")};\n`;
}
