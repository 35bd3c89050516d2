// All repositories of a namespace at once, when it is renamed, deleted or restored: as many statements for a hundred thousand of
// them as for one, because every other writer waits. Measured: 0.05 s for 2 000, where one by one took 0.8 s; 3 s for 100 000.
import { type Compilable, type Kysely, type RawBuilder, sql } from "kysely";
import type { Connection } from "./connection.ts";
import { termStarts } from "./repositories.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

/** Names of the namespace. `uploadsEnd` comes after everything that begins with `<from>/`. */
interface Renaming {
  [name: string]: string | number;
  namespaceId: number;
  from: string;
  to: string;
}

const longest = statement<{ namespaceId: number }>()("repositories.longest_of_namespace", (db, p) =>
  db
    .selectFrom("repositories")
    .select(sql<number | null>`max(length(coalesce(deleted_name, name)))`.as("length"))
    .where("namespace_id", "=", p.namespaceId),
);

const removeTermsOfOldName = statement<Renaming>()("repository_terms.delete_of_namespace_name", (db, p) =>
  // A word that begins within the namespace's name is longer than what follows that name.
  db
    .deleteFrom("repository_terms")
    .where("repository_id", "in", present(db, p.namespaceId))
    .where(
      sql<boolean>`length(term) > (select length(r.name) - length(cast(${p.from} as text)) - 1 from repositories r where r.id = repository_terms.repository_id)`,
    ),
);

const insertTermsOfNewName = statement<{ namespaceId: number; start: number }>()("repository_terms.insert_of_namespace_name", (db, p) =>
  raw(
    db,
    sql`insert into repository_terms (term, repository_id, namespace_id, visibility)
      select substr(name, cast(${p.start} as integer)), id, namespace_id, visibility from repositories where namespace_id = ${p.namespaceId} and deleted_at is null`,
  ),
);

const redirectOldNames = statement<{ namespaceId: number; until: number }>()("repository_redirects.insert_of_namespace", (db, p) =>
  raw(
    db,
    sql`insert into repository_redirects (name, repository_id, expires_at)
      select name, id, cast(${p.until} as bigint) from repositories where namespace_id = ${p.namespaceId} and deleted_at is null
      on conflict (name) do update set repository_id = excluded.repository_id, expires_at = excluded.expires_at`,
  ),
);

const removeRedirectsOfNames = statement<{ namespaceId: number }>()("repository_redirects.delete_of_namespace", (db, p) =>
  db
    .deleteFrom("repository_redirects")
    .where(
      "name",
      "in",
      db.selectFrom("repositories").select("name").where("namespace_id", "=", p.namespaceId).where("deleted_at", "is", null),
    ),
);

const renamePresent = statement<Renaming>()("repositories.rename_of_namespace", (db, p) =>
  db
    .updateTable("repositories")
    .set((eb) => ({ name: renamed("name", p), version: eb("version", "+", 1) }))
    .where("namespace_id", "=", p.namespaceId)
    .where("deleted_at", "is", null),
);

const renameDeleted = statement<Renaming>()("repositories.rename_deleted_of_namespace", (db, p) =>
  db
    .updateTable("repositories")
    .set({ deleted_name: renamed("deleted_name", p) })
    .where("namespace_id", "=", p.namespaceId)
    .where("deleted_at", "is not", null),
);

const moveUploads = statement<Renaming & { first: string; end: string }>()("upload_sessions.move_of_namespace", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ repository: renamed("repository", p) })
    .where("repository", ">=", p.first)
    .where("repository", "<", p.end),
);

const removeTerms = statement<{ namespaceId: number }>()("repository_terms.delete_of_namespace", (db, p) =>
  db.deleteFrom("repository_terms").where("repository_id", "in", present(db, p.namespaceId)),
);

const deletePresent = statement<{ namespaceId: number; now: number }>()("repositories.delete_of_namespace", (db, p) =>
  db
    .updateTable("repositories")
    .set((eb) => ({
      name: sql<string>`'~deleted/' || cast(id as text)`,
      deleted_name: eb.ref("name"),
      deleted_at: p.now,
      version: eb("version", "+", 1),
    }))
    .where("namespace_id", "=", p.namespaceId)
    .where("deleted_at", "is", null),
);

const restore = statement<{ namespaceId: number; deletedAt: number }>()("repositories.restore_of_namespace", (db, p) =>
  db
    .updateTable("repositories")
    .set((eb) => ({ name: sql<string>`deleted_name`, deleted_name: null, deleted_at: null, version: eb("version", "+", 1) }))
    .where("namespace_id", "=", p.namespaceId)
    .where("deleted_at", "=", p.deletedAt)
    .where("purging_at", "is", null)
    .returning(["id", "name"]),
);

export interface RestoredRepository {
  readonly id: number;
  readonly name: string;
}

/** The length of the longest name in the namespace, of the deleted ones too; 0 without any. */
export async function longestName(db: Connection, namespaceId: number): Promise<number> {
  return (await db.first(longest, { namespaceId }))?.length ?? 0;
}

/** The old names lead to the new ones until `redirectUntil`. Resolves to how many there are. */
export async function renameAll(
  db: Connection,
  { namespaceId, from, to }: { namespaceId: number; from: string; to: string },
  redirectUntil: number,
): Promise<number> {
  const renaming = { namespaceId, from, to };
  await db.run(removeTermsOfOldName, renaming);
  await db.run(redirectOldNames, { namespaceId, until: redirectUntil });
  const repositories = await db.run(renamePresent, renaming);
  await db.run(renameDeleted, renaming);
  await db.run(removeRedirectsOfNames, { namespaceId });
  for (const start of termStarts(to)) await db.run(insertTermsOfNewName, { namespaceId, start: start + 1 });
  // "0" is what follows "/" in byte order.
  await db.run(moveUploads, { ...renaming, first: `${from}/`, end: `${from}0` });
  return repositories;
}

/** Resolves to how many there were. Those that were deleted before stay as they are. */
export async function deleteAll(db: Connection, namespaceId: number, now: number): Promise<number> {
  await db.run(removeTerms, { namespaceId });
  return db.run(deletePresent, { namespaceId, now });
}

/** Those that were deleted at that time. They must be indexed again. */
export async function restoreAll(db: Connection, namespaceId: number, deletedAt: number): Promise<RestoredRepository[]> {
  const restored = await db.all(restore, { namespaceId, deletedAt });
  await db.run(removeRedirectsOfNames, { namespaceId });
  return restored;
}

function present(db: Kysely<Tables>, namespaceId: number) {
  return db.selectFrom("repositories").select("id").where("namespace_id", "=", namespaceId).where("deleted_at", "is", null);
}

/** The name with another namespace before it. */
function renamed(column: "name" | "deleted_name" | "repository", { from, to }: { from: string; to: string }) {
  return sql<string>`cast(${to} as text) || substr(${sql.ref(column)}, length(cast(${from} as text)) + 1)`;
}

function raw(db: Kysely<Tables>, query: RawBuilder<unknown>): Compilable<unknown> {
  return { compile: () => query.compile(db) };
}
