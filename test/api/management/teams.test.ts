// Teams: made by administrators, filled with members, and good for what was granted to them as long as somebody is in.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../../kit/app.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../../kit/tenants.ts";

/** Of acme: alice owns it, amy administers it, mel and mia are members. It has acme/api. */
async function start(flags: Record<string, string> = {}) {
  const app = await TestApp.start({ flags });
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member", mia: "member" });
  await app.asUser("bob");
  await (await app.asUser("alice")).pushImage("acme/api", "v1");
  const as = async (username: string) => new Api(await app.asUser(username));
  return { app, id, as, amy: await as("amy"), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const backend = "/orgs/acme/teams/backend";
const permission = "/orgs/acme/permissions/teams/backend";

describe("a team", () => {
  test("is made, changed and deleted by administrators", async () => {
    await using kit = await start();
    const made = await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    expect([made.status, made.body.name, made.body.external_group, made.body.description]).toEqual([201, "backend", null, ""]);

    const changed = await kit.amy.patch(backend, { description: "APIs" }, made.etag);
    expect(changed.body).toMatchObject({ external_group: null, description: "APIs" });
    expect(await refusalOf(kit.amy.patch(backend, { description: "x" }, made.etag))).toEqual([412, "stale"]);
    expect(await refusalOf(kit.amy.post("/orgs/acme/teams", { name: "backend" }))).toEqual([409, "name_taken"]);

    expect((await kit.amy.delete(backend)).status).toBe(204);
    expect(await refusalOf(kit.amy.get(backend))).toEqual([404, "not_found"]);
  });

  test("is given an outside group by site administrators, and keeps or loses it by the organization's", async () => {
    await using kit = await start();
    const root = new Api(await kit.app.asAdmin());
    const group = { external_group: "eng" };
    expect(await refusalOf(kit.amy.post("/orgs/acme/teams", { name: "backend", ...group }))).toEqual([403, "forbidden"]);
    const made = await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    expect(await refusalOf(kit.amy.patch(backend, group, made.etag))).toEqual([403, "forbidden"]);

    const mapped = await root.patch(backend, group, made.etag);
    expect([mapped.status, mapped.body.external_group]).toEqual([200, "eng"]);

    const kept = await kit.amy.patch(backend, { ...group, description: "APIs" }, mapped.etag);
    expect([kept.status, kept.body.external_group]).toEqual([200, "eng"]);
    expect(await refusalOf(kit.amy.patch(backend, { external_group: "everybody" }, kept.etag))).toEqual([403, "forbidden"]);
    expect((await kit.amy.patch(backend, { external_group: null }, kept.etag)).body.external_group).toBeNull();
    expect((await root.post("/orgs/acme/teams", { name: "web", ...group })).status).toBe(201);
  });

  test("is given an outside group by the organization's administrators where the installation leaves that to them", async () => {
    await using kit = await start({ "--organizations-group-mapping": "org-admins" });
    const made = await kit.amy.post("/orgs/acme/teams", { name: "backend", external_group: "eng" });
    expect([made.status, made.body.external_group]).toEqual([201, "eng"]);
    expect((await kit.amy.patch(backend, { external_group: "ops" }, made.etag)).body.external_group).toBe("ops");
  });

  test("is not given an outside group with a site administrator's token that is not for administering the site", async () => {
    await using kit = await start();
    await kit.app.asAdmin();
    const token = await makePersonalToken(kit.app, "root", { scopes: ["org:admin"] });
    const refused = refusalOf(new Api(kit.app.withToken(token)).post("/orgs/acme/teams", { name: "web", external_group: "eng" }));
    expect(await refused).toEqual([403, "forbidden"]);
  });

  test("is seen by members and changed by no member", async () => {
    await using kit = await start();
    for (const name of ["c", "a", "b"]) await kit.amy.post("/orgs/acme/teams", { name });
    const mel = await kit.as("mel");
    const first = await mel.get("/orgs/acme/teams?limit=2");
    const rest = await mel.get(`/orgs/acme/teams?limit=2&cursor=${first.body.next_cursor}`);
    expect([first, rest].map(({ body }) => body.items?.map(({ name }) => name))).toEqual([["a", "b"], ["c"]]);
    expect(await refusalOf(mel.post("/orgs/acme/teams", { name: "d" }))).toEqual([403, "forbidden"]);
    expect(await refusalOf(mel.delete("/orgs/acme/teams/a"))).toEqual([403, "forbidden"]);
    expect(await refusalOf((await kit.as("bob")).get("/orgs/acme/teams"))).toEqual([404, "not_found"]);
  });

  test.each(["Backend", "a/b", "a..b", "-a", "a+b", ""])("is not called %p", async (name) => {
    await using kit = await start();
    expect(await refusalOf(kit.amy.post("/orgs/acme/teams", { name }))).toEqual([422, "invalid"]);
  });

  test("of one organization is nothing in another", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    await makeOrganization(kit.app, "globex", { gus: "owner" });
    const gus = await kit.as("gus");
    expect(await refusalOf(gus.get("/orgs/globex/teams/backend"))).toEqual([404, "not_found"]);
    expect(await refusalOf(gus.put("/orgs/globex/permissions/teams/backend", { level: "read" }))).toEqual([404, "not_found"]);
  });
});

describe("who is in a team", () => {
  test("has what the team has, and loses it at once", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    await kit.amy.put(permission, { level: "write" });
    const mel = await kit.app.asUser("mel");
    const status = async () => (await mel.get("/v2/acme/api/manifests/v1")).status;
    expect(await status()).not.toBe(200);

    expect((await kit.amy.put(`${backend}/members/mel`, undefined)).status).toBe(204);
    expect(await status()).toBe(200);
    await mel.pushImage("acme/made-by-team", "v1");

    expect((await kit.amy.delete(`${backend}/members/mel`)).status).toBe(204);
    expect(await status()).not.toBe(200);
  });

  test("must be a member of the organization, and no robot", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    await makeRobotToken(kit.app, "acme", "ci");
    expect(await refusalOf(kit.amy.put(`${backend}/members/bob`, undefined))).toEqual([409, "conflict"]);
    expect(await refusalOf(kit.amy.put(`${backend}/members/acme+ci`, undefined))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.amy.put("/orgs/acme/teams/none/members/mel", undefined))).toEqual([404, "not_found"]);
  });

  test("may leave, and takes nobody else out", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    for (const name of ["mel", "mia", "mel"]) await kit.amy.put(`${backend}/members/${name}`, undefined);
    const mel = await kit.as("mel");
    expect((await mel.get(`${backend}/members`)).body.items).toMatchObject([
      { username: "mel", source: "manual" },
      { username: "mia", source: "manual" },
    ]);
    expect(await refusalOf(mel.put(`${backend}/members/amy`, undefined))).toEqual([403, "forbidden"]);
    expect(await refusalOf(mel.delete(`${backend}/members/mia`))).toEqual([403, "forbidden"]);
    expect((await mel.delete(`${backend}/members/mel`)).status).toBe(204);
    expect(await refusalOf(mel.delete(`${backend}/members/mel`))).toEqual([404, "not_found"]);
  });

  test("is out of every team when they leave the organization", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    await kit.amy.put(`${backend}/members/mel`, undefined);
    await kit.amy.delete("/orgs/acme/members/mel");
    expect((await kit.amy.get(`${backend}/members`)).body.items).toEqual([]);
  });
});

describe("what a team may do with every repository", () => {
  test("is granted, changed with the version that was seen, and taken", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    const granted = await kit.amy.put(permission, { level: "read" });
    expect(granted.body).toMatchObject({ kind: "team", name: "backend", level: "read" });
    expect(await refusalOf(kit.amy.put(permission, { level: "write" }))).toEqual([428, "precondition_required"]);
    const { etag } = await kit.amy.get(permission);
    expect((await kit.amy.put(permission, { level: "write" }, etag)).body.level).toBe("write");
    expect(await refusalOf(kit.amy.put(permission, { level: "admin" }, etag))).toEqual([412, "stale"]);
    expect((await (await kit.as("mel")).get("/orgs/acme/permissions")).body.items).toMatchObject([{ name: "backend", level: "write" }]);
    expect((await kit.amy.delete(permission)).status).toBe(204);
    expect(await refusalOf(kit.amy.delete(permission))).toEqual([404, "not_found"]);
  });

  test("is decided by administrators, and goes with the team", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    expect(await refusalOf((await kit.as("mel")).put(permission, { level: "read" }))).toEqual([403, "forbidden"]);
    await kit.amy.put(permission, { level: "read" });
    await kit.amy.put(`${backend}/members/mel`, undefined);
    await kit.amy.delete(backend);
    expect((await (await kit.app.asUser("mel")).get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
    await kit.amy.post("/orgs/acme/teams", { name: "backend" });
    expect((await kit.amy.get("/orgs/acme/permissions")).body.items).toEqual([]);
  });
});

test("all of it is in the log", async () => {
  await using kit = await start();
  await kit.amy.post("/orgs/acme/teams", { name: "backend" });
  await kit.amy.put(`${backend}/members/mel`, undefined);
  await kit.amy.put(permission, { level: "read" });
  await kit.amy.delete(permission);
  await kit.amy.delete(`${backend}/members/mel`);
  await kit.amy.patch(backend, { description: "x" });
  await kit.amy.delete(backend);
  const found = await kit.app.stores.metadata.read.audit.list(
    { namespaceId: kit.id, actor: "amy" },
    { after: 0, before: Number.MAX_SAFE_INTEGER },
    20,
  );
  expect(found.map(({ action, target }) => `${action} ${target}`).toReversed()).toEqual([
    "team.create acme/teams/backend",
    "team.add_member acme/teams/backend",
    "permission.grant acme",
    "permission.revoke acme",
    "team.remove_member acme/teams/backend",
    "team.update acme/teams/backend",
    "team.delete acme/teams/backend",
  ]);
});
