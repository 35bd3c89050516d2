// Tags as the Management API shows them: every order, page by page, where they pointed, and who may move them.
import { describe, expect, test } from "bun:test";
import { Api, type Answered, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import type { Client } from "../../kit/client.ts";
import { imageManifest } from "../../kit/manifests.ts";

const TAGS = "/repos/ada/app/tags";
const namesOf = ({ body }: Answered) => body.items?.map(({ name }) => name) as string[] | undefined;

async function start() {
  const app = await TestApp.start();
  const client = await app.asUser("ada");
  const as = async (username: string) => new Api(await app.asUser(username));
  return { app, client, as, ada: await as("ada"), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** An image with a layer of that many bytes. */
async function push(client: Client, tag: string, sizeBytes: number) {
  const config = await client.pushBlob("ada/app", "{}");
  const layer = await client.pushBlob("ada/app", "x".repeat(sizeBytes));
  const manifest = imageManifest(config, [layer]);
  await client.pushManifest("ada/app", tag, manifest);
  return manifest;
}

async function pushSome({ app, client }: Awaited<ReturnType<typeof start>>): Promise<void> {
  for (const [tag, sizeBytes] of [
    ["1.10.0", 30],
    ["latest", 20],
    ["1.2.0", 20],
    ["1.2.0-rc.1", 50],
    ["edge", 10],
  ] as const) {
    await push(client, tag, sizeBytes);
    app.clock.advance(1000);
  }
}

async function readAll(api: Api, query: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: unknown = undefined; cursor !== null;) {
    const { body } = await api.get(`${TAGS}?${query}&limit=2${cursor === undefined ? "" : `&cursor=${cursor as string}`}`);
    found.push(...body.items!.map(({ name }) => name as string));
    cursor = body["next_cursor"];
  }
  return found;
}

describe("in order", () => {
  test.each([
    ["name", ["1.10.0", "1.2.0", "1.2.0-rc.1", "edge", "latest"]],
    ["updated_at", ["1.10.0", "latest", "1.2.0", "1.2.0-rc.1", "edge"]],
    ["size", ["edge", "1.2.0", "latest", "1.10.0", "1.2.0-rc.1"]],
    ["version", ["edge", "latest", "1.2.0-rc.1", "1.2.0", "1.10.0"]],
  ])("of %s, either way, page by page", async (sort, expected) => {
    await using kit = await start();
    await pushSome(kit);
    expect(await readAll(kit.ada, `sort=${sort}`)).toEqual(expected);
    expect(await readAll(kit.ada, `sort=-${sort}`)).toEqual(expected.toReversed());
    expect(await readAll(kit.ada, `sort=${sort}&q=1.2`)).toEqual(expected.filter((name) => name.startsWith("1.2")));
    expect(await readAll(kit.ada, `sort=-${sort}&q=1.2`)).toEqual(expected.toReversed().filter((name) => name.startsWith("1.2")));
  });

  test("a beginning that very many share is found in any order as well", async () => {
    await using kit = await start();
    const { digest } = await push(kit.client, "v0", 10);
    const { metadata } = kit.app.stores;
    const manifest = (await metadata.read.manifests.findByDigest("ada/app", digest as never))!;
    await metadata.transaction(async (tx) => {
      for (let index = 1; index < 600; index += 1) await tx.tags.point(1, `v${index}` as never, manifest.id, index);
      await tx.tags.point(1, "other" as never, manifest.id, 1);
    });
    expect(namesOf(await kit.ada.get(`${TAGS}?sort=updated_at&q=v&limit=2`))).toEqual(["v1", "v2"]);
    expect(namesOf(await kit.ada.get(`${TAGS}?sort=-version&q=v&limit=2`))).toEqual(["v599", "v598"]);
  });

  test("a cursor of another order, or of nothing, is refused", async () => {
    await using kit = await start();
    await pushSome(kit);
    const { body } = await kit.ada.get(`${TAGS}?limit=1`);
    for (const cursor of [body["next_cursor"] as string, Buffer.from('["tags:size:","x","y"]').toString("base64url")]) {
      expect(await refusalOf(kit.ada.get(`${TAGS}?sort=size&cursor=${cursor}`))).toEqual([400, "bad_request"]);
    }
  });
});

test("each says what it is and how much it takes", async () => {
  await using kit = await start();
  const manifest = await push(kit.client, "v1", 1000);
  const sizeBytes = manifest.bytes.byteLength + 2 + 1000;
  const expected = { name: "v1", digest: manifest.digest, media_type: manifest.mediaType, size_bytes: sizeBytes };
  expect((await kit.ada.get(`${TAGS}/v1`)).body).toMatchObject(expected);
  expect((await kit.ada.get(TAGS)).body.items).toMatchObject([expected]);
  expect(await refusalOf(kit.ada.get(`${TAGS}/v2`))).toEqual([404, "not_found"]);
  expect(await refusalOf(kit.ada.get(`${TAGS}/-`))).toEqual([400, "bad_request"]);
});

describe("moving one", () => {
  test("to a manifest that is there, and only from where it is said to be", async () => {
    await using kit = await start();
    const [one, two] = [await push(kit.client, "v1", 1), await push(kit.client, "v2", 2)];
    const move = (body: object) => kit.ada.put(`${TAGS}/latest`, body);
    expect((await move({ digest: one.digest, previous_digest: null })).body["digest"]).toBe(one.digest);
    expect(await refusalOf(move({ digest: two.digest, previous_digest: null }))).toEqual([412, "stale"]);
    expect(await refusalOf(move({ digest: two.digest, previous_digest: two.digest }))).toEqual([412, "stale"]);
    expect((await move({ digest: two.digest, previous_digest: one.digest })).body["digest"]).toBe(two.digest);
    expect((await move({ digest: one.digest })).body["digest"]).toBe(one.digest);
    expect(await refusalOf(move({ digest: `sha256:${"0".repeat(64)}` }))).toEqual([404, "not_found"]);
    expect(await refusalOf(move({ digest: "latest" }))).toEqual([422, "invalid"]);
    expect((await kit.client.get("/v2/ada/app/manifests/latest")).headers.get("docker-content-digest")).toBe(one.digest);
  });

  test("is remembered, newest first, also when the tag is gone", async () => {
    await using kit = await start();
    const [one, two] = [await push(kit.client, "v1", 1), await push(kit.client, "v1", 2)];
    expect((await kit.ada.delete(`${TAGS}/v1`)).status).toBe(204);
    const first = await kit.ada.get(`${TAGS}/v1/history?limit=2`);
    expect(first.body.items).toMatchObject([
      { digest: null, previous_digest: two.digest, changed_by: "ada", changed_at: "2026-01-01T00:00:00.000Z" },
      { digest: two.digest, previous_digest: one.digest },
    ]);
    const rest = await kit.ada.get(`${TAGS}/v1/history?limit=2&cursor=${first.body["next_cursor"] as string}`);
    expect(rest.body).toMatchObject({ items: [{ digest: one.digest, previous_digest: null }], next_cursor: null });
    expect(await refusalOf(kit.ada.get(`${TAGS}/v1`))).toEqual([404, "not_found"]);
    expect((await kit.client.get(`/v2/ada/app/manifests/${two.digest}`)).status).toBe(200);
  });
});

test("readers read, writers move, administrators delete, and to others there is nothing", async () => {
  await using kit = await start();
  const { digest } = await push(kit.client, "v1", 1);
  const { metadata } = kit.app.stores;
  const levels = { ron: 1, wim: 2, adm: 3 };
  for (const [username, level] of Object.entries(levels)) {
    await kit.app.asUser(username);
    const { id } = (await metadata.read.users.find(username))!;
    const { namespaceId } = (await metadata.read.repositories.findById(1))!;
    await metadata.transaction((tx) => tx.grants.create({ namespaceId, repositoryId: 1 }, { kind: "user", id }, level, 0));
  }
  const statuses = async (api: Api, repository: string) => {
    const path = `/repos/ada/${repository}/tags`;
    const answers = [
      await api.get(path),
      await api.get(`${path}/v1`),
      await api.get(`${path}/v1/history`),
      await api.put(`${path}/new`, { digest }),
      await api.delete(`${path}/v1`),
    ];
    return answers.map(({ status }) => status);
  };
  expect(await statuses(await kit.as("bob"), "app")).toEqual([404, 404, 404, 404, 404]);
  expect(await statuses(await kit.as("bob"), "none")).toEqual([404, 404, 404, 404, 404]);
  expect(await statuses(new Api(kit.app.anonymous), "app")).toEqual([401, 401, 401, 401, 401]);
  expect(await statuses(await kit.as("ron"), "app")).toEqual([200, 200, 200, 403, 403]);
  expect(await statuses(await kit.as("wim"), "app")).toEqual([200, 200, 200, 200, 403]);
  expect(await statuses(await kit.as("adm"), "app")).toEqual([200, 200, 200, 200, 204]);
});
