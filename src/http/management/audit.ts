// The audit log: what was changed and what was refused, page by page or all of it as a file. There is no way to change or remove a record.
import { z } from "@hono/zod-openapi";
import type { AuditQuery, AuditRecord, AuditScope } from "../../management/audit.ts";
import { formatId, type IdPrefix } from "../../management/ids.ts";
import { personOf } from "../../management/person.ts";
import { type Answer, page, raw } from "./answer.ts";
import { formatCsvRow } from "./csv.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { type Endpoint, type ManagementAccess, type ManagementCall, endpoint } from "./endpoint.ts";
import { ORG, TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import type { ManagementServices } from "./services.ts";
import { streamOf } from "./stream.ts";

const KINDS = ["anonymous", "user", "robot", "system"] as const;
const OUTCOMES = ["done", "refused"] as const;
const FORMATS = ["jsonl", "csv"] as const;
type Format = (typeof FORMATS)[number];

const CONTENT_TYPES = { jsonl: "application/x-ndjson", csv: "text/csv" } as const;
const CURSOR = "audit:id";

const RECORD = z
  .object({
    id: z.string().openapi({ example: "aud_12" }),
    occurred_at: TIMESTAMP,
    actor_kind: z.enum(KINDS).openapi({ description: "`system` is Aerugo itself, or its operator at the machine" }),
    actor_id: z.string().nullable().openapi({ description: "Of a user or a robot; stays the same when the name changes" }),
    actor: z.string().openapi({ description: "The name it had then; of a failed sign-in, the name that was tried" }),
    credential: z
      .string()
      .openapi({ description: "`password`, `token`, `session`, `federation` or `none`; the scheme where it was refused" }),
    token_id: z.string().nullable(),
    federation_subject: z.string().nullable().openapi({ description: "Whom a CI system's token spoke for" }),
    address: z.string(),
    request_id: z.string().openapi({ description: "The `X-Request-Id` of the answer; of several attempts, that of the first" }),
    action: z.string().openapi({ description: "What was done, or what was tried: the noun and the verb", example: "team.create" }),
    outcome: z.enum(OUTCOMES),
    attempts: z.int().openapi({ description: "Attempts that were refused alike within a second are one record" }),
    repository_id: z.string().nullable(),
    target: z.string().openapi({ description: "What it was done to, by the name it had then" }),
    before: z.record(z.string(), z.unknown()).nullable().openapi({ description: "Of what was changed: how it was" }),
    after: z.record(z.string(), z.unknown()).nullable().openapi({ description: "Of what was changed: how it is since" }),
  })
  .openapi("AuditRecord");

const described = <T extends z.ZodType>(schema: T, description: string): T => schema.openapi({ param: { description } }) as T;
const bounded = (maxLength: number) => z.string().min(1).max(maxLength).optional();
/** RFC 3339 with any offset. */
const moment = () =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .openapi({ type: "string", format: "date-time" });

const FILTERS = {
  actor: described(bounded(600), "Who did it: the name of a user or a robot"),
  actor_kind: described(z.enum(KINDS).optional(), "What did it"),
  token_id: described(prefixedId("tok", "With which token").optional(), "With which token"),
  federation_subject: described(bounded(600), "On whose behalf a CI system's token was made"),
  address: described(bounded(64), "From where"),
  request_id: described(bounded(64), "In which request"),
  action: described(
    z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?$/, "must be an action such as team.create, or team.*")
      .optional(),
    "What was done; `team.*` is everything that was done to teams",
  ),
  outcome: described(z.enum(OUTCOMES).optional(), "Whether it was done"),
  target: described(bounded(600), "To what, exactly as in the record"),
  repository: described(bounded(255), "To which repository: its present name or its id"),
  since: described(moment(), "At this time or later"),
  until: described(moment(), "Before this time"),
};
const EXPORT_QUERY = {
  ...FILTERS,
  format: described(z.enum(FORMATS).optional(), "`jsonl` (one object per line) or `csv`; `jsonl` when not given"),
};

type Filters = z.output<z.ZodObject<typeof FILTERS>>;

interface Place {
  /** For the operation: `Audit`, `OrganizationAudit`. */
  readonly name: string;
  readonly path: string;
  readonly whose: string;
  readonly access: ManagementAccess;
  readonly params: Record<string, z.ZodType>;
  readonly scopeOf: (call: ManagementCall) => AuditScope;
}

const PLACES: readonly Place[] = [
  { name: "Audit", path: "/audit", whose: "of the installation", access: "site-admin", params: {}, scopeOf: () => ({}) },
  {
    name: "OrganizationAudit",
    path: "/orgs/{org}/audit",
    whose: "of an organization",
    access: { organization: "admin" },
    params: { org: ORG },
    scopeOf: ({ organization }) => ({ namespaceId: organization!.id }),
  },
  { name: "OwnAudit", path: "/user/audit", whose: "of the caller's own acts", access: "user", params: {}, scopeOf: ownScope },
];

export const AUDIT: readonly Endpoint[] = PLACES.flatMap((place) => [listOf(place), exportOf(place)]);

function listOf({ name, path, whose, access, params, scopeOf }: Place): Endpoint {
  return endpoint({
    id: `list${name}`,
    method: "GET",
    path,
    tag: "audit",
    summary: `List the audit log ${whose}`,
    description:
      "The newest first. A filter that fits little can give a page with fewer records than asked for, even none: go on while there is a `next_cursor`.",
    access,
    scope: "audit:read",
    params,
    query: FILTERS,
    paged: true,
    response: { status: 200, description: "A page of the audit log", schema: RECORD },
    handler: async (call) => {
      const { services, query, page: asked } = call;
      const [before] = (decodeCursor(asked.cursor, CURSOR) ?? []) as number[];
      const { items, next } = await services.audit.list(scopeOf(call), toQuery(query), { before, limit: asked.limit });
      return page({ items: items.map(toItem), next: next === undefined ? undefined : encodeCursor([next], CURSOR) });
    },
  });
}

function exportOf({ name, path, whose, access, params, scopeOf }: Place): Endpoint {
  return endpoint({
    id: `export${name}`,
    method: "GET",
    path: `${path}/export`,
    tag: "audit",
    summary: `Export the audit log ${whose}`,
    description:
      "All records that fit, the newest first, as JSON lines or as CSV (RFC 4180). In CSV a cell that a spreadsheet would take for a formula begins with `'`.",
    access,
    scope: "audit:read",
    params,
    query: EXPORT_QUERY,
    response: { status: 200, description: "The records", contentType: [CONTENT_TYPES.jsonl, CONTENT_TYPES.csv] },
    handler: (call) => {
      const { format = "jsonl", ...filters } = call.query;
      return exported(call.services, scopeOf(call), toQuery(filters), format);
    },
  });
}

function exported({ audit }: ManagementServices, scope: AuditScope, query: AuditQuery, format: Format): Answer<never> {
  const headers = { "content-disposition": `attachment; filename="audit.${format}"` };
  return raw(streamOf(linesOf(audit.listAll(scope, query), format)), `${CONTENT_TYPES[format]}; charset=utf-8`, { headers });
}

async function* linesOf(pages: AsyncIterable<readonly AuditRecord[]>, format: Format): AsyncGenerator<string> {
  if (format === "csv") yield formatCsvRow(Object.keys(RECORD.shape));
  const toLine = format === "csv" ? toCsvRow : (record: AuditRecord) => `${JSON.stringify(toItem(record))}\n`;
  for await (const records of pages) yield records.map(toLine).join("");
}

function toCsvRow(record: AuditRecord): string {
  const item = toItem(record);
  const { before, after } = record;
  return formatCsvRow(Object.values({ ...item, before: before ?? "", after: after ?? "" }).map((value) => String(value ?? "")));
}

function ownScope({ caller }: ManagementCall): AuditScope {
  return { user: personOf(caller) };
}

function toQuery({ actor_kind, token_id, federation_subject, request_id, ...same }: Filters): AuditQuery {
  return {
    ...same,
    actorKind: actor_kind,
    tokenId: token_id === undefined ? undefined : idNumber(token_id),
    federationSubject: federation_subject,
    requestId: request_id,
  };
}

/** In the order of the columns of an export. */
function toItem(record: AuditRecord): z.input<typeof RECORD> {
  const { actorKind, actorId } = record;
  return {
    id: formatId("aud", record.id),
    occurred_at: new Date(record.occurredAt).toISOString(),
    actor_kind: actorKind as (typeof KINDS)[number],
    actor_id: idOrNull(actorKind === "robot" ? "rob" : "user", actorId),
    actor: record.actor,
    credential: record.credential,
    token_id: idOrNull("tok", record.tokenId),
    federation_subject: record.federationSubject ?? null,
    address: record.address,
    request_id: record.requestId,
    action: record.action,
    outcome: record.outcome,
    attempts: record.attempts,
    repository_id: idOrNull("repo", record.repositoryId),
    target: record.target,
    before: toObject(record.before),
    after: toObject(record.after),
  };
}

function idOrNull(prefix: IdPrefix, id: number | undefined): string | null {
  return id === undefined ? null : formatId(prefix, id);
}

function toObject(json: string | undefined): Record<string, unknown> | null {
  return json === undefined ? null : (JSON.parse(json) as Record<string, unknown>);
}
