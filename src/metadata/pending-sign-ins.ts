// What a sign-in in several steps must remember between them, and which of them were finished. Rows are found by the hash of a secret
// that its client holds.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface PendingSignInRecord {
  /** A hash. */
  readonly id: string;
  readonly kind: string;
  readonly userId: number | undefined;
  readonly sealed: string;
  readonly expiresAt: number;
}

const find = statement<{ id: string }>()("pending_sign_ins.find", (db, p) =>
  db.selectFrom("pending_sign_ins").select(["id", "kind", "user_id as userId", "sealed", "expires_at as expiresAt"]).where("id", "=", p.id),
);

const insert = statement<{ id: string; kind: string; userId: number | null; sealed: string; expiresAt: number }>()(
  "pending_sign_ins.insert",
  (db, p) =>
    db
      .insertInto("pending_sign_ins")
      .values({ id: p.id, kind: p.kind, user_id: p.userId, sealed: p.sealed, expires_at: p.expiresAt })
      .onConflict((conflict) => conflict.doNothing()),
);

const replace = statement<{ id: string; before: string; sealed: string }>()("pending_sign_ins.replace", (db, p) =>
  db.updateTable("pending_sign_ins").set({ sealed: p.sealed }).where("id", "=", p.id).where("sealed", "=", p.before),
);

const remove = statement<{ id: string }>()("pending_sign_ins.delete", (db, p) => db.deleteFrom("pending_sign_ins").where("id", "=", p.id));

const removeExpired = statement<{ now: number }>()("pending_sign_ins.delete_expired", (db, p) =>
  db.deleteFrom("pending_sign_ins").where("expires_at", "<=", p.now),
);

export class PendingSignInReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that has expired: whoever asks must look. */
  async find(id: string): Promise<PendingSignInRecord | undefined> {
    const row = await this.db.first(find, { id });
    return row && { ...row, userId: row.userId ?? undefined };
  }
}

export class PendingSignInWriter extends PendingSignInReader {
  /** Resolves to false when it is there already. */
  async add({ userId, ...pending }: PendingSignInRecord): Promise<boolean> {
    return (await this.db.run(insert, { ...pending, userId: userId ?? null })) > 0;
  }

  /** Resolves to false when it is no longer as it was `before`. */
  async replace(id: string, before: string, sealed: string): Promise<boolean> {
    return (await this.db.run(replace, { id, before, sealed })) > 0;
  }

  /** Resolves to false when it was gone already: it is good once. */
  async delete(id: string): Promise<boolean> {
    return (await this.db.run(remove, { id })) > 0;
  }

  async deleteExpired(now: number): Promise<void> {
    await this.db.run(removeExpired, { now });
  }
}
