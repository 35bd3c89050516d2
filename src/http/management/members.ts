// People in an organization and their roles.
import { z } from "@hono/zod-openapi";
import { type Member, ROLES, isAboveMembers } from "../../management/members.ts";
import { type Answer, noContent, ok, page, versionTag } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { afterName } from "./name-pages.ts";
import { ORG, TIMESTAMP, USERNAME } from "./schemas.ts";

const ROLE = z.enum(ROLES).openapi({
  description:
    "`owner`: everything, and who is an owner or administrator; `admin`: everything else, and administrator of every repository; `member`: the organization's default permission",
});

const MEMBER = z
  .object({
    username: z.string().openapi({ example: "alice" }),
    role: ROLE,
    created_at: TIMESTAMP.openapi({ description: "Since when" }),
  })
  .openapi("Member");

const LISTED_MEMBER = MEMBER.extend({ display_name: z.string() }).openapi("ListedMember");

const MEMBERSHIP = z.strictObject({ role: ROLE }).openapi("Membership");

export const MEMBERS: readonly Endpoint[] = [
  endpoint({
    id: "listMembers",
    method: "GET",
    path: "/orgs/{org}/members",
    tag: "members",
    summary: "List the members of an organization",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of members, by name", schema: LISTED_MEMBER },
    handler: async ({ services, organization, page: { limit, cursor } }) => {
      const { items, more } = await services.members.list(organization.id, { limit, after: afterName(cursor, "members:name") });
      return page({ items: items.map(toListedMember), next: more ? encodeCursor([items.at(-1)!.username], "members:name") : undefined });
    },
  }),
  endpoint({
    id: "getMember",
    method: "GET",
    path: "/orgs/{org}/members/{username}",
    tag: "members",
    summary: "Get a member of an organization",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG, username: USERNAME },
    versioned: true,
    response: { status: 200, description: "The member", schema: MEMBER },
    handler: async ({ services, organization, params }) => answer(await services.members.get(organization.id, params.username)),
  }),
  endpoint({
    id: "putMember",
    method: "PUT",
    path: "/orgs/{org}/members/{username}",
    tag: "members",
    summary: "Add a member or change a role",
    description:
      "Only owners make or unmake owners and administrators, and making one needs a recent sign-in. The last owner who can sign in stays one.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, username: USERNAME },
    body: MEMBERSHIP,
    requiresIfMatch: true,
    creates: true,
    versioned: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 200, description: "The member", schema: MEMBER },
    handler: async ({ services, organization, params, caller, body: { role }, ifMatch, hasIfMatch, actor }) => {
      if (isAboveMembers(role)) await services.sessions.requireRecent(caller);
      return answer(await services.members.put(organization, params.username, role, { ifMatch, hasIfMatch }, actor));
    },
  }),
  endpoint({
    id: "removeMember",
    method: "DELETE",
    path: "/orgs/{org}/members/{username}",
    tag: "members",
    summary: "Remove a member, or leave",
    description: "With every team and every grant that the member had in the organization. Members may remove themselves.",
    access: { organization: "member" },
    scope: "org:admin",
    params: { org: ORG, username: USERNAME },
    failures: ["conflict"],
    response: { status: 204, description: "Removed" },
    handler: async ({ services, organization, params, caller, actor }) => {
      await services.members.remove(organization, params.username, caller.identity, actor);
      return noContent();
    },
  }),
];

function answer(member: Member): Answer<z.input<typeof MEMBER>> {
  return ok(toMember(member), { etag: versionTag(member.version) });
}

function toMember({ username, role, createdAt }: Member): z.input<typeof MEMBER> {
  return { username, role, created_at: new Date(createdAt).toISOString() };
}

function toListedMember(member: Member): z.input<typeof LISTED_MEMBER> {
  return { ...toMember(member), display_name: member.displayName };
}
