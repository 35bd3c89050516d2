// end-4 to end-6, end-13 and end-14: blobs on their way in, in every way that clients send them and break off.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { FailureName } from "../../src/oci/failure.ts";
import { TestApp } from "../kit/app.ts";
import { HeldStream, brokenStream, bytesOf, streamOf } from "../kit/body.ts";
import { type Client, expectStatus } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { digest } from "../kit/manifests.ts";
import { storesInS3 } from "../kit/s3-places.ts";

const HELLO = digest("hello");
const range = (first: number | string, last: number | string) => ({ "content-range": `${first}-${last}` });

const open = () => TestApp.start({ open: true });
const finish = (client: Client, upload: string, of: string, body?: string | ReadableStream<Uint8Array>) =>
  client.put(`${upload}?digest=${of}`, { body });
const heldBytes = async (client: Client, upload: string) => (await client.get(upload)).headers.get("range");
const blobOf = async (client: Client, of: string) => (await client.get(`/v2/acme/api/blobs/${of}`)).text();
/** What lies in storage: uploads, and blobs whether the metadata knows them or not. */
async function filesOf({ stores: { blobs } }: TestApp): Promise<string[]> {
  const keys = await Array.fromAsync(blobs.keys());
  const uploads = await blobs.staleUploads(Number.POSITIVE_INFINITY);
  return [...new Set([...keys.map(({ key, uploadId }) => uploadId ?? key), ...uploads.map(({ id }) => id)])];
}

describe("starting", () => {
  test.each(["/v2/acme/api/blobs/uploads/", "/v2/acme/api/blobs/uploads"])("POST %s answers with where to go on", async (path) => {
    await using app = await open();
    const response = await app.anonymous.post(path);

    const id = response.headers.get("docker-upload-uuid")!;
    expect(response.status).toBe(202);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("location")).toBe(`/v2/acme/api/blobs/uploads/${id}`);
    expect(response.headers.get("range")).toBe("0-0");
    expect(response.headers.get("content-length")).toBe("0");
  });

  test("no repository comes into being before a blob does", async () => {
    await using app = await open();
    await app.anonymous.startUpload("acme/api");
    expect(await (await app.anonymous.get("/v2/_catalog")).json()).toEqual({ repositories: [] });
  });

  test.each([
    ["sha512", "sha256"],
    ["sha256", "sha512"],
  ] as const)("digest-algorithm=%s is a hint: %s finishes as well", async (hinted, used) => {
    await using app = await open();
    const started = await app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest-algorithm=${hinted}`);
    const upload = started.headers.get("location")!;
    await app.anonymous.patch(upload, { body: streamOf("hel") });
    expect((await finish(app.anonymous, upload, digest("hello", used), "lo")).status).toBe(201);
    expect(await blobOf(app.anonymous, digest("hello", used))).toBe("hello");
  });

  test("an unknown digest-algorithm is refused", async () => {
    await using app = await open();
    await expectFailure(app.anonymous.post("/v2/acme/api/blobs/uploads/?digest-algorithm=md5"), "digestInvalid");
  });
});

describe("whole blobs in one POST", () => {
  test.each([
    ["of known length", () => "hello"],
    ["as a stream", () => streamOf("he", "llo")],
  ])("a body %s is a blob at once", async (_name, body) => {
    await using app = await open();
    const response = await app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${HELLO}`, { body: body() });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe(`/v2/acme/api/blobs/${HELLO}`);
    expect(response.headers.get("docker-content-digest")).toBe(HELLO);
    expect(await blobOf(app.anonymous, HELLO)).toBe("hello");
  });

  test.each<[string, () => string | ReadableStream<Uint8Array>, FailureName]>([
    ["other content", () => "hullo", "digestMismatch"],
    ["a body that ends early", () => brokenStream("hel"), "sizeInvalid"],
  ])("%s is refused and leaves nothing", async (_name, body, failure) => {
    await using app = await open();
    await expectFailure(app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${HELLO}`, { body: body() }), failure);
    await expectFailure(app.anonymous.get(`/v2/acme/api/blobs/${HELLO}`), "blobUnknown");
    expect(await filesOf(app)).toEqual([]);
    expect(await app.stores.metadata.read.uploads.idleSince(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  test("one that is too large is refused, with and without a length", async () => {
    await using app = await TestApp.start({ open: true, flags: { "--registry-max-blob-bytes": "4" } });
    for (const body of ["hello", streamOf("hel", "lo")]) {
      await expectFailure(app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${HELLO}`, { body }), "blobTooLarge");
    }
    expect(await filesOf(app)).toEqual([]);
  });
});

describe("appending", () => {
  test("chunks, a stream behind them, and the last bytes with the PUT make one blob", async () => {
    await using app = await open();
    const { anonymous } = app;
    const upload = await anonymous.startUpload("acme/api");

    const first = await anonymous.patch(upload, { body: "one ", headers: range(0, 3) });
    expect([first.status, first.headers.get("range"), first.headers.get("location")]).toEqual([202, "0-3", upload]);
    await expectStatus(202, anonymous.patch(upload, { body: streamOf("two ") }));
    await expectStatus(202, anonymous.patch(upload, { body: "three " }));
    expect(await heldBytes(anonymous, upload)).toBe("0-13");
    const last = anonymous.put(`${upload}?digest=${digest("one two three four")}`, { body: "four", headers: range(14, 17) });
    await expectStatus(201, last);
    expect(await blobOf(anonymous, digest("one two three four"))).toBe("one two three four");
  });

  test("an empty PATCH moves nothing, at the start and later", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    expect((await app.anonymous.patch(upload, { body: "" })).headers.get("range")).toBe("0-0");
    await app.anonymous.patch(upload, { body: "hello" });
    expect((await app.anonymous.patch(upload, { body: "" })).headers.get("range")).toBe("0-4");
    await expectStatus(201, finish(app.anonymous, upload, HELLO));
  });

  test.each([
    ["ahead", 9, 10],
    ["back to the start", 0, 4],
    ["into the middle", 3, 4],
  ])("a chunk that jumps %s is refused with where the upload stands, which stays there", async (_name, first, last) => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello", headers: range(0, 4) });

    for (const method of ["PATCH", "PUT"]) {
      const path = method === "PUT" ? `${upload}?digest=${HELLO}` : upload;
      const refused = await app.anonymous.request(method, path, { body: "x".repeat(last - first + 1), headers: range(first, last) });
      expect([refused.headers.get("location"), refused.headers.get("range")]).toEqual([upload, "0-4"]);
      await expectFailure(refused, "chunkOutOfOrder");
    }

    const status = await app.anonymous.get(`${upload}?digest=${HELLO}`);
    expect([status.status, status.headers.get("range")]).toEqual([204, "0-4"]);
    await expectStatus(201, finish(app.anonymous, upload, HELLO));
  });

  test.each([
    "0-",
    "-5",
    "5-2",
    "a-b",
    "0-99/100",
    "bytes 0-99",
    "bytes=0-4",
    "-1-4",
    "0-99999999999999999999",
    "0 - 4",
    "0-4,6-7",
    "0x0-0x4",
  ])("Content-Range %p is refused, and nothing moves", async (contentRange) => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await expectFailure(app.anonymous.patch(upload, { body: "hello", headers: { "content-range": contentRange } }), "chunkInvalid");
    expect(await heldBytes(app.anonymous, upload)).toBe("0-0");
    expect((await app.anonymous.patch(upload, { body: "hello", headers: range(0, 4) })).headers.get("range")).toBe("0-4");
  });

  test.each([
    ["less than Content-Range with a length", () => "hel"],
    ["more than Content-Range with a length", () => "hello you"],
    ["less than Content-Range as a stream", () => streamOf("hel")],
    ["more than Content-Range as a stream", () => streamOf("hello", " you")],
  ])("%s is refused, and nothing moves", async (_name, body) => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "1", headers: range(0, 0) });
    await expectFailure(app.anonymous.patch(upload, { body: body(), headers: range(1, 5) }), "sizeInvalid");
    expect(await heldBytes(app.anonymous, upload)).toBe("0-0");
    await expectStatus(201, finish(app.anonymous, upload, digest("1")));
    expect(await blobOf(app.anonymous, digest("1"))).toBe("1");
  });

  test("a body that ends early keeps what arrived; the client asks, and goes on from there", async () => {
    await using app = await open();
    const { anonymous } = app;
    const upload = await anonymous.startUpload("acme/api");

    const headers = { "content-length": "1000000" };
    await expectFailure(anonymous.patch(upload, { body: brokenStream("h", "el"), headers }), "uploadInterrupted");
    expect(await heldBytes(anonymous, upload)).toBe("0-2");
    await expectFailure(finish(anonymous, upload, HELLO, brokenStream("l")), "uploadInterrupted");
    expect(await heldBytes(anonymous, upload)).toBe("0-3");
    await expectFailure(anonymous.get(`/v2/acme/api/blobs/${HELLO}`), "blobUnknown");

    await expectStatus(201, finish(anonymous, upload, HELLO, "o"));
    expect(await blobOf(anonymous, HELLO)).toBe("hello");
  });

  test("of a small body that ends early the upload says truly how much was kept", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    const cut = app.anonymous.patch(upload, { body: brokenStream("hel"), headers: { "content-length": "5" } });
    const [entry] = await expectFailure(cut, "uploadInterrupted");
    const { offset } = entry!.detail as { offset: number };
    await expectStatus(201, finish(app.anonymous, upload, HELLO, "hello".slice(offset)));
  });

  test("more than the largest blob is refused, and what was there stays", async () => {
    await using app = await TestApp.start({ open: true, flags: { "--registry-max-blob-bytes": "5" } });
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hel" });
    for (const body of ["lo!", streamOf("lo", "!")]) await expectFailure(app.anonymous.patch(upload, { body }), "blobTooLarge");
    await expectStatus(201, finish(app.anonymous, upload, HELLO, "lo"));
  });

  test("two writers at once never mix their bytes: the second is told where the first left off", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    const held = new HeldStream();
    const slow = app.anonymous.patch(upload, { body: held.stream, headers: range(0, 4) });
    await held.started;
    const second = app.anonymous.patch(upload, { body: "HELLO", headers: range(0, 4) });
    held.send("hello");
    held.end();

    expect((await slow).status).toBe(202);
    await expectFailure(second, "chunkOutOfOrder");
    await expectStatus(201, finish(app.anonymous, upload, HELLO));
  });
});

describe("finishing", () => {
  test.each([
    ["nothing but a POST", async (client: Client, of: string) => client.post(`/v2/acme/api/blobs/uploads/?digest=${of}`, { body: "" })],
    ["POST and PUT", async (client: Client, of: string) => finish(client, await client.startUpload("acme/api"), of)],
    ["an empty stream", async (client: Client, of: string) => finish(client, await client.startUpload("acme/api"), of, streamOf())],
  ])("a blob of no bytes is made by %s", async (_name, push) => {
    await using app = await open();
    expect((await push(app.anonymous, digest(""))).status).toBe(201);
    const response = await app.anonymous.head(`/v2/acme/api/blobs/${digest("")}`);
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "0"]);
  });

  test("wrong content ends the session, and is a blob under neither digest", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    const [entry] = await expectFailure(finish(app.anonymous, upload, HELLO, "hullo"), "digestMismatch");
    expect(entry!.detail).toEqual({ expected: HELLO, actual: digest("hullo") });
    await expectFailure(app.anonymous.get(upload), "uploadUnknown");
    for (const of of [HELLO, digest("hullo")]) expect((await app.anonymous.head(`/v2/acme/api/blobs/${of}`)).status).toBe(404);
    expect(await filesOf(app)).toEqual([]);
  });

  test.each([
    "",
    "?digest=",
    "?digest=sha256:abc",
    `?digest=md5:${"a".repeat(32)}`,
    `?digest=${HELLO.toUpperCase()}`,
    `?digest=${HELLO}%0A`,
  ])("PUT with %p is refused, and the session goes on", async (query) => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello" });
    await expectFailure(app.anonymous.put(`${upload}${query}`), "digestInvalid");
    await expectStatus(201, finish(app.anonymous, upload, HELLO));
  });

  test("a client that lost the 201 gets it again, for the same digest only", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await expectStatus(201, finish(app.anonymous, upload, HELLO, "hello"));
    const again = await expectStatus(201, finish(app.anonymous, upload, HELLO));
    expect(again.headers.get("docker-content-digest")).toBe(HELLO);
    await expectFailure(finish(app.anonymous, upload, digest("other")), "uploadUnknown");
    await expectFailure(app.anonymous.get(upload), "uploadUnknown");
    await expectFailure(app.anonymous.patch(upload, { body: "x" }), "uploadUnknown");
  });

  test("two PUTs at once make one blob", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello" });
    const answers = await Promise.all([finish(app.anonymous, upload, HELLO), finish(app.anonymous, upload, HELLO)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await filesOf(app)).toHaveLength(1);
  });

  test("a hundred uploads of one blob to many repositories all succeed, and one copy is kept", async () => {
    await using app = await open();
    const push = (repository: string) => app.anonymous.post(`/v2/${repository}/blobs/uploads/?digest=${HELLO}`, { body: "hello" });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => push(`acme/r${index % 10}`)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await filesOf(app)).toHaveLength(1);
    for (let index = 0; index < 10; index += 1) expect((await app.anonymous.head(`/v2/acme/r${index}/blobs/${HELLO}`)).status).toBe(200);
    const repository = await app.stores.metadata.read.repositories.find("acme/r0" as never);
    expect(await app.stores.metadata.read.usage.find(repository!.id)).toMatchObject({ blobs: 1, blobBytes: 5 });
  });

  test("a blob that is there already is taken again, and its bytes are not written anew", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/api", "hello");
    const before = await filesOf(app);
    await app.anonymous.pushBlob("acme/api", "hello");
    expect(await filesOf(app)).toEqual(before);
  });
});

describe("status, cancelling and expiry", () => {
  test("HEAD answers as GET does", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello" });
    const head = await app.anonymous.head(upload);
    expect([head.status, head.headers.get("range"), head.headers.get("location")]).toEqual([204, "0-4", upload]);
  });

  test("a cancelled upload is gone for everything, and so are its bytes", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello" });

    expect((await app.anonymous.delete(upload)).status).toBe(204);

    for (const method of ["GET", "PATCH", "DELETE"]) {
      await expectFailure(app.anonymous.request(method, upload, method === "PATCH" ? { body: "x" } : {}), "uploadUnknown");
    }
    await expectFailure(finish(app.anonymous, upload, HELLO), "uploadUnknown");
    expect(await filesOf(app)).toEqual([]);
  });

  test("an upload that is cancelled while it is written leaves nothing", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    const held = new HeldStream();
    const writing = app.anonymous.patch(upload, { body: held.stream });
    await held.started;
    held.send("hello");
    expect((await app.anonymous.delete(upload)).status).toBe(204);
    held.end();

    await expectFailure(writing, "uploadUnknown");
    expect(await filesOf(app)).toEqual([]);
  });

  test.each(["acme/other", "acme/api/v2", "other/api"])("an upload of acme/api does not exist in %s", async (repository) => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    const elsewhere = upload.replace("acme/api", repository);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      await expectFailure(app.anonymous.request(method, elsewhere, method === "PATCH" ? { body: "x" } : {}), "uploadUnknown");
    }
    await expectFailure(finish(app.anonymous, elsewhere, HELLO, "hello"), "uploadUnknown");
    await expectStatus(201, finish(app.anonymous, upload, HELLO, "hello"));
  });

  test.each(["x", "..%2f..%2fetc", "%2e%2e%2fblobs", "..%5c", "%00", "a".repeat(5000), crypto.randomUUID(), "%F0%9F%98%80"])(
    "an upload named %p is unknown",
    async (id) => {
      await using app = await open();
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const response = app.anonymous.request(method, `/v2/acme/api/blobs/uploads/${id}`, method === "PATCH" ? { body: "x" } : {});
        await expectFailure(response, "uploadUnknown");
      }
    },
  );

  test("an idle upload expires; one that is used does not, however long it takes", async () => {
    await using app = await TestApp.start({ open: true, flags: { "--registry-upload-expiry-seconds": "60" } });
    const [idle, used] = [await app.anonymous.startUpload("acme/api"), await app.anonymous.startUpload("acme/api")];
    for (const byte of "hello") {
      app.clock.advance(40_000);
      await app.anonymous.patch(used, { body: byte });
      await app.services.uploads.expire();
    }

    await expectFailure(app.anonymous.get(idle), "uploadUnknown");
    await expectStatus(201, finish(app.anonymous, used, HELLO));
  });

  test.skipIf(storesInS3)("files that no session owns are freed, those of a session are not", async () => {
    await using app = await open();
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hello" });
    await Bun.write(join(app.dataDir, "blobs", "uploads", "left-behind"), "x");

    app.clock.advance(Date.now() - app.clock.now() + 60_000);
    await app.stores.metadata.transaction((tx) => tx.uploads.touch(upload.split("/").at(-1)!, app.clock.now() + 86_400_000));
    app.clock.advance(86_400_000);
    await app.services.uploads.expire();

    expect(await filesOf(app)).toEqual([upload.split("/").at(-1)!]);
  });
});

test("an upload goes on after a restart, and its digest is that of all its bytes", async () => {
  await using app = await open();
  const upload = await app.anonymous.startUpload("acme/api");
  await app.anonymous.patch(upload, { body: streamOf("hel") });
  await using again = await app.restarted();
  expect(await heldBytes(again.anonymous, upload)).toBe("0-2");
  await expectStatus(202, again.anonymous.patch(upload, { body: streamOf("l") }));
  await expectStatus(201, finish(again.anonymous, upload, HELLO, "o"));
  expect(await blobOf(again.anonymous, HELLO)).toBe("hello");
});

test("the server's own idle timeout is off while a body streams in, for the store watches it instead", async () => {
  await using app = await open();
  const upload = await app.anonymous.startUpload("acme/api");
  const timeouts: number[] = [];
  const request = new Request(`http://registry.test${upload}`, {
    method: "PATCH",
    body: bytesOf("hello"),
    headers: { "content-length": "5" },
  });
  await app.handle(request, { setIdleTimeout: (seconds) => timeouts.push(seconds) });
  expect(timeouts[0]).toBe(0);
});

// Storage may lose what metadata knows: a partial restore, a repaired disk. The next push of the same bytes must not be thrown
// away as a copy of something that is not there.
test("a blob whose bytes are lost is healed by the next push of them", async () => {
  await using app = await open();
  const push = () => app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${HELLO}`, { body: "hello" });
  await push();
  for await (const { key } of app.stores.blobs.keys()) await app.stores.blobs.delete(key);
  await using restarted = await app.restarted();
  expect((await restarted.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${HELLO}`, { body: "hello" })).status).toBe(201);
  expect(await blobOf(restarted.anonymous, HELLO)).toBe("hello");
});
