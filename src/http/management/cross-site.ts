// Whether a change was asked for by one of our own pages. A browser sends its cookies whoever asks, so a session cookie alone does not
// say that its owner wanted this.
import type { Caller } from "../../auth/caller.ts";
import { ManagementError } from "../../management/failure.ts";
import type { Exchange } from "../exchange.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Throws `crossSite`. With a cookie the browser must say that the request is ours. A request with an Authorization header was made on
 * purpose: a foreign page cannot add one without asking first, and we answer no such question. Without either, what says that it is
 * foreign is refused: a foreign page must not sign its visitors in.
 */
export function refuseCrossSite(exchange: Exchange, { byCookie }: Caller): void {
  if (SAFE_METHODS.has(exchange.method)) return;
  const origin = exchange.header("origin");
  const site = exchange.header("sec-fetch-site");
  if (origin === exchange.origin || site === "same-origin" || site === "none") return;
  const saysNothing = origin === null && site === null;
  if (!byCookie && (saysNothing || exchange.header("authorization") !== null)) return;
  throw new ManagementError("crossSite");
}
