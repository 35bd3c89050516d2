// Members of an organization and their roles. Only owners make or unmake owners and administrators, and the last owner who can
// sign in stays one: an organization that nobody can manage is lost to its people.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Identity } from "../auth/caller.ts";
import type { Clock } from "../lib/clock.ts";
import type { MemberRecord, Role } from "../metadata/members.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { type Expected, checkExpected, checkWritten } from "./expected.ts";
import { ManagementError } from "./failure.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type Member = MemberRecord;
export type { Role };
export const ROLES = ["owner", "admin", "member"] as const satisfies readonly Role[];

export class Members {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** By username. */
  async list(organizationId: number, { after, limit }: PageOptions<string>): Promise<Page<Member>> {
    return pageFrom(await this.deps.metadata.read.members.list(organizationId, after, limit + 1), limit);
  }

  /** Throws `notFound`. */
  async get(organizationId: number, username: string): Promise<Member> {
    const user = await this.deps.metadata.read.users.find(username);
    return present(await this.deps.metadata.read.members.find(organizationId, user?.id ?? 0));
  }

  /** Makes somebody a member, or gives a member another role. Throws `notFound` without such a user, `forbidden`, `conflict`, `stale`. */
  async put(organization: AuthorizedOrganization, username: string, role: Role, expected: Expected, actor: Actor): Promise<Member> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const user = await tx.users.find(username);
      if (!user) throw new ManagementError("notFound", { detail: "there is no such user" });
      const found = await tx.members.find(organization.id, user.id);
      checkExpected(found, expected);
      checkMayDecide(await asOfNow(tx, organization, actor), found?.role, role);
      if (!found) {
        if (user.disabledAt !== undefined) throw new ManagementError("conflict", { detail: "the user is disabled" });
        await addMember(tx, organization, { id: user.id, username, role }, actor, now);
      } else if (found.role !== role) {
        await this.changeRole(tx, organization, found, role, actor, now);
      }
      return present(await tx.members.find(organization.id, user.id));
    });
  }

  /** By an administrator, or by the member. Every team and grant goes with it, at once. Throws `notFound`, `forbidden`, `conflict`. */
  async remove(organization: AuthorizedOrganization, username: string, by: Identity, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const user = await tx.users.find(username);
      const found = present(await tx.members.find(organization.id, user?.id ?? 0));
      if (by.kind !== "user" || by.id !== found.userId) checkMayDecide(await asOfNow(tx, organization, actor), found.role);
      await tx.members.remove(organization.id, found.userId);
      if (found.role === "owner") await checkHasOwner(tx, organization.id);
      await recordChange(tx, actor, { action: "member.remove", ...subjectOf(organization, username), before: { role: found.role } }, now);
    });
  }

  private async changeRole(
    tx: MetadataWriter,
    organization: AuthorizedOrganization,
    { userId, username, role: before, version }: Member,
    role: Role,
    actor: Actor,
    now: number,
  ): Promise<void> {
    checkWritten(await tx.members.setRole(organization.id, userId, role, version));
    if (before === "owner") await checkHasOwner(tx, organization.id);
    const change = { ...subjectOf(organization, username), before: { role: before }, after: { role } };
    await recordChange(tx, actor, { action: "member.update", ...change }, now);
  }
}

/** Inside the caller's transaction: also for who accepts an invitation. Resolves to false for who is a member already. */
export async function addMember(
  tx: MetadataWriter,
  organization: { readonly id: number; readonly name: string },
  { id, username, role }: { readonly id: number; readonly username: string; readonly role: Role },
  actor: Actor,
  now: number,
): Promise<boolean> {
  if (!(await tx.members.add(organization.id, id, role, now))) return false;
  await recordChange(tx, actor, { action: "member.add", ...subjectOf(organization, username), after: { role } }, now);
  return true;
}

/** Whoever has such a role decides over other people's work. */
export function isAboveMembers(role: Role | undefined): boolean {
  return role === "owner" || role === "admin";
}

/** Administrators decide over members only; owners over everybody. */
export function checkMayDecide({ standing }: AuthorizedOrganization, ...roles: (Role | undefined)[]): void {
  if (standing === "owner") return;
  const isAboutThoseAbove = roles.some(isAboveMembers);
  if (standing === "admin" && !isAboutThoseAbove) return;
  const detail = isAboutThoseAbove
    ? "only owners decide who is an owner or an administrator"
    : "this needs the role admin in the organization";
  throw new ManagementError("forbidden", { detail });
}

/** Who was an owner when they asked may have been removed while they waited for their turn, and must not put anybody in their place. */
async function asOfNow(tx: MetadataWriter, organization: AuthorizedOrganization, { kind, id }: Actor): Promise<AuthorizedOrganization> {
  if (kind !== "user" || id === undefined) return organization;
  const user = await tx.users.findById(id);
  const standing = user?.isAdmin ? "owner" : (await tx.members.find(organization.id, id))?.role;
  if (standing === undefined || user?.disabledAt !== undefined) throw new ManagementError("notFound");
  return { ...organization, standing };
}

async function checkHasOwner(tx: MetadataWriter, organizationId: number): Promise<void> {
  if ((await tx.members.countOwners(organizationId)) > 0) return;
  throw new ManagementError("conflict", { detail: "the organization would be left without an owner who can sign in" });
}

function present(found: Member | undefined): Member {
  if (!found) throw new ManagementError("notFound");
  return found;
}

function subjectOf(
  { id, name }: { readonly id: number; readonly name: string },
  username: string,
): { target: string; namespaceId: number } {
  return { target: `${name}/members/${username}`, namespaceId: id };
}
