// What lies in storage, as far as metadata tells: which keys somebody owns, what was counted there, and holds, which keep keys from
// being deleted while somebody copies them.
import { sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export interface StoredBlob {
  readonly digest: Digest;
  readonly storageKey: string;
  readonly sizeBytes: number;
  readonly isQuarantined: boolean;
}

export interface StorageCount {
  readonly keys: number;
  readonly bytes: number;
  readonly countedAt: number;
}

/** Of the whole installation. */
export interface StorageSums {
  readonly logicalBytes: number;
  readonly manifestBytes: number;
  readonly blobs: number;
  readonly blobBytes: number;
  readonly uploadBytes: number;
  /** Of damaged bytes that are kept aside although their blob has others. */
  readonly keptAsideBytes: number;
}

const blobs = statement<{ after: string; limit: number }>()("storage.blobs", (db, p) =>
  db
    .selectFrom("blobs")
    .select(["digest", "storage_key as storageKey", "size_bytes as sizeBytes", "quarantined_at as quarantinedAt"])
    .where("digest", ">", p.after)
    .orderBy("digest")
    .limit(p.limit),
);

const blobKeysAmong = statement<{ keys: string }>()("storage.blob_keys_among", (db, p, dialect) =>
  db.selectFrom("blobs").select("storage_key").where("storage_key", "in", listOf(dialect, p.keys)),
);

const uploadsAmong = statement<{ ids: string }>()("storage.uploads_among", (db, p, dialect) =>
  db.selectFrom("upload_sessions").select("id").where("id", "in", listOf(dialect, p.ids)),
);

const hold = statement<{ id: string; reason: string; expiresAt: number }>()("deletion_holds.put", (db, p) =>
  db
    .insertInto("deletion_holds")
    .values({ id: p.id, reason: p.reason, expires_at: p.expiresAt })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ expires_at: p.expiresAt })),
);

const letGo = statement<{ id: string; now: number }>()("deletion_holds.delete", (db, p) =>
  db.deleteFrom("deletion_holds").where((eb) => eb.or([eb("id", "=", p.id), eb("expires_at", "<=", p.now)])),
);

const held = statement<{ now: number }>()("deletion_holds.find", (db, p) =>
  db.selectFrom("deletion_holds").select("reason").where("expires_at", ">", p.now).limit(1),
);

const putCount = statement<{ name: string; keys: number; bytes: number; now: number }>()("storage_counts.put", (db, p) =>
  db
    .insertInto("storage_counts")
    .values({ name: p.name, keys: p.keys, bytes: p.bytes, counted_at: p.now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ keys: p.keys, bytes: p.bytes, counted_at: p.now })),
);

const findCount = statement<{ name: string }>()("storage_counts.find", (db, p) =>
  db.selectFrom("storage_counts").select(["keys", "bytes", "counted_at as countedAt"]).where("name", "=", p.name),
);

const sums = statement()("storage.sums", (db) =>
  db.selectNoFrom([
    sql<number>`(select coalesce(sum(logical_bytes), 0) from namespace_usage)`.as("logicalBytes"),
    sql<number>`(select coalesce(sum(size_bytes), 0) from manifests)`.as("manifestBytes"),
    sql<number>`(select count(*) from blobs)`.as("blobs"),
    sql<number>`(select coalesce(sum(size_bytes), 0) from blobs)`.as("blobBytes"),
    sql<number>`(select coalesce(sum(offset_bytes), 0) from upload_sessions where finished_digest is null)`.as("uploadBytes"),
    sql<number>`(select coalesce(sum(found_bytes), 0) from quarantine where healed_at is not null)`.as("keptAsideBytes"),
  ]),
);

export class StorageReader {
  constructor(protected readonly db: Connection) {}

  /** By digest, those that are withheld included. */
  async blobs(after: string, limit: number): Promise<StoredBlob[]> {
    const rows = await this.db.all(blobs, { after, limit });
    return rows.map(({ digest, quarantinedAt, ...row }) => ({ ...row, digest: digest as Digest, isQuarantined: quarantinedAt !== null }));
  }

  /** Those of these keys that hold the bytes of a blob. */
  async blobKeysAmong(keys: readonly string[]): Promise<Set<string>> {
    return new Set((await this.db.all(blobKeysAmong, { keys: JSON.stringify(keys) })).map((row) => row.storage_key));
  }

  /** Those of these upload sessions that are there. */
  async uploadsAmong(ids: readonly string[]): Promise<Set<string>> {
    return new Set((await this.db.all(uploadsAmong, { ids: JSON.stringify(ids) })).map((row) => row.id));
  }

  /** Why no key may be deleted from storage now; undefined when keys may. */
  async findHold(now: number): Promise<string | undefined> {
    return (await this.db.first(held, { now }))?.reason;
  }

  findCount(name: "orphans"): Promise<StorageCount | undefined> {
    return this.db.first(findCount, { name });
  }

  async sums(): Promise<StorageSums> {
    const row = await this.db.first(sums, undefined);
    return {
      logicalBytes: Number(row?.logicalBytes ?? 0),
      manifestBytes: Number(row?.manifestBytes ?? 0),
      blobs: Number(row?.blobs ?? 0),
      blobBytes: Number(row?.blobBytes ?? 0),
      uploadBytes: Number(row?.uploadBytes ?? 0),
      keptAsideBytes: Number(row?.keptAsideBytes ?? 0),
    };
  }
}

export class StorageWriter extends StorageReader {
  /** No key is deleted until then, whoever it belongs to. Renewed with the same id. */
  async hold(id: string, reason: string, expiresAt: number): Promise<void> {
    await this.db.run(hold, { id, reason, expiresAt });
  }

  async letGo(id: string, now: number): Promise<void> {
    await this.db.run(letGo, { id, now });
  }

  async putCount(name: "orphans", { keys, bytes }: Omit<StorageCount, "countedAt">, now: number): Promise<void> {
    await this.db.run(putCount, { name, keys, bytes, now });
  }
}
