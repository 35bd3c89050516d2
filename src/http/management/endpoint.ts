// What an endpoint of the Management API is: one declaration from which routing, access, validation, the OpenAPI document, the
// reference page, the client package and the test of every route × every kind of caller all follow.
//
// A resource is one file that exports its endpoints, and a line in routes.ts:
//
//   const ROBOT = z.object({ id: z.string(), name: z.string(), created_at: TIMESTAMP }).openapi("Robot");
//
//   export const ROBOTS: readonly Endpoint[] = [
//     endpoint({
//       id: "listRobots",
//       method: "GET",
//       path: "/orgs/{org}/robots",
//       tag: "robots",
//       summary: "List the robots of an organization",
//       access: { organization: "member" },
//       scope: "org:read",
//       params: { org: ORG },
//       paged: true,
//       response: { status: 200, description: "A page of robots", schema: ROBOT },
//       handler: async ({ services, organization, page: { limit, cursor } }) => {
//         const after = decodeCursor(cursor, "robots:name");
//         const { items, last } = await services.robots.list(organization.id, { limit, after });
//         return page({ items: items.map(toRobot), next: last && encodeCursor([last.name], "robots:name") });
//       },
//     }),
//   ];
//
// By the time the handler runs, the caller has been authorized for what the path names, and everything it sent has been checked.
// The handler answers through ok, created, accepted, noContent, page or raw (answer.ts), or throws a ManagementError.
// Bodies of requests are strictObjects: an unknown field is a mistake. Those of answers are objects: clients must bear new fields.
// What a handler needs is a field of ManagementServices (services.ts). Schemas that several files share are in schemas.ts.
import { z } from "@hono/zod-openapi";
import type { Actor } from "../../auth/actor.ts";
import type { Caller } from "../../auth/caller.ts";
import type { TokenScope } from "../../auth/token-scope.ts";
import type { ManagementFailureName } from "../../management/failure.ts";
import type { Exchange } from "../exchange.ts";
import type { Answer } from "./answer.ts";
import { NAMESPACE, PAGE_QUERY, REPOSITORY, REPOSITORY_ID, pageOf } from "./schemas.ts";
import type { AuthorizedOrganization, AuthorizedRepository, ManagementServices } from "./services.ts";

export const API_ROOT = "/api/v1";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who may call it. A site administrator may call everything. */
export type ManagementAccess =
  | "public"
  /** A person who is signed in. */
  | "user"
  /** A person or a robot. */
  | "caller"
  | "site-admin"
  /** The user whom the path names. */
  | { readonly self: "username" }
  /** On the organization `{org}`. */
  | { readonly organization: "read" | "member" | "admin" | "owner" }
  /** On the repository `{namespace}/{repository}` or `{repository_id}`. */
  | { readonly repository: "read" | "write" | "admin" };

/** A request that was routed, identified, authorized and checked. */
export interface ManagementCall<Access = ManagementAccess, Params = unknown, Query = unknown, Body = unknown> {
  readonly exchange: Exchange;
  readonly services: ManagementServices;
  readonly caller: Caller;
  /** The caller as events and the audit log keep it. */
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** What the path names, as the authorizer found it. */
  readonly organization: Access extends { organization: unknown } ? AuthorizedOrganization : AuthorizedOrganization | undefined;
  readonly repository: Access extends { repository: unknown } ? AuthorizedRepository : AuthorizedRepository | undefined;
  /** The version that the caller has seen. Undefined for `If-Match: *`, which overwrites whatever there is, and when none is required. */
  readonly ifMatch: number | undefined;
  /** Whether there was an `If-Match` at all: of an endpoint that `creates`, without one there must be nothing yet. */
  readonly hasIfMatch: boolean;
  /** Of a paged endpoint; the first page of the default size for all others. */
  readonly page: PageRequest;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | undefined;
}

interface Common<Access extends ManagementAccess> {
  /** The operationId: unique, camelCase, a verb and a noun. Clients are generated from it and it never changes. */
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1; parameters as `{org}`. */
  readonly path: string;
  /** A few words in the imperative, without a full stop. */
  readonly summary: string;
  readonly description?: string | undefined;
  /** The resource, plural and kebab-case: one of TAGS. */
  readonly tag: Tag;
  readonly access: Access;
  /** What a token needs; undefined for what every credential may do. */
  readonly scope: TokenScope | undefined;
  /** Failures that the general ones do not tell: `nameTaken`, `quotaExceeded`, `reauthenticationRequired`, `conflict`. */
  readonly failures?: readonly ManagementFailureName[];
}

interface Flags {
  /** For PUT and PATCH of what exists: 428 without If-Match. The handler compares `ifMatch` in its transaction (`stale`). */
  readonly requiresIfMatch: boolean;
  /** A PUT that makes what is not there. Then, and only then, it is sent without If-Match; the service tells which it is. */
  readonly creates: boolean;
  /** A POST that accepts an Idempotency-Key. */
  readonly idempotent: boolean;
  /** A list: takes `limit` and `cursor`; the declared schema is that of one item. */
  readonly paged: boolean;
  /** The answer carries an ETag: what `If-Match` and `If-None-Match` are compared with. */
  readonly versioned: boolean;
  /** The answer holds a secret: nobody stores it. */
  readonly sensitive: boolean;
}

export interface ResponseDeclaration<Schema = z.ZodType | undefined> {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  /** JSON; left out for an empty answer and for a stream. */
  readonly schema?: Schema;
  /** Of a stream that `raw` answers with; several where a parameter chooses. */
  readonly contentType?: string | readonly string[] | undefined;
}

export interface Endpoint extends Common<ManagementAccess>, Flags {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | undefined;
  /** Of a paged endpoint, with the schema of the whole page. */
  readonly response: ResponseDeclaration;
  readonly handler: (call: ManagementCall) => Answer | Promise<Answer>;
}

type Shape = Readonly<Record<string, z.ZodType>>;
type Values<S extends Shape> = z.output<z.ZodObject<S>>;

interface Declaration<A extends ManagementAccess, P extends Shape, Q extends Shape, B, R> extends Common<A>, Partial<Flags> {
  /** One schema for each parameter of the path. Every parameter has its description: `.openapi({ param: { description } })`. */
  readonly params?: P;
  /** An array is a parameter that may be repeated. */
  readonly query?: Q;
  readonly body?: B;
  readonly response: ResponseDeclaration<R>;
  readonly handler: (
    call: ManagementCall<A, Values<P>, Values<Q>, B extends z.ZodType ? z.output<B> : undefined>,
  ) => Checked<R> | Promise<Checked<R>>;
}

type Checked<R> = Answer<R extends z.ZodType ? z.input<R> : never>;

/** Throws when the declaration contradicts itself: a mistake that must not wait for the first request. */
export function endpoint<
  const A extends ManagementAccess,
  P extends Shape = {},
  Q extends Shape = {},
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(declaration: Declaration<A, P, Q, B, R>): Endpoint {
  const { params = {}, query = {}, response, ...rest } = declaration;
  const { schema } = response;
  const made: Endpoint = {
    requiresIfMatch: false,
    creates: false,
    idempotent: false,
    paged: false,
    versioned: false,
    sensitive: false,
    ...rest,
    params: z.strictObject(params),
    query: z.strictObject(rest.paged ? { ...query, ...PAGE_QUERY } : query),
    body: rest.body,
    response: rest.paged && schema ? { ...response, schema: pageOf(schema) } : response,
    // The dispatcher gives each handler what its own declaration asked for.
    handler: rest.handler as Endpoint["handler"],
  };
  const mistake = findMistake(made);
  if (mistake) throw new Error(`endpoint ${made.id}: ${mistake}`);
  return made;
}

/** The two ways to name a repository; a nested name is one segment with `%2F`. */
const BY_NAME = { namespace: NAMESPACE, repository: REPOSITORY };
const BY_ID = { repository_id: REPOSITORY_ID };

/**
 * The same endpoint by name and by id: `path` is what follows the repository ("" or "/tags/{tag}"). The second operation is
 * called `<id>ById`.
 */
export function repositoryEndpoints<
  const A extends { readonly repository: "read" | "write" | "admin" },
  P extends Shape = {},
  Q extends Shape = {},
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(declaration: Declaration<A, P, Q, B, R>): readonly [Endpoint, Endpoint] {
  const { id, path, params, summary } = declaration;
  const under = (root: string, id: string, shape: Shape, summary: string) =>
    // Both have the declared parameters and some more: the handler sees what it knows of.
    endpoint({ ...declaration, id, summary, path: `${root}${path}`, params: { ...shape, ...params } as unknown as P });
  return [
    under("/repos/{namespace}/{repository}", id, BY_NAME, summary),
    under("/repositories/{repository_id}", `${id}ById`, BY_ID, `${summary} (repository by id)`),
  ];
}

/** The resources, in the order of the reference page. */
export const TAGS = {
  service: "The installation: its version, features and limits",
  auth: "Sign in, sign out, refresh, recover",
  users: "People and their profiles",
  sessions: "Where a person is signed in",
  tokens: "Personal access tokens",
  "second-factors": "Time-based codes, recovery codes and passkeys",
  organizations: "Organizations and their settings",
  members: "People in an organization and their roles",
  teams: "Groups of people in an organization",
  invitations: "Invitations to an organization or the installation",
  robots: "Accounts for machines",
  "trust-rules": "CI systems that may act without a secret",
  repositories: "Repositories and their settings",
  permissions: "Who may do what with a repository, and why",
  tags: "Tags and their history",
  manifests: "Manifests, platforms, layers and referrers",
  trash: "Deleted tags and manifests, until their time is over",
  holds: "What nobody may delete or move",
  "tag-rules": "Immutable tags",
  retention: "What is kept and what goes by itself, with plans to look at first",
  audit: "What was changed and what was refused",
  usage: "Storage, quotas and limits",
  search: "Find repositories, tags, digests and users",
  gc: "Garbage collection: what waits, plans and runs",
  storage: "What is stored, whether it is sound, and what is damaged",
  jobs: "Background work: what waits, what is under way, what came of it",
  admin: "For those who run the installation",
} as const;
export type Tag = keyof typeof TAGS;

/** The names of the parameters in a path. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

function findMistake({ method, path, access, scope, params, body, response, ...flags }: Endpoint): string | undefined {
  const names = parameterNames(path);
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (names.sort().join() !== Object.keys(params.shape).sort().join()) return "params are not those of the path";
  if (path !== "" && !path.startsWith("/")) return "the path does not start with a slash";
  if (body && (method === "GET" || method === "DELETE")) return "GET and DELETE have no body";
  if (body instanceof z.ZodObject && !(body.def.catchall instanceof z.ZodNever)) return "the body must be a strictObject";
  if (flags.idempotent && (method !== "POST" || access === "public")) return "only a POST of somebody known can be idempotent";
  if (flags.requiresIfMatch && method === "GET") return "If-Match is for changes";
  if (flags.creates && (method !== "PUT" || !flags.requiresIfMatch)) return "only a PUT with If-Match creates";
  if (flags.paged && (method !== "GET" || !response.schema)) return "only a GET of items is paged";
  if ((response.status === 204) !== (!response.schema && !response.contentType)) return "204, and only 204, has no content";
  if (access === "public" && scope) return "a public endpoint needs no scope";
  if (typeof access === "string") return undefined;
  if ("self" in access) return has("username") ? undefined : "self needs {username}";
  if ("organization" in access) return has("org") ? undefined : "organization access needs {org}";
  return has("namespace", "repository") || has("repository_id") ? undefined : "repository access needs a repository in the path";
}
