// Tags as their owners look at them: in any order, with where each one points, and where it pointed before.
import type { Actor } from "../auth/actor.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { TagHistoryEntry, TagListing, TagPosition, TagSort } from "../metadata/tags.ts";
import type { Digest } from "../oci/digest.ts";
import type { RepositoryName, Tag } from "../oci/reference.ts";
import { ManagementError } from "./failure.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

/** What the registry itself does with tags: a change is the same whoever asks for it. */
export interface TagChanges {
  delete(repository: RepositoryName, tag: Tag, actor: Actor): Promise<void>;
  point(repository: RepositoryName, move: { tag: Tag; digest: Digest; expected: Digest | null | undefined }, actor: Actor): Promise<void>;
}

export interface TagOrder {
  readonly sort: TagSort;
  readonly descending: boolean;
  readonly prefix: string;
}

export class ManagedTags {
  constructor(private readonly deps: { metadata: MetadataReader; changes: TagChanges }) {}

  /** With the position of the last, where more follow. */
  async list(
    repositoryId: number,
    order: TagOrder,
    { after, limit }: PageOptions<TagPosition | undefined>,
  ): Promise<{ items: TagListing[]; last: TagPosition | undefined }> {
    const found = await this.deps.metadata.tags.listSorted(repositoryId, { ...order, after, limit: limit + 1 });
    const { items, more } = pageFrom(found, limit);
    return { items: items.map(({ tag }) => tag), last: more ? items.at(-1)!.position : undefined };
  }

  async get(repositoryId: number, tag: Tag): Promise<TagListing> {
    const found = await this.deps.metadata.tags.findListing(repositoryId, tag);
    if (!found) throw new ManagementError("notFound");
    return found;
  }

  /** The newest first; empty for a tag that never was. */
  async history(repositoryId: number, tag: Tag, { after, limit }: PageOptions<number | undefined>): Promise<Page<TagHistoryEntry>> {
    return pageFrom(await this.deps.metadata.tags.history(repositoryId, tag, after, limit + 1), limit);
  }

  /** Of all tags, the newest first. */
  async historyOfAll(
    repositoryId: number,
    { after, limit }: PageOptions<number | undefined>,
  ): Promise<Page<TagHistoryEntry & { readonly tag: Tag }>> {
    return pageFrom(await this.deps.metadata.tags.historyOfRepository(repositoryId, after, limit + 1), limit);
  }

  /** On a manifest that is there. With `expected`, only if the tag points there now; null for not at all. */
  async point(
    repository: RepositoryName,
    move: { tag: Tag; digest: Digest; expected: Digest | null | undefined },
    actor: Actor,
  ): Promise<void> {
    await this.deps.changes.point(repository, move, actor);
  }

  async delete(repository: RepositoryName, tag: Tag, actor: Actor): Promise<void> {
    await this.deps.changes.delete(repository, tag, actor);
  }
}
