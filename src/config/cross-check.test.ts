import { expect, test } from "bun:test";
import { loadConfig } from "./load.ts";
import { ConfigError } from "./problem.ts";

const OIDC = { "--auth-oidc-issuer": "https://login.example.org/realms/acme/", "--auth-oidc-client-id": "aerugo" };
const LDAP = { "--auth-ldap-url": "ldaps://ldap.example.org", "--auth-ldap-base-dn": "dc=example,dc=org" };

function wrongKeys(flags: Readonly<Record<string, string | boolean>>): string[] {
  try {
    loadConfig({ environment: {}, flags });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key }) => key);
    throw error;
  }
}

test("an issuer keeps its slash at the end", () => {
  expect(loadConfig({ environment: {}, flags: OIDC }).config.auth.oidc.issuer).toBe("https://login.example.org/realms/acme/");
});

test.each([
  ["a provider without its client id", { "--auth-oidc-issuer": "https://a.example" }, ["auth.oidc.client_id"]],
  ["a provider over plain http", { ...OIDC, "--auth-oidc-issuer": "http://a.example" }, ["auth.oidc.issuer"]],
  ["plain http where that was said", { ...OIDC, "--auth-oidc-issuer": "http://a.example", "--auth-oidc-allow-insecure": true }, []],
  ["a provider by the directory's name", { ...OIDC, "--auth-oidc-name": "ldap" }, ["auth.oidc.name"]],
  ["an issuer with a query", { ...OIDC, "--auth-oidc-issuer": "https://a.example/?x" }, ["auth.oidc.issuer"]],
  ["a directory without a base", { "--auth-ldap-url": "ldaps://a.example" }, ["auth.ldap.base_dn"]],
  ["a service account without a password", { ...LDAP, "--auth-ldap-bind-dn": "cn=x" }, ["auth.ldap.bind_password"]],
  ["passwords in the clear", { ...LDAP, "--auth-ldap-url": "ldap://a.example" }, ["auth.ldap.url"]],
  [
    "passwords in the clear where that was said",
    { ...LDAP, "--auth-ldap-url": "ldap://a.example", "--auth-ldap-allow-plaintext": true },
    [],
  ],
  ["StartTLS", { ...LDAP, "--auth-ldap-url": "ldap://a.example", "--auth-ldap-start-tls": true }, []],
  ["StartTLS on what is encrypted", { ...LDAP, "--auth-ldap-start-tls": true }, ["auth.ldap.start_tls"]],
  ["a filter that finds everybody", { ...LDAP, "--auth-ldap-user-filter": "(uid=*)" }, ["auth.ldap.user_filter"]],
  ["all of it together", { ...OIDC, ...LDAP }, []],
])("%s", (_name, flags, wrong) => {
  expect(wrongKeys(flags as Record<string, string | boolean>)).toEqual(wrong);
});

const S3 = { "--storage-url": "s3://bucket?endpoint=http://127.0.0.1:9000" };

test.each<[string, Record<string, string | boolean>, string[]]>([
  ["an access key without its secret", { ...S3, "--storage-s3-access-key-id": "AKID" }, ["storage.s3.secret_access_key"]],
  ["an endpoint here and there", { ...S3, "--storage-s3-endpoint": "http://127.0.0.1:9001" }, ["storage.s3.endpoint"]],
  ["networks that are not named", { ...S3, "--storage-s3-redirect": "networks" }, ["storage.s3.redirect_networks"]],
  ["a key for an encryption that is not asked for", { ...S3, "--storage-s3-sse-kms-key-id": "k" }, ["storage.s3.sse_kms_key_id"]],
  ["addresses that outlive their bytes", { ...S3, "--gc-download-grace-seconds": "600" }, ["storage.s3.redirect_seconds"]],
  ["bytes that only the node hands out", { ...S3, "--gc-download-grace-seconds": "600", "--storage-s3-redirect": "off" }, []],
  ["a bucket and nothing else", { "--storage-url": "s3://bucket" }, []],
])("S3: %s", (_name, flags, keys) => expect(wrongKeys(flags)).toEqual(keys));
