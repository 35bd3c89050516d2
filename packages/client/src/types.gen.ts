// @ts-nocheck
// Generated from openapi/management.json by npm run generate.

export type ClientOptions = {
  baseUrl: `${string}://${string}` | (string & {});
};

export type Problem = {
  /**
   * A page that explains the code
   */
  type: string;
  /**
   * The same for every occurrence of the code
   */
  title: string;
  status: number;
  /**
   * What programs branch on
   */
  code: string;
  /**
   * What is special about this occurrence
   */
  detail?: string;
  /**
   * Under this id the registry's log tells more
   */
  request_id: string;
  /**
   * One entry per mistake
   */
  errors?: Array<{
    in: "body" | "query" | "path" | "header";
    /**
     * RFC 6901 within a body; the name of a parameter or header elsewhere
     */
    pointer: string;
    detail: string;
  }>;
};

export type Installation = {
  version: string;
  /**
   * What is switched on
   */
  features: {
    [key: string]: boolean;
  };
  /**
   * What this installation accepts
   */
  limits: {
    [key: string]: number;
  };
  links: {
    documentation: string;
    openapi: string;
    problems: string;
    registry: string;
  };
};

export type Repository = {
  id: string;
  /**
   * As clients pull it
   */
  full_name: string;
  namespace: string;
  /**
   * Without the namespace, as the paths of this API have it
   */
  name: string;
  /**
   * Who may read it: everybody, or who was granted it
   */
  visibility: "public" | "private";
  description: string;
  /**
   * What manifests may refer to that is not there; null leaves it to the installation's configuration
   */
  reference_policy: "strict" | "index-lenient" | "sparse" | null;
  tag_count: number;
  manifest_count: number;
  /**
   * Of all its blobs, each counted once
   */
  size_bytes: number;
  created_at: string;
  pushed_at: string | null;
};

export type RepositoryDetail = {
  id: string;
  /**
   * As clients pull it
   */
  full_name: string;
  namespace: string;
  /**
   * Without the namespace, as the paths of this API have it
   */
  name: string;
  /**
   * Who may read it: everybody, or who was granted it
   */
  visibility: "public" | "private";
  description: string;
  /**
   * What manifests may refer to that is not there; null leaves it to the installation's configuration
   */
  reference_policy: "strict" | "index-lenient" | "sparse" | null;
  tag_count: number;
  manifest_count: number;
  /**
   * Of all its blobs, each counted once
   */
  size_bytes: number;
  created_at: string;
  pushed_at: string | null;
  /**
   * What the caller may do with it
   */
  permission: "read" | "write" | "admin";
};

export type DeletedRepository = {
  id: string;
  /**
   * As clients pull it
   */
  full_name: string;
  namespace: string;
  /**
   * Without the namespace, as the paths of this API have it
   */
  name: string;
  /**
   * Who may read it: everybody, or who was granted it
   */
  visibility: "public" | "private";
  description: string;
  created_at: string;
  deleted_at: string;
  expires_at: string;
};

export type EmptiedNamespaceTrash = {
  /**
   * Repositories that are being removed for good
   */
  purged: number;
};

export type Permission = {
  id: string;
  kind: "user" | "team" | "robot";
  /**
   * Of the user, or of the team or robot within its organization
   */
  name: string;
  /**
   * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
   */
  level: "read" | "write" | "admin";
  created_at: string;
};

export type AccessExplanation = {
  subject: {
    kind: "anonymous" | "user" | "robot";
    name: string;
  };
  /**
   * The highest that any rule gives
   */
  level: "none" | "read" | "write" | "admin";
  visibility: "public" | "private";
  organization_role: "owner" | "admin" | "member" | null;
  /**
   * What the organization lets its members do; null for who is none
   */
  default_permission: "none" | "read" | "write" | "admin" | null;
  /**
   * Every rule and grant that gives something
   */
  reasons: Array<AccessReason>;
  actions: Array<{
    action: "pull" | "push" | "delete";
    allowed: boolean;
    /**
     * Each of which would do alone
     */
    reasons: Array<AccessReason>;
    refusal: {
      code: "account-disabled" | "outside-token-limits" | "level-too-low" | "token-scope";
      text: string;
      /**
       * The level or the scope that is missing
       */
      needed: string | null;
    } | null;
  }>;
};

export type AccessReason = {
  /**
   * Which rule of the permission model
   */
  rule: string;
  /**
   * What it gives
   */
  level: "none" | "read" | "write" | "admin";
  /**
   * The same for people
   */
  text: string;
  /**
   * Of what was granted
   */
  grant_id: string | null;
  /**
   * To which team
   */
  team: string | null;
};

export type RepositoryTag = {
  name: string;
  digest: string;
  media_type: string;
  artifact_type: string | null;
  /**
   * Of the manifest with everything it refers to
   */
  size_bytes: number;
  /**
   * When it was last moved
   */
  updated_at: string;
};

export type TagChange = {
  /**
   * Where it points since; null when it was deleted
   */
  digest: string | null;
  /**
   * Null when it was new
   */
  previous_digest: string | null;
  changed_at: string;
  /**
   * A user or robot; empty for somebody who had not signed in
   */
  changed_by: string;
};

export type RepositoryTagChange = TagChange & {
  tag: string;
};

export type Manifest = {
  digest: string;
  media_type: string;
  artifact_type: string | null;
  /**
   * Of the manifest alone
   */
  size_bytes: number;
  /**
   * With everything it refers to that the repository has
   */
  total_bytes: number;
  /**
   * What it describes
   */
  subject: string | null;
  pushed_at: string;
  pushed_by: string;
};

export type ManifestDetail = {
  digest: string;
  media_type: string;
  artifact_type: string | null;
  /**
   * Of the manifest alone
   */
  size_bytes: number;
  /**
   * With everything it refers to that the repository has
   */
  total_bytes: number;
  /**
   * What it describes
   */
  subject: string | null;
  pushed_at: string;
  pushed_by: string;
  annotations: {
    [key: string]: string;
  };
  config: Descriptor | null;
  /**
   * In order, the lowest first
   */
  layers: Array<Descriptor>;
  /**
   * Of an index, in its order
   */
  platforms: Array<Platform>;
  /**
   * That point to it; a hundred at most
   */
  tags: Array<string>;
  has_more_tags: boolean;
  referrer_count: number;
  /**
   * Of a container image whose config can be read
   */
  image: ImageConfig | null;
};

export type Descriptor = {
  media_type: string;
  digest: string;
  size_bytes: number;
};

export type Platform = {
  digest: string;
  media_type: string;
  os: string | null;
  architecture: string | null;
  variant: string | null;
  os_version: string | null;
  /**
   * Of its manifest alone
   */
  size_bytes: number;
  /**
   * With everything it refers to; null when the repository does not have it
   */
  total_bytes: number | null;
  /**
   * A statement about another entry, and nothing to run
   */
  is_attestation: boolean;
  attestation_of: string | null;
};

export type ImageConfig = {
  /**
   * As the image says, which need not be a time
   */
  created: string | null;
  author: string | null;
  os: string | null;
  architecture: string | null;
  variant: string | null;
  user: string | null;
  working_dir: string | null;
  stop_signal: string | null;
  entrypoint: Array<string>;
  command: Array<string>;
  exposed_ports: Array<string>;
  volumes: Array<string>;
  labels: {
    [key: string]: string;
  };
  /**
   * How many variables it sets; their values may be secrets
   */
  environment_count: number;
};

export type TrashEntry = {
  id: string;
  kind: "manifest" | "tag";
  /**
   * Of a tag
   */
  tag: string | null;
  /**
   * The manifest's own, or where the tag pointed
   */
  digest: string;
  media_type: string;
  /**
   * Of the manifest itself
   */
  size_bytes: number;
  /**
   * How many tags went with the manifest
   */
  tag_count: number;
  reason: "deleted" | "retention";
  /**
   * A user or robot; empty for somebody who had not signed in
   */
  deleted_by: string;
  deleted_at: string;
  /**
   * From then on it may be gone for good
   */
  expires_at: string;
};

export type RestoredFromTrash = {
  /**
   * Taken out of the trash: with an index what it lists and what describes it
   */
  manifests: Array<string>;
  /**
   * That point where they pointed
   */
  tags: Array<string>;
  /**
   * Tags that point elsewhere by now, and were left there
   */
  taken: Array<string>;
  /**
   * How many there are beyond the thousand that are listed
   */
  more_tags: number;
};

export type EmptiedTrash = {
  removed: number;
  /**
   * What is held, and what is removed in the background
   */
  left: number;
};

export type TagMovedBack = {
  digest: string;
  /**
   * Taken out of the trash: with an index what it lists and what describes it
   */
  manifests: Array<string>;
  /**
   * That point where they pointed
   */
  tags: Array<string>;
  /**
   * Tags that point elsewhere by now, and were left there
   */
  taken: Array<string>;
  /**
   * How many there are beyond the thousand that are listed
   */
  more_tags: number;
};

export type Hold = {
  id: string;
  /**
   * What it is on: tags by pattern, one digest, or everything
   */
  kind: "tag" | "digest" | "repository";
  /**
   * A pattern of tags, or a digest; empty for everything
   */
  target: string;
  reason: string;
  created_by: string;
  created_at: string;
  /**
   * Null: until it is released
   */
  expires_at: string | null;
};

export type ImmutableTagRules = {
  items: Array<ImmutableTagRule>;
};

export type ImmutableTagRule = {
  id: string;
  patterns: Array<string>;
  /**
   * Of the organization, shown for one of its repositories
   */
  inherited: boolean;
  created_by: string;
  created_at: string;
};

export type RetentionPolicy = {
  /**
   * What one of them keeps is kept, whatever others say; what none selects is kept too
   */
  rules: Array<RetentionPolicyRule>;
  /**
   * Whether it is planned and applied by itself
   */
  automatic: boolean;
  /**
   * Of the organization, because the repository has none
   */
  inherited: boolean;
  updated_by: string;
  updated_at: string;
};

export type RetentionPolicyRule = {
  action: "keep" | "delete";
  /**
   * About manifests without a tag, instead of tags
   */
  untagged?: boolean;
  tags?: Array<string>;
  /**
   * Versions in this range, as npm writes it
   */
  semver?: string;
  /**
   * Of what the other fields select, so many of the highest versions; to keep only
   */
  newest_versions?: number;
  /**
   * The same by when they were pushed last; to keep only
   */
  newest_pushed?: number;
  /**
   * Pushed longer ago than this
   */
  older_than_seconds?: number;
  /**
   * Pushed within this time
   */
  younger_than_seconds?: number;
  /**
   * Neither pulled nor pushed within this time
   */
  not_pulled_for_seconds?: number;
  /**
   * Pulled within this time
   */
  pulled_within_seconds?: number;
};

export type RetentionRule = {
  action: "keep" | "delete";
  /**
   * About manifests without a tag, instead of tags
   */
  untagged?: boolean;
  /**
   * Tags with `*` for any text and `?` for one character; what begins with `!` is taken out
   */
  tags?: Array<string>;
  /**
   * Versions in this range, as npm writes it
   */
  semver?: string;
  /**
   * Of what the other fields select, so many of the highest versions; to keep only
   */
  newest_versions?: number;
  /**
   * The same by when they were pushed last; to keep only
   */
  newest_pushed?: number;
  /**
   * Pushed longer ago than this
   */
  older_than_seconds?: number;
  /**
   * Pushed within this time
   */
  younger_than_seconds?: number;
  /**
   * Neither pulled nor pushed within this time
   */
  not_pulled_for_seconds?: number;
  /**
   * Pulled within this time
   */
  pulled_within_seconds?: number;
};

export type RetentionPlan = {
  id: string;
  state: "computing" | "ready" | "applying" | "applied" | "expired";
  /**
   * Null: all repositories that the organization's policy counts for
   */
  repository_id: string | null;
  /**
   * Null while it is being computed
   */
  summary: {
    repositories: number;
    kept_tags: number;
    deleted_tags: number;
    kept_manifests: number;
    deleted_manifests: number;
    /**
     * In storage, when the trash and the garbage collector are through with it
     */
    freed_bytes: number;
    warnings: Array<string>;
  } | null;
  /**
   * What became of what it wants deleted
   */
  outcomes: {
    deleted: number;
    skipped: number;
    pending: number;
  };
  created_by: string;
  created_at: string;
  /**
   * From then on it cannot be applied
   */
  expires_at: string;
  applied_by: string | null;
  applied_at: string | null;
  finished_at: string | null;
};

export type RetentionPlanItem = {
  repository_id: string;
  kind: "tag" | "manifest";
  tag: string | null;
  digest: string;
  action: "keep" | "delete";
  /**
   * The rule that decided, counted from 1; null where none did
   */
  rule: number | null;
  why: string;
  /**
   * Of a manifest itself
   */
  size_bytes: number;
  outcome: "deleted" | "skipped" | null;
  /**
   * Why it was skipped
   */
  detail: string | null;
};

export type Referrer = {
  digest: string;
  media_type: string;
  artifact_type: string | null;
  size_bytes: number;
  annotations: {
    [key: string]: string;
  };
};

export type SearchResult = {
  kind: "repository" | "tag" | "digest" | "user";
  /**
   * What was found, or where; null for a user
   */
  repository: {
    id: string;
    /**
     * As clients pull it
     */
    full_name: string;
    namespace: string;
    /**
     * Without the namespace, as the paths of this API have it
     */
    name: string;
  } | null;
  tag: string | null;
  /**
   * Of the manifest that was found, or that the tag points to
   */
  digest: string | null;
  username: string | null;
  /**
   * The description of a repository, the media type of a manifest, the full name of a user
   */
  text: string;
};

export type User = {
  username: string;
  display_name: string;
  id: string;
  email: string | null;
  is_email_verified: boolean;
  /**
   * Administers the installation
   */
  is_admin: boolean;
  is_disabled: boolean;
  /**
   * False for who signs in through a provider alone
   */
  has_password: boolean;
  has_second_factor: boolean;
  created_at: string;
  disabled_at: string | null;
};

export type Registration = {
  username: string;
  password: string;
  email: string;
  /**
   * The secret of an invitation
   */
  invitation?: string;
};

export type ForgottenPassword = {
  username?: string;
  email?: string;
};

export type ForgottenPasswordReset = {
  username: string;
  /**
   * As it stands in the mail
   */
  code: string;
  new_password: string;
};

export type PasswordChange = {
  current_password: string;
  new_password: string;
};

export type EmailVerification = {
  /**
   * As it stands in the mail
   */
  code: string;
};

export type NewUser = {
  username: string;
  /**
   * Left out for who signs in through a provider, or gets one later
   */
  password?: string;
  display_name?: string;
  /**
   * Counts as verified: you answer for it
   */
  email?: string;
  is_admin?: boolean;
};

/**
 * All of it for the user and for site administrators, username and display name for others
 */
export type UserProfile = {
  username: string;
  display_name: string;
  id?: string;
  email?: string | null;
  is_email_verified?: boolean;
  /**
   * Administers the installation
   */
  is_admin?: boolean;
  is_disabled?: boolean;
  /**
   * False for who signs in through a provider alone
   */
  has_password?: boolean;
  has_second_factor?: boolean;
  created_at?: string;
  disabled_at?: string | null;
};

export type UserUpdate = {
  display_name?: string;
  email?: string;
  /**
   * For site administrators to change
   */
  is_admin?: boolean;
  /**
   * For site administrators to change
   */
  is_disabled?: boolean;
};

export type PasswordReset = {
  new_password: string;
};

export type OwnUserUpdate = {
  display_name?: string;
  email?: string;
};

export type Token = {
  id: string;
  name: string;
  scopes: Array<
    | "repo:read"
    | "repo:write"
    | "repo:delete"
    | "repo:admin"
    | "org:read"
    | "org:admin"
    | "user:read"
    | "user:write"
    | "audit:read"
    | "admin"
  >;
  /**
   * Good only for the repositories and namespaces listed, of which none may be left
   */
  is_limited: boolean;
  /**
   * By their present names
   */
  repositories: Array<string>;
  /**
   * By their present names
   */
  namespaces: Array<string>;
  created_at: string;
  expires_at: string | null;
  /**
   * To the minute
   */
  last_used_at: string | null;
  /**
   * The address of the last use
   */
  last_used_from: string | null;
};

export type CreatedToken = Token & {
  /**
   * Shown now and never again
   */
  secret: string;
};

export type NewToken = {
  name: string;
  scopes: Array<
    | "repo:read"
    | "repo:write"
    | "repo:delete"
    | "repo:admin"
    | "org:read"
    | "org:admin"
    | "user:read"
    | "user:write"
    | "audit:read"
    | "admin"
  >;
  /**
   * In 90 days when left out; `null` for never, where the installation allows it
   */
  expires_at?: string | null;
  /**
   * The only repositories it reaches, with those of `namespaces`
   */
  repositories?: Array<string>;
  /**
   * The only namespaces it reaches, with `repositories`
   */
  namespaces?: Array<string>;
};

export type Invitation = {
  id: string;
  /**
   * Null: to make an account, and into no organization
   */
  organization: string | null;
  role: "owner" | "admin" | "member" | null;
  team: string | null;
  /**
   * The only one who may accept it
   */
  email: string | null;
  invited_by: string;
  created_at: string;
  expires_at: string;
};

export type CreatedInvitation = Invitation & {
  /**
   * Shown now and never again; for `POST /invitations/accept`, or to register with
   */
  secret: string;
};

export type NewInvitation = {
  /**
   * The only one who may accept it. It is sent there, where the installation sends mail
   */
  email?: string;
  /**
   * In 7 days when left out, in 30 at the latest
   */
  expires_at?: string;
  /**
   * `member` when left out; only owners invite owners and administrators
   */
  role?: "owner" | "admin" | "member";
  /**
   * The name of a team to be in as well
   */
  team?: string;
};

export type InvitationAcceptance = {
  /**
   * The secret of an invitation
   */
  secret: string;
};

export type NewSiteInvitation = {
  /**
   * The only one who may accept it. It is sent there, where the installation sends mail
   */
  email?: string;
  /**
   * In 7 days when left out, in 30 at the latest
   */
  expires_at?: string;
};

export type Organization = {
  /**
   * Stays the same when it is renamed
   */
  id: string;
  /**
   * The first part of its repositories' names
   */
  name: string;
  display_name: string;
  description: string;
  website: string;
  avatar_url: string;
  /**
   * What members may do with every repository
   */
  default_permission: "none" | "read" | "write";
  /**
   * Whether a member's push may create a repository
   */
  members_can_create: boolean;
  created_at: string;
};

export type NewOrganization = {
  /**
   * Lower-case letters and digits, joined by ".", "_", "__" or "-"
   */
  name: string;
  display_name?: string | null;
  description?: string | null;
  website?: string | null;
  avatar_url?: string | null;
  default_permission?: "none" | "read" | "write";
  members_can_create?: boolean;
};

export type OrganizationPatch = {
  display_name?: string | null;
  description?: string | null;
  website?: string | null;
  avatar_url?: string | null;
  default_permission?: "none" | "read" | "write";
  members_can_create?: boolean;
};

export type OrganizationRename = {
  /**
   * Lower-case letters and digits, joined by ".", "_", "__" or "-"
   */
  name: string;
};

export type ListedMember = Member & {
  display_name: string;
};

export type Member = {
  username: string;
  /**
   * `owner`: everything, and who is an owner or administrator; `admin`: everything else, and administrator of every repository; `member`: the organization's default permission
   */
  role: "owner" | "admin" | "member";
  /**
   * Since when
   */
  created_at: string;
};

export type Membership = {
  /**
   * `owner`: everything, and who is an owner or administrator; `admin`: everything else, and administrator of every repository; `member`: the organization's default permission
   */
  role: "owner" | "admin" | "member";
};

export type Team = {
  id: string;
  name: string;
  description: string;
  /**
   * Who signs in through an outside provider with this group is in the team
   */
  external_group: string | null;
  created_at: string;
};

export type NewTeam = {
  /**
   * Lower-case letters and digits, joined by single ".", "_" or "-"
   */
  name: string;
  description?: string | null;
  /**
   * As the provider calls it; `null` for none. Setting one is for site administrators, unless the installation leaves it to those of organizations
   */
  external_group?: string | null;
};

export type TeamPatch = {
  description?: string | null;
  /**
   * As the provider calls it; `null` for none. Setting one is for site administrators, unless the installation leaves it to those of organizations
   */
  external_group?: string | null;
};

export type TeamMember = {
  username: string;
  display_name: string;
  /**
   * `group`: by the outside group, which also takes them out again
   */
  source: "manual" | "group";
  /**
   * Since when
   */
  created_at: string;
};

export type Robot = {
  id: string;
  name: string;
  /**
   * What it signs in with
   */
  full_name: string;
  description: string;
  /**
   * Since when nothing that it holds is good
   */
  disabled_at: string | null;
  created_at: string;
  created_by: string;
};

export type NewRobot = {
  /**
   * Lower-case letters and digits, joined by single ".", "_" or "-"
   */
  name: string;
  description?: string | null;
};

export type RobotPatch = {
  description?: string | null;
  disabled?: boolean;
};

export type ListedTrustRule = TrustRule & {
  last_used_at: string | null;
};

export type TrustRule = {
  id: string;
  name: string;
  /**
   * With what it was made
   */
  preset: string | null;
  issuer: string;
  audience: string;
  claims: {
    [key: string]: string | Array<string>;
  };
  created_at: string;
  created_by: string;
};

export type NewTrustRule = {
  name: string;
  /**
   * What the job asks its CI for
   */
  audience: string;
  /**
   * Needed without a preset, and with one that has no issuer of its own
   */
  issuer?: string;
  /**
   * All must match; a list holds alternatives, `*` stands for anything but `/`, `**` for anything, `/a/b` names a nested claim
   */
  claims?: {
    [key: string]: string | Array<string>;
  };
  preset?: "github" | "gitlab" | "kubernetes";
  /**
   * Of the preset, instead of `claims`
   */
  fields?: {
    [key: string]: string | Array<string>;
  };
};

export type TrustRulePatch = {
  name?: string;
  /**
   * What the job asks its CI for
   */
  audience?: string;
  issuer?: string;
  /**
   * All must match; a list holds alternatives, `*` stands for anything but `/`, `**` for anything, `/a/b` names a nested claim
   */
  claims?: {
    [key: string]: string | Array<string>;
  };
};

export type TrustExplanation = {
  /**
   * What an exchange would answer, but for a token that was used before
   */
  accepted: boolean;
  /**
   * Why not
   */
  reason: string | null;
  /**
   * The rule that admits it
   */
  rule_id: string | null;
  /**
   * Whom it would act as
   */
  robot: string | null;
  header: {
    alg: string;
    kid: string;
    typ: string;
  } | null;
  /**
   * As the token says, verified or not
   */
  claims: {
    [key: string]: unknown;
  } | null;
  /**
   * Of the token itself
   */
  checks: Array<{
    check: string;
    ok: boolean;
    expected: string;
    actual: string;
  }>;
  rules: Array<{
    id: string;
    name: string;
    robot: string;
    matches: boolean;
    checks: Array<{
      check: string;
      ok: boolean;
      expected: string;
      actual: string;
    }>;
  }>;
};

export type PastedToken = {
  token: string;
};

export type OrganizationPermission = {
  id: string;
  kind: "team" | "robot";
  name: string;
  /**
   * `read`: pull; `write`: pull, push and create; `admin`: also delete, and change settings
   */
  level: "read" | "write" | "admin";
  created_at: string;
};

export type GivenLevel = {
  /**
   * `read`: pull; `write`: pull, push and create; `admin`: also delete, and change settings
   */
  level: "read" | "write" | "admin";
};

export type InstallationUsage = {
  repositories: number;
  /**
   * Manifests, and each blob counted in every repository that has it
   */
  logical_bytes: number;
  /**
   * What the blobs of the installation take in storage
   */
  unique_bytes: number;
};

export type NamespaceUsage = {
  name: string;
  kind: "user" | "organization" | "builtin";
  repositories: number;
  /**
   * Manifests, and each blob counted in every repository that has it
   */
  logical_bytes: number;
  /**
   * Manifests, and each blob counted once: what the quota is compared with
   */
  unique_bytes: number;
  /**
   * For `unique_bytes`; null without a limit
   */
  storage_quota_bytes: number | null;
  /**
   * For `repositories`; null without a limit
   */
  repository_quota: number | null;
};

export type Usage = {
  repositories: number;
  /**
   * Manifests, and each blob counted in every repository that has it
   */
  logical_bytes: number;
  /**
   * Manifests, and each blob counted once: what the quota is compared with
   */
  unique_bytes: number;
  /**
   * For `unique_bytes`; null without a limit
   */
  storage_quota_bytes: number | null;
  /**
   * For `repositories`; null without a limit
   */
  repository_quota: number | null;
};

export type Quota = {
  /**
   * For `unique_bytes`; null without a limit
   */
  storage_quota_bytes: number | null;
  /**
   * For `repositories`; null without a limit
   */
  repository_quota: number | null;
};

export type NewQuota = {
  /**
   * For `unique_bytes`; null without a limit
   */
  storage_quota_bytes: number | null;
  /**
   * For `repositories`; null without a limit
   */
  repository_quota: number | null;
};

export type StorageFigures = {
  /**
   * Manifests, and each blob counted in every repository that has it
   */
  logical_bytes: number;
  /**
   * Manifests, and each blob counted once
   */
  unique_bytes: number;
  /**
   * What lies in storage: the parts below, without manifests, which are in the database
   */
  stored_bytes: number;
  blobs: number;
  blob_bytes: number;
  manifest_bytes: number;
  /**
   * Of deleted blobs, until the downloads that began before have ended
   */
  deleted_bytes: number;
  /**
   * Of unfinished uploads
   */
  upload_bytes: number;
  /**
   * Damaged, and kept for inspection
   */
  kept_aside_bytes: number;
  /**
   * What belongs to nobody, when storage was searched last; null when it never was
   */
  orphans: {
    keys: number;
    bytes: number;
    counted_at: string;
  } | null;
  as_of: string;
};

export type StorageVerification = {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /**
   * A user or a robot; `schedule` for what repeats by itself
   */
  requested_by: string;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested_at: string | null;
  repair: boolean;
  progress: StorageVerificationProgress | null;
  report: StorageVerificationReport | null;
};

export type StorageVerificationProgress = {
  stage: "blobs" | "keys" | "manifests" | "links" | "usage" | "done";
  total_blobs: number;
  report: StorageVerificationReport;
};

export type StorageVerificationReport = {
  blobs: number;
  rehashed_blobs: number;
  rehashed_bytes: number;
  /**
   * In storage
   */
  keys: number;
  manifests: number;
  repositories: number;
  namespaces: number;
  /**
   * Old keys in storage that belong to nobody; the collector takes them away
   */
  orphans: {
    keys: number;
    bytes: number;
  };
  /**
   * Were withheld, and are whole again
   */
  recovered_blobs: number;
  problems: number;
  repaired: number;
  /**
   * The first thousand
   */
  details: Array<StorageProblem>;
};

export type StorageProblem = {
  kind: string;
  digest?: string;
  storage_key?: string;
  repository?: string;
  tag?: string;
  detail: string;
  /**
   * What is missed because of it
   */
  affected?: Array<string>;
  repaired: boolean;
};

export type NewStorageVerification = {
  /**
   * Answer damaged blobs as absent, so that clients push them again, and put wrong counters right
   */
  repair?: boolean;
  /**
   * The share of the blobs that are hashed; with 0 it is only looked whether they are there, with the right size
   */
  sample?: number;
  /**
   * Read no faster than this
   */
  bytes_per_second?: number;
};

export type DamagedBlob = {
  digest: string;
  /**
   * Where the bytes lie in storage
   */
  storage_key: string;
  kind: "missing" | "truncated" | "corrupt";
  expected_bytes: number;
  found_bytes: number | null;
  found_digest: string | null;
  found_at: string;
  /**
   * When the blob was pushed again
   */
  healed_at: string | null;
};

export type AuditRecord = {
  id: string;
  occurred_at: string;
  /**
   * `system` is Aerugo itself, or its operator at the machine
   */
  actor_kind: "anonymous" | "user" | "robot" | "system";
  /**
   * Of a user or a robot; stays the same when the name changes
   */
  actor_id: string | null;
  /**
   * The name it had then; of a failed sign-in, the name that was tried
   */
  actor: string;
  /**
   * `password`, `token`, `session`, `federation` or `none`; the scheme where it was refused
   */
  credential: string;
  token_id: string | null;
  /**
   * Whom a CI system's token spoke for
   */
  federation_subject: string | null;
  address: string;
  /**
   * The `X-Request-Id` of the answer; of several attempts, that of the first
   */
  request_id: string;
  /**
   * What was done, or what was tried: the noun and the verb
   */
  action: string;
  outcome: "done" | "refused";
  /**
   * Attempts that were refused alike within a second are one record
   */
  attempts: number;
  repository_id: string | null;
  /**
   * What it was done to, by the name it had then
   */
  target: string;
  /**
   * Of what was changed: how it was
   */
  before: {
    [key: string]: unknown;
  } | null;
  /**
   * Of what was changed: how it is since
   */
  after: {
    [key: string]: unknown;
  } | null;
};

export type Job = {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /**
   * A user or a robot; `schedule` for what repeats by itself
   */
  requested_by: string;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested_at: string | null;
  /**
   * Which job it is a run of
   */
  kind: string;
  options: {
    [key: string]: unknown;
  };
  /**
   * How far it has come, in the job's own words
   */
  progress: {
    [key: string]: unknown;
  } | null;
  /**
   * What came of it, in the job's own words
   */
  report: {
    [key: string]: unknown;
  } | null;
  /**
   * How many workers have gone silent over it
   */
  losses: number;
  /**
   * When its worker was last heard of
   */
  heartbeat_at: string | null;
};

export type GcStatus = {
  /**
   * Of condemned blobs, and of bytes that wait for downloads to end
   */
  reclaimable_bytes: number;
  /**
   * Blobs that go unless somebody asks for them soon
   */
  condemned: {
    blobs: number;
    bytes: number;
  };
  /**
   * Bytes of blobs that are gone
   */
  waiting_for_downloads: {
    blobs: number;
    bytes: number;
  };
  /**
   * Whose blobs are condemned, the most bytes first; a blob of two namespaces counts in both
   */
  namespaces: Array<{
    blobs: number;
    bytes: number;
    namespace: string;
  }>;
  /**
   * Reviews
   */
  queue: {
    entries: number;
    due: number;
    oldest_due_at: string | null;
  };
  /**
   * Why no bytes are deleted from storage now
   */
  held_back: string | null;
  running: GcRun | null;
  /**
   * The newest that has ended and was no dry run
   */
  last_run: GcRun | null;
};

export type GcRun = {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /**
   * A user or a robot; `schedule` for what repeats by itself
   */
  requested_by: string;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested_at: string | null;
  dry_run: boolean;
  progress: GcProgress | null;
  report: GcReport | null;
};

export type GcProgress = {
  phase: "reviews" | "keys" | "uploads" | "orphans";
  /**
   * Looked at in this phase
   */
  done: number;
  /**
   * To be looked at, where that is known
   */
  total?: number;
  per_second?: number;
  /**
   * An estimate for this phase
   */
  seconds_left?: number;
  deleted: GcDeleted;
  freed_bytes: number;
};

export type GcDeleted = {
  manifests: {
    count: number;
    bytes: number;
  };
  /**
   * Blobs that a repository has no more
   */
  links: {
    count: number;
    bytes: number;
  };
  /**
   * Blobs that no repository has any more; their bytes go a little later
   */
  blobs: {
    count: number;
    bytes: number;
  };
  /**
   * Bytes of such blobs, deleted in storage
   */
  keys: {
    count: number;
    bytes: number;
  };
  /**
   * Bytes that nothing knew of, deleted in storage
   */
  orphans: {
    count: number;
    bytes: number;
  };
  /**
   * Uploads that nobody went on with
   */
  uploads: {
    count: number;
    bytes: number;
  };
};

export type GcReport = {
  dry_run: boolean;
  /**
   * What was due then was reviewed
   */
  as_of: string;
  seconds: number;
  reviewed: number;
  kept: number;
  /**
   * Blobs that go unless somebody asks for them soon
   */
  condemned: {
    count: number;
    bytes: number;
  };
  deleted: GcDeleted;
  /**
   * In storage
   */
  freed_bytes: number;
  /**
   * Those that lost most; `bytes` are of blobs that no other repository has
   */
  repositories: Array<{
    repository: string;
    manifests: number;
    links: number;
    bytes: number;
  }>;
  errors: {
    count: number;
    first: Array<string>;
  };
  /**
   * Why bytes were left in storage
   */
  held_back?: string;
};

export type NewGcRun = {
  /**
   * Only say what a run would delete now
   */
  dry_run?: boolean;
  /**
   * Whether storage is searched for bytes that nothing knows of
   */
  sweep?: boolean;
};

export type SignInMethods = {
  password: boolean;
  /**
   * Passwords of a directory are taken as well
   */
  directory: boolean;
  passkey: boolean;
  /**
   * Who may make an account for themselves
   */
  registration: "off" | "invitation" | "open";
  /**
   * Whether a code is sent to who has forgotten the password
   */
  password_recovery: boolean;
  /**
   * OpenID providers
   */
  providers: Array<{
    name: string;
    /**
     * Where to send the browser; takes `return_to`
     */
    start_path: string;
  }>;
};

export type SignInStep =
  | ({
      status: "signed_in";
    } & SignedIn)
  | ({
      status: "mfa_required";
    } & SecondFactorRequired);

export type SignedIn = {
  status: "signed_in";
};

export type SecondFactorRequired = {
  status: "mfa_required";
  /**
   * To be sent with the code, within `expires_in`
   */
  pending_token: string;
  /**
   * Seconds
   */
  expires_in: number;
};

export type SignIn = {
  username: string;
  password: string;
};

export type SignInCode = {
  pending_token: string;
  /**
   * Six digits from the app
   */
  code?: string;
  /**
   * In place of a code; good once
   */
  recovery_code?: string;
};

export type PasskeyCeremony = {
  /**
   * To be sent with the device's answer, once
   */
  pending_token: string;
  /**
   * Seconds
   */
  expires_in: number;
  /**
   * For the browser: `PublicKeyCredential.parse…OptionsFromJSON`
   */
  options: {
    challenge: string;
    [key: string]: unknown;
  };
};

export type PasskeySignIn = {
  pending_token: string;
  credential: PasskeyAssertion;
};

/**
 * As `navigator.credentials.get` gives it, in the form of `toJSON`
 */
export type PasskeyAssertion = {
  id: string;
  rawId: string;
  type: "public-key";
  clientExtensionResults: {
    [key: string]: unknown;
  };
  authenticatorAttachment?: string | null;
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null;
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

export type SessionTokensStep =
  | ({
      status: "signed_in";
    } & SessionTokens)
  | ({
      status: "mfa_required";
    } & SecondFactorRequired);

export type SessionTokens = {
  status: "signed_in";
  access_token: string;
  token_type: "Bearer";
  /**
   * Seconds
   */
  expires_in: number;
  /**
   * For the next access token; good once, and a second use ends the session
   */
  refresh_token: string;
};

export type SessionTokenRequest =
  | ({
      grant_type: "password";
    } & PasswordGrant)
  | ({
      grant_type: "second_factor";
    } & SecondFactorGrant)
  | ({
      grant_type: "refresh_token";
    } & RefreshGrant);

export type PasswordGrant = {
  grant_type: "password";
  username: string;
  password: string;
};

export type SecondFactorGrant = {
  grant_type: "second_factor";
  pending_token: string;
  /**
   * Six digits from the app
   */
  code?: string;
  /**
   * In place of a code; good once
   */
  recovery_code?: string;
};

export type RefreshGrant = {
  grant_type: "refresh_token";
  refresh_token: string;
};

export type SignedOut = {
  /**
   * Where to send the browser to sign out of the provider too
   */
  end_session_url: string | null;
};

/**
 * The password, with a code for who has a second factor; or a passkey
 */
export type Reauthentication = {
  password?: string;
  /**
   * Six digits from the app
   */
  code?: string;
  /**
   * In place of a code; good once
   */
  recovery_code?: string;
  passkey?: {
    pending_token: string;
    credential: PasskeyAssertion;
  };
};

export type DirectoryTrace = {
  steps: Array<DirectoryStep>;
};

export type DirectoryStep = {
  step: "input" | "connect" | "service account" | "user" | "password" | "groups" | "profile";
  asked: string;
  found: string;
  ok: boolean;
};

export type DirectoryTrial = {
  username: string;
  password: string;
};

export type Session = {
  id: string;
  /**
   * `client` is a registry client, such as docker, that keeps its login
   */
  kind: "browser" | "api" | "client";
  /**
   * It is the one that asks
   */
  is_current: boolean;
  created_at: string;
  /**
   * To the minute
   */
  last_seen_at: string;
  /**
   * Moves on as the session is used
   */
  expires_at: string;
  /**
   * Where it was opened from
   */
  address: string;
  user_agent: string;
  /**
   * The provider or directory that it was opened with
   */
  provider: string | null;
};

export type RevokedSessions = {
  /**
   * How many there were
   */
  revoked: number;
};

export type SecondFactors = {
  /**
   * Since when the password alone is not enough
   */
  totp_confirmed_at: string | null;
  recovery_codes_left: number;
};

export type TotpSecret = {
  /**
   * In base32, for typing
   */
  secret: string;
  /**
   * The `otpauth:` address, for a QR code
   */
  uri: string;
};

export type RecoveryCodes = {
  /**
   * Shown now and never again; each is good once
   */
  recovery_codes: Array<string>;
};

export type TotpConfirmation = {
  /**
   * Six digits from the app
   */
  code: string;
};

export type TotpRemoval = {
  /**
   * Six digits from the app
   */
  code?: string;
  recovery_code?: string;
};

export type Passkeys = {
  items: Array<Passkey>;
};

export type Passkey = {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
};

export type NewPasskey = {
  pending_token: string;
  name: string;
  credential: PasskeyAttestation;
};

/**
 * As `navigator.credentials.create` gives it, in the form of `toJSON`
 */
export type PasskeyAttestation = {
  id: string;
  rawId: string;
  type: "public-key";
  clientExtensionResults: {
    [key: string]: unknown;
  };
  authenticatorAttachment?: string | null;
  response: {
    clientDataJSON: string;
    attestationObject: string;
    transports?: Array<string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

export type PasskeyUpdate = {
  name: string;
};

export type GetInstallationData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1";
};

export type GetInstallationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetInstallationError = GetInstallationErrors[keyof GetInstallationErrors];

export type GetInstallationResponses = {
  /**
   * The installation
   */
  200: Installation;
};

export type GetInstallationResponse = GetInstallationResponses[keyof GetInstallationResponses];

export type ListRepositoriesData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Only those of which a part or a word begins with it; the best match comes first
     */
    q?: string;
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos";
};

export type ListRepositoriesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoriesError = ListRepositoriesErrors[keyof ListRepositoriesErrors];

export type ListRepositoriesResponses = {
  /**
   * A page of what the caller may read, by name
   */
  200: {
    items: Array<Repository>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoriesResponse = ListRepositoriesResponses[keyof ListRepositoriesResponses];

export type CreateRepositoryData = {
  body: {
    namespace: string;
    name: string;
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    description?: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/repos";
};

export type CreateRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateRepositoryError = CreateRepositoryErrors[keyof CreateRepositoryErrors];

export type CreateRepositoryResponses = {
  /**
   * The repository
   */
  201: Repository;
};

export type CreateRepositoryResponse = CreateRepositoryResponses[keyof CreateRepositoryResponses];

export type ListOrganizationRepositoriesData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * Only those of which a part or a word begins with it; the best match comes first
     */
    q?: string;
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/repos";
};

export type ListOrganizationRepositoriesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationRepositoriesError = ListOrganizationRepositoriesErrors[keyof ListOrganizationRepositoriesErrors];

export type ListOrganizationRepositoriesResponses = {
  /**
   * A page of what the caller may read, by name
   */
  200: {
    items: Array<Repository>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationRepositoriesResponse = ListOrganizationRepositoriesResponses[keyof ListOrganizationRepositoriesResponses];

export type ListUserRepositoriesData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: {
    /**
     * Only those of which a part or a word begins with it; the best match comes first
     */
    q?: string;
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/users/{username}/repos";
};

export type ListUserRepositoriesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListUserRepositoriesError = ListUserRepositoriesErrors[keyof ListUserRepositoriesErrors];

export type ListUserRepositoriesResponses = {
  /**
   * A page of what the caller may read, by name
   */
  200: {
    items: Array<Repository>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListUserRepositoriesResponse = ListUserRepositoriesResponses[keyof ListUserRepositoriesResponses];

export type DeleteRepositoryData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}";
};

export type DeleteRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRepositoryError = DeleteRepositoryErrors[keyof DeleteRepositoryErrors];

export type DeleteRepositoryResponses = {
  /**
   * It is in the trash
   */
  204: void;
};

export type DeleteRepositoryResponse = DeleteRepositoryResponses[keyof DeleteRepositoryResponses];

export type GetRepositoryData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}";
};

export type GetRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRepositoryError = GetRepositoryErrors[keyof GetRepositoryErrors];

export type GetRepositoryResponses = {
  /**
   * The repository
   */
  200: RepositoryDetail;
};

export type GetRepositoryResponse = GetRepositoryResponses[keyof GetRepositoryResponses];

export type UpdateRepositoryData = {
  body: {
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    description?: string;
    /**
     * What manifests may refer to that is not there; null leaves it to the installation's configuration
     */
    reference_policy?: "strict" | "index-lenient" | "sparse" | null;
  };
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}";
};

export type UpdateRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateRepositoryError = UpdateRepositoryErrors[keyof UpdateRepositoryErrors];

export type UpdateRepositoryResponses = {
  /**
   * The repository as it is now
   */
  200: RepositoryDetail;
};

export type UpdateRepositoryResponse = UpdateRepositoryResponses[keyof UpdateRepositoryResponses];

export type DeleteRepositoryByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}";
};

export type DeleteRepositoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRepositoryByIdError = DeleteRepositoryByIdErrors[keyof DeleteRepositoryByIdErrors];

export type DeleteRepositoryByIdResponses = {
  /**
   * It is in the trash
   */
  204: void;
};

export type DeleteRepositoryByIdResponse = DeleteRepositoryByIdResponses[keyof DeleteRepositoryByIdResponses];

export type GetRepositoryByIdData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}";
};

export type GetRepositoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRepositoryByIdError = GetRepositoryByIdErrors[keyof GetRepositoryByIdErrors];

export type GetRepositoryByIdResponses = {
  /**
   * The repository
   */
  200: RepositoryDetail;
};

export type GetRepositoryByIdResponse = GetRepositoryByIdResponses[keyof GetRepositoryByIdResponses];

export type UpdateRepositoryByIdData = {
  body: {
    /**
     * Who may read it: everybody, or who was granted it
     */
    visibility?: "public" | "private";
    description?: string;
    /**
     * What manifests may refer to that is not there; null leaves it to the installation's configuration
     */
    reference_policy?: "strict" | "index-lenient" | "sparse" | null;
  };
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}";
};

export type UpdateRepositoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateRepositoryByIdError = UpdateRepositoryByIdErrors[keyof UpdateRepositoryByIdErrors];

export type UpdateRepositoryByIdResponses = {
  /**
   * The repository as it is now
   */
  200: RepositoryDetail;
};

export type UpdateRepositoryByIdResponse = UpdateRepositoryByIdResponses[keyof UpdateRepositoryByIdResponses];

export type RenameRepositoryData = {
  body: {
    name: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/rename";
};

export type RenameRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RenameRepositoryError = RenameRepositoryErrors[keyof RenameRepositoryErrors];

export type RenameRepositoryResponses = {
  /**
   * The repository under its new name
   */
  200: RepositoryDetail;
};

export type RenameRepositoryResponse = RenameRepositoryResponses[keyof RenameRepositoryResponses];

export type RenameRepositoryByIdData = {
  body: {
    name: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/rename";
};

export type RenameRepositoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RenameRepositoryByIdError = RenameRepositoryByIdErrors[keyof RenameRepositoryByIdErrors];

export type RenameRepositoryByIdResponses = {
  /**
   * The repository under its new name
   */
  200: RepositoryDetail;
};

export type RenameRepositoryByIdResponse = RenameRepositoryByIdResponses[keyof RenameRepositoryByIdResponses];

export type TransferRepositoryData = {
  body: {
    namespace: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/transfer";
};

export type TransferRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type TransferRepositoryError = TransferRepositoryErrors[keyof TransferRepositoryErrors];

export type TransferRepositoryResponses = {
  /**
   * The repository under its new name
   */
  200: Repository;
};

export type TransferRepositoryResponse = TransferRepositoryResponses[keyof TransferRepositoryResponses];

export type TransferRepositoryByIdData = {
  body: {
    namespace: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/transfer";
};

export type TransferRepositoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type TransferRepositoryByIdError = TransferRepositoryByIdErrors[keyof TransferRepositoryByIdErrors];

export type TransferRepositoryByIdResponses = {
  /**
   * The repository under its new name
   */
  200: Repository;
};

export type TransferRepositoryByIdResponse = TransferRepositoryByIdResponses[keyof TransferRepositoryByIdResponses];

export type EmptyOrganizationTrashData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/trash";
};

export type EmptyOrganizationTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type EmptyOrganizationTrashError = EmptyOrganizationTrashErrors[keyof EmptyOrganizationTrashErrors];

export type EmptyOrganizationTrashResponses = {
  /**
   * How many
   */
  200: EmptiedNamespaceTrash;
};

export type EmptyOrganizationTrashResponse = EmptyOrganizationTrashResponses[keyof EmptyOrganizationTrashResponses];

export type ListOrganizationTrashData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/trash";
};

export type ListOrganizationTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationTrashError = ListOrganizationTrashErrors[keyof ListOrganizationTrashErrors];

export type ListOrganizationTrashResponses = {
  /**
   * A page of what can be restored
   */
  200: {
    items: Array<DeletedRepository>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationTrashResponse = ListOrganizationTrashResponses[keyof ListOrganizationTrashResponses];

export type EmptyUserTrashData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/trash";
};

export type EmptyUserTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type EmptyUserTrashError = EmptyUserTrashErrors[keyof EmptyUserTrashErrors];

export type EmptyUserTrashResponses = {
  /**
   * How many
   */
  200: EmptiedNamespaceTrash;
};

export type EmptyUserTrashResponse = EmptyUserTrashResponses[keyof EmptyUserTrashResponses];

export type ListUserTrashData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/users/{username}/trash";
};

export type ListUserTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListUserTrashError = ListUserTrashErrors[keyof ListUserTrashErrors];

export type ListUserTrashResponses = {
  /**
   * A page of what can be restored
   */
  200: {
    items: Array<DeletedRepository>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListUserTrashResponse = ListUserTrashResponses[keyof ListUserTrashResponses];

export type RestoreRepositoryData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/restore";
};

export type RestoreRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreRepositoryError = RestoreRepositoryErrors[keyof RestoreRepositoryErrors];

export type RestoreRepositoryResponses = {
  /**
   * The repository under the name that it had
   */
  200: Repository;
};

export type RestoreRepositoryResponse = RestoreRepositoryResponses[keyof RestoreRepositoryResponses];

export type PurgeRepositoryData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/purge";
};

export type PurgeRepositoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PurgeRepositoryError = PurgeRepositoryErrors[keyof PurgeRepositoryErrors];

export type PurgeRepositoryResponses = {
  /**
   * It cannot be restored any more
   */
  204: void;
};

export type PurgeRepositoryResponse = PurgeRepositoryResponses[keyof PurgeRepositoryResponses];

export type ListPermissionsData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/permissions";
};

export type ListPermissionsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListPermissionsError = ListPermissionsErrors[keyof ListPermissionsErrors];

export type ListPermissionsResponses = {
  /**
   * A page of permissions, oldest first
   */
  200: {
    items: Array<Permission>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListPermissionsResponse = ListPermissionsResponses[keyof ListPermissionsResponses];

export type ListPermissionsByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/permissions";
};

export type ListPermissionsByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListPermissionsByIdError = ListPermissionsByIdErrors[keyof ListPermissionsByIdErrors];

export type ListPermissionsByIdResponses = {
  /**
   * A page of permissions, oldest first
   */
  200: {
    items: Array<Permission>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListPermissionsByIdResponse = ListPermissionsByIdResponses[keyof ListPermissionsByIdResponses];

export type RemoveUserPermissionData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}";
};

export type RemoveUserPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveUserPermissionError = RemoveUserPermissionErrors[keyof RemoveUserPermissionErrors];

export type RemoveUserPermissionResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveUserPermissionResponse = RemoveUserPermissionResponses[keyof RemoveUserPermissionResponses];

export type GetUserPermissionData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}";
};

export type GetUserPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetUserPermissionError = GetUserPermissionErrors[keyof GetUserPermissionErrors];

export type GetUserPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetUserPermissionResponse = GetUserPermissionResponses[keyof GetUserPermissionResponses];

export type PutUserPermissionData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}";
};

export type PutUserPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutUserPermissionError = PutUserPermissionErrors[keyof PutUserPermissionErrors];

export type PutUserPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutUserPermissionResponse = PutUserPermissionResponses[keyof PutUserPermissionResponses];

export type RemoveUserPermissionByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/users/{name}";
};

export type RemoveUserPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveUserPermissionByIdError = RemoveUserPermissionByIdErrors[keyof RemoveUserPermissionByIdErrors];

export type RemoveUserPermissionByIdResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveUserPermissionByIdResponse = RemoveUserPermissionByIdResponses[keyof RemoveUserPermissionByIdResponses];

export type GetUserPermissionByIdData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/users/{name}";
};

export type GetUserPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetUserPermissionByIdError = GetUserPermissionByIdErrors[keyof GetUserPermissionByIdErrors];

export type GetUserPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetUserPermissionByIdResponse = GetUserPermissionByIdResponses[keyof GetUserPermissionByIdResponses];

export type PutUserPermissionByIdData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a user
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/users/{name}";
};

export type PutUserPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutUserPermissionByIdError = PutUserPermissionByIdErrors[keyof PutUserPermissionByIdErrors];

export type PutUserPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutUserPermissionByIdResponse = PutUserPermissionByIdResponses[keyof PutUserPermissionByIdResponses];

export type RemoveTeamPermissionData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}";
};

export type RemoveTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveTeamPermissionError = RemoveTeamPermissionErrors[keyof RemoveTeamPermissionErrors];

export type RemoveTeamPermissionResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveTeamPermissionResponse = RemoveTeamPermissionResponses[keyof RemoveTeamPermissionResponses];

export type GetTeamPermissionData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}";
};

export type GetTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetTeamPermissionError = GetTeamPermissionErrors[keyof GetTeamPermissionErrors];

export type GetTeamPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetTeamPermissionResponse = GetTeamPermissionResponses[keyof GetTeamPermissionResponses];

export type PutTeamPermissionData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}";
};

export type PutTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutTeamPermissionError = PutTeamPermissionErrors[keyof PutTeamPermissionErrors];

export type PutTeamPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutTeamPermissionResponse = PutTeamPermissionResponses[keyof PutTeamPermissionResponses];

export type RemoveTeamPermissionByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}";
};

export type RemoveTeamPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveTeamPermissionByIdError = RemoveTeamPermissionByIdErrors[keyof RemoveTeamPermissionByIdErrors];

export type RemoveTeamPermissionByIdResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveTeamPermissionByIdResponse = RemoveTeamPermissionByIdResponses[keyof RemoveTeamPermissionByIdResponses];

export type GetTeamPermissionByIdData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}";
};

export type GetTeamPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetTeamPermissionByIdError = GetTeamPermissionByIdErrors[keyof GetTeamPermissionByIdErrors];

export type GetTeamPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetTeamPermissionByIdResponse = GetTeamPermissionByIdResponses[keyof GetTeamPermissionByIdResponses];

export type PutTeamPermissionByIdData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a team
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}";
};

export type PutTeamPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutTeamPermissionByIdError = PutTeamPermissionByIdErrors[keyof PutTeamPermissionByIdErrors];

export type PutTeamPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutTeamPermissionByIdResponse = PutTeamPermissionByIdResponses[keyof PutTeamPermissionByIdResponses];

export type RemoveRobotPermissionData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}";
};

export type RemoveRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveRobotPermissionError = RemoveRobotPermissionErrors[keyof RemoveRobotPermissionErrors];

export type RemoveRobotPermissionResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveRobotPermissionResponse = RemoveRobotPermissionResponses[keyof RemoveRobotPermissionResponses];

export type GetRobotPermissionData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}";
};

export type GetRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRobotPermissionError = GetRobotPermissionErrors[keyof GetRobotPermissionErrors];

export type GetRobotPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetRobotPermissionResponse = GetRobotPermissionResponses[keyof GetRobotPermissionResponses];

export type PutRobotPermissionData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}";
};

export type PutRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutRobotPermissionError = PutRobotPermissionErrors[keyof PutRobotPermissionErrors];

export type PutRobotPermissionResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutRobotPermissionResponse = PutRobotPermissionResponses[keyof PutRobotPermissionResponses];

export type RemoveRobotPermissionByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}";
};

export type RemoveRobotPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveRobotPermissionByIdError = RemoveRobotPermissionByIdErrors[keyof RemoveRobotPermissionByIdErrors];

export type RemoveRobotPermissionByIdResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveRobotPermissionByIdResponse = RemoveRobotPermissionByIdResponses[keyof RemoveRobotPermissionByIdResponses];

export type GetRobotPermissionByIdData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}";
};

export type GetRobotPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRobotPermissionByIdError = GetRobotPermissionByIdErrors[keyof GetRobotPermissionByIdErrors];

export type GetRobotPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type GetRobotPermissionByIdResponse = GetRobotPermissionByIdResponses[keyof GetRobotPermissionByIdResponses];

export type PutRobotPermissionByIdData = {
  body: {
    /**
     * `read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions
     */
    level: "read" | "write" | "admin";
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The name of a robot, without its organization's
     */
    name: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}";
};

export type PutRobotPermissionByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutRobotPermissionByIdError = PutRobotPermissionByIdErrors[keyof PutRobotPermissionByIdErrors];

export type PutRobotPermissionByIdResponses = {
  /**
   * The permission
   */
  200: Permission;
};

export type PutRobotPermissionByIdResponse = PutRobotPermissionByIdResponses[keyof PutRobotPermissionByIdResponses];

export type ExplainAccessData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * A username, a robot as `acme+ci` (its `+` sent as `%2B`), or `anonymous`; the caller when left out
     */
    as?: string;
    /**
     * As if through this token of the caller's
     */
    token_id?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/access";
};

export type ExplainAccessErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ExplainAccessError = ExplainAccessErrors[keyof ExplainAccessErrors];

export type ExplainAccessResponses = {
  /**
   * The decision and what led to it
   */
  200: AccessExplanation;
};

export type ExplainAccessResponse = ExplainAccessResponses[keyof ExplainAccessResponses];

export type ExplainAccessByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * A username, a robot as `acme+ci` (its `+` sent as `%2B`), or `anonymous`; the caller when left out
     */
    as?: string;
    /**
     * As if through this token of the caller's
     */
    token_id?: string;
  };
  url: "/api/v1/repositories/{repository_id}/access";
};

export type ExplainAccessByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ExplainAccessByIdError = ExplainAccessByIdErrors[keyof ExplainAccessByIdErrors];

export type ExplainAccessByIdResponses = {
  /**
   * The decision and what led to it
   */
  200: AccessExplanation;
};

export type ExplainAccessByIdResponse = ExplainAccessByIdResponses[keyof ExplainAccessByIdResponses];

export type ListRepositoryTagsData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * With a `-`, the other way round: the newest, largest or highest first
     */
    sort?: "name" | "-name" | "updated_at" | "-updated_at" | "size" | "-size" | "version" | "-version";
    /**
     * Only tags that begin with it
     */
    q?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/tags";
};

export type ListRepositoryTagsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagsError = ListRepositoryTagsErrors[keyof ListRepositoryTagsErrors];

export type ListRepositoryTagsResponses = {
  /**
   * A page of tags
   */
  200: {
    items: Array<RepositoryTag>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagsResponse = ListRepositoryTagsResponses[keyof ListRepositoryTagsResponses];

export type ListRepositoryTagsByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * With a `-`, the other way round: the newest, largest or highest first
     */
    sort?: "name" | "-name" | "updated_at" | "-updated_at" | "size" | "-size" | "version" | "-version";
    /**
     * Only tags that begin with it
     */
    q?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/tags";
};

export type ListRepositoryTagsByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagsByIdError = ListRepositoryTagsByIdErrors[keyof ListRepositoryTagsByIdErrors];

export type ListRepositoryTagsByIdResponses = {
  /**
   * A page of tags
   */
  200: {
    items: Array<RepositoryTag>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagsByIdResponse = ListRepositoryTagsByIdResponses[keyof ListRepositoryTagsByIdResponses];

export type DeleteRepositoryTagData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}";
};

export type DeleteRepositoryTagErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRepositoryTagError = DeleteRepositoryTagErrors[keyof DeleteRepositoryTagErrors];

export type DeleteRepositoryTagResponses = {
  /**
   * The tag is gone, into the trash
   */
  204: void;
};

export type DeleteRepositoryTagResponse = DeleteRepositoryTagResponses[keyof DeleteRepositoryTagResponses];

export type GetRepositoryTagData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}";
};

export type GetRepositoryTagErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRepositoryTagError = GetRepositoryTagErrors[keyof GetRepositoryTagErrors];

export type GetRepositoryTagResponses = {
  /**
   * The tag
   */
  200: RepositoryTag;
};

export type GetRepositoryTagResponse = GetRepositoryTagResponses[keyof GetRepositoryTagResponses];

export type SetRepositoryTagData = {
  body: {
    /**
     * Of a manifest that the repository has
     */
    digest: string;
    previous_digest?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}";
};

export type SetRepositoryTagErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SetRepositoryTagError = SetRepositoryTagErrors[keyof SetRepositoryTagErrors];

export type SetRepositoryTagResponses = {
  /**
   * The tag as it is now
   */
  200: RepositoryTag;
};

export type SetRepositoryTagResponse = SetRepositoryTagResponses[keyof SetRepositoryTagResponses];

export type DeleteRepositoryTagByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tags/{tag}";
};

export type DeleteRepositoryTagByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRepositoryTagByIdError = DeleteRepositoryTagByIdErrors[keyof DeleteRepositoryTagByIdErrors];

export type DeleteRepositoryTagByIdResponses = {
  /**
   * The tag is gone, into the trash
   */
  204: void;
};

export type DeleteRepositoryTagByIdResponse = DeleteRepositoryTagByIdResponses[keyof DeleteRepositoryTagByIdResponses];

export type GetRepositoryTagByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tags/{tag}";
};

export type GetRepositoryTagByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRepositoryTagByIdError = GetRepositoryTagByIdErrors[keyof GetRepositoryTagByIdErrors];

export type GetRepositoryTagByIdResponses = {
  /**
   * The tag
   */
  200: RepositoryTag;
};

export type GetRepositoryTagByIdResponse = GetRepositoryTagByIdResponses[keyof GetRepositoryTagByIdResponses];

export type SetRepositoryTagByIdData = {
  body: {
    /**
     * Of a manifest that the repository has
     */
    digest: string;
    previous_digest?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tags/{tag}";
};

export type SetRepositoryTagByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SetRepositoryTagByIdError = SetRepositoryTagByIdErrors[keyof SetRepositoryTagByIdErrors];

export type SetRepositoryTagByIdResponses = {
  /**
   * The tag as it is now
   */
  200: RepositoryTag;
};

export type SetRepositoryTagByIdResponse = SetRepositoryTagByIdResponses[keyof SetRepositoryTagByIdResponses];

export type ListRepositoryTagHistoryData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}/history";
};

export type ListRepositoryTagHistoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagHistoryError = ListRepositoryTagHistoryErrors[keyof ListRepositoryTagHistoryErrors];

export type ListRepositoryTagHistoryResponses = {
  /**
   * A page of changes
   */
  200: {
    items: Array<TagChange>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagHistoryResponse = ListRepositoryTagHistoryResponses[keyof ListRepositoryTagHistoryResponses];

export type ListRepositoryTagHistoryByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/tags/{tag}/history";
};

export type ListRepositoryTagHistoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagHistoryByIdError = ListRepositoryTagHistoryByIdErrors[keyof ListRepositoryTagHistoryByIdErrors];

export type ListRepositoryTagHistoryByIdResponses = {
  /**
   * A page of changes
   */
  200: {
    items: Array<TagChange>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagHistoryByIdResponse = ListRepositoryTagHistoryByIdResponses[keyof ListRepositoryTagHistoryByIdResponses];

export type ListRepositoryTagsHistoryData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/tag-history";
};

export type ListRepositoryTagsHistoryErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagsHistoryError = ListRepositoryTagsHistoryErrors[keyof ListRepositoryTagsHistoryErrors];

export type ListRepositoryTagsHistoryResponses = {
  /**
   * A page of changes
   */
  200: {
    items: Array<RepositoryTagChange>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagsHistoryResponse = ListRepositoryTagsHistoryResponses[keyof ListRepositoryTagsHistoryResponses];

export type ListRepositoryTagsHistoryByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/tag-history";
};

export type ListRepositoryTagsHistoryByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRepositoryTagsHistoryByIdError = ListRepositoryTagsHistoryByIdErrors[keyof ListRepositoryTagsHistoryByIdErrors];

export type ListRepositoryTagsHistoryByIdResponses = {
  /**
   * A page of changes
   */
  200: {
    items: Array<RepositoryTagChange>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRepositoryTagsHistoryByIdResponse = ListRepositoryTagsHistoryByIdResponses[keyof ListRepositoryTagsHistoryByIdResponses];

export type ListManifestsData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * Of an image, the media type of its config
     */
    artifact_type?: string;
    /**
     * Of the manifest itself
     */
    media_type?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/manifests";
};

export type ListManifestsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListManifestsError = ListManifestsErrors[keyof ListManifestsErrors];

export type ListManifestsResponses = {
  /**
   * A page of manifests
   */
  200: {
    items: Array<Manifest>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListManifestsResponse = ListManifestsResponses[keyof ListManifestsResponses];

export type ListManifestsByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * Of an image, the media type of its config
     */
    artifact_type?: string;
    /**
     * Of the manifest itself
     */
    media_type?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/manifests";
};

export type ListManifestsByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListManifestsByIdError = ListManifestsByIdErrors[keyof ListManifestsByIdErrors];

export type ListManifestsByIdResponses = {
  /**
   * A page of manifests
   */
  200: {
    items: Array<Manifest>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListManifestsByIdResponse = ListManifestsByIdResponses[keyof ListManifestsByIdResponses];

export type DeleteManifestData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}";
};

export type DeleteManifestErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteManifestError = DeleteManifestErrors[keyof DeleteManifestErrors];

export type DeleteManifestResponses = {
  /**
   * The manifest is gone
   */
  204: void;
};

export type DeleteManifestResponse = DeleteManifestResponses[keyof DeleteManifestResponses];

export type GetManifestData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}";
};

export type GetManifestErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetManifestError = GetManifestErrors[keyof GetManifestErrors];

export type GetManifestResponses = {
  /**
   * The manifest
   */
  200: ManifestDetail;
};

export type GetManifestResponse = GetManifestResponses[keyof GetManifestResponses];

export type DeleteManifestByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/manifests/{digest}";
};

export type DeleteManifestByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteManifestByIdError = DeleteManifestByIdErrors[keyof DeleteManifestByIdErrors];

export type DeleteManifestByIdResponses = {
  /**
   * The manifest is gone
   */
  204: void;
};

export type DeleteManifestByIdResponse = DeleteManifestByIdResponses[keyof DeleteManifestByIdResponses];

export type GetManifestByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/manifests/{digest}";
};

export type GetManifestByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetManifestByIdError = GetManifestByIdErrors[keyof GetManifestByIdErrors];

export type GetManifestByIdResponses = {
  /**
   * The manifest
   */
  200: ManifestDetail;
};

export type GetManifestByIdResponse = GetManifestByIdResponses[keyof GetManifestByIdResponses];

export type EmptyTrashData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/trash";
};

export type EmptyTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type EmptyTrashError = EmptyTrashErrors[keyof EmptyTrashErrors];

export type EmptyTrashResponses = {
  /**
   * What is gone
   */
  200: EmptiedTrash;
};

export type EmptyTrashResponse = EmptyTrashResponses[keyof EmptyTrashResponses];

export type ListTrashData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/trash";
};

export type ListTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTrashError = ListTrashErrors[keyof ListTrashErrors];

export type ListTrashResponses = {
  /**
   * A page of what can be restored, newest first
   */
  200: {
    items: Array<TrashEntry>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTrashResponse = ListTrashResponses[keyof ListTrashResponses];

export type EmptyTrashByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/trash";
};

export type EmptyTrashByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type EmptyTrashByIdError = EmptyTrashByIdErrors[keyof EmptyTrashByIdErrors];

export type EmptyTrashByIdResponses = {
  /**
   * What is gone
   */
  200: EmptiedTrash;
};

export type EmptyTrashByIdResponse = EmptyTrashByIdResponses[keyof EmptyTrashByIdResponses];

export type ListTrashByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/trash";
};

export type ListTrashByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTrashByIdError = ListTrashByIdErrors[keyof ListTrashByIdErrors];

export type ListTrashByIdResponses = {
  /**
   * A page of what can be restored, newest first
   */
  200: {
    items: Array<TrashEntry>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTrashByIdResponse = ListTrashByIdResponses[keyof ListTrashByIdResponses];

export type RestoreFromTrashData = {
  body: {
    force?: boolean;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of something in the trash
     */
    trash_id: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/trash/{trash_id}/restore";
};

export type RestoreFromTrashErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreFromTrashError = RestoreFromTrashErrors[keyof RestoreFromTrashErrors];

export type RestoreFromTrashResponses = {
  /**
   * What came back
   */
  200: RestoredFromTrash;
};

export type RestoreFromTrashResponse = RestoreFromTrashResponses[keyof RestoreFromTrashResponses];

export type RestoreFromTrashByIdData = {
  body: {
    force?: boolean;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of something in the trash
     */
    trash_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/trash/{trash_id}/restore";
};

export type RestoreFromTrashByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreFromTrashByIdError = RestoreFromTrashByIdErrors[keyof RestoreFromTrashByIdErrors];

export type RestoreFromTrashByIdResponses = {
  /**
   * What came back
   */
  200: RestoredFromTrash;
};

export type RestoreFromTrashByIdResponse = RestoreFromTrashByIdResponses[keyof RestoreFromTrashByIdResponses];

export type RestoreRepositoryTagData = {
  body: {
    digest?: string;
    previous_digest?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}/restore";
};

export type RestoreRepositoryTagErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreRepositoryTagError = RestoreRepositoryTagErrors[keyof RestoreRepositoryTagErrors];

export type RestoreRepositoryTagResponses = {
  /**
   * Where it points now, and what came back for it
   */
  200: TagMovedBack;
};

export type RestoreRepositoryTagResponse = RestoreRepositoryTagResponses[keyof RestoreRepositoryTagResponses];

export type RestoreRepositoryTagByIdData = {
  body: {
    digest?: string;
    previous_digest?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * A tag
     */
    tag: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tags/{tag}/restore";
};

export type RestoreRepositoryTagByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreRepositoryTagByIdError = RestoreRepositoryTagByIdErrors[keyof RestoreRepositoryTagByIdErrors];

export type RestoreRepositoryTagByIdResponses = {
  /**
   * Where it points now, and what came back for it
   */
  200: TagMovedBack;
};

export type RestoreRepositoryTagByIdResponse = RestoreRepositoryTagByIdResponses[keyof RestoreRepositoryTagByIdResponses];

export type ListHoldsData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/holds";
};

export type ListHoldsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListHoldsError = ListHoldsErrors[keyof ListHoldsErrors];

export type ListHoldsResponses = {
  /**
   * A page of those that count now, oldest first
   */
  200: {
    items: Array<Hold>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListHoldsResponse = ListHoldsResponses[keyof ListHoldsResponses];

export type CreateHoldData = {
  body: {
    /**
     * What it is on: tags by pattern, one digest, or everything
     */
    kind: "tag" | "digest" | "repository";
    /**
     * A tag or a pattern with `*` and `?`, or a digest
     */
    target?: string;
    reason: string;
    /**
     * Never when left out
     */
    expires_at?: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/holds";
};

export type CreateHoldErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateHoldError = CreateHoldErrors[keyof CreateHoldErrors];

export type CreateHoldResponses = {
  /**
   * The hold
   */
  201: Hold;
};

export type CreateHoldResponse = CreateHoldResponses[keyof CreateHoldResponses];

export type ListHoldsByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/holds";
};

export type ListHoldsByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListHoldsByIdError = ListHoldsByIdErrors[keyof ListHoldsByIdErrors];

export type ListHoldsByIdResponses = {
  /**
   * A page of those that count now, oldest first
   */
  200: {
    items: Array<Hold>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListHoldsByIdResponse = ListHoldsByIdResponses[keyof ListHoldsByIdResponses];

export type CreateHoldByIdData = {
  body: {
    /**
     * What it is on: tags by pattern, one digest, or everything
     */
    kind: "tag" | "digest" | "repository";
    /**
     * A tag or a pattern with `*` and `?`, or a digest
     */
    target?: string;
    reason: string;
    /**
     * Never when left out
     */
    expires_at?: string;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/holds";
};

export type CreateHoldByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateHoldByIdError = CreateHoldByIdErrors[keyof CreateHoldByIdErrors];

export type CreateHoldByIdResponses = {
  /**
   * The hold
   */
  201: Hold;
};

export type CreateHoldByIdResponse = CreateHoldByIdResponses[keyof CreateHoldByIdResponses];

export type ReleaseHoldData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of a hold
     */
    hold_id: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/holds/{hold_id}";
};

export type ReleaseHoldErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ReleaseHoldError = ReleaseHoldErrors[keyof ReleaseHoldErrors];

export type ReleaseHoldResponses = {
  /**
   * It is released
   */
  204: void;
};

export type ReleaseHoldResponse = ReleaseHoldResponses[keyof ReleaseHoldResponses];

export type ReleaseHoldByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of a hold
     */
    hold_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/holds/{hold_id}";
};

export type ReleaseHoldByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ReleaseHoldByIdError = ReleaseHoldByIdErrors[keyof ReleaseHoldByIdErrors];

export type ReleaseHoldByIdResponses = {
  /**
   * It is released
   */
  204: void;
};

export type ReleaseHoldByIdResponse = ReleaseHoldByIdResponses[keyof ReleaseHoldByIdResponses];

export type ListTagRulesData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tag-rules";
};

export type ListTagRulesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTagRulesError = ListTagRulesErrors[keyof ListTagRulesErrors];

export type ListTagRulesResponses = {
  /**
   * Those of the organization first
   */
  200: ImmutableTagRules;
};

export type ListTagRulesResponse = ListTagRulesResponses[keyof ListTagRulesResponses];

export type CreateTagRuleData = {
  body: {
    /**
     * Tags with `*` for any text and `?` for one character; what begins with `!` is taken out
     */
    patterns: Array<string>;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tag-rules";
};

export type CreateTagRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateTagRuleError = CreateTagRuleErrors[keyof CreateTagRuleErrors];

export type CreateTagRuleResponses = {
  /**
   * The rule
   */
  201: ImmutableTagRule;
};

export type CreateTagRuleResponse = CreateTagRuleResponses[keyof CreateTagRuleResponses];

export type ListTagRulesByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tag-rules";
};

export type ListTagRulesByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTagRulesByIdError = ListTagRulesByIdErrors[keyof ListTagRulesByIdErrors];

export type ListTagRulesByIdResponses = {
  /**
   * Those of the organization first
   */
  200: ImmutableTagRules;
};

export type ListTagRulesByIdResponse = ListTagRulesByIdResponses[keyof ListTagRulesByIdResponses];

export type CreateTagRuleByIdData = {
  body: {
    /**
     * Tags with `*` for any text and `?` for one character; what begins with `!` is taken out
     */
    patterns: Array<string>;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tag-rules";
};

export type CreateTagRuleByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateTagRuleByIdError = CreateTagRuleByIdErrors[keyof CreateTagRuleByIdErrors];

export type CreateTagRuleByIdResponses = {
  /**
   * The rule
   */
  201: ImmutableTagRule;
};

export type CreateTagRuleByIdResponse = CreateTagRuleByIdResponses[keyof CreateTagRuleByIdResponses];

export type DeleteTagRuleData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of a rule for tags
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/tag-rules/{rule_id}";
};

export type DeleteTagRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteTagRuleError = DeleteTagRuleErrors[keyof DeleteTagRuleErrors];

export type DeleteTagRuleResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteTagRuleResponse = DeleteTagRuleResponses[keyof DeleteTagRuleResponses];

export type DeleteTagRuleByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of a rule for tags
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/tag-rules/{rule_id}";
};

export type DeleteTagRuleByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteTagRuleByIdError = DeleteTagRuleByIdErrors[keyof DeleteTagRuleByIdErrors];

export type DeleteTagRuleByIdResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteTagRuleByIdResponse = DeleteTagRuleByIdResponses[keyof DeleteTagRuleByIdResponses];

export type ListOrganizationTagRulesData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/tag-rules";
};

export type ListOrganizationTagRulesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationTagRulesError = ListOrganizationTagRulesErrors[keyof ListOrganizationTagRulesErrors];

export type ListOrganizationTagRulesResponses = {
  /**
   * All of them
   */
  200: ImmutableTagRules;
};

export type ListOrganizationTagRulesResponse = ListOrganizationTagRulesResponses[keyof ListOrganizationTagRulesResponses];

export type CreateOrganizationTagRuleData = {
  body: {
    /**
     * Tags with `*` for any text and `?` for one character; what begins with `!` is taken out
     */
    patterns: Array<string>;
  };
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/tag-rules";
};

export type CreateOrganizationTagRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateOrganizationTagRuleError = CreateOrganizationTagRuleErrors[keyof CreateOrganizationTagRuleErrors];

export type CreateOrganizationTagRuleResponses = {
  /**
   * The rule
   */
  201: ImmutableTagRule;
};

export type CreateOrganizationTagRuleResponse = CreateOrganizationTagRuleResponses[keyof CreateOrganizationTagRuleResponses];

export type DeleteOrganizationTagRuleData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The id of a rule for tags
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/tag-rules/{rule_id}";
};

export type DeleteOrganizationTagRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteOrganizationTagRuleError = DeleteOrganizationTagRuleErrors[keyof DeleteOrganizationTagRuleErrors];

export type DeleteOrganizationTagRuleResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteOrganizationTagRuleResponse = DeleteOrganizationTagRuleResponses[keyof DeleteOrganizationTagRuleResponses];

export type DeleteRetentionPolicyData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/policy";
};

export type DeleteRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRetentionPolicyError = DeleteRetentionPolicyErrors[keyof DeleteRetentionPolicyErrors];

export type DeleteRetentionPolicyResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteRetentionPolicyResponse = DeleteRetentionPolicyResponses[keyof DeleteRetentionPolicyResponses];

export type GetRetentionPolicyData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/policy";
};

export type GetRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRetentionPolicyError = GetRetentionPolicyErrors[keyof GetRetentionPolicyErrors];

export type GetRetentionPolicyResponses = {
  /**
   * The policy
   */
  200: RetentionPolicy;
};

export type GetRetentionPolicyResponse = GetRetentionPolicyResponses[keyof GetRetentionPolicyResponses];

export type PutRetentionPolicyData = {
  body: {
    rules: Array<RetentionRule>;
    automatic?: boolean;
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/policy";
};

export type PutRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutRetentionPolicyError = PutRetentionPolicyErrors[keyof PutRetentionPolicyErrors];

export type PutRetentionPolicyResponses = {
  /**
   * The policy as it is now
   */
  200: RetentionPolicy;
};

export type PutRetentionPolicyResponse = PutRetentionPolicyResponses[keyof PutRetentionPolicyResponses];

export type DeleteRetentionPolicyByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/policy";
};

export type DeleteRetentionPolicyByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRetentionPolicyByIdError = DeleteRetentionPolicyByIdErrors[keyof DeleteRetentionPolicyByIdErrors];

export type DeleteRetentionPolicyByIdResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteRetentionPolicyByIdResponse = DeleteRetentionPolicyByIdResponses[keyof DeleteRetentionPolicyByIdResponses];

export type GetRetentionPolicyByIdData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/policy";
};

export type GetRetentionPolicyByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRetentionPolicyByIdError = GetRetentionPolicyByIdErrors[keyof GetRetentionPolicyByIdErrors];

export type GetRetentionPolicyByIdResponses = {
  /**
   * The policy
   */
  200: RetentionPolicy;
};

export type GetRetentionPolicyByIdResponse = GetRetentionPolicyByIdResponses[keyof GetRetentionPolicyByIdResponses];

export type PutRetentionPolicyByIdData = {
  body: {
    rules: Array<RetentionRule>;
    automatic?: boolean;
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/policy";
};

export type PutRetentionPolicyByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutRetentionPolicyByIdError = PutRetentionPolicyByIdErrors[keyof PutRetentionPolicyByIdErrors];

export type PutRetentionPolicyByIdResponses = {
  /**
   * The policy as it is now
   */
  200: RetentionPolicy;
};

export type PutRetentionPolicyByIdResponse = PutRetentionPolicyByIdResponses[keyof PutRetentionPolicyByIdResponses];

export type ListRetentionPlansData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/retention/plans";
};

export type ListRetentionPlansErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRetentionPlansError = ListRetentionPlansErrors[keyof ListRetentionPlansErrors];

export type ListRetentionPlansResponses = {
  /**
   * A page of plans, newest first
   */
  200: {
    items: Array<RetentionPlan>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRetentionPlansResponse = ListRetentionPlansResponses[keyof ListRetentionPlansResponses];

export type CreateRetentionPlanData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/plans";
};

export type CreateRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateRetentionPlanError = CreateRetentionPlanErrors[keyof CreateRetentionPlanErrors];

export type CreateRetentionPlanResponses = {
  /**
   * The plan
   */
  201: RetentionPlan;
};

export type CreateRetentionPlanResponse = CreateRetentionPlanResponses[keyof CreateRetentionPlanResponses];

export type ListRetentionPlansByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/retention/plans";
};

export type ListRetentionPlansByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRetentionPlansByIdError = ListRetentionPlansByIdErrors[keyof ListRetentionPlansByIdErrors];

export type ListRetentionPlansByIdResponses = {
  /**
   * A page of plans, newest first
   */
  200: {
    items: Array<RetentionPlan>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRetentionPlansByIdResponse = ListRetentionPlansByIdResponses[keyof ListRetentionPlansByIdResponses];

export type CreateRetentionPlanByIdData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/plans";
};

export type CreateRetentionPlanByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateRetentionPlanByIdError = CreateRetentionPlanByIdErrors[keyof CreateRetentionPlanByIdErrors];

export type CreateRetentionPlanByIdResponses = {
  /**
   * The plan
   */
  201: RetentionPlan;
};

export type CreateRetentionPlanByIdResponse = CreateRetentionPlanByIdResponses[keyof CreateRetentionPlanByIdResponses];

export type GetRetentionPlanData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}";
};

export type GetRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRetentionPlanError = GetRetentionPlanErrors[keyof GetRetentionPlanErrors];

export type GetRetentionPlanResponses = {
  /**
   * The plan
   */
  200: RetentionPlan;
};

export type GetRetentionPlanResponse = GetRetentionPlanResponses[keyof GetRetentionPlanResponses];

export type GetRetentionPlanByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}";
};

export type GetRetentionPlanByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRetentionPlanByIdError = GetRetentionPlanByIdErrors[keyof GetRetentionPlanByIdErrors];

export type GetRetentionPlanByIdResponses = {
  /**
   * The plan
   */
  200: RetentionPlan;
};

export type GetRetentionPlanByIdResponse = GetRetentionPlanByIdResponses[keyof GetRetentionPlanByIdResponses];

export type ListRetentionPlanItemsData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: {
    /**
     * Only these
     */
    action?: "keep" | "delete";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}/items";
};

export type ListRetentionPlanItemsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRetentionPlanItemsError = ListRetentionPlanItemsErrors[keyof ListRetentionPlanItemsErrors];

export type ListRetentionPlanItemsResponses = {
  /**
   * A page of items
   */
  200: {
    items: Array<RetentionPlanItem>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRetentionPlanItemsResponse = ListRetentionPlanItemsResponses[keyof ListRetentionPlanItemsResponses];

export type ListRetentionPlanItemsByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: {
    /**
     * Only these
     */
    action?: "keep" | "delete";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}/items";
};

export type ListRetentionPlanItemsByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRetentionPlanItemsByIdError = ListRetentionPlanItemsByIdErrors[keyof ListRetentionPlanItemsByIdErrors];

export type ListRetentionPlanItemsByIdResponses = {
  /**
   * A page of items
   */
  200: {
    items: Array<RetentionPlanItem>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRetentionPlanItemsByIdResponse = ListRetentionPlanItemsByIdResponses[keyof ListRetentionPlanItemsByIdResponses];

export type ApplyRetentionPlanData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}/apply";
};

export type ApplyRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ApplyRetentionPlanError = ApplyRetentionPlanErrors[keyof ApplyRetentionPlanErrors];

export type ApplyRetentionPlanResponses = {
  /**
   * It is being applied
   */
  202: RetentionPlan;
};

export type ApplyRetentionPlanResponse = ApplyRetentionPlanResponses[keyof ApplyRetentionPlanResponses];

export type ApplyRetentionPlanByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}/apply";
};

export type ApplyRetentionPlanByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ApplyRetentionPlanByIdError = ApplyRetentionPlanByIdErrors[keyof ApplyRetentionPlanByIdErrors];

export type ApplyRetentionPlanByIdResponses = {
  /**
   * It is being applied
   */
  202: RetentionPlan;
};

export type ApplyRetentionPlanByIdResponse = ApplyRetentionPlanByIdResponses[keyof ApplyRetentionPlanByIdResponses];

export type DeleteOrganizationRetentionPolicyData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/policy";
};

export type DeleteOrganizationRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteOrganizationRetentionPolicyError = DeleteOrganizationRetentionPolicyErrors[keyof DeleteOrganizationRetentionPolicyErrors];

export type DeleteOrganizationRetentionPolicyResponses = {
  /**
   * It is gone
   */
  204: void;
};

export type DeleteOrganizationRetentionPolicyResponse =
  DeleteOrganizationRetentionPolicyResponses[keyof DeleteOrganizationRetentionPolicyResponses];

export type GetOrganizationRetentionPolicyData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/policy";
};

export type GetOrganizationRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationRetentionPolicyError = GetOrganizationRetentionPolicyErrors[keyof GetOrganizationRetentionPolicyErrors];

export type GetOrganizationRetentionPolicyResponses = {
  /**
   * The policy
   */
  200: RetentionPolicy;
};

export type GetOrganizationRetentionPolicyResponse = GetOrganizationRetentionPolicyResponses[keyof GetOrganizationRetentionPolicyResponses];

export type PutOrganizationRetentionPolicyData = {
  body: {
    rules: Array<RetentionRule>;
    automatic?: boolean;
  };
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/policy";
};

export type PutOrganizationRetentionPolicyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutOrganizationRetentionPolicyError = PutOrganizationRetentionPolicyErrors[keyof PutOrganizationRetentionPolicyErrors];

export type PutOrganizationRetentionPolicyResponses = {
  /**
   * The policy as it is now
   */
  200: RetentionPolicy;
};

export type PutOrganizationRetentionPolicyResponse = PutOrganizationRetentionPolicyResponses[keyof PutOrganizationRetentionPolicyResponses];

export type ListOrganizationRetentionPlansData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/retention/plans";
};

export type ListOrganizationRetentionPlansErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationRetentionPlansError = ListOrganizationRetentionPlansErrors[keyof ListOrganizationRetentionPlansErrors];

export type ListOrganizationRetentionPlansResponses = {
  /**
   * A page of plans, newest first
   */
  200: {
    items: Array<RetentionPlan>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationRetentionPlansResponse = ListOrganizationRetentionPlansResponses[keyof ListOrganizationRetentionPlansResponses];

export type CreateOrganizationRetentionPlanData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/plans";
};

export type CreateOrganizationRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateOrganizationRetentionPlanError = CreateOrganizationRetentionPlanErrors[keyof CreateOrganizationRetentionPlanErrors];

export type CreateOrganizationRetentionPlanResponses = {
  /**
   * The plan
   */
  202: RetentionPlan;
};

export type CreateOrganizationRetentionPlanResponse =
  CreateOrganizationRetentionPlanResponses[keyof CreateOrganizationRetentionPlanResponses];

export type GetOrganizationRetentionPlanData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/plans/{plan_id}";
};

export type GetOrganizationRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationRetentionPlanError = GetOrganizationRetentionPlanErrors[keyof GetOrganizationRetentionPlanErrors];

export type GetOrganizationRetentionPlanResponses = {
  /**
   * The plan
   */
  200: RetentionPlan;
};

export type GetOrganizationRetentionPlanResponse = GetOrganizationRetentionPlanResponses[keyof GetOrganizationRetentionPlanResponses];

export type ListOrganizationRetentionPlanItemsData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: {
    /**
     * Only these
     */
    action?: "keep" | "delete";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/retention/plans/{plan_id}/items";
};

export type ListOrganizationRetentionPlanItemsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationRetentionPlanItemsError =
  ListOrganizationRetentionPlanItemsErrors[keyof ListOrganizationRetentionPlanItemsErrors];

export type ListOrganizationRetentionPlanItemsResponses = {
  /**
   * A page of items
   */
  200: {
    items: Array<RetentionPlanItem>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationRetentionPlanItemsResponse =
  ListOrganizationRetentionPlanItemsResponses[keyof ListOrganizationRetentionPlanItemsResponses];

export type ApplyOrganizationRetentionPlanData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The id of a retention plan
     */
    plan_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/retention/plans/{plan_id}/apply";
};

export type ApplyOrganizationRetentionPlanErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ApplyOrganizationRetentionPlanError = ApplyOrganizationRetentionPlanErrors[keyof ApplyOrganizationRetentionPlanErrors];

export type ApplyOrganizationRetentionPlanResponses = {
  /**
   * It is being applied
   */
  202: RetentionPlan;
};

export type ApplyOrganizationRetentionPlanResponse = ApplyOrganizationRetentionPlanResponses[keyof ApplyOrganizationRetentionPlanResponses];

export type ListReferrersData = {
  body?: never;
  path: {
    /**
     * The first part of a repository's name; `library` for names without one
     */
    namespace: string;
    /**
     * The rest of the repository's name; a `/` within it is sent as `%2F`
     */
    repository: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: {
    /**
     * Only referrers of this type
     */
    artifact_type?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}/referrers";
};

export type ListReferrersErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListReferrersError = ListReferrersErrors[keyof ListReferrersErrors];

export type ListReferrersResponses = {
  /**
   * A page of referrers, in the order in which they were pushed
   */
  200: {
    items: Array<Referrer>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListReferrersResponse = ListReferrersResponses[keyof ListReferrersResponses];

export type ListReferrersByIdData = {
  body?: never;
  path: {
    /**
     * The id of a repository; stays the same when it is renamed or moved
     */
    repository_id: string;
    /**
     * The digest of a manifest
     */
    digest: string;
  };
  query?: {
    /**
     * Only referrers of this type
     */
    artifact_type?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/repositories/{repository_id}/manifests/{digest}/referrers";
};

export type ListReferrersByIdErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListReferrersByIdError = ListReferrersByIdErrors[keyof ListReferrersByIdErrors];

export type ListReferrersByIdResponses = {
  /**
   * A page of referrers, in the order in which they were pushed
   */
  200: {
    items: Array<Referrer>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListReferrersByIdResponse = ListReferrersByIdResponses[keyof ListReferrersByIdResponses];

export type SearchData = {
  body?: never;
  path?: never;
  query: {
    /**
     * What to look for
     */
    q: string;
    /**
     * What kind of thing; when left out it follows from how `q` looks
     */
    kind?: "repository" | "tag" | "digest" | "user";
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/search";
};

export type SearchErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type SearchError = SearchErrors[keyof SearchErrors];

export type SearchResponses = {
  /**
   * A page of what was found
   */
  200: {
    items: Array<SearchResult>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type SearchResponse = SearchResponses[keyof SearchResponses];

export type RegisterData = {
  body: Registration;
  path?: never;
  query?: never;
  url: "/api/v1/auth/register";
};

export type RegisterErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RegisterError = RegisterErrors[keyof RegisterErrors];

export type RegisterResponses = {
  /**
   * The account; sign in next
   */
  201: User;
};

export type RegisterResponse = RegisterResponses[keyof RegisterResponses];

export type ForgotPasswordData = {
  body: ForgottenPassword;
  path?: never;
  query?: never;
  url: "/api/v1/auth/password/forgot";
};

export type ForgotPasswordErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ForgotPasswordError = ForgotPasswordErrors[keyof ForgotPasswordErrors];

export type ForgotPasswordResponses = {
  /**
   * If there is such an account, mail is on its way
   */
  202: {
    is_accepted: true;
  };
};

export type ForgotPasswordResponse = ForgotPasswordResponses[keyof ForgotPasswordResponses];

export type ResetPasswordData = {
  body: ForgottenPasswordReset;
  path?: never;
  query?: never;
  url: "/api/v1/auth/password/reset";
};

export type ResetPasswordErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ResetPasswordError = ResetPasswordErrors[keyof ResetPasswordErrors];

export type ResetPasswordResponses = {
  /**
   * Set; sign in with it
   */
  204: void;
};

export type ResetPasswordResponse = ResetPasswordResponses[keyof ResetPasswordResponses];

export type ChangePasswordData = {
  body: PasswordChange;
  path?: never;
  query?: never;
  url: "/api/v1/user/password";
};

export type ChangePasswordErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ChangePasswordError = ChangePasswordErrors[keyof ChangePasswordErrors];

export type ChangePasswordResponses = {
  /**
   * Changed
   */
  204: void;
};

export type ChangePasswordResponse = ChangePasswordResponses[keyof ChangePasswordResponses];

export type VerifyEmailData = {
  body: EmailVerification;
  path?: never;
  query?: never;
  url: "/api/v1/user/email/verify";
};

export type VerifyEmailErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type VerifyEmailError = VerifyEmailErrors[keyof VerifyEmailErrors];

export type VerifyEmailResponses = {
  /**
   * You, with the address
   */
  200: User;
};

export type VerifyEmailResponse = VerifyEmailResponses[keyof VerifyEmailResponses];

export type ListUsersData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/users";
};

export type ListUsersErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListUsersError = ListUsersErrors[keyof ListUsersErrors];

export type ListUsersResponses = {
  /**
   * A page of users, by username
   */
  200: {
    items: Array<User>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListUsersResponse = ListUsersResponses[keyof ListUsersResponses];

export type CreateUserData = {
  body: NewUser;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/users";
};

export type CreateUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateUserError = CreateUserErrors[keyof CreateUserErrors];

export type CreateUserResponses = {
  /**
   * The user
   */
  201: User;
};

export type CreateUserResponse = CreateUserResponses[keyof CreateUserResponses];

export type DeleteUserData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}";
};

export type DeleteUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteUserError = DeleteUserErrors[keyof DeleteUserErrors];

export type DeleteUserResponses = {
  /**
   * Deleted, with tokens, sessions and memberships
   */
  204: void;
};

export type DeleteUserResponse = DeleteUserResponses[keyof DeleteUserResponses];

export type GetUserData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}";
};

export type GetUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetUserError = GetUserErrors[keyof GetUserErrors];

export type GetUserResponses = {
  /**
   * The user
   */
  200: UserProfile;
};

export type GetUserResponse = GetUserResponses[keyof GetUserResponses];

export type UpdateUserData = {
  body: UserUpdate;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}";
};

export type UpdateUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateUserError = UpdateUserErrors[keyof UpdateUserErrors];

export type UpdateUserResponses = {
  /**
   * The user as it is now
   */
  200: User;
};

export type UpdateUserResponse = UpdateUserResponses[keyof UpdateUserResponses];

export type DisableUserData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/disable";
};

export type DisableUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DisableUserError = DisableUserErrors[keyof DisableUserErrors];

export type DisableUserResponses = {
  /**
   * Done, or done before
   */
  204: void;
};

export type DisableUserResponse = DisableUserResponses[keyof DisableUserResponses];

export type EnableUserData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/enable";
};

export type EnableUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type EnableUserError = EnableUserErrors[keyof EnableUserErrors];

export type EnableUserResponses = {
  /**
   * Done, or done before
   */
  204: void;
};

export type EnableUserResponse = EnableUserResponses[keyof EnableUserResponses];

export type ResetUserPasswordData = {
  body: PasswordReset;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/password";
};

export type ResetUserPasswordErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ResetUserPasswordError = ResetUserPasswordErrors[keyof ResetUserPasswordErrors];

export type ResetUserPasswordResponses = {
  /**
   * Set
   */
  204: void;
};

export type ResetUserPasswordResponse = ResetUserPasswordResponses[keyof ResetUserPasswordResponses];

export type GetCurrentUserData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/user";
};

export type GetCurrentUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetCurrentUserError = GetCurrentUserErrors[keyof GetCurrentUserErrors];

export type GetCurrentUserResponses = {
  /**
   * You
   */
  200: User;
};

export type GetCurrentUserResponse = GetCurrentUserResponses[keyof GetCurrentUserResponses];

export type UpdateCurrentUserData = {
  body: OwnUserUpdate;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/user";
};

export type UpdateCurrentUserErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateCurrentUserError = UpdateCurrentUserErrors[keyof UpdateCurrentUserErrors];

export type UpdateCurrentUserResponses = {
  /**
   * You as you are now
   */
  200: User;
};

export type UpdateCurrentUserResponse = UpdateCurrentUserResponses[keyof UpdateCurrentUserResponses];

export type ListTokensData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/tokens";
};

export type ListTokensErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTokensError = ListTokensErrors[keyof ListTokensErrors];

export type ListTokensResponses = {
  /**
   * A page of tokens, oldest first
   */
  200: {
    items: Array<Token>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTokensResponse = ListTokensResponses[keyof ListTokensResponses];

export type CreateTokenData = {
  body: NewToken;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/tokens";
};

export type CreateTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateTokenError = CreateTokenErrors[keyof CreateTokenErrors];

export type CreateTokenResponses = {
  /**
   * The token, with its secret
   */
  201: CreatedToken;
};

export type CreateTokenResponse = CreateTokenResponses[keyof CreateTokenResponses];

export type RevokeTokenData = {
  body?: never;
  path: {
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/tokens/{token_id}";
};

export type RevokeTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeTokenError = RevokeTokenErrors[keyof RevokeTokenErrors];

export type RevokeTokenResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeTokenResponse = RevokeTokenResponses[keyof RevokeTokenResponses];

export type GetTokenData = {
  body?: never;
  path: {
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/tokens/{token_id}";
};

export type GetTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetTokenError = GetTokenErrors[keyof GetTokenErrors];

export type GetTokenResponses = {
  /**
   * The token, without its secret
   */
  200: Token;
};

export type GetTokenResponse = GetTokenResponses[keyof GetTokenResponses];

export type ListUserTokensData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/users/{username}/tokens";
};

export type ListUserTokensErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListUserTokensError = ListUserTokensErrors[keyof ListUserTokensErrors];

export type ListUserTokensResponses = {
  /**
   * A page of tokens, oldest first
   */
  200: {
    items: Array<Token>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListUserTokensResponse = ListUserTokensResponses[keyof ListUserTokensResponses];

export type RevokeUserTokenData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/tokens/{token_id}";
};

export type RevokeUserTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeUserTokenError = RevokeUserTokenErrors[keyof RevokeUserTokenErrors];

export type RevokeUserTokenResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeUserTokenResponse = RevokeUserTokenResponses[keyof RevokeUserTokenResponses];

export type ListInvitationsData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/invitations";
};

export type ListInvitationsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListInvitationsError = ListInvitationsErrors[keyof ListInvitationsErrors];

export type ListInvitationsResponses = {
  /**
   * A page of invitations that were neither accepted nor revoked, oldest first
   */
  200: {
    items: Array<Invitation>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListInvitationsResponse = ListInvitationsResponses[keyof ListInvitationsResponses];

export type CreateInvitationData = {
  body: NewInvitation;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/invitations";
};

export type CreateInvitationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateInvitationError = CreateInvitationErrors[keyof CreateInvitationErrors];

export type CreateInvitationResponses = {
  /**
   * The invitation, with its secret
   */
  201: CreatedInvitation;
};

export type CreateInvitationResponse = CreateInvitationResponses[keyof CreateInvitationResponses];

export type RevokeInvitationData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The id of an invitation
     */
    invitation_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/invitations/{invitation_id}";
};

export type RevokeInvitationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeInvitationError = RevokeInvitationErrors[keyof RevokeInvitationErrors];

export type RevokeInvitationResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeInvitationResponse = RevokeInvitationResponses[keyof RevokeInvitationResponses];

export type AcceptInvitationData = {
  body: InvitationAcceptance;
  path?: never;
  query?: never;
  url: "/api/v1/invitations/accept";
};

export type AcceptInvitationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type AcceptInvitationError = AcceptInvitationErrors[keyof AcceptInvitationErrors];

export type AcceptInvitationResponses = {
  /**
   * What you are a member of now
   */
  200: Invitation;
};

export type AcceptInvitationResponse = AcceptInvitationResponses[keyof AcceptInvitationResponses];

export type ListSiteInvitationsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/invitations";
};

export type ListSiteInvitationsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListSiteInvitationsError = ListSiteInvitationsErrors[keyof ListSiteInvitationsErrors];

export type ListSiteInvitationsResponses = {
  /**
   * A page of invitations that were neither accepted nor revoked, oldest first
   */
  200: {
    items: Array<Invitation>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListSiteInvitationsResponse = ListSiteInvitationsResponses[keyof ListSiteInvitationsResponses];

export type CreateSiteInvitationData = {
  body: NewSiteInvitation;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/invitations";
};

export type CreateSiteInvitationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateSiteInvitationError = CreateSiteInvitationErrors[keyof CreateSiteInvitationErrors];

export type CreateSiteInvitationResponses = {
  /**
   * The invitation, with its secret
   */
  201: CreatedInvitation;
};

export type CreateSiteInvitationResponse = CreateSiteInvitationResponses[keyof CreateSiteInvitationResponses];

export type RevokeSiteInvitationData = {
  body?: never;
  path: {
    /**
     * The id of an invitation
     */
    invitation_id: string;
  };
  query?: never;
  url: "/api/v1/invitations/{invitation_id}";
};

export type RevokeSiteInvitationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeSiteInvitationError = RevokeSiteInvitationErrors[keyof RevokeSiteInvitationErrors];

export type RevokeSiteInvitationResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeSiteInvitationResponse = RevokeSiteInvitationResponses[keyof RevokeSiteInvitationResponses];

export type ListOrganizationsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * `true` for every organization; for site administrators
     */
    all?: boolean;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs";
};

export type ListOrganizationsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationsError = ListOrganizationsErrors[keyof ListOrganizationsErrors];

export type ListOrganizationsResponses = {
  /**
   * A page of organizations, by name
   */
  200: {
    items: Array<Organization>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationsResponse = ListOrganizationsResponses[keyof ListOrganizationsResponses];

export type CreateOrganizationData = {
  body: NewOrganization;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/orgs";
};

export type CreateOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateOrganizationError = CreateOrganizationErrors[keyof CreateOrganizationErrors];

export type CreateOrganizationResponses = {
  /**
   * The organization
   */
  201: Organization;
};

export type CreateOrganizationResponse = CreateOrganizationResponses[keyof CreateOrganizationResponses];

export type DeleteOrganizationData = {
  body?: never;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}";
};

export type DeleteOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteOrganizationError = DeleteOrganizationErrors[keyof DeleteOrganizationErrors];

export type DeleteOrganizationResponses = {
  /**
   * Deleted
   */
  204: void;
};

export type DeleteOrganizationResponse = DeleteOrganizationResponses[keyof DeleteOrganizationResponses];

export type GetOrganizationData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}";
};

export type GetOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationError = GetOrganizationErrors[keyof GetOrganizationErrors];

export type GetOrganizationResponses = {
  /**
   * The organization
   */
  200: Organization;
};

export type GetOrganizationResponse = GetOrganizationResponses[keyof GetOrganizationResponses];

export type UpdateOrganizationData = {
  body: OrganizationPatch;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}";
};

export type UpdateOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateOrganizationError = UpdateOrganizationErrors[keyof UpdateOrganizationErrors];

export type UpdateOrganizationResponses = {
  /**
   * The organization as it is now
   */
  200: Organization;
};

export type UpdateOrganizationResponse = UpdateOrganizationResponses[keyof UpdateOrganizationResponses];

export type RenameOrganizationData = {
  body: OrganizationRename;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/rename";
};

export type RenameOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RenameOrganizationError = RenameOrganizationErrors[keyof RenameOrganizationErrors];

export type RenameOrganizationResponses = {
  /**
   * The organization under its new name
   */
  200: Organization;
};

export type RenameOrganizationResponse = RenameOrganizationResponses[keyof RenameOrganizationResponses];

export type RestoreOrganizationData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/restore";
};

export type RestoreOrganizationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RestoreOrganizationError = RestoreOrganizationErrors[keyof RestoreOrganizationErrors];

export type RestoreOrganizationResponses = {
  /**
   * The organization
   */
  200: Organization;
};

export type RestoreOrganizationResponse = RestoreOrganizationResponses[keyof RestoreOrganizationResponses];

export type ListMembersData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/members";
};

export type ListMembersErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListMembersError = ListMembersErrors[keyof ListMembersErrors];

export type ListMembersResponses = {
  /**
   * A page of members, by name
   */
  200: {
    items: Array<ListedMember>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListMembersResponse = ListMembersResponses[keyof ListMembersResponses];

export type RemoveMemberData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/members/{username}";
};

export type RemoveMemberErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveMemberError = RemoveMemberErrors[keyof RemoveMemberErrors];

export type RemoveMemberResponses = {
  /**
   * Removed
   */
  204: void;
};

export type RemoveMemberResponse = RemoveMemberResponses[keyof RemoveMemberResponses];

export type GetMemberData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/members/{username}";
};

export type GetMemberErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetMemberError = GetMemberErrors[keyof GetMemberErrors];

export type GetMemberResponses = {
  /**
   * The member
   */
  200: Member;
};

export type GetMemberResponse = GetMemberResponses[keyof GetMemberResponses];

export type PutMemberData = {
  body: Membership;
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/members/{username}";
};

export type PutMemberErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutMemberError = PutMemberErrors[keyof PutMemberErrors];

export type PutMemberResponses = {
  /**
   * The member
   */
  200: Member;
};

export type PutMemberResponse = PutMemberResponses[keyof PutMemberResponses];

export type ListTeamsData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/teams";
};

export type ListTeamsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTeamsError = ListTeamsErrors[keyof ListTeamsErrors];

export type ListTeamsResponses = {
  /**
   * A page of teams, by name
   */
  200: {
    items: Array<Team>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTeamsResponse = ListTeamsResponses[keyof ListTeamsResponses];

export type CreateTeamData = {
  body: NewTeam;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams";
};

export type CreateTeamErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateTeamError = CreateTeamErrors[keyof CreateTeamErrors];

export type CreateTeamResponses = {
  /**
   * The team
   */
  201: Team;
};

export type CreateTeamResponse = CreateTeamResponses[keyof CreateTeamResponses];

export type DeleteTeamData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams/{team}";
};

export type DeleteTeamErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteTeamError = DeleteTeamErrors[keyof DeleteTeamErrors];

export type DeleteTeamResponses = {
  /**
   * Deleted
   */
  204: void;
};

export type DeleteTeamResponse = DeleteTeamResponses[keyof DeleteTeamResponses];

export type GetTeamData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams/{team}";
};

export type GetTeamErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetTeamError = GetTeamErrors[keyof GetTeamErrors];

export type GetTeamResponses = {
  /**
   * The team
   */
  200: Team;
};

export type GetTeamResponse = GetTeamResponses[keyof GetTeamResponses];

export type UpdateTeamData = {
  body: TeamPatch;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams/{team}";
};

export type UpdateTeamErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateTeamError = UpdateTeamErrors[keyof UpdateTeamErrors];

export type UpdateTeamResponses = {
  /**
   * The team as it is now
   */
  200: Team;
};

export type UpdateTeamResponse = UpdateTeamResponses[keyof UpdateTeamResponses];

export type ListTeamMembersData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/teams/{team}/members";
};

export type ListTeamMembersErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTeamMembersError = ListTeamMembersErrors[keyof ListTeamMembersErrors];

export type ListTeamMembersResponses = {
  /**
   * A page of people, by name
   */
  200: {
    items: Array<TeamMember>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTeamMembersResponse = ListTeamMembersResponses[keyof ListTeamMembersResponses];

export type RemoveTeamMemberData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams/{team}/members/{username}";
};

export type RemoveTeamMemberErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveTeamMemberError = RemoveTeamMemberErrors[keyof RemoveTeamMemberErrors];

export type RemoveTeamMemberResponses = {
  /**
   * Out of the team
   */
  204: void;
};

export type RemoveTeamMemberResponse = RemoveTeamMemberResponses[keyof RemoveTeamMemberResponses];

export type AddTeamMemberData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/teams/{team}/members/{username}";
};

export type AddTeamMemberErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type AddTeamMemberError = AddTeamMemberErrors[keyof AddTeamMemberErrors];

export type AddTeamMemberResponses = {
  /**
   * In the team
   */
  204: void;
};

export type AddTeamMemberResponse = AddTeamMemberResponses[keyof AddTeamMemberResponses];

export type ListRobotsData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/robots";
};

export type ListRobotsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRobotsError = ListRobotsErrors[keyof ListRobotsErrors];

export type ListRobotsResponses = {
  /**
   * A page of robots, by name
   */
  200: {
    items: Array<Robot>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRobotsResponse = ListRobotsResponses[keyof ListRobotsResponses];

export type CreateRobotData = {
  body: NewRobot;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots";
};

export type CreateRobotErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateRobotError = CreateRobotErrors[keyof CreateRobotErrors];

export type CreateRobotResponses = {
  /**
   * The robot
   */
  201: Robot;
};

export type CreateRobotResponse = CreateRobotResponses[keyof CreateRobotResponses];

export type DeleteRobotData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}";
};

export type DeleteRobotErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteRobotError = DeleteRobotErrors[keyof DeleteRobotErrors];

export type DeleteRobotResponses = {
  /**
   * Deleted
   */
  204: void;
};

export type DeleteRobotResponse = DeleteRobotResponses[keyof DeleteRobotResponses];

export type GetRobotData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}";
};

export type GetRobotErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRobotError = GetRobotErrors[keyof GetRobotErrors];

export type GetRobotResponses = {
  /**
   * The robot
   */
  200: Robot;
};

export type GetRobotResponse = GetRobotResponses[keyof GetRobotResponses];

export type UpdateRobotData = {
  body: RobotPatch;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}";
};

export type UpdateRobotErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateRobotError = UpdateRobotErrors[keyof UpdateRobotErrors];

export type UpdateRobotResponses = {
  /**
   * The robot as it is now
   */
  200: Robot;
};

export type UpdateRobotResponse = UpdateRobotResponses[keyof UpdateRobotResponses];

export type ListRobotTokensData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/robots/{robot}/tokens";
};

export type ListRobotTokensErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListRobotTokensError = ListRobotTokensErrors[keyof ListRobotTokensErrors];

export type ListRobotTokensResponses = {
  /**
   * A page of tokens, oldest first
   */
  200: {
    items: Array<Token>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListRobotTokensResponse = ListRobotTokensResponses[keyof ListRobotTokensResponses];

export type CreateRobotTokenData = {
  body: NewToken;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/tokens";
};

export type CreateRobotTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateRobotTokenError = CreateRobotTokenErrors[keyof CreateRobotTokenErrors];

export type CreateRobotTokenResponses = {
  /**
   * The token, with its secret
   */
  201: CreatedToken;
};

export type CreateRobotTokenResponse = CreateRobotTokenResponses[keyof CreateRobotTokenResponses];

export type RevokeRobotTokenData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}";
};

export type RevokeRobotTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeRobotTokenError = RevokeRobotTokenErrors[keyof RevokeRobotTokenErrors];

export type RevokeRobotTokenResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeRobotTokenResponse = RevokeRobotTokenResponses[keyof RevokeRobotTokenResponses];

export type GetRobotTokenData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}";
};

export type GetRobotTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetRobotTokenError = GetRobotTokenErrors[keyof GetRobotTokenErrors];

export type GetRobotTokenResponses = {
  /**
   * The token, without its secret
   */
  200: Token;
};

export type GetRobotTokenResponse = GetRobotTokenResponses[keyof GetRobotTokenResponses];

export type RotateRobotTokenData = {
  body?: never;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a token
     */
    token_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}/rotate";
};

export type RotateRobotTokenErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RotateRobotTokenError = RotateRobotTokenErrors[keyof RotateRobotTokenErrors];

export type RotateRobotTokenResponses = {
  /**
   * The new token, with its secret
   */
  201: CreatedToken;
};

export type RotateRobotTokenResponse = RotateRobotTokenResponses[keyof RotateRobotTokenResponses];

export type ListTrustRulesData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules";
};

export type ListTrustRulesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListTrustRulesError = ListTrustRulesErrors[keyof ListTrustRulesErrors];

export type ListTrustRulesResponses = {
  /**
   * A page of rules, oldest first
   */
  200: {
    items: Array<ListedTrustRule>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListTrustRulesResponse = ListTrustRulesResponses[keyof ListTrustRulesResponses];

export type CreateTrustRuleData = {
  body: NewTrustRule;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules";
};

export type CreateTrustRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateTrustRuleError = CreateTrustRuleErrors[keyof CreateTrustRuleErrors];

export type CreateTrustRuleResponses = {
  /**
   * The rule
   */
  201: TrustRule;
};

export type CreateTrustRuleResponse = CreateTrustRuleResponses[keyof CreateTrustRuleResponses];

export type DeleteTrustRuleData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a trust rule
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}";
};

export type DeleteTrustRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeleteTrustRuleError = DeleteTrustRuleErrors[keyof DeleteTrustRuleErrors];

export type DeleteTrustRuleResponses = {
  /**
   * Deleted
   */
  204: void;
};

export type DeleteTrustRuleResponse = DeleteTrustRuleResponses[keyof DeleteTrustRuleResponses];

export type GetTrustRuleData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a trust rule
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}";
};

export type GetTrustRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetTrustRuleError = GetTrustRuleErrors[keyof GetTrustRuleErrors];

export type GetTrustRuleResponses = {
  /**
   * The rule
   */
  200: TrustRule;
};

export type GetTrustRuleResponse = GetTrustRuleResponses[keyof GetTrustRuleResponses];

export type UpdateTrustRuleData = {
  body: TrustRulePatch;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
    /**
     * The id of a trust rule
     */
    rule_id: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}";
};

export type UpdateTrustRuleErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type UpdateTrustRuleError = UpdateTrustRuleErrors[keyof UpdateTrustRuleErrors];

export type UpdateTrustRuleResponses = {
  /**
   * The rule as it is now
   */
  200: TrustRule;
};

export type UpdateTrustRuleResponse = UpdateTrustRuleResponses[keyof UpdateTrustRuleResponses];

export type TestTrustRulesData = {
  body: PastedToken;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/trust-rules/test";
};

export type TestTrustRulesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type TestTrustRulesError = TestTrustRulesErrors[keyof TestTrustRulesErrors];

export type TestTrustRulesResponses = {
  /**
   * Every check that was made
   */
  200: TrustExplanation;
};

export type TestTrustRulesResponse = TestTrustRulesResponses[keyof TestTrustRulesResponses];

export type ListOrganizationPermissionsData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/permissions";
};

export type ListOrganizationPermissionsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationPermissionsError = ListOrganizationPermissionsErrors[keyof ListOrganizationPermissionsErrors];

export type ListOrganizationPermissionsResponses = {
  /**
   * A page of permissions, oldest first
   */
  200: {
    items: Array<OrganizationPermission>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationPermissionsResponse = ListOrganizationPermissionsResponses[keyof ListOrganizationPermissionsResponses];

export type RemoveOrganizationTeamPermissionData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/teams/{team}";
};

export type RemoveOrganizationTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveOrganizationTeamPermissionError = RemoveOrganizationTeamPermissionErrors[keyof RemoveOrganizationTeamPermissionErrors];

export type RemoveOrganizationTeamPermissionResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveOrganizationTeamPermissionResponse =
  RemoveOrganizationTeamPermissionResponses[keyof RemoveOrganizationTeamPermissionResponses];

export type GetOrganizationTeamPermissionData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/teams/{team}";
};

export type GetOrganizationTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationTeamPermissionError = GetOrganizationTeamPermissionErrors[keyof GetOrganizationTeamPermissionErrors];

export type GetOrganizationTeamPermissionResponses = {
  /**
   * The permission
   */
  200: OrganizationPermission;
};

export type GetOrganizationTeamPermissionResponse = GetOrganizationTeamPermissionResponses[keyof GetOrganizationTeamPermissionResponses];

export type PutOrganizationTeamPermissionData = {
  body: GivenLevel;
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a team
     */
    team: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/teams/{team}";
};

export type PutOrganizationTeamPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutOrganizationTeamPermissionError = PutOrganizationTeamPermissionErrors[keyof PutOrganizationTeamPermissionErrors];

export type PutOrganizationTeamPermissionResponses = {
  /**
   * The permission
   */
  200: OrganizationPermission;
};

export type PutOrganizationTeamPermissionResponse = PutOrganizationTeamPermissionResponses[keyof PutOrganizationTeamPermissionResponses];

export type RemoveOrganizationRobotPermissionData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/robots/{robot}";
};

export type RemoveOrganizationRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RemoveOrganizationRobotPermissionError = RemoveOrganizationRobotPermissionErrors[keyof RemoveOrganizationRobotPermissionErrors];

export type RemoveOrganizationRobotPermissionResponses = {
  /**
   * Taken
   */
  204: void;
};

export type RemoveOrganizationRobotPermissionResponse =
  RemoveOrganizationRobotPermissionResponses[keyof RemoveOrganizationRobotPermissionResponses];

export type GetOrganizationRobotPermissionData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/robots/{robot}";
};

export type GetOrganizationRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationRobotPermissionError = GetOrganizationRobotPermissionErrors[keyof GetOrganizationRobotPermissionErrors];

export type GetOrganizationRobotPermissionResponses = {
  /**
   * The permission
   */
  200: OrganizationPermission;
};

export type GetOrganizationRobotPermissionResponse = GetOrganizationRobotPermissionResponses[keyof GetOrganizationRobotPermissionResponses];

export type PutOrganizationRobotPermissionData = {
  body: GivenLevel;
  headers?: {
    /**
     * The `ETag` of the version that you have seen, or `*`; left out to make what is not there yet
     */
    "If-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
    /**
     * The name of a robot, without its organization's
     */
    robot: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/permissions/robots/{robot}";
};

export type PutOrganizationRobotPermissionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type PutOrganizationRobotPermissionError = PutOrganizationRobotPermissionErrors[keyof PutOrganizationRobotPermissionErrors];

export type PutOrganizationRobotPermissionResponses = {
  /**
   * The permission
   */
  200: OrganizationPermission;
};

export type PutOrganizationRobotPermissionResponse = PutOrganizationRobotPermissionResponses[keyof PutOrganizationRobotPermissionResponses];

export type GetInstallationUsageData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/usage";
};

export type GetInstallationUsageErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetInstallationUsageError = GetInstallationUsageErrors[keyof GetInstallationUsageErrors];

export type GetInstallationUsageResponses = {
  /**
   * The sums
   */
  200: InstallationUsage;
};

export type GetInstallationUsageResponse = GetInstallationUsageResponses[keyof GetInstallationUsageResponses];

export type ListNamespaceUsageData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/usage/namespaces";
};

export type ListNamespaceUsageErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListNamespaceUsageError = ListNamespaceUsageErrors[keyof ListNamespaceUsageErrors];

export type ListNamespaceUsageResponses = {
  /**
   * A page of users and organizations, the largest first
   */
  200: {
    items: Array<NamespaceUsage>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListNamespaceUsageResponse = ListNamespaceUsageResponses[keyof ListNamespaceUsageResponses];

export type GetOrganizationUsageData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/usage";
};

export type GetOrganizationUsageErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationUsageError = GetOrganizationUsageErrors[keyof GetOrganizationUsageErrors];

export type GetOrganizationUsageResponses = {
  /**
   * Usage and quota
   */
  200: Usage;
};

export type GetOrganizationUsageResponse = GetOrganizationUsageResponses[keyof GetOrganizationUsageResponses];

export type GetOrganizationQuotaData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/quota";
};

export type GetOrganizationQuotaErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetOrganizationQuotaError = GetOrganizationQuotaErrors[keyof GetOrganizationQuotaErrors];

export type GetOrganizationQuotaResponses = {
  /**
   * The quota
   */
  200: Quota;
};

export type GetOrganizationQuotaResponse = GetOrganizationQuotaResponses[keyof GetOrganizationQuotaResponses];

export type SetOrganizationQuotaData = {
  body: NewQuota;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: never;
  url: "/api/v1/orgs/{org}/quota";
};

export type SetOrganizationQuotaErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SetOrganizationQuotaError = SetOrganizationQuotaErrors[keyof SetOrganizationQuotaErrors];

export type SetOrganizationQuotaResponses = {
  /**
   * The quota as it is now
   */
  200: Quota;
};

export type SetOrganizationQuotaResponse = SetOrganizationQuotaResponses[keyof SetOrganizationQuotaResponses];

export type GetUserUsageData = {
  body?: never;
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/usage";
};

export type GetUserUsageErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetUserUsageError = GetUserUsageErrors[keyof GetUserUsageErrors];

export type GetUserUsageResponses = {
  /**
   * Usage and quota
   */
  200: Usage;
};

export type GetUserUsageResponse = GetUserUsageResponses[keyof GetUserUsageResponses];

export type GetUserQuotaData = {
  body?: never;
  headers?: {
    /**
     * The `ETag` of the version that you have
     */
    "If-None-Match"?: string;
  };
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/quota";
};

export type GetUserQuotaErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetUserQuotaError = GetUserQuotaErrors[keyof GetUserQuotaErrors];

export type GetUserQuotaResponses = {
  /**
   * The quota
   */
  200: Quota;
};

export type GetUserQuotaResponse = GetUserQuotaResponses[keyof GetUserQuotaResponses];

export type SetUserQuotaData = {
  body: NewQuota;
  headers: {
    /**
     * The `ETag` of the version that you have seen, or `*`
     */
    "If-Match": string;
  };
  path: {
    /**
     * The name of a user
     */
    username: string;
  };
  query?: never;
  url: "/api/v1/users/{username}/quota";
};

export type SetUserQuotaErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `stale`: Somebody else changed it first
   */
  412: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `precondition_required`: If-Match is required
   */
  428: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SetUserQuotaError = SetUserQuotaErrors[keyof SetUserQuotaErrors];

export type SetUserQuotaResponses = {
  /**
   * The quota as it is now
   */
  200: Quota;
};

export type SetUserQuotaResponse = SetUserQuotaResponses[keyof SetUserQuotaResponses];

export type GetStorageData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/storage";
};

export type GetStorageErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetStorageError = GetStorageErrors[keyof GetStorageErrors];

export type GetStorageResponses = {
  /**
   * Three sums side by side, and their parts
   */
  200: StorageFigures;
};

export type GetStorageResponse = GetStorageResponses[keyof GetStorageResponses];

export type ListStorageVerificationsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/storage/verifications";
};

export type ListStorageVerificationsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListStorageVerificationsError = ListStorageVerificationsErrors[keyof ListStorageVerificationsErrors];

export type ListStorageVerificationsResponses = {
  /**
   * A page of runs, the newest first
   */
  200: {
    items: Array<StorageVerification>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListStorageVerificationsResponse = ListStorageVerificationsResponses[keyof ListStorageVerificationsResponses];

export type StartStorageVerificationData = {
  body?: NewStorageVerification;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/storage/verifications";
};

export type StartStorageVerificationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type StartStorageVerificationError = StartStorageVerificationErrors[keyof StartStorageVerificationErrors];

export type StartStorageVerificationResponses = {
  /**
   * The run; it waits for a worker
   */
  202: StorageVerification;
};

export type StartStorageVerificationResponse = StartStorageVerificationResponses[keyof StartStorageVerificationResponses];

export type GetStorageVerificationData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    run_id: string;
  };
  query?: never;
  url: "/api/v1/storage/verifications/{run_id}";
};

export type GetStorageVerificationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetStorageVerificationError = GetStorageVerificationErrors[keyof GetStorageVerificationErrors];

export type GetStorageVerificationResponses = {
  /**
   * The run, with its progress and its report
   */
  200: StorageVerification;
};

export type GetStorageVerificationResponse = GetStorageVerificationResponses[keyof GetStorageVerificationResponses];

export type CancelStorageVerificationData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    run_id: string;
  };
  query?: never;
  url: "/api/v1/storage/verifications/{run_id}/cancel";
};

export type CancelStorageVerificationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CancelStorageVerificationError = CancelStorageVerificationErrors[keyof CancelStorageVerificationErrors];

export type CancelStorageVerificationResponses = {
  /**
   * It ends, or has ended
   */
  202: StorageVerification;
};

export type CancelStorageVerificationResponse = CancelStorageVerificationResponses[keyof CancelStorageVerificationResponses];

export type ListDamagedBlobsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/storage/quarantine";
};

export type ListDamagedBlobsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListDamagedBlobsError = ListDamagedBlobsErrors[keyof ListDamagedBlobsErrors];

export type ListDamagedBlobsResponses = {
  /**
   * A page of them, in the order in which they were found
   */
  200: {
    items: Array<DamagedBlob>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListDamagedBlobsResponse = ListDamagedBlobsResponses[keyof ListDamagedBlobsResponses];

export type ListAuditData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/audit";
};

export type ListAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListAuditError = ListAuditErrors[keyof ListAuditErrors];

export type ListAuditResponses = {
  /**
   * A page of the audit log
   */
  200: {
    items: Array<AuditRecord>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListAuditResponse = ListAuditResponses[keyof ListAuditResponses];

export type ExportAuditData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * `jsonl` (one object per line) or `csv`; `jsonl` when not given
     */
    format?: "jsonl" | "csv";
  };
  url: "/api/v1/audit/export";
};

export type ExportAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ExportAuditError = ExportAuditErrors[keyof ExportAuditErrors];

export type ExportAuditResponses = {
  /**
   * The records
   */
  200: string;
};

export type ExportAuditResponse = ExportAuditResponses[keyof ExportAuditResponses];

export type ListOrganizationAuditData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/orgs/{org}/audit";
};

export type ListOrganizationAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOrganizationAuditError = ListOrganizationAuditErrors[keyof ListOrganizationAuditErrors];

export type ListOrganizationAuditResponses = {
  /**
   * A page of the audit log
   */
  200: {
    items: Array<AuditRecord>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOrganizationAuditResponse = ListOrganizationAuditResponses[keyof ListOrganizationAuditResponses];

export type ExportOrganizationAuditData = {
  body?: never;
  path: {
    /**
     * The name of an organization
     */
    org: string;
  };
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * `jsonl` (one object per line) or `csv`; `jsonl` when not given
     */
    format?: "jsonl" | "csv";
  };
  url: "/api/v1/orgs/{org}/audit/export";
};

export type ExportOrganizationAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ExportOrganizationAuditError = ExportOrganizationAuditErrors[keyof ExportOrganizationAuditErrors];

export type ExportOrganizationAuditResponses = {
  /**
   * The records
   */
  200: string;
};

export type ExportOrganizationAuditResponse = ExportOrganizationAuditResponses[keyof ExportOrganizationAuditResponses];

export type ListOwnAuditData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/user/audit";
};

export type ListOwnAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListOwnAuditError = ListOwnAuditErrors[keyof ListOwnAuditErrors];

export type ListOwnAuditResponses = {
  /**
   * A page of the audit log
   */
  200: {
    items: Array<AuditRecord>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListOwnAuditResponse = ListOwnAuditResponses[keyof ListOwnAuditResponses];

export type ExportOwnAuditData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Who did it: the name of a user or a robot
     */
    actor?: string;
    /**
     * What did it
     */
    actor_kind?: "anonymous" | "user" | "robot" | "system";
    /**
     * With which token
     */
    token_id?: string;
    /**
     * On whose behalf a CI system's token was made
     */
    federation_subject?: string;
    /**
     * From where
     */
    address?: string;
    /**
     * In which request
     */
    request_id?: string;
    /**
     * What was done; `team.*` is everything that was done to teams
     */
    action?: string;
    /**
     * Whether it was done
     */
    outcome?: "done" | "refused";
    /**
     * To what, exactly as in the record
     */
    target?: string;
    /**
     * To which repository: its present name or its id
     */
    repository?: string;
    /**
     * At this time or later
     */
    since?: string;
    /**
     * Before this time
     */
    until?: string;
    /**
     * `jsonl` (one object per line) or `csv`; `jsonl` when not given
     */
    format?: "jsonl" | "csv";
  };
  url: "/api/v1/user/audit/export";
};

export type ExportOwnAuditErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ExportOwnAuditError = ExportOwnAuditErrors[keyof ExportOwnAuditErrors];

export type ExportOwnAuditResponses = {
  /**
   * The records
   */
  200: string;
};

export type ExportOwnAuditResponse = ExportOwnAuditResponses[keyof ExportOwnAuditResponses];

export type ListJobsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Runs of this job only
     */
    kind?: string;
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/jobs";
};

export type ListJobsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListJobsError = ListJobsErrors[keyof ListJobsErrors];

export type ListJobsResponses = {
  /**
   * A page of runs
   */
  200: {
    items: Array<Job>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListJobsResponse = ListJobsResponses[keyof ListJobsResponses];

export type GetJobData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    job_id: string;
  };
  query?: never;
  url: "/api/v1/jobs/{job_id}";
};

export type GetJobErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetJobError = GetJobErrors[keyof GetJobErrors];

export type GetJobResponses = {
  /**
   * The run
   */
  200: Job;
};

export type GetJobResponse = GetJobResponses[keyof GetJobResponses];

export type CancelJobData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    job_id: string;
  };
  query?: never;
  url: "/api/v1/jobs/{job_id}/cancel";
};

export type CancelJobErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CancelJobError = CancelJobErrors[keyof CancelJobErrors];

export type CancelJobResponses = {
  /**
   * It ends, or has ended
   */
  202: Job;
};

export type CancelJobResponse = CancelJobResponses[keyof CancelJobResponses];

export type GetGcStatusData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/gc";
};

export type GetGcStatusErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetGcStatusError = GetGcStatusErrors[keyof GetGcStatusErrors];

export type GetGcStatusResponses = {
  /**
   * What waits now; nothing is searched for it
   */
  200: GcStatus;
};

export type GetGcStatusResponse = GetGcStatusResponses[keyof GetGcStatusResponses];

export type ListGcRunsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/gc/runs";
};

export type ListGcRunsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListGcRunsError = ListGcRunsErrors[keyof ListGcRunsErrors];

export type ListGcRunsResponses = {
  /**
   * A page of runs, the newest first
   */
  200: {
    items: Array<GcRun>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListGcRunsResponse = ListGcRunsResponses[keyof ListGcRunsResponses];

export type StartGcRunData = {
  body?: NewGcRun;
  headers?: {
    /**
     * A text of your choice, such as a UUID: the request happens once, however often it is sent with it
     */
    "Idempotency-Key"?: string;
  };
  path?: never;
  query?: never;
  url: "/api/v1/gc/runs";
};

export type StartGcRunErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type StartGcRunError = StartGcRunErrors[keyof StartGcRunErrors];

export type StartGcRunResponses = {
  /**
   * The run; it waits for a worker
   */
  202: GcRun;
};

export type StartGcRunResponse = StartGcRunResponses[keyof StartGcRunResponses];

export type GetGcRunData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    run_id: string;
  };
  query?: never;
  url: "/api/v1/gc/runs/{run_id}";
};

export type GetGcRunErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetGcRunError = GetGcRunErrors[keyof GetGcRunErrors];

export type GetGcRunResponses = {
  /**
   * The run, with its progress and its report
   */
  200: GcRun;
};

export type GetGcRunResponse = GetGcRunResponses[keyof GetGcRunResponses];

export type CancelGcRunData = {
  body?: never;
  path: {
    /**
     * The id of a run
     */
    run_id: string;
  };
  query?: never;
  url: "/api/v1/gc/runs/{run_id}/cancel";
};

export type CancelGcRunErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CancelGcRunError = CancelGcRunErrors[keyof CancelGcRunErrors];

export type CancelGcRunResponses = {
  /**
   * It ends, or has ended
   */
  202: GcRun;
};

export type CancelGcRunResponse = CancelGcRunResponses[keyof CancelGcRunResponses];

export type ListSignInMethodsData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/auth/methods";
};

export type ListSignInMethodsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListSignInMethodsError = ListSignInMethodsErrors[keyof ListSignInMethodsErrors];

export type ListSignInMethodsResponses = {
  /**
   * What is switched on
   */
  200: SignInMethods;
};

export type ListSignInMethodsResponse = ListSignInMethodsResponses[keyof ListSignInMethodsResponses];

export type SignInData = {
  body: SignIn;
  path?: never;
  query?: never;
  url: "/api/v1/auth/login";
};

export type SignInErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SignInError = SignInErrors[keyof SignInErrors];

export type SignInResponses = {
  /**
   * Signed in, or half way there
   */
  200: SignInStep;
};

export type SignInResponse = SignInResponses[keyof SignInResponses];

export type SignInWithCodeData = {
  body: SignInCode;
  path?: never;
  query?: never;
  url: "/api/v1/auth/login/second-factor";
};

export type SignInWithCodeErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SignInWithCodeError = SignInWithCodeErrors[keyof SignInWithCodeErrors];

export type SignInWithCodeResponses = {
  /**
   * Signed in
   */
  200: SignedIn;
};

export type SignInWithCodeResponse = SignInWithCodeResponses[keyof SignInWithCodeResponses];

export type BeginPasskeySignInData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/auth/passkey/begin";
};

export type BeginPasskeySignInErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type BeginPasskeySignInError = BeginPasskeySignInErrors[keyof BeginPasskeySignInErrors];

export type BeginPasskeySignInResponses = {
  /**
   * What to ask the device
   */
  200: PasskeyCeremony;
};

export type BeginPasskeySignInResponse = BeginPasskeySignInResponses[keyof BeginPasskeySignInResponses];

export type SignInWithPasskeyData = {
  body: PasskeySignIn;
  path?: never;
  query?: never;
  url: "/api/v1/auth/passkey/finish";
};

export type SignInWithPasskeyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SignInWithPasskeyError = SignInWithPasskeyErrors[keyof SignInWithPasskeyErrors];

export type SignInWithPasskeyResponses = {
  /**
   * Signed in
   */
  200: SignedIn;
};

export type SignInWithPasskeyResponse = SignInWithPasskeyResponses[keyof SignInWithPasskeyResponses];

export type CreateSessionTokensData = {
  body: SessionTokenRequest;
  path?: never;
  query?: never;
  url: "/api/v1/auth/token";
};

export type CreateSessionTokensErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreateSessionTokensError = CreateSessionTokensErrors[keyof CreateSessionTokensErrors];

export type CreateSessionTokensResponses = {
  /**
   * Tokens, or half way there
   */
  200: SessionTokensStep;
};

export type CreateSessionTokensResponse = CreateSessionTokensResponses[keyof CreateSessionTokensResponses];

export type SignOutData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/auth/logout";
};

export type SignOutErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type SignOutError = SignOutErrors[keyof SignOutErrors];

export type SignOutResponses = {
  /**
   * Signed out
   */
  200: SignedOut;
};

export type SignOutResponse = SignOutResponses[keyof SignOutResponses];

export type ReauthenticateData = {
  body: Reauthentication;
  path?: never;
  query?: never;
  url: "/api/v1/auth/reauthenticate";
};

export type ReauthenticateErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ReauthenticateError = ReauthenticateErrors[keyof ReauthenticateErrors];

export type ReauthenticateResponses = {
  /**
   * Proved
   */
  204: void;
};

export type ReauthenticateResponse = ReauthenticateResponses[keyof ReauthenticateResponses];

export type TraceDirectorySignInData = {
  body: DirectoryTrial;
  path?: never;
  query?: never;
  url: "/api/v1/admin/directory/trace";
};

export type TraceDirectorySignInErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type TraceDirectorySignInError = TraceDirectorySignInErrors[keyof TraceDirectorySignInErrors];

export type TraceDirectorySignInResponses = {
  /**
   * The steps
   */
  200: DirectoryTrace;
};

export type TraceDirectorySignInResponse = TraceDirectorySignInResponses[keyof TraceDirectorySignInResponses];

export type RevokeOtherSessionsData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/sessions";
};

export type RevokeOtherSessionsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeOtherSessionsError = RevokeOtherSessionsErrors[keyof RevokeOtherSessionsErrors];

export type RevokeOtherSessionsResponses = {
  /**
   * Revoked
   */
  200: RevokedSessions;
};

export type RevokeOtherSessionsResponse = RevokeOtherSessionsResponses[keyof RevokeOtherSessionsResponses];

export type ListSessionsData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * How many items at most; 50 when not given
     */
    limit?: number;
    /**
     * `next_cursor` of the page before. Good for the same list and sort only
     */
    cursor?: string;
  };
  url: "/api/v1/sessions";
};

export type ListSessionsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListSessionsError = ListSessionsErrors[keyof ListSessionsErrors];

export type ListSessionsResponses = {
  /**
   * A page of sessions that are good, oldest first
   */
  200: {
    items: Array<Session>;
    /**
     * Null on the last page
     */
    next_cursor: string | null;
  };
};

export type ListSessionsResponse = ListSessionsResponses[keyof ListSessionsResponses];

export type RevokeSessionData = {
  body?: never;
  path: {
    /**
     * The id of a session
     */
    session_id: string;
  };
  query?: never;
  url: "/api/v1/sessions/{session_id}";
};

export type RevokeSessionErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RevokeSessionError = RevokeSessionErrors[keyof RevokeSessionErrors];

export type RevokeSessionResponses = {
  /**
   * Revoked
   */
  204: void;
};

export type RevokeSessionResponse = RevokeSessionResponses[keyof RevokeSessionResponses];

export type GetSecondFactorsData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/second-factors";
};

export type GetSecondFactorsErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetSecondFactorsError = GetSecondFactorsErrors[keyof GetSecondFactorsErrors];

export type GetSecondFactorsResponses = {
  /**
   * Your second factor
   */
  200: SecondFactors;
};

export type GetSecondFactorsResponse = GetSecondFactorsResponses[keyof GetSecondFactorsResponses];

export type BeginTotpData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/second-factors/totp/begin";
};

export type BeginTotpErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type BeginTotpError = BeginTotpErrors[keyof BeginTotpErrors];

export type BeginTotpResponses = {
  /**
   * For the app
   */
  200: TotpSecret;
};

export type BeginTotpResponse = BeginTotpResponses[keyof BeginTotpResponses];

export type ConfirmTotpData = {
  body: TotpConfirmation;
  path?: never;
  query?: never;
  url: "/api/v1/second-factors/totp/confirm";
};

export type ConfirmTotpErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type ConfirmTotpError = ConfirmTotpErrors[keyof ConfirmTotpErrors];

export type ConfirmTotpResponses = {
  /**
   * Your recovery codes
   */
  200: RecoveryCodes;
};

export type ConfirmTotpResponse = ConfirmTotpResponses[keyof ConfirmTotpResponses];

export type DisableTotpData = {
  body: TotpRemoval;
  path?: never;
  query?: never;
  url: "/api/v1/second-factors/totp/disable";
};

export type DisableTotpErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DisableTotpError = DisableTotpErrors[keyof DisableTotpErrors];

export type DisableTotpResponses = {
  /**
   * The password alone is enough again
   */
  204: void;
};

export type DisableTotpResponse = DisableTotpResponses[keyof DisableTotpResponses];

export type RenewRecoveryCodesData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/second-factors/recovery-codes";
};

export type RenewRecoveryCodesErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RenewRecoveryCodesError = RenewRecoveryCodesErrors[keyof RenewRecoveryCodesErrors];

export type RenewRecoveryCodesResponses = {
  /**
   * Your recovery codes
   */
  200: RecoveryCodes;
};

export type RenewRecoveryCodesResponse = RenewRecoveryCodesResponses[keyof RenewRecoveryCodesResponses];

export type ListPasskeysData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/passkeys";
};

export type ListPasskeysErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type ListPasskeysError = ListPasskeysErrors[keyof ListPasskeysErrors];

export type ListPasskeysResponses = {
  /**
   * All of them, oldest first
   */
  200: Passkeys;
};

export type ListPasskeysResponse = ListPasskeysResponses[keyof ListPasskeysResponses];

export type CreatePasskeyData = {
  body: NewPasskey;
  path?: never;
  query?: never;
  url: "/api/v1/passkeys";
};

export type CreatePasskeyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type CreatePasskeyError = CreatePasskeyErrors[keyof CreatePasskeyErrors];

export type CreatePasskeyResponses = {
  /**
   * The passkey
   */
  201: Passkey;
};

export type CreatePasskeyResponse = CreatePasskeyResponses[keyof CreatePasskeyResponses];

export type BeginPasskeyData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1/passkeys/begin";
};

export type BeginPasskeyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `conflict`: The change does not fit the current state; `name_taken`: The name is taken; `idempotency_key_in_use`: The first request with this Idempotency-Key is still running
   */
  409: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type BeginPasskeyError = BeginPasskeyErrors[keyof BeginPasskeyErrors];

export type BeginPasskeyResponses = {
  /**
   * What to ask the device
   */
  200: PasskeyCeremony;
};

export type BeginPasskeyResponse = BeginPasskeyResponses[keyof BeginPasskeyResponses];

export type DeletePasskeyData = {
  body?: never;
  path: {
    /**
     * The id of a passkey
     */
    passkey_id: string;
  };
  query?: never;
  url: "/api/v1/passkeys/{passkey_id}";
};

export type DeletePasskeyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type DeletePasskeyError = DeletePasskeyErrors[keyof DeletePasskeyErrors];

export type DeletePasskeyResponses = {
  /**
   * Deleted
   */
  204: void;
};

export type DeletePasskeyResponse = DeletePasskeyResponses[keyof DeletePasskeyResponses];

export type RenamePasskeyData = {
  body: PasskeyUpdate;
  path: {
    /**
     * The id of a passkey
     */
    passkey_id: string;
  };
  query?: never;
  url: "/api/v1/passkeys/{passkey_id}";
};

export type RenamePasskeyErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `forbidden`: You may see this, but not do that; `insufficient_scope`: The token lacks a scope; `cross_site`: The request came from another site; `reauthentication_required`: Prove again that it is you; `quota_exceeded`: A quota is used up
   */
  403: Problem;
  /**
   * `not_found`: No such thing; `route_unknown`: No such endpoint
   */
  404: Problem;
  /**
   * `too_large`: The body is too large
   */
  413: Problem;
  /**
   * `unsupported_media_type`: The body's media type is not supported
   */
  415: Problem;
  /**
   * `invalid`: The body is well-formed, but not acceptable; `idempotency_key_reused`: The Idempotency-Key was used for another request
   */
  422: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
  /**
   * `storage_full`: The registry's storage is full
   */
  507: Problem;
};

export type RenamePasskeyError = RenamePasskeyErrors[keyof RenamePasskeyErrors];

export type RenamePasskeyResponses = {
  /**
   * The passkey
   */
  200: Passkey;
};

export type RenamePasskeyResponse = RenamePasskeyResponses[keyof RenamePasskeyResponses];
