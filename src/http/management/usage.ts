// Storage that is used, side by side with what may be used.
import { z } from "@hono/zod-openapi";
import { personOf } from "../../management/person.ts";
import type { NamespaceRank, Quota, QuotaSubject, UsageAndQuota } from "../../management/quotas.ts";
import { type Answer, ok, page, versionTag } from "./answer.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { ORG, USERNAME } from "./schemas.ts";

const COUNT = z.int().min(0);
const LIMIT = COUNT.max(Number.MAX_SAFE_INTEGER).nullable();

const SUMS = {
  repositories: COUNT,
  logical_bytes: COUNT.openapi({ description: "Manifests, and each blob counted in every repository that has it" }),
  unique_bytes: COUNT.openapi({ description: "Manifests, and each blob counted once: what the quota is compared with" }),
};
const QUOTAS = {
  storage_quota_bytes: LIMIT.openapi({ description: "For `unique_bytes`; null without a limit" }),
  repository_quota: LIMIT.openapi({ description: "For `repositories`; null without a limit" }),
};

const USAGE = z.object({ ...SUMS, ...QUOTAS }).openapi("Usage");
const INSTALLATION_USAGE = z
  .object({ ...SUMS, unique_bytes: COUNT.openapi({ description: "What the blobs of the installation take in storage" }) })
  .openapi("InstallationUsage");
const NAMESPACE_USAGE = z
  .object({ name: z.string(), kind: z.enum(["user", "organization", "builtin"]), ...SUMS, ...QUOTAS })
  .openapi("NamespaceUsage");
const QUOTA = z.object(QUOTAS).openapi("Quota");
const NEW_QUOTA = z.strictObject(QUOTAS).openapi("NewQuota");

const ORGANIZATION_PARAMS = { org: ORG };
const USER_PARAMS = { username: USERNAME };
const setting = {
  method: "PUT",
  tag: "usage",
  description: "What is there stays, also above a lower quota: only more is refused. For site administrators.",
  access: "site-admin",
  scope: "admin",
  body: NEW_QUOTA,
  requiresIfMatch: true,
  versioned: true,
  response: { status: 200, description: "The quota as it is now", schema: QUOTA },
} as const;

export const USAGES: readonly Endpoint[] = [
  endpoint({
    id: "getInstallationUsage",
    method: "GET",
    path: "/usage",
    tag: "usage",
    summary: "Get what the installation holds",
    access: "site-admin",
    scope: "admin",
    response: { status: 200, description: "The sums", schema: INSTALLATION_USAGE },
    handler: async ({ services }) => {
      const { repositories, logicalBytes, uniqueBytes } = await services.quotas.total();
      return ok({ repositories, logical_bytes: logicalBytes, unique_bytes: uniqueBytes });
    },
  }),
  endpoint({
    id: "listNamespaceUsage",
    method: "GET",
    path: "/usage/namespaces",
    tag: "usage",
    summary: "List who holds most",
    access: "site-admin",
    scope: "admin",
    paged: true,
    response: { status: 200, description: "A page of users and organizations, the largest first", schema: NAMESPACE_USAGE },
    handler: async ({ services, page: { limit, cursor } }) => {
      const { items, more } = await services.quotas.largest(before(cursor), limit);
      const last = items.at(-1);
      return page({ items: items.map(toRank), next: more && last ? encodeCursor([last.uniqueBytes, last.id], TAG) : undefined });
    },
  }),
  endpoint({
    id: "getOrganizationUsage",
    method: "GET",
    path: "/orgs/{org}/usage",
    tag: "usage",
    summary: "Get what an organization holds and may hold",
    access: { organization: "member" },
    scope: "org:read",
    params: ORGANIZATION_PARAMS,
    response: { status: 200, description: "Usage and quota", schema: USAGE },
    handler: async ({ services, organization }) => ok(toUsage(await services.quotas.usageOf(organizationOf(organization.name)))),
  }),
  endpoint({
    id: "getOrganizationQuota",
    method: "GET",
    path: "/orgs/{org}/quota",
    tag: "usage",
    summary: "Get an organization's quota",
    access: { organization: "admin" },
    scope: "org:read",
    params: ORGANIZATION_PARAMS,
    versioned: true,
    response: { status: 200, description: "The quota", schema: QUOTA },
    handler: async ({ services, organization }) => answer(await services.quotas.quotaOf(organizationOf(organization.name))),
  }),
  endpoint({
    ...setting,
    id: "setOrganizationQuota",
    path: "/orgs/{org}/quota",
    summary: "Set an organization's quota",
    params: ORGANIZATION_PARAMS,
    handler: async ({ services, params, body, ifMatch, actor }) =>
      answer(await services.quotas.setQuota(organizationOf(params.org), toQuotas(body), ifMatch, actor)),
  }),
  endpoint({
    id: "getUserUsage",
    method: "GET",
    path: "/users/{username}/usage",
    tag: "usage",
    summary: "Get what a user's namespace holds and may hold",
    access: { self: "username" },
    scope: "user:read",
    params: USER_PARAMS,
    response: { status: 200, description: "Usage and quota", schema: USAGE },
    handler: async ({ services, caller, params }) => {
      personOf(caller);
      return ok(toUsage(await services.quotas.usageOf(userOf(params.username))));
    },
  }),
  endpoint({
    id: "getUserQuota",
    method: "GET",
    path: "/users/{username}/quota",
    tag: "usage",
    summary: "Get the quota of a user's namespace",
    access: { self: "username" },
    scope: "user:read",
    params: USER_PARAMS,
    versioned: true,
    response: { status: 200, description: "The quota", schema: QUOTA },
    handler: async ({ services, caller, params }) => {
      personOf(caller);
      return answer(await services.quotas.quotaOf(userOf(params.username)));
    },
  }),
  endpoint({
    ...setting,
    id: "setUserQuota",
    path: "/users/{username}/quota",
    summary: "Set the quota of a user's namespace",
    params: USER_PARAMS,
    handler: async ({ services, params, body, ifMatch, actor }) =>
      answer(await services.quotas.setQuota(userOf(params.username), toQuotas(body), ifMatch, actor)),
  }),
];

const TAG = "usage:size";

function before(cursor: string | undefined): { uniqueBytes: number; id: number } | undefined {
  const values = decodeCursor(cursor, TAG);
  return values && { uniqueBytes: Number(values[0]), id: Number(values[1]) };
}

function organizationOf(name: string): QuotaSubject {
  return { kind: "organization", name };
}

function userOf(name: string): QuotaSubject {
  return { kind: "user", name };
}

function answer(quota: Quota): Answer<z.input<typeof QUOTA>> {
  return ok(shownQuotas(quota), { etag: versionTag(quota.version) });
}

function toUsage(usage: Omit<UsageAndQuota, "name" | "kind">): z.input<typeof USAGE> {
  const { repositories, logicalBytes, uniqueBytes } = usage;
  return { repositories, logical_bytes: logicalBytes, unique_bytes: uniqueBytes, ...shownQuotas(usage) };
}

function toRank({ name, kind, ...usage }: NamespaceRank): z.input<typeof NAMESPACE_USAGE> {
  return { name, kind, ...toUsage(usage) };
}

function shownQuotas({ storageQuotaBytes, repositoryQuota }: Omit<Quota, "version">): z.input<typeof QUOTA> {
  return { storage_quota_bytes: storageQuotaBytes ?? null, repository_quota: repositoryQuota ?? null };
}

function toQuotas({ storage_quota_bytes: bytes, repository_quota: repositories }: z.output<typeof NEW_QUOTA>): Omit<Quota, "version"> {
  return { storageQuotaBytes: bytes ?? undefined, repositoryQuota: repositories ?? undefined };
}
