// What the registry and the ways to sign in stand on: services over stores.
import type { JSONWebKeySet } from "jose";
import { openPolicy, PermissionPolicy } from "../auth/access-policy.ts";
import { AccessTokens } from "../auth/access-tokens.ts";
import { RefusedAttempts } from "../auth/audit.ts";
import { Authenticator } from "../auth/authenticator.ts";
import { DirectoryPasswords } from "../auth/directory-passwords.ts";
import type { ExternalProfile } from "../auth/external-profile.ts";
import { IssuerKeys } from "../auth/federation/issuer-keys.ts";
import type { LdapDirectory } from "../auth/ldap.ts";
import { LoginThrottle } from "../auth/login-throttle.ts";
import type { OidcProvider } from "../auth/oidc.ts";
import { Passkeys as PasskeyCeremonies } from "../auth/passkeys.ts";
import { Passwords } from "../auth/passwords.ts";
import { type RateLimit, RateLimiter } from "../auth/rate-limiter.ts";
import { TokenService } from "../auth/token-service.ts";
import type { Cache } from "../cache/cache.ts";
import type { AppDeps } from "../compose.ts";
import { ConfigError } from "../config/problem.ts";
import type { Config } from "../config/schema.ts";
import { type PolicyName, type RatePolicies, RequestLimits } from "../http/rate-limit.ts";
import type { Clock } from "../lib/clock.ts";
import { once } from "../lib/once.ts";
import { Challenges } from "../management/challenges.ts";
import { ExternalAccounts } from "../management/external-accounts.ts";
import { Federation } from "../management/federation.ts";
import { Passkeys } from "../management/passkeys.ts";
import { PendingSignIns } from "../management/pending-sign-ins.ts";
import { SecondFactors } from "../management/second-factors.ts";
import { Sessions } from "../management/sessions.ts";
import { SignIn } from "../management/sign-in.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { Blobs } from "../registry/blobs.ts";
import type { Grace } from "../registry/grace.ts";
import { Manifests } from "../registry/manifests.ts";
import { Pulls } from "../registry/pulls.ts";
import { ReferencePolicies } from "../registry/reference-policy.ts";
import { Referrers } from "../registry/referrers.ts";
import { Repositories } from "../registry/repositories.ts";
import { Tags } from "../registry/tags.ts";
import { LocalWriters, SharedWriters } from "../registry/upload-writers.ts";
import { Uploads } from "../registry/uploads.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { openOutbox } from "./outbox.ts";
import { type Stores, isShared } from "./stores.ts";

export type Services = Awaited<ReturnType<typeof buildServices>>;

/** Sign-ins that are counted at once: accounts, and addresses that try them. */
export const THROTTLED_KEYS = 100_000;

/** Buckets of one policy that are neither full nor forgotten. */
export const LIMITED_KEYS = 100_000;

export async function buildServices(
  config: Config,
  { metadata, blobs, box }: Stores,
  { clock, log, metrics, cache }: Pick<AppDeps, "clock" | "log" | "metrics"> & { readonly cache: Cache },
) {
  const tokens = await AccessTokens.open({ metadata, clock, box, ttlSeconds: config.auth.tokenTtlSeconds });
  const policy = config.open ? openPolicy : new PermissionPolicy({ metadata: metadata.read, clock });
  const policies = new ReferencePolicies(config.registry.referencePolicies, config.registry.referencePolicy);
  const refusals = new RefusedAttempts({
    metadata,
    clock,
    onFailure: (error) => log.error({ error }, "refused attempts could not be recorded"),
  });
  const issuerKeys = await openIssuerKeys(config, clock);
  const grace = graceOf(config);
  const trashMs = config.trash.keepSeconds * 1000;
  const pulls = new Pulls({ metadata, clock, onFailure: (error) => log.error({ error }, "pulls could not be recorded") });
  return {
    ...(await buildSignIn(config, { metadata, box }, { clock, cache, tokens })),
    policy,
    tokens,
    refusals,
    issuerKeys,
    federation: new Federation({ metadata, clock, keys: issuerKeys, refusals }),
    limits: RequestLimits.of({
      policies: ratePolicies(config.rateLimit),
      buckets: (policy) => new RateLimiter(cache, `requests-by-${policy}`),
      onLimited: (policy) => metrics.recordLimited(policy),
    }),
    tokenService: new TokenService({ policy, tokens }),
    outbox: await openOutbox(config, log),
    blobs: new Blobs({ metadata, blobs, clock, grace, cacheBytes: config.cache.blobBytes }),
    uploads: new Uploads({
      metadata,
      blobs,
      clock,
      maxBlobBytes: config.registry.maxBlobBytes,
      idleTimeoutMs: config.http.idleTimeoutSeconds * 1000,
      expiryMs: config.registry.uploadExpirySeconds * 1000,
      grace,
      writers: isShared(config) ? new SharedWriters({ metadata, clock }) : new LocalWriters(),
    }),
    manifests: new Manifests({ metadata, clock, policies, grace, trashMs, pulls, cacheBytes: config.cache.manifestBytes }),
    pulls,
    tags: new Tags({ metadata, clock, grace, trashMs }),
    lifecycle: once(() => openLifecycle(config, metadata, { clock, grace })),
    referrers: new Referrers({ metadata }),
    repositories: new Repositories({ metadata }),
  };
}

/** Pushes and pulls need none of it. */
async function openLifecycle(config: Config, metadata: MetadataStore, deps: { clock: Clock; grace: Grace }): Promise<Lifecycle> {
  const { buildLifecycle } = await import("./lifecycle.ts");
  return buildLifecycle(config, metadata, deps);
}

/** How long what nothing refers to is kept. */
export function graceOf({ gc }: Config): Grace {
  return { blobMs: gc.graceSeconds * 1000, untaggedMs: gc.untaggedAfterSeconds === undefined ? undefined : gc.untaggedAfterSeconds * 1000 };
}

async function openIssuerKeys({ auth }: Config, clock: Clock): Promise<IssuerKeys> {
  const pinned = await Promise.all(auth.federationKeyFiles.map(async ({ issuer, path }) => [issuer, await readKeySet(path)] as const));
  return new IssuerKeys({ clock, allowedIssuers: auth.federationIssuers, pinned: new Map(pinned) });
}

async function readKeySet(path: string): Promise<JSONWebKeySet> {
  const found: unknown = await Bun.file(path).json();
  const keys = typeof found === "object" && found !== null && "keys" in found ? found.keys : undefined;
  if (Array.isArray(keys)) return { keys };
  throw new Error(`auth.federation_key_files: ${path} holds no key set, which is JSON with a list of "keys"`);
}

/** Only those that are a limit. */
function ratePolicies(config: Config["rateLimit"]): RatePolicies {
  const all: Record<PolicyName, RateLimit> = {
    address: rateLimit(config.addressPerMinute, config.addressBurst),
    user: rateLimit(config.userPerMinute, config.userBurst),
    token: rateLimit(config.tokenPerMinute, config.tokenBurst),
    "anonymous-pulls": rateLimit(config.anonymousPullsPerMinute, config.anonymousPullsBurst),
  };
  return Object.fromEntries(Object.entries(all).filter(([, { perMinute }]) => perMinute > 0));
}

function rateLimit(perMinute: number, burst: number | undefined): RateLimit {
  return { perMinute, burst: burst ?? perMinute };
}

/** Every way to prove who one is, and the sessions that a proof opens. Libraries are loaded only for what is configured. */
async function buildSignIn(
  config: Config,
  { metadata, box }: Pick<Stores, "metadata" | "box">,
  { clock, cache, tokens }: { clock: Clock; cache: Cache; tokens: AccessTokens },
) {
  const { oidc, ldap, passwordCacheSeconds, sessionMaxAgeSeconds, sessionIdleSeconds } = config.auth;
  const [throttle, cacheMs] = [new LoginThrottle(cache, "password"), passwordCacheSeconds * 1000];
  const lifetime = { maxAgeMs: sessionMaxAgeSeconds * 1000, idleMs: sessionIdleSeconds * 1000 };
  const passwords = new Passwords({ metadata: metadata.read, clock, throttle, cache, cacheKey: box.derive("verified-passwords"), cacheMs });
  const accounts = new ExternalAccounts({
    metadata,
    clock,
    autoCreate: (provider) => (provider === "ldap" ? ldap.autoCreate : oidc.autoCreate),
  });
  const asked = await openDirectory(config);
  const accountOf = (profile: ExternalProfile, address: string) => accounts.signIn(profile, { address });
  const directory =
    asked && new DirectoryPasswords({ directory: asked, metadata: metadata.read, clock, throttle, cache, box, cacheMs, accountOf });
  const authenticator = new Authenticator({ metadata, passwords, directory, tokens, clock, lifetime });
  const pending = new PendingSignIns({ metadata, clock, box });
  const secondFactors = new SecondFactors({ metadata, clock, box, throttle: new LoginThrottle(cache, "second-factor") });
  const challenges = new Challenges({ clock, box });
  const passkeys = new Passkeys({ metadata, clock, challenges, ceremonies: new PasskeyCeremonies({ rpName: "Aerugo" }) });
  const provider = await openProvider(config, clock);
  return {
    authenticator,
    secondFactors,
    passkeys,
    sessions: new Sessions({ metadata, clock, authenticator, tokens, lifetime }),
    signIn: new SignIn({
      metadata,
      authenticator,
      secondFactors,
      passkeys,
      pending,
      challenges,
      accounts,
      oidc: provider && { name: oidc.name, provider },
      directory: asked,
      clock,
    }),
  };
}

/** Asks nobody yet: a provider that is down must not keep a registry from starting. */
async function openProvider({ auth: { oidc } }: Config, clock: Clock): Promise<OidcProvider | undefined> {
  const { issuer, clientId, autoCreate: _autoCreate, ...rest } = oidc;
  if (issuer === undefined || clientId === undefined) return undefined;
  const { OidcProvider } = await import("../auth/oidc.ts");
  return new OidcProvider({ issuer, clientId, ...rest }, { clock });
}

async function openDirectory({ auth: { ldap } }: Config): Promise<LdapDirectory | undefined> {
  const { url, baseDn, timeoutSeconds, usernameAttribute, displayNameAttribute, emailAttribute, idAttribute, ...rest } = ldap;
  if (url === undefined || baseDn === undefined) return undefined;
  const { LdapDirectory } = await import("../auth/ldap.ts");
  const attributes = { username: usernameAttribute, displayName: displayNameAttribute, email: emailAttribute, id: idAttribute };
  try {
    return new LdapDirectory({ ...rest, url, baseDn, attributes, timeoutMs: timeoutSeconds * 1000 });
  } catch (error) {
    const expected = `values that work together: ${(error as Error).message}`;
    throw new ConfigError([{ key: "auth.ldap", value: undefined, source: "the configuration", expected }]);
  }
}
