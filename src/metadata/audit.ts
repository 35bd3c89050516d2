// The audit log: who did or tried what, from where, with what, and what it changed. Rows are added and never touched again; the
// database itself refuses.
import { type Selectable, sql } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { AuditLogTable } from "./tables.ts";

export interface AuditRecord {
  readonly id: number;
  readonly occurredAt: number;
  readonly actorKind: string;
  readonly actorId: number | undefined;
  readonly actor: string;
  readonly credential: string;
  readonly tokenId: number | undefined;
  readonly federationSubject: string | undefined;
  readonly address: string;
  readonly requestId: string;
  readonly action: string;
  readonly outcome: "done" | "refused";
  readonly attempts: number;
  readonly namespaceId: number | undefined;
  readonly repositoryId: number | undefined;
  readonly target: string;
  /** JSON objects; never with a secret in them. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export type NewAuditRecord = Omit<AuditRecord, "id" | "occurredAt">;

/** Each undefined field leaves its column alone. Times are milliseconds, `until` is exclusive. */
export interface AuditFilter {
  readonly namespaceId?: number | undefined;
  readonly repositoryId?: number | undefined;
  readonly actorId?: number | undefined;
  readonly actor?: string | undefined;
  readonly actorKind?: string | undefined;
  readonly tokenId?: number | undefined;
  readonly federationSubject?: string | undefined;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  /** An action, or a family of them ending in `.*`. */
  readonly action?: string | undefined;
  readonly outcome?: "done" | "refused" | undefined;
  readonly target?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

const insert = statement<{
  now: number;
  actorKind: string;
  actorId: number | null;
  actor: string;
  credential: string;
  tokenId: number | null;
  federationSubject: string | null;
  address: string;
  requestId: string;
  action: string;
  outcome: "done" | "refused";
  attempts: number;
  namespaceId: number | null;
  repositoryId: number | null;
  target: string;
  before: string | null;
  after: string | null;
}>()("audit_log.insert", (db, p) =>
  db.insertInto("audit_log").values({
    occurred_at: p.now,
    actor_kind: p.actorKind,
    actor_id: p.actorId,
    actor: p.actor,
    credential: p.credential,
    token_id: p.tokenId,
    federation_subject: p.federationSubject,
    address: p.address,
    request_id: p.requestId,
    action: p.action,
    outcome: p.outcome,
    attempts: p.attempts,
    namespace_id: p.namespaceId,
    repository_id: p.repositoryId,
    target: p.target,
    before: p.before,
    after: p.after,
  }),
);

interface ListParameters {
  [name: string]: string | number | null;
  after: number;
  before: number;
  limit: number;
  namespaceId: number | null;
  repositoryId: number | null;
  actorId: number | null;
  actor: string | null;
  actorKind: string | null;
  tokenId: number | null;
  federationSubject: string | null;
  address: string | null;
  requestId: string | null;
  actionFrom: string | null;
  actionTo: string | null;
  outcome: string | null;
  target: string | null;
  since: number | null;
  until: number | null;
}

const newest = statement()("audit_log.newest", (db) => db.selectFrom("audit_log").select((eb) => eb.fn.max("id").as("id")));

/** One text for every combination, each parameter cast so that PostgreSQL knows its type; `access` is the one condition that an index serves, chosen by who asks. */
function listBy(name: string, access: (p: ListParameters) => ReturnType<typeof sql<boolean>>) {
  return statement<ListParameters>()(`audit_log.list_by_${name}`, (db, p) =>
    db
      .selectFrom("audit_log")
      .selectAll()
      .where("id", ">", p.after)
      .where("id", "<", p.before)
      .where(access(p))
      .where(sql<boolean>`(cast(${p.namespaceId} as bigint) is null or namespace_id = ${p.namespaceId})`)
      .where(sql<boolean>`(cast(${p.repositoryId} as bigint) is null or repository_id = ${p.repositoryId})`)
      .where(sql<boolean>`(cast(${p.actorId} as bigint) is null or actor_id = ${p.actorId})`)
      .where(sql<boolean>`(cast(${p.actor} as text) is null or actor = ${p.actor})`)
      .where(sql<boolean>`(cast(${p.actorKind} as text) is null or actor_kind = ${p.actorKind})`)
      .where(sql<boolean>`(cast(${p.tokenId} as bigint) is null or token_id = ${p.tokenId})`)
      .where(sql<boolean>`(cast(${p.federationSubject} as text) is null or federation_subject = ${p.federationSubject})`)
      .where(sql<boolean>`(cast(${p.address} as text) is null or address = ${p.address})`)
      .where(sql<boolean>`(cast(${p.requestId} as text) is null or request_id = ${p.requestId})`)
      .where(sql<boolean>`(cast(${p.actionFrom} as text) is null or (action >= ${p.actionFrom} and action < ${p.actionTo}))`)
      .where(sql<boolean>`(cast(${p.outcome} as text) is null or outcome = ${p.outcome})`)
      .where(sql<boolean>`(cast(${p.target} as text) is null or target = ${p.target})`)
      .where(sql<boolean>`(cast(${p.since} as bigint) is null or occurred_at >= ${p.since})`)
      .where(sql<boolean>`(cast(${p.until} as bigint) is null or occurred_at < ${p.until})`)
      .orderBy("id", "desc")
      .limit(p.limit),
  );
}

const LISTS = {
  repository: listBy("repository", (p) => sql<boolean>`repository_id = ${p.repositoryId}`),
  actor: listBy("actor", (p) => sql<boolean>`actor = ${p.actor}`),
  namespace: listBy("namespace", (p) => sql<boolean>`namespace_id = ${p.namespaceId}`),
  nothing: listBy("nothing", () => sql<boolean>`1 = 1`),
};

export class AuditReader {
  constructor(protected readonly db: Connection) {}

  /** The highest id there is, 0 while there is none. */
  async newest(): Promise<number> {
    return (await this.db.first(newest, undefined))?.id ?? 0;
  }

  /** The newest first, of those with an id between the two. How far they are apart bounds what a filter that fits little has to look at. */
  async list(filter: AuditFilter, { after, before }: { after: number; before: number }, limit: number): Promise<AuditRecord[]> {
    const [actionFrom, actionTo] = actionRange(filter.action);
    const rows = await this.db.all(LISTS[narrowest(filter)], {
      after,
      before,
      limit,
      namespaceId: filter.namespaceId ?? null,
      repositoryId: filter.repositoryId ?? null,
      actorId: filter.actorId ?? null,
      actor: filter.actor ?? null,
      actorKind: filter.actorKind ?? null,
      tokenId: filter.tokenId ?? null,
      federationSubject: filter.federationSubject ?? null,
      address: filter.address ?? null,
      requestId: filter.requestId ?? null,
      actionFrom,
      actionTo,
      outcome: filter.outcome ?? null,
      target: filter.target ?? null,
      since: filter.since ?? null,
      until: filter.until ?? null,
    });
    return rows.map(toRecord);
  }
}

export class AuditWriter extends AuditReader {
  async append(record: NewAuditRecord, now: number): Promise<void> {
    await this.db.run(insert, {
      ...record,
      actorId: record.actorId ?? null,
      tokenId: record.tokenId ?? null,
      federationSubject: record.federationSubject ?? null,
      namespaceId: record.namespaceId ?? null,
      repositoryId: record.repositoryId ?? null,
      before: record.before ?? null,
      after: record.after ?? null,
      now,
    });
  }
}

/** `team.*` is everything that starts with `team.`; anything else is that action alone. */
function actionRange(action: string | undefined): [string | null, string | null] {
  if (action === undefined) return [null, null];
  if (action.endsWith(".*")) return [action.slice(0, -1), `${action.slice(0, -2)}/`];
  return [action, `${action}!`];
}

/** The namespace before the actor: what one organization asks for must not cost what an actor did in all others. */
function narrowest({ repositoryId, actor, namespaceId }: AuditFilter): keyof typeof LISTS {
  if (repositoryId !== undefined) return "repository";
  if (namespaceId !== undefined) return "namespace";
  return actor === undefined ? "nothing" : "actor";
}

type AuditRow = Selectable<AuditLogTable>;

function toRecord(row: AuditRow): AuditRecord {
  return {
    id: row.id,
    occurredAt: row.occurred_at,
    actorKind: row.actor_kind,
    actorId: row.actor_id ?? undefined,
    actor: row.actor,
    credential: row.credential,
    tokenId: row.token_id ?? undefined,
    federationSubject: row.federation_subject ?? undefined,
    address: row.address,
    requestId: row.request_id,
    action: row.action,
    outcome: row.outcome,
    attempts: row.attempts,
    namespaceId: row.namespace_id ?? undefined,
    repositoryId: row.repository_id ?? undefined,
    target: row.target,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
  };
}
