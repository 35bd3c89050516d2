// What the audit log is told: every change, in the transaction that makes it, and every attempt that was refused.
import { addressGroup } from "../lib/address-group.ts";
import type { Clock } from "../lib/clock.ts";
import type { AuditWriter, NewAuditRecord } from "../metadata/audit.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";
import { type Actor, systemActor } from "./actor.ts";
import { RefusalBudget } from "./refusal-budget.ts";
import { redactSecrets } from "./secret-tokens.ts";

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

/** What was refused. */
export interface Attempt extends Change {
  /**
   * What was asked for, by name, whether it exists or not: its organization shall see who knocked. To whom it belongs is looked up
   * when the attempt is written, so that whoever was refused neither waits for that nor learns from the wait.
   */
  readonly asked?: { readonly namespace: string } | { readonly repository: RepositoryName } | undefined;
}

/** Part of the change itself: if this is not kept, neither is that. */
export function recordChange(tx: { readonly audit: AuditWriter }, actor: Actor, change: Change, now: number): Promise<void> {
  return tx.audit.append({ ...recordOf(actor, change), outcome: "done", attempts: 1 }, now);
}

/** Refusals are written this often: whoever provokes them must not decide how much is written. */
const FLUSH_EVERY_MS = 1000;
/** What is only counted, because it is over the budget, is written this often. */
const COUNTS_EVERY_MS = 60_000;
/** Lines that are counted apart; the attempts of all others are one number. */
const COUNTED_GROUPS_LIMIT = 200;
/** Of texts that whoever was refused has made up. */
const TEXT_LIMIT = 600;

interface Refused {
  readonly actor: Actor;
  readonly attempt: Attempt;
  count: number;
}

/**
 * Attempts that were refused. Those that are alike within a second become one record with their number, as far as the budget goes; those
 * over it are counted by where they came from, and their number is written once a minute.
 */
export class RefusedAttempts {
  private readonly budget: RefusalBudget;
  private pending = new Map<string, Refused>();
  /** Attempts over the budget by address group, empty for the rest of them. */
  private counts = new Map<string, number>();
  private countsSince = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; onFailure: (error: unknown) => void }) {
    this.budget = new RefusalBudget(deps.clock);
  }

  add(actor: Actor, attempt: Attempt): void {
    const refused = { actor: boundedActor(actor), attempt: boundedAttempt(attempt), count: 1 };
    const key = keyOf(refused);
    const known = this.pending.get(key);
    const group = addressGroup(actor.address);
    if (known) known.count += 1;
    else if (this.budget.take(actor.kind === "anonymous" ? group : undefined)) this.pending.set(key, refused);
    else this.countOnly(group);
    this.schedule();
  }

  /** Resolves when everything added so far is in the log. */
  flush(): Promise<void> {
    return this.writeOut([...this.takePending(), ...this.takeCounts()]);
  }

  /** What the timer does: of what is only counted the number is written once a minute. */
  async flushDue(): Promise<void> {
    const areCountsDue = this.deps.clock.now() - this.countsSince >= COUNTS_EVERY_MS;
    const refused = [...this.takePending(), ...(areCountsDue ? this.takeCounts() : [])];
    await this.writeOut(refused);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flushDue(), FLUSH_EVERY_MS);
    this.timer.unref?.();
  }

  private countOnly(group: string): void {
    if (this.counts.size === 0) this.countsSince = this.deps.clock.now();
    const counted = this.counts.has(group) || this.counts.size < COUNTED_GROUPS_LIMIT ? group : "";
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + 1);
  }

  private takePending(): Refused[] {
    const refused = [...this.pending.values()];
    this.pending = new Map();
    return refused;
  }

  private takeCounts(): Refused[] {
    const counts = [...this.counts];
    this.counts = new Map();
    return counts.map(([address, count]) => ({
      actor: { ...NOBODY, address },
      attempt: { action: "attempts.refused", target: "(many)" },
      count,
    }));
  }

  private async writeOut(refused: readonly Refused[]): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.counts.size > 0) this.schedule();
    this.writing = this.writing.then(() => this.write(refused));
    await this.writing;
  }

  private async write(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const { metadata, clock, onFailure } = this.deps;
    await metadata
      .transaction(async (tx) => {
        for (const { actor, attempt, count } of refused) {
          const record = recordOf(actor, { ...attempt, ...(await subjectOf(tx, attempt)) });
          await tx.audit.append({ ...record, outcome: "refused", attempts: count }, clock.now());
        }
      })
      .catch(onFailure);
  }
}

/** Whoever they were: these are many. */
const NOBODY: Actor = { ...systemActor(""), kind: "anonymous" };

/** What was asked for belongs to somebody even where it does not exist: to whom the namespace is. */
async function subjectOf(tx: MetadataWriter, { asked, namespaceId, repositoryId }: Attempt): Promise<Partial<Change>> {
  if (namespaceId !== undefined) return {};
  const byId = repositoryId === undefined ? undefined : await tx.repositories.findById(repositoryId);
  const repository = byId ?? (asked && "repository" in asked ? await tx.repositories.find(asked.repository) : undefined);
  if (repository) return { namespaceId: repository.namespaceId, repositoryId: repository.id };
  const name = asked && ("repository" in asked ? namespaceOf(asked.repository) : asked.namespace);
  return { namespaceId: name === undefined ? undefined : (await tx.namespaces.find(name))?.id, repositoryId: undefined };
}

function keyOf({ actor, attempt }: Refused): string {
  const { kind, id, name, credential, tokenId, federationSubject, address } = actor;
  return JSON.stringify([kind, id, name, credential, tokenId, federationSubject, address, attempt.action, attempt.target]);
}

/** The name is what somebody wrote where a name belongs, and that may be long, or a token. */
function boundedActor({ name, ...rest }: Actor): Actor {
  return { ...rest, name: boundedText(name) };
}

function boundedAttempt({ target, asked, ...rest }: Attempt): Attempt {
  const isName = asked !== undefined && ("repository" in asked || asked.namespace.length <= TEXT_LIMIT);
  return { ...rest, target: boundedText(target), ...(isName ? { asked } : {}) };
}

function boundedText(text: string): string {
  return redactSecrets(text).slice(0, TEXT_LIMIT);
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
    target: boundedText(target),
    namespaceId,
    repositoryId,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
  };
}
