// Every endpoint of the Management API: a resource is a line here.
import { AUDIT } from "./audit.ts";
import type { Endpoint } from "./endpoint.ts";
import { MEMBERS } from "./members.ts";
import { ORGANIZATIONS } from "./organizations.ts";
import { REPOSITORIES } from "./repositories.ts";
import { ROOT } from "./root.ts";
import { TOKENS } from "./tokens.ts";
import { USERS } from "./users.ts";

export const MANAGEMENT_ENDPOINTS: readonly Endpoint[] = [
  ...ROOT,
  ...REPOSITORIES,
  ...USERS,
  ...TOKENS,
  ...ORGANIZATIONS,
  ...MEMBERS,
  ...AUDIT,
];
