// What is true of a reviewed subject, asked anew in the transaction that acts on it. A plan asks the same with a list of what it has already
// decided to take away, and sees what a run would see by then.
import type { MetadataReader } from "../../metadata/metadata-store.ts";
import type { Dependents } from "../../metadata/reachability.ts";
import type { RepositoryRecord } from "../../metadata/repositories.ts";
import type { DueReview } from "../../metadata/review-queue.ts";
import type { Digest } from "../../oci/digest.ts";
import { findCircle } from "./circle.ts";
import type { BlobFacts, Keeper, ManifestFacts } from "./verdict.ts";

export type FactReader = Pick<MetadataReader, "reachability" | "repositories">;

export interface Reviewed {
  readonly review: DueReview;
  /** Undefined when it is gone, with all that it had. */
  readonly repository: RepositoryRecord | undefined;
  readonly facts: Facts;
}

export type Facts = ({ readonly subject: "manifest" } & ManifestFacts) | ({ readonly subject: "blob" } & BlobFacts);

/** What is there by the rows, and counts as gone. */
export class Gone {
  private readonly links = new Map<Digest, Set<number>>();
  private readonly blobs = new Set<Digest>();
  private readonly manifests = new Set<string>();
  private readonly requeued = new Set<string>();

  /** With it, reviews of what depended on it move to a later date: they are no part of the run any more. */
  addManifest(repositoryId: number, gone: Digest, { blobs, manifests }: Dependents): void {
    this.manifests.add(keyOf({ repositoryId, subject: "manifest", digest: gone }));
    for (const digest of blobs) this.requeued.add(keyOf({ repositoryId, subject: "blob", digest }));
    for (const digest of manifests) this.requeued.add(keyOf({ repositoryId, subject: "manifest", digest }));
  }

  addLink(repositoryId: number, digest: Digest): void {
    const repositories = this.links.get(digest);
    if (repositories) repositories.add(repositoryId);
    else this.links.set(digest, new Set([repositoryId]));
  }

  addBlob(digest: Digest): void {
    this.blobs.add(digest);
  }

  isRequeued(review: DueReview): boolean {
    return this.requeued.has(keyOf(review));
  }

  hasManifest(repositoryId: number, digest: Digest): boolean {
    return this.manifests.has(keyOf({ repositoryId, subject: "manifest", digest }));
  }

  /** As many manifests show for certain whether one of them is not gone. */
  get enoughManifests(): number {
    return this.manifests.size + 1;
  }

  hasLink(repositoryId: number, digest: Digest): boolean {
    return this.links.get(digest)?.has(repositoryId) ?? false;
  }

  hasBlob(digest: Digest): boolean {
    return this.blobs.has(digest);
  }

  /** As many of its links show for certain whether one of another repository is not gone. */
  enoughLinks(digest: Digest): number {
    return (this.links.get(digest)?.size ?? 0) + 2;
  }
}

export async function gather(reader: FactReader, review: DueReview, gone: Gone, now: number): Promise<Reviewed> {
  const repository = await reader.repositories.findById(review.repositoryId);
  const facts =
    review.subject === "manifest" ? manifestFacts(reader, { review, repository }, gone, now) : blobFacts(reader, review, gone, now);
  return { review, repository, facts: await facts };
}

/** Whether another repository has the blob. */
export async function isElsewhere(
  { reachability }: FactReader,
  { repositoryId, digest }: Pick<DueReview, "repositoryId" | "digest">,
  gone: Gone,
): Promise<boolean> {
  const holders = await reachability.holdersOf(digest, gone.enoughLinks(digest));
  return holders.some((id) => id !== repositoryId && !gone.hasLink(id, digest));
}

async function manifestFacts(
  reader: FactReader,
  { review: { repositoryId, digest }, repository }: Pick<Reviewed, "review" | "repository">,
  gone: Gone,
  now: number,
): Promise<Facts> {
  const { reachability } = reader;
  const manifest = await reachability.findManifest(repositoryId, digest);
  if (!manifest) return { subject: "manifest", manifest, keeper: undefined, circle: undefined };
  const { id, subjectDigest } = manifest;
  const keeper = await firstOf([
    ["tag", () => reachability.isTagged(id)],
    ["index", () => reachability.isListed(repositoryId, digest)],
    ["subject", async () => subjectDigest !== undefined && reachability.hasManifest(repositoryId, subjectDigest)],
    ["trash", async () => isRestorable(repository) || reachability.isTrashed(repositoryId, "manifest", digest)],
    ["hold", () => reachability.isHeld(repositoryId, digest, now)],
  ]);
  const isKeptByManifest = keeper === "index" || keeper === "subject";
  const circle = isKeptByManifest ? await findCircle(reader, { repositoryId, id, digest }, gone, now) : undefined;
  return { subject: "manifest", manifest, keeper, circle: circle && { ...circle, isKept: circle.isKept || isRestorable(repository) } };
}

async function blobFacts(reader: FactReader, review: DueReview, gone: Gone, now: number): Promise<Facts> {
  const { repositoryId, digest } = review;
  const { reachability } = reader;
  const blob = gone.hasBlob(digest) ? undefined : await reachability.findBlob(digest);
  const link = gone.hasLink(repositoryId, digest) ? undefined : await reachability.findLink(repositoryId, digest);
  const keeper = await firstOf(
    link
      ? [
          ["manifest", () => reachability.isReferenced(repositoryId, digest)],
          ["trash", () => reachability.isTrashed(repositoryId, "blob", digest)],
          ["hold", () => reachability.isHeld(repositoryId, digest, now)],
        ]
      : [["other repository", () => isElsewhere(reader, review, gone)]],
  );
  return { subject: "blob", link, blob, keeper };
}

/** As a whole: what it had comes back with it. */
function isRestorable(repository: RepositoryRecord | undefined): boolean {
  return repository?.deletedAt !== undefined && repository.purgingAt === undefined;
}

/** Asked one after the other: most things are kept by the first. */
async function firstOf(asked: readonly (readonly [Keeper, () => Promise<boolean>])[]): Promise<Keeper | undefined> {
  for (const [keeper, keeps] of asked) if (await keeps()) return keeper;
  return undefined;
}

function keyOf({ repositoryId, subject, digest }: Pick<DueReview, "repositoryId" | "subject" | "digest">): string {
  return `${repositoryId} ${subject} ${digest}`;
}
