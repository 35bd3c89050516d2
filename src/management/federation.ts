// The exchange of a CI's token for the right to act as a robot (RFC 8693): under which rule, once, and told to the audit log
// whichever way it ends. Whoever asks is not signed in, so they learn nothing about robots and rules that their token does not say.
import { type Actor, actorOf } from "../auth/actor.ts";
import { type RefusedAttempts, recordChange } from "../auth/audit.ts";
import { type Credential, NOBODY, type Robot } from "../auth/caller.ts";
import type { KeySource } from "../auth/federation/issuer-keys.ts";
import { REFUSALS, type Refusal } from "../auth/federation/refusal.ts";
import { readSubjectToken } from "../auth/federation/subject-token.ts";
import { type AcceptedSubject, verifySubjectToken } from "../auth/federation/verify.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { RobotRecord } from "../metadata/robots.ts";
import type { TrustRuleRecord } from "../metadata/trust-rules.ts";
import { formatId } from "./ids.ts";
import { fullNameOf } from "./robots.ts";
import { RULES_PER_ROBOT_LIMIT, toRule } from "./trust-rules.ts";

/** `about` says whether the reason is one that the holder of the token can see in it, and may be told. */
export class ExchangeRefusedError extends Error {
  override readonly name = "ExchangeRefusedError";
  constructor(
    readonly about: "token" | "trust",
    message: string,
  ) {
    super(message);
  }
}

export interface ExchangeRequest {
  readonly token: string;
  /** `acme+ci`; without it, a rule of any robot of these namespaces will do. */
  readonly robot: string | undefined;
  readonly namespaces: readonly string[];
}

export interface Exchanged {
  readonly identity: Robot;
  readonly credential: Extract<Credential, { kind: "federation" }>;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly keys: KeySource;
  readonly refusals: Pick<RefusedAttempts, "add">;
}

/** Whose rules are tried, however many namespaces the scopes name. */
const NAMESPACE_LIMIT = 4;
const RULES_PER_NAMESPACE_LIMIT = 100;
/** Of what a token says and nobody has verified. */
const SHOWN_LENGTH = 200;

interface Candidates {
  readonly rules: readonly TrustRuleRecord[];
  /** Whose audit log is to tell of it. */
  readonly namespaceId: number | undefined;
}

export class Federation {
  constructor(private readonly deps: Dependencies) {}

  /** Throws ExchangeRefusedError. */
  async exchange(request: ExchangeRequest, origin: { readonly address: string; readonly requestId: string }): Promise<Exchanged> {
    const { rules, namespaceId } = await this.candidates(request);
    const { clock, keys } = this.deps;
    const replays = { firstUse: (issuer: string, jti: string, until: number) => this.firstUse(issuer, jti, until) };
    const outcome = await verifySubjectToken(request.token, rules.map(toRule), { clock, keys, replays });
    const accepted = outcome.kind === "accepted" ? await this.accept(outcome, origin) : outcome;
    if (!("kind" in accepted)) return accepted;
    const actor = actorOf(NOBODY, origin);
    const after = { reason: accepted.reason, ...claimedBy(request.token) };
    this.deps.refusals.add(actor, { action: "federation.exchange", target: targetOf(request), namespaceId, after });
    throw new ExchangeRefusedError(REFUSALS[accepted.reason].about, accepted.detail);
  }

  /** A bounded number of rules, whatever is asked for; none of a robot that is disabled. */
  private async candidates({ token, robot, namespaces }: ExchangeRequest): Promise<Candidates> {
    const { read } = this.deps.metadata;
    if (robot !== undefined) {
      const [organization = "", name = ""] = robot.split("+", 2);
      const found = await read.robots.find(organization, name);
      const rules = found && isGood(found) ? await read.trustRules.listOfRobot(found.id, 0, RULES_PER_ROBOT_LIMIT) : [];
      return { rules, namespaceId: found?.namespaceId };
    }
    const subject = readSubjectToken(token);
    const issuer = typeof subject === "string" ? "" : subject.claims["iss"];
    const found = await Promise.all(namespaces.slice(0, NAMESPACE_LIMIT).map((name) => read.namespaces.find(name)));
    const ids = found.flatMap((namespace) => namespace?.id ?? []);
    const rules = await Promise.all(
      ids.map((id) => read.trustRules.listOfNamespaceAndIssuer(id, String(issuer), RULES_PER_NAMESPACE_LIMIT)),
    );
    return { rules: rules.flat(), namespaceId: ids[0] };
  }

  /** In one statement, so that of two who show the same token at once one is first. */
  private firstUse(issuer: string, jti: string, until: number): Promise<boolean> {
    return this.deps.metadata.transaction(async (tx) => {
      await tx.trustRules.deleteExpiredUses(this.deps.clock.now());
      return tx.trustRules.useOnce(issuer, jti, until);
    });
  }

  /** Looked at once more in the transaction that writes it down: rule and robot may have gone while the issuer was asked. */
  private async accept({ rule, subject }: AcceptedSubject, origin: Pick<Actor, "address" | "requestId">): Promise<Exchanged | Refusal> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const [robot, current] = [await tx.robots.findById(rule.robotId), await tx.trustRules.findById(rule.id)];
      if (!robot || !isGood(robot) || !current) return { kind: "refused", reason: "claimsMismatch", detail: REFUSALS.claimsMismatch.text };
      const identity: Robot = { kind: "robot", id: robot.id, name: fullNameOf(robot), namespaceId: robot.namespaceId };
      const credential = { kind: "federation", id: rule.id, subject } as const;
      await tx.trustRules.touch(rule.id, now);
      const change = {
        target: identity.name,
        namespaceId: robot.namespaceId,
        after: { rule: formatId("rule", rule.id), name: current.name },
      };
      await recordChange(tx, actorOf({ ...NOBODY, identity, credential }, origin), { action: "federation.exchange", ...change }, now);
      return { identity, credential };
    });
  }
}

function isGood({ disabledAt }: RobotRecord): boolean {
  return disabledAt === undefined;
}

function targetOf({ robot, namespaces }: ExchangeRequest): string {
  return robot ?? namespaces.slice(0, NAMESPACE_LIMIT).join(" ");
}

/** Whoever looks for the reason needs it; it is what the token says, and may be a lie. */
function claimedBy(token: string): Record<string, string> {
  const read = readSubjectToken(token);
  if (typeof read === "string") return {};
  return { claimed_issuer: shorten(read.claims["iss"]), claimed_subject: shorten(read.claims["sub"]) };
}

function shorten(value: unknown): string {
  return (typeof value === "string" ? value : "").slice(0, SHOWN_LENGTH);
}
