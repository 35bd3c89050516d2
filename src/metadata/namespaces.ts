// Namespaces: the first part of a repository's name. Users and organizations share one name space.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { NamespacesTable } from "./tables.ts";

export type NamespaceKind = NamespacesTable["kind"];

const find = statement<{ name: string }>()("namespaces.find", (db, p) =>
  db.selectFrom("namespaces").select(["id", "name", "kind"]).where("name", "=", p.name),
);

const insert = statement<{ name: string; kind: NamespaceKind; now: number }>()("namespaces.insert", (db, p) =>
  db
    .insertInto("namespaces")
    .values({ name: p.name, kind: p.kind, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

const adopt = statement<{ name: string }>()("namespaces.adopt", (db, p) =>
  db.updateTable("namespaces").set({ kind: "user" }).where("name", "=", p.name).where("kind", "=", "organization").returning("id"),
);

export class NamespaceReader {
  constructor(protected readonly db: Connection) {}

  find(name: string): Promise<{ id: number; name: string; kind: NamespaceKind } | undefined> {
    return this.db.first(find, { name });
  }
}

export class NamespaceWriter extends NamespaceReader {
  /** Resolves to undefined when the name is taken. */
  async create(name: string, kind: NamespaceKind, now: number): Promise<number | undefined> {
    return (await this.db.first(insert, { name, kind, now }))?.id;
  }

  /** Makes a namespace that pushes brought into being a user's own. Resolves to undefined when there is none of that name. */
  async adopt(name: string): Promise<number | undefined> {
    return (await this.db.first(adopt, { name }))?.id;
  }
}
