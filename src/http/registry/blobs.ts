// end-2 and end-10: blobs by digest.
import { type Digest, parseDigest } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import type { Content } from "../../registry/blobs.ts";
import { immutable } from "./caching.ts";
import { isNotModified, parseEntityTags } from "./conditional.ts";
import { RegistryErrorWithHeaders } from "../registry-error.ts";
import { parseRange } from "./ranges.ts";
import { type HeaderFields, empty } from "../respond.ts";
import type { RegistryCall, RegistryHandler } from "./services.ts";

/** 200 or 206 with the bytes, 307 to where they are, 304, 416; HEAD is answered from metadata. Throws digestInvalid, blobUnknown. */
export const getBlob: RegistryHandler = async (call) => {
  const { exchange, services, repository } = call;
  const digest = readDigest(call);
  const record = await services.blobs.get(repository, digest);
  const headers = blobHeaders(call, digest);
  if (isNotModified(exchange.request.headers, digest)) return empty(304, headers);
  if (exchange.method === "HEAD") return empty(200, { ...headers, "content-length": String(record.sizeBytes) });
  const range = parseRange(wantedRange(exchange.request.headers, digest), record.sizeBytes);
  if (range.kind === "unsatisfiable") return empty(416, { "content-range": `bytes */${record.sizeBytes}`, "content-length": "0" });
  const address = await services.blobs.address(record, {
    contentType: headers["content-type"],
    contentDisposition: headers["content-disposition"],
    clientAddress: exchange.clientAddress,
  });
  if (address !== undefined) return elsewhere(address, digest);
  // A download may be slow or pause for as long as the client likes to wait for it.
  exchange.connection.setIdleTimeout(DOWNLOAD_IDLE_SECONDS);
  if (range.kind === "part") {
    return new Response(await services.blobs.content(record, range), {
      status: 206,
      headers: { ...headers, "content-range": `bytes ${range.first}-${range.last}/${record.sizeBytes}` },
    });
  }
  return new Response(wholeBody(await services.blobs.content(record), exchange.header("range")), { headers });
};

/** Throws digestInvalid, blobUnknown, blobReferenced. */
export const deleteBlob: RegistryHandler = async (call) => {
  const digest = readDigest(call);
  try {
    await call.services.blobs.delete(call.repository, digest, call.actor);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.failure !== "blobReferenced") throw error;
    throw new RegistryErrorWithHeaders(error, { allow: "GET, HEAD" });
  }
  return empty(202, { "content-length": "0" });
};

/** The longest that Bun's timer knows. */
const DOWNLOAD_IDLE_SECONDS = 255;

function readDigest({ parameters }: RegistryCall): Digest {
  const digest = parseDigest(parameters["digest"]);
  if (!digest) throw new RegistryError("digestInvalid", [{ digest: parameters["digest"]?.slice(0, 300) }]);
  return digest;
}

/** The address is good for minutes, and for whoever has it: nobody may keep it. */
function elsewhere(address: string, digest: Digest): Response {
  return empty(307, { location: address, "docker-content-digest": digest, "cache-control": "no-store", "content-length": "0" });
}

function blobHeaders(call: RegistryCall, digest: Digest) {
  return {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
    "cache-control": immutable(call),
    // Somebody's upload must not run as a page of this host; it also hides the name of the file in storage.
    "content-disposition": "attachment",
    "x-content-type-options": "nosniff",
  } satisfies HeaderFields;
}

/** A range is conditional on `If-Range` naming exactly this content; a date never does. */
function wantedRange(headers: Headers, digest: Digest): string | null {
  const condition = headers.get("if-range");
  if (condition !== null && condition.startsWith("W/")) return null;
  const tags = parseEntityTags(condition);
  return tags === undefined || tags === "any" || tags.includes(digest) ? headers.get("range") : null;
}

/** Bun applies a Range header to every file body by itself; what we decided to send whole goes as the file's stream. */
function wholeBody(content: Content, rangeHeader: string | null): Content {
  return rangeHeader !== null && content instanceof Blob ? content.stream() : content;
}
