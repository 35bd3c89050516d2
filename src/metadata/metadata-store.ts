// The MetadataStore: everything Aerugo knows except the bytes of blobs. Reading is open to all; writing exists only inside
// a transaction, because a stray write joins whatever transaction is open on SQLite and escapes the rollback on PostgreSQL.
import { AccessReader } from "./access.ts";
import { AuditReader, AuditWriter } from "./audit.ts";
import { BlobReader, BlobWriter } from "./blobs.ts";
import type { Connection } from "./connection.ts";
import { DeletedKeyReader, DeletedKeyWriter } from "./deleted-keys.ts";
import { EventReader, EventWriter } from "./events.ts";
import { ExternalIdentityReader, ExternalIdentityWriter } from "./external-identities.ts";
import { GrantReader, GrantWriter } from "./grants.ts";
import { HoldReader, HoldWriter } from "./holds.ts";
import { IdempotencyKeyWriter } from "./idempotency-keys.ts";
import { IntegrityReader, IntegrityWriter } from "./integrity.ts";
import { InvitationReader, InvitationWriter } from "./invitations.ts";
import { JobRunReader, JobRunWriter } from "./job-runs.ts";
import { LeaseReader, LeaseWriter } from "./leases.ts";
import { ManifestReader, ManifestWriter } from "./manifests.ts";
import { MemberReader, MemberWriter } from "./members.ts";
import { NamespaceReader, NamespaceWriter } from "./namespaces.ts";
import { PasskeyReader, PasskeyWriter } from "./passkeys.ts";
import { PendingSignInReader, PendingSignInWriter } from "./pending-sign-ins.ts";
import { PullWriter } from "./pulls.ts";
import { ReachabilityReader } from "./reachability.ts";
import { PurgeReader, PurgeWriter } from "./purge.ts";
import { RecoveryCodeReader, RecoveryCodeWriter } from "./recovery-codes.ts";
import { OneTimeCodeReader, OneTimeCodeWriter } from "./one-time-codes.ts";
import { QuarantineReader, QuarantineWriter } from "./quarantine.ts";
import { ReferrerReader } from "./referrers.ts";
import { RepositoryReader, RepositoryWriter } from "./repositories.ts";
import { ReviewQueueReader, ReviewQueueWriter } from "./review-queue.ts";
import { RobotReader, RobotWriter } from "./robots.ts";
import { SearchReader } from "./search.ts";
import { SessionReader, SessionWriter } from "./sessions.ts";
import { SigningKeyReader, SigningKeyWriter } from "./signing-keys.ts";
import { StorageReader, StorageWriter } from "./storage.ts";
import { RetentionReader, RetentionWriter } from "./retention.ts";
import { TagRuleReader, TagRuleWriter } from "./tag-rules.ts";
import { TagReader, TagWriter } from "./tags.ts";
import { TrashReader, TrashWriter } from "./trash.ts";
import { TeamReader, TeamWriter } from "./teams.ts";
import { TokenReader, TokenWriter } from "./tokens.ts";
import { TrustRuleReader, TrustRuleWriter } from "./trust-rules.ts";
import { UploadReader, UploadWriter } from "./uploads.ts";
import { UsageReader, UsageWriter } from "./usage.ts";
import { UserReader, UserWriter } from "./users.ts";

export interface MetadataStore {
  /** What has been committed, and nothing else. */
  readonly read: MetadataReader;
  /**
   * Runs `work` with all its writes or none: a throw rolls back and is passed on; a full disk is a NoSpaceError. Resolved means committed and, unless
   * `durable` is false, on disk. Never await network or file I/O inside: other writers wait.
   */
  transaction<T>(work: (tx: MetadataWriter) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Resolves when the database answers; throws when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** False: may be lost by a power cut (never by a crash of ours), for what a client can simply do again. */
  readonly durable?: boolean;
  /**
   * Transactions of this process that name the same lane come one after the other, because they change the same rows and would only cost
   * each other attempts. Nothing relies on it: other processes have lanes of their own.
   */
  readonly lane?: string;
}

export class MetadataReader {
  readonly externalIdentities: ExternalIdentityReader;
  readonly passkeys: PasskeyReader;
  readonly pendingSignIns: PendingSignInReader;
  readonly recoveryCodes: RecoveryCodeReader;
  readonly invitations: InvitationReader;
  readonly oneTimeCodes: OneTimeCodeReader;
  readonly grants: GrantReader;
  readonly teams: TeamReader;
  readonly trustRules: TrustRuleReader;
  readonly access: AccessReader;
  readonly audit: AuditReader;
  readonly members: MemberReader;
  readonly robots: RobotReader;
  readonly search: SearchReader;
  readonly sessions: SessionReader;
  readonly tokens: TokenReader;
  readonly namespaces: NamespaceReader;
  readonly users: UserReader;
  readonly signingKeys: SigningKeyReader;
  readonly repositories: RepositoryReader;
  readonly jobRuns: JobRunReader;
  readonly leases: LeaseReader;
  readonly manifests: ManifestReader;
  readonly referrers: ReferrerReader;
  readonly blobs: BlobReader;
  readonly tags: TagReader;
  readonly uploads: UploadReader;
  readonly events: EventReader;
  readonly reviewQueue: ReviewQueueReader;
  readonly deletedKeys: DeletedKeyReader;
  readonly reachability: ReachabilityReader;
  readonly usage: UsageReader;
  readonly trash: TrashReader;
  readonly purge: PurgeReader;
  readonly holds: HoldReader;
  readonly tagRules: TagRuleReader;
  readonly retention: RetentionReader;
  readonly quarantine: QuarantineReader;
  readonly storage: StorageReader;
  readonly integrity: IntegrityReader;

  constructor(db: Connection) {
    this.externalIdentities = new ExternalIdentityReader(db);
    this.passkeys = new PasskeyReader(db);
    this.pendingSignIns = new PendingSignInReader(db);
    this.recoveryCodes = new RecoveryCodeReader(db);
    this.invitations = new InvitationReader(db);
    this.oneTimeCodes = new OneTimeCodeReader(db);
    this.grants = new GrantReader(db);
    this.teams = new TeamReader(db);
    this.trustRules = new TrustRuleReader(db);
    this.access = new AccessReader(db);
    this.audit = new AuditReader(db);
    this.members = new MemberReader(db);
    this.robots = new RobotReader(db);
    this.search = new SearchReader(db);
    this.sessions = new SessionReader(db);
    this.tokens = new TokenReader(db);
    this.namespaces = new NamespaceReader(db);
    this.users = new UserReader(db);
    this.signingKeys = new SigningKeyReader(db);
    this.repositories = new RepositoryReader(db);
    this.jobRuns = new JobRunReader(db);
    this.leases = new LeaseReader(db);
    this.manifests = new ManifestReader(db);
    this.referrers = new ReferrerReader(db);
    this.blobs = new BlobReader(db);
    this.tags = new TagReader(db);
    this.uploads = new UploadReader(db);
    this.events = new EventReader(db);
    this.reviewQueue = new ReviewQueueReader(db);
    this.deletedKeys = new DeletedKeyReader(db);
    this.reachability = new ReachabilityReader(db);
    this.usage = new UsageReader(db);
    this.trash = new TrashReader(db);
    this.purge = new PurgeReader(db);
    this.holds = new HoldReader(db);
    this.tagRules = new TagRuleReader(db);
    this.retention = new RetentionReader(db);
    this.quarantine = new QuarantineReader(db);
    this.storage = new StorageReader(db);
    this.integrity = new IntegrityReader(db);
  }
}

export class MetadataWriter {
  readonly idempotencyKeys: IdempotencyKeyWriter;
  readonly externalIdentities: ExternalIdentityWriter;
  readonly passkeys: PasskeyWriter;
  readonly pendingSignIns: PendingSignInWriter;
  readonly recoveryCodes: RecoveryCodeWriter;
  readonly invitations: InvitationWriter;
  readonly oneTimeCodes: OneTimeCodeWriter;
  readonly grants: GrantWriter;
  readonly teams: TeamWriter;
  readonly trustRules: TrustRuleWriter;
  readonly audit: AuditWriter;
  readonly members: MemberWriter;
  readonly robots: RobotWriter;
  readonly sessions: SessionWriter;
  readonly tokens: TokenWriter;
  readonly namespaces: NamespaceWriter;
  readonly users: UserWriter;
  readonly signingKeys: SigningKeyWriter;
  readonly repositories: RepositoryWriter;
  readonly jobRuns: JobRunWriter;
  readonly leases: LeaseWriter;
  readonly manifests: ManifestWriter;
  readonly blobs: BlobWriter;
  readonly tags: TagWriter;
  readonly uploads: UploadWriter;
  readonly events: EventWriter;
  readonly reviewQueue: ReviewQueueWriter;
  readonly deletedKeys: DeletedKeyWriter;
  readonly reachability: ReachabilityReader;
  readonly pulls: PullWriter;
  readonly usage: UsageWriter;
  readonly trash: TrashWriter;
  readonly purge: PurgeWriter;
  readonly holds: HoldWriter;
  readonly tagRules: TagRuleWriter;
  readonly retention: RetentionWriter;
  readonly quarantine: QuarantineWriter;
  readonly storage: StorageWriter;
  readonly integrity: IntegrityWriter;

  constructor(db: Connection) {
    this.idempotencyKeys = new IdempotencyKeyWriter(db);
    this.externalIdentities = new ExternalIdentityWriter(db);
    this.passkeys = new PasskeyWriter(db);
    this.pendingSignIns = new PendingSignInWriter(db);
    this.recoveryCodes = new RecoveryCodeWriter(db);
    this.invitations = new InvitationWriter(db);
    this.oneTimeCodes = new OneTimeCodeWriter(db);
    this.grants = new GrantWriter(db);
    this.teams = new TeamWriter(db);
    this.trustRules = new TrustRuleWriter(db);
    this.audit = new AuditWriter(db);
    this.members = new MemberWriter(db);
    this.robots = new RobotWriter(db);
    this.sessions = new SessionWriter(db);
    this.tokens = new TokenWriter(db);
    this.namespaces = new NamespaceWriter(db);
    this.users = new UserWriter(db);
    this.signingKeys = new SigningKeyWriter(db);
    this.repositories = new RepositoryWriter(db);
    this.jobRuns = new JobRunWriter(db);
    this.leases = new LeaseWriter(db);
    this.manifests = new ManifestWriter(db);
    this.blobs = new BlobWriter(db);
    this.tags = new TagWriter(db);
    this.uploads = new UploadWriter(db);
    this.events = new EventWriter(db);
    this.reviewQueue = new ReviewQueueWriter(db);
    this.deletedKeys = new DeletedKeyWriter(db);
    this.reachability = new ReachabilityReader(db);
    this.pulls = new PullWriter(db);
    this.usage = new UsageWriter(db);
    this.trash = new TrashWriter(db);
    this.purge = new PurgeWriter(db);
    this.holds = new HoldWriter(db);
    this.tagRules = new TagRuleWriter(db);
    this.retention = new RetentionWriter(db);
    this.quarantine = new QuarantineWriter(db);
    this.storage = new StorageWriter(db);
    this.integrity = new IntegrityWriter(db);
  }
}
