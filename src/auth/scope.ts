// Scopes of the Docker token protocol: `type:name:action[,action…]`, several separated by spaces, the parameter repeatable.
import { ACTIONS, type Action, type Grant } from "./caller.ts";

/** More than any client asks for; a hostile list costs no more than this. */
const SCOPE_LIMIT = 100;
const SCOPE_LENGTH_LIMIT = 1024;

/** Malformed scopes are skipped, not errors: clients send what other registries taught them. */
export function parseScopes(parameters: readonly string[]): Grant[] {
  return parameters
    .flatMap((parameter) => parameter.split(" "))
    .filter((scope) => scope !== "" && scope.length <= SCOPE_LENGTH_LIMIT)
    .slice(0, SCOPE_LIMIT)
    .flatMap((scope) => parseScope(scope) ?? []);
}

/** The name may hold a colon (`host:port/name`), so the type ends at the first and the actions start at the last. */
function parseScope(scope: string): Grant | undefined {
  const first = scope.indexOf(":");
  const last = scope.lastIndexOf(":");
  if (first <= 0 || last === first) return undefined;
  // `repository(plugin)`: the class is deprecated and means nothing here.
  const type = withoutClass(scope.slice(0, first));
  const actions = scope
    .slice(last + 1)
    .split(",")
    .filter(Boolean);
  return { type, name: scope.slice(first + 1, last), actions: [...new Set(actions)] };
}

function withoutClass(type: string): string {
  const open = type.indexOf("(");
  return open >= 0 && type.endsWith(")") ? type.slice(0, open) : type;
}

/** `*` asks for everything that can be done to a repository. */
export function requestedActions(grant: Grant): Action[] {
  return grant.actions.includes("*") ? [...ACTIONS] : ACTIONS.filter((action) => grant.actions.includes(action));
}

export function formatScope(type: string, name: string, actions: readonly string[]): string {
  return `${type}:${name}:${actions.join(",")}`;
}
