// Why somebody may do something with a repository, or may not: the same decision that lets requests through, taken apart into every
// rule and every grant that speaks for it.
import { type AccessPolicy, type RepositoryAccess, principalOf } from "../auth/access-policy.ts";
import { toIdentity } from "../auth/authenticator.ts";
import { ACTIONS, ANONYMOUS, type Action, type Caller, type Identity, NOBODY, nameOf } from "../auth/caller.ts";
import { LEVELS, type Level, type Rule, actionsOf, includesLevel, toLevel } from "../auth/permission.ts";
import { TOKEN_SCOPES, type TokenScope, hasScope, isTokenScope } from "../auth/token-scope.ts";
import type { Clock } from "../lib/clock.ts";
import type { AccessFacts } from "../metadata/access.ts";
import type { GrantRecord } from "../metadata/grants.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { AuthorizedRepository } from "./authorizer.ts";
import { ManagementError } from "./failure.ts";

export interface ExplainedReason {
  readonly rule: Rule;
  readonly level: Level;
  /** Of what was granted. */
  readonly grantId: number | undefined;
  /** Of a grant to a team. */
  readonly team: string | undefined;
}

export type Refusal =
  | { readonly code: "account-disabled" | "outside-token-limits" }
  | { readonly code: "level-too-low"; readonly needed: Level }
  | { readonly code: "token-scope"; readonly needed: TokenScope };

export interface ExplainedAction {
  readonly action: Action;
  /** Each that would do alone. */
  readonly reasons: readonly ExplainedReason[];
  /** Undefined when it is allowed. */
  readonly refusal: Refusal | undefined;
}

export interface Explanation {
  readonly subject: { readonly kind: Identity["kind"]; readonly name: string };
  readonly level: Level;
  readonly visibility: "public" | "private";
  /** In the organization; undefined for who is no member. */
  readonly role: AccessFacts["role"];
  /** What the organization lets its members do; undefined for who is none. */
  readonly defaultLevel: Level | undefined;
  readonly reasons: readonly ExplainedReason[];
  readonly actions: readonly ExplainedAction[];
}

interface Dependencies {
  readonly metadata: MetadataReader;
  readonly policy: AccessPolicy;
  readonly clock: Clock;
}

interface Subject {
  readonly identity: Identity;
  readonly isDisabled: boolean;
}

export class AccessExplanations {
  constructor(private readonly deps: Dependencies) {}

  /**
   * `as`: a username, `organization+robot` or `anonymous`; the caller when left out. `tokenId`: as if through this token of the caller's.
   * For others than oneself throws `forbidden` without being the repository's administrator (`unauthenticated` without credentials), and
   * `notFound` for who does not exist.
   */
  async explain(
    caller: Caller,
    repository: AuthorizedRepository,
    { as, tokenId }: { as: string | undefined; tokenId: number | undefined },
  ): Promise<Explanation> {
    const { identity } = caller;
    const isSelf = as === undefined || (identity.kind !== "anonymous" && as === nameOf(identity));
    if (!isSelf) requireAdmin(caller, repository);
    const subject = isSelf ? { identity, isDisabled: false } : await this.find(as, repository);
    if (tokenId !== undefined && !isSelf) throw new ManagementError("forbidden", { detail: "only your own tokens can be asked about" });
    const asked = { ...NOBODY, identity: subject.identity, ...(tokenId === undefined ? {} : await this.tokenOf(identity, tokenId)) };
    const [access, grants, facts] = await Promise.all([
      this.deps.policy.access(asked, repository.name),
      this.deps.metadata.grants.listOfPrincipal(targetOf(repository), principalOf(asked)),
      this.deps.metadata.access.facts(await this.namesOf(repository), principalOf(asked), this.deps.clock.now()),
    ]);
    return explain(subject, access, grants, facts);
  }

  private async find(name: string, repository: AuthorizedRepository): Promise<Subject> {
    if (name === "anonymous") return { identity: ANONYMOUS, isDisabled: false };
    const { users, robots } = this.deps.metadata;
    const plus = name.indexOf("+");
    if (plus < 0) {
      const user = await users.find(name);
      if (!user) throw new ManagementError("notFound", { detail: "there is no such user" });
      return { identity: toIdentity(user), isDisabled: user.disabledAt !== undefined };
    }
    const robot = await robots.find(name.slice(0, plus), name.slice(plus + 1));
    // Whoever has a repository is no reason to be told which robots other organizations have.
    if (robot?.namespaceId !== repository.namespaceId) throw new ManagementError("notFound", { detail: "there is no such robot" });
    const { id, namespaceId, disabledAt } = robot;
    return { identity: { kind: "robot", id, name, namespaceId }, isDisabled: disabledAt !== undefined };
  }

  /** Another's token is as good as none. */
  private async tokenOf(identity: Identity, tokenId: number): Promise<Pick<Caller, "scopes" | "limitedBy">> {
    const token = await this.deps.metadata.tokens.findById(tokenId);
    const owner = identity.kind === "user" ? token?.userId : token?.robotId;
    if (!token || identity.kind === "anonymous" || owner !== identity.id || token.revokedAt !== undefined) {
      throw new ManagementError("notFound", { detail: "you have no such token" });
    }
    return { scopes: token.scopes.filter(isTokenScope), limitedBy: token.isLimited ? token.id : undefined };
  }

  private async namesOf({ namespaceId, name }: AuthorizedRepository): Promise<{ namespace: string; repository: string }> {
    return { namespace: (await this.deps.metadata.namespaces.findById(namespaceId))?.name ?? "", repository: name };
  }
}

function requireAdmin({ identity, scopes }: Caller, { level }: AuthorizedRepository): void {
  if (identity.kind === "anonymous") throw new ManagementError("unauthenticated");
  if (!includesLevel(level, "admin")) throw new ManagementError("forbidden", { detail: "you may only ask about yourself" });
  if (!hasScope(scopes, "repo:admin")) throw new ManagementError("scopeInsufficient", { extra: { required_scope: "repo:admin" } });
}

function targetOf({ id, namespaceId }: AuthorizedRepository): { namespaceId: number; repositoryId: number } {
  return { namespaceId, repositoryId: id };
}

function explain(
  { identity, isDisabled }: Subject,
  access: RepositoryAccess,
  grants: readonly GrantRecord[],
  facts: AccessFacts,
): Explanation {
  const reasons = access.reasons.flatMap(({ rule, level }) => expand(rule, level, grants));
  return {
    subject: { kind: identity.kind, name: nameOf(identity) },
    level: access.level,
    visibility: facts.visibility ?? "private",
    role: facts.role,
    defaultLevel: facts.role && toLevel(facts.defaultLevel),
    reasons,
    actions: ACTIONS.map((action) => {
      const refusal = isDisabled ? ({ code: "account-disabled" } as const) : findRefusal(action, access);
      return { action, refusal, reasons: refusal ? [] : reasons.filter(({ level }) => actionsOf(level, undefined).has(action)) };
    }),
  };
}

/** A rule that stands for grants becomes each of them. */
const GRANTED: Partial<Record<Rule, { kind: GrantRecord["grantee"]["kind"]; isWide: boolean }>> = {
  "user-grant": { kind: "user", isWide: false },
  "team-grant": { kind: "team", isWide: false },
  "team-namespace-grant": { kind: "team", isWide: true },
  "robot-grant": { kind: "robot", isWide: false },
  "robot-namespace-grant": { kind: "robot", isWide: true },
};

function expand(rule: Rule, level: Level, grants: readonly GrantRecord[]): ExplainedReason[] {
  const granted = GRANTED[rule];
  if (!granted) return [{ rule, level, grantId: undefined, team: undefined }];
  return grants
    .filter(({ grantee, repositoryId }) => grantee.kind === granted.kind && (repositoryId === undefined) === granted.isWide)
    .map((grant) => ({
      rule,
      level: toLevel(grant.level),
      grantId: grant.id,
      team: grant.grantee.kind === "team" ? grant.name : undefined,
    }));
}

function findRefusal(action: Action, access: RepositoryAccess): Refusal | undefined {
  if (access.actions.has(action)) return undefined;
  if (!access.isWithinLimits) return { code: "outside-token-limits" };
  if (!actionsOf(access.level, undefined).has(action)) return { code: "level-too-low", needed: neededLevel(action) };
  return { code: "token-scope", needed: neededScope(action) };
}

function neededLevel(action: Action): Level {
  return LEVELS.find((level) => actionsOf(level, undefined).has(action))!;
}

/** The narrowest that would do. */
function neededScope(action: Action): TokenScope {
  return (Object.keys(TOKEN_SCOPES) as TokenScope[]).find((scope) => actionsOf("admin", [scope]).has(action))!;
}
