// Holds on what is in a repository: placed and released by its administrators, respected by everybody.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { HoldRecord, NewHold } from "../metadata/holds.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import { type Digest, parseDigest } from "../oci/digest.ts";
import { TAG_PATTERN } from "../oci/tag-patterns.ts";
import type { AuthorizedRepository } from "./authorizer.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export type { HoldRecord } from "../metadata/holds.ts";

/** All of a repository's are looked at for each change. */
const HOLDS_LIMIT = 1000;

type Wanted = Pick<NewHold, "kind" | "target" | "reason" | "expiresAt">;

export class Holds {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** Those that count now, in the order in which they were placed. */
  async list(repositoryId: number, { after, limit }: PageOptions<number>): Promise<Page<HoldRecord>> {
    const { metadata, clock } = this.deps;
    return pageFrom(await metadata.read.holds.list(repositoryId, clock.now(), after, limit + 1), limit);
  }

  /** Throws `invalid`, `conflict`. */
  async create(repository: AuthorizedRepository, wanted: Wanted, actor: Actor): Promise<HoldRecord> {
    const now = this.deps.clock.now();
    checkTarget(wanted);
    if (wanted.expiresAt !== undefined && wanted.expiresAt <= now) throw invalid("/expires_at", "lies in the past");
    return this.deps.metadata.transaction(async (tx) => {
      const held = await tx.holds.list(repository.id, now);
      if (held.length >= HOLDS_LIMIT) throw new ManagementError("conflict", { detail: `there are ${HOLDS_LIMIT} holds on it already` });
      const id = await tx.holds.create({ ...wanted, repositoryId: repository.id, createdBy: actor.name }, now);
      const after = { id: formatId("hold", id), kind: wanted.kind, target: wanted.target, reason: wanted.reason };
      await recordChange(tx, actor, { ...subjectOf(repository), action: "hold.create", after }, now);
      return (await tx.holds.find(id, now))!;
    });
  }

  /** Throws `notFound`. */
  async release(repository: AuthorizedRepository, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await tx.holds.find(id, now);
      if (found?.repositoryId !== repository.id) throw new ManagementError("notFound");
      await tx.holds.delete(id);
      await review(tx, found, now);
      const { kind, target, reason } = found;
      const before = { id: formatId("hold", id), kind, target, reason };
      await recordChange(tx, actor, { ...subjectOf(repository), action: "hold.release", before }, now);
    });
  }
}

/** What was kept by nothing else may go now. Of a whole repository the collector asks again by itself. */
async function review(tx: MetadataWriter, { repositoryId, kind, target }: HoldRecord, now: number): Promise<void> {
  if (kind !== "digest") return;
  for (const subject of ["manifest", "blob"] as const) {
    await tx.reviewQueue.enqueue({ repositoryId, subject, digest: target as Digest, reason: "hold released" }, now);
  }
}

function checkTarget({ kind, target }: Wanted): void {
  if (kind === "repository" && target !== "") throw invalid("/target", "must be left out for a whole repository");
  if (kind === "digest" && !parseDigest(target)) throw invalid("/target", "must be a sha256 or sha512 digest");
  if (kind === "tag" && (!TAG_PATTERN.test(target) || target.startsWith("!")))
    throw invalid("/target", "must be a tag, or a pattern with * and ?");
}

function invalid(pointer: string, detail: string): ManagementError {
  return new ManagementError("invalid", { errors: [{ pointer, detail }] });
}

function subjectOf({ id, namespaceId, name }: AuthorizedRepository) {
  return { target: name, repositoryId: id, namespaceId };
}
