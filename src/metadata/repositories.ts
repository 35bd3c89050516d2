// Repositories: found by their whole name, listed in byte order, created by their first push.
import { type RepositoryName, namespaceOf } from "../oci/reference.ts";
import type { Connection } from "./connection.ts";
import { listOf, statement } from "./statement.ts";

export interface RepositoryRecord {
  readonly id: number;
  readonly name: RepositoryName;
  readonly visibility: "public" | "private";
  /** Undefined: the configured rules decide. */
  readonly referencePolicy: string | undefined;
}

/** Whose repositories a list may show: every one, or the public ones and those of the named namespaces. */
export type Readable = "all" | { readonly namespaces: readonly string[] };

const COLUMNS = ["id", "name", "visibility", "reference_policy"] as const;

const find = statement<{ name: string }>()("repositories.find", (db, p) =>
  db.selectFrom("repositories").select(COLUMNS).where("name", "=", p.name),
);

const insert = statement<{ namespace: string; name: string; now: number }>()("repositories.insert", (db, p) =>
  db
    .insertInto("repositories")
    .columns(["namespace_id", "name", "created_at"])
    .expression((eb) =>
      eb
        .selectFrom("namespaces")
        .select((select) => ["id", select.val(p.name).as("name"), select.val(p.now).as("created_at")])
        .where("name", "=", p.namespace),
    ),
);

const insertUsage = statement<{ name: string }>()("repositories.insert_usage", (db, p) =>
  db
    .insertInto("usage_counters")
    .columns(["repository_id", "manifests", "tags", "blobs", "blob_bytes"])
    .expression((eb) =>
      eb
        .selectFrom("repositories")
        .select((select) => [
          "id",
          select.lit(0).as("manifests"),
          select.lit(0).as("tags"),
          select.lit(0).as("blobs"),
          select.lit(0).as("blob_bytes"),
        ])
        .where("name", "=", p.name),
    ),
);

const listAll = statement<{ after: string; limit: number }>()("repositories.list_all", (db, p) =>
  db.selectFrom("repositories").select("name").where("name", ">", p.after).orderBy("name").limit(p.limit),
);

const listReadable = statement<{ after: string; limit: number; namespaces: string }>()("repositories.list_readable", (db, p, dialect) =>
  db
    .selectFrom("repositories")
    .innerJoin("namespaces", "namespaces.id", "repositories.namespace_id")
    .select("repositories.name")
    .where("repositories.name", ">", p.after)
    .where((eb) => eb.or([eb("repositories.visibility", "=", "public"), eb("namespaces.name", "in", listOf(dialect, p.namespaces))]))
    .orderBy("repositories.name")
    .limit(p.limit),
);

export class RepositoryReader {
  constructor(protected readonly db: Connection) {}

  async find(name: RepositoryName): Promise<RepositoryRecord | undefined> {
    const row = await this.db.first(find, { name });
    return row && { id: row.id, name, visibility: row.visibility, referencePolicy: row.reference_policy ?? undefined };
  }

  /** Names after `after` in byte order; the filter comes before the limit, so that pages are full. */
  async list(readable: Readable, after: string, limit: number): Promise<string[]> {
    const rows =
      readable === "all"
        ? await this.db.all(listAll, { after, limit })
        : await this.db.all(listReadable, { after, limit, namespaces: JSON.stringify(readable.namespaces) });
    return rows.map((row) => row.name);
  }
}

export class RepositoryWriter extends RepositoryReader {
  /** Its namespace must exist. */
  async create(name: RepositoryName, now: number): Promise<RepositoryRecord> {
    await this.db.run(insert, { namespace: namespaceOf(name), name, now });
    await this.db.run(insertUsage, { name });
    const created = await this.find(name);
    if (!created) throw new Error(`repository ${name} has no namespace to live in`);
    return created;
  }
}
