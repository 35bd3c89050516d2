// Errors become one line, a hint and an exit code here, and nowhere else in the CLI.
import { CommanderError } from "commander";
import { ConfigError } from "../config/problem.ts";
import type { ExitKind } from "./exit-codes.ts";

/** A failure that already knows what to tell the person at the terminal. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    readonly kind: ExitKind,
    message: string,
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const MANAGEMENT_ERRORS: Record<string, ExitKind> = { nameTaken: "conflict", conflict: "conflict", notFound: "notFound", invalid: "usage" };

/** Errors of the rooms below, by name: importing their classes would load those rooms for every command. */
const NAMED_ERRORS: Record<string, ExitKind> = {
  SecretKeyError: "conflict",
  SchemaTooNewError: "conflict",
  PostgresTooOldError: "conflict",
  PostgresUnavailableError: "unavailable",
  NoSpaceError: "unavailable",
  S3SettingsError: "usage",
  StorageUnavailableError: "unavailable",
  LockedError: "unavailable",
  WrongStorageError: "unavailable",
  BackupError: "conflict",
  MoveError: "conflict",
  SameStoreError: "conflict",
  NoInstallationError: "notFound",
  SchemaTooOldError: "conflict",
  NotEmptyError: "conflict",
  ImportError: "usage",
};

/** What the system says when a port, a database or a folder cannot be had. */
const UNAVAILABLE: Record<string, string> = {
  EADDRINUSE: "Another process listens there; choose another address with --listen or --ops-listen.",
  EADDRNOTAVAIL: "No interface of this machine has that address; see --listen and --ops-listen.",
  EACCES: "Aerugo may not use it: check the owner and mode of the data folder, or choose a port above 1023.",
  EPERM: "Aerugo may not use it: check the owner and mode of the data folder.",
  EROFS: "It is on a read-only file system; choose another folder with --data-dir.",
  ENOSPC: "The disk is full.",
  ENOENT: "Check --data-dir, --database-url and --storage-url.",
  ENOTDIR: "Check --data-dir, --database-url and --storage-url.",
  SQLITE_CANTOPEN: "Check that the database's folder exists and that Aerugo may write to it.",
  SQLITE_READONLY: "Aerugo may not write to the database file or its folder.",
  SQLITE_NOTADB: "The file at database_url is not an SQLite database.",
  SQLITE_BUSY: "Another process holds the database.",
};

export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ConfigError) return configFailure(error);
  if (error instanceof CommanderError) return usageFailure(error);
  return (
    managementFailure(error) ??
    namedFailure(error) ??
    unavailable(error) ??
    new CliError("failure", messageOf(error), undefined, { cause: error })
  );
}

function configFailure(error: ConfigError): CliError {
  const { problems, message } = error;
  const heading = problems.length === 1 ? "" : `${problems.length} problems in the configuration:\n  `;
  const hint = "aerugo config docs explains every key.";
  return new CliError("usage", heading + message.replaceAll("\n", "\n  "), hint, { cause: error });
}

/** Commander's messages carry a suggestion on a second line. */
function usageFailure(error: CommanderError): CliError {
  const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const hint = suggestion?.replace(/^\((.*)\)$/, "$1") ?? "Try --help.";
  return new CliError("usage", message, hint, { cause: error });
}

function managementFailure(error: unknown): CliError | undefined {
  if (!(error instanceof Error) || error.name !== "ManagementError" || !("failure" in error)) return undefined;
  return new CliError(MANAGEMENT_ERRORS[String(error.failure)] ?? "failure", error.message, undefined, { cause: error });
}

function namedFailure(error: unknown): CliError | undefined {
  const kind = error instanceof Error ? NAMED_ERRORS[error.name] : undefined;
  return kind && new CliError(kind, messageOf(error), undefined, { cause: error });
}

function unavailable(error: unknown): CliError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const hint = "code" in cause ? UNAVAILABLE[String(cause.code)] : undefined;
    if (hint !== undefined) return new CliError("unavailable", messageOf(error), hint, { cause: error });
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
