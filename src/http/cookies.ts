// Cookies of our own, bound to this very host: over TLS by a prefix that no other host can plant, which plain http cannot have.
import type { Exchange } from "./exchange.ts";

const SECURE_PREFIX = "__Host-";

/** The value for Set-Cookie; an empty one takes the cookie away. */
export function hostCookie(exchange: Exchange, name: string, value: string, maxAgeSeconds: number): string {
  const secure = isSecure(exchange) ? "; Secure" : "";
  return `${fullName(exchange, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${value === "" ? 0 : maxAgeSeconds}${secure}`;
}

export function readHostCookie(exchange: Exchange, name: string): string | undefined {
  const wanted = `${fullName(exchange, name)}=`;
  const pairs = exchange.header("cookie")?.split(";") ?? [];
  const value = pairs
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(wanted))
    ?.slice(wanted.length);
  return value === "" ? undefined : value;
}

function fullName(exchange: Exchange, name: string): string {
  return isSecure(exchange) ? `${SECURE_PREFIX}${name}` : name;
}

function isSecure({ origin }: Exchange): boolean {
  return origin.startsWith("https:");
}
