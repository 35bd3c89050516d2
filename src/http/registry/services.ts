// What the Registry API's handlers are given. Nothing here is a store.
import type { AccessPolicy } from "../../auth/access-policy.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import type { Actor } from "../../auth/actor.ts";
import type { RefusedAttempts } from "../../auth/audit.ts";
import type { Caller } from "../../auth/caller.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { Blobs } from "../../registry/blobs.ts";
import type { Manifests } from "../../registry/manifests.ts";
import type { Referrers } from "../../registry/referrers.ts";
import type { Repositories } from "../../registry/repositories.ts";
import type { Tags } from "../../registry/tags.ts";
import type { Uploads } from "../../registry/uploads.ts";
import type { Exchange } from "../exchange.ts";
import type { RequestLimits } from "../rate-limit.ts";

export interface RegistryServices {
  readonly authenticator: Authenticator;
  readonly policy: AccessPolicy;
  readonly refusals: RefusedAttempts;
  /** Undefined where nothing is limited. */
  readonly limits: RequestLimits | undefined;
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly manifests: Manifests;
  readonly tags: Tags;
  readonly referrers: Referrers;
  readonly repositories: Repositories;
}

/** A request that was routed, authenticated and allowed. */
export interface RegistryCall {
  readonly exchange: Exchange;
  readonly services: RegistryServices;
  readonly caller: Caller;
  /** The caller, for events, history and the audit log. */
  readonly actor: Actor;
  /** Of the path; only read by handlers whose path has one. */
  readonly repository: RepositoryName;
  readonly parameters: Readonly<Record<string, string>>;
  /** Authenticates and decides anew, for after a body that came as slowly as its sender liked. Throws when it is no longer allowed. */
  readonly confirm: () => Promise<void>;
}

export type RegistryHandler = (call: RegistryCall) => Response | Promise<Response>;
