// The second factor of a password: codes from an app, and recovery codes for when the app is gone.
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { CredentialsError } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import { type LoginThrottle, ThrottledError } from "../auth/login-throttle.ts";
import type { SecretBox } from "../auth/secret-box.ts";
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, totpUri, verifyTotp } from "../auth/totp.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { ManagementError } from "./failure.ts";

/** What somebody shows as their second factor: one of them. */
export interface SecondFactorAnswer {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

export interface SecondFactorStatus {
  /** Undefined without a second factor. */
  readonly totpConfirmedAt: number | undefined;
  readonly recoveryCodesLeft: number;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly box: SecretBox;
  /** Six digits are guessed in a million attempts, so they are counted like passwords, and apart from them. */
  readonly throttle: LoginThrottle;
}

export class SecondFactors {
  constructor(private readonly deps: Dependencies) {}

  async status(userId: number): Promise<SecondFactorStatus> {
    const { users, recoveryCodes } = this.deps.metadata.read;
    const user = await users.findById(userId);
    return { totpConfirmedAt: user?.totpConfirmedAt, recoveryCodesLeft: await recoveryCodes.countLeft(userId) };
  }

  /** Counts only once it is confirmed; until then each call makes a new seed. Throws ManagementError: conflict. */
  async beginTotp(userId: number, issuer: string): Promise<{ secret: string; uri: string }> {
    const secret = newTotpSecret();
    const sealed = this.deps.box.seal(secret, contextOf(userId));
    const username = await this.deps.metadata.transaction(async (tx) => {
      const user = await userWithoutTotp(tx, userId);
      await tx.users.setTotp(userId, { secret: sealed, confirmedAt: undefined, step: 0 });
      return user.username;
    });
    return { secret, uri: totpUri(secret, username, issuer) };
  }

  /**
   * From now on the password alone is not enough, and what it opened alone ends: whoever had it is why people do this. Only the session that
   * asks goes on. Resolves to the recovery codes. Throws ManagementError, CredentialsError, ThrottledError.
   */
  async confirmTotp(userId: number, code: string, { credential }: Caller, actor: Actor): Promise<string[]> {
    const user = await userWithoutTotp(this.deps.metadata.read, userId);
    const { totpSecret } = user;
    if (totpSecret === undefined) throw new ManagementError("conflict", { detail: "begin with a new secret first" });
    const now = this.deps.clock.now();
    const { codes, hashes } = newRecoveryCodes();
    await this.counted(user, actor.address, async () => {
      const step = verifyTotp(this.deps.box.open(totpSecret, contextOf(userId)), code, now, user.totpStep);
      if (step === undefined) return false;
      await this.deps.metadata.transaction(async (tx) => {
        const { totpSecret: present } = await userWithoutTotp(tx, userId);
        // Begun anew in another window meanwhile: the code was for a seed that is gone.
        if (present !== totpSecret) throw new ManagementError("conflict", { detail: "another secret was begun with meanwhile" });
        await tx.users.setTotp(userId, { secret: totpSecret, confirmedAt: now, step });
        await tx.recoveryCodes.replaceAll(userId, hashes);
        const revoked = await tx.sessions.revokeOfUser(userId, credential.kind === "session" ? credential.id : 0, now);
        const change = { action: "second_factor.enable", target: user.username, namespaceId: user.namespaceId };
        await recordChange(tx, actor, { ...change, before: { revoked } }, now);
      });
      return true;
    });
    return codes;
  }

  /** Whoever may do this without an answer has proved lately who they are. Throws ManagementError, CredentialsError, ThrottledError. */
  async disableTotp(userId: number, answer: SecondFactorAnswer | undefined, actor: Actor): Promise<void> {
    const user = await userWithTotp(this.deps.metadata.read, userId);
    if (answer) await this.verify(user, answer, actor.address);
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      await userWithTotp(tx, userId);
      await tx.users.setTotp(userId, undefined);
      await tx.recoveryCodes.replaceAll(userId, []);
      await recordChange(tx, actor, { action: "second_factor.disable", target: user.username, namespaceId: user.namespaceId }, now);
    });
  }

  /** Those of before are no longer good. Throws ManagementError: conflict. */
  async renewRecoveryCodes(userId: number, actor: Actor): Promise<string[]> {
    const now = this.deps.clock.now();
    const { codes, hashes } = newRecoveryCodes();
    await this.deps.metadata.transaction(async (tx) => {
      const { username, namespaceId } = await userWithTotp(tx, userId);
      await tx.recoveryCodes.replaceAll(userId, hashes);
      await recordChange(tx, actor, { action: "recovery_codes.renew", target: username, namespaceId }, now);
    });
    return codes;
  }

  /** Uses the code up. Throws CredentialsError, ThrottledError. */
  async verify(user: UserRecord, { code, recoveryCode }: SecondFactorAnswer, address: string): Promise<"code" | "recovery-code"> {
    if (recoveryCode === undefined) {
      await this.counted(user, address, () => this.useCode(user, code ?? ""));
      return "code";
    }
    await this.counted(user, address, () => this.useRecoveryCode(user, recoveryCode));
    return "recovery-code";
  }

  private async useCode({ id, totpSecret, totpStep }: UserRecord, code: string): Promise<boolean> {
    if (totpSecret === undefined) return false;
    const step = verifyTotp(this.deps.box.open(totpSecret, contextOf(id)), code, this.deps.clock.now(), totpStep);
    return step !== undefined && this.deps.metadata.transaction((tx) => tx.users.useTotpStep(id, step));
  }

  private useRecoveryCode({ id }: UserRecord, recoveryCode: string): Promise<boolean> {
    const codeHash = hashRecoveryCode(recoveryCode);
    return this.deps.metadata.transaction((tx) => tx.recoveryCodes.use(id, codeHash, this.deps.clock.now()));
  }

  private async counted({ username }: UserRecord, address: string, attempt: () => Promise<boolean>): Promise<void> {
    const { throttle } = this.deps;
    const { allowed, retryAfterSeconds } = await throttle.check(username, address);
    if (!allowed) throw new ThrottledError(retryAfterSeconds);
    if (await attempt()) return throttle.succeeded(username, address);
    await throttle.failed(username, address);
    throw new CredentialsError("Code", username);
  }
}

async function userWithTotp(read: Pick<MetadataWriter, "users"> | MetadataStore["read"], userId: number): Promise<UserRecord> {
  const user = await read.users.findById(userId);
  if (user?.totpConfirmedAt !== undefined) return user;
  throw new ManagementError("conflict", { detail: "there is no second factor" });
}

async function userWithoutTotp(read: Pick<MetadataWriter, "users"> | MetadataStore["read"], userId: number): Promise<UserRecord> {
  const user = await read.users.findById(userId);
  if (user && user.totpConfirmedAt === undefined) return user;
  throw new ManagementError("conflict", { detail: "there is a second factor already: take it away first" });
}

function contextOf(userId: number): string {
  return `totp:${userId}`;
}
