// Whose an address is: a code goes there, and whoever types it here reads that mailbox. Until then the account does not have the address,
// so nobody can keep somebody else's from them, or learn that it is known here.
import type { Actor } from "../auth/actor.ts";
import type { User as Person } from "../auth/caller.ts";
import { ManagementError } from "./failure.ts";
import { emailVerificationMail } from "./mail.ts";
import { CODE_MINUTES, type OneTimeCodes } from "./one-time-codes.ts";
import type { Outbox } from "./outbox.ts";
import type { User, Users } from "./users.ts";

export class EmailVerification {
  constructor(private readonly deps: { users: Users; codes: OneTimeCodes; outbox: Outbox }) {}

  /** Whether addresses are verified at all: without mail they cannot be. */
  get isOn(): boolean {
    return this.deps.outbox.isOpen;
  }

  /** Throws `rateLimited` when a code was sent less than a minute ago. */
  async start({ id, username }: Pick<Person, "id" | "username">, email: string): Promise<void> {
    const { codes, outbox } = this.deps;
    const code = await codes.issue(id, "email", email);
    if (code === undefined) throw new ManagementError("rateLimited", { detail: "a code was sent just now", retryAfterSeconds: 60 });
    outbox.post(async () => ({
      to: email,
      ...emailVerificationMail({ username, code, validMinutes: CODE_MINUTES, site: outbox.site }),
    }));
  }

  /** Throws `invalid` for a code that is not good; `conflict` when another account has proved that the address is theirs. */
  async finish({ id, username }: Person, code: string, actor: Actor): Promise<User> {
    const redeemed = await this.deps.codes.redeem(id, "email", code);
    if (redeemed?.detail === undefined) throw badCode();
    return this.deps.users.update(username, { email: redeemed.detail, isEmailVerified: true }, undefined, actor);
  }
}

/** The same for a wrong code, for none, and for nobody. */
export function badCode(): ManagementError {
  return new ManagementError("invalid", { errors: [{ pointer: "/code", detail: "is wrong, was used or has expired" }] });
}
