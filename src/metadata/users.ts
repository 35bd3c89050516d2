// Users, as stored: the password only as its argon2id hash.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface UserRecord {
  readonly id: number;
  readonly username: string;
  readonly passwordHash: string;
  readonly isAdmin: boolean;
  readonly disabledAt: number | undefined;
  readonly createdAt: number;
}

const COLUMNS = ["id", "username", "password_hash", "is_admin", "disabled_at", "created_at"] as const;

const find = statement<{ username: string }>()("users.find", (db, p) =>
  db.selectFrom("users").select(COLUMNS).where("username", "=", p.username),
);

const list = statement()("users.list", (db) => db.selectFrom("users").select(COLUMNS).orderBy("username"));

const any = statement()("users.any", (db) => db.selectFrom("users").select("id").limit(1));

const insert = statement<{ namespaceId: number; username: string; passwordHash: string; isAdmin: number; now: number }>()(
  "users.insert",
  (db, p) =>
    db.insertInto("users").values({
      namespace_id: p.namespaceId,
      username: p.username,
      password_hash: p.passwordHash,
      is_admin: p.isAdmin,
      created_at: p.now,
    }),
);

const setPassword = statement<{ username: string; passwordHash: string }>()("users.set_password", (db, p) =>
  db.updateTable("users").set({ password_hash: p.passwordHash }).where("username", "=", p.username),
);

const setDisabled = statement<{ username: string; disabledAt: number | null }>()("users.set_disabled", (db, p) =>
  db.updateTable("users").set({ disabled_at: p.disabledAt }).where("username", "=", p.username),
);

export class UserReader {
  constructor(protected readonly db: Connection) {}

  async find(username: string): Promise<UserRecord | undefined> {
    const row = await this.db.first(find, { username });
    return row && toRecord(row);
  }

  async list(): Promise<UserRecord[]> {
    return (await this.db.all(list, undefined)).map(toRecord);
  }

  async any(): Promise<boolean> {
    return (await this.db.first(any, undefined)) !== undefined;
  }
}

export class UserWriter extends UserReader {
  async create(user: { namespaceId: number; username: string; passwordHash: string; isAdmin: boolean }, now: number): Promise<void> {
    await this.db.run(insert, { ...user, isAdmin: user.isAdmin ? 1 : 0, now });
  }

  /** Resolves to false when there is no such user. */
  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    return (await this.db.run(setPassword, { username, passwordHash })) > 0;
  }

  /** Resolves to false when there is no such user. */
  async setDisabled(username: string, disabledAt: number | undefined): Promise<boolean> {
    return (await this.db.run(setDisabled, { username, disabledAt: disabledAt ?? null })) > 0;
  }
}

interface UserRow {
  id: number;
  username: string;
  password_hash: string;
  is_admin: number;
  disabled_at: number | null;
  created_at: number;
}

function toRecord(row: UserRow): UserRecord {
  return {
    id: row.id,
    username: row.username,
    passwordHash: row.password_hash,
    isAdmin: row.is_admin === 1,
    disabledAt: row.disabled_at ?? undefined,
    createdAt: row.created_at,
  };
}
