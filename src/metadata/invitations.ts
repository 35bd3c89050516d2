// Invitations: into an organization, or to make an account. Known here only by the hash of their secret.
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { InvitationsTable } from "./tables.ts";

export interface InvitationRecord {
  readonly id: number;
  /** Undefined: to make an account, and into no organization. */
  readonly namespaceId: number | undefined;
  /** As it is called now; undefined as well for a deleted organization. */
  readonly namespace: string | undefined;
  readonly teamId: number | undefined;
  readonly team: string | undefined;
  readonly role: NonNullable<InvitationsTable["role"]> | undefined;
  /** The only one who may accept it. */
  readonly email: string | undefined;
  /** A username. */
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly acceptedAt: number | undefined;
  readonly acceptedBy: string | undefined;
  readonly revokedAt: number | undefined;
}

const COLUMNS = [
  "invitations.id",
  "invitations.namespace_id as namespaceId",
  "namespaces.name as namespace",
  "invitations.team_id as teamId",
  "teams.name as team",
  "invitations.role",
  "invitations.email",
  "invitations.invited_by as invitedBy",
  "invitations.created_at as createdAt",
  "invitations.expires_at as expiresAt",
  "invitations.accepted_at as acceptedAt",
  "invitations.accepted_by as acceptedBy",
  "invitations.revoked_at as revokedAt",
] as const;

const findByHash = statement<{ secretHash: string }>()("invitations.find_by_hash", (db, p) =>
  db
    .selectFrom("invitations")
    .leftJoin("namespaces", (join) => join.onRef("namespaces.id", "=", "invitations.namespace_id").on("namespaces.deleted_at", "is", null))
    .leftJoin("teams", "teams.id", "invitations.team_id")
    .select(COLUMNS)
    .where("invitations.secret_hash", "=", p.secretHash),
);

const findById = statement<{ id: number }>()("invitations.find_by_id", (db, p) =>
  db
    .selectFrom("invitations")
    .leftJoin("namespaces", (join) => join.onRef("namespaces.id", "=", "invitations.namespace_id").on("namespaces.deleted_at", "is", null))
    .leftJoin("teams", "teams.id", "invitations.team_id")
    .select(COLUMNS)
    .where("invitations.id", "=", p.id),
);

const listOfNamespace = statement<{ namespaceId: number; after: number; limit: number }>()("invitations.list_of_namespace", (db, p) =>
  db
    .selectFrom("invitations")
    .leftJoin("namespaces", "namespaces.id", "invitations.namespace_id")
    .leftJoin("teams", "teams.id", "invitations.team_id")
    .select(COLUMNS)
    .where("invitations.namespace_id", "=", p.namespaceId)
    .where("invitations.id", ">", p.after)
    .where("invitations.accepted_at", "is", null)
    .where("invitations.revoked_at", "is", null)
    .orderBy("invitations.id")
    .limit(p.limit),
);

const listOfSite = statement<{ after: number; limit: number }>()("invitations.list_of_site", (db, p) =>
  db
    .selectFrom("invitations")
    .leftJoin("namespaces", "namespaces.id", "invitations.namespace_id")
    .leftJoin("teams", "teams.id", "invitations.team_id")
    .select(COLUMNS)
    .where("invitations.namespace_id", "is", null)
    .where("invitations.id", ">", p.after)
    .where("invitations.accepted_at", "is", null)
    .where("invitations.revoked_at", "is", null)
    .orderBy("invitations.id")
    .limit(p.limit),
);

const insert = statement<{
  namespaceId: number | null;
  teamId: number | null;
  role: InvitationsTable["role"];
  email: string | null;
  secretHash: string;
  invitedBy: string;
  expiresAt: number;
  now: number;
}>()("invitations.insert", (db, p) =>
  db
    .insertInto("invitations")
    .values({
      namespace_id: p.namespaceId,
      team_id: p.teamId,
      role: p.role,
      email: p.email,
      secret_hash: p.secretHash,
      invited_by: p.invitedBy,
      created_at: p.now,
      expires_at: p.expiresAt,
    })
    .returning("id"),
);

const accept = statement<{ id: number; username: string; now: number }>()("invitations.accept", (db, p) =>
  db
    .updateTable("invitations")
    .set({ accepted_at: p.now, accepted_by: p.username })
    .where("id", "=", p.id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null),
);

const revoke = statement<{ id: number; now: number }>()("invitations.revoke", (db, p) =>
  db
    .updateTable("invitations")
    .set({ revoked_at: p.now })
    .where("id", "=", p.id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null),
);

export interface NewInvitation {
  /** Undefined: to make an account. */
  readonly namespaceId: number | undefined;
  readonly teamId: number | undefined;
  readonly role: InvitationRecord["role"];
  readonly email: string | undefined;
  readonly secretHash: string;
  readonly invitedBy: string;
  readonly expiresAt: number;
}

export class InvitationReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that is no longer good: whoever asks must look. */
  async findByHash(secretHash: string): Promise<InvitationRecord | undefined> {
    const row = await this.db.first(findByHash, { secretHash });
    return row && toRecord(row);
  }

  async findById(id: number): Promise<InvitationRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** Neither accepted nor revoked, expired or not; those to make an account without a namespace. */
  async list(namespaceId: number | undefined, after: number, limit: number): Promise<InvitationRecord[]> {
    const rows =
      namespaceId === undefined
        ? await this.db.all(listOfSite, { after, limit })
        : await this.db.all(listOfNamespace, { namespaceId, after, limit });
    return rows.map(toRecord);
  }
}

export class InvitationWriter extends InvitationReader {
  async create({ namespaceId, teamId, role, email, ...invitation }: NewInvitation, now: number): Promise<number> {
    const optional = { namespaceId: namespaceId ?? null, teamId: teamId ?? null, role: role ?? null, email: email ?? null };
    return (await this.db.first(insert, { ...invitation, ...optional, now }))!.id;
  }

  /** Resolves to false when it was accepted or revoked before. */
  async accept(id: number, username: string, now: number): Promise<boolean> {
    return (await this.db.run(accept, { id, username, now })) > 0;
  }

  /** Resolves to false when it was accepted or revoked before. */
  async revoke(id: number, now: number): Promise<boolean> {
    return (await this.db.run(revoke, { id, now })) > 0;
  }
}

type Nullable<T> = { [Name in keyof T]: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name] };

function toRecord(row: Nullable<InvitationRecord>): InvitationRecord {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined])) as unknown as InvitationRecord;
}
