// The person behind a request that is about people: which credentials speak for them, and who may act for others.
import type { Caller, User } from "../auth/caller.ts";
import { hasScope } from "../auth/token-scope.ts";
import { ManagementError } from "./failure.ts";

/** Throws `forbidden` for robots, `scopeInsufficient` for a token for some repositories: it is good for nothing beside them. */
export function personOf({ identity, limitedBy }: Caller): User {
  if (identity.kind !== "user") throw new ManagementError("forbidden", { detail: "only people may do this, not robots" });
  if (limitedBy === undefined) return identity;
  throw new ManagementError("scopeInsufficient", { detail: "the token is limited to some repositories" });
}

/** Whether the caller may act for other people. A token that its owner made for their own profile is not enough. */
export function administersSite({ identity, scopes, limitedBy }: Caller): boolean {
  return identity.kind === "user" && identity.isAdmin && hasScope(scopes, "admin") && limitedBy === undefined;
}
