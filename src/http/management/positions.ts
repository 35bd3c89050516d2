// Where a page of a list begins: the values of a cursor, of the kinds that the list sorts by. A made-up cursor may hold others, and a
// database that is asked to compare a text with a number does not answer with a page.
import { ManagementError } from "../../management/failure.ts";
import { decodeCursor } from "./cursor.ts";

interface Kinds {
  readonly text: string;
  readonly number: number;
}

type Values<K extends readonly (keyof Kinds)[]> = { -readonly [Index in keyof K]: Kinds[K[Index]] };

/** Undefined without a cursor: the first page. Throws `badRequest`. */
export function readPosition<const K extends readonly (keyof Kinds)[]>(
  cursor: string | undefined,
  tag: string,
  kinds: K,
): Values<K> | undefined {
  const values = decodeCursor(cursor, tag);
  if (!values) return undefined;
  const fits = values.length === kinds.length && kinds.every((kind, index) => isOf(kind, values[index]));
  if (fits) return values as unknown as Values<K>;
  throw new ManagementError("badRequest", { errors: [{ in: "query", pointer: "cursor", detail: "is not a cursor of this list" }] });
}

function isOf(kind: keyof Kinds, value: unknown): boolean {
  return typeof value === (kind === "text" ? "string" : "number");
}
