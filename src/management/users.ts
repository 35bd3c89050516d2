// Users: their profiles, and what site administrators do with their accounts. Shared by the Management API and the command line of the
// machine.
import { type Actor, systemActor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { NO_PASSWORD, PASSWORD_LENGTH_LIMIT, hashPassword } from "../auth/passwords.ts";
import { looksLikeSecret } from "../auth/secret-tokens.ts";
import { BoundedQueue } from "../lib/bounded-queue.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { differences } from "./differences.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

/** Without what nobody is ever shown. */
export interface User extends Omit<UserRecord, "passwordHash" | "totpSecret" | "totpStep" | "epoch"> {
  /** Who signs in through a provider alone has none. */
  readonly hasPassword: boolean;
}

export interface NewUser {
  readonly username: string;
  /** Undefined for who signs in through a provider, or is given one later. */
  readonly password: string | undefined;
  readonly isAdmin: boolean;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  /** Somebody who may say so says that the address is theirs. */
  readonly isEmailVerified?: boolean;
}

/** What is left out stays as it is. */
export interface UserChanges {
  readonly displayName?: string | undefined;
  /** Null for none. */
  readonly email?: string | null | undefined;
  readonly isEmailVerified?: boolean;
  readonly isAdmin?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** A user's name is the first component of their repositories' names. */
const USERNAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const USERNAME_LENGTH_LIMIT = 64;
export const PASSWORD_LENGTH_MINIMUM = 8;
/** What works without a server is done by whoever may read its files. */
const OPERATOR = systemActor("command line");

export class Users {
  /** Hashing takes its memory and its threads from uploads, and anybody can ask for a registration. */
  private readonly hashing = new BoundedQueue({ atOnce: 2, waiting: 50 });

  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock }) {}

  /** Throws `invalid`; `nameTaken` when a user or another namespace has the name, or had it; `conflict` for a taken address. */
  async create(user: NewUser, actor: Actor = OPERATOR, together: Together = async () => {}): Promise<User> {
    const { username } = user;
    await this.insert(user, actor, (tx, now) => tx.namespaces.create(username, "user", now), together);
    return this.get(username);
  }

  async list(): Promise<User[]> {
    return (await this.deps.metadata.read.users.list()).map(toUser);
  }

  /** By username. */
  async page({ after, limit }: PageOptions<string>): Promise<Page<User>> {
    return pageFrom((await this.deps.metadata.read.users.page(after, limit + 1)).map(toUser), limit);
  }

  async find(username: string): Promise<User | undefined> {
    const found = await this.deps.metadata.read.users.find(username);
    return found && toUser(found);
  }

  /** Throws `notFound`. */
  async get(username: string): Promise<User> {
    return toUser(found(await this.deps.metadata.read.users.find(username)));
  }

  /** Whether both are members of some organization: then they may know each other's names. */
  sharesOrganization(userId: number, otherId: number): Promise<boolean> {
    return this.deps.metadata.read.users.sharesOrganization(userId, otherId);
  }

  /** `version` undefined: whatever it is now. Throws `notFound`, `stale`, `conflict`. */
  async update(username: string, changes: UserChanges, version: number | undefined, actor: Actor): Promise<User> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const user = found(await tx.users.find(username));
      if (version !== undefined && user.version !== version) throw new ManagementError("stale");
      await this.applyProfile(tx, user, changes, { actor, now });
      if (changes.isDisabled !== undefined) await switchUser(tx, found(await tx.users.find(username)), changes.isDisabled, { actor, now });
    });
    return this.get(username);
  }

  /** The old password is refused from this moment on, cached or not, and every session ends. Throws `invalid`, `notFound`. */
  async resetPassword(username: string, password: string, actor: Actor = OPERATOR): Promise<void> {
    await this.setPassword(username, password, { actor, action: "user.password_reset" });
  }

  /** Of all sessions only `keptSession` goes on. Throws `invalid`, about `field`; `notFound`. */
  async setPassword(
    username: string,
    password: string,
    how: { actor: Actor; action: string; field?: string; keptSession?: number },
  ): Promise<void> {
    checkNewPassword(username, password, how.field);
    const passwordHash = await this.hash(password);
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const { id, namespaceId } = found(await tx.users.find(username));
      await tx.users.setPassword(username, passwordHash);
      await tx.sessions.revokeOfUser(id, how.keptSession ?? 0, now);
      await tx.oneTimeCodes.delete(id, "password");
      await recordChange(tx, how.actor, { action: how.action, target: username, namespaceId }, now);
    });
  }

  /** Whoever is disabled is out at once, whatever tokens they hold; their sessions do not come back. Throws `notFound`, `conflict`. */
  async setDisabled(username: string, disabled: boolean, actor: Actor = OPERATOR): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => switchUser(tx, found(await tx.users.find(username)), disabled, { actor, now }));
  }

  /**
   * The name stays reserved for good: it is in other people's pull commands, and whoever got it would be taken for this one.
   * Throws `notFound`, `conflict` while somebody or something depends on them.
   */
  async delete(username: string, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const user = found(await tx.users.find(username));
      await keepLastAdmin(tx, user);
      await refuseNeeded(tx, user);
      const held = await tx.holds.findHeldRepository(user.namespaceId, now);
      if (held !== undefined) throw new ManagementError("conflict", { detail: `a hold protects something in ${held}` });
      await tx.users.delete(user.id);
      await tx.namespaces.delete(user.namespaceId, username, now);
      await recordChange(tx, actor, { action: "user.delete", target: username, namespaceId: user.namespaceId, before: seen(user) }, now);
    });
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
    const namespaceOf = async (tx: MetadataWriter, now: number) =>
      (await tx.namespaces.create(username, "user", now)) ?? tx.namespaces.adopt(username);
    await this.insert(user, systemActor("first start"), namespaceOf);
    return { username, generatedPassword };
  }

  private async insert(
    { username, password, isAdmin, displayName = "", email, isEmailVerified = false }: NewUser,
    actor: Actor,
    namespaceOf: (tx: MetadataWriter, now: number) => Promise<number | undefined>,
    together: Together = async () => {},
  ): Promise<void> {
    checkUsername(username);
    if (password !== undefined) checkNewPassword(username, password);
    const passwordHash = password === undefined ? NO_PASSWORD : await this.hash(password);
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const namespaceId = await namespaceOf(tx, now);
      if (namespaceId === undefined) throw new ManagementError("nameTaken", { detail: `the name "${username}" is taken` });
      await claimEmail(tx, email, { userId: 0, isVerified: isEmailVerified });
      const emailVerifiedAt = email !== undefined && isEmailVerified ? now : undefined;
      const id = await tx.users.create({ namespaceId, username, passwordHash, isAdmin, displayName, email, emailVerifiedAt }, now);
      const after = { id: formatId("user", id), is_admin: isAdmin, display_name: displayName, email: email ?? null };
      await recordChange(tx, actor, { action: "user.create", target: username, namespaceId, after }, now);
      await together(tx, { id, username });
    });
  }

  private async applyProfile(tx: MetadataWriter, user: UserRecord, changes: UserChanges, by: By): Promise<void> {
    const { displayName = user.displayName, isAdmin = user.isAdmin, isEmailVerified = false } = changes;
    const email = changes.email === undefined ? user.email : (changes.email ?? undefined);
    const isProvedNow = changes.email !== undefined && isEmailVerified && user.emailVerifiedAt === undefined;
    const isNewEmail = email !== user.email || isProvedNow;
    if (displayName === user.displayName && isAdmin === user.isAdmin && !isNewEmail) return;
    if (!isAdmin) await keepLastAdmin(tx, user);
    if (isNewEmail) await claimEmail(tx, email, { userId: user.id, isVerified: isEmailVerified });
    // One that is on its way went to the old address, which may be somebody else's by now.
    if (isNewEmail) await tx.oneTimeCodes.delete(user.id, "password");
    const verifiedNow = email !== undefined && isEmailVerified ? by.now : undefined;
    const next = { displayName, email, isAdmin, emailVerifiedAt: isNewEmail ? verifiedNow : user.emailVerifiedAt };
    await tx.users.setProfile(user.id, next, user.version);
    const change = { action: "user.update", target: user.username, namespaceId: user.namespaceId };
    await recordChange(tx, by.actor, { ...change, ...differences(seen(user), seen({ ...user, ...next })) }, by.now);
  }

  private hash(password: string): Promise<string> {
    return this.hashing.run(() => hashPassword(password));
  }
}

/** What is done with the new user or not at all. */
export type Together = (tx: MetadataWriter, user: { readonly id: number; readonly username: string }) => Promise<void>;

interface By {
  readonly actor: Actor;
  readonly now: number;
}

/** Without what nobody is ever shown. */
export function toUser({ passwordHash, totpSecret: _seed, totpStep: _step, epoch: _epoch, ...user }: UserRecord): User {
  return { ...user, hasPassword: passwordHash !== NO_PASSWORD };
}

/** 120 random bits, in letters and digits that survive every shell. */
export function generatePassword(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString("hex");
}

/** Throws `invalid`. */
export function checkUsername(username: string): void {
  if (username.length <= USERNAME_LENGTH_LIMIT && USERNAME.test(username)) return;
  const detail = `must be lower-case letters and digits, joined by single ".", "_" or "-", at most ${USERNAME_LENGTH_LIMIT} long`;
  throw invalid("username", detail);
}

/** Throws `invalid`. `field` is what the request calls it. */
export function checkNewPassword(username: string, password: string, field = "password"): void {
  if (password.length < PASSWORD_LENGTH_MINIMUM || password.length > PASSWORD_LENGTH_LIMIT) {
    throw invalid(field, `must have between ${PASSWORD_LENGTH_MINIMUM} and ${PASSWORD_LENGTH_LIMIT} characters`);
  }
  if (password.toLowerCase() === username) throw invalid(field, "must not be the username");
  // Those are looked up as tokens, so it would never let anybody in.
  if (looksLikeSecret(password)) throw invalid(field, "must not begin as a token does");
}

/** Frees an address that nobody has proved to be theirs, for who has. Throws `conflict` when somebody has it. */
export async function claimEmail(
  tx: MetadataWriter,
  email: string | undefined,
  { userId, isVerified }: { userId: number; isVerified: boolean },
): Promise<void> {
  if (email === undefined) return;
  if (isVerified) await tx.users.releaseEmail(email, userId);
  const holder = await tx.users.findByEmail(email);
  if (holder && holder.id !== userId) throw new ManagementError("conflict", { detail: "another account has this address" });
}

async function switchUser(tx: MetadataWriter, user: UserRecord, disabled: boolean, { actor, now }: By): Promise<void> {
  if ((user.disabledAt !== undefined) === disabled) return;
  if (disabled) {
    await keepLastAdmin(tx, user);
    await tx.sessions.revokeOfUser(user.id, 0, now);
  }
  await tx.users.setDisabled(user.username, disabled ? now : undefined);
  const action = disabled ? "user.disable" : "user.enable";
  await recordChange(tx, actor, { action, target: user.username, namespaceId: user.namespaceId }, now);
}

/** Without one, nobody could ever make another. */
async function keepLastAdmin(tx: MetadataWriter, { isAdmin, disabledAt }: UserRecord): Promise<void> {
  if (!isAdmin || disabledAt !== undefined || (await tx.users.countAdmins()) > 1) return;
  throw new ManagementError("conflict", { detail: "this is the last site administrator who can sign in" });
}

async function refuseNeeded(tx: MetadataWriter, { id, namespaceId }: UserRecord): Promise<void> {
  if (await tx.users.hasRepositories(namespaceId))
    throw new ManagementError("conflict", { detail: "the user still has repositories; delete or move them first" });
  const organization = await tx.users.findSolelyOwned(id);
  if (organization === undefined) return;
  throw new ManagementError("conflict", { detail: `the user is the only owner of ${organization}; make somebody else an owner first` });
}

function found(user: UserRecord | undefined): UserRecord {
  if (!user) throw new ManagementError("notFound", { detail: "there is no such user" });
  return user;
}

function seen({ displayName, email, isAdmin }: UserRecord): Record<string, unknown> {
  return { display_name: displayName, email: email ?? null, is_admin: isAdmin };
}

function invalid(field: string, detail: string): ManagementError {
  return new ManagementError("invalid", { detail: `${field} ${detail}`, errors: [{ pointer: `/${field}`, detail }] });
}
