// Users, as stored: the password only as its argon2id hash, the second factor's seed sealed.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { UsersTable } from "./tables.ts";

export interface UserRecord {
  readonly id: number;
  readonly namespaceId: number;
  readonly username: string;
  /** `!` for who signs in through a provider alone. */
  readonly passwordHash: string;
  readonly isAdmin: boolean;
  readonly displayName: string;
  readonly email: string | undefined;
  readonly emailVerifiedAt: number | undefined;
  /** Sealed; there before it is confirmed. */
  readonly totpSecret: string | undefined;
  readonly totpConfirmedAt: number | undefined;
  readonly totpStep: number;
  /** Counted up by everything that ends what the password opened. */
  readonly epoch: number;
  readonly version: number;
  readonly disabledAt: number | undefined;
  readonly createdAt: number;
}

const COLUMNS = [
  "id",
  "namespace_id",
  "username",
  "password_hash",
  "is_admin",
  "display_name",
  "email",
  "email_verified_at",
  "totp_secret",
  "totp_confirmed_at",
  "totp_step",
  "epoch",
  "version",
  "disabled_at",
  "created_at",
] as const;

const findById = statement<{ id: number }>()("users.find_by_id", (db, p) => db.selectFrom("users").select(COLUMNS).where("id", "=", p.id));

const findByEmail = statement<{ email: string }>()("users.find_by_email", (db, p) =>
  db.selectFrom("users").select(COLUMNS).where("email", "=", p.email),
);

const page = statement<{ after: string; limit: number }>()("users.page", (db, p) =>
  db.selectFrom("users").select(COLUMNS).where("username", ">", p.after).orderBy("username").limit(p.limit),
);

const find = statement<{ username: string }>()("users.find", (db, p) =>
  db.selectFrom("users").select(COLUMNS).where("username", "=", p.username),
);

const list = statement()("users.list", (db) => db.selectFrom("users").select(COLUMNS).orderBy("username"));

const any = statement()("users.any", (db) => db.selectFrom("users").select("id").limit(1));

/** Those who can sign in. */
const countAdmins = statement()("users.count_admins", (db) =>
  db
    .selectFrom("users")
    .select((eb) => eb.fn.countAll<number>().as("admins"))
    .where("is_admin", "=", 1)
    .where("disabled_at", "is", null),
);

const sharesOrganization = statement<{ userId: number; otherId: number }>()("users.shares_organization", (db, p) =>
  db
    .selectFrom("members as mine")
    .innerJoin("members as theirs", "theirs.namespace_id", "mine.namespace_id")
    .innerJoin("namespaces", "namespaces.id", "mine.namespace_id")
    .select("mine.namespace_id")
    .where("mine.user_id", "=", p.userId)
    .where("theirs.user_id", "=", p.otherId)
    .where("namespaces.deleted_at", "is", null)
    .limit(1),
);

const hasRepositories = statement<{ namespaceId: number }>()("users.has_repositories", (db, p) =>
  db.selectFrom("repositories").select("id").where("namespace_id", "=", p.namespaceId).where("deleted_at", "is", null).limit(1),
);

const solelyOwned = statement<{ userId: number }>()("users.find_solely_owned", (db, p) =>
  db
    .selectFrom("members")
    .innerJoin("namespaces", "namespaces.id", "members.namespace_id")
    .select("namespaces.name")
    .where("members.user_id", "=", p.userId)
    .where("members.role", "=", "owner")
    .where("namespaces.deleted_at", "is", null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("members as other")
            .innerJoin("users", "users.id", "other.user_id")
            .select("other.user_id")
            .whereRef("other.namespace_id", "=", "members.namespace_id")
            .where("other.user_id", "<>", p.userId)
            .where("other.role", "=", "owner")
            .where("users.disabled_at", "is", null),
        ),
      ),
    )
    .limit(1),
);

const insert = statement<{
  namespaceId: number;
  username: string;
  passwordHash: string;
  isAdmin: number;
  displayName: string;
  email: string | null;
  emailVerifiedAt: number | null;
  now: number;
}>()("users.insert", (db, p) =>
  db
    .insertInto("users")
    .values({
      namespace_id: p.namespaceId,
      username: p.username,
      password_hash: p.passwordHash,
      is_admin: p.isAdmin,
      display_name: p.displayName,
      email: p.email,
      email_verified_at: p.emailVerifiedAt,
      created_at: p.now,
    })
    .returning("id"),
);

/** What a password opened ends with it. */
const setPassword = statement<{ username: string; passwordHash: string }>()("users.set_password", (db, p) =>
  db
    .updateTable("users")
    .set((eb) => ({ password_hash: p.passwordHash, epoch: eb("epoch", "+", 1), version: eb("version", "+", 1) }))
    .where("username", "=", p.username),
);

const setDisabled = statement<{ username: string; disabledAt: number | null }>()("users.set_disabled", (db, p) =>
  db
    .updateTable("users")
    .set((eb) => ({ disabled_at: p.disabledAt, epoch: eb("epoch", "+", 1), version: eb("version", "+", 1) }))
    .where("username", "=", p.username),
);

const setProfile = statement<{
  id: number;
  displayName: string;
  email: string | null;
  emailVerifiedAt: number | null;
  isAdmin: number;
  version: number;
}>()("users.set_profile", (db, p) =>
  db
    .updateTable("users")
    .set((eb) => ({
      display_name: p.displayName,
      email: p.email,
      email_verified_at: p.emailVerifiedAt,
      is_admin: p.isAdmin,
      version: eb("version", "+", 1),
    }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const setTotp = statement<{ id: number; secret: string | null; confirmedAt: number | null; step: number; ended: number }>()(
  "users.set_totp",
  (db, p) =>
    db
      .updateTable("users")
      .set((eb) => ({
        totp_secret: p.secret,
        totp_confirmed_at: p.confirmedAt,
        totp_step: p.step,
        epoch: eb("epoch", "+", p.ended),
        version: eb("version", "+", 1),
      }))
      .where("id", "=", p.id),
);

/** Only forward: of two sign-ins with one code, one finds the step taken. */
const useTotpStep = statement<{ id: number; step: number }>()("users.use_totp_step", (db, p) =>
  db.updateTable("users").set({ totp_step: p.step }).where("id", "=", p.id).where("totp_step", "<", p.step),
);

/** Whoever only claimed the address gives it up to the one who proved that it is theirs. */
const releaseEmail = statement<{ email: string; exceptId: number }>()("users.release_email", (db, p) =>
  db
    .updateTable("users")
    .set((eb) => ({ email: null, version: eb("version", "+", 1) }))
    .where("email", "=", p.email)
    .where("email_verified_at", "is", null)
    .where("id", "<>", p.exceptId),
);

const remove = statement<{ id: number }>()("users.delete", (db, p) => db.deleteFrom("users").where("id", "=", p.id));

export class UserReader {
  constructor(protected readonly db: Connection) {}

  async find(username: string): Promise<UserRecord | undefined> {
    const row = await this.db.first(find, { username });
    return row && toRecord(row);
  }

  async findById(id: number): Promise<UserRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** The address in lower case, as it is stored. */
  async findByEmail(email: string): Promise<UserRecord | undefined> {
    const row = await this.db.first(findByEmail, { email });
    return row && toRecord(row);
  }

  /** By username. */
  async page(after: string, limit: number): Promise<UserRecord[]> {
    return (await this.db.all(page, { after, limit })).map(toRecord);
  }

  async list(): Promise<UserRecord[]> {
    return (await this.db.all(list, undefined)).map(toRecord);
  }

  /** Site administrators who can sign in. */
  async countAdmins(): Promise<number> {
    return Number((await this.db.first(countAdmins, undefined))?.admins ?? 0);
  }

  /** Whether both are members of some organization. */
  async sharesOrganization(userId: number, otherId: number): Promise<boolean> {
    return (await this.db.first(sharesOrganization, { userId, otherId })) !== undefined;
  }

  /** Whether there is anything in the user's own namespace. */
  async hasRepositories(namespaceId: number): Promise<boolean> {
    return (await this.db.first(hasRepositories, { namespaceId })) !== undefined;
  }

  /** One of the organizations that would have no owner left without this user. */
  async findSolelyOwned(userId: number): Promise<string | undefined> {
    return (await this.db.first(solelyOwned, { userId }))?.name;
  }

  async any(): Promise<boolean> {
    return (await this.db.first(any, undefined)) !== undefined;
  }
}

export interface NewUserRecord {
  readonly namespaceId: number;
  readonly username: string;
  readonly passwordHash: string;
  readonly isAdmin: boolean;
  readonly displayName?: string;
  readonly email?: string | undefined;
  readonly emailVerifiedAt?: number | undefined;
}

export class UserWriter extends UserReader {
  /** The username and the address must be free. Resolves to the new row's id. */
  async create({ displayName = "", email, emailVerifiedAt, isAdmin, ...user }: NewUserRecord, now: number): Promise<number> {
    const given = { displayName, email: email ?? null, emailVerifiedAt: emailVerifiedAt ?? null, isAdmin: isAdmin ? 1 : 0 };
    return (await this.db.first(insert, { ...user, ...given, now }))!.id;
  }

  /** Resolves to false when there is no such user. */
  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    return (await this.db.run(setPassword, { username, passwordHash })) > 0;
  }

  /** Resolves to false when there is no such user. */
  async setDisabled(username: string, disabledAt: number | undefined): Promise<boolean> {
    return (await this.db.run(setDisabled, { username, disabledAt: disabledAt ?? null })) > 0;
  }

  /** Resolves to false when the user is no longer of that version. */
  async setProfile(
    id: number,
    profile: Pick<UserRecord, "displayName" | "email" | "emailVerifiedAt" | "isAdmin">,
    version: number,
  ): Promise<boolean> {
    const { displayName, email, emailVerifiedAt, isAdmin } = profile;
    const columns = { displayName, email: email ?? null, emailVerifiedAt: emailVerifiedAt ?? null, isAdmin: isAdmin ? 1 : 0 };
    return (await this.db.run(setProfile, { id, ...columns, version })) > 0;
  }

  /** Takes an address from whoever has it and never verified it. */
  async releaseEmail(email: string, exceptId: number): Promise<void> {
    await this.db.run(releaseEmail, { email, exceptId });
  }

  /** With all that is theirs alone: tokens, sessions, memberships, grants. The id is never given to anybody else. */
  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }

  /** Undefined takes the second factor away; without `confirmedAt` it does not count yet. Once it does, what the password alone opened ends. */
  async setTotp(id: number, totp: { secret: string; confirmedAt: number | undefined; step: number } | undefined): Promise<void> {
    const { secret = null, confirmedAt = null, step = 0 } = totp ?? {};
    await this.db.run(setTotp, { id, secret, confirmedAt, step, ended: confirmedAt === null ? 0 : 1 });
  }

  /** Resolves to false when this step, or a later one, was used before. */
  async useTotpStep(id: number, step: number): Promise<boolean> {
    return (await this.db.run(useTotpStep, { id, step })) > 0;
  }
}

type UserRow = Selectable<UsersTable>;

function toRecord(row: UserRow): UserRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    username: row.username,
    passwordHash: row.password_hash,
    isAdmin: row.is_admin === 1,
    displayName: row.display_name,
    email: row.email ?? undefined,
    emailVerifiedAt: row.email_verified_at ?? undefined,
    totpSecret: row.totp_secret ?? undefined,
    totpConfirmedAt: row.totp_confirmed_at ?? undefined,
    totpStep: row.totp_step,
    epoch: row.epoch,
    version: row.version,
    disabledAt: row.disabled_at ?? undefined,
    createdAt: row.created_at,
  };
}
