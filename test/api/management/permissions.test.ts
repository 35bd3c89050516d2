// Grants on a repository: to whom they can be given, that they count at once, and by whom.
import { describe, expect, test } from "bun:test";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { makeOrganization, makeRobotToken } from "../../kit/tenants.ts";

const API = "/repos/acme/api";
const PERMISSIONS = `${API}/permissions`;

/** Acme with the team backend, in which mel is, and the robot ci; globex with a team and a robot of its own. */
async function start() {
  const app = await TestApp.start();
  const acme = await makeOrganization(app, "acme", { alice: "owner", mel: "member" });
  const globex = await makeOrganization(app, "globex", { gus: "owner" });
  const robot = await makeRobotToken(app, "acme", "ci");
  await makeRobotToken(app, "globex", "ci2");
  await app.asUser("bob");
  const { metadata } = app.stores;
  await metadata.transaction(async (tx) => {
    const team = { description: "", externalGroup: undefined };
    const id = (await tx.teams.create({ namespaceId: acme, name: "backend", ...team }, 0))!;
    await tx.teams.create({ namespaceId: globex, name: "theirs", ...team }, 0);
    await tx.teams.addMember(id, (await tx.users.find("mel"))!.id, "manual", 0);
  });
  const as = async (username: string) => new Api(await app.asUser(username));
  const alice = await as("alice");
  await alice.post("/repos", { namespace: "acme", name: "api" });
  return { app, acme, as, alice, robot: new Api(app.withToken(robot)), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("granting", () => {
  test.each([
    ["users/bob", "bob"],
    ["teams/backend", "mel"],
    ["robots/ci", "robot"],
  ])("to %s counts at once, and no longer once it is taken", async (path, who) => {
    await using kit = await start();
    const caller = who === "robot" ? kit.robot : await kit.as(who);
    expect((await caller.get(API)).status).toBe(404);
    const granted = await kit.alice.put(`${PERMISSIONS}/${path}`, { level: "write" });
    expect([granted.status, granted.body["level"], granted.body["name"]]).toEqual([200, "write", path.split("/")[1]]);
    expect((await caller.get(API)).body["permission"]).toBe("write");
    expect((await kit.alice.put(`${PERMISSIONS}/${path}`, { level: "read" }, granted.etag)).body["level"]).toBe("read");
    expect((await caller.get(API)).body["permission"]).toBe("read");
    expect((await kit.alice.delete(`${PERMISSIONS}/${path}`)).status).toBe(204);
    expect((await caller.get(API)).status).toBe(404);
    expect(await refusalOf(kit.alice.get(`${PERMISSIONS}/${path}`))).toEqual([404, "not_found"]);
  });

  test.each(["users/nobody", "teams/theirs", "teams/nothing", "robots/ci2", "robots/nothing", "users/backend"])(
    "to %s is to nobody",
    async (path) => {
      await using kit = await start();
      expect(await refusalOf(kit.alice.put(`${PERMISSIONS}/${path}`, { level: "read" }))).toEqual([404, "not_found"]);
    },
  );

  test("to a disabled user is refused, and what they had can still be taken", async () => {
    await using kit = await start();
    await kit.alice.put(`${PERMISSIONS}/users/bob`, { level: "read" });
    await kit.app.stores.metadata.transaction((tx) => tx.users.setDisabled("bob", 1));
    expect(await refusalOf(kit.alice.put(`${PERMISSIONS}/users/bob`, { level: "admin" }, "*"))).toEqual([404, "not_found"]);
    expect((await kit.alice.delete(`${PERMISSIONS}/users/bob`)).status).toBe(204);
  });

  test("two administrators do not overwrite each other", async () => {
    await using kit = await start();
    const path = `${PERMISSIONS}/users/bob`;
    const { etag } = await kit.alice.put(path, { level: "read" });
    expect(await refusalOf(kit.alice.put(path, { level: "admin" }))).toEqual([428, "precondition_required"]);
    expect((await kit.alice.put(path, { level: "write" }, etag)).status).toBe(200);
    expect(await refusalOf(kit.alice.put(path, { level: "admin" }, etag))).toEqual([412, "stale"]);
    expect((await kit.alice.get(path)).body["level"]).toBe("write");
    expect(await refusalOf(kit.alice.put(`${PERMISSIONS}/users/mel`, { level: "read" }, '"v1"'))).toEqual([412, "stale"]);
  });

  test("none is no level to grant", async () => {
    await using kit = await start();
    expect(await refusalOf(kit.alice.put(`${PERMISSIONS}/users/bob`, { level: "none" }))).toEqual([422, "invalid"]);
  });

  test("all of them are listed, page by page, and remembered in the audit log", async () => {
    await using kit = await start();
    for (const path of ["users/bob", "teams/backend", "robots/ci"]) await kit.alice.put(`${PERMISSIONS}/${path}`, { level: "read" });
    const first = await kit.alice.get(`${PERMISSIONS}?limit=2`);
    const rest = await kit.alice.get(`${PERMISSIONS}?limit=2&cursor=${first.body["next_cursor"] as string}`);
    const all = [...first.body.items!, ...rest.body.items!].map(({ kind, name, level }) => [kind, name, level]);
    expect(all).toEqual([
      ["user", "bob", "read"],
      ["team", "backend", "read"],
      ["robot", "ci", "read"],
    ]);
    await kit.alice.delete(`${PERMISSIONS}/users/bob`);
    const [revoked, granted] = (await kit.alice.get("/orgs/acme/audit?action=permission.*")).body.items!;
    expect([revoked, granted]).toMatchObject([
      { action: "permission.revoke", target: "acme/api", before: { user: "bob", level: "read" } },
      { action: "permission.grant", after: { robot: "ci", level: "read" } },
    ]);
  });
});

test("an administrator by grant manages it; a writer may not, and to others there is nothing", async () => {
  await using kit = await start();
  const path = `${PERMISSIONS}/users/gus`;
  const statuses = async (api: Api, of = PERMISSIONS) => {
    const answers = [await api.get(of), await api.get(path.replace(PERMISSIONS, of)), await api.put(`${of}/users/gus`, { level: "read" })];
    return [...answers, await api.delete(`${of}/users/gus`)].map(({ status }) => status);
  };
  const bob = await kit.as("bob");
  expect(await statuses(bob)).toEqual([404, 404, 404, 404]);
  expect(await statuses(bob, "/repos/acme/none/permissions")).toEqual([404, 404, 404, 404]);
  await kit.alice.put(`${PERMISSIONS}/users/bob`, { level: "write" });
  expect(await statuses(bob)).toEqual([403, 403, 403, 403]);
  await kit.alice.put(`${PERMISSIONS}/users/bob`, { level: "admin" }, "*");
  expect(await statuses(bob)).toEqual([200, 404, 200, 204]);
});
