// Who is calling: an identity, and what the credential it showed limits it to.
import type { RepositoryName } from "../oci/reference.ts";
import type { TokenScope } from "./token-scope.ts";

export type Action = "pull" | "push" | "delete";
export const ACTIONS: readonly Action[] = ["pull", "push", "delete"];

export interface User {
  readonly kind: "user";
  readonly id: number;
  readonly username: string;
  /** Of the namespace that is theirs. */
  readonly namespaceId: number;
  readonly isAdmin: boolean;
}

export interface Robot {
  readonly kind: "robot";
  readonly id: number;
  /** `acme+ci`: the organization and its own name. */
  readonly name: string;
  readonly namespaceId: number;
}

export type Identity = { readonly kind: "anonymous" } | User | Robot;

/** One resource of an access token, in Distribution's claim layout. */
export interface Grant {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** What was shown, for the audit log and for tokens made from it: they end when it ends. */
export type Credential =
  | { readonly kind: "none" }
  | { readonly kind: "password"; readonly epoch: number }
  | { readonly kind: "token"; readonly id: number }
  | { readonly kind: "session"; readonly id: number }
  /** By an outside token, under one of the trust rules. */
  | { readonly kind: "federation"; readonly id: number; readonly subject: string };

export interface Caller {
  readonly identity: Identity;
  readonly credential: Credential;
  /** What an access token covers; undefined for a credential that covers all that the identity may do. */
  readonly grants: readonly Grant[] | undefined;
  /** What a personal or robot token is good for; undefined for everything. */
  readonly scopes: readonly TokenScope[] | undefined;
  /** The token whose repositories and namespaces are all that may be touched; undefined without such a limit. */
  readonly limitedBy: number | undefined;
  /** It came with a cookie, which browsers send along whoever asks them to. */
  readonly byCookie?: true;
}

export const ANONYMOUS: Identity = { kind: "anonymous" };

export const NOBODY: Caller = {
  identity: ANONYMOUS,
  credential: { kind: "none" },
  grants: undefined,
  scopes: undefined,
  limitedBy: undefined,
};

/** Empty for anonymous callers, as in Distribution's notifications. */
export function nameOf(identity: Identity): string {
  if (identity.kind === "anonymous") return "";
  return identity.kind === "user" ? identity.username : identity.name;
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
