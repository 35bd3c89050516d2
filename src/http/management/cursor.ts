// Cursors: where a page of a list ended, as the sort values of its last entry (keyset pagination). Opaque to clients, and good only
// for the list and sort they were given for. Not secret and not signed: a made-up cursor starts a page somewhere, within what
// the caller may see anyway.
import { ManagementError } from "../../management/failure.ts";
import type { Exchange } from "../exchange.ts";

export type CursorValue = string | number | null;

export const CURSOR_LENGTH_LIMIT = 2048;

/** `tag` names list and sort: `tags:name`. Throws when the values cannot fit a cursor. */
export function encodeCursor(values: readonly CursorValue[], tag: string): string {
  const cursor = Buffer.from(JSON.stringify([tag, ...values])).toString("base64url");
  if (cursor.length > CURSOR_LENGTH_LIMIT) throw new Error(`the cursor of ${tag} is too long`);
  return cursor;
}

/** Undefined without a cursor: the first page. Throws `badRequest` for one that was not made for this list and sort. */
export function decodeCursor(cursor: string | undefined, tag: string): readonly CursorValue[] | undefined {
  if (cursor === undefined) return undefined;
  const [foundTag, ...values] = parse(cursor);
  if (typeof foundTag !== "string" || !values.every(isCursorValue)) throw invalid("is not a cursor of this API");
  if (foundTag !== tag) throw invalid("belongs to another list or another sort; start again without it");
  return values;
}

/** Absolute, with the request's other parameters: following it is all that a client has to do. */
export function nextLink(exchange: Exchange, cursor: string): string {
  const query = new URLSearchParams(exchange.query);
  query.set("cursor", cursor);
  return `<${exchange.origin}${exchange.path}?${query}>; rel="next"`;
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor.slice(0, CURSOR_LENGTH_LIMIT), "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === "string" || Number.isSafeInteger(value);
}

function invalid(detail: string): ManagementError {
  return new ManagementError("badRequest", { errors: [{ in: "query", pointer: "cursor", detail }] });
}
