// What is sent to each route of the Management API: a path of things that exist, and a body that would be accepted.
import { type Column, isPerson, makeToken } from "./callers.ts";
import type { Row } from "./tables.ts";
import { type Anybody, PASSWORD, type World } from "./world.ts";

import type { Request } from "./registry-requests.ts";
type Values = Readonly<Record<string, string>>;

interface Special {
  /** Of the path, beside or instead of those that every path has. */
  readonly params?: (world: World, column: Column) => Values | Promise<Values>;
  readonly query?: string;
  readonly body?: (world: World, column: Column) => unknown;
  /** For a PUT of what is not there yet. */
  readonly ifMatch?: false;
}

/** By `METHOD path`, as the table writes them. */
const SPECIAL: Readonly<Record<string, Special>> = {
  "POST /users": { body: () => ({ username: fresh("user"), password: PASSWORD }) },
  "PATCH /users/{username}": { body: () => ({ display_name: "Alice" }) },
  "PATCH /users/{username}#is_admin": { body: () => ({ is_admin: true }) },
  "POST /users/{username}/password": { body: () => ({ new_password: "another long pass phrase" }) },
  "PATCH /user": { body: () => ({ display_name: "Alice" }) },

  "POST /tokens": { body: () => ({ name: "laptop", scopes: ["user:read"] }) },
  "GET /tokens/{token_id}": { params: ownToken },
  "GET /tokens/{token_id}#of-another": { params: tokenOf("also") },
  "DELETE /tokens/{token_id}": { params: ownToken },
  "DELETE /tokens/{token_id}#of-another": { params: tokenOf("also") },
  "DELETE /users/{username}/tokens/{token_id}": { params: tokenOf("memb") },

  "GET /orgs#all": { query: "all=true" },
  "POST /orgs": { body: () => ({ name: fresh("org") }) },
  "PATCH /orgs/{org}": { body: () => ({ description: "changed" }) },
  "POST /orgs/{org}/rename": { body: () => ({ name: fresh("org") }) },
  "POST /orgs/{org}/restore": { params: ({ deletedOrg }) => ({ org: deletedOrg }) },

  "PUT /orgs/{org}/members/{username}#add": { params: named("next"), body: () => ({ role: "member" }), ifMatch: false },
  "PUT /orgs/{org}/members/{username}#promote": { body: () => ({ role: "admin" }) },
  "DELETE /orgs/{org}/members/{username}#owner": { params: named("also") },

  "POST /repos": { body: ({ org }) => ({ namespace: org, name: fresh("repository") }) },
  "POST /repos#nowhere": { body: () => ({ namespace: "nowhere", name: "repository" }) },
  "PATCH {repo}": { body: () => ({ visibility: "public" }) },
  "POST {repo}/rename": { body: () => ({ name: fresh("repository") }) },
  "POST {repo}/transfer": { body: ({ person }, column) => ({ namespace: person(isPerson(column) ? column : "memb").username }) },
  "POST {repo}/restore": { params: ({ ids }) => ({ repository_id: `repo_${ids.trashedId}` }) },
};

let names = 0;
const fresh = (noun: string) => `${noun}-${names++}`;

function named(who: Anybody) {
  return ({ person }: World): Values => ({ username: person(who).username });
}

/** Robots and strangers have none of their own: then somebody's, which must not help them. */
async function ownToken(world: World, column: Column): Promise<Values> {
  return tokenOf(isPerson(column) ? column : "ownr")(world);
}

function tokenOf(who: Anybody) {
  return async (world: World): Promise<Values> => ({ token_id: `tok_${(await makeToken(world, who, [])).id}` });
}

/** As there might be, and are not. */
export const NOWHERE: Values = { org: "nowhere", namespace: "nowhere", repository: "nothing", repository_id: "repo_999999999" };

/** `column` is whose own things a path without a name of anybody means; `instead` names other things than those of the world. */
export async function managementRequest(row: Row, world: World, column: Column, instead: Values = {}): Promise<Request> {
  const { methods, path, variant } = row;
  const [method = ""] = methods;
  const special = SPECIAL[keyOf(method, path, variant)] ?? {};
  const values: Values = { ...valuesOf(world), ...(await special.params?.(world, column)), ...instead };
  const filled = path.replaceAll(/\{(\w+)\}/g, (match, name: string) => {
    if (values[name] === undefined) throw new Error(`no value for ${match} of ${method} ${path}`);
    return encodeURIComponent(values[name]);
  });
  const body = await special.body?.(world, column);
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    // Whoever has seen the newest version: what a stale one is answered is for other tests.
    ...(["PATCH", "PUT", "DELETE"].includes(method) && special.ifMatch !== false ? { "if-match": "*" } : {}),
  };
  const query = special.query === undefined ? "" : `?${special.query}`;
  return [`/api/v1${filled}${query}`, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }];
}

function keyOf(method: string, path: string, variant: string): string {
  const short = path.replace(/^\/(?:repos\/\{namespace\}\/\{repository\}|repositories\/\{repository_id\})/, "{repo}");
  return `${method} ${short}${variant === "" ? "" : `#${variant}`}`;
}

function valuesOf({ org, ids, person }: World): Values {
  return {
    org,
    namespace: org,
    repository: "team/api",
    repository_id: `repo_${ids.repositoryId}`,
    username: person("memb").username,
  };
}
