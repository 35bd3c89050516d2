// A deleted repository taken apart for good, some rows at a time, because every other writer waits for as long as one batch takes.
import { type Compilable, type Kysely, type RawBuilder, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

const due = statement<{ deletedBefore: number; after: number; limit: number }>()("repositories.due_for_purge", (db, p) =>
  db
    .selectFrom("repositories")
    .select("id")
    .where("deleted_at", "is not", null)
    .where((eb) => eb.or([eb("deleted_at", "<=", p.deletedBefore), eb("purging_at", "is not", null)]))
    .where("id", ">", p.after)
    .orderBy("id")
    .limit(p.limit),
);

const begin = statement<{ id: number; now: number }>()("repositories.begin_purge", (db, p) =>
  db
    .updateTable("repositories")
    .set({ purging_at: p.now })
    .where("id", "=", p.id)
    .where("deleted_at", "is not", null)
    .where("purging_at", "is", null),
);

type Batch = { repositoryId: number; limit: number };

/** What refers to others goes before them. Each is its table's key, which says what one batch takes. */
const BATCHES = (
  [
    ["trash", "id"],
    ["tags", "name"],
    ["tag_history", "id"],
    ["manifests", "id"],
  ] as const
).map(([table, key]) =>
  statement<Batch>()(`${table}.purge`, (db, p) => {
    const [rows, column, repository] = [sql.table(table), sql.ref(key), sql.ref("repository_id")];
    return raw(
      db,
      sql`delete from ${rows} where ${repository} = ${p.repositoryId}
        and ${column} in (select ${column} from ${rows} where ${repository} = ${p.repositoryId} limit ${p.limit})`,
    );
  }),
);

const links = statement<Batch>()("repository_blobs.some", (db, p) =>
  db.selectFrom("repository_blobs").select("digest").where("repository_id", "=", p.repositoryId).limit(p.limit),
);

const removeCounters = statement<{ repositoryId: number }>()("usage_counters.delete", (db, p) =>
  db.deleteFrom("usage_counters").where("repository_id", "=", p.repositoryId),
);

const removeRepository = statement<{ repositoryId: number }>()("repositories.delete", (db, p) =>
  db.deleteFrom("repositories").where("id", "=", p.repositoryId),
);

export class PurgeReader {
  constructor(protected readonly db: Connection) {}

  /** Deleted before then, or on the way out already. */
  async due(deletedBefore: number, after: number, limit: number): Promise<number[]> {
    return (await this.db.all(due, { deletedBefore, after, limit })).map(({ id }) => id);
  }
}

export class PurgeWriter extends PurgeReader {
  /** From here on it cannot be restored. Resolves to false when that is so already, or when it is not deleted. */
  async begin(id: number, now: number): Promise<boolean> {
    return (await this.db.run(begin, { id, now })) > 0;
  }

  /** Of its tags, manifests and all that is about them. Resolves to false when none are left. */
  async deleteSome(repositoryId: number, limit: number): Promise<boolean> {
    for (const batch of BATCHES) if ((await this.db.run(batch, { repositoryId, limit })) > 0) return true;
    return false;
  }

  /** Of the blobs that it has, some. */
  async someLinks(repositoryId: number, limit: number): Promise<Digest[]> {
    return (await this.db.all(links, { repositoryId, limit })).map(({ digest }) => digest as Digest);
  }

  /** When nothing is left in it. */
  async deleteRepository(repositoryId: number): Promise<void> {
    await this.db.run(removeCounters, { repositoryId });
    await this.db.run(removeRepository, { repositoryId });
  }
}

function raw(db: Kysely<Tables>, query: RawBuilder<unknown>): Compilable<unknown> {
  return { compile: () => query.compile(db) };
}
