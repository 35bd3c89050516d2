// What a fault may make of the work of a node or of a collector, by the class of the error; anything else is a bug, however well it is survived.
import { S3AnswerError } from "../../../src/blobstore/s3/errors.ts";
import { BusyError } from "../../../src/lib/busy-error.ts";
import { NoSpaceError } from "../../../src/lib/no-space-error.ts";
import { StorageUnavailableError } from "../../../src/lib/storage-unavailable-error.ts";
import { CommitInDoubtError } from "../../../src/lib/commit-in-doubt-error.ts";

const EXPLAINED = [BusyError, NoSpaceError, StorageUnavailableError, S3AnswerError, CommitInDoubtError] as const;
const NAMES: ReadonlySet<string> = new Set(EXPLAINED.map(({ name }) => name));

/** What nodes may say of such an error. A request that "failed" was answered 500, and is not among them. */
const MESSAGES: ReadonlySet<string> = new Set([
  "the storage cannot be used",
  "a disk is full",
  "it is not known whether a change was made",
  "scheduled work failed; it runs again later",
  "job failed",
  "the end of a job could not be written down; it will be gone on with",
  "pulls could not be recorded",
]);

export function isExplained(error: unknown): boolean {
  return EXPLAINED.some((kind) => error instanceof kind);
}

/** The lines of nodes' logs that no fault explains: errors, and what was not written by the log at all. */
export function unexplainedLines(log: string): string[] {
  return log.split("\n").filter((line) => line !== "" && !isExplainedLine(line));
}

function isExplainedLine(line: string): boolean {
  const record = parsed(line);
  if (!record) return false;
  const { level, message, error } = record;
  return level !== "error" || (MESSAGES.has(message) && error !== undefined && NAMES.has(error.type));
}

interface LogRecord {
  readonly level: string;
  readonly message: string;
  readonly error?: { readonly type: string };
}

function parsed(line: string): LogRecord | undefined {
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
}
