// Clients that stop in the middle, lie about lengths, fall silent or come by the hundred: what they sent is kept or not
// there at all, and everyone else is served meanwhile.
import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { LAST_CHUNK, RawConnection, askOnce, chunked, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import { KIB, MIB, blobFiles, codeOf, memoryOf, offsetOf, randomContent, repositoryOf, sha256, until, uploadFiles } from "./harness.ts";

const IDLE_SECONDS = 2;
/** Bun looks at its timers every four seconds. */
const IDLE_AT_MOST_MS = (IDLE_SECONDS + 10) * 1000;

const server = await Server.start({
  open: true,
  args: ["--http-idle-timeout-seconds", String(IDLE_SECONDS), "--registry-max-blob-bytes", "64MiB", "--http-drain-timeout-seconds", "1"],
});
afterAll(() => server[Symbol.asyncDispose]());
const repository = repositoryOf(server);

describe.each([
  ["small", 4 * KIB],
  ["large", 3 * MIB],
])("a %s body that ends early", (_size, sizeBytes) => {
  const content = randomContent(sizeBytes);
  const sent = content.bytes.slice(0, sizeBytes / 2);

  /** Sends half of what the header promises, and goes. */
  async function sendHalf(method: string, path: string, how: "end" | "reset"): Promise<void> {
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText(method, path, { "content-length": sizeBytes }));
    await connection.send(sent);
    await until("some of it has arrived", () => arrived(path) > 100);
    if (how === "end") {
      connection.end();
      await connection.closed;
    } else connection.reset();
  }

  test.each(["end", "reset"] as const)("in a PATCH (%s) leaves a true offset, from which the upload is resumed", async (how) => {
    const location = await repository.start();
    await repository.patch(location, content.bytes.slice(0, 100));

    await sendHalf("PATCH", location, how);

    // The lock of the session is free when the cut append has been recorded.
    const resumed = await repository.patch(location, new Uint8Array());
    const offset = offsetOf(resumed.headers.get("range"));
    expect(await repository.offset(location)).toBe(offset);
    const whole = Buffer.concat([content.bytes.subarray(0, 100), content.bytes]);
    expect(offset).toBeLessThanOrEqual(100 + sent.byteLength);
    expect((await repository.patch(location, new Uint8Array(whole.subarray(offset)))).status).toBe(202);
    expect((await repository.finish(location, sha256(whole))).status).toBe(201);
  });

  test("in a PUT commits nothing, and the PUT can be repeated from the offset", async () => {
    const location = await repository.start();

    await sendHalf("PUT", `${location}?digest=${content.digest}`, "end");
    const offset = offsetOf((await repository.patch(location, new Uint8Array())).headers.get("range"));

    expect((await repository.headBlob(content.digest)).status).toBe(404);
    const rest = content.bytes.slice(offset);
    expect((await repository.finish(location, content.digest, rest)).status).toBe(201);
  });

  test("in a POST of a whole blob commits nothing and leaves no file", async () => {
    const other = randomContent(sizeBytes);
    const before = await uploadFiles(server.dataDir);
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("POST", `/v2/team/app/blobs/uploads/?digest=${other.digest}`, { "content-length": sizeBytes }));
    await connection.send(other.bytes.subarray(0, sizeBytes / 2));
    connection.end();
    await connection.closed;

    await until("the file is gone", async () => (await uploadFiles(server.dataDir)).every((id) => before.includes(id)));
    expect((await repository.headBlob(other.digest)).status).toBe(404);
  });

  test("in a manifest's PUT stores nothing", async () => {
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("PUT", "/v2/team/app/manifests/cut", { "content-length": 4 * KIB }));
    await connection.send('{"schemaVersion":2');
    connection.end();
    await connection.closed;

    expect((await repository.getManifest("cut")).status).toBe(404);
  });
});

describe("a body of the wrong length", () => {
  test.each([
    ["a size that is no number", "zz\r\nabc\r\n"],
    ["a chunk longer than its size", "5\r\nabcdefgh\r\n"],
    ["a negative size", "-1\r\n\r\n"],
    ["a size beyond all numbers", "FFFFFFFFFFFFFFFFFF\r\nabc"],
    ["bare line feeds", "3\nabc\n0\n\n"],
    // Documented so: Bun takes no trailers.
    ["a trailer", "3\r\nabc\r\n0\r\nExpires: 0\r\n\r\n"],
  ])("in chunks with %s is answered 400, and the connection is closed", async (_what, chunks) => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);

    const answer = await connection.ask(`${requestText("PATCH", location, { "transfer-encoding": "chunked" })}4\r\ngood\r\n${chunks}`);

    await connection.closed;
    expect(answer.status).toBe(400);
    expect((await repository.ask("GET", location)).status).toBe(204);
  });

  test.each([
    ["no number", { "content-length": "abc" }],
    ["negative", { "content-length": "-1" }],
    ["beyond all numbers", { "content-length": "99999999999999999999" }],
    ["given beside chunks", { "content-length": "3", "transfer-encoding": "chunked" }],
  ])("whose declared length is %s is answered 400", async (_what, headers) => {
    expect((await askOnce(server.port, `${requestText("POST", "/v2/team/app/blobs/uploads/", headers)}0\r\n\r\n`)).status).toBe(400);
  });

  test("that is longer than its Content-Range is refused, with the offset as it was", async () => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("PATCH", location, { "transfer-encoding": "chunked", "content-range": "0-4" }));
    await connection.send(chunked("more than five"));

    const answer = await connection.ask(LAST_CHUNK);

    expect([answer.status, codeOf(answer.body)]).toEqual([400, "SIZE_INVALID"]);
    expect(await repository.offset(location)).toBe(0);
  });

  test("that is longer than its Content-Length never brings its surplus into the upload", async () => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);

    // The surplus is the next request, and none: the connection is closed for it.
    await connection.ask(`${requestText("PATCH", location, { "content-length": 5 })}helloSURPLUS\r\n\r\n`);
    await connection.closed;

    expect(offsetOf((await repository.patch(location, new Uint8Array())).headers.get("range"))).toBe(5);
  });

  test("a manifest that is too long and does not say so is refused before it has all been sent", async () => {
    using connection = await RawConnection.open(server.port);
    const before = await memoryOf(server, "VmRSS");
    await connection.send(requestText("PUT", "/v2/team/app/manifests/long", { "transfer-encoding": "chunked" }));
    const block = chunked(new Uint8Array(MIB));

    let sent = 0;
    const answering = connection.read();
    const answered = answering.then(() => true);
    // A pause after each: a fast machine sends all of it before it gets to look for an answer.
    const sendOne = () =>
      connection
        .send(block)
        .then(() => Bun.sleep(2))
        .then(() => false);
    while (sent < 256 && !(await Promise.race([answered, sendOne()]))) sent += 1;

    expect([(await answering).status, sent < 256]).toEqual([413, true]);
    expect((await memoryOf(server, "VmRSS")) - before).toBeLessThan(64 * MIB);
  });

  test.each([
    ["a manifest", "PUT", async () => "/v2/team/app/manifests/bytes", 400],
    ["the rest of a blob", "PATCH", startedUpload, 202],
  ])("%s that comes byte by byte takes little memory, and holds nobody up", async (_what, method, path, status) => {
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText(method, await path(), { "transfer-encoding": "chunked" }));
    const before = await memoryOf(server, "VmRSS");

    const block = Buffer.from("1\r\nx\r\n".repeat(20_000));
    const slowest = slowestAnswerMs(50);
    for (let sent = 0; sent < 150; sent += 1) await connection.send(block);
    await connection.send(LAST_CHUNK);

    expect((await connection.read()).status).toBe(status);
    expect(await slowest).toBeLessThan(1000);
    expect((await memoryOf(server, "VmRSS")) - before).toBeLessThan(64 * MIB);
  });
});

// Together: each of them mostly waits.
describe.concurrent("a client that falls silent", () => {
  // Bodies small enough to be read at once were not watched at all: such a connection stayed for ever.
  test.each([
    ["small", 1000],
    ["large", 10 * MIB],
  ])("in a %s upload is cut off after the idle timeout, and its prefix is kept", async (_size, sizeBytes) => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("PATCH", location, { "content-length": sizeBytes }));
    await connection.send("x".repeat(500));

    await until("the connection is closed", () => connection.isClosed, IDLE_AT_MOST_MS);

    expect(offsetOf((await repository.patch(location, new Uint8Array())).headers.get("range"))).toBe(500);
  });

  // Uploads switched the connection's idle timeout off, and it stayed off for the silence after the answer.
  test("after an upload is cut off after the idle timeout", async () => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    expect((await connection.ask(`${requestText("PATCH", location, { "content-length": 5 })}hello`)).status).toBe(202);

    await until("the connection is closed", () => connection.isClosed, IDLE_AT_MOST_MS);

    expect(connection.pending().byteLength).toBe(0);
  });

  test("after a refusal, with the body still to come, is cut off after the idle timeout", async () => {
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    const answer = await connection.ask(requestText("PATCH", location, { "content-length": 5000, "content-range": "7-5006" }));
    expect(answer.status).toBe(416);

    await until("the connection is closed", () => connection.isClosed, IDLE_AT_MOST_MS);

    expect(await repository.offset(location)).toBe(0);
  });

  test("but sends a little now and then is never cut off: 1 KiB a second is slow, not silent", async () => {
    const content = randomContent(10 * KIB);
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("PATCH", location, { "content-length": content.bytes.byteLength }));

    for (let offset = 0; offset < content.bytes.byteLength; offset += KIB) {
      await connection.send(content.bytes.subarray(offset, offset + KIB));
      await Bun.sleep(1000);
    }

    expect((await connection.read()).status).toBe(202);
    expect((await repository.finish(location, content.digest)).status).toBe(201);
  }, 40_000);

  test("in the middle of its headers, 300 times over, holds nobody else up, and is cut off", async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => RawConnection.open(server.port)));
    try {
      await Promise.all(slow.map((connection) => connection.send("GET /v2/ HTTP/1.1\r\nHost: localhost\r\n")));
      const trickle = setInterval(() => slow.forEach((connection) => void connection.send("X-Slow: 1\r\n")), 500);
      const worst = await slowestAnswerMs(50);
      await until("all of them are closed", () => slow.every(({ isClosed }) => isClosed), 30_000);
      clearInterval(trickle);

      expect(worst).toBeLessThan(1000);
    } finally {
      for (const connection of slow) connection[Symbol.dispose]();
    }
  }, 40_000);
});

describe("an upload that is refused early", () => {
  test.each([
    ["without credentials", "401", "/v2/team/app/blobs/uploads/nothing", { authorization: "Bearer nonsense" }, 401, "UNAUTHORIZED"],
    ["to a session that does not exist", "404", "/v2/team/app/blobs/uploads/nothing", {}, 404, "BLOB_UPLOAD_UNKNOWN"],
  ])(
    "%s is answered %s although its body still comes, and the connection serves on",
    async (_what, _status, path, headers, status, code) => {
      using connection = await RawConnection.open(server.port);
      const body = Buffer.alloc(8 * MIB);

      const answer = await connection.ask(
        Buffer.concat([Buffer.from(requestText("PATCH", path, { ...headers, "content-length": body.byteLength })), body]),
      );

      expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
      expect((await connection.ask(requestText("GET", "/v2/"))).status).toBe(200);
    },
  );

  test("for its size is answered 413 whether it says so or not, and leaves nothing", async () => {
    const before = [await blobFiles(server.dataDir), await uploadFiles(server.dataDir)];
    const path = `/v2/team/app/blobs/uploads/?digest=sha256:${"0".repeat(64)}`;
    using told = await RawConnection.open(server.port);
    using untold = await RawConnection.open(server.port);
    const block = chunked(new Uint8Array(MIB));

    await told.send(requestText("POST", path, { "content-length": 65 * MIB }));
    await untold.send(requestText("POST", path, { "transfer-encoding": "chunked" }));
    for (let sent = 0; sent < 66; sent += 1) await untold.send(block);

    for (const connection of [told, untold]) {
      const answer = await connection.read();
      expect([answer.status, codeOf(answer.body)]).toEqual([413, "BLOB_UPLOAD_INVALID"]);
    }
    expect([await blobFiles(server.dataDir), await uploadFiles(server.dataDir)]).toEqual(before);
  });
});

/** The size of the file that the session of this path has in storage. */
function arrived(path: string): number {
  const id = /uploads\/([0-9a-f-]+)/.exec(path)?.[1] ?? "";
  return Bun.file(join(server.dataDir, "blobs", "uploads", id)).size;
}

/** Resolves to the location of one that has some bytes. */
async function startedUpload(): Promise<string> {
  const location = await repository.start();
  await repository.patch(location, new TextEncoder().encode("hello"));
  return location;
}

async function slowestAnswerMs(requests: number): Promise<number> {
  let worst = 0;
  for (let index = 0; index < requests; index += 1) {
    const started = performance.now();
    await askOnce(server.port, requestText("GET", "/v2/"));
    worst = Math.max(worst, performance.now() - started);
  }
  return worst;
}
