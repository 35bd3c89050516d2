// Two nodes over one PostgreSQL and one Redis, whose machines' clocks disagree by minutes. Whatever befalls Redis, what was changed on one
// node is so on the other with the next request.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basic } from "../kit/app.ts";
import { Client, expectStatus } from "../kit/client.ts";
import { type ClusterNode, getText, metricOf, startNode } from "../kit/cluster.ts";
import { FaultProxy } from "../kit/fault-proxy.ts";
import { imageManifest } from "../kit/manifests.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { RedisServer } from "../kit/redis.ts";
import { ADMIN } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const ROUNDS = 12;
const JSON_TYPE = { "content-type": "application/json" };
const SKEW_MS = 5 * 60_000;
const SETTLED_WITHIN_MS = 20_000;
const PASSWORD = "correct horse battery staple";
/** Redis' bound: several of them and argon2 on a busy machine, but never the seconds that clients wait for a hung service. */
const SOON_MS = 2000;

setDefaultTimeout(120_000);

describe.skipIf(cannotBeTried("two nodes", hintsFor(["redis-server", "initdb"])))("two nodes", () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let proxy: FaultProxy;
  let folder: string;
  let nodes: ClusterNode[];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([PostgresServer.start(), RedisServer.start()]);
    proxy = await FaultProxy.start({ port: redis.port });
    folder = await mkdtemp(join(tmpdir(), "aerugo-nodes-"));
    const databaseUrl = await postgres.database();
    const args = [
      "--cache-url",
      `redis://127.0.0.1:${proxy.port}`,
      "--rate-limit-token-per-minute",
      "60",
      "--rate-limit-token-burst",
      "100000",
    ];
    const first = await startNode({ databaseUrl, dataDir: folder, args, skewMs: -SKEW_MS });
    nodes = [first, await startNode({ databaseUrl, dataDir: folder, args, skewMs: SKEW_MS })];
    await asAdmin(0).post("/api/v1/users", { headers: JSON_TYPE, body: JSON.stringify({ username: "ada", password: PASSWORD }) });
    await asAdmin(0).post("/api/v1/users", { headers: JSON_TYPE, body: JSON.stringify({ username: "bob", password: PASSWORD }) });
  });
  afterAll(async () => {
    for (const { server } of nodes ?? []) await server[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function at(node: number, authorization?: string): Client {
    const { url } = nodes[node]!.server;
    const handle = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const body = request.method === "GET" || request.method === "HEAD" ? undefined : await request.bytes();
      const began = performance.now();
      const response = await fetch(url + pathname + search, { method: request.method, headers: request.headers, ...(body && { body }) });
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      return response;
    };
    return new Client({ handle }, authorization);
  }

  const asAdmin = (node: number) => at(node, basic(ADMIN.username, ADMIN.password));
  const as = (node: number, username: string, password = PASSWORD) => at(node, basic(username, password));
  const isUp = async (node: number) => metricOf(await getText(`${nodes[node]!.opsUrl}/metrics`), "aerugo_cache_up");

  async function until(up: 0 | 1): Promise<void> {
    const deadline = Date.now() + SETTLED_WITHIN_MS;
    while ((await isUp(0)) !== up || (await isUp(1)) !== up) {
      if (Date.now() > deadline) throw new Error(`not ${up === 1 ? "up" : "down"} within ${SETTLED_WITHIN_MS} ms`);
      // Only who is asked finds out.
      await Promise.all(nodes.map(({ opsUrl }) => getText(`${opsUrl}/readyz`)));
      await Bun.sleep(50);
    }
  }

  const givePassword = async (here: number, next: string) => {
    const body = JSON.stringify({ new_password: next });
    await expectStatus(204, asAdmin(here).post("/api/v1/users/bob/password", { headers: JSON_TYPE, body }));
  };

  const CHANGES: Record<string, () => Promise<void>> = {
    "a tag is moved": async () => {
      const ada = as(0, "ada");
      const repository = `ada/${crypto.randomUUID()}`;
      const config = await ada.pushBlob(repository, "{}");
      await rounds(async (here, there) => {
        const manifest = imageManifest(config, [], { annotations: { round: crypto.randomUUID() } });
        await as(here, "ada").pushManifest(repository, "v1", manifest);
        const found = await as(there, "ada").get(`/v2/${repository}/manifests/v1`);
        expect([found.status, found.headers.get("docker-content-digest")]).toEqual([200, manifest.digest]);
        await expectStatus(202, as(here, "ada").delete(`/v2/${repository}/manifests/${manifest.digest}`));
        expect((await as(there, "ada").get(`/v2/${repository}/manifests/v1`)).status).toBe(404);
      });
    },
    "a token is revoked": () =>
      rounds(async (here, there) => {
        const body = JSON.stringify({ name: crypto.randomUUID(), scopes: ["repo:read"] });
        const made = await expectStatus(201, as(here, "ada").post("/api/v1/tokens", { headers: JSON_TYPE, body }));
        const { id, secret } = (await made.json()) as { id: string; secret: string };
        const holder = at(there, `Bearer ${secret}`);
        await expectStatus(200, holder.get("/v2/"));
        await expectStatus(204, as(here, "ada").delete(`/api/v1/tokens/${id}`));
        expect((await holder.get("/v2/")).status).toBe(401);
      }),
    "a password is changed": async () => {
      let password = PASSWORD;
      await rounds(async (here, there) => {
        const old = password;
        await expectStatus(200, as(there, "bob", old).get("/v2/"));
        password = `correct horse ${crypto.randomUUID()}`;
        await givePassword(here, password);
        expect((await as(there, "bob", password).get("/v2/")).status).toBe(200);
        expect((await as(there, "bob", old).get("/v2/")).status).toBeOneOf([401, 429]);
      });
      await givePassword(0, PASSWORD);
    },
    "a user is disabled": () =>
      rounds(async (here, there) => {
        await expectStatus(200, as(there, "bob").get("/v2/"));
        await expectStatus(204, asAdmin(here).post("/api/v1/users/bob/disable"));
        expect((await as(there, "bob").get("/v2/")).status).toBe(401);
        await expectStatus(204, asAdmin(here).post("/api/v1/users/bob/enable"));
      }),
    "a grant is removed": async () => {
      const path = await newRepository();
      await rounds(async (here, there) => {
        const grant = `/api/v1/repos/${path}/permissions/users/bob`;
        const headers = { ...JSON_TYPE, "if-none-match": "*" };
        const given = await expectStatus(200, as(here, "ada").put(grant, { headers, body: JSON.stringify({ level: "read" }) }));
        await expectStatus(200, as(there, "bob").get(`/v2/${path}/manifests/v1`));
        await expectStatus(204, as(here, "ada").delete(grant, { "if-match": given.headers.get("etag")! }));
        expect((await as(there, "bob").get(`/v2/${path}/manifests/v1`)).status).toBe(403);
      });
    },
    "a repository is made private": async () => {
      const path = await newRepository();
      const show = async (here: number, visibility: string) => {
        const { headers } = await as(here, "ada").get(`/api/v1/repos/${path}`);
        const send = { headers: { ...JSON_TYPE, "if-match": headers.get("etag")! }, body: JSON.stringify({ visibility }) };
        await expectStatus(200, as(here, "ada").patch(`/api/v1/repos/${path}`, send));
      };
      await rounds(async (here, there) => {
        await show(here, "public");
        await expectStatus(200, at(there).get(`/v2/${path}/manifests/v1`));
        await show(here, "private");
        expect((await at(there).get(`/v2/${path}/manifests/v1`)).status).toBe(401);
      });
    },
  };

  async function newRepository(): Promise<string> {
    const path = `ada/r${crypto.randomUUID()}`;
    const ada = as(0, "ada");
    await ada.pushManifest(path, "v1", imageManifest(await ada.pushBlob(path, "{}"), []));
    return path;
  }

  async function every(): Promise<void> {
    for (const change of Object.values(CHANGES)) await change();
  }

  describe("while Redis is there", () => {
    test.each(Object.entries(CHANGES))("%s", (_what, change) => change());
  });

  test("while it is flushed again and again", async () => {
    await whilst(() => redis.command("FLUSHALL"), every);
  });

  test("while it stops for a moment again and again", async () => {
    await whilst(() => redis.command("DEBUG", "SLEEP", "0.08"), every);
  });

  test("while it is away, and when it comes back", async () => {
    await proxy.set({ kind: "refuse" });
    await proxy.set({ kind: "cut" });
    await until(0);
    expect((await fetch(`${nodes[0]!.opsUrl}/readyz`)).status).toBe(200);
    expect(await getText(`${nodes[0]!.opsUrl}/readyz`)).toContain('"cache":"degraded: ');
    await every();
    await proxy.set({ kind: "pass" });
    await until(1);
    expect(await getText(`${nodes[0]!.opsUrl}/readyz`)).toContain('"cache":"ok"');
    await every();
  });

  test("while it takes everything and answers nothing", async () => {
    await proxy.set({ kind: "half-open" });
    await every();
    await proxy.set({ kind: "pass" });
    await until(1);
  });

  test("while its connections fail at random", async () => {
    const faults = [
      { kind: "pass" },
      { kind: "cut", after: { direction: "down", bytes: 2000 } },
      { kind: "slow", delayMs: 40 },
      { kind: "stall" },
    ] as const;
    await proxy.set({ kind: "mixed", seed: 1, faults });
    await every();
    await proxy.set({ kind: "pass" });
    await until(1);
  });

  test("a limit is one for both, however their clocks go", async () => {
    const body = JSON.stringify({ name: "limited", scopes: ["repo:read"] });
    const made = await expectStatus(201, as(0, "ada").post("/api/v1/tokens", { headers: JSON_TYPE, body }));
    const { secret } = (await made.json()) as { secret: string };
    const left: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const found = await at(turn % 2, `Bearer ${secret}`).get("/api/v1");
      left.push(100_000 - Number(found.headers.get("ratelimit-remaining")));
    }
    expect(left).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("nothing in it is, or leads to, a password or a token", async () => {
    await as(0, "ada").get("/v2/");
    const contents = await redis.contents();
    expect(contents).toContain("verified-password");
    for (const secret of [PASSWORD, "aer_", "argon2", ADMIN.password, "ada"]) expect(contents).not.toContain(secret);
  });

  test("each node wrote one line for each outage", async () => {
    const log = await nodes[0]!.server.log();
    const [lost, back] = ["the shared cache is lost", "the shared cache is back"].map((what) => log.split(what).length - 1);
    expect(lost).toBeWithin(2, 30);
    expect(back).toBe(lost!);
  });
});

/** Every round on both nodes in turn. */
async function rounds(round: (here: number, there: number) => Promise<void>): Promise<void> {
  for (let turn = 0; turn < ROUNDS; turn += 1) await round(turn % 2, (turn + 1) % 2);
}

/** `befalls` happens all the time meanwhile. */
async function whilst(befalls: () => Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const happening = (async () => {
    while (!over.signal.aborted) {
      await befalls();
      await Bun.sleep(10);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await happening;
  }
}
