// Accounts elsewhere that users sign in with: a provider and its own, unchanging name for somebody.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface ExternalIdentityRecord {
  readonly userId: number;
  readonly provider: string;
  readonly subject: string;
  readonly lastSeenAt: number;
}

const COLUMNS = ["user_id as userId", "provider", "subject", "last_seen_at as lastSeenAt"] as const;

const find = statement<{ provider: string; subject: string }>()("external_identities.find", (db, p) =>
  db.selectFrom("external_identities").select(COLUMNS).where("provider", "=", p.provider).where("subject", "=", p.subject),
);

const findOfUser = statement<{ userId: number }>()("external_identities.find_of_user", (db, p) =>
  db.selectFrom("external_identities").select(COLUMNS).where("user_id", "=", p.userId).orderBy("id").limit(1),
);

const insert = statement<{ userId: number; provider: string; subject: string; now: number }>()("external_identities.insert", (db, p) =>
  db
    .insertInto("external_identities")
    .values({ user_id: p.userId, provider: p.provider, subject: p.subject, created_at: p.now, last_seen_at: p.now }),
);

const seen = statement<{ provider: string; subject: string; now: number }>()("external_identities.seen", (db, p) =>
  db.updateTable("external_identities").set({ last_seen_at: p.now }).where("provider", "=", p.provider).where("subject", "=", p.subject),
);

export class ExternalIdentityReader {
  constructor(protected readonly db: Connection) {}

  find(provider: string, subject: string): Promise<ExternalIdentityRecord | undefined> {
    return this.db.first(find, { provider, subject });
  }

  /** The first that the user had. */
  findOfUser(userId: number): Promise<ExternalIdentityRecord | undefined> {
    return this.db.first(findOfUser, { userId });
  }
}

export class ExternalIdentityWriter extends ExternalIdentityReader {
  /** The provider must not know the subject as somebody else. */
  async add(userId: number, provider: string, subject: string, now: number): Promise<void> {
    await this.db.run(insert, { userId, provider, subject, now });
  }

  async seen(provider: string, subject: string, now: number): Promise<void> {
    await this.db.run(seen, { provider, subject, now });
  }
}
