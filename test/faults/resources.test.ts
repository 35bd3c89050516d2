// What clients take and do not give back: after hundreds of aborted transfers the server holds no more descriptors, memory
// or files than before, and a transfer of any size takes little memory while it lasts.
import { expect, test } from "bun:test";
import { RawConnection, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import { KIB, MIB, descriptorsOf, inParallel, memoryOf, randomContent, repositoryOf, until, uploadFiles } from "./harness.ts";

const ABORTS = 500;
const AT_ONCE = 25;
/** A database file more, a connection that is just going: not one per abort. */
const DESCRIPTOR_SLACK = 10;
/** The budget of 64 uploads at once, whatever their size. Around 215 MB were measured. */
const MEMORY_BUDGET_BYTES = 400_000_000;
const MEMORY_SLACK_BYTES = 64 * MIB;

test("500 aborted downloads and 500 aborted uploads give back descriptors, memory and files", async () => {
  await using server = await Server.start({ open: true, args: ["--http-drain-timeout-seconds", "1"] });
  const repository = repositoryOf(server);
  const blob = randomContent(16 * MIB);
  await repository.pushWhole(blob);
  const round = async (count: number) => {
    await inParallel([...Array(count).keys()], AT_ONCE, () => abortDownload(server.port, blob.digest));
    await inParallel([...Array(count).keys()], AT_ONCE, () => abortUpload(server));
  };
  // The first hundred fill pools and caches that stay.
  await round(100);
  await until("the warm-up is over", async () => (await uploadFiles(server.dataDir)).length === 0);
  const before = { descriptors: await descriptorsOf(server), memory: await memoryOf(server, "VmRSS") };

  await round(ABORTS);

  await until("descriptors are back", async () => (await descriptorsOf(server)) <= before.descriptors + DESCRIPTOR_SLACK);
  await until("files are gone", async () => (await uploadFiles(server.dataDir)).length === 0);
  await until("memory is back", async () => (await memoryOf(server, "VmRSS")) <= before.memory + MEMORY_SLACK_BYTES);
  expect((await repository.headBlob(blob.digest)).status).toBe(200);
}, 60_000);

async function abortDownload(port: number, digest: string): Promise<void> {
  using connection = await RawConnection.open(port);
  await connection.send(requestText("GET", `/v2/team/app/blobs/${digest}`));
  await until("some of it has come", () => connection.pending().byteLength > 0);
  connection.reset();
}

/** A whole blob of which half is sent: it has no session that could be resumed, so nothing of it may stay. */
async function abortUpload({ port }: Server): Promise<void> {
  using connection = await RawConnection.open(port);
  const path = `/v2/team/app/blobs/uploads/?digest=sha256:${"0".repeat(64)}`;
  await connection.send(requestText("POST", path, { "content-length": MIB }));
  await connection.send(new Uint8Array(MIB / 2));
  connection.reset();
}

test("a 2 GiB blob streams in and out with less than 200 MB of memory", async () => {
  await using server = await Server.start({ open: true });
  const repository = repositoryOf(server);
  const block = randomContent(8 * MIB).bytes;
  const blocks = 256;
  const hasher = new Bun.CryptoHasher("sha256");
  for (let index = 0; index < blocks; index += 1) hasher.update(block);
  const digest = `sha256:${hasher.digest("hex")}`;
  using connection = await RawConnection.open(server.port);

  const path = `/v2/team/app/blobs/uploads/?digest=${digest}`;
  await connection.send(requestText("POST", path, { "content-length": blocks * block.byteLength }));
  for (let index = 0; index < blocks; index += 1) await connection.send(block);
  expect((await connection.read({ withinMs: 60_000 })).status).toBe(201);
  const received = await download(`${server.url}/v2/team/app/blobs/${digest}`);

  expect(received).toBe(digest);
  expect(await memoryOf(server, "VmHWM")).toBeLessThan(200_000_000);
  expect((await repository.headBlob(digest)).headers.get("content-length")).toBe(String(blocks * block.byteLength));
}, 90_000);

async function download(url: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  const { body } = await fetch(url);
  for await (const chunk of body!) hasher.update(chunk);
  return `sha256:${hasher.digest("hex")}`;
}

test("64 uploads of 64 MiB at once all succeed", async () => {
  await using server = await Server.start({ open: true });
  const block = randomContent(MIB).bytes;

  const statuses = await Promise.all(Array.from({ length: 64 }, (_, index) => upload(server.port, index, block)));

  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(await memoryOf(server, "VmHWM")).toBeLessThan(MEMORY_BUDGET_BYTES);
}, 90_000);

/** 64 MiB of the block, with a first KiB that makes it unlike the others. */
async function upload(port: number, index: number, block: Uint8Array): Promise<number> {
  const head = Buffer.alloc(KIB, index + 1);
  const hasher = new Bun.CryptoHasher("sha256").update(head);
  for (let count = 0; count < 64; count += 1) hasher.update(block);
  const path = `/v2/team/app/blobs/uploads/?digest=sha256:${hasher.digest("hex")}`;
  using connection = await RawConnection.open(port);
  await connection.send(requestText("POST", path, { "content-length": 64 * MIB + KIB }));
  await connection.send(head);
  for (let count = 0; count < 64; count += 1) await connection.send(block);
  return (await connection.read({ withinMs: 60_000 })).status;
}
