// May this caller do this? Both must agree: the policy on what the identity may do, the credential on what it is good for.
import type { RepositoryName } from "../oci/reference.ts";
import type { AccessPolicy, RepositoryAccess } from "./access-policy.ts";
import { type Action, type Caller, covers, coversRepository } from "./caller.ts";

/** `narrow`: the identity may, but the token it showed does not cover it; a wider token would help. */
export type Decision = "granted" | "narrow" | "refused";

export interface RepositoryDecision {
  readonly decision: Decision;
  readonly access: RepositoryAccess;
}

export async function decideRepository(
  policy: AccessPolicy,
  caller: Caller,
  repository: RepositoryName,
  anyOf: readonly Action[],
): Promise<RepositoryDecision> {
  const access = await policy.access(caller, repository);
  const allowed = anyOf.filter((action) => access.actions.has(action));
  if (allowed.length === 0) return { decision: "refused", access };
  // Tokens are asked for by the name that the client knows.
  return { decision: allowed.some((action) => coversRepository(caller, repository, action)) ? "granted" : "narrow", access };
}

export function decideCatalog(policy: AccessPolicy, caller: Caller): Decision {
  if (!policy.mayListCatalog(caller)) return "refused";
  return covers(caller.grants, "registry", "catalog", "*") ? "granted" : "narrow";
}
