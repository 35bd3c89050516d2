// Rules for tags that stay where they are: of a namespace, for all its repositories, or of one repository.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { TagRulesTable } from "./tables.ts";

/** Whose rules they are; the other is null. */
export type TagRuleScope =
  { readonly namespaceId: number; readonly repositoryId: null } | { readonly namespaceId: null; readonly repositoryId: number };

export interface TagRuleRecord {
  readonly id: number;
  readonly namespaceId: number | undefined;
  readonly repositoryId: number | undefined;
  readonly patterns: readonly string[];
  readonly createdBy: string;
  readonly createdAt: number;
}

const COLUMNS = ["id", "namespace_id", "repository_id", "patterns", "created_by", "created_at"] as const;

const find = statement<{ id: number }>()("tag_rules.find", (db, p) => db.selectFrom("tag_rules").select(COLUMNS).where("id", "=", p.id));

const listOfNamespace = statement<{ namespaceId: number }>()("tag_rules.list_of_namespace", (db, p) =>
  db.selectFrom("tag_rules").select(COLUMNS).where("namespace_id", "=", p.namespaceId).orderBy("id"),
);

const listOfRepository = statement<{ repositoryId: number }>()("tag_rules.list_of_repository", (db, p) =>
  db.selectFrom("tag_rules").select(COLUMNS).where("repository_id", "=", p.repositoryId).orderBy("id"),
);

const insert = statement<{
  namespaceId: number | null;
  repositoryId: number | null;
  patterns: string;
  createdBy: string;
  now: number;
}>()("tag_rules.insert", (db, p) =>
  db
    .insertInto("tag_rules")
    .values({
      namespace_id: p.namespaceId,
      repository_id: p.repositoryId,
      patterns: p.patterns,
      created_by: p.createdBy,
      created_at: p.now,
    })
    .returning("id"),
);

const remove = statement<{ id: number }>()("tag_rules.delete", (db, p) => db.deleteFrom("tag_rules").where("id", "=", p.id));

/** Of one namespace or one repository: all of them are looked at whenever a tag moves. */
export const TAG_RULES_LIMIT = 100;

export class TagRuleReader {
  constructor(protected readonly db: Connection) {}

  async find(id: number): Promise<TagRuleRecord | undefined> {
    const row = await this.db.first(find, { id });
    return row && toRecord(row);
  }

  /** In the order in which they were made. */
  async list({ namespaceId, repositoryId }: TagRuleScope): Promise<TagRuleRecord[]> {
    const rows =
      namespaceId === null ? await this.db.all(listOfRepository, { repositoryId }) : await this.db.all(listOfNamespace, { namespaceId });
    return rows.map(toRecord);
  }

  /** All that count for the repository: those of its namespace first. */
  async ofRepository({ id, namespaceId }: { id: number; namespaceId: number }): Promise<TagRuleRecord[]> {
    return [...(await this.list({ namespaceId, repositoryId: null })), ...(await this.list({ namespaceId: null, repositoryId: id }))];
  }
}

export class TagRuleWriter extends TagRuleReader {
  async create(
    scope: TagRuleScope,
    { patterns, createdBy }: { patterns: readonly string[]; createdBy: string },
    now: number,
  ): Promise<number> {
    return (await this.db.first(insert, { ...scope, patterns: JSON.stringify(patterns), createdBy, now }))!.id;
  }

  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }
}

function toRecord(row: Selectable<TagRulesTable>): TagRuleRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id ?? undefined,
    repositoryId: row.repository_id ?? undefined,
    patterns: JSON.parse(row.patterns) as string[],
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
