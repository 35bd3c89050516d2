// One upload session, requests on two nodes: each with stores of its own on the same database and the same folder.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemActor } from "../../src/auth/actor.ts";
import { FilesystemStore } from "../../src/blobstore/filesystem/filesystem-store.ts";
import { BusyError } from "../../src/lib/busy-error.ts";
import type { MetadataStore } from "../../src/metadata/metadata-store.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import type { Digest } from "../../src/oci/digest.ts";
import type { RepositoryName } from "../../src/oci/reference.ts";
import { SharedWriters, TakenOverError, type WriterTiming } from "../../src/registry/upload-writers.ts";
import { Uploads } from "../../src/registry/uploads.ts";
import { HeldStream, sourceOf } from "../kit/body.ts";
import { until } from "../kit/jobs.ts";
import { digest as digestOf } from "../kit/manifests.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const hasPostgres = !cannotBeTried("PostgreSQL", hintsFor(["initdb"]));
const NAME = "acme/api" as RepositoryName;
const digest = (text: string) => digestOf(text) as Digest;
const CASEY = systemActor("casey");
const PUSHER = { actor: CASEY, confirm: async () => {} };
const FAST: WriterTiming = { ttlMs: 400, beatMs: 100, waitMs: 1500, askMs: 20 };
/** As a process that stands still: its beats do not come. */
const STALLED: WriterTiming = { ...FAST, beatMs: 1_000_000 };

interface Node {
  readonly uploads: Uploads;
  readonly metadata: MetadataStore;
  readonly blobs: FilesystemStore;
}

let folder: string;
let nodes: Node[];
let postgres: PostgresServer | undefined;
let databaseUrl: string | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await PostgresServer.start();
});
afterAll(() => postgres?.[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-cluster-"));
  nodes = [];
  databaseUrl = await postgres?.database();
});
afterEach(async () => {
  for (const { blobs, metadata } of nodes) {
    await blobs.close();
    await metadata.close();
  }
  await rm(folder, { recursive: true });
});

async function node(timing = FAST): Promise<Node> {
  const metadata = await PostgresStore.open(postgresSettings(databaseUrl!));
  const blobs = await FilesystemStore.open(join(folder, "blobs"), { isShared: true });
  const clock = { now: () => Date.now() };
  const uploads = new Uploads({
    metadata,
    blobs,
    clock,
    maxBlobBytes: undefined,
    idleTimeoutMs: 20_000,
    expiryMs: 60_000,
    grace: { blobMs: 60_000, untaggedMs: undefined },
    writers: new SharedWriters({ metadata, clock, timing }),
  });
  const made = { uploads, metadata, blobs };
  nodes.push(made);
  return made;
}

const start = ({ uploads }: Node) => uploads.start(NAME, "sha256", CASEY);
const append = ({ uploads }: Node, id: string, body: string | ReadableStream<Uint8Array>) =>
  uploads.append(NAME, id, { source: sourceOf(body), range: undefined });
const finish = ({ uploads }: Node, id: string, whole: string, last = "") =>
  uploads.finish(NAME, id, digest(whole), { source: sourceOf(last), range: undefined }, PUSHER);
const stored = async ({ metadata, blobs }: Node, whole: string) => {
  const found = await metadata.read.blobs.find(digest(whole));
  return found && new Response(await blobs.open(found.storageKey)).text();
};
/** A write that has begun, and waits for more. */
async function begun(at: Node, id: string, first: string): Promise<{ held: HeldStream; outcome: Promise<unknown> }> {
  const held = new HeldStream();
  const source = { ...sourceOf(held.stream), abort: () => held.cut() };
  const outcome = at.uploads.append(NAME, id, { source, range: undefined }).catch((error: unknown) => error);
  await held.started;
  held.send(first);
  await Bun.sleep(30);
  return { held, outcome };
}

describe.if(hasPostgres)("an upload on several nodes", () => {
  test("goes on at each of them with each request", async () => {
    const [one, two] = [await node(), await node()];
    const id = await start(one);
    expect(await append(two, id, "one ")).toBe(4);
    expect(await append(one, id, "two ")).toBe(8);
    await finish(two, id, "one two three", "three");
    expect(await stored(one, "one two three")).toBe("one two three");
  });

  test("a second writer waits for the first, on another node too, and goes on where it ended", async () => {
    const [one, two] = [await node(), await node()];
    const id = await start(one);
    const { held, outcome } = await begun(one, id, "first ");
    const second = append(two, id, "second");
    // Longer than a silent writer keeps its right: this one is heard of.
    await Bun.sleep(2 * FAST.ttlMs);
    held.end();
    expect([await outcome, await second]).toEqual([6, 12]);
    await finish(one, id, "first second");
    expect(await stored(two, "first second")).toBe("first second");
  });

  test("a second writer that waits too long is told to come again, and the first is not disturbed", async () => {
    const [one, two] = [await node(), await node()];
    const id = await start(one);
    const { held, outcome } = await begun(one, id, "first");
    await expect(append(two, id, "second")).rejects.toBeInstanceOf(BusyError);
    held.end();
    expect(await outcome).toBe(5);
  });

  test("of writers at both nodes at once none loses a byte", async () => {
    const both = [await node(), await node()] as const;
    const id = await start(both[0]);
    const chunks = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(3, "0")};`);
    const ends = await Promise.all(chunks.map((chunk, index) => append(both[index % 2]!, id, chunk)));
    const inOrder = chunks.toSorted((a, b) => ends[chunks.indexOf(a)]! - ends[chunks.indexOf(b)]!).join("");
    await finish(both[0], id, inOrder);
    expect(await stored(both[1], inOrder)).toBe(inOrder);
  });

  test("what fails lets go at once", async () => {
    const [one, two] = [await node(), await node()];
    const id = await start(one);
    const source = sourceOf("x");
    await expect(one.uploads.append(NAME, id, { source, range: { first: 7, last: 7 } })).rejects.toThrow();
    const before = performance.now();
    expect(await append(two, id, "y")).toBe(1);
    expect(performance.now() - before).toBeLessThan(FAST.ttlMs);
  });
});

describe.if(hasPostgres)("a writer that stands still for too long", () => {
  test("loses the upload, and what it writes afterwards goes nowhere", async () => {
    const [stalled, two] = [await node(STALLED), await node()];
    const id = await start(stalled);
    await append(stalled, id, "kept ");
    const { held, outcome } = await begun(stalled, id, "LOST");
    expect(await append(two, id, "mine is longer ")).toBe(20);
    held.send(" AND LATE");
    held.end();
    expect(await outcome).toBeInstanceOf(TakenOverError);
    // Computed while the bytes came in: only reading them back shows what is there.
    await finish(two, id, "kept mine is longer end", "end");
    expect(await stored(two, "kept mine is longer end")).toBe("kept mine is longer end");
  });

  test("cannot close it with its own bytes", async () => {
    const [stalled, two] = [await node(STALLED), await node()];
    const id = await start(stalled);
    const held = new HeldStream();
    const chunk = { source: sourceOf(held.stream), range: undefined };
    const outcome = stalled.uploads.finish(NAME, id, digest("late"), chunk, PUSHER).catch((error: unknown) => error);
    await held.started;
    held.send("late");
    await Bun.sleep(30);
    expect(await append(two, id, "mine")).toBe(4);
    held.end();
    expect(await outcome).toBeInstanceOf(TakenOverError);
    expect(await two.metadata.read.blobs.find(digest("late"))).toBeUndefined();
    await finish(two, id, "mine");
    expect(await stored(two, "mine")).toBe("mine");
  });

  test("gives back no bytes, when its commit fails, in the place of those of whoever took over", async () => {
    const [stalled, two] = [await node(STALLED), await node()];
    const id = await start(stalled);
    const [committing, failing] = [Promise.withResolvers<void>(), Promise.withResolvers<never>()];
    const run = stalled.metadata.transaction.bind(stalled.metadata);
    stalled.metadata.transaction = (work, options) => {
      if (options?.durable === false) return run(work, options);
      committing.resolve();
      return failing.promise;
    };
    const outcome = finish(stalled, id, "first", "first").catch((error: unknown) => error);
    await committing.promise;

    const held = new HeldStream();
    const taken = two.uploads.finish(NAME, id, digest("other"), { source: sourceOf(held.stream), range: undefined }, PUSHER);
    await held.started;
    held.send("other");
    await Bun.sleep(30);
    failing.reject(new BusyError("the database took too long"));
    expect(await outcome).toBeInstanceOf(BusyError);
    held.end();
    await taken;
    expect(await stored(two, "other")).toBe("other");
  });

  test("is cut off as soon as it hears of it", async () => {
    const late: WriterTiming = { ...FAST, beatMs: 900 };
    const [stalled, two] = [await node(late), await node()];
    const id = await start(stalled);
    const { outcome } = await begun(stalled, id, "LOST");
    expect(await append(two, id, "mine")).toBe(4);
    // Its sender never ends: only the beat that is refused does.
    expect(await outcome).toBeInstanceOf(TakenOverError);
    await until(async () => (await two.uploads.status(NAME, id)) === 4);
  });
});

test.if(hasPostgres)("a node that works alone pays for none of it", async () => {
  const alone = await node();
  const uploads = new Uploads({
    metadata: alone.metadata,
    blobs: alone.blobs,
    clock: { now: () => Date.now() },
    maxBlobBytes: undefined,
    idleTimeoutMs: 20_000,
    expiryMs: 60_000,
    grace: { blobMs: 60_000, untaggedMs: undefined },
  });
  let transactions = 0;
  const run = alone.metadata.transaction.bind(alone.metadata);
  alone.metadata.transaction = (work, options) => {
    transactions += 1;
    return run(work, options);
  };
  const id = await uploads.start(NAME, "sha256", CASEY);
  await uploads.append(NAME, id, { source: sourceOf("x"), range: undefined });
  // The start and the advance.
  expect(transactions).toBe(2);
});
