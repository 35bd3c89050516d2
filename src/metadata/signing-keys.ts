// The keys that sign access tokens. They live in the database because every node must accept what any node signed; their
// private halves are sealed.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface SigningKeyRecord {
  readonly id: string;
  readonly algorithm: string;
  /** Sealed; of keys that the first release made, the JWK itself. */
  readonly privateJwk: string;
  /** From when on it signs; it is published before. */
  readonly activatesAt: number;
  /** From when on it no longer signs; it verifies what it signed for as long as that is good. */
  readonly retiredAt: number | undefined;
}

const list = statement<{ retiredAfter: number }>()("signing_keys.list", (db, p) =>
  db
    .selectFrom("signing_keys")
    .select(["id", "algorithm", "private_jwk", "activates_at", "retired_at"])
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", p.retiredAfter)]))
    .orderBy("activates_at", "desc")
    .orderBy("created_at", "desc"),
);

const insert = statement<{ id: string; algorithm: string; privateJwk: string; activatesAt: number; now: number }>()(
  "signing_keys.insert",
  (db, p) =>
    db
      .insertInto("signing_keys")
      .values({ id: p.id, algorithm: p.algorithm, private_jwk: p.privateJwk, created_at: p.now, activates_at: p.activatesAt }),
);

const retireOthers = statement<{ id: string; retiredAt: number }>()("signing_keys.retire_others", (db, p) =>
  db
    .updateTable("signing_keys")
    .set({ retired_at: p.retiredAt })
    .where("id", "<>", p.id)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", p.retiredAt)])),
);

export class SigningKeyReader {
  constructor(protected readonly db: Connection) {}

  /** Those not retired before `retiredAfter`, the one that is to sign last first. */
  async list(retiredAfter: number): Promise<SigningKeyRecord[]> {
    return (await this.db.all(list, { retiredAfter })).map((row) => ({
      id: row.id,
      algorithm: row.algorithm,
      privateJwk: row.private_jwk,
      activatesAt: row.activates_at,
      retiredAt: row.retired_at ?? undefined,
    }));
  }
}

export class SigningKeyWriter extends SigningKeyReader {
  async add(key: Omit<SigningKeyRecord, "retiredAt">, now: number): Promise<void> {
    await this.db.run(insert, { ...key, now });
  }

  /** Every other key signs until `retiredAt` at the latest. */
  async retireOthers(id: string, retiredAt: number): Promise<void> {
    await this.db.run(retireOthers, { id, retiredAt });
  }
}
