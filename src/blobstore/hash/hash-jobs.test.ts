import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestOf } from "../../oci/digest.ts";
import { HashJobs } from "./hash-jobs.ts";
import type { HashAnswer } from "./hash-protocol.ts";

let folder: string;
let path: string;
let jobs: HashJobs;
let waiting: Map<number, (answer: HashAnswer) => void>;
let last = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-hash-"));
  path = join(folder, "upload");
  appendFileSync(path, "");
  waiting = new Map();
  jobs = new HashJobs((answer) => waiting.get(answer.job)?.(answer));
});
afterEach(() => rm(folder, { recursive: true }));

const sha256 = (text: string) => digestOf("sha256", new TextEncoder().encode(text));

function follow(digestSoFar?: Digest, upload = "upload", file = path, beyondBytes = 0): { job: number; answer: Promise<HashAnswer> } {
  const job = ++last;
  const answer = new Promise<HashAnswer>((resolve) => waiting.set(job, resolve));
  jobs.handle({ type: "follow", job, upload, path: file, algorithm: "sha256", digestSoFar, beyondBytes, startsAt: 0 });
  return { job, answer };
}

async function hashed(text: string, size: number, digestSoFar?: Digest, upload?: string): Promise<HashAnswer> {
  const { job, answer } = follow(digestSoFar, upload);
  appendFileSync(path, text);
  jobs.handle({ type: "end", job, size });
  return answer;
}

const hexOf = (digest: Digest) => digest.slice("sha256:".length);

test("a growing file is hashed up to where its writer ended", async () => {
  expect(await hashed("hello", 5)).toMatchObject({ hex: hexOf(sha256("hello")) });
});

// Bun preallocates the file of a body that has arrived whole: what lies there is zeros until it is written.
test("a file that may not be written yet is not read before its writer is done", async () => {
  await Bun.write(path, "\0\0\0\0\0");
  const { job, answer } = follow(undefined, "upload", path, 5);
  await Bun.sleep(20);
  writeFileSync(path, "hello");
  jobs.handle({ type: "end", job, size: 5 });
  expect(await answer).toMatchObject({ hex: hexOf(sha256("hello")) });
});

test("the next append goes on where the last one ended, without reading it again", async () => {
  await hashed("hello", 5);
  await Bun.write(path, "XXXXX");
  expect(await hashed(" you", 9, sha256("hello"))).toMatchObject({ hex: hexOf(sha256("hello you")) });
});

test("what was hashed but not recorded is forgotten: the file is read from its start", async () => {
  await hashed("refused", 7);
  await Bun.write(path, "kept up");
  expect(await hashed(" too", 11, sha256("kept up"))).toMatchObject({ hex: hexOf(sha256("kept up too")) });
});

test("an upload that is over is forgotten", async () => {
  await hashed("hello", 5);
  jobs.handle({ type: "forget", upload: "upload" });
  await Bun.write(path, "HELLO");
  expect(await hashed("!", 6, sha256("hello"))).toMatchObject({ hex: hexOf(sha256("HELLO!")) });
});

test("of more uploads than it remembers, the oldest is computed again", async () => {
  await Bun.write(path, "hello");
  for (let index = 0; index <= 512; index += 1) {
    const { job, answer } = follow(undefined, `upload ${index}`);
    jobs.handle({ type: "end", job, size: 5 });
    await answer;
  }
  await Bun.write(path, "HELLO");
  expect(await hashed("", 5, sha256("hello"), "upload 512")).toMatchObject({ hex: hexOf(sha256("hello")) });
  expect(await hashed("", 5, sha256("hello"), "upload 0")).toMatchObject({ hex: hexOf(sha256("HELLO")) });
});

test("a file that is not there, or ends too soon, is an error", async () => {
  expect(await follow(undefined, "upload", join(folder, "none")).answer).toMatchObject({ error: expect.stringContaining("ENOENT") });
  expect(await hashed("hello", 6)).toMatchObject({ error: "the upload's file ends at 5, before 6" });
});

test("an abandoned job answers nobody, and what comes for it later is ignored", async () => {
  const { job, answer } = follow();
  let answered = false;
  void answer.then(() => (answered = true));
  jobs.handle({ type: "abandon", job });
  jobs.handle({ type: "end", job, size: 0 });
  jobs.handle({ type: "abandon", job });
  await hashed("hello", 5);
  expect(answered).toBe(false);
});

test("several at once all come to their end", async () => {
  await Bun.write(path, new Uint8Array(9 * 2 ** 20));
  const started = Array.from({ length: 5 }, (_, index) => follow(undefined, `upload ${index}`));
  for (const { job } of started) jobs.handle({ type: "end", job, size: 9 * 2 ** 20 });
  const expected = hexOf(digestOf("sha256", new Uint8Array(9 * 2 ** 20)));
  for (const { answer } of started) expect(await answer).toMatchObject({ hex: expected });
});
