import { expect, test } from "bun:test";
import { DEFAULT_ISSUERS, isAllowedIssuer, isIssuer, isIssuerPattern } from "./issuers.ts";

test.each([
  "https://gitlab.com",
  "https://gitlab.com/",
  "https://oidc.example.org/id/4F",
  "https://10.0.0.1:6443",
  "http://127.0.0.1:8080",
])("%s is an issuer", (issuer) => {
  expect(isIssuer(issuer)).toBe(true);
});

test.each([
  "",
  "gitlab.com",
  "ftp://gitlab.com",
  "file:///etc/passwd",
  "https://",
  "https://GitLab.com",
  "https://gitlab.com:443",
  "https://user@gitlab.com",
  "https://gitlab.com?x=1",
  "https://gitlab.com/#x",
  "https://gitlab.com/a/../b",
  "https://gitlab.com/a/%2e%2e/b",
  "https://gitlab.com/a/..%2Fb",
  "https://gitlab.com\\@evil.example",
  " https://gitlab.com",
  "https://gitlab.com\n",
  "https://0x7f.1",
  "https://*.example.org",
  `https://gitlab.com/${"a".repeat(512)}`,
])("%p is no issuer", (issuer) => {
  expect(isIssuer(issuer)).toBe(false);
});

test.each([
  ["https://oidc.example.org/id/*", true],
  ["https://oidc.example.org/*", true],
  ["https://oidc.example.org", true],
  ["https://*", false],
  ["*", false],
  ["/*", false],
  ["https://*.example.org/*", false],
  ["https://oidc.example.org/*/id", false],
])("as a pattern, %s: %p", (pattern, expected) => {
  expect(isIssuerPattern(pattern)).toBe(expected);
});

test.each([
  ["https://gitlab.com", true],
  ["https://token.actions.githubusercontent.com", true],
  ["https://token.actions.githubusercontent.com/acme", false],
  ["https://gitlab.com.evil.example", false],
  ["https://gitlab.com/", false],
  ["http://gitlab.com", false],
])("without configuration, %s: %p", (issuer, expected) => {
  expect(isAllowedIssuer(issuer, DEFAULT_ISSUERS)).toBe(expected);
});

test.each([
  ["https://oidc.example.org/id/4F", true],
  ["https://oidc.example.org/id/4F/x", true],
  ["https://oidc.example.org/id", false],
  ["https://oidc.example.org/id/", false],
  ["https://oidc.example.org/idx/4F", false],
  ["https://oidc.example.org/id/../admin", false],
  ["https://oidc.example.org.evil.example/id/4F", false],
])("below a path, %s: %p", (issuer, expected) => {
  expect(isAllowedIssuer(issuer, ["https://oidc.example.org/id/*"])).toBe(expected);
});

test("a pattern that is none allows nothing", () => {
  expect(isAllowedIssuer("https://evil.example/x", ["https://*", "*", "/*", ""])).toBe(false);
});
