// A request that is sent again under its Idempotency-Key, by somebody who may more or less than the first time.
import { expect, test } from "bun:test";
import { Api, inBrowser, refusalOf } from "../kit/api.ts";
import { TestApp } from "../kit/app.ts";
import { makePersonalToken } from "../kit/tenants.ts";

const KEY = { "idempotency-key": "one" };
const WISH = { name: "everything", scopes: ["admin"] };

test("a token is not given the answer that its owner was given", async () => {
  await using app = await TestApp.start();
  await new Api(await app.asUser("alice")).post("/tokens", WISH, KEY);
  const narrow = new Api(app.withToken(await makePersonalToken(app, "alice", { scopes: ["user:write"] })));

  expect(await refusalOf(narrow.post("/tokens", WISH, KEY))).toEqual([403, "insufficient_scope"]);
});

test("a refusal is not the answer once the reason for it is gone", async () => {
  await using app = await TestApp.start();
  const alice = await inBrowser(app, "alice");
  app.clock.advance(11 * 60_000);
  expect(await refusalOf(alice.post("/tokens", WISH, KEY))).toEqual([403, "reauthentication_required"]);
  await app.stores.metadata.transaction((tx) => tx.sessions.authenticated(1, app.clock.now()));

  expect((await alice.post("/tokens", WISH, KEY)).status).toBe(201);
});
