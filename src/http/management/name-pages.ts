// Lists that are sorted by name, and those sorted by id: how a page of them ends and the next one begins.
import { page, type Answer } from "./answer.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

interface Found<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/** The name that the page before ended with. */
export function afterName(cursor: string | undefined, tag: string): string {
  return String(decodeCursor(cursor, tag)?.[0] ?? "");
}

/** The id that the page before ended with. */
export function afterId(cursor: string | undefined, tag: string): number {
  return Number(decodeCursor(cursor, tag)?.[0] ?? 0);
}

export function namePage<T extends { readonly name: string }, Shown>(
  { items, more }: Found<T>,
  toShown: (item: T) => Shown,
  tag: string,
): Answer<Shown> {
  return page({ items: items.map(toShown), next: more ? encodeCursor([items.at(-1)!.name], tag) : undefined });
}

export function idPage<T extends { readonly id: number }, Shown>(
  { items, more }: Found<T>,
  toShown: (item: T) => Shown,
  tag: string,
): Answer<Shown> {
  return page({ items: items.map(toShown), next: more ? encodeCursor([items.at(-1)!.id], tag) : undefined });
}
