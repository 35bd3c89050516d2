// Every failure that can reach the edge of the Management API, turned into its problem (RFC 9457).
import { CredentialsError } from "../../auth/authenticator.ts";
import { ExternalAccountError } from "../../auth/external-profile.ts";
import { DirectoryUnavailableError } from "../../auth/directory-unavailable-error.ts";
import { ThrottledError } from "../../auth/login-throttle.ts";
import { BusyError } from "../../lib/busy-error.ts";
import { CommitInDoubtError } from "../../lib/commit-in-doubt-error.ts";
import { NoSpaceError } from "../../lib/no-space-error.ts";
import { StorageUnavailableError } from "../../lib/storage-unavailable-error.ts";
import { MANAGEMENT_FAILURES, ManagementError, type ManagementErrorOptions, type ManagementFailureName } from "../../management/failure.ts";
import { ExplainedDetail, FAILURES, type FailureName, RegistryError } from "../../oci/failure.ts";
import type { Log } from "../../observability/log.ts";
import type { Exchange } from "../exchange.ts";
import type { HeaderFields } from "../respond.ts";
import { RateLimitedError, allLimitHeaders } from "../rate-limit.ts";
import { json } from "../respond.ts";

export const PROBLEMS_PATH = "/api/docs/problems";
const RETRY_SECONDS = { busy: 1, full: 5 };

/** What services of the registry itself fail with, by the status that the Registry API gives it. */
const BY_REGISTRY_STATUS: Readonly<Record<number, ManagementFailureName>> = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "notFound",
  405: "conflict",
  412: "stale",
  413: "tooLarge",
  429: "rateLimited",
  503: "unavailable",
  507: "storageFull",
};

const QUOTAS: ReadonlySet<FailureName> = new Set(["storageQuotaExceeded", "repositoryQuotaExceeded"] as const);

/** Whoever may change it otherwise: what is in the way is its state. */
const PROTECTED: ReadonlySet<FailureName> = new Set(["tagImmutable", "held"] as const);

/** What nobody foresaw is logged whole and answered with nothing but the request's id. */
export function answerProblem(exchange: Exchange, error: unknown, log: Log): Response {
  const known = toManagementError(error);
  if (known?.failure === "storageFull") log.error({ request: exchange.id, error }, "a disk is full");
  if (error instanceof DirectoryUnavailableError) log.error({ request: exchange.id, error }, "the directory cannot be asked");
  if (error instanceof StorageUnavailableError) log.error({ request: exchange.id, error }, "the storage cannot be used");
  if (error instanceof CommitInDoubtError) log.error({ request: exchange.id, error }, "it is not known whether a change was made");
  if (known) return problem(exchange, known, error instanceof RateLimitedError ? allLimitHeaders([error.spent]) : {});
  log.error({ request: exchange.id, method: exchange.method, path: exchange.shownPath, error }, "request failed");
  return problem(exchange, new ManagementError("internal"));
}

export function problem(exchange: Exchange, error: ManagementError, headers: HeaderFields = {}): Response {
  const { code, status, title } = MANAGEMENT_FAILURES[error.failure];
  const { detail, errors, retryAfterSeconds, extra } = error;
  const body = {
    ...extra,
    type: `${exchange.origin}${PROBLEMS_PATH}#${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    request_id: exchange.id,
    ...(errors.length === 0 ? {} : { errors: errors.map((entry) => ({ in: "body", ...entry })) }),
  };
  const fields: HeaderFields = { "content-type": "application/problem+json", ...headers };
  if (status === 401) fields["www-authenticate"] = `Bearer realm="aerugo"`;
  if (retryAfterSeconds !== undefined) fields["retry-after"] = String(Math.ceil(retryAfterSeconds));
  return json(exchange, body, fields, status);
}

/** Undefined for what nobody foresaw. */
export function toManagementError(error: unknown): ManagementError | undefined {
  if (error instanceof ManagementError) return error;
  if (error instanceof CredentialsError) return new ManagementError("unauthenticated", { detail: error.message, cause: error });
  if (error instanceof ExternalAccountError) return new ManagementError("conflict", { detail: error.message, cause: error });
  if (error instanceof DirectoryUnavailableError) return new ManagementError("unavailable", directoryUnavailable(error));
  if (error instanceof ThrottledError) return new ManagementError("rateLimited", throttled(error));
  if (error instanceof RateLimitedError) return new ManagementError("rateLimited", limited(error));
  if (error instanceof BusyError) return new ManagementError("unavailable", { retryAfterSeconds: RETRY_SECONDS.busy, cause: error });
  if (error instanceof CommitInDoubtError) return new ManagementError("unavailable", inDoubt(error));
  if (error instanceof NoSpaceError) return new ManagementError("storageFull", { retryAfterSeconds: RETRY_SECONDS.full, cause: error });
  // What is wrong with it is for the log.
  if (error instanceof StorageUnavailableError)
    return new ManagementError("unavailable", { retryAfterSeconds: RETRY_SECONDS.full, cause: error });
  if (error instanceof RegistryError) return fromRegistry(error);
  return undefined;
}

function limited(cause: RateLimitedError): ManagementErrorOptions {
  const { policy, limit, perMinute, retryAfterSeconds } = cause.spent;
  return { detail: `the limit by ${policy.replace("-", " ")} is ${perMinute} a minute, ${limit} at once`, retryAfterSeconds, cause };
}

/** Whoever asks again may find it done. */
function inDoubt(cause: CommitInDoubtError): ManagementErrorOptions {
  return { detail: cause.message, retryAfterSeconds: RETRY_SECONDS.busy, cause };
}

/** What is wrong with the directory is for the log, and whoever reads it. */
function directoryUnavailable(cause: DirectoryUnavailableError): ManagementErrorOptions {
  return { detail: "the directory that knows your password cannot be asked right now", retryAfterSeconds: RETRY_SECONDS.full, cause };
}

function throttled(cause: ThrottledError): ManagementErrorOptions {
  return { detail: cause.message, retryAfterSeconds: cause.retryAfterSeconds, cause };
}

function fromRegistry(error: RegistryError): ManagementError | undefined {
  const { status, message } = FAILURES[error.failure];
  const [first] = error.details;
  const detail = first instanceof ExplainedDetail ? `${message}: ${first.explanation}` : message;
  const failure = QUOTAS.has(error.failure) ? "quotaExceeded" : PROTECTED.has(error.failure) ? "conflict" : BY_REGISTRY_STATUS[status];
  return failure && new ManagementError(failure, { detail, cause: error });
}
