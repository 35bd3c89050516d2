// May this caller do this? Both must agree: the policy on what the identity may do, the credential on what it is good for.
import type { RepositoryName } from "../oci/reference.ts";
import type { AccessPolicy } from "./access-policy.ts";
import { type Action, type Caller, covers, coversRepository } from "./caller.ts";

/** `narrow`: the identity may, but the token it showed does not cover it; a wider token would help. */
export type Decision = "granted" | "narrow" | "refused";

export async function decideRepository(
  policy: AccessPolicy,
  caller: Caller,
  repository: RepositoryName,
  anyOf: readonly Action[],
): Promise<Decision> {
  const rights = await policy.rights(caller.identity, repository);
  const allowed = anyOf.filter((action) => rights.has(action));
  if (allowed.length === 0) return "refused";
  return allowed.some((action) => coversRepository(caller, repository, action)) ? "granted" : "narrow";
}

export function decideCatalog(policy: AccessPolicy, caller: Caller): Decision {
  if (!policy.mayListCatalog(caller.identity)) return "refused";
  return covers(caller.grants, "registry", "catalog", "*") ? "granted" : "narrow";
}
