// Rules for immutable tags: of an organization and of a repository.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { RuleOwner, TagRuleRecord } from "../../management/tag-rules.ts";
import { TAG_PATTERN } from "../../oci/tag-patterns.ts";
import { created, noContent, ok } from "./answer.ts";
import { API_ROOT, type Endpoint, type ManagementCall, endpoint, repositoryEndpoints } from "./endpoint.ts";
import { ORG, TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import { timeText } from "./times.ts";

const RULE_ID = prefixedId("tagrule", "The id of a rule for tags");

export const PATTERNS = z
  .array(z.string().regex(TAG_PATTERN, "must be a tag with * and ?, after a ! for an exception"))
  .min(1)
  .max(20)
  .openapi({
    description: "Tags with `*` for any text and `?` for one character; what begins with `!` is taken out",
    example: ["v*", "!v0*"],
  });

const RULE = z
  .object({
    id: z.string().openapi({ example: "tagrule_12" }),
    patterns: z.array(z.string()),
    inherited: z.boolean().openapi({ description: "Of the organization, shown for one of its repositories" }),
    created_by: z.string(),
    created_at: TIMESTAMP,
  })
  .openapi("ImmutableTagRule");
const RULES = z.object({ items: z.array(RULE) }).openapi("ImmutableTagRules");
const BODY = z.strictObject({ patterns: PATTERNS });

const shared = { tag: "tag-rules" } as const;
const DESCRIPTION =
  "A tag that it matches can be made, and pushed again with the same digest, but neither moved nor deleted, nor can its manifest be. Those of the organization and of the repository both count.";

async function list({ services }: Pick<ManagementCall, "services">, owner: RuleOwner) {
  const rules = await services.tagRules.list(owner);
  return ok({ items: rules.map((rule) => toRule(rule, "repository" in owner)) });
}

export const TAG_RULES: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...shared,
    id: "listTagRules",
    method: "GET",
    path: "/tag-rules",
    summary: "List the rules for immutable tags that count for a repository",
    access: { repository: "read" },
    scope: "repo:read",
    response: { status: 200, description: "Those of the organization first", schema: RULES },
    handler: (call) => list(call, { repository: call.repository }),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "createTagRule",
    method: "POST",
    path: "/tag-rules",
    summary: "Make tags of a repository immutable",
    description: DESCRIPTION,
    access: { repository: "admin" },
    scope: "repo:admin",
    body: BODY,
    idempotent: true,
    failures: ["conflict"],
    response: { status: 201, description: "The rule", schema: RULE },
    handler: async ({ services, repository, actor, body: { patterns } }) =>
      created(toRule(await services.tagRules.create({ repository }, patterns, actor), true), {
        location: `${API_ROOT}/repositories/${formatId("repo", repository.id)}/tag-rules`,
      }),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "deleteTagRule",
    method: "DELETE",
    path: "/tag-rules/{rule_id}",
    summary: "Delete a rule for immutable tags of a repository",
    access: { repository: "admin" },
    scope: "repo:admin",
    params: { rule_id: RULE_ID },
    response: { status: 204, description: "It is gone" },
    handler: async ({ services, repository, actor, params: { rule_id: id } }) => {
      await services.tagRules.delete({ repository }, idNumber(id), actor);
      return noContent();
    },
  }),
  endpoint({
    ...shared,
    id: "listOrganizationTagRules",
    method: "GET",
    path: "/orgs/{org}/tag-rules",
    summary: "List the rules for immutable tags of an organization",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG },
    response: { status: 200, description: "All of them", schema: RULES },
    handler: (call) => list(call, { organization: call.organization }),
  }),
  endpoint({
    ...shared,
    id: "createOrganizationTagRule",
    method: "POST",
    path: "/orgs/{org}/tag-rules",
    summary: "Make tags of all repositories of an organization immutable",
    description: DESCRIPTION,
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: BODY,
    idempotent: true,
    failures: ["conflict"],
    response: { status: 201, description: "The rule", schema: RULE },
    handler: async ({ services, organization, actor, body: { patterns } }) =>
      created(toRule(await services.tagRules.create({ organization }, patterns, actor), false), {
        location: `${API_ROOT}/orgs/${organization.name}/tag-rules`,
      }),
  }),
  endpoint({
    ...shared,
    id: "deleteOrganizationTagRule",
    method: "DELETE",
    path: "/orgs/{org}/tag-rules/{rule_id}",
    summary: "Delete a rule for immutable tags of an organization",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, rule_id: RULE_ID },
    response: { status: 204, description: "It is gone" },
    handler: async ({ services, organization, actor, params: { rule_id: id } }) => {
      await services.tagRules.delete({ organization }, idNumber(id), actor);
      return noContent();
    },
  }),
];

function toRule({ id, patterns, namespaceId, createdBy, createdAt }: TagRuleRecord, isOfRepository: boolean): z.input<typeof RULE> {
  return {
    id: formatId("tagrule", id),
    patterns: [...patterns],
    inherited: isOfRepository && namespaceId !== undefined,
    created_by: createdBy,
    created_at: timeText(createdAt),
  };
}
