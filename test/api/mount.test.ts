// end-11: making a blob of one repository visible in another, and what a refusal must not say.
import { expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { digest } from "../kit/manifests.ts";

const mount = (client: Client, repository: string, blob: string, from?: string) =>
  client.post(`/v2/${repository}/blobs/uploads/?${new URLSearchParams({ mount: blob, ...(from === undefined ? {} : { from }) })}`);

/** Everything a client sees, with the upload's id taken out. */
async function seen(response: Response) {
  const upload = response.headers.get("docker-upload-uuid")!;
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  return [response.status, await response.text(), JSON.stringify(headers).replaceAll(upload, "{upload}")];
}

test.each([
  ["from a repository", "ada/one"],
  ["from anywhere", undefined],
])("a blob %s is there at once, and stays when the source loses it", async (_name, from) => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  const blob = await ada.pushBlob("ada/one", "hello");

  const response = await mount(ada, "ada/two", blob.digest, from);

  expect(response.status).toBe(201);
  expect(response.headers.get("location")).toBe(`/v2/ada/two/blobs/${blob.digest}`);
  expect(response.headers.get("docker-content-digest")).toBe(blob.digest);
  await ada.delete(`/v2/ada/one/blobs/${blob.digest}`);
  expect((await ada.get(`/v2/ada/one/blobs/${blob.digest}`)).status).toBe(404);
  expect(await (await ada.get(`/v2/ada/two/blobs/${blob.digest}`)).text()).toBe("hello");
});

test.each([
  ["a blob that nobody has", "ada/one", digest("other")],
  ["a repository that does not exist", "ada/none", digest("hello")],
  ["a malformed name", "Ada/../x", digest("hello")],
  ["an empty name", "", digest("hello")],
  ["a repository that has other blobs", "ada/empty", digest("hello")],
])("from %s it is an upload instead: a refusal would abort the push", async (_name, from, blob) => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  await ada.pushBlob("ada/one", "hello");
  await ada.pushBlob("ada/empty", "else");

  const response = await mount(ada, "ada/two", blob, from);

  expect(response.status).toBe(202);
  expect((await ada.put(`${response.headers.get("location")}?digest=${digest("hello")}`, { body: "hello" })).status).toBe(201);
});

test("a blob that the caller may not read looks like one that nobody has", async () => {
  await using app = await TestApp.start();
  const { digest: hidden } = await (await app.asUser("ada")).pushBlob("ada/one", "hello");
  const bob = await app.asUser("bob");

  for (const from of ["ada/one", "ada/none", undefined]) {
    expect(await seen(await mount(bob, "bob/app", hidden, from))).toEqual(await seen(await mount(bob, "bob/app", digest("nothing"), from)));
  }
  expect((await bob.head(`/v2/bob/app/blobs/${hidden}`)).status).toBe(404);
});

test("a token that does not cover the source asks for one that does, naming both", async () => {
  await using app = await TestApp.start();
  const { digest: blob } = await (await app.asUser("ada")).pushBlob("ada/one", "hello");
  const pusher = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/two", actions: ["pull", "push"] }]));

  const response = await mount(pusher, "ada/two", blob, "ada/one");

  expect(response.headers.get("www-authenticate")).toBe(
    'Bearer realm="http://registry.test/auth/token",service="aerugo",scope="repository:ada/two:pull,push repository:ada/one:pull",error="insufficient_scope"',
  );
  await expectFailure(response, "unauthorized");
});

test("a mount from anywhere is decided by who asks, not by what the token covers", async () => {
  await using app = await TestApp.start();
  const { digest: blob } = await (await app.asUser("ada")).pushBlob("ada/one", "hello");
  const pusher = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/two", actions: ["pull", "push"] }]));
  expect((await mount(pusher, "ada/two", blob)).status).toBe(201);
});

test("a malformed digest is refused", async () => {
  await using app = await TestApp.start({ open: true });
  await expectFailure(mount(app.anonymous, "ada/two", "sha256:abc", "ada/one"), "digestInvalid");
});

test("with a digest and a body beside it, what cannot be mounted is pushed", async () => {
  await using app = await TestApp.start({ open: true });
  const blob = digest("hello");
  const response = await app.anonymous.post(`/v2/ada/two/blobs/uploads/?mount=${blob}&from=ada/one&digest=${blob}`, { body: "hello" });
  expect(response.status).toBe(201);
  expect(await (await app.anonymous.get(`/v2/ada/two/blobs/${blob}`)).text()).toBe("hello");
});

test("a failed mount brings no repository into being", async () => {
  await using app = await TestApp.start({ open: true });
  await mount(app.anonymous, "ada/two", digest("hello"), "ada/one");
  expect(await (await app.anonymous.get("/v2/_catalog")).json()).toEqual({ repositories: [] });
});
