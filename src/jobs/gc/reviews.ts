// Reviews: what may have lost its last reference is looked at again, and goes when nothing needs it. Nothing of what was known before counts:
// facts, verdict and effect are one transaction, so a push that relies on a blob either is seen here or does not find the blob.
import { systemActor } from "../../auth/actor.ts";
import type { Clock } from "../../lib/clock.ts";
import { nextTurn } from "../../lib/next-turn.ts";
import type { MetadataStore, MetadataWriter, TransactionOptions } from "../../metadata/metadata-store.ts";
import type { DueReview, ReviewPosition } from "../../metadata/review-queue.ts";
import { laneOf } from "../../registry/repositories.ts";
import { removeBlob, removeManifest } from "../../registry/removal.ts";
import { type FactReader, Gone, type Reviewed, gather, isElsewhere } from "./facts.ts";
import { Tally } from "./tally.ts";
import { type GcPolicy, type Verdict, judgeBlob, judgeManifest } from "./verdict.ts";

/** Who is named in events and in the audit log. */
const COLLECTOR = systemActor("garbage collection");

const PAGE = 500;
/** Entries of one transaction: pushes to the same repositories wait for it, or it for them. */
const GROUP = 10;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly policy: GcPolicy;
}

/** Of a run that began at `asOf`: what comes into the queue through it is for the next. */
export interface RunScope {
  readonly asOf: number;
  /** Throws when the run is somebody else's by now. */
  readonly confirm: (tx: MetadataWriter) => Promise<void>;
}

export interface Judged {
  readonly reviewed: Reviewed;
  readonly verdict: Verdict;
  /** Of a blob that is collected: no repository has it any more, so its bytes go too. */
  readonly isLast: boolean;
}

export class Reviews {
  constructor(protected readonly deps: Dependencies) {}

  /** Entries that were due when the run began, in the order in which it takes them: of one repository each group. */
  async *groups(asOf: number): AsyncGenerator<DueReview[]> {
    let after: ReviewPosition | undefined;
    for (;;) {
      const page = await this.deps.metadata.read.reviewQueue.dueAfter(asOf, after, PAGE);
      for (const ofRepository of Map.groupBy(page, ({ repositoryId }) => repositoryId).values())
        for (let start = 0; start < ofRepository.length; start += GROUP) {
          // A plan only reads, and would hold the thread until its end.
          await nextTurn();
          yield ofRepository.slice(start, start + GROUP);
        }
      after = page.at(-1);
      if (page.length < PAGE) return;
    }
  }

  /** Resolves to what went. Entries that another worker has in hand are left to it. */
  async run(group: readonly DueReview[], { asOf, confirm }: RunScope): Promise<Tally> {
    const work = async (tx: MetadataWriter) => {
      await confirm(tx);
      const tally = new Tally();
      for (const review of group) {
        if (!(await tx.reviewQueue.claim(review.id, asOf))) continue;
        const judged = await this.judge(tx, review, asOf, new Gone());
        await this.apply(tx, judged, asOf);
        count(tally, judged);
      }
      return tally;
    };
    return this.deps.metadata.transaction(work, await this.laneFor(group));
  }

  /** Pushes to the same namespace change the same counters. */
  private async laneFor([review]: readonly DueReview[]): Promise<TransactionOptions> {
    const repository = review && (await this.deps.metadata.read.repositories.findById(review.repositoryId));
    return repository ? laneOf(repository.name) : {};
  }

  /** What `run` would resolve to once everything in `gone` is gone; adds to that. */
  async plan(group: readonly DueReview[], asOf: number, gone: Gone): Promise<Tally> {
    const tally = new Tally();
    for (const review of group) {
      if (gone.isRequeued(review)) continue;
      const judged = await this.judge(this.deps.metadata.read, review, asOf, gone);
      if (judged.verdict.kind === "collect") await this.pretend(judged, gone);
      count(tally, judged);
    }
    return tally;
  }

  /** In the transaction that acts on it, with `gone` empty; or to say what would be done. */
  protected async judge(reader: FactReader, review: DueReview, asOf: number, gone: Gone): Promise<Judged> {
    const reviewed = await gather(reader, review, gone, asOf);
    const { facts } = reviewed;
    const verdict = facts.subject === "manifest" ? judgeManifest(facts, this.deps.policy, asOf) : judgeBlob(facts, this.deps.policy, asOf);
    if (facts.subject === "manifest" || verdict.kind !== "collect") return { reviewed, verdict, isLast: false };
    return { reviewed, verdict, isLast: !(await isElsewhere(reader, review, gone)) };
  }

  protected async apply(tx: MetadataWriter, judged: Judged, asOf: number): Promise<void> {
    // Beyond the run's own time, also where a clock stands still: what the run puts into the queue is for the next one.
    const now = Math.max(this.deps.clock.now(), asOf + 1);
    const { verdict, reviewed } = judged;
    if (verdict.kind === "condemn") return this.condemn(tx, reviewed, now);
    if (verdict.kind === "collect") await this.collect(tx, judged, now);
    else await pardon(tx, reviewed);
    const { id, repositoryId } = reviewed.review;
    if (verdict.kind === "pass") await tx.reviewQueue.ask(repositoryId, verdict.to, "circle", now);
    if (verdict.kind === "wait") return tx.reviewQueue.postpone(id, Math.max(verdict.until, now));
    await (verdict.kind === "keep" ? tx.reviewQueue.keep(id, verdict.until) : tx.reviewQueue.delete(id));
  }

  private async condemn(tx: MetadataWriter, { review: { id, repositoryId, digest } }: Reviewed, now: number): Promise<void> {
    await tx.blobs.condemn(repositoryId, digest, now);
    await tx.reviewQueue.postpone(id, now + this.deps.policy.condemnedMs);
  }

  private async collect(tx: MetadataWriter, { reviewed: { repository, facts }, isLast }: Judged, now: number): Promise<void> {
    const { grace, downloadGraceMs } = this.deps.policy;
    if (facts.subject === "manifest") return removeManifest(tx, repository!, facts.manifest!, { actor: COLLECTOR, grace }, now);
    const blob = facts.blob!;
    if (facts.link) await removeBlob(tx, repository!, blob, COLLECTOR, now);
    if (!isLast) return;
    await tx.blobs.delete(blob.digest);
    // Damaged bytes are kept aside for whoever looks after them.
    if (!blob.isQuarantined) await tx.deletedKeys.add({ ...blob, dueAt: now + downloadGraceMs });
  }

  private async pretend({ reviewed: { review, facts }, isLast }: Judged, gone: Gone): Promise<void> {
    const { repositoryId, digest } = review;
    if (facts.subject === "manifest") {
      const { reachability } = this.deps.metadata.read;
      return gone.addManifest(repositoryId, digest, await reachability.dependentsOf(repositoryId, facts.manifest!));
    }
    gone.addLink(repositoryId, digest);
    if (isLast) gone.addBlob(digest);
  }
}

/** Something needs the blob again. */
async function pardon(tx: MetadataWriter, { review, facts }: Reviewed): Promise<void> {
  if (facts.subject === "manifest" || !facts.keeper || facts.link?.condemnedAt === undefined) return;
  await tx.blobs.condemn(review.repositoryId, review.digest, null);
}

function count(tally: Tally, { reviewed: { repository, facts }, verdict, isLast }: Judged): void {
  tally.reviewed += 1;
  if (verdict.kind !== "condemn" && verdict.kind !== "collect") tally.kept += 1;
  else if (facts.subject === "manifest") {
    tally.delete("manifests", { count: 1, bytes: facts.manifest!.sizeBytes });
    tally.charge(repository, { manifests: 1 });
  } else {
    const bytes = facts.blob!.sizeBytes;
    if (verdict.kind === "condemn") return tally.condemn(bytes);
    if (facts.link) {
      tally.delete("links", { count: 1, bytes });
      tally.charge(repository, { links: 1 });
    }
    if (isLast) {
      tally.delete("blobs", { count: 1, bytes });
      tally.charge(repository, { bytes });
    }
  }
}
