// Trust rules: whose outside tokens may act as a robot; and which of those tokens were used already.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { TrustRulesTable } from "./tables.ts";

export interface TrustRuleRecord {
  readonly id: number;
  readonly robotId: number;
  readonly name: string;
  readonly preset: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  /** JSON: patterns by claim. */
  readonly claims: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly lastUsedAt: number | undefined;
  readonly version: number;
}

export type NewTrustRule = Pick<TrustRuleRecord, "robotId" | "name" | "preset" | "issuer" | "audience" | "claims" | "createdBy">;

const COLUMNS = [
  "id",
  "robot_id",
  "name",
  "preset",
  "issuer",
  "audience",
  "claims",
  "created_at",
  "created_by",
  "last_used_at",
  "version",
] as const;

const findById = statement<{ id: number }>()("trust_rules.find_by_id", (db, p) =>
  db.selectFrom("trust_rules").select(COLUMNS).where("id", "=", p.id),
);

const listOfRobot = statement<{ robotId: number; after: number; limit: number }>()("trust_rules.list_of_robot", (db, p) =>
  db.selectFrom("trust_rules").select(COLUMNS).where("robot_id", "=", p.robotId).where("id", ">", p.after).orderBy("id").limit(p.limit),
);

/** Without those of disabled robots. */
const listOfIssuer = statement<{ namespaceId: number; issuer: string; limit: number }>()("trust_rules.list_of_issuer", (db, p) =>
  db
    .selectFrom("robots")
    .innerJoin("trust_rules", "trust_rules.robot_id", "robots.id")
    .select(COLUMNS.map((column) => `trust_rules.${column}` as const))
    .where("robots.namespace_id", "=", p.namespaceId)
    .where("robots.disabled_at", "is", null)
    .where("trust_rules.issuer", "=", p.issuer)
    .orderBy("robots.name")
    .orderBy("trust_rules.id")
    .limit(p.limit),
);

const listOfNamespace = statement<{ namespaceId: number; limit: number }>()("trust_rules.list_of_namespace", (db, p) =>
  db
    .selectFrom("robots")
    .innerJoin("namespaces", "namespaces.id", "robots.namespace_id")
    .innerJoin("trust_rules", "trust_rules.robot_id", "robots.id")
    .select(COLUMNS.map((column) => `trust_rules.${column}` as const))
    .select(["robots.name as robot", "namespaces.name as namespace"])
    .where("robots.namespace_id", "=", p.namespaceId)
    .orderBy("robots.name")
    .orderBy("trust_rules.id")
    .limit(p.limit),
);

const insert = statement<{
  robotId: number;
  name: string;
  preset: string | null;
  issuer: string;
  audience: string;
  claims: string;
  createdBy: string;
  now: number;
}>()("trust_rules.insert", (db, p) =>
  db
    .insertInto("trust_rules")
    .values({
      robot_id: p.robotId,
      name: p.name,
      preset: p.preset,
      issuer: p.issuer,
      audience: p.audience,
      claims: p.claims,
      created_by: p.createdBy,
      created_at: p.now,
    })
    .returning("id"),
);

const update = statement<{ id: number; name: string; issuer: string; audience: string; claims: string; version: number }>()(
  "trust_rules.update",
  (db, p) =>
    db
      .updateTable("trust_rules")
      .set((eb) => ({ name: p.name, issuer: p.issuer, audience: p.audience, claims: p.claims, version: eb("version", "+", 1) }))
      .where("id", "=", p.id)
      .where("version", "=", p.version),
);

const remove = statement<{ id: number }>()("trust_rules.delete", (db, p) => db.deleteFrom("trust_rules").where("id", "=", p.id));

const touch = statement<{ id: number; now: number }>()("trust_rules.touch", (db, p) =>
  db.updateTable("trust_rules").set({ last_used_at: p.now }).where("id", "=", p.id),
);

const insertUse = statement<{ issuer: string; tokenId: string; expiresAt: number }>()("federation_uses.insert", (db, p) =>
  db
    .insertInto("federation_uses")
    .values({ issuer: p.issuer, token_id: p.tokenId, expires_at: p.expiresAt })
    .onConflict((conflict) => conflict.doNothing()),
);

const removeUses = statement<{ before: number }>()("federation_uses.delete_expired", (db, p) =>
  db.deleteFrom("federation_uses").where("expires_at", "<", p.before),
);

export class TrustRuleReader {
  constructor(protected readonly db: Connection) {}

  async findById(id: number): Promise<TrustRuleRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  async listOfRobot(robotId: number, after: number, limit: number): Promise<TrustRuleRecord[]> {
    return (await this.db.all(listOfRobot, { robotId, after, limit })).map(toRecord);
  }

  /** Of the organization's robots, those that are disabled included; with the robot's name and its organization's. */
  async listOfNamespace(namespaceId: number, limit: number): Promise<(TrustRuleRecord & { robot: string; namespace: string })[]> {
    const rows = await this.db.all(listOfNamespace, { namespaceId, limit });
    return rows.map((row) => ({ ...toRecord(row), robot: row.robot, namespace: row.namespace }));
  }

  /** Of the organization's robots that are not disabled. */
  async listOfNamespaceAndIssuer(namespaceId: number, issuer: string, limit: number): Promise<TrustRuleRecord[]> {
    return (await this.db.all(listOfIssuer, { namespaceId, issuer, limit })).map(toRecord);
  }
}

export class TrustRuleWriter extends TrustRuleReader {
  async create(rule: NewTrustRule, now: number): Promise<number> {
    return (await this.db.first(insert, { ...rule, preset: rule.preset ?? null, now }))!.id;
  }

  /** Resolves to false when the rule is no longer of that version. */
  async update(id: number, rule: Pick<TrustRuleRecord, "name" | "issuer" | "audience" | "claims">, version: number): Promise<boolean> {
    return (await this.db.run(update, { id, ...rule, version })) > 0;
  }

  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }

  async touch(id: number, now: number): Promise<void> {
    await this.db.run(touch, { id, now });
  }

  /** Resolves to false when the outside token was used before. */
  async useOnce(issuer: string, tokenId: string, expiresAt: number): Promise<boolean> {
    return (await this.db.run(insertUse, { issuer, tokenId, expiresAt })) > 0;
  }

  async deleteExpiredUses(before: number): Promise<void> {
    await this.db.run(removeUses, { before });
  }
}

type TrustRuleRow = Selectable<TrustRulesTable>;

function toRecord(row: TrustRuleRow): TrustRuleRecord {
  return {
    id: row.id,
    robotId: row.robot_id,
    name: row.name,
    preset: row.preset ?? undefined,
    issuer: row.issuer,
    audience: row.audience,
    claims: row.claims,
    createdAt: row.created_at,
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at ?? undefined,
    version: row.version,
  };
}
