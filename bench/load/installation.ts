// A whole installation written into its database before it starts: a hundred thousand manifests, each with a configuration and layers
// of its own, tags, referrers, an administrator, and a queue of reviews that are due. Their bytes are not there: nobody pulls these layers.
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import { versionKey } from "../../src/oci/version-order.ts";
import { type Derived, type Place, type Rows, settleDatabase, writeRows } from "./rows.ts";

export interface InstallationSize {
  readonly repositories: number;
  /** The first repository has a page of tags in every installation: a shorter page would be compared with a longer one. */
  readonly manifestsInFirst: number;
  readonly manifestsPerRepository: number;
  /** Ten for each manifest, its configuration among them. */
  readonly blobsPerManifest: number;
}

export interface Installation {
  readonly place: Place;
  readonly size: InstallationSize;
  /** One repository among many. */
  readonly repository: string;
  readonly tag: string;
  /** Of a manifest in it that has many referrers. */
  readonly subject: string;
  /** An administrator's. */
  readonly token: string;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BLOB_BYTES = 100_000;
/** Of the measured repository's first manifest. */
const REFERRERS = 1000;
const DAY_MS = 86_400_000;
/** What a deleted image of ten blobs leaves behind. */
const REVIEWS_TOGETHER = 10;
/** Of everything in it, and of whoever is its administrator. */
export const NAMESPACE = "acme";
export const OTHER_NAMESPACE = "bench";
const NAMESPACE_ID = 2;
const ADMINISTRATOR = { id: 1, namespaceId: 3, name: OTHER_NAMESPACE };

/** The database must be empty. */
export async function layInstallation(place: Place, size: InstallationSize): Promise<Installation> {
  const token = newSecret("personal");
  await writeRows(place, rowsOf(size, token));
  await settleDatabase(place);
  const subject = manifestOf(0, 0, size.blobsPerManifest).digest;
  return { place, size, repository: nameOf(0), tag: tagOf(0, 0), subject, token };
}

/** Reviews that are due, every second one of a blob that nothing refers to. Each wave brings such blobs of its own. */
export function layDueReviews({ place, size }: Installation, count: number, wave: number): Promise<void> {
  return writeRows(place, dueReviews(size, count, wave));
}

function* rowsOf(size: InstallationSize, token: string): Generator<Rows | Derived> {
  yield* administrator(token);
  for (let index = 0; index < size.repositories; index += 1) yield* repository(index, size);
  yield* blobsOfManifests();
  yield* referrers(size);
  yield namespaceUsage(size);
}

function* administrator(token: string): Generator<Rows> {
  const { id, namespaceId, name } = ADMINISTRATOR;
  yield {
    table: "namespaces",
    rows: [
      { id: NAMESPACE_ID, name: NAMESPACE, kind: "organization", created_at: 0 },
      { id: namespaceId, name, kind: "user", created_at: 0 },
    ],
  };
  yield { table: "users", rows: [{ id, namespace_id: namespaceId, username: name, password_hash: "!", is_admin: 1, created_at: 0 }] };
  const scopes = JSON.stringify(["admin"]);
  yield { table: "tokens", rows: [{ user_id: id, name, secret_hash: hashSecret(token), scopes, is_limited: 0, created_at: 0 }] };
}

function* repository(index: number, size: InstallationSize): Generator<Rows> {
  const id = index + 1;
  const images = Array.from({ length: manifestsIn(index, size) }, (_, image) => manifestOf(index, image, size.blobsPerManifest));
  // The ids of those before it: all of them, or none, are of the first repository.
  const firstId = index === 0 ? 1 : 1 + size.manifestsInFirst + (index - 1) * size.manifestsPerRepository;
  const totalBytes = size.blobsPerManifest * BLOB_BYTES;
  const blobs = { blobs: images.length * size.blobsPerManifest, blob_bytes: images.length * totalBytes };
  const counters = { manifests: images.length, tags: images.length, ...blobs };
  yield { table: "repositories", rows: [{ id, namespace_id: NAMESPACE_ID, name: nameOf(index), created_at: 0, indexed_at: 0 }] };
  yield { table: "usage_counters", rows: [{ repository_id: id, ...counters }] };
  const type = { artifact_type: CONFIG, subject_digest: null };
  yield manifestRows(
    id,
    firstId,
    totalBytes,
    images.map(({ digest, content }) => ({ digest, content, ...type })),
  );
  yield {
    table: "manifest_blobs",
    rows: images.flatMap(({ blobs }, at) => blobs.map((digest) => ({ manifest_id: firstId + at, repository_id: id, digest }))),
  };
  yield {
    table: "tags",
    rows: images.map((_, at) => ({
      repository_id: id,
      name: tagOf(index, at),
      manifest_id: firstId + at,
      updated_at: firstId + at,
      version_key: versionKey(tagOf(index, at)),
      size_bytes: totalBytes,
    })),
  };
}

/** In the order of their digests: a million in the order of their making would each go to another place of each index. */
function* blobsOfManifests(): Generator<Derived> {
  const storageKey = "'sha256/' || substr(digest, 8, 2) || '/' || substr(digest, 8) || '.bench'";
  yield {
    derive: `insert into blobs (digest, storage_key, size_bytes, created_at)
      select digest, ${storageKey}, ${BLOB_BYTES}, 0 from manifest_blobs order by digest`,
  };
  yield {
    derive: `insert into repository_blobs (repository_id, digest, linked_at)
      select repository_id, digest, ${Date.now()} from manifest_blobs order by repository_id, digest`,
  };
  yield {
    derive: `insert into namespace_blobs (namespace_id, digest, links) select ${NAMESPACE_ID}, digest, 1 from blobs order by digest`,
  };
}

type Link = { readonly repository_id: number; readonly digest: string; readonly linked_at: number; readonly condemned_at: number };

function* linkedBlobs(links: readonly Link[]): Generator<Rows> {
  yield {
    table: "blobs",
    rows: links.map(({ digest }) => ({ digest, storage_key: storageKeyOf(digest), size_bytes: BLOB_BYTES, created_at: 0 })),
  };
  yield { table: "repository_blobs", rows: links };
  yield { table: "namespace_blobs", rows: links.map(({ digest }) => ({ namespace_id: NAMESPACE_ID, digest, links: 1 })) };
}

type NewManifest = {
  readonly digest: string;
  readonly content: Buffer;
  readonly artifact_type: string;
  readonly subject_digest: string | null;
};

function manifestRows(repositoryId: number, firstId: number, totalBytes: number, manifests: readonly NewManifest[]): Rows {
  const shared = { repository_id: repositoryId, media_type: MANIFEST, total_bytes: totalBytes, pushed_at: Date.now(), pushed_by: "bench" };
  const rows = manifests.map((manifest, at) => ({ id: firstId + at, ...shared, ...manifest, size_bytes: manifest.content.byteLength }));
  return { table: "manifests", rows };
}

function* referrers(size: InstallationSize): Generator<Rows> {
  const subject = manifestOf(0, 0, size.blobsPerManifest);
  const config = { mediaType: CONFIG, digest: blobOf(0, 0, 0), size: BLOB_BYTES };
  const described = { mediaType: MANIFEST, digest: subject.digest, size: subject.content.byteLength };
  const manifests = Array.from({ length: REFERRERS }, (_, index) => {
    const shared = { schemaVersion: 2, mediaType: MANIFEST, artifactType: SIGNATURE, config, layers: [], subject: described };
    const content = Buffer.from(JSON.stringify({ ...shared, annotations: { index: String(index) } }));
    return { digest: digestOf(content), content, artifact_type: SIGNATURE, subject_digest: subject.digest };
  });
  yield manifestRows(1, manifestCount(size) + 1, 0, manifests);
}

function namespaceUsage(size: InstallationSize): Rows {
  const bytes = manifestCount(size) * size.blobsPerManifest * BLOB_BYTES;
  const ofAdministrator = { namespace_id: ADMINISTRATOR.namespaceId, repositories: 0, logical_bytes: 0, unique_bytes: 0 };
  const ofAll = { namespace_id: NAMESPACE_ID, repositories: size.repositories, logical_bytes: bytes, unique_bytes: bytes };
  return { table: "namespace_usage", rows: [ofAll, ofAdministrator] };
}

/** In turns of what a manifest needs and of what nothing does and was condemned long ago, so that one look decides over it. */
function* dueReviews(size: InstallationSize, count: number, wave: number): Generator<Rows> {
  const longAgo = Date.now() - 30 * DAY_MS;
  const places = Array.from({ length: count }, (_, index) => placeOf(index, size.repositories));
  const unneeded = places.filter(({ nth }) => nth % 2 === 1);
  const subjects = places.map(({ repository, nth }) => ({
    repository_id: repository + 1,
    digest: nth % 2 === 0 ? neededBlob(repository, nth / 2, size) : unneededBlob(repository, nth, wave),
  }));
  // The counters do not know of them and sink below what is there: nobody reads them here.
  yield* linkedBlobs(
    unneeded.map(({ repository, nth }) => ({
      repository_id: repository + 1,
      digest: unneededBlob(repository, nth, wave),
      linked_at: longAgo,
      condemned_at: longAgo,
    })),
  );
  yield { table: "review_queue", rows: subjects.map((each) => ({ ...each, subject: "blob", reason: "bench", due_at: longAgo })) };
}

/** Some of one repository, then some of the next. */
function placeOf(index: number, repositories: number): { repository: number; nth: number } {
  const group = Math.floor(index / REVIEWS_TOGETHER);
  return { repository: group % repositories, nth: (index % REVIEWS_TOGETHER) + Math.floor(group / repositories) * REVIEWS_TOGETHER };
}

function neededBlob(repository: number, nth: number, { blobsPerManifest }: InstallationSize): string {
  return blobOf(repository, Math.floor(nth / blobsPerManifest), nth % blobsPerManifest);
}

function unneededBlob(repository: number, nth: number, wave: number): string {
  return digestOf(Buffer.from(`unneeded ${wave} ${repository} ${nth}`));
}

function manifestsIn(repository: number, { manifestsInFirst, manifestsPerRepository }: InstallationSize): number {
  return repository === 0 ? manifestsInFirst : manifestsPerRepository;
}

export function manifestCount({ repositories, manifestsInFirst, manifestsPerRepository }: InstallationSize): number {
  return manifestsInFirst + (repositories - 1) * manifestsPerRepository;
}

function nameOf(index: number): string {
  return `${NAMESPACE}/service-${String(index).padStart(5, "0")}`;
}

function tagOf(repository: number, image: number): string {
  return `v1.${repository}.${image}`;
}

function manifestOf(repository: number, image: number, blobCount: number): { content: Buffer; digest: string; blobs: readonly string[] } {
  const blobs = Array.from({ length: blobCount }, (_, blob) => blobOf(repository, image, blob));
  const [config, ...layers] = blobs.map((digest, at) => ({ mediaType: at === 0 ? CONFIG : LAYER, digest, size: BLOB_BYTES }));
  const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers }));
  return { content, digest: digestOf(content), blobs };
}

/** Spread like real ones: neighbours in a repository are no neighbours in an index. */
function blobOf(repository: number, image: number, blob: number): string {
  return digestOf(Buffer.from(`bench ${repository} ${image} ${blob}`));
}

function digestOf(content: Buffer): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(content).digest("hex")}`;
}

function storageKeyOf(digest: string): string {
  const hex = digest.slice("sha256:".length);
  return `sha256/${hex.slice(0, 2)}/${hex}.bench`;
}
