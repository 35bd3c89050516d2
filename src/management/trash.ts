// The trash of a repository, for who may delete in it: what is there, how it comes back, and how it goes for good.
import type { Actor } from "../auth/actor.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { TrashEntry } from "../metadata/trash.ts";
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import type { Tag } from "../oci/reference.ts";
import { ManagementError } from "./failure.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type { TrashEntry } from "../metadata/trash.ts";

export interface Restored {
  readonly manifests: readonly Digest[];
  readonly tags: readonly Tag[];
  /** Tags that point elsewhere by now, and were left where they are. */
  readonly taken: readonly Tag[];
  /** How many there are beyond those. */
  readonly moreTags: number;
}

/** What the registry itself does. */
export interface TrashChanges {
  restore(repositoryId: number, id: number, how: { actor: Actor; force: boolean }): Promise<Restored | undefined>;
  moveBack(
    repositoryId: number,
    tag: Tag,
    how: { digest: Digest | undefined; expected: Digest | null | undefined; actor: Actor },
  ): Promise<(Restored & { readonly digest: Digest }) | undefined>;
  empty(repositoryId: number, actor: Actor): Promise<{ removed: number; left: number }>;
}

export class ManagedTrash {
  constructor(private readonly deps: { metadata: MetadataReader; changes: TrashChanges; onLeft: () => Promise<void> }) {}

  /** The newest first. */
  async list(repositoryId: number, { after, limit }: PageOptions<number | undefined>): Promise<Page<TrashEntry>> {
    return pageFrom(await this.deps.metadata.trash.list(repositoryId, after, limit + 1), limit);
  }

  /** Throws `notFound`, and `conflict` for a tag that points elsewhere, unless forced, and for a manifest whose blobs were deleted. */
  async restore(repositoryId: number, id: number, { force, actor }: { force: boolean; actor: Actor }): Promise<Restored> {
    const restored = await orConflict(this.deps.changes.restore(repositoryId, id, { actor, force }));
    if (!restored) throw new ManagementError("notFound");
    if (restored.manifests.length === 0 && restored.tags.length === 0 && restored.taken.length > 0) {
      throw new ManagementError("conflict", { detail: `the tag ${restored.taken[0]} points elsewhere by now` });
    }
    return restored;
  }

  /** Where the tag pointed before, or at any digest that is there or in the trash. Throws `notFound`, `stale`, `conflict`. */
  async moveBack(
    repositoryId: number,
    tag: Tag,
    how: { digest: Digest | undefined; expected: Digest | null | undefined; actor: Actor },
  ): Promise<Restored & { readonly digest: Digest }> {
    const restored = await orConflict(this.deps.changes.moveBack(repositoryId, tag, how));
    if (!restored) throw new ManagementError("notFound");
    return restored;
  }

  /** What is left is held, or so much that it is done in the background. */
  async empty(repositoryId: number, actor: Actor): Promise<{ removed: number; left: number }> {
    const done = await this.deps.changes.empty(repositoryId, actor);
    if (done.left > 0) await this.deps.onLeft();
    return done;
  }
}

/** The bytes that somebody deleted one by one are no mistake of whoever asks. */
async function orConflict<T>(restoring: Promise<T>): Promise<T> {
  try {
    return await restoring;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.failure !== "referencedBlobUnknown") throw error;
    throw new ManagementError("conflict", { detail: `${error.details.length} of its blobs were deleted meanwhile`, cause: error });
  }
}
