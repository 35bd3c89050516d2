// The quarantine: keys whose bytes were found missing or damaged. Such bytes are kept aside for inspection until somebody lets them go,
// also after a push of the same digest has healed the blob.
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export type DamageKind = "missing" | "truncated" | "corrupt";

export interface Damage {
  readonly digest: Digest;
  readonly storageKey: string;
  readonly kind: DamageKind;
  readonly expectedBytes: number;
  readonly foundBytes: number | undefined;
  readonly foundDigest: Digest | undefined;
}

export interface QuarantineRecord extends Damage {
  readonly id: number;
  readonly foundAt: number;
  readonly healedAt: number | undefined;
}

const COLUMNS = ["id", "digest", "storage_key", "kind", "expected_bytes", "found_bytes", "found_digest", "found_at", "healed_at"] as const;

const list = statement<{ after: number; limit: number }>()("quarantine.list", (db, p) =>
  db.selectFrom("quarantine").select(COLUMNS).where("id", ">", p.after).orderBy("id").limit(p.limit),
);

const findOpen = statement<{ digest: string }>()("quarantine.find_open", (db, p) =>
  db.selectFrom("quarantine").select(COLUMNS).where("digest", "=", p.digest).where("healed_at", "is", null),
);

const keysAmong = statement<{ keys: string }>()("quarantine.keys_among", (db, p, dialect) =>
  db.selectFrom("quarantine").select("storage_key").where("storage_key", "in", listOf(dialect, p.keys)),
);

interface InsertParameters {
  [name: string]: string | number | null;
  digest: string;
  storageKey: string;
  kind: DamageKind;
  expectedBytes: number;
  foundBytes: number | null;
  foundDigest: string | null;
  now: number;
}

const insert = statement<InsertParameters>()("quarantine.insert", (db, p) =>
  db
    .insertInto("quarantine")
    .values({
      digest: p.digest,
      storage_key: p.storageKey,
      kind: p.kind as DamageKind,
      expected_bytes: p.expectedBytes,
      found_bytes: p.foundBytes,
      found_digest: p.foundDigest,
      found_at: p.now,
    })
    .onConflict((conflict) => conflict.column("storage_key").doNothing()),
);

const heal = statement<{ storageKey: string; now: number }>()("quarantine.heal", (db, p) =>
  db.updateTable("quarantine").set({ healed_at: p.now }).where("storage_key", "=", p.storageKey).where("healed_at", "is", null),
);

const remove = statement<{ storageKey: string }>()("quarantine.delete", (db, p) =>
  db.deleteFrom("quarantine").where("storage_key", "=", p.storageKey),
);

const withhold = statement<{ digest: string; storageKey: string; now: number }>()("blobs.withhold", (db, p) =>
  db
    .updateTable("blobs")
    .set({ quarantined_at: p.now })
    .where("digest", "=", p.digest)
    .where("storage_key", "=", p.storageKey)
    .where("quarantined_at", "is", null),
);

const release = statement<{ digest: string; storageKey: string }>()("blobs.release", (db, p) =>
  db.updateTable("blobs").set({ quarantined_at: null }).where("digest", "=", p.digest).where("storage_key", "=", p.storageKey),
);

export class QuarantineReader {
  constructor(protected readonly db: Connection) {}

  /** In the order in which they were found. */
  async list(after: number, limit: number): Promise<QuarantineRecord[]> {
    return (await this.db.all(list, { after, limit })).map(toRecord);
  }

  /** What is known to be wrong with the bytes that a blob has now. */
  async findOpen(digest: Digest): Promise<QuarantineRecord | undefined> {
    const row = await this.db.first(findOpen, { digest });
    return row && toRecord(row);
  }

  /** Those of these keys that are kept aside. */
  async keysAmong(keys: readonly string[]): Promise<Set<string>> {
    return new Set((await this.db.all(keysAmong, { keys: JSON.stringify(keys) })).map((row) => row.storage_key));
  }
}

export class QuarantineWriter extends QuarantineReader {
  /** Resolves to false when the key was there already. */
  async add({ foundBytes, foundDigest, ...damage }: Damage, now: number): Promise<boolean> {
    return (await this.db.run(insert, { ...damage, foundBytes: foundBytes ?? null, foundDigest: foundDigest ?? null, now })) > 0;
  }

  /** The blob is answered as absent from now on. Resolves to false when it is already, or has other bytes by now. */
  async withhold(digest: Digest, storageKey: string, now: number): Promise<boolean> {
    return (await this.db.run(withhold, { digest, storageKey, now })) > 0;
  }

  /** The bytes were found whole after all, such as after a disk came back. */
  async release(digest: Digest, storageKey: string): Promise<void> {
    await this.db.run(release, { digest, storageKey });
    await this.db.run(remove, { storageKey });
  }

  /** The blob has other bytes now; these stay aside. */
  async heal(storageKey: string, now: number): Promise<void> {
    await this.db.run(heal, { storageKey, now });
  }

  /** Lets the bytes go: the key belongs to nobody any more. */
  async delete(storageKey: string): Promise<boolean> {
    return (await this.db.run(remove, { storageKey })) > 0;
  }
}

interface Row {
  readonly id: number;
  readonly digest: string;
  readonly storage_key: string;
  readonly kind: DamageKind;
  readonly expected_bytes: number;
  readonly found_bytes: number | null;
  readonly found_digest: string | null;
  readonly found_at: number;
  readonly healed_at: number | null;
}

function toRecord(row: Row): QuarantineRecord {
  return {
    id: row.id,
    digest: row.digest as Digest,
    storageKey: row.storage_key,
    kind: row.kind,
    expectedBytes: row.expected_bytes,
    foundBytes: row.found_bytes ?? undefined,
    foundDigest: (row.found_digest ?? undefined) as Digest | undefined,
    foundAt: row.found_at,
    healedAt: row.healed_at ?? undefined,
  };
}
