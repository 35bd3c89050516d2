// What a caller may do with a repository. One question that everybody asks, with two answers: the permission model, and an open
// registry's.
import type { Clock } from "../lib/clock.ts";
import type { AccessFacts, Principal, Readable } from "../metadata/access.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";
import { ACTIONS, type Action, type Caller, type Identity } from "./caller.ts";
import { type Level, type Reason, actionsOf, highest, includesLevel, mayCreate, reasonsFor } from "./permission.ts";
import { NAMESPACE_NAME_LENGTH_LIMIT, isReservedName } from "./namespace-names.ts";
import { hasScope } from "./token-scope.ts";

export interface RepositoryAccess {
  /** The name to go on with: another one where the repository was renamed and the old name still leads to it. */
  readonly name: RepositoryName;
  /** Undefined for one that does not exist. */
  readonly repositoryId: number | undefined;
  /** What the identity may do, whatever its credential is good for. */
  readonly level: Level;
  readonly reasons: readonly Reason[];
  /** False when the credential is a token for other repositories. */
  readonly isWithinLimits: boolean;
  /** What may be done now: by the identity, through this credential, to this repository. */
  readonly actions: ReadonlySet<Action>;
}

export interface AccessPolicy {
  /** The same answer for a repository that does not exist as for one that the caller may not see. */
  access(caller: Caller, repository: RepositoryName): Promise<RepositoryAccess>;
  /** Whose repositories lists and searches may show this caller. */
  readable(caller: Caller): Readable;
  mayListCatalog(caller: Caller): boolean;
  /** Whether a request without credentials may be served at all; if not, `GET /v2/` asks for some. */
  readonly isOpen: boolean;
}

/** `--open`: everybody may do everything. For laptops and tests. */
export const openPolicy: AccessPolicy = {
  access: async (_caller, name) => ({
    name,
    repositoryId: undefined,
    level: "admin",
    reasons: [{ rule: "open-registry", level: "admin" }],
    isWithinLimits: true,
    actions: new Set(ACTIONS),
  }),
  readable: () => "all",
  mayListCatalog: () => true,
  isOpen: true,
};

/** No valid name: looked up where there is nothing to look up. */
const NO_NAME = "~/~" as RepositoryName;

/** Users, organizations, teams, robots and grants: what follows from them is in permission.ts. */
export class PermissionPolicy implements AccessPolicy {
  readonly isOpen = false;

  constructor(private readonly deps: { metadata: MetadataReader; clock: Clock }) {}

  async access(caller: Caller, repository: RepositoryName): Promise<RepositoryAccess> {
    const facts = await this.facts(caller, repository);
    const decided = decide(caller, repository, facts);
    if (facts.repositoryId !== undefined && decided.actions.size > 0) return decided;
    // Who may do nothing waits for the second look in any case: else the wait would tell what is there, what has moved and what is not.
    const movedTo = facts.repositoryId === undefined ? (facts.movedTo as RepositoryName | undefined) : undefined;
    const moved = decide(caller, movedTo ?? NO_NAME, await this.facts(caller, movedTo ?? NO_NAME));
    if (movedTo === undefined) return decided;
    // Under the old name content is read and no more: a push there would go on to live in two places.
    return { ...moved, actions: new Set([...moved.actions].filter((action) => action === "pull")) };
  }

  readable(caller: Caller): Readable {
    const { identity } = caller;
    if (!hasScope(caller.scopes, "repo:read")) return { userId: 0, robotId: 0, tokenId: -1, ownNamespaceId: 0 };
    const seesAll = identity.kind === "user" && identity.isAdmin && caller.limitedBy === undefined;
    return seesAll ? "all" : { ...principalOf(caller), ownNamespaceId: identity.kind === "user" ? identity.namespaceId : 0 };
  }

  mayListCatalog({ identity, scopes }: Caller): boolean {
    return identity.kind !== "anonymous" && hasScope(scopes, "repo:read");
  }

  private facts(caller: Caller, repository: RepositoryName): Promise<AccessFacts> {
    const names = { namespace: namespaceOf(repository), repository };
    return this.deps.metadata.access.facts(names, principalOf(caller), this.deps.clock.now());
  }
}

export function principalOf({ identity, limitedBy }: { identity: Identity; limitedBy: number | undefined }): Principal {
  return {
    userId: identity.kind === "user" ? identity.id : 0,
    robotId: identity.kind === "robot" ? identity.id : 0,
    tokenId: limitedBy ?? 0,
  };
}

function decide({ identity, scopes }: Caller, name: RepositoryName, facts: AccessFacts): RepositoryAccess {
  const reasons = reasonsFor(identity, facts);
  const level = highest(reasons);
  const isCreatable = mayCreate(identity, facts) && (facts.namespaceId !== undefined || isFreeForNamespace(namespaceOf(name)));
  const actions = facts.withinLimits ? allowed(level, scopes, { ...facts, isCreatable }) : new Set<Action>();
  return { name, repositoryId: facts.repositoryId, level, reasons, isWithinLimits: facts.withinLimits, actions };
}

/** A push to a repository that does not exist would create it, which is a right of its own: more than some levels, less than others. */
function allowed(
  level: Level,
  scopes: Caller["scopes"],
  { repositoryId, isCreatable }: { repositoryId: number | undefined; isCreatable: boolean },
): ReadonlySet<Action> {
  if (repositoryId !== undefined) return actionsOf(level, scopes);
  if (isCreatable) return actionsOf(includesLevel(level, "write") ? level : "write", scopes);
  return new Set([...actionsOf(level, scopes)].filter((action) => action !== "push"));
}

/** A site administrator's push makes the organization too where there is none, under no other name than one could be made with. */
function isFreeForNamespace(name: string): boolean {
  return name.length <= NAMESPACE_NAME_LENGTH_LIMIT && !isReservedName(name);
}
