// The token endpoint's decision: of what was asked, what the caller may have.
import { type RepositoryName, parseRepositoryName } from "../oci/reference.ts";
import type { AccessPolicy } from "./access-policy.ts";
import type { AccessTokens, IssuedToken } from "./access-tokens.ts";
import type { Caller, Grant } from "./caller.ts";
import { requestedActions } from "./scope.ts";

export interface GrantedToken extends IssuedToken {
  readonly grants: readonly Grant[];
}

export class TokenService {
  constructor(private readonly deps: { policy: AccessPolicy; tokens: AccessTokens }) {}

  /** The intersection of request and rights, down to nothing: the registry refuses later, the token endpoint does not. */
  async issue(caller: Caller, requested: readonly Grant[]): Promise<GrantedToken> {
    const granted = await Promise.all(requested.map((grant) => this.grant(caller, grant)));
    const grants = granted.filter((grant) => grant.actions.length > 0);
    return { ...(await this.deps.tokens.issue(caller, grants)), grants };
  }

  private async grant(caller: Caller, asked: Grant): Promise<Grant> {
    const { type, name } = asked;
    const repository = type === "repository" ? parseRepositoryName(name) : undefined;
    if (repository) return { type, name, actions: await this.repositoryActions(caller, repository, asked) };
    const mayList = type === "registry" && name === "catalog" && this.deps.policy.mayListCatalog(caller);
    return { type, name, actions: mayList && asked.actions.includes("*") ? ["*"] : [] };
  }

  private async repositoryActions(caller: Caller, repository: RepositoryName, asked: Grant): Promise<string[]> {
    const { actions } = await this.deps.policy.access(caller, repository);
    return requestedActions(asked).filter((action) => actions.has(action));
  }
}
