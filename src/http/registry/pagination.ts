// Pages: `n` and `last` in, a `Link` to the next page out (distribution-spec "Listing Tags").
import { RegistryError } from "../../oci/failure.ts";
import type { Exchange } from "../exchange.ts";

/** More than asked for by any tool seen (Renovate: 10 000); a larger `n` is clamped, not refused. */
export const PAGE_LIMIT = 10_000;

/** `fallback` when the client names no size. Throws paginationInvalid. */
export function readPageSize({ query }: Exchange, fallback: number): number {
  const text = query.get("n");
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw new RegistryError("paginationInvalid", [{ n: text.slice(0, 100) }]);
  return Math.min(Number(text), PAGE_LIMIT);
}

/** Relative to the host: right behind every proxy, and never a link to somewhere else. */
export function nextLink(path: string, parameters: Readonly<Record<string, string>>): string {
  return `<${path}?${new URLSearchParams(parameters)}>; rel="next"`;
}
