// The permission model, as a function: from what the database knows of a caller and a repository to what the caller may do,
// with the rule behind each answer. Decisions and explanations are made by the same lines, so they cannot disagree.
import type { AccessFacts } from "../metadata/access.ts";
import type { Action, Identity } from "./caller.ts";
import { type TokenScope, hasScope } from "./token-scope.ts";

/** Each includes those before it. Stored as numbers, so that the database can take the highest. */
export const LEVELS = ["none", "read", "write", "admin"] as const;
export type Level = (typeof LEVELS)[number];

export function levelNumber(level: Level): number {
  return LEVELS.indexOf(level);
}

export function toLevel(number: number | null | undefined): Level {
  return LEVELS[number ?? 0] ?? "none";
}

export function includesLevel(level: Level, wanted: Level): boolean {
  return levelNumber(level) >= levelNumber(wanted);
}

export type Rule =
  | "open-registry"
  | "site-administrator"
  | "namespace-owner"
  | "organization-owner"
  | "organization-admin"
  | "member-default"
  | "user-grant"
  | "team-grant"
  | "team-namespace-grant"
  | "robot-grant"
  | "robot-namespace-grant"
  | "library"
  | "public";

export interface Reason {
  readonly rule: Rule;
  readonly level: Level;
}

/** Every rule that gives this identity something on the repository. */
export function reasonsFor(identity: Identity, facts: AccessFacts): Reason[] {
  return [...identityReasons(identity, facts), ...(facts.visibility === "public" ? [{ rule: "public", level: "read" } as const] : [])];
}

export function highest(reasons: readonly Reason[]): Level {
  return toLevel(Math.max(0, ...reasons.map(({ level }) => levelNumber(level))));
}

/** Whether this identity may bring a repository of that name into being. */
export function mayCreate(identity: Identity, facts: AccessFacts): boolean {
  if (identity.kind === "anonymous") return false;
  if (identity.kind === "robot") return facts.robotWideLevel >= levelNumber("write");
  if (administersNamespace(identity, facts)) return true;
  return facts.teamWideLevel >= levelNumber("write") || (facts.role === "member" && facts.membersCanCreate);
}

/** Whether the namespace itself is theirs to look after: more than any grant on what is in it gives. */
export function administersNamespace(identity: Identity, facts: AccessFacts): boolean {
  if (identity.kind !== "user") return false;
  return identity.isAdmin || identity.namespaceId === facts.namespaceId || facts.role === "owner" || facts.role === "admin";
}

const ACTIONS_OF: Record<Level, readonly Action[]> = {
  none: [],
  read: ["pull"],
  write: ["pull", "push"],
  admin: ["pull", "push", "delete"],
};
const SCOPE_OF: Record<Action, TokenScope> = { pull: "repo:read", push: "repo:write", delete: "repo:delete" };

/** What a level allows through a credential with these scopes. */
export function actionsOf(level: Level, scopes: readonly TokenScope[] | undefined): ReadonlySet<Action> {
  return new Set(ACTIONS_OF[level].filter((action) => hasScope(scopes, SCOPE_OF[action])));
}

function identityReasons(identity: Identity, facts: AccessFacts): Reason[] {
  if (identity.kind === "anonymous") return [];
  if (identity.kind === "robot") {
    return [...given("robot-grant", facts.robotLevel), ...given("robot-namespace-grant", facts.robotWideLevel)];
  }
  return [
    ...when(identity.isAdmin, "site-administrator", "admin"),
    ...when(identity.namespaceId === facts.namespaceId, "namespace-owner", "admin"),
    ...when(facts.role === "owner", "organization-owner", "admin"),
    ...when(facts.role === "admin", "organization-admin", "admin"),
    ...(facts.role === undefined ? [] : given("member-default", facts.defaultLevel)),
    ...given("user-grant", facts.userLevel),
    ...given("team-grant", facts.teamLevel),
    ...given("team-namespace-grant", facts.teamWideLevel),
    ...when(facts.namespaceKind === "builtin", "library", "read"),
  ];
}

function given(rule: Rule, level: number): Reason[] {
  return level > 0 ? [{ rule, level: toLevel(level) }] : [];
}

function when(holds: boolean, rule: Rule, level: Level): Reason[] {
  return holds ? [{ rule, level }] : [];
}
