// What users, teams and robots were granted on a repository.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { Named, Permission } from "../../management/permissions.ts";
import { type Answer, noContent, ok, page, versionTag } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { ROBOT, TEAM, TIMESTAMP, USERNAME } from "./schemas.ts";
import { timeText } from "./times.ts";

export const GIVEN_LEVEL = z.enum(["read", "write", "admin"]).openapi({
  description: "`read`: pull; `write`: pull and push; `admin`: also delete, and change settings and permissions",
});

const PERMISSION = z
  .object({
    id: z.string().openapi({ example: "grant_12" }),
    kind: z.enum(["user", "team", "robot"]),
    name: z.string().openapi({ description: "Of the user, or of the team or robot within its organization", example: "alice" }),
    level: GIVEN_LEVEL,
    created_at: TIMESTAMP,
  })
  .openapi("Permission");

const shared = { tag: "permissions", access: { repository: "admin" }, scope: "repo:admin" } as const;

export const PERMISSIONS: readonly Endpoint[] = [
  ...repositoryEndpoints({
    ...shared,
    id: "listPermissions",
    method: "GET",
    path: "/permissions",
    summary: "List what was granted on a repository",
    description: "Roles, what was granted on the whole organization, and its default for members come on top.",
    paged: true,
    response: { status: 200, description: "A page of permissions, oldest first", schema: PERMISSION },
    handler: async ({ services, repository, page: { limit, cursor } }) => {
      const [after = 0] = readPosition(cursor, "permissions:id", ["number"]) ?? [];
      const { items, more } = await services.permissions.list(repository, { after, limit });
      return page({ items: items.map(toPermission), next: more ? encodeCursor([items.at(-1)!.id], "permissions:id") : undefined });
    },
  }),
  ...permissionsOf({ kind: "user", title: "User", schema: USERNAME }),
  ...permissionsOf({ kind: "team", title: "Team", schema: TEAM }),
  ...permissionsOf({ kind: "robot", title: "Robot", schema: ROBOT }),
];

interface Kind {
  readonly kind: Named["kind"];
  readonly title: string;
  readonly schema: z.ZodString;
}

function permissionsOf({ kind, title, schema }: Kind): readonly Endpoint[] {
  const path = `/permissions/${kind}s/{name}`;
  const params = { name: schema };
  return [
    ...repositoryEndpoints({
      ...shared,
      id: `get${title}Permission`,
      method: "GET",
      path,
      summary: `Get what a ${kind} was granted`,
      params,
      versioned: true,
      response: { status: 200, description: "The permission", schema: PERMISSION },
      handler: async ({ services, repository, params: { name } }) => answer(await services.permissions.get(repository, { kind, name })),
    }),
    ...repositoryEndpoints({
      ...shared,
      id: `put${title}Permission`,
      method: "PUT",
      path,
      summary: `Grant a ${kind} the use of a repository`,
      description: kind === "user" ? "Any user, by exact name." : `A ${kind} of the organization that owns the repository.`,
      params,
      body: z.strictObject({ level: GIVEN_LEVEL }),
      requiresIfMatch: true,
      creates: true,
      versioned: true,
      response: { status: 200, description: "The permission", schema: PERMISSION },
      handler: async ({ services, repository, params: { name }, body: { level }, ifMatch, hasIfMatch, actor }) =>
        answer(await services.permissions.put(repository, { kind, name, level }, { ifMatch, hasIfMatch }, actor)),
    }),
    ...repositoryEndpoints({
      ...shared,
      id: `remove${title}Permission`,
      method: "DELETE",
      path,
      summary: `Take from a ${kind} what it was granted`,
      params,
      response: { status: 204, description: "Taken" },
      handler: async ({ services, repository, params: { name }, actor }) => {
        await services.permissions.remove(repository, { kind, name }, actor);
        return noContent();
      },
    }),
  ];
}

function answer(permission: Permission): Answer<z.input<typeof PERMISSION>> {
  return ok(toPermission(permission), { etag: versionTag(permission.version) });
}

function toPermission({ id, kind, name, level, createdAt }: Permission): z.input<typeof PERMISSION> {
  return { id: formatId("grant", id), kind, name, level, created_at: timeText(createdAt) };
}
