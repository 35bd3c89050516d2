// Invitations: a secret that lets its holder into an organization, or make an account. Good once, for days, for as long as the one who
// invited could still do so, and for whom it was written to.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { User as Person } from "../auth/caller.ts";
import { hashSecret, newSecret, parseSecret } from "../auth/secret-tokens.ts";
import type { Clock } from "../lib/clock.ts";
import type { InvitationRecord } from "../metadata/invitations.ts";
import type { MetadataReader, MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { AuthorizedOrganization } from "./authorizer.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { invitationMail, siteInvitationMail } from "./mail.ts";
import { type Role, addMember, checkMayDecide } from "./members.ts";
import type { Outbox } from "./outbox.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type Invitation = InvitationRecord;

export interface InvitationWish {
  readonly role: Role;
  /** A team's name. */
  readonly team?: string | undefined;
  /** The only one who may accept it. */
  readonly email?: string | undefined;
  readonly expiresAt: number | undefined;
}

export type SiteInvitationWish = Pick<InvitationWish, "email" | "expiresAt">;

export interface MadeInvitation {
  readonly invitation: Invitation;
  /** Never to be had again. */
  readonly secret: string;
}

/** Who accepts it. `email` only when they have proved that it is theirs, or are making their account with it. */
export interface Guest {
  readonly id: number;
  readonly username: string;
  readonly email: string | undefined;
}

type Reader = Pick<MetadataReader, "invitations" | "users" | "members">;

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 7;
const LONGEST_DAYS = 30;

export class Invitations {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; outbox: Outbox; limits: AttemptLimits }) {}

  /** Of an organization, or without one to make accounts: neither accepted nor revoked, oldest first. */
  async list(namespaceId: number | undefined, { after, limit }: PageOptions<number>): Promise<Page<Invitation>> {
    return pageFrom(await this.deps.metadata.read.invitations.list(namespaceId, after, limit + 1), limit);
  }

  /** Sends it where there is an address and mail. Throws `forbidden` for a role that the inviter may not give, `invalid`, `rateLimited`. */
  async invite(organization: AuthorizedOrganization, inviter: Person, wish: InvitationWish, actor: Actor): Promise<MadeInvitation> {
    checkMayDecide(organization, wish.role);
    const { id: namespaceId, name } = organization;
    const team = wish.team === undefined ? undefined : await this.deps.metadata.read.teams.find(namespaceId, wish.team);
    if (wish.team !== undefined && !team) throw invalid("/team", "is unknown");
    const made = await this.make({ ...wish, namespaceId, organization: name, teamId: team?.id }, inviter, actor);
    this.send(made, (common) => invitationMail({ ...common, organization: name }));
    return made;
  }

  /** To make an account. Throws `invalid`, `rateLimited`. */
  async inviteToSite(inviter: Person, wish: SiteInvitationWish, actor: Actor): Promise<MadeInvitation> {
    const made = await this.make({ ...wish, role: undefined, namespaceId: undefined, organization: "", teamId: undefined }, inviter, actor);
    this.send(made, siteInvitationMail);
    return made;
  }

  /** Throws `notFound`, also for one of another organization. */
  async revoke(namespaceId: number | undefined, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await tx.invitations.findById(id);
      if (!found || found.namespaceId !== namespaceId || !(await tx.invitations.revoke(id, now))) throw new ManagementError("notFound");
      await recordChange(tx, actor, { action: "invitation.revoke", ...subjectOf(found), before: seen(found) }, now);
    });
  }

  /** Into its organization. Throws `notFound` for no secret of ours, `conflict` for one that is no longer good, `forbidden` for others. */
  async accept(secret: string, person: Person, actor: Actor): Promise<Invitation> {
    return this.deps.metadata.transaction(async (tx) => {
      const user = (await tx.users.findById(person.id))!;
      const email = user.emailVerifiedAt === undefined ? undefined : user.email;
      const invitation = await this.find(tx, secret);
      if (invitation.namespaceId === undefined) {
        throw new ManagementError("conflict", { detail: "this invitation is for who has no account yet" });
      }
      await this.use(tx, invitation, { id: person.id, username: person.username, email }, actor);
      return invitation;
    });
  }

  /** For who makes an account with it, in the transaction that does. Throws as `accept` does. */
  async redeem(tx: MetadataWriter, secret: string, guest: Guest, actor: Actor): Promise<void> {
    await this.use(tx, await this.find(tx, secret), guest, actor);
  }

  /** Throws as `accept` does, before anything is done. */
  async check(secret: string, email: string | undefined): Promise<void> {
    checkAddressee(await this.find(this.deps.metadata.read, secret), email);
  }

  private async make(
    wish: { role: Role | undefined; email?: string | undefined; expiresAt: number | undefined } & {
      namespaceId: number | undefined;
      organization: string;
      teamId: number | undefined;
    },
    inviter: Person,
    actor: Actor,
  ): Promise<MadeInvitation> {
    const { role, email, namespaceId, teamId } = wish;
    const now = this.deps.clock.now();
    const expiresAt = expiryOf(wish.expiresAt, now);
    await this.deps.limits.byUser("invite", inviter.id);
    const secret = newSecret("invitation");
    const row = { namespaceId, teamId, role, email, secretHash: hashSecret(secret), invitedBy: inviter.username, expiresAt };
    const invitation = await this.deps.metadata.transaction(async (tx) => {
      const created = (await tx.invitations.findById(await tx.invitations.create(row, now)))!;
      await recordChange(tx, actor, { action: "invitation.create", ...subjectOf(created), after: seen(created) }, now);
      return created;
    });
    return { invitation, secret };
  }

  /** The secret stands behind the #: browsers keep that part to themselves, so it is in nobody's log. */
  private send(
    { invitation, secret }: MadeInvitation,
    write: (common: { inviter: string; url: string; validDays: number; site: string }) => { subject: string; text: string },
  ): void {
    const { outbox } = this.deps;
    const { email, invitedBy: inviter, expiresAt, createdAt } = invitation;
    if (email === undefined || !outbox.isOpen) return;
    const validDays = Math.max(1, Math.floor((expiresAt - createdAt) / DAY_MS));
    outbox.post(async () => ({
      to: email,
      ...write({ inviter, url: `${outbox.site}/invitations#${secret}`, validDays, site: outbox.site }),
    }));
  }

  private async find(reader: Reader, secret: string): Promise<Invitation> {
    const parsed = parseSecret(secret);
    const found = parsed?.kind === "invitation" ? await reader.invitations.findByHash(hashSecret(parsed.secret)) : undefined;
    const isGone = found?.namespaceId !== undefined && found.namespace === undefined;
    if (!found || isGone) throw new ManagementError("notFound", { detail: "there is no such invitation" });
    const ended = await this.endOf(reader, found);
    if (ended !== undefined) throw new ManagementError("conflict", { detail: ended });
    return found;
  }

  private async endOf(reader: Reader, invitation: Invitation): Promise<string | undefined> {
    if (invitation.revokedAt !== undefined) return "the invitation was revoked";
    if (invitation.acceptedAt !== undefined) return "the invitation was used already";
    if (invitation.expiresAt <= this.deps.clock.now()) return "the invitation has expired; ask for another one";
    if (!(await mayStillInvite(reader, invitation))) return "whoever made the invitation may no longer invite";
    return undefined;
  }

  private async use(tx: MetadataWriter, invitation: Invitation, guest: Guest, actor: Actor): Promise<void> {
    checkAddressee(invitation, guest.email);
    const now = this.deps.clock.now();
    const { id, namespaceId, namespace, role, teamId } = invitation;
    if (namespaceId !== undefined) {
      const organization = { id: namespaceId, name: namespace! };
      const isNew = await addMember(tx, organization, { id: guest.id, username: guest.username, role: role! }, actor, now);
      if (!isNew) throw new ManagementError("conflict", { detail: "you are a member already" });
    }
    if (teamId !== undefined) await tx.teams.addMember(teamId, guest.id, "manual", now);
    await tx.invitations.accept(id, guest.username, now);
    const after = { ...seen(invitation), accepted_by: guest.username };
    await recordChange(tx, actor, { action: "invitation.accept", ...subjectOf(invitation), after }, now);
  }
}

/** It is worth no more than the rights of the one who made it, as they are now. */
async function mayStillInvite(reader: Reader, { invitedBy, namespaceId, role }: Invitation): Promise<boolean> {
  const inviter = await reader.users.find(invitedBy);
  if (!inviter || inviter.disabledAt !== undefined) return false;
  if (inviter.isAdmin) return true;
  const member = namespaceId === undefined ? undefined : await reader.members.find(namespaceId, inviter.id);
  return member?.role === "owner" || (member?.role === "admin" && role === "member");
}

function checkAddressee({ email }: Invitation, shown: string | undefined): void {
  if (email === undefined || email === shown) return;
  // Not to whom: whoever found the link must not learn the address.
  throw new ManagementError("forbidden", { detail: "the invitation is for the owner of another address; verify it in your profile first" });
}

function expiryOf(wanted: number | undefined, now: number): number {
  if (wanted === undefined) return now + DEFAULT_DAYS * DAY_MS;
  if (wanted > now && wanted <= now + LONGEST_DAYS * DAY_MS) return wanted;
  throw invalid("/expires_at", `must be in the future, and within ${LONGEST_DAYS} days`);
}

function seen({ role, team, email, expiresAt }: Invitation): Record<string, unknown> {
  return { role: role ?? null, team: team ?? null, email: email ?? null, expires_at: new Date(expiresAt).toISOString() };
}

function subjectOf({ id, namespace, namespaceId }: Invitation): { target: string; namespaceId: number | undefined } {
  const path = `invitations/${formatId("inv", id)}`;
  return { target: namespace === undefined ? path : `${namespace}/${path}`, namespaceId };
}

function invalid(pointer: string, detail: string): ManagementError {
  return new ManagementError("invalid", { errors: [{ pointer, detail }] });
}
