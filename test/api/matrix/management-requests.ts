// What is sent to each route of the Management API: a path of things that exist, and a body that would be accepted.
import { newSecret } from "../../../src/auth/secret-tokens.ts";
import { type Column, type Robot, isPerson, makeToken } from "./callers.ts";
import { type Row, shortNameOf } from "./tables.ts";
import { type Anybody, PASSWORD, RECOVERY_CODE, type World } from "./world.ts";

import type { Request } from "./registry-requests.ts";
type Values = Readonly<Record<string, string>>;

interface Special {
  /** Of the path, beside or instead of those that every path has. */
  readonly params?: (world: World, column: Column) => Values | Promise<Values>;
  readonly query?: (world: World) => string | Promise<string>;
  readonly body?: (world: World, column: Column) => unknown;
  /** For a PUT of what is not there yet. */
  readonly ifMatch?: false;
}

/** By `METHOD path`, as the table writes them. */
const SPECIAL: Readonly<Record<string, Special>> = {
  "POST /auth/login": { body: password("memb") },
  "POST /auth/login#wrong-password": { body: wrongPassword },
  "POST /auth/login/second-factor": {
    body: async (world) => ({ pending_token: await world.halfSignedIn(), recovery_code: RECOVERY_CODE }),
  },
  "POST /auth/login/second-factor#made-up": { body: () => ({ pending_token: "none", code: "000000" }) },
  "POST /auth/passkey/finish": { body: () => ({ pending_token: "none", credential: ASSERTION }) },
  "POST /auth/token": { body: (world) => ({ grant_type: "password", ...password("memb")(world) }) },
  "POST /auth/token#wrong-password": { body: () => ({ grant_type: "password", ...wrongPassword() }) },
  "POST /auth/token#refresh": { body: () => ({ grant_type: "refresh_token", refresh_token: newSecret("refresh") }) },
  "POST /admin/directory/trace": { body: password("memb") },
  "POST /auth/reauthenticate": { body: () => ({ password: PASSWORD }) },
  "POST /auth/register": {
    body: () => ({ username: fresh("guest"), password: "a long pass phrase", email: `${fresh("guest")}@example.com` }),
  },
  "POST /auth/password/forgot": { body: named("memb") },
  "POST /auth/password/reset": {
    body: () => ({ username: fresh("nobody"), code: "0000-0000", new_password: "another long pass phrase" }),
  },

  "DELETE /sessions/{session_id}": { params: (world, column) => sessionOf(isPerson(column) ? column : "ownr")(world) },
  "DELETE /sessions/{session_id}#of-another": { params: sessionOf("also") },
  "POST /user/password": { body: () => ({ current_password: PASSWORD, new_password: "another long pass phrase" }) },
  "POST /user/password#wrong": { body: () => ({ current_password: "wrong", new_password: "another long pass phrase" }) },
  "POST /user/email/verify": { body: () => ({ code: "0000-0000" }) },
  "POST /second-factors/totp/confirm": { body: () => ({ code: "000000" }) },
  "POST /second-factors/totp/disable": { body: () => ({ code: "000000" }) },
  "POST /passkeys#made-up": { body: () => ({ pending_token: "none", name: "laptop", credential: ATTESTATION }) },
  "PATCH /passkeys/{passkey_id}": { params: ownPasskey, body: () => ({ name: "phone" }) },
  "PATCH /passkeys/{passkey_id}#of-another": { params: passkeyOf("also"), body: () => ({ name: "phone" }) },
  "DELETE /passkeys/{passkey_id}": { params: ownPasskey },
  "DELETE /passkeys/{passkey_id}#of-another": { params: passkeyOf("also") },

  "POST /users": { body: () => ({ username: fresh("user"), password: PASSWORD }) },
  "PATCH /users/{username}": { body: () => ({ display_name: "Alice" }) },
  "PATCH /users/{username}#is_admin": { body: () => ({ is_admin: true }) },
  "PATCH /users/{username}#email": { body: () => ({ email: `${fresh("new")}@example.com` }) },
  "PATCH /user#email": { body: () => ({ email: `${fresh("new")}@example.com` }) },
  "POST /users/{username}/password": { body: () => ({ new_password: "another long pass phrase" }) },
  "PATCH /user": { body: () => ({ display_name: "Alice" }) },

  "POST /tokens": { body: () => ({ name: "laptop", scopes: ["user:read"] }) },
  "GET /tokens/{token_id}": { params: ownToken },
  "GET /tokens/{token_id}#of-another": { params: tokenOf("also") },
  "DELETE /tokens/{token_id}": { params: ownToken },
  "DELETE /tokens/{token_id}#of-another": { params: tokenOf("also") },
  "DELETE /users/{username}/tokens/{token_id}": { params: tokenOf("memb") },

  "GET /orgs#all": { query: () => "all=true" },
  "POST /orgs": { body: () => ({ name: fresh("org") }) },
  "PATCH /orgs/{org}": { body: () => ({ description: "changed" }) },
  "POST /orgs/{org}/rename": { body: () => ({ name: fresh("org") }) },
  "POST /orgs/{org}/restore": { params: ({ deletedOrg }) => ({ org: deletedOrg }) },

  "PUT /orgs/{org}/members/{username}#add": { params: named("next"), body: () => ({ role: "member" }), ifMatch: false },
  "PUT /orgs/{org}/members/{username}#promote": { body: () => ({ role: "admin" }) },
  "DELETE /orgs/{org}/members/{username}#owner": { params: named("also") },

  "POST /orgs/{org}/teams": { body: () => ({ name: fresh("team") }) },
  "PATCH /orgs/{org}/teams/{team}": { body: () => ({ description: "changed" }) },
  "PUT /orgs/{org}/teams/{team}/members/{username}": { params: named("oadm") },
  "DELETE /orgs/{org}/teams/{team}/members/{username}#of-another": { params: named("also") },
  "GET /orgs/{org}/permissions/teams/{team}": { params: () => ({ team: "wide" }) },
  "PUT /orgs/{org}/permissions/teams/{team}": { body: () => ({ level: "write" }), ifMatch: false },
  "DELETE /orgs/{org}/permissions/teams/{team}": { params: () => ({ team: "wide" }) },
  "GET /orgs/{org}/permissions/robots/{robot}": { params: () => ({ robot: "wide" }) },
  "PUT /orgs/{org}/permissions/robots/{robot}": { body: () => ({ level: "write" }), ifMatch: false },
  "DELETE /orgs/{org}/permissions/robots/{robot}": { params: () => ({ robot: "wide" }) },

  "POST /orgs/{org}/invitations": { body: () => ({ role: "member" }) },
  "POST /orgs/{org}/invitations#owner": { body: () => ({ role: "owner" }) },
  "DELETE /orgs/{org}/invitations/{invitation_id}": { params: async (world) => ({ invitation_id: (await world.invitation()).id }) },
  "DELETE /orgs/{org}/invitations/{invitation_id}#of-another": {
    params: async (world) => ({ invitation_id: (await world.invitation("site")).id }),
  },
  "POST /invitations/accept": { body: async (world) => ({ secret: (await world.invitation()).secret }) },
  "POST /invitations/accept#unknown": { body: () => ({ secret: newSecret("invitation") }) },
  "POST /invitations": { body: () => ({ email: "guest@example.com" }) },
  "DELETE /invitations/{invitation_id}": { params: async (world) => ({ invitation_id: (await world.invitation("site")).id }) },

  "POST /orgs/{org}/robots": { body: () => ({ name: fresh("robot") }) },
  "PATCH /orgs/{org}/robots/{robot}": { body: () => ({ disabled: true }) },
  "POST /orgs/{org}/robots/{robot}/tokens": { body: () => ({ name: "ci", scopes: ["org:read"] }) },
  "POST /orgs/{org}/robots/{robot}/tokens#wide": { body: () => ({ name: "ci", scopes: ["repo:write"] }) },
  "GET /orgs/{org}/robots/{robot}/tokens/{token_id}": { params: robotToken("robr") },
  "POST /orgs/{org}/robots/{robot}/tokens/{token_id}/rotate": { params: robotToken("robr") },
  "DELETE /orgs/{org}/robots/{robot}/tokens/{token_id}": { params: robotToken("robr") },
  "DELETE /orgs/{org}/robots/{robot}/tokens/{token_id}#of-another": { params: robotToken("robx") },
  "POST /orgs/{org}/robots/{robot}/trust-rules": { body: () => RULE },
  "GET /orgs/{org}/robots/{robot}/trust-rules/{rule_id}": { params: ruleOf("robr") },
  "PATCH /orgs/{org}/robots/{robot}/trust-rules/{rule_id}": { params: ruleOf("robr"), body: () => ({ name: "other" }) },
  "DELETE /orgs/{org}/robots/{robot}/trust-rules/{rule_id}": { params: ruleOf("robr") },
  "DELETE /orgs/{org}/robots/{robot}/trust-rules/{rule_id}#of-another": { params: ruleOf("robx") },
  "POST /orgs/{org}/trust-rules/test": { body: () => ({ token: "abc.def.ghi" }) },

  "POST /repos": { body: ({ org }) => ({ namespace: org, name: fresh("repository") }) },
  "POST /repos#nowhere": { body: () => ({ namespace: "nowhere", name: "repository" }) },
  "PATCH {repo}": { body: () => ({ visibility: "public" }) },
  "POST {repo}/rename": { body: () => ({ name: fresh("repository") }) },
  "POST {repo}/transfer": { body: ({ person }, column) => ({ namespace: person(isPerson(column) ? column : "memb").username }) },
  "PUT {repo}/tags/{tag}": { params: () => ({ tag: "v2" }), body: async (world) => ({ digest: (await world.content()).image.digest }) },
  "POST {repo}/tags/{tag}/restore": {
    params: () => ({ tag: "v1" }),
    body: async (world) => ({ digest: (await world.content()).image.digest }),
  },
  "POST {repo}/trash/{trash_id}/restore": { params: async (world) => ({ trash_id: await world.trashed() }), body: () => ({}) },
  "POST {repo}/holds": { body: () => ({ kind: "tag", target: "v*", reason: "release" }) },
  "DELETE {repo}/holds/{hold_id}": { params: async (world) => ({ hold_id: await world.hold() }) },
  "POST {repo}/tag-rules": { body: () => ({ patterns: ["v*"] }) },
  "DELETE {repo}/tag-rules/{rule_id}": { params: async (world) => ({ rule_id: await world.tagRule("repository") }) },
  "POST /orgs/{org}/tag-rules": { body: () => ({ patterns: ["v*"] }) },
  "DELETE /orgs/{org}/tag-rules/{rule_id}": { params: async (world) => ({ rule_id: await world.tagRule("organization") }) },
  ...retentionRequests("{repo}", "repository"),
  ...retentionRequests("/orgs/{org}", "organization"),
  "POST {repo}/purge": { params: ({ ids }) => ({ repository_id: `repo_${ids.trashedId}` }) },
  "POST {repo}/restore": { params: ({ ids }) => ({ repository_id: `repo_${ids.trashedId}` }) },
  "GET {repo}/permissions/users/{name}": { params: ({ person }) => ({ name: person("read").username }) },
  "PUT {repo}/permissions/users/{name}": {
    params: ({ person }) => ({ name: person("next").username }),
    body: () => ({ level: "write" }),
    ifMatch: false,
  },
  "DELETE {repo}/permissions/users/{name}": { params: ({ person }) => ({ name: person("read").username }) },
  "GET {repo}/permissions/teams/{name}": { params: () => ({ name: "wide" }) },
  "PUT {repo}/permissions/teams/{name}": { params: () => ({ name: "crew" }), body: () => ({ level: "write" }), ifMatch: false },
  "DELETE {repo}/permissions/teams/{name}": { params: () => ({ name: "wide" }) },
  "GET {repo}/permissions/robots/{name}": { params: () => ({ name: "reads" }) },
  "PUT {repo}/permissions/robots/{name}": { params: () => ({ name: "wide" }), body: () => ({ level: "write" }), ifMatch: false },
  "DELETE {repo}/permissions/robots/{name}": { params: () => ({ name: "reads" }) },
  "GET {repo}/access#of-another": { query: ({ person }) => `as=${person("next").username}` },
  "GET /search": { query: () => "q=team" },
  "GET /search#tags": { query: () => "kind=tag&q=v1" },
  "GET /search#digests": { query: async (world) => `q=${(await world.content()).image.digest}` },
  "GET /search#users": { query: () => "kind=user&q=memb" },

  "POST /gc/runs": { params: noGcRun, body: () => ({ dry_run: true }) },
  "GET /gc/runs/{run_id}": { params: newGcRun },
  "POST /gc/runs/{run_id}/cancel": { params: newGcRun },
  "POST /storage/verifications": { params: noVerification, body: () => ({ sample: 0 }) },
  "GET /storage/verifications/{run_id}": { params: newVerification },
  "POST /storage/verifications/{run_id}/cancel": { params: newVerification },
  "GET /jobs/{job_id}": { params: newJob },
  "POST /jobs/{job_id}/cancel": { params: newJob },

  "PUT /orgs/{org}/quota": { body: () => ({ storage_quota_bytes: 1000, repository_quota: null }) },
  "PUT /users/{username}/quota": { body: () => ({ storage_quota_bytes: 1000, repository_quota: null }) },
};

function retentionRequests(root: string, owner: "repository" | "organization"): Record<string, Special> {
  const withPolicy: Special["query"] = async (world) => {
    await world.policy(owner);
    return "";
  };
  const params: Special["params"] = async (world) => ({ plan_id: await world.plan(owner) });
  return {
    [`GET ${root}/retention/policy`]: { query: withPolicy },
    [`PUT ${root}/retention/policy`]: { body: () => ({ rules: [{ action: "delete", tags: ["pr-*"] }] }), ifMatch: false },
    [`DELETE ${root}/retention/policy`]: { query: withPolicy },
    [`POST ${root}/retention/plans`]: { query: withPolicy },
    [`GET ${root}/retention/plans/{plan_id}`]: { params },
    [`GET ${root}/retention/plans/{plan_id}/items`]: { params },
    [`POST ${root}/retention/plans/{plan_id}/apply`]: { params },
  };
}

let names = 0;
const fresh = (noun: string) => `${noun}-${names++}`;

function named(who: Anybody) {
  return ({ person }: World): Values => ({ username: person(who).username });
}

function password(who: Anybody) {
  return ({ person }: World) => ({ username: person(who).username, password: PASSWORD });
}

/** Each of another user: who is guessed often is slowed down. */
function wrongPassword(): { username: string; password: string } {
  return { username: fresh("nobody"), password: "wrong" };
}

function sessionOf(who: Anybody) {
  return async (world: World): Promise<Values> => {
    const { credential } = await world.openSession(who);
    return { session_id: `ses_${credential.kind === "session" ? credential.id : 0}` };
  };
}

async function ownPasskey(world: World, column: Column): Promise<Values> {
  return passkeyOf(isPerson(column) ? column : "ownr")(world);
}

function passkeyOf(who: Anybody) {
  return async (world: World): Promise<Values> => ({ passkey_id: await world.passkeyOf(who) });
}

function robotToken(robot: Robot) {
  return async (world: World): Promise<Values> => ({ token_id: await world.robotTokenOf(robot) });
}

async function newGcRun(world: World): Promise<Values> {
  return { run_id: await world.job("gc") };
}

/** Only one at a time: those that other requests left are ended. */
async function noGcRun(world: World): Promise<Values> {
  await world.endJobs("gc");
  return {};
}

async function newVerification(world: World): Promise<Values> {
  return { run_id: await world.job("storage-verification") };
}

async function noVerification(world: World): Promise<Values> {
  await world.endJobs("storage-verification");
  return {};
}

async function newJob(world: World): Promise<Values> {
  return { job_id: await world.job() };
}

function ruleOf(robot: Robot) {
  return async (world: World): Promise<Values> => ({ rule_id: await world.ruleOf(robot) });
}

/** Robots and strangers have none of their own: then somebody's, which must not help them. */
async function ownToken(world: World, column: Column): Promise<Values> {
  return tokenOf(isPerson(column) ? column : "ownr")(world);
}

function tokenOf(who: Anybody) {
  return async (world: World): Promise<Values> => ({ token_id: `tok_${(await makeToken(world, who, [])).id}` });
}

/** `column` is whose own things a path without a name of anybody means. */
export async function managementRequest(row: Row, world: World, column: Column): Promise<Request> {
  const { methods, path } = row;
  const [method = ""] = methods;
  const special = SPECIAL[shortNameOf(row)] ?? {};
  const content = /\{(?:tag|digest)\}/.test(path) ? { tag: "v1", digest: (await world.content()).image.digest } : {};
  const values: Values = { ...valuesOf(world), ...content, ...(await special.params?.(world, column)) };
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
  const asked = await special.query?.(world);
  const query = asked === undefined || asked === "" ? "" : `?${asked}`;
  return [`/api/v1${filled}${query}`, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }];
}

const RULE = { name: "release", issuer: "https://gitlab.com", audience: "https://registry.test", claims: { project_id: "74" } };

const CREDENTIAL = { id: "AAAA", rawId: "AAAA", type: "public-key", clientExtensionResults: {} };
const ASSERTION = { ...CREDENTIAL, response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" } };
const ATTESTATION = { ...CREDENTIAL, response: { clientDataJSON: "AAAA", attestationObject: "AAAA" } };

/** What the parameters of every path can mean. */
export function valuesOf({ org, ids, person }: World): Values {
  return {
    org,
    namespace: org,
    repository: "team/api",
    repository_id: `repo_${ids.repositoryId}`,
    username: person("memb").username,
    team: "crew",
    robot: "reads",
  };
}
