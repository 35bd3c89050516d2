// The token endpoint's decision: of what was asked, what the identity may have.
import { type RepositoryName, parseRepositoryName } from "../oci/reference.ts";
import type { AccessPolicy } from "./access-policy.ts";
import type { AccessTokens, IssuedToken } from "./access-tokens.ts";
import type { Grant, Identity } from "./caller.ts";
import { requestedActions } from "./scope.ts";

export class TokenService {
  constructor(private readonly deps: { policy: AccessPolicy; tokens: AccessTokens }) {}

  /** The intersection of request and rights, down to nothing: the registry refuses later, the token endpoint does not. */
  async issue(identity: Identity, requested: readonly Grant[]): Promise<IssuedToken> {
    const granted = await Promise.all(requested.map((grant) => this.grant(identity, grant)));
    const username = identity.kind === "user" ? identity.username : undefined;
    return this.deps.tokens.issue(
      username,
      granted.filter((grant) => grant.actions.length > 0),
    );
  }

  private async grant(identity: Identity, asked: Grant): Promise<Grant> {
    const { type, name } = asked;
    const repository = type === "repository" ? parseRepositoryName(name) : undefined;
    if (repository) return { type, name, actions: await this.repositoryActions(identity, repository, asked) };
    const mayList = type === "registry" && name === "catalog" && this.deps.policy.mayListCatalog(identity);
    return { type, name, actions: mayList && asked.actions.includes("*") ? ["*"] : [] };
  }

  private async repositoryActions(identity: Identity, repository: RepositoryName, asked: Grant): Promise<string[]> {
    const rights = await this.deps.policy.rights(identity, repository);
    return requestedActions(asked).filter((action) => rights.has(action));
  }
}
