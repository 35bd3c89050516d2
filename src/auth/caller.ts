// Who is calling: an identity, and what the credential it showed limits it to.
import type { RepositoryName } from "../oci/reference.ts";

export type Action = "pull" | "push" | "delete";
export const ACTIONS: readonly Action[] = ["pull", "push", "delete"];

export type Identity = { readonly kind: "anonymous" } | { readonly kind: "user"; readonly username: string; readonly isAdmin: boolean };

/** One resource of an access token, in Distribution's claim layout. */
export interface Grant {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

export interface Caller {
  readonly identity: Identity;
  /** What an access token covers; undefined for a password, which covers all that the identity may do. */
  readonly grants: readonly Grant[] | undefined;
}

export const ANONYMOUS: Identity = { kind: "anonymous" };

/** For logs, history and events; empty for anonymous callers, as in Distribution's notifications. */
export function actorOf({ identity }: Caller): string {
  return identity.kind === "user" ? identity.username : "";
}

/** Whether the credential, whoever holds it, is good for this action. `*` covers everything on its resource. */
export function covers(grants: readonly Grant[] | undefined, type: string, name: string, action: string): boolean {
  if (!grants) return true;
  return grants.some(
    (grant) => grant.type === type && grant.name === name && (grant.actions.includes(action) || grant.actions.includes("*")),
  );
}

export function coversRepository({ grants }: Caller, repository: RepositoryName, action: Action): boolean {
  return covers(grants, "repository", repository, action);
}
