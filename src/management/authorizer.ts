// Who may ask what of the Management API: decided for the subject that a path names, before anything else of the request is looked
// at. What somebody may not see is looked up as thoroughly as what they may, so that neither the answer nor its time tells.
import type { AccessPolicy } from "../auth/access-policy.ts";
import type { Caller, User } from "../auth/caller.ts";
import { type Level, includesLevel } from "../auth/permission.ts";
import type { Role } from "../metadata/members.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { NamespaceRecord } from "../metadata/namespaces.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import { LIBRARY, type RepositoryName, parseRepositoryName } from "../oci/reference.ts";
import { ManagementError } from "./failure.ts";
import { parseId } from "./ids.ts";

export type OrganizationNeed = "read" | Role;

export type Need =
  | "user"
  | "caller"
  | "site-admin"
  | { readonly self: "username" }
  | { readonly organization: OrganizationNeed }
  | { readonly repository: Exclude<Level, "none"> };

export interface AuthorizedOrganization {
  readonly id: number;
  readonly name: string;
  /** What the caller is to it; `owner` for site administrators too. */
  readonly standing: Standing;
}

export interface AuthorizedRepository {
  readonly id: number;
  readonly namespaceId: number;
  readonly name: RepositoryName;
  readonly level: Level;
}

/** Weakest first. `read`: its robots, and who was granted something without being a member. */
const STANDINGS = ["read", "member", "admin", "owner"] as const;
export type Standing = (typeof STANDINGS)[number];

/** No valid name: looked up where there is nothing to look up. */
const NO_NAME = "~" as RepositoryName;

export class Authorizer {
  constructor(private readonly deps: { metadata: MetadataReader; policy: AccessPolicy }) {}

  /**
   * Throws ManagementError: `unauthenticated` for an anonymous caller who may not, see it or do that; `notFound` for everyone else who
   * may not see it, `forbidden` for who may see it but not do that. `params` are decoded but unchecked text.
   */
  async authorize(
    caller: Caller,
    need: Need,
    params: Readonly<Record<string, string>>,
  ): Promise<{ organization?: AuthorizedOrganization; repository?: AuthorizedRepository }> {
    if (typeof need === "string") return this.authorizeCaller(caller, need);
    if ("self" in need) return this.authorizeSelf(caller, params["username"]);
    if ("organization" in need) return { organization: await this.authorizeOrganization(caller, need.organization, params["org"] ?? "") };
    return { repository: await this.authorizeRepository(caller, need.repository, params) };
  }

  private async authorizeCaller(caller: Caller, need: "user" | "caller" | "site-admin"): Promise<Record<never, never>> {
    const { identity } = caller;
    if (identity.kind === "anonymous") throw new ManagementError("unauthenticated");
    if (need === "caller") return {};
    if (identity.kind !== "user") throw new ManagementError("forbidden", { detail: "only people may do this, not robots" });
    if (need === "user") return {};
    refuseLimited(caller);
    if (!identity.isAdmin) throw new ManagementError("forbidden", { detail: "only site administrators may do this" });
    return {};
  }

  private async authorizeSelf(caller: Caller, username: string | undefined): Promise<Record<never, never>> {
    const { identity } = caller;
    if (identity.kind === "anonymous") throw new ManagementError("unauthenticated");
    const mayAsk = identity.kind === "user" && (identity.isAdmin || identity.username === username);
    if (!mayAsk) throw new ManagementError("notFound");
    return {};
  }

  private async authorizeOrganization(caller: Caller, need: OrganizationNeed, name: string): Promise<AuthorizedOrganization> {
    refuseLimited(caller);
    const namespace = await this.deps.metadata.namespaces.find(name);
    const standing = await this.standing(caller, namespace);
    if (!namespace || standing === undefined) throw hidden(caller);
    if (STANDINGS.indexOf(standing) < STANDINGS.indexOf(need)) {
      throw new ManagementError("forbidden", { detail: `this needs the role ${need} in the organization` });
    }
    return { id: namespace.id, name: namespace.name, standing };
  }

  private async standing({ identity }: Caller, namespace: NamespaceRecord | undefined): Promise<Standing | undefined> {
    if (identity.kind === "anonymous") return undefined;
    // A deleted one keeps its row and its members.
    const isOrganization = namespace?.kind === "organization" && namespace.deletedAt === undefined;
    if (identity.kind === "robot") return isOrganization && identity.namespaceId === namespace.id ? "read" : undefined;
    const found = await this.standingOf(identity, namespace?.id ?? 0);
    if (!isOrganization) return undefined;
    return identity.isAdmin ? "owner" : found;
  }

  private async standingOf({ id }: User, namespaceId: number): Promise<Standing | undefined> {
    const { members } = this.deps.metadata;
    const [member, collaborates] = await Promise.all([members.find(namespaceId, id), members.collaborates(namespaceId, id)]);
    return member?.role ?? (collaborates ? "read" : undefined);
  }

  private async authorizeRepository(
    caller: Caller,
    need: Exclude<Level, "none">,
    params: Readonly<Record<string, string>>,
  ): Promise<AuthorizedRepository> {
    const asked = await this.repositoryName(params);
    const access = await this.deps.policy.access(caller, asked ?? NO_NAME);
    const found = await this.deps.metadata.repositories.find(asked === undefined ? NO_NAME : access.name);
    if (!found || access.level === "none" || !access.isWithinLimits) throw hidden(caller);
    if (!includesLevel(access.level, need)) {
      if (caller.identity.kind === "anonymous") throw new ManagementError("unauthenticated");
      throw new ManagementError("forbidden", { detail: `this needs the permission ${need} on the repository` });
    }
    return { id: found.id, namespaceId: found.namespaceId, name: found.name, level: access.level };
  }

  /** Undefined for what can be no repository's name. */
  private async repositoryName(params: Readonly<Record<string, string>>): Promise<RepositoryName | undefined> {
    const { namespace, repository, repository_id: repositoryId } = params;
    if (repositoryId === undefined) return nameFrom(namespace ?? "", repository ?? "");
    const found: RepositoryRecord | undefined = await this.deps.metadata.repositories.findById(parseId("repo", repositoryId) ?? 0);
    return found && found.deletedAt === undefined ? found.name : undefined;
  }
}

/** The two parts of a path: `library` stands for names of one segment, which belong to it. */
export function nameFrom(namespace: string, repository: string): RepositoryName | undefined {
  return parseRepositoryName(namespace === LIBRARY ? repository : `${namespace}/${repository}`);
}

/** A token for some repositories is good for nothing beside them, whatever its scopes say. */
function refuseLimited({ limitedBy }: Caller): void {
  if (limitedBy === undefined) return;
  throw new ManagementError("scopeInsufficient", { detail: "the token is limited to some repositories, and this is none of them" });
}

/** Credentials might help who has none; everybody else is told what would be true if it did not exist. */
function hidden({ identity }: Caller): ManagementError {
  return new ManagementError(identity.kind === "anonymous" ? "unauthenticated" : "notFound");
}
