// Repositories as their owners manage them: listed, made, changed, moved, deleted and brought back. Each change is one transaction,
// with what it does to the usage of namespaces and with its record in the audit log.
import { type AccessPolicy, principalOf } from "../auth/access-policy.ts";
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Caller } from "../auth/caller.ts";
import { grantToCreator } from "../auth/creator-grant.ts";
import { administersNamespace, highest, includesLevel, mayCreate, reasonsFor } from "../auth/permission.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { NamespaceRecord } from "../metadata/namespaces.ts";
import type { RepositoryListing, RepositoryRecord, RepositorySettings } from "../metadata/repositories.ts";
import { type RepositoryName, LIBRARY, namespaceOf } from "../oci/reference.ts";
import { type AuthorizedRepository, nameFrom } from "./authorizer.ts";
import { ManagementError } from "./failure.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";
import { checkRepositoryQuota, moveUsage } from "./quota.ts";

export interface RepositoryFilter {
  /** Of this namespace only; nobody is told whether there is one. */
  readonly namespace?: { readonly name: string; readonly kind?: NamespaceRecord["kind"] } | undefined;
  readonly visibility?: "public" | "private" | undefined;
}

export interface NewRepository {
  readonly namespace: string;
  /** Without the namespace. */
  readonly name: string;
  readonly visibility: "public" | "private";
  readonly description: string;
}

/** What is left out stays as it is. */
export interface RepositoryChange {
  readonly visibility?: "public" | "private" | undefined;
  readonly description?: string | undefined;
  /** Null: the configured rules decide. */
  readonly referencePolicy?: string | null | undefined;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly policy: AccessPolicy;
  readonly clock: Clock;
  /** How long an old name leads to the new one. */
  readonly redirectMs: number;
  /** How long a deleted one can be restored. */
  readonly trashMs: number;
  /** Marks a deleted one for good; false where a hold forbids it. What it holds goes in the background. */
  readonly purge: (id: number, actor: Actor) => Promise<boolean>;
  /** A worker may begin. */
  readonly onPurged: () => Promise<void>;
}

/** No namespace has this id or name. */
const NOWHERE = { id: -1, name: "~" };

export class ManagedRepositories {
  constructor(private readonly deps: Dependencies) {}

  /** By name, what the caller may read. */
  async list(caller: Caller, filter: RepositoryFilter, { after, limit }: PageOptions<string>): Promise<Page<RepositoryListing>> {
    const { read } = this.deps.metadata;
    const namespace = filter.namespace && (await this.findNamespace(filter.namespace));
    const readable = this.deps.policy.readable(caller);
    const names = await read.repositories.list(readable, after, limit + 1, { namespace, visibility: filter.visibility });
    const page = pageFrom(names, limit);
    return { ...page, items: await read.repositories.listings(page.items) };
  }

  async get(id: number): Promise<RepositoryListing> {
    const [found] = await this.deps.metadata.read.repositories.listingsById([id]);
    if (!found) throw new ManagementError("notFound");
    return found;
  }

  /** Throws `forbidden` for who may not, whether or not there is such a namespace; `invalid`, `nameTaken`, `quotaExceeded`. */
  async create(caller: Caller, { namespace, name, ...settings }: NewRepository, actor: Actor): Promise<number> {
    const fullName = nameWithin(namespace, name, "/name");
    const facts = await this.creationFacts(caller, namespace, fullName);
    const now = this.deps.clock.now();
    return this.deps.metadata.transaction(async (tx) => {
      await checkStillNamed(tx, facts.namespaceId, namespace);
      await refuseTaken(tx, fullName);
      const { id, namespaceId, version } = await tx.repositories.create(fullName, now);
      await tx.repositories.update(id, { ...settings, referencePolicy: undefined }, version);
      await tx.usage.addRepositories(namespaceId, 1);
      await checkRepositoryQuota(tx, namespaceId);
      await grantToCreator(tx, { id, namespaceId }, actor, now);
      await tx.events.append({ kind: "repository.created", repositoryId: id, repository: fullName, actor: actor.name }, now);
      const target = { target: fullName, repositoryId: id, namespaceId };
      await recordChange(tx, actor, { ...target, action: "repository.create", after: settings }, now);
      return id;
    });
  }

  /** Throws `stale`. */
  async update(id: number, change: RepositoryChange, version: number | undefined, actor: Actor): Promise<void> {
    await this.deps.metadata.transaction(async (tx) => {
      const found = await findLive(tx, id);
      if (version !== undefined && version !== found.version) throw new ManagementError("stale");
      const after = changed(found, change);
      const differing = (Object.keys(after) as (keyof RepositorySettings)[]).filter((field) => after[field] !== found[field]);
      if (differing.length === 0) return;
      await tx.repositories.update(id, after, found.version);
      const shown = (from: RepositorySettings) => Object.fromEntries(differing.map((field) => [FIELDS[field], from[field] ?? null]));
      const diff = { before: shown(found), after: shown(after) };
      await recordChange(tx, actor, { ...targetOf(found), action: "repository.update", ...diff }, this.deps.clock.now());
    });
  }

  /** Into the trash: nobody sees it, its name is free, and it can be restored. Throws `conflict` while something in it is held. */
  async delete(id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await findLive(tx, id);
      const [hold] = await tx.holds.list(id, now, 0, 1);
      if (hold) throw new ManagementError("conflict", { detail: `a hold protects it: ${hold.reason}` });
      await tx.usage.moveRepository(id, found.namespaceId, undefined);
      await tx.repositories.delete(found, now);
      await tx.events.append({ kind: "repository.deleted", repositoryId: id, repository: found.name, actor: actor.name }, now);
      await recordChange(tx, actor, { ...targetOf(found), action: "repository.delete" }, now);
    });
  }

  /** In the order in which they were made. */
  async listTrash(namespaceName: string, { after, limit }: PageOptions<number>): Promise<Page<RepositoryRecord>> {
    const { read } = this.deps.metadata;
    const namespace = await read.namespaces.find(namespaceName);
    if (!namespace) throw new ManagementError("notFound");
    return pageFrom(await read.repositories.listDeleted(namespace.id, after, limit + 1), limit);
  }

  /** When a deleted one goes for good. */
  expiryOf({ deletedAt }: Pick<RepositoryRecord, "deletedAt">): number {
    return (deletedAt ?? this.deps.clock.now()) + this.deps.trashMs;
  }

  /** For who could have deleted it; to everybody else there is no such thing. Throws `nameTaken`, `quotaExceeded`. */
  async restore(caller: Caller, id: number, actor: Actor): Promise<void> {
    await this.checkTrashed(caller, id);
    await this.deps.metadata.transaction((tx) => this.bringBack(tx, id, actor));
  }

  /** For the same. It is gone for good. Throws `conflict` while something in it is held. */
  async purge(caller: Caller, id: number, actor: Actor): Promise<void> {
    await this.checkTrashed(caller, id);
    if (!(await this.deps.purge(id, actor))) throw new ManagementError("conflict", { detail: "a hold protects it" });
    await this.deps.onPurged();
  }

  /** All deleted repositories of a namespace for good. Resolves to how many there were, without those in which something is held. */
  async emptyTrash(namespaceName: string, actor: Actor): Promise<number> {
    let purged = 0;
    for (let after = 0; ;) {
      const { items, more } = await this.listTrash(namespaceName, { after, limit: 100 });
      for (const { id } of items) purged += (await this.deps.purge(id, actor)) ? 1 : 0;
      if (!more) break;
      after = items.at(-1)!.id;
    }
    if (purged > 0) await this.deps.onPurged();
    return purged;
  }

  /** Throws `notFound`. */
  private async checkTrashed(caller: Caller, id: number): Promise<void> {
    const { metadata, clock } = this.deps;
    const found = await metadata.read.repositories.findById(id);
    const namespace = await metadata.read.namespaces.findById(found?.namespaceId ?? NOWHERE.id);
    const facts = await metadata.read.access.facts(
      // What does not exist is looked up as well, so that the time tells nothing.
      { namespace: namespace?.name ?? "", repository: found?.name ?? "" },
      principalOf(caller),
      clock.now(),
    );
    const couldDelete = facts.withinLimits && includesLevel(highest(reasonsFor(caller.identity, facts)), "admin");
    const isHere = found?.deletedName !== undefined && found.purgingAt === undefined && namespace?.deletedAt === undefined;
    if (!couldDelete || !isHere) throw new ManagementError("notFound");
  }

  /** Throws `invalid`, `nameTaken`. */
  async rename({ id }: AuthorizedRepository, name: string, actor: Actor): Promise<void> {
    await this.deps.metadata.transaction(async (tx) => {
      const found = await findLive(tx, id);
      const newName = nameWithin(namespaceOf(found.name), name, "/name");
      if (newName === found.name) return;
      await refuseTaken(tx, newName);
      await this.move(tx, found, { name: newName, namespaceId: found.namespaceId }, { action: "repository.rename", actor });
    });
  }

  /** Into a namespace in which the caller may create. Nothing that was granted on it goes along. Throws `forbidden`, `nameTaken`, `quotaExceeded`. */
  async transfer(caller: Caller, { id, name }: AuthorizedRepository, namespace: string, actor: Actor): Promise<void> {
    await this.checkMayLose(caller, name);
    const newName = nameWithin(namespace, withoutNamespace(name), "/namespace");
    const { namespaceId } = await this.creationFacts(caller, namespace, newName);
    await this.deps.metadata.transaction(async (tx) => {
      const found = await findLive(tx, id);
      // Renamed or moved since the caller was asked about: what they may do with it was decided for another name.
      if (found.name !== name) throw new ManagementError("conflict", { detail: "the repository has just been renamed" });
      if (namespaceId === found.namespaceId) return;
      await checkStillNamed(tx, namespaceId, namespace);
      await refuseTaken(tx, newName);
      await moveUsage(tx, id, { from: found.namespaceId, to: namespaceId });
      await this.move(tx, found, { name: newName, namespaceId }, { action: "repository.transfer", actor });
    });
  }

  /** An administrator of one repository looks after it where it is: to take it out of an organization is for those whose it is. */
  private async checkMayLose(caller: Caller, name: RepositoryName): Promise<void> {
    const { metadata, clock } = this.deps;
    const facts = await metadata.read.access.facts({ namespace: namespaceOf(name), repository: name }, principalOf(caller), clock.now());
    if (administersNamespace(caller.identity, facts)) return;
    throw new ManagementError("forbidden", { detail: "only who administers the namespace may move a repository out of it" });
  }

  private async bringBack(tx: MetadataWriter, id: number, actor: Actor): Promise<void> {
    const found = await tx.repositories.findById(id);
    if (found?.deletedName === undefined || found.purgingAt !== undefined) throw new ManagementError("notFound");
    // Deleted in between: a repository of its name would be there while the organization is not.
    if ((await tx.namespaces.findById(found.namespaceId))?.deletedAt !== undefined) throw new ManagementError("notFound");
    await refuseTaken(tx, found.deletedName);
    await tx.repositories.restore(id, found.deletedName);
    await moveUsage(tx, id, { from: undefined, to: found.namespaceId });
    const now = this.deps.clock.now();
    await tx.events.append({ kind: "repository.restored", repositoryId: id, repository: found.deletedName, actor: actor.name }, now);
    await recordChange(tx, actor, { ...targetOf(found), target: found.deletedName, action: "repository.restore" }, now);
  }

  private async move(
    tx: MetadataWriter,
    found: RepositoryRecord,
    to: { name: RepositoryName; namespaceId: number },
    { action, actor }: { action: "repository.rename" | "repository.transfer"; actor: Actor },
  ): Promise<void> {
    const now = this.deps.clock.now();
    await tx.repositories.move(found, to, now + this.deps.redirectMs);
    const detail = { from: found.name };
    await tx.events.append({ kind: "repository.moved", repositoryId: found.id, repository: to.name, actor: actor.name, detail }, now);
    const change = { action, before: { name: found.name }, after: { name: to.name } };
    // In the log of the namespace that loses it, and in that of the one that gets it.
    await recordChange(tx, actor, { ...targetOf(found), ...change }, now);
    if (to.namespaceId === found.namespaceId) return;
    await recordChange(tx, actor, { target: to.name, repositoryId: found.id, namespaceId: to.namespaceId, ...change }, now);
  }

  /** What is not there is searched as well, so that the time tells nothing. */
  private async findNamespace({ name, kind }: NonNullable<RepositoryFilter["namespace"]>): Promise<Pick<NamespaceRecord, "id" | "name">> {
    const found = await this.deps.metadata.read.namespaces.find(name);
    return found && (kind === undefined || found.kind === kind) ? found : NOWHERE;
  }

  /** The same refusal for a namespace that the caller may not create in and for one that does not exist. */
  private async creationFacts(caller: Caller, namespace: string, repository: RepositoryName) {
    const { metadata, clock } = this.deps;
    const facts = await metadata.read.access.facts({ namespace, repository }, principalOf(caller), clock.now());
    const { namespaceId } = facts;
    const isAdmin = caller.identity.kind === "user" && caller.identity.isAdmin && caller.limitedBy === undefined;
    if (namespaceId === undefined && isAdmin) throw invalid("/namespace", "there is no such namespace");
    if (namespaceId === undefined || !facts.withinLimits || !mayCreate(caller.identity, facts)) {
      throw new ManagementError("forbidden", { detail: "you may not create repositories in this namespace" });
    }
    return { ...facts, namespaceId };
  }
}

/** As the API calls them. */
const FIELDS: Record<keyof RepositorySettings, string> = {
  visibility: "visibility",
  referencePolicy: "reference_policy",
  description: "description",
};

function changed(from: RepositorySettings, change: RepositoryChange): RepositorySettings {
  return {
    visibility: change.visibility ?? from.visibility,
    description: change.description ?? from.description,
    referencePolicy: change.referencePolicy === undefined ? from.referencePolicy : (change.referencePolicy ?? undefined),
  };
}

/** As paths say it: what follows the namespace, and all of a name that lives in `library`. */
export function withoutNamespace(name: RepositoryName): string {
  const namespace = namespaceOf(name);
  return namespace === LIBRARY ? name : name.slice(namespace.length + 1);
}

/** Throws `invalid`, also for a name that would end up in another namespace. */
function nameWithin(namespace: string, name: string, pointer: string): RepositoryName {
  const fullName = nameFrom(namespace, name);
  if (!fullName || namespaceOf(fullName) !== namespace) throw invalid(pointer, "makes no valid name of a repository in the namespace");
  return fullName;
}

function invalid(pointer: string, detail: string): ManagementError {
  return new ManagementError("invalid", { errors: [{ pointer, detail }] });
}

async function refuseTaken(tx: MetadataWriter, name: RepositoryName): Promise<void> {
  if (await tx.repositories.find(name)) throw new ManagementError("nameTaken", { detail: `there is a repository ${name}` });
}

/** Renamed or deleted since the caller was let in: the repository's name would lie in one namespace, and the repository in another. */
async function checkStillNamed(tx: MetadataWriter, namespaceId: number, name: string): Promise<void> {
  if ((await tx.namespaces.findById(namespaceId))?.name === name) return;
  throw new ManagementError("conflict", { detail: "the namespace has just been renamed or deleted" });
}

/** Somebody else may have deleted it since the caller was let in. */
async function findLive(tx: MetadataWriter, id: number): Promise<RepositoryRecord> {
  const found = await tx.repositories.findById(id);
  if (!found || found.deletedAt !== undefined) throw new ManagementError("notFound");
  return found;
}

function targetOf({ id, namespaceId, name }: RepositoryRecord): { target: string; repositoryId: number; namespaceId: number } {
  return { target: name, repositoryId: id, namespaceId };
}
