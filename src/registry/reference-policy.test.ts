import { expect, test } from "bun:test";
import type { RepositoryName } from "../oci/reference.ts";
import { ReferencePolicies, mustExist } from "./reference-policy.ts";

const policies = new ReferencePolicies(
  [
    { pattern: "mirror/**", policy: "sparse" },
    { pattern: "mirror/inner", policy: "strict" },
    { pattern: "acme/*", policy: "index-lenient" },
  ],
  "strict",
);

test.each([
  ["mirror/a", undefined, "sparse"],
  ["mirror/a/b/c", undefined, "sparse"],
  ["mirror/inner", undefined, "sparse"],
  ["acme/a", undefined, "index-lenient"],
  ["acme/a/b", undefined, "strict"],
  ["xmirror/a", undefined, "strict"],
  ["other", undefined, "strict"],
  ["mirror/a", "strict", "strict"],
  ["other", "sparse", "sparse"],
  ["other", "nonsense", "strict"],
] as const)("%s with %p of its own is %s", (name, own, policy) => {
  expect(policies.of(name as RepositoryName, own)).toBe(policy);
});

test.each([
  ["strict", true, true],
  ["index-lenient", true, false],
  ["sparse", false, false],
] as const)("%s: an image's references must exist: %p, an index's: %p", (policy, image, index) => {
  expect([mustExist(policy, "image"), mustExist(policy, "index")]).toEqual([image, index]);
});
