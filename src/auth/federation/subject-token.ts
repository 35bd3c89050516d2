// A subject token as it came: taken apart, and judged in everything that needs neither a rule nor the issuer's key.
import { JsonError, parseStrictJson } from "../../oci/strict-json.ts";
import type { Check, RefusalReason } from "./refusal.ts";

/** Asymmetric ones only: with a shared secret, whoever can verify can sign. */
export const ALGORITHMS: readonly string[] = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
export const LEEWAY_SECONDS = 60;
const TOKEN_LENGTH_LIMIT = 16 * 1024;
const LIFETIME_LIMIT_SECONDS = 86_400;
const SUBJECT_LENGTH_LIMIT = 1024;
const JTI_LENGTH_LIMIT = 256;
const ACTUAL_LENGTH_LIMIT = 256;

export type Claims = Readonly<Record<string, unknown>>;

export interface SubjectToken {
  readonly text: string;
  /** Header parameters that carry or point to keys (`jwk`, `jku`, `x5c`, `x5u`) are never looked at. */
  readonly header: { readonly alg: unknown; readonly kid: string | undefined; readonly typ: unknown; readonly crit: unknown };
  readonly claims: Claims;
}

/** The token, or which of two ways it is none. */
export function readSubjectToken(text: string): SubjectToken | Extract<RefusalReason, "tokenTooLarge" | "tokenMalformed"> {
  if (text.length > TOKEN_LENGTH_LIMIT) return "tokenTooLarge";
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return "tokenMalformed";
  const [header, claims] = text.split(".", 2).map(readObject);
  if (!header || !claims) return "tokenMalformed";
  const { alg, kid, typ, crit } = header;
  if (kid !== undefined && typeof kid !== "string") return "tokenMalformed";
  return { text, header: { alg, kid, typ, crit }, claims };
}

export function checkToken({ header, claims }: SubjectToken, nowMs: number): Check[] {
  return [...checkHeader(header), ...checkNames(claims), ...checkTimes(claims, nowMs / 1000)];
}

/** What the token is remembered by once it was used. */
export function replayIdOf({ text, claims: { jti } }: SubjectToken): string {
  if (typeof jti === "string" && jti !== "" && jti.length <= JTI_LENGTH_LIMIT) return jti;
  // Without the signature: whoever holds an ECDSA token can write its signature in a second way that verifies as well.
  const signed = text.slice(0, text.lastIndexOf("."));
  return `sha256:${new Bun.CryptoHasher("sha256").update(signed).digest("hex")}`;
}

/** A claim as a row of a table shows it. */
export function show(value: unknown): string {
  if (value === undefined) return "absent";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > ACTUAL_LENGTH_LIMIT ? `${text.slice(0, ACTUAL_LENGTH_LIMIT)}…` : text;
}

function readObject(part: string): Claims | undefined {
  try {
    const value = parseStrictJson(Buffer.from(part, "base64url"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch (cause) {
    if (cause instanceof JsonError) return undefined;
    throw cause;
  }
}

function checkHeader({ alg, typ, crit }: SubjectToken["header"]): Check[] {
  // RFC 8725, 3.11: a token of another kind (`at+jwt`, `logout+jwt`) was made for another purpose.
  const isJwt = typ === undefined || (typeof typ === "string" && /^(?:application\/)?jwt$/i.test(typ));
  return [
    { check: "header/typ", ok: isJwt, expected: "JWT, or absent", actual: show(typ), reason: "typeRefused" },
    {
      check: "header/alg",
      ok: ALGORITHMS.includes(alg as string),
      expected: ALGORITHMS.join(", "),
      actual: show(alg),
      reason: "algorithmRefused",
    },
    { check: "header/crit", ok: crit === undefined, expected: "absent", actual: show(crit), reason: "criticalHeader" },
  ];
}

function checkNames({ iss, sub }: Claims): Check[] {
  return [
    { check: "iss", ok: isName(iss), expected: "an issuer", actual: show(iss), reason: "issuerMalformed" },
    { check: "sub", ok: isName(sub), expected: "a subject", actual: show(sub), reason: "subjectMissing" },
  ];
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= SUBJECT_LENGTH_LIMIT && !/\p{Cc}/u.test(value);
}

function checkTimes({ exp, nbf, iat }: Claims, now: number): Check[] {
  const madeAt = [iat, nbf].find(isTime) ?? now;
  const lifetime = isTime(exp) ? exp - madeAt : Infinity;
  const notAfter = (time: unknown) => time === undefined || (isTime(time) && time <= now + LEEWAY_SECONDS);
  const before = `absent, or before ${showTime(now)}`;
  return [
    {
      check: "exp",
      ok: isTime(exp) && exp > now - LEEWAY_SECONDS,
      expected: `after ${showTime(now)}`,
      actual: showTime(exp),
      reason: "expired",
    },
    {
      check: "lifetime",
      ok: lifetime <= LIFETIME_LIMIT_SECONDS,
      expected: `at most ${LIFETIME_LIMIT_SECONDS} seconds`,
      actual: isTime(exp) ? `${Math.round(lifetime)} seconds` : "unknown",
      reason: "lifetimeTooLong",
    },
    { check: "nbf", ok: notAfter(nbf), expected: before, actual: showTime(nbf), reason: "notYetValid" },
    { check: "iat", ok: notAfter(iat), expected: before, actual: showTime(iat), reason: "issuedInFuture" },
  ];
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function showTime(value: unknown): string {
  const date = new Date(isTime(value) ? value * 1000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? show(value) : date.toISOString();
}
