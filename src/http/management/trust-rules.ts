// Trust rules of robots: whose CI may act as one without a secret, and why a token would be taken or not.
import { z } from "@hono/zod-openapi";
import { PRESETS, type PresetName } from "../../auth/federation/presets.ts";
import type { Check } from "../../auth/federation/refusal.ts";
import { ManagementError } from "../../management/failure.ts";
import { formatId } from "../../management/ids.ts";
import type { NamedExplanation, NewTrustRule, TrustRule } from "../../management/trust-rules.ts";
import { type Answer, created, noContent, ok, versionTag } from "./answer.ts";
import { API_ROOT, endpoint, type Endpoint } from "./endpoint.ts";
import { afterId, idPage } from "./name-pages.ts";
import { ORG, ROBOT, TIMESTAMP, idNumber, line, prefixedId } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";

const RULE_ID = prefixedId("rule", "The id of a trust rule");
const PRESET = z.enum(Object.keys(PRESETS) as [PresetName, ...PresetName[]]);
/** Loose bounds: what a rule may say is checked with better words by those who know. */
const PATTERN = z.union([z.string().max(512), z.array(z.string().max(512)).max(64)]);
const PATTERNS = z.record(z.string().max(128), PATTERN);
const NAME = line(100).min(1).openapi({ example: "release workflow" });
const ISSUER = z.string().max(512).openapi({ example: "https://token.actions.githubusercontent.com" });
const AUDIENCE = z.string().max(256).openapi({ description: "What the job asks its CI for", example: "https://registry.example.com" });
const CLAIMS = PATTERNS.openapi({
  description: "All must match; a list holds alternatives, `*` stands for anything but `/`, `**` for anything, `/a/b` names a nested claim",
  example: { repository_id: "74", ref: ["refs/heads/main", "refs/tags/v*"] },
});

const TRUST_RULE = z
  .object({
    id: RULE_ID,
    name: z.string(),
    preset: z.string().nullable().openapi({ description: "With what it was made" }),
    issuer: z.string(),
    audience: z.string(),
    claims: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    created_at: TIMESTAMP,
    created_by: z.string(),
  })
  .openapi("TrustRule");

const LISTED_RULE = TRUST_RULE.extend({ last_used_at: TIMESTAMP.nullable() }).openapi("ListedTrustRule");

const NEW_RULE = z
  .strictObject({
    name: NAME,
    audience: AUDIENCE,
    issuer: ISSUER.optional().openapi({ description: "Needed without a preset, and with one that has no issuer of its own" }),
    claims: CLAIMS.optional(),
    preset: PRESET.optional(),
    fields: PATTERNS.optional().openapi({ description: "Of the preset, instead of `claims`", example: { repository_id: "74" } }),
  })
  .openapi("NewTrustRule");

const RULE_PATCH = z
  .strictObject({ name: NAME.optional(), audience: AUDIENCE.optional(), issuer: ISSUER.optional(), claims: CLAIMS.optional() })
  .openapi("TrustRulePatch");

const CHECK = z.object({ check: z.string(), ok: z.boolean(), expected: z.string(), actual: z.string() });

const EXPLANATION = z
  .object({
    accepted: z.boolean().openapi({ description: "What an exchange would answer, but for a token that was used before" }),
    reason: z.string().nullable().openapi({ description: "Why not" }),
    rule_id: z.string().nullable().openapi({ description: "The rule that admits it" }),
    robot: z.string().nullable().openapi({ description: "Whom it would act as", example: "acme+ci" }),
    header: z.object({ alg: z.string(), kid: z.string(), typ: z.string() }).nullable(),
    claims: z.record(z.string(), z.unknown()).nullable().openapi({ description: "As the token says, verified or not" }),
    checks: z.array(CHECK).openapi({ description: "Of the token itself" }),
    rules: z.array(z.object({ id: z.string(), name: z.string(), robot: z.string(), matches: z.boolean(), checks: z.array(CHECK) })),
  })
  .openapi("TrustExplanation");

const PASTED = z.strictObject({ token: z.string().min(1).max(65_536) }).openapi("PastedToken");

const PARAMS = { org: ORG, robot: ROBOT };
const common = { tag: "trust-rules", access: { organization: "admin" } } as const;

export const TRUST_RULES: readonly Endpoint[] = [
  endpoint({
    ...common,
    id: "listTrustRules",
    method: "GET",
    path: "/orgs/{org}/robots/{robot}/trust-rules",
    summary: "List the trust rules of a robot",
    scope: "org:read",
    params: PARAMS,
    paged: true,
    response: { status: 200, description: "A page of rules, oldest first", schema: LISTED_RULE },
    handler: async ({ services, organization, params, page: { limit, cursor } }) => {
      const options = { limit, after: afterId(cursor, "trust-rules:id") };
      return idPage(await services.trustRules.list(organization, params.robot, options), toListedRule, "trust-rules:id");
    },
  }),
  endpoint({
    ...common,
    id: "createTrustRule",
    method: "POST",
    path: "/orgs/{org}/robots/{robot}/trust-rules",
    summary: "Let a CI act as a robot",
    description: "With `issuer` and `claims` written out, or with a `preset` and its `fields`.",
    scope: "org:admin",
    params: PARAMS,
    body: NEW_RULE,
    idempotent: true,
    versioned: true,
    failures: ["quotaExceeded", "reauthenticationRequired"],
    response: { status: 201, description: "The rule", schema: TRUST_RULE },
    handler: async ({ services, organization, params, caller, body, actor }) => {
      // It lets others in for as long as it stands.
      await services.sessions.requireRecent(caller);
      const rule = await services.trustRules.create(organization, params.robot, toNewRule(body), actor);
      const location = `${API_ROOT}/orgs/${organization.name}/robots/${params.robot}/trust-rules/${formatId("rule", rule.id)}`;
      return created(toRule(rule), { location, etag: versionTag(rule.version) });
    },
  }),
  endpoint({
    ...common,
    id: "getTrustRule",
    method: "GET",
    path: "/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    summary: "Get a trust rule",
    scope: "org:read",
    params: { ...PARAMS, rule_id: RULE_ID },
    versioned: true,
    response: { status: 200, description: "The rule", schema: TRUST_RULE },
    handler: async ({ services, organization, params }) =>
      answer(await services.trustRules.get(organization, params.robot, idNumber(params.rule_id))),
  }),
  endpoint({
    ...common,
    id: "updateTrustRule",
    method: "PATCH",
    path: "/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    summary: "Change a trust rule",
    description:
      "`claims` is replaced as a whole. Access tokens that were exchanged before stay good for their minutes; delete the rule to end them at once.",
    scope: "org:admin",
    params: { ...PARAMS, rule_id: RULE_ID },
    body: RULE_PATCH,
    requiresIfMatch: true,
    versioned: true,
    failures: ["reauthenticationRequired"],
    response: { status: 200, description: "The rule as it is now", schema: TRUST_RULE },
    handler: async ({ services, organization, params, caller, body, ifMatch, actor }) => {
      await services.sessions.requireRecent(caller);
      const patch = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      return answer(await services.trustRules.update(organization, params.robot, idNumber(params.rule_id), patch, ifMatch, actor));
    },
  }),
  endpoint({
    ...common,
    id: "deleteTrustRule",
    method: "DELETE",
    path: "/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    summary: "Delete a trust rule",
    description: "What was exchanged under it is good for nothing from then on.",
    scope: "org:admin",
    params: { ...PARAMS, rule_id: RULE_ID },
    response: { status: 204, description: "Deleted" },
    handler: async ({ services, organization, params, actor }) => {
      await services.trustRules.delete(organization, params.robot, idNumber(params.rule_id), actor);
      return noContent();
    },
  }),
  endpoint({
    ...common,
    id: "testTrustRules",
    method: "POST",
    path: "/orgs/{org}/trust-rules/test",
    summary: "Explain what a CI's token may do here, and why",
    description: "Holds a pasted token against every rule of the organization's robots. It is not used up, and may have expired.",
    scope: "org:admin",
    params: { org: ORG },
    body: PASTED,
    sensitive: true,
    response: { status: 200, description: "Every check that was made", schema: EXPLANATION },
    handler: async ({ services, organization, body }) => ok(toExplanation(await services.trustRules.test(organization.id, body.token))),
  }),
];

function answer(rule: TrustRule): Answer<z.input<typeof TRUST_RULE>> {
  return ok(toRule(rule), { etag: versionTag(rule.version) });
}

function toRule({ id, name, preset, issuer, audience, claims, createdAt, createdBy }: TrustRule): z.input<typeof TRUST_RULE> {
  return {
    id: formatId("rule", id),
    name,
    preset: preset ?? null,
    issuer,
    audience,
    claims: claims as Record<string, string | string[]>,
    created_at: timeText(createdAt),
    created_by: createdBy,
  };
}

function toListedRule(rule: TrustRule): z.input<typeof LISTED_RULE> {
  return { ...toRule(rule), last_used_at: optionalTime(rule.lastUsedAt) };
}

function toNewRule({ name, audience, issuer, claims, preset, fields }: z.output<typeof NEW_RULE>): NewTrustRule {
  if (preset !== undefined) {
    if (claims !== undefined) throw mistaken("/claims", "a preset makes the claims from its fields");
    return { name, audience, preset, fields: fields ?? {}, issuer };
  }
  if (fields !== undefined) throw mistaken("/fields", "fields are those of a preset");
  if (issuer === undefined) throw mistaken("/issuer", "is needed without a preset");
  return { name, audience, issuer, claims: claims ?? {} };
}

function mistaken(pointer: string, detail: string): ManagementError {
  return new ManagementError("invalid", { errors: [{ pointer, detail }] });
}

function toExplanation({ outcome, header, claims, checks, rules }: NamedExplanation): z.input<typeof EXPLANATION> {
  const chosen = outcome.kind === "accepted" ? rules.find(({ rule }) => rule.id === outcome.rule.id) : undefined;
  return {
    accepted: outcome.kind === "accepted",
    reason: outcome.kind === "accepted" ? null : outcome.detail,
    rule_id: chosen ? formatId("rule", chosen.rule.id) : null,
    robot: chosen?.robot ?? null,
    header: header ?? null,
    claims: claims ? { ...claims } : null,
    checks: checks.map(toCheck),
    rules: rules.map(({ rule, name, robot, matches, checks: own }) => {
      return { id: formatId("rule", rule.id), name, robot, matches, checks: own.map(toCheck) };
    }),
  };
}

function toCheck({ check, ok: isFine, expected, actual }: Check): z.input<typeof CHECK> {
  return { check, ok: isFine, expected, actual };
}
