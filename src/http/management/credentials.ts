// What a request shows to say who is calling: a header, or the cookie of a browser session.
import type { Exchange } from "../exchange.ts";

/** The prefix binds a cookie to this very host over TLS, so that no other host can plant one; plain http cannot have it. */
const SECURE_COOKIE = "__Host-aerugo_session";
const PLAIN_COOKIE = "aerugo_session";

export interface ShownCredentials {
  readonly authorization: string | null;
  readonly cookie: string | undefined;
  readonly address: string;
}

export function credentialsOf(exchange: Exchange): ShownCredentials {
  return { authorization: exchange.header("authorization"), cookie: readCookie(exchange), address: exchange.clientAddress };
}

/** The value for Set-Cookie; an empty secret takes the cookie away. */
export function sessionCookie(exchange: Exchange, secret: string, maxAgeSeconds: number): string {
  const name = cookieName(exchange);
  const secure = name === SECURE_COOKIE ? "; Secure" : "";
  return `${name}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${secret === "" ? 0 : maxAgeSeconds}${secure}`;
}

function readCookie(exchange: Exchange): string | undefined {
  const wanted = `${cookieName(exchange)}=`;
  const pairs = exchange.header("cookie")?.split(";") ?? [];
  const value = pairs
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(wanted))
    ?.slice(wanted.length);
  return value === "" ? undefined : value;
}

function cookieName({ origin }: Exchange): string {
  return origin.startsWith("https:") ? SECURE_COOKIE : PLAIN_COOKIE;
}
