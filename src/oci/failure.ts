// Every way a registry request can fail, in one table. Anyone may throw a RegistryError; `http/` alone turns it into a
// response. A test walks the table against the specification's codes.

/** The codes of distribution-spec 1.1 ("Error Codes"), plus the two that clients know on 5xx answers. */
export type SpecCode =
  | "BLOB_UNKNOWN"
  | "BLOB_UPLOAD_INVALID"
  | "BLOB_UPLOAD_UNKNOWN"
  | "DIGEST_INVALID"
  | "MANIFEST_BLOB_UNKNOWN"
  | "MANIFEST_INVALID"
  | "MANIFEST_UNKNOWN"
  | "NAME_INVALID"
  | "NAME_UNKNOWN"
  | "SIZE_INVALID"
  | "UNAUTHORIZED"
  | "DENIED"
  | "UNSUPPORTED"
  | "TOOMANYREQUESTS"
  | "UNAVAILABLE"
  | "UNKNOWN";

interface Failure {
  readonly code: SpecCode;
  readonly status: number;
  readonly message: string;
}

/** Each row: the code clients see, the status it travels with, and what it means in words. */
export const FAILURES = {
  blobUnknown: { code: "BLOB_UNKNOWN", status: 404, message: "blob unknown to registry" },
  blobReferenced: { code: "UNSUPPORTED", status: 405, message: "blob is referenced by a manifest of this repository" },
  chunkInvalid: { code: "BLOB_UPLOAD_INVALID", status: 400, message: "malformed Content-Range: expected <first>-<last>" },
  chunkOutOfOrder: { code: "BLOB_UPLOAD_INVALID", status: 416, message: "chunk does not start where the upload ends" },
  uploadInterrupted: { code: "BLOB_UPLOAD_INVALID", status: 400, message: "the request body ended early; resume from the upload's offset" },
  uploadUnknown: { code: "BLOB_UPLOAD_UNKNOWN", status: 404, message: "upload session unknown: it expired, was finished or was cancelled" },
  blobTooLarge: { code: "BLOB_UPLOAD_INVALID", status: 413, message: "blob exceeds the largest size this registry accepts" },
  digestInvalid: { code: "DIGEST_INVALID", status: 400, message: "digest is missing, malformed or of an unsupported algorithm" },
  digestMismatch: { code: "DIGEST_INVALID", status: 400, message: "content does not match the digest" },
  sizeInvalid: { code: "SIZE_INVALID", status: 400, message: "declared length and content disagree" },
  referencedBlobUnknown: { code: "MANIFEST_BLOB_UNKNOWN", status: 400, message: "manifest references content unknown to the repository" },
  manifestInvalid: { code: "MANIFEST_INVALID", status: 400, message: "manifest is invalid" },
  manifestTooLarge: { code: "MANIFEST_INVALID", status: 413, message: "manifest exceeds 4 MiB" },
  manifestTypeUnsupported: { code: "MANIFEST_INVALID", status: 415, message: "manifest media type is not supported" },
  tagInvalid: { code: "MANIFEST_INVALID", status: 400, message: "tag is malformed: expected [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}" },
  tooManyTags: { code: "MANIFEST_INVALID", status: 414, message: "too many tag parameters" },
  manifestUnknown: { code: "MANIFEST_UNKNOWN", status: 404, message: "manifest unknown to registry" },
  nameInvalid: { code: "NAME_INVALID", status: 400, message: "repository name is malformed" },
  nameUnknown: { code: "NAME_UNKNOWN", status: 404, message: "repository unknown to registry" },
  paginationInvalid: { code: "UNSUPPORTED", status: 400, message: "n must be a non-negative integer" },
  requestInvalid: { code: "UNSUPPORTED", status: 400, message: "request path is not valid percent-encoded UTF-8" },
  routeUnknown: { code: "UNSUPPORTED", status: 404, message: "no such endpoint" },
  methodUnsupported: { code: "UNSUPPORTED", status: 405, message: "method not supported here" },
  preconditionFailed: { code: "DENIED", status: 412, message: "precondition failed" },
  unauthorized: { code: "UNAUTHORIZED", status: 401, message: "authentication required" },
  denied: { code: "DENIED", status: 403, message: "requested access to the resource is denied" },
  tagImmutable: { code: "DENIED", status: 403, message: "the tag is immutable" },
  held: { code: "DENIED", status: 403, message: "a hold protects it" },
  storageQuotaExceeded: { code: "DENIED", status: 403, message: "the storage quota of the namespace is used up" },
  repositoryQuotaExceeded: { code: "DENIED", status: 403, message: "the namespace may not have more repositories" },
  rateLimited: { code: "TOOMANYREQUESTS", status: 429, message: "too many requests; try again later" },
  unavailable: { code: "UNAVAILABLE", status: 503, message: "the registry has too much to do right now; try again" },
  storageFull: { code: "UNAVAILABLE", status: 507, message: "the registry's storage is full; nothing acknowledged was lost" },
  internal: { code: "UNKNOWN", status: 500, message: "internal error" },
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof FAILURES;

/** A detail that people must read: clients show the message, and most of them nothing else. */
export class ExplainedDetail {
  constructor(
    readonly explanation: string,
    readonly detail: unknown,
  ) {}
}

/** Each detail becomes one entry of the response's `errors`, so a client sees every missing blob at once. */
export class RegistryError extends Error {
  constructor(
    readonly failure: FailureName,
    readonly details: readonly unknown[] = [],
    options?: ErrorOptions,
  ) {
    super(FAILURES[failure].message, options);
    this.name = "RegistryError";
  }
}
