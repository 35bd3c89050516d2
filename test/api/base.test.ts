// end-1: the first thing most clients ask.
import { expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import { expectFailure } from "../kit/expect-failure.ts";

test("a user gets 200 and an empty object, with or without the slash", async () => {
  await using app = await TestApp.start();
  const user = await app.asUser("casey");

  for (const path of ["/v2/", "/v2"]) {
    const response = await user.get(path);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([200, "application/json", "{}"]);
  }
});

test("without credentials it asks for some, naming no scope: podman and Docker learn how to sign in only here", async () => {
  await using app = await TestApp.start();

  const response = await app.anonymous.get("/v2/");

  expect(response.headers.get("www-authenticate")).toBe('Bearer realm="http://registry.test/auth/token",service="aerugo"');
  await expectFailure(response, "unauthorized");
});

test("an anonymous token is a credential: whoever holds one has understood the challenge", async () => {
  await using app = await TestApp.start();
  const response = await app.withToken(await app.tokenOf(undefined)).get("/v2/");
  expect(response.status).toBe(200);
});

test("an open registry asks for nothing", async () => {
  await using app = await TestApp.start({ open: true });
  expect((await app.anonymous.get("/v2/")).status).toBe(200);
});

test("it lists no extension beyond the discovery itself", async () => {
  await using app = await TestApp.start({ open: true });

  for (const path of ["/v2/_oci/ext/discover", "/v2/acme/api/_oci/ext/discover"]) {
    expect(await (await app.anonymous.get(path)).json()).toEqual({ extensions: [] });
  }
});
