// Care of the data: bytes that were found damaged, what must not be deleted for a while, and what was counted in storage.
import type { Compilable, Kysely } from "kysely";
import type { Dialect } from "../dialect/dialect.ts";
import type { Tables } from "../tables.ts";

export function care({ schema }: Kysely<Tables>, { identity, identityKey, text }: Dialect): Compilable[] {
  return [
    // Since when the blob is answered as absent, so that clients push it again.
    schema.alterTable("blobs").addColumn("quarantined_at", "bigint"),
    schema
      .createTable("quarantine")
      .addColumn("id", identity as never, identityKey)
      .addColumn("digest", text as never, (c) => c.notNull())
      // No foreign key: the bytes are kept aside when the blob has others, and when it is gone.
      .addColumn("storage_key", text as never, (c) => c.notNull().unique())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("expected_bytes", "bigint", (c) => c.notNull())
      .addColumn("found_bytes", "bigint")
      .addColumn("found_digest", "text")
      .addColumn("found_at", "bigint", (c) => c.notNull())
      .addColumn("healed_at", "bigint"),
    schema.createIndex("quarantine_by_digest").on("quarantine").column("digest"),
    schema
      .createTable("deletion_holds")
      .addColumn("id", text as never, (c) => c.primaryKey().notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("expires_at", "bigint", (c) => c.notNull()),
    schema
      .createTable("storage_counts")
      .addColumn("name", text as never, (c) => c.primaryKey().notNull())
      .addColumn("keys", "bigint", (c) => c.notNull())
      .addColumn("bytes", "bigint", (c) => c.notNull())
      .addColumn("counted_at", "bigint", (c) => c.notNull()),
  ];
}
