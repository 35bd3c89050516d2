// Slows the guessing of passwords without giving anybody a way to lock somebody else out.
//
// An account that is closed after so many wrong passwords can be closed by everybody who knows its name, so no account is ever closed.
// Three things are counted instead, each with a few free attempts, then a wait that doubles with each failure up to a minute, and a clean
// slate after an hour without a failure:
//
// - each address, over all accounts: one machine that tries many passwords or many names becomes slow;
// - each account, over all addresses from which it was never signed in to: a thousand machines that share the work become slow as well;
// - each known pair of account and address, where a sign-in succeeded within 30 days. A known pair is counted by itself and by nothing
//   else: whatever goes on elsewhere, or at the same address against other accounts, the owner gets in from where they always do.
//
// What is left to an attacker: while they keep trying, the owner may have to wait at an address they never used. That is a minute at a
// time and not for good, and passkeys, tokens and known addresses are not concerned. A longer wait would hurt that owner more than the
// attacker: a minute leaves 1440 guesses a day, against an account however many machines take part.
//
// An attempt is counted when it is allowed and not when it has failed, or a thousand guesses at once would all pass before the first
// of them is known to be wrong. A success takes back its own count and no other: else an attacker would sign in to an account of their own
// between guesses. Only for the pair it starts afresh, because whoever knows the password has no need to guess it.
//
// Nodes that share a cache count together. Memory is bounded where it is the process's own: names that do not exist are counted like
// others, or the difference would tell who exists. To push a counter out somebody needs as many attempts as there are places, and each of
// them is counted at the address that it comes from. Known pairs cannot be pushed out by failures, and one account has no more than a few,
// so that nobody can push out those of others from an address block.
import type { AttemptCounter, AttemptPolicy, Cache, RecentSet } from "../cache/cache.ts";
import { addressGroup } from "../lib/address-group.ts";

/** Too many wrong passwords lately. */
export class ThrottledError extends Error {
  override readonly name = "ThrottledError";
  constructor(readonly retryAfterSeconds: number) {
    super("too many failed sign-ins; try again later");
  }
}

export interface LoginDecision {
  readonly allowed: boolean;
  /** 0 when it is allowed. */
  readonly retryAfterSeconds: number;
  /** Whether the account was signed in to from there. */
  readonly isKnownAddress: boolean;
}

const FREE_PER_ADDRESS = 10;
const FREE_PER_ACCOUNT = 10;
const FREE_PER_PAIR = 5;
const POLICY: AttemptPolicy = { longestWaitMs: 60_000, forgottenAfterMs: 60 * 60 * 1000 };
const KNOWN_FOR_MS = 30 * 24 * 60 * 60 * 1000;
const KNOWN_ADDRESSES_PER_ACCOUNT = 20;

export class LoginThrottle {
  /** `kind` says what is guessed (`password`, `code`): each is counted by itself. */
  constructor(
    private readonly cache: Cache,
    private readonly kind: string,
  ) {}

  /** Counts the attempt when it is allowed: `failed`, `succeeded` or `withdrawn` must then be called with the same names. */
  async check(username: string, address: string): Promise<LoginDecision> {
    const counters = await this.countersOf(username, address);
    const waitMs = await this.cache.attempt(counters, POLICY);
    return { allowed: waitMs === 0, retryAfterSeconds: Math.ceil(waitMs / 1000), isKnownAddress: counters.length === 1 };
  }

  /** The wait begins with the answer: the time that hashing took is not part of it. */
  async failed(username: string, address: string): Promise<void> {
    await this.cache.attemptFailed(await this.countersOf(username, address));
  }

  /** Whoever knows whether the password was right could not be asked: the attempt does not count. */
  async withdrawn(username: string, address: string): Promise<void> {
    await this.cache.attemptWithdrawn(await this.countersOf(username, address));
  }

  async succeeded(username: string, address: string): Promise<void> {
    await this.withdrawn(username, address);
    const [account, group] = [accountKey(username), addressGroup(address)];
    await this.cache.attemptsForgotten(this.pairCounter(account, group));
    await this.cache.remember(this.knownAddresses(account), group);
  }

  private async countersOf(username: string, address: string): Promise<readonly AttemptCounter[]> {
    const [account, group] = [accountKey(username), addressGroup(address)];
    if (await this.cache.remembers(this.knownAddresses(account), group)) return [this.pairCounter(account, group)];
    return [
      { space: this.space("address"), key: group, free: FREE_PER_ADDRESS },
      { space: this.space("account"), key: account, free: FREE_PER_ACCOUNT },
    ];
  }

  private pairCounter(account: string, group: string): AttemptCounter {
    return { space: this.space("pair"), key: `${account} ${group}`, free: FREE_PER_PAIR };
  }

  private knownAddresses(account: string): RecentSet {
    return { space: this.space("known"), key: account, keepMs: KNOWN_FOR_MS, maxMembers: KNOWN_ADDRESSES_PER_ACCOUNT };
  }

  private space(what: string): string {
    return `${this.kind}-attempts-by-${what}`;
  }
}

/**
 * A hash, because what somebody sends as a name can be as long as a header. Directories take many ways to write a name for the same one:
 * full-width letters, accents, more blanks. Counted each by itself, they would give as many free attempts as there are ways.
 */
function accountKey(username: string): string {
  const plain = username
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(/\s+/g, " ")
    .toLowerCase();
  return new Bun.CryptoHasher("sha256").update(plain).digest("base64");
}
