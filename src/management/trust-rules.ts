// Trust rules of robots: whose CI may act as the robot without a secret. What a rule may say is decided in auth/federation.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { KeySource } from "../auth/federation/issuer-keys.ts";
import { type PresetFields, type PresetName, ruleFromPreset } from "../auth/federation/presets.ts";
import {
  type ClaimPatterns,
  type FederationSite,
  type Problem,
  type TrustRule as Rule,
  type TrustRuleInput,
  validateTrustRule,
} from "../auth/federation/rule.ts";
import { type Explanation, explain } from "../auth/federation/verify.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { TrustRuleRecord } from "../metadata/trust-rules.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { differences } from "./differences.ts";
import { checkVersion, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { type Robot, fullNameOf, getRobot } from "./robots.ts";

export interface TrustRule extends Omit<TrustRuleRecord, "claims"> {
  readonly claims: ClaimPatterns;
}

/** Written out, or in the few words of a preset. */
export type NewTrustRule = { readonly name: string; readonly audience: string } & (
  | { readonly issuer: string; readonly claims: ClaimPatterns }
  | { readonly preset: PresetName; readonly fields: PresetFields; readonly issuer?: string | undefined }
);

export type TrustRulePatch = Partial<TrustRuleInput & { readonly name: string }>;

export interface NamedExplanation extends Omit<Explanation, "rules"> {
  readonly rules: readonly (Explanation["rules"][number] & { readonly name: string; readonly robot: string })[];
}

/** As many as an exchange tries one after the other. */
export const RULES_PER_ROBOT_LIMIT = 20;
/** What one pasted token is held against. */
const EXPLAINED_LIMIT = 100;

type Organization = Pick<AuthorizedOrganization, "id" | "name">;

export class TrustRules {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; site: FederationSite; keys: KeySource }) {}

  /** In the order in which they were made. Throws `notFound`. */
  async list(organization: Organization, robot: string, { after, limit }: PageOptions<number>): Promise<Page<TrustRule>> {
    const { read } = this.deps.metadata;
    const { id } = await getRobot(read, organization, robot);
    const { items, more } = pageFrom(await read.trustRules.listOfRobot(id, after, limit + 1), limit);
    return { items: items.map(toTrustRule), more };
  }

  /** Throws `notFound`, also for a rule of another robot. */
  async get(organization: Organization, robot: string, id: number): Promise<TrustRule> {
    return (await findRule(this.deps.metadata.read, organization, robot, id)).rule;
  }

  /** Throws `notFound`, `invalid` with everything that is wrong with it, `quotaExceeded`. */
  async create(organization: Organization, robotName: string, asked: NewTrustRule, actor: Actor): Promise<TrustRule> {
    const input = this.checked(inputOf(asked));
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const robot = await getRobot(tx, organization, robotName);
      if ((await tx.trustRules.listOfRobot(robot.id, 0, RULES_PER_ROBOT_LIMIT)).length === RULES_PER_ROBOT_LIMIT) {
        throw new ManagementError("quotaExceeded", { detail: `a robot has at most ${RULES_PER_ROBOT_LIMIT} trust rules` });
      }
      const row = {
        robotId: robot.id,
        name: asked.name,
        preset: "preset" in asked ? asked.preset : undefined,
        issuer: input.issuer,
        audience: input.audience,
        claims: JSON.stringify(input.claims),
        createdBy: actor.name,
      };
      const id = await tx.trustRules.create(row, now);
      const after = { id: formatId("rule", id), name: asked.name, ...input };
      await recordChange(tx, actor, { action: "trust_rule.create", ...subjectOf(organization, robot), after }, now);
      return toTrustRule((await tx.trustRules.findById(id))!);
    });
  }

  /** Throws `notFound`, `invalid`, `stale`. */
  async update(
    organization: Organization,
    robotName: string,
    id: number,
    patch: TrustRulePatch,
    ifMatch: number | undefined,
    actor: Actor,
  ): Promise<TrustRule> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const { robot, rule } = await findRule(tx, organization, robotName, id);
      checkVersion(rule, ifMatch);
      const before = fieldsOf(rule);
      const wanted = { ...before, ...patch };
      const changed = differences(before, wanted);
      if (!changed) return rule;
      const input = this.checked(wanted);
      const row = { name: wanted.name, issuer: input.issuer, audience: input.audience, claims: JSON.stringify(input.claims) };
      checkWritten(await tx.trustRules.update(id, row, rule.version));
      await recordChange(tx, actor, { action: "trust_rule.update", ...subjectOf(organization, robot), ...changed }, now);
      return toTrustRule((await tx.trustRules.findById(id))!);
    });
  }

  /** What was exchanged under it is good for nothing from then on. Throws `notFound`. */
  async delete(organization: Organization, robotName: string, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { robot, rule } = await findRule(tx, organization, robotName, id);
      await tx.trustRules.delete(id);
      const before = { id: formatId("rule", id), ...fieldsOf(rule) };
      await recordChange(tx, actor, { action: "trust_rule.delete", ...subjectOf(organization, robot), before }, now);
    });
  }

  /** Why a token would be accepted or not, by every rule of the organization's robots. It is not used up. */
  async test(organizationId: number, token: string): Promise<NamedExplanation> {
    const { metadata, clock, keys } = this.deps;
    const records = await metadata.read.trustRules.listOfNamespace(organizationId, EXPLAINED_LIMIT);
    const { rules, ...explanation } = await explain(token, records.map(toRule), { clock, keys });
    const byId = new Map(records.map((record) => [record.id, record]));
    const named = rules.map((explained) => {
      const { name, namespace, robot } = byId.get(explained.rule.id)!;
      return { ...explained, name, robot: fullNameOf({ namespace, name: robot }) };
    });
    return { ...explanation, rules: named };
  }

  private checked(input: TrustRuleInput | { readonly problems: readonly Problem[] }): TrustRuleInput {
    const problems = "problems" in input ? input.problems : validateTrustRule(input, this.deps.site);
    if ("problems" in input || problems.length > 0) throw new ManagementError("invalid", { errors: problems });
    return { issuer: input.issuer, audience: input.audience, claims: input.claims };
  }
}

/** As auth/federation takes it. */
export function toRule({ id, robotId, issuer, audience, claims }: TrustRuleRecord): Rule {
  return { id, robotId, issuer, audience, claims: JSON.parse(claims) as ClaimPatterns };
}

function inputOf(asked: NewTrustRule): TrustRuleInput | { readonly problems: readonly Problem[] } {
  if (!("preset" in asked)) return asked;
  const made = ruleFromPreset(asked.preset, asked);
  return "rule" in made ? made.rule : made;
}

async function findRule(
  { robots, trustRules }: Pick<MetadataWriter, "robots" | "trustRules"> | Pick<MetadataStore["read"], "robots" | "trustRules">,
  organization: Organization,
  robotName: string,
  id: number,
): Promise<{ robot: Robot; rule: TrustRule }> {
  const robot = await getRobot({ robots }, organization, robotName);
  const rule = await trustRules.findById(id);
  if (!rule || rule.robotId !== robot.id) throw new ManagementError("notFound");
  return { robot, rule: toTrustRule(rule) };
}

function toTrustRule(record: TrustRuleRecord): TrustRule {
  return { ...record, claims: JSON.parse(record.claims) as ClaimPatterns };
}

function fieldsOf({ name, issuer, audience, claims }: TrustRule) {
  return { name, issuer, audience, claims };
}

function subjectOf({ id }: Organization, robot: Robot): { target: string; namespaceId: number } {
  return { target: fullNameOf(robot), namespaceId: id };
}
