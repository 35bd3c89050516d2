// The sibling of sqlite-plans.test.ts on a real PostgreSQL, whose planner decides by how many rows there are. Tables are filled, and asked two
// things: whether each statement can do without reading a table from end to end, and whether what every push, pull and list runs does.
import { SQL } from "bun";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { postgresDialect } from "../../src/metadata/dialect/postgres.ts";
import "../../src/metadata/metadata-store.ts";
import { compileStatement, statements } from "../../src/metadata/statement.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const ROWS = 5000;
/** What grows with every push. */
const MANY_ROWS = 60_000;
const GROWING = new Set([
  "audit_log",
  "blobs",
  "events",
  "manifest_blobs",
  "manifests",
  "namespace_blobs",
  "repository_blobs",
  "tag_history",
  "tags",
]);

/** How many texts there are where many rows share one; primes, so that every repository has all kinds. Others are different in every row. */
const DIFFERENT: Readonly<Record<string, number>> = {
  "tags.name": 499,
  "repository_blobs.digest": 19_997,
  "manifest_blobs.digest": 19_997,
};

/** They are about every row there is, or about a handful: at the start, for a report, in a background job, or a person's command. */
const READ_WHOLE = new Set([
  "blobs.stored",
  "deleted_keys.total",
  "deletion_holds.delete",
  "deletion_holds.find",
  "namespace_usage.total",
  "signing_keys.list",
  "signing_keys.retire_others",
  "storage.sums",
  "users.count_admins",
]);

/** What pulls, pushes and lists run, with the index that leads to the rows. */
const HOT: Readonly<Record<string, string>> = {
  "access.facts": "repositories_name_key",
  "audit_log.list_by_namespace": "audit_log_by_namespace",
  "audit_log.list_by_nothing": "audit_log_pkey",
  "blobs.find": "blobs_pkey",
  "blobs.find_in": "repository_blobs_by_digest",
  "events.list": "events_pkey",
  "manifests.content": "manifests_pkey",
  // A digest or a tag anywhere, of a repository: as good as the other way round.
  "manifests.find_by_digest": "manifests_anywhere",
  "manifests.find_by_tag": "tags_anywhere",
  "referrers.list": "manifests_by_subject",
  "repositories.find": "repositories_name_key",
  "repositories.list_all": "repositories_listing",
  "repositories.list_of_namespace": "repositories_by_namespace",
  "repositories.list_readable": "repositories_listing",
  "review_queue.due": "review_queue_by_due",
  "robots.find_by_id": "robots_pkey",
  "sessions.find_by_hash": "sessions_secret_hash_key",
  "sessions.find_by_id": "sessions_pkey",
  "tags.by_name_asc": "tags_key",
  "tags.by_updated_at_desc": "tags_by_time",
  "tags.list": "tags_key",
  "tokens.find_by_hash": "tokens_secret_hash_key",
  "tokens.find_by_id": "tokens_pkey",
  "upload_sessions.advance": "upload_sessions_pkey",
  "upload_sessions.find": "upload_sessions_pkey",
  "users.find": "users_username_key",
  "users.find_by_id": "users_pkey",
};

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly isIdentity: boolean;
}

const COLUMNS = `select c.table_name as "table", c.column_name as name, c.data_type as type, c.is_nullable = 'YES' as "isNullable",
  c.is_identity = 'YES' as "isIdentity" from information_schema.columns c where c.table_schema = 'public' and c.table_name <> 'schema_migrations'
  order by c.table_name, c.ordinal_position`;

/** What few words a column knows. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: ["organization", "user"],
  visibility: ["private", "private", "private", "public"],
  subject: ["manifest", "blob"],
  role: ["owner", "member"],
  state: ["done", "done", "done", "queued"],
  media_type: ["application/vnd.oci.image.manifest.v1+json"],
};

/** Spread over all rows of what it refers to, and not in step with other columns. */
function valueOf({ table, name, type, isNullable }: Column, place: number): string {
  const some = `((g::bigint * ${[7919, 104_729, 1_299_709, 15_485_863][place % 4]}) % ${name === "manifest_id" ? MANY_ROWS : ROWS})`;
  const words = WORDS[name];
  const value = words
    ? `(array[${words.map((word) => `'${word}'`).join(", ")}])[1 + g % ${words.length}]`
    : type === "bytea"
      ? "'\\x00'::bytea"
      : type === "text"
        ? `'${name}-' || md5((g % ${DIFFERENT[`${table}.${name}`] ?? MANY_ROWS + 1})::text)`
        : name.endsWith("_id")
          ? `1 + ${some}`
          : `${some} * 1000`;
  return isNullable && !name.endsWith("_id") ? `case when g % 3 = 0 then ${value} end` : value;
}

function scansIn(plan: readonly string[]): string[] {
  return plan.flatMap((line) => /Seq Scan on (\w+)/.exec(line)?.[1] ?? []);
}

function indexesIn(plan: readonly string[]): string[] {
  return plan.flatMap((line) => /(?:using|Bitmap Index Scan on) (\w+)/.exec(line)?.[1] ?? []);
}

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  let database: SQL;

  beforeAll(async () => {
    server = await PostgresServer.start();
    database = new SQL({ url: await server.database(), max: 1 });
    // Rows need not fit to each other: what refers to what is not looked at.
    await database.unsafe("set session_replication_role = replica");
    const columns = (await database.unsafe(COLUMNS)) as Column[];
    for (const [table, its] of Map.groupBy(columns, (column) => column.table)) await fill(table, its);
    await database.unsafe("analyze");
    // What a connection that has run a statement a few times goes by, whatever the values.
    await database.unsafe("set plan_cache_mode = force_generic_plan");
  }, 60_000);
  afterAll(async () => {
    await database.close({ timeout: 1 });
    await server[Symbol.asyncDispose]();
  });

  const fill = async (table: string, columns: readonly Column[]): Promise<void> => {
    const given = columns.filter(({ isIdentity }) => !isIdentity);
    const names = given.map(({ name }) => `"${name}"`).join(", ");
    const values = given.map(valueOf).join(", ");
    const rows = GROWING.has(table) ? MANY_ROWS : ROWS;
    await database.unsafe(`insert into "${table}" (${names}) select ${values} from generate_series(1, ${rows}) g on conflict do nothing`);
  };

  const planOf = async (text: string): Promise<string[]> => {
    const parameters = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
    await database.unsafe(`prepare planned as ${text}`);
    try {
      const values = parameters > 0 ? `(${Array.from({ length: parameters }, () => "null").join(", ")})` : "";
      const rows = (await database.unsafe(`explain (costs off) execute planned${values}`)) as Record<string, string>[];
      return rows.map((row) => row["QUERY PLAN"]!);
    } finally {
      await database.unsafe("deallocate planned");
    }
  };
  const texts = statements.map((each) => [each.name, compileStatement(postgresDialect, each).sql] as const);

  test.each(texts.filter(([name]) => !READ_WHOLE.has(name)))("%s can be answered by indexes", async (name, text) => {
    await database.unsafe("set enable_seqscan = off");
    const plan = await planOf(text).finally(() => database.unsafe("reset enable_seqscan"));
    expect([name, scansIn(plan)]).toEqual([name, []]);
  });

  test.each(Object.entries(HOT))("%s uses %s", async (name, index) => {
    const plan = await planOf(texts.find(([each]) => each === name)![1]);
    expect([name, scansIn(plan), indexesIn(plan)]).toEqual([name, [], expect.arrayContaining([index])]);
  });
}
