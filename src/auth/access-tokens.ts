// Access tokens: JWTs in Distribution's claim layout, signed with Ed25519, good for minutes. They name whom they speak for by id,
// because names can come to mean somebody else, and what they were made from, because they end when that ends.
import { type CryptoKey, type JWK, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { SigningKeyRecord } from "../metadata/signing-keys.ts";
import { systemActor } from "./actor.ts";
import { recordChange } from "./audit.ts";
import type { Caller, Credential, Grant } from "./caller.ts";
import { nameOf } from "./caller.ts";
import { type SecretBox, SecretKeyError } from "./secret-box.ts";

/** The audience of registry tokens: what clients are told as `service`. */
export const TOKEN_SERVICE = "aerugo";
/** The audience of tokens for the Management API: neither is good for the other. */
export const API_AUDIENCE = "aerugo-api";
export type Audience = typeof TOKEN_SERVICE | typeof API_AUDIENCE;

const ISSUER = "aerugo";
const ALGORITHM = "EdDSA";
const LEEWAY_SECONDS = 60;
/** Tokens are long: what is remembered is bounded by their length, not their number. */
const REMEMBERED_CHARACTERS = 16 * 1024 * 1024;
/** As many of the longest scopes as the token endpoint grants make 43 KiB, and a header block has room for 64. */
const TOKEN_LENGTH_LIMIT = 48 * 1024;
/** Other nodes make keys too, and rotate them: nobody goes by keys that were read longer ago than this. */
const KEYS_GOOD_FOR_MS = 1000;
/** By now no node goes by the keys of before: a clock that several nodes share may stand still for a moment. */
export const ROTATION_SEEN_MS = 3 * KEYS_GOOD_FOR_MS;
/** Longer than anybody should cache the key set that we publish. */
const OVERLAP_MS = 10 * 60_000;

interface SigningKey {
  readonly id: string;
  readonly activatesAt: number;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export type Subject = { readonly kind: "anonymous" } | { readonly kind: "user" | "robot"; readonly id: number };

export interface VerifiedToken {
  readonly subject: Subject;
  readonly credential: Credential;
  readonly grants: readonly Grant[];
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly issuedAt: Date;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly box: SecretBox;
  readonly ttlSeconds: number;
}

export class AccessTokens {
  private readonly verified = new LRUCache<string, VerifiedToken>({
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (_verified, token) => token.length,
  });
  private loading: Promise<void> | undefined;

  private constructor(
    private readonly deps: Dependencies,
    private keys: readonly SigningKey[],
    private loadedAt: number,
  ) {}

  /** Loads the installation's keys, making the first one when there is none. */
  static async open(deps: Dependencies): Promise<AccessTokens> {
    const { metadata, clock, box } = deps;
    const now = clock.now();
    if ((await metadata.read.signingKeys.list(now)).length === 0) {
      const made = await makeKey(box, 0);
      // Two nodes may start together: only the first one's key is kept.
      await metadata.transaction(async (tx) => {
        if ((await tx.signingKeys.list(now)).length === 0) await tx.signingKeys.add(made, now);
      });
    }
    const keys = (await storedKeys(deps)).map((record) => loadKey(record, box));
    return new AccessTokens(deps, await Promise.all(keys), now);
  }

  async issue(
    caller: Pick<Caller, "identity" | "credential">,
    grants: readonly Grant[],
    audience: Audience = TOKEN_SERVICE,
  ): Promise<IssuedToken> {
    await this.refreshKeys();
    const { clock, ttlSeconds } = this.deps;
    const key = this.signingKey();
    const now = Math.floor(clock.now() / 1000);
    const { identity, credential } = caller;
    const token = await new SignJWT({ access: grants, ...claimsOf(identity, credential) })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid: key.id })
      .setIssuer(ISSUER)
      .setSubject(nameOf(identity))
      .setAudience(audience)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(crypto.randomUUID())
      .sign(key.privateKey);
    return { token, expiresInSeconds: ttlSeconds, issuedAt: new Date(now * 1000) };
  }

  /** Resolves to undefined for anything but a token of ours for this audience that is valid now. */
  async verify(token: string, audience: Audience = TOKEN_SERVICE): Promise<VerifiedToken | undefined> {
    if (token.length > TOKEN_LENGTH_LIMIT) return undefined;
    // A key that was stolen is rotated out, and must be forgotten also where no token is issued.
    await this.refreshKeys();
    const key = `${audience}\n${token}`;
    const known = this.verified.get(key);
    const verified = known ?? (await this.check(token, audience));
    if (!verified || verified.expiresAt + LEEWAY_SECONDS * 1000 <= this.deps.clock.now()) return undefined;
    if (!known) this.verified.set(key, verified);
    return verified;
  }

  /** The public keys, as a JWK Set (RFC 7517): those that sign, will sign, or signed what may still be good. */
  async jwks(): Promise<{ keys: JWK[] }> {
    await this.refreshKeys();
    return { keys: this.keys.map(({ publicJwk }) => publicJwk) };
  }

  private async check(token: string, audience: Audience): Promise<VerifiedToken | undefined> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.publicKey(kid), {
        algorithms: [ALGORITHM],
        typ: "JWT",
        issuer: ISSUER,
        audience,
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(this.deps.clock.now()),
        requiredClaims: ["exp", "nbf", "sub"],
      });
      const subject = parseSubject(payload["principal"]);
      const credential = parseCredential(payload["credential"]);
      if (!subject || !credential) return undefined;
      return { subject, credential, grants: payload["access"] as Grant[], expiresAt: payload.exp! * 1000 };
    } catch {
      return undefined;
    }
  }

  /** The newest that has begun to sign; the others only verify. */
  private signingKey(): SigningKey {
    const now = this.deps.clock.now();
    return this.keys.find(({ activatesAt }) => activatesAt <= now) ?? this.keys.at(-1)!;
  }

  private publicKey(kid: string | undefined): CryptoKey {
    const key = this.keys.find(({ id }) => id === kid);
    if (!key) throw new Error("token is signed with a key that is not ours");
    return key.publicKey;
  }

  private async refreshKeys(): Promise<void> {
    const ageMs = this.deps.clock.now() - this.loadedAt;
    // Below 0 the clock was set back, and nobody knows how old they are.
    if (ageMs >= 0 && ageMs < KEYS_GOOD_FOR_MS) return;
    this.loading ??= this.reload().finally(() => (this.loading = undefined));
    await this.loading;
  }

  private async reload(): Promise<void> {
    const now = this.deps.clock.now();
    const stored = await storedKeys(this.deps);
    if (stored.some(({ id }, index) => this.keys[index]?.id !== id) || stored.length !== this.keys.length) {
      this.keys = await Promise.all(stored.map((record) => loadKey(record, this.deps.box)));
      // What was signed with a key that is gone must be looked at again.
      this.verified.clear();
    }
    this.loadedAt = now;
  }
}

/**
 * Makes a new key, which is published now and signs in ten minutes; until then the present one does, and what that signed stays good
 * until it expires. `atOnce` is for a key that was stolen: the new one signs from now on, and nothing that another signed is good
 * any more. Running nodes notice by themselves, within ROTATION_SEEN_MS. Resolves to the new key's id and to when it begins to sign.
 */
export async function rotateSigningKey(
  { metadata, clock, box }: Pick<Dependencies, "metadata" | "clock" | "box">,
  { atOnce = false }: { atOnce?: boolean } = {},
): Promise<{ id: string; activatesAt: number }> {
  const now = clock.now();
  const activatesAt = atOnce ? now : now + OVERLAP_MS;
  const made = await makeKey(box, activatesAt);
  await metadata.transaction(async (tx) => {
    await tx.signingKeys.add(made, now);
    // As if they had been retired when the world began: no token of theirs can be young enough.
    await tx.signingKeys.retireOthers(made.id, atOnce ? 0 : activatesAt);
    const after = { activates_at: new Date(activatesAt).toISOString(), at_once: atOnce };
    await recordChange(tx, systemActor("command line"), { action: "signing_key.rotate", target: made.id, after }, now);
  });
  return { id: made.id, activatesAt };
}

/** Retired keys are kept as long as a token that they signed last can be good. */
function storedKeys({ metadata, clock, ttlSeconds }: Dependencies): Promise<readonly SigningKeyRecord[]> {
  return metadata.read.signingKeys.list(clock.now() - (ttlSeconds + LEEWAY_SECONDS) * 1000);
}

async function makeKey(box: SecretBox, activatesAt: number): Promise<Omit<SigningKeyRecord, "retiredAt">> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  // RFC 7638, the form in which Distribution 3 looks keys up.
  const id = await calculateJwkThumbprint(await exportJWK(publicKey));
  return { id, algorithm: ALGORITHM, privateJwk: box.seal(JSON.stringify(await exportJWK(privateKey)), keyContext(id)), activatesAt };
}

async function loadKey({ id, privateJwk, activatesAt }: SigningKeyRecord, box: SecretBox): Promise<SigningKey> {
  const jwk = JSON.parse(unseal(id, privateJwk, box)) as JWK;
  const { d: _private, ...publicPart } = jwk;
  return {
    id,
    activatesAt,
    privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
    publicKey: (await importJWK(publicPart, ALGORITHM)) as CryptoKey,
    publicJwk: { ...publicPart, kid: id, use: "sig", alg: ALGORITHM },
  };
}

/** Throws SecretKeyError when the database and the secret key do not belong together, as after restoring only one of them. */
function unseal(id: string, privateJwk: string, box: SecretBox): string {
  // The first release stored them unsealed.
  if (privateJwk.startsWith("{")) return privateJwk;
  try {
    return box.open(privateJwk, keyContext(id));
  } catch (cause) {
    throw new SecretKeyError("the database was sealed with another secret key: restore the key that belongs to it", { cause });
  }
}

function keyContext(id: string): string {
  return `signing-key:${id}`;
}

function claimsOf(identity: Caller["identity"], credential: Credential): { principal: string; credential: Credential } {
  return { principal: identity.kind === "anonymous" ? "anonymous" : `${identity.kind}:${identity.id}`, credential };
}

function parseSubject(claim: unknown): Subject | undefined {
  if (claim === "anonymous") return { kind: "anonymous" };
  const match = typeof claim === "string" ? /^(user|robot):(\d{1,15})$/.exec(claim) : null;
  return match ? { kind: match[1] as "user" | "robot", id: Number(match[2]) } : undefined;
}

/** We wrote it and we signed it; a token of another release may still lack it. */
function parseCredential(claim: unknown): Credential | undefined {
  const kinds = ["none", "password", "token", "session", "federation"];
  return typeof claim === "object" && claim !== null && kinds.includes((claim as Credential).kind) ? (claim as Credential) : undefined;
}
