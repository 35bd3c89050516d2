// Recovery codes, as hashes: each stands in for the second factor once.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

const countLeft = statement<{ userId: number }>()("recovery_codes.count_left", (db, p) =>
  db
    .selectFrom("recovery_codes")
    .select((eb) => eb.fn.countAll<number>().as("left"))
    .where("user_id", "=", p.userId)
    .where("used_at", "is", null),
);

const insert = statement<{ userId: number; codeHash: string }>()("recovery_codes.insert", (db, p) =>
  db.insertInto("recovery_codes").values({ user_id: p.userId, code_hash: p.codeHash }),
);

const use = statement<{ userId: number; codeHash: string; now: number }>()("recovery_codes.use", (db, p) =>
  db
    .updateTable("recovery_codes")
    .set({ used_at: p.now })
    .where("user_id", "=", p.userId)
    .where("code_hash", "=", p.codeHash)
    .where("used_at", "is", null),
);

const removeOfUser = statement<{ userId: number }>()("recovery_codes.delete_of_user", (db, p) =>
  db.deleteFrom("recovery_codes").where("user_id", "=", p.userId),
);

export class RecoveryCodeReader {
  constructor(protected readonly db: Connection) {}

  async countLeft(userId: number): Promise<number> {
    return Number((await this.db.first(countLeft, { userId }))?.left ?? 0);
  }
}

export class RecoveryCodeWriter extends RecoveryCodeReader {
  /** Those of before are no longer good. */
  async replaceAll(userId: number, codeHashes: readonly string[]): Promise<void> {
    await this.db.run(removeOfUser, { userId });
    for (const codeHash of codeHashes) await this.db.run(insert, { userId, codeHash });
  }

  /** Resolves to false for one that is not the user's, or was used before. */
  async use(userId: number, codeHash: string, now: number): Promise<boolean> {
    return (await this.db.run(use, { userId, codeHash, now })) > 0;
  }
}
