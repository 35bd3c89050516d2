// Trust rules: a robot's owner says which tokens of which issuer may act as the robot. A rule that trusts too much hands the
// robot to strangers, since anybody can have GitHub sign a token: so a rule must name whose pipelines it means.
import { countWildcards, hasWildcard, matchesGlob } from "./glob.ts";
import { isAllowedIssuer, isIssuer } from "./issuers.ts";
import { tenantClaimsOf } from "./presets.ts";

/** The value, or any of several. `*` in one stands for anything but `/`, `**` for anything. */
export type ClaimPattern = string | readonly string[];

/** A claim by its name; or, starting with `/`, by a JSON Pointer (RFC 6901): `/kubernetes.io/namespace`. */
export type ClaimPatterns = Readonly<Record<string, ClaimPattern>>;

export interface TrustRule {
  readonly id: number;
  readonly robotId: number;
  readonly issuer: string;
  readonly audience: string;
  /** All of them must match. */
  readonly claims: ClaimPatterns;
}

export type TrustRuleInput = Pick<TrustRule, "issuer" | "audience" | "claims">;

/** `pointer` is a JSON Pointer into what was sent. */
export interface Problem {
  readonly pointer: string;
  readonly detail: string;
}

export interface FederationSite {
  /** Issuers, or with `/*` at the end all issuers below a path. */
  readonly allowedIssuers: readonly string[];
  /** When given, the only audiences that a rule may ask for. */
  readonly audiences?: readonly string[];
}

const AUDIENCE_LENGTH_LIMIT = 256;
const CLAIM_LIMIT = 16;
const CLAIM_NAME_LENGTH_LIMIT = 128;
const CLAIM_DEPTH_LIMIT = 8;
const ALTERNATIVE_LIMIT = 32;
/** In the whole rule: with the limits below, the costliest rule takes milliseconds to try. */
const VALUE_LIMIT = 64;
const VALUE_LENGTH_LIMIT = 512;
const WILDCARD_LIMIT = 4;
/** Longer claims never match a pattern with a wildcard: it bounds what a rule can cost. */
const GLOB_TEXT_LENGTH_LIMIT = 1024;
/** Judged for every token by other means; in a rule they would only seem to do something. */
const RESERVED_CLAIMS = new Set(["iss", "aud", "exp", "nbf", "iat", "jti"]);
/** What happened, not whose it was: a rule of nothing else would admit everybody at the issuer. */
const CIRCUMSTANCES = new Set([
  "event_name",
  "pipeline_source",
  "ref",
  "ref_type",
  "ref_protected",
  "base_ref",
  "head_ref",
  "environment",
  "environment_protected",
  "run_attempt",
  "runner_environment",
  "repository_visibility",
  "project_visibility",
]);
const CONTROL_CHARACTERS = /\p{Cc}/u;

/** Everything that is wrong with it at once; empty when it is a rule. */
export function validateTrustRule(rule: TrustRuleInput, site: FederationSite): Problem[] {
  return [...issuerProblems(rule.issuer, site), ...audienceProblems(rule.audience, site), ...claimsProblems(rule)];
}

export function alternativesOf(pattern: ClaimPattern): readonly string[] {
  return typeof pattern === "string" ? [pattern] : pattern;
}

/** Undefined when there is no such claim. */
export function findClaim(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = claims;
  for (const key of pathOf(name)) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A list matches when one of its members does. */
export function matchesPattern(pattern: ClaimPattern, claim: unknown): boolean {
  const alternatives = alternativesOf(pattern);
  const texts = (Array.isArray(claim) ? claim : [claim]).flatMap((member) => textOf(member) ?? []);
  return texts.some((text) => alternatives.some((alternative) => matchesText(alternative, text)));
}

function matchesText(alternative: string, text: string): boolean {
  if (!hasWildcard(alternative)) return alternative === text;
  return text.length <= GLOB_TEXT_LENGTH_LIMIT && matchesGlob(alternative, text);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  // Beyond the safe integers JSON reads two different ids as the same number.
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return String(value);
  return undefined;
}

function pathOf(name: string): string[] {
  return name.startsWith("/") ? name.slice(1).split("/").map(unescapePointer) : [name];
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function escapePointer(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

function issuerProblems(issuer: string, site: FederationSite): Problem[] {
  const detail = issuerProblem(issuer, site);
  return detail === undefined ? [] : [{ pointer: "/issuer", detail }];
}

function issuerProblem(issuer: string, { allowedIssuers }: FederationSite): string | undefined {
  if (!isIssuer(issuer)) return "an issuer is an https URL without user, query or fragment, written as the token's `iss` writes it";
  if (isAllowedIssuer(issuer, allowedIssuers)) return undefined;
  if (issuer.startsWith("http:")) return "issuers must use https";
  return `this site does not allow that issuer; it allows ${allowedIssuers.join(", ") || "none"}`;
}

function audienceProblems(audience: string, site: FederationSite): Problem[] {
  const detail = audienceProblem(audience, site);
  return detail === undefined ? [] : [{ pointer: "/audience", detail }];
}

function audienceProblem(audience: string, { audiences }: FederationSite): string | undefined {
  if (audience === "" || audience.length > AUDIENCE_LENGTH_LIMIT) return `an audience has 1 to ${AUDIENCE_LENGTH_LIMIT} characters`;
  if (/\s/.test(audience) || CONTROL_CHARACTERS.test(audience)) return "an audience holds no blanks or control characters";
  if (hasWildcard(audience)) return "an audience is compared as it is, `*` means nothing in it";
  if (audiences && !audiences.includes(audience)) return `the audience must be one of ${audiences.join(", ")}`;
  return undefined;
}

function claimsProblems({ issuer, claims }: TrustRuleInput): Problem[] {
  const entries = Object.entries(claims);
  if (entries.length > CLAIM_LIMIT) return [{ pointer: "/claims", detail: `a rule names at most ${CLAIM_LIMIT} claims` }];
  const valueCount = entries.reduce((count, [, pattern]) => count + alternativesOf(pattern).length, 0);
  if (valueCount > VALUE_LIMIT) return [{ pointer: "/claims", detail: `a rule holds at most ${VALUE_LIMIT} values` }];
  const problems = entries.flatMap(([name, pattern]) => claimProblems(name, pattern));
  return problems.length > 0 ? problems : tenantProblems(issuer, claims);
}

function claimProblems(name: string, pattern: ClaimPattern): Problem[] {
  const pointer = `/claims/${escapePointer(name)}`;
  const alternatives = alternativesOf(pattern);
  const detail = nameProblem(name) ?? countProblem(alternatives);
  if (detail !== undefined) return [{ pointer, detail }];
  return alternatives.flatMap((value, index) => {
    const wrong = valueProblem(value);
    return wrong === undefined ? [] : [{ pointer: typeof pattern === "string" ? pointer : `${pointer}/${index}`, detail: wrong }];
  });
}

function nameProblem(name: string): string | undefined {
  if (name === "" || name.length > CLAIM_NAME_LENGTH_LIMIT || CONTROL_CHARACTERS.test(name)) {
    return `a claim's name has 1 to ${CLAIM_NAME_LENGTH_LIMIT} characters`;
  }
  if (name.startsWith("/") && /~(?![01])/.test(name)) return "in a JSON Pointer, `~` is written `~0` and a `/` within a key `~1`";
  const path = pathOf(name);
  if (path.length > CLAIM_DEPTH_LIMIT) return `a claim is at most ${CLAIM_DEPTH_LIMIT} levels deep`;
  if (path.length === 1 && RESERVED_CLAIMS.has(path[0]!)) return "this claim is checked for every token, a rule cannot change how";
  return undefined;
}

function countProblem(alternatives: readonly string[]): string | undefined {
  const isFine = alternatives.length > 0 && alternatives.length <= ALTERNATIVE_LIMIT;
  return isFine ? undefined : `a claim has 1 to ${ALTERNATIVE_LIMIT} alternatives`;
}

function valueProblem(value: string): string | undefined {
  if (value === "" || value.length > VALUE_LENGTH_LIMIT) return `a value has 1 to ${VALUE_LENGTH_LIMIT} characters`;
  if (CONTROL_CHARACTERS.test(value)) return "a value holds no control characters";
  if (value.includes("***")) return "`*` and `**` are the wildcards there are";
  if (countWildcards(value) > WILDCARD_LIMIT) return `a value holds at most ${WILDCARD_LIMIT} wildcards`;
  return undefined;
}

const NOBODY_NAMED: Problem = {
  pointer: "/claims",
  detail: "one claim must say, without `*`, whose tokens are trusted: a project's number, a namespace, a subject",
};

/** Issuer and audience are the same for everybody who uses that issuer: one more claim must say whose token it is. */
function tenantProblems(issuer: string, claims: ClaimPatterns): Problem[] {
  const known = tenantClaimsOf(issuer);
  if (!known) return Object.entries(claims).some(([name, pattern]) => namesSomebody(name, pattern)) ? [] : [NOBODY_NAMED];
  const named = known.names.filter((name) => Object.hasOwn(claims, name));
  if (named.length === 0) return [{ pointer: "/claims", detail: `the rule must name ${known.names.join(" or ")}: ${known.why}` }];
  return named.flatMap((name) => {
    const isFine = alternativesOf(claims[name]!).every((value) => known.value.test(value));
    return isFine ? [] : [{ pointer: `/claims/${escapePointer(name)}`, detail: `${name} must be ${known.expected}` }];
  });
}

function namesSomebody(name: string, pattern: ClaimPattern): boolean {
  const path = pathOf(name);
  const isCircumstance = path.length === 1 && CIRCUMSTANCES.has(path[0]!);
  return !isCircumstance && !alternativesOf(pattern).some(hasWildcard);
}
