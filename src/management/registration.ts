// Registration: people who make their own accounts, as far as the installation lets them.
import type { Actor } from "../auth/actor.ts";
import { isReservedName } from "../auth/namespace-names.ts";
import { BusyError } from "../lib/busy-error.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { EmailVerification } from "./email-verification.ts";
import { ManagementError } from "./failure.ts";
import type { Invitations } from "./invitations.ts";
import { type User, type Users, checkNewPassword, checkUsername } from "./users.ts";

/** Nobody, whoever has an invitation, or everybody. */
export type RegistrationMode = "off" | "invitation" | "open";

export interface Registrant {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  /** Its secret. */
  readonly invitation?: string | undefined;
}

export class Registration {
  constructor(
    private readonly deps: {
      mode: RegistrationMode;
      metadata: MetadataReader;
      users: Users;
      invitations: Invitations;
      verification: EmailVerification;
      limits: AttemptLimits;
    },
  ) {}

  /** What people are told before they try. */
  get mode(): RegistrationMode {
    return this.deps.mode;
  }

  /**
   * The address belongs to the account when the code that is sent there comes back. Throws `forbidden` where registration is not for
   * them, `nameTaken`, `invalid`, `rateLimited`; for an invitation as `Invitations.accept` does.
   */
  async register(registrant: Registrant, actor: Actor): Promise<User> {
    const { users, limits, verification } = this.deps;
    const { username, password, email } = registrant;
    await this.refuseUninvited(registrant);
    checkUsername(username);
    checkNewPassword(username, password);
    if (isReservedName(username)) throw new ManagementError("nameTaken", { detail: `the name "${username}" is reserved` });
    await limits.byAddress("register", actor.address);
    const claimed = verification.isOn ? undefined : await this.unclaimed(email);
    const user = await this.create({ username, password, email: claimed, isAdmin: false }, registrant, actor);
    if (verification.isOn) await this.startVerification(user, email);
    return users.get(username);
  }

  private async refuseUninvited({ email, invitation }: Registrant): Promise<void> {
    const { mode, invitations } = this.deps;
    if (mode === "off") throw new ManagementError("forbidden", { detail: "accounts are made by administrators here" });
    if (mode === "invitation" && invitation === undefined) throw new ManagementError("forbidden", { detail: "an invitation is needed" });
    if (invitation !== undefined) await invitations.check(invitation, email);
  }

  private create(user: Parameters<Users["create"]>[0], { email, invitation }: Registrant, actor: Actor): Promise<User> {
    const { users, invitations } = this.deps;
    return users.create(user, actor, async (tx, { id, username }) => {
      if (invitation !== undefined) await invitations.redeem(tx, invitation, { id, username, email }, actor);
    });
  }

  /** The account is there, whether the mail can be sent now or not: its person may ask for another one. */
  private async startVerification(user: User, email: string): Promise<void> {
    try {
      await this.deps.verification.start(user, email);
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
    }
  }

  /** Without mail nobody proves an address. One that somebody has is left out, or registering would tell whose are known here. */
  private async unclaimed(email: string): Promise<string | undefined> {
    return (await this.deps.metadata.users.findByEmail(email)) ? undefined : email;
  }
}
