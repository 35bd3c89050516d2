// The review queue: whatever may have lost its last reference, with the date from which the garbage collector may look.
// Being listed here decides nothing; the collector works out the truth again.
import { type OnConflictBuilder, sql } from "kysely";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

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
      .onConflict(laterWins),
);

type ReferenceParameters = { manifestId: number; reason: string; dueAt: number };

const enqueueBlobsOf = statement<ReferenceParameters>()("review_queue.enqueue_blobs_of", (db, p) =>
  db
    .insertInto("review_queue")
    .columns(["repository_id", "subject", "digest", "reason", "due_at"])
    .expression((eb) =>
      eb
        .selectFrom("manifest_blobs")
        .select((row) => [
          "repository_id",
          row.val("blob").as("subject"),
          "digest",
          row.val(p.reason).as("reason"),
          row.val(p.dueAt).as("due_at"),
        ])
        .where("manifest_id", "=", p.manifestId),
    )
    .onConflict(laterWins),
);

const enqueueChildrenOf = statement<ReferenceParameters>()("review_queue.enqueue_children_of", (db, p) =>
  db
    .insertInto("review_queue")
    .columns(["repository_id", "subject", "digest", "reason", "due_at"])
    .expression((eb) =>
      eb
        .selectFrom("manifest_children")
        .select((row) => [
          "repository_id",
          row.val("manifest").as("subject"),
          "digest",
          row.val(p.reason).as("reason"),
          row.val(p.dueAt).as("due_at"),
        ])
        .where("manifest_id", "=", p.manifestId),
    )
    .onConflict(laterWins),
);

/** A later date wins: the newest change is what the grace period protects. */
function laterWins(conflict: OnConflictBuilder<Tables, "review_queue">) {
  return conflict
    .columns(["repository_id", "subject", "digest"])
    .doUpdateSet((eb) => ({ reason: eb.ref("excluded.reason"), due_at: eb.ref("excluded.due_at") }))
    .where(sql.ref<number>("excluded.due_at"), ">=", sql.ref<number>("review_queue.due_at"));
}

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

  /** Everything that the manifest refers to. */
  async enqueueReferencesOf(manifestId: number, reason: string, dueAt: number): Promise<void> {
    await this.db.run(enqueueBlobsOf, { manifestId, reason, dueAt });
    await this.db.run(enqueueChildrenOf, { manifestId, reason, dueAt });
  }
}
