// Immutable tags: made once, pushed again with the same digest, and otherwise left alone by everybody.
import { expect, test } from "bun:test";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { expectFailure } from "../../kit/expect-failure.ts";
import { indexManifest } from "../../kit/manifests.ts";

const REPO = "/repos/acme/api";

async function start() {
  const app = await TestApp.start();
  const client = await app.asUser("ada");
  const ada = new Api(client);
  await ada.post("/orgs", { name: "acme" });
  return { app, client, ada, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

test("a matching tag is made and pushed again, and neither moved nor deleted", async () => {
  await using kit = await start();
  const { client, ada } = kit;
  const image = await client.pushImage("acme/api", "edge");
  expect((await ada.post(`${REPO}/tag-rules`, { patterns: ["v*", "!v*-rc*"] })).status).toBe(201);
  await client.pushManifest("acme/api", "v1", image);
  await client.pushManifest("acme/api", "v1", image);
  const other = await client.pushImage("acme/api", "edge");

  const [refused] = await expectFailure(client.putManifest("acme/api", "v1", other), "tagImmutable");
  expect(refused).toMatchObject({ message: "the tag is immutable: rule of the repository for v* !v*-rc*", detail: { tag: "v1" } });
  await expectFailure(client.delete("/v2/acme/api/manifests/v1"), "tagImmutable");
  await expectFailure(client.delete(`/v2/acme/api/manifests/${image.digest}`), "tagImmutable");
  expect(await refusalOf(ada.delete(`${REPO}/tags/v1`))).toEqual([409, "conflict"]);
  expect(await refusalOf(ada.post(`${REPO}/tags/v1/restore`, { digest: other.digest }))).toEqual([409, "conflict"]);
  // The exception, and what no pattern is about.
  await client.pushManifest("acme/api", "v1-rc1", image);
  await client.pushManifest("acme/api", "v1-rc1", other);
  expect((await client.delete("/v2/acme/api/manifests/edge")).status).toBe(202);
});

test("of many tags in one push, one that is immutable keeps all of them where they are", async () => {
  await using kit = await start();
  const { client, ada } = kit;
  await client.pushImage("acme/api", "v1");
  await ada.post(`${REPO}/tag-rules`, { patterns: ["v1"] });
  const other = await client.pushImage("acme/api", "edge");
  const put = client.putManifest("acme/api", `${other.digest}?tag=new&tag=v1`, other);
  await expectFailure(put, "tagImmutable");
  expect((await client.get("/v2/acme/api/manifests/new")).status).toBe(404);
});

test("what an immutable index lists stays as well", async () => {
  await using kit = await start();
  const { client, ada } = kit;
  const child = await client.pushImage("acme/api");
  await client.pushManifest("acme/api", "v1", indexManifest([child]));
  await ada.post(`${REPO}/tag-rules`, { patterns: ["v1"] });
  await expectFailure(client.delete(`/v2/acme/api/manifests/${child.digest}`), "tagImmutable");
});

test("an organization's rules count for all its repositories, beside their own", async () => {
  await using kit = await start();
  const { client, ada } = kit;
  await client.pushImage("acme/api", "v1");
  await client.pushImage("acme/web", "v1");
  const { body } = await ada.post("/orgs/acme/tag-rules", { patterns: ["v*"] });
  await ada.post(`${REPO}/tag-rules`, { patterns: ["fixed"] });
  for (const name of ["api", "web"]) await expectFailure(client.delete(`/v2/acme/${name}/manifests/v1`), "tagImmutable");
  expect((await ada.get(`${REPO}/tag-rules`)).body.items).toMatchObject([
    { id: body["id"], patterns: ["v*"], inherited: true, created_by: "ada" },
    { patterns: ["fixed"], inherited: false },
  ]);
  expect((await ada.get("/orgs/acme/tag-rules")).body.items).toHaveLength(1);
  // Through a repository only what is its own goes.
  expect(await refusalOf(ada.delete(`${REPO}/tag-rules/${body["id"] as string}`))).toEqual([404, "not_found"]);
  expect((await ada.delete(`/orgs/acme/tag-rules/${body["id"] as string}`)).status).toBe(204);
  expect((await client.delete("/v2/acme/web/manifests/v1")).status).toBe(202);
});

test.each([[[]], [["v 1"]], [["v1/*"]], [["{a,b}"]]])("patterns %p are refused", async (patterns) => {
  await using kit = await start();
  await kit.client.pushImage("acme/api", "v1");
  expect(await refusalOf(kit.ada.post(`${REPO}/tag-rules`, { patterns }))).toEqual([422, "invalid"]);
});
