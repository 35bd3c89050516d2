// Members of an organization: who decides over whom, and that nobody keeps anything after leaving.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../../kit/app.ts";
import { Api, inBrowser, refusalOf } from "../../kit/api.ts";
import { makeOrganization } from "../../kit/tenants.ts";

async function start() {
  const app = await TestApp.start();
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", ann: "admin", mel: "member" });
  await app.asUser("bob");
  const as = async (username: string) => new Api(await app.asUser(username));
  return { app, id, as, admin: new Api(await app.asAdmin()), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const path = (username: string) => `/orgs/acme/members/${username}`;

describe("seeing them", () => {
  test("members see each other, by name and page by page", async () => {
    await using kit = await start();
    const mel = await kit.as("mel");
    const first = await mel.get("/orgs/acme/members?limit=3");
    const rest = await mel.get(`/orgs/acme/members?limit=3&cursor=${first.body.next_cursor}`);
    expect([first, rest].map(({ body }) => body.items?.map(({ username, role }) => [username, role]))).toEqual([
      [
        ["alice", "owner"],
        ["amy", "admin"],
        ["ann", "admin"],
      ],
      [["mel", "member"]],
    ]);
    expect(await refusalOf(mel.get(path("bob")))).toEqual([404, "not_found"]);
    expect(await refusalOf((await kit.as("bob")).get("/orgs/acme/members"))).toEqual([404, "not_found"]);
  });

  test("who was only granted a repository does not see them", async () => {
    await using kit = await start();
    await (await kit.app.asUser("alice")).pushBlob("acme/api", "x");
    const { metadata } = kit.app.stores;
    const repository = (await metadata.read.repositories.find("acme/api" as never))!;
    const { id } = (await metadata.read.users.find("bob"))!;
    await metadata.transaction((tx) => tx.grants.create({ namespaceId: kit.id, repositoryId: repository.id }, { kind: "user", id }, 1, 0));
    expect((await (await kit.as("bob")).get("/orgs/acme")).status).toBe(200);
    expect(await refusalOf((await kit.as("bob")).get("/orgs/acme/members"))).toEqual([403, "forbidden"]);
  });
});

describe("making them", () => {
  test("an administrator adds a member, who may do what members may at once", async () => {
    await using kit = await start();
    const added = await (await kit.as("amy")).put(path("bob"), { role: "member" });
    expect([added.status, added.body.role]).toEqual([200, "member"]);
    expect((await (await kit.as("bob")).get("/orgs/acme/members")).status).toBe(200);
  });

  test.each([
    ["amy", "bob", "admin"],
    ["amy", "bob", "owner"],
    ["amy", "mel", "admin"],
    ["amy", "ann", "member"],
    ["amy", "alice", "member"],
    ["amy", "amy", "owner"],
  ])("an administrator (%s) may not make %s %s", async (by, of, role) => {
    await using kit = await start();
    expect(await refusalOf((await kit.as(by)).put(path(of), { role }, of === "bob" ? undefined : "*"))).toEqual([403, "forbidden"]);
  });

  test("an owner makes and unmakes administrators and owners", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    for (const role of ["admin", "owner", "member"]) expect((await alice.put(path("mel"), { role }, "*")).body.role).toBe(role);
    expect(await refusalOf((await kit.as("mel")).put(path("bob"), { role: "member" }))).toEqual([403, "forbidden"]);
  });

  test("a browser that was left open makes members, and nobody who decides over others", async () => {
    await using kit = await start();
    const alice = await inBrowser(kit.app, "alice");
    kit.app.clock.advance(11 * 60_000);
    for (const role of ["owner", "admin"]) {
      expect(await refusalOf(alice.put(path("bob"), { role }))).toEqual([403, "reauthentication_required"]);
    }
    expect((await alice.put(path("bob"), { role: "member" })).status).toBe(200);
    expect((await (await kit.as("alice")).put(path("mel"), { role: "admin" }, "*")).status).toBe(200);
  });

  test("whoever changes a role says which one they have seen", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    expect(await refusalOf(alice.put(path("mel"), { role: "admin" }))).toEqual([428, "precondition_required"]);
    const { etag } = await alice.get(path("mel"));
    const changed = await alice.put(path("mel"), { role: "admin" }, etag);
    expect(changed.etag).not.toBe(etag);
    expect(await refusalOf(alice.put(path("mel"), { role: "owner" }, etag))).toEqual([412, "stale"]);
    expect(await refusalOf(alice.put(path("bob"), { role: "member" }, etag))).toEqual([412, "stale"]);
  });

  test("who does not exist, and who is disabled, is not added", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await kit.app.stores.metadata.transaction((tx) => tx.users.setDisabled("bob", 1));
    expect(await refusalOf(alice.put(path("nobody"), { role: "member" }))).toEqual([404, "not_found"]);
    expect(await refusalOf(alice.put(path("bob"), { role: "member" }))).toEqual([409, "conflict"]);
  });
});

describe("leaving", () => {
  test("who is removed is out at once, with every team and grant", async () => {
    await using kit = await start();
    const { metadata } = kit.app.stores;
    await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
    const repository = (await metadata.read.repositories.find("acme/api" as never))!;
    const { id: userId } = (await metadata.read.users.find("mel"))!;
    await metadata.transaction(async (tx) => {
      const target = { namespaceId: kit.id, repositoryId: repository.id };
      const teamId = (await tx.teams.create({ namespaceId: kit.id, name: "devs", description: "", externalGroup: undefined }, 0))!;
      await tx.teams.addMember(teamId, userId, "manual", 0);
      await tx.grants.create(target, { kind: "team", id: teamId }, 2, 0);
      await tx.grants.create(target, { kind: "user", id: userId }, 3, 0);
    });
    const mel = await kit.app.asUser("mel");
    expect((await mel.get("/v2/acme/api/manifests/v1")).status).toBe(200);

    expect((await (await kit.as("amy")).delete(path("mel"))).status).toBe(204);

    expect((await mel.get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
    expect((await mel.get("/api/v1/orgs/acme")).status).toBe(404);
    // Nothing comes back with them.
    await (await kit.as("amy")).put(path("mel"), { role: "member" });
    expect((await mel.get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
  });

  test("members remove themselves, and nobody else", async () => {
    await using kit = await start();
    const mel = await kit.as("mel");
    expect(await refusalOf(mel.delete(path("amy")))).toEqual([403, "forbidden"]);
    expect((await mel.delete(path("mel"))).status).toBe(204);
    expect(await refusalOf(mel.delete(path("mel")))).toEqual([404, "not_found"]);
  });

  test("administrators remove members only, and themselves", async () => {
    await using kit = await start();
    const amy = await kit.as("amy");
    expect(await refusalOf(amy.delete(path("ann")))).toEqual([403, "forbidden"]);
    expect(await refusalOf(amy.delete(path("alice")))).toEqual([403, "forbidden"]);
    expect((await amy.delete(path("amy"))).status).toBe(204);
  });

  test("the last owner who can sign in stays one", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    expect(await refusalOf(alice.delete(path("alice")))).toEqual([409, "conflict"]);
    expect(await refusalOf(alice.put(path("alice"), { role: "admin" }, "*"))).toEqual([409, "conflict"]);
    expect(await refusalOf(kit.admin.delete(path("alice")))).toEqual([409, "conflict"]);

    await alice.put(path("amy"), { role: "owner" }, "*");
    await kit.app.stores.metadata.transaction((tx) => tx.users.setDisabled("amy", 1));
    expect(await refusalOf(alice.delete(path("alice")))).toEqual([409, "conflict"]);
    await kit.app.stores.metadata.transaction((tx) => tx.users.setDisabled("amy", undefined));
    expect((await alice.delete(path("alice"))).status).toBe(204);
  });

  test("of two owners who leave at once, one stays", async () => {
    await using kit = await start();
    const [alice, amy] = [await kit.as("alice"), await kit.as("amy")];
    await alice.put(path("amy"), { role: "owner" }, "*");
    const left = await Promise.all([alice.delete(path("alice")), amy.delete(path("amy"))]);
    expect(left.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  test("all of it is in the log", async () => {
    await using kit = await start();
    await (await kit.as("alice")).put(path("bob"), { role: "admin" });
    await (await kit.as("alice")).put(path("bob"), { role: "member" }, "*");
    await (await kit.as("bob")).delete(path("bob"));
    const found = await kit.app.stores.metadata.read.audit.list({ namespaceId: kit.id }, { after: 0, before: Number.MAX_SAFE_INTEGER }, 10);
    expect(found.map(({ action, actor, target, before, after }) => [action, actor, target, before, after])).toEqual([
      ["member.remove", "bob", "acme/members/bob", '{"role":"member"}', undefined],
      ["member.update", "alice", "acme/members/bob", '{"role":"admin"}', '{"role":"member"}'],
      ["member.add", "alice", "acme/members/bob", undefined, '{"role":"admin"}'],
    ]);
  });
});
