// end-9 and end-10: what goes, what stays, and that it goes at once.
import { expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import { expectStatus } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { digest, imageManifest } from "../kit/manifests.ts";

const open = () => TestApp.start({ open: true });

test("a tag goes alone; the manifest stays by digest", async () => {
  await using app = await open();
  const { digest: of } = await app.anonymous.pushImage("acme/api", "v1");

  await expectStatus(202, app.anonymous.delete("/v2/acme/api/manifests/v1"));

  await expectFailure(app.anonymous.get("/v2/acme/api/manifests/v1"), "manifestUnknown");
  await expectFailure(app.anonymous.delete("/v2/acme/api/manifests/v1"), "manifestUnknown");
  expect((await app.anonymous.head(`/v2/acme/api/manifests/${of}`)).status).toBe(200);
});

test.each([
  ["if-match", "another", 412],
  ["if-match", "its own", 202],
  ["if-match", "any", 202],
  ["if-none-match", "another", 202],
  ["if-none-match", "its own", 412],
  ["if-none-match", "any", 412],
])("a tag or manifest goes only where %s with %s digest allows it", async (header, which, status) => {
  await using app = await open();
  const { digest: of } = await app.anonymous.pushImage("acme/api", "v1");
  const headers = { [header]: which === "any" ? "*" : `"${which === "another" ? digest("other") : of}"` };
  for (const reference of ["v1", of]) {
    const path = `/v2/acme/api/manifests/${reference}`;
    await expectStatus(status, app.anonymous.delete(path, headers));
    expect((await app.anonymous.head(path)).status).toBe(status === 412 ? 200 : 404);
  }
});

test("a manifest goes with every tag that points to it, and no other", async () => {
  await using app = await open();
  const image = await app.anonymous.pushImage("acme/api", "v1");
  await app.anonymous.pushManifest("acme/api", "v2", image);
  await app.anonymous.pushImage("acme/api", "v3");

  await expectStatus(202, app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`));

  for (const reference of ["v1", "v2", image.digest]) {
    await expectFailure(app.anonymous.get(`/v2/acme/api/manifests/${reference}`), "manifestUnknown");
  }
  expect(await (await app.anonymous.get("/v2/acme/api/tags/list")).json()).toEqual({ name: "acme/api", tags: ["v3"] });
  await expectFailure(app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`), "manifestUnknown");
});

test("a blob goes from this repository only, once nothing here needs it", async () => {
  await using app = await open();
  const image = await app.anonymous.pushImage("acme/api", "v1");
  const blob = `blobs/${image.layer.digest}`;
  await app.anonymous.post(`/v2/acme/other/blobs/uploads/?mount=${image.layer.digest}&from=acme/api`);

  const [entry] = await expectFailure(app.anonymous.delete(`/v2/acme/api/${blob}`), "blobReferenced");
  expect(entry!.detail).toEqual({ digest: image.layer.digest, manifests: 1 });
  await expectStatus(202, app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`));
  await expectStatus(202, app.anonymous.delete(`/v2/acme/api/${blob}`));

  await expectFailure(app.anonymous.get(`/v2/acme/api/${blob}`), "blobUnknown");
  await expectFailure(app.anonymous.delete(`/v2/acme/api/${blob}`), "blobUnknown");
  expect((await app.anonymous.get(`/v2/acme/other/${blob}`)).status).toBe(200);
});

test("what was deleted can be pushed again", async () => {
  await using app = await open();
  const image = await app.anonymous.pushImage("acme/api", "v1");
  await app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`);
  await app.anonymous.pushManifest("acme/api", "v1", image);
  expect(await (await app.anonymous.get("/v2/acme/api/manifests/v1")).bytes()).toEqual(image.bytes);
});

test("where nothing is, there is nothing to delete", async () => {
  await using app = await open();
  await expectFailure(app.anonymous.delete("/v2/acme/none/manifests/v1"), "nameUnknown");
  await expectFailure(app.anonymous.delete(`/v2/acme/none/manifests/${digest("x")}`), "nameUnknown");
  await expectFailure(app.anonymous.delete(`/v2/acme/none/blobs/${digest("x")}`), "blobUnknown");
  await app.anonymous.pushImage("acme/api", "v1");
  await expectFailure(app.anonymous.delete(`/v2/acme/api/manifests/${digest("x")}`), "manifestUnknown");
  await expectFailure(app.anonymous.delete("/v2/acme/api/manifests/sha256:abc"), "digestInvalid");
  await expectFailure(app.anonymous.delete("/v2/acme/api/manifests/-x"), "manifestUnknown");
});

test("a tag that moves while its old manifest is deleted points to the new one", async () => {
  await using app = await open();
  for (let turn = 0; turn < 10; turn += 1) {
    const image = await app.anonymous.pushImage("acme/api", "v1");
    const next = imageManifest(image.config, [image.layer], { annotations: { turn: String(turn) } });
    const [, moved] = await Promise.all([
      app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`),
      app.anonymous.putManifest("acme/api", "v1", next),
    ]);
    expect(moved.status).toBe(201);
    expect((await app.anonymous.head("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")).toBe(next.digest);
  }
});

test("after a manifest's deletion was answered no list names a tag of it", async () => {
  await using app = await open();
  const image = await app.anonymous.pushImage("acme/api", "v0");
  for (let index = 1; index < 50; index += 1) await app.anonymous.pushManifest("acme/api", `v${index}`, image);

  const deleted = app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`);
  const during = Array.from({ length: 20 }, () => app.anonymous.get("/v2/acme/api/tags/list"));
  await deleted;

  const listed = await Promise.all(during.map(async (answer) => ((await (await answer).json()) as { tags: string[] }).tags.length));
  for (const count of listed) expect([0, 50]).toContain(count);
  expect(await (await app.anonymous.get("/v2/acme/api/tags/list")).json()).toEqual({ name: "acme/api", tags: [] });
});

test("counters, history and events tell what happened", async () => {
  await using app = await open();
  const { read } = app.stores.metadata;
  const image = await app.anonymous.pushImage("acme/api", "v1");
  const repository = (await read.repositories.find("acme/api" as never))!;
  const bytes = image.config.bytes.byteLength + image.layer.bytes.byteLength;
  expect(await read.usage.find(repository.id)).toEqual({ manifests: 1, tags: 1, blobs: 2, blobBytes: bytes });

  await app.anonymous.delete(`/v2/acme/api/manifests/${image.digest}`);
  for (const { digest: of } of [image.config, image.layer]) await app.anonymous.delete(`/v2/acme/api/blobs/${of}`);

  expect(await read.usage.find(repository.id)).toEqual({ manifests: 0, tags: 0, blobs: 0, blobBytes: 0 });
  const kinds = (await read.events.list(0, 100)).map(({ kind }) => kind);
  const pushed = ["repository.created", "blob.pushed", "blob.pushed", "manifest.pushed", "tag.moved"];
  expect(kinds).toEqual([...pushed, "tag.deleted", "manifest.deleted", "blob.deleted", "blob.deleted"]);
});
