// What only a socket shows: lengths, bodies that must not be there, and connections that are used again.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { HttpServer } from "../../src/http/server.ts";
import { TestApp } from "../kit/app.ts";
import { digest } from "../kit/manifests.ts";
import { RawConnection, type RawResponse } from "../kit/raw-http.ts";

let app: TestApp;
let server: HttpServer;
let port: number;

beforeAll(async () => {
  app = await TestApp.start({ open: true });
  const options = { hostname: "127.0.0.1", port: 0, idleTimeoutSeconds: 30, onBug: () => {} };
  server = HttpServer.listen(options, (request, connection) => app.handle(request, connection));
  port = Number(new URL(server.origin).port);
});
afterAll(async () => {
  await server.stopNow();
  await app[Symbol.asyncDispose]();
});

function ask(
  connection: RawConnection,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  const fields = Object.entries({ host: "registry.test", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return connection.ask(`${method} ${path} HTTP/1.1\r\n${fields.join("")}\r\n`, { head: method === "HEAD" });
}

/** All that must be the same in two answers to one question. */
function comparable({ status, headers }: RawResponse): unknown {
  return [status, [...headers].filter(([name]) => name !== "date" && name !== "x-request-id").sort()];
}

test("HEAD says what GET says, byte for byte of its headers, for what is there and what is not", async () => {
  const image = await app.anonymous.pushImage("acme/api", "v1");
  using connection = await RawConnection.open(port);
  const paths = ["manifests/v1", `manifests/${image.digest}`, `blobs/${image.layer.digest}`, "tags/list", `referrers/${image.digest}`];
  for (const path of [...paths, "manifests/none", `blobs/${digest("none")}`, "blobs/x", "nothing"].map((end) => `/v2/acme/api/${end}`)) {
    const get = await ask(connection, "GET", path, { "accept-encoding": "gzip" });
    const head = await ask(connection, "HEAD", path);
    expect(comparable(head)).toEqual(comparable(get));
    expect(get.headers.get("content-length")).toBe(String(get.body.byteLength));
  }
});

test("a hundred mixed requests on one connection leave no stray byte behind", async () => {
  const image = await app.anonymous.pushImage("acme/mixed", "v1");
  const upload = await app.anonymous.startUpload("acme/mixed");
  const manifest = "/v2/acme/mixed/manifests/v1";
  const blob = `/v2/acme/mixed/blobs/${image.layer.digest}`;
  const requests: [number, string, string, Record<string, string>?][] = [
    [200, "GET", "/v2/"],
    [200, "HEAD", manifest],
    [304, "GET", manifest, { "if-none-match": `"${image.digest}"` }],
    [204, "GET", upload],
    [404, "HEAD", "/v2/acme/mixed/manifests/none"],
    [405, "PATCH", "/v2/acme/mixed/tags/list"],
    [206, "GET", blob, { range: "bytes=0-3" }],
    [416, "GET", blob, { range: "bytes=999-" }],
    [202, "POST", "/v2/acme/mixed/blobs/uploads/"],
    [200, "GET", manifest],
  ];
  using connection = await RawConnection.open(port);
  for (let turn = 0; turn < 10; turn += 1) {
    for (const [status, method, path, headers] of requests) {
      const answer = await ask(connection, method, path, headers);
      expect([method, path, answer.status]).toEqual([method, path, status]);
      if (status === 200 && path === manifest && method === "GET") expect(answer.body.equals(image.bytes)).toBe(true);
    }
  }
  expect(connection.isClosed).toBe(false);
});
