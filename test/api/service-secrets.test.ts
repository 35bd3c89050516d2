// The secrets that a registry is given for PostgreSQL, S3 and Redis, and the addresses that it signs: whatever it does with those services, and
// whatever befalls them, none is found in what it prints, answers, measures or keeps.
import { SQL } from "bun";
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { basic } from "../kit/app.ts";
import { Home } from "../kit/cli.ts";
import { until } from "../kit/jobs.ts";
import { content, imageManifest } from "../kit/manifests.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { RedisServer } from "../kit/redis.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { SecretHunt, inspectWhole } from "../kit/secret-hunt.ts";
import { ADMIN, Server, freePort } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

setDefaultTimeout(120_000);

const ROLE = "keeper";
const BLOB = "application/octet-stream";
const JSON_TYPE = { "content-type": "application/json" };

describe.skipIf(cannotBeTried("secrets of services", hintsFor(["initdb", "versitygw", "redis-server"])))("secrets of services", () => {
  const hunt = new SecretHunt();
  const databasePassword = hunt.keep("password of the database", "database-password/of#keeper");
  const redisPassword = hunt.keep("password of Redis", "redis-password-of-nodes");
  const sessionToken = hunt.keep("session token of S3", "session-token-that-s3-gave");
  hunt.keep("secret key of S3", S3_KEYS.secretAccessKey);
  hunt.keep("password of the administrator", ADMIN.password);

  let postgres: PostgresServer;
  let s3: S3Server;
  let redis: RedisServer;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    s3 = await S3Server.start("versitygw");
    redis = await RedisServer.start({ settings: { requirepass: redisPassword } });
    await postgres.execute(`create role ${ROLE} superuser login password '${databasePassword}'`);
    await askPasswords();
  });
  afterAll(async () => {
    for (const service of [postgres, s3, redis]) await service[Symbol.asyncDispose]();
  });

  /** Of the role alone: the test itself comes as another. */
  async function askPasswords(): Promise<void> {
    const [{ file }] = (await postgres.execute("select current_setting('hba_file') as file")) as [{ file: string }];
    const rules = [`host all ${ROLE} all scram-sha-256`, "host all all all trust"].map((rule) => `('${rule}')`);
    await postgres.execute(`copy (values ${rules.join()}) to '${file}'`);
    await postgres.execute("select pg_reload_conf()");
  }

  async function placesOf(): Promise<Record<string, string>> {
    return {
      AERUGO_DATABASE_URL: withPassword(await postgres.emptyDatabase(), ROLE, databasePassword),
      AERUGO_STORAGE_URL: `s3://${s3.bucket}/${crypto.randomUUID()}`,
      AERUGO_STORAGE__S3__ENDPOINT: s3.endpoint,
      AERUGO_STORAGE__S3__REGION: "us-east-1",
      AERUGO_STORAGE__S3__PATH_STYLE: "on",
      AERUGO_STORAGE__S3__ACCESS_KEY_ID: S3_KEYS.accessKeyId,
      AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
      AERUGO_CACHE_URL: withPassword(redis.url, "", redisPassword),
    };
  }

  test("a node that uses them, and loses one after the other", async () => {
    const ops = `127.0.0.1:${await freePort()}`;
    const env = await placesOf();
    await using server = await Server.start({
      args: [...flagsOf(env), "--log-level", "trace", "--log-format", "json", "--ops-listen", ops],
      env,
    });
    const refusals: string[] = [];
    const ask = async (method: string, path: string, { body, type }: { body?: string | Uint8Array<ArrayBuffer>; type?: string } = {}) => {
      const headers = { authorization: basic(ADMIN.username, ADMIN.password), ...(type === undefined ? {} : { "content-type": type }) };
      const init = { method, headers, redirect: "manual", ...(body === undefined ? {} : { body }) } as const;
      const response = await fetch(`${server.url}${path}`, init);
      const text = await response.text();
      if (response.status >= 400) refusals.push(inspectWhole([response.status, [...response.headers], text]));
      return { status: response.status, headers: response.headers, text };
    };
    const api = async (method: string, path: string, body?: unknown) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body), type: JSON_TYPE["content-type"] };
      const { status, text } = await ask(method, `/api/v1${path}`, sent);
      if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`);
      return (text === "" ? {} : JSON.parse(text)) as { id: string; state: string };
    };
    const push = async (tag: string) => {
      // Too large to be answered from memory.
      const [config, layer] = ["{}", tag.padEnd(2 * 1024 * 1024)].map((text) => content(text, BLOB));
      const statuses = [];
      for (const { digest, bytes } of [config!, layer!]) {
        const { status } = await ask("POST", `/v2/casey/app/blobs/uploads/?digest=${digest}`, { body: bytes, type: BLOB });
        statuses.push(status);
      }
      const { mediaType, bytes } = imageManifest(config!, [layer!]);
      statuses.push((await ask("PUT", `/v2/casey/app/manifests/${tag}`, { body: bytes, type: mediaType })).status);
      return { layer: layer!, statuses };
    };

    const { layer, statuses } = await push("v1");
    expect(statuses).toEqual([201, 201, 201]);
    await push("gone");
    const { status, headers } = await ask("GET", `/v2/casey/app/blobs/${layer.digest}`);
    expect(status).toBe(307);
    const address = new URL(headers.get("location")!);
    hunt.keep("signature of an address", address.searchParams.get("X-Amz-Signature")!);

    await api("DELETE", "/repos/casey/app/tags/gone");
    await api("PUT", "/repos/casey/app/retention/policy", { rules: [{ action: "delete", tags: ["pr-*"] }] });
    await api("POST", "/repos/casey/app/retention/plans");
    const shown = [];
    for (const path of ["/gc/runs", "/storage/verifications"]) {
      const { id } = await api("POST", path, {});
      await until(async () => (await api("GET", `${path}/${id}`)).state === "done", 30_000);
    }
    for (const path of ["/jobs", "/gc", "/storage", "/storage/verifications", "/repos/casey/app/trash", "/audit", "/audit/export"])
      shown.push((await ask("GET", `/api/v1${path}`)).text);
    shown.push(await redis.contents());
    expect(hunt.find("what was shown and shared", shown.join("\n"))).toEqual([]);
    const url = env["AERUGO_DATABASE_URL"]!;
    expect(await findInDatabase(url)).toEqual([]);

    await redis.kill();
    await push("without-redis");
    await s3[Symbol.asyncDispose]();
    expect((await push("without-s3")).statuses).toContain(503);
    await postgres.stop("immediate");
    await push("without-postgres");
    const measured = await (await fetch(`http://${ops}/metrics`)).text();
    await server.stop();
    await postgres.startAgain();
    await redis.again();
    s3 = await S3Server.start("versitygw");

    expect(refusals.length).toBeGreaterThan(3);
    expect(refusals.flatMap((refusal) => hunt.find(refusal, refusal))).toEqual([]);
    expect(measured).toContain("aerugo_");
    expect(hunt.find("the metrics", measured)).toEqual([]);
    const log = await server.log();
    expect(log).toContain("307");
    expect(hunt.find("the log", log)).toEqual([]);
    expect(await hunt.findInFiles(server.dataDir)).toEqual([]);
    expect(await findInDatabase(url)).toEqual([]);
  });

  /** Past everything that Aerugo does with it. */
  async function findInDatabase(url: string): Promise<string[]> {
    await using database = new SQL({ url, max: 1 });
    const tables = (await database.unsafe("select table_name from information_schema.tables where table_schema = 'public'")) as {
      table_name: string;
    }[];
    expect(tables.length).toBeGreaterThan(20);
    const found = [];
    for (const { table_name: name } of tables)
      found.push(...hunt.find(`the table ${name}`, inspectWhole(await database.unsafe(`select * from "${name}"`))));
    return found;
  }

  describe("a start with one that is wrong, or for a service that is not there", () => {
    const wrong = hunt.keep("wrong password", "not-the-password/of%this");
    const nowhere = "127.0.0.1:1";
    const CASES: Readonly<Record<string, (places: Readonly<Record<string, string>>) => Record<string, string>>> = {
      "the database's password": ({ AERUGO_DATABASE_URL }) => ({
        AERUGO_DATABASE_URL: withPassword(AERUGO_DATABASE_URL!, ROLE, wrong),
      }),
      "no database": () => ({ AERUGO_DATABASE_URL: withPassword(`postgres://${nowhere}/x`, ROLE, databasePassword) }),
      "a database's address that is none": () => ({ AERUGO_DATABASE_URL: `postgres://${ROLE}:${databasePassword}@/x y` }),
      "a password that is not escaped": () => ({ AERUGO_DATABASE_URL: `postgres://${ROLE}:${wrong}@${nowhere}/x` }),
      "the secret key of S3": () => ({ AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: wrong }),
      "a session token that S3 does not know": () => ({ AERUGO_STORAGE__S3__SESSION_TOKEN: sessionToken }),
      "no S3": () => ({ AERUGO_STORAGE__S3__ENDPOINT: `http://${nowhere}` }),
      "the password of Redis": () => ({ AERUGO_CACHE_URL: withPassword(redis.url, "", wrong) }),
      "the password of Redis beside its address": () => ({ AERUGO_CACHE_URL: redis.url, AERUGO_CACHE__REDIS__PASSWORD: wrong }),
      "no Redis": () => ({ AERUGO_CACHE_URL: withPassword(`redis://${nowhere}`, "", redisPassword) }),
      "an address of Redis without a host": () => ({ AERUGO_CACHE_URL: `redis://:${redisPassword}` }),
      "an address of Redis that is none": () => ({ AERUGO_CACHE_URL: `redis://:${redisPassword}@:x` }),
      "a password of Redis that is not escaped": () => ({ AERUGO_CACHE_URL: `redis://:${wrong}@${nowhere}` }),
    };

    test.each(Object.keys(CASES))("%s", async (name) => {
      const places = await placesOf();
      const said = await printed({ ...places, ...CASES[name]!(places) });
      expect(said).not.toBe("");
      expect(hunt.find("what was printed", said)).toEqual([]);
    });

    test.each(Object.keys(CASES))("%s, of a command at the machine", async (name) => {
      const places = await placesOf();
      const env = { ...places, ...CASES[name]!(places) };
      await using home = await Home.make();
      for (const args of [
        ["config", "show"],
        ["config", "validate"],
        ["storage", "verify"],
        ["backup", "create", `${home.path}/backup`],
      ]) {
        const { out, error } = await home.run([...args, "--data-dir", `${home.path}/data`], { env });
        expect(hunt.find(args.join(" "), out + error)).toEqual([]);
      }
      const to = env["AERUGO_DATABASE_URL"]!;
      const { error } = await home.run(["migrate", "metadata", "--from", `sqlite:${home.path}/aerugo.db`, "--to", to]);
      expect(error).not.toBe("");
      expect(hunt.find("migrate metadata", error)).toEqual([]);
    });
  });
});

function withPassword(url: string, username: string, password: string): string {
  const made = new URL(url);
  made.username = username;
  made.password = encodeURIComponent(password);
  return made.href;
}

/** Where a whole run of tests keeps its data is told in flags, which count for more than the environment. */
function flagsOf(env: Readonly<Record<string, string>>): string[] {
  const flags = { "--database-url": "DATABASE_URL", "--storage-url": "STORAGE_URL", "--cache-url": "CACHE_URL" };
  const redirect = ["--storage-s3-redirect", "on"];
  return [...Object.entries(flags).flatMap(([flag, name]) => [flag, env[`AERUGO_${name}`]!]), ...redirect];
}

async function printed(env: Readonly<Record<string, string>>): Promise<string> {
  try {
    await using server = await Server.start({ env, args: [...flagsOf(env), "--log-level", "trace"] });
    await fetch(`${server.url}/api/v1/user`, { headers: { authorization: basic(ADMIN.username, ADMIN.password) } });
    await server.stop();
    return await server.log();
  } catch (error) {
    return inspectWhole(error);
  }
}
