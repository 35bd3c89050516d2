// Repositories as their owners manage them: made, listed, changed, moved, deleted and brought back, and who may.
import { describe, expect, test } from "bun:test";
import { Api, type Answered, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../../kit/tenants.ts";

/** Acme with an owner, an admin and a member; globex with gus; bob belongs to neither. */
async function start() {
  const app = await TestApp.start();
  const acme = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  const globex = await makeOrganization(app, "globex", { gus: "owner", alice: "member" });
  await app.asUser("bob");
  const as = async (username: string) => new Api(await app.asUser(username));
  const withToken = (token: string) => new Api(app.withToken(token));
  const anonymous = new Api(app.anonymous);
  const admin = new Api(await app.asAdmin());
  return { app, acme, globex, as, withToken, anonymous, admin, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

type Kit = Awaited<ReturnType<typeof start>>;

const API = "/repos/acme/api";
const names = ({ body }: Answered) => body.items?.map(({ full_name }) => full_name);

async function grant({ app }: Kit, repository: string, username: string, level: number): Promise<void> {
  const { metadata } = app.stores;
  const { id: repositoryId, namespaceId } = (await metadata.read.repositories.find(repository as never))!;
  const { id } = (await metadata.read.users.find(username))!;
  await metadata.transaction((tx) => tx.grants.create({ namespaceId, repositoryId }, { kind: "user", id }, level, 0));
}

async function setOrganization({ app, acme }: Kit, change: { defaultPermission?: number; membersCanCreate?: boolean }): Promise<void> {
  const { version, ...profile } = (await app.stores.metadata.read.namespaces.findById(acme))!;
  await app.stores.metadata.transaction((tx) => tx.namespaces.setProfile(acme, { ...profile, ...change }, version));
}

async function setQuotas({ app }: Kit, id: number, quotas: { storageQuotaBytes?: number; repositoryQuota?: number }): Promise<void> {
  const { version } = (await app.stores.metadata.read.namespaces.findById(id))!;
  const all = { storageQuotaBytes: undefined, repositoryQuota: undefined, ...quotas };
  await app.stores.metadata.transaction((tx) => tx.namespaces.setQuotas(id, all, version));
}

async function usageOf({ app }: Kit, id: number) {
  return app.stores.metadata.read.usage.ofNamespace(id);
}

describe("making one", () => {
  test("it is private and empty, and can be pushed to", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    const made = await alice.post("/repos", { namespace: "acme", name: "team/api", description: "Ours" });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        id: "repo_1",
        full_name: "acme/team/api",
        namespace: "acme",
        name: "team/api",
        visibility: "private",
        tag_count: 0,
        pushed_at: null,
      },
    ]);
    expect((await usageOf(kit, kit.acme)).repositories).toBe(1);
    await (await kit.app.asUser("alice")).pushImage("acme/team/api", "v1");
    const { body } = await alice.get("/repos/acme/team%2Fapi");
    expect(body).toMatchObject({
      tag_count: 1,
      manifest_count: 1,
      description: "Ours",
      permission: "admin",
      pushed_at: "2026-01-01T00:00:00.000Z",
    });
  });

  test("the same refusal for a namespace of others and for none", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");
    const [others, none] = await Promise.all(["acme", "nothing"].map((namespace) => bob.post("/repos", { namespace, name: "x" })));
    expect([others!.status, others!.body.code]).toEqual([403, "forbidden"]);
    expect({ ...none!.body, request_id: "" }).toEqual({ ...others!.body, request_id: "" });
    expect(await refusalOf(kit.anonymous.post("/repos", { namespace: "acme", name: "x" }))).toEqual([401, "unauthenticated"]);
  });

  test.each([
    ["library", "acme/x"],
    ["acme", "UPPER"],
    ["acme", "a//b"],
    ["acme/sub", "x"],
    ["root", "../acme/x"],
  ])("%s with %s is no name of that namespace", async (namespace, name) => {
    await using kit = await start();
    expect(await refusalOf(kit.admin.post("/repos", { namespace, name }))).toEqual([422, "invalid"]);
  });

  test("a name exists once, and a namespace only holds as many as it may", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await setQuotas(kit, kit.acme, { repositoryQuota: 1 });
    await alice.post("/repos", { namespace: "acme", name: "api" });
    expect(await refusalOf(alice.post("/repos", { namespace: "acme", name: "api" }))).toEqual([409, "name_taken"]);
    const over = await alice.post("/repos", { namespace: "acme", name: "more" });
    expect(over.body).toMatchObject({ code: "quota_exceeded", quota: 1, used: 1 });
    expect((await usageOf(kit, kit.acme)).repositories).toBe(1);
  });

  test("a member who may create is the administrator of what they made, and of nothing else", async () => {
    await using kit = await start();
    await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api" });
    const mel = await kit.as("mel");
    expect(await refusalOf(mel.post("/repos", { namespace: "acme", name: "mine" }))).toEqual([403, "forbidden"]);
    await setOrganization(kit, { membersCanCreate: true });
    expect((await mel.post("/repos", { namespace: "acme", name: "mine" })).status).toBe(201);
    expect((await mel.get("/repos/acme/mine")).body["permission"]).toBe("admin");
    expect(await refusalOf(mel.get(API))).toEqual([404, "not_found"]);
  });

  test("a member who may create does so by pushing as well, and it is theirs then", async () => {
    await using kit = await start();
    await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api" });
    const mel = await kit.app.asUser("mel");
    expect((await mel.post("/v2/acme/pushed/blobs/uploads/")).status).toBe(403);
    await setOrganization(kit, { membersCanCreate: true });

    await mel.pushImage("acme/pushed", "v1");

    expect((await (await kit.as("mel")).get("/repos/acme/pushed")).body["permission"]).toBe("admin");
    expect((await mel.delete("/v2/acme/pushed/manifests/v1")).status).toBe(202);
    expect((await mel.get("/v2/acme/api/tags/list")).status).toBe(403);
  });

  test("a robot may where it may write everywhere, and a limited token only within its limits", async () => {
    await using kit = await start();
    const robot = kit.withToken(await makeRobotToken(kit.app, "acme", "ci"));
    expect(await refusalOf(robot.post("/repos", { namespace: "acme", name: "x" }))).toEqual([403, "forbidden"]);
    await kit.app.stores.metadata.transaction((tx) =>
      tx.grants.create({ namespaceId: kit.acme, repositoryId: undefined }, { kind: "robot", id: 1 }, 2, 0),
    );
    expect((await robot.post("/repos", { namespace: "acme", name: "x" })).status).toBe(201);

    const limits = [{ namespaceId: kit.globex }];
    const limited = kit.withToken(await makePersonalToken(kit.app, "alice", { limits }));
    expect(await refusalOf(limited.post("/repos", { namespace: "acme", name: "y" }))).toEqual([403, "forbidden"]);
    const narrow = kit.withToken(await makePersonalToken(kit.app, "alice", { scopes: ["repo:delete"] }));
    expect(await refusalOf(narrow.post("/repos", { namespace: "acme", name: "y" }))).toEqual([403, "insufficient_scope"]);
  });

  test("it leaves a record in the audit log and an event", async () => {
    await using kit = await start();
    await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api", visibility: "public" });
    const [record] = (await (await kit.as("alice")).get("/orgs/acme/audit")).body.items!;
    expect(record).toMatchObject({ action: "repository.create", target: "acme/api", actor: "alice", after: { visibility: "public" } });
  });
});

/** Start with some in several namespaces. */
async function withSome() {
  const kit = await start();
  for (const [namespace, name, visibility] of [
    ["acme", "api", "private"],
    ["acme", "web-shop", "public"],
    ["acme", "zoo", "private"],
    ["acme-two", "api", "private"],
    ["globex", "api", "private"],
    ["library", "tool", "private"],
    ["bob", "own", "private"],
  ]) {
    if (namespace === "acme-two" && name === "api") await makeOrganization(kit.app, "acme-two", {});
    await kit.admin.post("/repos", { namespace, name, visibility });
  }
  return kit;
}

describe("listing them", () => {
  test("everybody sees what they may read and nothing else, in order of name", async () => {
    await using kit = await withSome();
    await grant(kit, "acme/zoo", "bob", 1);
    expect(names(await kit.anonymous.get("/repos"))).toEqual(["acme/web-shop"]);
    expect(names(await (await kit.as("bob")).get("/repos"))).toEqual(["acme/web-shop", "acme/zoo", "bob/own", "tool"]);
    expect(names(await (await kit.as("mel")).get("/repos"))).toEqual(["acme/web-shop", "tool"]);
    expect(names(await (await kit.as("gus")).get("/repos"))).toEqual(["acme/web-shop", "globex/api", "tool"]);
    expect(names(await kit.admin.get("/repos"))).toEqual([
      "acme-two/api",
      "acme/api",
      "acme/web-shop",
      "acme/zoo",
      "bob/own",
      "globex/api",
      "tool",
    ]);
  });

  test("a page at a time: nothing twice, nothing left out", async () => {
    await using kit = await withSome();
    for (const who of ["alice", "bob", "root"]) {
      const api = await kit.as(who);
      const all = names(await api.get("/repos"))!;
      const paged: unknown[] = [];
      for (let cursor: unknown = ""; cursor !== null;) {
        const { body } = await api.get(`/repos?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
        expect(body.items!.length).toBeLessThanOrEqual(2);
        paged.push(...body.items!.map(({ full_name }) => full_name));
        cursor = body["next_cursor"];
      }
      expect(paged).toEqual(all);
    }
  });

  test("of one namespace, whether it is there or not; of one visibility", async () => {
    await using kit = await withSome();
    const alice = await kit.as("alice");
    expect(names(await alice.get("/orgs/acme/repos"))).toEqual(["acme/api", "acme/web-shop", "acme/zoo"]);
    expect(names(await alice.get("/orgs/acme/repos?visibility=private"))).toEqual(["acme/api", "acme/zoo"]);
    expect(names(await alice.get("/repos?visibility=public"))).toEqual(["acme/web-shop"]);
    expect(names(await kit.admin.get("/repos?visibility=private&namespace=acme"))).toEqual(["acme/api", "acme/zoo"]);
    expect(names(await kit.admin.get("/repos?namespace=library"))).toEqual(["tool"]);
    expect(names(await kit.admin.get("/users/bob/repos"))).toEqual(["bob/own"]);
    expect(names(await kit.admin.get("/users/acme/repos"))).toEqual([]);
    const bob = await kit.as("bob");
    const [hidden, none] = [await bob.get("/orgs/globex/repos"), await bob.get("/orgs/nothing/repos")];
    expect([hidden.status, hidden.body]).toEqual([none.status, none.body]);
  });

  test("those of which a word begins with what is looked for, each once", async () => {
    await using kit = await withSome();
    await kit.admin.post("/repos", { namespace: "acme", name: "shop-shop/shop" });
    const alice = await kit.as("alice");
    expect(names(await alice.get("/repos?q=shop"))).toEqual(["acme/web-shop", "acme/shop-shop/shop"]);
    const first = await alice.get("/repos?q=SHOP&limit=1");
    const second = await alice.get(`/repos?q=SHOP&limit=1&cursor=${first.body["next_cursor"]}`);
    expect([names(first), names(second), second.body["next_cursor"]]).toEqual([["acme/web-shop"], ["acme/shop-shop/shop"], null]);
    expect(names(await alice.get("/orgs/acme/repos?q=api"))).toEqual(["acme/api"]);
    expect(names(await (await kit.as("bob")).get("/repos?q=api"))).toEqual([]);
    expect(names(await kit.admin.get("/repos?q=api"))).toEqual(["acme/api", "acme-two/api", "globex/api"]);
  });

  test("a limited token lists what it is limited to, as far as its owner may read it", async () => {
    await using kit = await withSome();
    const { metadata } = kit.app.stores;
    const globexApi = (await metadata.read.repositories.find("globex/api" as never))!.id;
    const limits = [{ namespaceId: kit.acme }, { repositoryId: globexApi }];
    const token = kit.withToken(await makePersonalToken(kit.app, "alice", { limits }));
    expect(names(await token.get("/repos"))).toEqual(["acme/api", "acme/web-shop", "acme/zoo"]);
    expect(names(await token.get("/repos?q=api"))).toEqual(["acme/api"]);
  });
});

describe("changing one", () => {
  test("only by who saw its version, and to what is said", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await alice.post("/repos", { namespace: "acme", name: "api" });
    const { etag } = await alice.get(API);
    const changed = await alice.patch(API, { visibility: "public", reference_policy: "sparse" }, etag);
    expect(changed.body).toMatchObject({ visibility: "public", reference_policy: "sparse", description: "" });
    expect(await refusalOf(alice.patch(API, { description: "x" }, etag))).toEqual([412, "stale"]);
    expect(await refusalOf(alice.send("PATCH", API, { description: "x" }))).toEqual([428, "precondition_required"]);
    expect((await alice.patch(API, { reference_policy: null }, changed.etag)).body["reference_policy"]).toBeNull();
    const records = (await alice.get("/orgs/acme/audit?action=repository.update")).body.items!;
    expect(records.map(({ before, after }) => [before, after])).toEqual([
      [{ reference_policy: "sparse" }, { reference_policy: null }],
      [
        { visibility: "private", reference_policy: null },
        { visibility: "public", reference_policy: "sparse" },
      ],
    ]);
  });

  test("who has seen it may go on when only its counters have moved, and sees them move", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await alice.post("/repos", { namespace: "acme", name: "api" });
    const { etag } = await alice.get(API);
    expect((await alice.send("GET", API, undefined, { "if-none-match": etag! })).status).toBe(304);
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    expect((await alice.send("GET", API, undefined, { "if-none-match": etag! })).body["tag_count"]).toBe(1);
    expect((await alice.patch(API, { description: "x" }, etag)).status).toBe(200);
  });

  test.each([
    ["bob", 404],
    ["mel", 403],
    ["amy", 200],
  ])("%s gets %d", async (who, status) => {
    await using kit = await start();
    await setOrganization(kit, { defaultPermission: 2 });
    await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api" });
    expect((await (await kit.as(who)).patch(API, { description: "x" })).status).toBe(status);
  });
});

describe("moving one", () => {
  test("a new name in the namespace: pulls and reads follow for a while, pushes do not", async () => {
    await using kit = await start();
    const client = await kit.app.asUser("alice");
    const { digest, layer } = await client.pushImage("acme/api", "v1");
    const alice = await kit.as("alice");
    const renamed = await alice.post(`${API}/rename`, { name: "backend/api" });
    expect([renamed.status, renamed.body["full_name"]]).toEqual([200, "acme/backend/api"]);

    expect((await client.get("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")).toBe(digest);
    expect((await client.post("/v2/acme/api/blobs/uploads/")).status).toBe(403);
    expect((await client.post(`/v2/alice/copy/blobs/uploads/?mount=${layer.digest}&from=acme/api`)).status).toBe(201);
    expect((await alice.get(API)).body).toMatchObject({ id: "repo_1", full_name: "acme/backend/api" });
    expect(await refusalOf((await kit.as("bob")).get(API))).toEqual([404, "not_found"]);
    kit.app.clock.advance(31 * 86_400_000);
    expect(await refusalOf(alice.get(API))).toEqual([404, "not_found"]);
    expect((await alice.get("/repositories/repo_1")).body["full_name"]).toBe("acme/backend/api");
  });

  test("under the old name it is read and not changed", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await alice.post("/repos", { namespace: "acme", name: "api" });
    const again = () => alice.post(`${API}/rename`, { name: "new" }, { "idempotency-key": "one" });
    expect((await again()).body["full_name"]).toBe("acme/new");

    expect((await again()).body["full_name"]).toBe("acme/new");
    expect((await alice.get(API)).body["full_name"]).toBe("acme/new");
    expect(await refusalOf(alice.delete(API))).toEqual([403, "forbidden"]);
    expect(await refusalOf(alice.patch(API, { visibility: "public" }))).toEqual([403, "forbidden"]);
    expect((await alice.get("/repos/acme/new")).body["visibility"]).toBe("private");
  });

  test("the old name is another's who takes it, and no old redirect leads past it", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await alice.post("/repos", { namespace: "acme", name: "api" });
    await alice.post(`${API}/rename`, { name: "old" });
    await alice.post("/repos", { namespace: "acme", name: "api" });
    expect((await alice.get(API)).body["id"]).toBe("repo_2");
    expect(await refusalOf(alice.post(`${API}/rename`, { name: "old" }))).toEqual([409, "name_taken"]);
    expect(await refusalOf(alice.post(`${API}/rename`, { name: "No" }))).toEqual([422, "invalid"]);
  });

  test("to another namespace: nothing granted goes along, and what it holds is counted there", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    await grant(kit, "acme/api", "bob", 3);
    const before = await usageOf(kit, kit.acme);
    const { metadata } = kit.app.stores;
    const limits = [{ repositoryId: 1 }];
    const token = kit.withToken(await makePersonalToken(kit.app, "bob", { limits }));
    expect((await token.get(API)).status).toBe(200);

    const moved = await (await kit.as("alice")).post(`${API}/transfer`, { namespace: "alice" });

    expect([moved.status, moved.body["full_name"]]).toEqual([200, "alice/api"]);
    const own = (await metadata.read.namespaces.find("alice"))!.id;
    expect([await usageOf(kit, kit.acme), await usageOf(kit, own)]).toEqual([{ repositories: 0, logicalBytes: 0, uniqueBytes: 0 }, before]);
    for (const caller of [await kit.as("bob"), await kit.as("amy"), token]) {
      expect(await refusalOf(caller.get("/repos/alice/api"))).toEqual([404, "not_found"]);
      expect(await refusalOf(caller.get(API))).toEqual([404, "not_found"]);
    }
    expect((await (await kit.as("alice")).get(API)).body["full_name"]).toBe("alice/api");
    for (const [who, found] of [
      ["alice", ["alice/api"]],
      ["amy", []],
      ["bob", []],
    ] as const) {
      expect(names(await (await kit.as(who)).get("/repos?q=api"))).toEqual([...found]);
    }
    const [record] = (await (await kit.as("alice")).get("/orgs/acme/audit?action=repository.transfer")).body.items!;
    expect(record).toMatchObject({ before: { name: "acme/api" }, after: { name: "alice/api" } });
  });

  test("only for who administers the namespace that loses it", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    await (await kit.as("alice")).put(`${API}/permissions/users/bob`, { level: "admin" });
    const bob = await kit.as("bob");
    expect((await bob.get(API)).body["permission"]).toBe("admin");

    expect(await refusalOf(bob.post(`${API}/transfer`, { namespace: "bob" }))).toEqual([403, "forbidden"]);

    expect((await bob.get(API)).body["full_name"]).toBe("acme/api");
  });

  test("only for who may create there, and only as far as its quotas go", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    const alice = await kit.as("alice");
    for (const namespace of ["globex", "nothing"]) {
      expect(await refusalOf(alice.post(`${API}/transfer`, { namespace }))).toEqual([403, "forbidden"]);
    }
    await setQuotas(kit, kit.globex, { storageQuotaBytes: 10 });
    const over = await kit.admin.post(`${API}/transfer`, { namespace: "globex" });
    expect(over.body).toMatchObject({ code: "quota_exceeded", quota_bytes: 10, used_bytes: 0 });
    await setQuotas(kit, kit.globex, { repositoryQuota: 0 });
    expect((await kit.admin.post(`${API}/transfer`, { namespace: "globex" })).body).toMatchObject({ code: "quota_exceeded", quota: 0 });
    expect((await alice.get(API)).body["full_name"]).toBe("acme/api");
    await setQuotas(kit, kit.globex, {});
    await kit.admin.post("/repos", { namespace: "globex", name: "api" });
    expect(await refusalOf(kit.admin.post(`${API}/transfer`, { namespace: "globex" }))).toEqual([409, "name_taken"]);
  });
});

describe("the trash", () => {
  test("what is deleted is gone for everybody, and its name is free", async () => {
    await using kit = await start();
    const client = await kit.app.asUser("alice");
    await client.pushImage("acme/api", "v1");
    const alice = await kit.as("alice");
    expect((await alice.delete(API)).status).toBe(204);

    for (const path of [API, "/repositories/repo_1"]) expect(await refusalOf(alice.get(path))).toEqual([404, "not_found"]);
    expect((await client.get("/v2/acme/api/manifests/v1")).status).toBe(404);
    expect(names(await alice.get("/repos"))).toEqual([]);
    expect(await usageOf(kit, kit.acme)).toEqual({ repositories: 0, logicalBytes: 0, uniqueBytes: 0 });
    expect((await alice.post("/repos", { namespace: "acme", name: "api" })).body["id"]).toBe("repo_2");
    const { items } = (await alice.get("/orgs/acme/trash")).body;
    expect(items).toMatchObject([{ id: "repo_1", full_name: "acme/api", deleted_at: "2026-01-01T00:00:00.000Z" }]);
  });

  test("it comes back whole, when its name is free and there is room", async () => {
    await using kit = await start();
    const client = await kit.app.asUser("alice");
    const { digest } = await client.pushImage("acme/api", "v1");
    const before = await usageOf(kit, kit.acme);
    const alice = await kit.as("alice");
    await alice.delete(API);
    await alice.post("/repos", { namespace: "acme", name: "api" });
    const restore = () => alice.post("/repositories/repo_1/restore");
    expect(await refusalOf(restore())).toEqual([409, "name_taken"]);
    await alice.delete(API);
    await setQuotas(kit, kit.acme, { storageQuotaBytes: 10 });
    expect(await refusalOf(restore())).toEqual([403, "quota_exceeded"]);
    await setQuotas(kit, kit.acme, {});

    expect((await restore()).body).toMatchObject({ id: "repo_1", full_name: "acme/api", tag_count: 1 });
    expect((await client.get("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")).toBe(digest);
    expect(await usageOf(kit, kit.acme)).toEqual(before);
    expect(names(await alice.get("/repos?q=api"))).toEqual(["acme/api"]);
    expect(await refusalOf(restore())).toEqual([404, "not_found"]);
  });

  test.each(["bob", "mel", "gus"])("to %s there is nothing to restore", async (who) => {
    await using kit = await start();
    await setOrganization(kit, { defaultPermission: 2 });
    const alice = await kit.as("alice");
    await alice.post("/repos", { namespace: "acme", name: "api", visibility: "public" });
    await alice.delete(API);
    const api = await kit.as(who);
    const [deleted, none] = await Promise.all(["repo_1", "repo_99"].map((id) => api.post(`/repositories/${id}/restore`)));
    expect([deleted!.status, { ...deleted!.body, request_id: "" }]).toEqual([404, { ...none!.body, request_id: "" }]);
    expect((await api.get("/orgs/acme/trash")).status).toBe(who === "mel" ? 403 : 404);
  });

  test("who was granted it as an administrator brings it back; users have a trash of their own", async () => {
    await using kit = await start();
    await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api" });
    await grant(kit, "acme/api", "bob", 3);
    const bob = await kit.as("bob");
    await bob.delete(API);
    expect((await bob.post("/repositories/repo_1/restore")).status).toBe(200);

    await bob.post("/repos", { namespace: "bob", name: "own" });
    await bob.delete("/repos/bob/own");
    expect(names(await bob.get("/users/bob/trash"))).toEqual(["bob/own"]);
    expect(await refusalOf((await kit.as("alice")).get("/users/bob/trash"))).toEqual([404, "not_found"]);
  });
});

const told = (answers: readonly Answered[]) => answers.map(({ status, body, etag }) => [status, { ...body, request_id: "" }, etag]);

test("a repository that others may not read answers like none, to whatever is asked of it", async () => {
  await using kit = await start();
  await (await kit.as("alice")).post("/repos", { namespace: "acme", name: "api" });
  for (const caller of [kit.anonymous, await kit.as("bob"), await kit.as("mel"), await kit.as("gus")]) {
    const asked = (path: string) =>
      Promise.all([
        caller.get(path),
        caller.patch(path, { visibility: "public" }),
        caller.delete(path),
        caller.post(`${path}/rename`, { name: "x" }),
        caller.post(`${path}/transfer`, { namespace: "bob" }),
      ]);
    const existing = told(await asked(API));
    expect(existing).toEqual(told(await asked("/repos/acme/none")));
    expect(existing).toEqual(told(await asked("/repos/nothing/none")));
    expect(existing.every(([status]) => status === 404 || status === 401)).toBe(true);
  }
});
