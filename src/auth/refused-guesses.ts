// Who was told to wait is not looked at until then. A password that was verified a moment ago passes without being counted, so without this
// a guesser who must wait could go on guessing at once: what is wrong is refused again, and what is right gets in.
import { LRUCache } from "lru-cache";
import { addressGroup } from "../lib/address-group.ts";
import { upTo } from "../lib/bounded-lru.ts";
import type { Clock } from "../lib/clock.ts";
import { type LoginDecision, ThrottledError } from "./login-throttle.ts";

const REFUSED_LIMIT = 10_000;

export class RefusedGuesses {
  private readonly until = new LRUCache<string, number>(upTo(REFUSED_LIMIT));

  constructor(private readonly clock: Clock) {}

  /** Throws ThrottledError. */
  check(username: string, address: string): void {
    // As a rule nobody is, and everybody passes here with each request.
    if (this.until.size === 0) return;
    const until = this.until.get(keyOf(username, address));
    const waitMs = until === undefined ? 0 : until - this.clock.now();
    if (waitMs > 0) throw new ThrottledError(Math.ceil(waitMs / 1000));
  }

  /**
   * Throws ThrottledError unless it is allowed. Where the account is at home nothing is remembered: a forgotten job with an old password must
   * not keep out everybody at its address who has the right one.
   */
  refuse({ allowed, isKnownAddress, retryAfterSeconds }: LoginDecision, username: string, address: string): void {
    if (allowed) return;
    if (!isKnownAddress) this.until.set(keyOf(username, address), this.clock.now() + retryAfterSeconds * 1000);
    throw new ThrottledError(retryAfterSeconds);
  }
}

function keyOf(username: string, address: string): string {
  return new Bun.CryptoHasher("sha256").update(`${addressGroup(address)}\0${username}`).digest("base64");
}
