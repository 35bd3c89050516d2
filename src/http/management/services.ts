// What the Management API's handlers are given. Nothing here is a store: a resource adds its service as one more field.
import type { RefusedAttempts } from "../../auth/audit.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AuditLog } from "../../management/audit.ts";
import type { Authorizer } from "../../management/authorizer.ts";
import type { EmailVerification } from "../../management/email-verification.ts";
import type { Invitations } from "../../management/invitations.ts";
import type { GarbageCollection } from "../../management/garbage-collection.ts";
import type { InstallationStorage } from "../../management/storage.ts";
import type { Jobs } from "../../management/jobs.ts";
import type { Members } from "../../management/members.ts";
import type { OrganizationPermissions } from "../../management/organization-permissions.ts";
import type { Organizations } from "../../management/organizations.ts";
import type { Quotas } from "../../management/quotas.ts";
import type { Robots } from "../../management/robots.ts";
import type { Teams } from "../../management/teams.ts";
import type { TrustRules } from "../../management/trust-rules.ts";
import type { PasswordRecovery } from "../../management/password-recovery.ts";
import type { Registration } from "../../management/registration.ts";
import type { Passkeys } from "../../management/passkeys.ts";
import type { SecondFactors } from "../../management/second-factors.ts";
import type { Sessions } from "../../management/sessions.ts";
import type { SignIn } from "../../management/sign-in.ts";
import type { Tokens } from "../../management/tokens.ts";
import type { Users } from "../../management/users.ts";
import type { AccessExplanations } from "../../management/access.ts";
import type { Holds } from "../../management/holds.ts";
import type { ManagedRetention } from "../../management/retention.ts";
import type { TagRules } from "../../management/tag-rules.ts";
import type { ManagedTrash } from "../../management/trash.ts";
import type { ManagedManifests } from "../../management/manifests.ts";
import type { Permissions } from "../../management/permissions.ts";
import type { ManagedRepositories } from "../../management/repositories.ts";
import type { Search } from "../../management/search.ts";
import type { ManagedTags } from "../../management/tags.ts";
import type { Exchange } from "../exchange.ts";
import type { IdempotencyStore } from "./idempotency.ts";

export interface ManagementServices {
  readonly repositories: ManagedRepositories;
  readonly repositoryTags: ManagedTags;
  readonly manifests: ManagedManifests;
  readonly trash: ManagedTrash;
  readonly holds: Holds;
  readonly tagRules: TagRules;
  readonly retention: ManagedRetention;
  readonly permissions: Permissions;
  readonly access: AccessExplanations;
  readonly search: Search;
  readonly clock: Clock;
  readonly installation: Installation;
  /** Anonymous without credentials; throws CredentialsError for wrong ones, `Cookie` for a session that has ended. */
  identify(exchange: Exchange): Promise<Caller>;
  readonly authorizer: Pick<Authorizer, "authorize">;
  readonly idempotency: IdempotencyStore;
  readonly refusals: Pick<RefusedAttempts, "add">;
  readonly audit: AuditLog;
  readonly jobs: Jobs;
  readonly garbageCollection: GarbageCollection;
  readonly storage: InstallationStorage;
  readonly users: Users;
  readonly registration: Registration;
  readonly passwordRecovery: PasswordRecovery;
  readonly emailVerification: EmailVerification;
  readonly invitations: Invitations;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly organizations: Organizations;
  readonly members: Members;
  readonly teams: Teams;
  readonly robots: Robots;
  readonly organizationPermissions: OrganizationPermissions;
  readonly trustRules: TrustRules;
  readonly quotas: Quotas;
}

/** What clients adapt to. Keys are snake_case and only ever added. */
export interface Installation {
  readonly version: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly limits: Readonly<Record<string, number>>;
}

export type { AuthorizedOrganization, AuthorizedRepository } from "../../management/authorizer.ts";
export type AuthorizedSubjects = Awaited<ReturnType<Authorizer["authorize"]>>;
