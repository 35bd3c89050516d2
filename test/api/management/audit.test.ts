// The audit log: who sees which records, what is in them, and that nothing takes them away again.
import { describe, expect, test } from "bun:test";
import { recordChange } from "../../../src/auth/audit.ts";
import { type Actor, systemActor } from "../../../src/auth/actor.ts";
import { MANAGEMENT_ENDPOINTS } from "../../../src/http/management/routes.ts";
import { TestApp } from "../../kit/app.ts";
import { type Client, expectStatus } from "../../kit/client.ts";
import { runRaw } from "../../kit/raw-database.ts";
import { statementsOf } from "../../kit/statements.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../../kit/tenants.ts";

interface Item {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly attempts: number;
  readonly repository_id: string | null;
}

/** Alice owns acme with acme/secret; bob and the robots of globex have nothing to do with it. */
async function start(): Promise<TestApp> {
  const app = await TestApp.start();
  await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  await makeOrganization(app, "globex", { gus: "owner" });
  await (await app.asUser("alice")).pushImage("acme/secret", "v1");
  return app;
}

async function listed(client: Client, path: string): Promise<Item[]> {
  const response = await expectStatus(200, client.get(`/api/v1${path}`));
  return ((await response.json()) as { items: Item[] }).items;
}

const actions = (items: readonly Item[]) => items.map(({ action }) => action);

/** As a service would. */
async function record(
  app: TestApp,
  action: string,
  details: { target?: string; namespaceId?: number; actor?: string } = {},
): Promise<void> {
  const { target = "something", namespaceId, actor = "root" } = details;
  const change = { action, target, namespaceId, before: { role: "member" }, after: { role: "admin" } };
  await app.stores.metadata.transaction((tx) => recordChange(tx, systemActor(actor), change, app.clock.now()));
}

describe("who sees what", () => {
  test("the organization's admins see who knocked, at what exists and at what does not", async () => {
    await using app = await start();
    const bob = await app.asUser("bob");
    await bob.get("/v2/acme/secret/manifests/v1");
    await bob.get("/v2/acme/none/manifests/v1");
    await bob.get("/api/v1/orgs/acme/audit");
    await bob.get("/v2/globex/other/manifests/v1");
    await app.services.refusals.flush();

    const items = await listed(await app.asUser("amy"), "/orgs/acme/audit?actor=bob");

    const { id } = (await app.stores.metadata.read.repositories.find("acme/secret" as never))!;
    expect(items.map(({ action, target, repository_id }) => [action, target, repository_id])).toEqual([
      ["api.listOrganizationAudit", "/api/v1/orgs/acme/audit", null],
      ["registry.pull", "acme/none", null],
      ["registry.pull", "acme/secret", `repo_${id}`],
    ]);
  });

  test("the same at the Management API", async () => {
    await using app = await start();
    const { id } = (await app.stores.metadata.read.repositories.find("acme/secret" as never))!;
    const bob = await app.asUser("bob");
    for (const path of [`/repositories/repo_${id}`, "/repos/acme/none", "/repos/acme/secret"]) await bob.get(`/api/v1${path}`);
    await app.services.refusals.flush();
    const items = await listed(await app.asUser("amy"), "/orgs/acme/audit?actor=bob");
    expect(items.map(({ action, repository_id }) => [action, repository_id])).toEqual([
      ["api.getRepository", `repo_${id}`],
      ["api.getRepository", null],
      ["api.getRepositoryById", `repo_${id}`],
    ]);
  });

  test("what a token's scopes refuse is told to the organization that was asked for", async () => {
    await using app = await start();
    const token = app.withToken(await makePersonalToken(app, "alice", { scopes: ["repo:read"] }));
    expect((await token.get("/api/v1/orgs/acme/audit")).status).toBe(403);
    await app.services.refusals.flush();

    const [item] = await listed(await app.asUser("alice"), "/orgs/acme/audit?outcome=refused");
    expect(item).toMatchObject({ actor: "alice", credential: "token", token_id: "tok_1", action: "api.listOrganizationAudit" });
  });

  test("wrong credentials are told to the organization that was asked for, and to the site's admins", async () => {
    await using app = await start();
    await app.withToken("abc.def.ghi").get("/v2/acme/secret/manifests/v1");
    await app.withAuthorization(`Basic ${Buffer.from("mallory:wrong").toString("base64")}`).get("/api/v1/orgs/acme/audit");
    await app.services.refusals.flush();

    for (const items of [
      await listed(await app.asUser("amy"), "/orgs/acme/audit?action=credentials.*"),
      await listed(await app.asAdmin(), "/audit?action=credentials.*"),
    ]) {
      expect(items.map(({ actor, target }) => [actor, target])).toEqual([
        ["mallory", "api.listOrganizationAudit"],
        ["", "acme/secret"],
      ]);
    }
  });

  test("nobody sees another organization's records, whatever they filter by", async () => {
    await using app = await start();
    const { id } = (await app.stores.metadata.read.repositories.find("acme/secret" as never))!;
    await (await app.asUser("bob")).get("/v2/acme/secret/manifests/v1");
    await app.services.refusals.flush();
    const gus = await app.asUser("gus");

    for (const filter of [
      "",
      "?actor=bob",
      "?repository=acme/secret",
      `?repository=repo_${id}`,
      "?action=registry.*",
      "?target=acme/secret",
    ]) {
      expect(await listed(gus, `/orgs/globex/audit${filter}`)).toEqual([]);
    }
  });

  test.each([
    ["a member", async (app: TestApp) => app.asUser("mel"), 403, 403],
    ["an outsider", async (app: TestApp) => app.asUser("bob"), 404, 403],
    ["nobody", async (app: TestApp) => app.anonymous, 401, 401],
    ["a robot of another organization", async (app: TestApp) => app.withToken(await makeRobotToken(app, "globex", "ci")), 404, 403],
    [
      "a token without the scope",
      async (app: TestApp) => app.withToken(await makePersonalToken(app, "alice", { scopes: ["org:admin", "repo:admin"] })),
      403,
      403,
    ],
    [
      "a token for some repositories",
      async (app: TestApp) => app.withToken(await makePersonalToken(app, "root", { limits: [] })),
      403,
      403,
    ],
  ])("%s may not", async (_who, clientOf, ofOrganization, ofInstallation) => {
    await using app = await start();
    await app.asAdmin();
    const client = await clientOf(app);
    for (const end of ["", "/export"]) {
      expect((await client.get(`/api/v1/orgs/acme/audit${end}`)).status).toBe(ofOrganization);
      expect((await client.get(`/api/v1/audit${end}`)).status).toBe(ofInstallation);
    }
  });

  test("to filter by a repository that is somebody else's costs what one costs that is not there", async () => {
    await using app = await start();
    const gus = await app.asUser("gus");
    const workOf = async (path: string) => (await statementsOf(() => listed(gus, path))).statements;
    for (const place of ["/user/audit", "/orgs/globex/audit"]) {
      expect(await workOf(`${place}?repository=acme/secret`)).toEqual(await workOf(`${place}?repository=acme/none`));
    }
  });

  test("everybody sees what they did themselves, and nothing else", async () => {
    await using app = await start();
    await (await app.asUser("bob")).get("/v2/acme/secret/manifests/v1");
    await (await app.asUser("mel")).delete("/v2/acme/none/manifests/v1");
    await app.services.refusals.flush();
    const bob = await app.asUser("bob");

    expect((await listed(bob, "/user/audit")).map(({ actor, target }) => [actor, target])).toEqual([["bob", "acme/secret"]]);
    const namesake = { ...systemActor("bob"), kind: "user", id: 999 } as const;
    const change = { action: "user.update", target: "bob" };
    await app.stores.metadata.transaction((tx) => recordChange(tx, namesake, change, app.clock.now()));
    expect(await listed(bob, "/user/audit")).toHaveLength(1);
    expect(await listed(bob, "/user/audit?actor=mel")).toEqual([]);
    expect(await listed(bob, "/user/audit?actor_kind=robot")).toEqual([]);
  });
});

describe("filters and pages", () => {
  test("a record says who, from where, with what, and what it changed", async () => {
    await using app = await start();
    await record(app, "member.update", { target: "acme/mel" });
    const [item] = await listed(await app.asAdmin(), "/audit?action=member.update");
    expect(item).toEqual({
      id: expect.stringMatching(/^aud_\d+$/),
      occurred_at: "2026-01-01T00:00:00.000Z",
      actor_kind: "system",
      actor_id: null,
      actor: "root",
      credential: "none",
      token_id: null,
      federation_subject: null,
      address: "",
      request_id: "",
      action: "member.update",
      outcome: "done",
      attempts: 1,
      repository_id: null,
      target: "acme/mel",
      before: { role: "member" },
      after: { role: "admin" },
    });
  });

  test.each([
    ["action=team.create", ["team.create"]],
    ["action=team.*", ["team.delete", "team.create"]],
    ["action=team", []],
    ["actor=ann", ["teams.other"]],
    ["actor_kind=system", ["teams.other", "team.delete", "team.create"]],
    ["actor_kind=robot", []],
    ["target=t2", ["team.delete"]],
    ["since=2026-01-01T00:01:00Z", ["teams.other"]],
    ["since=2026-01-01T01:01:00%2B01:00", ["teams.other"]],
    ["until=2026-01-01T00:01:00Z", ["team.delete", "team.create"]],
    ["outcome=refused", []],
    ["token_id=tok_9", []],
    ["federation_subject=x", []],
    ["address=192.0.2.9", []],
    ["request_id=none", []],
    ["repository=acme/none", []],
  ])("%s", async (filter, expected) => {
    await using app = await TestApp.start();
    await record(app, "team.create", { target: "t1" });
    await record(app, "team.delete", { target: "t2" });
    app.clock.advance(60_000);
    await record(app, "teams.other", { actor: "ann" });
    expect(actions(await listed(await app.asAdmin(), `/audit?${filter}`))).toEqual(expected);
  });

  test("a refusal is found by token, address, request and repository", async () => {
    await using app = await start();
    const token = app.withToken(await makeRobotToken(app, "globex", "ci"));
    const requestId = (await token.get("/v2/acme/secret/manifests/v1")).headers.get("x-request-id");
    await app.services.refusals.flush();
    const root = await app.asAdmin();
    for (const filter of [
      "token_id=tok_1",
      "address=192.0.2.1",
      `request_id=${requestId}`,
      "repository=acme/secret",
      "actor=globex%2Bci",
    ]) {
      const items = await listed(root, `/audit?outcome=refused&${filter}`);
      expect(items.map(({ actor, actor_kind, target }) => [actor, actor_kind, target])).toEqual([["globex+ci", "robot", "acme/secret"]]);
    }
  });

  test.each([
    "action=*",
    "action=team.**",
    "since=yesterday",
    "token_id=3",
    "outcome=maybe",
    "limit=0",
    "other=1",
    `actor=${"a".repeat(601)}`,
  ])("%s is malformed", async (query) => {
    await using app = await TestApp.start();
    expect((await (await app.asAdmin()).get(`/api/v1/audit?${query}`)).status).toBe(400);
  });

  test("pages follow each other, the newest first, and nothing is twice or missing", async () => {
    await using app = await TestApp.start();
    for (let index = 0; index < 7; index += 1) await record(app, `thing.n${index}`);
    const root = await app.asAdmin();
    const seen: string[] = [];
    let path: string | null = "/api/v1/audit?action=thing.*&limit=3";
    let pages = 0;
    while (path) {
      const response: Response = await expectStatus(200, root.get(path));
      seen.push(...actions(((await response.json()) as { items: Item[] }).items));
      path = /<http:\/\/registry\.test([^>]*)>/.exec(response.headers.get("link") ?? "")?.[1] ?? null;
      pages += 1;
      if (pages === 1) await record(app, "thing.later");
    }
    expect([pages, seen]).toEqual([3, [6, 5, 4, 3, 2, 1, 0].map((index) => `thing.n${index}`)]);
  });
});

test("what is rare is found however far back it is", async () => {
  await using app = await TestApp.start();
  await app.stores.metadata.transaction(async (tx) => {
    const rare = { action: "rare.thing", target: "x" };
    for (let index = 0; index < 3; index += 1) await recordChange(tx, systemActor("x"), rare, app.clock.now());
    // As many as are looked at in one go, so that the last of the rare ones is the first of the next.
    for (let index = 0; index < 20_000; index += 1) await recordChange(tx, systemActor("x"), { action: "common.thing", target: "x" }, 0);
  });
  expect(await listed(await app.asAdmin(), "/audit?action=rare.thing&limit=2")).toHaveLength(2);
  expect(await listed(await app.asAdmin(), "/audit?action=rare.thing")).toHaveLength(3);
});

describe("export", () => {
  test("JSON lines hold what the list holds", async () => {
    await using app = await start();
    await record(app, "team.create");
    await record(app, "team.delete");
    const root = await app.asAdmin();
    const response = await expectStatus(200, root.get("/api/v1/audit/export?action=team.*"));
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit.jsonl"');
    const lines = (await response.text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await listed(root, "/audit?action=team.*"));
  });

  test("CSV has a header, quotes what needs it, and no formula", async () => {
    await using app = await start();
    await record(app, "team.create", { target: '=cmd|"x"' });
    const response = await expectStatus(200, (await app.asAdmin()).get("/api/v1/audit/export?format=csv&action=team.*"));
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [header, row, end] = (await response.text()).split("\r\n");
    expect(header).toStartWith("id,occurred_at,actor_kind,actor_id,actor,");
    expect(row).toEndWith(`,1,,"'=cmd|""x""","{""role"":""member""}","{""role"":""admin""}"`);
    expect(end).toBe("");
  });

  test("nothing that fits is a header alone, or nothing", async () => {
    await using app = await TestApp.start();
    const root = await app.asAdmin();
    expect(await (await root.get("/api/v1/audit/export?action=no.such")).text()).toBe("");
    expect((await (await root.get("/api/v1/audit/export?action=no.such&format=csv")).text()).split("\r\n")).toHaveLength(2);
  });

  test("a long log is read page by page, and no further than the client reads", async () => {
    let reads = 0;
    await using app = await TestApp.start();
    await app.stores.metadata.transaction(async (tx) => {
      const change = { action: "thing.made", target: "x".repeat(500) };
      for (let index = 0; index < 5000; index += 1) await recordChange(tx, systemActor("many"), change, app.clock.now());
    });
    const { audit } = app.stores.metadata.read;
    const list = audit.list.bind(audit);
    audit.list = (...parameters) => ((reads += 1), list(...parameters));

    const whole = await (await (await app.asAdmin()).get("/api/v1/audit/export")).text();
    expect([whole.trimEnd().split("\n").length, reads]).toEqual([5000, 10]);

    reads = 0;
    const reader = (await (await app.asAdmin()).get("/api/v1/audit/export")).body!.getReader();
    await reader.read();
    await Bun.sleep(20);
    await reader.cancel();
    await Bun.sleep(20);
    expect(reads).toBe(1);
  });
});

/** Attempts to pull different repositories, all in one turn: what comes slowly is written in between. */
function flood(app: TestApp, count: number, actor: Partial<Actor>, prefix = "acme/secret"): void {
  const from: Actor = { ...systemActor(""), kind: "anonymous", address: "192.0.2.9", ...actor };
  for (let index = 0; index < count; index += 1) {
    app.services.refusals.add(from, { action: "registry.pull", target: `${prefix}-${index}` });
  }
}

/** Each line from which refused attempts came: how many records there are of it, those that only count, and of how many attempts. */
async function recorded(app: TestApp): Promise<Record<string, { records: number; counts: number; attempts: number }>> {
  const all = await app.stores.metadata.read.audit.list({ outcome: "refused" }, { after: 0, before: 1e9 }, 10_000);
  const groups = Map.groupBy(all, ({ address }) => address);
  return Object.fromEntries(
    [...groups].map(([address, records]) => [
      address,
      {
        records: records.length,
        counts: records.filter(({ action }) => action === "attempts.refused").length,
        attempts: records.reduce((sum, { attempts }) => sum + attempts, 0),
      },
    ]),
  );
}

describe("refused attempts", () => {
  test("those that are alike are one record with their number", async () => {
    await using app = await start();
    const bob = await app.asUser("bob");
    await bob.get("/v2/");
    await Promise.all(Array.from({ length: 25 }, () => bob.get("/v2/acme/secret/manifests/v1")));
    await app.services.refusals.flush();
    const items = await listed(await app.asAdmin(), "/audit?actor=bob");
    expect(items.map(({ outcome }) => outcome)).toContain("refused");
    // More than one record where the second came to its end meanwhile.
    expect([items.length < 4, items.reduce((sum, { attempts }) => sum + attempts, 0)]).toEqual([true, 25]);
  });

  test("a flood of different ones from one address is bounded, and counted all the same", async () => {
    await using app = await start();
    flood(app, 1500, {});
    await app.services.refusals.flush();
    expect(await recorded(app)).toEqual({ "192.0.2.9": { records: 101, counts: 1, attempts: 1500 } });
  });

  test("a flood that goes on adds a record a second, and one a minute with the number of the others", async () => {
    await using app = await start();
    for (let second = 0; second <= 120; second += 1) {
      flood(app, 200, {}, `acme/in-${second}`);
      await app.services.refusals.flushDue();
      app.clock.advance(1000);
    }
    await app.services.refusals.flush();
    expect(await recorded(app)).toEqual({ "192.0.2.9": { records: 100 + 120 + 2, counts: 2, attempts: 121 * 200 } });
  });

  test("whoever signed in has their own records while others flood", async () => {
    await using app = await start();
    flood(app, 500, {});
    flood(app, 300, { kind: "user", id: 1, name: "bob", address: "192.0.2.9" });
    await app.services.refusals.flush();
    const records = await app.stores.metadata.read.audit.list({ actor: "bob" }, { after: 0, before: 1e9 }, 10_000);
    expect(records).toHaveLength(300);
  });

  test("nobody's flood is more than the process writes, and the addresses of an IPv6 customer are one", async () => {
    await using app = await start();
    flood(app, 1500, { kind: "user", id: 1, name: "bob", address: "2001:db8::1" });
    flood(app, 10, { address: "2001:db8::2" });
    flood(app, 10, { address: "192.0.2.9" });
    await app.services.refusals.flush();
    expect(await recorded(app)).toEqual({
      "2001:db8::1": { records: 1000, counts: 0, attempts: 1000 },
      "2001:db8:0:0::/64": { records: 1, counts: 1, attempts: 510 },
      "192.0.2.9": { records: 1, counts: 1, attempts: 10 },
    });
  });

  test("from more than 200 lines the others are one number", async () => {
    await using app = await start();
    flood(app, 1000, { kind: "user", id: 1, name: "bob" });
    for (let index = 0; index < 300; index += 1) flood(app, 2, { address: `10.0.${index >> 8}.${index & 255}` });
    await app.services.refusals.flush();
    const counts = await app.stores.metadata.read.audit.list({ action: "attempts.refused" }, { after: 0, before: 1e9 }, 10_000);
    expect([counts.length, counts.find(({ address }) => address === "")?.attempts]).toEqual([201, 200]);
  });

  test("what whoever was refused made up is kept short, and without the token that it was", async () => {
    await using app = await TestApp.start();
    const token = await makePersonalToken(app, "alice");
    await app.withAuthorization(`Basic ${Buffer.from(`${token}:x`).toString("base64")}`).get("/v2/");
    await app.withAuthorization(`Basic ${Buffer.from(`${"n".repeat(5000)}:x`).toString("base64")}`).get("/v2/");
    await app.services.refusals.flush();
    const items = await listed(await app.asAdmin(), "/audit?action=credentials.refused");
    expect(items.map(({ actor }) => actor)).toEqual(["n".repeat(600), "aer_pat_…"]);
  });

  test("are in the log when the registry has stopped", async () => {
    await using app = await start();
    await (await app.asUser("bob")).get("/v2/acme/secret/manifests/v1");
    await using later = await app.restarted();
    expect(await listed(await later.asAdmin(), "/audit?actor=bob")).toHaveLength(1);
  });
});

describe("append-only", () => {
  test("no endpoint changes or removes a record", () => {
    const paths = MANAGEMENT_ENDPOINTS.filter(({ path }) => /\/audit\b/.test(path));
    expect(paths.length).toBeGreaterThan(0);
    expect([...new Set(paths.map(({ method }) => method))]).toEqual(["GET"]);
  });

  test.each(["update audit_log set actor = 'nobody'", "delete from audit_log"])("the database refuses to %s", async (sql) => {
    await using app = await TestApp.start();
    await record(app, "team.create");
    const refusal = await runRaw(app, sql).catch(String);
    expect(refusal).toContain("append-only");
    expect(await listed(await app.asAdmin(), "/audit?action=team.create")).toHaveLength(1);
  });
});
