// Repositories as the registry's clients meet them: listed, and created by the first push that succeeds.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { grantToCreator } from "../auth/creator-grant.ts";
import type { MetadataStore, MetadataWriter, TransactionOptions } from "../metadata/metadata-store.ts";
import type { Readable, RepositoryRecord } from "../metadata/repositories.ts";
import { RegistryError } from "../oci/failure.ts";
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";
import type { Page } from "./page.ts";
import { checkRepositoryQuota } from "./quota.ts";

export class Repositories {
  constructor(private readonly deps: { metadata: MetadataStore }) {}

  /** Names in byte order, of what the caller may read only: filtered first, cut into pages afterwards. */
  async list(readable: Readable, after: string, limit: number): Promise<Page<string>> {
    if (limit === 0) return { items: [], more: false };
    const names = await this.deps.metadata.read.repositories.list(readable, after, limit + 1);
    return { items: names.slice(0, limit), more: names.length > limit };
  }
}

/** Inside the caller's transaction, so that a push which fails leaves no empty repository behind. */
export async function openRepository(tx: MetadataWriter, name: RepositoryName, actor: Actor, now: number): Promise<RepositoryRecord> {
  const found = await tx.repositories.find(name);
  if (found) return found;
  await openNamespace(tx, namespaceOf(name), actor, now);
  const created = await tx.repositories.create(name, now);
  await tx.usage.addRepositories(created.namespaceId, 1);
  await checkRepositoryQuota(tx, created.namespaceId);
  await grantToCreator(tx, created, actor, now);
  await tx.events.append({ kind: "repository.created", repositoryId: created.id, repository: name, actor: actor.name }, now);
  const target = { target: name, repositoryId: created.id, namespaceId: created.namespaceId };
  await recordChange(tx, actor, { action: "repository.create", ...target }, now);
  return created;
}

/** Pushes to one namespace change the same counters. */
export function laneOf(name: RepositoryName): TransactionOptions {
  return { lane: namespaceOf(name) };
}

/** Whoever may push to a name may bring its namespace into being, and owns it then; users' own namespaces exist from the start. */
async function openNamespace(tx: MetadataWriter, name: string, actor: Actor, now: number): Promise<void> {
  const id = await tx.namespaces.create(name, "organization", now);
  if (id === undefined) {
    if (await tx.namespaces.find(name)) return;
    throw new RegistryError("denied", [{ name, reason: "the name is reserved for the organization that had it" }]);
  }
  if (actor.kind === "user" && actor.id !== undefined) await tx.members.add(id, actor.id, "owner", now);
  await recordChange(tx, actor, { action: "org.create", target: name, namespaceId: id }, now);
}
