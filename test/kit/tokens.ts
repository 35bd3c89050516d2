// Access tokens that were made by the wrong hands or in the wrong way.
import { SignJWT, generateKeyPair, importJWK, type JWK } from "jose";
import type { TestApp } from "./app.ts";

interface Claims {
  readonly iss?: string;
  readonly aud?: string | string[];
  readonly sub?: string;
  readonly expiresInSeconds?: number;
  readonly access?: unknown;
}

/** Ours in everything that `claims` does not change. */
export async function signedToken(app: TestApp, claims: Claims): Promise<string> {
  return tokenOf(app, claims).sign(await ourKey(app));
}

/** Everything in it is right but the key. */
export async function foreignToken(app: TestApp, claims: Claims): Promise<string> {
  const { privateKey } = await generateKeyPair("EdDSA");
  return tokenOf(app, claims).sign(privateKey);
}

/** Not signed at all. */
export function unsignedToken(app: TestApp, claims: Claims): string {
  return `${encode({ alg: "none", typ: "JWT", kid: keyId(app) })}.${encode(payloadOf(app, claims))}.`;
}

/** Signed with what everybody knows: our public key, taken for a shared secret. */
export function publicKeyToken(app: TestApp, claims: Claims): string {
  const secret = Buffer.from(publicJwk(app).x!, "base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT", kid: keyId(app) })}.${encode(payloadOf(app, claims))}`;
  return `${signed}.${new Bun.CryptoHasher("sha256", secret).update(signed).digest("base64url")}`;
}

function tokenOf(app: TestApp, claims: Claims): SignJWT {
  return new SignJWT(payloadOf(app, claims)).setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: keyId(app) });
}

function payloadOf(app: TestApp, { expiresInSeconds = 300, ...claims }: Claims) {
  const now = Math.floor(app.clock.now() / 1000);
  return { iss: "aerugo", aud: "aerugo", sub: "", iat: now - 600, nbf: now - 600, exp: now + expiresInSeconds, access: [], ...claims };
}

async function ourKey(app: TestApp) {
  const [key] = await app.stores.metadata.read.signingKeys.list();
  return importJWK(JSON.parse(key!.privateJwk) as JWK, "EdDSA");
}

function publicJwk(app: TestApp): JWK {
  return app.services.tokens.jwks().keys[0]!;
}

function keyId(app: TestApp): string {
  return publicJwk(app).kid!;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
