// Idempotency keys: which requests were answered, and how, so that a repeated one gets the same answer. Answers are sealed.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface IdempotencyRecord {
  readonly fingerprint: string;
  /** Sealed; undefined while the request runs. */
  readonly answer: string | undefined;
}

const find = statement<{ principal: string; key: string }>()("idempotency_keys.find", (db, p) =>
  db.selectFrom("idempotency_keys").select(["fingerprint", "answer"]).where("principal", "=", p.principal).where("key", "=", p.key),
);

const insert = statement<{ principal: string; key: string; fingerprint: string; now: number }>()("idempotency_keys.insert", (db, p) =>
  db
    .insertInto("idempotency_keys")
    .values({ principal: p.principal, key: p.key, fingerprint: p.fingerprint, created_at: p.now })
    .onConflict((conflict) => conflict.doNothing()),
);

const setAnswer = statement<{ principal: string; key: string; answer: string }>()("idempotency_keys.set_answer", (db, p) =>
  db.updateTable("idempotency_keys").set({ answer: p.answer }).where("principal", "=", p.principal).where("key", "=", p.key),
);

const remove = statement<{ principal: string; key: string }>()("idempotency_keys.delete", (db, p) =>
  db.deleteFrom("idempotency_keys").where("principal", "=", p.principal).where("key", "=", p.key),
);

const removeOld = statement<{ before: number }>()("idempotency_keys.delete_old", (db, p) =>
  db.deleteFrom("idempotency_keys").where("created_at", "<", p.before),
);

const removeUnanswered = statement<{ before: number }>()("idempotency_keys.delete_unanswered", (db, p) =>
  db.deleteFrom("idempotency_keys").where("created_at", "<", p.before).where("answer", "is", null),
);

export class IdempotencyKeyReader {
  constructor(protected readonly db: Connection) {}

  async find(principal: string, key: string): Promise<IdempotencyRecord | undefined> {
    const row = await this.db.first(find, { principal, key });
    return row && { fingerprint: row.fingerprint, answer: row.answer ?? undefined };
  }
}

export class IdempotencyKeyWriter extends IdempotencyKeyReader {
  /** Resolves to false when the principal used the key before. */
  async add(principal: string, key: string, fingerprint: string, now: number): Promise<boolean> {
    return (await this.db.run(insert, { principal, key, fingerprint, now })) > 0;
  }

  async setAnswer(principal: string, key: string, answer: string): Promise<void> {
    await this.db.run(setAnswer, { principal, key, answer });
  }

  async delete(principal: string, key: string): Promise<void> {
    await this.db.run(remove, { principal, key });
  }

  async deleteUnanswered(before: number): Promise<void> {
    await this.db.run(removeUnanswered, { before });
  }

  async deleteOld(before: number): Promise<void> {
    await this.db.run(removeOld, { before });
  }
}
