// Which of a manifest's references must exist when it is pushed: decided per repository.
import type { Manifest } from "../oci/manifest.ts";
import { REFERENCE_POLICIES, type ReferencePolicy } from "../oci/reference-policy.ts";
import type { RepositoryName } from "../oci/reference.ts";

export interface ReferenceRule {
  /** `*` matches within one component of the name, `**` across components. */
  readonly pattern: string;
  readonly policy: ReferencePolicy;
}

export class ReferencePolicies {
  private readonly rules: readonly { glob: Bun.Glob; policy: ReferencePolicy }[];

  constructor(
    rules: readonly ReferenceRule[],
    private readonly fallback: ReferencePolicy,
  ) {
    this.rules = rules.map(({ pattern, policy }) => ({ glob: new Bun.Glob(pattern), policy }));
  }

  /** The repository's own setting, else the first rule that matches its name, else the installation's default. */
  of(name: RepositoryName, own: string | undefined): ReferencePolicy {
    const set = REFERENCE_POLICIES.find((policy) => policy === own);
    return set ?? this.rules.find(({ glob }) => glob.match(name))?.policy ?? this.fallback;
  }
}

export function mustExist(policy: ReferencePolicy, kind: Manifest["kind"]): boolean {
  return policy === "strict" || (policy === "index-lenient" && kind === "image");
}
