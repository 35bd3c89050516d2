// end-4 to end-6, end-11, end-13 and end-14: blobs on their way in.
import { decideRepository } from "../../auth/decision.ts";
import { type Digest, type DigestAlgorithm, parseAlgorithm, parseDigest } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import { type RepositoryName, parseRepositoryName } from "../../oci/reference.ts";
import type { ChunkRange } from "../../registry/uploads.ts";
import { bodySource } from "../body.ts";
import { ChallengeError, repositoryGrant } from "./challenge.ts";
import { RegistryErrorWithHeaders } from "../registry-error.ts";
import { type HeaderFields, empty } from "../respond.ts";
import type { RegistryCall, RegistryHandler } from "./services.ts";

/**
 * end-4, end-11. 201 when the blob is there afterwards, else 202 with a session. Throws digestInvalid for a malformed
 * `mount` or `digest` or an unknown `digest-algorithm`, digestMismatch, sizeInvalid, blobTooLarge.
 */
export const startUpload: RegistryHandler = async (call) => {
  const { query } = call.exchange;
  const mount = query.has("mount") ? requireDigest(query.get("mount")) : undefined;
  if (mount && (await tryMount(call, mount))) return created(call, mount);
  const digest = query.get("digest");
  if (digest !== null) return pushWhole(call, requireDigest(digest));
  return startSession(call, readAlgorithm(query.get("digest-algorithm")));
};

/** end-5. Throws chunkOutOfOrder with the upload's Location and Range, chunkInvalid, sizeInvalid, uploadUnknown. */
export const appendUpload: RegistryHandler = async (call) => {
  const { exchange, services, repository } = call;
  const range = parseChunkRange(exchange.header("content-range"));
  const chunk = { source: bodySource(exchange), range };
  const offset = await withPosition(call, () => services.uploads.append(repository, uploadId(call), chunk));
  return empty(202, positionHeaders(call, offset));
};

/** end-6. A missing or malformed digest leaves the session as it was; wrong content ends it. */
export const finishUpload: RegistryHandler = async (call) => {
  const { exchange, services, repository } = call;
  const digest = requireDigest(exchange.query.get("digest"));
  const chunk = { source: bodySource(exchange), range: parseChunkRange(exchange.header("content-range")) };
  await withPosition(call, () => services.uploads.finish(repository, uploadId(call), digest, chunk, call));
  return created(call, digest);
};

/** end-13. */
export const getUpload: RegistryHandler = async (call) => {
  const offset = await call.services.uploads.status(call.repository, uploadId(call));
  return empty(204, positionHeaders(call, offset));
};

/** end-14. */
export const cancelUpload: RegistryHandler = async (call) => {
  await call.services.uploads.cancel(call.repository, uploadId(call));
  return empty(204);
};

async function startSession(call: RegistryCall, algorithm: DigestAlgorithm): Promise<Response> {
  const id = await call.services.uploads.start(call.repository, algorithm, call.actor);
  return empty(202, positionHeaders({ ...call, parameters: { upload: id } }, 0));
}

async function pushWhole(call: RegistryCall, digest: Digest): Promise<Response> {
  await call.services.uploads.putWhole(call.repository, digest, bodySource(call.exchange), call);
  return created(call, digest);
}

/** Whatever the reason that a mount is not possible, the client gets a session instead: a refusal would abort its push. */
async function tryMount(call: RegistryCall, digest: Digest): Promise<boolean> {
  const { exchange, services, caller, repository, actor } = call;
  const from = exchange.query.get("from");
  if (from === null) return services.blobs.mountFromAny(repository, services.policy.readable(caller), digest, actor);
  const named = parseRepositoryName(from);
  const source = named && (await findSource(call, named));
  return source !== undefined && services.blobs.mountFrom(repository, source, digest, actor);
}

/**
 * The source under the name that it has now; undefined when the caller may not read it. Throws a challenge naming both scopes when
 * the identity may and this token does not cover it.
 */
async function findSource({ services, caller, repository }: RegistryCall, source: RepositoryName): Promise<RepositoryName | undefined> {
  const { decision, access } = await decideRepository(services.policy, caller, source, ["pull"]);
  if (decision === "narrow")
    throw new ChallengeError([repositoryGrant(repository, "push"), repositoryGrant(source, "pull")], "insufficient_scope");
  return decision === "granted" ? access.name : undefined;
}

function created({ repository }: RegistryCall, digest: Digest): Response {
  return empty(201, { location: `/v2/${repository}/blobs/${digest}`, "docker-content-digest": digest, "content-length": "0" });
}

/** `Range` is no HTTP range here: the last byte held, `0-0` while there is none (every client computes with it). */
function positionHeaders(call: RegistryCall, offset: number): HeaderFields {
  const id = uploadId(call);
  return {
    location: `/v2/${call.repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, offset - 1)}`,
    "docker-upload-uuid": id,
    "content-length": "0",
  };
}

/** A refused chunk comes with where the upload stands, so that the client need not ask. */
async function withPosition<T>(call: RegistryCall, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryError) || error.failure !== "chunkOutOfOrder") throw error;
    const [{ expected }] = error.details as [{ expected: number }];
    const { "content-length": _bodyFollows, ...position } = positionHeaders(call, expected);
    throw new RegistryErrorWithHeaders(error, position);
  }
}

function uploadId({ parameters }: RegistryCall): string {
  return parameters["upload"] ?? "";
}

function requireDigest(text: string | null): Digest {
  const digest = parseDigest(text);
  if (!digest) throw new RegistryError("digestInvalid", [{ digest: text?.slice(0, 300) ?? null }]);
  return digest;
}

/** A hint only: a session may be finished with a digest of any supported algorithm. */
function readAlgorithm(text: string | null): DigestAlgorithm {
  const algorithm = parseAlgorithm(text ?? "sha256");
  if (!algorithm) throw new RegistryError("digestInvalid", [{ algorithm: text?.slice(0, 100) }]);
  return algorithm;
}

function parseChunkRange(header: string | null): ChunkRange | undefined {
  if (header === null) return undefined;
  const match = /^(\d+)-(\d+)$/.exec(header);
  const range = { first: Number(match?.[1]), last: Number(match?.[2]) };
  if (!match || !Number.isSafeInteger(range.last) || range.first > range.last) {
    throw new RegistryError("chunkInvalid", [{ contentRange: header.slice(0, 100) }]);
  }
  return range;
}
