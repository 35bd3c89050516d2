// Access tokens: JWTs in Distribution's claim layout, signed with Ed25519, good for minutes.
import { type CryptoKey, type JWK, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Grant } from "./caller.ts";

export const TOKEN_SERVICE = "aerugo";
const ISSUER = "aerugo";
const ALGORITHM = "EdDSA";
const LEEWAY_SECONDS = 60;
/** Tokens are long: what is remembered is bounded by their length, not their number. */
const REMEMBERED_CHARACTERS = 16 * 1024 * 1024;
/** As many of the longest scopes as the token endpoint grants make 43 KiB, and a header block has room for 64. */
const TOKEN_LENGTH_LIMIT = 48 * 1024;

interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface VerifiedToken {
  /** Undefined for an anonymous token. */
  readonly username: string | undefined;
  readonly grants: readonly Grant[];
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly issuedAt: Date;
}

export class AccessTokens {
  private readonly verified = new LRUCache<string, VerifiedToken>({
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (_verified, token) => token.length,
  });

  private constructor(
    private readonly keys: readonly SigningKey[],
    private readonly deps: { clock: Clock; ttlSeconds: number },
  ) {}

  /** Loads the installation's keys, making the first one when there is none. */
  static async open(deps: { metadata: MetadataStore; clock: Clock; ttlSeconds: number }): Promise<AccessTokens> {
    const { metadata, clock } = deps;
    let stored = await metadata.read.signingKeys.list();
    if (stored.length === 0) {
      const made = await makeKey();
      // Two nodes may start together: only the first one's key is kept.
      await metadata.transaction(async (tx) => {
        if ((await tx.signingKeys.list()).length === 0) await tx.signingKeys.add(made, clock.now());
      });
      stored = await metadata.read.signingKeys.list();
    }
    return new AccessTokens(await Promise.all(stored.map(({ id, privateJwk }) => loadKey(id, privateJwk))), deps);
  }

  async issue(username: string | undefined, grants: readonly Grant[]): Promise<IssuedToken> {
    const { clock, ttlSeconds } = this.deps;
    const key = this.keys[0]!;
    const now = Math.floor(clock.now() / 1000);
    const token = await new SignJWT({ access: grants })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid: key.id })
      .setIssuer(ISSUER)
      .setSubject(username ?? "")
      .setAudience(TOKEN_SERVICE)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(crypto.randomUUID())
      .sign(key.privateKey);
    return { token, expiresInSeconds: ttlSeconds, issuedAt: new Date(now * 1000) };
  }

  /** Resolves to undefined for anything but a token of ours that is valid now. */
  async verify(token: string): Promise<VerifiedToken | undefined> {
    if (token.length > TOKEN_LENGTH_LIMIT) return undefined;
    const known = this.verified.get(token);
    const verified = known ?? (await this.check(token));
    if (!verified || verified.expiresAt + LEEWAY_SECONDS * 1000 <= this.deps.clock.now()) return undefined;
    if (!known) this.verified.set(token, verified);
    return verified;
  }

  /** The public keys, as a JWK Set (RFC 7517). */
  jwks(): { keys: JWK[] } {
    return { keys: this.keys.map(({ publicJwk }) => publicJwk) };
  }

  private async check(token: string): Promise<VerifiedToken | undefined> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.publicKey(kid), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: TOKEN_SERVICE,
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(this.deps.clock.now()),
        requiredClaims: ["exp", "sub"],
      });
      return { username: payload.sub || undefined, grants: payload["access"] as Grant[], expiresAt: payload.exp! * 1000 };
    } catch {
      return undefined;
    }
  }

  private publicKey(kid: string | undefined): CryptoKey {
    const key = this.keys.find(({ id }) => id === kid);
    if (!key) throw new Error("token is signed with a key that is not ours");
    return key.publicKey;
  }
}

async function makeKey(): Promise<{ id: string; algorithm: string; privateJwk: string }> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  // RFC 7638, the form in which Distribution 3 looks keys up.
  const id = await calculateJwkThumbprint(await exportJWK(publicKey));
  return { id, algorithm: ALGORITHM, privateJwk: JSON.stringify(await exportJWK(privateKey)) };
}

async function loadKey(id: string, privateJwk: string): Promise<SigningKey> {
  const { d: _private, ...publicPart } = JSON.parse(privateJwk) as JWK;
  return {
    id,
    privateKey: (await importJWK(JSON.parse(privateJwk) as JWK, ALGORITHM)) as CryptoKey,
    publicKey: (await importJWK(publicPart, ALGORITHM)) as CryptoKey,
    publicJwk: { ...publicPart, kid: id, use: "sig", alg: ALGORITHM },
  };
}
