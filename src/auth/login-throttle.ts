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
// Memory is bounded. Names that do not exist are counted like others, or the difference would tell who exists. To push a counter out
// somebody needs as many attempts as there are places, and each of them is counted at the address that it comes from. Known pairs cannot be
// pushed out by failures, and one account has no more than a few, so that nobody can push out those of others from an address block.
import { LRUCache } from "lru-cache";
import { addressGroup } from "../lib/address-group.ts";
import { upTo } from "../lib/bounded-lru.ts";
import type { Clock } from "../lib/clock.ts";

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
}

const FREE_PER_ADDRESS = 10;
const FREE_PER_ACCOUNT = 10;
const FREE_PER_PAIR = 5;
const LONGEST_WAIT_MS = 60_000;
const FORGOTTEN_AFTER_MS = 60 * 60 * 1000;
const KNOWN_FOR_MS = 30 * 24 * 60 * 60 * 1000;
const KNOWN_ADDRESSES_PER_ACCOUNT = 20;

/** Attempts that failed, or whose end is not known yet. */
interface Counter {
  readonly free: number;
  attempts: number;
  lastAt: number;
}

interface KnownPair {
  readonly counter: Counter;
  readonly until: number;
}

export class LoginThrottle {
  private readonly clock: Clock;
  private readonly addresses: LRUCache<string, Counter>;
  private readonly accounts: LRUCache<string, Counter>;
  private readonly known: LRUCache<string, Map<string, KnownPair>>;

  /** `maxKeys` bounds the addresses, the accounts, and the accounts with known addresses, each by itself. */
  constructor({ clock, maxKeys }: { clock: Clock; maxKeys: number }) {
    this.clock = clock;
    this.addresses = new LRUCache(upTo(maxKeys));
    this.accounts = new LRUCache(upTo(maxKeys));
    this.known = new LRUCache(upTo(maxKeys));
  }

  /** Counts the attempt when it is allowed: `failed`, `succeeded` or `withdrawn` must then be called with the same names. */
  check(username: string, address: string): LoginDecision {
    const now = this.clock.now();
    const counters = this.countersOf(username, address);
    const waitMs = Math.max(...counters.map((counter) => waitOf(counter, now)));
    if (waitMs > 0) return { allowed: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
    for (const counter of counters) {
      counter.attempts = attemptsOf(counter, now) + 1;
      counter.lastAt = now;
    }
    return { allowed: true, retryAfterSeconds: 0 };
  }

  /** The wait begins with the answer: the time that hashing took is not part of it. */
  failed(username: string, address: string): void {
    for (const counter of this.countersOf(username, address)) counter.lastAt = this.clock.now();
  }

  /** Whoever knows whether the password was right could not be asked: the attempt does not count. */
  withdrawn(username: string, address: string): void {
    for (const counter of this.countersOf(username, address)) counter.attempts = Math.max(0, counter.attempts - 1);
  }

  succeeded(username: string, address: string): void {
    this.withdrawn(username, address);
    this.remember(accountKey(username), addressGroup(address));
  }

  private remember(account: string, group: string): void {
    const pairs = this.known.get(account) ?? new Map<string, KnownPair>();
    // Put in anew, it is the last: the first one is then the one that was used longest ago.
    pairs.delete(group);
    pairs.set(group, { counter: newCounter(FREE_PER_PAIR), until: this.clock.now() + KNOWN_FOR_MS });
    if (pairs.size > KNOWN_ADDRESSES_PER_ACCOUNT) pairs.delete(pairs.keys().next().value!);
    this.known.set(account, pairs);
  }

  private countersOf(username: string, address: string): readonly Counter[] {
    const [account, group] = [accountKey(username), addressGroup(address)];
    const pair = this.known.get(account)?.get(group);
    if (pair && pair.until > this.clock.now()) return [pair.counter];
    return [findOrAdd(this.addresses, group, FREE_PER_ADDRESS), findOrAdd(this.accounts, account, FREE_PER_ACCOUNT)];
  }
}

function waitOf(counter: Counter, now: number): number {
  const beyond = attemptsOf(counter, now) - counter.free;
  // After the clock was set back nobody knows how long ago it was: one attempt tells.
  if (beyond < 0 || now < counter.lastAt) return 0;
  return Math.max(0, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** beyond) - (now - counter.lastAt));
}

function attemptsOf(counter: Counter, now: number): number {
  return now - counter.lastAt >= FORGOTTEN_AFTER_MS ? 0 : counter.attempts;
}

function findOrAdd(counters: LRUCache<string, Counter>, key: string, free: number): Counter {
  const found = counters.get(key) ?? newCounter(free);
  counters.set(key, found);
  return found;
}

function newCounter(free: number): Counter {
  return { free, attempts: 0, lastAt: 0 };
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
