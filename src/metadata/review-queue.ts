// The review queue: whatever may have lost its last reference, with the date from which the garbage collector may look.
// Being listed here decides nothing; the collector works out the truth again.
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface Review {
  readonly repositoryId: number;
  readonly subject: "manifest" | "blob";
  readonly digest: Digest;
  readonly reason: string;
}

const enqueue = statement<{ repositoryId: number; subject: "manifest" | "blob"; digest: string; reason: string; dueAt: number }>()(
  "review_queue.enqueue",
  (db, p) =>
    db
      .insertInto("review_queue")
      .values({ repository_id: p.repositoryId, subject: p.subject, digest: p.digest, reason: p.reason, due_at: p.dueAt })
      // A later date wins: the newest change is what the grace period protects.
      .onConflict((conflict) =>
        conflict
          .columns(["repository_id", "subject", "digest"])
          .doUpdateSet((eb) => ({ reason: eb.ref("excluded.reason"), due_at: eb.ref("excluded.due_at") }))
          .whereRef("excluded.due_at" as "due_at", ">=", "review_queue.due_at"),
      ),
);

const due = statement<{ now: number; limit: number }>()("review_queue.due", (db, p) =>
  db.selectFrom("review_queue").selectAll().where("due_at", "<=", p.now).orderBy("due_at").orderBy("id").limit(p.limit),
);

export class ReviewQueueReader {
  constructor(protected readonly db: Connection) {}

  async due(now: number, limit: number) {
    return this.db.all(due, { now, limit });
  }
}

export class ReviewQueueWriter extends ReviewQueueReader {
  async enqueue({ repositoryId, subject, digest, reason }: Review, dueAt: number): Promise<void> {
    await this.db.run(enqueue, { repositoryId, subject, digest, reason, dueAt });
  }
}
