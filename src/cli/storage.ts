import { existsSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { MoveReport } from "../care/move/storage-move.ts";
import type { VerificationReport } from "../care/verify/report.ts";
import type { CareStores } from "../compose/care.ts";
import type { Config } from "../config/schema.ts";
import { careFor } from "./care.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addYes } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { parseRate } from "./values.ts";

export function addStorage(program: Command, session: Session): void {
  const storage = program.command("storage").description("Look after the stored bytes, with or without a running server");
  addExamples(storage, "aerugo storage verify --rate 50MB/s");
  addVerify(storage, session);
  addMigrate(storage, session);
  addQuarantine(storage, session);
}

interface VerifyOptions {
  readonly repair?: boolean;
  readonly rehash: boolean;
  readonly sample?: number;
  readonly rate?: number;
  readonly output: string;
}

function addVerify(storage: Command, session: Session): void {
  const command = storage.command("verify").description("Compare metadata with storage, both ways, and hash what is stored");
  command.option("--repair", "Answer damaged blobs as absent, so that clients push them again, and put wrong counters right");
  command.option("--no-rehash", "Only look whether everything is there, with the right size");
  command.addOption(new Option("--sample <share>", "Hash this share of the blobs, as 5%").argParser(parseShare).conflicts("rehash"));
  command.addOption(new Option("--rate <bytes/s>", "Read no faster than this, as 50MB/s").argParser(parseRate));
  command.addOption(new Option("-o, --output <format>", "How to print what was found").choices(["text", "json"]).default("text"));
  addExamples(
    addConfigFlags(command),
    "aerugo storage verify --rate 50MB/s",
    "aerugo storage verify --repair -o json",
    "aerugo storage verify --sample 5%",
  );
  command.action(async ({ repair = false, rehash, sample = 1, rate, output }: VerifyOptions) => {
    const { config } = session.load(command);
    const [{ openExisting }, { Verification }] = await Promise.all([
      import("../compose/care.ts"),
      import("../care/verify/verification.ts"),
    ]);
    const stores = await openExisting(config);
    try {
      const options = { repair, share: rehash ? sample : 0, bytesPerSecond: rate };
      const report = await careFor(session, stores.clock, verifyLine, (context) => new Verification(stores, options, context).run());
      if (output === "json") session.printJson(report);
      else session.terminal.out(reportText(report));
      requireSound(report);
    } finally {
      await stores.close();
    }
  });
}

interface MigrateOptions {
  readonly rate?: number;
  readonly output: string;
}

function addMigrate(storage: Command, session: Session): void {
  const command = storage
    .command("migrate")
    .description("Move the blobs to another store while the registry serves; begun again after any interruption");
  command
    .argument("<from>", "Where they are: storage.previous_url of the configuration")
    .argument("<to>", "Where they go: its storage_url");
  command.addOption(new Option("--rate <bytes/s>", "Copy no faster than this, as 50MB/s").argParser(parseRate));
  command.addOption(new Option("-o, --output <format>", "How to print what was done").choices(["text", "json"]).default("text"));
  addExamples(addConfigFlags(command), "aerugo storage migrate file:/var/lib/aerugo/blobs s3://images/aerugo");
  command.action(async (from: string, to: string, { rate, output }: MigrateOptions) => {
    const { config } = session.load(command);
    await requireConfigured(config, from, to);
    refuseNested(config);
    const [{ openExisting }, { StorageMove }, { LayeredStore }] = await Promise.all([
      import("../compose/care.ts"),
      import("../care/move/storage-move.ts"),
      import("../blobstore/layered-store.ts"),
    ]);
    const stores = await openExisting(config);
    try {
      const { metadata, blobs, clock } = stores;
      if (!(blobs instanceof LayeredStore)) throw new Error("the stores are not layered");
      const both = { metadata, from: blobs.previous, to: blobs.current };
      const report = await careFor(session, clock, moveLine, (context) => new StorageMove(both, rate, context).run());
      if (output === "json") session.printJson(report);
      else session.terminal.out(moveText(report));
      if (!report.complete)
        throw new CliError("unsound", `${report.damaged.length} blobs are in neither store whole`, "Run aerugo storage verify.");
    } finally {
      await stores.close();
    }
  });
}

/** Every server must look in both places before the first blob is moved: so the configuration that they share comes first. */
async function requireConfigured({ storageUrl, storage }: Config, from: string, to: string): Promise<void> {
  const { storageUrl: parser } = await import("../config/types.ts");
  const isSame = (text: string, location: object | undefined) => {
    const parsed = parser().zod.safeParse(text);
    return parsed.success && Bun.deepEquals(parsed.data, location);
  };
  if (isSame(from, storage.previousUrl) && isSame(to, storageUrl)) return;
  const hint = `Set storage_url to ${to} and storage.previous_url to ${from}, restart every server with that, and run this again.`;
  throw new CliError("conflict", "the servers are not configured for this move", hint);
}

/** Who deletes the old folder in the end would delete the new one with it. */
function refuseNested({ storageUrl: to, storage: { previousUrl: from } }: Config): void {
  if (from?.scheme !== "file" || to.scheme !== "file" || !existsSync(from.path) || !existsSync(to.path)) return;
  if (!realpathSync(to.path).startsWith(realpathSync(from.path) + sep)) return;
  throw new CliError("conflict", `${to.path} lies in ${from.path}, which is to be deleted in the end`, "Choose a folder beside it.");
}

function moveLine(progress: object): string {
  const { blobs, moved_blobs: moved, moved_bytes: bytes } = progress as MoveReport;
  return `${blobs} blobs looked at, ${moved} moved (${bytes} bytes)`;
}

function moveText({ from, to, moved_blobs: moved, moved_bytes: bytes, present_blobs: present, damaged, complete }: MoveReport): string {
  const lost = damaged.map((digest) => `${digest} is in neither store whole\n`).join("");
  const end = complete ? `No blob needs ${from} any more: remove storage.previous_url, restart the servers, and then delete it.\n` : "";
  return `${lost}${moved} blobs with ${bytes} bytes were moved to ${to}; ${present} were there.\n${end}`;
}

function addQuarantine(storage: Command, session: Session): void {
  const quarantine = storage.command("quarantine").description("Damaged bytes that are kept aside for inspection");
  addExamples(quarantine, "aerugo storage quarantine ls");
  addQuarantineList(quarantine, session);
  addQuarantineRemove(quarantine, session);
}

function addQuarantineList(quarantine: Command, session: Session): void {
  const command = quarantine.command("ls").alias("list").description("List them, with the keys under which they lie in storage");
  command.addOption(new Option("-o, --output <format>", "How to print them").choices(["text", "json"]).default("text"));
  addExamples(addConfigFlags(command), "aerugo storage quarantine ls -o json");
  command.action(async ({ output }: { output: string }) => {
    const { config } = session.load(command);
    const { openExisting } = await import("../compose/care.ts");
    const stores = await openExisting(config);
    try {
      const found = await stores.metadata.read.quarantine.list(0, QUARANTINE_LIMIT);
      if (output === "json") session.printJson(found.map((await import("../http/management/storage.ts")).toDamaged));
      else
        session.terminal.out(
          found
            .map(
              ({ kind, digest, storageKey, healedAt }) =>
                `${kind}\t${digest}\t${storageKey}\t${healedAt === undefined ? "open" : "healed"}\n`,
            )
            .join(""),
        );
    } finally {
      await stores.close();
    }
  });
}

function addQuarantineRemove(quarantine: Command, session: Session): void {
  const command = quarantine
    .command("rm")
    .description("Let damaged bytes go; only those whose blob was pushed again")
    .argument("<key>", "The key in storage");
  addYes(command);
  addExamples(addConfigFlags(command), "aerugo storage quarantine rm sha256/ab/abcd….x1y2z3 --yes");
  command.action(async (key: string, options: { yes?: boolean }) => {
    const { confirm } = await import("./remote/remote.ts");
    await confirm(session, options, `Delete the damaged bytes under ${key} for good?`);
    const { config } = session.load(command);
    const { openExisting } = await import("../compose/care.ts");
    const stores = await openExisting(config);
    try {
      await removeFromQuarantine(stores, key);
    } finally {
      await stores.close();
    }
  });
}

async function removeFromQuarantine({ metadata, blobs, clock }: CareStores, key: string): Promise<void> {
  const [{ recordChange }, { systemActor }] = await Promise.all([import("../auth/audit.ts"), import("../auth/actor.ts")]);
  const removed = await metadata.transaction(async (tx) => {
    const isBlobs = (await tx.storage.blobKeysAmong([key])).has(key);
    if (isBlobs) throw new CliError("conflict", "a blob has no other bytes than these", "Push it again, or delete what needs it.");
    const isKept = await tx.quarantine.delete(key);
    if (isKept) await recordChange(tx, systemActor("cli"), { action: "quarantine.delete", target: key }, clock.now());
    return isKept;
  });
  if (!removed) throw new CliError("notFound", `nothing is kept aside under ${key}`, "aerugo storage quarantine ls shows the keys.");
  await blobs.delete(key);
}

const QUARANTINE_LIMIT = 10_000;

function parseShare(text: string): number {
  const [, amount, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = Number(amount) / (percent ? 100 : 1);
  if (!(share >= 0 && share <= 1)) throw new InvalidArgumentError("Write it as 5% or 0.05.");
  return share;
}

function verifyLine(progress: object): string {
  const { stage, total_blobs: total, report } = progress as { stage: string; total_blobs: number; report: VerificationReport };
  return `${stage}: ${report.blobs} of ${total} blobs, ${report.keys} keys, ${report.manifests} manifests; problems: ${report.problems}`;
}

function reportText(report: VerificationReport): string {
  const { details, orphans } = report;
  const lines = details.map(({ kind, digest, repository, tag, detail, affected = [], repaired }) => {
    const subject = [repository && `${repository}${tag === undefined ? "" : `:${tag}`}`, digest].filter(Boolean).join(" ");
    return `${kind}  ${subject}: ${detail}${affected.length > 0 ? `; missed by ${affected.join(", ")}` : ""}${repaired ? " (repaired)" : ""}\n`;
  });
  const orphanText =
    orphans.keys === 0 ? "" : `${orphans.keys} keys (${orphans.bytes} bytes) belong to nobody; the collector takes them away.\n`;
  const more = report.problems > details.length ? `and ${report.problems - details.length} more\n` : "";
  return `${lines.join("")}${more}${orphanText}Looked at ${report.blobs} blobs (${report.rehashed_blobs} hashed), ${report.keys} keys, ${report.manifests} manifests; problems: ${report.problems}, repaired: ${report.repaired}, recovered: ${report.recovered_blobs}.\n`;
}

function requireSound({ problems, repaired }: VerificationReport): void {
  if (problems === 0) return;
  throw new CliError(
    "unsound",
    `problems: ${problems}, repaired: ${repaired}`,
    repaired < problems ? "docs/operating/verify.md says what each of them means." : undefined,
  );
}
