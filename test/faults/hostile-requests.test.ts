// Requests that no honest client sends: strange methods, old versions, oversized headers, paths that try to climb out.
// Each is answered with the documented status and envelope, or closed; never with a 500, never from outside the root.
import { afterAll, describe, expect, test } from "bun:test";
import { RawConnection, askOnce, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import { KIB, codeOf, manifestOf, randomContent, repositoryOf } from "./harness.ts";

const server = await Server.start({ open: true, args: ["--http-drain-timeout-seconds", "1"] });
afterAll(() => server[Symbol.asyncDispose]());
const { port } = server;
const DIGEST = `sha256:${"a".repeat(64)}`;

describe("methods", () => {
  test.each(["TRACE", "PURGE", "CONNECT", "OPTIONS", "PROPFIND", "DELETE", "POST"])(
    "%s where it has no meaning is answered 405",
    async (method) => {
      const answer = await askOnce(port, requestText(method, "/v2/", { "content-length": 0 }));

      expect([answer.status, codeOf(answer.body), answer.headers.get("allow")]).toEqual([405, "UNSUPPORTED", "GET, HEAD"]);
    },
  );

  test("CONNECT to another host opens no way there", async () => {
    expect((await askOnce(port, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")).status).toBe(404);
  });

  // Documented so: Bun does not hand on what HTTP does not define.
  test.each(["FOO", "get"])("%s, which HTTP does not know, closes the connection", async (method) => {
    await expect(askOnce(port, requestText(method, "/v2/"))).rejects.toThrow("closed before an answer");
  });
});

describe("versions and hosts", () => {
  test.each([
    ["HTTP/1.0 without a host", "GET /v2/ HTTP/1.0\r\n\r\n", 200],
    ["HTTP/1.0 with a host", "GET /v2/ HTTP/1.0\r\nHost: localhost\r\n\r\n", 200],
    ["HTTP/1.0 without a host, for what is not there", "GET /v2/none/tags/list HTTP/1.0\r\n\r\n", 404],
    ["HTTP/1.0 without a host, starting an upload", "POST /v2/a/blobs/uploads/ HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 202],
    ["HTTP/1.1 without a host", "GET /v2/ HTTP/1.1\r\n\r\n", 400],
    ["HTTP/2.0 spelled out", "GET /v2/ HTTP/2.0\r\nHost: localhost\r\n\r\n", 505],
    ["an absolute address of another host", "GET http://evil.example/v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200],
    ["a host with a path in it", "GET /tags/list HTTP/1.1\r\nHost: localhost/v2/a\r\n\r\n", 404],
    ["an empty host", "GET /v2/ HTTP/1.1\r\nHost: \r\n\r\n", 200],
    ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400],
  ])("%s is answered as documented", async (_what, request, status) => {
    expect((await askOnce(port, request)).status).toBe(status);
  });
});

describe("headers", () => {
  test("a token of 8 KiB and ten long tags fit into a request", async () => {
    const repository = repositoryOf(server);
    const config = randomContent(100);
    await repository.pushWhole(config);
    const manifest = manifestOf(config, []);
    const tags = Array.from({ length: 10 }, (_, index) => `t${index}${"x".repeat(126)}`);
    const path = `/v2/team/app/manifests/${manifest.digest}?${tags.map((tag) => `tag=${tag}`).join("&")}`;
    // An open registry reads no cookies, but the block has to take a header of that size.
    const headers = { cookie: "c".repeat(8 * KIB), "content-type": "application/vnd.oci.image.manifest.v1+json" };

    const put = requestText("PUT", path, { ...headers, "content-length": manifest.bytes.byteLength });
    const answer = await askOnce(port, Buffer.concat([Buffer.from(put), manifest.bytes]));

    expect([answer.status, answer.headers.get("oci-tag")?.split(", ").length]).toEqual([201, 10]);
  });

  test.each([
    ["just below 64 KiB", 60 * KIB, 200],
    ["beyond 64 KiB", 66 * KIB, 431],
    ["of a megabyte", 1024 * KIB, 431],
  ])("a block %s", async (_what, sizeBytes, status) => {
    expect((await askOnce(port, requestText("GET", "/v2/", { "x-filler": "x".repeat(sizeBytes) }))).status).toBe(status);
  });

  test("300 of them are too many", async () => {
    const headers = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-${index}`, "1"]));
    expect((await askOnce(port, requestText("GET", "/v2/", headers))).status).toBe(431);
  });
});

describe("paths that try to climb out, or are not what they seem", () => {
  // prettier-ignore
  const attempts: [method: string, path: string, status: number, code: string][] = [
    ["GET", "/v2/../../etc/passwd", 404, "UNSUPPORTED"],
    ["GET", "/v2/a/%2e%2e/none/tags/list", 404, "NAME_UNKNOWN"],
    ["GET", "/v2/a%2fb/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2/a%5cb/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2/a%00b/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2/a//b/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2//tags/list", 400, "NAME_INVALID"],
    ["GET", "//v2/a/tags/list", 404, "UNSUPPORTED"],
    ["GET", "/v2/%252e%252e/%252e%252e/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2/%ff%fe/tags/list", 400, "UNSUPPORTED"],
    ["GET", "/v2/%c0%ae%c0%ae/tags/list", 400, "UNSUPPORTED"],
    ["GET", "/v2/a%zz/tags/list", 400, "UNSUPPORTED"],
    ["GET", "/v2/caf\u00e9/tags/list", 400, "NAME_INVALID"],
    ["GET", "/v2/a;b/tags/list", 400, "NAME_INVALID"],
    ["GET", `/v2/${"a".repeat(50_000)}/tags/list`, 400, "NAME_INVALID"],
    ["GET", "/v2/a/manifests/%2e%2e%2f%2e%2e%2faerugo.db", 404, "MANIFEST_UNKNOWN"],
    ["GET", "/v2/a/manifests/x%00", 404, "MANIFEST_UNKNOWN"],
    ["PUT", "/v2/a/manifests/..%2fx", 400, "MANIFEST_INVALID"],
    ["PUT", "/v2/a/manifests/%252e%252e", 400, "MANIFEST_INVALID"],
    ["DELETE", "/v2/a/manifests/..%2fx", 404, "MANIFEST_UNKNOWN"],
    ["GET", "/v2/a/blobs/..%2f..%2f..%2fetc%2fpasswd", 400, "DIGEST_INVALID"],
    ["GET", "/v2/a/blobs/sha256:..%2f..%2faerugo.db", 400, "DIGEST_INVALID"],
    ["GET", `/v2/a/blobs/${DIGEST}%0a`, 400, "DIGEST_INVALID"],
    ["GET", `/v2/a/blobs/${DIGEST}%00`, 400, "DIGEST_INVALID"],
    ["DELETE", "/v2/a/blobs/sha256:%2e%2e", 400, "DIGEST_INVALID"],
    ["GET", "/v2/a/referrers/%2e%2e%2f", 400, "DIGEST_INVALID"],
    ["GET", "/v2/a/blobs/uploads/..%2f..%2faerugo.db", 404, "BLOB_UPLOAD_UNKNOWN"],
    ["GET", "/v2/a/blobs/uploads/..%5c..%5caerugo.db", 404, "BLOB_UPLOAD_UNKNOWN"],
    ["GET", "/v2/a/blobs/uploads/%00", 404, "BLOB_UPLOAD_UNKNOWN"],
    ["PATCH", "/v2/a/blobs/uploads/..%2f..%2faerugo.db", 404, "BLOB_UPLOAD_UNKNOWN"],
    ["PUT", `/v2/a/blobs/uploads/..%2fx?digest=${DIGEST}`, 404, "BLOB_UPLOAD_UNKNOWN"],
    ["DELETE", "/v2/a/blobs/uploads/..%2f..%2faerugo.db", 404, "BLOB_UPLOAD_UNKNOWN"],
    ["POST", "/v2/a/blobs/uploads/?digest=sha256:..%2f..%2fx", 400, "DIGEST_INVALID"],
    ["POST", "/v2/a/blobs/uploads/?mount=..%2f..%2fx&from=b", 400, "DIGEST_INVALID"],
    ["GET", "/v2/a/tags/list?n=%zz&last=%ff%00", 400, "UNSUPPORTED"],
  ];

  test.each(attempts)("%s %s", async (method, path, status, code) => {
    const answer = await askOnce(port, requestText(method, path, method === "GET" ? {} : { "content-length": 0 }));
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  test("an address of 50 KB is not sent back whole", async () => {
    const answer = await askOnce(port, requestText("GET", `/v2/${"a".repeat(50_000)}`));
    expect([answer.status, answer.body.byteLength < KIB]).toEqual([404, true]);
  });

  test("a mount from a name that climbs out is an upload like any other", async () => {
    const answer = await askOnce(
      port,
      requestText("POST", `/v2/a/blobs/uploads/?mount=${DIGEST}&from=..%2f..%2fetc`, { "content-length": 0 }),
    );
    expect([answer.status, answer.headers.get("location")?.startsWith("/v2/a/blobs/uploads/")]).toEqual([202, true]);
  });
});

describe("one connection for many requests", () => {
  test("100 answers with and without bodies leave not one byte between them", async () => {
    const repository = repositoryOf(server, "team/mixed");
    const blob = randomContent(500);
    await repository.pushWhole(blob);
    const blobPath = `/v2/team/mixed/blobs/${blob.digest}`;
    const session = await repository.start();
    using connection = await RawConnection.open(port);
    const requests: [string, number, { head?: boolean }][] = [
      [requestText("HEAD", blobPath), 200, { head: true }],
      [requestText("GET", session), 204, {}],
      [requestText("GET", blobPath, { "if-none-match": `"${blob.digest}"` }), 304, {}],
      [requestText("GET", "/v2/", { authorization: "Bearer nonsense" }), 401, {}],
      [requestText("HEAD", "/v2/team/mixed/manifests/none"), 404, { head: true }],
    ];

    for (let round = 0; round < 20; round += 1) {
      for (const [request, status, options] of requests) {
        expect((await connection.ask(request, options)).status).toBe(status);
        expect(connection.pending().byteLength).toBe(0);
      }
    }
  });

  test("requests sent without waiting are answered in their order", async () => {
    const repository = repositoryOf(server, "team/pipelined");
    const blobs = Array.from({ length: 10 }, () => randomContent(300));
    for (const blob of blobs) await repository.pushWhole(blob);
    using connection = await RawConnection.open(port);

    await connection.send(blobs.map(({ digest }) => requestText("HEAD", `/v2/team/pipelined/blobs/${digest}`)).join(""));
    const answers = [];
    for (const _blob of blobs) answers.push((await connection.read({ head: true })).headers.get("docker-content-digest"));

    expect(answers).toEqual(blobs.map(({ digest }) => digest));
  });

  // Documented so: Bun takes no request while the answer to the one before it waits for a disk. No client here pipelines.
  test("requests sent without waiting for one that takes time close the connection, and no answer is mixed up", async () => {
    using connection = await RawConnection.open(port);

    await connection.send(requestText("POST", "/v2/team/pipelined/blobs/uploads/", { "content-length": 0 }).repeat(5));
    await connection.closed;

    expect(connection.pending().byteLength).toBe(0);
  });
});

test("nothing of all this was an internal error", async () => {
  expect((await server.log()).split("\n").filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
