// Organizations and their settings.
import { z } from "@hono/zod-openapi";
import { NAMESPACE_NAME_LENGTH_LIMIT } from "../../auth/namespace-names.ts";
import { formatId } from "../../management/ids.ts";
import type { Organization, OrganizationProfile } from "../../management/organizations.ts";
import { administersSite, personOf } from "../../management/person.ts";
import { ManagementError } from "../../management/failure.ts";
import { type Answer, created, noContent, ok, versionTag } from "./answer.ts";
import { API_ROOT, endpoint, type Endpoint } from "./endpoint.ts";
import { afterName, namePage } from "./name-pages.ts";
import { ORG, TIMESTAMP, line, queryBoolean, text } from "./schemas.ts";

const URL_LENGTH_LIMIT = 2048;

const ORGANIZATION = z
  .object({
    id: z.string().openapi({ description: "Stays the same when it is renamed", example: "org_5" }),
    name: z.string().openapi({ description: "The first part of its repositories' names", example: "acme" }),
    display_name: z.string().openapi({ example: "Acme Corporation" }),
    description: z.string(),
    website: z.string().openapi({ example: "https://acme.example.com" }),
    avatar_url: z.string(),
    default_permission: z.enum(["none", "read", "write"]).openapi({ description: "What members may do with every repository" }),
    members_can_create: z.boolean().openapi({ description: "Whether a member's push may create a repository" }),
    created_at: TIMESTAMP,
  })
  .openapi("Organization");

const PROFILE = {
  display_name: line(100).nullable(),
  description: text(1000).nullable(),
  website: webAddress(["http:", "https:"]).nullable(),
  avatar_url: webAddress(["https:"]).nullable(),
  default_permission: z.enum(["none", "read", "write"]),
  members_can_create: z.boolean(),
};
const NAME = z.string().min(1).max(NAMESPACE_NAME_LENGTH_LIMIT).openapi({
  description: 'Lower-case letters and digits, joined by ".", "_", "__" or "-"',
  example: "acme",
});
const NEW_ORGANIZATION = z.strictObject({ name: NAME, ...optional(PROFILE) }).openapi("NewOrganization");
const ORGANIZATION_PATCH = z.strictObject(optional(PROFILE)).openapi("OrganizationPatch");
const RENAME = z.strictObject({ name: NAME }).openapi("OrganizationRename");

const shown = (description: string) => ({ status: 200, description, schema: ORGANIZATION }) as const;

export const ORGANIZATIONS: readonly Endpoint[] = [
  endpoint({
    id: "listOrganizations",
    method: "GET",
    path: "/orgs",
    tag: "organizations",
    summary: "List your organizations",
    access: "user",
    scope: "org:read",
    query: {
      all: queryBoolean()
        .optional()
        .openapi({ param: { description: "`true` for every organization; for site administrators" } }),
    },
    paged: true,
    response: { status: 200, description: "A page of organizations, by name", schema: ORGANIZATION },
    handler: async ({ services: { organizations }, caller, query, page: { limit, cursor } }) => {
      const { id } = personOf(caller);
      if (query.all && !administersSite(caller)) throw new ManagementError("forbidden", { detail: "only site administrators see all" });
      const options = { limit, after: afterName(cursor, "orgs:name") };
      const found = query.all ? await organizations.listAll(options) : await organizations.listOfMember(id, options);
      return namePage(found, toOrganization, "orgs:name");
    },
  }),
  endpoint({
    id: "createOrganization",
    method: "POST",
    path: "/orgs",
    tag: "organizations",
    summary: "Create an organization",
    description: "Whoever creates it is its owner.",
    access: "user",
    scope: "org:admin",
    body: NEW_ORGANIZATION,
    idempotent: true,
    versioned: true,
    failures: ["nameTaken", "forbidden"],
    response: { status: 201, description: "The organization", schema: ORGANIZATION },
    handler: async ({ services: { organizations }, caller, actor, body: { name, ...fields } }) => {
      const made = await organizations.create(caller, { name, ...toProfile(fields) }, actor);
      return created(toOrganization(made), { location: `${API_ROOT}/orgs/${made.name}`, etag: versionTag(made.version) });
    },
  }),
  endpoint({
    id: "getOrganization",
    method: "GET",
    path: "/orgs/{org}",
    tag: "organizations",
    summary: "Get an organization",
    access: { organization: "read" },
    scope: "org:read",
    params: { org: ORG },
    versioned: true,
    response: shown("The organization"),
    handler: async ({ services, organization }) => answer(await services.organizations.get(organization.id)),
  }),
  endpoint({
    id: "updateOrganization",
    method: "PATCH",
    path: "/orgs/{org}",
    tag: "organizations",
    summary: "Change an organization",
    description: "`null` empties a text.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: ORGANIZATION_PATCH,
    requiresIfMatch: true,
    versioned: true,
    response: shown("The organization as it is now"),
    handler: async ({ services, organization, actor, body, ifMatch }) =>
      answer(await services.organizations.update(organization.id, toProfile(body), ifMatch, actor)),
  }),
  endpoint({
    id: "renameOrganization",
    method: "POST",
    path: "/orgs/{org}/rename",
    tag: "organizations",
    summary: "Rename an organization",
    description:
      "Every repository moves along. Pulls by the old names go on for the installation's grace time, in which nobody else gets the old name. Robots are called by the new name at once.",
    access: { organization: "owner" },
    scope: "org:admin",
    params: { org: ORG },
    body: RENAME,
    idempotent: true,
    versioned: true,
    failures: ["nameTaken", "conflict", "reauthenticationRequired"],
    response: shown("The organization under its new name"),
    handler: async ({ services, organization, caller, actor, body }) => {
      await services.sessions.requireRecent(caller);
      return answer(await services.organizations.rename(organization.id, body.name, actor));
    },
  }),
  endpoint({
    id: "deleteOrganization",
    method: "DELETE",
    path: "/orgs/{org}",
    tag: "organizations",
    summary: "Delete an organization",
    description: "With its repositories. It can be restored, and its name stays reserved.",
    access: { organization: "owner" },
    scope: "org:admin",
    params: { org: ORG },
    requiresIfMatch: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 204, description: "Deleted" },
    handler: async ({ services, organization, caller, actor, ifMatch }) => {
      await services.sessions.requireRecent(caller);
      await services.organizations.delete(organization.id, ifMatch, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "restoreOrganization",
    method: "POST",
    path: "/orgs/{org}/restore",
    tag: "organizations",
    summary: "Restore a deleted organization",
    description: "By the name that it had, with the repositories that were deleted with it. For those who were its owners.",
    access: "user",
    scope: "org:admin",
    params: { org: ORG },
    idempotent: true,
    versioned: true,
    response: shown("The organization"),
    handler: async ({ services, caller, params, actor }) => answer(await services.organizations.restore(caller, params.org, actor)),
  }),
];

function answer(organization: Organization): Answer<z.input<typeof ORGANIZATION>> {
  return ok(toOrganization(organization), { etag: versionTag(organization.version) });
}

function toOrganization(organization: Organization): z.input<typeof ORGANIZATION> {
  return {
    id: formatId("org", organization.id),
    name: organization.name,
    display_name: organization.displayName,
    description: organization.description,
    website: organization.website,
    avatar_url: organization.avatarUrl,
    default_permission: organization.defaultPermission,
    members_can_create: organization.membersCanCreate,
    created_at: new Date(organization.createdAt).toISOString(),
  };
}

function toProfile(fields: z.output<typeof ORGANIZATION_PATCH>): Partial<OrganizationProfile> {
  const renamed = {
    displayName: emptied(fields.display_name),
    description: emptied(fields.description),
    website: emptied(fields.website),
    avatarUrl: emptied(fields.avatar_url),
    defaultPermission: fields.default_permission,
    membersCanCreate: fields.members_can_create,
  };
  return Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
}

/** RFC 7396: null takes the field away, and a text that is not there is empty. */
function emptied(text: string | null | undefined): string | undefined {
  return text === null ? "" : text;
}

type Optional<S extends Readonly<Record<string, z.ZodType>>> = { [Name in keyof S]: z.ZodOptional<S[Name]> };

function optional<S extends Readonly<Record<string, z.ZodType>>>(shape: S): Optional<S> {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.optional()])) as Optional<S>;
}

/** A browser shows it as a link or an image to whoever looks: nothing that runs, and nobody's password in it. */
function webAddress(protocols: readonly ("http:" | "https:")[]) {
  const isAddress = (address: string) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    return url !== undefined && protocols.some((protocol) => protocol === url.protocol) && url.username === "" && url.password === "";
  };
  const expected = `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;
  return line(URL_LENGTH_LIMIT).refine((address) => address === "" || isAddress(address), expected);
}
