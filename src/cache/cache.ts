// What several nodes share for a while and may lose at any moment: limits, counted attempts, decisions that were costly to make. The
// database is the truth; nothing here may be needed for an answer to be right.

/** A token bucket. */
export interface RateLimit {
  /** Tokens that come back in a minute, more than 0. */
  readonly perMinute: number;
  /** Tokens that a full bucket holds, at least 1. */
  readonly burst: number;
}

export interface RateDecision {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** The most that can be left: the burst. */
  readonly limit: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until the same can be asked with success; 0 when it was allowed. */
  readonly retryAfterSeconds: number;
}

/** Counts attempts that failed, or whose end is not known yet. After `free` of them each makes the next one wait twice as long. */
export interface AttemptCounter {
  readonly space: string;
  readonly key: string;
  readonly free: number;
}

export interface AttemptPolicy {
  readonly longestWaitMs: number;
  /** This long after the last one a counter is as if it had never been. */
  readonly forgottenAfterMs: number;
}

/** The members of a set that were put in last; the others are forgotten. */
export interface RecentSet {
  readonly space: string;
  readonly key: string;
  readonly keepMs: number;
  readonly maxMembers: number;
}

export interface Found {
  readonly value: string;
  /** How much longer it is kept, more than 0. */
  readonly remainingMs: number;
}

/**
 * Everything lies in a space, of which the code names a few, under a key; keys are short and kept as they are. Each operation happens as a
 * whole or not at all, also among nodes. Time is that of the cache: nodes whose clocks disagree share it all the same.
 */
export interface Cache {
  /** For people: which one, without user and password. */
  readonly description: string;

  /**
   * What was put, unless it is too old or was lost. A node may remember a value by itself that another has deleted, so a key must say
   * everything that its value depends on.
   */
  find(space: string, key: string): Promise<Found | undefined>;
  /** Not kept at all with `keepMs` 0. */
  put(space: string, key: string, value: string, keepMs: number): Promise<void>;
  delete(space: string, key: string): Promise<void>;

  /**
   * Takes `cost` tokens, or none when there are not as many; a cost above the burst takes a full bucket. A bucket that was never asked for
   * is full.
   */
  take(space: string, key: string, limit: RateLimit, cost: number): Promise<RateDecision>;

  /** Resolves to 0 and counts one attempt on each, or, when one of them makes it wait, to that wait in ms, and counts nothing. */
  attempt(counters: readonly AttemptCounter[], policy: AttemptPolicy): Promise<number>;
  /** The wait begins now, and not when the attempt was allowed. */
  attemptFailed(counters: readonly AttemptCounter[]): Promise<void>;
  /** The attempt does not count after all. */
  attemptWithdrawn(counters: readonly AttemptCounter[]): Promise<void>;
  /** A clean slate. */
  attemptsForgotten(counter: AttemptCounter): Promise<void>;

  /** The member is now the last one that was put in. */
  remember(set: RecentSet, member: string): Promise<void>;
  remembers(set: RecentSet, member: string): Promise<boolean>;

  /** Throws when it cannot be used as it should be, for writing too. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
