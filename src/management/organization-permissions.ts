// What a team or a robot may do with every repository of its organization, those still to come included.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { type Level, levelNumber, toLevel } from "../auth/permission.ts";
import type { Clock } from "../lib/clock.ts";
import type { GrantRecord, Grantee } from "../metadata/grants.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { type Expected, checkExpected, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { getRobot } from "./robots.ts";
import { getTeam } from "./teams.ts";

export type GivenLevel = Exclude<Level, "none">;

export interface OrganizationPermission {
  readonly id: number;
  readonly kind: GroupKind;
  /** Of the team or robot, within the organization. */
  readonly name: string;
  readonly level: GivenLevel;
  readonly createdAt: number;
  readonly version: number;
}

/** Whom something can be granted on all of an organization; a person becomes a member instead. */
export type GroupKind = "team" | "robot";

type Organization = Pick<AuthorizedOrganization, "id" | "name">;

export class OrganizationPermissions {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** In the order in which they were given. */
  async list(organizationId: number, { after, limit }: PageOptions<number>): Promise<Page<OrganizationPermission>> {
    const { items, more } = pageFrom(await this.deps.metadata.read.grants.list(targetOf(organizationId), after, limit + 1), limit);
    return { items: items.map(toPermission), more };
  }

  /** Throws `notFound`. */
  async get(organization: Organization, kind: GroupKind, name: string): Promise<OrganizationPermission> {
    const { read } = this.deps.metadata;
    const found = await read.grants.find(targetOf(organization.id), await granteeOf(read, organization, kind, name));
    if (!found) throw new ManagementError("notFound");
    return toPermission(found);
  }

  /** Throws `notFound` without such a team or robot, `stale`, `preconditionRequired`. */
  async put(
    organization: Organization,
    { kind, name, level }: { readonly kind: GroupKind; readonly name: string; readonly level: GivenLevel },
    expected: Expected,
    actor: Actor,
  ): Promise<OrganizationPermission> {
    const now = this.deps.clock.now();
    const target = targetOf(organization.id);
    return this.deps.metadata.transaction(async (tx) => {
      const grantee = await granteeOf(tx, organization, kind, name);
      const found = await tx.grants.find(target, grantee);
      checkExpected(found, expected);
      const before = found && toLevel(found.level);
      if (!found) await tx.grants.create(target, grantee, levelNumber(level), now);
      else if (before !== level) checkWritten(await tx.grants.setLevel(found.id, levelNumber(level), found.version));
      if (before !== level) {
        const action = found ? "permission.update" : "permission.grant";
        const change = { ...(before && { before: { [kind]: name, level: before } }), after: { [kind]: name, level } };
        await recordChange(tx, actor, { action, target: organization.name, namespaceId: organization.id, ...change }, now);
      }
      return toPermission((await tx.grants.find(target, grantee))!);
    });
  }

  /** Throws `notFound`. */
  async remove(organization: Organization, kind: GroupKind, name: string, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await tx.grants.find(targetOf(organization.id), await granteeOf(tx, organization, kind, name));
      if (!found) throw new ManagementError("notFound");
      await tx.grants.delete(found.id);
      const before = { [kind]: name, level: toLevel(found.level) };
      await recordChange(tx, actor, { action: "permission.revoke", target: organization.name, namespaceId: organization.id, before }, now);
    });
  }
}

function targetOf(namespaceId: number): { namespaceId: number; repositoryId: undefined } {
  return { namespaceId, repositoryId: undefined };
}

async function granteeOf(
  metadata: Pick<MetadataReader | MetadataWriter, "teams" | "robots">,
  organization: Organization,
  kind: GroupKind,
  name: string,
): Promise<Grantee> {
  const { id } = kind === "team" ? await getTeam(metadata, organization.id, name) : await getRobot(metadata, organization, name);
  return { kind, id };
}

function toPermission({ id, grantee, name, level, createdAt, version }: GrantRecord): OrganizationPermission {
  return { id, kind: grantee.kind as GroupKind, name, level: toLevel(level) as GivenLevel, createdAt, version };
}
