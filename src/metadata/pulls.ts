// When manifests and tags were last pulled: written some at a time, long after the pulls.
import { sql } from "kysely";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

/** A manifest, and by which of its tags it was asked for. */
export interface Pulled {
  readonly manifestId: number;
  readonly tags: readonly string[];
}

const markManifests = statement<{ ids: string; now: number }>()("manifest_uses.mark_pulled", (db, p, dialect) =>
  db
    .insertInto("manifest_uses")
    .columns(["manifest_id", "last_pulled_at"])
    .expression((eb) =>
      eb
        .selectFrom("manifests")
        .select((row) => ["id", row.val(p.now).as("last_pulled_at")])
        .where("id", "in", sql<number>`(select cast(value as bigint) from ${dialect.rowsOf(p.ids)} as value)`),
    )
    .onConflict((conflict) => conflict.column("manifest_id").doUpdateSet((eb) => ({ last_pulled_at: eb.ref("excluded.last_pulled_at") }))),
);

const markTags = statement<{ manifestId: number; names: string; now: number }>()("tags.mark_pulled", (db, p, dialect) =>
  db
    .updateTable("tags")
    .set({ last_pulled_at: p.now })
    .where("repository_id", "=", db.selectFrom("manifests").select("repository_id").where("id", "=", p.manifestId))
    .where("name", "in", listOf(dialect, p.names)),
);

export class PullWriter {
  constructor(private readonly db: Connection) {}

  /** Those that are gone since are left out. */
  async mark(pulled: readonly Pulled[], now: number): Promise<void> {
    await this.db.run(markManifests, { ids: JSON.stringify(pulled.map(({ manifestId }) => manifestId)), now });
    for (const { manifestId, tags } of pulled) {
      if (tags.length > 0) await this.db.run(markTags, { manifestId, names: JSON.stringify(tags), now });
    }
  }
}
