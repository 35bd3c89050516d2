// The shapes a configuration value can have. A value arrives from a file with a type of its own, and from the
// environment or a flag as text: every type here accepts both and yields the one form that the code works with.
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { SIZE_UNITS } from "../lib/size-units.ts";

/** How a value is written down: it decides the flag's form, and whether `AERUGO_<KEY>_FILE` exists. */
export type ValueKind = "text" | "choice" | "boolean" | "size" | "duration" | "count" | "list";

/** A zod type with the words that tell an operator what it accepts. */
export interface ValueType<T extends z.ZodType = z.ZodType> {
  readonly kind: ValueKind;
  readonly zod: T;
  readonly expected: string;
  /** Every value there is, where they can be counted. */
  readonly choices?: readonly string[];
}

/** Spread into `Bun.serve` as it is. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
}

export interface FileLocation<Scheme extends string> {
  readonly scheme: Scheme;
  readonly path: string;
}

export interface PolicyRule<Policy extends string> {
  /** A repository's name in which `*` stands for anything within a path component, `**` for anything across them. */
  readonly pattern: string;
  readonly policy: Policy;
}

const DURATION_UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };

export function text(pattern: RegExp, expected: string): ValueType<z.ZodString> {
  return { kind: "text", zod: z.string().regex(pattern), expected };
}

export function choice<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return { kind: "choice", zod: z.enum(choices), expected: oneOf(choices), choices } satisfies ValueType;
}

export function boolean() {
  return { kind: "boolean", zod: z.preprocess(booleanFromText, z.boolean()), expected: "true or false" } satisfies ValueType;
}

export function size(minimum: number) {
  const expected = `a size of at least ${formatSize(minimum)}: bytes, or a whole number with a unit (64MiB, 10GiB, 5GB)`;
  return { kind: "size", zod: withUnits(SIZE_UNITS, minimum, Number.MAX_SAFE_INTEGER), expected } satisfies ValueType;
}

export function duration(minimum: number, maximum: number) {
  const expected = `${minimum} to ${maximum} seconds: a whole number, or one with a unit (90s, 5m, 24h, 7d)`;
  return { kind: "duration", zod: withUnits(DURATION_UNITS, minimum, maximum), expected } satisfies ValueType;
}

export function durationOrOff(minimum: number, maximum: number) {
  const { zod, expected } = duration(minimum, maximum);
  const off = z.literal("off").transform(() => undefined);
  return { kind: "duration", zod: z.union([off, zod]), expected: `${expected}, or off` } satisfies ValueType;
}

/** How many: a whole number without a unit. */
export function count(minimum: number, maximum: number) {
  return {
    kind: "count",
    zod: withUnits({}, minimum, maximum),
    expected: `a whole number from ${minimum} to ${maximum}`,
  } satisfies ValueType;
}

/** In the environment and in flags, the items are separated by commas. */
export function list<T extends z.ZodType>(item: T, expected: string) {
  return { kind: "list", zod: z.preprocess(listFromText, z.array(item)), expected } satisfies ValueType;
}

export function listenAddress() {
  return { kind: "text", zod: parsed(parseListen), expected: LISTEN_EXPECTED } satisfies ValueType;
}

export function listenAddressOrOff() {
  const off = z.literal("off").transform(() => undefined);
  const zod = z.union([off, parsed(parseListen)]);
  return { kind: "text", zod, expected: `${LISTEN_EXPECTED}, or off` } satisfies ValueType;
}

/** A location that is a path behind a scheme: `sqlite:./data/aerugo.db`, `file:/var/lib/aerugo/blobs`. */
export function fileLocation<const Scheme extends string>(scheme: Scheme) {
  const zod = parsed((value) => parseFileLocation(scheme, value));
  return { kind: "text", zod, expected: `${scheme}:<path> without parameters, the only kind there is today` } satisfies ValueType;
}

const SSL_MODES: readonly string[] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

/** `sqlite:./data/aerugo.db` or `postgres://user:password@host:5432/database?sslmode=require`. */
export type DatabaseLocation = FileLocation<"sqlite"> | { readonly scheme: "postgres"; readonly url: string };

export function databaseUrl() {
  const zod = parsed((value): DatabaseLocation | undefined => parseFileLocation("sqlite", value) ?? parsePostgresUrl(value));
  const expected = `sqlite:<path>, or postgres://user:password@host:port/database, whose sslmode may be ${SSL_MODES.join(", ")}`;
  return { kind: "text", zod, expected } satisfies ValueType;
}

/** `memory:` or `redis://user:password@host:6379/0`. */
export type CacheLocation = { readonly scheme: "memory" } | { readonly scheme: "redis"; readonly url: string };

export function cacheUrl() {
  const expected = "memory:, or redis://user:password@host:port/database, or rediss:// with TLS";
  return { kind: "text", zod: parsed(parseCacheUrl), expected } satisfies ValueType;
}

/** Parameters that the address does not say are left to their keys. */
export interface S3Location {
  readonly scheme: "s3";
  readonly bucket: string;
  /** Empty, or ending in a slash. */
  readonly prefix: string;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly pathStyle: boolean | undefined;
}

/** `file:./data/blobs` or `s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1&path_style=true`. */
export type StorageLocation = FileLocation<"file"> | S3Location;

export function storageUrl() {
  const zod = parsed((value): StorageLocation | undefined => parseFileLocation("file", value) ?? parseS3Url(value));
  const expected = "file:<path>, or s3://bucket/prefix, which may have the parameters endpoint, region and path_style";
  return { kind: "text", zod, expected } satisfies ValueType;
}

export function webOrigin() {
  return { kind: "text", zod: parsed(parseOrigin), expected: "an http or https URL without user, path or query" } satisfies ValueType;
}

export function networks() {
  return list(z.string().refine(isNetwork), "IP addresses or CIDR ranges, such as 10.0.0.0/8");
}

/** Rules of the form `pattern=policy`, kept in their order. */
export function policyRules<const Policy extends string>(policies: readonly Policy[]) {
  const rule = parsed((value) => parseRule(policies, value));
  return list(rule, `rules pattern=policy: a repository's name, with * or ** in it, and ${oneOf(policies)}`);
}

/** Issuers of tokens, or all below a path: compared as text, so each is written in the one way that URLs are. */
export function issuerPatterns() {
  return list(
    z.string().refine(isIssuerPattern),
    "https addresses without query, each one issuer or, with /* at the end, all below a path",
  );
}

export interface IssuerFile {
  readonly issuer: string;
  readonly path: string;
}

export function issuerFiles() {
  return list(parsed(parseIssuerFile), "issuer=path: an issuer's address, and the file that holds its keys");
}

/** Without a user: it would be shown. */
export const S3_ENDPOINT = /^https?:\/\/[^\s?#@]+$/;

const LISTEN_EXPECTED = "host:port, [IPv6]:port or :port (every IPv4 address), with a port from 0 to 65535";

/** A string that `parse` turns into what the code works with; `undefined` says that it cannot. */
function parsed<T>(parse: (value: string) => T | undefined) {
  return z.string().transform((value, context): T => {
    const result = parse(value);
    if (result !== undefined) return result;
    context.issues.push({ code: "custom", input: value, message: "not understood" });
    return z.NEVER;
  });
}

function withUnits(units: Readonly<Record<string, number>>, minimum: number, maximum: number) {
  const unit = Object.keys(units).length === 0 ? "" : ` ?(${Object.keys(units).join("|")})?`;
  const written = z.string().regex(new RegExp(`^[0-9]+${unit}$`, "i"));
  return z
    .union([z.int(), written])
    .transform((value) => (typeof value === "number" ? value : multiply(units, value)))
    .pipe(z.int().min(minimum).max(maximum));
}

function multiply(units: Readonly<Record<string, number>>, value: string): number {
  const unit = value.replace(/^[0-9]+ ?/, "").toLowerCase();
  return Number.parseInt(value, 10) * (units[unit] ?? 1);
}

function formatSize(sizeBytes: number): string {
  return sizeBytes >= SIZE_UNITS.mib! ? `${sizeBytes / SIZE_UNITS.mib!}MiB` : `${sizeBytes} byte`;
}

function booleanFromText(value: unknown): unknown {
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  return value;
}

export function listFromText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function parseListen(value: string): ListenAddress | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]/\s]*)):([0-9]{1,5})$/.exec(value);
  if (!match) return undefined;
  const [, ipv6, host, port] = match;
  if (Number(port) > 65535 || (ipv6 !== undefined && !ipaddr.IPv6.isValid(ipv6))) return undefined;
  // All IPv4 addresses rather than `::`, which cannot be bound where IPv6 is turned off, as in many containers.
  return { hostname: ipv6 ?? (host || "0.0.0.0"), port: Number(port) };
}

function parseFileLocation<Scheme extends string>(scheme: Scheme, value: string): FileLocation<Scheme> | undefined {
  if (!value.startsWith(`${scheme}:`)) return undefined;
  const path = value.slice(scheme.length + 1).replace(/^\/\/(?=\/)/, "");
  // Parameters are refused rather than taken for a part of the file's name; `//host/path` names another machine.
  if (path === "" || path.startsWith("//") || path.startsWith(":") || /[?#\0]/.test(path)) return undefined;
  return { scheme, path };
}

function parsePostgresUrl(value: string): DatabaseLocation | undefined {
  const url = URL.parse(value);
  // Refused here, with the rest of the configuration: the driver refuses it when it is too late.
  if (!SSL_MODES.includes(url?.searchParams.get("sslmode") ?? "prefer")) return undefined;
  const isPostgres = url?.protocol === "postgres:" || url?.protocol === "postgresql:";
  return isPostgres && url.hostname !== "" && url.pathname.length > 1 ? { scheme: "postgres", url: value } : undefined;
}

function parseCacheUrl(value: string): CacheLocation | undefined {
  if (value === "memory:") return { scheme: "memory" };
  const url = URL.parse(value);
  const isRedis = url?.protocol === "redis:" || url?.protocol === "rediss:";
  if (!isRedis || url.hostname === "" || url.search !== "" || url.hash !== "") return undefined;
  // User and password are escaped, and what only looks so would be understood too late.
  if (/%(?![0-9a-f]{2})/i.test(url.username + url.password)) return undefined;
  return /^(?:\/[0-9]{0,5})?$/.test(url.pathname) ? { scheme: "redis", url: value } : undefined;
}

const S3_PARAMETERS = new Set(["endpoint", "region", "path_style"]);

function parseS3Url(value: string): S3Location | undefined {
  const url = URL.parse(value);
  if (url?.protocol !== "s3:" || url.username || url.password || url.port || url.hash) return undefined;
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, "");
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname) || !/^(?:[A-Za-z0-9._-]+(?:\/|$))*$/.test(prefix)) return undefined;
  const names = [...url.searchParams.keys()];
  if (names.some((name) => !S3_PARAMETERS.has(name)) || new Set(names).size < names.length) return undefined;
  const [endpoint, region, pathStyle] = ["endpoint", "region", "path_style"].map((name) => url.searchParams.get(name) ?? undefined);
  if (endpoint !== undefined && !S3_ENDPOINT.test(endpoint)) return undefined;
  if (region === "" || (pathStyle !== undefined && pathStyle !== "true" && pathStyle !== "false")) return undefined;
  const flag = pathStyle === undefined ? undefined : pathStyle === "true";
  return { scheme: "s3", bucket: url.hostname, prefix: prefix && `${prefix}/`, endpoint, region, pathStyle: flag };
}

function parseOrigin(value: string): string | undefined {
  const url = URL.parse(value);
  if (!url || !["http:", "https:"].includes(url.protocol)) return undefined;
  // `href` of a bare origin is the origin and a slash: anything more is a path, a query or a user.
  return url.href === `${url.origin}/` ? url.origin : undefined;
}

function isNetwork(value: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(value) || ipaddr.IPv6.isValid(value) || ipaddr.isValidCIDR(value);
}

function parseRule<Policy extends string>(policies: readonly Policy[], rule: string): PolicyRule<Policy> | undefined {
  const [pattern, name, ...rest] = rule.split("=");
  const policy = policies.find((candidate) => candidate === name);
  if (!pattern || policy === undefined || rest.length > 0) return undefined;
  return /^[a-z0-9._*-]+(?:\/[a-z0-9._*-]+)*$/.test(pattern) ? { pattern, policy } : undefined;
}

function isIssuerPattern(pattern: string): boolean {
  const address = pattern.replace(/\/\*$/, "");
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && !/[@?#*%]/.test(address) && (url.href === address || url.href === `${address}/`);
}

function parseIssuerFile(value: string): IssuerFile | undefined {
  const equals = value.indexOf("=");
  const [issuer, path] = [value.slice(0, equals), value.slice(equals + 1)];
  return equals > 0 && path !== "" && !issuer.endsWith("/*") && isIssuerPattern(issuer) ? { issuer, path } : undefined;
}

function oneOf(choices: readonly string[]): string {
  return `one of ${choices.join(", ")}`;
}
