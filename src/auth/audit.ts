// What the audit log is told: every change, in the transaction that makes it, and every attempt that was refused.
import type { Clock } from "../lib/clock.ts";
import type { AuditWriter, NewAuditRecord } from "../metadata/audit.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Actor } from "./actor.ts";

export interface Change {
  /** `team.create`: the noun and what was done to it. They do not change meaning once released. */
  readonly action: string;
  /** What was changed, as people call it: `acme/api:v1`, `acme`, `alice`. */
  readonly target: string;
  readonly namespaceId?: number | undefined;
  readonly repositoryId?: number | undefined;
  /** Only what differs, and never a secret. */
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
}

/** Part of the change itself: if this is not kept, neither is that. */
export function recordChange(tx: { readonly audit: AuditWriter }, actor: Actor, change: Change, now: number): Promise<void> {
  return tx.audit.append({ ...recordOf(actor, change), outcome: "done", attempts: 1 }, now);
}

/** Refusals are written this often: whoever provokes them must not decide how much is written. */
const FLUSH_EVERY_MS = 1000;
/** Different refusals between two writes; more than that are counted together, as attempts of their address. */
const DISTINCT_LIMIT = 1000;

interface Refused {
  readonly record: Omit<NewAuditRecord, "outcome" | "attempts">;
  attempts: number;
}

/** Attempts that were refused. Those that are alike within a second become one record with their number. */
export class RefusedAttempts {
  private pending = new Map<string, Refused>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; onFailure: (error: unknown) => void }) {}

  add(actor: Actor, change: Change): void {
    const key = [actor.kind, actor.id, actor.name, actor.credential, actor.tokenId, actor.address, change.action, change.target].join("\n");
    const known = this.pending.get(key);
    if (known) known.attempts += 1;
    else if (this.pending.size < DISTINCT_LIMIT) this.pending.set(key, { record: recordOf(actor, change), attempts: 1 });
    else this.addOverflow(actor, change);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS);
    this.timer.unref?.();
  }

  /** Resolves when everything added so far is in the log. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const refused = [...this.pending.values()];
    this.pending = new Map();
    this.writing = this.writing.then(() => this.write(refused));
    await this.writing;
  }

  private addOverflow(actor: Actor, change: Change): void {
    const key = `overflow\n${actor.address}`;
    const known = this.pending.get(key);
    if (known) known.attempts += 1;
    // Their number is bounded as well: an address block is large, and this is the last place to keep anything apart.
    else if (this.pending.size < 2 * DISTINCT_LIMIT) {
      this.pending.set(key, { record: recordOf(actor, { action: change.action, target: "(many)" }), attempts: 1 });
    }
  }

  private async write(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const { metadata, clock, onFailure } = this.deps;
    await metadata
      .transaction(async (tx) => {
        for (const { record, attempts } of refused) await tx.audit.append({ ...record, outcome: "refused", attempts }, clock.now());
      })
      .catch(onFailure);
  }
}

function recordOf(
  actor: Actor,
  { action, target, namespaceId, repositoryId, before, after }: Change,
): Omit<NewAuditRecord, "outcome" | "attempts"> {
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actor: actor.name,
    credential: actor.credential,
    tokenId: actor.tokenId,
    federationSubject: actor.federationSubject,
    address: actor.address,
    requestId: actor.requestId,
    action,
    target: target.slice(0, 600),
    namespaceId,
    repositoryId,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
  };
}
