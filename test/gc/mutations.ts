// Mistakes that the protocol between pushes and garbage collection must not contain: each the real code with one strategy exchanged, named as
// in the model of the same protocol. A test that does not find them proves nothing by finding nothing.
import type { BlobStore } from "../../src/blobstore/blob-store.ts";
import { Collection } from "../../src/jobs/gc/collection.ts";
import { type FactReader, Gone, isElsewhere } from "../../src/jobs/gc/facts.ts";
import { type Judged, Reviews, type RunScope } from "../../src/jobs/gc/reviews.ts";
import { Tally } from "../../src/jobs/gc/tally.ts";
import type { MetadataStore, MetadataWriter } from "../../src/metadata/metadata-store.ts";
import type { DueReview } from "../../src/metadata/review-queue.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { linkBlob } from "../../src/registry/blobs.ts";
import { openRepository } from "../../src/registry/repositories.ts";
import { CASEY, Node, type NodeParts, name } from "./installation.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Turn } from "./turns.ts";

export interface Mutation {
  readonly name: string;
  readonly parts?: (parts: NodeParts, extra: { turn: Turn; storage: MemoryStore }) => NodeParts;
  readonly reviews?: new (...args: ConstructorParameters<typeof Reviews>) => Reviews;
  readonly change?: (node: Node) => void;
}

/** Decides in one transaction, and acts on it in another. */
abstract class Hasty extends Reviews {
  protected abstract readonly subject: DueReview["subject"];

  override async run(group: readonly DueReview[], scope: RunScope): Promise<Tally> {
    const early = await judgeAll(
      this.deps.metadata,
      group.filter(({ subject }) => subject === this.subject),
      (tx, review) => this.judge(tx, review, scope.asOf, new Gone()),
    );
    await this.deps.metadata.transaction(async (tx) => {
      for (const judged of early) await this.apply(tx, judged, scope.asOf);
    });
    return super.run(
      group.filter(({ subject }) => subject !== this.subject),
      scope,
    );
  }
}

class BlobsWithoutRecheck extends Hasty {
  protected override readonly subject = "blob";
}

class ManifestsWithoutRecheck extends Hasty {
  protected override readonly subject = "manifest";
}

class CollectedAtFirstLook extends Reviews {
  protected override async judge(reader: FactReader, review: DueReview, asOf: number, gone: Gone): Promise<Judged> {
    const judged = await super.judge(reader, review, asOf, gone);
    if (judged.verdict.kind !== "condemn") return judged;
    return { ...judged, verdict: { kind: "collect" }, isLast: !(await isElsewhere(reader, review, gone)) };
  }
}

class IndexDoesNotKeep extends Reviews {
  protected override judge(reader: FactReader, review: DueReview, asOf: number, gone: Gone): Promise<Judged> {
    return super.judge(denying(reader, "isListed"), review, asOf, gone);
  }
}

class TrashWithoutHold extends Reviews {
  protected override judge(reader: FactReader, review: DueReview, asOf: number, gone: Gone): Promise<Judged> {
    return super.judge(denying(reader, "isTrashed"), review, asOf, gone);
  }
}

function denying(reader: FactReader, question: "isListed" | "isTrashed"): FactReader {
  const reachability = Object.assign(Object.create(reader.reachability) as FactReader["reachability"], { [question]: async () => false });
  return Object.assign(Object.create(reader) as FactReader, { reachability });
}

class KeyDeletedBeforeRow extends Reviews {
  override async run(group: readonly DueReview[], scope: RunScope): Promise<Tally> {
    const { blobs } = this.deps as unknown as { blobs: BlobStore };
    const early = await judgeAll(this.deps.metadata, group, (tx, review) => this.judge(tx, review, scope.asOf, new Gone()));
    for (const { isLast, reviewed } of early) {
      if (isLast && reviewed.facts.subject === "blob") await blobs.delete(reviewed.facts.blob!.storageKey);
    }
    return super.run(group, scope);
  }
}

function judgeAll(
  metadata: MetadataStore,
  group: readonly DueReview[],
  judge: (tx: MetadataWriter, review: DueReview) => Promise<Judged>,
): Promise<Judged[]> {
  return metadata.transaction(async (tx) => {
    const judged: Judged[] = [];
    for (const review of group) judged.push(await judge(tx, review));
    return judged;
  });
}

export const MUTATIONS: readonly Mutation[] = [
  { name: "GC_WITHOUT_RECHECK", reviews: BlobsWithoutRecheck },
  { name: "MANIFEST_WITHOUT_RECHECK", reviews: ManifestsWithoutRecheck },
  { name: "COLLECTED_AT_FIRST_LOOK", reviews: CollectedAtFirstLook },
  { name: "KEY_DELETED_BEFORE_ROW", reviews: KeyDeletedBeforeRow },
  {
    name: "COMMIT_BEFORE_FSYNC",
    parts: (parts, { turn, storage }) => ({ ...parts, blobs: withoutFsync(parts.blobs, storage, turn) }),
  },
  {
    name: "MOUNT_WITHOUT_LOCK",
    change: (node) => {
      const { metadata, policy } = node.parts;
      node.mount = async (target, source, { digest }) => {
        const isThere = await metadata.read.blobs.findIn(name(source), digest as Digest);
        const blob = isThere && (await metadata.read.blobs.find(digest as Digest));
        if (!blob) return false;
        // A node under load: between its look and its transaction others have had their turns.
        for (let pause = 0; pause < 6; pause += 1) await metadata.read.blobs.find(digest as Digest);
        const now = node.clock.now();
        await metadata.transaction(async (tx) => {
          const repository = await openRepository(tx, name(target), CASEY, now);
          await linkBlob(tx, repository, blob, { kind: "blob.mounted", actor: CASEY, grace: policy.grace }, now);
        });
        return true;
      };
    },
  },
  {
    name: "HEAD_WITHOUT_RENEWAL",
    change: (node) => {
      const { metadata } = node.parts;
      node.hasBlob = async (repository, { digest }) => (await metadata.read.blobs.findIn(repository, digest as Digest)) !== undefined;
    },
  },
  {
    name: "SWEEP_WITHOUT_AGE",
    parts: (parts, { turn }) => ({ ...parts, blobs: slowlyNamed(parts.blobs, turn), policy: { ...parts.policy, orphanAgeMs: 0 } }),
  },
  { name: "NO_DOWNLOAD_GRACE", parts: (parts) => ({ ...parts, policy: { ...parts.policy, downloadGraceMs: 0 } }) },
  {
    name: "BLOBS_NOT_QUEUED",
    parts: (parts) => ({
      ...parts,
      metadata: changingTransactions(parts.metadata, (tx) => (tx.reviewQueue.enqueueReferencesOf = async () => {})),
    }),
  },
  { name: "INDEX_DOES_NOT_KEEP", reviews: IndexDoesNotKeep },
  { name: "TRASH_WITHOUT_HOLD", reviews: TrashWithoutHold },
  {
    name: "REFERRERS_NOT_QUEUED",
    parts: (parts) => ({
      ...parts,
      metadata: changingTransactions(parts.metadata, (tx) => (tx.reviewQueue.enqueueReferrersOf = async () => {})),
    }),
  },
];

export function mutantNode(
  parts: NodeParts,
  clock: Node["clock"],
  mutation: Mutation | undefined,
  extra: { turn: Turn; storage: MemoryStore },
): Node {
  const MutantReviews = mutation?.reviews ?? Reviews;
  const node = new Node(mutation?.parts?.(parts, extra) ?? parts, clock, (deps) => new Collection(deps, new MutantReviews(deps)));
  mutation?.change?.(node);
  return node;
}

/** Says that the bytes are safe before they are; soon after they are. */
function withoutFsync(blobs: BlobStore, storage: MemoryStore, turn: Turn): BlobStore {
  return new Proxy(blobs, {
    get: (of, property) => {
      if (property !== "finish") return Reflect.get(of, property, of) as unknown;
      return async (...args: Parameters<BlobStore["finish"]>) => {
        const key = await of.finish(...args);
        const stored = storage.stored.get(key)!;
        stored.isDurable = false;
        void turn("fsync").then(() => (stored.isDurable = true));
        return key;
      };
    },
  });
}

/** A process that stands still for a while between writing bytes and saying whose they are. */
function slowlyNamed(blobs: BlobStore, turn: Turn): BlobStore {
  return new Proxy(blobs, {
    get: (of, property) => {
      if (property !== "finish") return Reflect.get(of, property, of) as unknown;
      return async (...args: Parameters<BlobStore["finish"]>) => {
        const key = await of.finish(...args);
        for (let pause = 0; pause < 6; pause += 1) await turn("stands still");
        return key;
      };
    },
  });
}

function changingTransactions(metadata: MetadataStore, change: (tx: MetadataWriter) => void): MetadataStore {
  return new Proxy(metadata, {
    get: (of, property) => {
      if (property !== "transaction") return Reflect.get(of, property, of) as unknown;
      const { transaction } = of;
      return (work: (tx: MetadataWriter) => Promise<unknown>, options?: object) =>
        transaction.call(
          of,
          async (tx) => {
            const { enqueueReferencesOf, enqueueReferrersOf } = tx.reviewQueue;
            change(tx);
            try {
              return await work(tx);
            } finally {
              Object.assign(tx.reviewQueue, { enqueueReferencesOf, enqueueReferrersOf });
            }
          },
          options,
        );
    },
  });
}
