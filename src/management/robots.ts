// Robots: accounts for machines. A robot has what was granted to it and nothing else, whoever made it; its full name is `acme+ci`.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { RobotRecord } from "../metadata/robots.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { differences } from "./differences.ts";
import { checkVersion, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { checkPlainName } from "./namespace-names.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type Robot = RobotRecord;

export interface RobotFields {
  readonly description: string;
  /** Nothing that it holds is good while it is. */
  readonly disabled: boolean;
}

/** Nobody can keep an overview of more. */
const ROBOTS_LIMIT = 1000;

type Organization = Pick<AuthorizedOrganization, "id" | "name">;

export class Robots {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** By name. */
  async list(organizationId: number, { after, limit }: PageOptions<string>): Promise<Page<Robot>> {
    return pageFrom(await this.deps.metadata.read.robots.list(organizationId, after, limit + 1), limit);
  }

  /** Throws `notFound`. */
  get(organization: Organization, name: string): Promise<Robot> {
    return getRobot(this.deps.metadata.read, organization, name);
  }

  /** Throws `invalid`, `nameTaken`, `quotaExceeded`. */
  async create(
    organization: Organization,
    { name, description }: { readonly name: string; readonly description: string },
    actor: Actor,
  ): Promise<Robot> {
    checkPlainName(name);
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      if ((await tx.robots.count(organization.id)) >= ROBOTS_LIMIT) {
        throw new ManagementError("quotaExceeded", { detail: `an organization has at most ${ROBOTS_LIMIT} robots` });
      }
      const id = await tx.robots.create({ namespaceId: organization.id, name, description, createdBy: actor.name }, now);
      if (id === undefined) throw new ManagementError("nameTaken");
      await recordChange(tx, actor, { action: "robot.create", ...subjectOf(organization, name), after: { description } }, now);
      return getRobot(tx, organization, name);
    });
  }

  /** Disabling ends everything that the robot holds at once; enabling gives it back. Throws `notFound`, `stale`. */
  async update(
    organization: Organization,
    name: string,
    patch: Partial<RobotFields>,
    ifMatch: number | undefined,
    actor: Actor,
  ): Promise<Robot> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const before = await getRobot(tx, organization, name);
      checkVersion(before, ifMatch);
      const { description, disabled } = { ...fieldsOf(before), ...patch };
      const changed = differences(fieldsOf(before), { description, disabled });
      if (!changed) return before;
      const disabledAt = disabled ? (before.disabledAt ?? now) : undefined;
      checkWritten(await tx.robots.update(before.id, { description, disabledAt }, before.version));
      await recordChange(tx, actor, { action: "robot.update", ...subjectOf(organization, name), ...changed }, now);
      return getRobot(tx, organization, name);
    });
  }

  /** With its tokens, grants and trust rules. Throws `notFound`. */
  async delete(organization: Organization, name: string, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await getRobot(tx, organization, name);
      await tx.robots.delete(found.id);
      await recordChange(tx, actor, { action: "robot.delete", ...subjectOf(organization, name), before: { ...fieldsOf(found) } }, now);
    });
  }
}

/** Throws `notFound`. */
export async function getRobot(
  metadata: Pick<MetadataReader | MetadataWriter, "robots">,
  organization: Organization,
  name: string,
): Promise<Robot> {
  const found = await metadata.robots.find(organization.name, name);
  // By id as well: the name may have come to mean another organization since it was looked up.
  if (!found || found.namespaceId !== organization.id) throw new ManagementError("notFound");
  return found;
}

/** `acme+ci` */
export function fullNameOf({ namespace, name }: Pick<Robot, "namespace" | "name">): string {
  return `${namespace}+${name}`;
}

function subjectOf({ id, name }: Organization, robot: string): { target: string; namespaceId: number } {
  return { target: fullNameOf({ namespace: name, name: robot }), namespaceId: id };
}

function fieldsOf({ description, disabledAt }: Robot): RobotFields & Record<string, unknown> {
  return { description, disabled: disabledAt !== undefined };
}
