// A disk that is full: every write is refused with a clear answer, nothing acknowledged is lost, and work goes on when
// space returns, without a restart. The disks are small filesystems in memory, which only root may mount.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { askOnce, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import {
  type Answer,
  KIB,
  MIB,
  Repository,
  blobFiles,
  codeOf,
  manifestOf,
  randomContent,
  repositoryOf,
  sha256,
  temporaryFolder,
  until,
  uploadFiles,
} from "./harness.ts";
import { SmallDisk, mayMount } from "./small-disk.ts";

const PROMPTLY_MS = 5000;
/** A client that was refused in the middle of its body may leave it there; a server that stops waits for the rest. */
const STOP_SOON = ["--http-drain-timeout-seconds", "1"];

function expectFull(answer: Answer): void {
  expect([answer.status, codeOf(answer.bytes)]).toEqual([507, "UNAVAILABLE"]);
  expect(answer.text).toContain("full");
}

/** Every way to write, each answered that the disk is full, and in time. */
async function expectEveryWriteRefused(repository: Repository, location: string, manifest: Parameters<Repository["putManifest"]>[1]) {
  const big = randomContent(3 * MIB);
  const writes = [
    () => repository.patch(location, big.bytes),
    () => repository.finish(location, big.digest, big.bytes),
    () => repository.pushWhole(big),
    () => repository.putManifest("full", manifest),
  ];
  for (const write of writes) {
    const started = performance.now();
    expectFull(await write());
    expect(performance.now() - started).toBeLessThan(PROMPTLY_MS);
  }
}

/** A manifest that takes more room than any page of the database has left. */
function bigManifest(config: Parameters<typeof manifestOf>[0]) {
  return manifestOf(config, [], { filler: "x".repeat(400 * KIB) });
}

describe.skipIf(!mayMount && process.env.CI !== "true")("a full disk", () => {
  test("refuses every write, keeps what was acknowledged, and takes writes again when space returns", async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, "data");
    await using disk = await SmallDisk.mount(dataDir, 24 * MIB);
    await using server = await Server.start({ open: true, dataDir, args: STOP_SOON });
    const repository = repositoryOf(server);
    const [config, layer, started] = [randomContent(300), randomContent(2 * MIB), randomContent(MIB)];
    await repository.pushWhole(config);
    await repository.pushWhole(layer);
    const manifest = manifestOf(config, [layer]);
    await repository.putManifest("v1", manifest);
    const location = await repository.start();
    await repository.patch(location, started.bytes);

    await disk.fill();
    await expectEveryWriteRefused(repository, location, bigManifest(config));

    expect((await repository.getManifest("v1")).headers.get("docker-content-digest")).toBe(manifest.digest);
    expect(sha256((await repository.getBlob(layer.digest)).bytes)).toBe(layer.digest);
    expect(await repository.offset(location)).toBe(MIB);
    await disk.free();
    const rest = randomContent(MIB);
    expect((await repository.patch(location, rest.bytes)).status).toBe(202);
    const whole = sha256(Buffer.concat([started.bytes, rest.bytes]));
    expect((await repository.finish(location, whole)).status).toBe(201);
    expect(sha256((await repository.getBlob(whole)).bytes)).toBe(whole);
    expect((await repository.putManifest("v2", bigManifest(config))).status).toBe(201);
  });

  test("of the blobs lets every write of metadata go on, and leaves no half blob behind", async () => {
    await using folder = await temporaryFolder();
    await using disk = await SmallDisk.mount(join(folder.path, "blobs"), 8 * MIB);
    await using server = await Server.start({ open: true, dataDir: folder.path, args: STOP_SOON });
    const repository = repositoryOf(server);
    const config = randomContent(300);
    await repository.pushWhole(config);
    const before = await blobFiles(folder.path);
    const location = await repository.start();

    await disk.fill(MIB);
    const big = randomContent(3 * MIB);
    for (const answer of [await repository.pushWhole(big), await repository.patch(location, big.bytes)]) expectFull(answer);

    expect((await repository.putManifest("v1", bigManifest(config))).status).toBe(201);
    expect([await blobFiles(folder.path), await repository.offset(location)]).toEqual([before, 0]);
    // Many clients look for an answer only when they have sent everything.
    const stubborn = await askOnce(
      server.port,
      Buffer.concat([Buffer.from(requestText("PATCH", location, { "content-length": 12 * MIB })), Buffer.alloc(12 * MIB)]),
    );
    expect(stubborn.status).toBe(507);
    await disk.free();
    expect((await repository.patch(location, big.bytes)).status).toBe(202);
    expect((await repository.finish(location, big.digest)).status).toBe(201);
  });

  test("of the database refuses the writes that need it, and a close that it refused can be repeated", async () => {
    await using folder = await temporaryFolder();
    const database = join(folder.path, "db");
    await using disk = await SmallDisk.mount(database, 4 * MIB);
    const args = [...STOP_SOON, "--database-url", `sqlite:${join(database, "aerugo.db")}`];
    await using server = await Server.start({ open: true, dataDir: folder.path, args });
    const repository = repositoryOf(server);
    const [config, content] = [randomContent(300), randomContent(400 * KIB)];
    await repository.pushWhole(config);
    const location = await repository.start();
    await repository.patch(location, content.bytes);
    const stored = await blobFiles(folder.path);

    await disk.fill();
    await fillDatabase(repository, config);
    const refused = [await repository.finish(location, content.digest), await repository.pushWhole(randomContent(KIB))];
    for (const answer of refused) expectFull(answer);

    // What could not be recorded must not take room either.
    expect(await blobFiles(folder.path)).toEqual(stored);
    expect(await repository.headBlob(config.digest)).toMatchObject({ status: 200 });
    await disk.free();
    expect((await repository.finish(location, content.digest)).status).toBe(201);
    expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
    await until("no upload is left", async () => (await uploadFiles(folder.path)).length === 0);
  });

  test("that fills up under many uploads at once refuses some, and keeps every one it acknowledged", async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, "data");
    await using _disk = await SmallDisk.mount(dataDir, 32 * MIB);
    await using server = await Server.start({ open: true, dataDir, args: STOP_SOON });
    const repository = repositoryOf(server);
    const contents = Array.from({ length: 24 }, () => randomContent(2 * MIB));

    const answers = await Promise.all(contents.map((content) => repository.pushInTwoRequests(content).catch(String)));

    const statuses = answers.map((answer) => (typeof answer === "string" ? answer : answer.status));
    expect(new Set(statuses)).toEqual(new Set([201, 507]));
    for (const [index, content] of contents.entries()) {
      const { status, bytes } = await repository.getBlob(content.digest);
      expect(status === 200 ? sha256(bytes) : status).toBe(statuses[index] === 201 ? content.digest : 404);
    }
  });
});

/** A full disk still has room inside the log that was written before: small writes use it up. */
async function fillDatabase(repository: Repository, config: Parameters<typeof manifestOf>[0]): Promise<void> {
  await until("the database is full", async () => (await repository.putManifest("filler", bigManifest(config))).status === 507);
  await until("also for small writes", async () => {
    const answer = await repository.ask("POST", `/v2/${repository.name}/blobs/uploads/`);
    return answer.status === 507;
  });
}
