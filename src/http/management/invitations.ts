// Invitations into organizations, and to make an account. Secrets travel in bodies: paths end up in logs.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { Invitation, MadeInvitation } from "../../management/invitations.ts";
import { ROLES, isAboveMembers } from "../../management/members.ts";
import { personOf } from "../../management/person.ts";
import { created, noContent, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { ORG, TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import { timeText } from "./times.ts";
import { afterId } from "./tokens.ts";
import { EMAIL } from "./users.ts";

const INVITATION_ID = prefixedId("inv", "The id of an invitation");
const CURSOR_TAG = "invitations:id";

const INVITATION = z
  .object({
    id: INVITATION_ID,
    organization: z.string().nullable().openapi({ description: "Null: to make an account, and into no organization" }),
    role: z.enum(ROLES).nullable(),
    team: z.string().nullable(),
    email: z.string().nullable().openapi({ description: "The only one who may accept it" }),
    invited_by: z.string(),
    created_at: TIMESTAMP,
    expires_at: TIMESTAMP,
  })
  .openapi("Invitation");

const CREATED_INVITATION = INVITATION.extend({
  secret: z.string().openapi({ description: "Shown now and never again; for `POST /invitations/accept`, or to register with" }),
}).openapi("CreatedInvitation");

const COMMON = {
  email: EMAIL.optional().openapi({ description: "The only one who may accept it. It is sent there, where the installation sends mail" }),
  expires_at: TIMESTAMP.optional().openapi({ description: "In 7 days when left out, in 30 at the latest" }),
};
const NEW_INVITATION = z
  .strictObject({
    ...COMMON,
    role: z.enum(ROLES).optional().openapi({ description: "`member` when left out; only owners invite owners and administrators" }),
    team: z.string().min(1).max(255).optional().openapi({ description: "The name of a team to be in as well" }),
  })
  .openapi("NewInvitation");
const NEW_SITE_INVITATION = z.strictObject(COMMON).openapi("NewSiteInvitation");
export const INVITATION_SECRET = z.string().min(1).max(100).openapi({ description: "The secret of an invitation", example: "aer_inv_…" });

const MADE = { status: 201, description: "The invitation, with its secret", schema: CREATED_INVITATION } as const;

export const INVITATIONS: readonly Endpoint[] = [
  endpoint({
    id: "listInvitations",
    method: "GET",
    path: "/orgs/{org}/invitations",
    tag: "invitations",
    summary: "List the open invitations of an organization",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    paged: true,
    response: {
      status: 200,
      description: "A page of invitations that were neither accepted nor revoked, oldest first",
      schema: INVITATION,
    },
    handler: async ({ services, organization, page: { limit, cursor } }) =>
      toPage(await services.invitations.list(organization.id, { limit, after: afterId(cursor, CURSOR_TAG) })),
  }),
  endpoint({
    id: "createInvitation",
    method: "POST",
    path: "/orgs/{org}/invitations",
    tag: "invitations",
    summary: "Invite somebody into an organization",
    description: "It is good once, and only as long as you may still invite. One for an owner or an administrator needs a recent sign-in.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: NEW_INVITATION,
    idempotent: true,
    sensitive: true,
    failures: ["reauthenticationRequired"],
    response: MADE,
    handler: async ({ services, organization, caller, actor, body }) => {
      const { role = "member", team, email, expires_at: expiresAt } = body;
      if (isAboveMembers(role)) await services.sessions.requireRecent(caller);
      const wish = { role, team, email, expiresAt: toTime(expiresAt) };
      const made = await services.invitations.invite(organization, personOf(caller), wish, actor);
      return createdInvitation(made, `/api/v1/orgs/${organization.name}/invitations`);
    },
  }),
  endpoint({
    id: "revokeInvitation",
    method: "DELETE",
    path: "/orgs/{org}/invitations/{invitation_id}",
    tag: "invitations",
    summary: "Revoke an invitation into an organization",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, invitation_id: INVITATION_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, organization, actor, params }) => {
      await services.invitations.revoke(organization.id, idNumber(params.invitation_id), actor);
      return noContent();
    },
  }),
  endpoint({
    id: "acceptInvitation",
    method: "POST",
    path: "/invitations/accept",
    tag: "invitations",
    summary: "Accept an invitation into an organization",
    description: "One that was written to an address is only for the account that has verified it.",
    access: "user",
    scope: "user:write",
    body: z.strictObject({ secret: INVITATION_SECRET }).openapi("InvitationAcceptance"),
    failures: ["conflict", "notFound"],
    response: { status: 200, description: "What you are a member of now", schema: INVITATION },
    handler: async ({ services, caller, actor, body: { secret } }) =>
      ok(toInvitation(await services.invitations.accept(secret, personOf(caller), actor))),
  }),
  endpoint({
    id: "listSiteInvitations",
    method: "GET",
    path: "/invitations",
    tag: "invitations",
    summary: "List the open invitations to make an account",
    access: "site-admin",
    scope: "admin",
    paged: true,
    response: {
      status: 200,
      description: "A page of invitations that were neither accepted nor revoked, oldest first",
      schema: INVITATION,
    },
    handler: async ({ services, page: { limit, cursor } }) =>
      toPage(await services.invitations.list(undefined, { limit, after: afterId(cursor, CURSOR_TAG) })),
  }),
  endpoint({
    id: "createSiteInvitation",
    method: "POST",
    path: "/invitations",
    tag: "invitations",
    summary: "Invite somebody to make an account",
    access: "site-admin",
    scope: "admin",
    body: NEW_SITE_INVITATION,
    idempotent: true,
    sensitive: true,
    response: MADE,
    handler: async ({ services, caller, actor, body: { email, expires_at: expiresAt } }) => {
      const made = await services.invitations.inviteToSite(personOf(caller), { email, expiresAt: toTime(expiresAt) }, actor);
      return createdInvitation(made, "/api/v1/invitations");
    },
  }),
  endpoint({
    id: "revokeSiteInvitation",
    method: "DELETE",
    path: "/invitations/{invitation_id}",
    tag: "invitations",
    summary: "Revoke an invitation to make an account",
    access: "site-admin",
    scope: "admin",
    params: { invitation_id: INVITATION_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, actor, params }) => {
      await services.invitations.revoke(undefined, idNumber(params.invitation_id), actor);
      return noContent();
    },
  }),
];

function toInvitation(invitation: Invitation): z.input<typeof INVITATION> {
  return {
    id: formatId("inv", invitation.id),
    organization: invitation.namespace ?? null,
    role: invitation.role ?? null,
    team: invitation.team ?? null,
    email: invitation.email ?? null,
    invited_by: invitation.invitedBy,
    created_at: timeText(invitation.createdAt),
    expires_at: timeText(invitation.expiresAt),
  };
}

function createdInvitation({ invitation, secret }: MadeInvitation, list: string) {
  return created({ ...toInvitation(invitation), secret }, { location: `${list}/${formatId("inv", invitation.id)}` });
}

function toPage({ items, more }: { items: readonly Invitation[]; more: boolean }) {
  return page({ items: items.map(toInvitation), next: more ? encodeCursor([items.at(-1)!.id], CURSOR_TAG) : undefined });
}

function toTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
