// Who did or tried what: the audit log, read by those whom it concerns. Nothing here writes; auth/audit.ts does.
import type { AuditFilter, AuditRecord } from "../metadata/audit.ts";
import { nextTurn } from "../lib/next-turn.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import { parseRepositoryName } from "../oci/reference.ts";
import { parseId } from "./ids.ts";

export type { AuditRecord } from "../metadata/audit.ts";

/** What people filter by; a repository by its name or its id. */
export interface AuditQuery extends Omit<AuditFilter, "namespaceId" | "repositoryId" | "actorId"> {
  readonly repository?: string | undefined;
}

/** Whose records may be seen: an organization's, a user's own, or with neither all. */
export interface AuditScope {
  readonly namespaceId?: number;
  readonly user?: { readonly id: number; readonly username: string };
}

export interface AuditPage {
  readonly items: readonly AuditRecord[];
  /** Records with a lower id come next; undefined at the end. */
  readonly next: number | undefined;
}

/** What is looked at in one go: a filter that fits little must not hold up everybody else. */
const IDS_AT_ONCE = 20_000;
/** After as many goes a page is given as it is, however few there are on it: the next one goes on from there. */
const GOES_PER_PAGE = 50;
const EXPORTED_AT_ONCE = 500;

export class AuditLog {
  constructor(private readonly deps: { metadata: MetadataReader }) {}

  /** The newest first; `before` is the `next` of the page before. */
  async list(scope: AuditScope, query: AuditQuery, { before, limit }: { before?: number | undefined; limit: number }): Promise<AuditPage> {
    const filter = await this.filterOf(scope, query);
    return filter ? this.page(filter, before ?? (await this.start()), limit) : NOTHING;
  }

  /** All of them as pages, each read when the one before it was taken. What is added meanwhile is not among them. */
  async *listAll(scope: AuditScope, query: AuditQuery): AsyncGenerator<readonly AuditRecord[]> {
    const filter = await this.filterOf(scope, query);
    if (!filter) return;
    let before: number | undefined = await this.start();
    while (before !== undefined) {
      const { items, next }: AuditPage = await this.page(filter, before, EXPORTED_AT_ONCE);
      yield items;
      before = next;
    }
  }

  private async start(): Promise<number> {
    return (await this.deps.metadata.audit.newest()) + 1;
  }

  private async page(filter: AuditFilter, before: number, limit: number): Promise<AuditPage> {
    const items: AuditRecord[] = [];
    let end = before;
    for (let go = 0; go < GOES_PER_PAGE && end > 1; go += 1) {
      // Reading holds the thread: others get their turn between two goes.
      if (go > 0) await nextTurn();
      const after = Math.max(0, end - 1 - IDS_AT_ONCE);
      items.push(...(await this.deps.metadata.audit.list(filter, { after, before: end }, limit + 1 - items.length)));
      if (items.length > limit) return { items: items.slice(0, limit), next: items[limit - 1]!.id };
      end = after + 1;
    }
    return { items, next: end > 1 ? end : undefined };
  }

  /** Undefined when nothing can fit. */
  private async filterOf({ namespaceId, user }: AuditScope, { repository, ...query }: AuditQuery): Promise<AuditFilter | undefined> {
    const own = user && { actorKind: "user", actorId: user.id, actor: user.username };
    if (own && (query.actor ?? own.actor) !== own.actor) return undefined;
    if (own && (query.actorKind ?? own.actorKind) !== own.actorKind) return undefined;
    const repositoryId = repository === undefined ? undefined : await this.findRepository(repository);
    return { ...query, ...own, namespaceId, repositoryId };
  }

  /** Records are looked for where there is no such repository as well, so that the time tells nobody whether there is. */
  private async findRepository(nameOrId: string): Promise<number> {
    const name = parseRepositoryName(nameOrId);
    const found = name && (await this.deps.metadata.repositories.find(name));
    return found?.id ?? parseId("repo", nameOrId) ?? NO_REPOSITORY;
  }
}

/** No repository has this id. */
const NO_REPOSITORY = 0;

const NOTHING: AuditPage = { items: [], next: undefined };
