// Events: the outbox. A change and its event commit together; webhooks, replication and audit read them later, in order.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Tag } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export type EventKind =
  | "repository.created"
  | "repository.moved"
  | "repository.deleted"
  | "repository.restored"
  | "manifest.pushed"
  | "manifest.deleted"
  | "manifest.restored"
  | "tag.moved"
  | "tag.deleted"
  | "blob.pushed"
  | "blob.mounted"
  | "blob.deleted";

export interface RegistryEvent {
  readonly kind: EventKind;
  readonly repositoryId: number;
  readonly repository: string;
  readonly digest?: Digest | undefined;
  readonly tag?: Tag | undefined;
  readonly actor: string;
  readonly detail?: Readonly<Record<string, string | number>> | undefined;
}

const insert = statement<{
  kind: string;
  repositoryId: number;
  repository: string;
  digest: string | null;
  tag: string | null;
  actor: string;
  detail: string | null;
  now: number;
}>()("events.insert", (db, p) =>
  db.insertInto("events").values({
    kind: p.kind,
    repository_id: p.repositoryId,
    repository: p.repository,
    digest: p.digest,
    tag: p.tag,
    actor: p.actor,
    detail: p.detail,
    occurred_at: p.now,
  }),
);

const insertTagDeletions = statement<{ manifestId: number; repository: string; digest: string; actor: string; now: number }>()(
  "events.insert_tag_deletions",
  (db, p) =>
    db
      .insertInto("events")
      .columns(["kind", "repository_id", "repository", "digest", "tag", "actor", "occurred_at"])
      .expression((eb) =>
        eb
          .selectFrom("tags")
          .select((row) => [
            row.val("tag.deleted").as("kind"),
            "repository_id",
            row.val(p.repository).as("repository"),
            row.val(p.digest).as("digest"),
            "name",
            row.val(p.actor).as("actor"),
            row.val(p.now).as("occurred_at"),
          ])
          .where("manifest_id", "=", p.manifestId)
          .orderBy("name"),
      ),
);

interface AllOfNamespace {
  [name: string]: string | number;
  namespaceId: number;
  actor: string;
  now: number;
}

const insertOfNamespace = statement<AllOfNamespace & { kind: EventKind }>()("events.insert_of_namespace", (db, p) =>
  db
    .insertInto("events")
    .columns(["kind", "repository_id", "repository", "actor", "occurred_at"])
    .expression((eb) =>
      eb
        .selectFrom("repositories")
        .select((row) => [row.val(p.kind).as("kind"), "id", "name", row.val(p.actor).as("actor"), row.val(p.now).as("occurred_at")])
        .where("namespace_id", "=", p.namespaceId)
        .where("deleted_at", "is", null)
        .orderBy("name"),
    ),
);

/** Names need no escaping in JSON: their grammar has no quotes. */
const insertMovesOfNamespace = statement<AllOfNamespace & { from: string; to: string }>()("events.insert_moves_of_namespace", (db, p) =>
  db
    .insertInto("events")
    .columns(["kind", "repository_id", "repository", "actor", "detail", "occurred_at"])
    .expression((eb) =>
      eb
        .selectFrom("repositories")
        .select((row) => [
          sql.lit("repository.moved").as("kind"),
          "id",
          "name",
          row.val(p.actor).as("actor"),
          sql<string>`'{"from":"' || cast(${p.from} as text) || substr(name, length(cast(${p.to} as text)) + 1) || '"}'`.as("detail"),
          row.val(p.now).as("occurred_at"),
        ])
        .where("namespace_id", "=", p.namespaceId)
        .where("deleted_at", "is", null)
        .orderBy("name"),
    ),
);

const list = statement<{ after: number; limit: number }>()("events.list", (db, p) =>
  db.selectFrom("events").selectAll().where("id", ">", p.after).orderBy("id").limit(p.limit),
);

export class EventReader {
  constructor(protected readonly db: Connection) {}

  async list(after: number, limit: number) {
    return this.db.all(list, { after, limit });
  }
}

export class EventWriter extends EventReader {
  /** One for each tag that points to the manifest now, just before they go. */
  async appendTagDeletions(deleted: { manifestId: number; repository: string; digest: Digest; actor: string }, now: number): Promise<void> {
    await this.db.run(insertTagDeletions, { ...deleted, now });
  }

  /** One for each repository that the namespace has at this moment. */
  async appendForAll(kind: "repository.deleted" | "repository.restored", namespaceId: number, actor: string, now: number): Promise<void> {
    await this.db.run(insertOfNamespace, { kind, namespaceId, actor, now });
  }

  /** One for each repository of a namespace that has been renamed. */
  async appendMoves({ id, from, to }: { id: number; from: string; to: string }, actor: string, now: number): Promise<void> {
    await this.db.run(insertMovesOfNamespace, { namespaceId: id, from, to, actor, now });
  }

  async append(event: RegistryEvent, now: number): Promise<void> {
    await this.db.run(insert, {
      kind: event.kind,
      repositoryId: event.repositoryId,
      repository: event.repository,
      digest: event.digest ?? null,
      tag: event.tag ?? null,
      actor: event.actor,
      detail: event.detail ? JSON.stringify(event.detail) : null,
      now,
    });
  }
}
