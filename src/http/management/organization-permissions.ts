// What teams and robots may do with every repository of their organization.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { GroupKind, OrganizationPermission } from "../../management/organization-permissions.ts";
import { type Answer, noContent, ok, versionTag } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { afterId, idPage } from "./name-pages.ts";
import { ORG, ROBOT, TEAM, TIMESTAMP } from "./schemas.ts";
import { timeText } from "./times.ts";

const LEVEL = z.enum(["read", "write", "admin"]).openapi({
  description: "`read`: pull; `write`: pull, push and create; `admin`: also delete, and change settings",
});

const PERMISSION = z
  .object({
    id: z.string().openapi({ example: "grant_12" }),
    kind: z.enum(["team", "robot"]),
    name: z.string().openapi({ example: "backend" }),
    level: LEVEL,
    created_at: TIMESTAMP,
  })
  .openapi("OrganizationPermission");

const GIVEN = z.strictObject({ level: LEVEL }).openapi("GivenLevel");

export const ORGANIZATION_PERMISSIONS: readonly Endpoint[] = [
  endpoint({
    id: "listOrganizationPermissions",
    method: "GET",
    path: "/orgs/{org}/permissions",
    tag: "permissions",
    summary: "List who may use every repository of an organization",
    description:
      "Teams and robots that were granted something on the whole of it. Owners, administrators and the default for members come on top.",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of permissions, oldest first", schema: PERMISSION },
    handler: async ({ services, organization, page: { limit, cursor } }) => {
      const options = { limit, after: afterId(cursor, "org-permissions:id") };
      return idPage(await services.organizationPermissions.list(organization.id, options), toPermission, "org-permissions:id");
    },
  }),
  ...permissionsOf({ kind: "team", title: "Team", parameter: "team", schema: TEAM }),
  ...permissionsOf({ kind: "robot", title: "Robot", parameter: "robot", schema: ROBOT }),
];

interface Group {
  readonly kind: GroupKind;
  readonly title: string;
  readonly parameter: string;
  readonly schema: z.ZodString;
}

function permissionsOf({ kind, title, parameter, schema }: Group): readonly Endpoint[] {
  const path = `/orgs/{org}/permissions/${kind}s/{${parameter}}`;
  const params = { org: ORG, [parameter]: schema };
  const nameFrom = (given: Readonly<Record<string, unknown>>) => given[parameter] as string;
  return [
    endpoint({
      id: `getOrganization${title}Permission`,
      method: "GET",
      path,
      tag: "permissions",
      summary: `Get what a ${kind} may do with every repository`,
      access: { organization: "member" },
      scope: "org:read",
      params,
      versioned: true,
      response: { status: 200, description: "The permission", schema: PERMISSION },
      handler: async ({ services, organization, params }) =>
        answer(await services.organizationPermissions.get(organization, kind, nameFrom(params))),
    }),
    endpoint({
      id: `putOrganization${title}Permission`,
      method: "PUT",
      path,
      tag: "permissions",
      summary: `Let a ${kind} use every repository`,
      description: "Those still to come included.",
      access: { organization: "admin" },
      scope: "org:admin",
      params,
      body: GIVEN,
      requiresIfMatch: true,
      creates: true,
      versioned: true,
      response: { status: 200, description: "The permission", schema: PERMISSION },
      handler: async ({ services, organization, params, body: { level }, ifMatch, hasIfMatch, actor }) => {
        const wanted = { kind, name: nameFrom(params), level };
        return answer(await services.organizationPermissions.put(organization, wanted, { ifMatch, hasIfMatch }, actor));
      },
    }),
    endpoint({
      id: `removeOrganization${title}Permission`,
      method: "DELETE",
      path,
      tag: "permissions",
      summary: `Take from a ${kind} what it may do with every repository`,
      access: { organization: "admin" },
      scope: "org:admin",
      params,
      response: { status: 204, description: "Taken" },
      handler: async ({ services, organization, params, actor }) => {
        await services.organizationPermissions.remove(organization, kind, nameFrom(params), actor);
        return noContent();
      },
    }),
  ];
}

function answer(permission: OrganizationPermission): Answer<z.input<typeof PERMISSION>> {
  return ok(toPermission(permission), { etag: versionTag(permission.version) });
}

function toPermission({ id, kind, name, level, createdAt }: OrganizationPermission): z.input<typeof PERMISSION> {
  return { id: formatId("grant", id), kind, name, level, created_at: timeText(createdAt) };
}
