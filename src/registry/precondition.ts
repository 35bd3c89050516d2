// What a client requires of a tag or digest before it is changed (RFC 9110 §13.1).
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";

export interface Precondition {
  /** It must be one of these now; "any" only asks that it exists. */
  readonly ifMatch?: readonly string[] | "any";
  /** It must be none of these now; "any" asks that it does not exist. */
  readonly ifNoneMatch?: readonly string[] | "any";
}

/** `current` is undefined for what does not exist. Throws preconditionFailed. */
export function checkPrecondition(current: Digest | undefined, { ifMatch, ifNoneMatch }: Precondition): void {
  const matches = (wanted: readonly string[] | "any") => current !== undefined && (wanted === "any" || wanted.includes(current));
  if ((ifMatch && !matches(ifMatch)) || (ifNoneMatch && matches(ifNoneMatch))) throw new RegistryError("preconditionFailed");
}
