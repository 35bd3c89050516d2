import { expect, test } from "bun:test";
import { type PresetFields, type PresetName, PRESETS, ruleFromPreset } from "./presets.ts";
import { validateTrustRule } from "./rule.ts";

const AUDIENCE = "https://registry.example.org";
const CLUSTER = "https://oidc.example.org/id/4F";

test("GitHub: a repository's number, a branch and an environment", () => {
  const fields = { repository_id: "74", ref: ["refs/heads/main", "refs/tags/v*"], environment: "production" };
  expect(ruleFromPreset("github", { fields, audience: AUDIENCE })).toEqual({
    rule: { issuer: "https://token.actions.githubusercontent.com", audience: AUDIENCE, claims: fields },
  });
});

test("GitLab: a ref alone is a branch", () => {
  expect(ruleFromPreset("gitlab", { fields: { project_id: "22", ref: "main" }, audience: AUDIENCE })).toEqual({
    rule: { issuer: "https://gitlab.com", audience: AUDIENCE, claims: { project_id: "22", ref: "main", ref_type: "branch" } },
  });
});

test("GitLab: a server of one's own", () => {
  const answer = ruleFromPreset("gitlab", { fields: { project_id: "22" }, audience: AUDIENCE, issuer: "https://gitlab.example.org" });
  expect(answer).toEqual({ rule: { issuer: "https://gitlab.example.org", audience: AUDIENCE, claims: { project_id: "22" } } });
});

test("Kubernetes: claims whose keys hold dots", () => {
  const fields = { namespace: "ci", service_account: "builder" };
  expect(ruleFromPreset("kubernetes", { fields, audience: AUDIENCE, issuer: CLUSTER })).toEqual({
    rule: {
      issuer: CLUSTER,
      audience: AUDIENCE,
      claims: { "/kubernetes.io/namespace": "ci", "/kubernetes.io/serviceaccount/name": "builder" },
    },
  });
});

test.each<[PresetName, PresetFields, string[]]>([
  ["github", {}, ["/fields"]],
  ["github", { ref: "refs/heads/main" }, ["/fields"]],
  ["github", { repository_id: "acme/api" }, ["/fields/repository_id"]],
  ["github", { repository_id: "074" }, ["/fields/repository_id"]],
  ["github", { repository_id: ["74", "*"] }, ["/fields/repository_id"]],
  ["github", { repository_id: "74", ref: "main" }, ["/fields/ref"]],
  ["github", { repository_id: "74", job_workflow_ref: "release.yml" }, ["/fields/job_workflow_ref"]],
  ["github", { repository_id: "74", environment: "a".repeat(513) }, ["/fields/environment"]],
  ["github", { repository_id: "74", project_id: "22" }, ["/fields/project_id"]],
  ["github", { repository_id: "74", toString: "22" }, ["/fields/toString"]],
  ["gitlab", { project_id: "22", ref: "refs/heads/main" }, ["/fields/ref"]],
  ["gitlab", { namespace_id: "22", ref_type: "commit" }, ["/fields/ref_type"]],
  ["kubernetes", { namespace: "ci", service_account: "builder" }, ["/issuer"]],
  ["kubernetes", { namespace: "*" }, ["/issuer", "/fields", "/fields/namespace"]],
])("%s with %p is refused", (name, fields, pointers) => {
  const answer = ruleFromPreset(name, { fields, audience: AUDIENCE });
  expect("problems" in answer && answer.problems.map(({ pointer }) => pointer)).toEqual(pointers);
});

test.each<[PresetName, PresetFields]>([
  ["github", { repository_owner_id: "65" }],
  ["gitlab", { namespace_id: "72" }],
  ["kubernetes", { namespace: "ci", service_account: "*" }],
])("what the %s preset asks for is enough for a rule", (name, fields) => {
  const issuer = PRESETS[name].issuer ?? CLUSTER;
  const answer = ruleFromPreset(name, { fields, audience: AUDIENCE, issuer });
  expect("rule" in answer && validateTrustRule(answer.rule, { allowedIssuers: [issuer] })).toEqual([]);
});
