// Robots: callers of an organization that are no person. Their full name is `acme+ci`.
import type { Selectable } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { RobotsTable } from "./tables.ts";

export interface RobotRecord {
  readonly id: number;
  readonly namespaceId: number;
  readonly namespace: string;
  readonly name: string;
  readonly description: string;
  readonly disabledAt: number | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly version: number;
}

const COLUMNS = [
  "robots.id",
  "robots.namespace_id",
  "namespaces.name as namespace",
  "robots.name",
  "robots.description",
  "robots.disabled_at",
  "robots.created_at",
  "robots.created_by",
  "robots.version",
] as const;

const findById = statement<{ id: number }>()("robots.find_by_id", (db, p) =>
  db
    .selectFrom("robots")
    .innerJoin("namespaces", "namespaces.id", "robots.namespace_id")
    .select(COLUMNS)
    .where("robots.id", "=", p.id)
    .where("namespaces.deleted_at", "is", null),
);

const find = statement<{ namespace: string; name: string }>()("robots.find", (db, p) =>
  db
    .selectFrom("robots")
    .innerJoin("namespaces", "namespaces.id", "robots.namespace_id")
    .select(COLUMNS)
    .where("namespaces.name", "=", p.namespace)
    .where("robots.name", "=", p.name),
);

const list = statement<{ namespaceId: number; after: string; limit: number }>()("robots.list", (db, p) =>
  db
    .selectFrom("robots")
    .innerJoin("namespaces", "namespaces.id", "robots.namespace_id")
    .select(COLUMNS)
    .where("robots.namespace_id", "=", p.namespaceId)
    .where("robots.name", ">", p.after)
    .orderBy("robots.name")
    .limit(p.limit),
);

const count = statement<{ namespaceId: number }>()("robots.count", (db, p) =>
  db
    .selectFrom("robots")
    .select((eb) => eb.fn.countAll<number>().as("robots"))
    .where("namespace_id", "=", p.namespaceId),
);

const insert = statement<{ namespaceId: number; name: string; description: string; createdBy: string; now: number }>()(
  "robots.insert",
  (db, p) =>
    db
      .insertInto("robots")
      .values({ namespace_id: p.namespaceId, name: p.name, description: p.description, created_at: p.now, created_by: p.createdBy })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id"),
);

const update = statement<{ id: number; description: string; disabledAt: number | null; version: number }>()("robots.update", (db, p) =>
  db
    .updateTable("robots")
    .set((eb) => ({ description: p.description, disabled_at: p.disabledAt, version: eb("version", "+", 1) }))
    .where("id", "=", p.id)
    .where("version", "=", p.version),
);

const remove = statement<{ id: number }>()("robots.delete", (db, p) => db.deleteFrom("robots").where("id", "=", p.id));

export class RobotReader {
  constructor(protected readonly db: Connection) {}

  async count(namespaceId: number): Promise<number> {
    return Number((await this.db.first(count, { namespaceId }))?.robots ?? 0);
  }

  /** Undefined also for a robot of a deleted organization. */
  async findById(id: number): Promise<RobotRecord | undefined> {
    const row = await this.db.first(findById, { id });
    return row && toRecord(row);
  }

  /** By its organization's name and its own. */
  async find(namespace: string, name: string): Promise<RobotRecord | undefined> {
    const row = await this.db.first(find, { namespace, name });
    return row && toRecord(row);
  }

  async list(namespaceId: number, after: string, limit: number): Promise<RobotRecord[]> {
    return (await this.db.all(list, { namespaceId, after, limit })).map(toRecord);
  }
}

export class RobotWriter extends RobotReader {
  /** Resolves to undefined when the organization has one of that name. */
  async create(
    robot: { namespaceId: number; name: string; description: string; createdBy: string },
    now: number,
  ): Promise<number | undefined> {
    return (await this.db.first(insert, { ...robot, now }))?.id;
  }

  /** Resolves to false when the robot is no longer of that version. */
  async update(
    id: number,
    { description, disabledAt }: { description: string; disabledAt: number | undefined },
    version: number,
  ): Promise<boolean> {
    return (await this.db.run(update, { id, description, disabledAt: disabledAt ?? null, version })) > 0;
  }

  /** Its tokens, grants and trust rules go with it. */
  async delete(id: number): Promise<void> {
    await this.db.run(remove, { id });
  }
}

type RobotRow = Selectable<RobotsTable> & { namespace: string };

function toRecord(row: RobotRow): RobotRecord {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    namespace: row.namespace,
    name: row.name,
    description: row.description,
    disabledAt: row.disabled_at ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    version: row.version,
  };
}
