// Retention rules as values: which tags or untagged manifests a rule is about. What a keep rule selects is kept, whatever others say;
// what a delete rule selects goes; everything else stays.
import { TagPatterns } from "./tag-patterns.ts";

/** A rule selects what all of its selectors select. */
export interface RetentionRule {
  readonly action: "keep" | "delete";
  /** Manifests without a tag, instead of tags. */
  readonly untagged?: boolean | undefined;
  /** Patterns; every tag when left out. */
  readonly tags?: readonly string[] | undefined;
  /** A range of versions as npm writes them; what is no version is in none. */
  readonly semver?: string | undefined;
  /** Of those that the other selectors leave, so many of the highest versions. */
  readonly newestVersions?: number | undefined;
  /** The same by the time of the last push. */
  readonly newestPushed?: number | undefined;
  readonly olderThanSeconds?: number | undefined;
  readonly youngerThanSeconds?: number | undefined;
  /** Neither pulled nor pushed for that long. */
  readonly notPulledForSeconds?: number | undefined;
  readonly pulledWithinSeconds?: number | undefined;
}

export interface RetentionCandidate {
  /** Undefined for a manifest without one. */
  readonly tag: string | undefined;
  /** Sorts as versions do; what is none begins with 0. */
  readonly versionKey: string;
  readonly movedAt: number;
  readonly pulledAt: number | null;
}

/** What a range of versions may be made of. */
export const VERSION_RANGE = /^[0-9A-Za-z.<>=~^|* +-]{1,100}$/;

/** Undefined for a rule that makes sense; else what is wrong with it. */
export function findRuleMistake(rule: RetentionRule): string | undefined {
  const isCounting = rule.newestVersions !== undefined || rule.newestPushed !== undefined;
  if (rule.untagged && (rule.tags || rule.semver !== undefined || rule.newestVersions !== undefined)) {
    return "what has no tag cannot be selected by tag or version";
  }
  if (rule.action === "delete" && isCounting) return "the newest can be kept, not deleted";
  if (rule.newestVersions !== undefined && rule.newestPushed !== undefined) return "count either versions or pushes";
  return undefined;
}

/** Those that the rule selects. */
export function selectBy<T extends RetentionCandidate>(rule: RetentionRule, candidates: readonly T[], now: number): T[] {
  const patterns = rule.tags && new TagPatterns(rule.tags);
  const found = candidates.filter(
    (candidate) =>
      (candidate.tag === undefined) === (rule.untagged === true) &&
      (patterns === undefined || patterns.matches(candidate.tag ?? "")) &&
      (rule.semver === undefined || isInRange(candidate.tag ?? "", rule.semver)) &&
      fitsAge(rule, candidate, now),
  );
  if (rule.newestVersions !== undefined) return newestVersions(found, rule.newestVersions);
  return rule.newestPushed === undefined ? found : newestPushed(found, rule.newestPushed);
}

/** For people. */
export function describeRule(rule: RetentionRule): string {
  const said: (string | undefined)[] = [
    rule.newestVersions === undefined ? undefined : `the newest ${rule.newestVersions} versions`,
    rule.newestPushed === undefined ? undefined : `the last ${rule.newestPushed} pushed`,
    rule.untagged ? "manifests without a tag" : rule.tags ? `tags ${rule.tags.join(" ")}` : "all tags",
    rule.semver === undefined ? undefined : `versions ${rule.semver}`,
    rule.olderThanSeconds === undefined ? undefined : `pushed more than ${ageText(rule.olderThanSeconds)} ago`,
    rule.youngerThanSeconds === undefined ? undefined : `pushed within ${ageText(rule.youngerThanSeconds)}`,
    rule.notPulledForSeconds === undefined ? undefined : `not pulled for ${ageText(rule.notPulledForSeconds)}`,
    rule.pulledWithinSeconds === undefined ? undefined : `pulled within ${ageText(rule.pulledWithinSeconds)}`,
  ];
  return said.filter((part) => part !== undefined).join(", ");
}

function fitsAge(rule: RetentionRule, { movedAt, pulledAt }: RetentionCandidate, now: number): boolean {
  const age = now - movedAt;
  const { olderThanSeconds: older, youngerThanSeconds: younger, notPulledForSeconds: unused, pulledWithinSeconds: used } = rule;
  return (
    (older === undefined || age > older * 1000) &&
    (younger === undefined || age <= younger * 1000) &&
    // What was just pushed has had no time to be pulled.
    (unused === undefined || now - Math.max(movedAt, pulledAt ?? 0) > unused * 1000) &&
    (used === undefined || (pulledAt !== null && now - pulledAt <= used * 1000))
  );
}

/** Versions, not tags: `1.2.3` and `v1.2.3` are one. */
function newestVersions<T extends RetentionCandidate>(candidates: readonly T[], count: number): T[] {
  const versions = candidates.filter(({ versionKey }) => versionKey > "1");
  const keys = [...new Set(versions.map(({ versionKey }) => versionKey))].sort();
  const newest = new Set(count === 0 ? [] : keys.slice(-count));
  return versions.filter(({ versionKey }) => newest.has(versionKey));
}

/** With those that were pushed at the same moment as the last of them: which came first nobody knows. */
function newestPushed<T extends RetentionCandidate>(candidates: readonly T[], count: number): T[] {
  const last = candidates.map(({ movedAt }) => movedAt).sort((a, b) => b - a)[count - 1];
  return count === 0 ? [] : candidates.filter(({ movedAt }) => last === undefined || movedAt >= last);
}

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(?:[+_].*)?$/;

/** As tags are written: with a `v` before it, and parts left out. */
function isInRange(tag: string, range: string): boolean {
  const match = VERSION.exec(tag);
  if (!match) return false;
  const [, major = "0", minor = "0", patch = "0", prerelease = ""] = match;
  const version = [major, minor, patch].map((part) => part.replace(/^0+(?=\d)/, "")).join(".");
  return Bun.semver.satisfies(version + prerelease, range);
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

function ageText(seconds: number): string {
  const [name, size] = UNITS.find(([, unit]) => seconds % unit === 0)!;
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
