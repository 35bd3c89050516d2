// Who may use a repository because it was granted to them: any user, and teams and robots of the repository's organization. What
// follows from roles, from the organization and from its being public is not listed here: access.ts explains it.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { levelNumber, toLevel } from "../auth/permission.ts";
import type { Clock } from "../lib/clock.ts";
import type { GrantRecord, Grantee } from "../metadata/grants.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { AuthorizedRepository } from "./authorizer.ts";
import { type Expected, checkExpected, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import type { GivenLevel } from "./organization-permissions.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export interface Permission {
  readonly id: number;
  readonly kind: Grantee["kind"];
  /** The user's, or that of the team or robot within its organization. */
  readonly name: string;
  readonly level: GivenLevel;
  readonly createdAt: number;
  readonly version: number;
}

/** Whom, as a path says it. */
export interface Named {
  readonly kind: Grantee["kind"];
  readonly name: string;
}

type Repository = Pick<AuthorizedRepository, "id" | "namespaceId">;

export class Permissions {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** In the order in which they were given. */
  async list({ id, namespaceId }: Repository, { after, limit }: PageOptions<number>): Promise<Page<Permission>> {
    const found = await this.deps.metadata.read.grants.list({ namespaceId, repositoryId: id }, after, limit + 1);
    const { items, more } = pageFrom(found, limit);
    return { items: items.map(toPermission), more };
  }

  /** Throws `notFound`. */
  async get(repository: Repository, whom: Named): Promise<Permission> {
    const { read } = this.deps.metadata;
    const found = await read.grants.find(targetOf(repository), await granteeOf(read, repository, whom));
    if (!found) throw new ManagementError("notFound");
    return toPermission(found);
  }

  /** Throws `notFound` without such a user, team or robot, `stale`, `preconditionRequired`. */
  async put(
    repository: Repository,
    { level, ...whom }: Named & { level: GivenLevel },
    expected: Expected,
    actor: Actor,
  ): Promise<Permission> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const { name, target } = await stillThere(tx, repository);
      const grantee = await granteeOf(tx, repository, whom);
      const found = await tx.grants.find(target, grantee);
      checkExpected(found, expected);
      const before = found && toLevel(found.level);
      if (!found) await tx.grants.create(target, grantee, levelNumber(level), now);
      else if (before !== level) checkWritten(await tx.grants.setLevel(found.id, levelNumber(level), found.version));
      if (before !== level) {
        const action = found ? "permission.update" : "permission.grant";
        const change = { ...(before && { before: { [whom.kind]: whom.name, level: before } }), after: { [whom.kind]: whom.name, level } };
        await recordChange(tx, actor, { action, target: name, ...target, ...change }, now);
      }
      return toPermission((await tx.grants.find(target, grantee))!);
    });
  }

  /** Throws `notFound`. */
  async remove(repository: Repository, whom: Named, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { name, target } = await stillThere(tx, repository);
      const found = await tx.grants.find(target, await granteeOf(tx, repository, whom, { alsoDisabled: true }));
      if (!found) throw new ManagementError("notFound");
      await tx.grants.delete(found.id);
      const before = { [whom.kind]: whom.name, level: toLevel(found.level) };
      await recordChange(tx, actor, { action: "permission.revoke", target: name, ...target, before }, now);
    });
  }
}

function targetOf({ id, namespaceId }: Repository): { namespaceId: number; repositoryId: number } {
  return { namespaceId, repositoryId: id };
}

/** Who was let in for one namespace must not grant anything in the next: it may have been moved since. */
async function stillThere(tx: MetadataWriter, repository: Repository) {
  const found = await tx.repositories.findById(repository.id);
  if (!found || found.deletedAt !== undefined || found.namespaceId !== repository.namespaceId) throw new ManagementError("notFound");
  return { name: found.name, target: targetOf(repository) };
}

type Readers = Pick<MetadataReader | MetadataWriter, "users" | "teams" | "robots" | "namespaces">;

/** Throws `notFound`; for a user who cannot sign in as well, unless asked for. */
async function granteeOf(
  metadata: Readers,
  { namespaceId }: Repository,
  { kind, name }: Named,
  { alsoDisabled = false } = {},
): Promise<Grantee> {
  const id = kind === "user" ? await userId(metadata, name, alsoDisabled) : await idWithin(metadata, namespaceId, kind, name);
  if (id === undefined) throw new ManagementError("notFound", { detail: `there is no ${kind} of that name` });
  return { kind, id };
}

async function userId(metadata: Readers, name: string, alsoDisabled: boolean): Promise<number | undefined> {
  const user = await metadata.users.find(name);
  return user && (alsoDisabled || user.disabledAt === undefined) ? user.id : undefined;
}

/** Teams and robots of other organizations are as good as none. */
async function idWithin(metadata: Readers, namespaceId: number, kind: "team" | "robot", name: string): Promise<number | undefined> {
  if (kind === "team") return (await metadata.teams.find(namespaceId, name))?.id;
  const namespace = await metadata.namespaces.findById(namespaceId);
  return namespace && (await metadata.robots.find(namespace.name, name))?.id;
}

function toPermission({ id, grantee, name, level, createdAt, version }: GrantRecord): Permission {
  return { id, kind: grantee.kind, name, level: toLevel(level) as GivenLevel, createdAt, version };
}
