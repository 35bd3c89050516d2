// A registry with very many repositories and very many tags in one of them, written into its database before it starts: pushing them
// would take hours. And the people whose lists are measured.
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { versionKey } from "../../src/oci/version-order.ts";

/** Who may read everything; who reads a hundredth of it through organizations, teams and grants; and who reads nothing. */
export const CALLERS = ["admin", "member", "outsider"] as const;
export type CallerName = (typeof CALLERS)[number];

export interface Tenants {
  readonly tokens: Readonly<Record<CallerName, string>>;
  /** The repository with the tags, which the outsider may not read, and its organization. */
  readonly organization: string;
  readonly repository: string;
  /** Of one of its manifests. */
  readonly digest: string;
}

export interface TenantsSize {
  readonly repositories: number;
  readonly tags: number;
}

const ORGANIZATIONS = 100;
const GRANTS = 100;
const READ = 1;
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";

type Database = ReturnType<typeof openDatabase>;

/** The folder must not hold a database yet. */
export function layTenants(dataDir: string, size: TenantsSize): Tenants {
  mkdirSync(dataDir, { recursive: true });
  const database = openDatabase(join(dataDir, "aerugo.db"));
  try {
    migrate(database, 0);
    return database.transaction(() => lay(database, size))();
  } finally {
    database.close();
  }
}

function lay(database: Database, { repositories, tags }: TenantsSize): Tenants {
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, index) => `org-${String(index).padStart(3, "0")}`);
  const ids = organizations.map((name, index) => addNamespace(database, name, "organization", index === 50 ? READ : 0));
  const tokens = Object.fromEntries(CALLERS.map((name) => [name, addUser(database, name)])) as Record<CallerName, string>;
  const repositoryIds = addRepositories(database, { organizations, ids, count: repositories });
  addMembership(database, ids, repositoryIds);
  const index = 50;
  const digest = addTags(database, repositoryIds[index]!, tags);
  return { tokens, organization: organizations[index]!, repository: nameOf(index), digest };
}

function addNamespace(database: Database, name: string, kind: string, defaultPermission: number): number {
  const sql = "insert into namespaces (name, kind, created_at, default_permission) values (?, ?, 0, ?) returning id";
  const { id } = database.query(sql).get(name, kind, defaultPermission) as { id: number };
  database.query("insert into namespace_usage values (?, 0, 0, 0)").run(id);
  return id;
}

/** Resolves to a token that is good for everything. */
function addUser(database: Database, name: CallerName): string {
  const namespaceId = addNamespace(database, name, "user", 0);
  const user = "insert into users (namespace_id, username, password_hash, is_admin, created_at) values (?, ?, '!', ?, 0) returning id";
  const { id } = database.query(user).get(namespaceId, name, name === "admin" ? 1 : 0) as { id: number };
  const secret = newSecret("personal");
  database
    .query("insert into tokens (user_id, name, secret_hash, scopes, is_limited, created_at) values (?, 'bench', ?, ?, 0, 0)")
    .run(id, hashSecret(secret), JSON.stringify(["admin"]));
  return secret;
}

function nameOf(index: number): string {
  return `org-${String(index % ORGANIZATIONS).padStart(3, "0")}/team-${index % 7}/service-${index}`;
}

function addRepositories(
  database: Database,
  { ids, count }: { organizations: readonly string[]; ids: readonly number[]; count: number },
): number[] {
  const repository = database.query(
    "insert into repositories (namespace_id, name, created_at, indexed_at) values (?, ?, 0, 0) returning id",
  );
  const usage = database.query("insert into usage_counters values (?, 0, 0, 0, 0)");
  const term = database.query("insert into repository_terms (term, repository_id, namespace_id, visibility) values (?, ?, ?, 'private')");
  return Array.from({ length: count }, (_, index) => {
    const name = nameOf(index);
    const { id } = repository.get(ids[index % ids.length]!, name) as { id: number };
    usage.run(id);
    for (const start of [0, ...[...name.matchAll(/[/._-]+/g)].map((match) => match.index + match[0].length)])
      term.run(name.slice(start), id, ids[index % ids.length]!);
    return id;
  });
}

/** The member is one of an organization that lets its members read, was granted a hundred other repositories, and a team of theirs as many. */
function addMembership(database: Database, ids: readonly number[], repositoryIds: readonly number[]): void {
  const { id: userId } = database.query("select id from users where username = 'member'").get() as { id: number };
  database.query("insert into members (namespace_id, user_id, role, created_at) values (?, ?, 'member', 0)").run(ids[50]!, userId);
  const team = database.query("insert into teams (namespace_id, name, created_at) values (?, 'team', 0) returning id").get(ids[50]!);
  const { id: teamId } = team as { id: number };
  database.query("insert into team_members values (?, ?, 'manual', 0)").run(teamId, userId);
  const grant = database.query(
    "insert into grants (namespace_id, repository_id, user_id, team_id, level, created_at) values (?, ?, ?, ?, 2, 0)",
  );
  const step = Math.floor(repositoryIds.length / (2 * GRANTS));
  for (let index = 0; index < 2 * GRANTS; index += 1) {
    const at = index * step;
    grant.run(ids[at % ids.length]!, repositoryIds[at]!, ...(index % 2 === 0 ? [userId, null] : [null, teamId]));
  }
}

function addTags(database: Database, repositoryId: number, count: number): string {
  const manifest = database.query(
    `insert into manifests (repository_id, digest, media_type, artifact_type, size_bytes, total_bytes, pushed_at, pushed_by, content)
     values (?, ?, '${MANIFEST}', '${CONFIG}', ?, ?, ?, 'admin', ?) returning id`,
  );
  const tag = database.query(
    "insert into tags (repository_id, name, manifest_id, updated_at, version_key, size_bytes) values (?, ?, ?, ?, ?, ?)",
  );
  let digest = "";
  for (let index = 0; index < count; index += 1) {
    const content = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: descriptorOf(index), layers: [descriptorOf(-index)] }),
    );
    digest = `sha256:${new Bun.CryptoHasher("sha256").update(content).digest("hex")}`;
    const totalBytes = 1000 + (index % 977);
    const { id } = manifest.get(repositoryId, digest, content.byteLength, totalBytes, index, content) as { id: number };
    const name = `v${index % 10}.${index % 313}.${index}`;
    tag.run(repositoryId, name, id, (index * 7919) % 100_003, versionKey(name), totalBytes);
  }
  database.query("update usage_counters set tags = ?, manifests = ? where repository_id = ?").run(count, count, repositoryId);
  return digest;
}

function descriptorOf(index: number) {
  return { mediaType: CONFIG, digest: `sha256:${String(Math.abs(index)).padStart(64, "0")}`, size: 100 };
}
