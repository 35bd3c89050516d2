// What a request shows to say who is calling: a header, or the cookie of a browser session.
import { hostCookie, readHostCookie } from "../cookies.ts";
import type { Exchange } from "../exchange.ts";

const SESSION_COOKIE = "aerugo_session";

export interface ShownCredentials {
  readonly authorization: string | null;
  readonly cookie: string | undefined;
  readonly address: string;
}

export function credentialsOf(exchange: Exchange): ShownCredentials {
  const cookie = readHostCookie(exchange, SESSION_COOKIE);
  return { authorization: exchange.header("authorization"), cookie, address: exchange.clientAddress };
}

/** The value for Set-Cookie; an empty secret takes the cookie away. */
export function sessionCookie(exchange: Exchange, secret: string, maxAgeSeconds: number): string {
  return hostCookie(exchange, SESSION_COOKIE, secret, maxAgeSeconds);
}

/** Where a sign-in comes from. */
export function signInOrigin(exchange: Exchange): { address: string; requestId: string; userAgent: string } {
  return { address: exchange.clientAddress, requestId: exchange.id, userAgent: exchange.header("user-agent") ?? "" };
}
