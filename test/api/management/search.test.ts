// Search: that it finds what is there, and to nobody what they may not know of.
import { describe, expect, test } from "bun:test";
import { Api, type Answered, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { makeOrganization, makePersonalToken } from "../../kit/tenants.ts";

type Item = { kind: string; repository: { full_name: string } | null; tag: string | null; digest: string | null; username: string | null };

const foundIn = ({ body }: Answered) =>
  (body.items as unknown as Item[]).map(({ repository, tag, username }) =>
    [repository?.full_name, tag ?? username].filter(Boolean).join(":"),
  );

async function start() {
  const app = await TestApp.start();
  await makeOrganization(app, "acme", { alice: "owner", mel: "member" });
  await makeOrganization(app, "globex", { gus: "owner" });
  const [alice, gus] = [await app.asUser("alice"), await app.asUser("gus")];
  const { digest } = await alice.pushImage("acme/team-api", "v1.0");
  await alice.pushImage("acme/web", "v1.1");
  await alice.pushImage("acme/web", "edge");
  await gus.pushImage("globex/api", "v1.0");
  await app.asUser("bob");
  const as = async (username: string) => new Api(await app.asUser(username));
  const search = async (username: string, query: string) => (await as(username)).get(`/search?${query}`);
  const admin = new Api(await app.asAdmin());
  return { app, digest, as, search, admin, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("repositories", () => {
  test("by the beginning of any word, of what the caller may read", async () => {
    await using kit = await start();
    expect(foundIn(await kit.search("alice", "q=api"))).toEqual(["acme/team-api"]);
    expect(foundIn(await kit.search("alice", "q=acme"))).toEqual(["acme/team-api", "acme/web"]);
    expect(foundIn(await kit.search("alice", "q=pi"))).toEqual([]);
    expect(foundIn(await kit.search("gus", "q=api"))).toEqual(["globex/api"]);
    expect(foundIn(await kit.admin.get("/search?q=api"))).toEqual(["acme/team-api", "globex/api"]);
    for (const who of ["bob", "mel"]) expect(foundIn(await kit.search(who, "q=api"))).toEqual([]);
  });

  test("a renamed one by its new name, a deleted one by none, a public one by everybody", async () => {
    await using kit = await start();
    const alice = await kit.as("alice");
    await alice.post("/repos/acme/web/rename", { name: "shop" });
    await alice.patch("/repos/acme/shop", { visibility: "public" });
    expect(foundIn(await alice.get("/search?q=web"))).toEqual([]);
    expect(foundIn(await new Api(kit.app.anonymous).get("/search?q=shop"))).toEqual(["acme/shop"]);
    await alice.delete("/repos/acme/shop");
    expect(foundIn(await alice.get("/search?q=shop"))).toEqual([]);
    expect(foundIn(await alice.get("/search?q=edge&kind=tag"))).toEqual([]);
  });
});

describe("tags", () => {
  test("by their beginning, and by name and tag together", async () => {
    await using kit = await start();
    expect(foundIn(await kit.search("alice", "q=v1&kind=tag"))).toEqual(["acme/team-api:v1.0", "acme/web:v1.1"]);
    expect(foundIn(await kit.search("alice", "q=web:v1"))).toEqual(["acme/web:v1.1"]);
    expect(foundIn(await kit.search("alice", "q=web:"))).toEqual(["acme/web:edge", "acme/web:v1.1"]);
    expect(foundIn(await kit.search("bob", "q=web:v1"))).toEqual([]);
    expect(foundIn(await kit.admin.get("/search?q=v1.0&kind=tag"))).toEqual(["acme/team-api:v1.0", "globex/api:v1.0"]);
  });

  test("page by page", async () => {
    await using kit = await start();
    for (const api of [kit.admin, await kit.as("alice")]) {
      const all = foundIn(await api.get("/search?q=v1&kind=tag"));
      const found: string[] = [];
      for (let cursor: unknown = undefined; cursor !== null;) {
        const answer = await api.get(`/search?q=v1&kind=tag&limit=1${cursor === undefined ? "" : `&cursor=${cursor as string}`}`);
        found.push(...foundIn(answer));
        cursor = answer.body["next_cursor"];
      }
      expect(found).toEqual(all);
    }
  });

  test("the same for who may read more repositories than are searched one by one", async () => {
    await using kit = await start();
    const { metadata } = kit.app.stores;
    await metadata.transaction(async (tx) => {
      for (let index = 0; index < 250; index += 1) await tx.repositories.create(`acme/filler-${index}` as never, 0);
    });
    expect(foundIn(await kit.search("alice", "q=v1&kind=tag"))).toEqual(["acme/team-api:v1.0", "acme/web:v1.1"]);
    expect(foundIn(await kit.search("alice", "q=api"))).toEqual(["acme/team-api"]);
    expect(foundIn(await kit.search("alice", `q=${kit.digest.slice(7, 20)}&kind=digest`))).toEqual(["acme/team-api"]);
    expect((await kit.search("alice", "q=filler&limit=200")).body.items).toHaveLength(200);
  });
});

describe("digests", () => {
  test("whole or their beginning, with the algorithm or without", async () => {
    await using kit = await start();
    const hex = kit.digest.slice(7);
    for (const query of [`q=${kit.digest}`, `q=${hex}`, `q=sha256:${hex.slice(0, 8)}`, `q=${hex.slice(0, 12)}&kind=digest`]) {
      const answer = await kit.search("alice", query);
      expect(answer.body.items).toMatchObject([{ kind: "digest", digest: kit.digest, repository: { full_name: "acme/team-api" } }]);
      expect((await kit.search("gus", query)).body.items).toEqual([]);
    }
    for (const short of [hex.slice(0, 7), "sha256:", "md5:00000000", "xyzxyzxyz"]) {
      expect(await refusalOf(kit.search("alice", `q=${short}&kind=digest`))).toEqual([400, "bad_request"]);
    }
  });
});

describe("users", () => {
  test("oneself and fellow members; everybody for site administrators; nobody for strangers", async () => {
    await using kit = await start();
    expect(foundIn(await kit.search("mel", "q=a&kind=user"))).toEqual(["alice"]);
    expect(foundIn(await kit.search("mel", "q=mel&kind=user"))).toEqual(["mel"]);
    expect(foundIn(await kit.search("mel", "q=gus&kind=user"))).toEqual([]);
    expect(foundIn(await kit.search("bob", "q=a&kind=user"))).toEqual([]);
    expect(foundIn(await kit.admin.get("/search?q=a&kind=user"))).toEqual(["alice"]);
    expect(foundIn(await new Api(kit.app.anonymous).get("/search?q=a&kind=user"))).toEqual([]);
  });

  test("a token that does not read profiles finds no people", async () => {
    await using kit = await start();
    const token = new Api(kit.app.withToken(await makePersonalToken(kit.app, "mel", { scopes: ["repo:read"] })));
    expect(await refusalOf(token.get("/search?q=a&kind=user"))).toEqual([403, "insufficient_scope"]);
  });
});
