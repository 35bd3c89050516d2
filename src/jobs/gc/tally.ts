// What a collection did, or would do: counted as it goes, in the words of the report.
import type { RepositoryRecord } from "../../metadata/repositories.ts";

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What goes: rows of the registry, then bytes in storage. */
export const KINDS = ["manifests", "links", "blobs", "keys", "orphans", "uploads"] as const;
export type Kind = (typeof KINDS)[number];

/** What one repository loses; `bytes` are those of blobs that no other repository has. */
export interface RepositoryAmount {
  readonly repository: string;
  readonly manifests: number;
  readonly links: number;
  readonly bytes: number;
}

type Loss = Partial<Omit<RepositoryAmount, "repository">>;

export interface TallyRecord {
  readonly reviewed: number;
  readonly kept: number;
  readonly condemned: Amount;
  readonly deleted: Readonly<Record<Kind, Amount>>;
  /** Those that lose most. */
  readonly repositories: readonly RepositoryAmount[];
  readonly errors: { readonly count: number; readonly first: readonly string[] };
}

const TOP = 20;
/** Repositories that are counted apart: who loses little is forgotten first. */
const COUNTED = 2000;
const ERRORS_SHOWN = 10;

export class Tally {
  reviewed = 0;
  kept = 0;
  private condemned: Amount = { count: 0, bytes: 0 };
  private readonly deleted = new Map<Kind, Amount>();
  private repositories = new Map<string, RepositoryAmount>();
  private errorCount = 0;
  private readonly firstErrors: string[] = [];

  /** Goes on from what an interrupted run had counted. */
  static from(record: TallyRecord | undefined): Tally {
    const tally = new Tally();
    if (record) tally.add(record);
    return tally;
  }

  condemn(bytes: number): void {
    this.condemned = plus(this.condemned, { count: 1, bytes });
  }

  delete(kind: Kind, amount: Amount): void {
    this.deleted.set(kind, plus(this.deletedOf(kind), amount));
  }

  /** By the name that people know it by, or had known. */
  charge(from: Pick<RepositoryRecord, "name" | "deletedName"> | undefined, loss: Loss): void {
    if (from) this.chargeTo(from.deletedName ?? from.name, loss);
  }

  fail(error: unknown): void {
    this.errorCount += 1;
    if (this.firstErrors.length < ERRORS_SHOWN) this.firstErrors.push(error instanceof Error ? error.message : String(error));
  }

  add(other: Tally | TallyRecord): void {
    const record = other instanceof Tally ? other.record(COUNTED) : other;
    this.reviewed += record.reviewed;
    this.kept += record.kept;
    this.condemned = plus(this.condemned, record.condemned);
    for (const kind of KINDS) this.delete(kind, record.deleted[kind]);
    for (const { repository, ...loss } of record.repositories) this.chargeTo(repository, loss);
    this.errorCount += record.errors.count;
    this.firstErrors.push(...record.errors.first.slice(0, ERRORS_SHOWN - this.firstErrors.length));
  }

  deletedOf(kind: Kind): Amount {
    return this.deleted.get(kind) ?? { count: 0, bytes: 0 };
  }

  /** In storage. */
  get freedBytes(): number {
    return this.deletedOf("keys").bytes + this.deletedOf("orphans").bytes;
  }

  get isEmpty(): boolean {
    return KINDS.every((kind) => this.deletedOf(kind).count === 0) && this.condemned.count === 0 && this.errorCount === 0;
  }

  record(repositories = TOP): TallyRecord {
    return {
      reviewed: this.reviewed,
      kept: this.kept,
      condemned: this.condemned,
      deleted: Object.fromEntries(KINDS.map((kind) => [kind, this.deletedOf(kind)])) as Record<Kind, Amount>,
      repositories: this.ranked(repositories),
      errors: { count: this.errorCount, first: this.firstErrors },
    };
  }

  private chargeTo(repository: string, loss: Loss): void {
    const known = this.repositories.get(repository) ?? { repository, manifests: 0, links: 0, bytes: 0 };
    const { manifests = 0, links = 0, bytes = 0 } = loss;
    this.repositories.set(repository, {
      repository,
      manifests: known.manifests + manifests,
      links: known.links + links,
      bytes: known.bytes + bytes,
    });
    if (this.repositories.size > COUNTED) this.repositories = new Map(this.ranked(COUNTED / 2).map((each) => [each.repository, each]));
  }

  private ranked(limit: number): RepositoryAmount[] {
    const weight = ({ manifests, links }: RepositoryAmount) => manifests + links;
    return [...this.repositories.values()]
      .sort((a, b) => b.bytes - a.bytes || weight(b) - weight(a) || (a.repository < b.repository ? -1 : 1))
      .slice(0, limit);
  }
}

function plus(one: Amount, other: Amount): Amount {
  return { count: one.count + other.count, bytes: one.bytes + other.bytes };
}
