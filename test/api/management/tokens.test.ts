// Personal access tokens: what they are good for, what they are not, and that they end at once.
import { describe, expect, test } from "bun:test";
import { systemActor } from "../../../src/auth/actor.ts";
import type { User } from "../../../src/auth/caller.ts";
import { type TokenUser, type TokenWish, Tokens } from "../../../src/management/tokens.ts";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { Client, expectStatus } from "../../kit/client.ts";
import { makeOrganization } from "../../kit/tenants.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface MadeToken {
  readonly id: string;
  readonly secret: string;
  readonly expires_at: string | null;
  readonly repositories: readonly string[];
  readonly namespaces: readonly string[];
  readonly is_limited: boolean;
}

const JSON_BODY = { "content-type": "application/json" };
const post = (client: Client, path: string, body: unknown) =>
  client.post(`/api/v1${path}`, { headers: JSON_BODY, body: JSON.stringify(body) });

async function make(client: Client, wish: object = {}): Promise<MadeToken> {
  const answer = await expectStatus(201, post(client, "/tokens", { name: "laptop", scopes: ["repo:read"], ...wish }));
  return (await answer.json()) as MadeToken;
}

async function refusal(answer: Promise<Response>): Promise<unknown[]> {
  const response = await answer;
  const { code, errors } = (await response.json()) as { code: string; errors?: { pointer: string }[] };
  return [response.status, code, ...(errors ?? []).map(({ pointer }) => pointer)];
}

describe("a token", () => {
  test("pulls as Basic password, as Bearer, and for an access token, and is shown once", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    await ada.pushImage("ada/app", "v1");

    const { id, secret } = await make(ada);

    const docker = new Client(app, basic("ada", secret));
    expect((await docker.get("/v2/ada/app/manifests/v1")).status).toBe(200);
    expect((await app.withToken(secret).get("/v2/ada/app/manifests/v1")).status).toBe(200);
    const scope = "service=aerugo&scope=repository:ada/app:pull,push";
    const { token } = (await (await expectStatus(200, docker.get(`/auth/token?${scope}`))).json()) as { token: string };
    const form = new URLSearchParams({ grant_type: "password", username: "ada", password: secret, client_id: "docker" });
    const oauth = { headers: { "content-type": "application/x-www-form-urlencoded" }, body: `${form}&${scope}` };
    await expectStatus(200, app.anonymous.post("/auth/token", oauth));
    expect((await app.withToken(token).get("/v2/ada/app/manifests/v1")).status).toBe(200);
    const shown = await (await ada.get(`/api/v1/tokens/${id}`)).text();
    expect([shown.includes(secret), shown.includes("secret")]).toEqual([false, false]);
  });

  test("is refused under somebody else's name", async () => {
    await using app = await TestApp.start();
    const { secret } = await make(await app.asUser("ada"));
    await app.asUser("bob");
    expect((await app.handle(new Request("http://registry.test/v2/", { headers: { authorization: basic("bob", secret) } }))).status).toBe(
      401,
    );
  });

  test("is good for its scopes alone", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { digest } = await ada.pushImage("ada/app", "v1");
    const reader = app.withToken((await make(ada)).secret);
    const writer = app.withToken((await make(ada, { scopes: ["repo:write"] })).secret);

    expect((await reader.get("/v2/ada/app/tags/list")).status).toBe(200);
    expect((await reader.post("/v2/ada/app/blobs/uploads/")).status).toBe(403);
    expect((await writer.post("/v2/ada/app/blobs/uploads/")).status).toBe(202);
    expect((await writer.delete(`/v2/ada/app/manifests/${digest}`)).status).toBe(403);
    expect(await refusal(reader.get("/api/v1/tokens"))).toEqual([403, "insufficient_scope"]);
  });

  test("with limits reaches those repositories, under their new names too, and nothing else", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    for (const name of ["ada/app", "ada/other"]) await ada.pushImage(name, "v1");
    const made = await make(ada, { repositories: ["ada/app"] });
    const limited = app.withToken(made.secret);

    expect([made.is_limited, made.repositories, made.namespaces]).toEqual([true, ["ada/app"], []]);
    expect((await limited.get("/v2/ada/app/manifests/v1")).status).toBe(200);
    expect((await limited.get("/v2/ada/other/manifests/v1")).status).toBe(403);

    await app.stores.metadata.transaction(async (tx) => {
      const { namespaceId, ...moved } = (await tx.repositories.find("ada/app" as RepositoryName))!;
      await tx.repositories.move({ ...moved, namespaceId }, { name: "ada/new" as RepositoryName, namespaceId }, app.clock.now());
    });
    await ada.pushImage("ada/app", "v1");
    expect((await limited.get("/v2/ada/new/manifests/v1")).status).toBe(200);
    expect((await limited.get("/v2/ada/app/manifests/v1")).status).toBe(403);
  });

  test("limited to a namespace reaches all of it", async () => {
    await using app = await TestApp.start();
    await makeOrganization(app, "acme", { ada: "owner" });
    const ada = await app.asUser("ada");
    for (const name of ["acme/app", "ada/other"]) await ada.pushImage(name, "v1");
    const limited = app.withToken((await make(ada, { namespaces: ["acme"] })).secret);

    expect((await limited.get("/v2/acme/app/manifests/v1")).status).toBe(200);
    expect((await limited.get("/v2/ada/other/manifests/v1")).status).toBe(403);
  });

  test("with an empty list is good for no repository", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    await ada.pushImage("ada/app", "v1");
    const limited = app.withToken((await make(ada, { repositories: [] })).secret);
    expect((await limited.get("/v2/ada/app/manifests/v1")).status).toBe(403);
  });

  test("ends with its time, by the clock", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { secret, expires_at: expiresAt } = await make(ada);
    expect(Date.parse(expiresAt!) - app.clock.now()).toBe(90 * DAY_MS);

    app.clock.advance(90 * DAY_MS - 1);
    expect((await app.withToken(secret).get("/v2/")).status).toBe(200);
    app.clock.advance(1);
    expect((await app.withToken(secret).get("/v2/")).status).toBe(401);
  });

  test("that was revoked is refused at once, and so is the access token that was made with it", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    await ada.pushImage("ada/app", "v1");
    const { id, secret } = await make(ada);
    const answer = await app.withToken(secret).get("/auth/token?service=aerugo&scope=repository:ada/app:pull");
    const { token } = (await answer.json()) as { token: string };

    expect((await ada.delete(`/api/v1/tokens/${id}`)).status).toBe(204);

    for (const each of [secret, token]) expect((await app.withToken(each).get("/v2/ada/app/manifests/v1")).status).toBe(401);
    expect((await ada.get(`/api/v1/tokens/${id}`)).status).toBe(404);
    expect((await ada.delete(`/api/v1/tokens/${id}`)).status).toBe(404);
    expect(((await (await ada.get("/api/v1/tokens")).json()) as { items: unknown[] }).items).toEqual([]);
  });

  test("says when and from where it was last used", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { id, secret } = await make(ada);
    await app.withToken(secret).get("/v2/");
    await app.stores.metadata.transaction(async () => {});
    const used = new Date(app.clock.now()).toISOString();
    expect(await (await ada.get(`/api/v1/tokens/${id}`)).json()).toMatchObject({ last_used_at: used, last_used_from: "192.0.2.1" });
  });
});

describe("making one", () => {
  test("what the caller may not read is as unknown as what does not exist", async () => {
    await using app = await TestApp.start();
    await makeOrganization(app, "acme", { bob: "owner" });
    await (await app.asUser("bob")).pushImage("acme/secret", "v1");
    const ada = await app.asUser("ada");
    const wish = { name: "x", scopes: ["repo:read"] };
    const repositories = ["acme/secret", "acme/none", "NO NAME"];
    const namespaces = ["acme", "bob", "nothing"];
    for (const limits of [{ repositories }, { namespaces }]) {
      const pointers = [0, 1, 2].map((index) => `/${Object.keys(limits)[0]}/${index}`);
      expect(await refusal(post(ada, "/tokens", { ...wish, ...limits }))).toEqual([422, "invalid", ...pointers]);
    }
  });

  test("a token makes none that is good for more than itself", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const maker = app.withToken((await make(ada, { scopes: ["user:write", "repo:write"] })).secret);
    for (const scope of ["repo:delete", "admin", "org:read"]) {
      expect(await refusal(post(maker, "/tokens", { name: "x", scopes: [scope] }))).toEqual([403, "insufficient_scope"]);
    }
    await make(maker, { scopes: ["repo:read", "user:read"] });
  });

  test("a token makes none that is good for longer than itself", async () => {
    await using app = await TestApp.start();
    const expiresAt = new Date(app.clock.now() + 60_000).toISOString();
    const { secret } = await make(await app.asUser("ada"), { scopes: ["user:write"], expires_at: expiresAt });
    const token = app.withToken(secret);

    for (const later of [null, new Date(app.clock.now() + 60_001).toISOString()]) {
      const wish = { name: "longer", scopes: ["user:write"], expires_at: later };
      expect(await refusal(post(token, "/tokens", wish))).toEqual([403, "insufficient_scope"]);
    }

    expect((await make(token, { scopes: ["user:write"] })).expires_at).toBe(expiresAt);
  });

  test("a limited token makes none, and neither sees nor revokes others", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { id, secret } = await make(ada, { scopes: ["admin"], namespaces: ["ada"] });
    const limited = app.withToken(secret);
    expect(await refusal(post(limited, "/tokens", { name: "x", scopes: ["repo:read"] }))).toEqual([403, "insufficient_scope"]);
    expect(await refusal(limited.get("/api/v1/tokens"))).toEqual([403, "insufficient_scope"]);
    expect(await refusal(limited.delete(`/api/v1/tokens/${id}`))).toEqual([403, "insufficient_scope"]);
  });

  test("for ever only where the installation has no longest time", async () => {
    await using app = await TestApp.start();
    expect((await make(await app.asUser("ada"), { expires_at: null })).expires_at).toBeNull();

    await using strict = await TestApp.start({ flags: { "--auth-token-max-age-seconds": "30d" } });
    const ada = await strict.asUser("ada");
    const at = (days: number) => new Date(strict.clock.now() + days * DAY_MS).toISOString();
    const body = { name: "x", scopes: ["repo:read"] };
    for (const expires of [null, at(31), at(0), at(-1)]) {
      expect(await refusal(post(ada, "/tokens", { ...body, expires_at: expires }))).toEqual([422, "invalid", "/expires_at"]);
    }
    expect((await make(ada)).expires_at).toBe(at(30));
    expect((await make(ada, { expires_at: at(30) })).expires_at).toBe(at(30));
  });

  test.each([{ name: "" }, { name: "a\nb" }, { scopes: [] }, { scopes: ["root"] }, { expires_at: "tomorrow" }, { more: 1 }])(
    "%j is refused",
    async (wrong) => {
      await using app = await TestApp.start();
      const answer = await post(await app.asUser("ada"), "/tokens", { name: "x", scopes: ["repo:read"], ...wrong });
      expect(answer.status).toBe(422);
    },
  );

  test("is in the audit log, without the secret", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { id, secret } = await make(ada, { repositories: [] });
    await ada.delete(`/api/v1/tokens/${id}`);
    const log = await (await (await app.asAdmin()).get("/api/v1/audit")).text();
    expect(log.includes(secret)).toBe(false);
    expect(log).toContain('"token.create"');
    expect(log).toContain('"token.revoke"');
    expect(log).toContain(`ada/laptop`);
  });
});

async function serviceOf(app: TestApp): Promise<{ tokens: Tokens; owner: TokenUser; wish: TokenWish }> {
  const { identity } = await app.callerOf("ada");
  const tokens = new Tokens({ metadata: app.stores.metadata, policy: app.services.policy, clock: app.clock, maxAgeSeconds: undefined });
  return { tokens, owner: identity as User, wish: { name: "x", scopes: ["repo:read"], expiresAt: undefined } };
}

describe("the service itself", () => {
  test("makes none for a limited token, whoever let it through", async () => {
    await using app = await TestApp.start();
    const { tokens, owner, wish } = await serviceOf(app);
    const limited = { ...(await app.callerOf("ada")), limitedBy: 1 };
    await expect(tokens.create(owner, limited, wish, systemActor("test"))).rejects.toMatchObject({ failure: "scopeInsufficient" });
  });

  test("gives robots no scope that is for people", async () => {
    await using app = await TestApp.start();
    const { tokens, wish } = await serviceOf(app);
    const robot = { id: 1, name: "acme+ci", namespaceId: 1 };
    const wanted = { ...wish, scopes: ["repo:read", "user:read", "admin"] } as const;
    const errors = [1, 2].map((index) => ({ pointer: `/scopes/${index}` }));
    const made = tokens.createForRobot(robot, await app.callerOf("ada"), wanted, systemActor("test"));
    await expect(made).rejects.toMatchObject({ failure: "invalid", errors });
  });

  test("keeps the number of somebody's tokens within what a person can watch over", async () => {
    await using app = await TestApp.start();
    const { tokens, owner, wish } = await serviceOf(app);
    const row = { owner: { userId: owner.id }, name: "x", scopes: [], limits: undefined, expiresAt: undefined };
    const ids = await app.stores.metadata.transaction(async (tx) => {
      const made = Array.from({ length: 500 }, (_, index) => tx.tokens.create({ ...row, secretHash: `hash ${index}` }, 0));
      return Promise.all(made);
    });
    const another = async () => tokens.create(owner, await app.callerOf("ada"), wish, systemActor("test"));
    await expect(another()).rejects.toMatchObject({ failure: "quotaExceeded" });
    await tokens.revoke(owner, ids[0]!, systemActor("test"));
    await another();
  });
});

describe("whose it is", () => {
  test("nobody sees or revokes a token of somebody else, and the answer is that of one that does not exist", async () => {
    await using app = await TestApp.start();
    const { id } = await make(await app.asUser("ada"));
    const bob = await app.asUser("bob");
    for (const path of [id, "tok_999"]) {
      expect(await refusal(bob.get(`/api/v1/tokens/${path}`))).toEqual([404, "not_found"]);
      expect(await refusal(bob.delete(`/api/v1/tokens/${path}`))).toEqual([404, "not_found"]);
    }
    expect(await refusal(bob.get("/api/v1/users/ada/tokens"))).toEqual([403, "forbidden"]);
  });

  test("a site administrator lists and revokes them, by their owner", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { id, secret } = await make(ada);
    await app.asUser("bob");
    const root = await app.asAdmin();

    const { items } = (await (await root.get("/api/v1/users/ada/tokens")).json()) as { items: { id: string }[] };
    expect(items.map((item) => item.id)).toEqual([id]);
    expect((await root.delete(`/api/v1/users/bob/tokens/${id}`)).status).toBe(404);
    expect((await root.delete(`/api/v1/users/ada/tokens/${id}`)).status).toBe(204);
    expect((await app.withToken(secret).get("/v2/")).status).toBe(401);
  });

  test("pages follow each other without a gap", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const made = [await make(ada), await make(ada), await make(ada)].map(({ id }) => id);
    const seen: string[] = [];
    let path = "/api/v1/tokens?limit=2";
    for (;;) {
      const { items, next_cursor: next } = (await (await ada.get(path)).json()) as { items: { id: string }[]; next_cursor: string | null };
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      path = `/api/v1/tokens?limit=2&cursor=${next}`;
    }
    expect(seen).toEqual(made);
  });
});
