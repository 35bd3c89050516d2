// Teams of an organization and who is in them.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { Team, TeamFields, TeamMember } from "../../management/teams.ts";
import { type Answer, created, noContent, ok, page, versionTag } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { API_ROOT, endpoint, type Endpoint } from "./endpoint.ts";
import { afterName, namePage } from "./name-pages.ts";
import { ORG, PLAIN_NAME, TEAM, TIMESTAMP, USERNAME, line, text } from "./schemas.ts";
import { timeText } from "./times.ts";

const SHOWN_TEAM = z
  .object({
    id: z.string().openapi({ example: "team_5" }),
    name: z.string().openapi({ example: "backend" }),
    description: z.string(),
    external_group: z
      .string()
      .nullable()
      .openapi({ description: "Who signs in through an outside provider with this group is in the team", example: "eng-backend" }),
    created_at: TIMESTAMP,
  })
  .openapi("Team");

const SHOWN_MEMBER = z
  .object({
    username: z.string().openapi({ example: "alice" }),
    display_name: z.string(),
    source: z.enum(["manual", "group"]).openapi({ description: "`group`: by the outside group, which also takes them out again" }),
    created_at: TIMESTAMP.openapi({ description: "Since when" }),
  })
  .openapi("TeamMember");

const GROUP =
  "As the provider calls it; `null` for none. Setting one is for site administrators, unless the installation leaves it to those of organizations";

const FIELDS = {
  description: text(1000).nullable().optional(),
  external_group: line(256).min(1).nullable().optional().openapi({ description: GROUP }),
};
const NEW_TEAM = z.strictObject({ name: PLAIN_NAME, ...FIELDS }).openapi("NewTeam");
const TEAM_PATCH = z.strictObject(FIELDS).openapi("TeamPatch");

export const TEAMS: readonly Endpoint[] = [
  endpoint({
    id: "listTeams",
    method: "GET",
    path: "/orgs/{org}/teams",
    tag: "teams",
    summary: "List the teams of an organization",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of teams, by name", schema: SHOWN_TEAM },
    handler: async ({ services, organization, page: { limit, cursor } }) =>
      namePage(await services.teams.list(organization.id, { limit, after: afterName(cursor, "teams:name") }), toTeam, "teams:name"),
  }),
  endpoint({
    id: "createTeam",
    method: "POST",
    path: "/orgs/{org}/teams",
    tag: "teams",
    summary: "Create a team",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: NEW_TEAM,
    idempotent: true,
    versioned: true,
    failures: ["nameTaken", "quotaExceeded"],
    response: { status: 201, description: "The team", schema: SHOWN_TEAM },
    handler: async ({ services, organization, body: { name, ...rest }, caller, actor }) => {
      const fields = { name, description: "", externalGroup: undefined, ...toFields(rest) };
      const team = await services.teams.create(organization, fields, { caller, actor });
      return created(toTeam(team), { location: `${API_ROOT}/orgs/${organization.name}/teams/${name}`, etag: versionTag(team.version) });
    },
  }),
  endpoint({
    id: "getTeam",
    method: "GET",
    path: "/orgs/{org}/teams/{team}",
    tag: "teams",
    summary: "Get a team",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG, team: TEAM },
    versioned: true,
    response: { status: 200, description: "The team", schema: SHOWN_TEAM },
    handler: async ({ services, organization, params }) => answer(await services.teams.get(organization.id, params.team)),
  }),
  endpoint({
    id: "updateTeam",
    method: "PATCH",
    path: "/orgs/{org}/teams/{team}",
    tag: "teams",
    summary: "Change a team",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, team: TEAM },
    body: TEAM_PATCH,
    requiresIfMatch: true,
    versioned: true,
    response: { status: 200, description: "The team as it is now", schema: SHOWN_TEAM },
    handler: async ({ services, organization, params, body, ifMatch, caller, actor }) =>
      answer(await services.teams.update(organization, params.team, toFields(body), ifMatch, { caller, actor })),
  }),
  endpoint({
    id: "deleteTeam",
    method: "DELETE",
    path: "/orgs/{org}/teams/{team}",
    tag: "teams",
    summary: "Delete a team",
    description: "What its members had through it is gone at once.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, team: TEAM },
    response: { status: 204, description: "Deleted" },
    handler: async ({ services, organization, params, actor }) => {
      await services.teams.delete(organization, params.team, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "listTeamMembers",
    method: "GET",
    path: "/orgs/{org}/teams/{team}/members",
    tag: "teams",
    summary: "List who is in a team",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG, team: TEAM },
    paged: true,
    response: { status: 200, description: "A page of people, by name", schema: SHOWN_MEMBER },
    handler: async ({ services, organization, params, page: { limit, cursor } }) => {
      const options = { limit, after: afterName(cursor, "team-members:name") };
      const { items, more } = await services.teams.listMembers(organization.id, params.team, options);
      return page({ items: items.map(toMember), next: more ? encodeCursor([items.at(-1)!.username], "team-members:name") : undefined });
    },
  }),
  endpoint({
    id: "addTeamMember",
    method: "PUT",
    path: "/orgs/{org}/teams/{team}/members/{username}",
    tag: "teams",
    summary: "Put a member into a team",
    description: "Members of the organization only. Who is in the team already stays so.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG, team: TEAM, username: USERNAME },
    failures: ["conflict"],
    response: { status: 204, description: "In the team" },
    handler: async ({ services, organization, params, actor }) => {
      await services.teams.addMember(organization, params.team, params.username, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "removeTeamMember",
    method: "DELETE",
    path: "/orgs/{org}/teams/{team}/members/{username}",
    tag: "teams",
    summary: "Take somebody out of a team, or leave",
    access: { organization: "member" },
    scope: "org:admin",
    params: { org: ORG, team: TEAM, username: USERNAME },
    response: { status: 204, description: "Out of the team" },
    handler: async ({ services, organization, params, caller, actor }) => {
      await services.teams.removeMember(organization, params.team, params.username, caller.identity, actor);
      return noContent();
    },
  }),
];

function answer(team: Team): Answer<z.input<typeof SHOWN_TEAM>> {
  return ok(toTeam(team), { etag: versionTag(team.version) });
}

function toTeam({ id, name, description, externalGroup, createdAt }: Team): z.input<typeof SHOWN_TEAM> {
  return { id: formatId("team", id), name, description, external_group: externalGroup ?? null, created_at: timeText(createdAt) };
}

function toMember({ username, displayName, source, createdAt }: TeamMember): z.input<typeof SHOWN_MEMBER> {
  return { username, display_name: displayName, source, created_at: timeText(createdAt) };
}

/** Only what was sent. */
function toFields({ description, external_group: group }: z.output<typeof TEAM_PATCH>): Partial<TeamFields> {
  return {
    ...(description === undefined ? {} : { description: description ?? "" }),
    ...(group === undefined ? {} : { externalGroup: group ?? undefined }),
  };
}
