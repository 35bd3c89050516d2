// The rows of every table, as Kysely sees them. Times are integer milliseconds since the epoch, sizes integer bytes,
// flags 0 or 1: the same on both dialects. `migrations/` draws the tables themselves.
import type { ColumnType, Generated } from "kysely";

/** Set by the database on insert, never by us. */
type Identity = ColumnType<number, never, never>;

export interface NamespacesTable {
  id: Identity;
  name: string;
  kind: "user" | "organization" | "builtin";
  created_at: number;
}

export interface UsersTable {
  id: Identity;
  namespace_id: number;
  username: string;
  password_hash: string;
  is_admin: number;
  disabled_at: number | null;
  created_at: number;
}

export interface TokensTable {
  id: Identity;
  user_id: number;
  kind: string;
  name: string;
  /** SHA-256 of the secret: it is long and random, so a slow hash would only cost time. */
  secret_hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface SigningKeysTable {
  id: string;
  algorithm: string;
  private_jwk: string;
  created_at: number;
  retired_at: number | null;
}

export interface RepositoriesTable {
  id: Identity;
  namespace_id: number;
  name: string;
  visibility: Generated<"public" | "private">;
  /** Null: the configured rules decide. */
  reference_policy: string | null;
  created_at: number;
}

export interface ManifestsTable {
  id: Identity;
  repository_id: number;
  digest: string;
  media_type: string;
  artifact_type: string | null;
  subject_digest: string | null;
  /** JSON, kept only for referrers, whose list shows it. */
  annotations: string | null;
  size_bytes: number;
  pushed_at: number;
  pushed_by: string;
  /** The exact bytes that were pushed. Last, so that reading the other columns skips its overflow pages. */
  content: Uint8Array;
}

export interface ManifestBlobsTable {
  manifest_id: number;
  repository_id: number;
  digest: string;
}

export interface ManifestChildrenTable {
  manifest_id: number;
  repository_id: number;
  digest: string;
}

export interface BlobsTable {
  digest: string;
  storage_key: string;
  size_bytes: number;
  created_at: number;
}

export interface RepositoryBlobsTable {
  repository_id: number;
  digest: string;
  /** Renewed by each push and mount: garbage collection leaves a fresh link alone. */
  linked_at: number;
}

export interface TagsTable {
  repository_id: number;
  name: string;
  manifest_id: number;
  updated_at: number;
}

export interface TagHistoryTable {
  id: Identity;
  repository_id: number;
  tag: string;
  /** Null: the tag was deleted. */
  digest: string | null;
  previous_digest: string | null;
  changed_at: number;
  changed_by: string;
}

export interface UploadSessionsTable {
  id: string;
  /** By name: the repository itself comes into being with its first finished push, not with an attempt. */
  repository: string;
  started_by: string;
  algorithm: string;
  offset_bytes: number;
  /** Digest of the first `offset_bytes` bytes under `algorithm`; null when it must be read back. */
  digest_so_far: string | null;
  /** Set when the session was committed: a client that lost the 201 asks again. */
  finished_digest: string | null;
  started_at: number;
  touched_at: number;
}

export interface EventsTable {
  id: Identity;
  kind: string;
  repository_id: number | null;
  repository: string;
  digest: string | null;
  tag: string | null;
  actor: string;
  /** JSON with what else the kind carries. */
  detail: string | null;
  occurred_at: number;
}

export interface ReviewQueueTable {
  id: Identity;
  repository_id: number;
  subject: "manifest" | "blob";
  digest: string;
  reason: string;
  due_at: number;
}

export interface UsageCountersTable {
  repository_id: number;
  manifests: number;
  tags: number;
  blobs: number;
  blob_bytes: number;
}

export interface Tables {
  namespaces: NamespacesTable;
  users: UsersTable;
  tokens: TokensTable;
  signing_keys: SigningKeysTable;
  repositories: RepositoriesTable;
  manifests: ManifestsTable;
  manifest_blobs: ManifestBlobsTable;
  manifest_children: ManifestChildrenTable;
  blobs: BlobsTable;
  repository_blobs: RepositoryBlobsTable;
  tags: TagsTable;
  tag_history: TagHistoryTable;
  upload_sessions: UploadSessionsTable;
  events: EventsTable;
  review_queue: ReviewQueueTable;
  usage_counters: UsageCountersTable;
}
