// A server that is told to stop: it takes nothing new, lets what runs finish, and loses no upload's progress.
import { expect, test } from "bun:test";
import { LAST_CHUNK, RawConnection, chunked, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import { MIB, randomContent, repositoryOf, sha256, temporaryFolder, until, uploadFiles } from "./harness.ts";

const content = randomContent(2 * MIB);
const half = MIB + 12_345;

/** An upload of which the server has half, and whose body is not over. */
async function startUpload(server: Server) {
  const location = await repositoryOf(server).start();
  const connection = await RawConnection.open(server.port);
  await connection.send(requestText("PATCH", location, { "transfer-encoding": "chunked" }));
  await connection.send(chunked(content.bytes.subarray(0, half)));
  await until("half of the upload is stored", async () => {
    const [id] = await uploadFiles(server.dataDir);
    return id !== undefined && Bun.file(`${server.dataDir}/blobs/uploads/${id}`).size === half;
  });
  return { location, connection };
}

const isDraining = (server: Server) => until("the server drains", async () => (await server.log()).includes("Stopping"));

test("an upload under way at SIGTERM is finished, acknowledged and kept, and the server exits with 0", async () => {
  await using folder = await temporaryFolder();
  const first = await Server.start({ open: true, dataDir: folder.path });
  const { location, connection } = await startUpload(first);

  const stopped = first.stop();
  await isDraining(first);
  await connection.send(chunked(content.bytes.subarray(half)));
  const answer = await connection.ask(LAST_CHUNK);
  expect([answer.status, await stopped]).toEqual([202, 0]);
  await first[Symbol.asyncDispose]();

  await using second = await Server.start({ open: true, dataDir: folder.path });
  expect((await repositoryOf(second).finish(location, content.digest)).status).toBe(201);
});

test("a server that drains takes no new connection", async () => {
  await using server = await Server.start({ open: true });
  const { connection } = await startUpload(server);

  const stopped = server.stop();
  await isDraining(server);
  const refused = await RawConnection.open(server.port).then(
    () => "accepted",
    () => "refused",
  );
  connection.reset();

  expect([refused, await stopped]).toEqual(["refused", 0]);
});

// What had been received was written, but its offset was recorded after the database had been closed: it was lost.
test("an upload that outlives the drain time keeps its progress and is resumed after the restart", async () => {
  await using folder = await temporaryFolder();
  const first = await Server.start({ open: true, dataDir: folder.path, args: ["--http-drain-timeout-seconds", "1"] });
  const { location, connection } = await startUpload(first);

  expect(await first.stop()).toBe(0);
  await connection.closed;
  await first[Symbol.asyncDispose]();

  await using second = await Server.start({ open: true, dataDir: folder.path });
  const repository = repositoryOf(second);
  expect(await repository.offset(location)).toBe(half);
  const rest = { "content-range": `${half}-${content.bytes.byteLength - 1}` };
  expect((await repository.patch(location, content.bytes.slice(half), rest)).status).toBe(202);
  expect((await repository.finish(location, content.digest)).status).toBe(201);
  expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
});

test("a second SIGTERM stops at once, with a failure for an exit code, and the upload keeps its progress", async () => {
  await using folder = await temporaryFolder();
  const first = await Server.start({ open: true, dataDir: folder.path });
  const { location } = await startUpload(first);

  const stopped = first.stop();
  await isDraining(first);
  const started = performance.now();
  process.kill(first.pid, "SIGTERM");
  const exitCode = await stopped;
  const tookMs = performance.now() - started;
  await first[Symbol.asyncDispose]();

  expect(exitCode).toBe(1);
  expect(tookMs).toBeLessThan(5000);
  await using second = await Server.start({ open: true, dataDir: folder.path });
  expect(await repositoryOf(second).offset(location)).toBe(half);
});

test("an idle connection does not hold the server back", async () => {
  const server = await Server.start({ open: true });
  using connection = await RawConnection.open(server.port);
  await connection.ask(requestText("GET", "/v2/"));

  const started = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - started).toBeLessThan(5000);
  await server[Symbol.asyncDispose]();
});
