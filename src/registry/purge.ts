// The end of the trash: entries whose time is over, and deleted repositories with all that they had. What a hold is on stays, and can be
// restored for as long as it does.
import { type Actor, systemActor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { TrashEntry } from "../metadata/trash.ts";
import { type Grace, manifestReviewAt } from "./grace.ts";
import { Protection } from "./protection.ts";

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly grace: Grace;
  /** How long a deleted repository can be restored. */
  readonly trashMs: number;
}

export interface PurgeGoing {
  readonly isCancelled: () => boolean;
  /** Throws when somebody else does this work by now. */
  readonly confirm: (tx: MetadataWriter) => Promise<void>;
}

const UNTIL_DONE: PurgeGoing = { isCancelled: () => false, confirm: async () => {} };

const ENTRIES_AT_ONCE = 100;
const ROWS_AT_ONCE = 500;
const REPOSITORIES_AT_ONCE = 100;
const TAGS_AT_ONCE = 1000;

const PURGER = systemActor("trash");

export class Purge {
  constructor(private readonly deps: Dependencies) {}

  /** Entries whose time is over. */
  async expire({ isCancelled, confirm }: PurgeGoing = UNTIL_DONE): Promise<{ removed: number; held: number }> {
    const { metadata, clock } = this.deps;
    const done = { removed: 0, held: 0 };
    for (let after: TrashEntry | undefined; !isCancelled();) {
      const batch = await metadata.read.trash.expired(clock.now(), after, ENTRIES_AT_ONCE);
      // Counted outside: the transaction may be run again.
      const removed = await metadata.transaction(async (tx) => {
        await confirm(tx);
        let count = 0;
        for (const { id } of batch) count += (await this.removeEntry(tx, id)) ? 1 : 0;
        return count;
      });
      done.removed += removed;
      done.held += batch.length - removed;
      if (batch.length < ENTRIES_AT_ONCE) break;
      after = batch.at(-1);
    }
    return done;
  }

  /** Everything in one repository's trash, as far as one request should go; the job does the rest. */
  async empty(repositoryId: number, actor: Actor): Promise<{ removed: number; left: number }> {
    const { metadata, clock } = this.deps;
    await metadata.transaction(async (tx) => {
      const repository = await tx.repositories.findById(repositoryId);
      const entries = await tx.trash.count(repositoryId);
      if (!repository || entries === 0) return;
      const now = clock.now();
      await tx.trash.expireAll(repositoryId, now);
      const target = { target: repository.name, repositoryId, namespaceId: repository.namespaceId };
      await recordChange(tx, actor, { ...target, action: "trash.empty", before: { entries } }, now);
    });
    let removed = 0;
    let before: number | undefined;
    for (let batches = 0; batches < 10; batches += 1) {
      const batch = await metadata.read.trash.list(repositoryId, before, ENTRIES_AT_ONCE);
      removed += await metadata.transaction(async (tx) => {
        let count = 0;
        for (const { id } of batch) count += (await this.removeEntry(tx, id)) ? 1 : 0;
        return count;
      });
      if (batch.length < ENTRIES_AT_ONCE) break;
      before = batch.at(-1)!.id;
    }
    return { removed, left: await metadata.read.trash.count(repositoryId) };
  }

  /** Deleted repositories whose time is over, and those that somebody wants gone now. */
  async repositories(going: PurgeGoing = UNTIL_DONE): Promise<{ purged: number; held: number }> {
    const { metadata, clock, trashMs } = this.deps;
    const done = { purged: 0, held: 0 };
    for (let after = 0; !going.isCancelled();) {
      const ids = await metadata.read.purge.due(clock.now() - trashMs, after, REPOSITORIES_AT_ONCE);
      for (const id of ids) {
        if (going.isCancelled()) break;
        if (await this.repository(id, PURGER, going)) done.purged += 1;
        else done.held += 1;
      }
      if (ids.length < REPOSITORIES_AT_ONCE) break;
      after = ids.at(-1)!;
    }
    return done;
  }

  /** Goes on where it was left. Resolves to false for one in which something is held, or that is not deleted. */
  async repository(id: number, actor: Actor, going: PurgeGoing = UNTIL_DONE): Promise<boolean> {
    if (!(await this.begin(id, actor))) return false;
    while (!going.isCancelled()) if (!(await this.purgeSome(id, going))) return true;
    return true;
  }

  /** Marks it: from here on it cannot be restored, and the job takes it apart. Resolves to false as `repository` does. */
  begin(id: number, actor: Actor): Promise<boolean> {
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      const found = await tx.repositories.findById(id);
      if (found?.deletedAt === undefined) return false;
      if (found.purgingAt !== undefined) return true;
      if ((await tx.holds.list(id, now, 0, 1)).length > 0) return false;
      await tx.purge.begin(id, now);
      const target = { target: found.deletedName ?? found.name, repositoryId: id, namespaceId: found.namespaceId };
      await recordChange(tx, actor, { ...target, action: "repository.purge" }, now);
      return true;
    });
  }

  /** Resolves to false when nothing is left. */
  private purgeSome(repositoryId: number, { confirm }: PurgeGoing): Promise<boolean> {
    const { metadata, clock } = this.deps;
    return metadata.transaction(async (tx) => {
      await confirm(tx);
      if (await tx.purge.deleteSome(repositoryId, ROWS_AT_ONCE)) return true;
      const digests = await tx.purge.someLinks(repositoryId, ROWS_AT_ONCE);
      for (const digest of digests) {
        await tx.blobs.unlink(repositoryId, digest);
        // Whether another repository has it is for the collector to find out.
        await tx.reviewQueue.enqueue({ repositoryId, subject: "blob", digest, reason: "repository purged" }, clock.now());
      }
      if (digests.length > 0) return true;
      await tx.purge.deleteRepository(repositoryId);
      return false;
    });
  }

  /** Resolves to false for what is held, was restored meanwhile, or has time again. */
  private async removeEntry(tx: MetadataWriter, id: number): Promise<boolean> {
    const now = this.deps.clock.now();
    const entry = await tx.trash.find(id);
    if (!entry || entry.expiresAt > now || (await isHeld(tx, entry, now))) return false;
    const dueAt = manifestReviewAt(this.deps.grace, now);
    if (entry.kind === "manifest") await tx.reviewQueue.enqueueReferrersOf(entry.repositoryId, entry.digest, "subject deleted", dueAt);
    await tx.trash.delete(id, "trash emptied", now);
    return true;
  }
}

/** By its repository, its digest, or a tag that it is or had; or because what is held could not be restored whole without it. */
async function isHeld(tx: MetadataWriter, entry: TrashEntry, now: number): Promise<boolean> {
  const protection = new Protection(await tx.holds.list(entry.repositoryId, now), []);
  if (protection.isEmpty) return false;
  const seen = new Set<number>();
  const waiting = [entry];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (await isHeldItself(tx, next, protection)) return true;
    if (next.kind === "manifest") waiting.push(...(await tx.trash.keepersOf(next.repositoryId, next.digest)));
  }
  return false;
}

async function isHeldItself(tx: MetadataWriter, { id, kind, tag, digest }: TrashEntry, protection: Protection): Promise<boolean> {
  if (kind === "tag") return protection.ofTag(tag!) !== undefined || protection.ofDigest(digest) !== undefined;
  if (protection.ofDigest(digest)) return true;
  for (let after = ""; ;) {
    const tags = await tx.trash.tagsOf(id, after, TAGS_AT_ONCE);
    if (tags.some((each) => protection.ofTag(each))) return true;
    if (tags.length < TAGS_AT_ONCE) return false;
    after = tags.at(-1)!;
  }
}
