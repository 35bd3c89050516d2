// Every failure that can reach the edge, turned into its answer. What the registry alone can fail with (challenges) is its own.
import { ExternalAccountError } from "../auth/external-profile.ts";
import { DirectoryUnavailableError } from "../auth/directory-unavailable-error.ts";
import { ThrottledError } from "../auth/login-throttle.ts";
import { BusyError } from "../lib/busy-error.ts";
import { CommitInDoubtError } from "../lib/commit-in-doubt-error.ts";
import { NoSpaceError } from "../lib/no-space-error.ts";
import { StorageUnavailableError } from "../lib/storage-unavailable-error.ts";
import { RegistryError } from "../oci/failure.ts";
import type { Log } from "../observability/log.ts";
import type { Exchange } from "./exchange.ts";
import { RateLimitedError, limitHeaders } from "./rate-limit.ts";
import { RegistryErrorWithHeaders } from "./registry-error.ts";
import { failure } from "./respond.ts";

const RETRY_SECONDS = { busy: "1", full: "5" };

/** What nobody foresaw is logged whole and answered with nothing but the request's id. */
export function answerFailure(exchange: Exchange, error: unknown, log: Log): Response {
  if (error instanceof RegistryErrorWithHeaders) return failure(exchange, error.failure, error.details, error.headers);
  if (error instanceof RegistryError) return failure(exchange, error.failure, error.details);
  if (error instanceof ExternalAccountError) return failure(exchange, "denied", [{ reason: error.message }]);
  if (error instanceof DirectoryUnavailableError) {
    log.error({ request: exchange.id, error }, "the directory cannot be asked");
    return failure(exchange, "unavailable", [{ reason: "the directory that knows the password" }], { "retry-after": RETRY_SECONDS.full });
  }
  if (error instanceof StorageUnavailableError) {
    log.error({ request: exchange.id, error }, "the storage cannot be used");
    return failure(exchange, "unavailable", [], { "retry-after": RETRY_SECONDS.full });
  }
  if (error instanceof CommitInDoubtError) {
    log.error({ request: exchange.id, error }, "it is not known whether a change was made");
    return failure(exchange, "unavailable", [{ reason: error.message }], { "retry-after": RETRY_SECONDS.busy });
  }
  if (error instanceof BusyError) return failure(exchange, "unavailable", [], { "retry-after": RETRY_SECONDS.busy });
  if (error instanceof ThrottledError) return failure(exchange, "rateLimited", [], { "retry-after": String(error.retryAfterSeconds) });
  if (error instanceof RateLimitedError) return tooMany(exchange, error);
  if (error instanceof NoSpaceError) {
    log.error({ request: exchange.id, error }, "a disk is full");
    return failure(exchange, "storageFull", [], { "retry-after": RETRY_SECONDS.full });
  }
  log.error({ request: exchange.id, method: exchange.method, path: exchange.shownPath, error }, "request failed");
  return failure(exchange, "internal", [{ request: exchange.id }]);
}

function tooMany(exchange: Exchange, { spent }: RateLimitedError): Response {
  const headers = { "retry-after": String(spent.retryAfterSeconds), ...limitHeaders([spent]) };
  return failure(exchange, "rateLimited", [{ policy: spent.policy, limit: spent.limit, per_minute: spent.perMinute }], headers);
}
