// What the driver's errors mean. SQLSTATE is in `errno`; errors of the connection itself have a code of the driver's.
import { BusyError } from "../../lib/busy-error.ts";
import { NoSpaceError } from "../../lib/no-space-error.ts";

/** serialization_failure and deadlock_detected: another transaction was first, and this one may simply try again. */
const CONFLICTS = new Set(["40001", "40P01"]);
/** disk_full. */
const FULL = "53100";
/** What an operator's shutdown or a full connection table looks like, and a server that took us for dead: we were silent in a transaction, or out of one. */
const AWAY = new Set(["53300", "57P01", "57P02", "57P03", "25P03", "25P04", "57P05"]);
/** query_canceled by statement_timeout, lock_not_available. */
const SLOW = new Set(["57014", "55P03"]);

export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error));
}

/** The server cannot be reached, or hung up. */
export function isDisconnected(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  const isOurs = typeof code === "string" && code.startsWith("ERR_POSTGRES_") && code !== "ERR_POSTGRES_SERVER_ERROR";
  return isOurs || AWAY.has(sqlState(error)) || code === "ECONNREFUSED" || code === "ECONNRESET";
}

/** For an error after which nothing was committed. */
export function asStoreError(error: unknown): unknown {
  const state = sqlState(error);
  if (state === FULL) return new NoSpaceError("the disk of the database server is full", { cause: error });
  if (isConflict(error)) return new BusyError("too many changes at once to the same rows", { cause: error });
  if (SLOW.has(state)) return new BusyError("the database took too long", { cause: error });
  return isDisconnected(error) ? new BusyError("the database cannot be reached", { cause: error }) : error;
}

function sqlState(error: unknown): string {
  const { errno } = error as { errno?: unknown };
  return typeof errno === "string" ? errno : "";
}
