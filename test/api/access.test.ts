// Who may do what, and what a refusal gives away: nothing.
import { expect, test } from "bun:test";
import { REGISTRY_ROUTES } from "../../src/http/registry/routes.ts";
import { TestApp } from "../kit/app.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { digest } from "../kit/manifests.ts";
import { signedToken } from "../kit/tokens.ts";

const withRepository = REGISTRY_ROUTES.filter(({ path }) => path.includes("{repository}"));

/** Everything a client sees, with the repository's name taken out. */
async function seen(response: Response, repository: string) {
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  return JSON.parse(JSON.stringify([response.status, headers, await response.text()]).replaceAll(repository, "{repository}")) as unknown[];
}

/** The scope and the reason of a challenge. */
async function scopeOf(answer: Promise<Response>): Promise<string[]> {
  return /scope="([^"]*)",error="([^"]*)"/.exec((await answer).headers.get("www-authenticate")!)!.slice(1);
}

test.each(withRepository.map((route) => [route.methods.join(","), route.path, route] as const))(
  "%s %s answers alike for a private repository and for none",
  async (_methods, _path, { methods, path }) => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { layer } = await ada.pushImage("ada/real", "v1");
    const upload = await ada.startUpload("ada/real");
    const parameters: Record<string, string> = { digest: layer.digest, reference: "v1", upload: upload.split("/").at(-1)! };
    const pathOf = (repository: string) =>
      path.replace("{repository}", repository).replaceAll(/\{(\w+)\}/g, (_match, name: string) => parameters[name]!);
    const strangers = [app.anonymous, app.withToken(await app.tokenOf(undefined)), await app.asUser("bob")];
    const bobsToken = app.withToken(await app.tokenOf("bob", [{ type: "repository", name: "ada/real", actions: ["*"] }]));

    for (const stranger of [...strangers, bobsToken]) {
      for (const method of methods) {
        const real = await seen(await stranger.request(method, pathOf("ada/real")), "ada/real");
        expect(real).toEqual(await seen(await stranger.request(method, pathOf("ada/none")), "ada/none"));
        expect([401, 403]).toContain(real[0] as number);
      }
    }
  },
);

test("a token that promises more than its user's rights is worth the rights", async () => {
  await using app = await TestApp.start();
  await (await app.asUser("ada")).pushImage("ada/app", "v1");
  const bob = app.withToken(await app.tokenOf("bob", [{ type: "repository", name: "ada/app", actions: ["*"] }]));
  await expectFailure(bob.get("/v2/ada/app/manifests/v1"), "denied");
});

test("a token for pulling pulls, and asks for more to push or delete", async () => {
  await using app = await TestApp.start();
  const { digest: image } = await (await app.asUser("ada")).pushImage("ada/app", "v1");
  const puller = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["pull"] }]));

  expect((await puller.get("/v2/ada/app/manifests/v1")).status).toBe(200);
  expect(await scopeOf(puller.post("/v2/ada/app/blobs/uploads/"))).toEqual(["repository:ada/app:pull,push", "insufficient_scope"]);
  expect(await scopeOf(puller.delete(`/v2/ada/app/manifests/${image}`))).toEqual(["repository:ada/app:delete", "insufficient_scope"]);
});

test("a token for pushing may cancel an upload, and one for pulling may ask for its status", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  const upload = await ada.startUpload("ada/app");
  const withActions = async (...actions: string[]) =>
    app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions }]));

  expect((await (await withActions("pull")).get(upload)).status).toBe(204);
  expect((await (await withActions("push")).delete(upload)).status).toBe(204);
});

test("the catalog and deletes need no more than their own scopes", async () => {
  await using app = await TestApp.start();
  const { layer, digest: image } = await (await app.asUser("ada")).pushImage("ada/app", "v1");
  const catalog = app.withToken(await app.tokenOf("ada", [{ type: "registry", name: "catalog", actions: ["*"] }]));
  const deleter = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["delete"] }]));

  expect(await (await catalog.get("/v2/_catalog")).json()).toEqual({ repositories: ["ada/app"] });
  expect((await deleter.delete(`/v2/ada/app/manifests/${image}`)).status).toBe(202);
  expect((await deleter.delete(`/v2/ada/app/blobs/${layer.digest}`)).status).toBe(202);
});

test("`*` in a token covers every action", async () => {
  await using app = await TestApp.start();
  const all = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["*"] }]));
  const { digest: image } = await all.pushImage("ada/app", "v1");
  expect((await all.delete(`/v2/ada/app/manifests/${image}`)).status).toBe(202);
});

test("everybody may pull what is in the library, only administrators push there", async () => {
  await using app = await TestApp.start();
  await (await app.asAdmin()).pushImage("busybox", "v1");
  const bob = await app.asUser("bob");
  expect((await bob.get("/v2/busybox/manifests/v1")).status).toBe(200);
  await expectFailure(bob.post("/v2/busybox/blobs/uploads/"), "denied");
  await expectFailure(app.anonymous.get("/v2/busybox/manifests/v1"), "unauthorized");
});

test("a user's namespace is not that of another whose name it starts with", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  for (const name of ["adam/app", "ada", "ada-b/app", "x/ada/app"]) {
    await expectFailure(ada.post(`/v2/${name}/blobs/uploads/`), "denied");
  }
});

test.each(["docs", "admin", "x".repeat(65)])("nobody's push makes an organization called %s, except in an open registry", async (name) => {
  await using app = await TestApp.start();
  const root = await app.asAdmin();
  await expectFailure(root.post(`/v2/${name}/app/blobs/uploads/`), "denied");
  expect(await app.stores.metadata.read.namespaces.find(name)).toBeUndefined();
  await using open = await TestApp.start({ open: true });
  await open.anonymous.pushImage(`${name}/app`, "v1");
});

test("a site administrator's push makes an organization, and goes on into one whose name was reserved later", async () => {
  await using app = await TestApp.start();
  const root = await app.asAdmin();
  await root.pushImage("globex/app", "v1");
  await app.stores.metadata.transaction((tx) => tx.namespaces.create("docs", "organization", 0));
  await root.pushImage("docs/app", "v1");
});

// The name is nobody's, and nobody may have it: that was an error of ours, to an administrator and in an open registry.
test.each([{ open: true }, { open: false }])(
  "a push under a name that an organization gave up or was deleted with is refused: %p",
  async (options) => {
    await using app = await TestApp.start(options);
    const pusher = options.open ? app.anonymous : await app.asAdmin();
    await pusher.pushImage("acme/app", "v1");
    const { id } = (await app.stores.metadata.read.namespaces.find("acme"))!;
    const until = app.clock.now() + 1000;
    await app.stores.metadata.transaction((tx) => tx.namespaces.rename(id, { from: "acme", to: "globex" }, until));
    await expectFailure(pusher.post(`/v2/acme/new/blobs/uploads/?digest=${digest("abc")}`, { body: "abc" }), "denied");
    await app.stores.metadata.transaction((tx) => tx.namespaces.delete(id, "globex", app.clock.now()));
    await expectFailure(pusher.post(`/v2/globex/new/blobs/uploads/?digest=${digest("abc")}`, { body: "abc" }), "denied");
    expect(await app.stores.metadata.read.namespaces.find("globex")).toBeUndefined();

    app.clock.advance(1000);
    await pusher.pushImage("acme/new", "v1");
  },
);

test("a disabled user is out at once, with password and with token", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  const token = app.withToken(await app.tokenOf("ada"));
  expect([(await ada.get("/v2/")).status, (await token.get("/v2/")).status]).toEqual([200, 200]);

  await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", app.clock.now()));

  await expectFailure(ada.get("/v2/"), "unauthorized");
  await expectFailure(token.get("/v2/"), "unauthorized");
});

test("a token works until it expires, with a minute for clocks that differ", async () => {
  await using app = await TestApp.start();
  const token = app.withToken(await app.tokenOf("ada"));
  app.clock.advance(359_000);
  expect((await token.get("/v2/")).status).toBe(200);
  app.clock.advance(1_000);
  const response = await token.get("/v2/");
  expect(response.headers.get("www-authenticate")).toEndWith('error="invalid_token"');
  await expectFailure(response, "unauthorized");
});

test("a token that runs out during an upload costs the client a new token, not the upload", async () => {
  await using app = await TestApp.start();
  const newToken = async () =>
    app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["pull", "push"] }]));
  const first = await newToken();
  const upload = await first.startUpload("ada/app");
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    app.clock.advance(3_600_000);
    controller.enqueue(new TextEncoder().encode("hello"));
    controller.close();
  };
  // Not before it is read: by then the token was looked at.
  const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });

  expect((await first.patch(upload, { body })).status).toBe(202);
  await expectFailure(first.put(`${upload}?digest=${digest("hello")}`), "unauthorized");
  expect((await (await newToken()).put(`${upload}?digest=${digest("hello")}`)).status).toBe(201);
});

test("an upload that one user started another goes on with, if they may push there", async () => {
  await using app = await TestApp.start();
  const upload = await (await app.asUser("ada")).startUpload("ada/app");
  await expectFailure((await app.asUser("bob")).patch(upload, { body: "hello" }), "denied");
  expect((await (await app.asAdmin()).put(`${upload}?digest=${digest("hello")}`, { body: "hello" })).status).toBe(201);
});

test("a token as long as a header block is refused unread", async () => {
  await using app = await TestApp.start();
  const padded = await signedToken(app, { access: [{ type: "repository", name: "x".repeat(48_000), actions: [] }] });
  await expectFailure(app.withToken(padded).get("/v2/"), "unauthorized");
});

test.each(["Digest abc", "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer", "Bearer ", "bearer x y z"])(
  "%p is no credential: it is asked for one that is",
  async (authorization) => {
    await using app = await TestApp.start();
    await expectFailure(app.anonymous.get("/v2/", { authorization }), "unauthorized");
  },
);
