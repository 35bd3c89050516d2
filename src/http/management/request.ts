// What a request sends, checked against its endpoint's declaration. Every mistake is told at once, with a pointer to it.
import { BODY_LIMIT_BYTES } from "./limits.ts";
import type { z } from "@hono/zod-openapi";
import { type ErrorEntry, ManagementError } from "../../management/failure.ts";
import { JsonError, parseStrictJson } from "../../oci/strict-json.ts";
import { isUtf8Parameter, readBounded } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { valuesByName } from "../parameters.ts";
import type { Endpoint, PageRequest } from "./endpoint.ts";
import { DEFAULT_PAGE_LIMIT } from "./schemas.ts";

/** Nobody reads more mistakes than this, and a hostile body has a million. */
const ENTRY_LIMIT = 100;

export interface CheckedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly bodyBytes: Uint8Array;
  readonly page: PageRequest;
  readonly ifMatch: number | undefined;
  readonly hasIfMatch: boolean;
}

/** Throws ManagementError: first what is malformed, then what is unacceptable, then a missing precondition. */
export async function checkRequest(
  exchange: Exchange,
  endpoint: Endpoint,
  rawParams: Readonly<Record<string, string>>,
): Promise<CheckedRequest> {
  const params = check(endpoint.params, rawParams, "path");
  const query = check(endpoint.query, readQuery(exchange, endpoint.query), "query");
  const bodyBytes = await readBytes(exchange, endpoint);
  const body = endpoint.body && check(endpoint.body, parseBody(exchange, endpoint, bodyBytes), "body");
  const { limit = DEFAULT_PAGE_LIMIT, cursor } = (endpoint.paged ? query : {}) as Partial<PageRequest>;
  const ifMatch = readIfMatch(exchange, endpoint);
  return { params, query, body, bodyBytes, page: { limit, cursor }, ifMatch, hasIfMatch: Boolean(exchange.header("if-match")?.trim()) };
}

type Part = "path" | "query" | "body";

function check(schema: z.ZodType, value: unknown, part: Part): unknown {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const errors = error.issues.flatMap((issue) => toEntries(issue, part)).slice(0, ENTRY_LIMIT);
  throw new ManagementError(part === "body" ? "invalid" : "badRequest", { errors });
}

function toEntries(issue: z.core.$ZodIssue, part: Part): ErrorEntry[] {
  if (issue.code !== "unrecognized_keys") return [{ in: part, pointer: toPointer(issue.path, part), detail: detailOf(issue) }];
  const what = part === "body" ? "field" : "parameter";
  return issue.keys.map((key) => ({ in: part, pointer: toPointer([...issue.path, key], part), detail: `unknown ${what}` }));
}

/** What is missing is not "of the wrong type". */
function detailOf(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  return isMissing ? "is required" : issue.message;
}

/** RFC 6901 within a body; elsewhere the name alone. What the client sent as a key is cut, not repeated at length. */
function toPointer(path: readonly PropertyKey[], part: Part): string {
  const names = path.map((step) => String(step).slice(0, 100));
  if (part !== "body") return names[0] ?? "";
  return names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A parameter is a text, or a list of texts where the schema wants one or the client repeats it. */
function readQuery({ query }: Exchange, { shape }: z.ZodObject): Record<string, unknown> {
  const read = [...valuesByName(query)].map(([name, values]) => {
    // Some databases refuse control characters, and no name or search has any.
    if (values.some((value) => /\p{Cc}/u.test(value))) throw malformedParameter(name);
    const isListed = Object.hasOwn(shape, name) && isList(shape[name]);
    return [name, values.length > 1 || isListed ? values : values[0]] as const;
  });
  return Object.fromEntries(read);
}

function malformedParameter(name: string): ManagementError {
  const errors = [{ in: "query", pointer: toPointer([name], "query"), detail: "must not have control characters" }] as const;
  return new ManagementError("badRequest", { errors });
}

function isList(schema: z.core.$ZodType | undefined): boolean {
  if (!schema) return false;
  const { type, innerType } = schema._zod.def as z.core.$ZodTypeDef & { innerType?: z.core.$ZodType };
  return type === "array" || isList(innerType);
}

async function readBytes(exchange: Exchange, { body }: Endpoint): Promise<Uint8Array> {
  const bytes = await readBounded(exchange, body ? BODY_LIMIT_BYTES : 0);
  if (bytes === "truncated") throw malformedBody("the body ended early");
  if (bytes !== "tooLarge") return bytes;
  throw body ? new ManagementError("tooLarge") : malformedBody("this endpoint takes no body");
}

function parseBody(exchange: Exchange, { method, body }: Endpoint, bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) {
    if (body?.safeParse(undefined).success) return undefined;
    throw malformedBody("a body is required");
  }
  checkMediaType(exchange, method === "PATCH" ? ["application/merge-patch+json", "application/json"] : ["application/json"]);
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformedBody(withoutContent(error));
  }
}

/** JSON.parse quotes what it stumbled over, and that may be a password. */
function withoutContent({ message }: JsonError): string {
  return message.startsWith("not JSON:") ? "not JSON" : message;
}

function checkMediaType(exchange: Exchange, supported: readonly string[]): void {
  const [type = "", ...parameters] = (exchange.header("content-type") ?? "").toLowerCase().split(";");
  const isUtf8 = parameters.every(isUtf8Parameter);
  const isPlain = (exchange.header("content-encoding") ?? "identity") === "identity";
  if (supported.includes(type.trim()) && isUtf8 && isPlain) return;
  throw new ManagementError("unsupportedMediaType", { detail: `expected ${supported.join(" or ")}` });
}

function malformedBody(detail: string): ManagementError {
  return new ManagementError("badRequest", { errors: [{ in: "body", pointer: "", detail }] });
}

/** One strong tag as `versionTag` makes it. Any other tag cannot be the present one (RFC 9110 §13.1.1). */
function readIfMatch(exchange: Exchange, { requiresIfMatch, creates }: Endpoint): number | undefined {
  const header = exchange.header("if-match")?.trim();
  if (!requiresIfMatch || (creates && !header)) return undefined;
  if (!header) throw new ManagementError("preconditionRequired");
  if (header === "*") return undefined;
  const version = /^"v(\d{1,15})(?:\.[0-9a-z]+)?"$/.exec(header)?.[1];
  if (version === undefined) throw new ManagementError("stale");
  return Number(version);
}
