// Changing one's password, and getting a new one by mail when the old one is forgotten. Nothing here tells who has an account: neither the
// answers nor their times, because whoever asks is answered before anybody looks.
import type { Actor } from "../auth/actor.ts";
import { type Authenticator, CredentialsError } from "../auth/authenticator.ts";
import type { Caller, User as Person } from "../auth/caller.ts";
import { type LoginThrottle, ThrottledError } from "../auth/login-throttle.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { badCode } from "./email-verification.ts";
import { ManagementError } from "./failure.ts";
import { type Mail, passwordResetMail } from "./mail.ts";
import { CODE_MINUTES, type OneTimeCodes } from "./one-time-codes.ts";
import type { Outbox } from "./outbox.ts";
import { type Users, checkNewPassword, toUser } from "./users.ts";

export type Forgetful = { readonly username: string } | { readonly email: string };

/** What is refused takes at least this long: a database looks longer where there is something to find, but not as much longer. */
const REFUSAL_MS = 150;

export class PasswordRecovery {
  constructor(
    private readonly deps: {
      metadata: MetadataReader;
      users: Users;
      codes: OneTimeCodes;
      outbox: Outbox;
      authenticator: Pick<Authenticator, "checkPassword">;
      limits: AttemptLimits;
      /** Of codes, and not of passwords: whoever guesses the one must not keep people from using the other. */
      throttle: LoginThrottle;
    },
  ) {}

  /** Whether forgotten passwords can be replaced by mail. */
  get isOn(): boolean {
    return this.deps.outbox.isOpen;
  }

  /**
   * Ends all other sessions, and what was made with the password. Throws `forbidden` for a wrong current one, `invalid`, `conflict`,
   * ThrottledError, BusyError.
   */
  async change(person: Person, passwords: { current: string; next: string }, { credential }: Caller, actor: Actor): Promise<void> {
    const user = toUser((await this.deps.metadata.users.findById(person.id))!);
    if (!user.hasPassword)
      throw new ManagementError("conflict", { detail: "this account has no password: it signs in through a provider" });
    checkNewPassword(person.username, passwords.next, "new_password");
    await this.checkCurrent(person, passwords.current, actor.address);
    const keptSession = credential.kind === "session" ? credential.id : 0;
    await this.deps.users.setPassword(person.username, passwords.next, { actor, action: "user.password_change", keptSession });
  }

  /** Resolves the same way for everybody. Throws `conflict` where no mail is sent, `rateLimited`, BusyError. */
  async forgot(forgetful: Forgetful, address: string): Promise<void> {
    const { outbox, limits } = this.deps;
    if (!outbox.isOpen) throw new ManagementError("conflict", { detail: "no mail is sent here; ask an administrator for a new password" });
    await limits.byAddress("forgot", address);
    outbox.post(() => this.write(forgetful));
  }

  /** Ends every session. Throws `invalid` for a code that is not good and a password that cannot be, ThrottledError, BusyError. */
  async reset(wanted: { username: string; code: string; password: string }, actor: Actor): Promise<void> {
    const { username, code, password } = wanted;
    checkNewPassword(username, password, "new_password");
    await this.countAttempt(username, actor.address);
    const user = await this.redeem(username, code);
    const { throttle, users } = this.deps;
    if (!user) {
      await throttle.failed(username, actor.address);
      throw badCode();
    }
    await throttle.succeeded(username, actor.address);
    const self = { ...actor, kind: "user", id: user.id, name: username, credential: "code" } as const;
    await users.setPassword(username, password, { actor: self, action: "user.password_recover", field: "new_password" });
  }

  private async checkCurrent({ username }: Person, password: string, address: string): Promise<void> {
    try {
      await this.deps.authenticator.checkPassword(username, password, address);
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      // Not as wrong credentials: those of the request are right, and clients would sign their user out.
      throw new ManagementError("forbidden", {
        detail: "the current password is wrong",
        errors: [{ pointer: "/current_password", detail: "is wrong" }],
      });
    }
  }

  private async countAttempt(username: string, address: string): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.deps.throttle.check(username, address);
    if (!allowed) throw new ThrottledError(retryAfterSeconds);
  }

  private async redeem(username: string, code: string): Promise<UserRecord | undefined> {
    const startedAt = performance.now();
    const user = await this.deps.metadata.users.find(username);
    const redeemed = await this.deps.codes.redeem(user?.id ?? 0, "password", code);
    if (user && redeemed && mayRecover(user)) return user;
    await Bun.sleep(Math.max(0, REFUSAL_MS - (performance.now() - startedAt)));
    return undefined;
  }

  private async write(forgetful: Forgetful): Promise<Mail | undefined> {
    const { metadata, codes, outbox } = this.deps;
    const user = await ("email" in forgetful ? metadata.users.findByEmail(forgetful.email) : metadata.users.find(forgetful.username));
    if (user?.email === undefined || !mayRecover(user)) return undefined;
    const code = await codes.issue(user.id, "password");
    if (code === undefined) return undefined;
    return { to: user.email, ...passwordResetMail({ username: user.username, code, validMinutes: CODE_MINUTES, site: outbox.site }) };
  }
}

/** An address that nobody has proved to be theirs may be anybody's, and who signs in through a provider must not get around it. */
function mayRecover(user: UserRecord): boolean {
  return user.emailVerifiedAt !== undefined && user.disabledAt === undefined && toUser(user).hasPassword;
}
