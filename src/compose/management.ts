// What the Management API stands on; it shares the registry's own services. Loaded with its first request.
import manifest from "../../package.json" with { type: "json" };
import { systemActor } from "../auth/actor.ts";
import { API_AUDIENCE } from "../auth/access-tokens.ts";
import { LoginThrottle } from "../auth/login-throttle.ts";
import { RateLimiter } from "../auth/rate-limiter.ts";
import type { Cache } from "../cache/cache.ts";
import type { Config } from "../config/schema.ts";
import { credentialsOf } from "../http/management/credentials.ts";
import { BODY_LIMIT_BYTES } from "../http/management/limits.ts";
import type { ManagementServices } from "../http/management/services.ts";
import { TRASH } from "../jobs/trash/trash-job.ts";
import type { Clock } from "../lib/clock.ts";
import { AccessExplanations } from "../management/access.ts";
import { AttemptLimits } from "../management/attempt-limits.ts";
import { AuditLog } from "../management/audit.ts";
import { Authorizer } from "../management/authorizer.ts";
import { EmailVerification } from "../management/email-verification.ts";
import { GarbageCollection } from "../management/garbage-collection.ts";
import { IdempotentAnswers } from "../management/idempotency.ts";
import { Holds } from "../management/holds.ts";
import { Invitations } from "../management/invitations.ts";
import { ManagedManifests, type ManifestContents } from "../management/manifests.ts";
import { InstallationStorage } from "../management/storage.ts";
import { Jobs, requestJob } from "../management/jobs.ts";
import { Members } from "../management/members.ts";
import { OneTimeCodes } from "../management/one-time-codes.ts";
import { OrganizationPermissions } from "../management/organization-permissions.ts";
import { Organizations } from "../management/organizations.ts";
import { PasswordRecovery } from "../management/password-recovery.ts";
import { Permissions } from "../management/permissions.ts";
import { Quotas } from "../management/quotas.ts";
import { Registration } from "../management/registration.ts";
import { ManagedRetention } from "../management/retention.ts";
import { ManagedRepositories } from "../management/repositories.ts";
import { Robots } from "../management/robots.ts";
import { Search } from "../management/search.ts";
import { ManagedTags } from "../management/tags.ts";
import { TagRules } from "../management/tag-rules.ts";
import { Teams } from "../management/teams.ts";
import { Tokens } from "../management/tokens.ts";
import { ManagedTrash, type TrashChanges } from "../management/trash.ts";
import { TrustRules } from "../management/trust-rules.ts";
import { Users } from "../management/users.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Services } from "./services.ts";
import type { Stores } from "./stores.ts";

/** What the Management API stands on; it shares the registry's own services. */
export async function buildManagement(
  config: Config,
  { metadata, box }: Stores,
  services: Services,
  { clock, cache, onJobQueued }: { clock: Clock; cache: Cache; onJobQueued: () => void },
): Promise<ManagementServices> {
  const { policy, refusals, authenticator } = services;
  const lifecycle = await services.lifecycle();
  return {
    clock,
    refusals,
    installation: {
      version: manifest.version,
      features: {
        registration: config.auth.registration !== "off",
        mail: services.outbox.isOpen,
        organizations: config.organizations.creation === "users",
      },
      limits: { body_bytes: BODY_LIMIT_BYTES },
    },
    identify: (exchange) => authenticator.authenticate({ ...credentialsOf(exchange), audience: API_AUDIENCE }),
    authorizer: new Authorizer({ metadata: metadata.read, policy }),
    idempotency: new IdempotentAnswers({ metadata, box }),
    audit: new AuditLog({ metadata: metadata.read }),
    ...buildWork(metadata, clock, onJobQueued),
    ...buildAccounts(config, { metadata, box }, services, { clock, cache }),
    ...buildOrganizations(config, metadata, services, clock),
    ...buildContent(config, metadata, { ...services, ...lifecycle }, { clock, onJobQueued }),
  };
}

function buildWork(metadata: MetadataStore, clock: Clock, onQueued: () => void) {
  const jobs = new Jobs({ metadata, clock, onQueued });
  return {
    jobs,
    garbageCollection: new GarbageCollection({ metadata, clock, jobs }),
    storage: new InstallationStorage({ metadata, clock, jobs }),
  };
}

function buildAccounts(
  config: Config,
  { metadata, box }: Pick<Stores, "metadata" | "box">,
  { policy, sessions, signIn, secondFactors, passkeys, outbox, authenticator }: Services,
  { clock, cache }: { clock: Clock; cache: Cache },
) {
  const users = new Users({ metadata, clock });
  const codes = new OneTimeCodes({ metadata, clock, key: box.derive("one-time-codes") });
  const limits = new AttemptLimits(new RateLimiter(cache, "attempts"));
  const throttle = new LoginThrottle(cache, "password-reset");
  const emailVerification = new EmailVerification({ users, codes, outbox });
  const invitations = new Invitations({ metadata, clock, outbox, limits });
  const registering = { mode: config.auth.registration, metadata: metadata.read, verification: emailVerification };
  return {
    users,
    tokens: new Tokens({ metadata, policy, clock, maxAgeSeconds: config.auth.tokenMaxAgeSeconds }),
    sessions,
    signIn,
    secondFactors,
    passkeys,
    emailVerification,
    invitations,
    registration: new Registration({ ...registering, users, invitations, limits }),
    passwordRecovery: new PasswordRecovery({ metadata: metadata.read, users, codes, outbox, authenticator, limits, throttle }),
  };
}

function buildOrganizations({ organizations, auth }: Config, metadata: MetadataStore, { issuerKeys }: Services, clock: Clock) {
  const site = { allowedIssuers: [...auth.federationIssuers, ...auth.federationKeyFiles.map(({ issuer }) => issuer)] };
  return {
    teams: new Teams({ metadata, clock, groupMapping: organizations.groupMapping }),
    robots: new Robots({ metadata, clock }),
    organizationPermissions: new OrganizationPermissions({ metadata, clock }),
    quotas: new Quotas({ metadata, clock }),
    trustRules: new TrustRules({ metadata, clock, site, keys: issuerKeys }),
    organizations: new Organizations({ metadata, clock, ...organizations }),
    members: new Members({ metadata, clock }),
  };
}

function buildContent(
  { organizations, trash }: Config,
  metadata: MetadataStore,
  services: Services & Lifecycle,
  { clock, onJobQueued }: { clock: Clock; onJobQueued: () => void },
) {
  const { policy, purge } = services;
  /** Whoever does not find it waiting finds it within the hour. */
  const onLeft = async () => {
    if (await requestTrashRun(metadata, clock)) onJobQueued();
  };
  return {
    permissions: new Permissions({ metadata, clock }),
    access: new AccessExplanations({ metadata: metadata.read, policy, clock }),
    repositoryTags: new ManagedTags({ metadata: metadata.read, changes: services.tags }),
    manifests: new ManagedManifests({ metadata: metadata.read, contents: contentsOf(services) }),
    repositories: new ManagedRepositories({
      metadata,
      policy,
      clock,
      redirectMs: organizations.redirectSeconds * 1000,
      trashMs: trash.keepSeconds * 1000,
      purge: (id, actor) => purge.begin(id, actor),
      onPurged: onLeft,
    }),
    trash: new ManagedTrash({ metadata: metadata.read, changes: trashChanges(services), onLeft }),
    holds: new Holds({ metadata, clock }),
    tagRules: new TagRules({ metadata, clock }),
    retention: new ManagedRetention({ metadata, clock, work: services.retention, onQueued: onJobQueued }),
    search: new Search({ metadata: metadata.read, policy }),
  };
}

function contentsOf({ manifests, blobs }: Pick<Services, "manifests" | "blobs">): ManifestContents {
  return {
    manifest: (record) => manifests.content(record),
    blob: async (repository, digest, limitBytes) => {
      const record = await blobs.find(repository, digest);
      if (!record || record.sizeBytes > limitBytes) return undefined;
      const content = await blobs.content(record);
      return content instanceof Uint8Array ? content : content.bytes();
    },
    delete: (repository, digest, actor) => manifests.delete(repository, digest, actor),
  };
}

function trashChanges({ trash, purge }: Pick<Lifecycle, "trash" | "purge">): TrashChanges {
  return {
    restore: (repositoryId, id, how) => trash.restore(repositoryId, id, how),
    moveBack: (repositoryId, tag, how) => trash.moveBack(repositoryId, tag, how),
    empty: (repositoryId, actor) => purge.empty(repositoryId, actor),
  };
}

/** Resolves to false when one waits or is under way already. */
function requestTrashRun(metadata: MetadataStore, clock: Clock): Promise<boolean> {
  return metadata.transaction(async (tx) => {
    if (await tx.jobRuns.findActive(TRASH)) return false;
    await requestJob(tx, { kind: TRASH, options: {} }, systemActor(TRASH), clock.now());
    return true;
  });
}
