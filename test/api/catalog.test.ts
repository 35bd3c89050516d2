// `_catalog`: the repositories that the caller may pull from, and no others.
import { expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";

async function list(client: Client, query = ""): Promise<{ repositories: string[]; link: string | null }> {
  const response = await client.get(`/v2/_catalog${query}`);
  const { repositories } = (await response.json()) as { repositories: string[] };
  return { repositories, link: response.headers.get("link") };
}

test("everyone sees their own and the library's, in full pages", async () => {
  await using app = await TestApp.start();
  const [ada, bob, root] = [await app.asUser("ada"), await app.asUser("bob"), await app.asAdmin()];
  for (const name of ["ada/a", "ada/b", "ada/c"]) await ada.pushBlob(name, name);
  for (const name of ["bob/a", "bob/b"]) await bob.pushBlob(name, name);
  await root.pushBlob("busybox", "x");

  expect(await list(ada)).toEqual({ repositories: ["ada/a", "ada/b", "ada/c", "busybox"], link: null });
  expect(await list(bob, "?n=2")).toEqual({ repositories: ["bob/a", "bob/b"], link: '</v2/_catalog?n=2&last=bob%2Fb>; rel="next"' });
  expect(await list(bob, "?n=2&last=bob%2Fb")).toEqual({ repositories: ["busybox"], link: null });
  expect((await list(root)).repositories).toEqual(["ada/a", "ada/b", "ada/c", "bob/a", "bob/b", "busybox"]);
});

test("anonymous callers are asked for credentials that cover it", async () => {
  await using app = await TestApp.start();
  const response = await app.anonymous.get("/v2/_catalog");
  expect(response.headers.get("www-authenticate")).toEndWith('scope="registry:catalog:*"');
  await expectFailure(response, "unauthorized");
});

test("without n a page has a hundred", async () => {
  await using app = await TestApp.start({ open: true });
  await Promise.all(Array.from({ length: 101 }, (_, index) => app.anonymous.pushBlob(`acme/r${index}`, "x")));
  const { repositories, link } = await list(app.anonymous);
  expect(repositories).toHaveLength(100);
  expect((await list(app.anonymous, link!.slice(link!.indexOf("?"), link!.indexOf(">")))).repositories).toHaveLength(1);
});

test("nonsense for n is refused, none at all is an empty list", async () => {
  await using app = await TestApp.start({ open: true });
  await app.anonymous.pushBlob("acme/api", "x");
  await expectFailure(app.anonymous.get("/v2/_catalog?n=x"), "paginationInvalid");
  expect(await list(app.anonymous, "?n=0")).toEqual({ repositories: [], link: null });
});

test("a name and names below it live side by side", async () => {
  await using app = await TestApp.start({ open: true });
  for (const name of ["x", "x/y", "x/y/z"]) await app.anonymous.pushImage(name, "v1");
  expect((await list(app.anonymous)).repositories).toEqual(["x", "x/y", "x/y/z"]);
  await app.anonymous.delete("/v2/x/y/manifests/v1");
  for (const [name, status] of Object.entries({ x: 200, "x/y": 404, "x/y/z": 200 })) {
    expect((await app.anonymous.head(`/v2/${name}/manifests/v1`)).status).toBe(status);
  }
});
