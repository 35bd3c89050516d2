// The OpenAPI 3.1 document, made from the endpoints. Served at /api/openapi.json and committed as openapi/management.json, where a
// change of the API is reviewed as one.
import { OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { MANAGEMENT_FAILURES, type ManagementFailureName } from "../../management/failure.ts";
import { API_ROOT, type Endpoint, type ManagementAccess, TAGS, type Tag } from "./endpoint.ts";
import { PROBLEM } from "./schemas.ts";

export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
type ResponseConfig = RouteConfig["responses"][string];
type Header = { description: string; schema: { type: "string" | "integer" } };

const DESCRIPTION = `Everything around the images: who may use the registry, what belongs to whom, and what happened.

Names are snake_case, times are RFC 3339 in UTC, sizes are bytes. Only additions are made within \`v1\`: ignore fields you do not know.

**Credentials.** A token as \`Authorization: Bearer …\`, or as the password of Basic. \`x-aerugo-scope\` of an operation is the scope
that a token needs for it, \`x-aerugo-access\` what its owner must be. Browsers use a session cookie, for which a change must come
from the registry's own pages.

**Failures** are problems (RFC 9457): branch on \`code\`, show \`title\` and \`detail\`, quote \`request_id\`. What you may not see is
answered like what does not exist.

**Lists** hold up to \`limit\` items. Follow the \`Link\` header with \`rel="next"\`, or send \`next_cursor\` back as \`cursor\`.

**Changes.** \`PATCH\` takes a merge patch (RFC 7396). Where two people could overwrite each other, send the \`ETag\` you have seen as
\`If-Match\`. A \`POST\` that takes an \`Idempotency-Key\` may be repeated with the same key and happens once; keys are kept for 24 hours.`;

export function openApiDocument(endpoints: readonly Endpoint[], version: string): OpenApiDocument {
  const hono = new OpenAPIHono();
  const registry = hono.openAPIRegistry;
  registry.register("Problem", PROBLEM);
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) registry.registerComponent("securitySchemes", name, scheme);
  for (const status of new Set(Object.values(MANAGEMENT_FAILURES).map(({ status }) => status))) {
    registry.registerComponent("responses", problemName(status), problemResponse(status));
  }
  for (const endpoint of endpoints) registry.registerPath(operation(endpoint));
  const used = new Set(endpoints.map(({ tag }) => tag));
  return hono.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Aerugo Management API",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "/", description: "The registry that serves this document" }],
    tags: (Object.keys(TAGS) as Tag[]).filter((tag) => used.has(tag)).map((name) => ({ name, description: TAGS[name] })),
  });
}

const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "A personal access token, a robot's token, or an access token" },
  basic: { type: "http", scheme: "basic", description: "A name with a token, or with a password where no second factor is set" },
  cookie: { type: "apiKey", in: "cookie", name: "__Host-aerugo_session", description: "A session of the web console" },
} as const;

function operation(endpoint: Endpoint): RouteConfig {
  const { id, method, path, summary, description, tag, access, scope, body, response } = endpoint;
  return {
    operationId: id,
    method: method.toLowerCase() as RouteConfig["method"],
    path: `${API_ROOT}${path}`,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: securityOf(endpoint),
    "x-aerugo-access": accessText(access),
    ...(scope === undefined ? {} : { "x-aerugo-scope": scope }),
    ...(endpoint.failures ? { "x-aerugo-problems": endpoint.failures.map((name) => MANAGEMENT_FAILURES[name].code) } : {}),
    request: {
      params: endpoint.params,
      query: endpoint.query,
      headers: requestHeaders(endpoint),
      ...(body ? { body: { required: !body.safeParse(undefined).success, content: bodyContent(endpoint, body) } } : {}),
    },
    responses: {
      [response.status]: success(endpoint),
      ...(endpoint.versioned && method === "GET" ? { 304: { description: "Unchanged since the version in `If-None-Match`" } } : {}),
      ...Object.fromEntries(problemStatuses(endpoint).map((status) => [status, { $ref: `#/components/responses/${problemName(status)}` }])),
    },
  };
}

/** What is public, or may be because its repository is, needs no credentials; `{}` says so. */
function securityOf({ access, scope }: Endpoint): Record<string, string[]>[] {
  const mayBeAnonymous = access === "public" || (typeof access === "object" && "repository" in access && access.repository === "read");
  const anonymous = mayBeAnonymous ? [{}] : [];
  return access === "public" ? anonymous : [{ bearer: scope ? [scope] : [] }, { basic: [] }, { cookie: [] }, ...anonymous];
}

/** `user`, or `organization:admin`. */
export function accessText(access: ManagementAccess): string {
  return typeof access === "string" ? access : Object.entries(access).flat().join(":");
}

const IF_MATCH = "The `ETag` of the version that you have seen, or `*`";
const IF_MATCH_OR_NONE = `${IF_MATCH}; left out to make what is not there yet`;

function requestHeaders({ requiresIfMatch, creates, idempotent, versioned, method }: Endpoint): z.ZodObject {
  return z.object({
    ...(requiresIfMatch ? { "If-Match": creates ? describedText(IF_MATCH_OR_NONE).optional() : describedText(IF_MATCH) } : {}),
    ...(idempotent
      ? {
          "Idempotency-Key": z
            .string()
            .max(255)
            .optional()
            .openapi({ param: { description: IDEMPOTENCY } }),
        }
      : {}),
    ...(versioned && method === "GET" ? { "If-None-Match": describedText("The `ETag` of the version that you have").optional() } : {}),
  });
}

function describedText(description: string): z.ZodString {
  return z.string().openapi({ param: { description } });
}

const IDEMPOTENCY = "A text of your choice, such as a UUID: the request happens once, however often it is sent with it";

function bodyContent({ method }: Endpoint, schema: z.ZodType): Record<string, { schema: z.ZodType }> {
  return method === "PATCH" ? { "application/merge-patch+json": { schema } } : { "application/json": { schema } };
}

function success({ response, paged, versioned, idempotent }: Endpoint): ResponseConfig {
  const { status, description, schema, contentType } = response;
  const headers: Record<string, Header> = {
    ...(status === 201 ? { Location: stringHeader("The path of what was made") } : {}),
    ...(paged ? { Link: stringHeader('The next page, with `rel="next"`; missing on the last') } : {}),
    ...(versioned ? { ETag: stringHeader("The version, for `If-Match` and `If-None-Match`") } : {}),
    ...(idempotent
      ? { "Idempotency-Replayed": stringHeader("`true` when this is the answer to an earlier request with the same key") }
      : {}),
    "X-Request-Id": REQUEST_ID,
  };
  const raw = contentType && [contentType].flat().map((type) => [type, { schema: z.string() }]);
  const content = schema ? { "application/json": { schema } } : raw && Object.fromEntries(raw);
  return { description, headers, ...(content ? { content } : {}) };
}

const REQUEST_ID: Header = { description: "Names the request in the registry's log", schema: { type: "string" } };

function stringHeader(description: string): Header {
  return { description, schema: { type: "string" } };
}

/** The failures that follow from how an endpoint is declared, and those that it names. */
function problemStatuses(endpoint: Endpoint): number[] {
  const { access, method, body, params, requiresIfMatch, idempotent, failures = [] } = endpoint;
  const names: ManagementFailureName[] = ["badRequest", "unauthenticated", "rateLimited", "internal", "unavailable", ...failures];
  if (access !== "public" || method !== "GET") names.push("forbidden");
  if (Object.keys(params.shape).length > 0) names.push("notFound");
  if (idempotent) names.push("idempotencyRunning", "idempotencyMismatch");
  if (method !== "GET") names.push("storageFull");
  if (body) names.push("tooLarge", "unsupportedMediaType", "invalid");
  if (requiresIfMatch) names.push("stale", "preconditionRequired");
  return [...new Set(names.map((name) => MANAGEMENT_FAILURES[name].status))].sort((a, b) => a - b);
}

/** After the first row with this status. */
function problemName(status: number): string {
  const [name] = Object.entries(MANAGEMENT_FAILURES).find(([, row]) => row.status === status)!;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function problemResponse(status: number) {
  const rows = Object.values(MANAGEMENT_FAILURES).filter((row) => row.status === status);
  const [{ code, title }] = rows as [(typeof rows)[number]];
  const example = { type: `https://registry.example.com/api/docs/problems#${code}`, title, status, code, request_id: EXAMPLE_ID };
  return {
    description: rows.map(({ code, title }) => `\`${code}\`: ${title}`).join("; "),
    headers: {
      "X-Request-Id": REQUEST_ID,
      ...(status === 401 ? { "WWW-Authenticate": stringHeader("How to authenticate") } : {}),
      ...(status === 429 || status === 503
        ? { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } } as Header }
        : {}),
    },
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" }, example } },
  };
}

const EXAMPLE_ID = "0b0a5a3e-6d8e-4c57-9d0c-6a8f6d0c1a52";
