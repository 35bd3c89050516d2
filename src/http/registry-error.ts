// Failures that travel with headers of their own beside the envelope.
import { RegistryError } from "../oci/failure.ts";
import type { HeaderFields } from "./respond.ts";

export class RegistryErrorWithHeaders extends RegistryError {
  constructor(
    { failure, details }: { failure: RegistryError["failure"]; details: readonly unknown[] },
    readonly headers: HeaderFields,
  ) {
    super(failure, details);
  }
}
