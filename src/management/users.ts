// Users, as an administrator manages them.
import { PASSWORD_LENGTH_LIMIT, hashPassword } from "../auth/passwords.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";

export class UserError extends Error {
  override readonly name = "UserError";
  constructor(
    readonly kind: "exists" | "unknown" | "invalid",
    message: string,
  ) {
    super(message);
  }
}

/** Without what nobody is ever shown. */
export type User = Omit<UserRecord, "passwordHash" | "totpSecret" | "totpStep" | "epoch">;

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly isAdmin: boolean;
}

/** A user's name is the first component of their repositories' names. */
const USERNAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const USERNAME_LENGTH_LIMIT = 64;
export const PASSWORD_LENGTH_MINIMUM = 8;

export class Users {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** Throws UserError: invalid, or exists when a user or another namespace has the name. */
  async create(user: NewUser): Promise<void> {
    await this.insert(user, (tx, now) => tx.namespaces.create(user.username, "user", now));
  }

  async list(): Promise<User[]> {
    const users = await this.deps.metadata.read.users.list();
    return users.map(({ passwordHash: _hash, totpSecret: _seed, totpStep: _step, epoch: _epoch, ...user }) => user);
  }

  /** The old password is refused from this moment on, cached or not. Throws UserError: invalid, unknown. */
  async resetPassword(username: string, password: string): Promise<void> {
    checkPassword(password);
    const passwordHash = await hashPassword(password);
    const changed = await this.deps.metadata.transaction((tx) => tx.users.setPassword(username, passwordHash));
    if (!changed) throw unknownUser(username);
  }

  /** Throws UserError: unknown. */
  async setDisabled(username: string, disabled: boolean): Promise<void> {
    const disabledAt = disabled ? this.deps.clock.now() : undefined;
    const changed = await this.deps.metadata.transaction((tx) => tx.users.setDisabled(username, disabledAt));
    if (!changed) throw unknownUser(username);
  }

  /** Makes the first administrator of an installation that has no user at all; undefined when it has one. */
  async ensureFirstAdmin(
    username: string,
    password: string | undefined,
  ): Promise<{ username: string; generatedPassword: string | undefined } | undefined> {
    if (await this.deps.metadata.read.users.any()) return undefined;
    const generatedPassword = password === undefined ? generatePassword() : undefined;
    const user = { username, password: password ?? generatedPassword!, isAdmin: true };
    // While the registry was open, anybody may have pushed under the name that the administrator gets.
    await this.insert(user, async (tx, now) => (await tx.namespaces.create(username, "user", now)) ?? tx.namespaces.adopt(username));
    return { username, generatedPassword };
  }

  private async insert(
    { username, password, isAdmin }: NewUser,
    namespaceOf: (tx: MetadataWriter, now: number) => Promise<number | undefined>,
  ): Promise<void> {
    checkUsername(username);
    checkPassword(password);
    const passwordHash = await hashPassword(password);
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const namespaceId = await namespaceOf(tx, now);
      if (namespaceId === undefined) throw new UserError("exists", `the name "${username}" is taken`);
      await tx.users.create({ namespaceId, username, passwordHash, isAdmin }, now);
    });
  }
}

/** 120 random bits, in letters and digits that survive every shell. */
export function generatePassword(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString("hex");
}

function checkUsername(username: string): void {
  if (username.length > USERNAME_LENGTH_LIMIT || !USERNAME.test(username)) {
    throw new UserError(
      "invalid",
      `username must be lower-case letters and digits, joined by single ".", "_" or "-", at most ${USERNAME_LENGTH_LIMIT} long`,
    );
  }
}

function checkPassword(password: string): void {
  if (password.length < PASSWORD_LENGTH_MINIMUM || password.length > PASSWORD_LENGTH_LIMIT) {
    throw new UserError("invalid", `password must have between ${PASSWORD_LENGTH_MINIMUM} and ${PASSWORD_LENGTH_LIMIT} characters`);
  }
}

function unknownUser(username: string): UserError {
  return new UserError("unknown", `there is no user "${username}"`);
}
