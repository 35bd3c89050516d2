// Teams: groups of an organization's members. What is granted to a team is granted to whoever is in it, as long as they are.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Caller, Identity } from "../auth/caller.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { TeamMemberRecord, TeamRecord } from "../metadata/teams.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { differences } from "./differences.ts";
import { checkVersion, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { checkPlainName } from "./namespace-names.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { administersSite } from "./person.ts";

export type Team = TeamRecord;
export type TeamMember = TeamMemberRecord;

export interface TeamFields {
  readonly description: string;
  /** Whoever signs in through an outside provider with this group is in the team. */
  readonly externalGroup: string | undefined;
}

export interface TeamsDependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  /**
   * Who may say which outside group a team has. The groups belong to the whole installation, and so do the people in them: an organization
   * that takes a group takes everybody in it as its members, unasked.
   */
  readonly groupMapping: "site-admins" | "org-admins";
}

/** Who changes something, as what they may do and as what is written down of them. */
interface By {
  readonly caller: Caller;
  readonly actor: Actor;
}

/** Nobody can keep an overview of more. */
const TEAMS_LIMIT = 1000;

type Organization = Pick<AuthorizedOrganization, "id" | "name">;

export class Teams {
  constructor(private readonly deps: TeamsDependencies) {}

  /** By name. */
  async list(organizationId: number, { after, limit }: PageOptions<string>): Promise<Page<Team>> {
    return pageFrom(await this.deps.metadata.read.teams.list(organizationId, after, limit + 1), limit);
  }

  /** Throws `notFound`. */
  get(organizationId: number, name: string): Promise<Team> {
    return getTeam(this.deps.metadata.read, organizationId, name);
  }

  /** Throws `invalid`, `forbidden`, `nameTaken`, `quotaExceeded`. */
  async create(
    organization: Organization,
    { name, ...fields }: TeamFields & { readonly name: string },
    { caller, actor }: By,
  ): Promise<Team> {
    checkPlainName(name);
    this.checkGroup(undefined, fields.externalGroup, caller);
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      if ((await tx.teams.count(organization.id)) >= TEAMS_LIMIT) {
        throw new ManagementError("quotaExceeded", { detail: `an organization has at most ${TEAMS_LIMIT} teams` });
      }
      const id = await tx.teams.create({ namespaceId: organization.id, name, ...fields }, now);
      if (id === undefined) throw new ManagementError("nameTaken");
      await recordChange(tx, actor, { action: "team.create", ...subjectOf(organization, name), after: fieldsOf(fields) }, now);
      return getTeam(tx, organization.id, name);
    });
  }

  /** Throws `notFound`, `forbidden`, `stale`. */
  async update(
    organization: Organization,
    name: string,
    patch: Partial<TeamFields>,
    ifMatch: number | undefined,
    { caller, actor }: By,
  ): Promise<Team> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const before = await getTeam(tx, organization.id, name);
      checkVersion(before, ifMatch);
      const wanted = { description: before.description, externalGroup: before.externalGroup, ...patch };
      const changed = differences(fieldsOf(before), fieldsOf(wanted));
      if (!changed) return before;
      this.checkGroup(before.externalGroup, wanted.externalGroup, caller);
      checkWritten(await tx.teams.update(before.id, wanted, before.version));
      await recordChange(tx, actor, { action: "team.update", ...subjectOf(organization, name), ...changed }, now);
      return getTeam(tx, organization.id, name);
    });
  }

  /** What its members had through it is gone at once. Throws `notFound`. */
  async delete(organization: Organization, name: string, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await getTeam(tx, organization.id, name);
      await tx.teams.delete(found.id);
      await recordChange(tx, actor, { action: "team.delete", ...subjectOf(organization, name), before: fieldsOf(found) }, now);
    });
  }

  /** By username. Throws `notFound`. */
  async listMembers(organizationId: number, name: string, { after, limit }: PageOptions<string>): Promise<Page<TeamMember>> {
    const { teams } = this.deps.metadata.read;
    const { id } = await this.get(organizationId, name);
    return pageFrom(await teams.members(id, after, limit + 1), limit);
  }

  /** Who is in the team already stays so. Throws `notFound`, `conflict` for who is no member of the organization. */
  async addMember(organization: Organization, name: string, username: string, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { id } = await getTeam(tx, organization.id, name);
      const user = await tx.users.find(username);
      if (!user) throw new ManagementError("notFound", { detail: "there is no such user" });
      if (!(await tx.members.find(organization.id, user.id))) {
        throw new ManagementError("conflict", { detail: "only members of the organization can be in its teams" });
      }
      if (!(await tx.teams.addMember(id, user.id, "manual", now))) return;
      await recordChange(tx, actor, { action: "team.add_member", ...subjectOf(organization, name), after: { username } }, now);
    });
  }

  /** By an administrator, or by whoever leaves. Throws `notFound`, `forbidden`. */
  async removeMember(organization: AuthorizedOrganization, name: string, username: string, by: Identity, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { id } = await getTeam(tx, organization.id, name);
      const user = await tx.users.find(username);
      const leaves = by.kind === "user" && by.id === user?.id;
      if (!leaves && organization.standing !== "admin" && organization.standing !== "owner") {
        throw new ManagementError("forbidden", { detail: "this needs the role admin in the organization" });
      }
      if (!user || !(await tx.teams.removeMember(id, user.id))) throw new ManagementError("notFound");
      await recordChange(tx, actor, { action: "team.remove_member", ...subjectOf(organization, name), before: { username } }, now);
    });
  }

  /** To have no group any more takes nobody in, and is for every administrator of the organization. */
  private checkGroup(before: string | undefined, wanted: string | undefined, caller: Caller): void {
    if (wanted === undefined || wanted === before) return;
    if (this.deps.groupMapping === "org-admins" || administersSite(caller)) return;
    throw new ManagementError("forbidden", { detail: "only site administrators say here which outside group a team has" });
  }
}

/** Throws `notFound`. */
export async function getTeam(
  metadata: Pick<MetadataReader | MetadataWriter, "teams">,
  organizationId: number,
  name: string,
): Promise<Team> {
  const found = await metadata.teams.find(organizationId, name);
  if (!found) throw new ManagementError("notFound");
  return found;
}

function subjectOf({ id, name }: Organization, team: string): { target: string; namespaceId: number } {
  return { target: `${name}/teams/${team}`, namespaceId: id };
}

function fieldsOf({ description, externalGroup }: TeamFields): Record<string, unknown> {
  return { description, external_group: externalGroup ?? null };
}
