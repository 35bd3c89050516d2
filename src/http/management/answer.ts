// What handlers answer with, and how that becomes a response.
import type { HeaderFields } from "../respond.ts";
import { json } from "../respond.ts";
import type { Exchange } from "../exchange.ts";
import { isNotModified } from "../registry/conditional.ts";
import { nextLink } from "./cursor.ts";
import type { Endpoint } from "./endpoint.ts";

export interface AnswerOptions {
  /** An entity tag, quotes included, that changes whenever the answer does: `versionTag(row.version)`. */
  readonly etag?: string | undefined;
  readonly headers?: HeaderFields | undefined;
  readonly cookies?: readonly string[] | undefined;
}

export type Answer<Item = unknown> =
  | { readonly kind: "json"; readonly status: 200 | 201 | 202; readonly body: Item; readonly options: AnswerOptions }
  | { readonly kind: "page"; readonly items: readonly Item[]; readonly next: string | undefined }
  | { readonly kind: "empty"; readonly options: AnswerOptions }
  | {
      readonly kind: "raw";
      readonly body: ReadableStream<Uint8Array> | string;
      readonly contentType: string;
      readonly options: AnswerOptions;
    };

export function ok<T>(body: T, options: AnswerOptions = {}): Answer<T> {
  return { kind: "json", status: 200, body, options };
}

/** `location` is a path of this API, from the root. */
export function created<T>(body: T, { location, headers, ...options }: AnswerOptions & { readonly location: string }): Answer<T> {
  return { kind: "json", status: 201, body, options: { ...options, headers: { ...headers, location } } };
}

export function accepted<T>(body: T, options: AnswerOptions = {}): Answer<T> {
  return { kind: "json", status: 202, body, options };
}

export function noContent(options: AnswerOptions = {}): Answer<never> {
  return { kind: "empty", options };
}

/** `next` is the cursor of the following page; undefined at the end. */
export function page<T>({ items, next }: { readonly items: readonly T[]; readonly next: string | undefined }): Answer<T> {
  return { kind: "page", items, next };
}

/** For exports; a stream is sent as it comes. */
export function raw(body: ReadableStream<Uint8Array> | string, contentType: string, options: AnswerOptions = {}): Answer<never> {
  return { kind: "raw", body, contentType, options };
}

/**
 * The entity tag of the version of a row. `shown` is what the answer tells beside the row, such as counters: it makes another tag of the
 * same version, so that `If-None-Match` sees it change while `If-Match` goes on to accept the version.
 */
export function versionTag(version: number, shown?: unknown): string {
  return shown === undefined ? `"v${version}"` : `"v${version}.${Bun.hash(JSON.stringify(shown)).toString(36)}"`;
}

/** How an answer differs from what its endpoint declares; undefined when it does not. */
export function findMismatch({ response, versioned }: Endpoint, answer: Answer): string | undefined {
  const status = answer.kind === "json" ? answer.status : answer.kind === "empty" ? 204 : 200;
  if (status !== response.status) return `status ${status}`;
  if (versioned && (answer.kind === "page" || answer.options.etag === undefined)) return "no ETag";
  if (answer.kind === "empty" || answer.kind === "raw") return undefined;
  // As clients get it: what JSON leaves out is not there.
  const sent: unknown = JSON.parse(JSON.stringify(jsonBody(answer)));
  const { error, data } = response.schema!.safeParse(sent);
  if (error) return error.message;
  return Bun.deepEquals(data, sent) ? undefined : "it has more fields";
}

function jsonBody(answer: Extract<Answer, { kind: "json" | "page" }>): unknown {
  return answer.kind === "page" ? { items: answer.items, next_cursor: answer.next ?? null } : answer.body;
}

export async function toResponse(exchange: Exchange, answer: Answer): Promise<Response> {
  if (answer.kind === "page") {
    return json(exchange, jsonBody(answer), answer.next === undefined ? {} : { link: nextLink(exchange, answer.next) });
  }
  const response = await withoutCookies(exchange, answer);
  for (const cookie of answer.options.cookies ?? []) response.headers.append("set-cookie", cookie);
  return response;
}

async function withoutCookies(exchange: Exchange, answer: Exclude<Answer, { kind: "page" }>): Promise<Response> {
  const { etag, headers = {} } = answer.options;
  const fields = etag === undefined ? headers : { ...headers, etag };
  if (answer.kind === "empty") return new Response(null, { status: 204, headers: fields });
  if (etag !== undefined && isUnchanged(exchange, etag)) return new Response(null, { status: 304, headers: fields });
  if (answer.kind === "json") return json(exchange, answer.body, fields, answer.status);
  const { body, contentType } = answer;
  const isHead = exchange.method === "HEAD";
  // Nobody will read it: whoever feeds it must be told.
  if (isHead && body instanceof ReadableStream) await body.cancel();
  return new Response(isHead ? null : body, { headers: { "content-type": contentType, ...fields } });
}

function isUnchanged({ method, request }: Exchange, etag: string): boolean {
  return (method === "GET" || method === "HEAD") && isNotModified(request.headers, etag.replaceAll('"', ""));
}
