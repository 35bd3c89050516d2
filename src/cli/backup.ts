import { type Command, Option } from "commander";
import type { BackupDescription } from "../care/backup/format.ts";
import type { RestoreReport } from "../care/backup/restore.ts";
import { careFor } from "./care.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";
import { parseRate } from "./values.ts";

export function addBackup(program: Command, session: Session): void {
  const backup = program.command("backup").description("Back an installation up, with its metadata and its blobs, and restore it");
  addExamples(backup, "aerugo backup create /backups/aerugo", "aerugo backup verify /backups/aerugo");
  addCreate(backup, session);
  addList(backup, session);
  addVerify(backup, session);
  addRestore(backup, session);
}

interface CreateOptions {
  readonly rate?: number;
  readonly secretKey: boolean;
  readonly output: string;
}

function addCreate(backup: Command, session: Session): void {
  const command = backup.command("create").description("Back up beside the running server; into a folder, only what it does not hold yet");
  command.argument("<path>", "A folder that keeps many snapshots, or a file that ends with .tar for one");
  command.option("--no-secret-key", "Leave out the key that the database is sealed with; then keep it elsewhere");
  command.addOption(new Option("--rate <bytes/s>", "Read no faster than this, as 50MB/s").argParser(parseRate));
  addOutput(command);
  addExamples(addConfigFlags(command), "aerugo backup create /backups/aerugo", "aerugo backup create /backups/aerugo.tar --rate 50MB/s");
  command.action(async (path: string, { rate, secretKey, output }: CreateOptions) => {
    const { config } = session.load(command);
    const [{ openInstallation }, { createBackup }, { requireInstallation }] = await Promise.all([
      import("../compose/backup.ts"),
      import("../care/backup/create.ts"),
      import("../compose/care.ts"),
    ]);
    await requireInstallation(config);
    const { stores, source, close } = await openInstallation(config);
    try {
      const options = { path, includeSecretKey: secretKey && config.secretKey === undefined, bytesPerSecond: rate };
      const made = await careFor(session, stores.clock, copyLine, (context) => createBackup(source, options, context));
      if (output === "json") session.printJson(made);
      else session.terminal.out(createdText(made));
      if (made.damaged.length > 0)
        throw new CliError("unsound", `${made.damaged.length} blobs could not be read whole`, "Run aerugo storage verify.");
    } finally {
      await close();
    }
  });
}

function addList(backup: Command, session: Session): void {
  const command = backup
    .command("list")
    .alias("ls")
    .description("List the snapshots of a backup")
    .argument("<path>", "The folder or the file");
  addExamples(addOutput(command), "aerugo backup list /backups/aerugo");
  command.action(async (path: string, { output }: { output: string }) => {
    const { openSource } = await import("../care/backup/places.ts");
    const snapshots = await (await openSource(path)).snapshots();
    if (output === "json") return session.printJson(snapshots);
    const lines = snapshots.map(({ id, blobs, blob_bytes: bytes, aerugo }) => `${id}\t${blobs} blobs\t${bytes} bytes\taerugo ${aerugo}\n`);
    return session.terminal.out(lines.join(""));
  });
}

function addVerify(backup: Command, session: Session): void {
  const command = backup
    .command("verify")
    .description("Read a snapshot as a restore would, and hash every blob")
    .argument("<path>", "The folder or the file");
  addSnapshot(command);
  addExamples(addOutput(command), "aerugo backup verify /backups/aerugo");
  command.action(async (path: string, { snapshot: id, output }: { snapshot?: string; output: string }) => {
    const [{ openSource }, { chooseSnapshot, verifyBackup }, { systemClock }] = await Promise.all([
      import("../care/backup/places.ts"),
      import("../care/backup/verify.ts"),
      import("../lib/clock.ts"),
    ]);
    const source = await openSource(path);
    const snapshot = await chooseSnapshot(source, id);
    const check = await careFor(session, systemClock, copyLine, (context) => verifyBackup(source, snapshot, context));
    if (output === "json") session.printJson(check);
    else
      session.terminal.out(
        `${check.problems.map((problem) => `${problem}\n`).join("")}${check.id}: ${check.rows} rows and ${check.blobs} blobs were read; problems: ${check.problems.length}.\n`,
      );
    if (check.problems.length > 0)
      throw new CliError("unsound", "the backup is damaged", "docs/operating/backup.md says how it is mended.");
  });
}

interface RestoreOptions {
  readonly snapshot?: string;
  readonly dryRun?: boolean;
  readonly output: string;
}

function addRestore(backup: Command, session: Session): void {
  const command = backup
    .command("restore")
    .description("Restore a snapshot into an empty installation, with whichever stores the configuration names");
  command.argument("<path>", "The folder or the file");
  addSnapshot(command).option("--dry-run", "Only say what would be restored, and whether it can be");
  addOutput(command);
  addExamples(
    addConfigFlags(command),
    "aerugo backup restore /backups/aerugo --dry-run",
    "aerugo backup restore /backups/aerugo.tar --data-dir /var/lib/aerugo",
  );
  command.action(async (path: string, { snapshot: id, dryRun = false, output }: RestoreOptions) => {
    const { config } = session.load(command);
    const [{ openInstallation }, { openSource }, { chooseSnapshot }, { restoreBackup }] = await Promise.all([
      import("../compose/backup.ts"),
      import("../care/backup/places.ts"),
      import("../care/backup/verify.ts"),
      import("../care/backup/restore.ts"),
    ]);
    const source = await openSource(path);
    const snapshot = await chooseSnapshot(source, id);
    const { stores, target, close } = await openInstallation(config);
    try {
      const report = await careFor(session, stores.clock, copyLine, (context) =>
        restoreBackup(source, snapshot, target, { dryRun }, context),
      );
      if (output === "json") session.printJson(report);
      else session.terminal.out(restoredText(report));
      const absent = report.absent_blobs.length;
      if (absent > 0) throw new CliError("unsound", `${absent} blobs are not in the backup whole`, "Push again what needs them.");
    } finally {
      await close();
    }
  });
}

function addOutput(command: Command): Command {
  return command.addOption(new Option("-o, --output <format>", "How to print what was done").choices(["text", "json"]).default("text"));
}

function addSnapshot(command: Command): Command {
  return command.option("--snapshot <id>", "Which one; the newest when left out");
}

function copyLine(progress: object): string {
  const { blobs, total_blobs: total } = progress as { blobs: number; total_blobs: number };
  return `${blobs} of ${total} blobs`;
}

function createdText({ id, blobs, blob_bytes: bytes, copied_blobs: copied, damaged, has_secret_key: hasKey }: BackupDescription): string {
  const lost = damaged.map((digest) => `${digest} could not be read whole, and is not in the backup\n`).join("");
  const key = hasKey ? "The secret key is in it: whoever has the backup can read what is sealed.\n" : "";
  return `${lost}${id}: ${blobs} blobs with ${bytes} bytes, ${copied} of them copied now.\n${key}`;
}

function restoredText({ id, blobs, bytes, rows, absent_blobs: absent, dry_run: isDry }: RestoreReport): string {
  const lost = absent.map((digest) => `${digest} is not in the backup whole, and is answered as absent\n`).join("");
  return `${lost}${id}: ${rows} rows and ${blobs} blobs with ${bytes} bytes ${isDry ? "would be" : "were"} restored.\n`;
}
