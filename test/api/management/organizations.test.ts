// Organizations: made, changed, renamed with everything in them, deleted and restored.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../../kit/app.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { content } from "../../kit/manifests.ts";
import { runRaw } from "../../kit/raw-database.ts";
import { movedTo } from "../../kit/redirects.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../../kit/tenants.ts";

/** Alice owns acme, of which amy is an administrator and mel a member; bob has nothing to do with it. */
async function start(flags: Readonly<Record<string, string>> = {}) {
  const app = await TestApp.start({ flags });
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  const as = async (username: string) => new Api(await app.asUser(username));
  return { app, id, as, admin: new Api(await app.asAdmin()), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

async function auditOf(app: TestApp, action: string): Promise<{ target: string; actor: string; before: unknown; after: unknown }[]> {
  const found = await app.stores.metadata.read.audit.list({ action }, { after: 0, before: Number.MAX_SAFE_INTEGER }, 10);
  return found.map(({ target, actor, before, after }) => ({
    target,
    actor,
    before: before && JSON.parse(before),
    after: after && JSON.parse(after),
  }));
}

async function namesOf(api: Api, query = ""): Promise<unknown[] | undefined> {
  return (await api.get(`/orgs${query}`)).body.items?.map(({ name }) => name);
}

describe("making one", () => {
  test("whoever makes it owns it, and may push at once", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");

    const made = await bob.post("/orgs", { name: "globex", display_name: "Globex", default_permission: "read" });

    expect([made.status, made.body.name, made.body.default_permission]).toEqual([201, "globex", "read"]);
    expect((await bob.get("/orgs/globex/members/bob")).body.role).toBe("owner");
    await (await kit.app.asUser("bob")).pushImage("globex/api", "v1");
    expect(await auditOf(kit.app, "org.create")).toEqual([
      expect.objectContaining({ actor: "bob", target: "globex", after: expect.objectContaining({ display_name: "Globex" }) }),
    ]);
  });

  test.each([
    ["acme", 409, "name_taken"],
    ["bob", 409, "name_taken"],
    ["library", 409, "name_taken"],
    ["api", 409, "name_taken"],
    ["Acme", 422, "invalid"],
    ["a/b", 422, "invalid"],
    ["-a", 422, "invalid"],
    ["a___b", 422, "invalid"],
    ["a+b", 422, "invalid"],
    ["x".repeat(65), 422, "invalid"],
  ])("the name %s is refused", async (name, status, code) => {
    await using kit = await start();
    await kit.app.asUser("bob");
    expect(await refusalOf((await kit.as("alice")).post("/orgs", { name }))).toEqual([status, code]);
  });

  test.each([
    ["website", "javascript:alert(1)"],
    ["website", "http://user:secret@example.com"],
    ["avatar_url", "http://example.com/a.png"],
    ["avatar_url", "data:image/png;base64,AAAA"],
    ["default_permission", "admin"],
    ["display_name", "two\nlines"],
    ["owner", "alice"],
  ])("%s may not be %s", async (field, value) => {
    await using kit = await start();
    const { status, body } = await (await kit.as("bob")).post("/orgs", { name: "globex", [field]: value });
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ pointer: `/${field}` })]]);
  });

  test("an installation may leave it to its administrators", async () => {
    await using kit = await start({ "--organizations-creation": "admins" });
    expect(await refusalOf((await kit.as("bob")).post("/orgs", { name: "globex" }))).toEqual([403, "forbidden"]);
    expect((await kit.admin.post("/orgs", { name: "globex" })).status).toBe(201);
  });

  test("a token for some repositories, and a robot, make none", async () => {
    await using kit = await start();
    const limited = new Api(kit.app.withToken(await makePersonalToken(kit.app, "bob", { limits: [] })));
    const robot = new Api(kit.app.withToken(await makeRobotToken(kit.app, "acme", "ci")));
    expect(await refusalOf(limited.post("/orgs", { name: "globex" }))).toEqual([403, "insufficient_scope"]);
    expect(await refusalOf(robot.post("/orgs", { name: "globex" }))).toEqual([403, "forbidden"]);
  });
});

describe("seeing them", () => {
  test("each sees their own, and administrators may see all", async () => {
    await using kit = await start();
    await (await kit.as("bob")).post("/orgs", { name: "globex" });
    expect(await namesOf(await kit.as("mel"))).toEqual(["acme"]);
    expect(await namesOf(await kit.as("bob"))).toEqual(["globex"]);
    expect(await namesOf(kit.admin)).toEqual([]);
    expect(await namesOf(kit.admin, "?all=true")).toEqual(["acme", "globex"]);
    expect(await refusalOf((await kit.as("bob")).get("/orgs?all=true"))).toEqual([403, "forbidden"]);
  });

  test("pages follow each other by name", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");
    for (const name of ["b", "c", "a"]) await bob.post("/orgs", { name });
    const first = await bob.get("/orgs?limit=2");
    const second = await bob.get(`/orgs?limit=2&cursor=${first.body.next_cursor}`);
    expect([first, second].map(({ body }) => body.items?.map(({ name }) => name))).toEqual([["a", "b"], ["c"]]);
    expect(second.body.next_cursor).toBeNull();
  });

  test("who has nothing to do with it is told what is true of one that does not exist", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");
    const [there, not] = [await bob.get("/orgs/acme"), await bob.get("/orgs/nothing")];
    const { request_id: _one, ...answer } = there.body;
    expect(not.body).toMatchObject(answer);
    expect(there.status).toBe(404);
    expect((await (await kit.as("mel")).get("/orgs/acme")).status).toBe(200);
  });
});

describe("changing one", () => {
  test("administrators change its settings; of two changes at once one is told to look again", async () => {
    await using kit = await start();
    const amy = await kit.as("amy");
    const { etag } = await amy.get("/orgs/acme");

    const changed = await amy.patch("/orgs/acme", { website: "https://acme.example", members_can_create: true }, etag);

    expect(changed.body).toMatchObject({ website: "https://acme.example", members_can_create: true, default_permission: "none" });
    expect(await refusalOf(amy.patch("/orgs/acme", { description: "x" }, etag))).toEqual([412, "stale"]);
    expect((await amy.patch("/orgs/acme", { website: null }, changed.etag)).body.website).toBe("");
    expect((await auditOf(kit.app, "org.update"))[1]).toMatchObject({
      before: { website: "", members_can_create: false },
      after: { website: "https://acme.example", members_can_create: true },
    });
  });

  test("a change without If-Match is refused, and members change nothing", async () => {
    await using kit = await start();
    const amy = await kit.as("amy");
    expect(await refusalOf(amy.send("PATCH", "/orgs/acme", {}))).toEqual([428, "precondition_required"]);
    expect(await refusalOf(amy.delete("/orgs/acme"))).toEqual([403, "forbidden"]);
    expect(await refusalOf((await kit.as("mel")).patch("/orgs/acme", {}))).toEqual([403, "forbidden"]);
  });

  test("what members may do with every repository is true at once", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    const mel = await kit.app.asUser("mel");
    const pull = async () => (await mel.get("/v2/acme/api/manifests/v1")).status;
    expect(await pull()).not.toBe(200);
    await (await kit.as("alice")).patch("/orgs/acme", { default_permission: "read" });
    expect(await pull()).toBe(200);
    await (await kit.as("alice")).patch("/orgs/acme", { default_permission: "none" });
    expect(await pull()).not.toBe(200);
  });
});

describe("renaming one", () => {
  test("everything moves along, and pulls by the old name go on for the grace time", async () => {
    await using kit = await start();
    const alice = await kit.app.asUser("alice");
    const image = await alice.pushImage("acme/team/api", "v1");
    const robot = kit.app.withToken(await makeRobotToken(kit.app, "acme", "ci"));

    const renamed = await (await kit.as("alice")).post("/orgs/acme/rename", { name: "apex" });

    expect([renamed.status, renamed.body.name]).toEqual([200, "apex"]);
    expect((await alice.get(`/v2/apex/team/api/manifests/${image.digest}`)).status).toBe(200);
    expect((await alice.get("/v2/acme/team/api/manifests/v1")).status).toBe(200);
    expect((await alice.post("/v2/acme/team/api/blobs/uploads/")).status).not.toBe(202);
    expect((await robot.get("/api/v1/orgs/apex")).status).toBe(200);
    expect(await auditOf(kit.app, "org.rename")).toMatchObject([
      { target: "apex", before: { name: "acme" }, after: { name: "apex", repositories: 1 } },
    ]);

    kit.app.clock.advance(31 * 86_400_000);
    expect((await alice.get("/v2/acme/team/api/manifests/v1")).status).not.toBe(200);
    expect((await alice.get("/v2/apex/team/api/manifests/v1")).status).toBe(200);
  });

  test("an upload that was begun under the old name is finished under the new one", async () => {
    await using kit = await start();
    const alice = await kit.app.asUser("alice");
    const location = await alice.startUpload("acme/api");
    await (await kit.as("alice")).post("/orgs/acme/rename", { name: "apex" });
    const { digest, bytes } = content("hello", "application/octet-stream");
    const path = location.replace("/v2/acme/", "/v2/apex/");
    const finished = await alice.put(`${path}${path.includes("?") ? "&" : "?"}digest=${digest}`, { body: bytes });
    expect(finished.status).toBe(201);
  });

  test("nobody gets the old name while it leads somewhere, but its own organization may go back", async () => {
    await using kit = await start();
    const [alice, bob] = [await kit.as("alice"), await kit.as("bob")];
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    await alice.post("/orgs/acme/rename", { name: "apex" });

    expect(await refusalOf(bob.post("/orgs", { name: "acme" }))).toEqual([409, "name_taken"]);
    await bob.post("/orgs", { name: "globex" });
    expect(await refusalOf(bob.post("/orgs/globex/rename", { name: "acme" }))).toEqual([409, "name_taken"]);
    expect((await alice.post("/orgs/apex/rename", { name: "acme" })).status).toBe(200);
    expect(await movedTo(kit.app.stores.metadata.read, "acme/api", kit.app.clock.now())).toBeUndefined();
    expect((await (await kit.app.asUser("alice")).get("/v2/acme/api/manifests/v1")).status).toBe(200);
    expect((await (await kit.app.asUser("alice")).get("/v2/apex/api/manifests/v1")).status).toBe(200);
  });

  test("after the grace time the old name is free, and its new owner gets nothing of the old content", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    await (await kit.as("alice")).post("/orgs/acme/rename", { name: "apex" });
    kit.app.clock.advance(30 * 86_400_000 + 1);
    expect((await (await kit.as("bob")).post("/orgs", { name: "acme" })).status).toBe(201);
    expect((await (await kit.app.asUser("bob")).get("/v2/acme/api/manifests/v1")).status).toBe(404);
    expect((await (await kit.app.asUser("alice")).get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
  });

  test("a name in use, a user's name, and one that makes names too long are refused", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await kit.app.asUser("bob");
    const long = `acme/${"x".repeat(240)}`;
    await (await kit.app.asUser("alice")).pushBlob(long, "x");
    expect(await refusalOf(alice.post("/orgs/acme/rename", { name: "bob" }))).toEqual([409, "name_taken"]);
    expect(await refusalOf(alice.post("/orgs/acme/rename", { name: "acme" }))).toEqual([409, "conflict"]);
    expect(await refusalOf(alice.post("/orgs/acme/rename", { name: "x".repeat(15) }))).toEqual([409, "conflict"]);
    expect((await alice.post("/orgs/acme/rename", { name: "x".repeat(14) })).status).toBe(200);
    expect(await refusalOf((await kit.as("amy")).post(`/orgs/${"x".repeat(14)}/rename`, { name: "b" }))).toEqual([403, "forbidden"]);
  });

  test("repositories are found by the words of their new names only", async () => {
    await using kit = await start();
    const { metadata } = kit.app.stores;
    await (await kit.app.asUser("alice")).pushBlob("acme/web-shop", "x");
    await (await kit.as("alice")).post("/orgs/acme/rename", { name: "big-co" });
    const { id } = (await metadata.read.repositories.find("big-co/web-shop" as never))!;
    expect(await termsOf(kit.app, id)).toEqual(["big-co/web-shop", "co/web-shop", "shop", "web-shop"]);
  });

  test("an organization of 2 000 repositories is renamed in one go", async () => {
    await using kit = await start();
    await kit.app.stores.metadata.transaction(async (tx) => {
      for (let index = 0; index < 2000; index += 1) await tx.repositories.create(`acme/service-${index}` as never, 0);
    });
    expect((await (await kit.as("alice")).post("/orgs/acme/rename", { name: "apex" })).body.name).toBe("apex");
    expect(await kit.app.stores.metadata.read.repositories.find("apex/service-1999" as never)).toBeDefined();
    expect(await movedTo(kit.app.stores.metadata.read, "acme/service-7", kit.app.clock.now())).toBe("apex/service-7" as never);
  });
});

test("whoever follows the events learns of every repository that moved, went or came back", async () => {
  await using kit = await start();
  await (await kit.app.asUser("alice")).pushBlob("acme/api", "x");
  const alice = await kit.as("alice");
  const [{ id: last } = { id: 0 }] = (await kit.app.stores.metadata.read.events.list(0, 100)).slice(-1);
  await alice.post("/orgs/acme/rename", { name: "apex" });
  await alice.delete("/orgs/apex", "*");
  await alice.post("/orgs/apex/restore");
  const found = await kit.app.stores.metadata.read.events.list(last, 100);
  expect(found.map(({ kind, repository, actor, detail }) => [kind, repository, actor, detail])).toEqual([
    ["repository.moved", "apex/api", "alice", '{"from":"acme/api"}'],
    ["repository.deleted", "apex/api", "alice", null],
    ["repository.restored", "apex/api", "alice", null],
  ]);
});

describe("deleting one", () => {
  test("it is gone at once with all it has, and comes back with all it had", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    const pusher = await kit.app.asUser("alice");
    await pusher.pushImage("acme/api", "v1");
    const robot = kit.app.withToken(await makeRobotToken(kit.app, "acme", "ci"));
    const usage = () => kit.app.stores.metadata.read.usage.ofNamespace(kit.id);
    const before = await usage();
    const { etag } = await alice.get("/orgs/acme");

    expect((await alice.delete("/orgs/acme", etag)).status).toBe(204);

    expect(await refusalOf(alice.get("/orgs/acme"))).toEqual([404, "not_found"]);
    expect(await refusalOf(alice.get(`/orgs/~deleted%2F${kit.id}/members`))).toEqual([404, "not_found"]);
    expect((await alice.get("/orgs")).body.items).toEqual([]);
    expect((await pusher.get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
    expect((await robot.get("/api/v1/orgs/acme")).status).toBe(401);
    expect(await usage()).toEqual({ repositories: 0, logicalBytes: 0, uniqueBytes: 0 });
    expect(await refusalOf((await kit.as("bob")).post("/orgs", { name: "acme" }))).toEqual([409, "name_taken"]);

    expect((await alice.post("/orgs/acme/restore")).body.name).toBe("acme");
    expect((await pusher.get("/v2/acme/api/manifests/v1")).status).toBe(200);
    expect((await robot.get("/api/v1/orgs/acme")).status).toBe(200);
    expect(await usage()).toEqual(before);
    expect((await kit.app.stores.metadata.read.repositories.find("acme/api" as never))!.id).toBeGreaterThan(0);
  });

  test("it is found by its words only while it is there", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushBlob("acme/web-shop", "x");
    const { id } = (await kit.app.stores.metadata.read.repositories.find("acme/web-shop" as never))!;
    const before = await termsOf(kit.app, id);
    await (await kit.as("alice")).delete("/orgs/acme", "*");
    expect(await termsOf(kit.app, id)).toEqual([]);
    await (await kit.as("alice")).post("/orgs/acme/restore");
    expect(await termsOf(kit.app, id)).toEqual(before);
  });

  test("what was deleted before stays deleted", async () => {
    await using kit = await start();
    const pusher = await kit.app.asUser("alice");
    await pusher.pushImage("acme/old", "v1");
    await pusher.pushImage("acme/api", "v1");
    const { metadata } = kit.app.stores;
    const old = (await metadata.read.repositories.find("acme/old" as never))!;
    await metadata.transaction((tx) => tx.repositories.delete(old, kit.app.clock.now()));
    kit.app.clock.advance(1);
    await (await kit.as("alice")).delete("/orgs/acme", "*");
    await (await kit.as("alice")).post("/orgs/acme/restore");
    expect((await pusher.get("/v2/acme/old/manifests/v1")).status).not.toBe(200);
    expect((await pusher.get("/v2/acme/api/manifests/v1")).status).toBe(200);
  });

  test("it is restored by those who were its owners, and by site administrators", async () => {
    await using kit = await start();
    const { etag } = await (await kit.as("alice")).get("/orgs/acme");
    await (await kit.as("alice")).delete("/orgs/acme", etag);
    for (const name of ["amy", "mel", "bob"]) {
      expect(await refusalOf((await kit.as(name)).post("/orgs/acme/restore"))).toEqual([404, "not_found"]);
    }
    const limited = new Api(kit.app.withToken(await makePersonalToken(kit.app, "alice", { limits: [] })));
    expect((await limited.post("/orgs/acme/restore")).status).toBe(403);
    expect((await kit.admin.post("/orgs/acme/restore")).status).toBe(200);
    expect(await refusalOf(kit.admin.post("/orgs/acme/restore"))).toEqual([404, "not_found"]);
  });

  test("what a user who was deleted had does not come back as one", async () => {
    await using kit = await start();
    const root = await kit.as("root");
    await kit.as("carol");
    expect((await root.delete("/users/carol")).status).toBe(204);
    expect(await refusalOf(root.post("/orgs/carol/restore"))).toEqual([404, "not_found"]);
  });

  test("whoever has not seen its latest state does not delete it", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    const { etag } = await alice.get("/orgs/acme");
    await alice.patch("/orgs/acme", { description: "important" });
    expect(await refusalOf(alice.delete("/orgs/acme", etag))).toEqual([412, "stale"]);
    expect(await refusalOf(alice.delete("/orgs/acme"))).toEqual([428, "precondition_required"]);
  });
});

async function termsOf(app: TestApp, repositoryId: number): Promise<string[]> {
  const [rows] = await runRaw(app, `select term from repository_terms where repository_id = ${repositoryId} order by term`);
  return (rows as { term: string }[]).map(({ term }) => term);
}
