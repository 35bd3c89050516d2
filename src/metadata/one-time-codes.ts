// One-time codes: what was sent to somebody's address, known here only by its keyed hash. Of each purpose a user has one at most.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface OneTimeCodeRecord {
  readonly id: number;
  readonly codeHash: string;
  /** What the code confirms, such as an address. */
  readonly detail: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly usedAt: number | undefined;
}

const find = statement<{ userId: number; purpose: string }>()("one_time_codes.find", (db, p) =>
  db
    .selectFrom("one_time_codes")
    .select([
      "id",
      "code_hash as codeHash",
      "detail",
      "created_at as createdAt",
      "expires_at as expiresAt",
      "attempts",
      "used_at as usedAt",
    ])
    .where("user_id", "=", p.userId)
    .where("purpose", "=", p.purpose)
    .limit(1),
);

const insert = statement<{
  userId: number;
  purpose: string;
  codeHash: string;
  detail: string | null;
  expiresAt: number;
  now: number;
}>()("one_time_codes.insert", (db, p) =>
  db.insertInto("one_time_codes").values({
    user_id: p.userId,
    purpose: p.purpose,
    code_hash: p.codeHash,
    detail: p.detail,
    created_at: p.now,
    expires_at: p.expiresAt,
  }),
);

const countAttempt = statement<{ id: number }>()("one_time_codes.count_attempt", (db, p) =>
  db
    .updateTable("one_time_codes")
    .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
    .where("id", "=", p.id),
);

const use = statement<{ id: number; now: number }>()("one_time_codes.use", (db, p) =>
  db.updateTable("one_time_codes").set({ used_at: p.now }).where("id", "=", p.id).where("used_at", "is", null),
);

const remove = statement<{ userId: number; purpose: string }>()("one_time_codes.delete", (db, p) =>
  db.deleteFrom("one_time_codes").where("user_id", "=", p.userId).where("purpose", "=", p.purpose),
);

export class OneTimeCodeReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that has expired or was used: whoever asks must look. */
  async find(userId: number, purpose: string): Promise<OneTimeCodeRecord | undefined> {
    const row = await this.db.first(find, { userId, purpose });
    return row && { ...row, detail: row.detail ?? undefined, usedAt: row.usedAt ?? undefined };
  }
}

export class OneTimeCodeWriter extends OneTimeCodeReader {
  /** In place of the user's earlier one for the same purpose. */
  async replace(
    code: { userId: number; purpose: string; codeHash: string; detail: string | undefined; expiresAt: number },
    now: number,
  ): Promise<void> {
    await this.delete(code.userId, code.purpose);
    await this.db.run(insert, { ...code, detail: code.detail ?? null, now });
  }

  async countAttempt(id: number): Promise<void> {
    await this.db.run(countAttempt, { id });
  }

  async use(id: number, now: number): Promise<void> {
    await this.db.run(use, { id, now });
  }

  async delete(userId: number, purpose: string): Promise<void> {
    await this.db.run(remove, { userId, purpose });
  }
}
