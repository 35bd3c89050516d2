// What is wrong with keys only together, each of them being fine by itself.
import type { Problem } from "./problem.ts";
import type { Config, Key } from "./schema.ts";

/** `sourceOf` says where a key's value was set. */
export function crossCheck(config: Config, sourceOf: (key: Key) => string): Problem[] {
  const problem = (key: Key, expected: string): Problem => ({ key, value: undefined, source: sourceOf(key), expected });
  return [
    ...processProblems(config, problem),
    ...oidcProblems(config.auth.oidc, problem),
    ...ldapProblems(config.auth.ldap, problem),
    ...s3Problems(config, problem),
  ];
}

type Report = (key: Key, expected: string) => Problem;

function processProblems({ workers, databaseUrl }: Config, problem: Report): Problem[] {
  if (workers === 1 || databaseUrl.scheme !== "sqlite") return [];
  return [problem("workers", "1, because several processes need PostgreSQL in `database_url`: SQLite keeps its file to one")];
}

function oidcProblems({ issuer, clientId, allowInsecure }: Config["auth"]["oidc"], problem: Report): Problem[] {
  if (issuer === undefined) return [];
  return [
    ...(clientId === undefined ? [problem("auth.oidc.client_id", "a value, because auth.oidc.issuer is set")] : []),
    ...(issuer.startsWith("https:") || allowInsecure ? [] : [problem("auth.oidc.issuer", "https, or auth.oidc.allow_insecure in a test")]),
  ];
}

function ldapProblems({ url, baseDn, bindDn, bindPassword, startTls, allowPlaintext }: Config["auth"]["ldap"], problem: Report): Problem[] {
  if (url === undefined) return [];
  const isPlain = url.startsWith("ldap:");
  return [
    ...(baseDn === undefined ? [problem("auth.ldap.base_dn", "a value, because auth.ldap.url is set")] : []),
    ...((bindDn === undefined) === (bindPassword === undefined)
      ? []
      : [problem("auth.ldap.bind_password", "to be set if and only if auth.ldap.bind_dn is")]),
    ...(isPlain && !startTls && !allowPlaintext
      ? [problem("auth.ldap.url", "ldaps://, or auth.ldap.start_tls, so that passwords are encrypted")]
      : []),
    ...(!isPlain && startTls ? [problem("auth.ldap.start_tls", "false, because an ldaps:// connection is encrypted already")] : []),
  ];
}

function s3Problems({ storageUrl, storage: { s3 }, gc }: Config, problem: Report): Problem[] {
  const twice = (key: Key, inUrl: unknown, inKey: unknown): Problem[] =>
    inUrl === undefined || inKey === undefined ? [] : [problem(key, "to be set here or in storage_url, not in both")];
  return [
    ...((s3.accessKeyId === undefined) === (s3.secretAccessKey === undefined)
      ? []
      : [problem("storage.s3.secret_access_key", "to be set if and only if storage.s3.access_key_id is")]),
    ...(s3.sessionToken !== undefined && s3.accessKeyId === undefined
      ? [problem("storage.s3.session_token", "storage.s3.access_key_id beside it")]
      : []),
    ...(s3.sseKmsKeyId !== undefined && s3.sse !== "aws:kms" ? [problem("storage.s3.sse_kms_key_id", "storage.s3.sse to be aws:kms")] : []),
    ...(s3.redirect === "networks" && s3.redirectNetworks.length === 0
      ? [problem("storage.s3.redirect_networks", "networks, because storage.s3.redirect is networks")]
      : []),
    ...(storageUrl.scheme === "s3" && s3.redirect !== "off" && s3.redirectSeconds > gc.downloadGraceSeconds
      ? [problem("storage.s3.redirect_seconds", "gc.download_grace_seconds at most, or the bytes may go before the address does")]
      : []),
    ...(storageUrl.scheme === "s3"
      ? [
          ...twice("storage.s3.endpoint", storageUrl.endpoint, s3.endpoint),
          ...twice("storage.s3.region", storageUrl.region, s3.region),
          ...twice("storage.s3.path_style", storageUrl.pathStyle, s3.pathStyle === "auto" ? undefined : s3.pathStyle),
        ]
      : []),
  ];
}
