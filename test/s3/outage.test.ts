// A registry whose S3 is away or overloaded: it says so, keeps what it has promised, and goes on when S3 is back.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import { digest } from "../kit/manifests.ts";
import { PASS, S3Proxy, SLOW_DOWN, type Treatment } from "../kit/s3-proxy.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

if (!cannotBeTried("a registry without its S3", hintsFor(["versitygw"]))) describe("a registry without its S3", outages);

const BLOB = "x".repeat(100_000);

function outages(): void {
  let server: S3Server;
  let places = 0;
  beforeAll(async () => {
    server = await S3Server.start("versitygw");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function openApp(proxy: S3Proxy): Promise<TestApp> {
    return TestApp.start({
      open: true,
      flags: {
        "--storage-url": `s3://${server.bucket}/outage-${(places += 1)}?endpoint=${proxy.endpoint}`,
        "--storage-s3-access-key-id": S3_KEYS.accessKeyId,
        "--storage-s3-max-attempts": "2",
        "--storage-s3-redirect": "off",
      },
      environment: { AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey },
    });
  }

  test.each<[string, Treatment, string | undefined]>([
    ["overloaded", SLOW_DOWN, undefined],
    ["broken", { kind: "answer", status: 500 }, "the storage cannot be used"],
    ["cut off", { kind: "cutAnswer" }, "the storage cannot be used"],
  ])("%s: 503 for pushes and pulls, and an upload goes on afterwards", async (_how, treatment, logged) => {
    await using proxy = await S3Proxy.start(server.endpoint);
    await using app = await openApp(proxy);
    await app.anonymous.pushBlob("acme/api", BLOB);
    const upload = await app.anonymous.startUpload("acme/api");
    await app.anonymous.patch(upload, { body: "hel" });

    proxy.treat = () => treatment;
    const answers = [
      await app.anonymous.get(`/v2/acme/api/blobs/${digest(BLOB)}`),
      await app.anonymous.patch(upload, { body: "XXX" }),
      await app.anonymous.post(`/v2/acme/api/blobs/uploads/?digest=${digest("other")}`, { body: "other" }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.has("retry-after")])).toEqual(answers.map(() => [503, true]));
    expect(new Set(app.records.map(({ message }) => message)).has("the storage cannot be used")).toBe(logged !== undefined);
    expect(JSON.stringify(app.records)).not.toContain(S3_KEYS.secretAccessKey);

    proxy.treat = () => PASS;
    expect((await app.anonymous.patch(upload, { body: "lo" })).status).toBe(202);
    expect((await app.anonymous.put(`${upload}?digest=${digest("hello")}`)).status).toBe(201);
    expect(await (await app.anonymous.get(`/v2/acme/api/blobs/${digest("hello")}`)).text()).toBe("hello");
    expect((await app.anonymous.head(`/v2/acme/api/blobs/${digest("other")}`)).status).toBe(404);
    expect(digest(await (await app.anonymous.get(`/v2/acme/api/blobs/${digest(BLOB)}`)).bytes())).toBe(digest(BLOB));
  });
}
