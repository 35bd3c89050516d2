// What a hold is on stays: for clients, for owners, for retention, and in the trash.
import { describe, expect, test } from "bun:test";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { expectFailure } from "../../kit/expect-failure.ts";
import { indexManifest } from "../../kit/manifests.ts";

const REPO = "/repos/ada/app";

async function start() {
  const app = await TestApp.start();
  const client = await app.asUser("ada");
  const ada = new Api(client);
  const hold = async (body: object) => (await ada.post(`${REPO}/holds`, { reason: "audit 2026", ...body })).body["id"] as string;
  const remove = (reference: string) => client.delete(`/v2/ada/app/manifests/${reference}`);
  return { app, client, ada, hold, remove, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("on tags", () => {
  test("they are neither moved nor deleted, nor is their manifest, until it is released", async () => {
    await using kit = await start();
    const { client, ada, hold, remove } = kit;
    const image = await client.pushImage("ada/app", "v1");
    const other = await client.pushImage("ada/app", "edge");
    const id = await hold({ kind: "tag", target: "v*" });

    const [refused] = await expectFailure(remove("v1"), "held");
    expect(refused!.message).toBe("a hold protects it: hold on the tags v* by ada (audit 2026)");
    await expectFailure(remove(image.digest), "held");
    await expectFailure(client.putManifest("ada/app", "v1", other), "held");
    expect(await refusalOf(ada.delete(`${REPO}/tags/v1`))).toEqual([409, "conflict"]);
    expect(await refusalOf(ada.put(`${REPO}/tags/v1`, { digest: other.digest }))).toEqual([409, "conflict"]);
    expect(await refusalOf(ada.delete(`${REPO}/manifests/${image.digest}`))).toEqual([409, "conflict"]);
    // What it is not on is not its business, and the same push again changes nothing.
    await client.pushManifest("ada/app", "v1", image);
    expect((await remove("edge")).status).toBe(202);

    expect((await ada.delete(`${REPO}/holds/${id}`)).status).toBe(204);
    expect((await remove("v1")).status).toBe(202);
    expect(await refusalOf(ada.delete(`${REPO}/holds/${id}`))).toEqual([404, "not_found"]);
  });

  test("also the images of an index stay", async () => {
    await using kit = await start();
    const { client, hold, remove } = kit;
    const child = await client.pushImage("ada/app");
    await client.pushManifest("ada/app", "v1", indexManifest([child]));
    await hold({ kind: "tag", target: "v1" });
    await expectFailure(remove(child.digest), "held");
  });
});

test("on a digest: its tags may move, it stays", async () => {
  await using kit = await start();
  const { client, hold, remove } = kit;
  const image = await client.pushImage("ada/app", "v1");
  const other = await client.pushImage("ada/app", "edge");
  await hold({ kind: "digest", target: image.digest });
  await client.pushManifest("ada/app", "v1", other);
  await expectFailure(remove(image.digest), "held");
  expect((await remove(other.digest)).status).toBe(202);
  // A blob has a digest, too.
  const { digest } = await client.pushBlob("ada/app", "alone");
  const id = await hold({ kind: "digest", target: digest });
  await expectFailure(client.delete(`/v2/ada/app/blobs/${digest}`), "held");
  await kit.ada.delete(`${REPO}/holds/${id}`);
  expect((await client.delete(`/v2/ada/app/blobs/${digest}`)).status).toBe(202);
});

test("on a whole repository: nothing in it goes, nor it itself, nor its organization; new tags come", async () => {
  await using kit = await start();
  const { app, client, ada, hold, remove } = kit;
  await client.pushImage("ada/app", "v1");
  const id = await hold({ kind: "repository" });
  await expectFailure(remove("v1"), "held");
  await client.pushImage("ada/app", "v2");
  const root = new Api(await app.asAdmin());
  expect(await refusalOf(root.delete("/users/ada"))).toEqual([409, "conflict"]);
  expect(await refusalOf(ada.delete(REPO))).toEqual([409, "conflict"]);
  await ada.delete(`${REPO}/holds/${id}`);
  expect((await ada.delete(REPO)).status).toBe(204);

  await ada.post("/orgs", { name: "acme" });
  await client.pushImage("acme/api", "v1");
  const { body } = await ada.post("/repos/acme/api/holds", { kind: "tag", target: "v1", reason: "audit" });
  const { etag } = await ada.get("/orgs/acme");
  expect(await refusalOf(ada.delete("/orgs/acme", etag))).toEqual([409, "conflict"]);
  expect((await ada.delete(`/repos/acme/api/holds/${body["id"] as string}`)).status).toBe(204);
  expect((await ada.delete("/orgs/acme", etag)).status).toBe(204);
  expect(app.records.filter(({ level }) => level === "error")).toEqual([]);
});

test("one that has run out counts no more", async () => {
  await using kit = await start();
  const { app, client, ada, hold, remove } = kit;
  await client.pushImage("ada/app", "v1");
  await hold({ kind: "tag", target: "v1", expires_at: "2026-01-02T00:00:00Z" });
  expect((await ada.get(`${REPO}/holds`)).body.items).toMatchObject([
    { kind: "tag", target: "v1", reason: "audit 2026", created_by: "ada", expires_at: "2026-01-02T00:00:00.000Z" },
  ]);
  await expectFailure(remove("v1"), "held");
  app.clock.advance(86_400_001);
  expect((await ada.get(`${REPO}/holds`)).body.items).toEqual([]);
  expect((await remove("v1")).status).toBe(202);
});

test.each([
  [{ kind: "tag", target: "" }],
  [{ kind: "tag", target: "!v1" }],
  [{ kind: "tag", target: "v 1" }],
  [{ kind: "digest", target: "sha256:abc" }],
  [{ kind: "repository", target: "v1" }],
  [{ kind: "tag", target: "v1", expires_at: "2025-01-01T00:00:00Z" }],
  [{ kind: "tag", target: "v1", reason: "" }],
])("%p is refused", async (body) => {
  await using kit = await start();
  await kit.client.pushImage("ada/app", "v1");
  expect(await refusalOf(kit.ada.post(`${REPO}/holds`, { reason: "audit", ...body }))).toEqual([422, "invalid"]);
});
