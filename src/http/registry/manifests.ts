// end-3, end-7 and end-9: manifests by tag or digest.
import { type Digest, type DigestAlgorithm, algorithmOf } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import { MANIFEST_SIZE_LIMIT, type Manifest, parseManifest } from "../../oci/manifest.ts";
import { type Reference, type Tag, parseReference, parseTag } from "../../oci/reference.ts";
import { type Precondition, checkPrecondition } from "../../registry/precondition.ts";
import { readBounded } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { REVALIDATE, immutable } from "./caching.ts";
import { isNotModified, parseEntityTags } from "./conditional.ts";
import { type HeaderFields, empty } from "../respond.ts";
import type { RegistryCall, RegistryHandler } from "./services.ts";
import { warningHeaders } from "./warnings.ts";

/** distribution-spec asks for at least 10 tag parameters. */
const TAG_PARAMETER_LIMIT = 100;

/**
 * end-3. The stored bytes under their stored type, whatever `Accept` says: many tools list only the types of their day.
 * Throws manifestUnknown, nameUnknown, digestInvalid.
 */
export const getManifest: RegistryHandler = async (call) => {
  const { exchange, services, repository } = call;
  const reference = readReference(call, "manifestUnknown");
  const record = await services.manifests.get(repository, reference);
  const headers = {
    "content-type": record.mediaType,
    "docker-content-digest": record.digest,
    etag: `"${record.digest}"`,
    "cache-control": reference.kind === "tag" ? REVALIDATE : immutable(call),
    "x-content-type-options": "nosniff",
  };
  if (isNotModified(exchange.request.headers, record.digest)) return empty(304, headers);
  if (exchange.method === "HEAD") return empty(200, { ...headers, "content-length": String(record.sizeBytes) });
  return new Response(await services.manifests.content(record), { headers });
};

/**
 * end-7a, end-7b. Throws manifestTooLarge, manifestInvalid, manifestTypeUnsupported, digestInvalid, digestMismatch,
 * tagInvalid, tooManyTags, referencedBlobUnknown, sizeInvalid, preconditionFailed; nothing is stored then.
 */
export const putManifest: RegistryHandler = async (call) => {
  const { exchange, services, repository, actor } = call;
  const reference = readReference(call, "tagInvalid");
  const tagParameters = reference.kind === "digest" ? readTagParameters(exchange) : [];
  const manifest = await readManifest(exchange, reference);
  await call.confirm();
  const tags = reference.kind === "tag" ? [reference.tag] : tagParameters;
  await services.manifests.put(repository, { manifest, tags, precondition: readPrecondition(exchange), actor });
  return empty(201, putHeaders(call, manifest, tagParameters));
};

/**
 * end-9. A tag alone, or a manifest with every tag that points to it. Throws manifestUnknown, nameUnknown, digestInvalid,
 * preconditionFailed.
 */
export const deleteManifest: RegistryHandler = async (call) => {
  const { exchange, services, repository, actor } = call;
  const reference = readReference(call, "manifestUnknown");
  const precondition = readPrecondition(exchange);
  if (reference.kind === "tag") await services.tags.delete(repository, reference.tag, actor, precondition);
  else await deleteByDigest(call, reference.digest, precondition);
  return empty(202, { "content-length": "0" });
};

/** What a digest names is that digest now and ever, as far as it is there. */
async function deleteByDigest({ services, repository, actor }: RegistryCall, digest: Digest, precondition: Precondition): Promise<void> {
  checkPrecondition(digest, precondition);
  await services.manifests.delete(repository, digest, actor);
}

/** Text with a colon can only be a digest; other malformed text is a tag that cannot exist, or cannot be made. */
function readReference({ parameters }: RegistryCall, forTag: "manifestUnknown" | "tagInvalid"): Reference {
  const text = parameters["reference"] ?? "";
  const reference = parseReference(text);
  if (!reference) throw new RegistryError(text.includes(":") ? "digestInvalid" : forTag, [{ reference: text.slice(0, 300) }]);
  return reference;
}

function readTagParameters({ query }: Exchange): Tag[] {
  const texts = [...new Set(query.getAll("tag"))];
  if (texts.length > TAG_PARAMETER_LIMIT) throw new RegistryError("tooManyTags", [{ limit: TAG_PARAMETER_LIMIT }]);
  return texts.map((text) => {
    const tag = parseTag(text);
    if (!tag) throw new RegistryError("tagInvalid", [{ tag: text.slice(0, 300) }]);
    return tag;
  });
}

async function readManifest(exchange: Exchange, reference: Reference): Promise<Manifest> {
  const bytes = await readBounded(exchange, MANIFEST_SIZE_LIMIT);
  if (bytes === "tooLarge") throw new RegistryError("manifestTooLarge", [{ limit: MANIFEST_SIZE_LIMIT }]);
  if (bytes === "truncated") throw new RegistryError("sizeInvalid", ["the request body ended early"]);
  const algorithm: DigestAlgorithm = reference.kind === "digest" ? algorithmOf(reference.digest) : "sha256";
  const manifest = parseManifest(bytes, exchange.header("content-type"), algorithm);
  const { digest } = manifest.descriptor;
  if (reference.kind === "digest" && reference.digest !== digest) {
    throw new RegistryError("digestMismatch", [{ expected: reference.digest, actual: digest }]);
  }
  return manifest;
}

function readPrecondition(exchange: Exchange): Precondition {
  const ifMatch = parseEntityTags(exchange.header("if-match"));
  const ifNoneMatch = parseEntityTags(exchange.header("if-none-match"));
  return { ...(ifMatch ? { ifMatch } : {}), ...(ifNoneMatch ? { ifNoneMatch } : {}) };
}

function putHeaders({ repository }: RegistryCall, manifest: Manifest, tags: readonly Tag[]): HeaderFields {
  const { digest } = manifest.descriptor;
  return {
    location: `/v2/${repository}/manifests/${digest}`,
    "docker-content-digest": digest,
    "content-length": "0",
    // Its absence tells a client to maintain the referrers tag itself.
    ...(manifest.subject ? { "oci-subject": manifest.subject.digest } : {}),
    ...(tags.length > 0 ? { "oci-tag": tags.join(", ") } : {}),
    ...warningHeaders(manifest),
  };
}
