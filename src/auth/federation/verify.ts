// May the bearer of this CI's token act as this robot? `verifySubjectToken` decides and `explain` shows the same checks one by
// one, made by the same functions, so that what is explained is what happens.
import { compactVerify } from "jose";
import type { Clock } from "../../lib/clock.ts";
import type { KeySource } from "./issuer-keys.ts";
import { REFUSED_EVENTS } from "./presets.ts";
import { type Check, type Refusal, refusal } from "./refusal.ts";
import { type TrustRule, alternativesOf, findClaim, matchesPattern } from "./rule.ts";
import {
  ALGORITHMS,
  type Claims,
  LEEWAY_SECONDS,
  type SubjectToken,
  checkToken,
  readSubjectToken,
  replayIdOf,
  show,
} from "./subject-token.ts";

export interface ReplayStore {
  /** Whether nobody used it before, in one step with remembering it until `until`, in milliseconds since the epoch. */
  firstUse(issuer: string, jti: string, until: number): Promise<boolean>;
}

export interface AcceptedSubject {
  readonly kind: "accepted";
  readonly rule: TrustRule;
  /** `<iss> <sub>`, for the audit log. */
  readonly subject: string;
  readonly claims: Claims;
  /** When the token expires, in milliseconds since the epoch: what is issued for it should not outlive it by much. */
  readonly expiresAt: number;
  /** The token's `jti`, or its hash when it has none. */
  readonly jti: string;
}

export interface ExplainedRule {
  readonly rule: TrustRule;
  /** Whether the rule fits the token. It is accepted only when the token itself passes too. */
  readonly matches: boolean;
  readonly checks: readonly Check[];
}

export interface Explanation {
  /** What an exchange would answer, but for a token that was used before: explaining does not use it up. */
  readonly outcome: AcceptedSubject | Refusal;
  readonly header: { readonly alg: string; readonly kid: string; readonly typ: string } | undefined;
  /** As the token says, whether it verifies or not; undefined when it cannot be read. */
  readonly claims: Claims | undefined;
  readonly checks: readonly Check[];
  readonly rules: readonly ExplainedRule[];
}

interface VerifyDeps {
  readonly clock: Clock;
  readonly keys: KeySource;
}

/** The first of the rules that fits, in the order given. A token is good for one exchange. */
export async function verifySubjectToken(
  text: string,
  rules: readonly TrustRule[],
  deps: VerifyDeps & { readonly replays: ReplayStore },
): Promise<AcceptedSubject | Refusal> {
  const token = readSubjectToken(text);
  if (typeof token === "string") return refusal(token);
  const judged = firstRefusal(checkToken(token, deps.clock.now())) ?? firstRefusal(await checkOrigin(token, rules, deps));
  const outcome = judged ?? chooseRule(token, explainRules(token, rules));
  if (outcome.kind === "refused") return outcome;
  const until = outcome.expiresAt + LEEWAY_SECONDS * 1000;
  const isFirst = await deps.replays.firstUse(outcome.rule.issuer, outcome.jti, until);
  return isFirst ? outcome : refusal("replayed");
}

/** For whoever may see the rules: every check of the token and of each rule, also those behind one that failed. */
export async function explain(text: string, rules: readonly TrustRule[], deps: VerifyDeps): Promise<Explanation> {
  const token = readSubjectToken(text);
  if (typeof token === "string") return { outcome: refusal(token), header: undefined, claims: undefined, checks: [], rules: [] };
  const checks = [...checkToken(token, deps.clock.now()), ...(await checkOrigin(token, rules, deps))];
  const explained = explainRules(token, rules);
  const { alg, kid, typ } = token.header;
  return {
    outcome: firstRefusal(checks) ?? chooseRule(token, explained),
    header: { alg: show(alg), kid: show(kid), typ: show(typ) },
    claims: token.claims,
    checks,
    rules: explained,
  };
}

function firstRefusal(checks: readonly Check[]): Refusal | undefined {
  const failed = checks.find(({ ok }) => !ok);
  return failed && refusal(failed.reason, `${failed.check}: ${failed.actual}`);
}

/** Whose token it is. The issuer's keys are fetched only when a stored rule and the site's configuration both name it. */
async function checkOrigin({ text, header, claims }: SubjectToken, rules: readonly TrustRule[], { keys }: VerifyDeps): Promise<Check[]> {
  const issuer = claims["iss"];
  const isKnown = rules.some((rule) => rule.issuer === issuer);
  const isAllowed = isKnown && keys.allows(issuer as string);
  const origin: Check[] = [
    { check: "issuer", ok: isKnown, expected: "an issuer that a trust rule names", actual: show(issuer), reason: "issuerUnknown" },
    { check: "site", ok: isAllowed, expected: "an issuer that this site allows", actual: show(issuer), reason: "issuerNotAllowed" },
  ];
  const { alg, kid } = header;
  const mayFetch = isAllowed && ALGORITHMS.includes(alg as string);
  const signature = mayFetch ? await checkSignature(text, issuer as string, { alg: alg as string, kid }, keys) : UNCHECKED_SIGNATURE;
  return [...origin, signature];
}

const SIGNATURE_ROW = { check: "signature", expected: "a signature by one of the issuer's keys" } as const;
const UNCHECKED_SIGNATURE: Check = { ...SIGNATURE_ROW, ok: false, actual: "not verified", reason: "signatureInvalid" };

async function checkSignature(
  text: string,
  issuer: string,
  header: { readonly alg: string; readonly kid: string | undefined },
  keys: KeySource,
): Promise<Check> {
  const found = await keys.find(issuer, header);
  if (found.kind === "unavailable") return { ...SIGNATURE_ROW, ok: false, actual: found.detail, reason: "issuerUnavailable" };
  if (found.kind === "unknown") {
    return { ...SIGNATURE_ROW, ok: false, actual: `the issuer has no key ${show(header.kid)} for ${header.alg}`, reason: "keyUnknown" };
  }
  // A key that does not fit the algorithm is an error, and verifies as little as a wrong signature.
  const ok = await compactVerify(text, found.key, { algorithms: [header.alg] }).then(
    () => true,
    () => false,
  );
  return { ...SIGNATURE_ROW, ok, actual: ok ? "verified" : "does not verify", reason: "signatureInvalid" };
}

function explainRules(token: SubjectToken, rules: readonly TrustRule[]): ExplainedRule[] {
  return rules.map((rule) => {
    const checks = checkRule(token, rule);
    return { rule, matches: checks.every(({ ok }) => ok), checks };
  });
}

function checkRule({ claims }: SubjectToken, rule: TrustRule): Check[] {
  const { iss, aud } = claims;
  return [
    { check: "iss", ok: iss === rule.issuer, expected: rule.issuer, actual: show(iss), reason: "issuerUnknown" },
    {
      check: "aud",
      ok: aud === rule.audience || (Array.isArray(aud) && aud.includes(rule.audience)),
      expected: rule.audience,
      actual: show(aud),
      reason: "audienceMismatch",
    },
    checkEvent(claims, rule),
    ...Object.entries(rule.claims).map(([name, pattern]): Check => {
      const claim = findClaim(claims, name);
      const expected = alternativesOf(pattern).join(" or ");
      return { check: `claims ${name}`, ok: matchesPattern(pattern, claim), expected, actual: show(claim), reason: "claimsMismatch" };
    }),
  ];
}

/** A wildcard does not admit them: whoever opens a pull request is a stranger, so a rule has to say that it means strangers. */
function checkEvent({ event_name: event }: Claims, rule: TrustRule): Check {
  const named = Object.hasOwn(rule.claims, "event_name") ? alternativesOf(rule.claims["event_name"]!) : [];
  const refused = REFUSED_EVENTS.filter((refusedEvent) => !named.includes(refusedEvent));
  const ok = refused.length === 0 || !matchesPattern(refused, event);
  return {
    check: "event",
    ok,
    expected: refused.length > 0 ? `not ${refused.join(" or ")}` : "any",
    actual: show(event),
    reason: "eventRefused",
  };
}

/** The first that fits; else why the one did not that came furthest. */
function chooseRule(token: SubjectToken, explained: readonly ExplainedRule[]): AcceptedSubject | Refusal {
  const chosen = explained.find(({ matches }) => matches);
  if (chosen) return accept(token, chosen.rule);
  const reasons = new Set(explained.map(({ checks }) => checks.find(({ ok }) => !ok)!.reason));
  const furthest = (["claimsMismatch", "eventRefused", "audienceMismatch"] as const).find((reason) => reasons.has(reason));
  return refusal(furthest ?? "issuerUnknown");
}

function accept(token: SubjectToken, rule: TrustRule): AcceptedSubject {
  const { iss, sub, exp } = token.claims as { iss: string; sub: string; exp: number };
  return {
    kind: "accepted",
    rule,
    subject: `${iss} ${sub}`,
    claims: token.claims,
    expiresAt: Math.floor(exp * 1000),
    jti: replayIdOf(token),
  };
}
