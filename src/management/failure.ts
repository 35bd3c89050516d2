// Every way a request of the Management API can fail, in one table. Anyone above the stores may throw a ManagementError;
// `http/` alone turns it into a problem (RFC 9457). The page /api/docs/problems is written from these rows.

interface Failure {
  /** What programs branch on; never changes its meaning. */
  readonly code: string;
  readonly status: number;
  /** The same for every occurrence; what is special about one is its `detail`. */
  readonly title: string;
  /** For the page of problems: what it means and what to do about it. */
  readonly help: string;
}

export const MANAGEMENT_FAILURES = {
  badRequest: {
    code: "bad_request",
    status: 400,
    title: "The request is malformed",
    help: "The path, a parameter, a header or the syntax of the body cannot be read. `errors` points at each mistake.",
  },
  unauthenticated: {
    code: "unauthenticated",
    status: 401,
    title: "Credentials are missing or no longer valid",
    help: "Sign in, or send a token as `Authorization: Bearer …`. Expired, revoked and mistyped credentials all end here.",
  },
  forbidden: {
    code: "forbidden",
    status: 403,
    title: "You may see this, but not do that",
    help: "Your role does not allow the operation. Ask an administrator of the organization or the repository.",
  },
  scopeInsufficient: {
    code: "insufficient_scope",
    status: 403,
    title: "The token lacks a scope",
    help: "You may do this, the token you sent may not. `required_scope` names the scope that a token for it needs.",
  },
  crossSite: {
    code: "cross_site",
    status: 403,
    title: "The request came from another site",
    help: "A session cookie only counts for changes that the registry's own pages ask for. Programs should send a token.",
  },
  reauthenticationRequired: {
    code: "reauthentication_required",
    status: 403,
    title: "Prove again that it is you",
    help: "The operation is sensitive and your last sign-in is too long ago. Sign in again and repeat the request.",
  },
  quotaExceeded: {
    code: "quota_exceeded",
    status: 403,
    title: "A quota is used up",
    help: "The change would go over a limit of the organization or the installation. Free something or have the limit raised.",
  },
  notFound: {
    code: "not_found",
    status: 404,
    title: "No such thing",
    help: "It does not exist, or you may not know that it does: the answer is the same for both.",
  },
  routeUnknown: {
    code: "route_unknown",
    status: 404,
    title: "No such endpoint",
    help: "No endpoint has this path. A `/` inside a name must be sent as `%2F`.",
  },
  methodNotAllowed: {
    code: "method_not_allowed",
    status: 405,
    title: "The endpoint does not have this method",
    help: "The header `Allow` lists the methods it has.",
  },
  conflict: {
    code: "conflict",
    status: 409,
    title: "The change does not fit the current state",
    help: "`detail` says what is in the way. Repeating the same request will not help until that has changed.",
  },
  nameTaken: {
    code: "name_taken",
    status: 409,
    title: "The name is taken",
    help: "Choose another name. Names of deleted things may stay reserved for a while.",
  },
  idempotencyRunning: {
    code: "idempotency_key_in_use",
    status: 409,
    title: "The first request with this Idempotency-Key is still running",
    help: "Wait a moment and repeat the request: it will be given the answer of the first.",
  },
  stale: {
    code: "stale",
    status: 412,
    title: "Somebody else changed it first",
    help: "The `If-Match` you sent is not its present `ETag`. Get it again, look at what changed, and repeat the request.",
  },
  tooLarge: {
    code: "too_large",
    status: 413,
    title: "The body is too large",
    help: "Bodies may have up to 1 MiB.",
  },
  unsupportedMediaType: {
    code: "unsupported_media_type",
    status: 415,
    title: "The body's media type is not supported",
    help: "Send `application/json`, or `application/merge-patch+json` with PATCH, in UTF-8 and without `Content-Encoding`.",
  },
  invalid: {
    code: "invalid",
    status: 422,
    title: "The body is well-formed, but not acceptable",
    help: "`errors` holds one entry per mistake; its `pointer` (RFC 6901) says where in the body.",
  },
  idempotencyMismatch: {
    code: "idempotency_key_reused",
    status: 422,
    title: "The Idempotency-Key was used for another request",
    help: "A key stands for one request for 24 hours. Use a fresh one for every new request.",
  },
  preconditionRequired: {
    code: "precondition_required",
    status: 428,
    title: "If-Match is required",
    help: "Get the thing first and send its `ETag` back as `If-Match`, so that nobody's change is lost unseen.",
  },
  rateLimited: {
    code: "rate_limited",
    status: 429,
    title: "Too many requests",
    help: "`Retry-After` says how many seconds to wait.",
  },
  internal: {
    code: "internal",
    status: 500,
    title: "Internal error",
    help: "A mistake of the registry. Its log holds the reason under the answer's `request_id`.",
  },
  unavailable: {
    code: "unavailable",
    status: 503,
    title: "The registry has too much to do right now",
    help: "`Retry-After` says when to try again.",
  },
  storageFull: {
    code: "storage_full",
    status: 507,
    title: "The registry's storage is full",
    help: "Nothing that was acknowledged is lost. Whoever runs the registry has to make room.",
  },
} as const satisfies Record<string, Failure>;

export type ManagementFailureName = keyof typeof MANAGEMENT_FAILURES;

/** One mistake of the client's. */
export interface ErrorEntry {
  /** The body when left out. */
  readonly in?: "body" | "query" | "path" | "header";
  /** RFC 6901 within a body (`/members/0/role`); the name of a parameter or header elsewhere. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ManagementErrorOptions extends ErrorOptions {
  /** A sentence for the person who sees it. No secrets, and nothing that the caller may not know. */
  readonly detail?: string;
  readonly errors?: readonly ErrorEntry[];
  readonly retryAfterSeconds?: number;
  /** Further members of the problem, such as the numbers of a quota; snake_case. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export class ManagementError extends Error {
  override readonly name = "ManagementError";
  readonly detail: string | undefined;
  readonly errors: readonly ErrorEntry[];
  readonly retryAfterSeconds: number | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    readonly failure: ManagementFailureName,
    { detail, errors = [], retryAfterSeconds, extra = {}, ...options }: ManagementErrorOptions = {},
  ) {
    super(detail ?? MANAGEMENT_FAILURES[failure].title, options);
    this.detail = detail;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
    this.extra = extra;
  }
}
