// Many clients at once on the same session, digest or tag: somebody wins, nobody's bytes are mixed, readers see no gap.
import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { LAST_CHUNK, RawConnection, chunked, requestText } from "../kit/raw-http.ts";
import { Server } from "../kit/server.ts";
import {
  KIB,
  MIB,
  Repository,
  blobFiles,
  inParallel,
  manifestOf,
  randomContent,
  repositoryOf,
  sha256,
  until,
  uploadFiles,
} from "./harness.ts";

const server = await Server.start({ open: true });
afterAll(() => server[Symbol.asyncDispose]());

/** What the sessions of the cancel test hold before they are cancelled. */
const held = randomContent(400 * KIB);

describe("one session, two writers", () => {
  test("two chunks for the same place never interleave: one is appended whole, the other is refused", async () => {
    const repository = repositoryOf(server);
    const [one, two] = [randomContent(3 * MIB), randomContent(3 * MIB)];
    const location = await repository.start();
    const range = { "content-range": `0-${3 * MIB - 1}` };

    const answers = await Promise.all([one, two].map(({ bytes }) => repository.patch(location, bytes, range)));

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 416]);
    const winner = answers[0]!.status === 202 ? one : two;
    expect((await repository.finish(location, winner.digest)).status).toBe(201);
    expect(sha256((await repository.getBlob(winner.digest)).bytes)).toBe(winner.digest);
  });

  test("two streams without a place are appended one whole after the other", async () => {
    const repository = repositoryOf(server);
    const [one, two] = [randomContent(3 * MIB), randomContent(2 * MIB)];
    const location = await repository.start();

    const answers = await Promise.all([one, two].map(({ bytes }) => repository.patch(location, bytes)));

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const orders = [Buffer.concat([one.bytes, two.bytes]), Buffer.concat([two.bytes, one.bytes])].map(sha256);
    const statuses = await Promise.all(orders.map(async (digest) => (await repository.finish(location, digest)).status));
    expect(statuses).toContain(201);
  });

  test("a session closed twice at once with the same digest is one blob, and both are told so", async () => {
    const repository = repositoryOf(server);
    const content = randomContent(700 * KIB);
    const location = await repository.start();
    await repository.patch(location, content.bytes);

    const answers = await Promise.all([1, 2].map(() => repository.finish(location, content.digest)));

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await copiesOf(content.digest)).toBe(1);
  });

  test("a session cancelled while its bytes come in is gone, with its file, and the writer is told", async () => {
    const repository = repositoryOf(server);
    const location = await repository.start();
    using connection = await RawConnection.open(server.port);
    await connection.send(requestText("PATCH", location, { "transfer-encoding": "chunked" }));
    await connection.send(chunked(randomContent(2 * MIB).bytes));
    const id = location.split("/").at(-1)!;
    await until("the upload has a file", async () => (await uploadFiles(server.dataDir)).includes(id));

    expect((await repository.ask("DELETE", location)).status).toBe(204);
    await connection.send(chunked(randomContent(MIB).bytes));
    const answer = await connection.ask(LAST_CHUNK);

    expect(answer.status).toBe(404);
    expect(await uploadFiles(server.dataDir)).not.toContain(id);
  });

  // The hash worker opened the file by name after the cancel had removed it, and the writer was answered 500. And an
  // append that came too late made the file again, empty, for a session that no longer was.
  test("cancels at any moment of an append or a close end in success or 404, never in 500, and leave no file", async () => {
    const repository = repositoryOf(server);
    const before = await uploadFiles(server.dataDir);
    const statuses = new Set<number>();
    await inParallel([...Array(200).keys()], 8, async (round) => {
      const location = await repository.start();
      if (round % 2 === 0) await repository.patch(location, held.bytes);
      const writing = round % 4 < 2 ? repository.patch(location, held.bytes) : finishAnew(repository, location, round % 2 === 0);
      await Bun.sleep(round % 8);
      await repository.ask("DELETE", location);
      statuses.add((await writing).status);
    });

    expect([...statuses].filter((status) => ![201, 202, 404].includes(status))).toEqual([]);
    await until("no file is left", async () => (await uploadFiles(server.dataDir)).every((id) => before.includes(id)));
  });
});

describe("one digest, many uploads", () => {
  test("100 uploads of one blob into one repository are all acknowledged, and it is stored once", async () => {
    const repository = repositoryOf(server, "same/place");
    const content = randomContent(300 * KIB);

    const answers = await Promise.all(Array.from({ length: 100 }, () => repository.pushInTwoRequests(content)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await copiesOf(content.digest)).toBe(1);
    expect(usageOf("same/place")).toEqual({ blobs: 1, blob_bytes: 300 * KIB });
  });

  test("100 uploads of one blob into 100 repositories are all acknowledged, it is stored once, and each counts it", async () => {
    const content = randomContent(300 * KIB);
    const names = Array.from({ length: 100 }, (_, index) => `spread/place-${index}`);

    const answers = await Promise.all(names.map((name) => repositoryOf(server, name).pushWhole(content)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await copiesOf(content.digest)).toBe(1);
    expect(names.map(usageOf)).toEqual(names.map(() => ({ blobs: 1, blob_bytes: 300 * KIB })));
  });
});

describe("reading what is being changed", () => {
  test("a blob that is deleted while it is downloaded arrives whole", async () => {
    const repository = repositoryOf(server);
    const content = randomContent(24 * MIB);
    await repository.pushWhole(content);
    using connection = await RawConnection.open(server.port);
    connection.stall();
    await connection.send(requestText("GET", `/v2/team/app/blobs/${content.digest}`));

    expect((await repository.ask("DELETE", `/v2/team/app/blobs/${content.digest}`)).status).toBe(202);
    connection.resume();
    const answer = await connection.read();

    expect(sha256(answer.body)).toBe(content.digest);
    expect((await repository.headBlob(content.digest)).status).toBe(404);
  });

  test("a reader never misses a tag that moves", async () => {
    const repository = repositoryOf(server, "team/moving");
    const manifests = await pushManifests(repository, 20);
    await repository.putManifest("latest", manifests[0]!);
    const moving = new AbortController();
    const seen = new Set<number>();
    const read = async () => {
      while (!moving.signal.aborted) {
        const answer = await repository.getManifest("latest");
        seen.add(answer.status === 200 && sha256(answer.bytes) === answer.headers.get("docker-content-digest") ? 200 : answer.status);
      }
    };
    const readers = [read(), read(), read()];

    for (let round = 0; round < 5; round += 1) {
      await Promise.all(manifests.map((manifest) => repository.putManifest("latest", manifest)));
    }
    moving.abort();
    await Promise.all(readers);

    expect([...seen]).toEqual([200]);
  });

  test("of 50 writers that want to be the first on a tag, one is", async () => {
    const repository = repositoryOf(server, "team/first");
    const manifests = await pushManifests(repository, 50);

    const answers = await Promise.all(manifests.map((manifest) => repository.putManifest("v1", manifest, { "if-none-match": "*" })));

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 412)).toEqual([201]);
    const winner = manifests[statuses.indexOf(201)]!;
    expect((await repository.getManifest("v1")).headers.get("docker-content-digest")).toBe(winner.digest);
  });

  test("a manifest whose tag moves on while its old digest is deleted leaves the tag on the new one", async () => {
    const repository = repositoryOf(server, "team/deleted");
    const manifests = await pushManifests(repository, 20);

    for (const [index, manifest] of manifests.entries()) {
      const previous = manifests[index - 1];
      const [moved] = await Promise.all([
        repository.putManifest("stable", manifest),
        ...(previous ? [repository.ask("DELETE", `/v2/team/deleted/manifests/${previous.digest}`)] : []),
      ]);
      expect(moved?.status).toBe(201);
      expect((await repository.getManifest("stable")).headers.get("docker-content-digest")).toBe(manifest.digest);
    }
  });
});

// A chunk that was refused for its length left its hash behind; a chunk of the same length at the same place then took
// that hash for its own, and bytes could be stored under the digest of others.
test("a refused chunk's hash is never taken for the bytes that came after it", async () => {
  const repository = repositoryOf(server);
  const [refused, kept, last] = [randomContent(100 * KIB), randomContent(100 * KIB), randomContent(400 * KIB)];
  const location = await repository.start();
  using connection = await RawConnection.open(server.port);
  await connection.send(requestText("PATCH", location, { "transfer-encoding": "chunked", "content-range": `0-${200 * KIB - 1}` }));
  await connection.send(chunked(refused.bytes));
  expect((await connection.ask(LAST_CHUNK)).status).toBe(400);

  await repository.patch(location, kept.bytes);
  await repository.patch(location, last.bytes);
  const wrong = sha256(Buffer.concat([refused.bytes, last.bytes]));

  expect((await repository.finish(location, wrong)).status).toBe(400);
});

/** Closes a session with content of its own, after whatever it may hold already. */
function finishAnew(repository: Repository, location: string, holdsBytes: boolean) {
  const content = randomContent(400 * KIB);
  return repository.finish(location, holdsBytes ? sha256(Buffer.concat([held.bytes, content.bytes])) : content.digest, content.bytes);
}

async function pushManifests(repository: Repository, count: number) {
  const config = randomContent(200);
  await repository.pushWhole(config);
  return Array.from({ length: count }, (_, index) => manifestOf(config, [], { index: String(index) }));
}

/** A loser's copy is removed after its answer was given. */
async function copiesOf(digest: string): Promise<number> {
  const copies = async () => (await blobFiles(server.dataDir)).filter((path) => path.includes(digest.replace("sha256:", ""))).length;
  await until(`${digest} is stored once`, async () => (await copies()) === 1).catch(() => {});
  return copies();
}

function usageOf(repository: string): unknown {
  using database = new Database(join(server.dataDir, "aerugo.db"), { readonly: true });
  return database
    .query("select blobs, blob_bytes from usage_counters join repositories on repositories.id = repository_id where name = ?")
    .get(repository);
}
