// What a client believes of the thing it changes, compared with the thing, in the transaction that changes it.
import { ManagementError } from "./failure.ts";

/** As `If-Match` says it. Without `hasIfMatch` there must be nothing yet; without a version it may be any. */
export interface Expected {
  readonly ifMatch: number | undefined;
  readonly hasIfMatch: boolean;
}

/** Of what exists; undefined is any version. Throws `stale`. */
export function checkVersion({ version }: { readonly version: number }, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== version) throw new ManagementError("stale");
}

/** Of what may not exist. Throws `preconditionRequired` when it exists and the client does not say so, `stale` for any other mistake. */
export function checkExpected(found: { readonly version: number } | undefined, { ifMatch, hasIfMatch }: Expected): void {
  if (found && !hasIfMatch) throw new ManagementError("preconditionRequired");
  if (!found && hasIfMatch) throw new ManagementError("stale");
  if (found) checkVersion(found, ifMatch);
}

/** After a write that named its version. Throws `stale`. */
export function checkWritten(isWritten: boolean): void {
  if (!isWritten) throw new ManagementError("stale");
}
