// Sessions: what a sign-in opened, until it expires or is revoked; and the refresh tokens that keep one going.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { SessionsTable } from "./tables.ts";

export type SessionKind = SessionsTable["kind"];

export interface SessionRecord {
  readonly id: number;
  readonly userId: number;
  readonly kind: SessionKind;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  /** When its person last proved who they are. */
  readonly authenticatedAt: number;
  readonly address: string;
  readonly userAgent: string;
  readonly provider: string | undefined;
  readonly revokedAt: number | undefined;
}

export interface NewSession {
  readonly userId: number;
  readonly kind: SessionKind;
  /** Of a browser's cookie. */
  readonly secretHash: string | undefined;
  readonly expiresAt: number;
  readonly address: string;
  readonly userAgent: string;
  readonly provider: string | undefined;
  /** The provider's own name for it, by which it can say that it ended. */
  readonly providerSession: string | undefined;
  /** Undefined: now. */
  readonly authenticatedAt?: number | undefined;
}

const COLUMNS = [
  "id",
  "user_id",
  "kind",
  "created_at",
  "last_seen_at",
  "expires_at",
  "authenticated_at",
  "address",
  "user_agent",
  "provider",
  "revoked_at",
] as const;

const findById = statement<{ id: number }>()("sessions.find_by_id", (db, p) =>
  db.selectFrom("sessions").select(COLUMNS).where("id", "=", p.id),
);

const findByHash = statement<{ secretHash: string }>()("sessions.find_by_hash", (db, p) =>
  db.selectFrom("sessions").select(COLUMNS).where("secret_hash", "=", p.secretHash),
);

const listOfUser = statement<{ userId: number; after: number; limit: number; now: number }>()("sessions.list_of_user", (db, p) =>
  db
    .selectFrom("sessions")
    .select(COLUMNS)
    .where("user_id", "=", p.userId)
    .where("id", ">", p.after)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", p.now)
    .orderBy("id")
    .limit(p.limit),
);

const insert = statement<{
  userId: number;
  kind: SessionKind;
  secretHash: string | null;
  expiresAt: number;
  address: string;
  userAgent: string;
  provider: string | null;
  providerSession: string | null;
  authenticatedAt: number;
  now: number;
}>()("sessions.insert", (db, p) =>
  db
    .insertInto("sessions")
    .values({
      user_id: p.userId,
      kind: p.kind,
      secret_hash: p.secretHash,
      created_at: p.now,
      last_seen_at: p.now,
      expires_at: p.expiresAt,
      authenticated_at: p.authenticatedAt,
      address: p.address,
      user_agent: p.userAgent,
      provider: p.provider,
      provider_session: p.providerSession,
    })
    .returning("id"),
);

const seen = statement<{ id: number; now: number; expiresAt: number }>()("sessions.seen", (db, p) =>
  db.updateTable("sessions").set({ last_seen_at: p.now, expires_at: p.expiresAt }).where("id", "=", p.id).where("revoked_at", "is", null),
);

const authenticated = statement<{ id: number; now: number }>()("sessions.authenticated", (db, p) =>
  db.updateTable("sessions").set({ authenticated_at: p.now }).where("id", "=", p.id),
);

const revoke = statement<{ id: number; now: number }>()("sessions.revoke", (db, p) =>
  db.updateTable("sessions").set({ revoked_at: p.now }).where("id", "=", p.id).where("revoked_at", "is", null),
);

const revokeOfUser = statement<{ userId: number; except: number; now: number }>()("sessions.revoke_of_user", (db, p) =>
  db
    .updateTable("sessions")
    .set({ revoked_at: p.now })
    .where("user_id", "=", p.userId)
    .where("id", "<>", p.except)
    .where("revoked_at", "is", null),
);

const revokeOfProvider = statement<{ provider: string; providerSession: string; now: number }>()("sessions.revoke_of_provider", (db, p) =>
  db
    .updateTable("sessions")
    .set({ revoked_at: p.now })
    .where("provider", "=", p.provider)
    .where("provider_session", "=", p.providerSession)
    .where("revoked_at", "is", null),
);

/** Those that are good and were not used for longest, beyond the `kept` most recently used. */
const revokeUnused = statement<{ userId: number; kind: SessionKind; kept: number; now: number }>()("sessions.revoke_unused", (db, p) =>
  db
    .updateTable("sessions")
    .set({ revoked_at: p.now })
    .where(
      "id",
      "in",
      db
        .selectFrom("sessions")
        .select("id")
        .where("user_id", "=", p.userId)
        .where("kind", "=", p.kind)
        .where("revoked_at", "is", null)
        .orderBy("last_seen_at", "desc")
        .orderBy("id", "desc")
        .limit(1000)
        .offset(p.kept),
    ),
);

const deleteEnded = statement<{ userId: number; before: number }>()("sessions.delete_ended", (db, p) =>
  db
    .deleteFrom("sessions")
    .where("user_id", "=", p.userId)
    .where((eb) => eb.or([eb("revoked_at", "<", p.before), eb("expires_at", "<", p.before)])),
);

const findRefresh = statement<{ secretHash: string }>()("refresh_tokens.find", (db, p) =>
  db.selectFrom("refresh_tokens").select(["id", "session_id as sessionId", "used_at as usedAt"]).where("secret_hash", "=", p.secretHash),
);

const insertRefresh = statement<{ sessionId: number; secretHash: string; now: number }>()("refresh_tokens.insert", (db, p) =>
  db.insertInto("refresh_tokens").values({ session_id: p.sessionId, secret_hash: p.secretHash, created_at: p.now }),
);

const useRefresh = statement<{ id: number; now: number }>()("refresh_tokens.use", (db, p) =>
  db.updateTable("refresh_tokens").set({ used_at: p.now }).where("id", "=", p.id).where("used_at", "is", null),
);

export interface RefreshTokenRecord {
  readonly id: number;
  readonly sessionId: number;
  readonly usedAt: number | undefined;
}

export class SessionReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that has expired or was revoked: whoever asks must look. */
  async findById(id: number): Promise<SessionRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  async findByHash(secretHash: string): Promise<SessionRecord | undefined> {
    const row = await this.db.first(findByHash, { secretHash });
    return row && toRecord(row);
  }

  /** Those that are still good. */
  async listOfUser(userId: number, after: number, limit: number, now: number): Promise<SessionRecord[]> {
    return (await this.db.all(listOfUser, { userId, after, limit, now })).map(toRecord);
  }

  async findRefreshToken(secretHash: string): Promise<RefreshTokenRecord | undefined> {
    const row = await this.db.first(findRefresh, { secretHash });
    return row && { ...row, usedAt: row.usedAt ?? undefined };
  }
}

export class SessionWriter extends SessionReader {
  async create(session: NewSession, now: number): Promise<number> {
    const { secretHash, provider, providerSession } = session;
    const row = await this.db.first(insert, {
      ...session,
      secretHash: secretHash ?? null,
      provider: provider ?? null,
      providerSession: providerSession ?? null,
      authenticatedAt: session.authenticatedAt ?? now,
      now,
    });
    return row!.id;
  }

  async seen(id: number, expiresAt: number, now: number): Promise<void> {
    await this.db.run(seen, { id, expiresAt, now });
  }

  /** Its person has proved again who they are. */
  async authenticated(id: number, now: number): Promise<void> {
    await this.db.run(authenticated, { id, now });
  }

  /** Resolves to false when it was revoked before. */
  async revoke(id: number, now: number): Promise<boolean> {
    return (await this.db.run(revoke, { id, now })) > 0;
  }

  /** All of the user's, `except` one (0 for none). Resolves to how many there were. */
  revokeOfUser(userId: number, except: number, now: number): Promise<number> {
    return this.db.run(revokeOfUser, { userId, except, now });
  }

  /** Those that the provider says have ended there. */
  revokeOfProvider(provider: string, providerSession: string, now: number): Promise<number> {
    return this.db.run(revokeOfProvider, { provider, providerSession, now });
  }

  /** The user's sessions of a kind, all but the `kept` that were used last. */
  async revokeUnused(userId: number, kind: SessionKind, kept: number, now: number): Promise<void> {
    await this.db.run(revokeUnused, { userId, kind, kept, now });
  }

  /** Of the user's, those that ended before then, with their refresh tokens. */
  async deleteEnded(userId: number, before: number): Promise<void> {
    await this.db.run(deleteEnded, { userId, before });
  }

  async addRefreshToken(sessionId: number, secretHash: string, now: number): Promise<void> {
    await this.db.run(insertRefresh, { sessionId, secretHash, now });
  }

  /** Resolves to false when it was used before: then somebody holds a copy of it. */
  async useRefreshToken(id: number, now: number): Promise<boolean> {
    return (await this.db.run(useRefresh, { id, now })) > 0;
  }
}

type SessionRow = Omit<Selectable<SessionsTable>, "secret_hash" | "provider_session">;

function toRecord(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    authenticatedAt: row.authenticated_at,
    address: row.address,
    userAgent: row.user_agent,
    provider: row.provider ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
