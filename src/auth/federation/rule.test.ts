import { expect, test } from "bun:test";
import { type TrustRuleInput, findClaim, matchesPattern, validateTrustRule } from "./rule.ts";

const CLUSTER = "https://oidc.example.org/id/4F";
const SITE = { allowedIssuers: ["https://token.actions.githubusercontent.com", "https://gitlab.com", "https://oidc.example.org/id/*"] };

const GITHUB: TrustRuleInput = {
  issuer: "https://token.actions.githubusercontent.com",
  audience: "https://registry.example.org",
  claims: { repository_id: "74" },
};

function problemsOf(changes: Partial<TrustRuleInput>) {
  return validateTrustRule({ ...GITHUB, ...changes }, SITE);
}

test.each<[string, Partial<TrustRuleInput>]>([
  ["a repository's number", {}],
  ["an owner's number", { claims: { repository_owner_id: ["65", "66"], ref: "refs/tags/v*" } }],
  ["a project's number", { issuer: "https://gitlab.com", claims: { project_id: "22" } }],
  ["a namespace", { issuer: CLUSTER, claims: { "/kubernetes.io/namespace": "ci", "/kubernetes.io/serviceaccount/name": "*" } }],
  ["a subject", { issuer: CLUSTER, claims: { sub: "system:serviceaccount:ci:builder" } }],
])("a rule may name %s", (_name, changes) => {
  expect(problemsOf(changes)).toEqual([]);
});

test.each<[string, string, Partial<TrustRuleInput>]>([
  ["an issuer that is no URL", "/issuer", { issuer: "github" }],
  ["an issuer over http", "/issuer", { issuer: "http://gitlab.com" }],
  ["an issuer that the site does not allow", "/issuer", { issuer: "https://evil.example" }],
  ["no audience", "/audience", { audience: "" }],
  ["a long audience", "/audience", { audience: "a".repeat(257) }],
  ["an audience with a blank", "/audience", { audience: "a b" }],
  ["an audience with a wildcard", "/audience", { audience: "https://*" }],
  ["no claims", "/claims", { claims: {} }],
  ["no claim that names a tenant", "/claims", { claims: { ref: "refs/heads/main" } }],
  ["a name instead of a number", "/claims", { claims: { repository: "acme/api" } }],
  ["a number with a wildcard", "/claims/repository_id", { claims: { repository_id: "7*" } }],
  ["a number among which one is none", "/claims/repository_id", { claims: { repository_id: ["74", "acme/api"] } }],
  [
    "one number with a wildcard beside one without",
    "/claims/repository_id",
    { claims: { repository_id: "**", repository_owner_id: "65" } },
  ],
  ["GitHub's claims at GitLab", "/claims", { issuer: "https://gitlab.com", claims: { repository_id: "74" } }],
  ["only wildcards at an issuer of its own", "/claims", { issuer: CLUSTER, claims: { sub: "system:serviceaccount:*" } }],
  ["only circumstances at an issuer of its own", "/claims", { issuer: CLUSTER, claims: { ref_protected: "true", event_name: "push" } }],
  ["the same as pointers", "/claims", { issuer: CLUSTER, claims: { "/ref_protected": "true", "/event_name": "push" } }],
  ["a claim without a name", "/claims/", { claims: { "": "x" } }],
  ["a claim that is checked anyway", "/claims/exp", { claims: { repository_id: "74", exp: "1" } }],
  ["the same as a pointer", "/claims/~1aud", { claims: { repository_id: "74", "/aud": "x" } }],
  ["a pointer that is none", "/claims/~1a~0x", { claims: { repository_id: "74", "/a~x": "x" } }],
  ["a claim too deep", `/claims/${"~1a".repeat(9)}`, { claims: { repository_id: "74", [`${"/a".repeat(9)}`]: "x" } }],
  ["no alternatives", "/claims/ref", { claims: { repository_id: "74", ref: [] } }],
  ["too many alternatives", "/claims/ref", { claims: { repository_id: "74", ref: Array.from({ length: 33 }, String) } }],
  ["an empty value", "/claims/ref/1", { claims: { repository_id: "74", ref: ["main", ""] } }],
  ["a long value", "/claims/ref", { claims: { repository_id: "74", ref: "a".repeat(513) } }],
  ["a control character", "/claims/ref", { claims: { repository_id: "74", ref: "a\nb" } }],
  ["three stars", "/claims/ref", { claims: { repository_id: "74", ref: "a***" } }],
  ["too many wildcards", "/claims/ref", { claims: { repository_id: "74", ref: "*a*a*a*a*" } }],
  ["too many values", "/claims", { claims: Object.fromEntries(["a", "b", "c"].map((name) => [name, Array.from({ length: 22 }, String)])) }],
  ["too many claims", "/claims", { claims: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`c${index}`, "x"])) }],
])("%s is refused at %s", (_name, pointer, changes) => {
  expect(problemsOf(changes).map((problem) => problem.pointer)).toEqual([pointer]);
});

test("everything that is wrong is said at once", () => {
  const problems = problemsOf({ issuer: "x", audience: "", claims: { ref: "", "": "x" } });
  expect(problems.map(({ pointer }) => pointer)).toEqual(["/issuer", "/audience", "/claims/ref", "/claims/"]);
});

test("a site may say which audiences there are", () => {
  const site = { ...SITE, audiences: ["https://registry.example.org"] };
  expect(validateTrustRule(GITHUB, site)).toEqual([]);
  expect(validateTrustRule({ ...GITHUB, audience: "sts.example.org" }, site).map(({ pointer }) => pointer)).toEqual(["/audience"]);
});

test.each([
  "https://token.actions.githubusercontent.com/acme",
  "https://token.actions.acme.ghe.com",
  "https://github.example.org/_services/token",
])("%s is GitHub too", (issuer) => {
  const rule = { ...GITHUB, issuer, claims: { repository: "acme/api" } };
  expect(validateTrustRule(rule, { allowedIssuers: [issuer] }).map(({ pointer }) => pointer)).toEqual(["/claims"]);
});

test("an issuer over http is one where the site names it", () => {
  const rule = { ...GITHUB, issuer: "http://127.0.0.1:8080", claims: { sub: "x" } };
  expect(validateTrustRule(rule, { allowedIssuers: ["http://127.0.0.1:8080"] })).toEqual([]);
});

test.each([
  ["a.b", 1],
  ["/a.b", 1],
  ["/kubernetes.io/namespace", "ci"],
  ["kubernetes.io/namespace", undefined],
  ["kubernetes.io", { namespace: "ci" }],
  ["/x~1y/m~0n", 2],
  ["/list/0", undefined],
  ["/list/length", undefined],
  ["toString", undefined],
  ["/__proto__/toString", undefined],
  ["/a.b/x", undefined],
])("the claim %s", (name, expected) => {
  const claims = { "a.b": 1, "kubernetes.io": { namespace: "ci" }, "x/y": { "m~n": 2 }, list: ["a"] };
  expect(findClaim(claims, name)).toEqual(expected);
});

test.each([
  ["74", "74", true],
  ["74", 74, true],
  ["true", true, true],
  // What JSON makes of 9007199254740993.
  ["9007199254740992", 9007199254740992, false],
  ["null", null, false],
  ["undefined", undefined, false],
  ["[object Object]", {}, false],
  [["a", "b"], "b", true],
  [["a", "b"], "c", false],
  ["acme", ["acme", "other"], true],
  ["a,b", ["a", "b"], false],
  ["Main", "main", false],
  ["refs/heads/**", `refs/heads/${"a".repeat(1024)}`, false],
])("%p against %p: %p", (pattern, claim, expected) => {
  expect(matchesPattern(pattern, claim)).toBe(expected);
});
