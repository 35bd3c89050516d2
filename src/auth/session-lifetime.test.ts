import { expect, test } from "bun:test";
import { expiryOf } from "./session-lifetime.ts";

const lifetime = { maxAgeMs: 1000, idleMs: 100 };

test.each([
  ["a browser's is good for a while after each use", "browser", undefined, 500, 600],
  ["but no longer than any may be", "browser", undefined, 950, 1000],
  ["a program's is no different", "api", undefined, 500, 600],
  ["a registry client's lasts as long as it is used", "client", undefined, 950, 1950],
  ["but not when a directory may have forgotten its person", "client", "ldap", 950, 1000],
  ["nor does it need to be used until then", "client", "ldap", 0, 1000],
] as const)("%s", (_name, kind, provider, now, end) => {
  expect(expiryOf({ kind, provider, createdAt: 0 }, lifetime, now)).toBe(end);
});
