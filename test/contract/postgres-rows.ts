// Rows as a large installation has them, for a planner that decides by how many there are and by what they hold: a few namespaces and repositories
// have most of everything, hardly anything is deleted, condemned or quarantined, and what refers to one of several things leaves the others empty.
import type { SQL } from "bun";

/** Accounts, organizations, and what each has a few of. */
const ROWS = 5000;
/** Repositories, and what grows with every push and pull. */
const MANY_ROWS = 40_000;
const GROWING = new Set([
  "audit_log",
  "blobs",
  "deleted_keys",
  "events",
  "grants",
  "manifest_blobs",
  "manifest_children",
  "manifest_uses",
  "manifests",
  "namespace_blobs",
  "repositories",
  "repository_blobs",
  "repository_terms",
  "retention_plan_items",
  "review_queue",
  "tag_history",
  "tags",
  "usage_counters",
]);
const FEW_ROWS = 5;
/** However large the installation. */
export const HANDFULS = new Set(["deletion_holds", "leases", "quarantine", "signing_keys", "storage_counts"]);

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

/** Without those that decide which rows there may be. */
const INDEXES = `select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indrelid = $1::regclass and not i.indisunique`;

/** SQL over the row's number `g`, by column, or by table and column. */
type Rules = Readonly<Record<string, string>>;

const VALUES: Rules = {
  repository_id: skewed(MANY_ROWS),
  namespace_id: skewed(ROWS),
  manifest_id: spread(MANY_ROWS),
  plan_id: "1 + g % 400",
  automatic: "g % 2",
  level: "1 + g % 3",
  default_permission: "g % 4",
  is_admin: "case when g % 1000 = 0 then 1 else 0 end",
  media_type: "'application/vnd.oci.image.manifest.v1+json'",
  visibility: oneOf("private", "private", "private", "public"),
  role: oneOf("owner", "member", "member", "member", "member"),
  subject: oneOf("manifest", "blob", "blob", "blob"),
  action: oneOf("keep", "keep", "delete"),
  state: "case when g % 500 = 0 then 'queued' else 'done' end",
  "retention_plans.state": oneOf("ready", "applied", "applied"),
  "namespaces.kind": oneOf("organization", "user", "user"),
  "holds.kind": oneOf("tag", "digest", "repository"),
  "job_runs.kind": oneOf("gc", "retention", "verify"),
  "retention_plan_items.kind": oneOf("manifest", "tag"),
  "trash.kind": oneOf("tag", "manifest"),
  // Eight blobs to a manifest; a fifth of all links are to one of forty base layers.
  "manifest_blobs.manifest_id": spread(MANY_ROWS / 8),
  "manifest_blobs.digest": "md5((case when g % 5 = 0 then g % 41 else g % 19997 end)::text)",
  "repository_blobs.digest": "md5((case when g % 5 = 0 then g % 41 else g % 19997 end)::text)",
  // One row to one of what it belongs to.
  "manifest_uses.manifest_id": "g",
  "namespace_usage.namespace_id": "g",
  "usage_counters.repository_id": "g",
  "tags.name": "case when g % 11 = 0 then 'latest' else md5((g % 9973)::text) end",
};

/** When a nullable column has a value; one that is not named, in every second row. */
const PRESENT: Rules = {
  condemned_at: "g % 1000 = 0",
  deleted_at: "g % 100 = 0",
  deleted_name: "g % 100 = 0",
  disabled_at: "g % 100 = 0",
  purging_at: "g % 1000 = 0",
  quarantined_at: "g % 1000 = 0",
  revoked_at: "g % 20 = 0",
  subject_digest: "g % 7 = 0",
  external_group: "g % 10 = 0",
  // What an earlier version left to be worked out.
  indexed_at: "g % 1000 <> 0",
  version_key: "g % 1000 <> 0",
  // Of a user or a team on a repository, of a team or a robot on a whole namespace.
  "grants.user_id": "g % 4 = 0",
  "grants.team_id": "g % 4 in (1, 2)",
  "grants.robot_id": "g % 4 = 3",
  "grants.repository_id": "g % 4 in (0, 1) or g % 8 = 3",
  "tokens.user_id": "g % 4 > 0",
  "tokens.robot_id": "g % 4 = 0",
  // Of one or of the other.
  "token_limits.namespace_id": "g % 4 = 0",
  "token_limits.repository_id": "g % 4 > 0",
  "tag_rules.namespace_id": "g % 4 = 0",
  "tag_rules.repository_id": "g % 4 > 0",
  "retention_policies.namespace_id": "g % 4 = 0",
  "retention_policies.repository_id": "g % 4 > 0",
  "retention_plans.repository_id": "g % 4 > 0",
  "audit_log.namespace_id": "g % 5 > 0",
  "events.repository_id": "true",
  "invitations.namespace_id": "g % 10 > 0",
  "sessions.provider_session": "g % 3 = 0",
  "users.email": "g % 10 > 0",
};

/** Fills every table, and lets the planner know. */
export async function fillTables(database: SQL): Promise<void> {
  // Rows need not fit to each other: what refers to what is not looked at.
  await database.unsafe("set session_replication_role = replica");
  await database.unsafe("set synchronous_commit = off");
  const columns = (await database.unsafe(COLUMNS)) as Column[];
  for (const [table, its] of Map.groupBy(columns, (column) => column.table)) await fill(database, table, its);
  // Statistics look at three hundred times as many rows: at all of them, so that plans are the same in every run.
  await database.unsafe(`set default_statistics_target = ${Math.ceil(MANY_ROWS / 300)}`);
  await database.unsafe("analyze");
}

async function fill(database: SQL, table: string, columns: readonly Column[]): Promise<void> {
  const given = columns.filter(({ isIdentity }) => !isIdentity);
  const names = given.map(({ name }) => `"${name}"`).join(", ");
  const values = given.map(cellOf).join(", ");
  const rows = GROWING.has(table) ? MANY_ROWS : HANDFULS.has(table) ? FEW_ROWS : ROWS;
  // Made again when the rows are there, which takes half the time.
  const indexes = (await database.unsafe(INDEXES, [table])) as { name: string; definition: string }[];
  for (const { name } of indexes) await database.unsafe(`drop index "${name}"`);
  await database.unsafe(`insert into "${table}" (${names}) select ${values} from generate_series(1, ${rows}) g on conflict do nothing`);
  for (const { definition } of indexes) await database.unsafe(definition);
}

function cellOf(column: Column, place: number): string {
  const value = ruleFor(column, VALUES) ?? plainValue(column, place);
  return column.isNullable ? `case when ${ruleFor(column, PRESENT) ?? "g % 2 = 0"} then ${value} end` : value;
}

function ruleFor({ table, name }: Column, rules: Rules): string | undefined {
  return rules[`${table}.${name}`] ?? rules[name];
}

function plainValue({ name, type }: Column, place: number): string {
  if (type === "bytea") return "'\\x00'::bytea";
  if (type === "text") return "md5(g::text)";
  return name.endsWith("_id") ? spread(ROWS, place) : `${spread(ROWS, place)} * 1000`;
}

/** Over all rows of what it refers to, and not in step with other columns. */
function spread(rows: number, place = 0): string {
  return `(1 + (g::bigint * ${[7919, 104_729, 1_299_709, 15_485_863][place % 4]}) % ${rows})`;
}

/** The first of them has a twentieth of everything, half of them nearly nothing. */
function skewed(rows: number): string {
  return `(1 + floor(${rows} * power((g::bigint * 104729 % 10007) / 10007.0, 3)))::bigint`;
}

function oneOf(...words: readonly string[]): string {
  return `(array[${words.map((word) => `'${word}'`).join(", ")}])[1 + g % ${words.length}]`;
}
