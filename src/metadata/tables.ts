// The rows of every table, as Kysely sees them. Times are integer milliseconds since the epoch, sizes integer bytes,
// flags 0 or 1: the same on both dialects. `migrations/` draws the tables themselves.
import type { ColumnType, Generated } from "kysely";

/** Set by the database on insert, never by us. */
type Identity = ColumnType<number, never, never>;

export interface NamespacesTable {
  id: Identity;
  name: string;
  kind: "user" | "organization" | "builtin";
  display_name: Generated<string>;
  description: Generated<string>;
  website: Generated<string>;
  avatar_url: Generated<string>;
  /** A Level: what members of an organization may do with its repositories. */
  default_permission: Generated<number>;
  members_can_create: Generated<number>;
  storage_quota_bytes: number | null;
  repository_quota: number | null;
  version: Generated<number>;
  deleted_at: number | null;
  deleted_name: string | null;
  created_at: number;
}

export interface NamespaceRedirectsTable {
  name: string;
  namespace_id: number;
  expires_at: number;
}

export interface MembersTable {
  namespace_id: number;
  user_id: number;
  role: "owner" | "admin" | "member";
  created_at: number;
  version: Generated<number>;
}

export interface TeamsTable {
  id: Identity;
  namespace_id: number;
  name: string;
  description: Generated<string>;
  external_group: string | null;
  created_at: number;
  version: Generated<number>;
}

export interface TeamMembersTable {
  team_id: number;
  user_id: number;
  /** `group`: put here by a sign-in that said so, and taken out by one that does not. */
  source: "manual" | "group";
  created_at: number;
}

export interface RobotsTable {
  id: Identity;
  namespace_id: number;
  name: string;
  description: Generated<string>;
  disabled_at: number | null;
  created_at: number;
  created_by: string;
  version: Generated<number>;
}

/** Exactly one of user, team and robot; without a repository, all of the namespace's. */
export interface GrantsTable {
  id: Identity;
  namespace_id: number;
  repository_id: number | null;
  user_id: number | null;
  team_id: number | null;
  robot_id: number | null;
  level: number;
  created_at: number;
  version: Generated<number>;
}

export interface InvitationsTable {
  id: Identity;
  namespace_id: number | null;
  team_id: number | null;
  role: "owner" | "admin" | "member" | null;
  email: string | null;
  secret_hash: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
  accepted_by: string | null;
  revoked_at: number | null;
}

export interface UsersTable {
  id: Identity;
  namespace_id: number;
  username: string;
  /** `!` for who has no password and signs in through a provider. */
  password_hash: string;
  is_admin: number;
  display_name: Generated<string>;
  email: string | null;
  email_verified_at: number | null;
  /** Sealed. */
  totp_secret: string | null;
  totp_confirmed_at: number | null;
  /** The last step whose code was used: a code is good once. */
  totp_step: Generated<number>;
  epoch: Generated<number>;
  version: Generated<number>;
  disabled_at: number | null;
  created_at: number;
}

export interface ExternalIdentitiesTable {
  id: Identity;
  user_id: number;
  provider: string;
  subject: string;
  created_at: number;
  last_seen_at: number;
}

/** Of a user or of a robot. */
export interface TokensTable {
  id: Identity;
  user_id: number | null;
  robot_id: number | null;
  name: string;
  /** SHA-256 of the secret: it is long and random, so a slow hash would only cost time. */
  secret_hash: string;
  scopes: string;
  is_limited: number;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  last_used_from: string | null;
  revoked_at: number | null;
}

export interface TokenLimitsTable {
  id: Identity;
  token_id: number;
  namespace_id: number | null;
  repository_id: number | null;
}

export interface SessionsTable {
  id: Identity;
  user_id: number;
  /** A browser with a cookie, a program of the Management API, or a registry client with an identity token. */
  kind: "browser" | "api" | "client";
  secret_hash: string | null;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  /** When its person last proved who they are: what cannot be undone asks for a recent proof. */
  authenticated_at: number;
  address: string;
  user_agent: string;
  provider: string | null;
  provider_session: string | null;
  revoked_at: number | null;
}

export interface RefreshTokensTable {
  id: Identity;
  session_id: number;
  secret_hash: string;
  created_at: number;
  used_at: number | null;
}

export interface OneTimeCodesTable {
  id: Identity;
  user_id: number;
  purpose: string;
  code_hash: string;
  detail: string | null;
  created_at: number;
  expires_at: number;
  attempts: Generated<number>;
  used_at: number | null;
}

export interface RecoveryCodesTable {
  user_id: number;
  code_hash: string;
  used_at: number | null;
}

export interface PasskeysTable {
  id: Identity;
  user_id: number;
  credential_id: string;
  public_key: string;
  counter: number;
  transports: string;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

export interface PendingSignInsTable {
  id: string;
  kind: string;
  user_id: number | null;
  sealed: string;
  expires_at: number;
}

export interface IdempotencyKeysTable {
  principal: string;
  key: string;
  fingerprint: string;
  answer: string | null;
  created_at: number;
}

export interface TrustRulesTable {
  id: Identity;
  robot_id: number;
  name: string;
  preset: string | null;
  issuer: string;
  audience: string;
  /** JSON. */
  claims: string;
  created_at: number;
  created_by: string;
  last_used_at: number | null;
  version: Generated<number>;
}

export interface FederationUsesTable {
  issuer: string;
  token_id: string;
  expires_at: number;
}

export interface SigningKeysTable {
  id: string;
  algorithm: string;
  private_jwk: string;
  created_at: number;
  activates_at: Generated<number>;
  retired_at: number | null;
}

export interface RepositoriesTable {
  id: Identity;
  namespace_id: number;
  name: string;
  visibility: Generated<"public" | "private">;
  /** Null: the configured rules decide. */
  reference_policy: string | null;
  description: Generated<string>;
  version: Generated<number>;
  pushed_at: number | null;
  deleted_at: number | null;
  deleted_name: string | null;
  /** Since when it is being taken apart, and cannot be restored any more. */
  purging_at: number | null;
  indexed_at: number | null;
  created_at: number;
}

export interface RepositoryRedirectsTable {
  name: string;
  repository_id: number;
  expires_at: number;
}

export interface RepositoryTermsTable {
  id: Identity;
  term: string;
  repository_id: number;
  /** The repository's. */
  namespace_id: number;
  visibility: "public" | "private";
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
  /** With everything it refers to, as far as the repository has it. */
  total_bytes: Generated<number>;
  pushed_at: number;
  pushed_by: string;
  /** The exact bytes that were pushed. Last, so that reading the other columns skips its overflow pages. */
  content: Uint8Array;
}

/** Apart from the manifests: their rows hold their bytes, which a change of another column would write again. */
export interface ManifestUsesTable {
  manifest_id: number;
  last_pulled_at: number | null;
  /** When it was last pushed again, or lost a tag. */
  touched_at: number | null;
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
  /** Its bytes are lost or damaged, and it is answered as absent. */
  quarantined_at: number | null;
  created_at: number;
}

export interface RepositoryBlobsTable {
  repository_id: number;
  digest: string;
  /** Renewed by each push and mount: garbage collection leaves a fresh link alone. */
  linked_at: number;
  /** Nothing refers to it: it goes, unless somebody asks for it within the time that they may rely on the answer. */
  condemned_at: number | null;
}

export interface TagsTable {
  repository_id: number;
  name: string;
  manifest_id: number;
  updated_at: number;
  version_key: string | null;
  size_bytes: Generated<number>;
  last_pulled_at: number | null;
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
  /** JSON: what the blob store must remember of the upload, but for its parts. */
  storage_state: string | null;
  /** Who writes to it, and until when they are believed to. */
  writer: string | null;
  writer_until: number | null;
}

export interface UploadPartsTable {
  upload_id: string;
  number: number;
  etag: string;
  size_bytes: number;
}

export interface LeasesTable {
  name: string;
  holder: string;
  token: number;
  expires_at: number;
}

export interface JobRunsTable {
  id: Identity;
  kind: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  requested_by: string;
  /** JSON, as are progress and report. */
  options: string;
  progress: string | null;
  report: string | null;
  error: string | null;
  losses: Generated<number>;
  holder: string | null;
  heartbeat_at: number | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  cancel_requested_at: number | null;
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

/** Keys whose bytes were found missing or damaged, kept aside also when the blob has others by now. */
export interface QuarantineTable {
  id: Identity;
  digest: string;
  storage_key: string;
  kind: "missing" | "truncated" | "corrupt";
  expected_bytes: number;
  found_bytes: number | null;
  found_digest: string | null;
  found_at: number;
  healed_at: number | null;
}

/** While there is one, no key is deleted from storage. */
export interface DeletionHoldsTable {
  id: string;
  reason: string;
  expires_at: number;
}

export interface StorageCountsTable {
  name: string;
  keys: number;
  bytes: number;
  counted_at: number;
}

/** Keys that no digest has any more; their bytes stay for the downloads that began before. */
export interface DeletedKeysTable {
  storage_key: string;
  digest: string;
  size_bytes: number;
  due_at: number;
}

export interface UsageCountersTable {
  repository_id: number;
  manifests: number;
  tags: number;
  blobs: number;
  blob_bytes: number;
}

export interface NamespaceUsageTable {
  namespace_id: number;
  repositories: number;
  /** Manifests, and each blob counted in every repository that has it. */
  logical_bytes: number;
  /** Manifests, and each blob counted once. */
  unique_bytes: number;
}

export interface NamespaceBlobsTable {
  namespace_id: number;
  digest: string;
  links: number;
}

export interface AuditLogTable {
  id: Identity;
  occurred_at: number;
  actor_kind: string;
  actor_id: number | null;
  actor: string;
  credential: string;
  token_id: number | null;
  federation_subject: string | null;
  address: string;
  request_id: string;
  action: string;
  outcome: "done" | "refused";
  attempts: Generated<number>;
  namespace_id: number | null;
  repository_id: number | null;
  target: string;
  before: string | null;
  after: string | null;
}

export interface TrashTable {
  id: Identity;
  repository_id: number;
  kind: "manifest" | "tag";
  tag: string | null;
  digest: string;
  media_type: string;
  subject_digest: string | null;
  size_bytes: number;
  tag_count: number;
  pushed_by: string;
  reason: string;
  deleted_by: string;
  deleted_at: number;
  expires_at: number;
  /** Of a manifest; a tag has none. */
  content: Uint8Array | null;
}

export interface TrashTagsTable {
  trash_id: number;
  name: string;
}

export interface TrashReferencesTable {
  trash_id: number;
  repository_id: number;
  subject: "manifest" | "blob";
  digest: string;
}

export interface HoldsTable {
  id: Identity;
  repository_id: number;
  kind: "tag" | "digest" | "repository";
  target: string;
  reason: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
}

/** Of a namespace or of a repository. */
export interface TagRulesTable {
  id: Identity;
  namespace_id: number | null;
  repository_id: number | null;
  /** JSON. */
  patterns: string;
  created_by: string;
  created_at: number;
}

/** Of a namespace or of a repository. */
export interface RetentionPoliciesTable {
  id: Identity;
  namespace_id: number | null;
  repository_id: number | null;
  /** JSON. */
  rules: string;
  automatic: number;
  version: Generated<number>;
  updated_by: string;
  updated_at: number;
}

export interface RetentionPlansTable {
  id: Identity;
  namespace_id: number;
  repository_id: number | null;
  policy_id: number;
  policy_version: number;
  /** JSON: the policy's at that time. */
  rules: string;
  state: "computing" | "ready" | "applying" | "applied";
  /** JSON. */
  summary: string;
  created_by: string;
  created_at: number;
  expires_at: number;
  applied_by: string | null;
  applied_at: number | null;
  finished_at: number | null;
}

export interface RetentionPlanItemsTable {
  id: Identity;
  plan_id: number;
  repository_id: number;
  kind: "tag" | "manifest";
  tag: string | null;
  digest: string;
  action: "keep" | "delete";
  rule: number | null;
  why: string;
  size_bytes: number;
  manifest_id: number;
  moved_at: number;
  pulled_at: number | null;
  outcome: "deleted" | "skipped" | null;
  detail: string | null;
}

export interface Tables {
  namespaces: NamespacesTable;
  namespace_redirects: NamespaceRedirectsTable;
  namespace_usage: NamespaceUsageTable;
  namespace_blobs: NamespaceBlobsTable;
  members: MembersTable;
  teams: TeamsTable;
  team_members: TeamMembersTable;
  robots: RobotsTable;
  grants: GrantsTable;
  invitations: InvitationsTable;
  users: UsersTable;
  external_identities: ExternalIdentitiesTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  one_time_codes: OneTimeCodesTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  pending_sign_ins: PendingSignInsTable;
  idempotency_keys: IdempotencyKeysTable;
  trust_rules: TrustRulesTable;
  federation_uses: FederationUsesTable;
  token_limits: TokenLimitsTable;
  audit_log: AuditLogTable;
  repository_redirects: RepositoryRedirectsTable;
  repository_terms: RepositoryTermsTable;
  tokens: TokensTable;
  signing_keys: SigningKeysTable;
  repositories: RepositoriesTable;
  manifests: ManifestsTable;
  manifest_uses: ManifestUsesTable;
  manifest_blobs: ManifestBlobsTable;
  manifest_children: ManifestChildrenTable;
  blobs: BlobsTable;
  repository_blobs: RepositoryBlobsTable;
  tags: TagsTable;
  tag_history: TagHistoryTable;
  upload_sessions: UploadSessionsTable;
  upload_parts: UploadPartsTable;
  leases: LeasesTable;
  job_runs: JobRunsTable;
  events: EventsTable;
  review_queue: ReviewQueueTable;
  deleted_keys: DeletedKeysTable;
  usage_counters: UsageCountersTable;
  quarantine: QuarantineTable;
  deletion_holds: DeletionHoldsTable;
  storage_counts: StorageCountsTable;
  trash: TrashTable;
  trash_tags: TrashTagsTable;
  trash_references: TrashReferencesTable;
  holds: HoldsTable;
  tag_rules: TagRulesTable;
  retention_policies: RetentionPoliciesTable;
  retention_plans: RetentionPlansTable;
  retention_plan_items: RetentionPlanItemsTable;
}
