// How long a sign-in lasts: as long as it is used, and not for ever.
import type { SessionRecord } from "../metadata/sessions.ts";

export interface SessionLifetime {
  /** From the sign-in on, however much it is used. */
  readonly maxAgeMs: number;
  /** Without a request. */
  readonly idleMs: number;
}

/** When a session that was used at `now` ends. */
export function expiryOf(
  { kind, provider, createdAt }: Pick<SessionRecord, "kind" | "provider" | "createdAt">,
  { maxAgeMs, idleMs }: SessionLifetime,
  now: number,
): number {
  // A machine keeps its login like a password: what its user's password ends, nothing else must.
  if (kind === "client" && provider === undefined) return now + maxAgeMs;
  // Who has left the directory behind the account cannot sign in again, so what they opened must end by itself.
  const end = createdAt + maxAgeMs;
  return kind === "client" ? end : Math.min(end, now + idleMs);
}
