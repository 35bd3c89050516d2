// How often anybody may ask: of each address before anything else is looked at, of each user and token once it is known who asks, and of
// each address how many manifests are pulled without signing in. Who asks too often is told when to come back.
import type { Caller } from "../auth/caller.ts";
import type { RateDecision, RateLimit, RateLimits } from "../auth/rate-limiter.ts";
import { addressGroup } from "../lib/address-group.ts";
import type { HeaderFields } from "./respond.ts";

export type PolicyName = "address" | "user" | "token" | "anonymous-pulls";

/** One that is not there is no limit. */
export type RatePolicies = Partial<Readonly<Record<PolicyName, RateLimit>>>;

interface Dependencies {
  readonly policies: RatePolicies;
  /** The buckets of one policy: those of addresses, which anybody can have many of, must not push out those of users. */
  readonly buckets: (policy: PolicyName) => RateLimits;
  readonly onLimited: (policy: PolicyName) => void;
}

/** What one policy has left after a request. */
export interface Spent extends RateDecision {
  readonly policy: PolicyName;
  readonly perMinute: number;
}

export class RateLimitedError extends Error {
  override readonly name = "RateLimitedError";
  constructor(readonly spent: Spent) {
    super(`too many requests (${spent.policy})`);
  }
}

/** A pull counts, asking how things stand does not, and most requests have nothing to do with pulls. */
export type Pull = "counted" | "asked" | "none";

export class RequestLimits {
  private readonly limits: ReadonlyMap<PolicyName, { readonly limit: RateLimit; readonly buckets: RateLimits }>;
  private readonly onLimited: (policy: PolicyName) => void;

  /** Undefined when nothing is limited: then nobody pays for asking. */
  static of(deps: Dependencies): RequestLimits | undefined {
    return Object.keys(deps.policies).length === 0 ? undefined : new RequestLimits(deps);
  }

  private constructor({ policies, buckets, onLimited }: Dependencies) {
    const entries = Object.entries(policies) as [PolicyName, RateLimit][];
    this.limits = new Map(entries.map(([policy, limit]) => [policy, { limit, buckets: buckets(policy) }]));
    this.onLimited = onLimited;
  }

  /** Before anybody is asked who they are: that costs more than this. Throws RateLimitedError. */
  async takeOfAddress(exchange: { readonly clientAddress: string }): Promise<readonly Spent[]> {
    if (!this.limits.has("address")) return [];
    return present(await this.take("address", addressGroup(exchange.clientAddress)));
  }

  /** Throws RateLimitedError. */
  async takeOfCaller(
    { identity, credential }: Caller,
    exchange: { readonly clientAddress: string },
    pull: Pull = "none",
  ): Promise<readonly Spent[]> {
    if (identity.kind === "anonymous") return pull === "none" ? [] : this.takePull(exchange, pull);
    const ofToken = credential.kind === "token" ? await this.take("token", String(credential.id)) : undefined;
    return present(ofToken, await this.take("user", `${identity.kind}:${identity.id}`));
  }

  private async takePull({ clientAddress }: { readonly clientAddress: string }, pull: "counted" | "asked"): Promise<readonly Spent[]> {
    return present(await this.take("anonymous-pulls", addressGroup(clientAddress), pull === "counted" ? 1 : 0));
  }

  private async take(policy: PolicyName, key: string, cost = 1): Promise<Spent | undefined> {
    const found = this.limits.get(policy);
    if (!found) return undefined;
    const { limit, buckets } = found;
    const spent = { ...(await buckets.take(key, limit, cost)), policy, perMinute: limit.perMinute };
    if (spent.allowed) return spent;
    this.onLimited(policy);
    throw new RateLimitedError(spent);
  }
}

/**
 * What the tightest limit has left, under the names that clients of registries read (they are those of
 * draft-ietf-httpapi-ratelimit-headers before its version 8).
 */
export function limitHeaders(spent: readonly Spent[]): HeaderFields {
  const [tightest] = [...spent].sort((a, b) => a.remaining / a.limit - b.remaining / b.limit);
  if (!tightest) return {};
  return {
    "ratelimit-limit": String(tightest.limit),
    "ratelimit-remaining": String(tightest.remaining),
    "ratelimit-reset": String(tightest.resetSeconds),
  };
}

/** The same, and every limit under the names of the draft's later versions. */
export function allLimitHeaders(spent: readonly Spent[]): HeaderFields {
  if (spent.length === 0) return {};
  return {
    "ratelimit-policy": spent.map(({ policy, limit, perMinute }) => `"${policy}";q=${limit};w=${windowOf(limit, perMinute)}`).join(", "),
    ratelimit: spent.map(({ policy, remaining, resetSeconds }) => `"${policy}";r=${remaining};t=${resetSeconds}`).join(", "),
    ...limitHeaders(spent),
  };
}

/** In as many seconds an empty bucket is full again. */
function windowOf(burst: number, perMinute: number): number {
  return Math.max(1, Math.ceil((burst / perMinute) * 60));
}

function present(...spent: readonly (Spent | undefined)[]): readonly Spent[] {
  return spent.filter((each) => each !== undefined);
}
