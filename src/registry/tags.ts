// Tags: listed in byte order, deleted without touching the manifest they point to.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { Digest } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import type { RepositoryName, Tag } from "../oci/reference.ts";
import { discardTag } from "./discard.ts";
import { type Grace, manifestReviewAt } from "./grace.ts";
import type { Page } from "./page.ts";
import { type Precondition, checkPrecondition } from "./precondition.ts";
import { refuseProtectedTag } from "./protection.ts";

export class Tags {
  constructor(
    private readonly deps: {
      metadata: MetadataStore;
      clock: Clock;
      grace: Grace;
      /** How long the trash keeps what was deleted; 0 is no trash. */
      trashMs: number;
    },
  ) {}

  /** Throws nameUnknown for a repository that does not exist; one without tags has an empty list. */
  async list(repository: RepositoryName, after: string, limit: number): Promise<Page<string>> {
    const { read } = this.deps.metadata;
    const names = limit === 0 ? [] : await read.tags.list(repository, after, limit + 1);
    if (names.length === 0 && !(await read.repositories.find(repository))) throw new RegistryError("nameUnknown", [{ name: repository }]);
    return { items: names.slice(0, limit), more: names.length > limit };
  }

  /**
   * Moves the tag to a manifest that is there, or makes it. `expected` is where it must point now, null for nowhere. Throws
   * manifestUnknown, preconditionFailed, held, tagImmutable.
   */
  async point(
    name: RepositoryName,
    { tag, digest, expected }: { tag: Tag; digest: Digest; expected: Digest | null | undefined },
    actor: Actor,
  ): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const repository = await tx.repositories.find(name);
      const manifest = repository && (await tx.manifests.findByDigest(name, digest));
      if (!manifest) throw new RegistryError("manifestUnknown", [{ digest }]);
      const current = await tx.tags.find(repository.id, tag);
      if (expected !== undefined && expected !== (current?.digest ?? null)) throw new RegistryError("preconditionFailed");
      await pointTag(tx, repository, { tag, manifestId: manifest.id, digest, actor, grace: this.deps.grace }, now);
    });
  }

  /** end-9 with a tag: only the tag goes, into the trash. Throws manifestUnknown, preconditionFailed, held, tagImmutable. */
  async delete(name: RepositoryName, tag: Tag, actor: Actor, precondition: Precondition = {}): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const repository = await tx.repositories.find(name);
      if (!repository) throw new RegistryError("nameUnknown", [{ name }]);
      const current = await tx.tags.find(repository.id, tag);
      if (!current) throw new RegistryError("manifestUnknown", [{ tag }]);
      checkPrecondition(current.digest, precondition);
      const { grace, trashMs: keepMs } = this.deps;
      await discardTag(tx, repository, { tag, ...current }, { actor, reason: "deleted", grace, keepMs }, now);
    });
  }
}

/** Points the tag, with history, event and counters; a tag that points there already is left alone. Throws held, tagImmutable. */
export async function pointTag(
  tx: MetadataWriter,
  repository: RepositoryRecord,
  move: { tag: Tag; manifestId: number; digest: Digest; actor: Actor; grace: Grace },
  now: number,
): Promise<void> {
  const { tag, manifestId, digest, actor, grace } = move;
  const current = await tx.tags.find(repository.id, tag);
  if (current?.manifestId === manifestId) return;
  if (current) await refuseProtectedTag(tx, repository, tag, now);
  await tx.tags.point(repository.id, tag, manifestId, now);
  await tx.tags.remember({ repositoryId: repository.id, tag, digest, previous: current?.digest, actor: actor.name }, now);
  await tx.events.append(
    { kind: "tag.moved", repositoryId: repository.id, repository: repository.name, digest, tag, actor: actor.name },
    now,
  );
  const change = { before: current && { digest: current.digest }, after: { digest } };
  await recordChange(tx, actor, { ...tagTarget(repository, tag), action: "tag.move", ...change }, now);
  if (!current) return tx.usage.add(repository.id, { tags: 1 });
  await tx.manifests.touch(current.manifestId, now);
  return tx.reviewQueue.enqueue(
    { repositoryId: repository.id, subject: "manifest", digest: current.digest, reason: "tag moved" },
    manifestReviewAt(grace, now),
  );
}

function tagTarget({ id, namespaceId, name }: RepositoryRecord, tag: Tag): { target: string; repositoryId: number; namespaceId: number } {
  return { target: `${name}:${tag}`, repositoryId: id, namespaceId };
}
