// Every endpoint of the Management API: a resource is a line here.
import { ACCESS } from "./access.ts";
import { AUDIT } from "./audit.ts";
import { DIRECTORY } from "./directory.ts";
import type { Endpoint } from "./endpoint.ts";
import { INVITATIONS } from "./invitations.ts";
import { GC } from "./gc.ts";
import { JOBS } from "./jobs.ts";
import { MEMBERS } from "./members.ts";
import { ORGANIZATION_PERMISSIONS } from "./organization-permissions.ts";
import { ORGANIZATIONS } from "./organizations.ts";
import { REGISTRATION } from "./registration.ts";
import { MANIFESTS } from "./manifests.ts";
import { PERMISSIONS } from "./permissions.ts";
import { REFERRERS } from "./referrers.ts";
import { REPOSITORIES } from "./repositories.ts";
import { ROBOTS } from "./robots.ts";
import { ROOT } from "./root.ts";
import { SEARCH } from "./search.ts";
import { HOLDS } from "./holds.ts";
import { RETENTION } from "./retention.ts";
import { TAG_RULES } from "./tag-rules.ts";
import { TRASH } from "./trash.ts";
import { STORAGE } from "./storage.ts";
import { TAGS_OF_REPOSITORY } from "./tags.ts";
import { TEAMS } from "./teams.ts";
import { TRUST_RULES } from "./trust-rules.ts";
import { TOKENS } from "./tokens.ts";
import { USAGES } from "./usage.ts";
import { USERS } from "./users.ts";
import { AUTH } from "./auth.ts";
import { PASSKEYS } from "./passkeys.ts";
import { SECOND_FACTORS } from "./second-factors.ts";
import { SESSIONS } from "./sessions.ts";

export const MANAGEMENT_ENDPOINTS: readonly Endpoint[] = [
  ...ROOT,
  ...REPOSITORIES,
  ...PERMISSIONS,
  ...ACCESS,
  ...TAGS_OF_REPOSITORY,
  ...MANIFESTS,
  ...TRASH,
  ...HOLDS,
  ...TAG_RULES,
  ...RETENTION,
  ...REFERRERS,
  ...SEARCH,
  ...REGISTRATION,
  ...USERS,
  ...TOKENS,
  ...INVITATIONS,
  ...ORGANIZATIONS,
  ...MEMBERS,
  ...TEAMS,
  ...ROBOTS,
  ...TRUST_RULES,
  ...ORGANIZATION_PERMISSIONS,
  ...USAGES,
  ...STORAGE,
  ...AUDIT,
  ...JOBS,
  ...GC,
  ...AUTH,
  ...DIRECTORY,
  ...SESSIONS,
  ...SECOND_FACTORS,
  ...PASSKEYS,
];
