// Who may do something is asked when a request begins, a body can take hours, and changes wait for each other: who has lost the right
// meanwhile must not act on having had it.
import { expect, test } from "bun:test";
import { Api, refusalOf } from "../kit/api.ts";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { digest, imageManifest } from "../kit/manifests.ts";
import { makeOrganization, makePersonalToken } from "../kit/tenants.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** The request, of whose body all but the end is sent before `meanwhile`. */
async function during(
  meanwhile: () => Promise<unknown>,
  send: (body: ReadableStream<Uint8Array>) => Promise<Response>,
  body: Uint8Array | string,
): Promise<Response> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let isFirst = true;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (isFirst) {
          isFirst = false;
          return controller.enqueue(bytes.slice(0, -1));
        }
        // Asked for more: the request was let in and its body is being read.
        begun.resolve();
        await ended.promise;
        controller.enqueue(bytes.slice(-1));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const answer = send(stream);
  await begun.promise;
  await meanwhile();
  ended.resolve();
  return answer;
}

async function acme(): Promise<{ app: TestApp; alice: Client; mallory: Client; owner: Api }> {
  const app = await TestApp.start();
  await makeOrganization(app, "acme", { alice: "owner", mallory: "owner" });
  const alice = await app.asUser("alice");
  return { app, alice, mallory: await app.asUser("mallory"), owner: new Api(alice) };
}

/** Both at once, the second behind the first, as when the database is busy. */
async function inTurn<T>(app: TestApp, first: () => Promise<unknown>, second: () => Promise<T>): Promise<T> {
  const turn = Promise.withResolvers<void>();
  const busy = app.stores.metadata.transaction(() => turn.promise);
  const before = first();
  // Only SQLite has a queue in which one stands behind the other.
  await (app.databaseUrl === undefined ? Bun.sleep(100) : before);
  const answer = second();
  await Bun.sleep(100);
  turn.resolve();
  await Promise.all([busy, before]);
  return answer;
}

test("an owner whose removal comes first makes nobody an owner", async () => {
  const { app, mallory, owner } = await acme();
  await using _app = app;
  await app.asUser("friend");
  const remove = () => owner.delete("/orgs/acme/members/mallory");
  const put = () => new Api(mallory).put("/orgs/acme/members/friend", { role: "owner" });

  expect(await inTurn(app, remove, () => refusalOf(put()))).toEqual([404, "not_found"]);
});

test("a token whose end comes first makes no other token", async () => {
  await using app = await TestApp.start();
  const token = new Api(app.withToken(await makePersonalToken(app, "alice")));
  const alice = new Api(await app.asUser("alice"));
  const post = () => token.post("/tokens", { name: "next", scopes: ["admin"] });

  expect(
    await inTurn(
      app,
      () => alice.delete("/tokens/tok_1"),
      () => refusalOf(post()),
    ),
  ).toEqual([401, "unauthenticated"]);
});

test("an owner who was removed makes nobody an owner", async () => {
  const { app, mallory, owner } = await acme();
  await using _app = app;
  await app.asUser("friend");
  const put = (body: ReadableStream<Uint8Array>) =>
    mallory.request("PUT", "/api/v1/orgs/acme/members/friend", { headers: JSON_TYPE, body });

  const answer = await during(() => owner.delete("/orgs/acme/members/mallory"), put, '{"role":"owner"}');

  expect(answer.status).toBe(404);
  expect(await refusalOf(owner.get("/orgs/acme/members/friend"))).toEqual([404, "not_found"]);
});

test("a token that was revoked makes no other token", async () => {
  await using app = await TestApp.start();
  const token = app.withToken(await makePersonalToken(app, "alice"));
  const alice = new Api(await app.asUser("alice"));
  const post = (body: ReadableStream<Uint8Array>) => token.request("POST", "/api/v1/tokens", { headers: JSON_TYPE, body });

  const answer = await during(() => alice.delete("/tokens/tok_1"), post, '{"name":"next","scopes":["admin"]}');

  expect(answer.status).toBe(401);
  expect((await alice.get("/tokens")).body.items).toEqual([]);
});

test("a member who was removed moves no tag", async () => {
  const { app, alice, mallory, owner } = await acme();
  await using _app = app;
  const { digest: good } = await alice.pushImage("acme/api", "v1");
  const manifest = imageManifest(await mallory.pushBlob("acme/api", "{}"), [await mallory.pushBlob("acme/api", "else")]);
  const put = (body: ReadableStream<Uint8Array>) =>
    mallory.put("/v2/acme/api/manifests/v1", { headers: { "content-type": manifest.mediaType }, body });

  const answer = await during(() => owner.delete("/orgs/acme/members/mallory"), put, manifest.bytes);

  expect(answer.status).toBe(403);
  expect((await alice.get("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")).toBe(good);
});

test.each(["in one request", "at the end of an upload"])("a blob %s brings no repository back that was deleted", async (how) => {
  const { app, alice, mallory, owner } = await acme();
  await using _app = app;
  await owner.delete("/orgs/acme/members/mallory");
  await alice.pushImage("acme/api", "v1");
  await owner.put("/repos/acme/api/permissions/users/mallory", { level: "write" });
  const query = `?digest=${digest("a blob")}`;
  const location = how === "in one request" ? undefined : await mallory.startUpload("acme/api");
  const push = (body: ReadableStream<Uint8Array>) =>
    location ? mallory.put(`${location}${query}`, { body }) : mallory.post(`/v2/acme/api/blobs/uploads/${query}`, { body });

  const answer = await during(() => owner.delete("/repos/acme/api"), push, "a blob");

  expect(answer.status).toBe(403);
  expect(await refusalOf(owner.get("/repos/acme/api"))).toEqual([404, "not_found"]);
});
