// What S3 says when it does not do what it was asked, in our own words. The library's errors are never handed on: they carry what was
// signed, and the address with its signature.
import { BusyError } from "../../lib/busy-error.ts";
import { NoSpaceError } from "../../lib/no-space-error.ts";
import { StorageUnavailableError } from "../../lib/storage-unavailable-error.ts";

interface Facts {
  readonly operation: string;
  /** As S3 names it, or the network's code. */
  readonly code: string;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
}

/** S3 refused, and would refuse the same request again. */
export class S3RefusedError extends Error {
  override readonly name = "S3RefusedError";
  readonly code: string;
  readonly status: number | undefined;

  constructor({ code, status }: Facts, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The answer does not fit the question: what was sent cannot be taken for stored. */
export class S3AnswerError extends StorageUnavailableError {}

/** Nobody gives us credentials; whoever did may do so again. */
export class S3CredentialsError extends StorageUnavailableError {}

/** The bucket, its address or the credentials are not usable as configured. */
export class S3SettingsError extends Error {
  override readonly name = "S3SettingsError";
}

const THROTTLED = new Set([
  "SlowDown",
  "SlowDownRead",
  "SlowDownWrite",
  "Throttling",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TooManyRequests",
]);
/** Refused for what happened on the way, not for what was asked. */
const PASSING = new Set([
  "BadDigest",
  "IncompleteBody",
  "InternalError",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ServiceUnavailable",
  "XAmzContentSHA256Mismatch",
  "XAmzContentChecksumMismatch",
]);
const FULL = new Set(["InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "StorageFull", "XAdminBucketQuotaExceeded"]);
const NOT_IMPLEMENTED = 501;
const LONGEST_MESSAGE = 300;

interface FromLibrary {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Our error for the library's, whatever was thrown while `operation` was under way. */
export function translate(operation: string, error: unknown): Error {
  if (error instanceof S3AnswerError) return error;
  if ((error as Error).name === "CredentialsProviderError") return new S3CredentialsError(`S3 ${operation}: no credentials were found`);
  const { name, code: networkCode, message = "", $metadata } = error as FromLibrary;
  const status = $metadata?.httpStatusCode;
  // A DOMException's code is a number that says less than its name.
  const code = status === undefined && typeof networkCode === "string" ? networkCode : (name ?? "unknown");
  const request = $metadata?.requestId ? `, request ${$metadata.requestId}` : "";
  const said = `S3 ${operation}: ${code} (${status ?? "no answer"}${request}): ${message.slice(0, LONGEST_MESSAGE)}`;
  if (FULL.has(code) || status === 507) return new NoSpaceError(said);
  if (THROTTLED.has(code) || status === 429) return new BusyError(said);
  const isPassing = status === undefined || PASSING.has(code) || status === 408 || (status >= 500 && status !== NOT_IMPLEMENTED);
  // A "200" with an error inside that we know nothing of may be anything.
  if (isPassing || status < 300) return new StorageUnavailableError(said);
  return new S3RefusedError({ operation, code, status }, said);
}

/** What S3 said, or would have said. */
export function noSuchUpload(operation: string): S3RefusedError {
  return new S3RefusedError({ operation, code: "NoSuchUpload", status: 404 }, `S3 ${operation}: there is no such upload`);
}

/** Whether the same request may succeed a little later. */
export function isPassing(error: unknown): boolean {
  return error instanceof StorageUnavailableError || error instanceof BusyError;
}

export function isRefusedWith(error: unknown, ...codes: readonly string[]): error is S3RefusedError {
  return error instanceof S3RefusedError && codes.includes(error.code);
}

/** HEAD has no body, so no code of S3's own either. Other things may be missing too: a bucket, a user. */
export function isAbsent(error: unknown): boolean {
  return isRefusedWith(error, "NotFound", "NoSuchKey", "NoSuchUpload");
}
