// Organizations: what owns the repositories of a company or a project. Their names are never given to somebody else at once: not while
// old names lead to what was renamed, and not while something deleted can come back.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Caller } from "../auth/caller.ts";
import { type Level, levelNumber, toLevel } from "../auth/permission.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { NamespaceProfile, NamespaceRecord } from "../metadata/namespaces.ts";
import { NAME_LENGTH_LIMIT } from "../oci/reference.ts";
import { differences } from "./differences.ts";
import { checkVersion, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { checkNamespaceName } from "./namespace-names.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { administersSite, personOf } from "./person.ts";

export interface OrganizationProfile extends Omit<NamespaceProfile, "defaultPermission"> {
  /** What members may do with every repository. */
  readonly defaultPermission: Exclude<Level, "admin">;
}

export interface Organization extends OrganizationProfile {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly createdAt: number;
}

export interface OrganizationsDependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  /** Who may make organizations: every person who can sign in, or site administrators only. */
  readonly creation: "users" | "admins";
  /** How long old names lead to new ones, and stay reserved. */
  readonly redirectSeconds: number;
}

const EMPTY: OrganizationProfile = {
  displayName: "",
  description: "",
  website: "",
  avatarUrl: "",
  defaultPermission: "none",
  membersCanCreate: false,
};

export class Organizations {
  constructor(private readonly deps: OrganizationsDependencies) {}

  /** Those that the user is a member of, by name. */
  async listOfMember(userId: number, { after, limit }: PageOptions<string>): Promise<Page<Organization>> {
    return toPage(await this.deps.metadata.read.namespaces.listOfMember(userId, after, limit + 1), limit);
  }

  /** Every one, by name. */
  async listAll({ after, limit }: PageOptions<string>): Promise<Page<Organization>> {
    return toPage(await this.deps.metadata.read.namespaces.listOrganizations(after, limit + 1), limit);
  }

  /** Throws `notFound`. */
  async get(id: number): Promise<Organization> {
    return toOrganization(findPresent(await this.deps.metadata.read.namespaces.findById(id)));
  }

  /** Who makes it becomes its owner. Throws `invalid`, `nameTaken`, `forbidden`. */
  async create(
    caller: Caller,
    { name, ...profile }: Partial<OrganizationProfile> & { readonly name: string },
    actor: Actor,
  ): Promise<Organization> {
    const person = personOf(caller);
    if (this.deps.creation === "admins" && !administersSite(caller)) {
      throw new ManagementError("forbidden", { detail: "only site administrators make organizations here" });
    }
    checkNamespaceName(name);
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const id = await tx.namespaces.create(name, "organization", now);
      if (id === undefined) throw new ManagementError("nameTaken");
      const wanted = { ...EMPTY, ...profile };
      const { version } = (await tx.namespaces.findById(id))!;
      checkWritten(await tx.namespaces.setProfile(id, toStored(wanted), version));
      await tx.members.add(id, person.id, "owner", now);
      await recordChange(tx, actor, { action: "org.create", target: name, namespaceId: id, after: fieldsOf(wanted) }, now);
      return toOrganization((await tx.namespaces.findById(id))!);
    });
  }

  /** Throws `notFound`, `stale`. */
  async update(id: number, patch: Partial<OrganizationProfile>, ifMatch: number | undefined, actor: Actor): Promise<Organization> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const before = findPresent(await tx.namespaces.findById(id));
      checkVersion(before, ifMatch);
      const wanted = { ...profileOf(before), ...patch };
      const changed = differences(fieldsOf(profileOf(before)), fieldsOf(wanted));
      if (!changed) return toOrganization(before);
      checkWritten(await tx.namespaces.setProfile(id, toStored(wanted), before.version));
      await recordChange(tx, actor, { action: "org.update", target: before.name, namespaceId: id, ...changed }, now);
      return toOrganization((await tx.namespaces.findById(id))!);
    });
  }

  /**
   * All its repositories move along, and old names lead to them for the grace time; robots are called by the new name at once.
   * Throws `invalid`, `nameTaken`, `conflict` when a repository's name would become too long.
   */
  async rename(id: number, to: string, actor: Actor): Promise<Organization> {
    checkNamespaceName(to);
    const now = this.deps.clock.now();
    const until = now + this.deps.redirectSeconds * 1000;
    return this.deps.metadata.transaction(async (tx) => {
      const { name: from } = findPresent(await tx.namespaces.findById(id));
      if (from === to) throw new ManagementError("conflict", { detail: "that is its name already" });
      await checkFree(tx, to, id, now);
      const longest = await tx.namespaces.longestRepositoryName(id);
      if (longest + to.length - from.length > NAME_LENGTH_LIMIT) {
        throw new ManagementError("conflict", { detail: `a repository's name would be longer than ${NAME_LENGTH_LIMIT} characters` });
      }
      const repositories = await tx.namespaces.rename(id, { from, to }, until);
      await tx.events.appendMoves({ id, from, to }, actor.name, now);
      const change = { before: { name: from }, after: { name: to, repositories } };
      await recordChange(tx, actor, { action: "org.rename", target: to, namespaceId: id, ...change }, now);
      return toOrganization((await tx.namespaces.findById(id))!);
    });
  }

  /** Its repositories go with it, and nobody can take its name. Throws `notFound`, `stale`, and `conflict` while a hold protects something in it. */
  async delete(id: number, ifMatch: number | undefined, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = findPresent(await tx.namespaces.findById(id));
      checkVersion(found, ifMatch);
      const held = await tx.holds.findHeldRepository(id, now);
      if (held !== undefined) throw new ManagementError("conflict", { detail: `a hold protects something in ${held}` });
      await tx.events.appendForAll("repository.deleted", id, actor.name, now);
      const repositories = await tx.namespaces.delete(id, found.name, now);
      await tx.usage.recount(id);
      await recordChange(tx, actor, { action: "org.delete", target: found.name, namespaceId: id, before: { repositories } }, now);
    });
  }

  /** By whoever was its owner, with what was deleted with it. Throws `notFound`, also for one that somebody else has deleted. */
  async restore(caller: Caller, name: string, actor: Actor): Promise<Organization> {
    const person = personOf(caller);
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const found = await tx.namespaces.findDeleted(name);
      const member = await tx.members.find(found?.id ?? 0, person.id);
      const mayRestore = administersSite(caller) || member?.role === "owner";
      if (found?.kind !== "organization" || found.deletedAt === undefined || !mayRestore) throw new ManagementError("notFound");
      const repositories = await tx.namespaces.restore(found.id, name, found.deletedAt);
      for (const repository of repositories) await tx.repositories.indexNow(repository.id, repository.name, now);
      await tx.usage.recount(found.id);
      await tx.events.appendForAll("repository.restored", found.id, actor.name, now);
      const after = { repositories: repositories.length };
      await recordChange(tx, actor, { action: "org.restore", target: name, namespaceId: found.id, after }, now);
      return toOrganization((await tx.namespaces.findById(found.id))!);
    });
  }
}

/** Its own earlier name is free for an organization; a name that anybody else holds or held is not. */
async function checkFree(tx: MetadataWriter, name: string, id: number, now: number): Promise<void> {
  const reservation = await tx.namespaces.reservation(name, now);
  const isTaken = (await tx.namespaces.find(name)) !== undefined || (reservation !== undefined && reservation.id !== id);
  if (isTaken) throw new ManagementError("nameTaken");
}

function findPresent(found: NamespaceRecord | undefined): NamespaceRecord {
  if (!found || found.kind !== "organization" || found.deletedAt !== undefined) throw new ManagementError("notFound");
  return found;
}

function toPage(rows: readonly NamespaceRecord[], limit: number): Page<Organization> {
  const { items, more } = pageFrom(rows, limit);
  return { items: items.map(toOrganization), more };
}

function toOrganization(record: NamespaceRecord): Organization {
  const { id, name, version, createdAt } = record;
  return { id, name, version, createdAt, ...profileOf(record) };
}

function profileOf({
  displayName,
  description,
  website,
  avatarUrl,
  defaultPermission,
  membersCanCreate,
}: NamespaceRecord): OrganizationProfile {
  const level = toLevel(defaultPermission) as OrganizationProfile["defaultPermission"];
  return { displayName, description, website, avatarUrl, defaultPermission: level, membersCanCreate };
}

function toStored({ defaultPermission, ...rest }: OrganizationProfile): NamespaceProfile {
  return { ...rest, defaultPermission: levelNumber(defaultPermission) };
}

/** As the audit log names them. */
function fieldsOf(profile: OrganizationProfile): Record<string, unknown> {
  return {
    display_name: profile.displayName,
    description: profile.description,
    website: profile.website,
    avatar_url: profile.avatarUrl,
    default_permission: profile.defaultPermission,
    members_can_create: profile.membersCanCreate,
  };
}
