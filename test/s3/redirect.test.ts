// Blobs in S3 as clients pull them: by an address of the storage's own, or through the node.
import { afterAll, beforeAll, describe, expect, setSystemTime, test } from "bun:test";
import { digest } from "../kit/manifests.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { TestApp } from "../kit/app.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const LARGE = new Uint8Array(300 * 1024).map((_, index) => index % 251);
const PATH = `/v2/acme/api/blobs/${digest(LARGE)}`;

if (!cannotBeTried("pulls from S3", hintsFor(["versitygw"]))) describe("pulls from S3", pulls);

function pulls(): void {
  let server: S3Server;
  let places = 0;
  beforeAll(async () => {
    server = await S3Server.start("versitygw");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** An open registry over the server, with the large blob in it. */
  async function openApp(flags: Record<string, string> = {}): Promise<TestApp> {
    const app = await TestApp.start({
      open: true,
      flags: {
        "--storage-url": `s3://${server.bucket}/pulls-${(places += 1)}?endpoint=${server.endpoint}`,
        "--storage-s3-access-key-id": S3_KEYS.accessKeyId,
        ...flags,
      },
      environment: { AERUGO_STORAGE__S3__SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey },
    });
    await app.anonymous.pushBlob("acme/api", LARGE);
    return app;
  }

  test("a blob is fetched from the storage, with the type and disposition that we say", async () => {
    await using app = await openApp();
    const answer = await app.anonymous.get(PATH);

    expect(answer.status).toBe(307);
    expect(answer.headers.get("docker-content-digest")).toBe(digest(LARGE));
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const fetched = await fetch(answer.headers.get("location")!);
    expect(fetched.status).toBe(200);
    expect(fetched.headers.get("content-type")).toBe("application/octet-stream");
    expect(fetched.headers.get("content-disposition")).toBe("attachment");
    expect(digest(await fetched.bytes())).toBe(digest(LARGE));
  });

  test("a client that asks for a range gets it from there", async () => {
    await using app = await openApp();
    const answer = await app.anonymous.get(PATH, { range: "bytes=10-19" });
    expect(answer.status).toBe(307);
    const fetched = await fetch(answer.headers.get("location")!, { headers: { range: "bytes=10-19" } });
    expect(fetched.status).toBe(206);
    expect(await fetched.bytes()).toEqual(LARGE.slice(10, 20));
  });

  test("what metadata knows is answered here: HEAD, 304 and 416", async () => {
    await using app = await openApp();
    const head = await app.anonymous.head(PATH);
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(LARGE.byteLength)]);
    expect((await app.anonymous.get(PATH, { "if-none-match": `"${digest(LARGE)}"` })).status).toBe(304);
    expect((await app.anonymous.get(PATH, { range: "bytes=999999999-" })).status).toBe(416);
  });

  test("the address is in no log record, and neither is a secret", async () => {
    await using app = await openApp();
    await app.anonymous.get(PATH);
    const logged = JSON.stringify(app.records) + app.stores.blobs.description;
    expect(logged).not.toMatch(/X-Amz-Signature/i);
    expect(logged).not.toContain(S3_KEYS.secretAccessKey);
  });

  test("only clients of the named networks are sent there", async () => {
    await using app = await openApp({
      "--storage-s3-redirect": "networks",
      "--storage-s3-redirect-networks": "192.0.2.0/24,2001:db8::/32",
    });
    const from = (remoteAddress: string) => app.handle(new Request(`http://registry.test${PATH}`), { remoteAddress });
    expect((await from("192.0.2.7")).status).toBe(307);
    expect((await from("2001:db8::1")).status).toBe(307);
    const through = await from("198.51.100.1");
    expect(through.status).toBe(200);
    expect(digest(await through.bytes())).toBe(digest(LARGE));
  });

  test("clients may know the storage under another address", async () => {
    await using app = await openApp({ "--storage-s3-redirect-endpoint": "https://s3.example.org" });
    const answer = await app.anonymous.get(PATH);
    expect(answer.headers.get("location")).toStartWith(`https://s3.example.org/${server.bucket}/`);
  });

  test.each([
    ["fast", 20],
    ["slow", -20],
  ])("the address is good although this machine's clock is twenty minutes %s", async (_how, minutes) => {
    await using app = await openApp({ "--storage-s3-redirect-seconds": "60" });
    try {
      setSystemTime(Date.now() + minutes * 60_000);
      // The storage says what time it is with every answer, and when it refuses a request for its date.
      await app.stores.blobs.open("blobs/none");
      const address = await app.stores.blobs.address("blobs/none", {
        contentType: "a/b",
        contentDisposition: "attachment",
        clientAddress: "",
      });
      setSystemTime();
      expect((await fetch(address!)).status).toBe(404);
    } finally {
      setSystemTime();
    }
  });

  test("through the node: whole, in ranges, small ones with their length", async () => {
    await using app = await openApp({ "--storage-s3-redirect": "off" });
    const whole = await app.anonymous.get(PATH);
    expect([whole.status, digest(await whole.bytes())]).toEqual([200, digest(LARGE)]);
    const part = await app.anonymous.get(PATH, { range: "bytes=-5" });
    expect([part.status, await part.bytes()]).toEqual([206, LARGE.slice(-5)]);
    await app.anonymous.pushBlob("acme/api", "small");
    expect(await (await app.anonymous.get(`/v2/acme/api/blobs/${digest("small")}`)).text()).toBe("small");
  });

  test("with a disk cache, the second pull does not ask S3, and many at once ask it once", async () => {
    await using app = await openApp({ "--storage-s3-redirect": "off", "--storage-s3-cache-bytes": "64MiB" });
    const pull = async () => digest(await (await app.anonymous.get(PATH)).bytes());
    expect(new Set(await Promise.all(Array.from({ length: 20 }, pull)))).toEqual(new Set([digest(LARGE)]));
    expect(await cachedSizes(app)).toEqual([LARGE.byteLength]);
    expect(await pull()).toBe(digest(LARGE));
    const part = await app.anonymous.get(PATH, { range: "bytes=5-9" });
    expect(await part.bytes()).toEqual(LARGE.slice(5, 10));
  });
}

async function cachedSizes(app: TestApp): Promise<number[]> {
  const files = await Array.fromAsync(new Bun.Glob("s3/*/cache/*").scan({ cwd: app.dataDir, absolute: true }));
  return files.map((file) => Bun.file(file).size);
}
