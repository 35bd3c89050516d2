// The keys that sign access tokens. They live in the database because every node must accept what any node signed.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface SigningKeyRecord {
  readonly id: string;
  readonly algorithm: string;
  readonly privateJwk: string;
}

const list = statement()("signing_keys.list", (db) =>
  db
    .selectFrom("signing_keys")
    .select(["id", "algorithm", "private_jwk as privateJwk"])
    .where("retired_at", "is", null)
    .orderBy("created_at", "desc"),
);

const insert = statement<{ id: string; algorithm: string; privateJwk: string; now: number }>()("signing_keys.insert", (db, p) =>
  db.insertInto("signing_keys").values({ id: p.id, algorithm: p.algorithm, private_jwk: p.privateJwk, created_at: p.now }),
);

export class SigningKeyReader {
  constructor(protected readonly db: Connection) {}

  /** Newest first: that one signs, the others still verify. */
  list(): Promise<SigningKeyRecord[]> {
    return this.db.all(list, undefined);
  }
}

export class SigningKeyWriter extends SigningKeyReader {
  async add(key: SigningKeyRecord, now: number): Promise<void> {
    await this.db.run(insert, { ...key, now });
  }
}
