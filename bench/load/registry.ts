// The requests of registry clients, as scripts for the load generator.
import { type Content, contentOf } from "./content.ts";
import { headerOf, request, type Request, type Response } from "./http.ts";
import type { Script } from "./drive.ts";

/** What containerd and docker say they accept when they pull. */
export const MANIFEST_ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "*/*",
].join(", ");

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

/** The two ways in which clients upload a blob after the POST that opens the session. */
export type PushPattern =
  /** One PUT with a Content-Length: crane, containerd. */
  | "put"
  /** One chunked PATCH and an empty PUT: docker, podman. */
  | "patch";

export interface Image {
  readonly manifest: Content;
  readonly blobs: readonly Content[];
}

export function imageOf(config: Content, layers: readonly Content[]): Image {
  const document = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(config, "application/vnd.oci.image.config.v1+json"),
    layers: layers.map((layer) => descriptor(layer, "application/vnd.oci.image.layer.v1.tar")),
  };
  return { manifest: contentOf(Buffer.from(JSON.stringify(document))), blobs: [config, ...layers] };
}

function descriptor(content: Content, mediaType: string) {
  return { mediaType, digest: content.digest, size: content.sizeBytes };
}

/** A configuration that differs from image to image and from run to run. */
export function freshConfig(): Content {
  const document = { architecture: "amd64", os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [] }, id: crypto.randomUUID() };
  return contentOf(Buffer.from(JSON.stringify(document)));
}

export function blobPath(repository: string, content: Content): string {
  return `/v2/${repository}/blobs/${content.digest}`;
}

export function manifestPath(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

export function getManifest(repository: string, reference: string, method = "GET"): Request {
  return request(method, manifestPath(repository, reference), { Accept: MANIFEST_ACCEPT });
}

export function putManifest(repository: string, reference: string, manifest: Content): Request {
  const headers = { "Content-Type": MANIFEST_TYPE, "Content-Length": String(manifest.sizeBytes) };
  return request("PUT", manifestPath(repository, reference), headers, manifest.plain);
}

/** Sends a request and insists on the status that the work stands for. */
export function* expecting(status: number, wanted: Request): Script<Response> {
  const response = yield wanted;
  if (response.status !== status) throw new Error(`expected ${status}, got: ${response.head.slice(0, 200).replaceAll("\r\n", " | ")}`);
  return response;
}

export function* pushBlob(repository: string, content: Content, pattern: PushPattern): Script {
  const opened = yield* expecting(202, request("POST", `/v2/${repository}/blobs/uploads/`, { "Content-Length": "0" }));
  if (pattern === "put") {
    const headers = { "Content-Type": "application/octet-stream", "Content-Length": String(content.sizeBytes) };
    yield* expecting(201, request("PUT", closingPath(opened, content), headers, content.plain));
    return;
  }
  const headers = { "Content-Type": "application/octet-stream", "Transfer-Encoding": "chunked" };
  const appended = yield* expecting(202, request("PATCH", uploadPath(opened), headers, content.chunked));
  yield* expecting(201, request("PUT", closingPath(appended, content), { "Content-Length": "0" }));
}

export function* pushImage(repository: string, tag: string, image: Image): Script {
  for (const blob of image.blobs) yield* pushBlob(repository, blob, "put");
  yield* expecting(201, putManifest(repository, tag, image.manifest));
}

/** Where the session continues; servers answer with a whole URL or with a path. */
function uploadPath(response: Response): string {
  const location = headerOf(response.head, "location");
  if (location === undefined) throw new Error("an upload answer without Location");
  return location.replace(/^https?:\/\/[^/]+/, "");
}

function closingPath(response: Response, content: Content): string {
  const path = uploadPath(response);
  return `${path}${path.includes("?") ? "&" : "?"}digest=${content.digest}`;
}
