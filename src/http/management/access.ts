// Why somebody may use a repository, or may not.
import { z } from "@hono/zod-openapi";
import type { ExplainedReason, Explanation, Refusal } from "../../management/access.ts";
import { formatId } from "../../management/ids.ts";
import { ok } from "./answer.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { idNumber, prefixedId } from "./schemas.ts";

const LEVEL = z.enum(["none", "read", "write", "admin"]);

const REASON = z
  .object({
    rule: z.string().openapi({ description: "Which rule of the permission model", example: "team-grant" }),
    level: LEVEL.openapi({ description: "What it gives" }),
    text: z.string().openapi({ description: "The same for people" }),
    grant_id: z.string().nullable().openapi({ description: "Of what was granted" }),
    team: z.string().nullable().openapi({ description: "To which team" }),
  })
  .openapi("AccessReason");

const EXPLANATION = z
  .object({
    subject: z.object({ kind: z.enum(["anonymous", "user", "robot"]), name: z.string() }),
    level: LEVEL.openapi({ description: "The highest that any rule gives" }),
    visibility: z.enum(["public", "private"]),
    organization_role: z.enum(["owner", "admin", "member"]).nullable(),
    default_permission: LEVEL.nullable().openapi({ description: "What the organization lets its members do; null for who is none" }),
    reasons: z.array(REASON).openapi({ description: "Every rule and grant that gives something" }),
    actions: z.array(
      z.object({
        action: z.enum(["pull", "push", "delete"]),
        allowed: z.boolean(),
        reasons: z.array(REASON).openapi({ description: "Each of which would do alone" }),
        refusal: z
          .object({
            code: z.enum(["account-disabled", "outside-token-limits", "level-too-low", "token-scope"]),
            text: z.string(),
            needed: z.string().nullable().openapi({ description: "The level or the scope that is missing" }),
          })
          .nullable(),
      }),
    ),
  })
  .openapi("AccessExplanation");

export const ACCESS: readonly Endpoint[] = repositoryEndpoints({
  tag: "permissions",
  id: "explainAccess",
  method: "GET",
  path: "/access",
  summary: "Explain what somebody may do with a repository, and why",
  description: "Everybody may ask about themselves, administrators of the repository about anybody.",
  access: { repository: "read" },
  scope: "repo:read",
  query: {
    as: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .openapi({
        param: { description: "A username, a robot as `acme+ci` (its `+` sent as `%2B`), or `anonymous`; the caller when left out" },
      }),
    token_id: prefixedId("tok", "As if through this token of the caller's").optional(),
  },
  failures: ["notFound"],
  response: { status: 200, description: "The decision and what led to it", schema: EXPLANATION },
  handler: async ({ services, caller, repository, query: { as, token_id: tokenId } }) => {
    // No name has a space: who sends a bare `+` means one.
    const asked = { as: as?.replace(" ", "+"), tokenId: tokenId === undefined ? undefined : idNumber(tokenId) };
    return ok(toExplanation(await services.access.explain(caller, repository, asked)));
  },
});

function toExplanation({ subject, level, visibility, role, defaultLevel, reasons, actions }: Explanation): z.infer<typeof EXPLANATION> {
  return {
    subject,
    level,
    visibility,
    organization_role: role ?? null,
    default_permission: defaultLevel ?? null,
    reasons: reasons.map(toReason),
    actions: actions.map(({ action, reasons, refusal }) => ({
      action,
      allowed: refusal === undefined,
      reasons: reasons.map(toReason),
      refusal: refusal ? { code: refusal.code, text: refusalText(refusal), needed: "needed" in refusal ? refusal.needed : null } : null,
    })),
  };
}

const RULE_TEXTS: Record<ExplainedReason["rule"], string> = {
  "open-registry": "The registry is open: everybody may do everything",
  "site-administrator": "Site administrators may do everything",
  "namespace-owner": "The repository is in their own namespace",
  "organization-owner": "Owners of the organization administer its repositories",
  "organization-admin": "Administrators of the organization administer its repositories",
  "member-default": "What the organization lets its members do",
  "user-grant": "Granted to the user on this repository",
  "team-grant": "Granted to a team of theirs on this repository",
  "team-namespace-grant": "Granted to a team of theirs on all of the organization",
  "robot-grant": "Granted to the robot on this repository",
  "robot-namespace-grant": "Granted to the robot on all of the organization",
  library: "Everybody who is signed in may read `library`",
  public: "The repository is public",
};

function toReason({ rule, level, grantId, team }: ExplainedReason): z.infer<typeof REASON> {
  return { rule, level, text: RULE_TEXTS[rule], grant_id: grantId === undefined ? null : formatId("grant", grantId), team: team ?? null };
}

function refusalText(refusal: Refusal): string {
  switch (refusal.code) {
    case "account-disabled":
      return "The account is disabled";
    case "outside-token-limits":
      return "The token is limited to other repositories";
    case "level-too-low":
      return `Nothing gives them ${refusal.needed} on the repository`;
    case "token-scope":
      return `The token lacks the scope ${refusal.needed}`;
  }
}
