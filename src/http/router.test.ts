import { expect, test } from "bun:test";
import { Router } from "./router.ts";
import { REGISTRY_ROUTES } from "./registry/routes.ts";

const router = new Router(REGISTRY_ROUTES);

function matched(path: string) {
  const match = router.match(path);
  return match && { path: match.routes[0]!.path, repository: match.repository?.join("/"), ...match.parameters };
}

test.each([
  ["/v2/", { path: "/v2/", repository: undefined }],
  ["/v2", { path: "/v2", repository: undefined }],
  ["/v2/_catalog", { path: "/v2/_catalog", repository: undefined }],
  ["/v2/_oci/ext/discover", { path: "/v2/_oci/ext/discover", repository: undefined }],
  ["/v2/a/_oci/ext/discover", { path: "/v2/{repository}/_oci/ext/discover", repository: "a" }],
  ["/v2/a/b/tags/list", { path: "/v2/{repository}/tags/list", repository: "a/b" }],
  ["/v2/a/manifests/v1", { path: "/v2/{repository}/manifests/{reference}", repository: "a", reference: "v1" }],
  ["/v2/a/manifests/tags/list", { path: "/v2/{repository}/tags/list", repository: "a/manifests" }],
  ["/v2/tags/list/tags/list", { path: "/v2/{repository}/tags/list", repository: "tags/list" }],
  ["/v2/a/tags/list/manifests/list", { path: "/v2/{repository}/manifests/{reference}", repository: "a/tags/list", reference: "list" }],
  ["/v2/a/blobs/uploads/", { path: "/v2/{repository}/blobs/uploads/", repository: "a" }],
  ["/v2/a/blobs/uploads", { path: "/v2/{repository}/blobs/uploads", repository: "a" }],
  ["/v2/a/blobs/uploads/x", { path: "/v2/{repository}/blobs/uploads/{upload}", repository: "a", upload: "x" }],
  ["/v2/a/blobs/x", { path: "/v2/{repository}/blobs/{digest}", repository: "a", digest: "x" }],
  ["/v2/blobs/uploads/blobs/uploads/x", { path: "/v2/{repository}/blobs/uploads/{upload}", repository: "blobs/uploads", upload: "x" }],
  ["/v2/uploads/blobs/x", { path: "/v2/{repository}/blobs/{digest}", repository: "uploads", digest: "x" }],
  ["/v2/referrers/referrers/x", { path: "/v2/{repository}/referrers/{digest}", repository: "referrers", digest: "x" }],
  ["/v2/a/manifests/a%2Fb", { path: "/v2/{repository}/manifests/{reference}", repository: "a", reference: "a/b" }],
  ["/v2/a%2Fb/tags/list", { path: "/v2/{repository}/tags/list", repository: "a/b" }],
])("%s", (path, expected) => {
  expect(matched(path)).toEqual(expected as ReturnType<typeof matched>);
});

test.each([
  "/",
  "/v1/",
  "/v2/tags/list",
  "/v2/manifests/x",
  "/v2/a",
  "/v2/a/tags",
  "/v2/a/tags/list/",
  "/v2/a/manifests/x/",
  "/V2/_catalog",
  "/v2/_catalog/",
])("there is nothing at %s", (path) => {
  expect(matched(path)).toBeUndefined();
});

test("what a segment holds is decoded once, and a slash in it separates nothing", () => {
  expect(router.match("/v2/a%2Fb/tags/list")!.repository).toEqual(["a/b"]);
  expect(matched("/v2/a/manifests/%252F")).toMatchObject({ reference: "%2F" });
});

test.each(["/v2/%/tags/list", "/v2/a/manifests/%ff", "/v2/a/manifests/%e0%a4%a"])("%s cannot be decoded", (path) => {
  expect(() => matched(path)).toThrow(URIError);
});

test("each route finds itself", () => {
  for (const { path } of REGISTRY_ROUTES) expect(matched(path.replace("{repository}", "a/b"))?.path).toBe(path);
});
