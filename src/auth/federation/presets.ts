// What the usual CIs put into their tokens, and how a person's few words become a trust rule. Numeric ids are asked for,
// because a name that was given up can be registered by somebody else the next day.
import type { ClaimPattern, Problem, TrustRuleInput } from "./rule.ts";

export type PresetName = "github" | "gitlab" | "kubernetes";

export interface PresetField {
  readonly name: string;
  /** The claim that it becomes, as a rule names it. */
  readonly claim: string;
  readonly meaning: string;
  readonly value: RegExp;
  /** What `value` accepts, in words. */
  readonly expected: string;
}

export interface Preset {
  readonly title: string;
  /** Undefined where every installation has its own. */
  readonly issuer: string | undefined;
  readonly fields: readonly PresetField[];
  /** Fields by name; of each group one must be given. */
  readonly required: readonly (readonly string[])[];
  /** Claims that are added when their field is not given and the other one is. */
  readonly implied: readonly { readonly when: string; readonly field: string; readonly value: string }[];
}

/** What a person filled in, by the names of the preset's fields. */
export type PresetFields = Readonly<Record<string, ClaimPattern>>;

export interface TenantClaims {
  readonly names: readonly string[];
  readonly why: string;
  readonly value: RegExp;
  readonly expected: string;
}

const ID = /^[1-9][0-9]{0,18}$/;
const ID_EXPECTED = "a number without leading zeros";
const KUBERNETES_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const ANY_TEXT = /\S/;
/** As long as a rule's values may be; it bounds what the expressions here can cost. */
const FIELD_LENGTH_LIMIT = 512;

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  github: {
    title: "GitHub Actions",
    issuer: "https://token.actions.githubusercontent.com",
    fields: [
      id("repository_id", "The repository's number: `gh api repos/OWNER/NAME --jq .id`."),
      id("repository_owner_id", "The number of the user or organization that owns it: `gh api users/OWNER --jq .id`."),
      field("ref", "The branch or tag that was pushed.", /^refs\//, "a full ref such as refs/heads/main or refs/tags/v*"),
      field("environment", "The deployment environment of the job, with its protection rules.", ANY_TEXT, "an environment's name"),
      field(
        "job_workflow_ref",
        "The workflow file that defines the job, a reusable one included.",
        /^[^/]+\/[^/]+\/.+@.+$/,
        "owner/name/.github/workflows/file.yml@ref",
      ),
      field(
        "event_name",
        "What started the workflow; only this admits `pull_request` and `pull_request_target`.",
        ANY_TEXT,
        "an event's name",
      ),
    ],
    required: [["repository_id", "repository_owner_id"]],
    implied: [],
  },
  gitlab: {
    title: "GitLab CI/CD",
    issuer: "https://gitlab.com",
    fields: [
      id("project_id", "The project's number, shown below its name."),
      id("namespace_id", "The number of the group or user that holds it; its subgroups have numbers of their own."),
      field("ref", "The branch or tag.", /^(?!refs\/)\S+$/, "a branch or tag without refs/heads/"),
      field("ref_type", "`branch` or `tag`; a branch, when only the ref is given.", /^(?:branch|tag)$/, "branch or tag"),
      field("ref_protected", "`true` admits protected branches and tags only.", /^(?:true|false)$/, "true or false"),
      field("environment", "The environment that the job deploys to.", ANY_TEXT, "an environment's name"),
      field("pipeline_source", "What started the pipeline, such as `push` or `schedule`.", ANY_TEXT, "a pipeline source"),
      field("ci_config_ref_uri", "The file that defines the pipeline, with its ref.", /^[^/]+\/.+@.+$/, "host/group/project//file.yml@ref"),
    ],
    required: [["project_id", "namespace_id"]],
    // A tag may be called like a branch, and may be somebody else's to push.
    implied: [{ when: "ref", field: "ref_type", value: "branch" }],
  },
  kubernetes: {
    title: "Kubernetes service account",
    issuer: undefined,
    fields: [
      field("namespace", "The service account's namespace.", KUBERNETES_NAME, "a namespace's name", "/kubernetes.io/namespace"),
      field(
        "service_account",
        "The service account's name; `*` admits all of the namespace.",
        /^[-a-z0-9.*]{1,253}$/,
        "a service account's name",
        "/kubernetes.io/serviceaccount/name",
      ),
      field(
        "service_account_uid",
        "Its uid, which a new service account of the same name does not get.",
        /^[0-9a-f-]{36}$/,
        "a uid",
        "/kubernetes.io/serviceaccount/uid",
      ),
    ],
    required: [["namespace"], ["service_account", "service_account_uid"]],
    implied: [],
  },
};

const GITHUB_TENANT: TenantClaims = {
  names: ["repository_id", "repository_owner_id"],
  why: "everybody's workflows get tokens from this issuer, and names change hands",
  value: ID,
  expected: ID_EXPECTED,
};
const GITLAB_TENANT: TenantClaims = {
  ...GITHUB_TENANT,
  names: ["project_id", "namespace_id"],
  why: "everybody's pipelines get tokens from this issuer, and names change hands",
};

/** Workflows that strangers can start by opening a pull request; with `pull_request_target` even with the repository's own rights. */
export const REFUSED_EVENTS: readonly string[] = ["pull_request", "pull_request_target"];

/** The rule, or what is wrong with the fields. The rule has still to pass `validateTrustRule`. */
export function ruleFromPreset(
  name: PresetName,
  asked: { readonly fields: PresetFields; readonly audience: string; readonly issuer?: string | undefined },
): { readonly rule: TrustRuleInput } | { readonly problems: readonly Problem[] } {
  const preset = PRESETS[name];
  const issuer = asked.issuer ?? preset.issuer;
  const problems = [
    ...(issuer === undefined ? [{ pointer: "/issuer", detail: `${preset.title} has no issuer of its own: name the cluster's` }] : []),
    ...fieldProblems(preset, asked.fields),
  ];
  if (issuer === undefined || problems.length > 0) return { problems };
  return { rule: { issuer, audience: asked.audience, claims: claimsOf(preset, asked.fields) } };
}

/** The claims that tell tenants apart at an issuer that serves many; undefined for an issuer that nobody described. */
export function tenantClaimsOf(issuer: string): TenantClaims | undefined {
  if (isGitHub(issuer)) return GITHUB_TENANT;
  return issuer === PRESETS.gitlab.issuer ? GITLAB_TENANT : undefined;
}

/** github.com, with or without an enterprise's own path, GitHub with data residency, and GitHub Enterprise Server. */
function isGitHub(issuer: string): boolean {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url) return false;
  return /^token\.actions\.(?:githubusercontent\.com|[^.]+\.ghe\.com)$/.test(url.hostname) || url.pathname === "/_services/token";
}

function fieldProblems(preset: Preset, fields: PresetFields): Problem[] {
  const unknown = Object.keys(fields).filter((name) => !preset.fields.some((field) => field.name === name));
  const missing = preset.required.filter((group) => !group.some((name) => Object.hasOwn(fields, name)));
  return [
    ...unknown.map((name) => ({ pointer: pointerTo(name), detail: `${preset.title} has no such field` })),
    ...missing.map((group) => ({ pointer: "/fields", detail: `${group.join(" or ")} is needed` })),
    ...preset.fields.flatMap((field) => valueProblems(field, Object.hasOwn(fields, field.name) ? fields[field.name] : undefined)),
  ];
}

function valueProblems({ name, value, expected }: PresetField, given: ClaimPattern | undefined): Problem[] {
  const values = typeof given === "string" ? [given] : (given ?? []);
  const isWrong = values.some((text) => text.length > FIELD_LENGTH_LIMIT || !value.test(text));
  return isWrong ? [{ pointer: pointerTo(name), detail: `must be ${expected}` }] : [];
}

function claimsOf(preset: Preset, fields: PresetFields): Record<string, ClaimPattern> {
  const implied = preset.implied.filter(({ when, field }) => Object.hasOwn(fields, when) && !Object.hasOwn(fields, field));
  const all: PresetFields = { ...fields, ...Object.fromEntries(implied.map(({ field, value }) => [field, value])) };
  return Object.fromEntries(preset.fields.flatMap(({ name, claim }) => (Object.hasOwn(all, name) ? [[claim, all[name]!]] : [])));
}

function pointerTo(field: string): string {
  return `/fields/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function id(name: string, meaning: string): PresetField {
  return field(name, meaning, ID, ID_EXPECTED);
}

function field(name: string, meaning: string, value: RegExp, expected: string, claim = name): PresetField {
  return { name, claim, meaning, value, expected };
}
