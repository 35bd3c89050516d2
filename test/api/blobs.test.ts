// end-2: blobs by digest, whole, in parts and not again.
import { describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { TestApp } from "../kit/app.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { labelled } from "../kit/labelled.ts";
import { digest } from "../kit/manifests.ts";
import { storesInS3 } from "../kit/s3-places.ts";

const TEXT = "0123456789abcdefghij";
/** Larger than what is served from memory, so that both ways of serving are seen. */
const LARGE = new Uint8Array(100_000).map((_, index) => index % 251);

const open = () => TestApp.start({ open: true });

async function pushed(app: TestApp, bytes: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const blob = await app.anonymous.pushBlob("acme/api", bytes);
  return `/v2/acme/api/blobs/${blob.digest}`;
}

test("a blob comes back with all that a client checks", async () => {
  await using app = await open();
  const path = await pushed(app, TEXT);

  const response = await app.anonymous.get(path);

  expect(await response.text()).toBe(TEXT);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "docker-content-digest": digest(TEXT),
    "accept-ranges": "bytes",
    etag: `"${digest(TEXT)}"`,
    "cache-control": "public, max-age=31536000, immutable",
    "content-disposition": "attachment",
    "x-content-type-options": "nosniff",
  });
  const head = await app.anonymous.head(path);
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(TEXT.length), ""]);
});

test("only what anyone may read may be kept by a shared cache", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  const blob = await ada.pushBlob("ada/app", TEXT);
  expect((await ada.get(`/v2/ada/app/blobs/${blob.digest}`)).headers.get("cache-control")).toStartWith("private, ");
});

describe.each([
  ["small", new TextEncoder().encode(TEXT)],
  ["large", LARGE],
] as const)("a %s blob", (_size, bytes) => {
  const size = bytes.byteLength;

  test.each([
    ["bytes=0-0", 0, 0],
    ["bytes=5-9", 5, 9],
    ["bytes=5-", 5, size - 1],
    ["bytes=-5", size - 5, size - 1],
    [`bytes=${size - 1}-${size - 1}`, size - 1, size - 1],
    [`bytes=0-${size - 1}`, 0, size - 1],
    ["bytes=15-99999999999999999999", 15, size - 1],
    ["bytes=-999999", 0, size - 1],
    ["Bytes = 5 - 9", 5, 9],
  ])("of %p the right part comes", async (range, first, last) => {
    await using app = await open();
    const path = await pushed(app, bytes as Uint8Array<ArrayBuffer>);
    const response = await app.anonymous.get(path, { range });

    expect([response.status, response.headers.get("content-range")]).toEqual([206, `bytes ${first}-${last}/${size}`]);
    expect(await response.bytes()).toEqual(bytes.slice(first, last + 1));
    expect((await app.anonymous.head(path, { range })).status).toBe(200);
  });

  test.each(["bytes=500-0", `bytes=${size}-`, "bytes=999999999-", "bytes=-0", "bytes=99999999999999999999-"])(
    "%p cannot be had: 416 says how much there is",
    async (range) => {
      await using app = await open();
      const response = await app.anonymous.get(await pushed(app, bytes as Uint8Array<ArrayBuffer>), { range });
      expect([response.status, response.headers.get("content-range"), await response.text()]).toEqual([416, `bytes */${size}`, ""]);
    },
  );

  const manyRanges = `bytes=${Array.from({ length: 10_000 }, (_, index) => `${index}-`).join(",")}`;
  test.each(
    labelled([
      "bytes=0-1,3-4",
      "bytes=0-5,0-5",
      manyRanges,
      "bytes=",
      "bytes=-",
      "bytes=a-b",
      "lines=0-1",
      "0-1",
      "bytes 0-1",
      "bytes=1-2-3",
    ]),
  )("%p is answered with everything", async (_label, range) => {
    await using app = await open();
    const response = await app.anonymous.get(await pushed(app, bytes as Uint8Array<ArrayBuffer>), { range });
    expect([response.status, response.headers.get("content-range")]).toEqual([200, null]);
    expect((await response.bytes()).byteLength).toBe(size);
  });

  test("a range is conditional on If-Range naming this very content", async () => {
    await using app = await open();
    const path = await pushed(app, bytes as Uint8Array<ArrayBuffer>);
    const etag = `"${digest(bytes)}"`;
    const status = async (ifRange: string) => (await app.anonymous.get(path, { range: "bytes=0-1", "if-range": ifRange })).status;
    expect(await status(etag)).toBe(206);
    for (const other of [`"${digest("other")}"`, `W/${etag}`, "Wed, 21 Oct 2015 07:28:00 GMT"]) expect(await status(other)).toBe(200);
  });
});

test("any range of a blob without bytes is answered with all of it", async () => {
  await using app = await open();
  const path = await pushed(app, "");
  for (const range of ["bytes=0-0", "bytes=-1", "bytes=5-"]) expect((await app.anonymous.get(path, { range })).status).toBe(200);
});

test.each([`"${digest(TEXT)}"`, `W/"${digest(TEXT)}"`, digest(TEXT), `"x", "${digest(TEXT)}"`, "*"])(
  "with If-None-Match %p it is not sent again",
  async (ifNoneMatch) => {
    await using app = await open();
    const path = await pushed(app, TEXT);
    for (const method of ["GET", "HEAD"]) {
      const response = await app.anonymous.request(method, path, { headers: { "if-none-match": ifNoneMatch } });
      expect([response.status, response.headers.get("etag"), await response.text()]).toEqual([304, `"${digest(TEXT)}"`, ""]);
    }
  },
);

test("with If-None-Match of other content it is sent", async () => {
  await using app = await open();
  const response = await app.anonymous.get(await pushed(app, TEXT), { "if-none-match": `"${digest("other")}"` });
  expect(response.status).toBe(200);
});

test("a blob shows only in its own repository", async () => {
  await using app = await open();
  await pushed(app, TEXT);
  await expectFailure(app.anonymous.get(`/v2/acme/other/blobs/${digest(TEXT)}`), "blobUnknown");
});

test("a sha512 blob shows under its sha512 digest, and not under the sha256 of the same bytes", async () => {
  await using app = await open();
  const blob = await app.anonymous.pushBlob("acme/api", TEXT, "sha512");
  expect((await app.anonymous.head(`/v2/acme/api/blobs/${blob.digest}`)).headers.get("docker-content-digest")).toBe(blob.digest);
  await expectFailure(app.anonymous.get(`/v2/acme/api/blobs/${digest(TEXT)}`), "blobUnknown");
});

test.each(
  labelled([
    digest(TEXT).toUpperCase(),
    digest(TEXT).replace(/[a-f]/, (letter) => letter.toUpperCase()),
    digest(TEXT).slice(0, -1),
    `${digest(TEXT)}0`,
    "sha256:",
    ":abc",
    `md5:${"a".repeat(32)}`,
    `sha256+b64:${"a".repeat(64)}`,
    `${digest(TEXT)}%0A`,
    `sha256:..%2f..%2f${"a".repeat(57)}`,
    `sha512:${"a".repeat(64)}`,
    "x".repeat(10_000),
  ]),
)("%p is no digest", async (_label, text) => {
  await using app = await open();
  for (const method of ["GET", "DELETE"]) await expectFailure(app.anonymous.request(method, `/v2/acme/api/blobs/${text}`), "digestInvalid");
});

test("a blob whose bytes are gone is an error", async () => {
  await using app = await open();
  const path = await pushed(app, LARGE);
  for await (const { key } of app.stores.blobs.keys()) await app.stores.blobs.delete(key);
  await expectFailure(app.anonymous.get(path), "internal");
});

test.skipIf(storesInS3)("a blob whose bytes are cut short is an error, never a short download", async () => {
  await using app = await open();
  const path = await pushed(app, LARGE);
  const folder = join(app.dataDir, "blobs", "sha256", digest(LARGE).slice(7, 9));
  const [file] = await readdir(folder);
  await Bun.write(join(folder, file!), "short");
  await expectFailure(app.anonymous.get(path), "internal");
});

test("what is being read can be deleted meanwhile, and is read to its end", async () => {
  await using app = await open();
  const path = await pushed(app, LARGE);
  const response = await app.anonymous.get(path);
  expect((await app.anonymous.delete(path)).status).toBe(202);
  expect(await response.bytes()).toEqual(LARGE);
  await expectFailure(app.anonymous.get(path), "blobUnknown");
});
