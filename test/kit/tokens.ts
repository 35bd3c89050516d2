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
  return (await tokenOf(app, claims)).sign(await ourKey(app));
}

/** Everything in it is right but the key. */
export async function foreignToken(app: TestApp, claims: Claims): Promise<string> {
  const { privateKey } = await generateKeyPair("EdDSA");
  return (await tokenOf(app, claims)).sign(privateKey);
}

/** Not signed at all. */
export async function unsignedToken(app: TestApp, claims: Claims): Promise<string> {
  return `${encode({ alg: "none", typ: "JWT", kid: await keyId(app) })}.${encode(await payloadOf(app, claims))}.`;
}

/** Signed with what everybody knows: our public key, taken for a shared secret. */
export async function publicKeyToken(app: TestApp, claims: Claims): Promise<string> {
  const secret = Buffer.from((await publicJwk(app)).x!, "base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT", kid: await keyId(app) })}.${encode(await payloadOf(app, claims))}`;
  return `${signed}.${new Bun.CryptoHasher("sha256", secret).update(signed).digest("base64url")}`;
}

async function tokenOf(app: TestApp, claims: Claims): Promise<SignJWT> {
  return new SignJWT(await payloadOf(app, claims)).setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: await keyId(app) });
}

async function payloadOf(app: TestApp, { expiresInSeconds = 300, ...claims }: Claims) {
  const user = await app.stores.metadata.read.users.find(claims.sub ?? "");
  // Of who never was, an id that nobody has.
  const principal = claims.sub ? `user:${user?.id ?? 999_999}` : "anonymous";
  const ours = { principal, credential: claims.sub ? { kind: "password", epoch: user?.epoch ?? 0 } : { kind: "none" } };
  const now = Math.floor(app.clock.now() / 1000);
  return {
    iss: "aerugo",
    aud: "aerugo",
    sub: "",
    iat: now - 600,
    nbf: now - 600,
    exp: now + expiresInSeconds,
    access: [],
    ...ours,
    ...claims,
  };
}

async function ourKey(app: TestApp): Promise<CryptoKey> {
  const [key] = await app.stores.metadata.read.signingKeys.list(0);
  const { id, privateJwk } = key!;
  return (await importJWK(JSON.parse(app.stores.box.open(privateJwk, `signing-key:${id}`)) as JWK, "EdDSA")) as CryptoKey;
}

async function publicJwk(app: TestApp): Promise<JWK> {
  return (await app.services.tokens.jwks()).keys[0]!;
}

async function keyId(app: TestApp): Promise<string> {
  return (await publicJwk(app)).kid!;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

export interface Forgery {
  /** A field of undefined is left out. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Ours, when not given. */
  readonly key?: CryptoKey;
}

/** Of ada, by hand: no library keeps us from writing what it would refuse to write. */
export async function forgedToken(app: TestApp, { header = {}, claims = {}, key }: Forgery = {}): Promise<string> {
  const ours = { alg: "EdDSA", typ: "JWT", kid: await keyId(app) };
  const signed = `${encode({ ...ours, ...header })}.${encode({ ...(await payloadOf(app, { sub: "ada" })), ...claims })}`;
  const signature = await crypto.subtle.sign("Ed25519", key ?? (await ourKey(app)), Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}
