// What the Management API's handlers are given. Nothing here is a store: a resource adds its service as one more field.
import type { RefusedAttempts } from "../../auth/audit.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Clock } from "../../lib/clock.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { Exchange } from "../exchange.ts";
import type { ManagementAccess } from "./endpoint.ts";
import type { IdempotencyStore } from "./idempotency.ts";

export interface ManagementServices {
  readonly clock: Clock;
  readonly installation: Installation;
  /** Anonymous without credentials; throws CredentialsError for wrong ones, `Cookie` for a session that has ended. */
  identify(exchange: Exchange): Promise<Caller>;
  readonly authorizer: Authorizer;
  readonly idempotency: IdempotencyStore;
  readonly refusals: Pick<RefusedAttempts, "add">;
}

/** What clients adapt to. Keys are snake_case and only ever added. */
export interface Installation {
  readonly version: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly limits: Readonly<Record<string, number>>;
}

/** Decides for the subject that a path names, before anything else of the request is looked at. */
export interface Authorizer {
  /**
   * Throws ManagementError: `unauthenticated` for an anonymous caller who may not, `notFound` for everyone else who may not
   * see it, and `forbidden` for who may see it but not do that. `params` are decoded but unchecked text.
   */
  authorize(
    caller: Caller,
    access: Exclude<ManagementAccess, "public">,
    params: Readonly<Record<string, string>>,
  ): Promise<AuthorizedSubjects>;
}

export interface AuthorizedSubjects {
  readonly organization?: AuthorizedOrganization;
  readonly repository?: AuthorizedRepository;
}

export interface AuthorizedOrganization {
  readonly id: number;
  readonly name: string;
}

export interface AuthorizedRepository {
  readonly id: number;
  readonly name: RepositoryName;
}
