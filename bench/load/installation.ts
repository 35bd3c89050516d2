// A whole installation written into its database before it starts: a hundred thousand manifests, each with a configuration and layers
// of its own, tags, referrers, and a queue of reviews that are due. Their bytes are not there: nobody pulls these layers.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { versionKey } from "../../src/oci/version-order.ts";

export interface InstallationSize {
  readonly manifests: number;
  /** Ten for each manifest, its configuration among them. */
  readonly blobsPerManifest: number;
  readonly manifestsPerRepository: number;
  /** Reviews that are due: every second one of a blob that nothing refers to. */
  readonly dueReviews: number;
}

export interface Installation {
  /** One repository among many. */
  readonly repository: string;
  readonly tag: string;
  /** Of a manifest in it that has many referrers. */
  readonly subject: string;
  readonly blobs: number;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BLOB_BYTES = 100_000;
/** Of the measured repository's first manifest. */
const REFERRERS = 1000;
const DAY_MS = 86_400_000;

type Database = ReturnType<typeof openDatabase>;
type Statements = ReturnType<typeof prepareStatements>;

/** The folder must not hold a database yet. */
export function layInstallation(dataDir: string, size: InstallationSize): Installation {
  mkdirSync(dataDir, { recursive: true });
  const database = openDatabase(join(dataDir, "aerugo.db"));
  try {
    migrate(database, 0);
    return database.transaction(() => lay(database, size))();
  } finally {
    database.close();
  }
}

function lay(database: Database, size: InstallationSize): Installation {
  const statements = prepareStatements(database);
  const { id: namespaceId } = database.query("select id from namespaces where kind = 'builtin'").get() as { id: number };
  const count = Math.max(1, Math.floor(size.manifests / size.manifestsPerRepository));
  let subject = "";
  for (let index = 0; index < count; index += 1) {
    const repositoryId = addRepository(statements, namespaceId, nameOf(index));
    for (let image = 0; image < size.manifestsPerRepository; image += 1) {
      const digest = addImage(statements, repositoryId, index * size.manifestsPerRepository + image, size.blobsPerManifest);
      if (index === 0 && image === 0) subject = digest;
    }
    statements.count.run(repositoryId, size.manifestsPerRepository, size.manifestsPerRepository * size.blobsPerManifest);
  }
  addReferrers(statements, 1, subject);
  addReviews(statements, 1, size.dueReviews);
  return { repository: nameOf(0), tag: tagOf(0), subject, blobs: size.manifests * size.blobsPerManifest };
}

function prepareStatements(database: Database) {
  return {
    repository: database.query("insert into repositories (namespace_id, name, created_at, indexed_at) values (?, ?, 0, 0) returning id"),
    count: database.query("insert into usage_counters (repository_id, manifests, tags, blobs, blob_bytes) values (?1, ?2, ?2, ?3, 0)"),
    manifest: database.query(
      `insert into manifests (repository_id, digest, media_type, artifact_type, subject_digest, size_bytes, total_bytes, pushed_at, pushed_by, content)
       values (?, ?, '${MANIFEST}', ?, ?, ?, ?, ?, 'bench', ?) returning id`,
    ),
    tag: database.query(
      "insert into tags (repository_id, name, manifest_id, updated_at, version_key, size_bytes) values (?, ?, ?, ?, ?, ?)",
    ),
    blob: database.query("insert into blobs (digest, storage_key, size_bytes, created_at) values (?, ?, ?, 0)"),
    link: database.query("insert into repository_blobs (repository_id, digest, linked_at) values (?, ?, ?)"),
    reference: database.query("insert into manifest_blobs (manifest_id, repository_id, digest) values (?, ?, ?)"),
    review: database.query("insert into review_queue (repository_id, subject, digest, reason, due_at) values (?, 'blob', ?, 'bench', ?)"),
  };
}

function nameOf(index: number): string {
  return `service-${String(index).padStart(5, "0")}`;
}

function tagOf(index: number): string {
  return `v1.${index}`;
}

function addRepository({ repository }: Statements, namespaceId: number, name: string): number {
  return (repository.get(namespaceId, name) as { id: number }).id;
}

function addImage(statements: Statements, repositoryId: number, index: number, blobCount: number): string {
  const digests = Array.from({ length: blobCount }, (_, blob) => madeDigest(index * blobCount + blob));
  for (const digest of digests) addBlob(statements, repositoryId, digest, Date.now());
  const [config, ...layers] = digests.map((digest, at) => ({ mediaType: at === 0 ? CONFIG : LAYER, digest, size: BLOB_BYTES }));
  const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers }));
  const { id, digest } = addManifest(statements, repositoryId, content, { artifactType: CONFIG, totalBytes: blobCount * BLOB_BYTES });
  for (const reference of digests) statements.reference.run(id, repositoryId, reference);
  statements.tag.run(repositoryId, tagOf(index), id, index, versionKey(tagOf(index)), blobCount * BLOB_BYTES);
  return digest;
}

function addManifest(
  { manifest }: Statements,
  repositoryId: number,
  content: Buffer,
  { artifactType, subject = null, totalBytes }: { artifactType: string; subject?: string | null; totalBytes: number },
): { id: number; digest: string } {
  const digest = `sha256:${new Bun.CryptoHasher("sha256").update(content).digest("hex")}`;
  const row = manifest.get(repositoryId, digest, artifactType, subject, content.byteLength, totalBytes, Date.now(), content);
  return { id: (row as { id: number }).id, digest };
}

function addReferrers(statements: Statements, repositoryId: number, subject: string): void {
  for (let index = 0; index < REFERRERS; index += 1) {
    const config = { mediaType: CONFIG, digest: madeDigest(0), size: BLOB_BYTES };
    const document = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      artifactType: SIGNATURE,
      config,
      layers: [],
      subject,
      annotations: { index },
    };
    addManifest(statements, repositoryId, Buffer.from(JSON.stringify(document)), { artifactType: SIGNATURE, subject, totalBytes: 0 });
  }
}

/** In turns of what a manifest needs and of what nothing does, uploaded long ago. */
function addReviews(statements: Statements, repositoryId: number, count: number): void {
  const longAgo = Date.now() - 30 * DAY_MS;
  for (let index = 0; index < count; index += 1) {
    const digest = index % 2 === 0 ? madeDigest(index / 2) : `sha256:f${String(index).padStart(63, "0")}`;
    if (index % 2 === 1) addBlob(statements, repositoryId, digest, longAgo);
    statements.review.run(repositoryId, digest, longAgo);
  }
}

function addBlob({ blob, link }: Statements, repositoryId: number, digest: string, linkedAt: number): void {
  const hex = digest.slice("sha256:".length);
  blob.run(digest, `sha256/${hex.slice(0, 2)}/${hex}.bench`, BLOB_BYTES);
  link.run(repositoryId, digest, linkedAt);
}

/** Spread like real ones: neighbours in a repository are no neighbours in an index. */
function madeDigest(index: number): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(`bench ${index}`).digest("hex")}`;
}
