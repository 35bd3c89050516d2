// What is deleted is gone at once for everybody, and comes back whole for as long as the trash keeps it.
import { describe, expect, test } from "bun:test";
import type { Digest } from "../../../src/oci/digest.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import type { Client } from "../../kit/client.ts";
import { type Content, imageManifest, indexManifest } from "../../kit/manifests.ts";

const REPO = "/repos/ada/app";
const DAY_MS = 86_400_000;

async function start(flags: Record<string, string> = {}) {
  const app = await TestApp.start({ flags });
  const client = await app.asUser("ada");
  return { app, client, ada: new Api(client), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const statusOf = async (client: Client, reference: string) => (await client.get(`/v2/ada/app/manifests/${reference}`)).status;
const deleteManifest = async (client: Client, reference: string) => (await client.delete(`/v2/ada/app/manifests/${reference}`)).status;
const trashOf = async (api: Api) => (await api.get(`${REPO}/trash`)).body.items!;

/** As the collector would see it after any time: whether it must leave the digest alone. */
const isKept = (app: TestApp, subject: "manifest" | "blob", digest: string) =>
  app.stores.metadata.read.trash.keeps(1, subject, digest as Digest);

/** An index that lists the image, and describes it. */
function describing(image: Content): Content {
  const { mediaType, digest, bytes } = image;
  return indexManifest([image], { subject: { mediaType, digest, size: bytes.byteLength } });
}

describe("a deleted tag", () => {
  test("is gone for readers, keeps its manifest, and comes back where it was", async () => {
    await using kit = await start();
    const { app, client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    expect(await deleteManifest(client, "v1")).toBe(202);
    expect([await statusOf(client, "v1"), await statusOf(client, image.digest)]).toEqual([404, 200]);
    expect(await isKept(app, "manifest", image.digest)).toBe(true);
    const [entry] = await trashOf(ada);
    expect(entry).toMatchObject({
      kind: "tag",
      tag: "v1",
      digest: image.digest,
      deleted_by: "ada",
      expires_at: "2026-01-08T00:00:00.000Z",
    });

    const restored = await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});

    expect(restored.body).toEqual({ manifests: [], tags: ["v1"], taken: [], more_tags: 0 });
    expect(await statusOf(client, "v1")).toBe(200);
    expect(await trashOf(ada)).toEqual([]);
    expect(await isKept(app, "manifest", image.digest)).toBe(false);
  });

  test("whose name was used since is only moved back by force", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const one = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, "v1");
    const two = await client.pushImage("ada/app", "v1");
    const [entry] = await trashOf(ada);
    const restore = (body: object) => ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, body);
    expect(await refusalOf(restore({}))).toEqual([409, "conflict"]);
    expect((await ada.get(`${REPO}/tags/v1`)).body["digest"]).toBe(two.digest);
    expect((await restore({ force: true })).status).toBe(200);
    expect((await ada.get(`${REPO}/tags/v1`)).body["digest"]).toBe(one.digest);
    expect(await refusalOf(restore({}))).toEqual([404, "not_found"]);
  });
});

describe("a deleted manifest", () => {
  test("comes back with its bytes and those of its tags that are free", async () => {
    await using kit = await start();
    const { app, client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await client.pushManifest("ada/app", "latest", image);
    expect(await deleteManifest(client, image.digest)).toBe(202);
    expect([await statusOf(client, "v1"), await statusOf(client, image.digest)]).toEqual([404, 404]);
    expect(await refusalOf(ada.get(`${REPO}/manifests/${image.digest}`))).toEqual([404, "not_found"]);
    for (const blob of [image.config, image.layer]) expect(await isKept(app, "blob", blob.digest)).toBe(true);
    await client.pushImage("ada/app", "latest");
    const [entry] = await trashOf(ada);
    expect(entry).toMatchObject({ kind: "manifest", tag: null, tag_count: 2, size_bytes: image.bytes.byteLength });

    const { body } = await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});

    expect(body).toEqual({ manifests: [image.digest], tags: ["v1"], taken: ["latest"], more_tags: 0 });
    const answer = await client.get("/v2/ada/app/manifests/v1");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(image.bytes);
  });

  test("is simply there again when it is pushed again", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, image.digest);
    await client.pushManifest("ada/app", "v2", image);
    expect([await statusOf(client, "v1"), await statusOf(client, "v2")]).toEqual([404, 200]);
    expect(await trashOf(ada)).toEqual([]);
  });

  test("brings the images of an index and what describes it", async () => {
    await using kit = await start();
    const { app, client, ada } = kit;
    const child = await client.pushImage("ada/app");
    const index = indexManifest([child]);
    await client.pushManifest("ada/app", "multi", index);
    const subject = { mediaType: index.mediaType, digest: index.digest, size: index.bytes.byteLength };
    const signature = imageManifest(await client.pushBlob("ada/app", "{}"), [], { subject, artifactType: "application/x-signature" });
    await client.pushManifest("ada/app", signature.digest, signature);
    await deleteManifest(client, index.digest);
    for (const digest of [child.digest, signature.digest]) expect(await isKept(app, "manifest", digest)).toBe(true);
    for (const digest of [child.digest, signature.digest]) expect(await deleteManifest(client, digest)).toBe(202);
    const entry = (await trashOf(ada)).find(({ digest }) => digest === index.digest);

    const { body } = await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});

    expect((body["manifests"] as string[]).toSorted()).toEqual([child.digest, index.digest, signature.digest].sort());
    expect(await statusOf(client, "multi")).toBe(200);
    const { manifests } = (await (await client.get(`/v2/ada/app/referrers/${index.digest}`)).json()) as { manifests: { digest: string }[] };
    expect(manifests.map(({ digest }) => digest)).toEqual([signature.digest]);
  });

  test("comes back with an index that lists it and describes it, too", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    const index = describing(image);
    await client.pushManifest("ada/app", "described", index);
    for (const { digest } of [image, index]) expect(await deleteManifest(client, digest)).toBe(202);
    const [entry] = await trashOf(ada);

    // It once went round in this circle for ever, and the whole server with it.
    const { body } = await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});

    expect((body["manifests"] as string[]).toSorted()).toEqual([image.digest, index.digest].sort());
    expect([await statusOf(client, "v1"), await statusOf(client, "described")]).toEqual([200, 200]);
  });

  test("cannot come back without a blob that was deleted by its digest", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, image.digest);
    expect((await client.delete(`/v2/ada/app/blobs/${image.layer.digest}`)).status).toBe(202);
    const [entry] = await trashOf(ada);
    expect(await refusalOf(ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {}))).toEqual([409, "conflict"]);
    expect(await trashOf(ada)).toHaveLength(1);
  });

  test("is counted out of the usage, and in again", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    const usage = async () => (await ada.get("/users/ada/usage")).body;
    const before = await usage();
    await deleteManifest(client, image.digest);
    expect(await usage()).not.toEqual(before);
    const [entry] = await trashOf(ada);
    await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});
    expect(await usage()).toEqual(before);
    expect((await ada.get(REPO)).body).toMatchObject({ tag_count: 1, manifest_count: 1 });
  });
});

describe("its end", () => {
  test("comes with time, and what it kept is reviewed", async () => {
    await using kit = await start({ "--trash-keep-seconds": "60" });
    const { app, client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, image.digest);
    app.clock.advance(59_000);
    expect(await (await app.services.lifecycle()).purge.expire()).toEqual({ removed: 0, held: 0 });
    app.clock.advance(2000);
    expect(await (await app.services.lifecycle()).purge.expire()).toEqual({ removed: 1, held: 0 });
    expect(await trashOf(ada)).toEqual([]);
    expect(await isKept(app, "blob", image.layer.digest)).toBe(false);
    const reviewed = await app.stores.metadata.read.reviewQueue.due(Number.MAX_SAFE_INTEGER, 100);
    expect(reviewed.map(({ digest }) => digest as string)).toContain(image.layer.digest);
  });

  test("comes when the trash is emptied, but for what is held", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    await client.pushImage("ada/app", "v1");
    await client.pushImage("ada/app", "v2");
    for (const tag of ["v1", "v2"]) await deleteManifest(client, tag);
    expect((await ada.post(`${REPO}/holds`, { kind: "tag", target: "v1", reason: "audit" })).status).toBe(201);
    expect((await ada.delete(`${REPO}/trash`)).body).toEqual({ removed: 1, left: 1 });
    expect(await trashOf(ada)).toMatchObject([{ tag: "v1" }]);
  });

  test.each(["tag", "digest"] as const)("does not come for what is needed to restore what is held by its %s", async (kind) => {
    await using kit = await start({ "--trash-keep-seconds": "60" });
    const { app, client, ada } = kit;
    const image = await client.pushImage("ada/app");
    const index = describing(image);
    await client.pushManifest("ada/app", "v1", index);
    // As retention takes them: the tag, the index, then the image.
    for (const reference of ["v1", index.digest, image.digest]) expect(await deleteManifest(client, reference)).toBe(202);
    const target = kind === "tag" ? "v1" : index.digest;
    expect((await ada.post(`${REPO}/holds`, { kind, target, reason: "audit" })).status).toBe(201);
    app.clock.advance(61_000);
    expect(await (await app.services.lifecycle()).purge.expire()).toEqual({ removed: 0, held: 3 });
    const entry = (await trashOf(ada)).find(({ tag }) => tag === "v1");
    await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});
    for (const reference of ["v1", image.digest]) expect(await statusOf(client, reference)).toBe(200);
  });

  test("is at once without a trash", async () => {
    await using kit = await start({ "--trash-keep-seconds": "0" });
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, "v1");
    await deleteManifest(client, image.digest);
    expect(await trashOf(ada)).toEqual([]);
  });
});

describe("a deleted repository", () => {
  test("goes with all that it has when its time is over", async () => {
    await using kit = await start();
    const { app, client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await client.pushImage("ada/app", "v2");
    await deleteManifest(client, "v2");
    await ada.post(`${REPO}/tag-rules`, { patterns: ["fixed"] });
    await ada.put(`${REPO}/retention/policy`, { rules: [{ action: "keep" }] });
    await client.pushManifest("ada/app", "v3", image);
    expect((await ada.delete(REPO)).status).toBe(204);
    const [trashed] = (await ada.get("/users/ada/trash")).body.items!;
    expect(trashed).toMatchObject({ name: "app", expires_at: "2026-01-08T00:00:00.000Z" });
    expect(await (await app.services.lifecycle()).purge.repositories()).toEqual({ purged: 0, held: 0 });
    app.clock.advance(7 * DAY_MS + 1);
    expect(await (await app.services.lifecycle()).purge.repositories()).toEqual({ purged: 1, held: 0 });
    expect((await ada.get("/users/ada/trash")).body.items).toEqual([]);
    expect(await app.stores.metadata.read.repositories.findById(1)).toBeUndefined();
    const reviewed = await app.stores.metadata.read.reviewQueue.due(Number.MAX_SAFE_INTEGER, 100);
    expect(reviewed.map(({ digest }) => digest as string)).toContain(image.layer.digest);
  });

  test("goes at once when somebody says so, and cannot be restored then", async () => {
    await using kit = await start();
    const { app, client, ada } = kit;
    await client.pushImage("ada/app", "v1");
    await ada.delete(REPO);
    expect((await ada.post("/repositories/repo_1/purge")).status).toBe(204);
    expect(await refusalOf(ada.post("/repositories/repo_1/restore"))).toEqual([404, "not_found"]);
    expect((await ada.get("/users/ada/trash")).body.items).toEqual([]);
    expect(await (await app.services.lifecycle()).purge.repositories()).toEqual({ purged: 1, held: 0 });
  });

  test("goes with the others when the whole trash is emptied", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    for (const name of ["one", "two"]) {
      await client.pushImage(`ada/${name}`, "v1");
      await ada.delete(`/repos/ada/${name}`);
    }
    expect((await ada.delete("/users/ada/trash")).body).toEqual({ purged: 2 });
    expect((await ada.get("/users/ada/trash")).body.items).toEqual([]);
  });
});

describe("moving a tag back", () => {
  test("takes what it needs out of the trash", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const one = await client.pushImage("ada/app", "v1");
    const two = await client.pushImage("ada/app", "v1");
    await deleteManifest(client, one.digest);
    const { body } = await ada.post(`${REPO}/tags/v1/restore`, { previous_digest: two.digest });
    expect(body).toMatchObject({ digest: one.digest, manifests: [one.digest], tags: ["v1"] });
    expect((await ada.get(`${REPO}/tags/v1`)).body["digest"]).toBe(one.digest);
    expect(await refusalOf(ada.post(`${REPO}/tags/v1/restore`, { previous_digest: two.digest }))).toEqual([412, "stale"]);
    expect((await ada.post(`${REPO}/tags/v1/restore`, { digest: two.digest })).body["digest"]).toBe(two.digest);
    expect(await refusalOf(ada.post(`${REPO}/tags/never/restore`, {}))).toEqual([404, "not_found"]);
  });

  test("works for one that was deleted, and the history tells of all tags", async () => {
    await using kit = await start();
    const { client, ada } = kit;
    const image = await client.pushImage("ada/app", "v1");
    await client.pushManifest("ada/app", "v2", image);
    await deleteManifest(client, "v1");
    expect((await ada.post(`${REPO}/tags/v1/restore`, {})).body).toMatchObject({ digest: image.digest });
    const first = await ada.get(`${REPO}/tag-history?limit=3`);
    expect(first.body.items).toMatchObject([
      { tag: "v1", digest: image.digest },
      { tag: "v1", digest: null, previous_digest: image.digest },
      { tag: "v2", digest: image.digest },
    ]);
    const rest = await ada.get(`${REPO}/tag-history?cursor=${first.body["next_cursor"] as string}`);
    expect(rest.body).toMatchObject({ items: [{ tag: "v1", previous_digest: null }], next_cursor: null });
  });
});

test("every change is in the audit log", async () => {
  await using kit = await start();
  const { app, client, ada } = kit;
  const image = await client.pushImage("ada/app", "v1");
  await deleteManifest(client, image.digest);
  const [entry] = await trashOf(ada);
  await ada.post(`${REPO}/trash/${entry!["id"] as string}/restore`, {});
  await deleteManifest(client, "v1");
  await ada.delete(`${REPO}/trash`);
  await ada.delete(REPO);
  await ada.post("/repositories/repo_1/purge");
  const root = new Api(await app.asAdmin());
  const actions = (await root.get("/audit?limit=50")).body.items!.map(({ action }) => action);
  for (const action of ["manifest.restore", "trash.empty", "repository.purge"]) expect(actions).toContain(action);
});
