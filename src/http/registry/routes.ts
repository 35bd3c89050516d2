// The Registry API: every endpoint of distribution-spec 1.0 to 1.2-dev, and what Docker adds to it.
import type { Route } from "../routes.ts";
import { checkVersion } from "./base.ts";
import { deleteBlob, getBlob } from "./blobs.ts";
import { listCatalog } from "./catalog.ts";
import { discoverExtensions } from "./extensions.ts";
import { deleteManifest, getManifest, putManifest } from "./manifests.ts";
import { listReferrers } from "./referrers.ts";
import type { RegistryHandler } from "./services.ts";
import { listTags } from "./tags.ts";
import { appendUpload, cancelUpload, finishUpload, getUpload, startUpload } from "./uploads.ts";

const READ = ["GET", "HEAD"] as const;

// prettier-ignore
export const REGISTRY_ROUTES: readonly Route<RegistryHandler>[] = [
  { id: "end-1", methods: READ, path: "/v2/", access: "base", summary: "Check that this is a registry and that the credentials are good", handler: checkVersion },
  { id: "end-1", methods: READ, path: "/v2", access: "base", summary: "The same without the slash, answered without a redirect", handler: checkVersion },
  { id: "end-2", methods: READ, path: "/v2/{repository}/blobs/{digest}", access: ["pull"], summary: "Download a blob, or a range of it", handler: getBlob },
  { id: "end-3", methods: READ, path: "/v2/{repository}/manifests/{reference}", access: ["pull"], summary: "Download a manifest by tag or digest", handler: getManifest },
  { id: "end-4", methods: ["POST"], path: "/v2/{repository}/blobs/uploads/", access: ["push"], summary: "Start an upload, push a whole blob (`digest`), or mount one (`mount`, `from`)", handler: startUpload },
  { id: "end-4", methods: ["POST"], path: "/v2/{repository}/blobs/uploads", access: ["push"], summary: "The same without the slash: a redirect would turn the POST into a GET", handler: startUpload },
  { id: "end-5", methods: ["PATCH"], path: "/v2/{repository}/blobs/uploads/{upload}", access: ["push"], summary: "Append a chunk or a stream to an upload", handler: appendUpload },
  { id: "end-6", methods: ["PUT"], path: "/v2/{repository}/blobs/uploads/{upload}", access: ["push"], summary: "Finish an upload, with or without last bytes", handler: finishUpload },
  { id: "end-7", methods: ["PUT"], path: "/v2/{repository}/manifests/{reference}", access: ["push"], summary: "Push a manifest by tag, or by digest with any number of `tag` parameters", handler: putManifest },
  { id: "end-8", methods: READ, path: "/v2/{repository}/tags/list", access: ["pull"], summary: "List tags in byte order (`n`, `last`)", handler: listTags },
  { id: "end-9", methods: ["DELETE"], path: "/v2/{repository}/manifests/{reference}", access: ["delete"], summary: "Delete a tag, or a manifest with all its tags", handler: deleteManifest },
  { id: "end-10", methods: ["DELETE"], path: "/v2/{repository}/blobs/{digest}", access: ["delete"], summary: "Delete a blob from this repository", handler: deleteBlob },
  { id: "end-12", methods: READ, path: "/v2/{repository}/referrers/{digest}", access: ["pull"], summary: "List what refers to a digest (`artifactType`)", handler: listReferrers },
  { id: "end-13", methods: READ, path: "/v2/{repository}/blobs/uploads/{upload}", access: ["push", "pull"], summary: "Ask how far an upload got", handler: getUpload },
  { id: "end-14", methods: ["DELETE"], path: "/v2/{repository}/blobs/uploads/{upload}", access: ["push", "delete"], summary: "Cancel an upload", handler: cancelUpload },
  { id: "catalog", methods: READ, path: "/v2/_catalog", access: "catalog", summary: "List the repositories that the caller may pull from (`n`, `last`)", handler: listCatalog },
  { id: "extensions", methods: READ, path: "/v2/_oci/ext/discover", access: "base", summary: "List the registry's extensions", handler: discoverExtensions },
  { id: "extensions", methods: READ, path: "/v2/{repository}/_oci/ext/discover", access: ["pull"], summary: "List a repository's extensions", handler: discoverExtensions },
];
