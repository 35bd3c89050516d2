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

const enqueueReferrersOf = statement<{ repositoryId: number; subject: string; reason: string; dueAt: number }>()(
  "review_queue.enqueue_referrers_of",
  (db, p) =>
    db
      .insertInto("review_queue")
      .columns(["repository_id", "subject", "digest", "reason", "due_at"])
      .expression((eb) =>
        eb
          .selectFrom("manifests")
          .select((row) => [
            "repository_id",
            row.val("manifest").as("subject"),
            "digest",
            row.val(p.reason).as("reason"),
            row.val(p.dueAt).as("due_at"),
          ])
          .where("repository_id", "=", p.repositoryId)
          .where("subject_digest", "=", p.subject),
      )
      .onConflict(laterWins),
);

/** Of a review that waits for the end of what keeps its subject, and not for the end of a grace period. */
const KEPT = "kept";

/** A later date wins: the newest change is what the grace period protects. That of what was kept protects nothing. */
export function laterWins(conflict: OnConflictBuilder<Tables, "review_queue">) {
  return replacing(conflict).where(({ eb, or }) => or([wasKept, eb(sql.ref("excluded.due_at"), ">=", sql.ref("review_queue.due_at"))]));
}

const wasKept = sql<boolean>`${sql.ref("review_queue.reason")} = ${sql.lit(KEPT)}`;

function replacing(conflict: OnConflictBuilder<Tables, "review_queue">) {
  return conflict
    .columns(["repository_id", "subject", "digest"])
    .doUpdateSet((eb) => ({ reason: eb.ref("excluded.reason"), due_at: eb.ref("excluded.due_at") }));
}

const ask = statement<{ repositoryId: number; digest: string; reason: string; dueAt: number }>()("review_queue.ask", (db, p) =>
  db
    .insertInto("review_queue")
    .values({ repository_id: p.repositoryId, subject: "manifest", digest: p.digest, reason: p.reason, due_at: p.dueAt })
    // One that is due by now may be part of the run that asks: it comes in that, as the plan has said.
    .onConflict((conflict) =>
      replacing(conflict).where(({ eb, and }) => and([wasKept, eb(sql.ref("review_queue.due_at"), ">", sql.ref("excluded.due_at"))])),
    ),
);

const due = statement<{ now: number; limit: number }>()("review_queue.due", (db, p) =>
  db.selectFrom("review_queue").selectAll().where("due_at", "<=", p.now).orderBy("due_at").orderBy("id").limit(p.limit),
);

const dueAfter = statement<{ now: number; dueAt: number; id: number; limit: number }>()("review_queue.due_after", (db, p) =>
  db
    .selectFrom("review_queue")
    .selectAll()
    .where("due_at", "<=", p.now)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("due_at", "id"), ">", tuple(p.dueAt, p.id)))
    .orderBy("due_at")
    .orderBy("id")
    .limit(p.limit),
);

/** One that another worker has in hand is left to it. */
const claim = statement<{ id: number; now: number }>()("review_queue.claim", (db, p, dialect) =>
  dialect.skippingLocked(db.selectFrom("review_queue").select("id").where("id", "=", p.id).where("due_at", "<=", p.now)),
);

const postpone = statement<{ id: number; dueAt: number }>()("review_queue.postpone", (db, p) =>
  db.updateTable("review_queue").set({ due_at: p.dueAt }).where("id", "=", p.id),
);

const keep = statement<{ id: number; dueAt: number; reason: string }>()("review_queue.keep", (db, p) =>
  db.updateTable("review_queue").set({ due_at: p.dueAt, reason: p.reason }).where("id", "=", p.id),
);

const remove = statement<{ id: number }>()("review_queue.delete", (db, p) => db.deleteFrom("review_queue").where("id", "=", p.id));

const depth = statement<{ now: number }>()("review_queue.depth", (db, p) =>
  db.selectNoFrom([
    sql<number>`(select count(*) from review_queue)`.as("entries"),
    sql<number>`(select count(*) from review_queue where due_at <= ${p.now})`.as("due"),
    sql<number | null>`(select min(due_at) from review_queue where due_at <= ${p.now})`.as("oldestDueAt"),
  ]),
);

/** One that is due, or was when it was read. */
export interface DueReview extends Review {
  readonly id: number;
  readonly dueAt: number;
}

/** After the entry that a page ended with. */
export type ReviewPosition = Pick<DueReview, "id" | "dueAt">;

export interface QueueDepth {
  readonly entries: number;
  readonly due: number;
  readonly oldestDueAt: number | undefined;
}

export class ReviewQueueReader {
  constructor(protected readonly db: Connection) {}

  async due(now: number, limit: number) {
    return this.db.all(due, { now, limit });
  }

  /** By date, then in the order in which they came. */
  async dueAfter(now: number, after: ReviewPosition | undefined, limit: number): Promise<DueReview[]> {
    const from = after ?? { dueAt: Number.MIN_SAFE_INTEGER, id: 0 };
    return (await this.db.all(dueAfter, { now, dueAt: from.dueAt, id: from.id, limit })).map(toReview);
  }

  async depth(now: number): Promise<QueueDepth> {
    const row = await this.db.first(depth, { now });
    return { entries: Number(row?.entries ?? 0), due: Number(row?.due ?? 0), oldestDueAt: row?.oldestDueAt ?? undefined };
  }
}

export class ReviewQueueWriter extends ReviewQueueReader {
  async enqueue({ repositoryId, subject, digest, reason }: Review, dueAt: number): Promise<void> {
    await this.db.run(enqueue, { repositoryId, subject, digest, reason, dueAt });
  }

  /** Of manifests. A review that waits for its time stays as it is: nothing has happened to them. */
  async ask(repositoryId: number, digests: readonly Digest[], reason: string, dueAt: number): Promise<void> {
    for (const digest of digests) await this.db.run(ask, { repositoryId, digest, reason, dueAt });
  }

  /** Resolves to false when it is not due any more, or somebody else reviews it at this moment. */
  async claim(id: number, now: number): Promise<boolean> {
    return (await this.db.first(claim, { id, now })) !== undefined;
  }

  async postpone(id: number, dueAt: number): Promise<void> {
    await this.db.run(postpone, { id, dueAt });
  }

  /** Until then, or until anything asks for a review of the same subject, whenever that is due. */
  async keep(id: number, until: number): Promise<void> {
    await this.db.run(keep, { id, dueAt: until, reason: KEPT });
  }

  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }

  /** The repository's manifests that have this subject. */
  async enqueueReferrersOf(repositoryId: number, subject: Digest, reason: string, dueAt: number): Promise<void> {
    await this.db.run(enqueueReferrersOf, { repositoryId, subject, reason, dueAt });
  }

  /** Everything that the manifest refers to. */
  async enqueueReferencesOf(manifestId: number, reason: string, dueAt: number): Promise<void> {
    await this.db.run(enqueueBlobsOf, { manifestId, reason, dueAt });
    await this.db.run(enqueueChildrenOf, { manifestId, reason, dueAt });
  }
}

function toReview(row: {
  id: number;
  repository_id: number;
  subject: "manifest" | "blob";
  digest: string;
  reason: string;
  due_at: number;
}): DueReview {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    subject: row.subject,
    digest: row.digest as Digest,
    reason: row.reason,
    dueAt: row.due_at,
  };
}
