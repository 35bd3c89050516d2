// `aerugo migrate metadata`: a whole installation, moved from SQLite to PostgreSQL and back, with every table in it.
import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteTables } from "../../src/metadata/copy/sqlite-copy.ts";
import { MIGRATIONS } from "../../src/metadata/migrations/migrations.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { Home, type Ran } from "../kit/cli.ts";
import { manifestOf, randomContent } from "../faults/harness.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { ADMIN, Server } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const LEDGER = "schema_migrations";

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  let folder: string;
  let path: string;
  let home: Home;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aerugo-move-"));
    path = join(folder, "aerugo.db");
    home = await Home.make();
  });
  afterEach(async () => {
    await home[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const move = (from: string, to: string): Promise<Ran> =>
    home.run(["migrate", "metadata", "--data-dir", folder, "--from", from, "--to", to]);

  test("what a server answers on PostgreSQL is what it answered on SQLite, and it goes on from there", async () => {
    const url = await server.emptyDatabase();
    const before = await serve([], async (ask) => {
      await populate(ask);
      return answersOf(ask);
    });
    const { code, out, error } = await move(`sqlite:${path}`, url);
    expect([code, error]).toEqual([0, ""]);
    expect(out).toContain("the same on both sides");

    const after = await serve(["--database-url", url], async (ask) => {
      const answers = await answersOf(ask);
      await populate(ask, "later");
      return answers;
    });
    expect(after).toEqual(before);
  }, 60_000);

  describe("with rows in every table", () => {
    beforeEach(() => {
      using database = openDatabase(path);
      migrate(database, 0);
      fillEmptyTables(database);
    });

    test("no table is forgotten, and every row arrives as it was", async () => {
      const url = await server.emptyDatabase();
      const { code, error } = await move(`sqlite:${path}`, url);
      expect([code, error]).toEqual([0, ""]);

      using sqlite = openDatabase(path);
      await using postgres = new SQL({ url, max: 1, bigint: true });
      const tables = (await postgres.unsafe("select tablename from pg_tables where schemaname = 'public' and tablename <> $1", [
        LEDGER,
      ])) as { tablename: string }[];
      expect(tables.map(({ tablename }) => tablename).toSorted()).toEqual(tablesOf(sqlite).toSorted());
      for (const { tablename } of tables) {
        const found = (await postgres.unsafe(`select * from "${tablename}"`)) as unknown as Record<string, unknown>[];
        const expected = sqlite.query(`select * from "${tablename}"`).all() as Record<string, unknown>[];
        expect([tablename, expected.length > 0]).toEqual([tablename, true]);
        expect([tablename, found.map(comparable).toSorted()]).toEqual([tablename, expected.map(comparable).toSorted()]);
      }
    });

    test("the next row of a table gets the next number, even where the last ones were deleted", async () => {
      using sqlite = openDatabase(path);
      sqlite.run("update sqlite_sequence set seq = 700 where name = 'events'");
      sqlite.close();
      const url = await server.emptyDatabase();
      expect((await move(`sqlite:${path}`, url)).code).toBe(0);
      await using postgres = new SQL({ url, max: 1 });
      const [row] = (await postgres.unsafe(
        "insert into events (kind, repository, actor, occurred_at) values ('a', 'b', 'c', 0) returning id::integer",
      )) as { id: number }[];
      expect(row!.id).toBe(701);
    });

    test("there and back again is where it was", async () => {
      const url = await server.emptyDatabase();
      const other = join(folder, "other.db");
      expect((await move(`sqlite:${path}`, url)).code).toBe(0);
      const back = await move(url, `sqlite:${other}`);
      expect([back.code, back.error]).toEqual([0, ""]);
      using one = openDatabase(path);
      using two = openDatabase(other);
      for (const table of tablesOf(one)) {
        const rows = [one, two].map((database) =>
          (database.query(`select * from "${table}"`).all() as object[]).map(comparable).toSorted(),
        );
        expect([table, rows[1]]).toEqual([table, rows[0]]);
      }
    });

    test("a target that holds anything is refused, and left as it was", async () => {
      const url = await server.database();
      await using postgres = new SQL({ url, max: 1 });
      await postgres.unsafe("insert into leases (name, holder, token, expires_at) values ('a', 'b', 1, 1)");
      const { code, error } = await move(`sqlite:${path}`, url);
      expect([code, error]).toEqual([expect.any(Number), expect.stringContaining("not empty: there are rows in leases")]);
      expect(code).not.toBe(0);
      expect(await postgres.unsafe("select count(*)::integer as users from users")).toEqual([{ users: 0 }] as never);
    });

    // It was brought forward first, beneath the older server whose it was, and refused then.
    test("a target of an earlier schema is refused, and keeps it", async () => {
      const older = join(folder, "older.db");
      await SqliteTables.ofVersion(older, 2).close();
      expect(await move(`sqlite:${path}`, `sqlite:${older}`)).toMatchObject({ code: 5, error: expect.stringContaining("has schema 2") });
      expect(SqliteTables.open(older).version).toBe(2);
    });

    test("one that fails half-way leaves nothing in the target", async () => {
      const url = await server.database();
      await using postgres = new SQL({ url, max: 1 });
      await postgres.unsafe("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no more'; end $$");
      await postgres.unsafe("create trigger refusal before insert on tags for each row execute function refuse()");
      const { code, error } = await move(`sqlite:${path}`, url);
      expect([code === 0, error]).toEqual([false, expect.stringContaining("no more")]);
      expect(await postgres.unsafe("select count(*)::integer as users from users")).toEqual([{ users: 0 }] as never);
    });

    test("a copy that differs from what was read is taken back", async () => {
      const url = await server.database();
      await using postgres = new SQL({ url, max: 1 });
      await postgres.unsafe(
        "create function garble() returns trigger language plpgsql as $$ begin new.detail := 'else'; return new; end $$; create trigger garble before insert on events for each row execute function garble()",
      );
      const { code, error } = await move(`sqlite:${path}`, url);
      expect([code === 0, error]).toEqual([false, expect.stringContaining("events was not copied faithfully")]);
      expect(await postgres.unsafe("select count(*)::integer as users from users")).toEqual([{ users: 0 }] as never);
    });

    test("a source of an earlier schema is refused with what to do", async () => {
      using sqlite = openDatabase(path);
      sqlite.query(`delete from ${LEDGER} where version = ?`).run(MIGRATIONS.at(-1)!.version);
      sqlite.close();
      const { code, error } = await move(`sqlite:${path}`, await server.emptyDatabase());
      expect([code === 0, error]).toEqual([false, expect.stringContaining("run aerugo migrate up on it first")]);
    });

    test("a source that is not there is refused, and not made", async () => {
      const { code, error } = await move(`sqlite:${path}x`, await server.emptyDatabase());
      expect([code === 0, error]).toEqual([false, expect.stringContaining("there is no")]);
      expect(await Bun.file(`${path}x`).exists()).toBe(false);
    });
  });

  test("while a server runs on either side, nothing is moved", async () => {
    const url = await server.emptyDatabase();
    await serve([], async () => {
      const { code, error } = await move(`sqlite:${path}`, url);
      expect([code === 0, error]).toEqual([false, expect.stringContaining("a server is at work")]);
    });
    await serve(["--database-url", url], async () => {
      const { code, error } = await move(url, `sqlite:${join(folder, "other.db")}`);
      expect([code === 0, error]).toEqual([false, expect.stringContaining("a server is at work")]);
    });
  }, 60_000);

  type Ask = (method: string, path: string, body?: unknown, type?: string) => Promise<Response>;

  const serve = async <T>(args: readonly string[], work: (ask: Ask) => Promise<T>): Promise<T> => {
    await using registry = await Server.start({ dataDir: folder, args });
    const authorization = `Basic ${btoa(`${ADMIN.username}:${ADMIN.password}`)}`;
    return await work(async (method, target, body, type = "application/json") => {
      const content =
        body === undefined ? {} : { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) };
      const answer = await fetch(`${registry.url}${target}`, { method, headers: { authorization, "content-type": type }, ...content });
      if (answer.status >= 400) throw new Error(`${method} ${target}: ${answer.status} ${await answer.text()}`);
      return answer;
    });
  };

  /** Something of everything that people make. */
  const populate = async (ask: Ask, name = "acme"): Promise<void> => {
    await ask("POST", "/api/v1/orgs", { name });
    await ask("POST", "/api/v1/users", { username: `${name}-bob`, password: ADMIN.password });
    await ask("PUT", `/api/v1/orgs/${name}/members/${name}-bob`, { role: "member" });
    await ask("POST", `/api/v1/orgs/${name}/teams`, { name: "dev" });
    await ask("POST", `/api/v1/orgs/${name}/robots`, { name: "ci" });
    await ask("POST", `/api/v1/orgs/${name}/robots/ci/tokens`, { name: "t", scopes: ["repo:read"] });
    await ask("POST", "/api/v1/tokens", { name: `${name}-t`, scopes: ["repo:read"] });
    const layer = randomContent(2000);
    await ask("POST", `/v2/${name}/api/blobs/uploads/?digest=${layer.digest}`, layer.bytes, "application/octet-stream");
    await ask("POST", `/v2/${name}/api/blobs/uploads/`);
    for (const tag of ["v1", "v2", "v3"]) {
      const manifest = manifestOf(layer, [layer], { tag });
      await ask("PUT", `/v2/${name}/api/manifests/${tag}`, manifest.bytes, "application/vnd.oci.image.manifest.v1+json");
    }
    await ask("DELETE", `/v2/${name}/api/manifests/v3`);
    await ask("PUT", `/api/v1/repos/${name}/api/permissions/teams/dev`, { level: "write" });
  };

  const answersOf = async (ask: Ask): Promise<Record<string, string>> => {
    const paths = [
      "/v2/_catalog",
      "/v2/acme/api/tags/list",
      "/v2/acme/api/manifests/v1",
      ...["orgs", "orgs/acme", "orgs/acme/members", "orgs/acme/teams", "orgs/acme/robots", "orgs/acme/robots/ci/tokens"].map(api),
      ...["users", "repos", "repos/acme/api", "repos/acme/api/tags", "repos/acme/api/tag-history", "repos/acme/api/manifests"].map(api),
      ...["repos/acme/api/trash", "repos/acme/api/permissions", "orgs/acme/usage", "search?q=api", "audit", "orgs/acme/audit"].map(api),
    ];
    const answers: Record<string, string> = {};
    for (const each of paths) answers[each] = await (await ask("GET", each)).text();
    return answers;
  };
}

function api(path: string): string {
  return `/api/v1/${path}`;
}

function tablesOf(database: Database): string[] {
  const names = database
    .query("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> ?")
    .values(LEDGER);
  return names.map(([name]) => String(name));
}

/** A row for every table that has none, whose references lead somewhere. */
function fillEmptyTables(database: Database): void {
  database.run("pragma foreign_keys = off");
  for (const table of tablesOf(database)) {
    if (database.query(`select 1 from "${table}"`).get()) continue;
    const references = new Set((database.query(`pragma foreign_key_list("${table}")`).all() as { from: string }[]).map(({ from }) => from));
    const columns = database.query(`pragma table_info("${table}")`).all() as { name: string; type: string; pk: number }[];
    const values = columns.map(({ name, type }, index) => valueOf(name, type, references.has(name), index));
    database.query(`insert into "${table}" values (${columns.map(() => "?").join(", ")})`).run(...values);
  }
  database.run("pragma foreign_keys = on");
  expect(database.query("pragma foreign_key_check").all()).toEqual([]);
}

function valueOf(name: string, type: string, isReference: boolean, index: number): string | number | Uint8Array {
  if (/blob/i.test(type)) return new Uint8Array([0, 255, index]);
  if (/text/i.test(type)) return isReference || name === "digest" || name === "id" ? "same" : `ü ${name} "${index}"`;
  if (isReference || name === "id") return 1;
  return /bigint/i.test(type) ? 2 ** 40 + index : 2;
}

function comparable(row: object): string {
  return JSON.stringify(
    Object.entries(row)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString("hex") : typeof value === "bigint" ? Number(value) : (value as unknown),
      ]),
  );
}
