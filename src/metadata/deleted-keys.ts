// Keys of blobs that are no more: no digest leads to them, and their bytes stay only for the downloads that began before.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export interface DeletedKey {
  readonly storageKey: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly dueAt: number;
}

export interface KeysAndBytes {
  readonly keys: number;
  readonly bytes: number;
}

const insert = statement<{ storageKey: string; digest: string; sizeBytes: number; dueAt: number }>()("deleted_keys.insert", (db, p) =>
  db
    .insertInto("deleted_keys")
    .values({ storage_key: p.storageKey, digest: p.digest, size_bytes: p.sizeBytes, due_at: p.dueAt })
    .onConflict((conflict) => conflict.doNothing()),
);

const due = statement<{ now: number; dueAt: number; storageKey: string; limit: number }>()("deleted_keys.due", (db, p) =>
  db
    .selectFrom("deleted_keys")
    .select(["storage_key as storageKey", "digest", "size_bytes as sizeBytes", "due_at as dueAt"])
    .where("due_at", "<=", p.now)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("due_at", "storage_key"), ">", tuple(p.dueAt, p.storageKey)))
    .orderBy("due_at")
    .orderBy("storage_key")
    .limit(p.limit),
);

const among = statement<{ keys: string }>()("deleted_keys.among", (db, p, dialect) =>
  db.selectFrom("deleted_keys").select("storage_key").where("storage_key", "in", listOf(dialect, p.keys)),
);

const remove = statement<{ keys: string }>()("deleted_keys.delete", (db, p, dialect) =>
  db.deleteFrom("deleted_keys").where("storage_key", "in", listOf(dialect, p.keys)),
);

const countDue = statement<{ now: number }>()("deleted_keys.count_due", (db, p) =>
  db
    .selectFrom("deleted_keys")
    .select((row) => row.fn.countAll<number>().as("keys"))
    .where("due_at", "<=", p.now),
);

const total = statement()("deleted_keys.total", (db) =>
  db.selectFrom("deleted_keys").select([sql<number>`count(*)`.as("keys"), sql<number>`coalesce(sum(size_bytes), 0)`.as("bytes")]),
);

export class DeletedKeyReader {
  constructor(protected readonly db: Connection) {}

  /** By date; after the key that a page ended with. */
  async due(now: number, after: Pick<DeletedKey, "dueAt" | "storageKey"> | undefined, limit: number): Promise<DeletedKey[]> {
    const from = after ?? { dueAt: Number.MIN_SAFE_INTEGER, storageKey: "" };
    return (await this.db.all(due, { now, dueAt: from.dueAt, storageKey: from.storageKey, limit })) as DeletedKey[];
  }

  /** Those of these keys that wait for their deletion. */
  async among(keys: readonly string[]): Promise<Set<string>> {
    return new Set((await this.db.all(among, { keys: JSON.stringify(keys) })).map((row) => row.storage_key));
  }

  async countDue(now: number): Promise<number> {
    return Number((await this.db.first(countDue, { now }))?.keys ?? 0);
  }

  /** Of all that wait, due or not. */
  async total(): Promise<KeysAndBytes> {
    const row = await this.db.first(total, undefined);
    return { keys: Number(row?.keys ?? 0), bytes: Number(row?.bytes ?? 0) };
  }
}

export class DeletedKeyWriter extends DeletedKeyReader {
  async add({ storageKey, digest, sizeBytes, dueAt }: DeletedKey): Promise<void> {
    await this.db.run(insert, { storageKey, digest, sizeBytes, dueAt });
  }

  /** Once their bytes are gone. */
  async delete(keys: readonly string[]): Promise<void> {
    await this.db.run(remove, { keys: JSON.stringify(keys) });
  }
}
