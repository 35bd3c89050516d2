// Tokens: the long secrets of users and robots, known here only by their hash.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { TokensTable } from "./tables.ts";

export interface TokenRecord {
  readonly id: number;
  /** Exactly one of the two. */
  readonly userId: number | undefined;
  readonly robotId: number | undefined;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Good only for the repositories and namespaces of its limits, of which none may be left. */
  readonly isLimited: boolean;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly lastUsedFrom: string | undefined;
  readonly revokedAt: number | undefined;
}

/** A namespace or a repository that a limited token may touch, by name as it is now; neither when it was deleted. */
export interface TokenLimit {
  readonly namespace: string | undefined;
  readonly repository: string | undefined;
}

const COLUMNS = [
  "id",
  "user_id",
  "robot_id",
  "name",
  "scopes",
  "is_limited",
  "created_at",
  "expires_at",
  "last_used_at",
  "last_used_from",
  "revoked_at",
] as const;

const findByHash = statement<{ secretHash: string }>()("tokens.find_by_hash", (db, p) =>
  db.selectFrom("tokens").select(COLUMNS).where("secret_hash", "=", p.secretHash),
);

const findById = statement<{ id: number }>()("tokens.find_by_id", (db, p) =>
  db.selectFrom("tokens").select(COLUMNS).where("id", "=", p.id),
);

const listOfUser = statement<{ userId: number; after: number; limit: number }>()("tokens.list_of_user", (db, p) =>
  db
    .selectFrom("tokens")
    .select(COLUMNS)
    .where("user_id", "=", p.userId)
    .where("id", ">", p.after)
    .where("revoked_at", "is", null)
    .orderBy("id")
    .limit(p.limit),
);

const listOfRobot = statement<{ robotId: number; after: number; limit: number }>()("tokens.list_of_robot", (db, p) =>
  db
    .selectFrom("tokens")
    .select(COLUMNS)
    .where("robot_id", "=", p.robotId)
    .where("id", ">", p.after)
    .where("revoked_at", "is", null)
    .orderBy("id")
    .limit(p.limit),
);

/** Stops at the limit: whoever has more is not counted to the end. */
const reachesLimit = statement<{ userId: number; robotId: number; limit: number }>()("tokens.reaches_limit", (db, p) =>
  db
    .selectFrom("tokens")
    .select("id")
    .where((or) => or.or([or("user_id", "=", p.userId), or("robot_id", "=", p.robotId)]))
    .where("revoked_at", "is", null)
    .limit(1)
    .offset(p.limit),
);

const limits = statement<{ id: number }>()("token_limits.list", (db, p) =>
  db
    .selectFrom("token_limits")
    .leftJoin("namespaces", (join) => join.onRef("namespaces.id", "=", "token_limits.namespace_id").on("namespaces.deleted_at", "is", null))
    .leftJoin("repositories", (join) =>
      join.onRef("repositories.id", "=", "token_limits.repository_id").on("repositories.deleted_at", "is", null),
    )
    .select(["namespaces.name as namespace", "repositories.name as repository"])
    .where("token_limits.token_id", "=", p.id)
    .orderBy("token_limits.id"),
);

const insert = statement<{
  userId: number | null;
  robotId: number | null;
  name: string;
  secretHash: string;
  scopes: string;
  isLimited: number;
  expiresAt: number | null;
  now: number;
}>()("tokens.insert", (db, p) =>
  db
    .insertInto("tokens")
    .values({
      user_id: p.userId,
      robot_id: p.robotId,
      name: p.name,
      secret_hash: p.secretHash,
      scopes: p.scopes,
      is_limited: p.isLimited,
      created_at: p.now,
      expires_at: p.expiresAt,
    })
    .returning("id"),
);

const insertLimit = statement<{ tokenId: number; namespaceId: number | null; repositoryId: number | null }>()(
  "token_limits.insert",
  (db, p) => db.insertInto("token_limits").values({ token_id: p.tokenId, namespace_id: p.namespaceId, repository_id: p.repositoryId }),
);

const revoke = statement<{ id: number; now: number }>()("tokens.revoke", (db, p) =>
  db.updateTable("tokens").set({ revoked_at: p.now }).where("id", "=", p.id).where("revoked_at", "is", null),
);

const touch = statement<{ id: number; now: number; address: string }>()("tokens.touch", (db, p) =>
  db.updateTable("tokens").set({ last_used_at: p.now, last_used_from: p.address }).where("id", "=", p.id),
);

export interface NewToken {
  readonly owner: { readonly userId: number } | { readonly robotId: number };
  readonly name: string;
  readonly secretHash: string;
  readonly scopes: readonly string[];
  /** Undefined: no limit. An empty list is a token that is good for no repository. */
  readonly limits: readonly ({ readonly namespaceId: number } | { readonly repositoryId: number })[] | undefined;
  readonly expiresAt: number | undefined;
}

export type TokenOwner = NewToken["owner"];

export class TokenReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that has expired or was revoked: whoever asks must look. */
  async findByHash(secretHash: string): Promise<TokenRecord | undefined> {
    const row = await this.db.first(findByHash, { secretHash });
    return row && toRecord(row);
  }

  async findById(id: number): Promise<TokenRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** Those that were not revoked, expired or not. */
  async listOfUser(userId: number, after: number, limit: number): Promise<TokenRecord[]> {
    return (await this.db.all(listOfUser, { userId, after, limit })).map(toRecord);
  }

  /** Those that were not revoked, expired or not. */
  async listOfRobot(robotId: number, after: number, limit: number): Promise<TokenRecord[]> {
    return (await this.db.all(listOfRobot, { robotId, after, limit })).map(toRecord);
  }

  /** Whether the owner has `limit` tokens that were not revoked. */
  async reachesLimit(owner: TokenOwner, limit: number): Promise<boolean> {
    return (await this.db.first(reachesLimit, { userId: 0, robotId: 0, ...owner, limit: limit - 1 })) !== undefined;
  }

  async limits(id: number): Promise<TokenLimit[]> {
    const rows = await this.db.all(limits, { id });
    return rows.map((row) => ({ namespace: row.namespace ?? undefined, repository: row.repository ?? undefined }));
  }
}

export class TokenWriter extends TokenReader {
  async create({ owner, name, secretHash, scopes, limits: only, expiresAt }: NewToken, now: number): Promise<number> {
    const row = await this.db.first(insert, {
      userId: "userId" in owner ? owner.userId : null,
      robotId: "robotId" in owner ? owner.robotId : null,
      name,
      secretHash,
      scopes: JSON.stringify(scopes),
      isLimited: only ? 1 : 0,
      expiresAt: expiresAt ?? null,
      now,
    });
    const tokenId = row!.id;
    for (const limit of only ?? []) await this.db.run(insertLimit, { tokenId, namespaceId: null, repositoryId: null, ...limit });
    return tokenId;
  }

  /** Resolves to false when it was revoked before. */
  async revoke(id: number, now: number): Promise<boolean> {
    return (await this.db.run(revoke, { id, now })) > 0;
  }

  async touch(id: number, address: string, now: number): Promise<void> {
    await this.db.run(touch, { id, address, now });
  }
}

type TokenRow = Omit<Selectable<TokensTable>, "secret_hash">;

function toRecord(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    userId: row.user_id ?? undefined,
    robotId: row.robot_id ?? undefined,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    isLimited: row.is_limited === 1,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.last_used_from ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
