// The public keys of issuers, found by OpenID Connect Discovery and kept for a while. Who sends tokens decides what is looked
// up here, so every fetch is to an issuer that the site allows, bounded, shared, and never more often than the cooldowns say.
import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { type CryptoKey, type JSONWebKeySet, createLocalJWKSet, errors } from "jose";
import { LRUCache } from "lru-cache";
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import { BusyError } from "../../lib/busy-error.ts";
import type { Clock } from "../../lib/clock.ts";
import { FetchError, fetchJson } from "./fetch-json.ts";
import { isAllowedIssuer } from "./issuers.ts";

export type FoundKey =
  | { readonly kind: "key"; readonly key: CryptoKey }
  /** The issuer has no such key, as far as we know and may ask. */
  | { readonly kind: "unknown" }
  | { readonly kind: "unavailable"; readonly detail: string };

/** What verification asks of it. */
export interface KeySource {
  allows(issuer: string): boolean;
  /** Only for an issuer that is allowed and that a stored rule names. */
  find(issuer: string, header: { readonly alg: string; readonly kid?: string | undefined }): Promise<FoundKey>;
}

export interface IssuerKeysDeps {
  readonly clock: Clock;
  readonly allowedIssuers: readonly string[];
  /** Key sets of issuers that cannot be asked, such as a cluster behind a firewall: these are never fetched. */
  readonly pinned?: ReadonlyMap<string, JSONWebKeySet>;
  /** For discovery and key set together. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const DISCOVERY_LIMIT_BYTES = 64 * 1024;
const KEY_SET_LIMIT_BYTES = 256 * 1024;
const KEY_LIMIT = 100;
const ISSUERS_REMEMBERED = 1_000;
const FRESH_MS = 10 * 60_000;
/** An issuer that is down does not stop its pipelines at once; but a key that it withdrew must not stay good. */
const USABLE_MS = 60 * 60_000;
/** A token with a key id of its own making must not make us ask the issuer each time. */
const UNKNOWN_KEY_COOLDOWN_MS = 30_000;
const FAILURE_COOLDOWN_MS = 5_000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** What is known of one issuer. */
interface Entry {
  keys?: KeySet;
  fetchedAt: number;
  /** The end of the last attempt, successful or not. */
  triedAt: number;
  /** Why the last attempt failed. */
  failure?: string | undefined;
  loading?: Promise<void> | undefined;
}

export class IssuerKeys implements KeySource {
  private readonly entries = new LRUCache<string, Entry>({ max: ISSUERS_REMEMBERED });
  private readonly pinned: ReadonlyMap<string, KeySet>;
  private readonly fetching = new BoundedQueue({ atOnce: 16, waiting: 64 });

  constructor(private readonly deps: IssuerKeysDeps) {
    this.pinned = new Map([...(deps.pinned ?? [])].map(([issuer, keys]) => [issuer, createLocalJWKSet(keys)]));
  }

  allows(issuer: string): boolean {
    return this.pinned.has(issuer) || isAllowedIssuer(issuer, this.deps.allowedIssuers);
  }

  async find(issuer: string, header: { readonly alg: string; readonly kid?: string | undefined }): Promise<FoundKey> {
    const pinned = this.pinned.get(issuer);
    if (pinned) return pick(pinned, header);
    if (!this.allows(issuer)) return { kind: "unavailable", detail: "this site does not allow that issuer" };

    const entry = this.entryOf(issuer);
    if (this.ageOf(entry) >= FRESH_MS) await this.refresh(issuer, entry, FAILURE_COOLDOWN_MS);
    if (!entry.keys || this.ageOf(entry) >= USABLE_MS) return unavailable(entry);
    const found = await pick(entry.keys, header);
    if (found.kind !== "unknown") return found;

    await this.refresh(issuer, entry, UNKNOWN_KEY_COOLDOWN_MS);
    const again = await pick(entry.keys, header);
    // The key may be one that the issuer made since it was last heard.
    return again.kind === "unknown" && entry.failure !== undefined ? unavailable(entry) : again;
  }

  private entryOf(issuer: string): Entry {
    const known = this.entries.get(issuer);
    if (known) return known;
    const entry: Entry = { fetchedAt: -Infinity, triedAt: -Infinity };
    this.entries.set(issuer, entry);
    return entry;
  }

  private ageOf(entry: Entry): number {
    return this.deps.clock.now() - entry.fetchedAt;
  }

  /** Whoever comes while it runs waits for the same answer. */
  private async refresh(issuer: string, entry: Entry, cooldownMs: number): Promise<void> {
    if (!entry.loading && this.deps.clock.now() - entry.triedAt < cooldownMs) return;
    entry.loading ??= this.load(issuer, entry).finally(() => {
      entry.loading = undefined;
    });
    await entry.loading;
  }

  private async load(issuer: string, entry: Entry): Promise<void> {
    try {
      entry.keys = await this.fetching.run(() => fetchKeys(issuer, this.deps.timeoutMs ?? TIMEOUT_MS));
      entry.fetchedAt = this.deps.clock.now();
      entry.failure = undefined;
    } catch (cause) {
      if (!(cause instanceof FetchError) && !(cause instanceof BusyError)) throw cause;
      entry.failure = cause.message;
    } finally {
      entry.triedAt = this.deps.clock.now();
    }
  }
}

function unavailable(entry: Entry): FoundKey {
  return { kind: "unavailable", detail: entry.failure ?? "its keys are not known" };
}

async function pick(keys: KeySet, { alg, kid }: { readonly alg: string; readonly kid?: string | undefined }): Promise<FoundKey> {
  try {
    return { kind: "key", key: await keys(kid === undefined ? { alg } : { alg, kid }) };
  } catch (cause) {
    // No such key, several without a name to choose by, or one that cannot be used: none that this token can be held to.
    if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof DOMException) return { kind: "unknown" };
    throw cause;
  }
}

async function fetchKeys(issuer: string, timeoutMs: number): Promise<KeySet> {
  const signal = AbortSignal.timeout(timeoutMs);
  // OpenID Connect Discovery 1.0, section 4.1: a slash at the issuer's end is taken off first.
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const document = await fetchJson(discovery, { sizeBytes: DISCOVERY_LIMIT_BYTES, signal });
  const location = await keySetLocation(issuer, document, signal);
  return keySetOf(await fetchJson(location, { sizeBytes: KEY_SET_LIMIT_BYTES, signal }));
}

/** The address of the keys. It comes from another server, so it must be that server's own or a public one. */
async function keySetLocation(issuer: string, document: unknown, signal: AbortSignal): Promise<string> {
  const { issuer: named, jwks_uri: location } = asObject(document);
  // Section 4.3 of the same: or else one issuer could speak for another.
  if (named !== issuer) throw new FetchError("its discovery document names another issuer");
  if (typeof location !== "string" || !URL.canParse(location)) throw new FetchError("its discovery document names no keys");
  const url = new URL(location);
  if (url.username !== "" || url.password !== "") throw new FetchError("its keys are behind a user name");
  if (url.origin === new URL(issuer).origin) return url.href;
  if (url.protocol !== "https:" || !(await isPublic(url.hostname, signal))) {
    throw new FetchError("its keys are at an address that is neither its own nor public");
  }
  return url.href;
}

/** That of a name may have changed when it is fetched; what then answers has still to prove the name with a certificate. */
async function isPublic(hostname: string, signal: AbortSignal): Promise<boolean> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = ipaddr.isValid(literal) ? [literal] : await addressesOf(hostname, signal);
  return addresses.length > 0 && addresses.every((address) => ipaddr.parse(address).range() === "unicast");
}

/** None for a name that nobody knows, or not in time. */
async function addressesOf(hostname: string, signal: AbortSignal): Promise<string[]> {
  const { promise: late, resolve } = Promise.withResolvers<[]>();
  signal.addEventListener("abort", () => resolve([]), { once: true });
  const found = await Promise.race([lookup(hostname, { all: true }).catch(() => []), late]);
  return found.map(({ address }) => address);
}

function keySetOf(document: unknown): KeySet {
  const { keys } = asObject(document);
  if (!Array.isArray(keys)) throw new FetchError("its key set holds no keys");
  if (keys.length > KEY_LIMIT) throw new FetchError(`its key set holds more than ${KEY_LIMIT} keys`);
  try {
    return createLocalJWKSet({ keys });
  } catch (cause) {
    throw new FetchError("its key set is malformed", { cause });
  }
}

function asObject(document: unknown): Readonly<Record<string, unknown>> {
  if (typeof document !== "object" || document === null) throw new FetchError("it answered with something that is no object");
  return document as Record<string, unknown>;
}
