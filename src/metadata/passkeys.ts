// Passkeys: the public halves of the key pairs on people's devices.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { PasskeysTable } from "./tables.ts";

export interface PasskeyRecord {
  readonly id: number;
  readonly userId: number;
  /** In base64url, chosen by the device. */
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
}

export type NewPasskeyRecord = Omit<PasskeyRecord, "id" | "createdAt" | "lastUsedAt">;

const COLUMNS = ["id", "user_id", "credential_id", "public_key", "counter", "transports", "name", "created_at", "last_used_at"] as const;

const findByCredential = statement<{ credentialId: string }>()("passkeys.find_by_credential", (db, p) =>
  db.selectFrom("passkeys").select(COLUMNS).where("credential_id", "=", p.credentialId),
);

const listOfUser = statement<{ userId: number }>()("passkeys.list_of_user", (db, p) =>
  db.selectFrom("passkeys").select(COLUMNS).where("user_id", "=", p.userId).orderBy("id"),
);

const insert = statement<{
  userId: number;
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string;
  name: string;
  now: number;
}>()("passkeys.insert", (db, p) =>
  db
    .insertInto("passkeys")
    .values({
      user_id: p.userId,
      credential_id: p.credentialId,
      public_key: p.publicKey,
      counter: p.counter,
      transports: p.transports,
      name: p.name,
      created_at: p.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

const use = statement<{ id: number; before: number; counter: number; now: number }>()("passkeys.use", (db, p) =>
  db.updateTable("passkeys").set({ counter: p.counter, last_used_at: p.now }).where("id", "=", p.id).where("counter", "=", p.before),
);

const rename = statement<{ id: number; userId: number; name: string }>()("passkeys.rename", (db, p) =>
  db.updateTable("passkeys").set({ name: p.name }).where("id", "=", p.id).where("user_id", "=", p.userId),
);

const remove = statement<{ id: number; userId: number }>()("passkeys.delete", (db, p) =>
  db.deleteFrom("passkeys").where("id", "=", p.id).where("user_id", "=", p.userId),
);

export class PasskeyReader {
  constructor(protected readonly db: Connection) {}

  async findByCredential(credentialId: string): Promise<PasskeyRecord | undefined> {
    const row = await this.db.first(findByCredential, { credentialId });
    return row && toRecord(row);
  }

  /** Oldest first. */
  async listOfUser(userId: number): Promise<PasskeyRecord[]> {
    return (await this.db.all(listOfUser, { userId })).map(toRecord);
  }
}

export class PasskeyWriter extends PasskeyReader {
  /** Resolves to undefined when the credential is somebody's already. */
  async create({ transports, ...passkey }: NewPasskeyRecord, now: number): Promise<number | undefined> {
    return (await this.db.first(insert, { ...passkey, transports: JSON.stringify(transports), now }))?.id;
  }

  /** Resolves to false when the count is no longer `before`: of two answers with the same one comes from a copy. */
  async use(id: number, before: number, counter: number, now: number): Promise<boolean> {
    return (await this.db.run(use, { id, before, counter, now })) > 0;
  }

  /** Resolves to false when the user has no such passkey. */
  async rename(userId: number, id: number, name: string): Promise<boolean> {
    return (await this.db.run(rename, { userId, id, name })) > 0;
  }

  /** Resolves to false when the user has no such passkey. */
  async delete(userId: number, id: number): Promise<boolean> {
    return (await this.db.run(remove, { userId, id })) > 0;
  }
}

type PasskeyRow = Selectable<PasskeysTable>;

function toRecord(row: PasskeyRow): PasskeyRecord {
  return {
    id: row.id,
    userId: row.user_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
