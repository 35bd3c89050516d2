// Robots: they have what was granted to them and nothing else, and lose it at once.
import { describe, expect, test } from "bun:test";
import { Robots } from "../../../src/management/robots.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { type Answered, Api, inBrowser, refusalOf } from "../../kit/api.ts";
import { Client } from "../../kit/client.ts";
import { makeOrganization, makePersonalToken } from "../../kit/tenants.ts";

async function start() {
  const app = await TestApp.start();
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  await app.asUser("bob");
  await (await app.asUser("alice")).pushImage("acme/api", "v1");
  const as = async (username: string) => new Api(await app.asUser(username));
  return { app, id, as, amy: await as("amy"), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const ci = "/orgs/acme/robots/ci";
const everything = { name: "build", scopes: ["repo:delete"] };

async function makeToken(api: Api, wish: object = everything): Promise<{ id: string; secret: string }> {
  const made = await api.post(`${ci}/tokens`, wish);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body as unknown as { id: string; secret: string };
}

describe("a robot", () => {
  test("is made, described and deleted by administrators, and seen by members", async () => {
    await using kit = await start();
    const made = await kit.amy.post("/orgs/acme/robots", { name: "ci", description: "Builds" });
    expect(made.body).toMatchObject({ name: "ci", full_name: "acme+ci", created_by: "amy", disabled_at: null });
    const mel = await kit.as("mel");
    expect((await mel.get("/orgs/acme/robots")).body.items).toMatchObject([{ full_name: "acme+ci" }]);
    expect(await refusalOf(mel.post("/orgs/acme/robots", { name: "x" }))).toEqual([403, "forbidden"]);
    expect(await refusalOf(mel.get(`${ci}/tokens`))).toEqual([403, "forbidden"]);
    expect(await refusalOf((await kit.as("bob")).get(ci))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.amy.post("/orgs/acme/robots", { name: "ci" }))).toEqual([409, "name_taken"]);
    expect((await kit.amy.patch(ci, { description: null }, made.etag)).body.description).toBe("");
    expect(await refusalOf(kit.amy.patch(ci, { disabled: true }, made.etag))).toEqual([412, "stale"]);
    expect((await kit.amy.delete(ci)).status).toBe(204);
    expect(await refusalOf(kit.amy.get(ci))).toEqual([404, "not_found"]);
  });

  test.each(["CI", "a+b", "a__b", "_a", "a/b"])("is not called %s", async (name) => {
    await using kit = await start();
    expect(await refusalOf(kit.amy.post("/orgs/acme/robots", { name }))).toEqual([422, "invalid"]);
  });
});

test("a name that has come to mean another organization since it was looked up finds no robot of it", async () => {
  await using kit = await start();
  await kit.amy.post("/orgs/acme/robots", { name: "ci" });
  const robots = new Robots({ metadata: kit.app.stores.metadata, clock: kit.app.clock });
  expect(robots.get({ id: kit.id + 1, name: "acme" }, "ci")).rejects.toMatchObject({ failure: "notFound" });
});

describe("a robot's token", () => {
  test("pushes and pulls what was granted to the robot, through Docker's flow and directly", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    const { secret } = await makeToken(kit.amy);
    const direct = new Client(kit.app, basic("acme+ci", secret));
    expect((await direct.get("/v2/acme/api/manifests/v1")).status).not.toBe(200);

    await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "write" });

    await direct.pushImage("acme/api", "v2");
    await direct.pushImage("acme/new", "v1");
    const answer = await direct.get("/auth/token?service=aerugo&scope=repository:acme/api:pull,push,delete&scope=repository:bob/x:pull");
    const { token } = (await answer.json()) as { token: string };
    await kit.app.withToken(token).pushImage("acme/api", "v3");
    expect((await kit.app.withToken(token).delete("/v2/acme/api/manifests/v3")).status).not.toBe(202);
  });

  test("has only the permission that is left", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    const robot = kit.app.withToken((await makeToken(kit.amy)).secret);
    const status = async () => (await robot.get("/v2/acme/api/manifests/v1")).status;
    await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "read" });
    expect(await status()).toBe(200);
    await kit.amy.delete("/orgs/acme/permissions/robots/ci");
    expect(await status()).not.toBe(200);
  });

  test.each([
    ["the robot is disabled", (api: Api) => api.patch(ci, { disabled: true })],
    ["the robot is deleted", (api: Api) => api.delete(ci)],
    ["it is revoked", (api: Api, id: string) => api.delete(`${ci}/tokens/${id}`)],
    ["it is rotated", (api: Api, id: string) => api.post(`${ci}/tokens/${id}/rotate`)],
  ])("ends at once when %s, and what was made from it ends too", async (_when, end) => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "read" });
    const { id, secret } = await makeToken(kit.amy);
    const direct = kit.app.withToken(secret);
    const flow = await new Client(kit.app, basic("acme+ci", secret)).get("/auth/token?scope=repository:acme/api:pull");
    const issued = kit.app.withToken(((await flow.json()) as { token: string }).token);
    const statuses = () => Promise.all([direct, issued].map(async (client) => (await client.get("/v2/acme/api/manifests/v1")).status));
    expect(await statuses()).toEqual([200, 200]);

    expect((await end(kit.amy, id)).status).toBeLessThan(300);

    expect(await statuses()).toEqual([401, 401]);
  });

  test("a disabled robot gets back what it had", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "read" });
    const robot = kit.app.withToken((await makeToken(kit.amy)).secret);
    expect((await kit.amy.patch(ci, { disabled: true })).body.disabled_at).not.toBeNull();
    await kit.amy.patch(ci, { disabled: false });
    expect((await robot.get("/v2/acme/api/manifests/v1")).status).toBe(200);
  });

  test("is replaced by one like it", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "read" });
    const expires = new Date(kit.app.clock.now() + 3_600_000).toISOString();
    const { id } = await makeToken(kit.amy, { name: "build", scopes: ["repo:read"], repositories: ["acme/api"], expires_at: expires });
    kit.app.clock.advance(1_800_000);
    const rotated = await kit.amy.post(`${ci}/tokens/${id}/rotate`);
    expect(rotated.body).toMatchObject({
      name: "build",
      scopes: ["repo:read"],
      repositories: ["acme/api"],
      expires_at: new Date(kit.app.clock.now() + 3_600_000).toISOString(),
    });
    expect((await kit.app.withToken(rotated.body.secret as string).get("/v2/acme/api/manifests/v1")).status).toBe(200);
    expect((await kit.amy.get(`${ci}/tokens`)).body.items).toMatchObject([{ id: rotated.body.id }]);
  });

  test("is never good for more than the credential that asks for it, nor for a person's things", async () => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    const narrow = new Api(kit.app.withToken(await makePersonalToken(kit.app, "amy", { scopes: ["org:admin", "repo:read"] })));
    expect(await refusalOf(narrow.post(`${ci}/tokens`, { name: "x", scopes: ["repo:write"] }))).toEqual([403, "insufficient_scope"]);
    expect((await narrow.post(`${ci}/tokens`, { name: "x", scopes: ["repo:read"] })).status).toBe(201);
    expect(await refusalOf(kit.amy.post(`${ci}/tokens`, { name: "x", scopes: ["admin"] }))).toEqual([422, "invalid"]);
  });

  test("of another robot cannot be touched", async () => {
    await using kit = await start();
    for (const name of ["ci", "other"]) await kit.amy.post("/orgs/acme/robots", { name });
    const { id } = await makeToken(kit.amy);
    expect((await kit.amy.get(`${ci}/tokens/${id}`)).body).toMatchObject({ id, name: "build" });
    expect(await refusalOf(kit.amy.get(`/orgs/acme/robots/other/tokens/${id}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.amy.delete(`/orgs/acme/robots/other/tokens/${id}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.amy.post(`/orgs/acme/robots/other/tokens/${id}/rotate`))).toEqual([404, "not_found"]);
  });
});

test("a robot manages nothing", async () => {
  await using kit = await start();
  await kit.amy.post("/orgs/acme/robots", { name: "ci" });
  await kit.amy.put("/orgs/acme/permissions/robots/ci", { level: "admin" });
  const robot = new Api(kit.app.withToken((await makeToken(kit.amy, { name: "x", scopes: ["repo:admin", "org:read"] })).secret));
  expect((await robot.get("/orgs/acme")).status).toBe(200);
  expect(await refusalOf(robot.get("/orgs/acme/members"))).toEqual([403, "forbidden"]);
  expect(await refusalOf(robot.post("/orgs/acme/robots", { name: "x" }))).toEqual([403, "insufficient_scope"]);
});

describe("what outlives a session", () => {
  const rule = { name: "x", preset: "github", audience: "https://registry.example.org", fields: { repository_id: "74" } };
  const sensitive: [string, (api: Api, token: string, rule: string) => Promise<Answered>][] = [
    ["a token", (api) => api.post(`${ci}/tokens`, everything)],
    ["a token in another's place", (api, token) => api.post(`${ci}/tokens/${token}/rotate`)],
    ["a trust rule", (api) => api.post(`${ci}/trust-rules`, rule)],
    ["another trust rule", (api, _token, id) => api.patch(`${ci}/trust-rules/${id}`, { name: "y" })],
    ["a new name of the organization", (api) => api.post("/orgs/acme/rename", { name: "apex" })],
    ["the organization's end", (api) => api.delete("/orgs/acme", "*")],
  ];

  test.each(sensitive)("%s is made by who has just proved who they are", async (_what, make) => {
    await using kit = await start();
    await kit.amy.post("/orgs/acme/robots", { name: "ci" });
    const { id: token } = await makeToken(kit.amy);
    const { id } = (await kit.amy.post(`${ci}/trust-rules`, rule)).body;
    const alice = await inBrowser(kit.app, "alice");
    kit.app.clock.advance(11 * 60_000);

    expect(await refusalOf(make(alice, token, id as string))).toEqual([403, "reauthentication_required"]);
    expect((await make(await inBrowser(kit.app, "alice"), token, id as string)).status).toBeLessThan(300);
  });
});
